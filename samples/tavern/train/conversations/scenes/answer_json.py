"""Asks for the answer as JSON and wraps the reply accordingly."""

import json

from ..split import parted

_SAY = ("say", "say", "say", "speech", "line", "text", "reply", "answer")
_MOOD = ("mood", "mood", "emotion", "feeling")
_MOODS = ("happy", "angry", "calm", "sad", "afraid")
_ASK = parted("""
Answer as JSON: {s}
Reply as JSON: {s}
Reply only with JSON: {s}
Answer in this JSON form: {s}
Use JSON: {s}
Give your answer as JSON like {s}
Your reply must be JSON: {s}
JSON only: {s}
Write your answer as a JSON object: {s}
Speak in JSON: {s}
Format: JSON {s}
Return JSON: {s}
""")
# kind: (mood, accept). Kinds not named here are calm, without a decision.
_FACTS = {
    "compliment": ("happy", None),
    "thanks": ("happy", None),
    "greeting": ("happy", None),
    "insult": ("angry", None),
    "threat": ("angry", None),
    "buy": ("happy", True),
    "buy_poor": ("calm", False),
    "follow_buy": ("happy", True),
    "follow_buy_poor": ("calm", False),
    "haggle": ("calm", False),
    "sell": ("calm", True),
    "sell_no": ("calm", False),
    "no_stock": ("calm", False),
    "secret": ("angry", False),
    "quest_accept": ("happy", True),
    "quest_refused": ("sad", False),
}
_PRICED = (
    "price",
    "has",
    "buy",
    "buy_poor",
    "follow_price",
    "follow_buy",
    "follow_buy_poor",
    "haggle",
)


def _mood(talk, turn):
    mood, accept = _FACTS.get(turn.kind, ("calm", None))
    if mood == "angry" and talk.group == "timid":
        mood = "afraid"
    return mood, accept


def wrapped(talk, turn):
    """The request for JSON, and the answer in that form."""
    rng = talk.rng
    mood, accept = _mood(talk, turn)
    fields = {rng.choice(_SAY): ("string", turn.reply)}
    if rng.random() < 0.75:
        others = rng.sample([other for other in _MOODS if other != mood], rng.randint(1, 3))
        moods = others + [mood]
        rng.shuffle(moods)
        fields[rng.choice(_MOOD)] = ("|".join(f'"{name}"' for name in moods), mood)
    if accept is not None and rng.random() < 0.6:
        fields[rng.choice(("accept", "agree", "deal"))] = ("boolean", accept)
    if turn.kind in _PRICED and rng.random() < 0.5:
        fields[rng.choice(("price", "cost", "coins"))] = ("number", turn.ware["price"])
    keys = list(fields)
    if rng.random() < 0.3:
        rng.shuffle(keys)
    schema = "{" + ", ".join(f'"{key}": {fields[key][0]}' for key in keys) + "}"
    request = talk.bank.pick(_ASK).format(s=schema)
    return request, json.dumps({key: fields[key][1] for key in keys}, ensure_ascii=False)
