"""Exchanges the words of a family of conversations for invented ones, in prompt and answers alike.

The lists that conversations are made of are finite, so a model may come to know their words. A word
that nobody has ever seen, put together from pieces of the vocabulary at random, can only be read
where it stands and copied piece by piece: the practice that words of other towns ask for.
"""

import copy
import json
import re

from conversations import tools
from conversations.grammar import plural
from conversations.noise import slip, slips
from conversations.phrases import json_request
from conversations.situations import reply_words

WORD = re.compile(r"[A-Za-z]+")
SCHEMA = """
string boolean number object keys properties enum type say speech line text reply answer mood
emotion feeling happy angry calm sad afraid accept agree deal price cost coins
""".split()
LEAST = 3  # shorter words are grammar
SHARE = 0.75  # of the words of a family that can be exchanged are
PIECES = ((2, 55), (3, 35), (4, 10))  # number of pieces of an invented word: weight
LONGEST = 11
# Words of the prompt's frame; what they say must stay readable.
FRAME = """
you are the and sell buy for coin coins rumour quest reward directions never speak player has
""".split()


def _frame():
    """Words with a meaning: those of replies, of the frame, of known functions, of JSON."""
    declared = [tools.declaration(name, *parts) for name, parts in tools.STANDARD.items()]
    declared = {word.lower() for word in WORD.findall(json.dumps(declared))}
    requests = " ".join(json_request.ASK.train + json_request.WIDER).lower()
    known = {*FRAME, *SCHEMA, *tools.ARGUMENTS, *WORD.findall(requests)}
    return reply_words() | known | declared


class Respelling:
    def __init__(self, pieces):
        """`pieces` is the vocabulary, a SentencePieceProcessor."""
        self.known = _frame()
        texts = [pieces.id_to_piece(number) for number in range(pieces.vocab_size())]
        self.first = [text[1:] for text in texts if re.fullmatch("▁[a-z]{2,4}", text)]
        self.later = [text for text in texts if re.fullmatch("[a-z]{1,4}", text)]
        self.used = self.known | {text[1:] for text in texts if text.startswith("▁")}

    def invented(self, rng, word):
        """A new word that begins with a vowel where the old one does: "an" must stay right."""
        vowel = word[0] in "aeiou"
        lengths, weights = zip(*PIECES)
        while True:
            count = rng.choices(lengths, weights)[0]
            parts = [rng.choice(self.first)] + rng.choices(self.later, k=count - 1)
            new = "".join(parts)
            if len(new) <= LONGEST and (new[0] in "aeiou") == vowel and new not in self.used:
                return new

    def table(self, rng, text):
        """Old words to new ones, all in lower case; plurals and slips follow their word."""
        words = sorted({word.lower() for word in WORD.findall(text)})
        table = {}
        for word in words:
            stem = word[:-1] if word.endswith("s") and word[-2:] != "ss" else word
            if len(stem) < LEAST or {word, stem} & self.known or rng.random() >= SHARE:
                continue
            if stem not in table:
                new = self.invented(rng, stem)
                table |= {stem: new, plural(stem): new + "s", stem + "s": new + "s"}
        for old, new in list(table.items()):
            for where, how, slipped in slips(old):
                if slipped not in table and slipped not in self.known:
                    table[slipped] = slip(new, min(where, len(new) - 2), how)
        return table

    def family(self, samples, rng):
        """The samples of one family with other words; they have the system prompt in common."""
        prompt = min((sample["messages"][0]["content"] for sample in samples), key=len)
        copied = " ".join(text for sample in samples for text in sample.get("copied", ()))
        declared = json.dumps(samples[0].get("tools") or [])
        table = self.table(rng, f"{prompt} {declared} {copied}")
        done = {}  # members have most of their texts in common

        def new(match):
            found = table.get(match[0].lower())
            if not found:
                return match[0]
            return found.capitalize() if match[0][0].isupper() else found

        def changed(value):
            if isinstance(value, str):
                if value not in done:
                    done[value] = WORD.sub(new, value)
                return done[value]
            if isinstance(value, list):
                return [changed(part) for part in value]
            if isinstance(value, dict):
                return {
                    key: part if key in ("role", "type", "id", "tool_call_id") else changed(part)
                    for key, part in value.items()
                }
            return value

        def renamed(tool):
            """Keys of arguments are a matter of the schema and stay."""
            tool = copy.deepcopy(tool)
            function = tool["function"]
            function["name"] = changed(function["name"])
            function["description"] = changed(function["description"])
            return tool

        result = [{**sample, "messages": changed(sample["messages"])} for sample in samples]
        if samples[0].get("tools"):
            offered = [renamed(tool) for tool in samples[0]["tools"]]
            result = [{**sample, "tools": offered} for sample in result]
        return result
