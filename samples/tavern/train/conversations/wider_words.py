"""Words beside those of words.py, for training alone: what the patterns of wider_*.py are filled with.

Their number is what counts. A word that comes once in a thousand prompts cannot be told from habit;
it has to be read. No word here is one that the lists of words.py, lore.py or tools.py hold out.
"""

from .grammar import plural

# Things one can count, with a regular plural.
THINGS = """
abacus accordion acorn arch armchair axle bagpipe balcony balloon bandanna banjo barrow basin
bassoon bauble beacon beam bead bonnet bobbin bolster bonfire bookmark bootlace bowstring bracket
bramble brick broom bugle bundle buoy button cabinet cameo candlestick canopy canteen cape carafe
card cartwheel cask catapult censer chalice chandelier chart chime chopstick cistern clamp clapper
clarinet clasp cloth clog cobweb coin collar colander column corkscrew cornet corset cot counter
cradle crank crate crayon crib crock crowbar crucible crutch cufflink cupboard curl cutlass cymbal
dart decanter desk dial diadem dinghy dipper doorknob doorstep doublet drawer dress duster dye
earring easel egg emblem engine envelope eyeglass fan faucet fender fiddlestick figurehead file
filter firefly flagpole flail flint float flowerpot flywheel footstool fork funnel garland garter
gavel gear gem girdle glider globe glove gown grater gravestone grindstone gridiron griddle guitar
gutter gyroscope hairpin halter hammock hamper handkerchief handle handrail harness harp harpoon
hassock hat hatchet haversack hearth helm hinge hive hobnail hogshead horn icicle inkpot
instrument jacket jerkin jewel jigsaw joist kite knapsack knob knocker knot label lampshade lasso
latch lathe leaflet lectern ledger lens lid lever litter locket log lozenge lyre mallet mandolin
mantle manuscript mast mat mattress medal medallion megaphone millstone mitre monocle mop mortar
mosaic mousetrap mug nail napkin nest nozzle nugget nutcracker oboe obelisk opener ornament
ottoman oven paddle padlock pail palette palisade pamphlet panel parasol parcel pavilion pebble
pedal pedestal peg pendant pendulum pennant pestle petticoat pew phial pillar pillory pin
pincushion pinwheel pistol piston pitchfork plank plaque platter plug plume pocket pole pommel
portrait poster pouffe press prism prong propeller pulley pump purse puzzle rack raincoat rafter
rail rapier rattle razor recorder reel relic ribbon riddle robe rocket roller rosary rudder ruff
ruler sabre sachet saltcellar sandal sash saucepan saucer scabbard scale scarecrow sceptre scooter
screen screw sculpture scraper seal seashell seesaw shackle shawl sheath shell shingle shoelace
shuttle sieve signpost sill sink sledge sleeve sleigh slipper slate snuffbox socket sofa spade
spar sparkler spear spigot spike spinet splint splinter spool spout spring spur squeegee staple
statuette stake stencil stilt stirrer stove straw stretcher sundress swing syringe tablecloth
tablet talon tankard tape tassel teapot telescope thermometer thimble throne tiara tile tiller
timber token tombstone tool toothpick torque towel toy tray treadmill trellis tricycle tripod
trident trough trowel trumpet trunk tub tube tuft tureen turban turnstile tusk tweezer twig
umbrella urn valve vane vat veil vellum vessel vial viola violin visor wallet wardrobe washtub
wedge weight whetstone whisk wick wig windlass windmill wineskin wreath wrench wristband yoke
zither
""".split()

# Spots where something may be: "the old quay", "behind the quay".
SPOTS = """
abbey aqueduct arbour archway arena armoury attic avenue bastion bay beach bog bower boathouse
brook cabin camp canyon castle cavern causeway clearing cliff cloister coast convent copse corral
cottage courtyard cove crater creek dam delta den dell dike ditch dock dormitory dune dyke
embankment estate estuary farmyard fen fjord footbridge footpath foundry fort fortress gallery
gallows garrison gazebo geyser glacier glade glen gorge grange grotto grove gulch gully hamlet
hangar headland heath hedge henhouse highway hillock hollow homestead hostel islet jetty junction
kennel kiln knoll lagoon lane laundry lawn ledge lodge loft maze meadow mausoleum mill moat
monastery monument mound nursery oasis orangery outpost paddock palace parade park parlour pass
passage pasture path patch pavement pen peninsula pier pigsty pinewood plateau platform playground
plaza pool porch pond precipice priory promontory pyramid quay racetrack rampart ravine redoubt
reef reservoir ridge rockery roof roost rotunda ruin sandbank sanctuary scaffold school scullery
shed shelter shipwreck shore shrine sluice slope smokehouse spinney spring stage stairway station
steeple steppe stockade storehouse strait summit swamp tarn tavern terrace thicket threshold
toolshed track trench tomb tunnel turret valley vault veranda viaduct village villa vineyard
volcano wall warehouse waterfall watermill weir wharf wilderness woodpile workshop yard ziggurat
""".split()

