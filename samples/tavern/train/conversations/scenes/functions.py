"""Scenes in which a function can do the deed; without it the character answers in words."""

import json

from .. import tools
from .. import words as w
from ..expect import expectation
from ..grammar import capital, coins, plural_phrase, some
from ..phrases import function as phrases
from ..phrases import wider, wider_deeds
from ..talk import Turn, naming
from . import lore, social, trade

_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def _turn(talk, kind, user, core, **more):
    return Turn(kind, user, talk.flavour(core), core=core, **more)


def buy_count(talk):
    """Several pieces of one ware."""
    wares = [ware for ware in talk.who["sells"] if ware["kind"] == "one"]
    if not wares:
        return None
    ware, rng = talk.rng.choice(wares), talk.rng
    count = rng.choice(list(_COUNTS))
    talk.set_purse(ware["price"] * count, True)
    if not talk.can_pay(ware["price"] * count):
        return None
    number = str(count) if rng.random() < 0.35 else _COUNTS[count]
    user = talk.ask(phrases.BUY_COUNT, n=number, the_many=plural_phrase(ware["item"]))
    call = ("sell_item", {"item": ware["item"], "count": count, "price": ware["price"]})
    core = f"Very well, {number}. The {ware['item']} costs {coins(ware['price'])} apiece."
    return _turn(talk, "buy_count", user, core, call=call, wanted=ware, cost=count * ware["price"])


def sell_now(talk):
    if not talk.who["buys"]:
        return None
    ware = talk.rng.choice(talk.who["buys"])
    user = talk.ask(phrases.SELL_NOW, **naming(ware["item"], ware["kind"]))
    call = ("buy_item", {"item": ware["item"], "count": 1, "price": ware["price"]})
    core = f"Good. {coins(ware['price'])} for the {ware['item']}."
    return _turn(talk, "sell_now", user, core, call=call, gain=ware["price"], wanted=ware)


def stock(talk):
    if not talk.who["sells"]:
        return None
    ware = talk.rng.choice(talk.who["sells"])
    named = naming(ware["item"], ware["kind"])
    user = talk.ask(phrases.STOCK, **named)
    core = talk.say(phrases.STOCK_UNKNOWN, **talk.priced(ware))
    return _turn(
        talk, "stock", user, core, call=("check_stock", {"item": ware["item"]}), stocked=ware
    )


def _door(talk):
    """A door of the list, or in training one that is put together."""
    bank, rng = talk.bank, talk.rng
    if bank.held or rng.random() < 0.3:
        return bank.pick(tools.DOORS)
    while True:
        roll = rng.random()
        if roll < 0.6:
            before = rng.choice(wider_deeds.DOOR_PLACES)
        elif roll < 0.8:
            before = bank.adjective()
        else:
            before = bank.invented(w.ITEM_ENDS).lower()
        name = f"{before} {rng.choice(wider_deeds.DOOR_KINDS)}"
        if not tools.DOORS.is_heldout(name):
            return name


def door(talk):
    name = _door(talk)
    user = talk.ask(phrases.OPEN, protect=[name], d=name)
    return _turn(
        talk,
        "door",
        user,
        talk.say(phrases.OPEN_NO, d=name),
        call=("open_door", {"door": name}),
        door=name,
    )


def _fact(talk):
    """What a player tells and what is to be remembered, with their fields open."""
    bank = talk.bank
    while not bank.held and talk.rng.random() < 0.75:
        said, fact = talk.rng.choice(wider_deeds.FACTS).split(" => ")
        said = wider.spell(talk.rng, said)
        if not phrases.FACTS.is_heldout(f"{said}|{fact}"):
            return said, fact
    return bank.pick(phrases.FACTS).split("|")


def remember(talk):
    bank = talk.bank
    said, fact = _fact(talk)
    fields = {
        "n": bank.person(),
        "t": bank.town(),
        "c": bank.pick(w.CREATURES),
        "r": some(bank.pick(w.ROLES), "one"),
        "m": bank.pick(w.MASS),
    }
    if not bank.held:
        item = bank.item()
        fields |= {"b": bank.building(), "x": some(item["item"], item["kind"])}
    shape = fact
    said, fact = capital(said.format(**fields)), fact.format(**fields)
    user = talk.ask(phrases.REMEMBER, before=0.1, after=0, protect=[said], f=said)
    return Turn(
        "remember",
        user,
        talk.flavour(talk.say(phrases.REMEMBERED)),
        call=("remember", {"fact": fact}),
        told=" ".join(value for key, value in fields.items() if f"{{{key}}}" in shape),
    )


