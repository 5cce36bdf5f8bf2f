"""Tokenised conversations on disk and the batches cut from them.

Conversations of one family (same character and history, families.py) share the first part of their
ids. A family is one sequence, prefix + branch + branch + …, in which a branch attends to the prefix
and to itself only and takes its positions after the prefix: exactly what each conversation alone
would compute, without computing the prefix again. A conversation without family is a family of one.

NAME.ids.npy holds the sequences one after another (uint16), NAME.branches.npy one row a branch,
NAME.families.npy one row a sequence, NAME.kinds.json the names of the kinds.
"""

import argparse
import functools
import itertools
import json
import os.path
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from random import Random

import numpy as np
import sentencepiece
import torch

from chat_v3 import EOS, encode_chat
from inputs import require_files, require_vocabulary
from respell import Respelling

FAMILY = np.dtype(
    [("offset", "i8"), ("length", "i4"), ("prefix", "i4"), ("first", "i4"), ("count", "i4")]
)
BRANCH = np.dtype([("length", "i4"), ("answer", "i4"), ("kind", "i4")])
STEP = 64  # batches are padded to a multiple of this many positions
LEARNT_STEP = 128  # and the learnt positions likewise: each new shape costs a compilation of kernels
FIRST_PIECE = 270  # below are control tokens and bytes
COMMON = 700  # the most frequent ids keep their meaning in a disguise
GRAMMAR = 120  # the most frequent ids, digits apart, are seldom read from the prompt
READ_WEIGHT = 3.0  # in the loss, of answer ids that stand in the prompt

_pieces = _respelling = None  # one tokeniser a worker process, and who invents words with it
_respelled = 0.0  # share of the families whose words are exchanged for invented ones


def _start_worker(vocabulary, respelled):
    global _pieces, _respelling, _respelled
    _pieces = sentencepiece.SentencePieceProcessor(model_file=vocabulary)
    _respelling, _respelled = Respelling(_pieces), respelled


def families(path):
    """Lists of neighbouring samples with the same family number."""
    with path.open(encoding="utf-8") as lines:
        samples = ((number, json.loads(line)) for number, line in enumerate(lines))
        groups = itertools.groupby(samples, lambda entry: entry[1].get("family", -1 - entry[0]))
        for _, group in groups:
            yield [sample for _, sample in group]


def shared_prefix(members):
    """Length of the part that all members begin with; each answer's predecessor stays outside."""
    longest = min(len(ids) - answer - 1 for ids, answer in members)
    return len(os.path.commonprefix([ids[:longest] for ids, _ in members]))


def _encode_family(samples):
    chance = Random(f"respell {samples[0]['messages']}")
    if chance.random() < _respelled:
        samples = _respelling.family(samples, chance)
    encode = functools.cache(_pieces.encode)  # members have most of their texts in common
    members = [encode_chat(s["messages"], s.get("tools"), encode) for s in samples]
    if any(answer == 0 for _, answer in members):
        raise ValueError(f"a conversation ends without an answer: {samples[0]['messages'][-1]}")
    prefix = shared_prefix(members)
    joined = members[0][0][:prefix]
    for ids, _ in members:
        joined += ids[prefix:]
    branches = [
        (len(ids) - prefix, answer, sample["kind"])
        for (ids, answer), sample in zip(members, samples)
    ]
    return np.array(joined, dtype=np.uint16), prefix, branches


def tokenise(source, vocabulary, out, workers, respelled):
    """Writes the files of one data set and says what is in them."""
    kinds, heads, rows, parts, offset = {}, [], [], [], 0
    with Pool(workers, _start_worker, (str(vocabulary), respelled)) as pool:
        for ids, prefix, branches in pool.imap(_encode_family, families(source), chunksize=100):
            heads.append((offset, len(ids), prefix, len(rows), len(branches)))
            for length, answer, kind in branches:
                rows.append((length, answer, kinds.setdefault(kind, len(kinds))))
            parts.append(ids)
            offset += len(ids)
    heads, rows = np.array(heads, dtype=FAMILY), np.array(rows, dtype=BRANCH)
    np.save(f"{out}.ids.npy", np.concatenate(parts))
    np.save(f"{out}.families.npy", heads)
    np.save(f"{out}.branches.npy", rows)
    Path(f"{out}.kinds.json").write_text(json.dumps(list(kinds)) + "\n", encoding="utf-8")
    longest = (np.repeat(heads["prefix"], heads["count"]) + rows["length"]).max()
    print(
        f"{out}: {len(heads)} sequences, {len(rows)} answers, {offset} ids; a sequence has "
        f"{heads['length'].mean():.0f} (99 % below {np.percentile(heads['length'], 99):.0f}), "
        f"the longest conversation {longest}, an answer {rows['answer'].mean():.1f}"
    )


@dataclass
class Batch:
    ids: torch.Tensor  # (B, T), right-padded with </s>
    places: torch.Tensor  # (B, T) position of each id in its conversation
    branches: torch.Tensor  # (B, T) 0 in the prefix, else the number of the branch
    learnt: torch.Tensor  # (N) flat indices into (B, T) whose next id is learnt
    targets: torch.Tensor  # (N) the next ids at these indices
    weights: torch.Tensor  # (N) their weights in the loss, at least 1 in answers
    kinds: torch.Tensor  # (N) kind of the answer


