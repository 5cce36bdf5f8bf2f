"""More patterns of requests that a function fulfils, of facts to remember and of errors of a game."""

from ..split import lines
from . import function

ADDED = {
    function.BUY_COUNT: lines("""
[My friends|My men|My brothers|The others] [want|need|asked for] some too, so [give me|I'll take|sell me|make it] {n} {the_many}
[Right|So|Well then|Okay|Good], [{n} {the_many}|make that {n} {the_many}|I'm buying {n} {the_many}|I'll have {n} {the_many}]
{n} {the_many}. [Here are the coins|I'm paying|Now|Be quick|For me and my friends|I'm in a hurry]
[Count|Pack|Wrap|Put|Set] [out|up|aside] {n} {the_many} [for me|please|, I'm buying|]
[My order|I order|Order]: {n} {the_many}
[We are many|I have a long road ahead|I'm hungry|I'm stocking up]. [I'll take|Give me|Sell me|I need] {n} {the_many}
[I'll|I will|We'll|Let me] [buy|take|have|get|purchase] {n} {the_many} [please|at once|from you|today|]
[Hand over|Bring me|Fetch me|Get me|Pass me] {n} {the_many} [and take my coins|please|now|]
[Could you|Can you|Would you|Will you] [spare|sell|give|get|pack] [me|us] {n} {the_many} [please|]?
[How about|What about|Not one but] {n} {the_many}, [I'm buying|please|I'll pay|here's the money]
""")
    + ["[Since I'm here|While I'm here], [I'll take|give me|I want] {n} {the_many}"],
    function.SELL_NOW: lines("""
[I've decided|I have made up my mind|I thought about it]. [You get my {x}|I sell you my {x}|Take my {x}|My {x} is yours]
[It's yours|Yours|Sold]: [my {x}|{the}]. [Pay me|Coins, please|Give me the coins|Now the money]
[My {x} for your coins|Your coins for my {x}|My {x} against your money], [here|now|deal|take it]
[I need the money|I'm broke|I can't carry it any longer]. [Take my {x}|Here is my {x}|I sell you my {x}|Buy my {x}]
[I accept|I agree to|I take] your [price|offer]. [Here is my {x}|Take my {x}|My {x} is yours]
[Catch|Look|Hold out your hands|There], [here is my {x}|my {x} is yours|I'm selling you my {x}], [pay up|now pay|coins please]
[Let's|Let us] [do it|trade|do this]: [my {x}|{the}] [for your coins|goes to you|is yours]
[Please|Go on|Come on], [take my {x}|buy my {x}] [and pay me|for that price|now|]
[I'm selling|I am giving|I'm handing] you my {x} [now|for the price you named|for the coins|]
[There you go|There you are|Here you have it]: my {x}. [Coins|The money|My pay], please
""")
    + ["[Done|Agreed|Deal]: my {x} [for your coins|is yours now]"],
    function.STOCK: lines("""
[I may need a lot|I need plenty|I'm buying for an army|I might buy them all]. [How many {many} are there|How many {many} do you have|How large is your stock of {many}]?
[Go|Please go|Run] [and count|and look|to the store and count|to the back and see] how many {many} [you have|there are|are left]
[Just so I know|I'm curious|For my list|Before I order], [how many {many} do you have|how many {many} are there|what's the stock of {many}]?
[Tell me|Say|I want to know|I'd like to know|Find out] [how many {many} you have|how many {many} are left|how many {many} there are|the number of {many} in store]
[The number|The amount|The count|Stock|Your stock] of {many}[, please|? How many|? I need to know|: how large]
{many}: [how many are left|how many do you have|count them|check the stock|how many in store]?
[Do|Did] you [ever|] [count|run out of|run low on] {many}? [How many are left|How many do you have|Check please]?
[Look|Have a look|Take a look] [in your store|in your books|at your shelves], how many {many} [are there|have you|do you have left]?
[Would|Will] [you have|there be] [enough|plenty of] {many} [for all my friends|for ten people|for a feast]? [Count them|Check, please|How many|]
[Inventory|Stock check], please: {many}
""")
    + ["[How low|How high] is [your|the] stock of {many}?"],
    function.OPEN: lines("""
[I need|I have|I want|I'd like] to [see|know] what is behind the {d}. [Open it|Can you open it|Unlock it|Let me in]
[I left|I lost|I forgot] [my bag|my hat|something] behind the {d}. [Open it|Would you open it|Can you let me in|Please unlock it]
[Why is|Is] the {d} [locked|shut|closed]? [Open it|Please open it|Let me through|Unlock it]
[You have|You've got] the key to the {d}[. Use it|, so open it|. Let me in|, don't you? Open it]
[Quick|Hurry|Now|Come on], [open the {d}|unlock the {d}|the {d}, open it|let me through the {d}]
The {d}[, please|! Open it|, open it for me|. Unlock it|, if you please]
[I can't|I cannot] [get|go|walk] [through|past] the {d}. [Open it|Will you open it|Help me|Unlock it, please]
[Would you mind|How about|What about|Do you mind] [opening|unlocking] the {d} [for me|]?
[Get|Have|Make] the {d} [open|opened|unlocked] [for me|please|now|]
[My friends wait|My friend is|The thief ran|My cat is] [behind|through] the {d}. [Open it|Please open it|Let me through]
[Someone|Somebody] [should|must|has to] open the {d}, [and you have the key|could you do it|please do it]
[Be a dear and|Do me a favour and|Go and|Just] [open|unlock] the {d}
""")
    + ["[Show me|Take me] through the {d}[, please| now|]"],
    function.DEED: lines("""
[Would you mind|Do you mind|How about|What about] a little favour? [Please|Just|] {v} the {o}
[I can't do it myself|My hands are full|My hands are cold|I'm too tired], so [please|could you|would you|can you] {v} the {o}[?|]
The {o}[. Could you {v} it|. Please {v} it|, would you {v} it for me|: {v} it, please|. Can you {v} that]?
[Do me a favour|Be a dear|Be so good|Do me a kindness|Help me out] [and|, please] {v} the {o}
[Somebody|Someone|One of us|You] [should|must|has to|ought to] {v} the {o}, [could you|please|will you do it|and I mean you]
[I'd be glad|I'd be grateful|It would be nice|I would be happy|It'd help me a lot] if you [could|would] {v} the {o}
[Quick|Hurry|Right now|At once|Before it's too late], {v} the {o}
[My wish is|All I ask is|My only wish is|I ask you|I beg you|I order you] [that you|to] {v} the {o}
[Are you able|Is it possible for you|Do you have time|Are you willing] to {v} the {o} [for me|please|now|]?
[It's|It is] [dark|late|time]. [Please|Now|Would you|Could you] {v} the {o}
[When you have a moment|If you have time|If it's no trouble|If you please|If you can], {v} the {o}
[Let's see you|Show me how you|I'd love to see you|I want to watch you] {v} the {o}
[Won't you|Can't you|You could|You may|Why not] {v} the {o} [for me|for a friend|please|]?
[The captain|The mayor|My master|Everybody] [says you should|wants you to|asks you to] {v} the {o}
""")
    + ["[You know what to do|I have a job for you|One thing]: {v} the {o}"],
    function.REMEMBER: lines("""
[This is important|Mark this|Write this in your book|One thing you should know|Keep this in your head|Don't you forget]: {f}
{f}. [Got that|Can you remember that|Will you remember it|Will you keep that in mind]?
{f}. [Keep it in your head|Write it in your book|Better remember it|You should know that|Make a note of it|Mark that|Store that in your memory]
[For later|For the next time|So that you know|For your book|For your memory|Before I forget]: {f}. [Remember it|Please remember|Keep it in mind|]
[I hope you will remember|I'd like you to remember|I need you to remember|Please keep in your memory|Make sure you remember|Would you note]: {f}
[Let me tell you something|I'll tell you one thing|Here is something about me|You should know something]. {f}. [Remember that|Keep it in mind|]
[Next time you see me|When I come back|Tomorrow], [remember|you should still know|I want you to know]: {f}
""")
    + ["[Put this down|Note this|Save this|Learn this]: {f}"],
}