def deed(talk, invented):
    words = {"v": invented.verb, "o": invented.value}
    user = capital(talk.ask(phrases.DEED, protect=[invented.verb, invented.value], **words))
    call = (invented.name, {invented.argument: invented.value})
    return _turn(
        talk, "deed", user, talk.say(phrases.DEED_NO, **words), call=call, thing=invented.value
    )


# function: scenes that call it
CALLERS = {
    "sell_item": (trade.buy, trade.buy, trade.buy, buy_count),
    "buy_item": (sell_now,),
    "check_stock": (stock,),
    "give_quest": (lore.quest_accept,),
    "set_mood": (social.insult, social.compliment, social.threat),
    "open_door": (door,),
    "give_directions": (lore.way,),
    "remember": (remember,),
}
WEIGHTS = {
    "sell_item": 30,
    "buy_item": 12,
    "check_stock": 12,
    "give_quest": 12,
    "set_mood": 8,
    "open_door": 8,
    "give_directions": 10,
    "remember": 10,
}


def _error(talk):
    """What went wrong: an error of the list, or in training one that is put together."""
    bank = talk.bank
    if bank.held or talk.rng.random() < 0.25:
        return bank.pick(tools.ERRORS)
    error = talk.spelled(wider_deeds.ERRORS, tools.ERRORS)
    error = error if error.startswith("{") else error[0].lower() + error[1:]
    fields = {"x": bank.item()["item"], "n": bank.person(), "w": bank.pick(w.ROLES)}
    return error.format(d=_door(talk), **fields)


def result_and_reply(talk, turn):
    """What the game answers to the call, and what the character says then."""
    rng, facts = talk.rng, turn.facts
    can_fail = (
        turn.call[0] in ("sell_item", "buy_item", "open_door", "give_quest") or "thing" in facts
    )
    if can_fail and rng.random() < talk.failures:
        error = _error(talk)
        talk.copied += (error,)
        result = {"ok": False, "error": error} if rng.random() < 0.6 else {"error": error}
        return json.dumps(result), talk.flavour(talk.say(phrases.FAILED, e=error)), False
    result, reply = {"ok": True}, turn.reply
    if "stocked" in facts:
        ware = facts["stocked"]
        count = 0 if rng.random() < 0.25 else rng.randint(1, 40)
        shapes = phrases.STOCK_COUNT if count else phrases.STOCK_ZERO
        result = {"item": ware["item"], "count": count} if rng.random() < 0.4 else {"count": count}
        reply = talk.flavour(talk.say(shapes, n=count, **talk.priced(ware)))
    elif "door" in facts:
        reply = talk.flavour(talk.say(phrases.OPENED, d=facts["door"]))
    elif "thing" in facts:
        reply = talk.flavour(talk.say(phrases.DEED_DONE, o=facts["thing"]))
    elif talk.purse is not None and ("cost" in facts or "gain" in facts) and rng.random() < talk.counted:
        now = talk.purse - facts.get("cost", 0) + facts.get("gain", 0)
        result["coins_left" if "cost" in facts else "coins"] = now
        shapes = phrases.LEFT if "cost" in facts else phrases.NOW
        reply = f"{turn.core} {talk.say(shapes, m=coins(now))}"
    return json.dumps(result), reply, True


def expected_after(talk, turn, content):
    """Groups for the reply to a result: the error, the number or the deed."""
    result = json.loads(content)
    if "error" in result:
        return [[result["error"]]]
    numbers = [value for key, value in result.items() if key in ("count", "coins", "coins_left")]
    if numbers == [0] and "count" in result:
        return [["no", "out", "gone", "none", "nothing", "not"]]
    if numbers:
        return [[str(numbers[0])]]
    named = turn.facts.get("door") or turn.facts.get("thing")
    return [[named, "done", "as you asked"]] if named else expectation(talk, turn)[0]
