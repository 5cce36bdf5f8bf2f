"""Scenes in which numbers are compared, for training alone (see phrases/reckoning.py)."""

from ..grammar import coins, listed, some
from ..phrases import reckoning
from ..phrases import trade_replies as replies
from ..phrases.wider import spell
from ..talk import Turn

_NEAR = 6


def _numbers(rng, count):
    """Different numbers, in half of the draws close together."""
    top = rng.choice((9, 30, 30, 99, 99, 99, 500))
    low, high = 1, top
    if rng.random() < 0.5:
        low = rng.randint(1, max(1, top - _NEAR))
        high = low + max(_NEAR, count)
    return rng.sample(range(low, max(high, low + count) + 1), count)


def _turn(talk, kind, patterns, answers, **fields):
    user = spell(talk.rng, talk.rng.choice(patterns)).format(**talk.own, **fields)
    user += "" if user[-1] in ".!?" else "."
    return Turn(kind, user, talk.flavour(talk.say(answers, **fields)))


def extreme(talk):
    rng = talk.rng
    numbers = _numbers(rng, rng.randint(2, 5))
    series = listed([str(number) for number in numbers], rng.choice(("and", "or")))
    if rng.random() < 0.6:
        return _turn(
            talk, "least", reckoning.LEAST, reckoning.LEAST_IS, l=series, n=min(numbers)
        )
    return _turn(talk, "most", reckoning.MOST, reckoning.MOST_IS, l=series, n=max(numbers))


def enough(talk):
    have, want = _numbers(talk.rng, 2)
    if talk.rng.random() < 0.08:
        have = want
    answers = reckoning.IS_ENOUGH if have >= want else reckoning.IS_SHORT
    return _turn(talk, "enough", reckoning.ENOUGH, answers, h=have, w=want)


def _market(talk):
    """Where it is that the player tells of."""
    return {"t": talk.bank.town(), "name2": talk.bank.person()}


def fair(talk):
    """Wares and prices elsewhere, of which the player wants to know the cheapest or the dearest."""
    rng = talk.rng
    numbers = _numbers(rng, rng.randint(2, 4))
    wares = list(zip(talk.bank.items(len(numbers), talk.who["sells"]), numbers))
    series = listed([f"{item['item']} for {coins(price)}" for item, price in wares])
    cheapest = rng.random() < 0.5
    item, price = (min if cheapest else max)(wares, key=lambda ware: ware[1])
    return _turn(
        talk,
        "least" if cheapest else "most",
        reckoning.CHEAPER if cheapest else reckoning.DEARER,
        replies.CHEAPEST if cheapest else replies.DEAREST,
        l=series,
        x=item["item"],
        p=coins(price),
        **_market(talk),
    )


def afford(talk):
    """Whether a purse is enough for a ware elsewhere."""
    have, price = _numbers(talk.rng, 2)
    if talk.rng.random() < 0.08:
        have = price
    item = talk.bank.items(1, talk.who["sells"])[0]
    return _turn(
        talk,
        "enough",
        reckoning.AFFORD,
        reckoning.CAN_AFFORD if have >= price else reckoning.CANNOT_AFFORD,
        a=some(item["item"], item["kind"]),
        x=item["item"],
        m=coins(have),
        p=coins(price),
        **_market(talk),
    )