# What players tell about themselves => what is to be remembered.
FACTS = lines("""
[I am|I'm] {n} [from {t}|of {t}] => the player is {n} from {t}
[My brother|My old brother] is [called|named] {n} => the player's brother is called {n}
My sister is [called|named] {n} => the player's sister is called {n}
[My horse is called|I call my horse] {n} => the player's horse is called {n}
My dog is called {n} => the player's dog is called {n}
My [father|old father] is {n} => the player's father is {n}
My mother is {n} => the player's mother is {n}
My master is {n} => the player's master is {n}
My best friend is {n} => the player's best friend is {n}
My worst enemy is {n} => the player's worst enemy is {n}
My ship is called {n} => the player's ship is called {n}
I [fear|dread] {c} => the player fears {c}
I love {c} => the player loves {c}
I hunt {c} => the player hunts {c}
I have seen {c} near {t} => the player has seen {c} near {t}
I was bitten by {c} => the player was bitten by {c}
I [keep|raise] {c} at home => the player keeps {c} at home
I never eat {m} => the player never eats {m}
I love {m} => the player loves {m}
I can't stand {m} => the player cannot stand {m}
I need {m} => the player needs {m}
I [get|become] sick from {m} => the player gets sick from {m}
I always drink {m} => the player always drinks {m}
I carry {m} for {n} => the player carries {m} for {n}
I sell {m} in {t} => the player sells {m} in {t}
I live in {t} => the player lives in {t}
I grew up in {t} => the player grew up in {t}
I was a soldier in {t} => the player was a soldier in {t}
I have a house in {t} => the player has a house in {t}
I go to {t} tomorrow => the player goes to {t} tomorrow
I will never return to {t} => the player will never return to {t}
I am on my way to {t} => the player is on his way to {t}
I was chased out of {t} => the player was chased out of {t}
I am wanted in {t} => the player is wanted in {t}
I learn magic in {t} => the player learns magic in {t}
I hate {t} => the player hates {t}
I miss {t} => the player misses {t}
I [want to become|dream of being] {r} => the player wants to become {r}
I used to be {r} => the player used to be {r}
I was {r} before => the player was {r} before
I work as {r} => the player works as {r}
I am the child of {r} => the player is the child of {r}
I killed {r} in {t} => the player killed {r} in {t}
I owe {n} money => the player owes {n} money
I serve {n} => the player serves {n}
I love {n} => the player loves {n}
I hate {n} => the player hates {n}
I don't trust {n} => the player does not trust {n}
I have lost my friend {n} => the player has lost his friend {n}
I am searching for {n} => the player is searching for {n}
I am here to meet {n} => the player is here to meet {n}
I am hiding from {n} => the player is hiding from {n}
I promised {n} to come back => the player promised {n} to come back
I am the son of {n} => the player is the son of {n}
I am the heir of {n} => the player is the heir of {n}
I will marry {n} => the player will marry {n}
I have [a message|a letter] for {n} => the player has a letter for {n}
I was sent by {n} => the player was sent by {n}
I was robbed by {n} => the player was robbed by {n}
I learned to fight from {n} => the player learned to fight from {n}
I sleep at {b} => the player sleeps at {b}
I have a friend at {b} => the player has a friend at {b}
I lost my ring at {b} => the player lost his ring at {b}
I will wait at {b} => the player will wait at {b}
I found gold behind {b} => the player found gold behind {b}
I must not enter {b} => the player must not enter {b}
I own {x} => the player owns {x}
I have lost {x} => the player has lost {x}
I am looking for {x} => the player is looking for {x}
I have stolen {x} => the player has stolen {x}
I want {x} for my birthday => the player wants {x} for his birthday
I inherited {x} from {n} => the player inherited {x} from {n}
I collect {x} => the player collects {x}
{n} is my [friend|good friend] => {n} is the player's friend
{n} is my enemy => {n} is the player's enemy
{n} has betrayed me => {n} has betrayed the player
{n} is dead => {n} is dead
{n} lives in {t} => {n} lives in {t}
{c} attacked {t} => {c} attacked {t}
{t} is my home => {t} is the player's home
I am left-handed => the player is left-handed
I cannot swim => the player cannot swim
I cannot read => the player cannot read
I am allergic to nuts => the player is allergic to nuts
I never [sleep|sleep at night] => the player never sleeps
I was born in winter => the player was born in winter
I have three sisters => the player has three sisters
I do not drink ale => the player does not drink ale
I am the daughter of {n} => the player is the daughter of {n}
I am the [squire|apprentice] of {n} => the player serves {n}
I am the brother of {n} => the player is the brother of {n}
I am the sister of {n} => the player is the sister of {n}
I am the twin of {n} => the player is the twin of {n}
I am the uncle of {n} => the player is the uncle of {n}
My cousin is called {n} => the player's cousin is called {n}
My cat is called {n} => the player's cat is called {n}
My mule is called {n} => the player's mule is called {n}
My sword is called {n} => the player's sword is called {n}
My son is called {n} => the player's son is called {n}
My daughter is called {n} => the player's daughter is called {n}
My [wife|dear wife] is called {n} => the player's wife is called {n}
My husband is called {n} => the player's husband is called {n}
My [teacher|old teacher] is {n} => the player's teacher is {n}
My captain is {n} => the player's captain is {n}
My uncle is {n} => the player's uncle is {n}
My grandfather was {n} => the player's grandfather was {n}
My real name is {n} => the player's real name is {n}
My secret name is {n} => the player's secret name is {n}
My friends call me {n} => the player's friends call him {n}
My bride is {n} of {t} => the player's bride is {n} of {t}
My brother is {r} in {t} => the player's brother is {r} in {t}
My mother was {r} => the player's mother was {r}
My sister is {r} => the player's sister is {r}
My uncle is {r} => the player's uncle is {r}
My wife is {r} => the player's wife is {r}
My grandmother was {r} => the player's grandmother was {r}
I am no longer {r} => the player is no longer {r}
I am secretly {r} => the player is secretly {r}
I am training to be {r} => the player is training to be {r}
I was raised by {r} => the player was raised by {r}
I was cheated by {r} in {t} => the player was cheated by {r} in {t}
I live with {r} => the player lives with {r}
I owe money to {r} in {t} => the player owes money to {r} in {t}
I saved {r} from {c} => the player saved {r} from {c}
I saved {n} from {c} => the player saved {n} from {c}
I trust {n} => the player trusts {n}
I miss {n} => the player misses {n}
I travel with {n} => the player travels with {n}
I was taught by {n} => the player was taught by {n}
I was betrayed by {n} => the player was betrayed by {n}
I was cursed by {n} => the player was cursed by {n}
I was knighted by {n} => the player was knighted by {n}
I gave {x} to {n} => the player gave {x} to {n}
I borrowed {x} from {n} => the player borrowed {x} from {n}
I stole {x} from {n} => the player stole {x} from {n}
I bought {x} in {t} => the player bought {x} in {t}
I found {x} in {t} => the player found {x} in {t}
I lost {x} at {b} => the player lost {x} at {b}
I hid {x} behind {b} => the player hid {x} behind {b}
I hid {x} near {t} => the player hid {x} near {t}
I won {x} at dice => the player won {x} at dice
I made {x} myself => the player made {x} himself
I have broken {x} => the player has broken {x}
I need {x} for {n} => the player needs {x} for {n}
I need {x} by winter => the player needs {x} by winter
I never travel without {x} => the player never travels without {x}
I keep {x} under my bed => the player keeps {x} under his bed
I am saving for {x} => the player is saving for {x}
I swore to find {n} => the player swore to find {n}
I swore never to touch {m} => the player swore never to touch {m}
I swore to hunt {c} => the player swore to hunt {c}
I was hurt by {c} near {t} => the player was hurt by {c} near {t}
I was raised among {c} => the player was raised among {c}
I ran from {c} in {t} => the player ran from {c} in {t}
I heard {c} at {b} => the player heard {c} at {b}
I can talk to {c} => the player can talk to {c}
I dream of {c} every night => the player dreams of {c} every night
I am hunted by {c} => the player is hunted by {c}
I am looking for {c} => the player is looking for {c}
I do not believe in {c} => the player does not believe in {c}
I lost my brother to {c} => the player lost his brother to {c}
I make {m} in {t} => the player makes {m} in {t}
I buy {m} every week => the player buys {m} every week
I trade in {m} => the player trades in {m}
I have run out of {m} => the player has run out of {m}
I bring {m} to {t} => the player brings {m} to {t}
I dislike the smell of {m} => the player dislikes the smell of {m}
I came here by way of {t} => the player came here by way of {t}
I left {t} last winter => the player left {t} last winter
I return to {t} in spring => the player returns to {t} in spring
I have never been to {t} => the player has never been to {t}
I own land near {t} => the player owns land near {t}
I studied in {t} => the player studied in {t}
I was married in {t} => the player was married in {t}
I was in prison in {t} => the player was in prison in {t}
I fought in the battle of {t} => the player fought in the battle of {t}
I rode here from {t} => the player rode here from {t}
I have enemies in {t} => the player has enemies in {t}
I have three children in {t} => the player has three children in {t}
I work at {b} => the player works at {b}
I sleep behind {b} => the player sleeps behind {b}
I was attacked at {b} => the player was attacked at {b}
I meet {n} at {b} => the player meets {n} at {b}
I left my horse at {b} => the player left his horse at {b}
I was born at {b} => the player was born at {b}
{n} is looking for me => {n} is looking for the player
{n} wants to kill me => {n} wants to kill the player
{n} owes me money => {n} owes the player money
{n} saved my life => {n} saved the player's life
{n} is my sister => {n} is the player's sister
{n} is my brother => {n} is the player's brother
{n} is my master => {n} is the player's master
{n} is a thief => {n} is a thief
{n} is a liar => {n} is a liar
{n} is hiding at {b} => {n} is hiding at {b}
{n} is waiting in {t} => {n} is waiting in {t}
{n} stole {x} from me => {n} stole {x} from the player
{n} has the key to {b} => {n} has the key to {b}
{n} will come here tomorrow => {n} will come here tomorrow
{c} burned my house => {c} burned the player's house
{c} live near {b} => {c} live near {b}
{c} are on the road to {t} => {c} are on the road to {t}
{t} has no {m} => {t} has no {m}
There is gold under {b} => there is gold under {b}
There are {c} near {t} => there are {c} near {t}
There is {r} in {t} who knows me => {r} in {t} knows the player
I am deaf in one ear => the player is deaf in one ear
I am blind in one eye => the player is blind in one eye
I am afraid of the dark => the player is afraid of the dark
I am afraid of heights => the player is afraid of heights
I am older than I look => the player is older than he looks
I cannot climb => the player cannot climb
I can read the old runes => the player can read the old runes
I can pick locks => the player can pick locks
I speak the tongue of elves => the player speaks the tongue of elves
I never lie => the player never lies
I never forget a face => the player never forgets a face
I only travel by night => the player only travels by night
I do not eat meat => the player does not eat meat
I always pay my debts => the player always pays his debts
I will be back in seven days => the player will be back in seven days
I leave at dawn => the player leaves at dawn
I have a wooden leg => the player has a wooden leg
I have five brothers => the player has five brothers
I have sworn off ale => the player has sworn off ale
My birthday is in spring => the player's birthday is in spring
My favourite colour is green => the player's favourite colour is green
My left arm is weak => the player's left arm is weak
My house burned down => the player's house burned down
My ship has sunk => the player's ship has sunk
My room is the one upstairs => the player's room is the one upstairs
""")

