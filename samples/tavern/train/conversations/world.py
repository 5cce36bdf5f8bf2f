"""Reads the shipped world and gives the same character records that the generator draws."""

import json
import pathlib

WORLD = pathlib.Path(__file__).resolve().parents[2] / "world"


def table(name, key):
    """The records of world/<name>.json by their `key`."""
    records = json.loads((WORLD / f"{name}.json").read_text(encoding="utf-8"))[name]
    return {record[key]: record for record in records}


def characters():
    """All characters with rumours, quests and directions resolved: the input of
    persona.system_prompt.
    """
    places, rumours, quests = table("places", "id"), table("rumours", "id"), table("quests", "id")
    resolved = []
    for record in table("characters", "id").values():
        resolved.append(
            record
            | {
                "place": places[record["place"]]["name"],
                "rumours": [rumours[name]["text"] for name in record["rumours"]],
                "quests": [quests[name] for name in record["quests"]],
                "directions": [
                    {"place": places[name]["name"], "where": places[name]["where"]}
                    for name in record["knows"]
                ],
            }
        )
    return resolved
