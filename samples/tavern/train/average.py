"""Averages two Hugging Face directories of one model: what both have learnt stays, noise cancels.

`python average.py FIRST SECOND OUT --share 0.5` writes SECOND's files with weights that are
(1 - share) * FIRST + share * SECOND. It helps where SECOND was trained on from FIRST (Wortsman and
others, Model soups, 2022); choose the share on situations that are not those reported.
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

WEIGHTS = "model.safetensors"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path, help="folder that does not exist yet")
    parser.add_argument("--share", type=float, default=0.5, help="of the second, 0 to 1")
    args = parser.parse_args()
    first, second = load_file(args.first / WEIGHTS), load_file(args.second / WEIGHTS)
    if {k: v.shape for k, v in first.items()} != {k: v.shape for k, v in second.items()}:
        parser.error(f"{args.first} and {args.second} are models of different shapes")
    shutil.copytree(args.second, args.out)
    mixed = {name: first[name].float().lerp(second[name].float(), args.share) for name in first}
    save_file(mixed, args.out / WEIGHTS, metadata={"format": "pt"})


if __name__ == "__main__":
    main()
