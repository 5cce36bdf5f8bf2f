"""Writes samples as JSON lines.

    python -m conversations.generate --count N --seed S --split train --out FILE.jsonl

The same count, seed and split always give the same file, whatever the number of processes.
"""

import argparse
import json
import multiprocessing
import random

from .sample import make_sample

_CHUNK = 500


def _chunk(job):
    split, seed, index, count = job
    rng = random.Random(f"{split} {seed} {index}")
    return "".join(
        json.dumps(make_sample(split, rng), ensure_ascii=False) + "\n" for _ in range(count)
    )


def jobs(split, seed, count):
    for index in range(0, count, _CHUNK):
        yield split, seed, index, min(_CHUNK, count - index)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("train", "validation", "heldout"), default="train")
    parser.add_argument("--out", required=True)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    todo = jobs(arguments.split, arguments.seed, arguments.count)
    with open(arguments.out, "w", encoding="utf-8") as out:
        if arguments.processes == 1:
            out.writelines(map(_chunk, todo))
        else:
            with multiprocessing.Pool(arguments.processes) as pool:
                out.writelines(pool.imap(_chunk, todo))


if __name__ == "__main__":
    main()
