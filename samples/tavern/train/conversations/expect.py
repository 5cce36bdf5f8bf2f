"""What a right answer to a turn must contain, and what shows that it is wrong.

`expect` is a list of groups; an answer needs one alternative of every group. `reject` lists words
that must not occur.
"""

import re

NO = (
    "no, not, nothing, none, never, don't, won't, can't, cannot, nobody, sadly, alas, sorry, "
    "afraid, unable, without, elsewhere, someone else, else, empty, out of, haven't, isn't, am no"
).split(", ")
SILENT = NO + ["sealed", "hush", "silent", "secret"]
POOR = (
    "only, cannot, can't, need, not, just, too light, afford, come back, more coins, not enough, "
    "few, will not do, don't have, short"
).split(", ")
SOLD = "here you are, sold, done, thank you, enjoy, all yours, here you have, pleasure".split(", ")
REFUSED = "cannot, can't, too light, afford, will not do, not for, not enough, i need".split(", ")
CONFUSED = (
    "not, never, no, what, unknown, nonsense, sense, plainly, made that word up, don't, speak, "
    "mean, again, catch, slowly, elsewhere, understand, clearer, heart, strange words"
).split(", ")
KEPT = "remember, forget, mind, noted, memory, head, know, hold on, note, keep".split(", ")
DECLINED = (
    "pity, as you wish, understand, someone else, think it over, too bad, change your mind, find "
    "someone, your choice"
).split(", ")

_NEVER_RARE = set("would after there where about before never their every under behind".split())


def _numbers(text):
    return re.findall(r"\d+", text)


def rare_words(text, count=2):
    """The words of a text that a retelling cannot do without: names first, then long words."""
    words = [word.strip(".,:;!?'\"") for word in text.split()]
    words = [
        word for word in dict.fromkeys(words) if len(word) > 4 and word.lower() not in _NEVER_RARE
    ]
    names = [word for word in words if word[0].isupper()]
    rest = sorted((word for word in words if not word[0].isupper()), key=len, reverse=True)
    return (names + rest)[:count] or [max(text.split(), key=len)]


def _retold(texts):
    """Groups for a reply that retells one of the texts."""
    return [[rare_words(text)[0] for text in texts], [rare_words(text)[-1] for text in texts]]


def _price(turn):
    return [[str(turn.ware["price"])]]


def _task(talk):
    quest = talk.who["quests"][0]
    return [[word] for word in rare_words(quest["task"])]


def _reward(talk):
    reward = talk.who["quests"][0]["reward"]
    return _numbers(reward) or [reward.removeprefix("the ")]


def _wares(wares):
    return [[ware["item"]] for ware in wares]


def _extreme(turn):
    return [[turn.ware["item"], turn.ware["head"]], [str(turn.ware["price"])]]


_PRICED = ("price", "has", "follow_price", "haggle")
_REFUSING = """
wares_none no_stock sell_no buys_none rumour_none quest_none reward_none way_unknown topic_unknown
door deed coins_unknown my_name_unknown secret
""".split()
_MORE_NO = {
    "coins_unknown": ["only you", "yourself", "your own", "how should i"],
    "topic_unknown": ["you must ask"],
    "my_name_unknown": ["tell me", "how should i", "should i"],
    "rumour_none": ["quiet"],
    "way_unknown": ["ask"],
    "buys_none": ["keep"],
    "quest_none": ["on my own"],
    "reward_none": ["for what"],
}
# A refusal must also show what it refuses.
_ABOUT = {
    "wares_none": "sell, sale, trader, buy, offer, wares, goods, nothing today",
    "sell_no": "buy, buying, use, need, keep, trade, take, not for me, want, interested",
    "buys_none": "buy, buying, need, keep, goods, want",
    "rumour_none": "news, rumour, rumours, gossip, heard, hear, quiet, telling, new, told, know",
    "quest_none": "work, help, task, quest, manage, job, doing, to do, need",
    "reward_none": "work, task, reward, quest, job, asked, anything",
    "way_unknown": "know, idea, been, where, way, tell, say, find, heard",
    "topic_unknown": "know, heard, means, mean, ask, tell",
    "secret": "speak, word, say, talk, lips, hear, ask, hush, silent, secret, tell, sealed",
    "coins_unknown": "purse, purses, coins, know, count, carry, money",
    "my_name_unknown": "name, know, told, names",
    "door": "open, door, shut, key, let, closed, locked, through",
}


def _refusal(turn):
    """The groups of a refusal: a no, and the thing refused."""
    kind = turn.kind
    groups = [(SILENT if kind == "secret" else NO) + _MORE_NO.get(kind, [])]
    if kind in _ABOUT:
        groups.append(_ABOUT[kind].split(", "))
    named = turn.facts.get("asked") or turn.facts.get("thing")
    if named and kind != "sell_no":
        groups.append([named, *named.split(), "that", "those", "such", "it"])
    return groups


def _simple(talk, turn, kind):
    """Kinds whose groups follow from one fact."""
    who = talk.who
    if kind == "wares":
        return _wares(who["sells"] if len(who["sells"]) < 5 else who["sells"][:3])
    if kind == "buys":
        return _wares(who["buys"])
    if kind in ("cheapest", "dearest"):
        return _extreme(turn)
    if kind in ("sell", "sell_now", "buy_count"):
        ware = turn.facts["wanted"]
        return [[str(ware["price"])]]
    if kind == "coins":
        return [[str(talk.purse)]]
    if kind == "place":
        return [[who["place"].removeprefix("the ")]]
    if kind == "way":
        return [[turn.facts["where"]]]
    if kind == "who":
        return [[who["name"]]]
    if kind == "injection":
        return [[who["name"], who["role"]] + NO]
    if kind in ("introduce", "my_name"):
        return [[talk.player_name]]
    return None


def _told(talk, turn, kind):
    """Kinds that retell a rumour or a quest."""
    if kind == "rumour":
        return _retold(talk.who["rumours"])
    if kind == "rumour_more":
        return _retold([turn.facts["text"]])
    if kind in ("quest", "quest_accept"):
        return _task(talk) + [_reward(talk)]
    if kind == "reward":
        return [_reward(talk)]
    if kind == "quest_refused":
        return [_reward(talk) + DECLINED]
    if kind == "repeat":
        return [[word] for word in _numbers(turn.core) or rare_words(turn.core, 1)]
    return None


def expectation(talk, turn):
    """The groups and the rejected words for an answer in words."""
    kind = turn.kind
    if kind in _PRICED:
        return _price(turn), []
    if kind in ("buy", "follow_buy"):
        return _price(turn), REFUSED
    if kind in ("buy_poor", "follow_buy_poor"):
        return [POOR, [str(turn.ware["price"]), str(talk.purse)]], SOLD
    if kind in _REFUSING:
        return _refusal(turn), []
    if kind == "stock":
        return [[str(turn.facts["stocked"]["price"])] + NO], []
    if kind in ("modern", "gibberish"):
        return [CONFUSED], []
    if kind == "remember":
        return [KEPT], []
    return _simple(talk, turn, kind) or _told(talk, turn, kind) or [], []
