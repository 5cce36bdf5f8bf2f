"""Function declarations: the fixed ones of the game and invented ones."""

from . import words as w
from .grammar import some
from .phrases.wider_deeds import VERBS as MORE_VERBS
from .split import Parted, parted

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}

# name: (arguments, ways to describe it)
STANDARD = {
    "sell_item": (
        {"item": _TEXT, "count": _NUMBER, "price": _NUMBER},
        (
            "Hand an item to the player for coins.",
            "Sell goods to the player.",
            "Give the player a ware, price for one.",
        ),
    ),
    "buy_item": (
        {"item": _TEXT, "count": _NUMBER, "price": _NUMBER},
        (
            "Take an item from the player for coins.",
            "Buy goods from the player.",
            "Pay the player for an item.",
        ),
    ),
    "check_stock": (
        {"item": _TEXT},
        (
            "Count how many are left.",
            "Look up the stock of an item.",
            "How many of an item are in store.",
        ),
    ),
    "give_quest": (
        {"quest": _TEXT},
        ("The player takes the quest.", "Start a quest.", "Write a quest in the journal."),
    ),
    "set_mood": (
        {"mood": _TEXT},
        ("Show a mood.", "Change how you feel.", "Set your face: happy, angry, sad, afraid."),
    ),
    "open_door": (
        {"door": _TEXT},
        ("Open a door.", "Unlock and open a door.", "Let someone through a door."),
    ),
    "give_directions": (
        {"place": _TEXT},
        ("Show the way on the map.", "Mark a place on the map.", "Point out a known place."),
    ),
    "remember": (
        {"fact": _TEXT},
        ("Keep a fact in mind.", "Write down a fact.", "Remember something about the player."),
    ),
}

# Invented functions are verb_noun; the player asks for the deed, the argument is the thing named.
VERBS = Parted(
    """
    light clean polish repair sharpen paint fetch hide burn bless curse carry wash feed open close
    lock ring play sing read write weigh count measure summon dismiss wake warm cool fill empty
    throw catch tie untie brew cook roast serve bury raise lower move turn search guard follow mend
    brush decorate borrow lend steal test taste ship
    """.split()
)
THINGS = Parted(
    """
    lamp candle sword boat horse fence roof table letter flag wagon fire kettle statue window
    chimney shoe coat song book chest bell gate trap net barrel dog cat cow guard captain stew
    banner oven cart rug clock mirror ladder bench bucket curtain tent anchor sail drawbridge
    portcullis lever rope fountain altar garden stall
    """.split()
)
ARGUMENTS = ("target", "what", "name", "thing", "object")
COLOURS = Parted(
    """
    red blue green old new big small left right broken golden dusty first last second upper lower
    """.split()
)

DOORS = parted("""
cellar door
back door
front door
kitchen door
attic door
stable door
iron gate
garden gate
store room
red door
tower door
chapel door
side door
vault
oak door
hidden door
trapdoor
north gate
guest room
pantry
""")

ERRORS = parted("""
the shelf is empty
not enough coins
the purse is empty
the door is stuck
the key is missing
the item is broken
someone else bought it
the bag is full
not today
it is too heavy
the ledger is closed
the lock is rusted
nobody is there
it is already done
the guard forbids it
""")


def declaration(name, arguments, description):
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": description,
            "parameters": {"type": "object", "properties": arguments, "required": list(arguments)},
        },
    }


def standard(rng, name):
    arguments, descriptions = STANDARD[name]
    return declaration(name, arguments, rng.choice(descriptions))


class Invented:
    """A function nobody has seen before, and the deed it stands for."""

    def __init__(self, bank):
        rng = bank.rng
        self.verb, self.thing = bank.pick(VERBS), bank.pick(THINGS)
        if not bank.held:
            self._widen(bank)
        self.argument = rng.choice(ARGUMENTS)
        self.name = f"{self.verb}_{self.thing}"
        self.value = f"{self._adjective(bank)} {self.thing}" if rng.random() < 0.7 else self.thing
        description = rng.choice(("{v} {a}.", "{v} the {t} for the player.", "{v} one {t}."))
        text = description.format(v=self.verb.capitalize(), t=self.thing, a=some(self.thing, "one"))
        self.declaration = declaration(self.name, {self.argument: _TEXT}, text)


    def _widen(self, bank):
        """In training most verbs and things are from elsewhere, none of them held out."""
        rng = bank.rng
        verb = rng.choice(MORE_VERBS)
        if rng.random() < 0.5 and verb not in VERBS.heldout:
            self.verb = verb
        roll = rng.random()
        thing = bank.pick(w.ONE) if roll < 0.5 else bank.invented(w.ITEM_ENDS).lower()
        if roll < 0.7 and thing not in THINGS.heldout:
            self.thing = thing

    @staticmethod
    def _adjective(bank):
        if bank.held or bank.rng.random() < 0.5:
            return bank.pick(COLOURS)
        adjective = bank.adjective()
        return bank.pick(COLOURS) if adjective in COLOURS.heldout else adjective


def call_id(rng):
    return "".join(
        rng.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=9)
    )
