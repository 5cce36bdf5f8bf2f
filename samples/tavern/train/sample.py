"""Lets a checkpoint answer the conversations of a data set and prints replies beside targets."""

import argparse
import json
from pathlib import Path

import sentencepiece
import torch

import model as mistral
from chat_v3 import EOS, TOOL_CALLS, dump, encode_chat, tool_call


def generate(model, ids, temperature, limit, generator):
    """Continues ids until </s>. Recomputes the whole prefix each time: fine for a tiny model."""
    answer = []
    while len(answer) < limit:
        with torch.no_grad():
            states = model.hidden(torch.tensor([ids + answer]))
            logits = model.logits(states[0, -1])
        if temperature > 0:
            shares = torch.softmax(logits / temperature, dim=-1)
            chosen = torch.multinomial(shares, 1, generator=generator).item()
        else:
            chosen = logits.argmax().item()
        if chosen == EOS:
            break
        answer.append(chosen)
    return answer


def shown(ids, pieces):
    if ids and ids[0] == TOOL_CALLS:
        return "[TOOL_CALLS] " + pieces.decode(ids[1:])
    return pieces.decode(ids)


def target(message):
    if message.get("tool_calls"):
        return "[TOOL_CALLS] " + dump([tool_call(call) for call in message["tool_calls"]])
    return message["content"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a directory written by train.py")
    parser.add_argument("data", type=Path, help="JSON lines of conversations.generate")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--kind", help="only samples of this kind")
    parser.add_argument("--temperature", type=float, default=0.0)
    parser.add_argument("--limit", type=int, default=120, help="most ids of an answer")
    parser.add_argument("--prompts", action="store_true", help="print the whole conversations")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(args.folder / "tokenizer.model"))
    model = mistral.load(args.folder).eval()
    generator = torch.Generator().manual_seed(args.seed)
    with args.data.open(encoding="utf-8") as lines:
        samples = (json.loads(line) for line in lines)
        wanted = [s for s in samples if args.kind is None or s["kind"] == args.kind]
    exact = 0
    chosen = wanted[args.skip : args.skip + args.count]
    for sample in chosen:
        messages = sample["messages"]
        ids, _ = encode_chat(messages[:-1], sample.get("tools"), pieces.encode)
        reply = shown(generate(model, ids, args.temperature, args.limit, generator), pieces)
        wish = target(messages[-1])
        exact += reply == wish
        print(f"--- {sample['kind']}")
        for message in messages[:-1] if args.prompts else messages[-2:-1]:
            text = message.get("content") or target(message)
            print(f"{message['role']}: {text}")
        print(f"reply:  {reply}\ntarget: {wish}")
    print(f"--- {exact} of {len(chosen)} replies equal their targets word for word")


if __name__ == "__main__":
    main()
