"""Asks for the answer as JSON and wraps the reply accordingly."""

import json

from ..grammar import listed
from ..phrases import json_request

_SAY = ("say", "say", "say", "speech", "line", "text", "reply", "answer")
_MOOD = ("mood", "mood", "emotion", "feeling")
_MOODS = ("happy", "angry", "calm", "sad", "afraid")
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


def _typed(kind):
    """The allowed texts of a field, or None when it has a type."""
    return [name.strip('"') for name in kind.split("|")] if '"' in kind else None


def _field_in_words(key, kind):
    names = _typed(kind)
    return f'"{key}" ({", ".join(names[:-1])} or {names[-1]})' if names else f'"{key}" ({kind})'


def _schema_of(kind):
    names = _typed(kind)
    return {"enum": names} if names else {"type": kind}


def _loose_spelling(rng, kinds):
    """The form of the object as other games might write it."""
    shape = rng.randrange(6)
    if shape == 0:
        return "{" + ",".join(f'"{key}":{kind}' for key, kind in kinds.items()) + "}"
    if shape == 1:
        inner = (f"{key}: {kind}".replace('"', "") for key, kind in kinds.items())
        return "{" + ", ".join(inner) + "}"
    if shape == 2:
        return "an object with " + listed([_field_in_words(*field) for field in kinds.items()])
    if shape == 3:
        inner = (f'"{key}": <{kind}>'.replace('"|"', " or ") for key, kind in kinds.items())
        return "{" + ", ".join(inner).replace('<"', '"<').replace('">', '>"') + "}"
    if shape == 4:
        return "the keys " + listed([_field_in_words(*field) for field in kinds.items()])
    return json.dumps({"properties": {key: _schema_of(kind) for key, kind in kinds.items()}})


def wrapped(talk, turn, loose=0.0):
    """The request for JSON, and the answer in that form.

    `loose` is the share of requests that spell the form of the object in other ways.
    """
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
    if loose and rng.random() < loose:
        schema = _loose_spelling(rng, {key: fields[key][0] for key in keys})
    request = talk.template(json_request.ASK).format(s=schema)
    return request, json.dumps({key: fields[key][1] for key in keys}, ensure_ascii=False)
