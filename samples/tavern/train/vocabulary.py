"""Trains the vocabulary: SentencePiece BPE with Mistral's control tokens at Mistral's ids.

Every word of the training lists is frequent in generated text and would become one piece, while an
unseen word falls apart into several; the model would then never practise copying what it has to
copy later. So a fixed half of the rarer words is hidden from the vocabulary training.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import sentencepiece

from chat_v3 import dump, tool_call, tool_declaration

CONTROL = [
    "[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
    "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[IMG]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]",
]  # ids 3 to 13
WORD = re.compile(r"[A-Za-z]+")
NUMBERS, NUMBER_LINES = 100, 2000
PRINTABLE = "".join(chr(code) for code in range(33, 127))


def texts(path, limit):
    """All text lines of the first `limit` samples."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number == limit:
                return
            sample = json.loads(line)
            for message in sample["messages"]:
                for call in message.get("tool_calls") or []:
                    yield dump([tool_call(call)])
                yield from (part for part in (message.get("content") or "").split("\n") if part)
            if sample.get("tools"):
                yield dump([tool_declaration(tool) for tool in sample["tools"]])


def hidden_words(lines, common):
    """A fixed half of the words that are not among the `common` most frequent ones."""
    counts = Counter(word.lower() for line in lines for word in WORD.findall(line))
    rare = [word for word, _ in counts.most_common()[common:]]
    return {word for word in rare if hashlib.sha256(word.encode()).digest()[0] < 128}


def visible(line, hidden):
    """The line without hidden words, numbers kept apart from what follows: no piece "17," arises."""
    line = WORD.sub(lambda match: "" if match[0].lower() in hidden else match[0], line)
    return re.sub(r"(\d)([^\d\s])", r"\1 \2", line)


def numbers():
    """Lines that make every number below a hundred one piece: copying a price is then one step."""
    line = " ".join(map(str, range(NUMBERS)))
    return [line] * NUMBER_LINES


def train(lines, out, size):
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(out / "tokenizer"),
        model_type="bpe",
        vocab_size=size,
        normalization_rule_name="identity",
        add_dummy_prefix=True,
        remove_extra_whitespaces=False,
        byte_fallback=True,
        split_digits=False,
        allow_whitespace_only_pieces=True,
        character_coverage=0.9999,
        required_chars=PRINTABLE,
        control_symbols=CONTROL,
        unk_id=0, bos_id=1, eos_id=2, pad_id=-1,
        unk_surface=" \u2047 ",
        max_sentence_length=16384,
        num_threads=2,
        minloglevel=1,
    )


def check(path, size):
    """The promises the runtime relies on."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    assert pieces.vocab_size() == size
    for number, piece in enumerate(["<unk>", "<s>", "</s>", *CONTROL]):
        assert pieces.id_to_piece(number) == piece, (number, piece)
    assert pieces.is_byte(14) and pieces.is_byte(14 + 255) and not pieces.is_byte(14 + 256)
    assert all(pieces.piece_to_id(f"▁{n}") > 0 for n in range(NUMBERS))
    for text in ["  two  blanks ", "Zürich ☀ 1234", "[INST] is plain text\nhere"]:
        assert pieces.decode(pieces.encode(text)) == text, text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="JSON lines of conversations.generate")
    parser.add_argument("--out", type=Path, required=True, help="folder for tokenizer.model")
    parser.add_argument("--size", type=int, default=4096)
    parser.add_argument("--samples", type=int, default=30000)
    parser.add_argument("--common", type=int, default=600, help="words that are never hidden")
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    lines = list(texts(args.data, args.samples))
    hidden = hidden_words(lines, args.common)
    train([visible(line, hidden) for line in lines] + numbers(), args.out, args.size)
    check(args.out / "tokenizer.model", args.size)
    print(f"{len(lines)} lines, {len(hidden)} words hidden, {args.out / 'tokenizer.model'}")


if __name__ == "__main__":
    main()
