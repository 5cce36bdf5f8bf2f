"""Writes held-out situations and the list of item words.

    python -m conversations.situations --out-dir ../evaluation

Each line of situations.jsonl is {"id", "kind", "messages", "tools"?, "expect", "reject"?, "call"?,
"json"?, "allowed_numbers", "allowed_items"}; item_names.txt has every item word that ordinary
replies do not use, doors.txt the doors that a game would offer.
"""

import argparse
import collections
import json
import pathlib
import random
import re

from . import judge, tools, world
from . import words as w
from .expect import expectation
from .grammar import plural
from .phrases import (
    function,
    life,
    lore,
    mood_replies,
    more_replies,
    odd_replies,
    roles,
    social_replies,
    temper,
    trade_replies,
)
from .sample import make_case
from .scenes import functions, social

_SMALL_TALK = """
greeting how_are_you weather trade_talk life_talk compliment insult threat thanks farewell no_thanks
""".split()
# At most so many of each kind of small talk, as only their faithfulness can be judged.
_SHARE_OF_SMALL_TALK = 3


def _texts(value):
    """All strings of replies in a module value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)


def reply_words():
    """Every word that stands in replies whatever the prompt says."""
    found = set()
    modules = (
        trade_replies,
        social_replies,
        more_replies,
        mood_replies,
        odd_replies,
        lore,
        function,
        roles,
        temper,
        life,
    )
    for module in (*modules, social, functions):
        for name, value in vars(module).items():
            if isinstance(value, (list, dict, tuple)) and not name.startswith("__"):
                for text in _texts(value):
                    found.update(re.findall(r"[a-z]+", text.lower()))
    return found


def item_names():
    """Head words of all items, singular and plural, and the items of the shipped world."""
    heads = set(w.ONE.all) | set(w.MASS.all) | set(w.MANY.all)
    names = heads | {plural(head) for head in w.ONE.all} | set(world.table("items", "name"))
    used = reply_words()
    return sorted(name for name in names if name not in used)


def _prompt_text(messages, tools):
    parts = [message.get("content") or json.dumps(message["tool_calls"]) for message in messages]
    return "\n".join(parts + ([json.dumps(tools)] if tools else []))


def _numbers(text):
    """Numbers a reply may use; ids of calls are no numbers of the world."""
    return sorted(set(map(int, re.findall(r"(?<![\w])\d+(?![\w])", text))))


def _allowed_items(text, names):
    """Items that stand in the prompt, in the singular and the plural."""
    words, allowed = set(re.findall(r"[\w'-]+", text.lower())), set()
    for name in names:
        if name in words or (" " in name and judge.contains(text, name)):
            allowed.update((name, plural(name)))
            allowed.update(other for other in names if plural(other) == name)
    return sorted(allowed & set(names))


def _json_rules(case, request):
    """The schema a JSON answer must fit, read from the request, and the values that follow from the
    prompt.
    """
    answer = json.loads(case.sample["messages"][-1]["content"])
    properties = {}
    for key in answer:
        kind = re.search(rf'"{key}": ([^,}}]+)', request).group(1)
        properties[key] = (
            {"type": kind}
            if '"' not in kind
            else {"enum": [name.strip('"') for name in kind.split("|")]}
        )
    say = next(key for key, value in answer.items() if value == case.turn.reply)
    values = {key: value for key, value in answer.items() if not isinstance(value, str)}
    return {"properties": properties, "say": say, "values": values}


def situation_of(case, number, names):
    """The situation of a case; its own last message is the answer that must pass."""
    sample = case.sample
    messages, answer, kind = sample["messages"][:-1], sample["messages"][-1], sample["kind"]
    situation = {"id": f"s{number:04}", "kind": kind, "messages": messages}
    if "tools" in sample:
        situation["tools"] = sample["tools"]
    situation["expect"], reject = expectation(case.talk, case.turn)
    if kind == "call":
        function_ = answer["tool_calls"][0]["function"]
        situation["expect"], reject = [], []
        situation["call"] = {
            "name": function_["name"],
            "arguments": json.loads(function_["arguments"]),
        }
    if kind == "result":
        situation["expect"], reject = (
            functions.expected_after(case.talk, case.turn, messages[-1]["content"]),
            [],
        )
    if kind == "json":
        situation["json"] = _json_rules(
            case, messages[0]["content"] + "\n" + messages[-1]["content"]
        )
    if reject:
        situation["reject"] = reject
    text = _prompt_text(messages, sample.get("tools"))
    situation["allowed_numbers"] = _numbers(text)
    situation["allowed_items"] = _allowed_items(text, names)
    return situation, answer


def draw_situations(count, seed, names, split="heldout"):
    """Situations with the answers of the generator."""
    rng, kinds = random.Random(f"situations {seed}"), collections.Counter()
    while sum(kinds.values()) < count:
        case = make_case(split, rng)
        base = case.sample["kind"].removeprefix("tools_")
        if base in _SMALL_TALK and kinds[base] >= _SHARE_OF_SMALL_TALK:
            continue
        kinds[base] += 1
        yield situation_of(case, sum(kinds.values()), names)


def write_lines(path, texts):
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("heldout", "train"), default="heldout")
    parser.add_argument("--out-dir", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    names = item_names()
    write_lines(arguments.out_dir / "item_names.txt", names)
    doors = list(tools.DOORS.all)
    with open(arguments.out_dir / "situations.jsonl", "w", encoding="utf-8") as out:
        for situation, answer in draw_situations(
            arguments.count, arguments.seed, names, arguments.split
        ):
            verdict = judge.judge(situation, answer, names)
            if not verdict["right"]:
                raise SystemExit(
                    f"the generator's own answer fails: {verdict['reasons']} {situation} {answer}"
                )
            out.write(json.dumps(situation, ensure_ascii=False) + "\n")
            door = situation.get("call", {}).get("arguments", {}).get("door")
            if door is not None and door not in doors:
                doors.append(door)
    write_lines(arguments.out_dir / "doors.txt", doors)


if __name__ == "__main__":
    main()
