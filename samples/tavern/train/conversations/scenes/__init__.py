"""What happens in conversations: every scene with its weight, and how the next one is drawn."""

from . import lore, social, trade

SCENES = (
    (trade.wares, 9),
    (trade.price, 12),
    (trade.has, 7),
    (trade.no_stock, 10),
    (trade.buy, 11),
    (trade.haggle, 4),
    (trade.haggle_offer, 3),
    (trade.sell, 7),
    (trade.sell_no, 4),
    (trade.buys, 3),
    (trade.cheapest, 4),
    (trade.dearest, 4),
    (trade.purse, 4),
    (lore.rumour, 9),
    (lore.quest, 8),
    (lore.reward, 3),
    (lore.way, 9),
    (lore.way_unknown, 4),
    (lore.secret, 8),
    (lore.topic_unknown, 3),
    (lore.place, 2),
    (social.greeting, 7),
    (social.who, 5),
    (social.how_are_you, 3),
    (social.weather, 2),
    (social.trade_talk, 2),
    (social.life_talk, 6),
    (social.introduce, 4),
    (social.my_name, 1),
    (social.compliment, 3),
    (social.insult, 4),
    (social.threat, 2),
    (social.thanks, 3),
    (social.farewell, 4),
    (social.modern, 4),
    (social.injection, 5),
    (social.gibberish, 1),
)
# These need an earlier turn of the right kind.
FOLLOW_UPS = (
    (trade.take_it, 8),
    (trade.and_this, 7),
    (trade.and_missing, 2),
    (trade.haggle, 1),
    (trade.no_thanks, 2),
    (lore.rumour_more, 6),
    (lore.quest_accept, 12),
    (lore.quest_refuse, 4),
    (lore.reward, 1),
    (social.my_name_again, 6),
    (social.repeat, 1),
)


# A first turn and what naturally follows it.
LEADS = (
    (
        trade.price,
        (trade.take_it, trade.and_this, trade.and_missing, trade.haggle, trade.no_thanks),
        6,
    ),
    (trade.has, (trade.take_it, trade.and_this, trade.no_thanks), 3),
    (trade.no_stock, (trade.take_it, trade.no_thanks), 3),
    (trade.cheapest, (trade.take_it,), 1),
    (trade.haggle, (trade.take_it, trade.no_thanks), 1),
    (lore.quest, (lore.quest_accept, lore.quest_accept, lore.quest_refuse, lore.reward), 5),
    (lore.rumour, (lore.rumour_more,), 2),
    (social.introduce, (social.my_name,), 3),
)


def _drawer(table):
    scenes, weights = zip(*table)
    return scenes, weights


_ALL, _FOLLOW = _drawer(SCENES), _drawer(FOLLOW_UPS)


def draw(talk):
    """The next turn of a conversation."""
    rng = talk.rng
    if talk.last and rng.random() < 0.38:
        for scene in rng.choices(_FOLLOW[0], _FOLLOW[1], k=4):
            turn = scene(talk)
            if turn:
                return turn
    while True:
        turn = rng.choices(*_ALL)[0](talk)
        if turn:
            return turn


def lead(talk):
    """A first turn and the scenes that may follow it, or None when the character does not fit."""
    scene, followers, _ = talk.rng.choices(LEADS, [entry[2] for entry in LEADS])[0]
    turn = scene(talk)
    return (turn, followers) if turn else None


def follow(talk, followers):
    """One of the followers that fits, or any turn."""
    for scene in talk.rng.sample(followers, len(followers)):
        turn = scene(talk)
        if turn:
            return turn
    return draw(talk)
