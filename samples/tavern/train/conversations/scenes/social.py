"""Scenes of greeting, small talk, moods and odd words."""

from ..phrases import (
    life,
    mood_replies,
    more_replies,
    odd_replies,
    roles,
    social,
    social_replies,
)
from ..talk import Turn


def _joined(replies, name):
    """The replies of a list together with those added later."""
    added = more_replies.ADDED.get(name, {})
    return {group: answers + added.get(group, []) for group, answers in replies.items()}


def _plain(kind, part, replies, before=0.15, after=0.1, mood=None, remark=0.0):
    replies = _joined(replies, kind.upper())

    def scene(talk):
        user = talk.ask(part, before=before, after=after)
        call = ("set_mood", {"mood": mood[talk.group]}) if mood else None
        reply, remarks = talk.say(replies), roles.REMARKS.get(talk.own["role"])
        if remarks and talk.rng.random() < remark and len(reply) < 80:
            reply = f"{reply} {talk.rng.choice(remarks)}"
        return Turn(kind, user, reply, call=call)

    scene.__name__ = kind
    return scene


_GROUPS = ("warm", "gruff", "timid", "proud", "sly", "weary", "pious")
_HAPPY = dict.fromkeys(_GROUPS, "happy")
_ANGRY = dict.fromkeys(_GROUPS, "angry") | {"timid": "sad"}
_THREATENED = dict.fromkeys(_GROUPS, "angry") | {"timid": "afraid"}

greeting = _plain("greeting", social.GREETING, social_replies.GREETING, 0, 0.05, remark=0.35)
who = _plain("who", social.WHO, social_replies.WHO)
how_are_you = _plain("how_are_you", social.HOW_ARE_YOU, social_replies.HOW_ARE_YOU, remark=0.15)
weather = _plain("weather", social.WEATHER, social_replies.WEATHER)
trade_talk = _plain("trade_talk", social.TRADE_TALK, social_replies.TRADE_TALK, remark=0.6)
compliment = _plain("compliment", social.COMPLIMENT, mood_replies.COMPLIMENT, mood=_HAPPY)
insult = _plain("insult", social.INSULT, mood_replies.INSULT, 0.1, 0.02, mood=_ANGRY)
threat = _plain("threat", social.THREAT, mood_replies.THREAT, 0.1, 0.02, mood=_THREATENED)
thanks = _plain("thanks", social.THANKS, mood_replies.THANKS, 0, 0.05)
farewell = _plain("farewell", social.FAREWELL, mood_replies.FAREWELL, 0, 0.05)
modern = _plain("modern", social.MODERN, odd_replies.MODERN)
injection = _plain("injection", social.INJECTION, odd_replies.INJECTION, 0.08, 0.03)
gibberish = _plain("gibberish", social.GIBBERISH, odd_replies.GIBBERISH, 0, 0)

_AGAIN = (
    "I said: {core}",
    "Again, then. {core}",
    "{core}",
    "As I said: {core}",
    "Once more: {core}",
)


def repeat(talk):
    if not talk.last or talk.last.kind == "repeat" or len(talk.last.core) > 140:
        return None
    core = talk.last.core
    user = talk.ask(social.REPEAT, before=0, after=0.1)
    return Turn(
        "repeat", user, talk.rng.choice(_AGAIN).format(core=core), talk.last.ware, core=core
    )


def life_talk(talk):
    questions, answers = talk.rng.choice(life.TOPICS)
    return Turn("life_talk", talk.ask(questions, before=0.2, after=0.1), talk.say(answers))


def introduce(talk):
    """The player tells a name; the conversation keeps it."""
    if talk.player_name:
        return None
    name = talk.bank.person()
    user = talk.ask(social.INTRODUCE, before=0, after=0, protect=[name], n=name)
    talk.player_name = name
    return Turn("introduce", user, talk.say(social_replies.INTRODUCE, n=name), told=name)


def my_name(talk):
    user = talk.ask(social.MY_NAME, before=0.1)
    if not talk.player_name:
        return Turn("my_name_unknown", user, talk.say(social_replies.MY_NAME_UNKNOWN))
    return Turn("my_name", user, talk.say(social_replies.MY_NAME, n=talk.player_name))


def my_name_again(talk):
    return my_name(talk) if talk.player_name else None
