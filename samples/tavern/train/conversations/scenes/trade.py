"""Scenes of buying and selling. Each returns a Turn, or None when the character does not fit."""

from ..grammar import coins, listed
from ..phrases import trade
from ..phrases import trade_replies as replies
from ..phrases.mood_replies import NO_THANKS
from ..talk import Turn, naming


def _turn(talk, kind, user, core, ware=None, **facts):
    return Turn(kind, user, talk.flavour(core, trade=True), ware, core=core, **facts)


def _list(wares):
    return listed([f"{ware['item']} for {coins(ware['price'])}" for ware in wares])


def wares(talk):
    user = talk.ask(trade.ASK_WARES)
    sells = talk.who["sells"]
    if not sells:
        return Turn("wares_none", user, talk.flavour(talk.say(replies.WARES_NONE)))
    if len(sells) > 4:
        return _turn(talk, "wares", user, talk.say(replies.WARES_MORE, list=_list(sells[:3])))
    return _turn(
        talk,
        "wares",
        user,
        talk.say(replies.WARES, list=_list(sells)),
        sells[0] if len(sells) == 1 else None,
    )


def price(talk):
    if not talk.who["sells"]:
        return None
    ware = talk.rng.choice(talk.who["sells"])
    user = talk.ask(trade.ASK_PRICE, **talk.mention(ware))
    return _turn(talk, "price", user, talk.say(replies.PRICE, **talk.priced(ware)), ware)


def has(talk):
    if not talk.who["sells"]:
        return None
    ware = talk.rng.choice(talk.who["sells"])
    user = talk.ask(trade.ASK_HAS, **talk.mention(ware))
    return _turn(talk, "has", user, talk.say(replies.HAS, **talk.priced(ware)), ware)


def _near_miss(talk):
    """A thing with the head word of a ware but another adjective."""
    rng = talk.rng
    ware = rng.choice(talk.who["sells"])
    adjective = talk.bank.adjective()
    if " of " in ware["item"] or adjective in ware["item"] or adjective == ware["head"]:
        return None, None
    return ware, naming(f"{adjective} {ware['head']}", ware["kind"])


def no_stock(talk):
    sells, rng = talk.who["sells"], talk.rng
    offer = None
    if sells and rng.random() < talk.near_misses:
        offer, naming_ = _near_miss(talk)
    if not offer:
        naming_ = talk.unlisted()[1]
        offer = rng.choice(sells) if sells else None
    part = rng.choice((trade.ASK_PRICE, trade.ASK_HAS, trade.BUY))
    user = talk.ask(part, protect=[naming_["x"], naming_["many"]], **naming_)
    if not offer:
        core = talk.say(replies.NO_STOCK_NOTHING, x=naming_["x"])
        return Turn("no_stock", user, talk.flavour(core), core=core, asked=naming_["x"])
    core = talk.say(replies.NO_STOCK, x=naming_["x"], y=offer["item"], q=coins(offer["price"]))
    return Turn("no_stock", user, talk.flavour(core), offer, core=core, asked=naming_["x"])


def _sale(talk, user, ware, count=1):
    """The answer to a wish to buy: sold, or too poor."""
    said = talk.priced(ware)
    if not talk.can_pay(ware["price"] * count):
        talk.purse_fixed = True
        return _turn(
            talk, "buy_poor", user, talk.say(replies.BUY_POOR, m=coins(talk.purse), **said), ware
        )
    call = ("sell_item", {"item": ware["item"], "count": count, "price": ware["price"]})
    core = talk.say(replies.BUY, **said)
    return Turn(
        "buy", user, talk.flavour(core, trade=True), ware, call, core, cost=ware["price"] * count
    )


def buy(talk):
    if not talk.who["sells"]:
        return None
    ware = talk.rng.choice(talk.who["sells"])
    talk.set_purse(ware["price"], talk.rng.random() < 0.6)
    return _sale(talk, talk.ask(trade.BUY, **talk.mention(ware)), ware)


def take_it(talk):
    ware = talk.last and talk.last.ware
    if not ware or ware not in talk.who["sells"] or talk.last.kind in ("buy", "buy_poor"):
        return None
    talk.set_purse(ware["price"], talk.rng.random() < 0.7)
    turn = _sale(talk, talk.ask(trade.TAKE_IT, before=0.1), ware)
    turn.kind = "follow_" + turn.kind
    return turn


