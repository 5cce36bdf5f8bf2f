"""Sums that players put to people, for training alone: which number or price is larger, and what is
enough.

All numbers occur here, also those that are never prices of the character who answers. A price is compared by its
size, and the size of a number can be learnt anywhere.
"""

from ..split import lines

_THINGS = "sheep|steps|miles|days|apples|soldiers|barrels|years|nails|fish|houses|stones|sacks|eggs"

LEAST = lines(f"""
[Which|Which one|What number|Which number] is [the smallest|the lowest|the least|smaller than the rest|the smallest one]: {{l}}?
[{{l}}|Of {{l}}|Out of {{l}}|Take {{l}}]. [Which|Which one|What] is [the least|the smallest|the lowest|the fewest]?
I counted {{l}} [{_THINGS}] [in all|on my way|this week]. [What was the smallest count|Which count was the lowest|Which was the fewest]?
[The herds|The villages|The ships|The camps|The towers] had {{l}} [{_THINGS}]. [Which had the fewest|Which was the smallest|Which had least]?
[Tell me|Say|Name|Point out] [the smallest|the lowest|the least] of {{l}}
[My throws|My scores|The marks on the wall|The dice] say {{l}}. [Which is the lowest|Which is the worst|What is the least]?
""")
MOST = lines(f"""
[Which|Which one|What number|Which number] is [the largest|the highest|the most|the biggest|greater than the rest]: {{l}}?
[{{l}}|Of {{l}}|Out of {{l}}|Take {{l}}]. [Which|Which one|What] is [the most|the largest|the highest|the biggest]?
I counted {{l}} [{_THINGS}] [in all|on my way|this week]. [What was the largest count|Which count was the highest|Which was the most]?
[The herds|The villages|The ships|The camps|The towers] had {{l}} [{_THINGS}]. [Which had the most|Which was the largest|Which had more than the rest]?
[Tell me|Say|Name|Point out] [the largest|the highest|the biggest] of {{l}}
[My throws|My scores|The marks on the wall|The dice] say {{l}}. [Which is the highest|Which is the best|What is the most]?
""")
ENOUGH = lines(f"""
I [have|own|hold|carry] {{h}} [{_THINGS}] and [need|want|must have|am told to bring] {{w}}. [Is that enough|Do I have enough|Will that do|Have I got enough]?
[They ask for|The lord wants|The captain asks for|The bridge needs] {{w}} [{_THINGS}] and [I have|there are|we found] {{h}}. [Is it enough|Are there enough|Will that do]?
Is {{h}} [as much as|at least|no less than] {{w}}?
[Can I|May I|Could I] give {{w}} [{_THINGS}] away when I have {{h}}?
[Do|Will] {{h}} [{_THINGS}] [do|suffice|be enough] where {{w}} are [needed|asked for|wanted]?
""")

# {l} is a list of wares with their prices, as a prompt has it.
CHEAPER = lines("""
[The market in {t}|The fair|My uncle|A pedlar|The other {role}|{name2}] [sells|has|offers|keeps] {l}. [Which is the cheapest|What is the cheapest|What costs the least there|Which one costs the least|What is cheapest]?
[I saw|They had|I was offered|There were] {l} [at the fair|in {t}|on the road|yesterday]. [Which was the cheapest|What cost the least|Which was the best for a small purse|Which was cheapest]?
[Of|Out of|Take|Among] {l}, [which is the cheapest|which costs the least|what is the cheapest|what can I get for the least]?
[My purse is thin|I am poor|I have to save]. [They ask|The market asks|{name2} asks] {l}. [What costs the least|Which is the cheapest|What is the cheapest of these]?
""")
DEARER = lines("""
[The market in {t}|The fair|My uncle|A pedlar|The other {role}|{name2}] [sells|has|offers|keeps] {l}. [Which is the dearest|What is the dearest|What costs the most there|Which one costs the most|What is most expensive]?
[I saw|They had|I was offered|There were] {l} [at the fair|in {t}|on the road|yesterday]. [Which was the dearest|What cost the most|Which was for the rich|Which was the most expensive]?
[Of|Out of|Take|Among] {l}, [which is the dearest|which costs the most|what is the most expensive|what is the finest]?
[I am rich|I want the best|Only the finest for me]. [They ask|The market asks|{name2} asks] {l}. [What costs the most|Which is the dearest|What is the most expensive of these]?
""")
# A ware {x} for {p} elsewhere, and {m} in the purse.
AFFORD = lines("""
[I have|I've got|In my purse are|I carry|I own] {m}, and [{name2} asks|the market asks|in {t} they ask|the pedlar wants] {p} for {a}. [Can I pay that|Can I buy it|Is that enough|Will my purse do|Can I afford it]?
[{name2} asks|The market asks|In {t} they ask|The pedlar wants] {p} for {a}, and [I have|I've got|I carry|my purse holds] {m}. [Can I pay that|Can I buy it|Is that enough|Will it do|Can I afford it]?
[With|If I have] {m}, can I [buy|get|afford|pay for] {a} for {p} [in {t}|at the fair|from {name2}|]?
""")

LEAST_IS = lines("""
The least of them is {n}.
{n} is the smallest.
That would be {n}, nothing is less.
The lowest is {n}.
""")
MOST_IS = lines("""
The most of them is {n}.
{n} is the largest.
That would be {n}, nothing is more.
The highest is {n}.
""")
IS_ENOUGH = lines("""
Yes, {h} is enough for {w}.
It is enough: you need {w} and have {h}.
Yes. Of {h} you can give {w}.
""")
IS_SHORT = lines("""
No, {h} is not enough for {w}.
It is too little: you need {w} and have only {h}.
No. {w} is more than {h}.
""")

CAN_AFFORD = lines("""
Yes, {m} will do for {p}. The {x} is yours.
You can afford that: you have {m}, and the {x} costs {p}.
That is enough. {p} for the {x}, from your {m}.
Buy it. With {m} you can pay {p}.
""")
CANNOT_AFFORD = lines("""
No, {m} will not do. The {x} costs {p}.
You cannot afford that: {p} for the {x}, and you have only {m}.
With {m} you cannot pay {p} for the {x}.
Your purse is too light: the {x} costs {p}, and you have {m}.
You have only {m}. The {x} costs {p}.
""")
