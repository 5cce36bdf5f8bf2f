"""Draws rumours, quests, secrets and whole characters."""

from . import words as w
from .grammar import coins, some
from .phrases.temper import MANNERS, TEMPERS
from .split import lines, parted

RUMOURS = parted("""
{creatures} were seen near {landmark}
{creatures} have made a camp at {landmark}
{person} has not come home from {landmark}
{person} saw {creatures} on the road to {town}
a strange light burns at {landmark} every night
the {role} of {town} has lost everything at dice
{person} will marry the {role} before winter
the road to {town} is closed since the flood
someone digs at {landmark} after dark
the {role} found gold at {landmark}
the lord of {town} wants to raise the taxes
{person} owes money to half the town
a ship from {town} sank in the storm
the {role} talks to {creatures} when the moon is full
old {person} has buried a treasure at {landmark}
the bells of {town} rang by themselves
a caravan from {town} was robbed by {creatures}
nobody has seen the {role} for three days
{person} came back from {town} with white hair
there is a tunnel from {landmark} to {building}
{creatures} stole the {role}'s best horse
a stranger in grey asks for {person} at every door
the cat of the {role} can count to ten
they will hold a great fair in {town}
the water at {landmark} has turned red
{person} was chosen as the new mayor of {town}
something howls under {building}
the {role} has been paying for everything in old silver
a wandering knight challenged {person} to a duel
the ghost of {person} walks at {landmark}
the {role} sleeps with a knife under the pillow
{person} won {a} from the {role} at cards
two strangers from {town} fought over {a}
the {role} of {town} has run away with {person}
a child saw {creatures} behind {building}
{person} sells charms that do not work
the old {role} has found a map of {landmark}
they found {a} at {landmark} and nobody knows whose it is
the {role} pays well for {a}
there is more to {landmark} than meets the eye
{person} and {person} have not spoken since the fair
the king himself will pass through {town}
the winter will be hard, the {role} says
there were footprints of {creatures} around {building}
{person} has bought the whole of {landmark}
a sickness has broken out in {town}
{person} can open every door in town
the statue at {landmark} has lost its head
the {role} hides {a} under the floor
every single candle has vanished from {building}
{person} was seen with {creatures} at midnight
a red star stands over {town}
the fish in the river taste of {town} mud
{person} of {town} has become {a_role}
no bird sings at {landmark} any more
""")

QUESTS = parted("""
bring {a} to {person} in {town}
find the lost {item} at {landmark}
drive the {creatures} away from {landmark}
carry a letter to {person} in {town}
catch the thief who hides at {landmark}
look for {person} at {landmark}
bring me {a} from {landmark}
ask {person} about the missing {item}
guard {building} until sunrise
find out who haunts {landmark}
steal the {item} back from the {creatures}
walk with {person} to {town}
chase the {creatures} out of the cellar
fetch {a} from {building}
repair the fence near {landmark}
tell the {role} in {town} that the war is over
follow {person} and see where the money goes
light the beacon at {landmark}
collect the debt of {person} in {town}
bury the old {item} at {landmark}
take {a} to the {role} in {town}
win the {item} back from {person} at dice
find {person} before the {creatures} do
count the {creatures} at {landmark}
warn the people of {town} about the {creatures}
paint {building} before the fair
ring the bell of {building} at midnight
sell {a} to the {role} in {town}
buy {a} from {person} for me
find a husband for the {role}
hide {a} at {landmark}
make peace between {person} and {person}
dig up what lies buried at {landmark}
learn the secret of the {role} in {town}
search {building} for {a}
bring a doctor to {town}
dance with {person} at the fair in {town}
clean the well near {landmark}
""")

SECRETS = parted("""
the duke
the night of the fire
{person} of {town}
{person}
the {role} of {town}
the {role}'s daughter
the cellar
what happened at {landmark}
the missing {role}
the murder in {town}
Lord {person}
Lady {person}
the old war
the secret tunnel
the {creatures}
your brother {person}
the curse of {town}
the key to {building}
the stolen crown
your years in {town}
the thieves' guild
the red door
{landmark}
{building} in {town}
the debt to {person}
the letter from {town}
the {item}
the poisoned {role}
the treasure of {town}
the oath to {person}
the black book
the price of silence
the wedding of {person}
the bones under {building}
""")


