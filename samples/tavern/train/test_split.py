"""Proves that nothing held out is ever trained on: python -m unittest test_split"""

import importlib
import pkgutil
import random
import re
import unittest

import conversations
from conversations import lore, tools, wider_words, wider_world, words
from conversations.grammar import plural
from conversations.names import Bank
from conversations.phrases.wider import PATTERNS
from conversations.sample import make_sample
from conversations.split import Parted, amount_is_heldout, name_is_heldout
from conversations.talk import Talk

# Words of grammar: they have no meaning of their own to be copied, so no list can hold them out.
FUNCTION_WORDS = set(
    """
about above across after again against ahead along also although always among another anybody
anyone anything around away back been before behind being below beneath beside besides between
beyond both could does done down during each either else enough even ever every everybody everyone
everything except from going half have having here herself himself inside instead into
itself just least less like many might mine more most much must near neither never next nobody none
nothing often once only onto opposite other others ought outside over past quite rather same shall
should since some somebody someone something somewhere soon still such than that their them then
there these they this those though through together told towards twice under underneath unless until
upon very were what whatever when whenever where wherever whether which while whoever whole whom
whose will with within without would your
""".split()
)


def content_words(entries):
    """The words of a meaning in some texts."""
    texts = [re.sub(r"{.*?}", "", str(entry).lower()) for entry in entries]
    found = set(re.findall(r"[a-z]+", " ".join(texts)))
    return {word for word in found if len(word) >= 4} - FUNCTION_WORDS


def with_forms(found):
    """The words with and without the endings that a list of words would make of them."""
    bare = found | {word.removesuffix("s") for word in found}
    return bare | {form for word in bare for form in (plural(word), word + "ed", word + "d")}


def pattern_words(value):
    """All words that patterns or lists of words can come to."""
    if isinstance(value, dict):
        return set().union(*map(pattern_words, value.values()))
    texts = [re.sub(r"<.*?>|{.*?}", " ", text) for text in value]
    return set(re.findall(r"[a-z]+", " ".join(texts).lower()))


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

    def test_patterns_spell_nothing_that_is_held_out(self):
        talk = Talk(Bank("train", random.Random(5)))
        self.assertGreater(len(PATTERNS), 30)
        for part in PATTERNS:
            phrases = {talk.template(part) for _ in range(400)}
            self.assertGreater(len(phrases), 40, part.all[0])
            for phrase in phrases:
                self.assertFalse(part.is_heldout(phrase), phrase)

    def test_brackets_of_patterns_match(self):
        for patterns in PATTERNS.values():
            for pattern in patterns:
                depth = 0
                for letter in pattern:
                    depth += (letter == "[") - (letter == "]")
                    self.assertGreaterEqual(depth, 0, pattern)
                self.assertEqual(depth, 0, pattern)

    def test_held_out_lines_come_from_lists_alone(self):
        talk = Talk(Bank("heldout", random.Random(5)))
        for part in PATTERNS:
            for _ in range(50):
                self.assertIn(talk.template(part), part.heldout)

    def test_additions_have_no_word_that_is_held_out(self):
        parts = [
            part
            for module in (words, lore, tools)
            for part in vars(module).values()
            if isinstance(part, Parted)
        ]
        trained = content_words(entry for part in parts for entry in part.train)
        held = content_words(entry for part in parts for entry in part.heldout) - trained
        held = with_forms(held) - trained - FUNCTION_WORDS
        self.assertGreater(len(held), 50)
        used = pattern_words(wider_world.ADDED) | pattern_words(wider_world.CLASSES)
        used |= pattern_words(lore.FAVOURS)
        self.assertGreater(len(used), 1500)
        self.assertEqual(sorted(used & held), [])

    def test_additions_are_many_and_none_is_held_out(self):
        bank = Bank("train", random.Random(5))
        wanted = {
            lore.RUMOURS: 1950,
            lore.QUESTS: 1950,
            lore.SECRETS: 1400,
            words.DIRECTIONS: 1900,
            words.LANDMARKS: 1500,
            words.BUILDINGS: 1200,
            tools.ERRORS: 1400,
            tools.DOORS: 1200,
        }
        for part, patterns in wider_world.ADDED.items():
            texts = [wider_world.added(bank, part) for _ in range(2000)]
            self.assertGreaterEqual(len(set(texts)), wanted.get(part, 40), patterns[0])
            for text in texts:
                self.assertFalse(part.is_heldout(text), text)
                self.assertNotRegex(text, r"[<>\[\]{}|]|  | ,|^ | $")

    def test_additions_are_of_the_training_alone(self):
        for split in ("validation", "heldout"):
            bank = Bank(split, random.Random(5))
            for part in wider_world.ADDED:
                for _ in range(50):
                    self.assertIn(bank.pick(part), part.of(split))

    def test_the_words_of_additions_are_many_and_fit_names(self):
        nouns = set(wider_words.THINGS + wider_words.SPOTS + wider_words.BEASTS)
        nouns |= set(wider_words.TRADES + wider_words.STUFF)
        verbs = set(wider_words.DEEDS + wider_words.ACTS + wider_words.TREATMENTS)
        self.assertGreater(len(nouns), 800)
        self.assertGreater(len(verbs), 250)
        self.assertGreater(len(set(wider_words.ADJECTIVES)), 200)
        for word in wider_world.ADDED[tools.THINGS] + wider_world.CLASSES["do"]:
            self.assertRegex(word, "^[a-z]+$")

    def test_invented_names_and_amounts_are_disjoint(self):
        for split in ("train", "validation", "heldout"):
            held = split == "heldout"
            bank = Bank(split, random.Random(split))
            for _ in range(2000):
                self.assertEqual(name_is_heldout(bank.person()), held)
                self.assertEqual(name_is_heldout(bank.town()), held)
                self.assertEqual(amount_is_heldout(bank.price()), held)

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
