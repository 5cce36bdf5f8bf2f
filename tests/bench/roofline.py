"""Draws what bench_kernels measured under the machine's roofs.

    build/release/tests/bench/bench_kernels --benchmark_format=json --benchmark_filter=32768 > kernels.json
    build/release/bindings/minstrel bench MODEL --sessions 1 --threads 1 --bandwidth    # GB/s of plain reading
    python tests/bench/roofline.py kernels.json --bandwidth 40 --level avx512-vnni-bf16 --plot docs/images/roofline.png

Needs matplotlib. A point is a product of a weight matrix and some rows; it lies at the multiply-adds per byte of
weights and at the multiply-adds per second. The slope is plain reading of memory, above which lies only what is read
from a cache; the flat roofs are the best that a format reached.
"""

import argparse
import json
import re
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

MATRIX = re.compile(r"matmul_(\w+?)_(\d+x\d+)_rows_(\d+)/(.+)")


def read(path, level):
    points = {}
    for row in json.loads(path.read_text())["benchmarks"]:
        found = MATRIX.fullmatch(row["name"])
        if not found or found.group(4) != level:
            continue
        intensity = row["MAC/s"] / row["bytes_per_second"]
        points.setdefault(f"{found.group(1)}, {found.group(2)}", []).append((intensity, row["MAC/s"]))
    return {name: sorted(rows) for name, rows in points.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernels", type=Path, help="JSON of bench_kernels")
    parser.add_argument("--level", default="avx512-vnni-bf16")
    parser.add_argument("--bandwidth", type=float, required=True, help="GB/s of plain reading, one thread")
    parser.add_argument("--plot", type=Path, required=True)
    args = parser.parse_args()
    points = read(args.kernels, args.level)
    if not points:
        raise SystemExit("no products of that level in the file")
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    ends = [0.5, max(rows[-1][0] for rows in points.values())]
    axes.plot(ends, [args.bandwidth * x for x in ends], "k-", label=f"memory, {args.bandwidth:.0f} GB/s")
    for name, rows in points.items():
        line = axes.plot([x for x, _ in rows], [y / 1e9 for _, y in rows], "o-", label=name)[0]
        axes.axhline(max(y for _, y in rows) / 1e9, color=line.get_color(), linestyle=":", linewidth=0.8)
        print(name, ", ".join(f"{x:.1f}: {y / 1e9:.0f}" for x, y in rows))
    axes.set(xscale="log", yscale="log", xlabel="multiply-adds per byte of weights",
             ylabel="G multiply-adds a second, one thread", ylim=(10, 600))
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(args.plot, dpi=110)


if __name__ == "__main__":
    main()
