"""Still more patterns of players who have something to sell, in many voices."""

from ..split import lines
from . import trade

ADDED = {
    trade.SELL: lines("""
[Prithee|Pray|Pray tell], [wilt thou buy my {x}|wouldst thou buy {a}|what givest thou for my {x}|what wouldst thou pay for {a}]?
[Hast thou|Dost thou have|Have ye|Might you have] [any use|coin|need|a few coins] for [{a}|my {x}]?
[wts|selling|u buy|u buying|u want|do u buy|wanna buy] [{a}|my {x}|{many}] [lol|pls|, how much|, interested]?
[how much u give|what u give me|what u pay|how much u pay] [for|4] [my {x}|{a}]?
[You buy|You want buy|You take|My friend, you buy] [{a}|my {x}|{many}], [yes|please|no|good price]?
[Me|I] [sell|want sell|have to sell] {a}. [You want|You buy|How much you pay|You like]?
[Arr|Aye|Ahoy], [will ye buy {a}|what'll ye give for me {x}|fancy {a}, matey|I've plundered {a}. Will ye buy it]?
[Hic|Lishen|Hey you]... [you wanna buy|will you buy|what'll you give me for] my {x}?
[Ey up|Hoy|Now then], [d'ye want to buy|would ye take|what'd ye give us for] [my {x}|{a}]?
[Mum|Mother|Granny|Papa] [says to ask|wants to know|sent me to ask] [if you buy {many}|what you pay for {a}|whether you'd buy my {x}]
[My lord|My lady|The captain|My master] wants to sell {a}. [Would you buy it|What would you pay|What will you give|Is it of interest]?
[Spoils of war|From the battlefield|Fresh loot|Dungeon loot]: {a}. [Do you buy that|What's it worth to you|What would you pay|Interested]?
[I looted|I dug up|I won|I made|I inherited|I was given|I fished out] {a}. [Would you buy it|What would you pay|Want it for coins]?
[I've|I have] {a} [too many|I never use|that is only gathering dust|to spare]. [Would you buy it|Do you want it|What will you pay|Interested]?
[Here in my bag|In my pack|On my back|On my cart|Under my cloak] I have {a}. [Would you buy it|What will you give me|Is there coin in it|Interested]?
[Might|Could|Can|May] I [interest you in|tempt you with] [{a}|my {x}] [, for a price|for a few coins|, going for coins|]?
[Would|Could|Might] [you|you perhaps|a {role} like you] be [interested in|willing to buy|ready to buy|tempted by|inclined to buy] [{a}|my {x}]?
[Are you|Would you be] in the market for [{a}|{many}|my {x}]?
[Is there|Have you] a [price|market|demand] for {many} [here|in this shop|in this town|]?
[Do you|Would you|Might you|Could you] [purchase|accept|acquire|pay for|give coins for] [{many}|{a}|my {x}] [from me|from strangers|, by chance|]?
[Any|Some] [money|coin|gold|silver] [in it|for me] if I [sell you|bring you|part with|let you have] [{a}|my {x}]?
[What|How much|How many coins] [would|will|do|might] you [offer|part with|hand over|shell out|fork out|lay down|spend] for [my {x}|{a}]?
[What|How much|How many coins] [could|would|might] my {x} [fetch|bring|bring in|earn me|get me] [here|from you|with you|]?
[What's|What is|Name|Tell me|Let me hear] your [offer|bid|buying price|best offer] [for|on] [my {x}|{a}]
[How high would you go|How high would you bid|How far would you go] for [my {x}|{a}]?
[How do you value|How much do you reckon for|What do you reckon for|What say you to buying|Can you appraise and buy] [my {x}|{a}]?
[What'd|What'll] [you|ye] [give|pay|offer] me for [my {x}|{a}]?
[Make|Name] [an offer|your price|a bid|a fair offer], I'm [selling|parting with|getting rid of] [my {x}|{a}]
[If I sold you|If I let you have|If I gave you|Suppose I sold you] [my {x}|{a}], [how much would I get|what would you pay|what's in it for me]?
[Suppose|Say|Imagine] I [had|found|brought you|owned] {a} [to sell|for you|]. [Would you buy it|What would you pay|How many coins would you give]?
[Before I throw it away|Before I sell it elsewhere|Before I give it to the pedlar], [would you buy|what would you pay for|do you want] my {x}?
[The other shop|The pedlar|Your rival] [wouldn't buy|had no coins for|offered too little for] my {x}. [Would you buy it|What do you pay|Will you]?
[The pedlar|The baker|A guard|Your neighbour] says you [buy|pay for|are looking for|collect] {many}. [I have some to sell|Would you buy mine|What do you pay]?
[Anyone|Somebody|Who|You] here [wants to buy|would buy|would pay for|interested in buying] [{a}|my {x}]?
[Roll up|Hear ye|Step closer|Come and look]! [{a} for sale|My {x} is for sale|I'm selling my {x}]. [Will you buy|What do you bid|Interested]?
[For sale|On offer|Up for sale|To be sold]: [{a}|my {x}]. [Interested|Will you buy|What do you pay|Any takers|Your bid]?
[*holds out {a}*|*puts {a} on the counter*|*shows {a}*|*unwraps {a}*] [Would you buy this|What will you give me for it|How much for this|Want to buy it]?
[*puts {the} on the table*|*opens the bag*|*opens the pack*] [Would you buy my {x}|What do you pay for my {x}|How much do I get for my {x}]?
[I must|I have to|I'm forced to|I need to|I hate to] [sell|part with|get rid of|let go of] my {x}. [Would you buy it|What will you pay|Do you want it]?
[Rent is due|I owe the innkeeper|I lost at dice|I have debts]. [Would you buy my {x}|What would you give for my {x}|Can I sell you my {x}]?
[I'm moving away|I'm leaving town|My bag is too heavy|I can't carry everything]. [Would you buy my {x}|Want my {x} for some coins]?
[I've no use|I have no need|I've no more need|I have no love] for my {x}. [Would you take it for coins|What would you pay me|Will you buy it]?
[It's good|It's hardly used|It's in fine shape|It's worth a lot], my {x}. [Would you buy it|What do you pay|How much will you give me|Interested]?
[A little worn|Not the newest|Used, but good|Second-hand|Almost new], [this is my {x}|my {x}]. [Would you buy it|What will you pay for it|Want it for coins]?
[The finest|The best|The rarest] {x} [you'll ever see|in the land|from far away], [would you buy it|what do you pay for it|what's your offer|interested]?
[Do me a favour|Help me out|Help an old friend|Help a poor man] and [buy|take|look at] my {x}, [will you|would you buy it|what do you pay]?
[Can|Could|Might|May] I [offer|sell|flog|peddle|hawk|unload] [{a}|my {x}] [here|to you|on you|in this shop]?
[Can|Could|May] I [turn|change|convert] my {x} into [coins|money|gold] here?
[Can|Could|May|Might] I [get|have|make] [coins|some coins|a few coins|money|a fair price] for [my {x}|{a}] [here|from you|]?
[I'd|I would] [let go of|part with|give up|sell|give you] my {x} [for the right price|for good money]. [What do you offer|How much|Your offer]?
[I'd like|I want|I wish|I hope|I'm looking] to [get rid of|turn into coin|cash in|make money from] [{a}|my {x}]. [Would you buy|Interested|Your offer]?
[I'm|I am] [offering|hawking|peddling|trying to sell|looking to sell|thinking of selling] [{a}|my {x}]. [Any interest|Would you buy|What do you pay|Your bid]?
[Looking for|Seeking|I need|I search for] a buyer for [my {x}|{a}]. [Is that you|Are you one|What would you pay|Would you be the one]?
[You seem|You look|You're surely] [like you need|in need of|short of] {many}. [Would you buy mine|Shall I sell you some|What do you pay for them]?
[You look like|I bet|I'd wager|I guess] you [could use|need|want|would love] {a}. [I'd sell you one|Buy mine|What would you pay|I have one for sale]
[Does|Would|Could|Might] {a_role} [buy|need|want|pay for|have use for] [{a}|{many}|my {x}]?
[As {a_role}|Being {a_role}], [would you buy|do you pay for|what would you pay for|could you use] [{a}|my {x}]?
[Do you collect|Are you after|Do you still need|Are you short of|Do you ever buy] {many}? [I'd sell you some|I have some to sell|I can sell you that]
[Question about selling|A selling question|A bit of business|A small deal]: [would you buy {a}|what do you pay for {a}|my {x} for your coins]?
[Trade in|Sell back|Pawn|Hand in] [my {x}|{a}] [here|with you|], [can I|is that possible|how much would I get|what do you pay]?
[Would|Could|Can] I [pawn|trade in|hand in|sell off] [my {x}|{a}] [here|with you|in this shop]?
[Not buying today, selling|I'm not buying, I'm selling|I come to sell, not to buy|Today I sell]: [{a}|my {x}]. [Would you buy|What do you pay|Interested]?
[Take a look|Have a closer look|Feel the weight|Just look]: my {x}. [What's it worth to you|Would you buy it|How much would you give|Any offer]?
[Wouldn't|Won't] you [want|like|care] to [buy|have|own|purchase] my {x}? [I'd sell|It's for sale|It could be yours for coins|What do you pay]
[Surely|Certainly|Perhaps|Maybe] you'd [buy|pay for|give me coins for|take] [my {x}|{a}]? [What do you offer|How much|Your offer|Name a price]
[Worth anything|Worth a coin|Worth something], my {x}? [Would you buy it|What do you pay|How much to you|I'd sell it]
My {x}, [would that interest you|worth anything to you|is that something you'd buy|could you pay for that|what would you give]?
[Guess what I have|Look what I've got|You'll like this|Feast your eyes]: {a}. [Would you buy it|How much do you pay|Want to buy it|What's your offer]?
[Fell off a cart|Don't ask where it's from|No questions asked|It's not stolen, I swear]: {a}. [Would you buy it|What do you pay|Interested]?
[Do I|Would I|Could I|Will I] get [a good price|a fair price|some coins|good money|anything] for [my {x}|{a}] [here|from you|]?
[I'm not buying|I don't want to buy|I have nothing to buy], I [have {a} to sell|want to sell {a}|offer {a}]. [What do you pay|Interested|Would you buy it]?
[I bought|I was sold|I once paid for] {a} [and regret it|by mistake|but never used it]. [Would you buy it|What would you pay|Do you want it for coins]?
[Swap|Change] places with me: I'm the [seller|trader], you're the [buyer|customer]. [My {x}, what do you pay|Would you buy {a}]?
[Which of us|Who] pays whom? [I sell my {x}|I've got {a} to sell|I offer {a}], [what do you pay|you pay me, how much|would you buy]?
[Would|Could|Might] you be [interested in buying|willing to purchase|open to buying|able to buy|happy to take] [{a}|my {x}] [from me|off me|off my hands]?
[I'm looking|I want|I'd like|I am trying] to [offload|sell|sell off|unload|shift|trade in] [{a}|my {x}], [would you buy it|what do you pay]?
[What|How much] is [{a}|my {x}] worth [to you|in this shop|in coins, if you buy it|if I sell it to you]?
[I have|I've got|There's] {a} [here|in my pack|] [that I'd sell|up for sale|for you to buy]. [Interested|What would you pay|Do you want it]?
""")
    + ["[The going rate|Your rate|Your price] [for|on] {many}[, if I sell|, when you buy|, what do you pay me]?"],
    trade.ASK_BUYS: lines("""
[Prithee|Pray|Pray tell], what [dost thou buy|wouldst thou buy of me|goods seekest thou|wares dost thou pay for]?
[what|wut|wat] [do u buy|u buying|u buy|would u buy|stuff u buy] [lol|here|from me|]?
[can i|could i] [sell stuff here|sell u stuff|sell loot here]? [what do u buy|what u want|what do you take]
[You buy|My friend, you buy|Please, you buy] [what things|which goods|what] [from me|from travellers|]?
[Arr|Aye|Ahoy], what [plunder do ye buy|booty would ye pay for|cargo are ye buying|goods do ye want to buy]?
[Hic|Lishen|Hey you]... what d'you [buy|pay for|take off a man's hands] here?
[My lord|My lady|The captain|My master] wants to sell [things|some goods|a few things]. What [do you buy|would you buy|are you buying]?
[Mum|Mother|Granny|Papa] [asks|wants to know] what you [buy|pay coins for|would buy from us]
[Spoils of war|Loot|Old things|Junk|Treasures|Odds and ends], [do you buy any|do you take such things|what of it would you buy]?
[I've cleared a dungeon|I've emptied a tomb|I come from the wars] and have things to sell. What [do you buy|would you take|interests you]?
[What|Which goods|Which wares] [would|do|could] you [take off my hands|give coins for|give money for|accept|part with coins for]?
[What|What things|Which goods] [fetch|bring|earn] [a price|coins|money|a good price] [here|with you|in your shop], [if I sell|if I bring them|when you buy]?
[What|What sort of things|What kind of goods|Which wares] [would interest you|might you want|do you collect] [as a buyer|, as I want to sell|for buying|]?
[What is|What's] on your [shopping list|list of things to buy|buying list|wanted list]?
[Which|What] things [are you in the market for|are you on the lookout for|do you want to get hold of|do you purchase from travellers]?
[Do you|Would you|Could you] [buy|purchase|take in|accept|pay for] [things|goods|loot|used goods|stuff], [too|or only sell|and which|as well as sell]?
[Do you only sell|Do you just sell|Is it only selling here], or do you [buy|buy things|buy goods] [too|as well]? [What|Which things|What do you buy]
[Do you have|Have you|Is there] [any demand|a need|money] for [goods|things|stuff] [I could sell you|a traveller might sell|from far away]?
[What could|What should|What can|What might] [I|a hunter|a traveller|a poor man|an adventurer] [bring you to sell|sell to you|offer you for coins|sell here]?
[I want|I need|I'd like|I hope] to [sell something|sell a few things|make some money by selling|empty my bag]. What [do you buy|would you buy|are you buying]?
[I'm|I am] [here to sell|selling today|not buying but selling|clearing out my bag]. What [do you buy|do you want|would you pay for|goods do you take]?
[If I had something to sell|If I wanted to sell|Suppose I'd sell something|Before I unpack], what [do you buy|would you buy|are you looking for]?
[Anything|Something] you [want to buy|would buy|would pay for|are keen to buy|are buying] [from me|these days|from a traveller|]?
[What are you|What're you|What is it you're] [willing to buy|prepared to buy|keen to buy|short of and buying|paying coins for]?
[Tell me|List|Name|Say|Show me] [the goods you buy|the things you pay for|everything you buy|what you'd buy from me|your buying list]
[As {a_role}|Being {a_role}], what [do you buy|do you need to buy|would you buy from me|goods do you buy]?
What [would|does|might] {a_role} [buy|want to buy|buy from a traveller|pay good coins for]?
[Buy|Buying|You buy|D'you buy] [stuff|loot|goods|used things]? [What exactly|What kind|What do you pay for|Which]
[*empties a sack on the counter*|*opens a sack*|*puts down a heavy bag*] [What would you buy|Which of it would you buy|What do you buy|What can I sell you]?
[I wonder|I'd like to know|I want to know|I was wondering] what [you buy|goods you buy|you'd buy from me|I could sell you]
[On the buying side|When it comes to buying|Talking of what you buy|Besides selling], what [do you take|do you buy|are you buying|goods do you want]?
[What's missing|What is missing|What's lacking|What's needed] [here|in your stock|in your store] that I could sell you?
[Report|Quick|Be brief]: what [goods do you buy|do you buy|would you buy from my company]?
""")
    + ["[Which|What] [goods|wares|things] may I [offer you for sale|sell you|turn into coins here]?"],
}