BEASTS = """
adder albatross alpaca ant antelope ape armadillo basilisk beaver bee beetle blackbird bloodhound
buffalo bull bullfrog bumblebee butterfly buzzard camel canary caterpillar centaur centipede
chameleon cheetah chicken chimera chipmunk cicada cockatrice condor cormorant cougar cow coyote
crane cricket crocodile cuckoo cyclops dinosaur dolphin dove dragonfly drake duck eagle earwig
elephant elk ferret finch flamingo flea fly gadfly gargoyle gazelle gecko ghoul gibbon giraffe
gnat gnome golem gopher gorilla grasshopper gryphon gull hamster hawk hedgehog hippogriff hornet
hyena ibis iguana jackal jackdaw jaguar jay kangaroo kestrel kingfisher kitten kraken ladybird
lark leech lemming leopard leviathan lion llama lobster locust lynx macaw magpie mammoth mantis
marmot marten meerkat minotaur mole mongoose monkey mosquito moth mule mustang newt nightingale
ocelot octopus ogre orangutan ostrich oriole osprey panda panther parrot partridge peacock pelican
penguin pheasant phoenix pig pigeon piglet platypus polecat porcupine porpoise puffin puma puppy
python quail rabbit raccoon ram rattlesnake rhinoceros robin rooster salamander satyr scorpion
seahorse seal serpent shark shrew skunk skylark sloth slug snail snake sparrow sphinx squid
squirrel starling stallion stoat stork sturgeon swallow tadpole tarantula termite thrush tick
tiger toad tortoise turkey turtle viper vole vulture walrus warthog wasp waterbird weasel weevil
whale wolverine wombat woodpecker worm wyvern yak zebra
""".split()

TRADES = """
abbot acrobat actor admiral ambassador archer architect astrologer astronomer auctioneer barber
bargeman boatman bookseller brickmaker burglar butler captain carter chamberlain chandler chaplain
clockmaker clown coachman coiner collier conjurer constable copyist corporal courier cowherd
dancer dairymaid dentist detective distiller diver doctor dragoon drummer duchess dyer embroiderer
emperor engraver envoy executioner explorer falconer farrier florist footman forester furrier
gambler glazier glover goatherd goldsmith governor grocer gunner hangman harper hatter herald
housekeeper huntress inspector interpreter ironmonger jailer janitor jester jockey joiner judge
lacemaker laundress lawyer lieutenant lookout lumberjack magician marksman marshal matron
messenger milkmaid minister minstrel musician navigator nobleman nurse oarsman organist painter
page philosopher pilot piper poacher poet porter postman printer professor prophet puppeteer
quartermaster raftsman ranger reaper rider roofer saddler sawyer scholar schoolmaster sculptor
seamstress sentry sergeant servant sexton shoemaker silversmith singer squire stonecutter
storyteller student swineherd swordsmith teacher thatcher thief tinsmith torchbearer trader
treasurer trumpeter turnkey tutor usher valet vicar vintner waiter warden washerwoman weaponsmith
woolcomber
""".split() + [
    "ballad singer",
    "basket weaver",
    "broom maker",
    "fencing master",
    "kennel master",
    "paper maker",
    "pastry cook",
    "pearl diver",
    "salt merchant",
    "soap boiler",
    "street sweeper",
    "town crier",
    "violin maker",
    "well digger",
    "wine seller",
    "wood carver",
]

STUFF = """
amber ash asphalt balsam bark beeswax bone borax bran brass brocade bronze caviar cement chaff
chicory chocolate cinder clover coal cocoa coffee compost confetti coral cork cotton cream curry
damask denim dough dung dust ebony felt fennel flannel flax foam fodder frosting fudge fur glitter
granite grass gravel grease gypsum hay hazel hemp holly horsehair ice ivy jade jasmine jelly juice
juniper kelp lard lead lichen licorice lime liquor lint malt manure marble mercury mistletoe mud
muslin mustard myrtle nectar nutmeg oatmeal ointment ore paint paper parchment paste peat
peppermint perfume plaster pollen polish porcelain powder pulp pumice quartz quicklime rice
rosemary rosin rubber rust saliva sand sandalwood sap satin sawdust seaweed sherbet silt slate
slime sludge smoke snow soda soot spinach sponge starch steel straw suet sugar syrup talc tallow
thatch tobacco treacle turpentine tweed varnish vinegar water whiskey willow yeast
""".split()

