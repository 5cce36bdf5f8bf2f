"""Compares the personas that the game shows with those of the training data, byte for byte.

usage: personas.py TAVERN MODEL
"""

import json
import pathlib
import subprocess
import sys

TAVERN = pathlib.Path(__file__).resolve().parents[2] / "samples" / "tavern"
sys.dont_write_bytecode = True
sys.path.insert(0, str(TAVERN / "train"))

from conversations import world  # noqa: E402
from conversations.persona import system_prompt  # noqa: E402


def main():
    program, model = sys.argv[1:]
    player = json.loads((TAVERN / "world" / "player.json").read_text(encoding="utf-8"))["player"]
    characters = world.characters()
    expected = "".join(system_prompt(record, player["coins"]) + "\n" for record in characters)
    lines = "".join(f"/talk {record['id']}\n/who\n" for record in characters)
    game = subprocess.run(
        [program, "--model", model, "--world", str(TAVERN / "world")],
        input=lines.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    if game.stdout == expected.encode():
        print(f"{len(characters)} personas are the same")
        return 0 if characters else 1
    print(f"the game shows\n{game.stdout.decode()}\nbut the training data says\n{expected}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
