"""Averages two directories of one model: what both have learnt stays, noise cancels.

`python average.py FIRST SECOND OUT --share 0.5` writes the weights (1 - share) * FIRST + share * SECOND
as bfloat16, in which `../weights` has them. It helps where SECOND was trained on from FIRST (Wortsman
and others, Model soups, 2022); choose the share on situations that are not those reported.
"""

import argparse
import shutil
from pathlib import Path

import torch

import model as mistral


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path, help="folder that does not exist yet")
    parser.add_argument("--share", type=float, default=0.5, help="of the second, 0 to 1")
    args = parser.parse_args()
    first, second = mistral.load(args.first), mistral.load(args.second)
    if first.config != second.config:
        parser.error(f"{args.first} and {args.second} are models of different shapes")
    args.out.mkdir(parents=True)
    with torch.no_grad():
        for mine, other in zip(first.parameters(), second.parameters(), strict=True):
            mine.lerp_(other, args.share)
    mistral.save(first, args.out, torch.bfloat16)
    shutil.copy(args.second / "tokenizer.model", args.out)


if __name__ == "__main__":
    main()
