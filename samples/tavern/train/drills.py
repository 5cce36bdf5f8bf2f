"""Copy drills: random phrases that come twice, with the loss on the second time only.

A model that answers from its prompt has to find what it is saying there and go on with what
followed. Conversations hold few ids that teach this; in a drill nearly every id does.
"""

import numpy as np
import torch

from dataset import Batch

LENGTHS = (32, 64, 128, 192)  # ids of one drill
COMMON = 40  # the most frequent ids are left out: they stand everywhere and say nothing


class Drills:
    def __init__(self, corpus, vocabulary_size):
        """Draws ids as frequent as the square root of their frequency in `corpus`."""
        counts = np.bincount(corpus[: 1 << 20], minlength=vocabulary_size).astype(np.float64)
        counts[np.argsort(counts)[-COMMON:]] = 0
        self.shares = np.sqrt(counts) / np.sqrt(counts).sum()

    def batch(self, budget, seed):
        """About `budget` ids in the form dataset.py gives conversations."""
        random = np.random.default_rng(seed)
        length = int(random.choice(LENGTHS))
        drawn = random.choice(len(self.shares), (budget // length, length), p=self.shares)
        pairs = [drill(random, row) for row in drawn]
        ids = np.stack([pair[0] for pair in pairs])
        weights = np.stack([pair[1] for pair in pairs])
        weights = np.roll(weights, -1, axis=1)  # of the id that follows this place
        learnt = np.flatnonzero(weights)
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
