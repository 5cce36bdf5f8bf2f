"""Proves that nothing held out is ever trained on: python -m unittest test_split"""

import importlib
import pkgutil
import random
import re
import unittest

import conversations
from conversations.names import Bank
from conversations.sample import make_sample
from conversations.split import Parted, amount_is_heldout, name_is_heldout


def parted_lists():
    """Every divided list of the package, by module and name."""
    for module in pkgutil.walk_packages(conversations.__path__, "conversations."):
        if module.name.endswith(".generate"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Parted):
                yield f"{module.name}.{name}", value


class SplitTest(unittest.TestCase):
    def test_lists_are_disjoint_and_complete(self):
        lists = dict(parted_lists())
        self.assertGreater(len(lists), 40)
        for name, part in lists.items():
            with self.subTest(name):
                self.assertFalse(set(part.train) & set(part.heldout))
                self.assertEqual(set(part.train) | set(part.heldout), set(part.all))
                self.assertGreaterEqual(len(part.heldout), 2)
                self.assertGreater(len(part.train), len(part.heldout))

    def test_invented_names_and_amounts_are_disjoint(self):
        for split in ("train", "validation", "heldout"):
            held = split == "heldout"
            bank = Bank(split, random.Random(split))
            for _ in range(2000):
                self.assertEqual(name_is_heldout(bank.person()), held)
                self.assertEqual(name_is_heldout(bank.town()), held)
                self.assertEqual(amount_is_heldout(bank.amount()), held)

    def test_prices_of_whole_prompts_are_disjoint(self):
        found = {}
        for split in ("train", "heldout"):
            rng = random.Random(split)
            prompts = [make_sample(split, rng)["messages"][0]["content"] for _ in range(800)]
            found[split] = set(re.findall(r" for (\d+) coins?", "\n".join(prompts)))
        self.assertGreater(len(found["heldout"]), 20)
        self.assertFalse(found["train"] & found["heldout"])

    def test_same_seed_same_samples(self):
        once = [make_sample("train", random.Random(7)) for _ in range(3)]
        self.assertEqual(once[0], once[1])
        self.assertNotEqual(once[0], make_sample("train", random.Random(8)))


if __name__ == "__main__":
    unittest.main()
