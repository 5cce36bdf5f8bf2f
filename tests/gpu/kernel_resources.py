#!/usr/bin/env python3
"""Compiles every CUDA kernel for every architecture and holds what it needs against a baseline.

Fails on more than 48 KiB of shared memory, on more registers, shared memory, stack or spills than
the baseline has, and on kernels that came or went. Needs nvcc and no device. --update writes the baseline.
"""

import argparse
import concurrent.futures
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASELINE = pathlib.Path(__file__).with_name("kernel_resources.csv")
ARCHITECTURES = ["75", "80", "86", "89", "90", "100", "120"]
MAX_SHARED = 48 * 1024
FIELDS = ["source", "kernel", "architecture", "registers", "shared", "stack", "spills"]

ENTRY = re.compile(r"Compiling entry function '(\S+)' for 'sm_(\d+)'")
FRAME = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers")
SHARED = re.compile(r"(\d+) bytes smem")


def find_nvcc():
    for candidate in [os.environ.get("NVCC"), shutil.which("nvcc"), "/usr/local/cuda/bin/nvcc"]:
        if candidate and pathlib.Path(candidate).exists():
            return candidate
    return None


def settings():
    """Sources and flags, from the one place that has them."""
    text = (ROOT / "kernels/cuda/device/sources.cmake").read_text()
    sources = re.findall(r"^\s+(\w+\.cu)", text, re.MULTILINE)
    flags = re.search(r"MST_CUDA_DEVICE_FLAGS ([^)]*)\)", text).group(1).split()
    return sources, flags


def compile_source(nvcc, source, flags, architectures, folder):
    command = [nvcc, "-fatbin", "-Xptxas", "-v", "-I", str(ROOT), *flags]
    for name in architectures:
        command += ["-gencode", f"arch=compute_{name},code=sm_{name}"]
    path = ROOT / "kernels/cuda/device" / source
    command += [str(path), "-o", str(pathlib.Path(folder) / (source + ".fatbin"))]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{source} does not compile:\n{done.stdout}{done.stderr}")
    warnings = [line for line in done.stderr.splitlines() if "warning" in line.lower()]
    if warnings:
        raise RuntimeError(f"{source} compiles with warnings:\n" + "\n".join(warnings))
    return done.stderr + done.stdout


def readable(symbols):
    """Names of kernels as they are written, without namespaces and parameters."""
    done = subprocess.run(["c++filt"], input="\n".join(symbols), capture_output=True, text=True)
    names = {}
    for symbol, name in zip(symbols, done.stdout.splitlines()):
        name = re.sub(r"_GLOBAL__N__\w+", "", name)
        name = re.sub(r"(minstrel::kernels::cuda::|\(anonymous namespace\)::|^void |::)", "", name)
        names[symbol] = re.sub(r"\([^()]*\)$", "", name).replace("(int)", "").replace("(unsigned int)", "")
    return names


def parse(source, text):
    rows = []
    current = None
    for line in text.splitlines():
        entry = ENTRY.search(line)
        if entry:
            current = {"source": source, "kernel": entry[1], "architecture": entry[2],
                       "shared": 0, "stack": 0, "spills": 0}
        frame = FRAME.search(line)
        if frame and current:
            current["stack"] = int(frame[1])
            current["spills"] = int(frame[2]) + int(frame[3])
        used = USED.search(line)
        if used and current:
            current["registers"] = int(used[1])
            shared = SHARED.search(line)
            current["shared"] = int(shared[1]) if shared else 0
            rows.append(current)
            current = None
    names = readable(sorted({row["kernel"] for row in rows}))
    for row in rows:
        row["kernel"] = names[row["kernel"]]
    return rows


def key(row):
    return row["source"], row["kernel"], row["architecture"]


def compare(rows, baseline):
    findings = []
    for row in rows:
        name = "{} {} sm_{}".format(*key(row))
        known = baseline.get(key(row))
        if row["shared"] > MAX_SHARED:
            findings.append(f"{name}: {row['shared']} bytes of shared memory, at most {MAX_SHARED}")
        if known is None:
            findings.append(f"{name}: not in the baseline")
            continue
        for field in ["registers", "shared", "stack", "spills"]:
            if row[field] > int(known[field]):
                findings.append(f"{name}: {row[field]} {field}, the baseline has {known[field]}")
    found = {key(row) for row in rows}
    compiled = {row["architecture"] for row in rows}
    for gone in sorted(set(baseline) - found):
        if gone[2] in compiled:
            findings.append("{} {} sm_{}: in the baseline only".format(*gone))
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the baseline")
    parser.add_argument("--architectures", default=",".join(ARCHITECTURES))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    nvcc = find_nvcc()
    if nvcc is None or shutil.which("c++filt") is None:
        print("SKIPPED: nvcc or c++filt is not installed")
        return 0
    sources, flags = settings()
    architectures = options.architectures.split(",")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            work = {source: pool.submit(compile_source, nvcc, source, flags, architectures, folder)
                    for source in sources}
            for source, done in work.items():
                rows += parse(source, done.result())
    rows.sort(key=key)
    if not rows:
        raise RuntimeError("ptxas told nothing of any kernel")
    if options.update:
        with BASELINE.open("w", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    with BASELINE.open(newline="") as file:
        baseline = {key(row): row for row in csv.DictReader(file)}
    findings = compare(rows, baseline)
    most = max(row["registers"] for row in rows)
    print(f"{len(rows)} kernels; at most {most} registers, "
          f"{max(row['shared'] for row in rows)} bytes of shared memory, "
          f"{sum(row['spills'] > 0 for row in rows)} with spills")
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RuntimeError as error:
        sys.exit(str(error))
