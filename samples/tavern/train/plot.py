"""Draws the loss curves of a training log."""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt


def read(path):
    training, validation = [], defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for entry in map(json.loads, lines):
            millions = entry["tokens"] / 1e6
            if "validation" in entry:
                validation[entry["split"]].append((millions, entry["validation"]))
            elif "loss" in entry:
                training.append((millions, entry["loss"]))
    return training, validation


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path, help="log.jsonl of train.py")
    parser.add_argument("out", type=Path, help="image file, e.g. training.png")
    args = parser.parse_args()

    training, validation = read(args.log)
    figure, axes = plt.subplots(figsize=(8, 4.5), dpi=120)
    axes.plot(*zip(*training), color="0.75", linewidth=1, label="training")
    for name, points in validation.items():
        axes.plot(*zip(*points), marker="o", markersize=3, linewidth=1.4, label=name)
    axes.set_xlabel("tokens seen, millions")
    axes.set_ylabel("cross entropy of an answer token, nats")
    axes.set_yscale("log")
    axes.grid(True, which="both", alpha=0.25)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(args.out)


if __name__ == "__main__":
    main()
