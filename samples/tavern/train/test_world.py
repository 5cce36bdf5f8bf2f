"""Proves that the shipped world holds together: python -m unittest test_world"""

import unittest

from conversations import world
from conversations.persona import system_prompt
from conversations.phrases.temper import TEMPERS

MARTA = """\
You are Marta, the innkeeper at the Gilded Goose. You are cheerful and talkative.
You sell: ale for 3 coins, onion soup for 4 coins, brown bread for 2 coins, \
roast chicken for 11 coins, room for 8 coins.
You buy: mushrooms for 1 coin, eggs for 2 coins.
Rumour: wolves were seen near the old mill.
Rumour: someone steals silver spoons all over town.
Quest: bring back the silver ring from the old mill. Reward: 20 coins.
Directions: the smithy is past the bridge; the temple is at the top of the hill; the \
stable is behind the Gilded Goose.
You never speak of: the night of the fire.
The player has 1 coin."""


class WorldTest(unittest.TestCase):
    def test_the_prompt_of_the_innkeeper(self):
        marta = next(who for who in world.characters() if who["id"] == "marta")
        self.assertEqual(system_prompt(marta, 1), MARTA)

    def test_sizes(self):
        self.assertGreaterEqual(len(world.characters()), 12)
        self.assertEqual(len(world.table("items", "name")), 80)
        self.assertGreaterEqual(len(world.table("places", "id")), 10)

    def test_every_character_fits_the_format(self):
        items = world.table("items", "name")
        for who in world.characters():
            with self.subTest(who["id"]):
                self.assertIn(who["temper"], TEMPERS)
                self.assertLessEqual(len(who["sells"]), 6)
                self.assertLessEqual(len(who["buys"]), 3)
                self.assertLessEqual(len(who["rumours"]), 2)
                self.assertLessEqual(len(who["quests"]), 1)
                self.assertLessEqual(len(who["directions"]), 4)
                for ware in who["sells"] + who["buys"]:
                    self.assertIn(ware["item"], items)
                    self.assertGreater(ware["price"], 0)
                for text in who["rumours"] + [quest["task"] for quest in who["quests"]]:
                    self.assertFalse(text.endswith("."))

    def test_nobody_buys_for_more_than_the_price_there(self):
        for who in world.characters():
            sold = {ware["item"]: ware["price"] for ware in who["sells"]}
            for ware in who["buys"]:
                self.assertNotIn(ware["item"], sold)

    def test_every_quest_has_a_giver(self):
        people = world.table("characters", "id")
        for name, quest in world.table("quests", "id").items():
            self.assertIn(name, people[quest["giver"]]["quests"])


if __name__ == "__main__":
    unittest.main()
