"""Makes tiny_tokenizer.model: 512 SentencePiece BPE pieces in the layout of Mistral's v3 vocabulary.

Ids 0-13 are <unk>, <s>, </s> and the control tokens, 14-269 the byte pieces, then normal pieces.
Run it beside this file; the result is committed, so tests need neither Python nor training.
"""

import io
import itertools
from pathlib import Path

import sentencepiece

SIZE = 512
CONTROL = [
    "[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
    "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[IMG]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]",
]
PRINTABLE = "".join(chr(code) for code in range(33, 127))

SPEAKERS = ["the innkeeper", "a tired guard", "the old smith", "my sister", "the ferryman", "nobody"]
VERBS = ["sells", "wants", "hides", "remembers", "is looking for", "would trade"]
THINGS = ["the iron key", "bread and salt", "three lanterns", "a letter", "the north road", "warm ale"]
PLACES = ["in the tavern", "by the river", "near the gate", "under the bridge", "at the market"]
TALK = [
    "Good evening, traveller. What brings you here?",
    "I have not seen that face before, have you?",
    "You are welcome to stay until the morning.",
    '[{"name": "open_door", "arguments": {"door": "cellar"}}]',
    '{"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}',
]


def sentences():
    for who, does, what, where in itertools.product(SPEAKERS, VERBS, THINGS, PLACES):
        yield f"{who.capitalize()} {does} {what} {where}."
    for line in TALK:
        yield from [line] * 40


def main():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=sentences(), model_writer=model, model_type="bpe", vocab_size=SIZE,
        normalization_rule_name="identity", add_dummy_prefix=True, remove_extra_whitespaces=False,
        byte_fallback=True, split_digits=True, allow_whitespace_only_pieces=True,
        required_chars=PRINTABLE, control_symbols=CONTROL, unk_id=0, bos_id=1, eos_id=2, pad_id=-1,
        unk_surface=" \u2047 ", num_threads=1, minloglevel=1)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    assert pieces.vocab_size() == SIZE
    names = [pieces.id_to_piece(index) for index in range(14)]
    assert names == ["<unk>", "<s>", "</s>", *CONTROL], names
    assert all(pieces.is_byte(14 + byte) for byte in range(256))
    Path(__file__).with_name("tiny_tokenizer.model").write_bytes(model.getvalue())


if __name__ == "__main__":
    main()
