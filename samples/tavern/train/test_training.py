"""Tests of the training pipeline: chat format, families of conversations, schedule."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import chat_v3
import dataset
import drills
import graft
import model as mistral
import optimiser

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
        data.families = np.array([(0, len(ids), prefix, 0, len(rows))], dtype=dataset.FAMILY)
        numbered = [(length, answer, data.kinds.index(kind)) for length, answer, kind in rows]
        data.branches = np.array(numbered, dtype=dataset.BRANCH)
        batch = data.batch(np.array([0]), 0.0, 0.0, 0)
        with torch.no_grad():
            states = net.hidden(batch.ids, batch.places, batch.branches)
            logits = net.logits(states).reshape(-1, 128)[batch.learnt]
            joined = F.cross_entropy(logits, batch.targets, reduction="none")
            separate = []
            for sample in group:
                one, answer = chat_v3.encode_chat(sample["messages"], None, Letters.encode)
                row = torch.tensor([one])
                logits = net(row)[0, -answer - 1 : -1]
                separate.append(F.cross_entropy(logits, row[0, -answer:], reduction="none"))
        torch.testing.assert_close(joined, torch.cat(separate), atol=1e-4, rtol=1e-4)


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

    def test_every_id_of_a_drill_that_is_learnt_stood_behind_the_same_id_before(self):
        corpus = np.random.default_rng(0).integers(300, 1000, 5000)
        batch = drills.Drills(corpus, 1000).batch(1024, [1, 2])
        self.assertGreater(len(batch.learnt), 200)
        for place, target in zip(batch.learnt.tolist(), batch.targets.tolist()):
            line, column = divmod(place, batch.ids.shape[1])
            row = batch.ids[line].tolist()
            self.assertEqual(row[column + 1], target)
            earlier = [row[at + 1] for at in range(column) if row[at] == row[column]]
            self.assertIn(target, earlier)


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


if __name__ == "__main__":
    unittest.main()
