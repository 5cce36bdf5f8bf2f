"""Word lists for items, people and places. No logic."""

from .split import parted, words

# Things one can count: "a kettle", "two kettles".
ONE = words("""
kettle dagger lantern cloak hammer bucket barrel saddle ring amulet helmet shield sword spear axe
pickaxe shovel rope candle mirror comb brush quill inkwell scroll flute lute drum fiddle whistle
pipe pouch satchel basket blanket pillow tunic shirt hat hood scarf belt buckle brooch necklace
bracelet crown goblet tankard mug bowl plate spoon ladle cauldron pan skillet knife cleaver sickle
scythe rake plough hoe chisel saw anvil needle thimble spindle loom net hook rod oar anchor compass
sextant spyglass hourglass sundial tinderbox torch lamp wand staff orb crystal ruby emerald sapphire
opal pearl feather pelt hide horseshoe bridle whip cage trap snare crossbow bow quiver sling
gauntlet breastplate pie tart loaf cake pudding sausage ham pickle onion cabbage turnip pumpkin
melon apple pear plum fig lemon potion elixir tonic salve bandage charm talisman idol figurine doll
puppet mask lockpick padlock chain bell gong almanac songbook cookbook parchment tapestry rug
cushion stool chest casket urn vase jug flask bottle keg trophy banner wheel bolt raft canoe marble
ferret goat lamb hen goose donkey pony falcon chessboard waistcoat apron kerchief poultice skewer
pasty dumpling room bed bath meal map book key horse mule tent bedroll letter pen coat robe sack box
cup jar pot lock boat cart ladder
""")

# Things without a number: "some ale".
MASS = words("""
ale cider mead wine stout porter brandy rum milk buttermilk honey cheese butter bread rye soup stew
porridge gravy bacon venison mutton jerky trout salmon cod eel herring garlic parsley sage mint
thyme saffron pepper cinnamon ginger vinegar oil flour barley wool linen silk velvet leather canvas
twine string wax soap incense charcoal tar ink glue lace yarn copper iron tin sulphur chalk tea
broth marmalade jam nougat toffee gingerbread pitch resin moss lavender
""")

# Things that come in numbers: "some boots".
MANY = words("""
boots gloves mittens slippers socks trousers breeches mushrooms turnips carrots leeks beans peas
lentils walnuts hazelnuts chestnuts berries cherries raisins dates oats nails rivets arrows bolts
hooks needles buttons beads dice cards shears scissors tongs pincers bellows spectacles reins
stirrups bandages candles herbs roots radishes oysters mussels crabs snails feathers antlers scales
hides pelts goggles ribbons biscuits pretzels sandals earrings
""")

ADJECTIVES = words("""
iron silver golden brass bronze copper wooden oaken bone ivory crystal leather woollen silken velvet
linen stone clay glass steel tin pewter old new worn rusty polished bent battered cracked sturdy
heavy light small large tiny giant broad narrow long short round square sharp blunt curved twisted
hollow carved painted gilded engraved embroidered plain simple fine rare common strange odd cursed
blessed holy royal noble humble foreign northern southern eastern western dwarven elven goblin
trollish red blue green yellow black white grey brown purple crimson scarlet amber azure pale dark
bright gleaming shining smoky spiced salted smoked sweet sour bitter fresh dried roasted pickled
baked mulled warm cold frozen frosty winter summer autumn spring moonlit starlit midnight river
forest mountain marsh desert sea island harbour village farmhouse hunter's sailor's miner's
soldier's monk's queen's king's wizard's widow's shepherd's travelling folding singing whispering
silent lucky hexed enchanted ancient forgotten patched striped spotted feathered fur-lined
double-headed three-legged lopsided second-hand thick thin crooked speckled
""")

OF_WHAT = words("""
embers winter thunder dawn dusk sorrow mercy fortune storms ravens wolves foxes owls thorns roses
ashes shadows whispers mirth luck courage patience honesty silence echoes dreams slumber swiftness
giants kings queens saints rivers tides salt frost sparks starlight moonlight cunning plenty warding
wandering mourning laughter
""")

