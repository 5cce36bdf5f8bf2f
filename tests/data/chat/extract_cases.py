"""Chooses the golden cases of the supported tokenizers and templates for the tests.

    extract_cases.py COLLECTION.json

writes cases.json beside this script: one case a line, without the informative fields.
"""

import json
import sys
from pathlib import Path

CHAT = {"spm-v3"}
TOKENIZER = {"spm-v1", "spm-v3", "spm-v7"}
PARSE = {"spm-v3"}
INFORMATIVE = {"text", "source"}


def lean(case):
    """The case without what no test compares."""
    result = {key: value for key, value in case.items() if key not in INFORMATIVE or "kind" in case}
    if isinstance(result.get("expect"), dict):
        result["expect"] = {k: v for k, v in result["expect"].items() if k not in INFORMATIVE}
    return result


def lines(cases, names):
    chosen = [lean(case) for case in cases if case["tokenizer"] in names]
    return ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in chosen)


def main():
    collection = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    parts = {
        "chat": lines(collection["chat_cases"], CHAT),
        "tokenizer": lines(collection["tokenizer_cases"], TOKENIZER),
        "parse": lines(collection["parse_cases"], PARSE),
    }
    body = ",\n".join(f'"{name}":[\n{text}\n]' for name, text in parts.items())
    (Path(__file__).parent / "cases.json").write_text("{\n" + body + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
