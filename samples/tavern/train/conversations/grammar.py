"""Small rules of English: articles, plurals, lists, coins."""

_SIBILANT = ("s", "x", "z", "ch", "sh")


def coins(amount):
    return "1 coin" if amount == 1 else f"{amount} coins"


def article(text):
    """a or an, by the first letter; good for the words in our lists."""
    lowered = text.lower()
    if lowered.startswith(("uni", "one", "eur")):
        return "a"
    return "an" if lowered[0] in "aeiou" or lowered.startswith(("hour", "honest")) else "a"


def plural(noun):
    if noun.endswith(_SIBILANT):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith("fe"):
        return noun[:-2] + "ves"
    if noun in ("goose", "staff", "loaf"):
        return {"goose": "geese", "staff": "staves", "loaf": "loaves"}[noun]
    return noun + "s"


def some(name, kind):
    """The name as something one asks for: a kettle, some ale, some boots."""
    return f"{article(name)} {name}" if kind == "one" else f"some {name}"


def plural_phrase(name):
    """The plural of a name of several words: iron kettles, rings of winter."""
    before, of, after = name.partition(" of ")
    words = before.split(" ")
    words[-1] = plural(words[-1])
    return " ".join(words) + of + after


def listed(parts, last="and"):
    """a, b and c"""
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + f" {last} " + parts[-1]


def capital(text):
    return text[:1].upper() + text[1:]
