"""Copy drills: random phrases that come twice, with the loss on the second time only.

A model that answers from its prompt has to find what it is saying there and go on with what
followed. Conversations hold few ids that teach this; in a drill nearly every id does. In most
drills the phrases come again as values of JSON, or were that before: behind a quotation mark a
word has other pieces than behind a blank.
"""

import re

import numpy as np
import torch

from chat_v3 import EOS
from dataset import Batch, padded

LENGTHS = (32, 64, 128, 192)  # ids of one drill
QUOTED = 0.7  # share of the drills with values of JSON
COMMON = 40  # the most frequent ids are left out: they stand everywhere and say nothing


class Drills:
    def __init__(self, corpus, pieces):
        """Draws ids as frequent as the square root of their frequency in `corpus`."""
        counts = np.bincount(corpus[: 1 << 20], minlength=pieces.vocab_size()).astype(np.float64)
        counts[np.argsort(counts)[-COMMON:]] = 0
        self.shares = np.sqrt(counts) / np.sqrt(counts).sum()
        self.quotes = Quotes(pieces)

    def batch(self, budget, seed):
        """About `budget` ids in the form dataset.py gives conversations."""
        random = np.random.default_rng(seed)
        length = int(random.choice(LENGTHS))
        rows = budget // length
        if random.random() < QUOTED:
            pairs = [self.quotes.drill(random, length) for _ in range(rows)]
        else:
            drawn = random.choice(len(self.shares), (rows, length), p=self.shares)
            pairs = [drill(random, row) for row in drawn]
        ids = np.stack([pair[0] for pair in pairs])
        weights = np.stack([pair[1] for pair in pairs])
        weights = np.roll(weights, -1, axis=1)  # of the id that follows this place
        learnt = padded(np.flatnonzero(weights), int(np.argmin(weights)))
        places = np.broadcast_to(np.arange(length), ids.shape).copy()
        flat = (ids.reshape(-1)[learnt + 1], weights.reshape(-1)[learnt], np.zeros_like(learnt))
        return Batch(*map(torch.from_numpy, (ids, places, np.zeros_like(ids), learnt, *flat)))


def drill(random, drawn):
    """Ids and loss weights: phrases, some other ids, then the phrases in another order.

    Order and gap vary, so that looking at a fixed distance does not help.
    """
    size = len(drawn)
    gap = int(random.integers(0, size // 3 + 1))
    half, filler = drawn[: (size - gap) // 2], drawn[(size - gap) // 2 :]
    cuts = np.cumsum(random.integers(2, 3 + min(4, size // 12), len(half)))
    phrases = np.split(half, cuts[cuts < len(half)])
    again = [phrases[number] for number in random.permutation(len(phrases))]
    filler = filler[: size - 2 * len(half)]
    weights = np.ones(size, dtype=np.float32)  # of the id at this place
    weights[: len(half) + len(filler)] = 0
    starts = np.cumsum([len(half) + len(filler)] + [len(phrase) for phrase in again[:-1]])
    weights[starts] = 0  # which phrase comes next cannot be known
    return np.concatenate([half, filler, *again]), weights


class Quotes:
    """Drills in which short phrases come again behind quotation marks, or the other way about."""

    def __init__(self, pieces):
        """`pieces` is the vocabulary, a SentencePieceProcessor."""
        self.pieces = pieces
        texts = [pieces.id_to_piece(number) for number in range(pieces.vocab_size())]
        self.first = np.array([text[1:] for text in texts if re.fullmatch("▁[A-Za-z]+", text)])
        self.later = np.array([text for text in texts if re.fullmatch("[a-z]{1,4}", text)])

    def word(self, random):
        """A word of the vocabulary, or one that is put together of pieces."""
        count = 0 if random.random() < 0.4 else random.integers(1, 3)
        return str(random.choice(self.first)) + "".join(random.choice(self.later, count))

    def drill(self, random, size):
        """Ids and loss weights: keys with phrases, then some of them in the other form."""
        told = {}
        for _ in range(size // 12):
            words = [self.word(random) for _ in range(random.integers(1, 4))]
            told[str(random.choice(self.first)).lower()] = " ".join(words)
        forms = random.permutation([('{k}:', ' {p};'), ('"{k}": "', '{p}",')])
        while True:
            asked = random.permutation(list(told.items()))[: 1 + len(told) // 2]
            ids, weights = self.encoded(told.items(), *forms[0])
            again, learnt = self.encoded(asked, *forms[1])
            fill = size - len(ids) - len(again)
            if fill >= 0:
                break
            told.popitem()
        ids, weights = ids + again + [EOS] * fill, [0] * len(weights) + learnt + [0] * fill
        return np.array(ids, dtype=np.int64), np.array(weights, dtype=np.float32)

    def encoded(self, entries, head, tail):
        """The ids of all entries; those of the phrases, and what ends them, weigh 1."""
        ids, weights = [], []
        for key, phrase in entries:
            begun = self.pieces.encode(head.format(k=key))
            whole = self.pieces.encode((head + tail).format(k=key, p=phrase))
            same = next(n for n, pair in enumerate(zip(begun + [-1], whole)) if pair[0] != pair[1])
            ids += whole
            weights += [0] * same + [1] * (len(whole) - same)
        return ids, weights
