"""Draws random people, places, items and amounts for one split."""

from . import words as w
from .split import amount_is_heldout, name_is_heldout
from .wider_world import added

ADDED_SHARE = 0.65  # of the picks of the training that have additions are one of them

_AMOUNTS = {
    held: {
        top: [n for n in range(1, top + 1) if amount_is_heldout(n) == held]
        for top in (9, 30, 99, 500)
    }
    for held in (False, True)
}


class Bank:
    """The words one split may use, and the random source of one sample."""

    def __init__(self, split, rng):
        self.split = split
        self.held = split == "heldout"
        self.rng = rng

    def pick(self, part):
        """An entry of the list, or in training often something put together beside it.

        The validation has the lists alone and so shows what was learnt of them.
        """
        if self.split == "train" and self.rng.random() < ADDED_SHARE:
            text = added(self, part)
            if text:
                return text
        return self.rng.choice(part.of(self.split))

    def _top(self):
        """The largest amount of one draw: mostly small, sometimes large."""
        roll = self.rng.random()
        top = 9 if roll < 0.3 else 30 if roll < 0.6 else 99 if roll < 0.93 else 500
        return 30 if self.held and top == 9 else top

    def price(self):
        """A price or reward."""
        return self.rng.choice(_AMOUNTS[self.held][self._top()])

    def purse(self):
        """What the player has. The training may use every number here: its size has to be known."""
        top = self._top()
        return self.rng.choice(_AMOUNTS[True][top]) if self.held else self.rng.randint(1, top)

    def purse_between(self, low, high):
        """A purse of this split between low and high, or None."""
        if self.held:
            return self.price_between(low, high)
        return self.rng.randint(low, high) if low <= high else None

    def price_between(self, low, high):
        """A price of this split between low and high, or None."""
        for _ in range(20):
            value = self.rng.randint(low, high) if low <= high else None
            if value is not None and (amount_is_heldout(value) == self.held):
                return value
        return None

    def invented(self, ends):
        rng = self.rng
        while True:
            name = rng.choice(w.NAME_STARTS)
            if rng.random() < 0.45:
                name += rng.choice(w.NAME_MIDDLES)
            name += rng.choice(ends)
            if name_is_heldout(name) == self.held and 3 <= len(name) <= 11:
                return name

    def person(self):
        return self.invented(w.NAME_ENDS)

    def town(self):
        return self.invented(w.TOWN_ENDS)

    def sign(self):
        return f"the {self.pick(w.SIGN_WORDS)} {self.pick(w.ANIMALS)}"

    def building(self):
        """A place with its article, always singular."""
        return "the " + self.pick(w.BUILDINGS) if self.rng.random() < 0.8 else self.sign()

    def home(self):
        """Where a character works."""
        roll = self.rng.random()
        if roll < 0.45:
            return self.sign()
        return (
            "the " + self.pick(w.BUILDINGS)
            if roll < 0.9
            else "the " + self.town() + " " + self.pick(w.BUILDINGS)
        )

    def adjective(self):
        return self.pick(w.ADJECTIVES)

    def item(self):
        """An item: name, head word, and kind one, mass or many."""
        rng = self.rng
        roll = rng.random()
        kind, part = (
            ("one", w.ONE) if roll < 0.62 else ("mass", w.MASS) if roll < 0.82 else ("many", w.MANY)
        )
        if rng.random() < 0.12:
            head = self.invented(w.ITEM_ENDS).lower()
            kind = "one" if roll < 0.5 else "mass"
        else:
            head = self.pick(part)
        shape = rng.random()
        if shape < 0.28:
            name = head
        elif shape < 0.83:
            adjective = self.adjective()
            name = head if adjective == head else f"{adjective} {head}"
        elif kind == "one":
            name = f"{head} of {self.pick(w.OF_WHAT)}"
        else:
            name = f"{self.town()} {head}"
        return {"item": name, "head": head, "kind": kind}

    def items(self, count, taken=()):
        """Different items: no head word occurs in another item's name, nor in those taken."""
        found = []
        names = [item["item"] for item in taken]
        heads = [item["head"] for item in taken]
        while len(found) < count:
            item = self.item()
            if any(item["head"] in name for name in names) or any(
                head in item["item"] for head in heads
            ):
                continue
            found.append(item)
            names.append(item["item"])
            heads.append(item["head"])
        return found
