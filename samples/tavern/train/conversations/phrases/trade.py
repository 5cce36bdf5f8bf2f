"""Buying and selling: what the player says.

{the} "the kettle", {a} "a kettle" or "some ale", {x} the bare name.
"""

from ..split import parted

ASK_WARES = parted("""
What do you sell?
What have you got?
What do you have for sale?
What's for sale?
Show me your wares
What are you selling today?
Can I see your goods?
Let me see what you have
Do you sell anything?
What can I buy here?
What can I buy from you?
Anything for sale?
What goods do you carry?
What's in stock?
What is on offer?
I'd like to buy something
I want to trade
What have you got for a traveller?
Tell me what you sell
List your wares
Could you tell me what you sell?
What's on the menu today?
I am looking for supplies. What do you have?
Got anything good?
Have you anything to sell?
I have coins to spend. What do you offer?
What do you have there?
May I look at your wares?
""")

ASK_PRICE = parted("""
How much for {the}?
How much is {the}?
What do you want for {the}?
What does {the} cost?
What's the price of {the}?
What is the price for {the}?
How many coins for {the}?
{the}, how much?
How much do you ask for {the}?
Price of {the}?
And {the}, what would that cost?
What would {the} cost me?
Tell me the price of {the}
How expensive is {the}?
What do I pay for {the}?
Could you tell me how much {the} costs?
What are you asking for {the}?
How much coin for {the}?
How much to buy {the}?
How much would {a} be?
How much for {a}?
What does {a} cost here?
What would {a} set me back?
I'm interested in {the}. How much?
Is {the} expensive?
What will {the} cost me?
How much gold for {the}?
What's {the} going for?
""")

ASK_HAS = parted("""
Do you have {a}?
Do you sell {a}?
Have you got {a}?
Got {a}?
Is there {a} here?
Can I get {a} here?
Can I buy {a} here?
Do you happen to have {a}?
I'm looking for {a}. Do you have that?
Any chance of {a}?
Do you stock {many}?
Would you have {a} for sale?
Is {the} for sale?
Could I find {a} here?
I need {a}. Do you sell that?
Do you carry {many}?
You wouldn't have {a}, would you?
Have you {a} for me?
Are you selling {a}?
Is there {a} for sale?
I was told you sell {many}. Is that true?
Might you have {a}?
Do you keep {many}?
Tell me, do you have {a}?
Do you offer {many}?
""")

BUY = parted("""
I'd like {a}
I'll take {the}
Give me {the}
I want to buy {the}
{a}, please
I would like {a}
I'll have {a}
Can I have {the}?
Let me have {the}
Sell me {the}
I want {the}
I'll buy {the}
One moment, I'll take {the}
Hand me {the}
I need {a}
Could I have {a}?
May I have {a}?
Here are my coins. {the}, please
I think I'll take {the}
Wrap up {the} for me
{the} for me
I'm buying {the}
Bring me {a}
I've decided on {the}
Let me buy {the}
I want to purchase {the}
Get me {a}
Deal, I'll take {the}
Just {the}, thanks
""")

TAKE_IT = parted("""
I'll take it
Deal
All right, I'll take it
Give it to me
I want it
Sold!
I'll buy it
Good, I'll have it
Then I'll take that
Fine, I'll take it
Yes, I want that
That one, please
Here's the money
Let me have it
I'll have that
Agreed, hand it over
Okay, I'm buying it
Wrap it up
That sounds fair. I'll take it
Let's do it, I'll buy that
""")

NO_THANKS = parted("""
No, thanks
No thank you
Maybe later
Not today
I'll think about it
Never mind
Forget it
I don't want that
No, I'd rather not
Let me think about it
I changed my mind
Not now
No, leave it
I'd better keep my coins
Perhaps another time
""")

AND_THIS = parted("""
And {the}?
What about {the}?
And for {the}?
How about {the}?
And what about {the}?
Hm, and {the}?
And how much is {the}?
{the} too?
And {a}?
What about {a}?
And the price of {the}?
Now {the}?
And if I want {the}?
""")

HAGGLE = parted("""
That's too expensive
Can you lower the price?
Can you do it cheaper?
That's too much
Any discount for {the}?
How about a discount?
Could you give me {the} for less?
Come on, make it cheaper
I'll give you half
Half the price for {the}, deal?
You're asking too much for {the}
What's your best price for {the}?
Isn't there a better price for {the}?
Give me a better deal on {the}
I can't pay that much for {the}
{the} can't be worth that
I saw {the} cheaper elsewhere
Won't you go down a little for {the}?
Be reasonable, {the} is not worth that
Let's haggle over {the}
Can we bargain about {the}?
Would you take less for {the}?
A little less for {the}?
Friend's price for {the}?
Knock something off {the}
Give me {the} for free
Can I have {the} for nothing?
Can I pay later for {the}?
I'll pay you for {the} tomorrow
Make me a gift of {the}
Lend me {the}
""")

# {o} is an offer below the price.
HAGGLE_OFFER = parted("""
I'll give you {o} for {the}
{o} for {the}, not more
How about {o} for {the}?
I offer {o} for {the}
Would you take {o} for {the}?
{the} for {o}, deal?
Let me have {the} for {o}
My offer for {the}: {o}
I can pay {o} for {the}
{o}, and I take {the}
Make it {o} for {the}
What about {o} for {the}?
""")

SELL = parted("""
I want to sell {the}
Would you buy {the}?
Will you buy {a} from me?
I have {a} to sell
Do you buy {many}?
What would you pay for {the}?
How much would you give me for {the}?
I've got {a}. Want it?
Care to buy {a}?
I'm selling {a}
Want to buy {a}?
I found {a}. Would you buy it?
What do you pay for {a}?
Take {the} off my hands?
I'd like to sell you {a}
Are you buying {many}?
Interested in {a}?
Here, {a}. What do I get?
Can I sell {the} to you?
I brought you {a}
Look, {a}. Will you buy it?
I could sell you {a}
How many coins for my {x}?
Would you take my {x}?
Give me coins for my {x}
""")

ASK_BUYS = parted("""
What do you buy?
Do you buy anything?
What would you buy from me?
Are you looking for anything?
What can I sell you?
What goods do you want?
What can I sell here?
Is there anything you would buy?
I have things to sell. What do you want?
What are you buying?
Which things do you buy?
Do you need any goods?
""")

CHEAPEST = parted("""
What's the cheapest thing you have?
What is your cheapest ware?
Which is the cheapest?
What costs the least?
I don't have much. What's cheapest?
What can I get for the fewest coins?
Show me the cheapest thing
What's the lowest price here?
Something cheap, please. What's the cheapest?
Which of your goods costs least?
I'm poor. What is the least expensive?
""")

DEAREST = parted("""
What's the most expensive thing you have?
What is your dearest ware?
Which is the most expensive?
What costs the most?
Show me the most expensive thing
What's the highest price here?
Money is no object. What's your dearest?
Which of your goods costs most?
What is the priciest thing you sell?
What's the costliest thing here?
""")

COINS = parted("""
How many coins do I have?
How much money do I have?
How much do I have left?
What's in my purse?
Can you count my coins?
How full is my purse?
How many coins have I got?
Do you know how much money I have?
How rich am I?
Count my coins, please
How much coin do I carry?
How many coins are left in my purse?
""")
