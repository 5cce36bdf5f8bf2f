"""Makes player lines look typed: typos, lower case, missing punctuation, words of chats."""

import re

# word: how it is typed in haste or spoken on the country
_HASTY = {
    "you": ("u", "ya", "ye"),
    "your": ("ur", "yer"),
    "are": ("r",),
    "please": ("pls", "plz"),
    "thanks": ("thx", "ta"),
    "what": ("wot", "wat"),
    "have": ("hav", "'ave"),
    "the": ("teh", "th'"),
    "for": ("fer",),
    "my": ("me", "mi"),
    "and": ("n", "an'"),
    "about": ("'bout",),
    "something": ("sumthin", "somethin'"),
    "anything": ("anythin",),
    "with": ("wit", "w/"),
    "because": ("cuz",),
    "hello": ("'ello", "hullo"),
    "i'm": ("im",),
    "don't": ("dont",),
    "can't": ("cant",),
}
_HASTY_PAIRS = (
    ("want to", "wanna"),
    ("going to", "gonna"),
    ("give me", "gimme"),
    ("let me", "lemme"),
    ("do you", "d'you"),
    ("out of", "outta"),
    ("do not", "don't"),
    ("I would", "I'd"),
    ("I will", "I'll"),
    ("got to", "gotta"),
)


def hasty(rng, phrase):
    """The phrase with short words as in a chat; fields in braces stay."""
    for long, short in _HASTY_PAIRS:
        phrase = phrase.replace(long, short).replace(long.capitalize(), short.capitalize())

    def word(match):
        shorts = _HASTY.get(match[0].lower())
        return rng.choice(shorts) if shorts and rng.random() < 0.6 else match[0]

    return re.sub(r"(?<![{\w'])[A-Za-z']+(?![\w}])", word, phrase)


_COARSE = ("cunt", "shit", "cock", "fag", "ass")  # from count, shirt, clock, flag and so on


def slip(word, at, how):
    """The word with two letters swapped, one left out or one doubled."""
    if how == "swapped":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if how == "left out":
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def slips(word):
    """Every slip that `typo` can make: place, manner and the word with it."""
    if len(word) >= 4:
        for at in range(1, len(word) - 1):
            for how in ("swapped", "left out", "doubled"):
                yield at, how, slip(word, at, how)


def typo(rng, word):
    """One slip of the finger inside a word; the first letter stays."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    roll = rng.random()
    slipped = slip(word, at, "swapped" if roll < 0.4 else "left out" if roll < 0.75 else "doubled")
    return word if slipped in _COARSE else slipped


def typed(rng, text, protect=()):
    """The line as a hurried player types it. Words in protect stay as they are."""
    if rng.random() < 0.6:
        return text
    protected = " ".join(protect)
    if rng.random() < 0.5 and protected == protected.lower():
        text = text.lower()
    if rng.random() < 0.45:
        text = text.rstrip(".!?") or text
    elif rng.random() < 0.1 and text[-1] in "?!":
        text += text[-1] * rng.randint(1, 2)
    if rng.random() < 0.3:
        words = text.split(" ")
        at = rng.randrange(len(words))
        if (
            words[at].isalpha()
            and len(words[at]) > 4
            and words[at].lower() not in protected.lower().split()
        ):
            words[at] = typo(rng, words[at])
            text = " ".join(words)
    if rng.random() < 0.08:
        text = text.replace("'", "")
    return text