# How a game words the failure of a deed; {x} an item, {n} a person, {w} a role, {d} a door.
ERRORS = lines("""
[no room in the bag|the sack is too small|your hands are full|the chest is locked|the shop is shut|it is past midnight]
the {x} is [sold|gone|too heavy|broken|stolen|lost|locked away|reserved|not here|not for sale today|too hot|wet|already taken]
[there is no|we ran out of|nobody brought the|rats ate the] {x}
[{n}|the {w}] [is asleep|is not here|said no|has the key|took it|does not allow it|is watching|must agree first]
the [player|customer|stranger] [has no coins|is too poor|has no room|is too far away|is not trusted|must wait|left]
the {d} [is blocked|does not move|is barred|has no handle|is guarded|is frozen shut|is nailed shut]
[it rains too much|it is too dark|there is no light|it is too early|it is too late|the fire went out|the rope broke|the wheel is broken|the handle came off]
[only {n}|only the {w}] [can do that|may do that|has the key|knows how]
[come back|try again] [tomorrow|later|in the morning|after the feast]
[too few|too little] [coins|money|time|space|light|wood|oil] [is left|for that]
[the key|the lock|the hinge|the tool|the chain] [broke|is bent|does not fit|was lost|is too old]
[needs|it needs] [two people|a key|more light|a ladder|permission|the {w}]
{x} not found
limit of [two|three|five] a day [is reached|]
""")