def no_thanks(talk):
    if not talk.last or not talk.last.ware or talk.last.kind in ("buy", "follow_buy", "buy_count"):
        return None
    user = talk.ask(trade.NO_THANKS, before=0.1, after=0.05)
    return Turn("no_thanks", user, talk.say(NO_THANKS))


def and_this(talk):
    sells = talk.who["sells"]
    if not talk.last or talk.last.kind not in ("price", "has", "follow_price") or len(sells) < 2:
        return None
    ware = talk.rng.choice([other for other in sells if other is not talk.last.ware])
    user = talk.ask(trade.AND_THIS, before=0.05, after=0.05, **talk.mention(ware))
    return _turn(talk, "follow_price", user, talk.say(replies.PRICE, **talk.priced(ware)), ware)


def and_missing(talk):
    sells = talk.who["sells"]
    if not talk.last or talk.last.kind not in ("price", "has", "follow_price") or not sells:
        return None
    naming_ = talk.unlisted()[1]
    offer = talk.rng.choice(sells)
    protect = [naming_["x"], naming_["many"]]
    user = talk.ask(trade.AND_THIS, before=0.05, after=0.05, protect=protect, **naming_)
    core = talk.say(replies.NO_STOCK, x=naming_["x"], y=offer["item"], q=coins(offer["price"]))
    return Turn("no_stock", user, talk.flavour(core), offer, core=core, asked=naming_["x"])


def _names_ware(phrase):
    return "{" in phrase


def haggle(talk):
    sells = talk.who["sells"]
    if not sells:
        return None
    ware = talk.last and talk.last.ware
    if ware in sells and talk.last.kind in ("price", "has", "follow_price", "buy_poor", "haggle"):
        user = talk.ask(trade.HAGGLE, **talk.mention(ware))
    else:
        ware = talk.rng.choice(sells)
        user = talk.ask(trade.HAGGLE, only=_names_ware, **talk.mention(ware))
    return _turn(talk, "haggle", user, talk.say(replies.HAGGLE, **talk.priced(ware)), ware)


def haggle_offer(talk):
    """The player names a lower price; the answer names the listed one."""
    wares_ = [ware for ware in talk.who["sells"] if ware["price"] > 1]
    if not wares_:
        return None
    ware = talk.rng.choice(wares_)
    offer = talk.bank.price_between(max(1, ware["price"] // 3), ware["price"] - 1)
    if offer is None:
        return None
    user = talk.ask(trade.HAGGLE_OFFER, o=coins(offer), **talk.mention(ware))
    return _turn(talk, "haggle", user, talk.say(replies.HAGGLE, **talk.priced(ware)), ware)


def sell(talk):
    if not talk.who["buys"]:
        return None
    ware = talk.rng.choice(talk.who["buys"])
    user = talk.ask(trade.SELL, **talk.mention(ware))
    core = talk.say(replies.SELL, **talk.priced(ware))
    return Turn("sell", user, talk.flavour(core, trade=True), core=core, wanted=ware)


def sell_no(talk):
    naming_ = talk.unlisted()[1]
    user = talk.ask(trade.SELL, protect=[naming_["x"], naming_["many"]], **naming_)
    core = talk.say(replies.SELL_NO, x=naming_["x"])
    return Turn("sell_no", user, talk.flavour(core), core=core, asked=naming_["x"])


def buys(talk):
    user = talk.ask(trade.ASK_BUYS)
    if not talk.who["buys"]:
        return Turn("buys_none", user, talk.flavour(talk.say(replies.BUYS_NONE)))
    return Turn("buys", user, talk.flavour(talk.say(replies.BUYS, list=_list(talk.who["buys"]))))


def _extreme(talk, kind, part, shapes, best):
    sells = talk.who["sells"]
    if not 2 <= len(sells) <= 4:
        return None
    ware = best(sells, key=lambda ware: ware["price"])
    if sum(other["price"] == ware["price"] for other in sells) > 1:
        return None
    return _turn(talk, kind, talk.ask(part), talk.say(shapes, **talk.priced(ware)), ware)


def cheapest(talk):
    return _extreme(talk, "cheapest", trade.CHEAPEST, replies.CHEAPEST, min)


def dearest(talk):
    return _extreme(talk, "dearest", trade.DEAREST, replies.DEAREST, max)


def purse(talk):
    user = talk.ask(trade.COINS)
    if talk.purse is None:
        return Turn("coins_unknown", user, talk.flavour(talk.say(replies.COINS_UNKNOWN)))
    talk.purse_fixed = True
    return Turn("coins", user, talk.flavour(talk.say(replies.COINS, m=coins(talk.purse))))
