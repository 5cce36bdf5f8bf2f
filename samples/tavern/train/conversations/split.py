"""Divides every word list and phrase list into a part for training and a part held out.

The division is by a hash of the entries, not by their order. A longer list may move an entry to
the other part, so a change to a list needs a new training.
"""

import re
import zlib

SHARE = 0.12  # of every list is held out


def _rank(text):
    return zlib.crc32(text.encode("utf-8"))


def _bare(text):
    return " ".join(re.findall(r"[\w{}']+", str(text).lower())) or str(text)


def lines(text):
    """The non-empty lines of a text block, stripped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Parted:
    """A list in two parts. `of(split)` gives the part a split may use."""

    def __init__(self, entries, share=SHARE, least=2):
        entries = list(dict.fromkeys(entries))
        ordered = sorted(entries, key=lambda entry: (_rank(str(entry)), str(entry)))
        count = max(least, int(len(entries) * share))
        away = set(map(str, ordered[:count]))
        self.all = entries
        self.train = [entry for entry in entries if str(entry) not in away]
        self.heldout = [entry for entry in entries if str(entry) in away]

        self._heldout_words = {_bare(entry) for entry in self.heldout}

    def is_heldout(self, phrase):
        """Whether the phrase is one of those held out, but for capitals and punctuation."""
        return _bare(phrase) in self._heldout_words

    def of(self, split):
        return self.heldout if split == "heldout" else self.train


def parted(text, **options):
    """A Parted list from a text block with one entry a line."""
    return Parted(lines(text), **options)


def words(text, **options):
    """A Parted list from a text block of words."""
    return Parted(text.split(), **options)


def name_is_heldout(name):
    """Invented names are divided by their own hash."""
    return _rank(name) % 8 == 0


def amount_is_heldout(amount):
    """Amounts of coins that only the held-out split may use."""
    return amount >= 10 and amount % 7 == 3