ADJECTIVES = """
abrupt absent ample angular arched artful ashen awful awkward bald bare bashful bearded bland
bleak blistered bloated blotchy bold bony brash brave breezy brief brisk brittle bulky bumpy
buoyant burly bushy busy calm careful careless charred chilly chipped chubby clammy clean clear
clever cloudy clumsy coarse colourful comfortable cosy costly crafty creaky creamy crisp crumbly
crunchy curly damp dapper decent deep delicate dented dim dirty discreet dizzy downy drab dreadful
dreary dull dusky eager earthen elegant empty enormous even faded faint false famous fancy fat
faulty fearsome feeble fierce filthy flaky flat fleecy flimsy floppy fluffy fragile fragrant frail
freckled frilly frothy full furry fuzzy gaudy gentle ghostly giddy glassy gleeful glittery gloomy
glossy graceful grand grassy greasy grim grimy gritty grubby gruesome hairy handsome handy
harmless hasty hazy heated hefty hidden hilly hoarse homely humid icy idle immense itchy jagged
jaunty jealous jittery jolly juicy keen kindly knobbly knotted lame lanky large lavish lazy leafy
lean leaky likely limp little lively loaded lofty lonesome loose loud lovely low lukewarm lumpy
lush mad marvellous massive meagre mean meek mellow melted mild milky minute misty modest moist
mossy mouldy muddy muffled murky musty muted narrowed nasty neat needy nervous nimble noisy numb
obedient oily open ordinary oval padded pallid peaceful peculiar petty pious pleasant pliable
plump pointed polite pompous poor powdery precious pretty prickly prim proper proud puffy puny
quaint quick quiet ragged rapid rash raw reckless ribbed rich rigid ripe rocky rotten rough rowdy
rubbery rude rugged runny rustic sandy scaly scarce scarred scented scorched scratched scrawny
scruffy secure selfish serious severe shabby shady shaggy shaky shallow shapeless shiny shoddy
showy shrill shy silky silly sleek slender slick slim slimy slippery sloppy slow smeared smelly
smooth smug snug soaked soapy sober soft soggy solemn solid sooty sore spare sparkly spicy spiky
spiral splendid spotless springy squashed squeaky stale starry steady steep sticky stiff stout
straight streaky strong stubborn stuffy stylish subtle sunny superb swampy swift swollen tame
tangled tasty tattered tender tepid thirsty thorny threadbare tidy tight timid tired torn tough
tranquil tricky trim trusty unfinished unlucky unpaid untidy upright upset vague vain vast velvety
vivid wary watery wavy weak wealthy weary weathered wet wicked wide wild wilted windy winged wiry
wise withered wobbly wooded worthless woven wretched wrinkled young zealous
""".split()

# Regular ones as they are, others with past and participle: what one can do with a thing.
DEEDS = """
abandon admire adjust alter arrange assemble attach auction balance bake banish baptise barter
bend/bent/bent bite/bit/bitten blacken bleach blow/blew/blown borrow brandish break/broke/broken
bruise buckle build/built/built bump burn butter carve chain chalk chew chisel choose/chose/chosen
claim comb conceal confiscate cover crack crumple crush cure dampen darken decorate defend deliver
demand dent design destroy devour discard discover dismantle display divide donate draw/drew/drawn
dust earn embrace empty enlarge envy examine exchange exhibit explain fasten fetch fill
find/found/found fix flatten flavour fling/flung/flung fold forge forget/forgot/forgotten
freeze/froze/frozen gather gild give/gave/given glue grease grip/gripped/gripped handle hammer
hang/hung/hung haul heat hide/hid/hidden hoist hold/held/held import inherit insult inspect invent
join juggle keep/kept/kept kick kidnap/kidnapped/kidnapped kiss label leave/left/left lick lift
load lose/lost/lost loosen melt misplace mount nail notice obtain offer order oil pack paddle pawn
peel pickle pinch place plant pocket poison polish pound praise preserve press prick promise
puncture purchase push rattle recover refuse reject release rename rent replace rescue restore
return reveal ride/rode/ridden rinse roast roll ruin saddle sample scorch scrape scratch
scrub/scrubbed/scrubbed scatter seal seize sew/sewed/sewn shake/shook/shaken shape shatter shift
shoot/shot/shot shorten shrink/shrank/shrunk sketch slice smash smear smell smuggle sniff smoke
smother soak soften spill split/split/split spoil spin/spun/spun sprinkle squash squeeze stain
stamp steer stitch straighten strap/strapped/strapped stuff study swallow swap/swapped/swapped
sweep/swept/swept swing/swung/swung swipe tap/tapped/tapped tear/tore/torn thaw throw/threw/thrown
tickle tighten tow toss trade trample trim/trimmed/trimmed twist unearth unfold unload unlock
unpack unroll unwrap/unwrapped/unwrapped value varnish wax wear/wore/worn weigh wet/wetted/wetted
whitewash wipe wrap/wrapped/wrapped wreck yank
""".split()