ROLES = parted("""
innkeeper
smith
baker
miller
butcher
brewer
tailor
weaver
cobbler
carpenter
mason
potter
tanner
fletcher
bowyer
armourer
jeweller
herbalist
apothecary
healer
midwife
priest
monk
nun
scribe
librarian
bard
fiddler
juggler
fortune teller
hedge witch
wizard
alchemist
guard captain
guard
watchman
gatekeeper
hunter
trapper
fisherman
fishwife
ferryman
sailor
shipwright
stablehand
horse trader
shepherd
farmer
beekeeper
woodcutter
charcoal burner
miner
peddler
merchant
moneylender
clerk
tax collector
magistrate
steward
cook
scullion
barmaid
gravedigger
rat catcher
chimney sweep
lamplighter
bell ringer
gardener
glassblower
candlemaker
cartographer
locksmith
cooper
wheelwright
rope maker
cheesemonger
spice seller
mapmaker
toymaker
bookbinder
""")

# All of them singular, so that "the X is ..." holds.
BUILDINGS = parted("""
mill
smithy
bakery
temple
chapel
market
harbour
library
town hall
barracks
north gate
south gate
east gate
west gate
old bridge
graveyard
stable
tannery
brewery
well
bathhouse
watchtower
lighthouse
orchard
quarry
sawmill
shipyard
prison
theatre
guildhall
apothecary shop
tailor shop
fish market
granary
ferry landing
herb garden
cathedral
hermitage
dovecote
toll house
bell tower
counting house
""")

LANDMARKS = parted("""
the old mill
the north road
the dark wood
the crypt
the cellar
the marsh
the stone circle
the abandoned mine
the river ford
the ruined tower
the goblin caves
the haunted barn
the hanging tree
the frozen lake
the smugglers' cove
the burnt farm
the wolf den
the hermit's hut
the sunken chapel
the crossroads
the deep well
the giant's chair
the salt flats
the foggy moor
the old battlefield
the fallen oak
the witch's pond
the blackthorn hedge
the eastern hills
the collapsed bridge
""")

DIRECTIONS = parted("""
north of the square
south of the square
east of the square
west of the square
past the bridge
across the river
behind the big oak
next to the town wall
at the end of Candle Lane
at the top of the hill
at the foot of the hill
down by the water
just outside the east gate
just inside the west gate
two streets north of here
three streets south of here
left of the fountain
right of the fountain
up the narrow stairs
around the corner to the left
around the corner to the right
beyond the wheat fields
halfway down Miller Street
opposite the old statue
under the great arch
through the crooked alley
along the canal to the east
on the road to the north
on the far bank of the stream
between the two towers
""")

CREATURES = words("""
wolves goblins bandits trolls spiders rats bats ghosts imps bears boars crows pirates smugglers
skeletons giants witches pixies harpies lizards kobolds deserters tinkers strangers monks knights
""")

ANIMALS = words("""
Goose Boar Stag Hound Fox Raven Swan Otter Badger Trout Pony Ram Cockerel Hare Owl Bear Griffin
Dragon Mermaid Toad Heron Mule Weasel Unicorn
""")

SIGN_WORDS = words("""
Gilded Drunken Laughing Prancing Sleepy Merry Rusty Silver Golden Black White Red Green Blue Crooked
Dancing Hungry Thirsty Jolly Lonely Blind Brave Singing Snoring Limping Speckled
""")

NAME_STARTS = """
Mar Tol Bren El Gar Hil Ing Jor Kat Lor Mor Nel Os Per Quin Ros Sel Tam Ul Ver Wil Yor Zan Al Ber
Cor Dag Ed Fen Gis Har Is Jan Kel Lin Mil Nor Or Pel Rag Sig Thor Un Vas Wen Ad Bol Cal Dor Em Fal
Gwen Hob Iv Jas Kor Lud Mat Nan Ol
""".split()
NAME_MIDDLES = """
a e i o u an en in on ar er il ol am em ad ed id ab ev av iv as is os al el
""".split()
NAME_ENDS = """
ta na la ra da ric win wick bert mund gar gard a o e us is an en in on ard old mir dis beth lyn wen
sa ka ko do no ley ton ster ne th ra la dra dor kin
""".split()

TOWN_ENDS = """
moor ham ford wick bury dale mere stead ton holm gate crest fell haven port bridge field wood
""".split()

ITEM_ENDS = """
root leaf berry cap bloom moss dust brew cloth stone wort fruit nut bark blade horn tail spice
""".split()
