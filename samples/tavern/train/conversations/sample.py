"""Puts one training sample together: history, last turn, functions, JSON."""

import json

from . import tools
from .names import Bank
from .persona import system_prompt
from .scenes import answer_json, draw, follow, functions, lead, lore
from .talk import Talk

_HISTORY = ((0, 50), (1, 26), (2, 15), (3, 9))


def _call_message(rng, call):
    name, arguments = call
    function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    return {
        "role": "assistant",
        "tool_calls": [{"id": tools.call_id(rng), "type": "function", "function": function}],
    }


def _settle(talk, turn, happened=True):
    """What a turn changes for the turns after it."""
    if (
        happened
        and talk.purse is not None
        and turn.kind in ("buy", "follow_buy", "buy_count", "sell_now")
    ):
        talk.purse += turn.facts.get("gain", 0) - turn.facts.get("cost", 0)
        talk.purse_fixed = True
    talk.last = turn


def _play(talk, turn, offered, final):
    """The messages of a turn. A final turn may stop at the call."""
    messages = [{"role": "user", "content": turn.user}]
    kind, happened = turn.kind, True
    talk.copied += turn.copied()
    if turn.call and turn.call[0] in offered:
        kind = "call"
        call = _call_message(talk.rng, turn.call)
        messages.append(call)
        if not final or talk.rng.random() < talk.results:
            kind = "result"
            result, reply, happened = functions.result_and_reply(talk, turn)
            call_id = call["tool_calls"][0]["id"]
            messages.append({"role": "tool", "content": result, "tool_call_id": call_id})
            messages.append({"role": "assistant", "content": reply})
            turn.core = turn.reply = reply
    else:
        messages.append({"role": "assistant", "content": turn.reply})
    if not final:
        _settle(talk, turn, happened)
    return kind, messages


def _history(talk, offered, lengths=_HISTORY):
    """Earlier turns; `lengths` are pairs of a number of turns and its weight."""
    counts, weights = zip(*lengths)
    messages = []
    for _ in range(talk.rng.choices(counts, weights)[0]):
        messages += _play(talk, draw(talk), offered, False)[1]
    return messages


class Case:
    """A finished conversation: the sample, and the turn and talk that it came from."""

    def __init__(self, talk, turn, kind, messages, tool_list=None, extra=None):
        prompt = system_prompt(talk.who, talk.purse)
        if extra:
            prompt += "\n" + extra
        self.talk, self.turn = talk, turn
        self.sample = {"kind": kind, "messages": [{"role": "system", "content": prompt}] + messages}
        if tool_list:
            self.sample["tools"] = tool_list


def plain_case(bank):
    talk = Talk(bank)
    messages = _history(talk, ())
    pair = lead(talk) if bank.rng.random() < 0.22 else None
    if pair:
        messages += _play(talk, pair[0], (), False)[1]
    turn = follow(talk, pair[1]) if pair else draw(talk)
    last = _play(talk, turn, (), True)[1]
    return Case(talk, turn, turn.kind, messages + last)


def json_case(bank):
    rng, talk = bank.rng, Talk(bank)
    in_system = rng.random() < 0.25
    messages = [] if in_system else _history(talk, ())
    turn = draw(talk)
    request, answer = answer_json.wrapped(talk, turn)
    user = turn.user if in_system else turn.user + rng.choice(("\n", " ")) + request
    last = [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]
    return Case(talk, turn, "json", messages + last, extra=request if in_system else None)


def _tool_set(bank, wanted):
    """Names and declarations of the functions offered; the wanted one is left out now and then."""
    rng = bank.rng
    count = rng.choices((1, 2, 3, 4), (24, 42, 28, 6))[0]
    invented = tools.Invented(bank)
    others = [name for name in tools.STANDARD if name != wanted]
    names = rng.sample(others, count)
    if rng.random() < 0.8:
        names[0] = wanted
    declared = {name: tools.standard(rng, name) for name in names if name in tools.STANDARD}
    if "invented" in names or (rng.random() < 0.2 and count < 4):
        declared[invented.name] = invented.declaration
    keys = list(declared) or [invented.name]
    declared.setdefault(keys[0], invented.declaration)
    rng.shuffle(keys)
    return invented, {key: declared[key] for key in keys}


def tool_case(bank):
    rng = bank.rng
    names, weights = zip(*functions.WEIGHTS.items())
    wanted = rng.choices(names + ("invented",), weights + (16,))[0]
    invented, declared = _tool_set(bank, wanted)
    while True:
        talk = Talk(bank, small=True)
        messages = _history(talk, declared) if rng.random() < 0.5 else []
        if wanted == "give_quest" and talk.who["quests"]:
            messages += _play(talk, lore.quest(talk), declared, False)[1]
        if rng.random() < 0.2:
            turn = draw(talk)
        elif wanted == "invented":
            turn = functions.deed(talk, invented)
        else:
            turn = rng.choice(functions.CALLERS[wanted])(talk)
        if turn:
            break
    kind, last = _play(talk, turn, declared, True)
    if kind not in ("call", "result"):
        kind = "tools_" + turn.kind
    return Case(talk, turn, kind, messages + last, tool_list=list(declared.values()))


def make_case(split, rng):
    bank = Bank(split, rng)
    roll = rng.random()
    if roll < 0.25:
        return tool_case(bank)
    return json_case(bank) if roll < 0.31 else plain_case(bank)


def make_sample(split, rng):
    return make_case(split, rng).sample