def padded(learnt, unlearnt):
    """Positions of the loss, filled up with one whose weight is zero."""
    return np.append(learnt, np.full(-len(learnt) % LEARNT_STEP, unlearnt))


class Dataset:
    def __init__(self, name, numbers=()):
        """`numbers` are the ids of the pieces of digits: always read, never in disguise."""
        numbers = list(numbers)
        self.ids = np.load(f"{name}.ids.npy", mmap_mode="r")
        self.families = np.load(f"{name}.families.npy")
        self.branches = np.load(f"{name}.branches.npy")
        self.kinds = json.loads(Path(f"{name}.kinds.json").read_text(encoding="utf-8"))
        counts = np.bincount(self.ids[: 1 << 21], minlength=int(self.ids.max()) + 1)
        self.is_rare = np.arange(len(counts)) >= FIRST_PIECE
        order = np.argsort(counts)
        self.is_rare[order[-COMMON:]] = False
        self.is_rare[[number for number in numbers if number < len(counts)]] = False
        self.is_told = np.ones(len(counts), dtype=bool)
        self.is_told[order[-GRAMMAR:]] = False
        self.is_told[[number for number in numbers if number < len(counts)]] = True
        with_functions = [kind in ("call", "result") or kind[:6] == "tools_" for kind in self.kinds]
        self.has_functions = np.array(with_functions)[self.branches["kind"]]

    def disguise(self, random, ids, prefix):
        """Gives the rarer ids of the prefix other faces, in prompt and answers alike.

        The lists that conversations are made of are finite; whoever knows them by heart need not
        read the prompt. A word in disguise can only be copied. Not for conversations with
        functions: behind a quotation mark a word has other pieces than in the prompt, and a
        disguise would part the two.
        """
        rare = np.unique(ids[:prefix])
        rare = rare[self.is_rare[rare]]
        table = np.arange(len(self.is_rare))
        table[rare] = random.choice(np.flatnonzero(self.is_rare), len(rare), replace=False)
        return table[ids]

    def plan(self, budget, longest, seed, keep_rest=False):
        """Index arrays of all batches of one pass.

        Sequences of nearly equal length meet in a batch of about `budget` ids. Those above
        `longest` ids are left out, and so are the last, incomplete batches unless `keep_rest`.
        """
        random = np.random.default_rng(seed)
        waiting, batches = {}, []
        for index in random.permutation(len(self.families)):
            padded = -(-int(self.families["length"][index]) // STEP) * STEP
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

    def batch(self, indices, prompt_weight, prompt_share, seed, disguised=0.0):
        """Collates sequences. A random share of the prompt ids is learnt with a small weight.

        `disguised` is the share of sequences in disguise, of those without functions.
        """
        random = np.random.default_rng(seed)
        heads = self.families[indices]
        shape = (len(heads), -(-int(heads["length"].max()) // STEP) * STEP)
        ids = np.full(shape, EOS, dtype=np.int64)
        places, branches = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        kinds, weights = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.float32)
        light = prompt_weight / prompt_share if prompt_share > 0 else 0.0
        for line, head in enumerate(heads):
            offset, length, prefix = (int(head[key]) for key in ("offset", "length", "prefix"))
            ids[line, :length] = self.ids[offset : offset + length]
            branches_of = slice(head["first"], head["first"] + head["count"])
            if random.random() < disguised and not self.has_functions[branches_of].any():
                ids[line, :length] = self.disguise(random, ids[line, :length], prefix)
            chosen = random.random(length) < prompt_share
            weights[line, :length] = chosen * light
            places[line, :prefix] = np.arange(prefix)
            weights[line, max(prefix - 1, 0)] = 0  # what follows differs from branch to branch
            at = prefix
            rows = self.branches[branches_of]
            for number, (size, answer, kind) in enumerate(rows.tolist(), 1):
                end = at + size
                places[line, at:end] = np.arange(prefix, prefix + size)
                branches[line, at:end] = number
                kinds[line, at:end] = kind
                said, read = ids[line, end - answer : end], ids[line, : end - answer]
                read = np.concatenate((read[:prefix], read[at:]))
                weights[line, end - answer - 1 : end - 1] = np.where(
                    self.is_told[said] & np.isin(said, read), READ_WEIGHT, 1.0
                )
                weights[line, end - 1] = 0
                at = end
        learnt = padded(np.flatnonzero(weights), int(np.argmin(weights)))
        flat = (ids.reshape(-1)[learnt + 1], weights.reshape(-1)[learnt], kinds.reshape(-1)[learnt])
        return Batch(*map(torch.from_numpy, (ids, places, branches, learnt, *flat)))


def main():
    parser = argparse.ArgumentParser(description="Tokenises JSON lines of conversations.")
    parser.add_argument("data", type=Path, help="JSON lines of families.py or of the generator")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.model")
    parser.add_argument("--out", type=Path, required=True, help="name without ending: DIR/train")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--respelled", type=float, default=0.0, help="share with invented words")
    args = parser.parse_args()
    require_files(parser, args.data)
    require_vocabulary(parser, args.vocabulary)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    tokenise(args.data, args.vocabulary, args.out, args.workers, args.respelled)


if __name__ == "__main__":
    main()
