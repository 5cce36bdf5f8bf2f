"""Patterns of quests, for training alone; wider_world.py spells them.

Every one continues "I need someone to ...". Some are absurd on purpose: what is learnt is to tell
the task that stands in the prompt, not one that sounds likely.
"""

from .split import lines

QUESTS = lines("""
<do> <the_thing> [before|until|while|as soon as|unless] <who> <acts>
<do> <the_thing> [of|from|behind|inside|near] <place>
<do> <a_thing> for <who> [<when>|<how>|and for <who>]
<do> <num> <adj> <things> [<when>|<how>]
<do> the <thing> [that|which] <who> <did> [<when>||]
<do> and <do> the [<adj>||] <thing> of <who>
<do> <the_thing>, then <do> the [<adj>||] <thing>
<do> the <thing> [without|with] <a adj> <thing>
<do> whatever <who> <did> [at|near] <place>
<do> every <adj> <thing> [in|of] <place> [<when>||]
<do> neither the <thing> nor the [<adj>||] <thing> of <who>
<do> [both|all] <things> of <who> [<when>|<how>]
<do> [half|most] of the <stuff> [in|behind|under] <place>
<do> as [many|few] <things> as [<who> <did>|you can]
<do> <the_thing> [so that|because] <who> can <act>
<do> <the_thing> [where|when|after] [{person}|the <trade>] <acted>
<do> the <adj> <thing> [under|with|against] the <part> of <who>
<do> [that|this] <adj> <thing> [once more|at last|<how>] for <who>
<treat> <who> [<when>|<how>] [at|near|behind] <place>
<treat> <who> [at|near|behind|inside] <place>
<treat> <who> about the [<adj>||] <notion>
<treat> <who> with <a_thing>
<treat> <who>, but not <who>
<treat> <who> until [the <trade>|{person}|the <beast>] <acts>
<treat> whoever <did> <the_thing> [at|of|near] <place>
<treat> everyone who <acted> [at|near] <place>
<treat> the <beast> of <who> [<when>|<how>]
<treat> the [<adj>||] <trade> whose <thing> [is|was] <adj>
<treat> <num> <adj> <beasts> [at|in|behind] <place>
<treat> and <treat> <who> [<when>|<how>]
<act> [at|near|behind|inside|under] <place> [<when>|<how>]
<act> with <who> [<when>|<how>] [at|near|behind] <place>
<act> like <a adj> <beast> [at|before|near] <place>
<act> [at|near|inside] <place> until <who> <acts>
<act> <num> times [at|before|behind] <place>
[bring|carry|send|deliver] <a_thing> to <who>
[bring|carry|send|deliver] <a_thing> to <who> [at|in|behind] <place>
[bring|carry|send|take|return] <the_thing> [back to|to] <place>
[bring|fetch|get] me <a_thing> [from|that is hidden at|that rests near] <place>
[bring|fetch|get] me <the_thing> that <who> <did>
[bring|fetch|get|find] me <a beast> [with|without] <a adj> <part>
[find|seek|look for] <the_thing> [at|near|behind|under] <place>
[find|seek|discover] what [rests|hides|<acts>] [behind|beneath|inside] <place>
[find|seek] out who <did> <the_thing>
[find|seek] out why <who> [<acts>|<acted>] [<when>||]
[find|learn|discover] how the <trade> <did> <the_thing>
[find|hire|seek] <a adj> <trade> who can [<do> <the_thing>|<act>]
[find|hire|recruit] <num> <adj> [sailors|soldiers|cooks|singers] for {town}
find <a kin> for [<who>|the <beast>]
find [a name|<a thing>|a home|a bed] for the <adj> <beast>
[catch|trap|tame|chase] the <adj> <beast> [at|of|near|behind] <place>
[catch|trap|tame|groom] <num> <beasts> [for|before|with the help of] <who>
[chase|drive|lure|lead] <beings> [out of|away from|into|through] <place>
[chase|follow|shadow] <who> [to|through|as far as] <place>
[keep|hold|steer] <beings> away from <the_thing>
[ask|beg] <who> [for|about] [<the_thing>|<a_thing>|the <notion>]
[ask|beg] <who> who <did> the [<adj>||] <thing>
[ask|order|tell|teach] <who> to <do> <the_thing>
[ask|tell|teach] <who> how to <act>
[tell|write to|inform] <who> that <the_thing> [is|was] [gone|ready|<adj>|<done>]
[tell|assure] <who> that [nobody|everyone|the <trade>] <acted> [<when>||]
[tell|sing] <num> [stories|ballads] about the <notion> of <who>
[guard|watch|sweep|inspect] <place> [<when>|against <beings>|with <who>]
[guard|watch|defend] <the_thing> [from|against] [<who>|<beings>]
[repair|rebuild|finish] the <adj> <thing> [of|at|behind] <place>
[repair|rebuild|patch] what the <beasts> have <done>
[build|weave|carve|draw] <a adj> <thing> [for|with|in memory of] <who>
[build|dig|open] <a adj> <spot> [near|behind|under] <place>
[dig|search|look] [under|behind|near] <place> for <a_thing>
[dig up|hide|bury] <the_thing> [at|near|behind] <place>
[empty|fill] the <adj> <thing> with <stuff>
[fill|load|cover] <num> <things> with <adj> <stuff>
[gather|mix] <num> <things> of <adj> <stuff>
[gather|pick] some <stuff> [from|near|behind] <place> [<when>||]
[mix|boil|stir] <stuff> and <stuff> in <a adj> <thing>
[swap|exchange|trade] <the_thing> for <a_thing> [<when>||]
[buy|borrow|steal] <a_thing> [from|with|in front of] <who>
[buy|steal|win] back <the_thing> that <who> [lost|<did>]
[sell|show|lend|offer] <the_thing> to <who> [<when>||]
[steal|take] nothing but <the_thing> from <place>
[put|set|leave] <a_thing> [under|on|beside|before] the <thing> of <who>
[put|tie|nail] the <adj> <thing> [to|on] <place>
[climb|descend|cross|circle] <place> [<when>|<how>|with <a thing>]
[climb|hike|sail] to <place> and <do> <the_thing>
[go|ride|row|travel] [to|from] {town} [and|, then] <treat> <who>
[go|ride|travel] to <place> where <the_thing> was <done>
[meet|visit|join] <who> [at|near|behind] <place> [<when>||]
[meet|visit|join] the <trade> who once <did> <the_thing>
[marry|dance with|sing for] <who> [at|near] <place>
[win|lose] the <notion> [against|for|of] <who>
[win|earn] the <notion> of <who> [<how>||with <a thing>]
[end|stop|settle] the <notion> [between|of] <who> and <who>
[end|stop|prevent] the <adj> <notion> [in|of] {town}
[start|plan|announce] <a adj> <notion> [in|for|with] [{town}|<who>]
[bring|bear|carry] news of the <notion> to <place>
[prove|explain|confess] the <notion> of <who> [<when>||]
[write|read|copy] <a adj> [letter|poem|report|speech] about [<who>|<beings>|<the_thing>]
[write|carve|paint] the name of <who> on the <adj> <thing>
[read|copy|translate] what [<who> wrote|is written] on <the_thing>
[count|number|list] the [<adj>||] <things> [of|in|behind] [<who>|<place>]
[measure|weigh] the <thing> [and|or] the <thing> of <who>
[ring|strike] the <thing> [at|of] <place> <num> times
[light|put out] the <adj> <thing> [at|on top of|inside] <place>
[light|burn] <num> [candles|torches|lamps] [for|before|beside] <who>
[open|shut|lock] the <adj> <thing> [at|of|below] <place> [<when>||]
[open|unlock] nothing until <who> <acts>
[wash|brush|comb|groom] the <beast> of <who> [<when>|<how>]
[wash|scrub|polish] <num> <things> with <stuff>
[wake|warn|calm] <who> before the <beasts> <act>
[warn|alert] {town} [of|about] the <adj> [<beasts>|<notion>]
[bring|talk|lead] <who> out of the <adj> <spot>
[free|rescue|release] the <adj> [<beast>|<trade>] from <place>
[free|save|cure] <who> [from|of] the <adj> <notion>
[heal|treat|bandage] the <adj> <part> of <who>
[scratch|bandage|tickle] the <part> of <a adj> <beast>
[cook|bake|serve] <a adj> [stew|pie|supper|cake] of <stuff> for <who>
[eat|drink|taste] the <stuff> that <who> <did>
[plant|grow|water] <num> <adj> [trees|bushes|flowers|seeds] [at|near] <place>
[cut|chop|burn] down the [tree|pole|door] [near|behind] <place>
[throw|drop|sink] <the_thing> into <place> [<when>||]
[pull|drag|push|roll] the <adj> <thing> [to|from|out of] <place>
[play|practise] the <thing> for <who> [<when>|<how>]
[pretend to be|dress up as] <a adj> <trade> [in|at] <place>
[accompany|escort|guide] <who> [from|to] <place> [<when>||]
[spend|stay] a night [at|in|near] <place> with [<who>|<a_thing>|<beings>]
[wait|stay] [at|near|behind] <place> until <who> <acts>
[sit|stand] on the <thing> of <who> [<when>|<how>]
[look|peep|listen] [into|behind|through] the <thing> of <who>
[listen|pay heed] to the <sound> [behind|beneath|inside] <place>
[stop|trace] the <sound> [behind|beneath|inside|near] <place>
[speak|whisper|shout] the word <notion> [at|before|into] <place>
[map|sketch|describe] the way from <place> to <place>
[clear|mark|test] the [<adj>||] path between <place> and <place>
[block|flood|hide] the entrance [to|of] <place> with <stuff>
[pay|gather|forgive] the <adj> debt of <who>
[pay|bribe|fool] <who> so that [<who>|nobody|the <kin>] <acts>
[replace|restore] the <thing> whose <thing> <who> <did>
[choose|judge|inspect] the [best|worst|oldest|finest|<adj>] <thing> [of|in] {town}
[choose|pick] [between|from among] <num> <things> [and|or] <num> <beasts>
[hang|raise|drop] <a adj> [flag|sail|curtain|lamp] [over|above|at] <place>
[hide|stay hidden] from <who> [at|inside|behind] <place> [<when>||]
[hide|conceal] <who> [from|with] <beings>
[sweep|clean|air] the <spot> [of|for] <who> [<when>|<how>]
[paint|gild|decorate] the <thing> [of|at|behind] <place> [red|blue|yellow|black|green]
[invite|summon|call] <who> to the <adj> <notion> [at|in] <place>
[beat|defeat|outrun] <who> at [cards|dice|chess|wrestling|darts|skittles] [<when>||]
[bet|wager] <num> coins on the <adj> <beast> [of|against] <who>
[prepare|arrange] the <notion> of <who> [<when>||]
[remember|recite] the <notion> of the <adj> <trade> [<when>||]
[learn|forget] the <notion> that [<who>|nobody] <did>
[ride|saddle|groom] the <adj> [horse|<beast>] of <who> [to|at] <place>
[count|follow] the footprints of <beings> [to|from|around] <place>
[trap|befriend|groom] whatever <acts> [at|in|below] <place>
[carry|roll|smuggle] <a heap> of <adj> <stuff> [past|to] <who>
[carry|balance] <a adj> <thing> on your <part> [to|through] <place>
[cover|rub] the <adj> <part> of <who> with <stuff>
[drown|silence|mimic] the <sound> of <beings> [<when>||]
[solve|report|cover up] the <notion> [at|of] <place>
[take|get] <the_thing> away from the <adj> <beast> [at|of] <place>
[take|bring] <who> [home|back] from <place> [<when>||]
[take|accept] the place of <who> [at|in] <place> [<when>||]
[test|try] <the_thing> on <a adj> [<beast>|<trade>]
[make|let] <who> <act> [<when>|<how>]
[make|let] the <beast> of <who> <act>
[make|brew] <num> <things> of <stuff> for <who>
[be|act as] the <trade> of {town} [<when>|for a day|for a week]
do nothing while <who> <acts> [<when>||]
[first|quickly|quietly] <do> <the_thing> and then <treat> <who>
[secretly|slowly|kindly] <do> <the_thing> [of|behind|near] <place>
[help|beg|force|persuade] <who> to <do> <a_thing>
[help|teach|dare] <who> to <act> [at|near|before] <place>
help [<who>|the <kin>] <do> the <thing> [<when>|of the <trade>]
""")
