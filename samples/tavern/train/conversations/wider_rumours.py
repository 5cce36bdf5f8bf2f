"""Patterns of rumours and secrets, for training alone; wider_world.py spells them.

They are clauses that follow "they say". Some are absurd on purpose: what is learnt is to tell what
stands in the prompt, not what sounds likely.
"""

from .split import lines

RUMOURS = lines("""
the <notion> will be <adj>, the <trade> [swears|thinks|claims]
the <notion> [comes|ends|begins] <when>, the <trade> [swears|told me|thinks]
the <things> will be <adj>, {person} [swears|thinks|claims]
<who> <did> <the_thing>, the {role} [swears|claims|told me]
<who> will <act> [at|near] <place>, the <trade> [swears|thinks|told me]
<who> <acted> <when>, the <kin> of {person} [swears|claims]
nobody <acts> [at|near] <place> any more, the <trade> [swears|claims]
<who> <did> <the_thing>
<who> <did> <a_thing> [<when>||<how>]
<who> <did> <the_thing> [at|near|behind|inside] <place>
<who> <treated> <who> [<when>||<how>]
<who> <treated> <who> [at|near|behind] <place>
<who> <acted> [at|near|behind] <place> [<when>||]
<who> <acts> [<when>|<how>] [at|near|behind] <place>
<who> <treats> <who> <when>
<who> <did> <the_thing> before anyone <acted>
<who> <did> <the_thing> because the <beasts> <acted>
<who> <did> <the_thing> while the <trade> <acted>
<who> <did> <the_thing>, but <who> <did> it back
<who> <did> <the_thing> and <who> <acted>
<who> <did> <the_thing> until <who> <acted>
<who> [will|must|wants to|may|cannot|dares not] <do> <the_thing>
<who> [will|must|wants to|may|cannot|refuses to] <act> [at|near|in] <place>
<who> [will|must|wants to|swore to|hopes to] <treat> <who> [<when>||]
<who> [can|could once] <act> like <a beast>
<who> [can|used to] <do> <num> <things> <how>
<who> once <did> <a_thing> for <who>
<who> never <did> <the_thing>, whatever <who> claims
<who> knows who <did> <the_thing>
<who> knows what rests [behind|beneath|inside] <place>
<who> knows why the <beasts> <act>
<who> knows where <who> <did> <the_thing>
<who> [has|had] <done> <the_thing> [of|behind|near] <place>
<who> has [not|never|only once|often] <done> <the_thing>
<who> is the [true|lost|secret|long lost] <kin> of <who>
<who> is [more|less] <adj> than <a beast>
<who> is as <adj> as <a thing>
<who> is no longer the <trade> of {town}
<who> was [once|never|always|almost] <a adj> <trade> in {town}
<who> was seen [at|near|behind] <place> with <a_thing>
<who> was seen with <who> <when>
<who> was <done> by <beings> [at|near] <place>
<who> [keeps|hides|raises|breeds] <beings> [at|behind|under] <place>
<who> [keeps|hides|guards] <a_thing> [at|behind|under] <place>
<who> [owes|sent|gave|promised] <who> <a_thing>
<who> [bought|sold|stole|found|lost] <a_thing> [at|near|behind] <place>
<who> [bought|sold|stole|won|lost] <the_thing> of <who>
<who> [fears|loves|hates|misses] <beings> [<when>||]
<who> [fears|loves|hates|blames] <who> since the <notion>
<who> [speaks|sings|talks] to <the_thing> [<when>||]
<who> [speaks|sings|writes] of nothing but the <notion>
<who> [married|divorced|left] <who> for <a_thing>
<who> [marries|leaves|follows] <who> [<when>||]
<who> [died|fled|drowned|vanished] after the <notion> of {town}
<who> [returned|came back|escaped] from <place> with <a adj> <part>
<who> [returned|came back|escaped] from <place> without <the_thing>
<who> [wears|carries|hides] <a_thing> under the <thing>
<who> [pays|offers|asks] <num> coins for <a adj> <thing>
<who> [pays|begs] <who> to <do> <the_thing>
<who> [told|taught|ordered|asked] <who> to <do> <the_thing>
<who> [wrote|read|burned] <a adj> [letter|book|poem] about <who>
<who> [won|lost] the <notion> against <who>
<who> [won|lost] <a_thing> in <a notion>
<who> [dreams|dreamt] of <beings> [<when>||at <place>]
<who> changed into <a adj> <beast> [<when>||at <place>]
<who> fell [into|off|over|under] <the_thing> [<when>||]
<who> fell in love with <who> [at|near] <place>
<who> eats <stuff> with <stuff> [<when>||]
<who> cannot <act> without <a thing>
<who> has <num> <adj> <things> [and|but] no <thing>
<who> has <a adj> <part> [since|because of|after] the <notion>
<who> swapped the <thing> for <num> <beasts>
<who> lives [in|behind|under] <place> with <beings>
<who> and <who> <did> <the_thing> together
<who> and <who> both <acted> [at|near] <place>
<who> or <who> <did> <the_thing>
neither <who> nor <who> <did> <the_thing>
<beings> <did> <the_thing> [at|of|near|behind] <place>
<beings> <did> <the_thing> of <who> [<when>||]
<beings> <acted> [at|near|behind|under] <place> [<when>||]
<beings> <act> [at|near|behind|under] <place> <when>
<beings> <treated> <who> [<when>||at <place>]
<beings> [were|have been] <done> [at|near|behind] <place>
<beings> [live|hide|nap|breed|gather] [inside|under|behind] <place>
<beings> [live|hide|nap] in the <thing> of <who>
<beings> [ate|drank|smelled] the <stuff> of <who>
<beings> [follow|obey|fear|avoid] <who> [<when>||]
<beings> came [out of|from|through] the <thing> [at|of] <place>
<beings> cross the <spot> <when>
<beings> can <act> if <who> <acts>
no <beast> [<acts>|has <done>] [at|near] <place> [any more|<when>]
no <trade> [wants|dares] to <do> <the_thing>
no <thing> in {town} was <done> since the <notion>
nobody <did> <the_thing>, not even <who>
nobody [dares|wants] to <act> [at|near] <place>
nobody [knows|remembers] who <did> <the_thing>
nobody [knows|remembers] why <who> <acted>
nobody has <done> the <thing> of <who> [yet|<when>]
everyone who <did> <the_thing> [<acted>|must <act>]
everyone in {town} <acts> because of <the_thing>
everyone [fears|admires|forgot] the <notion> of <who>
somebody <did> <num> <things> [at|near|behind] <place>
somebody <did> <the_thing> and [left|hid|lost] <a_thing>
somebody [must|should] <do> <the_thing> <when>
someone with <a adj> <part> <did> <the_thing>
someone <treated> <who> with <a_thing>
whoever <did> <the_thing> will <act>
whoever <acts> [at|near] <place> [finds|gets] <a_thing>
the <thing> of <who> was <done> [<when>||at <place>]
the <thing> of <who> is [<adj>|made of <stuff>|full of <stuff>]
the <thing> [at|of|behind] <place> [<acts>|<acted>] [<when>||]
the <thing> that <who> <did> [is|was] <adj>
the <thing> whose <thing> <who> <did> [is|was] [gone|<adj>]
the <adj> <thing> [belongs|belonged] to <who>
the <adj> <thing> [rests|hangs|rots] [at|near|behind|under] <place>
the <adj> <thing> was <done> by <who>
the <things> of {town} are [<adj>|made of <stuff>]
the <stuff> [at|from|of] <place> is [<adj>|full of <stuff>]
the <stuff> [at|from|of] <place> was <done> <when>
the <stuff> of <who> tastes of <stuff>
the <adj> <stuff> makes <beasts> <act>
the <beast> of <who> <did> <the_thing>
the <beast> of <who> can <act> [<how>||<when>]
the <beast> [at|of] <place> has <a adj> <part>
the <beast> [at|of] <place> <acts> whenever <who> <acts>
the <adj> <beast> [obeys|bit|chased|carried] <who>
the <part> of <who> [is|was] [<adj>|made of <stuff>]
the <kin> of <who> <did> <the_thing> [<when>||]
the <kin> of <who> is <a adj> <trade>
the <notion> of <who> [<acted>|was <done>|is a myth]
the <notion> of <who> will [begin|end|be told] <when>
the <notion> [at|of] {town} was the work of <who>
the <adj> <notion> cost <who> <the_thing>
the <sound> [behind|beneath|inside] <place> [stopped|began|comes from <beings>]
the <spot> of <who> is full of [<beasts>|<stuff>|<things>]
the <spot> of <who> was [sold|built|flooded|burned] <when>
the <spot> near <place> [sinks|moves|grows|shrinks] <when>
the <trade> who <did> <the_thing> [<acted>|is <adj>]
the <trade> whose <thing> was <done> [<acted>|<treated> <who>]
there [is|was] <a adj> <thing> [at|near|behind|under] <place>
there [is|was] <a adj> <beast> [at|near|behind|under] <place>
there [is|was] <stuff> [inside|under] the <thing> of <who>
there are <num> <adj> <things> [at|near|behind] <place>
there will be <a adj> <notion> [at|in|near] <place>
there was <sound> [behind|beneath|inside] <place> <when>
under the <thing> of <who> [rests|stood] <a_thing>
behind <place> <who> <did> <the_thing>
before the <notion>, <who> <did> <a_thing>
after the <notion>, <who> <acted> [at|near] <place>
since the <notion> of {town}, <beasts> <act> [<when>||]
if <who> <acts>, the <thing> [<acts>|will <act>]
if you <do> <a thing>, <who> will <act>
when <who> <acts>, <beings> <act>
what <who> <did> was <a adj> <thing>
what rests [beneath|behind] <place> is <a_thing>
what <acts> [at|behind|under] <place> is only <a beast>
where <who> <acted>, <num> <things> [grew|stand|were <done>]
once <who> <did> <the_thing>, all <beasts> <acted>
only <who> can <do> the <adj> <thing>
only <a beast> could <do> <the_thing>
one of the <num> <things> [is|was] <adj>
half of the <stuff> [at|in] <place> is <stuff>
all <things> [at|in] <place> were <done> <when>
every <thing> [at|in|near] <place> was <done> by <who>
every <trade> [at|in] {town} must <do> <a_thing>
<a adj> <trade> <did> <the_thing> of <who>
<a adj> <trade> will <treat> <who> <when>
<a adj> <thing> fell [from|on|into] <place>
<a adj> <thing> [fell|landed] on the <part> of <who>
<a heap> of <stuff> was <done> [at|near] <place>
<a beast> with <a adj> <part> <acts> [at|near] <place>
<num> <adj> <things> were <done> [at|near|behind] <place>
<num> <beasts> and <a thing> [vanished|came] from <place>
<num> <beasts> <treated> <who> [<when>||]
<stuff> [costs|is worth] more than <stuff> in {town}
<stuff> [drips|falls|runs|grows] from the <thing> of <who>
<stuff> [cures|causes|ends] the <notion> of <who>
too much <stuff> made <who> <act>
it rained [<things>|<beasts>|<stuff>] [at|near|over] <place>
it was <who> who <did> <the_thing>
it was not <who> but <who> who <acted>
in {town} they <do> <things> with <stuff>
in {town} even <beasts> <act> [<when>||]
they <did> <the_thing> [at|near|behind] <place> <when>
they claim that <place> [<acts>|is full of <things>]
""")

