"""Trains the tavern model for a given number of minutes; a stopped run continues where it was.

Writes into --run: log.jsonl (one JSON object a line), state.pt (to continue) and hf/ (the newest
export as a Hugging Face directory). A file named `finish` in there begins the final decay at once.
"""

import argparse
import json
import os
import random
import shutil
import time
from collections import defaultdict
from pathlib import Path

# Every shape of a batch has its own compiled kernels: keep them all. Read when torch is loaded.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16384")

import sentencepiece
import torch
import torch.nn.functional as F

import model as mistral
import optimiser
import parallel
from dataset import Dataset
from drills import Drills
from graft import Graft
from inputs import require_files, require_vocabulary

DRILLS = 0.15  # share of the steps
RELEASE = 0.2  # share of the time after which the grafted heads of induction learn as well
PRESETS = {
    "small": mistral.Config(),
    "medium": mistral.Config(
        hidden_size=512,
        intermediate_size=1408,
        num_hidden_layers=8,
        num_attention_heads=8,
        num_key_value_heads=4,
    ),
}


def arguments():
    parser = argparse.ArgumentParser(description="Trains the tavern model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of train.* and others")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.model")
    parser.add_argument("--run", type=Path, required=True, help="folder for all results")
    parser.add_argument("--minutes", type=float, required=True, help="length of the whole run")
    parser.add_argument("--decay-minutes", type=float, help="length of the decay (default nine tenths)")
    parser.add_argument("--start", type=Path, help="begin with this directory's weights, e.g. ../weights")
    parser.add_argument("--preset", choices=PRESETS, help="default: medium on a GPU, else small")
    parser.add_argument("--validate", nargs="*", default=["validation", "heldout"])
    parser.add_argument("--workers", type=int, help="processes (default: one a core; 1 on a GPU)")
    parser.add_argument("--batch", type=int, default=4096, help="ids in a step, of all workers")
    parser.add_argument("--longest", type=int, default=1024, help="longer sequences are left out")
    parser.add_argument("--matrix-rate", type=float, default=0.004)
    parser.add_argument("--vector-rate", type=float, default=0.01)
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--prompt-weight", type=float, default=0.1)
    parser.add_argument("--prompt-share", type=float, default=0.3, help="share of prompt ids used")
    parser.add_argument("--disguised", type=float, default=0.35, help="share in disguise")
    parser.add_argument("--checkpoint-minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    require_vocabulary(parser, args.vocabulary)
    parts = ("ids.npy", "families.npy", "branches.npy", "kinds.json")
    require_files(
        parser, *(args.data / f"{name}.{part}" for name in ["train", *args.validate] for part in parts)
    )
    if args.start:
        require_files(parser, args.start / "config.json", args.start / "model.safetensors")
    return args


class Run:
    def __init__(self, rank, workers, args):
        self.rank, self.workers, self.args = rank, workers, args
        self.share = args.batch // workers  # ids of this worker in a step
        torch.manual_seed(args.seed)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        preset = args.preset or ("medium" if self.device == "cuda" else "small")
        if args.start:
            self.model, self.graft = mistral.load(args.start), None
        else:
            self.model = mistral.Mistral(PRESETS[preset])
            self.graft = Graft(self.model)
            self.graft.apply()
        self.model.to(self.device)
        self.model.stack = torch.compile(self.model.stack, dynamic=True)
        self.optimisers = optimiser.build(
            self.model, rank, workers, args.matrix_rate, args.vector_rate, args.weight_decay
        )
        total = args.minutes * 60
        decay = args.decay_minutes * 60 if args.decay_minutes else 0.9 * total
        self.schedule = optimiser.Schedule(total, decay)
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(args.vocabulary))
        numbers = (n for n in range(pieces.vocab_size()) if pieces.id_to_piece(n).strip("▁").isdigit())
        self.train = Dataset(args.data / "train", numbers)
        self.drills = Drills(self.train.ids, pieces)
        self.validation = {name: Dataset(args.data / name) for name in args.validate}
        self.step = self.tokens = self.position = self.passes = 0
        self.elapsed = 0.0  # seconds of all parts of the run
        self.plan = None

    def log(self, **values):
        """One line of the log; each worker may write."""
        line = {"step": self.step, "tokens": self.tokens, "seconds": round(self.elapsed, 1)}
        text = json.dumps({**line, **values})
        with (self.args.run / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(text + "\n")
        print(text, flush=True)

    def drilling(self):
        """Whether this step is a copy drill."""
        return random.Random(f"{self.args.seed} {self.step}").random() < DRILLS

    def next_batch(self):
        """A drill, or the next conversations; workers take neighbouring batches of one plan."""
        args = self.args
        if self.drilling():
            return self.drills.batch(self.share, [args.seed, self.step, self.rank])
        if self.plan is None or self.position + self.workers > len(self.plan):
            if self.plan is not None:
                self.passes, self.position = self.passes + 1, 0
            self.make_plan()
        number = self.position + self.rank
        self.position += self.workers
        seed = [args.seed, self.passes, number]
        return self.train.batch(
            self.plan[number], args.prompt_weight, args.prompt_share, seed, args.disguised
        )

    def make_plan(self):
        args = self.args
        self.plan = self.train.plan(self.share, args.longest, [args.seed, self.passes])

    def losses(self, batch):
        """Cross entropy of every learnt position, 32-bit."""
        with torch.autocast(self.device, torch.bfloat16):
            inputs = (batch.ids, batch.places, batch.branches, batch.learnt)
            logits = self.model.logits(self.model.hidden(*(part.to(self.device) for part in inputs)))
        return F.cross_entropy(logits.float(), batch.targets.to(self.device), reduction="none")

    def learn(self):
        """One step; returns its name and the mean loss of the answers alone."""
        name = "drill" if self.drilling() else "loss"
        batch = self.next_batch()
        losses = self.losses(batch)
        weights = batch.weights.to(self.device)
        (losses @ weights / weights.sum()).backward()
        answers = losses.detach()[weights >= 1.0].mean().item()
        numbers = [answers, batch.ids.numel()]
        loss, ids = parallel.average(list(self.model.parameters()), self.workers, numbers)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        optimiser.set_rate(self.optimisers, self.schedule.factor(self.step, self.elapsed))
        for part in self.optimisers:
            part.step()
            part.zero_grad(set_to_none=True)
        if self.graft:
            if self.elapsed > RELEASE * self.schedule.end:
                self.graft.release()
            self.graft.restore()
        self.step += 1
        self.tokens += round(ids * self.workers)
        return name, loss

    @torch.no_grad()
    def validate(self, name):
        """Mean loss of an answer id, of all answers and of each kind."""
        data, args = self.validation[name], self.args
        sums, counts = defaultdict(float), defaultdict(int)
        for indices in data.plan(self.share, args.longest, 0, keep_rest=True):
            batch = data.batch(indices, 0.0, 0.0, 0)
            said = batch.weights > 0  # the rest fills up the shape
            losses = self.losses(batch)[said.to(self.device)]
            for kind, loss in zip(batch.kinds[said].tolist(), losses.tolist()):
                sums[data.kinds[kind]] += loss
                counts[data.kinds[kind]] += 1
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
        if self.graft:
            self.graft.renew()
        for part, stored in zip(self.optimisers, state["optimisers"]):
            part.load_state_dict(stored)
        if state["end"] is not None:
            self.schedule.end, self.schedule.finishing = state["end"], True
        self.step, self.tokens, self.position, self.passes, self.elapsed = state["counters"]
        self.make_plan()

    def checkpoint(self):
        """The workers share out the validation sets; the first one saves."""
        for number, name in enumerate(self.validation):
            if number % self.workers == self.rank:
                self.validate(name)
        if self.rank == 0:
            self.save()
        parallel.wait(self.workers)

    def report(self, losses, tokens, seconds):
        left = max(0.0, self.schedule.end - self.elapsed) / 60
        self.log(
            **{name: round(sum(values) / len(values), 4) for name, values in losses.items()},
            rate=round(self.schedule.factor(self.step, self.elapsed), 4),
            tokens_per_second=round(tokens / seconds),
            minutes_left=round(left, 1),
        )

    def clock(self, start):
        """Updates the elapsed time; all workers go by the clock of the first one."""
        finish = (self.args.run / "finish").exists()
        numbers = [time.monotonic() - start, finish]
        self.elapsed, finish = parallel.from_first(numbers, self.workers)
        if finish:
            self.schedule.finish(self.elapsed)

    def loop(self):
        start = time.monotonic() - self.elapsed
        saved = reported = self.elapsed
        losses, tokens = defaultdict(list), self.tokens
        while not self.schedule.over(self.elapsed):
            name, loss = self.learn()
            losses[name].append(loss)
            self.clock(start)
            if self.elapsed - reported >= 15:
                if self.rank == 0:
                    self.report(losses, self.tokens - tokens, self.elapsed - reported)
                losses, tokens, reported = defaultdict(list), self.tokens, self.elapsed
            if self.elapsed - saved >= self.args.checkpoint_minutes * 60:
                self.checkpoint()
                self.clock(start)
                saved = reported = self.elapsed
        self.checkpoint()


def work(rank, workers, args):
    run = Run(rank, workers, args)
    run.restore()
    if rank == 0:
        weights = sum(weight.numel() for weight in run.model.parameters())
        run.log(parameters=weights, device=run.device, answers=len(run.train.branches))
    run.loop()


def main():
    args = arguments()
    args.run.mkdir(parents=True, exist_ok=True)
    cores = 1 if torch.cuda.is_available() else os.cpu_count() or 1
    parallel.launch(args.workers or cores, work, args)


if __name__ == "__main__":
    main()
