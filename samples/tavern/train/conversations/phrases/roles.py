"""Remarks by which one hears the trade of a character. They may follow a greeting or talk about
work.
"""

from ..split import lines


def _by_role(text):
    remarks = {}
    for line in lines(text):
        role, remark = line.split("|")
        remarks.setdefault(role, []).append(remark)
    return remarks


REMARKS = _by_role("""
innkeeper|The fire is warm and the chairs are nearly stable.
innkeeper|Somebody spilled something again, so mind the floor.
innkeeper|Half the town sleeps here, the other half drinks here.
smith|Mind the sparks.
smith|Iron does not hammer itself.
smith|My ears still ring from the anvil.
baker|The oven has been hot since midnight.
baker|Forgive the flour, it gets everywhere.
baker|Smell that? Fresh from the oven.
miller|The wheel turns, and I turn with it.
miller|The dust makes me sneeze all day.
butcher|Do not mind the apron.
butcher|My knives are sharp and so am I.
brewer|The barrels are bubbling nicely.
brewer|I taste every batch. It is a hard life.
tailor|That seam of yours could use a stitch.
tailor|I have pins in my mouth, so forgive the mumbling.
weaver|The loom sings all day long.
cobbler|I see your soles are worn thin.
cobbler|Good shoes make good roads.
carpenter|Careful, there are splinters.
carpenter|Measure twice, cut once, swear quietly.
mason|Stone is patient, and so must I be.
potter|Do not touch that one, it is still wet.
potter|My hands have been in clay since dawn.
tanner|You get used to the smell. I did.
fletcher|Every feather must sit just so.
armourer|I make people harder to hurt.
jeweller|I look at small things all day, so you seem huge.
herbalist|Do not sniff that, you would sleep for a week.
herbalist|There is a leaf against everything, except foolishness.
apothecary|Half of it cures, the other half at least tastes bad.
healer|If it hurts, tell me. If it does not, tell me as well.
priest|The candles are lit and the doors are open.
priest|I just finished the morning prayer.
monk|The bell will ring soon for prayer.
scribe|My fingers are blue with ink.
librarian|Quiet, please, the books are resting.
librarian|A book was returned today, after forty years.
bard|I was just looking for a rhyme on onion.
bard|Every stranger is a song I have not written yet.
juggler|I drop things only when someone watches.
fortune teller|I knew that you would come.
fortune teller|The cards were restless this morning.
hedge witch|Do not step on the toad, he is a client.
wizard|Do not touch anything that glows.
wizard|The last visitor is still a frog, I fear.
alchemist|Please do not light a flame in here.
guard captain|My men watch every gate.
guard captain|Keep the peace and we shall get along.
guard|Nothing gets past me.
watchman|All is well, as far as my lantern shines.
watchman|I walk the walls so that others can sleep.
gatekeeper|I open in the morning and close at night. In between I talk.
hunter|Softly, you would scare the deer.
trapper|I know every track between here and the hills.
fisherman|The fish were smarter than me today.
fisherman|The nets are wet and so are my boots.
fishwife|Fresh from the boat, and I do not mean me.
ferryman|I have crossed that river more often than the wind.
sailor|The floor is too steady for me here.
stablehand|The horses are in a mood today.
stablehand|Mind where you step.
shepherd|I was counting the flock, and now I must start again.
farmer|The earth waits for nobody.
beekeeper|Do not wave your arms, the bees dislike it.
woodcutter|I know each tree by its ring.
miner|The daylight always surprises me.
peddler|My feet know every road.
merchant|Everything has a price, and I know it.
merchant|I was just counting yesterday's coins.
moneylender|Time is money, and money is my time.
tax collector|People never seem glad to see me.
cook|The pot needs me every moment.
gravedigger|It is quiet here. My neighbours do not complain.
gravedigger|Everyone comes to me in the end.
rat catcher|The rats are clever this year.
lamplighter|I bring the light, one lamp at a time.
gardener|The weeds never sleep.
glassblower|I have more breath than most.
cartographer|There are still white spots on my maps.
locksmith|I can open anything, except a closed mind.
barmaid|I carry six mugs in one hand.
toymaker|I never quite grew up, you see.
bookbinder|Glue and patience, that is all it takes.
""")
