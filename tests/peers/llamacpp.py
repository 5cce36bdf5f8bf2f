"""Runs llama.cpp and minstrel in turn on the same GGUF file and threads, and prints the ratios.

    LLAMA_BIN=~/llama.cpp/build/bin MINSTREL=build/release/bindings/minstrel \\
        python tests/peers/llamacpp.py model.gguf --threads 1,2

Each round measures llama-bench, then minstrel, so that both see the same machine; medians of the
rounds are compared. `--sessions N` adds that many sessions speaking together, by llama-batched-bench.
The share of the read bandwidth counts the bytes of all matrices but the embedding, once a token; it
needs the package gguf.

`--device cuda` has both compute on the GPU, with all layers there (a build of llama.cpp with
GGML_CUDA=ON); threads then only drive it, and the memory of the CPU is not measured.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
from pathlib import Path

PROMPT, ANSWER = 512, 64
LLAMA_DEVICE = {"cpu": ["-ngl", "0"], "cuda": ["-ngl", "99"]}


def run(command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {result.stderr[-2000:]}")
    return result.stdout


def read_bytes_per_token(path):
    try:
        import gguf
    except ImportError:
        return None
    tensors = gguf.GGUFReader(path).tensors
    names = {tensor.name for tensor in tensors}
    left_out = "token_embd.weight" if "output.weight" in names else ""
    return sum(int(tensor.n_bytes) for tensor in tensors if tensor.name != left_out)


def llama(folder, model, threads, device):
    out = run([folder / "llama-bench", "-m", model, "-t", threads, "-p", PROMPT, "-n", ANSWER,
               "-r", 1, "-o", "json", *LLAMA_DEVICE[device]])
    rates = {(row["n_prompt"], row["n_gen"]): row["avg_ts"] for row in json.loads(out)}
    return rates[(PROMPT, 0)], rates[(0, ANSWER)]


def llama_together(folder, model, threads, sessions, device):
    out = run([folder / "llama-batched-bench", "-m", model, "-t", threads, "-tb", threads,
               "-c", 64 * sessions * 2, "-npp", 16, "-ntg", ANSWER, "-npl", sessions,
               "--output-format", "jsonl", *LLAMA_DEVICE[device]])
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return lines[-1]["speed_tg"]


def minstrel(program, model, threads, device, sessions=1, prompt=PROMPT, bandwidth=False):
    command = [program, "bench", model, "--sessions", sessions, "--prompt-tokens", prompt,
               "--tokens", ANSWER, "--threads", threads, "--device", device, "--json"]
    out = json.loads(run(command + (["--bandwidth"] if bandwidth else [])))
    row = out["rows"][0]
    return row["prefill_tokens_per_s"], row["decode_tokens_per_s"], out.get("read_bytes_per_s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="a GGUF file")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sessions", type=int, help="also this many together")
    parser.add_argument("--device", choices=LLAMA_DEVICE, default="cpu")
    args = parser.parse_args()
    on_cpu = args.device == "cpu"
    folder = Path(os.environ.get("LLAMA_BIN", "."))
    program = Path(os.environ.get("MINSTREL", "build/release/bindings/minstrel"))
    weights = read_bytes_per_token(args.model)
    print(f"{args.model.name}, {args.rounds} rounds, medians; tokens/s")
    for threads in map(int, re.findall(r"\d+", args.threads)):
        theirs, ours, bandwidths, together = [], [], [], []
        for _ in range(args.rounds):
            theirs.append(llama(folder, args.model, threads, args.device))
            prefill = minstrel(program, args.model, threads, args.device)[0]
            _, decode, bandwidth = minstrel(program, args.model, threads, args.device, 1, 16, on_cpu)
            ours.append((prefill, decode))
            bandwidths.append(bandwidth)
            if args.sessions:
                together.append((
                    llama_together(folder, args.model, threads, args.sessions, args.device),
                    minstrel(program, args.model, threads, args.device, args.sessions, 16)[1],
                ))
        for part, name in ((0, f"prompt {PROMPT}"), (1, f"decode {ANSWER}")):
            a = statistics.median(row[part] for row in theirs)
            b = statistics.median(row[part] for row in ours)
            print(f"threads {threads}  {name:12}  llama.cpp {a:8.1f}  minstrel {b:8.1f}  {b / a:.2f} x")
        if together:
            a, b = (statistics.median(column) for column in zip(*together))
            name = f"{args.sessions} sessions"
            print(f"threads {threads}  {name:12}  llama.cpp {a:8.1f}  minstrel {b:8.1f}  {b / a:.2f} x")
        if weights and on_cpu:
            roof = statistics.median(bandwidths)
            decode = statistics.median(row[1] for row in ours)
            print(f"threads {threads}  memory {roof / 1e9:.1f} GB/s, decode reads "
                  f"{weights * decode / 1e9:.1f} GB/s of weights: {weights * decode / roof:.0%}")


if __name__ == "__main__":
    main()
