"""Drills: mostly random phrases that come twice, with the loss on the second time only.

A model that answers from its prompt has to find what it is saying there and go on with what
followed. Conversations hold few ids that teach this; in a drill nearly every id does. In most
drills the phrases come again as values of JSON, or were that before: behind a quotation mark a
word has other pieces than behind a blank. Half of these lists have a line before each value that
means one of the phrases as a player would, in the plural or with a slip of the finger.

Others compare a price with a purse, since who may buy is hard to learn from conversations, in which
one word of hundreds tells it.
"""

import re

import numpy as np
import torch

from chat_v3 import EOS
from conversations.noise import slips
from dataset import Batch, padded

LENGTHS = (32, 64, 128, 192)  # ids of one drill
QUOTED = 0.7  # share of the others with values of JSON
COMPARED = 0.15  # share of the drills with prices and purses
MEANT = 0.5  # share of those with values, where a value is only meant by what comes before
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
        if random.random() < COMPARED:
            pairs = [self.quotes.compared(random, length) for _ in range(rows)]
        elif random.random() < QUOTED:
            drill_of = self.quotes.meant if random.random() < MEANT else self.quotes.drill
            pairs = [drill_of(random, length) for _ in range(rows)]
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


def mention(random, phrase):
    """What a player may write for it."""
    kind = random.random()
    if kind < 0.25:
        return phrase
    if kind < 0.4 and " " in phrase:
        phrase = phrase.split(" ", 1)[1]
    if kind < 0.65:
        if phrase.endswith("s"):
            return phrase[:-1]
        return phrase + ("es" if phrase.endswith(("x", "ch", "sh")) else "s")
    words = phrase.split(" ")
    at = int(random.integers(len(words)))
    slipped = [word for _, _, word in slips(words[at])]
    if slipped:
        words[at] = slipped[random.integers(len(slipped))]
    return " ".join(words)


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

    def meant(self, random, size):
        """Ids and loss weights: a list of phrases, then some of them behind words that mean them."""
        wares = []
        for _ in range(size // 10):
            wares.append(" ".join(self.word(random) for _ in range(random.integers(1, 4))))
        verb = str(random.choice(self.first)).lower()
        while True:
            chosen = [wares[n] for n in random.permutation(len(wares))[: 1 + len(wares) // 3]]
            ids = self.pieces.encode("".join(f" {ware}," for ware in wares))
            again, learnt = self.encoded(
                [(mention(random, ware), ware) for ware in chosen], verb + ' {k}. "', '{p}",'
            )
            fill = size - len(ids) - len(again)
            if fill >= 0:
                break
            if len(wares) == 1:
                return self.meant(random, size)  # too long a word; others are shorter
            wares.pop()
        weights = [0] * len(ids) + learnt + [0] * fill
        return np.array(ids + again + [EOS] * fill), np.array(weights, dtype=np.float32)

    def compared(self, random, size):
        """Ids and loss weights: prices, purses, and whether the one is enough for the other."""
        ids, weights = [], []
        while True:
            price = int(10 ** random.uniform(0, 2.6))
            near = random.random() < 0.6
            purse = price + int(random.integers(-9, 10)) if near else int(10 ** random.uniform(0, 2.6))
            purse = max(purse, 0)
            told = [f"costs {price},", f"has {purse},"]
            question = self.pieces.encode(" ".join(random.permutation(told)) + " buys:")
            answer = self.pieces.encode("yes;" if purse >= price else "no;")
            if len(ids) + len(question) + len(answer) > size:
                break
            ids += question + answer
            weights += [0] * len(question) + [1] + [0] * (len(answer) - 1)
        fill = size - len(ids)
        return np.array(ids + [EOS] * fill), np.array(weights + [0] * fill, dtype=np.float32)

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
