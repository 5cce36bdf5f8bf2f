"""Draws what bench_kernels measured under the machine's roofs.

    build/release/tests/bench/bench_kernels --benchmark_format=json --benchmark_filter=32768 > kernels.json
    build/release/bindings/minstrel bench MODEL --sessions 1 --threads 1 --bandwidth    # GB/s of plain reading
    python tests/bench/roofline.py kernels.json --bandwidth 40 --level avx512-vnni-bf16 --plot docs/images/roofline.png

    python tests/bench/roofline.py docs/benchmarks/gpu-NAME-DATE.json --plot docs/images/roofline-gpu.png

Needs matplotlib. A point is a product of a weight matrix and some rows; it lies at the multiply-adds per byte of
weights and at the multiply-adds per second. The slope is plain reading of memory, above which lies only what is read
from a cache; the flat roofs are the best that a format reached. The report of tests/gpu/run has both ceilings itself:
copies within the device, and matrix instructions that do nothing else.
"""

import argparse
import json
import re
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

MATRIX = re.compile(r"matmul_(\w+?)_(\d+x\d+)_rows_(\d+)/(.+)")
CEILING = {"int4": "mma_int8_operations_per_s", "int8": "mma_int8_operations_per_s",
           "bf16": "mma_bf16_operations_per_s"}


def points_of_cpu(content, level):
    points = {}
    for row in content["benchmarks"]:
        found = MATRIX.fullmatch(row["name"])
        if not found or found.group(4) != level:
            continue
        intensity = row["MAC/s"] / row["bytes_per_second"]
        points.setdefault(f"{found.group(1)}, {found.group(2)}", []).append((intensity, row["MAC/s"]))
    roofs = {name: max(rate for _, rate in rows) for name, rows in points.items()}
    return points, roofs


def points_of_gpu(report):
    points, roofs = {}, {}
    for row in report["kernels"] or []:
        if row["kernel"] != "matmul":
            continue
        name = f"{row['form']}, {row['outputs']}x{row['columns']}"
        products = row["rows"] * row["outputs"] * row["columns"]
        points.setdefault(name, []).append((products / row["bytes"], products / row["us"] * 1e6))
        ceiling = report["ceilings"].get(CEILING[row["form"]])
        if ceiling:  # a multiply-add is two operations
            roofs[name] = ceiling / 2
    return points, roofs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measured", type=Path, help="JSON of bench_kernels, or the report of tests/gpu/run")
    parser.add_argument("--level", default="avx512-vnni-bf16")
    parser.add_argument("--bandwidth", type=float, help="GB/s of plain reading, one thread; a report has its own")
    parser.add_argument("--plot", type=Path, required=True)
    args = parser.parse_args()
    content = json.loads(args.measured.read_text())
    if "kernels" in content:
        points, roofs = points_of_gpu(content)
        bandwidth, where = content["ceilings"]["copy_bytes_per_s"] / 1e9, content["device"]
    elif args.bandwidth is None:
        parser.error("--bandwidth is missing")
    else:
        points, roofs = points_of_cpu(content, args.level)
        bandwidth, where = args.bandwidth, "one thread"
    if not points:
        raise SystemExit("no products of that level in the file")
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    ends = [0.5, max(x for rows in points.values() for x, _ in rows)]
    axes.plot(ends, [bandwidth * x for x in ends], "k-", label=f"memory, {bandwidth:.0f} GB/s")
    lowest = min(y for rows in points.values() for _, y in rows)
    highest = max(roofs.values(), default=max(y for rows in points.values() for _, y in rows))
    for name, rows in points.items():
        rows.sort()
        line = axes.plot([x for x, _ in rows], [y / 1e9 for _, y in rows], "o-", label=name)[0]
        if name in roofs:
            axes.axhline(roofs[name] / 1e9, color=line.get_color(), linestyle=":", linewidth=0.8)
        print(name, ", ".join(f"{x:.1f}: {y / 1e9:.0f}" for x, y in rows))
    axes.set(xscale="log", yscale="log", xlabel="multiply-adds per byte of weights",
             ylabel=f"G multiply-adds a second, {where}", ylim=(lowest / 2e9, highest * 1.5 / 1e9))
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(args.plot, dpi=110)


if __name__ == "__main__":
    main()
