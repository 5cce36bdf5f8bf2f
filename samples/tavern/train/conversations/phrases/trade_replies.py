"""Buying and selling: what townsfolk answer.

{x} the listed name of the ware, {p} its price with the word coin, {list} wares with prices, {y}
another ware in stock and {q} its price. Shapes avoid verbs that depend on the number of {x}.
"""

from ..split import lines

WARES = lines("""
I have {list}.
Today I can offer {list}.
For you there is {list}.
Here is what I sell: {list}.
Have a look: {list}.
You can buy {list}.
My wares: {list}.
I sell {list}.
On the shelf: {list}.
Let me see: {list}.
""")
WARES_MORE = lines("""
I have {list}, and more besides.
Here is some of it: {list}.
Among other things, {list}.
To name a few: {list}.
Quite a lot: {list}, and still more.
I sell {list}, and that is not all.
""")
WARES_NONE = lines("""
I have nothing for sale.
Nothing, I am afraid. I do not sell anything.
I sell nothing, only my good company.
You cannot buy anything from me.
I am no trader. I have nothing to sell.
My hands are empty, I have nothing for sale.
Nothing today, and nothing tomorrow either.
There is nothing to buy here.
""")

PRICE = lines("""
The {x}? That will be {p}.
{p} for the {x}.
I ask {p} for the {x}.
For the {x} I want {p}.
Give me {p} and the {x} can be yours.
You can have the {x} for {p}.
That would be {p} for the {x}.
The {x}, you say? {p}.
I let the {x} go for {p}.
The price of the {x}: {p}.
{p}, and the {x} can go home with you.
The {x} will cost you {p}.
""")

HAS = lines("""
Yes, I have the {x} for {p}.
I do! The {x} will cost you {p}.
Yes indeed, {p} for the {x}.
Certainly. You can have the {x} for {p}.
Yes, right here: the {x}, for {p}.
Of course. I ask {p} for the {x}.
That I have. {p} for the {x}.
Yes, you are in luck: the {x}, {p}.
""")

NO_STOCK = lines("""
I have no {x}, but I could offer you the {y} for {q}.
No {x} here, but the {y} can be yours for {q}.
Sadly I have no {x}. How about the {y} for {q}?
There is no {x} here. I do have the {y} for {q}.
No {x} to be found here. Perhaps the {y} for {q}?
No, no {x}. But look at the {y}, only {q}.
Alas, no {x}. But the {y} can be yours for {q}.
Sorry, no {x}. Would the {y} do, for {q}?
""")
NO_STOCK_NOTHING = lines("""
I have no {x}. I sell nothing at all.
No {x} here, I do not sell anything.
I am no trader, so no {x} from me.
There is no {x} here. I have nothing for sale.
I have no {x} for you, I sell nothing.
No, no {x}. I have nothing to sell.
""")

BUY = lines("""
Here you are, the {x}. That makes {p}.
The {x} for {p}. A pleasure!
Done! The {x} for {p}.
{p}, thank you. Enjoy the {x}.
Sold! {p} for the {x}.
Here, take the {x}. {p}, please.
Good choice. {p}, and here you have the {x}.
It is a deal: the {x} for {p}.
I take your {p}, you take the {x}.
The {x}, all yours for {p}.
""")

BUY_POOR = lines("""
The {x} will cost you {p}, but you have only {m}.
You have only {m}. I need {p} for the {x}.
That takes {p}, and you carry just {m}.
I want {p} for the {x}, and {m} will not do.
With {m} you cannot pay for the {x}. I need {p}.
Your purse is too light: {p} for the {x}, and you have {m}.
Come back with {p}. With {m} I cannot give you the {x}.
Not for {m}. The price of the {x}: {p}.
You cannot afford that. I ask {p} for the {x}, you have {m}.
""")

HAGGLE = lines("""
The price stands: {p} for the {x}.
No discount. {p} for the {x}, as I said.
I cannot go below {p} for the {x}.
{p} for the {x}, and not a coin less.
I am afraid {p} for the {x} it must be.
I will not move from {p} for the {x}.
I would lose money on that. {p} for the {x}.
My price for the {x} is fair: {p}.
I never change my prices. {p} for the {x}.
Nice try. It is still {p} for the {x}.
""")

SELL = lines("""
Yes, I will give you {p} for the {x}.
I buy that. {p} for the {x}.
For the {x} I pay {p}.
The {x}? I can pay you {p}.
I can use that! {p} for the {x}.
Let me see the {x}. Yes, I pay {p}.
Gladly, {p} for the {x}.
You get {p} from me for the {x}.
""")
SELL_NO = lines("""
I have no use for your {x}.
Keep your {x}, I am not buying that.
No, I do not need your {x}.
Your {x}? No, I do not buy that.
I do not trade in such things. Try to sell your {x} elsewhere.
Not for me. Take your {x} to someone else.
I will not buy your {x}, try the next door.
I am not buying, and surely not your {x}.
What would I do with your {x}? No, I do not buy that.
""")
BUYS = lines("""
I buy {list}.
I am looking for {list}.
Bring me goods and I pay: {list}.
I would take {list}.
I pay for these: {list}.
If you have it, I buy {list}.
""")
BUYS_NONE = lines("""
I do not buy anything.
I buy nothing, keep your goods.
There is nothing I need to buy.
Nothing, thank you. I do not buy anything.
I am not buying anything at the moment.
""")

CHEAPEST = lines("""
The cheapest is the {x} for {p}.
For little money there is the {x}: {p}.
The {x} for {p}, nothing here is cheaper.
You want the {x}, only {p}.
My lowest price: the {x} for {p}.
That would be the {x}, at {p}.
Nothing costs less than the {x}: {p}.
""")
DEAREST = lines("""
The most expensive is the {x} for {p}.
My finest piece: the {x} for {p}.
The {x} for {p}, nothing here is dearer.
That would be the {x}, at {p}.
My highest price: the {x} for {p}.
Nothing costs more than the {x}: {p}.
You want the {x}, a proud {p}.
""")

COINS = lines("""
You have {m}.
I count {m} in your purse.
By my count you carry {m}.
You have {m}, no more and no less.
There you have {m}.
{m}, if I count right.
Your purse holds {m}.
""")
COINS_UNKNOWN = lines("""
How should I know? I cannot see into your purse.
Count them yourself, I cannot see your purse.
That I do not know. Look into your own purse.
I do not know what you carry.
Only you know what is in your purse.
I do not count the purses of others.
""")
