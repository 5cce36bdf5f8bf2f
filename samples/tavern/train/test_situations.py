"""Proves that the judge tells right from wrong and that sums come out: python -m unittest test_situations"""

import json
import pathlib
import random
import re
import unittest

from conversations import tools
from conversations.judge import judge
from conversations.names import Bank
from conversations.scenes import reckoning
from conversations.situations import draw_situations, item_names
from conversations.talk import Talk

EVALUATION = pathlib.Path(__file__).resolve().parents[1] / "evaluation"


class SituationsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.names = item_names()
        cls.rows = list(draw_situations(800, 1, cls.names))

    def judged(self, situation, reply):
        return judge(situation, reply, self.names)

    def test_the_written_files_are_those_of_the_generator(self):
        with open(EVALUATION / "situations.jsonl", encoding="utf-8") as file:
            written = [json.loads(line) for line in file]
        self.assertEqual(written, [situation for situation, _ in self.rows])
        names = (EVALUATION / "item_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.assertEqual(names, self.names)
        doors = (EVALUATION / "doors.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.assertEqual(doors, tools.DOORS.all)

    def test_own_answers_pass(self):
        for situation, answer in self.rows:
            with self.subTest(situation["id"]):
                self.assertEqual(self.judged(situation, answer)["reasons"], [])

    def test_answers_to_other_questions_fail(self):
        passed = 0
        for (situation, _), (_, answer) in zip(self.rows, self.rows[1:] + self.rows[:1]):
            passed += self.judged(situation, answer)["right"]
        self.assertLess(passed / len(self.rows), 0.08)

    def test_changed_numbers_fail(self):
        changed = 0
        for situation, answer in self.rows:
            text = answer.get("content") or ""
            wrong = re.sub(r"\d+", lambda number: str(int(number[0]) + 1000), text)
            if wrong != text:
                changed += 1
                verdict = self.judged(situation, {"content": wrong})
                self.assertFalse(verdict["faithful"], situation["id"])
        self.assertGreater(changed, 200)

    def test_strange_items_and_empty_answers_fail(self):
        for situation, answer in self.rows[:100]:
            strange = next(name for name in self.names if name not in situation["allowed_items"])
            told = {"content": (answer.get("content") or "") + f" Take this {strange}."}
            self.assertFalse(self.judged(situation, told)["right"])
            self.assertFalse(self.judged(situation, {})["right"])

    def test_wrong_arguments_fail(self):
        calls = [row for row in self.rows if "call" in row[0]]
        self.assertGreater(len(calls), 50)
        for situation, answer in calls:
            function = answer["tool_calls"][0]["function"]
            for name, arguments in (("other", function["arguments"]), (function["name"], "{}")):
                reply = {"tool_calls": [{"function": {"name": name, "arguments": arguments}}]}
                self.assertFalse(self.judged(situation, reply)["right"])


class SumsTest(unittest.TestCase):
    def test_answers_are_right(self):
        for seed in range(400):
            talk = Talk(Bank("train", random.Random(seed)))
            turn = reckoning.extreme(talk)
            numbers = [int(number) for number in re.findall(r"\d+", turn.user)]
            wanted = min(numbers) if turn.kind == "least" else max(numbers)
            self.assertEqual(re.findall(r"\d+", turn.reply), [str(wanted)], turn.user)
            turn = reckoning.enough(talk)
            said = "not enough" in turn.reply or "too little" in turn.reply or "more than" in turn.reply
            numbers = [int(number) for number in re.findall(r"\d+", turn.reply)]
            self.assertEqual(len(numbers), 2, turn.reply)
            have, want = numbers
            if "you need" in turn.reply or "more than" in turn.reply:
                have, want = want, have
            self.assertEqual(said, have < want, turn.reply)


if __name__ == "__main__":
    unittest.main()
