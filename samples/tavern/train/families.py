"""Writes families of conversations: one character and history, several different last turns.

`python families.py --families N --seed S --split train --out FILE.jsonl`. The lines have the format
of conversations.generate plus the number of their family. The members of a family share the longest
part of their prompts, so training reads it once for all of them (dataset.py).
"""

import argparse
import copy
import json
import multiprocessing
import random

from conversations import sample
from conversations.names import Bank
from conversations.scenes import answer_json, draw, follow, functions, lead, lore
from conversations.talk import Talk

CHUNK = 100
TOOLS_SHARE, JSON_SHARE, LEAD_SHARE = 0.27, 0.07, 0.22


def plain_turns(talk):
    """Plays the history; returns it and a function that draws a last turn."""
    messages = sample._history(talk, ())
    pair = lead(talk) if talk.rng.random() < LEAD_SHARE else None
    if not pair:
        return messages, draw
    messages += sample._play(talk, pair[0], (), False)[1]
    return messages, lambda t: follow(t, pair[1]) if t.rng.random() < 0.4 else draw(t)


def tool_turns(talk, wanted, invented, declared):
    rng = talk.rng
    messages = sample._history(talk, declared) if rng.random() < 0.5 else []
    if wanted == "give_quest" and talk.who["quests"]:
        messages += sample._play(talk, lore.quest(talk), declared, False)[1]

    def turn(t):
        roll = rng.random()
        if roll < 0.25:
            return draw(t)
        name = wanted if roll < 0.4 else rng.choice(list(declared))
        if name in functions.CALLERS:
            return rng.choice(functions.CALLERS[name])(t)
        return functions.deed(t, invented)

    return messages, turn


def last_messages(talk, turn, declared):
    """The kind and messages of a last turn, with an answer in JSON now and then."""
    if declared or talk.rng.random() >= JSON_SHARE:
        kind, messages = sample._play(talk, turn, declared, True)
        return ("tools_" + kind if declared and kind not in ("call", "result") else kind), messages
    request, answer = answer_json.wrapped(talk, turn)
    user = turn.user + talk.rng.choice(("\n", " ")) + request
    return "json", [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]


def number_calls(messages, history_too):
    """Makes the id of the last call its number, call00001 and on: random ids cannot be learnt.

    Ids of earlier calls are numbered only when `history_too`; games may use others.
    """
    number, renamed = 0, {}
    last_user = max(i for i, message in enumerate(messages) if message["role"] == "user")
    for i, message in enumerate(messages):
        for call in message.get("tool_calls") or []:
            number += 1
            if history_too or i > last_user:
                new = f"call{number:05}"
                renamed[call["id"]], call["id"] = new, new
        if message.get("tool_call_id") in renamed:
            message["tool_call_id"] = renamed[message["tool_call_id"]]


def make_family(bank, size):
    rng, declared = bank.rng, {}
    if rng.random() < TOOLS_SHARE:
        names, weights = zip(*functions.WEIGHTS.items())
        wanted = rng.choices(names + ("invented",), weights + (16,))[0]
        invented, declared = sample._tool_set(bank, wanted)
    talk = Talk(bank, small=bool(declared))
    if declared:
        messages, draw_last = tool_turns(talk, wanted, invented, declared)
    else:
        messages, draw_last = plain_turns(talk)
    numbered = rng.random() < 0.7
    members, said = [], set()
    for _ in range(3 * size):
        branch = copy.copy(talk)
        turn = draw_last(branch)
        if turn is None or turn.user in said:
            continue
        said.add(turn.user)
        kind, last = last_messages(branch, turn, declared)
        # The first turn may choose the purse; the others find it as it is.
        talk.purse, talk.purse_fixed = branch.purse, True
        talked = copy.deepcopy(messages) + last
        number_calls(talked, numbered)
        case = sample.Case(branch, turn, kind, talked, list(declared.values()))
        members.append(case.sample)
        if len(members) == size:
            break
    return members


def _chunk(job):
    split, seed, first, count, size = job
    rng = random.Random(f"families {split} {seed} {first}")
    lines = []
    for number in range(first, first + count):
        for member in make_family(Bank(split, rng), size):
            lines.append(json.dumps({"family": number, **member}, ensure_ascii=False) + "\n")
    return "".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", type=int, required=True)
    parser.add_argument("--size", type=int, default=6, help="most members of a family")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("train", "validation", "heldout"), default="train")
    parser.add_argument("--out", required=True)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    jobs = [
        (args.split, args.seed, first, min(CHUNK, args.families - first), args.size)
        for first in range(0, args.families, CHUNK)
    ]
    with open(args.out, "w", encoding="utf-8") as out:
        with multiprocessing.Pool(args.processes) as pool:
            out.writelines(pool.imap(_chunk, jobs))


if __name__ == "__main__":
    main()
