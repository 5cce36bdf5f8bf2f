"""Tests of the training pipeline: chat format, families of conversations, schedule."""

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

import chat_v3
import dataset
import drills
import families
import graft
import model as mistral
import optimiser
import respell
from conversations import noise
from conversations.names import Bank

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "weights"
TOOL = {
    "type": "function",
    "function": {"name": "ring", "parameters": {"type": "object", "properties": {}}},
}
CALL = {
    "role": "assistant",
    "tool_calls": [
        {"id": "aB3dE5gH7", "type": "function", "function": {"name": "ring", "arguments": "{}"}}
    ],
}


class Letters:
    """A tokeniser with one id a character."""

    @staticmethod
    def encode(text):
        return [20 + ord(letter) % 100 for letter in text]


def run_program(*arguments):
    subprocess.run([sys.executable, *map(str, arguments)], check=True, cwd=HERE, capture_output=True)


def spoken(user, *answers):
    context = [
        {"role": "system", "content": "You are Ada."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Good day."},
    ]
    return [*context, {"role": "user", "content": user}, *answers]


def say(text):
    return {"role": "assistant", "content": text}


class ChatFormat(unittest.TestCase):
    def pieces(self, messages, tools=None):
        segments = []
        ids, answer = chat_v3.encode_chat(messages, tools, lambda text: [segments.append(text)])
        return ids, answer, segments

    def test_system_prompt_and_tools_belong_to_the_last_user_message(self):
        ids, answer, segments = self.pieces(spoken("Ring it", CALL), [TOOL])
        self.assertEqual([i for i in ids if i], [1, 3, 4, 2, 6, 7, 3, 4, 5, 2])
        self.assertEqual(segments[0], "Hello")
        self.assertIn('"description": ""', segments[2])
        self.assertEqual(segments[3], "You are Ada.\n\nRing it")
        self.assertEqual(segments[4], '[{"name": "ring", "arguments": {}, "id": "aB3dE5gH7"}]')
        self.assertEqual(answer, 3)

    def test_a_result_is_an_object_with_its_call(self):
        result = {"role": "tool", "content": '{"ok":true}', "tool_call_id": "aB3dE5gH7"}
        ids, answer, segments = self.pieces(spoken("Ring it", CALL, result))
        self.assertEqual(segments[-1], '{"content": {"ok": true}, "call_id": "aB3dE5gH7"}')
        self.assertEqual((ids[-3:], answer), ([8, None, 9], 0))


class Families(unittest.TestCase):
    def test_branches_have_the_losses_of_separate_conversations(self):
        members = [
            {"kind": "a", "family": 1, "messages": spoken("Hi", say("Well met."))},
            {"kind": "b", "family": 1, "messages": spoken("How much?", say("3 coins."))},
            {"kind": "a", "family": 1, "messages": spoken("Hm", say("Yes?"))},
        ]
        alone = {"kind": "c", "messages": spoken("Bye", say("Farewell."))}
        dataset._pieces = Letters
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "data.jsonl"
            lines = [json.dumps(sample) + "\n" for sample in [*members, alone]]
            source.write_text("".join(lines), encoding="utf-8")
            groups = list(dataset.families(source))
        self.assertEqual([len(group) for group in groups], [3, 1])
        self.compare(groups[0])
        self.compare(groups[1])

    def compare(self, group):
        torch.manual_seed(3)
        config = mistral.Config(128, 32, 48, 2, 4, 2, 8)
        net = mistral.Mistral(config)
        for weight in net.parameters():
            if weight.dim() == 2:
                torch.nn.init.normal_(weight, std=0.3)
        ids, prefix, rows = dataset._encode_family(group)
        data = object.__new__(dataset.Dataset)
        data.ids, data.kinds = ids, ["a", "b", "c"]
        data.is_told = np.arange(128) >= 120
        data.families = np.array([(0, len(ids), prefix, 0, len(rows))], dtype=dataset.FAMILY)
        numbered = [(length, answer, data.kinds.index(kind)) for length, answer, kind in rows]
        data.branches = np.array(numbered, dtype=dataset.BRANCH)
        batch = data.batch(np.array([0]), 0.0, 0.0, 0)
        with torch.no_grad():
            states = net.hidden(batch.ids, batch.places, batch.branches)
            logits = net.logits(states).reshape(-1, 128)[batch.learnt]
            chosen = net.hidden(batch.ids, batch.places, batch.branches, batch.learnt)
            torch.testing.assert_close(net.logits(chosen), logits, atol=1e-4, rtol=1e-4)
            joined = F.cross_entropy(logits, batch.targets, reduction="none")[batch.weights > 0]
            separate = []
            for sample in group:
                one, answer = chat_v3.encode_chat(sample["messages"], None, Letters.encode)
                row = torch.tensor([one])
                logits = net(row)[0, -answer - 1 : -1]
                separate.append(F.cross_entropy(logits, row[0, -answer:], reduction="none"))
        torch.testing.assert_close(joined, torch.cat(separate), atol=1e-4, rtol=1e-4)


class Weights(unittest.TestCase):
    def test_what_is_read_from_the_prompt_weighs_more(self):
        data = object.__new__(dataset.Dataset)
        # Prefix 50 60, a question 70, an answer 60 80 5 70 </s>: 60 and 70 stand before it.
        data.ids, data.kinds = np.array([50, 60, 70, 60, 80, 5, 70, 2]), ["a"]
        data.families = np.array([(0, 8, 2, 0, 1)], dtype=dataset.FAMILY)
        data.branches = np.array([(6, 5, 0)], dtype=dataset.BRANCH)
        data.is_told = np.arange(128) >= 20
        batch = data.batch(np.array([0]), 0.0, 0.0, 0)
        learnt = batch.weights > 0  # the rest fills up the shape
        self.assertEqual(batch.targets[learnt].tolist(), [60, 80, 5, 70, 2])
        self.assertEqual(batch.weights[learnt].tolist(), [3, 1, 1, 3, 1])


class Orthogonal(unittest.TestCase):
    def test_every_worker_takes_the_same_step(self):
        torch.manual_seed(2)
        weights = [torch.randn(48, 32), torch.randn(16, 64)]
        grads = [torch.randn_like(weight) for weight in weights]
        results = []
        for rank in (0, 1):
            own = [torch.nn.Parameter(weight.clone()) for weight in weights]
            for weight, grad in zip(own, grads):
                weight.grad = grad.clone()
            muon = optimiser.Muon([{"params": own}], 0, 1, 0.1, 0.0)
            muon.rank, muon.workers = rank, 2
            with unittest.mock.patch("parallel.total", lambda updates, _: updates):
                muon.step()
            results.append([new.detach() - old for new, old in zip(own, weights)])
        # Each made one matrix orthogonal; together that is what a single worker does.
        single = [torch.nn.Parameter(weight.clone()) for weight in weights]
        for weight, grad in zip(single, grads):
            weight.grad = grad
        optimiser.Muon([{"params": single}], 0, 1, 0.1, 0.0).step()
        for at, (new, old) in enumerate(zip(single, weights)):
            step = new.detach() - old
            torch.testing.assert_close(results[0][at] + results[1][at], step)
            values = torch.linalg.svdvals(step) / (0.2 * 0.1 * max(step.shape) ** 0.5)
            self.assertTrue(0.5 < values.min() and values.max() < 1.5, values)


class Disguise(unittest.TestCase):
    def test_rare_ids_of_the_prefix_change_alike_everywhere_and_others_stay(self):
        data = object.__new__(dataset.Dataset)
        data.is_rare = np.arange(2000) >= 1000
        ids = np.array([5, 1200, 7, 1300, 1200, 1500, 7, 1300])
        new = data.disguise(np.random.default_rng(1), ids, 4)
        self.assertEqual(new[[0, 2, 5, 6]].tolist(), [5, 7, 1500, 7])
        self.assertEqual((new[1], new[3]), (new[4], new[7]))
        self.assertTrue(data.is_rare[new[1]] and data.is_rare[new[3]])
        self.assertEqual(len({1200, 1300, int(new[1]), int(new[3])}), 4)

    def test_conversations_with_functions_are_never_in_disguise(self):
        data = object.__new__(dataset.Dataset)
        data.ids = np.array([1000, 1001, 1, 2, 1000, 1001, 1, 2])
        data.kinds = ["price", "tools_price"]
        data.families = np.array([(0, 4, 2, 0, 1), (4, 4, 2, 1, 1)], dtype=dataset.FAMILY)
        data.branches = np.array([(2, 1, 0), (2, 1, 1)], dtype=dataset.BRANCH)
        data.has_functions = np.array([False, True])
        data.is_rare, data.is_told = np.arange(2000) >= 1000, np.ones(2000, dtype=bool)
        ids = data.batch(np.array([0, 1]), 0.0, 0.0, 3, disguised=1.0).ids[:, :4].tolist()
        self.assertEqual(ids[0][2:], [1, 2])
        self.assertNotEqual(ids[0][:2], [1000, 1001])
        self.assertEqual(ids[1], [1000, 1001, 1, 2])


class Pieces:
    """A vocabulary of syllables."""

    texts = ["▁mo", "▁tra", "▁el", "▁o", "▁ale", "ven", "ki", "st", "or", "um"]

    def id_to_piece(self, number):
        return self.texts[number]

    def vocab_size(self):
        return len(self.texts)


class Respelling(unittest.TestCase):
    FAMILY = [
        {
            "kind": "price",
            "messages": [
                {
                    "role": "system",
                    "content": "You are Orla, the smith.\nYou sell: amber lutes for 3 coins.",
                },
                {"role": "user", "content": "how much is an amber lute, orla?"},
                {"role": "assistant", "content": "An amber lute is 3 coins. Zither I have none."},
            ],
        }
    ]

    def setUp(self):
        texts = Pieces()
        with unittest.mock.patch.object(respell, "SHARE", 1.0):
            samples = respell.Respelling(texts).family(self.FAMILY, random.Random(3))
        self.prompt, self.player, self.answer = (m["content"] for m in samples[0]["messages"])

    def test_words_change_alike_everywhere_singular_and_plural_small_and_capital(self):
        name = self.prompt.split()[2].rstrip(",")
        adjective, ware = self.prompt.split(": ")[1].split()[:2]
        self.assertNotIn("lute", self.prompt + self.player + self.answer)
        self.assertTrue(name[0].isupper() and name != "Orla")
        self.assertIn(f"an {adjective} {ware[:-1]}, {name.lower()}?", self.player)
        self.assertTrue(self.answer.startswith(f"An {adjective} {ware[:-1]} is 3 coins."))

    def test_the_frame_and_words_that_are_not_in_the_prompt_stay(self):
        self.assertTrue(self.prompt.startswith("You are "))
        self.assertIn("\nYou sell: ", self.prompt)
        self.assertTrue(self.answer.endswith("Zither I have none."))


    def test_slips_and_words_that_came_up_in_the_talk_change_too(self):
        family = [{**self.FAMILY[0], "copied": ["zither"]}]
        family[0]["messages"] = [dict(message) for message in family[0]["messages"]]
        family[0]["messages"][1]["content"] = "an ambr ltue or a zither"
        with unittest.mock.patch.object(respell, "SHARE", 1.0):
            changed = respell.Respelling(Pieces()).family(family, random.Random(3))
        prompt, player, answer = (m["content"] for m in changed[0]["messages"])
        adjective, ware = prompt.split(": ")[1].split()[:2]
        slipped, swapped, zither = (player.split()[at] for at in (1, 2, 5))
        self.assertIn(slipped, [word for _, _, word in noise.slips(adjective)])
        self.assertIn(swapped, [word for _, _, word in noise.slips(ware[:-1])])
        self.assertNotEqual(zither, "zither")
        self.assertTrue(answer.endswith(f"{zither.capitalize()} I have none."))


class HarderFamilies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rng = random.Random("families")
        drawn = (families.make_family(Bank("train", rng), 8) for _ in range(400))
        cls.members = [member for family in drawn for member in family]

    def of_kind(self, *kinds):
        return [member for member in self.members if member["kind"] in kinds]

    def test_answers_in_json_have_the_keys_that_were_asked_for_wherever_that_was(self):
        in_system = 0
        for member in self.of_kind("json"):
            messages = member["messages"]
            asked = messages[0]["content"] + messages[-2]["content"]
            in_system += "JSON" in messages[0]["content"]
            for key in json.loads(messages[-1]["content"]):
                self.assertRegex(asked, rf"\b{key}\b")
        self.assertGreater(in_system, 10)

    def test_coins_decide_what_becomes_of_a_sale(self):
        tight = 0
        for member in self.of_kind("buy_poor", "tools_buy_poor"):
            said = member["messages"][-1]["content"]
            purse = re.search(r"has (\d+) coins?\.", member["messages"][0]["content"])
            self.assertIn(purse[1], re.findall(r"\d+", said))
            amounts = [int(number) for number in re.findall(r"\d+", said)]
            self.assertEqual(min(amounts), int(purse[1]))
            tight += max(amounts) - min(amounts) <= 4
        self.assertGreater(tight, 10)

    def test_words_of_the_talk_are_noted(self):
        for member in self.of_kind("no_stock", "introduce"):
            self.assertTrue(member["copied"])


class Copying(unittest.TestCase):
    def accuracy(self, net):
        torch.manual_seed(5)
        once = torch.randint(300, net.config.vocab_size, (4, 32))
        with torch.no_grad():
            logits = net(torch.cat([once, once], dim=1))
        return (logits[:, 32:-1].argmax(-1) == once[:, 1:]).float().mean().item()

    def test_a_grafted_model_copies_without_training(self):
        torch.manual_seed(1)
        net = mistral.Mistral(mistral.Config())
        self.assertLess(self.accuracy(net), 0.05)
        grafted = graft.Graft(net)
        grafted.apply()
        self.assertGreater(self.accuracy(net), 0.8)
        for weight in [net.model.layers[0].self_attn.q_proj.weight, net.model.embed_tokens.weight]:
            torch.nn.init.normal_(weight)
        self.assertLess(self.accuracy(net), 0.2)
        grafted.restore()
        for weight, index, values in grafted.held:
            self.assertTrue(torch.equal(weight[index], values))


class Drills(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        model = (SHIPPED / "tokenizer.model").read_bytes()
        cls.pieces = sentencepiece.SentencePieceProcessor(model_proto=model)

    def test_every_id_of_a_drill_that_is_learnt_stood_behind_the_same_id_before(self):
        random = np.random.default_rng([1, 2])
        row, weights = drills.drill(random, random.integers(300, 1000, 192))
        self.assertGreater(np.count_nonzero(weights), 40)
        for place in np.flatnonzero(weights):
            earlier = [row[at + 1] for at in range(place - 1) if row[at] == row[place - 1]]
            self.assertIn(row[place], earlier)

    def test_the_phrases_of_a_drill_in_json_stood_before_with_other_pieces(self):
        quotes, random = drills.Quotes(self.pieces), np.random.default_rng(3)
        for size in 20 * drills.LENGTHS:
            ids, weights = quotes.drill(random, size)
            self.assertEqual(len(ids), size)
            learnt, first = self.pieces.decode(ids[weights > 0].tolist()), int(np.argmax(weights))
            told = self.pieces.decode(ids[:first].tolist())
            phrases = [phrase.strip() for phrase in re.split('",|;', learnt) if phrase.strip()]
            self.assertGreater(len(phrases), 0)
            for phrase in phrases:
                self.assertIn(phrase, told)

    def test_what_is_meant_in_a_drill_stood_in_its_list_before(self):
        quotes, random, meant = drills.Quotes(self.pieces), np.random.default_rng(4), 0
        for size in 20 * drills.LENGTHS:
            ids, weights = quotes.meant(random, size)
            self.assertEqual(len(ids), size)
            learnt, first = self.pieces.decode(ids[weights > 0].tolist()), int(np.argmax(weights))
            told, _, line = self.pieces.decode(ids[:first].tolist()).rpartition(", ")
            phrases = learnt.removesuffix('",').split('",')
            for phrase in phrases:
                self.assertIn(f" {phrase},", f" {told},")
            meant += phrases[0] not in line
        self.assertGreater(meant, 30)  # of 80 the first; most are not spelled as they are listed

    def test_a_price_is_compared_with_a_purse(self):
        quotes, random, answers = drills.Quotes(self.pieces), np.random.default_rng(5), set()
        for size in 20 * drills.LENGTHS:
            ids, weights = quotes.compared(random, size)
            self.assertEqual(len(ids), size)
            text = self.pieces.decode([int(i) for i in ids])
            cases = re.findall(r"costs (\d+), has (\d+), buys: (\w+);", text)
            cases += [(b, a, c) for a, b, c in re.findall(r"has (\d+), costs (\d+), buys: (\w+);", text)]
            self.assertEqual(len(cases), np.count_nonzero(weights))
            for price, purse, answer in cases:
                self.assertEqual(answer, "yes" if int(purse) >= int(price) else "no")
                answers.add(answer)
        self.assertEqual(answers, {"yes", "no"})

    def test_a_batch_of_drills_learns_what_they_weigh(self):
        corpus = np.random.default_rng(0).integers(300, self.pieces.vocab_size(), 5000)
        for seed in range(6):
            batch = drills.Drills(corpus, self.pieces).batch(1024, [1, seed])
            learnt = batch.weights > 0  # the rest fills up the shape
            self.assertGreater(int(learnt.sum()), 60)
            targets = batch.ids.reshape(-1)[batch.learnt[learnt] + 1]
            self.assertTrue(torch.equal(targets, batch.targets[learnt]))


class Schedule(unittest.TestCase):
    def test_it_warms_up_stays_and_decays_to_zero(self):
        schedule = optimiser.Schedule(1000, 200)
        self.assertLess(schedule.factor(0, 0), 0.02)
        self.assertEqual(schedule.factor(500, 700), 1.0)
        self.assertAlmostEqual(schedule.factor(900, 900), 0.5)
        self.assertTrue(schedule.over(1000))

    def test_finish_begins_the_decay_once(self):
        schedule = optimiser.Schedule(1000, 200)
        schedule.finish(300)
        schedule.finish(400)
        self.assertEqual(schedule.end, 500)
        self.assertAlmostEqual(schedule.factor(900, 400), 0.5)


class Averages(unittest.TestCase):
    """What ends a further training, on the model that ships."""

    def test_the_mean_of_the_shipped_model_with_another_is_between(self):
        with tempfile.TemporaryDirectory() as folder:
            second, mean = (Path(folder) / name for name in ("second", "mean"))
            weights = load_file(SHIPPED / "model.safetensors")
            self.assertGreater(sum(weight.numel() for weight in weights.values()), 5_000_000)
            self.assertTrue(all(bool(weight.isfinite().all()) for weight in weights.values()))
            shutil.copytree(SHIPPED, second)
            moved = {name: weight.float() + 1 for name, weight in weights.items()}
            save_file(moved, second / "model.safetensors")
            run_program("average.py", SHIPPED, second, mean, "--share", "0.25")
            for name, weight in load_file(mean / "model.safetensors").items():
                self.assertEqual(weight.dtype, torch.bfloat16)
                torch.testing.assert_close(weight, (weights[name].float() + 0.25).bfloat16())
            self.assertEqual((mean / "tokenizer.model").read_bytes(), (SHIPPED / "tokenizer.model").read_bytes())

    def test_the_mean_with_itself_is_the_same_file(self):
        with tempfile.TemporaryDirectory() as folder:
            run_program("average.py", SHIPPED, SHIPPED, Path(folder) / "mean")
            for name in ("config.json", "model.safetensors", "tokenizer.model"):
                self.assertEqual((Path(folder) / "mean" / name).read_bytes(), (SHIPPED / name).read_bytes(), name)


if __name__ == "__main__":
    unittest.main()
