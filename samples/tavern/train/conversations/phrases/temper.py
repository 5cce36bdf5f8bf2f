"""Tempers, and the small words by which one hears them."""

from . import by_group

GROUP = {
    "cheerful": "warm",
    "gentle": "warm",
    "grumpy": "gruff",
    "stern": "gruff",
    "shy": "timid",
    "nervous": "timid",
    "proud": "proud",
    "sly": "sly",
    "weary": "weary",
    "pious": "pious",
}
TEMPERS = tuple(GROUP)

_MANNER_OF_GROUP = {
    "warm": "talkative kind generous curious motherly loud patient merry helpful".split(),
    "gruff": "blunt impatient honest loud suspicious strict short-spoken hard-working".split(),
    "timid": "polite soft-spoken careful clumsy kind superstitious easily startled".replace(
        "easily startled", "easily-startled"
    ).split(),
    "proud": "vain learned elegant boastful strict well-dressed particular grand".split(),
    "sly": "charming greedy quick-witted secretive smooth-tongued watchful playful".split(),
    "weary": "patient old honest dry forgetful quiet kind overworked".split(),
    "pious": "humble kind strict patient superstitious learned quiet hopeful".split(),
}
MANNERS = {temper: _MANNER_OF_GROUP[group] for temper, group in GROUP.items()}

# May stand before any reply.
OPENERS = by_group("""
warm:
Ah, my friend!
Well now!
Bless you!
Ha!
My dear traveller!
Oh, friend!
Aha!
Dear me!
Well, well, friend!
Oh my!
gruff:
Hmph.
Bah.
Listen.
Right.
Make it quick.
Hrm.
Look here.
Tch.
What now.
Fine.
timid:
Oh!
Um.
Er, well.
I... let me see.
Oh dear.
Forgive me.
Ah, um.
Yes, well.
Eek!
Oh, yes, hm.
proud:
Naturally.
But of course you ask me.
Mark my words.
Ahem.
You ask the right person.
Listen well.
Ah, you have taste.
Allow me.
Pay attention.
You are fortunate to ask me.
sly:
Heh.
Between you and me.
Well, well.
Since it is you.
Ah, sharp one.
Come closer.
Psst.
Hmm, interesting.
For you, clever friend.
Now then.
weary:
Sigh.
Ah, well.
Oh, my bones.
All right.
Very well.
Hm? Oh.
One moment.
Long day.
If you must know.
Hm? Ah, yes.
pious:
Peace, child.
Light keep you.
Praise be.
By the saints!
Blessings, traveller.
Heaven be thanked.
By all the saints!
Well, child.
Saints above!
In all honesty.
""")

# May follow a reply about goods and prices.
TRADE_CLOSERS = by_group("""
warm:
You will love it!
A fair price for a fair face.
Take your time, friend.
Just say the word.
Anything else, dear?
It would please me to see it go to you.
gruff:
Take it or leave it.
I do not haggle.
Coins first.
Do not touch what you do not buy.
Hurry up.
And no whining.
timid:
If that suits you.
I hope that is all right.
Sorry.
Um, please.
You do not have to, of course.
If you do not mind.
proud:
You will find none better.
Quality has its price.
Only the best leaves my hands.
A bargain, if you have taste.
Kings have asked for less.
My name stands for it.
sly:
A steal, and I should know.
Do not tell the others.
Only for you.
Buy before I change my mind.
I am robbing myself.
You have a good eye.
weary:
That is how it is.
Take it, I am too tired to argue.
Same as every day.
Do as you like.
Then I can sit down again.
So it goes.
pious:
May it serve you well.
Honestly weighed, as heaven sees.
A tenth goes to the poor.
Use it for good.
Bless your purse.
Greed is a sin, so the price is fair.
""")
