"""What players say and what townsfolk answer. Only words; the rules are in scenes."""

from ..split import lines


def by_group(text):
    """Replies by temper group: a line `warm:` opens the lines of that group."""
    groups, current = {}, None
    for line in lines(text):
        if line.endswith(":") and " " not in line:
            current = groups.setdefault(line[:-1], [])
        else:
            current.append(line)
    return groups
