"""What the training's prompts say beside the lists: clauses and names put together from many words.

With the lists alone a model learns to complete the few clauses that it knows, whatever the prompt
says. Here hardly two prompts have a clause in common, so only reading helps. A pattern is spelled
like those of phrases/wider.py and has three kinds of fields: `[this|that]` alternatives, `<thing>`
a word of wider_words.py or a phrase made of several, `{town}` a field of lore.Lore. `<a thing>` has
its article, `<Thing>` a capital.
"""

import re

from . import lore, tools, wider_places, wider_quests, wider_rumours
from . import wider_words as more
from . import words as w
from .grammar import article, capital, plural
from .phrases.wider import chosen

_FIELD = re.compile(r"<(a )?(\w+)>")


def _verbs(entries, name, past):
    """Base, third person and past of verbs; the third person takes its s like a plural."""
    forms = [more.forms(entry) for entry in entries]
    return {
        name: [form[0] for form in forms],
        name + "s": [plural(form[0]) for form in forms],
        past: [form[1] for form in forms],
    }


CLASSES = {
    "thing": more.THINGS,
    "things": [plural(thing) for thing in more.THINGS],
    "spot": more.SPOTS,
    "beast": more.BEASTS,
    "beasts": [plural(beast) for beast in more.BEASTS],
    "trade": more.TRADES,
    "stuff": more.STUFF,
    "adj": more.ADJECTIVES,
    "kin": more.KIN,
    "part": more.PARTS,
    "notion": more.NOTIONS,
    "sound": more.SOUNDS,
    "when": more.HOURS,
    "how": more.MANNERS,
    "num": more.NUMBERS,
    "heap": more.COLLECTIONS,
    **_verbs(more.DEEDS, "do", "did"),
    "done": [more.forms(entry)[2] for entry in more.DEEDS],
    **_verbs(more.ACTS, "act", "acted"),
    **_verbs(more.TREATMENTS, "treat", "treated"),
    "single": [trade for trade in more.TRADES if " " not in trade],
    # Phrases of several words.
    "a_thing": [
        "<a thing>",
        "<a adj> <thing>",
        "<num> <things>",
        "<num> <adj> <things>",
        "<a heap> of <stuff>",
        "some <adj> <stuff>",
        "{a}",
    ],
    "the_thing": [
        "the <thing>",
        "the <adj> <thing>",
        "the <trade>'s <thing>",
        "{person}'s <thing>",
        "the {item}",
        "the <stuff>",
    ],
    "who": [
        "{person}",
        "{person}",
        "the <trade>",
        "the {role}",
        "the <adj> <trade>",
        "the <kin> of {person}",
        "<a adj> <trade>",
        "{person}'s <kin>",
    ],
    "beings": ["<beasts>", "<adj> <beasts>", "<num> <beasts>", "{creatures}"],
    "place": ["{landmark}", "{building}", "the <spot>", "the <adj> <spot>"],
}

_SHORT = [word for word in more.THINGS if len(word) < 9]  # good for the names of functions

ADDED = {
    w.DIRECTIONS: wider_places.DIRECTIONS,
    w.LANDMARKS: wider_places.LANDMARKS,
    w.BUILDINGS: wider_places.BUILDINGS,
    w.SIGN_WORDS: ["<Adj>"],
    w.ANIMALS: ["<Beast>", "<Beast>", "<Thing>", "<Single>"],
    w.CREATURES: ["<beasts>"],
    w.ROLES: [
        "<trade>",
        "<trade>",
        "<thing> [maker|seller|mender|painter]",
        "<beast> [keeper|hunter|tamer]",
    ],
    w.ADJECTIVES: ["<adj>"],
    w.OF_WHAT: ["<notion>", "<notion>", "<stuff>", "<beasts>"],
    w.ONE: ["<thing>"],
    w.MASS: ["<stuff>"],
    w.MANY: ["<things>"],
    lore.RUMOURS: wider_rumours.RUMOURS,
    lore.QUESTS: wider_quests.QUESTS,
    lore.SECRETS: wider_rumours.SECRETS,
    tools.DOORS: wider_places.DOORS,
    tools.ERRORS: wider_places.ERRORS,
    tools.VERBS: ["<do>"],
    tools.THINGS: _SHORT,
    tools.COLOURS: ["<adj>"],
}


def spelled(rng, pattern):
    """One of the texts of a pattern, with the fields of lore.Lore still open."""

    def word(found):
        name = found[2]
        text = rng.choice(CLASSES[name.lower()])
        if found[1]:
            text = f"{article(text)} {text}"
        return text if name[0].islower() else capital(text)

    while "<" in pattern or "[" in pattern:
        pattern = _FIELD.sub(word, chosen(rng, pattern))
    return " ".join(pattern.split()).replace(" ,", ",")


def added(bank, part):
    """A text of the additions to a list, or None if it has none; nothing that is held out."""
    patterns = ADDED.get(part)
    while patterns:
        text = spelled(bank.rng, bank.rng.choice(patterns))
        if not part.is_heldout(text):
            return text.format_map(lore.Lore(bank))
    return None
