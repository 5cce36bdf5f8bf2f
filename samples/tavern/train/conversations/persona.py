"""Builds the system prompt from a character record. The format is described in
samples/tavern/README.md.

The terminal game builds the same text from world/characters.json, byte for byte, so every rule here
is plain.
"""

from .grammar import coins


def _wares(wares):
    return ", ".join(f"{ware['item']} for {coins(ware['price'])}" for ware in wares)


def system_prompt(record, player_coins=None):
    """The lines of the prompt; a line whose list is empty is left out."""
    text = [
        f"You are {record['name']}, the {record['role']} at {record['place']}. "
        f"You are {record['temper']} and {record['manner']}."
    ]
    if record["sells"]:
        text.append(f"You sell: {_wares(record['sells'])}.")
    if record["buys"]:
        text.append(f"You buy: {_wares(record['buys'])}.")
    for rumour in record["rumours"]:
        text.append(f"Rumour: {rumour}.")
    for quest in record["quests"]:
        text.append(f"Quest: {quest['task']}. Reward: {quest['reward']}.")
    if record["directions"]:
        ways = "; ".join(f"{way['place']} is {way['where']}" for way in record["directions"])
        text.append(f"Directions: {ways}.")
    if record["secret"]:
        text.append(f"You never speak of: {record['secret']}.")
    if player_coins is not None:
        text.append(f"The player has {coins(player_coins)}.")
    return "\n".join(text)
