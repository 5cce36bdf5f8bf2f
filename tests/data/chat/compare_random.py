"""Compares the ids of random texts with those of mistral-common (PyPI).

    compare_random.py --program encode_lines --tekken tekken.json --spm tokenizer.model.v3
                      [--count 200000 | --every-character] [--sample FILE --sample-count 2000]

`encode_lines` is built by the target of that name. Texts come from a fixed seed. Differences are
listed and counted by kind; --sample writes the first texts with the reference's ids.
"""

import argparse
import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

from mistral_common.tokens.tokenizers.sentencepiece import SentencePieceTokenizer
from mistral_common.tokens.tokenizers.tekken import Tekkenizer

SEED = 20260728
NAMES = ["[INST]", "[/INST]", "<s>", "</s>", "<unk>", "[TOOL_CALLS]", "[ARGS]", "<SPECIAL_20>", "[THINK]", "<0x41>"]
WORDS = (
    "the innkeeper says that two mugs of ale cost three coins and Bread is free for travellers HTTPServer snake_case "
    "camelCase don't it's WE'RE Straße naïve œuvre Ελλάδα привет мир 你好世界 こんにちは 안녕하세요 สวัสดี नमस्ते مرحبا שלום "
    'if (x == 0) return null; {"name": "sell_item", "arguments": {"count": 12}} https://example.org/a?b=c#d'
).split(" ")
SPACES = [" ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", " \n", "\n ", "\u00a0", "\u3000", "\u2028", "\u0085", "\u200b", "\u180e", "\u2003"]
BLOCKS = [
    (0x20, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x5FF), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE00, 0xE7F), (0x1100, 0x11FF), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209F),
    (0x20A0, 0x20CF), (0x2100, 0x218F), (0x2190, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0xE000, 0xE0FF), (0xFB00, 0xFDFF), (0xFE00, 0xFEFF), (0xFF00, 0xFFEF), (0x10000, 0x100FF), (0x1D400, 0x1D7FF),
    (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0100, 0xE01EF), (0x0, 0x1F), (0x80, 0x9F), (0x0, 0x10FFFF),
]


def character(rng):
    """A character of a random block, surrogates excepted."""
    while True:
        low, high = rng.choice(BLOCKS)
        code = rng.randint(low, high)
        if not 0xD800 <= code <= 0xDFFF:
            return chr(code)


def piece(rng):
    kind = rng.randrange(10)
    if kind < 4:
        return rng.choice(WORDS)
    if kind < 6:
        return rng.choice(SPACES)
    if kind == 6:
        return str(rng.randrange(10 ** rng.randint(1, 12)))
    if kind == 7:
        return character(rng) * rng.randint(1, 12)
    if kind == 8:
        return "".join(rng.choice("!?.,;:-'\"/\\()[]{}<>=+*&^%$#@~`|_") for _ in range(rng.randint(1, 6)))
    return rng.choice(NAMES) if rng.random() < 0.1 else "".join(character(rng) for _ in range(rng.randint(1, 6)))


def text(rng):
    separator = rng.choice(["", " ", " "])
    return separator.join(piece(rng) for _ in range(rng.randint(1, 7)))


def reference(path):
    if path.suffix == ".json":
        tokenizer = Tekkenizer.from_file(path)
        return lambda value: tokenizer.encode(value, bos=False, eos=False)
    tokenizer = SentencePieceTokenizer(str(path))
    return lambda value: tokenizer.encode(value, bos=False, eos=False)


def every_character():
    """Each character between letters, digits, marks and spaces."""
    codes = (code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF)
    return [f"x{chr(code)}x {chr(code)}1! {chr(code)}{chr(code)}A" for code in codes]


def kind_of(value):
    """Whether this Python, whose tables are of one Unicode version, knows all characters."""
    unknown = [c for c in value if unicodedata.category(c) == "Cn"]
    return f"not assigned in Unicode {unicodedata.unidata_version}" if unknown else "assigned"


def compare(program, path, texts):
    lines = "".join(json.dumps(value) + "\n" for value in texts)
    run = subprocess.run([program, str(path)], input=lines, capture_output=True, text=True, check=True)
    ours = [json.loads(line) for line in run.stdout.splitlines()]
    encode = reference(path)
    expected = [encode(value) for value in texts]
    different = [i for i in range(len(texts)) if ours[i] != expected[i]]
    print(f"{path.name}: {len(texts)} texts, {sum(map(len, expected))} ids, {len(different)} texts differ")
    kinds = {}
    for i in different:
        kinds.setdefault(kind_of(texts[i]), []).append(i)
    for kind, places in kinds.items():
        print(f"  {kind}: {len(places)}, first {texts[places[0]]!r}")
    return expected, different


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--tekken", type=Path, required=True)
    parser.add_argument("--spm", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200000)
    parser.add_argument("--every-character", action="store_true", help="in place of random texts")
    parser.add_argument("--sample", type=Path)
    parser.add_argument("--sample-count", type=int, default=2000)
    arguments = parser.parse_args()
    rng = random.Random(SEED)
    texts = every_character() if arguments.every_character else [text(rng) for _ in range(arguments.count)]
    print("Unicode of Python:", unicodedata.unidata_version)
    tekken, tekken_different = compare(arguments.program, arguments.tekken, texts)
    spm, spm_different = compare(arguments.program, arguments.spm, texts)
    if arguments.sample:
        different = {*tekken_different, *spm_different}
        chosen = [i for i in range(len(texts)) if i not in different][: arguments.sample_count]
        with arguments.sample.open("w", encoding="utf-8") as file:
            for i in chosen:
                case = {"text": texts[i], "tekken": tekken[i], "spm": spm[i]}
                file.write(json.dumps(case, separators=(",", ":")) + "\n")
    sys.exit(1 if tekken_different or spm_different else 0)


if __name__ == "__main__":
    main()
