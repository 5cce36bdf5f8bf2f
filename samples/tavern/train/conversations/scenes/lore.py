"""Scenes of rumours, quests, directions and secrets."""

from ..grammar import capital
from ..lore import SECRETS, Lore
from ..phrases import lore as phrases
from ..talk import Turn


def _turn(talk, kind, user, core, **more):
    return Turn(kind, user, talk.flavour(core), core=core, **more)


def rumour(talk):
    user = talk.ask(phrases.ASK_RUMOUR)
    if not talk.who["rumours"]:
        return _turn(talk, "rumour_none", user, talk.say(phrases.RUMOUR_NONE))
    text = talk.rng.choice(talk.who["rumours"])
    return _turn(talk, "rumour", user, talk.say(phrases.RUMOUR, r=text, R=capital(text)), text=text)


def rumour_more(talk):
    if not talk.last or talk.last.kind != "rumour":
        return None
    text = talk.last.facts["text"]
    user = talk.ask(phrases.ASK_MORE, before=0.05, after=0.08)
    return _turn(
        talk, "rumour_more", user, talk.say(phrases.MORE, r=text, R=capital(text)), text=text
    )


def _quest_words(talk):
    quest = talk.who["quests"][0]
    task, reward = quest["task"], quest["reward"]
    return {"t": task, "T": capital(task), "w": reward}


def quest(talk):
    user = talk.ask(phrases.ASK_QUEST)
    if not talk.who["quests"]:
        return _turn(talk, "quest_none", user, talk.say(phrases.QUEST_NONE))
    return _turn(talk, "quest", user, talk.say(phrases.QUEST, **_quest_words(talk)))


def _after_quest(talk):
    return (
        talk.last and talk.last.kind in ("quest", "reward", "quest_refused") and talk.who["quests"]
    )


def quest_accept(talk):
    if not _after_quest(talk):
        return None
    user = talk.ask(phrases.ACCEPT_QUEST, before=0.1)
    call = ("give_quest", {"quest": talk.who["quests"][0]["task"]})
    return _turn(
        talk,
        "quest_accept",
        user,
        talk.say(phrases.QUEST_ACCEPTED, **_quest_words(talk)),
        call=call,
    )


def quest_refuse(talk):
    if not _after_quest(talk) or talk.last.kind == "quest_refused":
        return None
    user = talk.ask(phrases.REFUSE_QUEST, before=0.1, after=0.1)
    return _turn(talk, "quest_refused", user, talk.say(phrases.QUEST_REFUSED, **_quest_words(talk)))


def reward(talk):
    user = talk.ask(phrases.ASK_REWARD)
    if not talk.who["quests"]:
        return _turn(talk, "reward_none", user, talk.say(phrases.REWARD_NONE))
    return _turn(talk, "reward", user, talk.say(phrases.REWARD, **_quest_words(talk)))


def _way_words(place):
    bare = place[4:] if place.startswith("the ") else place
    return {"p": place, "P": capital(place), "bare": bare}


def way(talk):
    if not talk.who["directions"]:
        return None
    known = talk.rng.choice(talk.who["directions"])
    words = _way_words(known["place"])
    user = talk.ask(phrases.ASK_WAY, p=words["p"])
    call = ("give_directions", {"place": known["place"]})
    return _turn(
        talk,
        "way",
        user,
        talk.say(phrases.WAY, d=known["where"], **words),
        call=call,
        where=known["where"],
    )


def way_unknown(talk):
    place = talk.bank.building() if talk.rng.random() < 0.75 else talk.bank.town()
    if (
        any(place in known["place"] for known in talk.who["directions"])
        or place in talk.who["place"]
    ):
        return None
    words = _way_words(place)
    user = talk.ask(phrases.ASK_WAY, protect=[place], p=place)
    return _turn(talk, "way_unknown", user, talk.say(phrases.WAY_UNKNOWN, **words), told=place)


def secret(talk):
    topic = talk.who["secret"]
    if not topic:
        return None
    user = talk.ask(phrases.ASK_SECRET, s=topic.replace("your ", "your "))
    said = topic.replace("your ", "my ")
    return _turn(talk, "secret", user, talk.say(phrases.SECRET, s=said, S=capital(said)))


def topic_unknown(talk):
    topic = Lore(talk.bank).fill(SECRETS)
    own = " ".join(
        talk.who["rumours"] + [quest["task"] for quest in talk.who["quests"]] + [talk.who["secret"]]
    )
    if "your " in topic or any(
        word in own.lower() for word in topic.lower().split() if len(word) > 4
    ):
        return None
    user = talk.ask(phrases.ASK_TOPIC, protect=[topic], s=topic)
    return _turn(
        talk,
        "topic_unknown",
        user,
        talk.say(phrases.TOPIC_UNKNOWN, s=topic, S=capital(topic)),
        told=topic,
    )


def place(talk):
    return _turn(
        talk, "place", talk.ask(phrases.ASK_PLACE), talk.say(phrases.PLACE, h=talk.who["place"])
    )
