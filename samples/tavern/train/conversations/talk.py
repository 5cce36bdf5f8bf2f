"""One conversation in the making: the character, what was said, and helpers that put lines
together.
"""

from .grammar import article, capital, coins, plural, plural_phrase, some
from .lore import draw_character
from .noise import hasty, typed, typo
from .phrases import social, wider
from .phrases.temper import GROUP, OPENERS, TRADE_CLOSERS

PATTERN_SHARE = 0.72  # of the player lines that have patterns
HASTY_SHARE = 0.08  # of the lines in training have the short words of chats or a dialect
_KEEP_CAPITAL = ("I ", "I'", "{", "System")


class Turn:
    """What the player says and the character answers.

    `core` is the answer without its flavour; `ware` is the ware that "it" means afterwards; `call`
    is the function a game would want to run, as (name, arguments), used when that function is
    offered.
    """

    def __init__(self, kind, user, reply, ware=None, call=None, core=None, **facts):
        self.kind, self.user, self.reply, self.ware, self.call = kind, user, reply, ware, call
        self.core = core or reply
        self.facts = facts

    def copied(self):
        """The texts that the answer takes from the player's line, not from the prompt."""
        told = ("asked", "door", "thing", "told")
        return tuple(self.facts[key] for key in told if key in self.facts)


class Talk:
    def __init__(self, bank, small=False):
        self.bank, self.rng = bank, bank.rng
        self.who, self.purse = draw_character(bank, small)
        self.group = GROUP[self.who["temper"]]
        role = self.who["role"]
        a_role = f"{article(role)} {role}"
        self.own = {
            "name": self.who["name"],
            "role": role,
            "place": self.who["place"],
            "a_role": a_role,
            "A_role": capital(a_role),
        }
        self.last = None  # the turn before
        self.player_name = None  # as told by the player
        self.purse_fixed = self.purse is None  # an earlier line depends on the purse
        self.near_misses = 0.15  # of the things asked for in vain are almost wares
        self.failures = 0.16  # of the deeds that can fail do
        self.results = 0.42  # of the last calls are followed by their result and the reply to it
        self.counted = 0.6  # of the results of sales say how many coins there are then
        self.copied = ()  # texts that came up in the conversation without standing in the prompt

    def ask(self, part, before=0.25, after=0.18, protect=(), only=None, **fields):
        """A player line from a phrase list, with words around it and typing noise."""
        rng = self.rng
        template = self.template(part, only)
        if not self.bank.held and rng.random() < HASTY_SHARE:
            quick = hasty(rng, template)
            template = template if part.is_heldout(quick) else quick
        text = template.format(**self.own, **fields)
        if template[-1] not in ".!?":
            text += rng.choice((".", ".", ".", "!", ""))
        if (
            rng.random() < after
            and "please" not in text
            and "thanks" not in text
            and ". " not in text
        ):
            mark = text[-1] if text[-1] in ".!?" else ""
            tail = self.template(social.AFTER)
            tail = tail if tail.startswith(_KEEP_CAPITAL) else tail[0].lower() + tail[1:]
            tail = tail.format(**self.own)
            text = f"{text.rstrip('.!?')}, {tail}{mark}"
        if rng.random() < before:
            head = self.template(social.BEFORE).format(**self.own)
            if head[-1] == "," and not template.startswith(_KEEP_CAPITAL):
                text = text[0].lower() + text[1:]
            text = f"{head} {text}"
        else:
            text = capital(text)
        return typed(rng, text, protect)

    def template(self, part, only=None):
        """A phrase of the list, or in training a phrase of its patterns that is not held out."""
        split, rng = self.bank.split, self.rng
        fits = only or bool
        if split != "heldout" and rng.random() < PATTERN_SHARE:
            for pattern in rng.choices(wider.PATTERNS.get(part, [""]), k=8):
                phrase = wider.spell(rng, pattern)
                if phrase and fits(phrase) and not part.is_heldout(phrase):
                    return phrase
        return rng.choice([phrase for phrase in part.of(split) if fits(phrase)])

    def spelled(self, patterns, part=None):
        """A phrase of other patterns for training alone, with nothing that `part` holds out."""
        while True:
            phrase = wider.spell(self.rng, self.rng.choice(patterns))
            if not part or not part.is_heldout(phrase):
                return phrase

    def say(self, phrases, **fields):
        """A reply from a list, or from the list of this character's temper group."""
        if isinstance(phrases, dict):
            phrases = phrases[self.group]
        return capital(self.rng.choice(phrases).format(**self.own, **fields))

    def flavour(self, core, trade=False):
        """The reply with the small words of the temper around it."""
        roll = self.rng.random()
        if trade and roll > 0.68:
            return f"{core} {self.rng.choice(TRADE_CLOSERS[self.group])}"
        if roll < 0.38:
            return f"{self.rng.choice(OPENERS[self.group])} {core}"
        return core

    def mention(self, ware):
        """How a player names a listed ware: in full, by its head, in the plural, or with a slip."""
        rng, name, kind = self.rng, ware["item"], ware["kind"]
        roll = rng.random()
        if roll < 0.25:
            name = ware["head"]
        elif roll < 0.35 and kind == "one":
            name, kind = (
                (plural(ware["head"]) if rng.random() < 0.5 else plural_phrase(ware["item"])),
                "many",
            )
        elif roll < 0.48:
            words = (name if rng.random() < 0.6 else ware["head"]).split(" ")
            at = rng.randrange(len(words))
            words[at] = typo(rng, words[at])
            name = " ".join(words)
        return naming(name, kind)

    def unlisted(self):
        """An item the character neither sells nor buys, and how the player names it."""
        rng, known = self.rng, self.who["sells"] + self.who["buys"]
        item = self.bank.items(1, known)[0]
        if item["kind"] == "one" and rng.random() < 0.2:
            return item, naming(plural_phrase(item["item"]), "many")
        return item, naming(item["item"], item["kind"])

    def priced(self, ware):
        return {"x": ware["item"], "p": coins(ware["price"])}

    def set_purse(self, price, enough):
        """Gives the player enough or too few coins, unless earlier lines fix the purse."""
        if self.purse_fixed:
            return
        rng = self.rng
        near = rng.random() < 0.5
        if enough:
            value = self.bank.purse_between(price, price + (10 if near else 60))
        else:
            value = self.bank.purse_between(max(0, price - 10) if near else 0, price - 1)
        if value is not None:
            self.purse = value

    def can_pay(self, price):
        return self.purse is None or self.purse >= price


def naming(name, kind):
    """The forms of a name that the phrase lists use."""
    many = plural_phrase(name) if kind == "one" else name
    return {"x": name, "the": f"the {name}", "a": some(name, kind), "many": many}