class Lore:
    """Fills the patterns above with the words of one bank."""

    def __init__(self, bank):
        self.bank = bank

    def __getitem__(self, key):
        bank = self.bank
        if key == "item":
            return bank.item()["item"]
        if key == "a":
            item = bank.item()
            return some(item["item"], item["kind"])
        if key == "creatures":
            return bank.pick(w.CREATURES)
        if key == "landmark":
            return bank.pick(w.LANDMARKS)
        if key == "role":
            return bank.pick(w.ROLES)
        if key == "a_role":
            return some(bank.pick(w.ROLES), "one")
        return {"person": bank.person, "town": bank.town, "building": bank.building}[key]()

    def fill(self, part):
        return self.bank.pick(part).format_map(self)


# Rewards of the training beside coins and items.
FAVOURS = lines("""
a free meal at {building}
a night at {building}
a letter to {person} of {town}
a seat on the coach to {town}
a lesson from the {role}
a ballad about {person}
a dance at the fair in {town}
a week of rest in {town}
an evening with {person}
the thanks of {town}
the friendship of the {role}
half of the {item}
free {item} until winter
the name of the {role} of {town}
the way to {landmark}
""")


def _reward(bank, lore):
    """Mostly coins, at times an item; in training also several things or a favour."""
    reward = coins(bank.price())
    if bank.rng.random() < 0.15:
        reward = "the " + bank.item()["item"]
    if bank.split != "train":
        return reward
    roll = bank.rng.random()
    if roll < 0.08:
        return lore["a"]
    if roll < 0.12:
        return f"{reward} and {lore['a']}"
    return bank.rng.choice(FAVOURS).format_map(lore) if roll < 0.15 else reward


def _quest(bank, lore):
    reward = _reward(bank, lore)
    return {"task": lore.fill(QUESTS), "reward": reward}


def _rumour(bank, lore):
    """A clause, in training at times two."""
    text = lore.fill(RUMOURS)
    if bank.split == "train" and bank.rng.random() < 0.07:
        text += bank.rng.choice((", and ", ", but ", " because ")) + lore.fill(RUMOURS)
    return text


def _directions(bank, count):
    ways, seen = [], set()
    while len(ways) < count:
        place, where = bank.building(), bank.pick(w.DIRECTIONS)
        if place not in seen and where not in seen:
            seen.update((place, where))
            ways.append({"place": place, "where": where})
    return ways


def draw_character(bank, small=False):
    """A random character record and the player's purse (None when the prompt does not tell)."""
    rng, lore = bank.rng, Lore(bank)
    sells = rng.choices((0, 1, 2, 3, 4, 5, 6), (14, 10, 20, 24, 18, 8, 6))[0]
    buys = rng.choices((0, 1, 2, 3), (45, 25, 20, 10))[0]
    if small:
        sells, buys = min(sells, 3), min(buys, 1)
    items = bank.items(sells + buys)
    for item in items:
        item["price"] = bank.price()
    temper = rng.choice(TEMPERS)
    record = {
        "name": bank.person(),
        "role": bank.pick(w.ROLES),
        "place": bank.home(),
        "temper": temper,
        "manner": rng.choice(MANNERS[temper]),
        "sells": items[:sells],
        "buys": items[sells:],
        "rumours": [
            _rumour(bank, lore)
            for _ in range(rng.choices((0, 1, 2), (28, 55, 5 if small else 17))[0])
        ],
        "quests": [_quest(bank, lore)] if rng.random() < 0.6 else [],
        "directions": _directions(
            bank, rng.choices((0, 1, 2, 3), (38, 28, 22, 0 if small else 12))[0]
        ),
        "secret": lore.fill(SECRETS) if rng.random() < 0.42 else "",
    }
    return record, bank.purse() if rng.random() < 0.75 else None
