"""Judges replies to situations.

    python -m conversations.judge --situations FILE --items FILE --replies FILE

A replies file has one JSON object a line: {"id": ..., "content": "..."} or {"id": ...,
"tool_calls": [...]}. An answer is faithful when all its numbers and items occur in the prompt, and
right when it also says what it must.
"""

import argparse
import collections
import json
import re


def contains(text, phrase):
    """Whether a phrase stands in a text as whole words, whatever the case."""
    return re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", text.lower()) is not None


def _wrong_call(situation, reply):
    """Why a call is wrong, or an empty text."""
    calls, wanted = reply.get("tool_calls"), situation.get("call")
    if not wanted:
        return "calls a function without need" if calls else ""
    if not calls:
        return "does not call the function"
    function = calls[0]["function"]
    if len(calls) > 1 or function["name"] != wanted["name"]:
        return "calls another function"
    try:
        arguments = json.loads(function["arguments"])
    except ValueError:
        return "the arguments are no JSON"
    return "" if arguments == wanted["arguments"] else "the arguments are wrong"


def _fits(value, rule):
    if "enum" in rule:
        return value in rule["enum"]
    kinds = {"string": str, "boolean": bool, "number": (int, float)}
    return isinstance(value, kinds[rule["type"]]) and (
        rule["type"] != "number" or not isinstance(value, bool)
    )


def _wrong_json(situation, text):
    """Why a JSON answer is wrong, and the spoken text in it."""
    wanted = situation["json"]
    try:
        answer = json.loads(text)
    except ValueError:
        return "is no JSON", text
    if not isinstance(answer, dict) or set(answer) != set(wanted["properties"]):
        return "has other keys", text
    for key, rule in wanted["properties"].items():
        if not _fits(answer[key], rule):
            return f"has a wrong value of {key}", text
        if key in wanted["values"] and answer[key] != wanted["values"][key]:
            return f"says the wrong {key}", text
    return "", answer[wanted["say"]]


def unfaithful(situation, text, item_names):
    """Numbers and items of a text that the prompt does not have."""
    numbers = [
        number
        for number in re.findall(r"\d+", text)
        if int(number) not in situation["allowed_numbers"]
    ]
    allowed, words = set(situation["allowed_items"]), set(re.findall(r"[\w'-]+", text.lower()))
    strange = (name for name in item_names if name not in allowed)
    return numbers + [
        name for name in strange if name in words or (" " in name and contains(text, name))
    ]


def judge(situation, reply, item_names):
    """A dict: right, faithful and the reasons against it."""
    reasons = [reason for reason in [_wrong_call(situation, reply)] if reason]
    text = reply.get("content") or ""
    strange = unfaithful(situation, text, item_names)
    if "call" not in situation and not reasons:
        if not text.strip():
            reasons.append("is empty")
        if "json" in situation:
            reason, text = _wrong_json(situation, text)
            reasons += [reason] if reason else []
        reasons += [
            f"lacks {group[0]}"
            for group in situation["expect"]
            if not any(contains(text, one) for one in group)
        ]
        reasons += [f"says {word}" for word in situation.get("reject", []) if contains(text, word)]
    return {
        "right": not reasons and not strange,
        "faithful": not strange,
        "reasons": reasons + strange,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--situations", required=True)
    parser.add_argument("--replies", required=True)
    parser.add_argument("--items", required=True, help="item_names.txt")
    parser.add_argument("--failures", type=int, default=20, help="how many failures to print")
    arguments = parser.parse_args()
    with open(arguments.items, encoding="utf-8") as file:
        item_names = file.read().split("\n")[:-1]
    with open(arguments.replies, encoding="utf-8") as file:
        replies = {reply["id"]: reply for reply in map(json.loads, file)}
    rows, shown = collections.defaultdict(lambda: [0, 0, 0]), 0
    with open(arguments.situations, encoding="utf-8") as file:
        for situation in map(json.loads, file):
            verdict = judge(situation, replies.get(situation["id"], {}), item_names)
            for key in (situation["kind"], "all"):
                rows[key][0] += 1
                rows[key][1] += verdict["right"]
                rows[key][2] += verdict["faithful"]
            if not verdict["right"] and shown < arguments.failures:
                shown += 1
                print(
                    situation["id"],
                    situation["kind"],
                    verdict["reasons"],
                    replies.get(situation["id"]),
                )
    print(f"{'kind':24} {'number':>6} {'right':>6} {'faithful':>8}")
    for key, (number, right, faithful) in sorted(rows.items()):
        print(f"{key:24} {number:6} {right / number:6.1%} {faithful / number:8.1%}")


if __name__ == "__main__":
    main()