# They follow "I never speak of".
SECRETS = lines("""
the <thing>
the <adj> <thing>
the <adj> <thing> [of|from] {town}
the <thing> of <who>
the <thing> [behind|under|inside] <place>
the <thing> [that|which] <who> <did>
the <thing> made of <stuff>
the <num> <things>
the <num> <adj> <things> of <who>
the <notion>
the <notion> of <who>
the <notion> of {town}
the <adj> <notion>
the <adj> <notion> of <who>
the <notion> [at|near|behind] <place>
the <notion> with the <thing>
the <notion> <when>
the <beast>
the <adj> <beast>
the <beast> [at|near|behind|under] <place>
the <beast> with the <adj> <part>
the <beasts> [at|behind|under] <place>
the <num> <beasts> of <who>
the <trade>
the <adj> <trade>
the <trade>'s <thing>
the <trade>'s <adj> <thing>
the <trade>'s <kin>
the <trade>'s <notion>
the <trade> who <did> <the_thing>
the <trade> whose <thing> was <done>
the <adj> <trade> of {town}
the <kin> of <who>
the <adj> <kin> of <who>
the <part> of <who>
the <adj> <part> of the <trade>
the <stuff>
the <stuff> [in|under|behind] <place>
the <adj> <stuff>
the <heap> of <stuff>
the <spot>
the <adj> <spot>
the <spot> of <who>
the <spot> [near|behind|under] <place>
the <sound> [behind|beneath|inside] <place>
the <sound> <when>
the [first|second|third|last] <thing>
the [first|second|third|last] <kin> of {person}
the man with the <adj> <thing>
the woman with the <adj> <beast>
the ballad about the <beast>
the day when <who> <did> <the_thing>
the day when <who> <acted>
the night when <who> <treated> <who>
the night when <beings> <acted>
the reason why <who> <did> <the_thing>
the truth about <who>
the truth about <the_thing>
the recipe for <adj> <stuff>
the way to <place>
the letter [to|from|about] <who>
the price of <a_thing>
the debt to <who>
{person}'s <thing>
{person}'s <adj> <kin>
{person}'s <notion>
{person}'s <part>
{town}'s <notion>
what <who> <did>
what <who> <did> [at|near|behind] <place>
what rests [behind|beneath|inside] <place>
who <did> <the_thing>
who <treated> <who>
why <who> <acted>
why <beings> <act> <when>
where <who> <did> <the_thing>
where <who> <acts> <when>
how <who> <did> <the_thing>
how <who> lost the <part>
whoever <did> <the_thing>
your <thing>
your <adj> <kin>
your <kin> and the <thing>
your <notion> in {town}
your <notion> with <who>
""")
