"""Takes the golden cases of a collection over into the tests.

    extract_cases.py COLLECTION.json TEKKEN.json

writes beside this script cases.json (one case a line, without the informative fields) and
tekken_tokens.txt (the tokens of the vocabulary by rank, base64, one a line).
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
INFORMATIVE = {"text", "source", "segments"}


def lean(case):
    """The case without what no test compares."""
    result = {key: value for key, value in case.items() if key not in INFORMATIVE or "kind" in case}
    if isinstance(result.get("expect"), dict):
        result["expect"] = {k: v for k, v in result["expect"].items() if k not in INFORMATIVE}
    return result


def own_file(tokenizer):
    """The description with the name that its file has here."""
    is_tekken = tokenizer["kind"] == "tekken"
    name = "tekken_tokens.txt" if is_tekken else f"tokenizer.model.{tokenizer['template_version']}"
    return {**{k: v for k, v in tokenizer.items() if k != "other_special_ids"}, "file": name}


def compact(value):
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def lines(cases):
    return ",\n".join(compact(lean(case)) for case in cases)


def main():
    collection = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    tokenizers = {name: own_file(value) for name, value in collection["tokenizers"].items()}
    parts = [
        '"tokenizers":{\n'
        + ",\n".join(f"{compact(name)}:{compact(value)}" for name, value in tokenizers.items())
        + "\n}"
    ]
    for name in ("chat_cases", "tokenizer_cases", "parse_cases"):
        parts.append(f'"{name}":[\n{lines(collection[name])}\n]')
    (HERE / "cases.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
    vocabulary = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["vocab"]
    tokens = "".join(entry["token_bytes"] + "\n" for entry in vocabulary)
    (HERE / "tekken_tokens.txt").write_text(tokens, encoding="ascii")


if __name__ == "__main__":
    main()
