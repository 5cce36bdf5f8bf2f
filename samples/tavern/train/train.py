"""Trains the tavern model for a given number of minutes; a stopped run continues where it was.

Writes into --run: log.jsonl (one JSON object a line), state.pt (to continue) and hf/ (the newest
export as a Hugging Face directory). A file named `finish` in there begins the final decay at once.
"""

import argparse
import json
import os
import shutil
import time
from collections import defaultdict
from pathlib import Path

import torch
import torch.nn.functional as F

import model as mistral
import optimiser
from dataset import Dataset

PRESETS = {
    "small": mistral.Config(),
    "medium": mistral.Config(
        hidden_size=512,
        intermediate_size=1408,
        num_hidden_layers=8,
        num_attention_heads=8,
        head_dim=64,
    ),
}


def arguments():
    parser = argparse.ArgumentParser(description="Trains the tavern model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of train.* and others")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.model")
    parser.add_argument("--run", type=Path, required=True, help="folder for all results")
    parser.add_argument("--minutes", type=float, required=True, help="length of the whole run")
    parser.add_argument("--decay-minutes", type=float, help="length of the decay (default 22 %%)")
    parser.add_argument("--preset", choices=PRESETS, help="default: medium on a GPU, else small")
    parser.add_argument("--validate", nargs="*", default=["validation", "heldout"])
    parser.add_argument("--batch", type=int, default=8192, help="ids in a batch")
    parser.add_argument("--longest", type=int, default=768, help="longer samples are left out")
    parser.add_argument("--matrix-rate", type=float, default=0.005)
    parser.add_argument("--vector-rate", type=float, default=0.005)
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--prompt-weight", type=float, default=0.1)
    parser.add_argument("--prompt-share", type=float, default=0.3, help="share of prompt ids used")
    parser.add_argument("--checkpoint-minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Run:
    def __init__(self, args):
        self.args = args
        torch.manual_seed(args.seed)
        torch.set_num_threads(os.cpu_count() or 1)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        preset = args.preset or ("medium" if self.device == "cuda" else "small")
        self.model = mistral.Mistral(PRESETS[preset]).to(self.device)
        self.hidden = torch.compile(self.model.hidden, dynamic=True)
        self.optimisers = optimiser.build(
            self.model, args.matrix_rate, args.vector_rate, args.weight_decay
        )
        total = args.minutes * 60
        decay = args.decay_minutes * 60 if args.decay_minutes else 0.22 * total
        self.schedule = optimiser.Schedule(total, decay)
        self.train = Dataset(args.data / "train")
        self.validation = {name: Dataset(args.data / name) for name in args.validate}
        self.step = self.tokens = self.position = self.passes = 0
        self.elapsed = 0.0  # seconds of all parts of the run
        self.plan = None

    def log(self, **values):
        line = {"step": self.step, "tokens": self.tokens, "seconds": round(self.elapsed, 1)}
        text = json.dumps({**line, **values})
        with (self.args.run / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(text + "\n")
        print(text, flush=True)

    def next_batch(self):
        args = self.args
        if self.plan is None or self.position == len(self.plan):
            if self.plan is not None:
                self.passes, self.position = self.passes + 1, 0
            self.plan = self.train.plan(args.batch, args.longest, [args.seed, self.passes])
        indices = self.plan[self.position]
        self.position += 1
        seed = [args.seed, self.passes, self.position]
        return self.train.batch(indices, args.prompt_weight, args.prompt_share, seed)

    def losses(self, batch):
        """Cross entropy of every learnt position, 32-bit."""
        with torch.autocast(self.device, torch.bfloat16):
            states = self.hidden(batch.ids.to(self.device))
            chosen = states.reshape(-1, states.shape[-1])[batch.positions.to(self.device)]
            logits = self.model.logits(chosen)
        return F.cross_entropy(logits.float(), batch.targets.to(self.device), reduction="none")

    def learn(self):
        """One step; returns the mean loss of the answers alone."""
        batch = self.next_batch()
        losses = self.losses(batch)
        weights = batch.weights.to(self.device)
        (losses @ weights / weights.sum()).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        optimiser.set_rate(self.optimisers, self.schedule.factor(self.step, self.elapsed))
        for part in self.optimisers:
            part.step()
            part.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += batch.ids.numel()
        return losses.detach()[weights == 1.0].mean().item()

    @torch.no_grad()
    def validate(self, name):
        """Mean loss of an answer id, of all answers and of each kind."""
        data, args = self.validation[name], self.args
        sums, counts = defaultdict(float), defaultdict(int)
        for indices in data.plan(args.batch, args.longest, 0, keep_rest=True):
            batch = data.batch(indices, 0.0, 0.0, 0)
            lines = batch.positions // batch.ids.shape[1]
            for line, loss in zip(lines.tolist(), self.losses(batch).tolist()):
                kind = data.kinds[data.rows["kind"][indices[line]]]
                sums[kind] += loss
                counts[kind] += 1
        kinds = {kind: round(sums[kind] / counts[kind], 4) for kind in sorted(sums)}
        self.log(
            split=name, validation=round(sum(sums.values()) / sum(counts.values()), 4), kinds=kinds
        )

    def save(self):
        args = self.args
        state = {
            "model": self.model.state_dict(),
            "optimisers": [part.state_dict() for part in self.optimisers],
            "end": self.schedule.end if self.schedule.finishing else None,
            "counters": [self.step, self.tokens, self.position, self.passes, self.elapsed],
        }
        torch.save(state, args.run / "state.new")
        os.replace(args.run / "state.new", args.run / "state.pt")
        mistral.save(self.model, args.run / "hf")
        shutil.copy(args.vocabulary, args.run / "hf" / "tokenizer.model")

    def restore(self):
        file = self.args.run / "state.pt"
        if not file.exists():
            return
        state = torch.load(file, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for part, stored in zip(self.optimisers, state["optimisers"]):
            part.load_state_dict(stored)
        if state["end"] is not None:
            self.schedule.end, self.schedule.finishing = state["end"], True
        self.step, self.tokens, self.position, self.passes, self.elapsed = state["counters"]
        args = self.args
        self.plan = self.train.plan(args.batch, args.longest, [args.seed, self.passes])

    def checkpoint(self):
        for name in self.validation:
            self.validate(name)
        self.save()

    def report(self, losses, tokens, seconds):
        left = max(0.0, self.schedule.end - self.elapsed) / 60
        self.log(
            loss=round(sum(losses) / len(losses), 4),
            rate=round(self.schedule.factor(self.step, self.elapsed), 4),
            tokens_per_second=round(tokens / seconds),
            minutes_left=round(left, 1),
        )

    def loop(self):
        start = time.monotonic() - self.elapsed
        saved = reported = self.elapsed
        losses, tokens = [], self.tokens
        while not self.schedule.over(self.elapsed):
            losses.append(self.learn())
            self.elapsed = time.monotonic() - start
            if (self.args.run / "finish").exists():
                self.schedule.finish(self.elapsed)
            if self.elapsed - reported >= 15:
                self.report(losses, self.tokens - tokens, self.elapsed - reported)
                losses, tokens, reported = [], self.tokens, self.elapsed
            if self.elapsed - saved >= self.args.checkpoint_minutes * 60:
                self.checkpoint()
                self.elapsed = time.monotonic() - start
                saved = reported = self.elapsed
        self.checkpoint()


def main():
    args = arguments()
    args.run.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    run.restore()
    weights = sum(weight.numel() for weight in run.model.parameters())
    run.log(parameters=weights, device=run.device, samples=len(run.train.rows))
    run.loop()


if __name__ == "__main__":
    main()
