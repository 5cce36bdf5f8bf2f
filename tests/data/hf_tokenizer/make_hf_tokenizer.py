"""Makes vocabularies as Hugging Face writes them, and what its tokenizers library makes of some texts.

metaspace.json and normaliser.json are tests/data/tiny_tokenizer.model in the two spellings of the white space
rules, tekken.json is tests/data/gguf/tekken.json. cases.json has texts and their ids for each, without control
tokens. `make_hf_tokenizer.py OUT MODEL TEKKEN` makes the same of other vocabularies.
"""

import base64
import json
import sys
from pathlib import Path

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers.convert_slow_tokenizer import bytes_to_unicode

HERE = Path(__file__).parent
TEXTS = [
    "Good evening.", " two  spaces ", "Whoever lies awake hears the mill.\n\nIt is \u00e9t\u00e9.", "a\tb\r\n",
    "12 coins, 3.5%", "\u2603 \U0001f600 \u0441\u043d\u0435\u0433 \u96ea", "don't WON'T naive na\u00efve", "", " ", "aelaeraes    x",
    "[INST] </s> <0x41>", "\x7f\u00a0\u00a0z"]


# Of tekken files that name none.
DEFAULT = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]",
           "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]",
           "[SUFFIX]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]"]
ARGUMENTS = [Path(argument) for argument in sys.argv[1:]]
OUT, MODEL, TEKKEN = ARGUMENTS or [
    HERE, HERE.parent / "tiny_tokenizer.model", HERE.parent / "gguf" / "tekken.json"]


def save(tokenizer, name):
    text = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
    (OUT / f"{name}.json").write_text(text + "\n")


def merges_of(ranks, parts):
    """Pairs in the order of what they make, and those of one token in the order of their own."""
    merges = []
    for token, rank in ranks.items():
        pairs = [(token[:cut], token[cut:]) for cut in range(1, len(token))]
        pairs = [pair for pair in pairs if pair[0] in parts and pair[1] in parts]
        merges += [(rank, parts[left], parts[right], left, right) for left, right in pairs]
    return [(left, right) for *_, left, right in sorted(merges)]


def sentencepiece_model():
    model = sentencepiece.SentencePieceProcessor(
        model_file=str(MODEL))
    ids = range(model.get_piece_size())
    vocab = {model.id_to_piece(i): i for i in ids}
    normal = {model.id_to_piece(i): (-model.get_score(i), i) for i in ids
              if not (model.is_control(i) or model.is_byte(i) or model.is_unknown(i))}
    added = [AddedToken(model.id_to_piece(i), special=True, normalized=False) for i in ids
             if model.is_control(i) or model.is_unknown(i)]
    return vocab, merges_of(normal, normal), added


def write_sentencepiece(name, old):
    vocab, merges, added = sentencepiece_model()
    tokenizer = Tokenizer(models.BPE(
        vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if old:
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
            replacement="\u2581", prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence([
        decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
        decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens(added)
    save(tokenizer, name)
    return tokenizer


def write_tekken():
    source = json.loads(TEKKEN.read_text())
    letters = bytes_to_unicode()
    count = source["config"]["default_num_special_tokens"]
    specials = [entry["token_str"] for entry in source.get("special_tokens", [])] or DEFAULT
    specials += [f"<SPECIAL_{i}>" for i in range(len(specials), count)]
    texts = [base64.b64decode(entry["token_bytes"]) for entry in source["vocab"]]
    texts = texts[:source["config"]["default_vocab_size"] - count]
    spelled = {text: "".join(letters[byte] for byte in text) for text in texts}
    vocab = {name: i for i, name in enumerate(specials)}
    vocab |= {spelled[text]: len(specials) + rank for rank, text in enumerate(texts)}
    ranks = {text: rank for rank, text in enumerate(texts)}
    merges = [(spelled[left], spelled[right]) for left, right in merges_of(ranks, ranks)]
    tokenizer = Tokenizer(models.BPE(vocab, merges, ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(source["config"]["pattern"]), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False)
                                  for name in specials])
    save(tokenizer, "tekken")
    return tokenizer


def encode(tokenizer, text):
    """Without the control tokens that the library would find in the text."""
    parts = json.loads(tokenizer.to_str())
    parts["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(parts)).encode(text, add_special_tokens=False).ids


def main():
    made = {"metaspace": write_sentencepiece("metaspace", old=False),
            "normaliser": write_sentencepiece("normaliser", old=True), "tekken": write_tekken()}
    # Metaspace puts no mark before a text that begins with one; Mistral always does.
    cases = {name: [{"text": text, "ids": encode(tokenizer, text)} for text in TEXTS
                    if name != "metaspace" or not text.startswith(" ")]
             for name, tokenizer in made.items()}
    (OUT / "cases.json").write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
