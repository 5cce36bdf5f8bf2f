"""More patterns of what customers say: roundabout, rude, in haste, in several sentences."""

from ..split import lines
from . import trade

ADDED = {
    trade.ASK_WARES: lines("""
[I've walked all day|My bag is empty|I've just come into some money|My friends sent me shopping] [and|so] I [wonder what you sell|want to see what you have|need to know what is for sale]
[So|Right|Now then], what [is it that you sell|do you deal in|can a body buy here|would you have me buy]?
[A quick look at|Just looking at|I'm curious about|Let us have a look at] [your wares|your goods|what you've got]
[What sort of|What kind of] [shop|place|stall|business] is this? [What do you sell|What have you got|What's for sale]?
[Run me through|Walk me through|Go through|Read me] [your wares|the list|your goods|everything you sell]
[Wares|Goods|Stock|Shop|Trade], please
[You look like|I bet|They tell me] you [sell things|have something to sell|are a trader|have good wares]. What [do you have|are they|is it]?
[Spread out|Lay out|Bring out|Lay before me] [your wares|your goods|what you have] [and let me see them|]
""")
    + ["[What would|What could] I [spend my coins on|waste my money on|leave here with]?"],
    trade.ASK_PRICE: lines("""
[If I may ask|One question|Quick question|Just asking|Tell me straight], [how much|how many coins] [is|for] {the}?
[My friend|My sister|My master|My wife|A friend of mine] [wants|needs|asked me about|is looking for] {a}. [How much is it|What would it cost|What's the price|What do you ask for it]?
[Before I decide|Before I buy|Before I open my purse|First], [what does {the} cost|how much is {the}|what is the price of {the}]?
[I don't see|I can't read|I can't find|There is no] [a|the|] price on {the}. [How much|What is it|What do you want for it]?
[I might|I may|Perhaps I will] [buy|take] {the}. [It depends on the price|How much|How much is it|What's it cost]?
{the}? [How much|What price|How many coins|What's the damage|What do I owe you for that]?
[What's the damage|What do I owe you|What would you have of me] for {the}?
[How deep|How far] must I [reach into my purse|dig in my pocket] for {the}?
[What'd|How much'd] {the} [be|cost me|run me]?
[Remind me|Tell me again|Say it again], [how much was {the}|what did {the} cost|what was the price of {the}]?
[That|This] {x} [over there|here|on the shelf|behind you], [how much|what does it cost|what's the price|what is it]?
[I was sent to ask|I only want to know|All I want to know is|I'm wondering] [what {the} costs|how much {the} is|the price of {the}]
[Put a price on|Name your price for|Quote me a price for] {the}
[Coins|Price] for {the}? [And be honest|Don't cheat me|Make it quick|]
""")
    + ["[Just the price|Only the price] [of|for] {the}, [please|that is all|nothing more]"],
    trade.ASK_HAS: lines("""
[My friend|My sister|My master|My wife|Someone] [needs|wants|asked me for|sent me for] {a}. [Do you have one|Have you got that|Is there one here|Do you sell that]?
[I have looked everywhere|I've been all over town|Nobody else has it|The other shop had none]. [Do you have|Have you got|Do you sell|Is there] {a} [here|]?
[You wouldn't have|You don't have|You haven't got|You don't sell|I don't suppose you have|I don't suppose you sell] {a} [here|by any chance|, do you|]?
{a}, [do you have that|have you got that|is that here|do you sell such a thing|any of that]?
{a}? [Do you have it|Got that|You sell that|Any here]?
[By any chance|Perchance|Would you happen to have|Do you happen to sell|Do you happen to have], {a}?
[I was told|They told me|A stranger said|The guard said] [I could get {a} here|you sell {many}|you might have {a}|to ask you for {a}]
[Where can I get|Who sells|Who has] {a}? [Do you|You perhaps|Is it you]?
[Among your goods|In your stock|On your shelves], is there {a}?
[Have a look|Take a look|Look around|Check], [do you have|have you got|is there] {a} [somewhere|left|for me|]?
[It would be great|I'd be glad|I'd be happy|It would help me] if you had {a}
[Looking for|Searching for|After|Hunting for] {a} [here|]. [Got any|Any luck|Can you help|You got that|]
[Does this shop|Does this place|Does this house] [sell|have|keep] {many}?
""")
    + ["[Tell me you have|Please say you have|Please tell me you sell] {a}"],
    trade.BUY: lines("""
[Right|So|Well then|Good, good|Enough talk|Enough looking], [{the} it is|{the} for me|I'm buying {the}|hand me {the}|{the}, here are the coins]
[My friend|My sister|My master|My wife|A lady] [wants|needs|would like|sent me for] {a}, so [I'll take it|I'm buying|sell it to me|I'll buy one]
[I came all this way|I walked for days|I rode all night|I'm only here] for {the}. [Sell it to me|I'm buying it|I'll take it|Here's the money]
[I can't leave|I won't go|I'm not leaving] without {the}. [Sell it to me|Here are my coins|I'll pay|I'm buying it]
{the}. [Now|Quick|I'm in a hurry|I'll take it|I'm buying|Here's the money|Sold|Wrap it up|Be quick about it]
{a}! [Quick|I'm in a hurry|And make it fast|Here are the coins|I'm paying]
[One purchase|A small order|My order|Here is what I want]: {the}
[Shut up and|Stop talking and|Just|Be a dear and|Go on and] [sell me|give me|hand me] [{the}|{a}]
[How about|What if] I [buy|take] {the}? [Here are the coins|Here you are|Yes, I do that|Sold]
[It is time|High time] I [bought|got myself|treated myself to] {a}. [I'll take yours|Sell it to me|Here's the money]
[Nothing but|Only|Just] {the} [for me|today|, please|and I'm gone]
[I've got|I have] [the coins|my money ready|my purse open], [give me|hand over|let me have|so I'll take] {the}
[I shall|We shall|I'd better|I had better|I might as well|I'm happy to] [take|have|buy|purchase] {the}
[Ring up|Bag|Hand over|Slide over|Pass over|Reach me|Get out] {the} [for me|, I'm paying|, I'm buying|]
[You talked me into it|You win|I can't resist]. [I'll buy|I'll take|Give me] {the}
[This|That] {x} [is mine now|comes with me|goes in my bag]. [Take your coins|Here's the money|I'm paying]
[Would you be so kind and|Would you be so kind to|Kindly|Be so good and] [sell|give|hand] me {the}
[I am|I'm] [hungry for|keen on|set on|determined to have|ready to buy|ready to pay for] {the}. [I'll take it|I'm buying|Sell it to me]
""")
    + ["[Take|Here, take] [my coins|the money|what it costs] and [give|hand] me {the}"],
    trade.TAKE_IT: lines("""
[You talked me into it|You win|All right, you win|I can't resist|Why not|Well, why not|Oh well]. [I'll take it|I'll buy it|Give it here|Hand it over|]
[That|It] [will do|is what I want|is just what I need|fits my purse]. [I'll have it|Hand it over|Here are the coins|I'm buying|]
[Wrap it up|Pack it up|Bag it|Hand it over|Give it here|Over with it|Let's have it|Put it in my bag] [please|then|, here's the money|]
[Mine|Sold|Bought|Done|Taken|Yes please|Yes, that one|That one|This one, please]
[I'm convinced|I've decided|I have made up my mind|My mind is made up]. [I'll take it|It's mine|Sell it|I'm buying it]
[For that price|At that price|For so little], [I'll take it|I'm buying|gladly|it's mine|of course]
[Here's|There's|There are] [your money|your coins|the coins]. [Give it to me|Now it's mine|I'll have it|Thank you|]
[You have|You've got] [a deal|yourself a deal|a buyer|a customer]
[I suppose|I guess|I think] I'll [take|buy|have] [it|that|that one] [then|]
[Let's|Let us] [do it|make it so|shake on it|shake hands]. [I'll take it|I'm buying|]
[My coins are yours|My money is yours|I'm paying], [give it to me|it is mine|hand it over]
""")
    + ["[Go on|Right|Alright then], [sell it|sell it to me|I'll buy it|I'll have it]"],
    trade.NO_THANKS: lines("""
[Too rich for me|Not my thing|Not what I had in mind|I have no use for it|I've no need of it], [thanks|sorry|no]
[I'd better keep|I'll keep|I will hold on to] my [coins|money|purse closed] [today|for now|]
[Nah|Nope|No no|Hm, no|Eh, no], [not today|I'm good|forget it|I'm fine|leave it]
[I was only|I was just|I'm only] [asking|looking|curious]
""")
    + ["[Thanks|Thank you], but [no|not today|I'm fine|I'd rather not]"],
    trade.AND_THIS: lines("""
[Hm|Right|I see|Aha|Oh|Okay|Fair enough]. [And|What about|How about|How much is|How much for] {the}?
[Good to know|That much|Not bad|Too much]. [And|How about|What of|And how much is] {the}?
[What if|And if|But if] I [took|bought|wanted] {the} [instead|]?
[Maybe|Perhaps|Or rather|Or maybe] {the}? [How much|What price|]
""")
    + ["And [your price for|the cost of|what do you want for] {the}?"],
    trade.HAGGLE: lines("""
[I'm a poor man|I have a family to feed|I'm an old customer|We're friends], [sell me {the} for less|make {the} cheaper|take a bit off {the}]
[That's robbery|Robbery|Daylight robbery|You must be joking|Are you mad|So much]! [{the} is not worth that|Lower the price of {the}|Make {the} cheaper]
[Knock|Take|Drop] [a few coins|a coin or two|something|a bit] off [{the}|the price of {the}] [and I'll buy it|for me|, will you|]
[In the next town|Elsewhere|At the market|Your neighbour's shop], {the} [costs half|is much cheaper|goes for less]
[What is|What's] your [best|lowest|last] price for {the}?
""")
    + ["[Do me a favour|Be nice], [sell {the} cheaper|lower the price of {the}]"],
    trade.HAGGLE_OFFER: lines("""
[What do you say to|How does|Would you say no to] {o} [sound|] for {the}?
{the}. {o}. [Deal|Take it or leave it|That's all you get|Agreed]?
[All I have|All I can spare|All I brought] for {the} is {o}
[In the next town|Elsewhere|At the market], {the} costs {o}. [Match it|Same price here|I'll pay that]
[Be reasonable|Come on|Friend to friend|Listen], {o} for {the}
""")
    + ["[For|At] {o} I'd [take|buy] {the} [at once|right away|]"],
    trade.SELL: lines("""
[I no longer need|I have no use for|I'm tired of|I don't want] my {x}. [Do you buy it|Would you buy it|Want it|What will you pay|Will you take it]
[My grandfather|My father|A friend|My old master] [left|gave] me {a}. [Would you buy it|What do you pay|How much will you give me|Want to buy it]?
[I'm|I am] [short of coins|broke|in need of money]. [Would you|Will you|Could you] [buy|take] [my {x}|{a}]?
[Fresh from my bag|From my travels|Look what I have|Look what I found|See here]: {a}. [What will you pay|Interested|Do you want it|Buy it|How much]?
{a} [for sale|to sell|going cheap], [are you buying|interested|what do you pay]?
[Selling|I'm here selling|I've come to sell] [{a}|my {x}], [what do you pay|interested|how much|will you buy]?
[What|How much] [does|would] {a} [bring|fetch|earn] me [here|with you|]?
[Make me|Give me] an offer for [my {x}|{the}]
[Someone said|I heard|They say|I was told] you [buy|want|pay for|look for] {many}. [I have some|I've got that|What do you pay|Is that so]
[You want|You need|You buy] [{a}|{many}], [right|don't you|yes]? [I have it|What do you pay|How much]?
[Could you use|Can you use|Have you a use for|Is there any need here for] [{a}|my {x}]?
[Take|Have] {the} off my [hands|back] [for some coins|for a fair price|, would you|]
[Coins for|Money for|Some coins for|What price for] my {x}?
""")
    + ["[Trade you|Swap you] my {x} for [coins|your coins|some money]?"],
    trade.ASK_BUYS: lines("""
[My bag|My sack|My cart] is full [of things|of loot|]. [What do you buy|What would you take|What do you want of it|Which things would you buy]?
[I need|I could use|I want] [coins|money]. [What do you buy|What would you pay for|What can I sell you]?
[What|Which things] [are you short of|are you missing|would you pay for|is worth bringing you|should I bring you]?
[If I find things|When I come back with loot|On my travels], what [should I bring you|would you buy|do you pay for]?
""")
    + ["[Buying|Do you buy] [anything|things|stuff] [from travellers|from people like me|today|]? [What exactly|Which things|]"],
    trade.CHEAPEST: lines("""
[My purse|My pocket] is [nearly empty|almost empty|light|thin]. [What is the cheapest|What costs least|What's the least I can spend|Which ware is cheapest]?
[What|Which] [should|can|could] [a poor man|a beggar|somebody with few coins|I] buy [if he has few coins|for the least money|for the fewest coins]?
[I don't want to spend much|I must save|I'm saving my coins|I'm on a budget|Times are hard]. [What is the cheapest|Which is cheapest|What costs the least|What's your cheapest]?
[Of all your wares|Of all these things|Among your goods|Of everything here], [what|which] [is the cheapest|costs the least|has the lowest price|costs the fewest coins]?
[Give me|Tell me|Name] [the one that costs the least|the ware with the smallest price|your lowest price|the thing for the fewest coins]
[Where do your prices start|What do your prices start at|What's at the bottom of your price list]?
[What's|What is] the [least|smallest sum|minimum] I [can|could|have to] [spend|pay] [here|in this shop|] [and for what|]?
[Never mind quality|I don't care what it is|Whatever it is], [just the cheapest|I want the cheapest|which is the cheapest]?
[Cheap|Cheapest], [what's cheapest|which one|please|that is all I ask]
[Is there|Have you] [something|anything] cheaper than the rest? [What is the cheapest|Which|The cheapest thing]?
""")
    + ["[Low|Small] price, [that's what I want|that matters to me]. [Which is the cheapest|What's cheapest]?"],
    trade.DEAREST: lines("""
[My purse|My pocket] is [full|heavy|bursting]. [What is the dearest thing|What costs the most|Which ware is the most expensive]?
[Of all your wares|Of all these things|Among your goods|Of everything here], [what|which] [is the dearest|costs the most|has the highest price|costs the most coins]?
[Only the best for me|I want the best|Money is no matter|I don't care what it costs]. [What is the most expensive|Which is dearest|What costs the most]?
[Give me|Tell me|Name] [the one that costs the most|the ware with the highest price|your highest price|the thing that only a lord buys]
[What's at the top of your price list|What do your prices go up to|What would a king buy here]?
[How much could I spend|How much could one spend] [here|] on a single [thing|ware]? [Which one|And on what]?
""")
    + ["[High|Top] price, [that's what I look for|that impresses people]. [Which is the dearest|What costs most]?"],
    trade.COINS: lines("""
[I forgot|I lost count|I can't count|I never learned to count|I've forgotten]. [How many coins do I have|How much money have I got|What's in my purse]?
[Look into|Have a look in|Peek into] my [purse|pocket] [and tell me what's there|. How much is there|. How many coins do you see|]
[Before I buy|Before we trade|First], [how many coins do I have|how much have I got|what do I have in my purse]?
[My purse feels|My pocket feels] [light|heavy|empty]. [How much is in it|How much do I have|How many coins are there]?
[How much can I spend|What can I spend|How many coins can I spend]?
""")
    + ["[Coins left|Money left|My coins|My money|My purse]: [how much|how many|what is it]?"],
}
