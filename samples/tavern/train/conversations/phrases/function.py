"""Words around functions: requests that need one, and what is said afterwards."""

from ..split import lines, parted

BUY_COUNT = parted("""
I'd like {n} {the_many}
Give me {n} {the_many}
{n} {the_many}, please
I'll take {n} {the_many}
I want to buy {n} {the_many}
Can I have {n} {the_many}?
Sell me {n} {the_many}
I need {n} {the_many}
Let me have {n} {the_many}
I'll buy {n} {the_many}
Make it {n} {the_many}
Could I get {n} {the_many}?
""")
SELL_NOW = parted("""
Here, I sell you {the}
You can have my {x}
I'll sell you my {x}
Take {the} and give me the coins
Deal, {the} for your coins
Here is {the}, pay me
I agree, take my {x}
I sell {the} to you
Buy my {x}, here you go
Take my {x}, please
Done, I'll hand over {the}
All right, here is my {x}
""")
STOCK = parted("""
How many {many} do you have left?
How many {many} have you got?
Could you check how many {many} are left?
Can you look up the stock of {many}?
Please count {the} in your store
How many {many} are left?
Check your stock of {many}
Do you have enough {many}?
Have a look how many {many} there are
How large is your stock of {many}?
Are you running out of {many}?
What is your stock of {many}?
""")
STOCK_COUNT = lines("""
{n} left, if you mean the {x}.
There are {n} in store, if you mean the {x}.
I counted {n}, and I ask {p} for the {x}.
In store: {n}. I ask {p} for the {x}.
{n} in store. You can have the {x} for {p}.
I looked for the {x}: {n} in store.
""")
STOCK_ZERO = lines("""
I am sorry, the {x} ran out.
There is no {x} left.
I have no {x} left, I am afraid.
All gone. No {x} in store.
""")
STOCK_UNKNOWN = lines("""
I have not counted, but I can sell you the {x} for {p}.
I could not say how much is left. The price of the {x}: {p}.
I never count my stock. {p} for the {x}.
Enough for you, I think. {p} for the {x}.
""")

OPEN = parted("""
Open the {d}, please
Can you open the {d}?
Please open the {d}
Would you open the {d} for me?
Let me through the {d}
I need to get through the {d}
Unlock the {d}
Open the {d}
Could you unlock the {d}?
The {d} is locked. Open it
I want to go through the {d}
Open up the {d} for me
""")
OPENED = lines("""
The {d} stands open now.
There you go, the {d} is open.
I opened the {d} for you.
Go on, the {d} is open. Mind your head.
Done. You can go through the {d}.
""")
OPEN_NO = lines("""
I cannot open the {d}.
The {d} stays shut, I have no key.
I am not able to open the {d}.
No, I cannot let you through the {d}.
""")

# What the player tells of himself, and the fact to keep.
FACTS = parted("""
My name is {n}|the player's name is {n}
I am {n}|the player's name is {n}
They call me {n}|the player's name is {n}
I come from {t}|the player comes from {t}
I was born in {t}|the player was born in {t}
I am looking for my brother {n}|the player is looking for his brother {n}
I am afraid of {c}|the player is afraid of {c}
I hate {c}|the player hates {c}
I am a friend of {n}|the player is a friend of {n}
I am {r}|the player is {r}
My father was {r}|the player's father was {r}
I will travel to {t}|the player will travel to {t}
I am married to {n}|the player is married to {n}
I have killed the {c}|the player has killed the {c}
I like {m}|the player likes {m}
I work for {n}|the player works for {n}
""")
REMEMBER = parted("""
Remember this: {f}
Please remember: {f}
{f}. Remember that
Keep in mind: {f}
{f}. Don't forget it
Don't forget: {f}
Make a note: {f}
{f}. Please keep that in mind
Never forget this: {f}
{f}. Write that down
""")
REMEMBERED = lines("""
I will remember that.
I shall not forget it.
I will keep that in mind.
Noted. My memory is good.
I will hold on to that.
That stays in my head, I promise.
""")

DEED = parted("""
Please {v} the {o}
Can you {v} the {o}?
Could you {v} the {o} for me?
{v} the {o}
I want you to {v} the {o}
Would you {v} the {o}?
{v} the {o}, will you?
It would help me if you {v} the {o}
You should {v} the {o}
I need you to {v} the {o}
Go and {v} the {o}
Will you {v} the {o}?
""")
DEED_DONE = lines("""
Done! The {o} is taken care of.
There, I did it. So much for the {o}.
It is done, just as you asked.
I took care of the {o}.
That is done. Anything else with the {o}?
""")
DEED_NO = lines("""
I cannot {v} the {o}.
I am not able to {v} the {o}, ask someone else.
No, to {v} the {o} is not my work.
Sorry, I will not {v} the {o}.
""")

FAILED = lines("""
I am sorry, that did not work: {e}.
It cannot be done: {e}.
No luck: {e}.
I tried, but {e}.
Sorry, but {e}.
That will not do, {e}.
""")
LEFT = lines("""
You have {m} left.
That leaves you {m}.
Now you have {m}.
In your purse I see {m}.
""")
NOW = lines("""
You have {m} now.
Now you have {m}.
That makes {m} in your purse.
Your purse now holds {m}.
""")
