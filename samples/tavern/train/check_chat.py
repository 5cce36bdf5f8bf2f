"""Checks chat_v3.py against mistral-common: same conversations, same ids.

Runs over a data set file and the version 3 vocabulary that mistral-common carries.
"""

import argparse
import json
import sys
from pathlib import Path

import mistral_common
import sentencepiece
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import ValidationMode
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

from chat_v3 import encode_chat


def reference_ids(tokenizer, messages, tools):
    request = ChatCompletionRequest.from_openai(messages=messages, tools=tools)
    return tokenizer.encode_chat_completion(request).tokens


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="JSON lines of conversations.generate")
    parser.add_argument("--limit", type=int, default=300)
    args = parser.parse_args()

    folder = Path(mistral_common.__file__).parent / "data"
    file = next(folder.glob("*.model.v3"))
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(file))
    finetuning = MistralTokenizer.from_file(str(file), mode=ValidationMode.finetuning)
    serving = MistralTokenizer.from_file(str(file), mode=ValidationMode.test)

    compared = 0
    with args.data.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if number > args.limit:
                break
            sample = json.loads(line)
            messages, tools = sample["messages"], sample.get("tools")
            for tokenizer, part in ((finetuning, messages), (serving, messages[:-1])):
                ids, _ = encode_chat(part, tools, pieces.encode)
                expected = reference_ids(tokenizer, part, tools)
                if ids != expected:
                    print(f"line {number}: ids differ\n  ours      {ids}\n  reference {expected}")
                    return 1
                compared += 1
    print(f"{compared} conversations agree with mistral-common {mistral_common.__version__}")
    return 0 if compared else 1


if __name__ == "__main__":
    sys.exit(main())
