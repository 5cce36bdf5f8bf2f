"""Situations as plain text, for what rounding costs: half to calibrate with, half to compare on.

    python plain_text.py situations.jsonl half-one.jsonl half-two.txt
"""

import json
import sys


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        situations = [json.loads(line) for line in file]
    texts = [" ".join(m.get("content") or "" for m in s["messages"]) for s in situations]
    half = len(texts) // 2
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in texts[:half])
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        file.writelines(text + "\n" for text in texts[half:])


if __name__ == "__main__":
    main()
