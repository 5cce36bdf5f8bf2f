"""Writes families of conversations: one character and history, several different last turns.

`python families.py --families N --seed S --split train --out FILE.jsonl`. The lines have the format
of conversations.generate plus the number of their family and the texts that came up in the talk
without standing in the prompt (`copied`). The members of a family share the longest part of their
prompts, so training reads it once for all of them (dataset.py).
"""

import argparse
import copy
import json
import multiprocessing
import random

from conversations import sample
from conversations.names import Bank
from conversations.scenes import answer_json, draw, follow, functions, lead, lore, reckoning, social, trade
from conversations.talk import Talk

CHUNK = 100
TOOLS_SHARE, JSON_SHARE, LEAD_SHARE = 0.42, 0.13, 0.4
HISTORY = ((0, 42), (1, 24), (2, 14), (3, 9), (5, 6), (8, 4), (12, 1))  # turns: weight
FOLLOW_SHARE = 0.6  # of the turns after a lead follow it
HARD_SHARE = 0.42  # of the plain turns are of the scenes that are hard to learn
LOOSE_SHARE = 0.45  # of the requests for JSON spell the form of the object in other ways
NEAR_PURSE = 0.5  # of the purses are close to the price of a ware
NEAR_MISSES, FAILURES, RESULTS, COUNTED = 0.4, 0.25, 0.5, 0.95  # instead of those of Talk
DEALS_SHARE = 0.5  # of the families with trade and a purse are mostly about deals
HARD = (
    (trade.no_stock, 10),
    (trade.buy, 9),
    (trade.cheapest, 12),
    (trade.dearest, 10),
    (trade.sell, 5),
    (trade.haggle_offer, 2),
    (lore.reward, 4),
    (social.introduce, 9),
    (social.repeat, 6),
    (trade.wares, 6),
    (lore.rumour, 4),
    (social.modern, 5),
    (social.injection, 5),
    (social.farewell, 3),
    (trade.take_it, 8),
    (lore.quest_refuse, 8),
    (lore.quest_accept, 4),
    (reckoning.extreme, 5),
    (reckoning.enough, 4),
    (reckoning.fair, 12),
    (reckoning.afford, 10),
)


def near_purse(talk):
    """Puts the purse close to a price, so that some wares are too dear by a little."""
    prices = [ware["price"] for ware in talk.who["sells"]]
    if talk.purse is None or not prices or talk.rng.random() >= NEAR_PURSE:
        return
    price = talk.rng.choice(prices)
    talk.purse, talk.purse_fixed = talk.bank.purse_between(max(0, price - 4), price + 4), True


def mixed(talk):
    """Any turn, often one of the hard ones."""
    scenes, weights = zip(*HARD)
    hard = talk.rng.random() < HARD_SHARE and talk.rng.choices(scenes, weights)[0](talk)
    return hard or draw(talk)


def plain_turns(talk):
    """Plays the history; returns it and a function that draws a last turn."""
    messages = sample._history(talk, (), HISTORY)
    pair = lead(talk) if talk.rng.random() < LEAD_SHARE else None
    if not pair:
        return messages, mixed
    messages += sample._play(talk, pair[0], (), False)[1]
    return messages, lambda t: follow(t, pair[1]) if t.rng.random() < FOLLOW_SHARE else mixed(t)


def tool_turns(talk, wanted, invented, declared):
    rng = talk.rng
    messages = sample._history(talk, declared, HISTORY) if rng.random() < 0.5 else []
    told = wanted == "give_quest" and bool(talk.who["quests"])
    if told:
        messages += sample._play(talk, lore.quest(talk), declared, False)[1]

    deals = wanted in ("sell_item", "buy_item") and talk.purse is not None and rng.random() < DEALS_SHARE

    def turn(t):
        if deals and rng.random() < 0.6:
            return rng.choice(functions.CALLERS[wanted])(t)
        if told and rng.random() < 0.3:
            return rng.choice((lore.quest_refuse, lore.quest_refuse, lore.reward))(t)
        roll = rng.random()
        if roll < 0.2:
            return draw(t)
        if roll < 0.3:  # whether sell_item is on offer or not, paid or not
            return (rng.random() < 0.4 and trade.take_it(t)) or trade.buy(t)
        if roll < 0.42:  # often for a deed that nothing on offer does: to be answered in words
            name = rng.choice(list(functions.CALLERS))
        else:
            name = wanted if roll < 0.52 else rng.choice(list(declared))
        if name in functions.CALLERS:
            return rng.choice(functions.CALLERS[name])(t)
        return functions.deed(t, invented)

    return messages, turn


def last_messages(talk, turn, declared, first):
    """Kind and messages of a last turn, and what the system prompt says besides.

    The answer is in JSON now and then. The request for it stands beside the player's line, or in
    the system prompt when the turn is the `first` of the conversation.
    """
    rng, extra = talk.rng, None
    if declared or rng.random() >= JSON_SHARE:
        kind, messages = sample._play(talk, turn, declared, True)
        kind = "tools_" + kind if declared and kind not in ("call", "result") else kind
        return kind, messages, extra
    request, answer = answer_json.wrapped(talk, turn, LOOSE_SHARE)
    talk.copied += turn.copied()
    parts = [turn.user, request]
    if first and rng.random() < 0.5:
        extra = parts.pop()
    elif rng.random() < 0.25:
        parts.reverse()
    user = rng.choice(("\n", " ")).join(parts)
    last = [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]
    return "json", last, extra


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
    talk.near_misses, talk.failures = NEAR_MISSES, FAILURES
    talk.results, talk.counted = RESULTS, COUNTED
    near_purse(talk)
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
        kind, last, extra = last_messages(branch, turn, declared, not messages)
        # The first turn may choose the purse; the others find it as it is.
        talk.purse, talk.purse_fixed = branch.purse, True
        talked = copy.deepcopy(messages) + last
        number_calls(talked, numbered)
        case = sample.Case(branch, turn, kind, talked, list(declared.values()), extra)
        members.append({**case.sample, "copied": branch.copied})
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
