"""Makes player lines look typed: typos, lower case, missing punctuation."""


def typo(rng, word):
    """One slip of the finger inside a word; the first letter stays."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    roll = rng.random()
    if roll < 0.4:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if roll < 0.75:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


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
