"""Checks that `transformers` reads an exported directory and computes the same logits."""

import argparse
import sys
from pathlib import Path

import sentencepiece
import torch
from transformers import MistralForCausalLM

import model as mistral

TOLERANCE = 1e-3  # both sides compute in 32-bit floats, in different order


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a directory written by train.py")
    args = parser.parse_args()

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(args.folder / "tokenizer.model"))
    ours = mistral.load(args.folder).eval()
    theirs, notes = MistralForCausalLM.from_pretrained(
        args.folder, dtype=torch.float32, output_loading_info=True
    )
    problems = {key: value for key, value in notes.items() if value}
    generator = torch.Generator().manual_seed(0)
    random = torch.randint(0, pieces.vocab_size(), (2, 600), generator=generator)
    text = torch.tensor([[1, 3, *pieces.encode("Good evening. What do you sell?"), 4]])
    worst = 0.0
    with torch.no_grad():
        for ids in (random, text):
            difference = (ours(ids) - theirs(ids).logits).abs().max().item()
            worst = max(worst, difference)
    print(f"largest difference of a logit: {worst:.2e}, loading notes: {problems or 'none'}")
    return 0 if worst < TOLERANCE and not problems else 1


if __name__ == "__main__":
    sys.exit(main())
