"""Patterns of places, doors and errors, for training alone; wider_world.py spells them."""

from .split import lines

# They follow "is" and "you will find it", and stand between "look" and "there it is".
DIRECTIONS = lines("""
[up|down|over|behind|below|above|beside|past|near|beyond|inside] the [<adj>||<adj>] <spot>
[up|down|over|behind|near|past] the <spot> [and then|, then|and] [left|right|straight ahead|uphill|downhill|north|south] at the <thing>
[two|three|four|five] [doors|houses|steps|roofs|walls|gardens] [past|behind|from|before|below] the <adj> <spot>
[two|three|four|five|six] [miles|days|hours|furlongs] [up|down|along|from] the <spot> [of|near] {town}
[between|halfway between] the <spot> and the [<adj>||] <thing>
[where|right where] the <spot> meets the [<adj>||] <spot>
[where|right where] the [<adj>||] <trade> [once|always|often|never] <acted>
where {person} keeps the [<adj>||] [<beasts>|<things>]
[under|over|behind|opposite|below|beside] the sign of the <adj> [<beast>|<thing>]
[at|near] the [upper|outer|far|dark|sunny|narrow|left|right] end of [the <spot>|<Adj> <Spot>|<Beast> <Spot>]
[in|off|behind|along] [<Beast> Lane|<Thing> Street|<Adj> Lane|<Trade>'s Row|<Thing> Alley|<Stuff> Square|{person}'s Lane]
[at the corner of|between|where you cross] <Thing> Street and <Beast> Lane
[at|by] the [first|second|third|fourth] [door|house|gate|arch] after the <adj> <thing>
[in|behind|across from|next to] the <spot> [with|without] the [<adj>||] <thing>
[behind|past|under|through] the <thing> that [the <trade>|{person}] <did>
a stone's throw [from|below|above|past] the <adj> <spot>
[as far as|not as far as] the <spot>, [by|past] the <thing>
[deep|high up|far down|a little way] [in|behind] the <adj> <spot>
[just|right|straight] [across|over|behind|up|down] the <spot>, [by|next to|under] the <thing>
[next to|across from|above|below|behind] the house of the [<adj>||] <trade>
[down|up] the <adj> [steps|ladder|stairs|slope|path] [to|behind|under|past] the <spot>
[through|beyond] the <thing> [gate|door|arch] and [over|past|under|around] the <spot>
[on|against|near] the [left|right|north|south|sunny|far|other] [side|wall|edge] of the [<adj>||] <spot>
[wherever|not where] the <beasts> <act>
as [the <beast>|the <adj> <beast>] [runs|flies|crawls|walks], beyond the <spot>
around the [first|second|third|<adj>] <thing>, [then|and] [left|right|up|down] [to|along] the <spot>
in {town}, [behind|near|past] the <adj> <spot>
[halfway|most of the way|a third of the way] [up|down|along] the <adj> <spot>
[among|between] the <adj> [<things>|trees|rocks|barrels] of the <spot>
along the [<adj>||] <spot> until [the <thing> ends|you smell <stuff>|you see <beasts>|you hear <sound>]
[before|after] the <spot>, under [<a adj> <thing>|the last <thing>|<num> <things>]
[left|right|north|south|uphill|downhill] [of|from] the <trade>'s [<adj>||] [<spot>|<thing>]
""")

LANDMARKS = lines("""
the <adj> <spot>
the <adj> <spot>
the <spot>
the <beast>'s <spot>
the <trade>'s <spot>
the <spot> of <stuff>
the <spot> of the <adj> <beast>
the <thing> <spot>
the <stuff> <spot>
the <num> <things>
the <adj> <thing>
the <spot> near {town}
the <spot> behind the <spot>
[<Beast>|<Thing>|<Adj>|<Stuff>|{town}] <Spot>
{person}'s <spot>
the {town} <spot>
the [upper|outer|lost|hidden|second] <spot>
""")

BUILDINGS = lines("""
<adj> <spot>
<spot>
<thing> [shop|market|store|factory|museum]
<stuff> [shop|market|store|mill|press]
<beast> [farm|house|market|pen|yard]
<single>'s [house|shop|yard|<spot>]
[house|hall|tower|garden] of <stuff>
[house|hall|tower|home] of the <adj> <beast>
[upper|outer|second|little|royal|public] <spot>
""")

DOORS = lines("""
<adj> door
<adj> [gate|hatch|grate|vault|portal]
<thing> [door|room|cupboard|hatch|chamber]
<stuff> [door|cellar|room|store]
<single>'s [door|room|chest|gate|closet|cabin]
[door|gate|hatch|passage] [behind|under|near|beside] the <thing>
[door|gate|hatch] with the <adj> <thing>
[door|gate|passage] to the <spot>
<spot> [door|gate]
""")

ERRORS = lines("""
the <thing> [is|was] [<adj>|not there|out of reach|in the way|too far away|under water|full of <stuff>]
[a|no|one] <trade> [is|was] [there|in the way|at the door]
[there is|we have] no <thing> [here|left|for that|in the <spot>]
the <adj> <trade> <did> the <thing>
<beasts> [<did> the <thing>|are in the way|are in the <spot>]
not [before the|without the|without a] [<notion>|<thing>]
the <spot> is [<adj>|closed|on fire|under water|full of <beasts>]
[only|at least] <num> [coins|days|steps|<things>] [left|remain|are missing]
it [smells|looks|feels] too <adj>
the <trade> [must|has to|wants to] <do> it first
[too much|not enough|no] [<stuff>|<notion>]
[you need|needs] [<a adj> <thing>|<num> <things>|some <stuff>]
<stuff> [on|in|under] the <thing>
<a notion> [prevents it|came first|is going on]
""")