# Verbs and doors beside the lists of tools.py.
VERBS = """
shake grab drop pull push break cut clear check find show hold use stop start burst smell taste
touch wrap unpack stack sort oil wax dry drain dig plant water pick chop grind melt forge bend
stretch fold hang drag drive ride chase scare greet calm feed bless bind free hire praise scold
mark name draw carve trace copy sign stamp deliver return swap pack load unload
lift hoist shift haul tug roll spin tilt tip flip wind crank press knock tap strike smash crush squeeze
peel slice saw hammer nail glue knot sew stitch patch weave dye bleach varnish gild engrave etch
inscribe label tag number list sketch map inspect examine study scan spot locate seek track cage
leash harness groom bathe rinse scrub scour sweep mop dust shine wipe soak wet sprinkle spray heat
chill freeze thaw boil fry toast grill bake smoke salt season stir pour sip swallow bite lick prune
trim weed mow rake trade auction insure rent lease donate gift present offer collect gather
retrieve recover rescue save release loosen tighten fasten attach detach join split divide halve
mix blend dismantle assemble build erect wreck topple unearth cover uncover unveil reveal conceal
disguise shield protect defend barricade block wedge fling hurl kick punch shove nudge poke stab
pierce drill ignite kindle douse snuff extinguish smother fan stoke tune blow sound honour salute
hex enchant charm bewitch cleanse purify banish conjure transform shrink enlarge register
record file store send post dispatch moor launch steer sink straighten flatten twist coil unroll
crumple rip tear shred hone grease lubricate plaster board caulk rotate reverse hoard
tally appraise value pawn redeem claim seize snatch pocket smuggle plunder loot
""".split()
DOOR_KINDS = """
door door door gate gate hatch portal grate chamber passage cell closet shed vault cabin cage
shutter tunnel
doorway archway entrance exit barrier grille postern wicket hatchway larder cupboard stall pen
kennel coop dungeon tomb sanctum study workshop loft armoury treasury storeroom pantry hall lodge
porch gatehouse wardrobe booth
""".split()
DOOR_PLACES = """
wine library bath wash grain coal treasure guard servants' throne bell south west east inner outer
upper lower third second bronze copper silver ebony pine carved painted painted round narrow wide
creaking locked forbidden lonely crooked river harbour market school crypt mill barn cheese smoke
smithy bakery brewery cow goat pig chicken rose moon sun star dragon lion wolf raven eagle ghost
bone skull witch's wizard's king's queen's captain's mayor's priest's monk's baker's jailer's
sailors' soldiers' thieves' cook's lady's little big heavy thick thin wooden steel brass golden
glass marble granite brick mossy rotten dusty rusty sunken flooded burnt cracked broken crimson
blue green white black grey yellow purple fourth fifth left right middle central main rear far near
top bottom secret sealed cursed enchanted magic holy sacred haunted ancient ruined royal guild town
village castle palace temple church tavern inn shop office study stair roof balcony bridge moat mine
quarry forest yard court arena theatre prison storm winter summer night shadow ember frost salt fish
spice herb flour meat milk apple potion scroll map tool weapon shield laundry weaving tailor's
emergency delivery visitors' merchants' bishop's hunter's gardener's watchman's
""".split()
