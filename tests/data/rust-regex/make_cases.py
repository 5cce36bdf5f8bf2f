"""Cases of the rust regex project as JSON lines: does the expression match somewhere in the text?

    git clone https://github.com/rust-lang/regex     # cases.jsonl: commit 2b527599
    python3 make_cases.py regex/testdata > cases.jsonl

Each line: {"name", "regex", "text", "matches"}, "ignore_case" where it is set; "matches" is null for
expressions that must be refused. Left out: sets of expressions, searches from or to a given place,
texts of bytes that are no UTF-8, expressions over bytes or ASCII only, and line ends of other kinds.
"""
import json
import pathlib
import sys
import tomllib

LEFT_OUT = ("bounds", "anchored", "line-terminator", "unescape")


def case_of(test, name):
    if not isinstance(test["regex"], str) or any(test.get(key) for key in LEFT_OUT):
        return None
    if test.get("unicode") is False or test.get("utf8") is False:
        return None
    compiles = test.get("compiles", True)
    case = {"name": name, "regex": test["regex"], "text": test["haystack"],
            "matches": bool(test["matches"]) if compiles else None}
    if test.get("case-insensitive"):
        case["ignore_case"] = True
    return case


def main():
    folder = pathlib.Path(sys.argv[1])
    for path in sorted(folder.rglob("*.toml")):
        for test in tomllib.loads(path.read_text())["test"]:
            case = case_of(test, f"{path.relative_to(folder).with_suffix('')}/{test['name']}")
            if case:
                print(json.dumps(case, ensure_ascii=False))


main()
