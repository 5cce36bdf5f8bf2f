"""Tokenised conversations on disk and the batches cut from them.

NAME.ids.npy holds all ids one after another (uint16), NAME.samples.npy one row a sample (offset,
length, answer length, kind) and NAME.kinds.json the names of the kinds.
"""

import argparse
import json
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import sentencepiece
import torch

from chat_v3 import EOS, encode_chat

ROW = np.dtype([("offset", "i8"), ("length", "i4"), ("answer", "i4"), ("kind", "i4")])
STEP = 32  # batches are padded to a multiple of this many positions

_pieces = None  # one tokeniser a worker process


def _start_worker(vocabulary):
    global _pieces
    _pieces = sentencepiece.SentencePieceProcessor(model_file=vocabulary)


def _encode_line(line):
    sample = json.loads(line)
    ids, answer = encode_chat(sample["messages"], sample.get("tools"), _pieces.encode)
    return sample["kind"], np.array(ids, dtype=np.uint16), answer


def tokenise(source, vocabulary, out, workers):
    """Writes the three files of one data set and says what is in them."""
    kinds, rows, parts, offset = {}, [], [], 0
    with Pool(workers, _start_worker, (str(vocabulary),)) as pool:
        with source.open(encoding="utf-8") as lines:
            for kind, ids, answer in pool.imap(_encode_line, lines, chunksize=500):
                if answer == 0:
                    raise SystemExit(f"{source}: sample {len(rows) + 1} ends without an answer")
                rows.append((offset, len(ids), answer, kinds.setdefault(kind, len(kinds))))
                parts.append(ids)
                offset += len(ids)
    np.save(f"{out}.ids.npy", np.concatenate(parts))
    np.save(f"{out}.samples.npy", np.array(rows, dtype=ROW))
    Path(f"{out}.kinds.json").write_text(json.dumps(list(kinds)) + "\n", encoding="utf-8")
    lengths = np.array([row[1] for row in rows])
    answers = np.array([row[2] for row in rows])
    print(
        f"{out}: {len(rows)} samples, {offset} ids, length {lengths.mean():.0f} "
        f"(99 % {np.percentile(lengths, 99):.0f}, longest {lengths.max()}), "
        f"answer {answers.mean():.1f}"
    )


@dataclass
class Batch:
    ids: torch.Tensor  # (B, T), right-padded with </s>
    positions: torch.Tensor  # flat indices into (B, T) whose next id is learnt
    targets: torch.Tensor  # the next ids at these positions
    weights: torch.Tensor  # the weight of each of them in the loss


class Dataset:
    def __init__(self, name):
        self.ids = np.load(f"{name}.ids.npy", mmap_mode="r")
        self.rows = np.load(f"{name}.samples.npy")
        self.kinds = json.loads(Path(f"{name}.kinds.json").read_text(encoding="utf-8"))

    def plan(self, budget, longest, seed, keep_rest=False):
        """Index arrays of all batches of one pass.

        Samples of nearly equal length meet in a batch of about `budget` ids. Samples above
        `longest` ids are left out, and so are the last, incomplete batches unless `keep_rest`.
        """
        random = np.random.default_rng(seed)
        waiting, batches = {}, []
        for index in random.permutation(len(self.rows)):
            padded = -(-int(self.rows["length"][index]) // STEP) * STEP
            if padded > longest:
                continue
            queue = waiting.setdefault(padded, [])
            queue.append(index)
            if len(queue) * padded + padded > budget:
                batches.append(np.array(queue))
                waiting[padded] = []
        if keep_rest:
            batches += [np.array(queue) for queue in waiting.values() if queue]
        return batches

    def batch(self, indices, prompt_weight, prompt_share, seed):
        """Collates samples. A random share of the prompt ids is learnt with a small weight."""
        random = np.random.default_rng(seed)
        rows = self.rows[indices]
        width = -(-int(rows["length"].max()) // STEP) * STEP
        ids = np.full((len(rows), width), EOS, dtype=np.int64)
        weights = np.zeros((len(rows), width), dtype=np.float32)
        for line, row in enumerate(rows):
            offset, length, answer = int(row["offset"]), int(row["length"]), int(row["answer"])
            ids[line, :length] = self.ids[offset : offset + length]
            prompt = length - answer - 1
            if prompt_share > 0:
                chosen = random.random(prompt) < prompt_share
                weights[line, :prompt] = chosen * (prompt_weight / prompt_share)
            weights[line, prompt : length - 1] = 1.0
        positions = np.flatnonzero(weights)
        return Batch(
            torch.from_numpy(ids),
            torch.from_numpy(positions),
            torch.from_numpy(ids.reshape(-1)[positions + 1]),
            torch.from_numpy(weights.reshape(-1)[positions]),
        )


def main():
    parser = argparse.ArgumentParser(description="Tokenises JSON lines of conversations.")
    parser.add_argument("data", type=Path, help="JSON lines of conversations.generate")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.model")
    parser.add_argument("--out", type=Path, required=True, help="name without ending, e.g. DIR/train")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    tokenise(args.data, args.vocabulary, args.out, args.workers)


if __name__ == "__main__":
    main()