# What people and beasts do by themselves.
ACTS = """
applaud argue bark blink blush boast bow chant chatter cheer climb complain cough crawl
creep/crept/crept croak cry dance dream drift drink/drank/drunk drown faint fall/fell/fallen
fight/fought/fought fish flee/fled/fled flinch float fly/flew/flown frown gallop gamble giggle
grin/grinned/grinned groan growl grumble gargle hesitate hiccup hiss hum/hummed/hummed hobble
kneel/knelt/knelt laugh limp linger march meditate moan mumble mutter nod/nodded/nodded paddle
panic/panicked/panicked pant ponder pray quarrel/quarrelled/quarrelled quiver rest roar
run/ran/run scream shiver shout shriek shrug/shrugged/shrugged sigh sing/sang/sung skate
slip/slipped/slipped smile sneeze snore snort sob/sobbed/sobbed spit/spat/spat squint stagger
stammer stand/stood/stood stare starve stumble swear/swore/sworn sweat/sweated/sweated
swim/swam/swum tremble trot/trotted/trotted vanish wail wait wander waltz weep/wept/wept whimper
wink wobble work yawn yell
""".split()

# Deeds to people.
TREATMENTS = """
accuse amuse annoy answer arrest avoid beat/beat/beaten befriend believe betray blame bother bribe
calm challenge cheat comfort congratulate convince deceive despise distract doubt educate employ
encourage escort fool forgive/forgave/forgiven frighten greet help hug/hugged/hugged imitate
impress interrupt interview invite mock nurse obey outwit/outwitted/outwitted pay/paid/paid
persuade pester please protect punish question recognise remind ridicule serve surprise suspect
tease thank threaten train trick/tricked/tricked trust tutor upset/upset/upset visit welcome
worship
""".split()

KIN = """
aunt baby brother child cousin daughter father friend grandfather grandmother godfather husband
mother neighbour nephew niece orphan rival sister son stepmother twin uncle widow wife apprentice
guest lodger pupil partner landlord debtor creditor
""".split()

PARTS = """
ankle arm beard belly brow cheek chin ear elbow eye eyebrow fist finger forehead heel hip jaw knee
leg lip moustache neck nose palm shoulder skull thumb toe tongue waist wrist
""".split()

NOTIONS = """
absence accident agreement ambition anger bargain bet birthday blunder boredom ceremony chance
charity childhood confession contest coronation courtship cowardice crime custom danger deception
defeat departure desire dignity disaster disguise dispute divorce doubt dowry duel envy error
escape exile failure faith farewell fate favour feast fever flattery forgery fraud friendship
funeral game generosity greed grief guilt harvest hatred holiday hope hunger illness inheritance
innocence insult invention jealousy joke journey justice kindness lawsuit legend lesson lottery
love loyalty madness marriage memory mischief misery mistake modesty name nightmare oath omen
opinion parade peace penance pilgrimage plan pledge plot poverty prayer pride promise prophecy
proverb punishment quarrel race rebellion recipe regret rescue revenge riot ritual robbery rumble
sacrifice scandal shame shipwreck shortage siege spell stench tale temper tradition treason treaty
trial triumph truce truth vanity verdict victory vow wager wisdom wish worry
""".split()

SOUNDS = """
banging bubbling chanting clanking coughing creaking drumming grinding humming knocking laughter
moaning rustling scratching sobbing splashing ticking tapping thumping whistling
""".split()
HOURS = """
at breakfast
at noon
at supper
after dark
after the harvest
before breakfast
before anyone wakes
before the first snow
by lamplight
by tomorrow noon
during the sermon
each morning
every evening
every other week
in broad daylight
in the rain
in the small hours
just after sunset
on market days
on the longest day
once a year
since last spring
this very evening
twice a week
under a full moon
until the wind drops
when nobody looks
when the fog lifts
while everyone naps
within a week
""".strip().split("\n")
MANNERS = """
alone
backwards
barefoot
blindfolded
carefully
cheerfully
gently
gladly
hastily
in disguise
in secret
in silence
on foot
on tiptoe
patiently
politely
quickly
quietly
secretly
slowly
twice
without a word
without any help
without being seen
with both arms
with great care
with one eye shut
""".strip().split("\n")
NUMBERS = """
two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
""".split()
COLLECTIONS = """
armful barrel basket bag box bucket bundle cartload chest crate handful heap load pile pot sack
shipload tray tub wagonload
""".split()


def forms(entry):
    """Base, past and participle of a verb."""
    if "/" in entry:
        return entry.split("/")
    if entry.endswith("e"):
        past = entry + "d"
    elif entry.endswith("y") and entry[-2] not in "aeiou":
        past = entry[:-1] + "ied"
    else:
        past = entry + "ed"
    return [entry, past, past]

