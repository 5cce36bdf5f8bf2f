"""Still more patterns of requests that a function fulfils, in many voices."""

from ..split import lines
from . import function

ADDED = {
    function.BUY_COUNT: lines("""
[Prithee|Pray|I pray thee], [sell me|give me|let me have|hand me] {n} {the_many}
[I would fain buy|I shall have|I wish to acquire|I desire to buy] {n} {the_many} [of thee|, good {role}|, if you please|]
[ill take|gimme|wtb|lemme get|buying|order] {n} {the_many} [pls|plz|thx|now|]
{the_many}: {n} [pls|please|of them|for me|of them, thx]
{the_many}? [{n}|{n} of them|Make that {n}|Give me {n}|I'd like {n}], [please|if you please|and I pay]
[Me|I] [want|want buy|buy|take] {n} {the_many}, [yes|please|here money|thank you]
[My friend, you|You|Please] [give|sell|wrap] me {n} {the_many}, [I pay|here is money|I have coin]
[Arr|Aye|Ahoy], [{n} {the_many} for me crew|hand over {n} {the_many}|I'll be taking {n} {the_many}]
[Hic|Lishen|Hey you]... {n} {the_many} [for me|for the table|and quick]. [Hic|I'm paying|Here'sh the money]
[Ey up|Hoy|Right-o|Now then], [I'll have|sell us|I'll tek|giz] {n} {the_many} [then|, ta|, love|, mate]
[Mum|Mother|Granny|Papa] [wants|told me to buy|sent me for|needs] {n} {the_many}. [Here is the money|Can I have them|Please sell them to me|I'll pay]
[My lord|My lady|The captain|The cook] [orders|requires|wishes to buy|will have] {n} {the_many} [. I pay|. Here is the coin|, no more and no less|]
[By order of the captain|For the garrison|For the camp|For the mess hall], [I buy|I'm to buy|sell me|I take] {n} {the_many}
[Requisition|Purchase|Order from the castle|My order|Shopping list]: {n} {the_many} [, paid in full|, and I pay at once|, please|]
[*holds up {n} fingers*|*lays down the coins*|*counts out the money*] {n} {the_many} [please|for me|, and I'm paying|]
[*points*|*nods at the shelf*|*opens a purse*] [I'll take|I'm buying|Give me|Sell me] {n} of [your|those|the] {the_many}
[One won't do|One is not enough|A single one won't do|One would be too few]. [I'll take|Give me|Sell me|I want] {n} {the_many}
[Not one|Not just one|More than one|No, not one], [{n} {the_many}|I need {n} {the_many}|give me {n} {the_many}|make it {n} {the_many}]
[We're {n} at the table|There are {n} of us|I have {n} children], so [give me|I'll take|sell me|I need] {n} {the_many}
[One each|One for each of us|One for everybody|One apiece], so {n} {the_many} [please|, and I pay|in all|altogether]
{n} {the_many}, [one for each of us|not one less|no more, no less|if you have that many|as fast as you can|to take away]
{n} {the_many}: [that's my order|sell them to me|I'm buying them|I'll pay for all|here's the coin]
{n} of [your|those|the|these] {the_many}, [please|if you please|for me|and I'll pay|{role}]
[I'll have|I'll take|I'd like|Give me|Sell me|I want] {n} of [your|those|the|these] {the_many} [, please|, I pay at once|, {role}|]
[Let me|Let us] [purchase|take|get|order|carry off|walk away with] {n} {the_many} [, please|today|, I have the coins|]
[A set|A stack|A bundle|An order|A purchase] of {n} {the_many}, [please|for me|I'm paying|if you will]
[I'm|I am|We're|We are] [after|here for|ordering|taking|buying|in need of] {n} {the_many}. [Here's the money|Sell them to me|I'll pay now|Wrap them up]
[The number is|I say|I want exactly|I need exactly|Exactly|Precisely] {n} {the_many} [, please|, I'm buying|, {role}|]
[I'd feel safer with|My trip calls for|My master needs|The job takes|My recipe needs] {n} {the_many}. [Sell them to me|I'm buying|I'll pay]
[My horse can carry|My bag holds|I have room for|I can carry] {n} {the_many}. [I'll take that many|Sell me those|So I'm buying that many]
[My coins are enough for|I've got money for|I can afford|I'll pay for] {n} {the_many}. [Sell them to me|I'll take them|Hand them over|I'm buying]
[The price is fine|Fair price|At that price|Cheap enough]. [I'll take|Give me|Make it|Sell me] {n} {the_many}
[Would|Could|Can|Will] you [wrap|pack|bag|ring up|set aside|count out] {n} {the_many} [for me|, please|, I'm buying them|]?
[Could|Can|May|Might] I [purchase|order|get hold of|pick up|trouble you for|take home] {n} {the_many} [please|, {role}|now|]?
[Would|Is|Could] it be possible to [buy|get|have|order] {n} {the_many} [now|please|, I'll pay|]?
[Be so good as to|Be so kind as to|Kindly|Do] [sell|give|hand|wrap] me {n} {the_many}
[Throw|Toss|Sling|Shove|Chuck] {n} {the_many} [in a sack|in my bag|on the cart|over here] [, I'm paying|and take your coins|, please|]
[Fill|Load|Stuff] my [bag|cart|sack|basket] with {n} {the_many} [, I'm paying|, please|, here's the money|]
[Grab|Dig out|Take down|Gather|Line up|Stack up|Bag up] {n} {the_many} for me, [I'm buying|I'll pay|please|here's the money]
[Put|Mark|Write] me down for {n} {the_many} [, please|, and here's the money|, {role}|]
[Take my money|Here's the money|Here are my coins|Money on the table] [and give me|, I want|, now sell me|, hand over] {n} {the_many}
[Quick|Hurry|I'm in a rush|The cart is waiting|No time], {n} {the_many} [, please|for me|, I'm paying|and I'm off]
[It's for a feast|It's for a wedding|It's for my men|A gift for my sisters]: {n} {the_many} [, please|, I'm buying|, wrapped up|]
[For the whole crew|For the family|For my friends|For the road|For the feast|For the winter] I [need|want|buy|take] {n} {the_many}
[Deal|Good|Fine|All right|Agreed|Very well|Perfect], {n} {the_many} [then|for me|, sold|, and here's the money|it is]
[First|To start|For now|For today|Today], [I'll take|I want|I need|sell me|give me] {n} {the_many}
[Let's say|Say|Shall we say|We'll say|Call it|Let it be|I'd say] {n} {the_many}, [and I pay now|please|and wrap them up|I'm buying]
[I count on|I'd settle for|I'd be happy with|I'll go with|I go for] {n} {the_many}, [please|I'm paying|sell them to me|here's the coin]
[I decided on|I've decided on|I settle for|I settled on|My choice is] {n} {the_many} [, please|, I'm buying|, sold|]
[Better make it|You'd better make that|Make the order|Let's make that|Why not make it] {n} {the_many} [, please|, I'm buying|, I can pay|]
[I lost mine|Mine broke|The old ones broke|Someone stole ours]. [I'll buy|Sell me|I need to buy|Give me] {n} {the_many}
[You have a customer|A big order for you|You'll like this|Good business for you]: {n} {the_many} [, for me|, I'm buying|, paid at once|]
[How much I want? |Amount: |As for the number: ]{n} {the_many}, [please|I'm buying|sell me that many|that's all]
[Do you hear|Listen|Hear my order|Write this down]: {n} {the_many} [, and I pay|, please|for my table|]
[With {n} {the_many} I'd be happy|All I want is {n} {the_many}|Nothing but {n} {the_many}|Just {n} {the_many}], [please|sell them to me|I'm paying]
[Dear {role}|Good {role}|{role}|{name}|My good {name}], [{n} {the_many}|sell me {n} {the_many}|I'd like {n} {the_many}] [, please|, if I may|]
[I changed my mind|On second thought|Come to think of it|Actually], [{n} {the_many}|make that {n} {the_many}|I'll take {n} {the_many}|give me {n} {the_many}]
[Stock me up|Set me up|Supply me|Provide me|Furnish us|Load me up] with {n} {the_many}, [please|I'm paying|here's the money]
[I reckon|I think|I guess|I believe] I'll [take|have|buy|need to buy] {n} {the_many} [, please|then|, {role}|]
[I collect them|I love them|I can't get enough of them]. [Sell me|I'll take|I'm buying|Give me] {n} {the_many}
[Could I get|Can I get|I'd like to get|I'm getting] {n} {the_many} [while they last|before they're gone|before you close], [please|I'm paying]
[I'll pay for|I pay for|Let me pay for|I'm paying for|Here's the coin for|Take the money for] {n} {the_many} [, hand them over|now|, please|]
[Please|Pretty please], {n} {the_many}, [I saved up for them|I have the coins|I can pay|for me and my brother]
[I don't care how many are left|However many you have|No need to count], [I'm buying|sell me|I'll take|give me] {n} {the_many}
[You have|You've got|I see] {the_many} [there|on the shelf]. [I'll take {n}|Give me {n}|Sell me {n} of them|I'm buying {n}]
[I asked about|You have|I like|I want] {the_many}, [so give me {n}|so I'll take {n}|so sell me {n}|and I'm buying {n}]
[At that price|For so little|So cheap], {the_many}? [I'll take {n}|Give me {n}|Make it {n}|Sell me {n}]
[I'd like|I want|I wish|I'd love] to [order|purchase|get|pick up|take home] {n} {the_many} [, please|from you|today|, {role}|]
[Let me|I'll just|I wanna|Can I just|I'm gonna] [get|grab|order|buy|take] {n} {the_many} [please|then|, thanks|now|]
[Hook me up with|Ring me up for|Sort me out with|Get me started with] {n} {the_many} [, please|, I'm buying|, here's the coin|]
{n} {the_many} [will do|would be great|should be enough|would be perfect]. [I'm buying|Here's the money|Sell them to me|I'll pay now]
""")
    + ["[Wanted|Needed|To buy|I'm buying]: {n} {the_many}[, coins in hand|, paid at once|, for me]"],
    function.SELL_NOW: lines("""
[Prithee|Pray|I pray thee], [take my {x} and pay me|take my {x} for thy coins|accept my {x} and give me thy coin]
[I hereby sell|Thus I sell|So I sell|Herewith I sell|I now sell] [thee|you] [my {x}|{the}] [, pay me now|, as agreed|for your coins|]
[ok|k|deal|sold|done], [take my {x}|my {x} is urs|here take {the}|{the} is urs, pay me]
[ill sell u|selling u|here u go,|giving u] my {x} [, pay up|now|for ur coins|, coins pls]
[Me|I] [sell|give] you my {x}, [you pay|you give coins|now you pay me|yes]
[You take|My friend, take|Please take] my {x}, [you give me coins|and pay me|I take coins]
[Arr|Aye|Ahoy], [take me {x}|{the} be yours|here be my {x}], [now hand over the coin|pay up, matey|and pay me]
[Hic|Lishen|Fine]... [take my {x}|you can have my {x}|my {x} is yours]. [Now pay me|Coins, pleash|Gimme the coins]
[Ey up|Right-o|Go on then|Aye, fine], [tek my {x}|my {x} is yours|have my {x}] [and pay us|, coin please|, now pay up]
[Mum|Mother|Granny|Papa] said [I may sell you|to sell you|to give you] my {x}. [Here it is|Take it and pay me|Here, now the coins, please]
[My lord|My lady|The captain|My master] [agrees|has agreed]. [Take {the} and pay me|{the} is yours for the coins|I hand you {the}]
[By order of the captain|In the name of my lord|On behalf of the guild], I [sell you|hand you|deliver] {the} [, pay me|for the coins|now]
[*puts {the} on the counter*|*hands over {the}*|*lays down {the}*|*shoves {the} across the table*] [Sold|It's yours|Now pay me|Take it|Coins, please]
[*hands you {the}*|*gives you {the}*|*drops {the} in your hands*] [It's yours, pay me|Sold|Now the coins|There, as agreed|Pay up]
[*shakes hands*|*nods*|*holds out an open hand*|*sighs*] [Take my {x}|My {x} is yours|Here's my {x}|I sell you my {x}] [, then|, now pay me|]
[Good enough|Fair enough|That's fair|A fair price|That's a good price|The price is right]. [Take my {x}|My {x} is yours|I sell you my {x}|Here is my {x}]
[Less than I hoped|Not much, but fine|It's little, but all right|You drive a hard bargain]. [Take my {x}|My {x} is yours|I sell you my {x}]
[I'm in a hurry|No haggling|I won't haggle|Whatever you pay|At your price]. [Take my {x}|Here's my {x}|I'm selling you my {x}|My {x} is yours]
[Gladly|With pleasure|Reluctantly|Happily|At last] I [sell you|hand you|give you|part with|let you have] my {x} [, now pay me|for your coins|]
[It breaks my heart|I'll miss it|It was my father's|It served me well], but [take my {x}|my {x} is yours|I sell you my {x}]
[I've no more use for it|It only weighs me down|It's no good to me|I'm glad to be rid of it]: [take my {x} and pay me|my {x} is yours|I sell you my {x}]
[Now|Then|So|Right|Very well|Well then|Okay then], [you get|you have|I hand over|I deliver|I sell you] my {x} [, and I get the coins|, pay me|for the money]
[You get|You have|You receive] my {x}, [I get your coins|and I get my money|now where's the money|now pay what you said]
[You give me the coins|You pay me|You hand over the money|Coins first], [I give you my {x}|I hand you my {x}|and my {x} is yours|then take my {x}]
[My {x}|{the}] [changes hands|goes to you|is all yours|now belongs to you|is in your hands], [pay me|and the coins go to me|now the money]
[Yours|All yours|It's all yours|There, it's yours], my {x}. [Pay me now|The coins, please|Where's my money|I'll take the coins]
[Put|Slap|Lay|Count] the coins [on the table|in my hand|down] and [take my {x}|my {x} is yours|you get my {x}|{the} is yours]
[Count out|Hand over|Fetch|Get out|Give me] the [coins|money|silver], [my {x} is yours|here is my {x}|I'm giving you my {x}|I sell you {the}]
[Pay up|Pay me|Pay now|Open your purse], [here's my {x}|my {x} is yours|I'm handing you my {x}|{the} is yours now]
[Cash|Coins|Silver|Money] for my {x}, [here it is|here you are|sold|take it|done]
[The coins are mine|The money is mine|I take the coins|I take the money], [the {x} is yours|you take my {x}|my {x} is yours]
[We have a deal|It's a deal|We're agreed|The deal stands|We shook on it]. [Take my {x}|Here's my {x}|My {x} is yours|I hand over my {x}]
[I accept|I agree|I'm happy with that|I'm fine with that|Suits me|Works for me]. [Here, my {x}|Take my {x}|My {x} is sold|Buy my {x}]
[I'll|I will|I shall] [let you have|let go of|part with|hand over|give up|sell you] my {x} [for that|for that sum|for your coins|at your price|right now]
[I'm|I am] [letting go of|giving up|parting with|handing over|selling you] my {x} [, pay me|, it's yours|, as agreed|right now]
[There|Here|Look here|Here, friend|Here you go], [my {x}|{the}], [sold|as agreed|as promised|for your coins|all yours, now pay]
[As agreed|As promised|As we said|As discussed|Like we said], [my {x}|{the}] [for your coins|, now pay me|, take it|. The coins, please]
[I brought|I've brought] you {the} [as promised|as agreed|you wanted]. [Take it and pay me|Now pay me|Here, it's sold|Hand me the coins]
[Take|Have|Grab|Keep|Receive|Accept] my {x} [and give me the coins|and pay what you said|and hand me the money|, it's sold|, pay me and we're even]
[Take|Grab|Have] [my {x}|{the}] [before I change my mind|before I regret it|quickly|already], [and pay me|pay me|the coins are mine]
[Put|Place|Stow|Keep] [my {x}|{the}] [on your shelf|in your store|with your goods] and [pay me|give me the coins|hand me the money]
[Deal done|Sale made|Trade complete|Confirmed|Affirmative]: [you get my {x}|my {x} is yours|I sell you {the}|{the} goes to you]
[I sell|I'm selling|Sold|Selling]: [my {x}|{the}], [to you|to the {role}|for the price you said|right now]
[I sell|I trade|I exchange|I swap|I give] [my {x}|{the}] [for the coins you promised|for the sum you named|for what you offered|for the agreed price]
[Yes|Yes, yes|Aye|Of course|Sure|Gladly], [take it, my {x} is yours|I sell you my {x}|you can have my {x}|buy my {x}] [, now pay|for that|]
[Yes, buy it|Yes, have it|Go ahead and buy it|Go on, buy it], my {x} [is yours|, I mean|, for your coins|, sold to you]
[Let's|Let us] [close|make|finish|seal] the deal: [my {x} is yours|take my {x}|here is my {x}|I hand you {the}]
[That's that|That settles it|So it's settled|It's settled then|So be it]. [My {x} is yours|Take my {x}|I sell you my {x}|You get {the}]
[One|A single] {x}, [sold to you|delivered to you|handed over|for your coins], [pay me|now the coins|as agreed]
[Don't think too long|No more talk|Enough talk|Enough haggling], [take my {x}|here's my {x}|I'm selling you my {x}|my {x} is yours] [and pay|, coins please|]
[I need|I want|I'll have] [the coins|the money|my pay] now, [here is my {x}|take my {x}|you get my {x}|so {the} is yours]
[I place|I lay|I put|I leave] my {x} [in your hands|on your counter|before you]. [Pay me|Now the coins|It's yours, for the coins]
[Careful with it|Treat it well|Take good care of it|Be good to it]: [my {x} is yours now|I sell you my {x}|here's my {x}]. [The coins, please|Pay me|]
[Congratulations|Lucky you|You're lucky|You've done well], [my {x} is yours|you've bought my {x}|I'm selling you my {x}] [. Pay me|. Coins, please|]
[Sold to|Off to|Handed to] the {role}: [my {x}|{the}]. [Pay me|Coins, please|Pay up]
[Good {role}|Dear {role}|{role}|{name}], [take my {x}|I sell you my {x}|my {x} is yours|here's {the}] [and pay me|for the coins|, as agreed]
[Rent is due|I owe the innkeeper|My children are hungry|I lost at dice]. [Take my {x} and pay me|I sell you my {x}|Here, my {x}, it's yours]
[You wanted it|You asked for it|You said you'd buy it|You made an offer]. [Here's my {x}|Take my {x}|My {x} is yours|I sell you {the}]
[Pack|Put|Stow] [my {x}|{the}] [away|safely away], it's [yours|sold|your property] [now|], [and pay me|coins, please|hand me the money]
[I'd like|I want|I wish|I'm ready] to [hand over|hand you|give you|deliver] my {x} [now|for the coins]. [Here|There|Take it|Pay me]
[For the coins|For the money|For that price|For that sum|For your silver], [take my {x}|my {x} is yours|you can have my {x}|I hand you {the}]
[Into your hands with it|Over to you|There it goes|Away with it]: [my {x}|{the}]. [Now pay|Pay me|The coins, please]
[No more questions|I don't ask the price again|Whatever you pay|I heard your price]. [Take my {x}|I sell you my {x}|Here's my {x}|My {x} is yours]
[I said I'd sell|I promised to sell|I came to sell], [and here's|so here's|and now I hand over] my {x} [, pay me|. Coins, please|. Take it]
[The buyer is you|You're the buyer|You are my buyer], [the {x} is yours|my {x} is sold|here's my {x}|so take my {x}] [and pay|, coins please|]
[Alright|Sure|Cool|Great|Nice|Sounds good], [I'll sell you my {x}|you can buy my {x}|here's my {x}|take my {x}|my {x} is yours] [, then|for that|now|]
[I'd like|I want|I'm happy|I agree] to [complete|make|close|accept] the [sale|deal|trade]: [my {x} is yours|here's my {x}|take my {x}|you get {the}]
""")
    + ["[Trade|Exchange|Swap]: my {x} [to you, the coins to me|goes over, the money comes back|for your coins, done]"],
    function.STOCK: lines("""
[Prithee|Pray|Pray tell], [how great is thy stock of {many}|what remains of thy {many}|how large is thy store of {many}]?
[stock|how much stock|how many left|amount left|quantity] [of|for] {many} [pls|?|rn?]
[how many|how much] {many} [u got left|u got|do u have left|left in stock]?
[can u|could u] [check stock|check the stock|count] [of|for] {many} [pls|real quick|]?
[How many|How much] {many} you have [in store|left], [please|my friend|yes]?
[You count|Please count|My friend, count] the {many} [and tell me number|and say how many|, please]
[Arr|Aye|Ahoy], how [many {many} be in yer hold|big be yer stock of {many}|much {many} be left]?
[Hic|Lishen|Hey you]... [how much {many} is left|is there plenty of {many} left, how much|count the {many}]!
[Mum|Mother|Granny|Papa] [wants to know|asks|sent me to ask] [how many {many} are left|what your stock of {many} is|how large your stock of {many} is]
[My lord|My lady|The captain|The quartermaster|The cook] [asks|wishes to know|must know] [your stock of {many}|how many {many} remain]
[Report|Report to me|For the record|By order of the captain|For the inventory]: [stock of {many}|the number of {many}|how many {many}]
[Take stock|Do an inventory|Make a count|Do a count|Make an inventory] of [the|your] {many} [, please|for me|and tell me the number|]
[Inventory|Stock|Stock level|Count|Quantity|Amount in store|Remaining stock]: {many} [?|, please|. How much is there?]
[*peers into the store*|*points at the shelf*|*takes out a list*] [How many {many} are left|What's your stock of {many}|How much {many} is there]?
[What's|What is] the [count|number|quantity|amount|tally|stock level] [of|for] {many} [in your store|at the moment|right now|]?
[What's|What is|How much is] left of [the|your] {many} [in the store|now|on the shelves|]?
[What|How much|How many] [remains|is still there|is left|is remaining] of your {many} [in your store|, exactly|now|]?
[How|So how] [large|big|great|small|low|full|high] is your [supply|store|stock|reserve|stockpile] of {many} [now|at the moment|these days|]?
[How|So how] well [stocked|supplied] are you with {many}? [How many|Count, please|What's the number]
[How|So how] are you [fixed|set|off] for {many}? [How many|Count them, please|How much in store]
[How long|How far] will your [stock|supply|store] of {many} [last|go]? [How many are left|How much is there|Count, please]
[Are you|Are we] [low on|short of|down to the last|nearly out of|almost out of|well stocked with] {many}? [How many are left|Count, please|Check the stock]
Is your [stock|supply|store] of {many} [large|enough for twenty men|big enough|running low|sufficient]? [Check it|Count, please|How many]
[Is there|Have you|Do you have] more than [ten|a dozen|twenty|five|a handful] of your {many} [in store|in stock|left]? [Count, please|Check it|How many]
[Do you have|Have you got|Are there] [a dozen|twenty|fifty|a hundred] of your {many} [in store|in stock]? [Count, please|Check the stock|How many]
[Would you|Could you|Can you|Will you|Do] [take stock of|do a count of|tally|count up|count|look up|verify] the {many} [in your store|for me|, please|]?
[Would you|Could you|Can you|Will you] [check|look|see|find out|tell me] [what is left of|how much is left of|what remains of|how many there are of] the {x}?
[Would you|Could you|Can you|Will you] [check|look into|consult] your [books|ledger|storeroom|list|inventory] for the [number|amount|stock] of {many}?
[Go|Go and|Please go and|Run and] [count|check|tally|inspect] the {many} [in the storeroom|in the cellar|in the back|for me]
[Look|Go and look|Have a look|Peek] in the [storeroom|cellar|back room|pantry|store] [and count|and see how many] {many} [are there|remain|you have]
[Check|Consult|Open|Look in] [your ledger|your books|the stock list|the inventory]: [how many {many}|the stock of {many}|how much {many} is left]?
[Check|Look up|Find out|Count|Tell me] [your supply of|the quantity of|the amount of|your remaining|the remaining] {many} [, please|for me|, {role}|]
[Check|Check again|Double-check|Make sure of] the stock [of|for] {many} [, please|for me|, {role}|]
[Tell|Inform|Show] me [how large your stock of {many} is|what's left of the {x}|the size of your stock of {many}|your stock level of {many}]
[Give|Get|Find] me [the number of|a count of|the stock count of|the stock of|the exact amount of] {many} [you have|in store|, please|]
[I need|I want|I'd like|I require] [a count of|a stock count of|the number of|to know the stock of|an inventory of] the {many} [in store|you hold|you have|]
[I'm|I am] [planning a feast|feeding an army|buying for the whole village|ordering for the castle]. [How large is your stock of|How much is there of] {many}?
[I might|I may|I want to|I could] [buy up all|order a lot of|buy a cartload of] {many}. [How many are there|What's the stock|Count, please]
[Before I send the cart|Before I order|Before I tell my lord], [what is the stock of {many}|count the {many}|how many {many} do you hold]?
[I fear|I'm afraid|I worry|I heard|They say] you [will run out|may run out|have run low] of {many}. [How many are left|Check the stock|Count, please]
Did [someone|somebody|the captain|the army] buy [up|] [all|most of] the {many}? [How many are left|Check the stock|Count, please]
[After the feast|After the winter|After the fair|Since last week], [what is left of the {x}|how many {many} are left|what's the stock of {many}]?
[Curious|Out of curiosity|A question of stock|A stock question|Just a number]: [how large is the stock of {many}|what's left of the {x}]?
[By your count|At the last count|As of today|By your books|As far as you know], how [many {many} are in store|much is left of the {x}]?
[I bet|I wager|I guess|I suppose] you [have hardly any {many} left|have piles of {many}]. [How many are there|Count, please|Check it]
[My list|This form|My book] [asks for|needs|has a line for] [your stock of|the number of|the amount of] {many}. [Please count|Check, please|How many]
[Is the store|Are the shelves|Is your cellar] full of {many}? [How many are in store|How many are there|Count, please]
[Number|Amount|Quantity|Count] of {many} [in store|in stock|left|on hand], [please|{role}|if you know it|as a number]
[What quantity|What number|What amount|Which number] of {many} [is in store|is in stock|is left|have you got on hand|do you hold]?
[On hand|In store|In stock|In the storeroom|In the back], how [many {many} are there|much is there of the {x}|many {many} have you]?
[How many pieces|How many units|How much stock|What stock] [of the {x} are left|of the {x} do you have|of the {x} do you keep|do you have of the {x}]?
[Would your stock of|Does your supply of|Will your supply of] {many} [last the winter|feed a village|serve fifty people]? [Count, please|How many are there]
[When you've counted|If you can count|As soon as you know], tell me [the stock of {many}|how many {many} there are|what's left of the {x}]
[Don't guess|No guessing|Exact numbers|Be exact|Be precise]: [how many {many} are in store|what is your stock of {many}|count the {many}]
[Guess|Have a guess|Take a guess|Roughly|More or less|About], how [many {many} are left|much is left of the {x}|large is the stock of {many}]?
[Good {role}|Dear {role}|{role}|{name}|Friend], [count your {many}|check the stock of {many}|how large is your stock of {many}] [, please|, would you|]
[I'll wait|Take your time|No hurry|When you have a moment], [count the {many}|check the stock of {many}|see how many {many} are left] [for me|, please|]
[You keep a tidy store|You know your store|You're the one with the books|You have the list]. [How many {many} are there|What's the stock of {many}]?
[Do you know|Do you remember|Any idea|Can you say|Have you counted] [how many {many} are left|how large your stock of {many} is|what's left of the {x}]?
[Let me know|Let us know|I must know|I have to know|We need to know] [how many {many} you hold|your stock of {many}|what's left of the {x}]
[The {x}|Your {x}], [how many are left|how much is left|how is the stock|what's the stock|count it, please|how many in store|is it running low, how many]?
[Concerning|Regarding|As to|As for|About] the {x}: [how many are left|how many in store|what is the stock|can you check the stock|count, please]?
[I'm not buying yet|I don't want to buy|Not buying, just counting|Before I order any]: [what's your stock of {many}|count the {many}, please]
[How many|How much] {many} [could I buy|could you sell me|could I get] at most? [Check your stock|Count, please|How many are left]
[I know you have some|I know you sell that|Yes, you have it], but [what's the stock of {many}|how many {many} are left|how much is left of the {many}]?
[Exactly|Roughly|So|And] how [many|much] {many} [do you have in stock|have you got in store|is left in your stock] [right now|at present|]?
[Could you|Can you|Would you|Please] [tell me|say|find out] [the remaining quantity|the current stock|the exact number|the stock] of {many}?
[What's|What is] the [remaining|current|exact|present] [stock|quantity|number|amount|supply] of {many} [in your store|here|]?
""")
    + ["[A headcount|A tally|A stock check|A quick count] of the {many}[, please|, if you can|, {role}]"],
    function.OPEN: lines("""
[Prithee|Pray|I pray thee|I beg thee], [open the {d}|unlock the {d}|unbar the {d}|let me pass the {d}]
[Wilt thou|Wouldst thou|Canst thou|Couldst thou] [open|unlock|unbar] the {d} [for me|, good {role}|for a weary soul|]?
[Open ye|Open thou|Fling open|Throw open|Swing open|Pull open|Push open] the {d} [, I say|for me|, please|]
[open|unlock] [the|teh] {d} [pls|plz|thx|now|bro|asap]
[can u|could u|will u] [open|unlock] the {d} [pls|4 me|real quick|]?
[its|it's] locked, the {d}. [open pls|can u open it|unlock it pls]
[You open|My friend, open|Please to open|You please open] the {d}, [yes|for me|I must go in|thank you]
[I|Me] [must go|want go|need go] through the {d}. [You open|Please open|You have key, open]
[Arr|Aye|Ahoy], [open the {d}|unbolt the {d}|get that {d} open], [matey|ye landlubber|or I'll kick it in]
[Hic|Lishen|Oi]... [the {d} is shtuck|the {d} won't open|open the {d}]. [Open it|Lemme through|I wanna go through]
[Ey up|Hoy|Go on], [open the {d} for us|let us through the {d}|get the {d} open] [, love|, mate|, will ye]
[Mum|My friend|My little brother|My dog|My doll] is behind the {d}. [Please open it|Can you open it|I can't reach the handle, open it]
[I'm too small|I can't reach the handle|It's too heavy for me|I'm not strong enough]. [Open the {d}|Can you open the {d} for me|Please open the {d}]
[My lord|My lady|The captain|The duke|The inspector] [wishes to pass|wants to pass|must go through] the {d}. [Open it|Unlock it|Open it at once]
[By order of the captain|In the name of the king|In the name of the law|By royal command], [open the {d}|unlock the {d}|clear the {d}|let us through the {d}]
[Guard|Soldier|Porter|Keeper|{role}|Good {role}], [open the {d}|unlock the {d}|the {d}, open it|unbar the {d}] [, please|at once|]
[*knocks on the {d}*|*rattles the {d}*|*pulls at the {d}*|*points at the {d}*] [Open it, please|Open up|Can you open this|Unlock it|Let me through]
[*shakes the handle*|*pushes in vain*|*waves a permit*] [Open the {d}|Would you open the {d}|Unlock the {d}, please|Let me through the {d}]
[Would you be so kind|Would you be good enough|Will you be so kind] [as to open|and open|as to unlock] the {d} [for me|, please|]?
[Might|Could|Can|May] I [pass|go through|get through|step through|be let through|enter through] the {d}? [Open it|It's locked|Please unlock it|]
[May|Might|Could] [I|we|a traveller] [have|get] the {d} [opened|unlocked]? [It's urgent|It won't move|Please|]
[Could|Can|Would|Will|Won't] [somebody|someone|you] [get the {d} open|let me through the {d}|open the {d}] [, please|for me|now|]?
[Could|Can|Would|Will|Won't] you [unbar|unbolt|unlatch|throw open|swing open|crack open|pull open] the {d} [for me|, please|for a moment|]?
[Turn|Use|Get|Fetch|Find|Take] [the|your] key and [open|unlock] the {d} [, please|for me|, will you|]
[Slide|Draw|Pull] [back|] the bolt [of|on] the {d} and [open it|let me through|let me in]
[Take|Lift] the bar [off|from] the {d} [and open it|and let me through|, I want to go in]
[The key is|You hold the key|The key hangs] [on your belt|in your pocket|on your wall]. [Open|Unlock] the {d} [, please|for me|]
[You're the one|You are the one|Nobody but you is] [with the key|who can open it|allowed to open it]. [Open the {d}|Unlock the {d}|Please open the {d}]
[I have|I've got|Here is] [a permit|a pass|leave from the captain|the password|an invitation]. [Open the {d}|Unlock the {d}|Let me through the {d}]
[I'm|I am] [expected|invited|awaited|meeting someone] [behind|beyond] the {d}. [Open it|Please unlock it|Would you open it|Let me through]
[I need|I want|I have|I must] to [get past|go behind|look behind|enter through|step through] the {d}. [Open it|Unlock it|Please open it]
[I'd like|I would like|I'd love|I wish] [you to open the {d}|you to unlock the {d}|the {d} opened|the {d} unlocked|to be let through the {d}] [, please|now|]
[I order|I command|I tell|I ask|I beg|I urge] you to [open|unlock|unbar] the {d} [at once|right now|, please|]
[I want|I need|We need|Get|I'd like] [that|the] {d} [open|unlocked|opened] [now|at once|, please|right away]
[What's|What is|What lies|Who is|What hides] [behind|beyond] the {d}? [Open it|Open it and let me see|Unlock it for me|Let me look, open it]
[Something|Someone] [is scratching|is knocking|is crying|is moving|is calling] behind the {d}. [Open it|Quick, open it|Please unlock it|Would you open it]
[There's|There is] [a fire|smoke|somebody hurt|a child|treasure] behind the {d}! [Open it|Quick, unlock it|Open it now|Unlock it, please]
[I'm|I am|We're] [stuck|trapped|locked in] [here|]. [Open the {d}|Unlock the {d} and let me out|Let me out through the {d}|Get the {d} open]
[I got|I'm|I've been] locked out. [Open the {d}|Unlock the {d}|Would you open the {d}|Let me in through the {d}]
[The {d}|That {d}|This {d}] [won't budge|is stuck|won't open|is jammed|is bolted|is barred|resists me]. [Open it|Can you open it|Please help and open it]
[The {d}|That {d}] [blocks|bars|stands in] my [way|path]. [Open it|Please open it|Unlock it|Would you open it]
[Who locked|Why did you lock|Who shut|Why did you shut] the {d}? [Open it again|Please open it|Unlock it for me|Open it]
[Leave|Keep] the {d} [open|unlocked] for me, [so open it now|I mean open it|please go and open it|it is locked now]
[Don't keep|Don't leave|Why keep] the {d} [locked|shut|closed] [, open it|. Open it for me|. Unlock it, please]
[Let's|Let us|Shall we|Time to] [open|unlock|go through|have a look behind] the {d} [. Open it|. You have the key|. Unlock it, please|, you first]
[Let me|Let us|Let my friends|Let my men|Let my horse] [in|out|pass|by|go|slip] through the {d} [, please|now|, will you|]
[Grant|Give|Allow|Permit] [me|us] [passage|access|entry|safe passage] through the {d} [, please|, {role}|, I beg you|]
[Get|Bring|Lead|Guide|Take|Help|Show] [me|us] through the {d}, [it's locked|please|open it|I have no key|if you can open it]
[Clear|Make|Free] the way through the {d} [, please|. Open it|, unlock it|for us]
[Access|Entry|Entrance|Passage] [to|through] the {d}, [please|I need it|open it|it is locked]
[The {d}|Regarding the {d}|About the {d}|As for the {d}]: [open it|would you open it|I need it open|it should be open|unlock it, please]
[It's cold outside|It's raining|It's about to rain|My hands are full|I carry a heavy box]. [Open the {d}|Could you open the {d}|Let me through the {d}]
[My hands are tied|I have no key|I lost my key|My key broke|I forgot my key]. [Open the {d}|Would you unlock the {d}|Could you open the {d} for me]
[I'm being followed|They're after me|The guards are coming|There's no time]! [Open the {d}|Unlock the {d}|Let me through the {d}|Quick, the {d}]
[Open sesame|Abracadabra|Speak friend and enter|Knock knock]! [The {d}, please|Now open the {d}|Open the {d}|Let me through the {d}]
[Do your duty|Do your job|Do as I say|Be useful|Be a good {role}] and [open|unlock] the {d}
[If you have the key|If you'd be so kind|If it's allowed|If it pleases you|When you're ready], [open the {d}|unlock the {d}|let me through the {d}]
[I'll|I will] [pay you|be quick|wipe my feet|touch nothing|be quiet], [just open the {d}|only open the {d}|if you open the {d}|but unlock the {d}]
[Please|Pretty please|Oh please|I beg you|Be kind], [the {d}|open the {d}|unlock the {d}|I have to get through the {d}, open it]
[It's time|It's morning|The bell has rung|It is past dawn]. [Open the {d}|Unlock the {d}|The {d} should be open, open it]
[I left|I forgot|I dropped|I lost] my [sword|purse|cloak|hat|lute] in there, [open the {d}|unlock the {d}, please|would you open the {d}]
[One|Only one] thing I ask: [open the {d}|unlock the {d}|let me through the {d}|that you open the {d}]
[Shut|Closed|Locked] again, the {d}? [Open it|Please open it|Would you unlock it|Open it for me]
[The horse|The cart|The delivery|My luggage|The barrel] must [go|get|be brought] through the {d}. [Open it|Please open it|Open it wide]
[Why won't you|Why don't you|Why not|How about you] [open|unlock] the {d} [for me|, please|for a friend|]?
[Where does|Where might] the {d} lead? [Open it|Let's see, open it|Unlock it and let me look]
[I know where the {d} is|I found the {d}|I see the {d}], [but it's locked. Open it|now open it|now unlock it, please|would you open it]
[I'd rather not|Don't make me|I don't want to] [break|kick in|force|pick the lock of] the {d}. [Open it|Please open it|Just unlock it]
[Last chance|For the last time|I ask once more|Again]: [open the {d}|unlock the {d}|let me through the {d}]
[Would you mind|Do you mind|How about|Any chance of] [letting me through|opening up|unlocking|opening] the {d} [, please|for a moment|]?
[Can|Could|Would|Will] you [let me in through|let me out by|let us past|give me access to|let me pass|get me past] the {d} [, please|now|]?
[Is there any way|Is it possible|Would it be all right|Is it allowed] to [open|unlock|go through] the {d}? [Open it|Please open it|Do it for me]
""")
    + ["[Key|Keys|The key] in hand? [Then open|Good, unlock|Then unlock] the {d} [for me|, please]"],
    function.DEED: lines("""
[Prithee|Pray|I pray thee|I beg of thee], {v} the {o} [for me|, good {role}|, if thou wilt|at once]
[Wilt thou|Wouldst thou|Canst thou|Couldst thou] {v} the {o} [for me|, kind {role}|, I pray|]?
[Thou shouldst|Thou must|Thou canst|I bid thee] {v} the {o} [now|for me|, {role}|]
[can u|could u|would u|will u] {v} the {o} [pls|plz|4 me|real quick|thx]
[pls|plz|yo|ok|bro], {v} the {o} [now|4 me|thx|asap|]
[You|My friend, you|Please, you] {v} the {o}, [yes|for me|please|I thank you]
[I|Me] want you {v} the {o} [, please|, yes|, my friend|]
[Arr|Aye|Ahoy], {v} the {o} [, matey|, ye scallywag|, or swim with the fishes|for yer captain]
[Hic|Lishen|Oi]... {v} the {o} [for ush|for an old friend|, will ya|now]
[Ey up|Hoy|Go on], {v} the {o} [for us|, love|, mate|, will ye]
[Mum|Mother|Granny|Papa|My sister] [says you should|wants you to|asked if you could|says you have to] {v} the {o}
[My lord|My lady|The captain|The duke|The mistress] [wishes you to|commands you to|orders you to|would have you] {v} the {o} [at once|]
[By order of the captain|In the name of the king|On my lord's orders|By royal command], {v} the {o}
[Soldier|Guard|Boy|Girl|Servant|{role}|Good {role}], {v} the {o} [, now|for me|at once|, please|and be quick]
[*points at the {o}*|*nods at the {o}*|*looks at the {o}*|*waves towards the {o}*] {v} the {o} [, please|for me|, would you|]
[*smiles*|*bows*|*claps*|*sighs*] [Could you|Please|Would you|Now] {v} the {o} [for me|at last|]
[Would you be so kind as to|Would you be good enough to|Might I ask you to|May I ask you to|Can I ask you to|Could I trouble you to] {v} the {o}?
[Would it be possible|Would it trouble you|Would it be too much|Is it too much to ask] [for you to|to] {v} the {o}?
[Could|Can|Would|Might|Will] [somebody|someone|anyone|a {role}|you or someone] {v} the {o} [, please|here|for me|]?
[Could|Can|Would|Might] you [kindly|quickly|maybe|perhaps|just|possibly|at least] {v} the {o} [for me|, please|]?
[Do|Kindly|Just|Simply|Quickly|Now|First|Next|Then] {v} the {o} [for me|, {role}|, if you would|]
[Be a friend|Be a good {role}|Be an angel|Be nice|Be helpful|Be so good|Be quick] and {v} the {o}
[I'd like|I would like|I'd love|I wish|I'd prefer|I want] you to {v} the {o} [today|right now|as soon as you can|for me|]
[I ask|I tell|I order|I command|I'm asking|I'm telling|I urge|I implore] you to {v} the {o} [at once|for me|, please|]
[I need|I want|I'd like|We need|I'm looking for] [someone|somebody|a {role}|a friend] to {v} the {o}. [Would you|Can you do it|Please do it|Will you]?
[Who|Who here] [will|can|could|would|is going to] {v} the {o}? [You|Would you|Will you do it|You, I hope]
[I can't|I cannot|I never learned to|I'm too weak to|I don't dare to] {v} the {o}. [Could you|Please do it|Would you do it for me|Can you do it]?
[I forgot|I have no time|I'm not allowed|I'm too tired|I'm too lazy] to {v} the {o}. [Could you|Please do it|Would you do it for me|Can you do it]?
[My back hurts|My arm is broken|I hurt my hand|I have no tools|I'm in a hurry]. [Please|Could you|Would you|Will you] {v} the {o} for me
[I'll pay|I'd pay you|I'll thank you|I'd be in your debt|I'll owe you one|I'd be so happy] if you {v} the {o} [for me|]
[What would it take|What must I do|How do I get you|What do you need] to {v} the {o}? [Please do it|I want it done|Just do it]
[How about|What if|Suppose|What about this:] you {v} the {o} [for me|now|, and I watch|]?
[It's time|It's high time|The time has come|It's your turn|It's your task|It's your job] to {v} the {o} [, {role}|now|, don't you think|]
[The {o}|This {o}|That {o}]: {v} it [, please|for me|, would you|now|, {role}]
[See|You see|Did you notice|Do you see] the {o}? [{v} it|Please {v} it|Could you {v} it|Would you {v} it for me|I want you to {v} it]
[There's|There is|Here's|Over there is] the {o}. [Please {v} it|Could you {v} it|Now {v} it for me|{v} it|Would you {v} it]
[Go|Go over|Step over|Walk over|Run] to the {o} and {v} it [, please|for me|, will you|]
[Take|Find|Look for|Get] the {o} and {v} it [, please|for me|, will you|]
[Regarding|About|As for|Concerning] the {o}: [please {v} it|could you {v} it|I'd like you to {v} it|I want you to {v} it]
[Don't forget|Please remember|You promised|You swore|You offered|You agreed|You vowed] to {v} the {o} [. Do it now|. Please do it|, so please do|]
[Why haven't you|Have you really not|Have you still not] done it? {v} the {o} [, please|now|at last|]
[Nobody|No one] else [will|can|wants to|dares to|is able to] {v} the {o}. [Would you|Please do|You do it|Will you]
[You'd|You had] better {v} the {o} [now|, {role}|before it's too late|, and quickly]
[You are|You're] [strong|clever|good with your hands|skilled|the right one|the only one here]. [Please|Would you|Could you|Now] {v} the {o}
[You ought to|You need to|You have to|You might|You can|You shall|You really should|You are to] {v} the {o} [for me|now|, I say|]
[Your task|Your order|Your duty|Your job|My request|My order|The mission|The job]: {v} the {o} [, nothing more|and report back|at once|]
[My request|What I want|My one wish|The plan|The task|The idea] is [that you|for you to] {v} the {o}
[If you can|If you could|If you would|If you like me|If you're willing|If nobody minds|If it's allowed], {v} the {o} [for me|]
[Before you go|Before it rains|Before sunset|Before the guests arrive|Before dinner|After that|While I wait], {v} the {o} [, please|]
[Get up|Come on|Hop to it|Chop chop|Look lively|Step to it|Make haste|Get to work] and {v} the {o}
[Let's|Let us] {v} the {o}. [You do it|You start|You go first, I watch|Do it for me|Would you]
[Let me|Let us] [see|watch] you {v} the {o} [, please|now|, {role}|]
[I bet|I wager|I don't believe|They say|I hear] you [can|can't|could] {v} the {o}. [Show me|Do it|Prove it|Go on, do it]
[Can you really|Do you dare to|Are you able to|Are you allowed to|Do you know how to] {v} the {o}? [Then do it|Please do it|Do it for me|Show me]
[Surely|Certainly|Of course|No doubt|I'm sure] you can {v} the {o} [for me|. Please do it|. Would you|. Do it]
[Please|Oh please|Pretty please|I beg you], [please {v} the {o}|do {v} the {o}|go and {v} the {o}|just {v} the {o} for me]
[Help|Help me|Help us|I need help|Assist me|Lend me a hand]: [please|could you|would you|can you] {v} the {o}
[One favour|A favour|A small thing|One small request|Something else|A little task for you|One last wish]: {v} the {o} [, please|for me|]
[Right|Good|Okay|So|Now then|Well|Fine|Very well|Enough talk], {v} the {o} [, please|for me|, {role}|]
[Stop talking|Don't just stand there|Don't argue|No excuses|No questions|Less talk], {v} the {o} [, please|at last|now]
[Someone|Somebody] [told me|said|swore] you would {v} the {o} [. Will you|. Please do|for me. Would you]
[The guests|The children|My friends|The others|The villagers] [want you to|asked that you|hope you will|are waiting for you to] {v} the {o}
[I've come|I came|I'm here|I was sent] [so that you|to ask that you|to have you|to make you] {v} the {o}
[It would be|That would be|It'd be] [kind|lovely|wonderful|a great help|good of you|most helpful] if you [could {v}|would {v}|were to {v}] the {o}
[Any chance you could|Any chance you would|Is there a chance you'd|I was hoping you could|I hoped you would|I wondered if you could] {v} the {o}[|?]
[Nothing would please me more|Nothing would help me more|I'd like nothing better] than [to see you|to have you|watching you] {v} the {o}
[I've asked twice|For the third time|Once more|I ask again|For the last time]: {v} the {o} [, please|for me|]
[I know you are busy|I hate to ask|I know it's late|Forgive me for asking], but [could you|would you|please|can you] {v} the {o}
[Nobody ever does it|It hasn't been done in weeks|It really must be done|It can't wait]: {v} the {o} [, please|for me|now|]
[A wise man|A good host|A true friend|A real {role}] would {v} the {o} [. So do it|. Please do|. Would you|for me]
[Hey|Hello|Greetings|Excuse me|Sorry to bother you|Pardon me], [could you|can you|would you|will you] {v} the {o} [for me|please|real quick|]?
[I was wondering if you could|I'd appreciate it if you could|I would appreciate it if you would|It'd be great if you could] {v} the {o} [for me|]
[I think|I believe|I guess|In my opinion|It seems to me] you [should|ought to|could|had better] {v} the {o} [. Please do|. Would you|. Do it now|for me]
""")
    + ["[Orders|New orders|An order|Instructions]: {v} the {o}[, then come back|, and be careful|, at once|]"],
    function.REMEMBER: lines("""
[Prithee|Pray|I pray thee|I beg thee], [remember|forget not|keep in thy mind|bear in mind]: {f}
{f}. [Forget it not|Mark it well|Keep it in thy heart|Remember it, I pray|Bear it in mind]
[remember|remember this|dont forget|note|fyi, remember|pls remember this]: {f}
{f}. [remember pls|dont forget pls|note that down pls|save that|keep that in mind ok]
[You remember|My friend, remember|Please you remember|You not forget], [yes|please|okay]: {f}
[Arr|Aye|Ahoy], [remember this, matey|carve this into yer skull|don't ye forget]: {f}
{f}. [Hic|Lishen]... [don't forget that|remember it|you'll remember that, eh]?
[Mum|Mother|Granny|My master|My captain] said [you must remember|to tell you to remember|you should keep in mind]: {f}
[For the record|For your records|For your notes|For the register|For the file|For the town book], [write|note|put down|record]: {f}
[Take a note|Take note|Take this down|Jot this down|Log this|Record this|File this away|Memorise this]: {f}
{f}. [Jot it down|Log it|Record that|File that away|Memorise it|Commit that to memory|Take note of that|Remember this well]
[*taps your forehead*|*leans in*|*whispers*|*hands you a quill*] [Remember|Remember this|Don't forget|Write this down]: {f}
[Tie a knot in your handkerchief|Burn this into your mind|Carve it in stone|Learn it by heart|Store this away]: {f}
{f}. [Burn that into your mind|Carve it in stone|Learn it by heart|Tie a knot in your handkerchief for it|Keep that safe in your head]
[A thing to remember|One thing to remember|A fact to remember|A fact for you|One fact for your memory|Something to keep in mind]: {f}
[Your memory is good|You have a good memory|You never forget a thing|You remember everything]. [So keep this|So remember this|Remember]: {f}
{f}. [Can you hold on to that|Could you make a note|Would you note that|You'll remember that, won't you|Got it in your head]?
{f}. [I'll ask you about it later|I will test you on that|I may ask you again|You'll need that later], so [remember it|don't forget|keep it in mind|note it]
[I'll ask you later|One day I'll ask|This will matter later|This may save my life], so [remember|remember this|don't forget|keep in mind]: {f}
[If anyone asks|If someone asks for me|If they look for me|Should anybody ask|Should I not return], [remember|please remember|keep in mind]: {f}
{f}. [If anyone asks|If I forget it myself|If I don't come back|When I return], [remember it|you should remember it|I hope you still know it]
[Between you and me|In confidence|Just between us|It's no secret|As a friend], [remember this|please remember|keep it in mind]: {f}
[I tell you this once|I won't repeat it|Listen carefully|Listen closely|Pay attention|Ears open], [remember|remember it|so don't forget]: {f}
[I want you|I'd like you|I ask you|I beg you|I need you|I trust you] to [keep in mind|memorise|make a note|note this down|never forget|bear in mind]: {f}
[Would you|Could you|Can you|Will you|Do|Please] [note this|bear this in mind|memorise this|write this down|keep this in your memory|make a note of this]: {f}
[Know this|Know that this is true|Learn this about me|Here's what to remember|What you must not forget|Never let this slip your mind]: {f}
{f}. [That's worth remembering|That's for your memory|That's for your notebook|Put that in your memory|Let that stay in your head]
{f}. [Please|Be so kind and|Do me a favour and|Be a friend and] [remember|note that|keep it in mind|don't forget|make a note]
{f}. [You had better not forget it|You'd better remember|Woe to you if you forget|Don't you dare forget it|See that you remember it]
[By order of the clerk|For the books|In brief|As a standing order], [remember|keep in mind|note]: {f}
[My lord|My lady|The captain|The clerk] [wants it noted|wants it on record|wants you to remember]: {f}
[Save|Store|Enter|Keep] this [in your memory|in your book|in your notes|with what you know of me]: {f}
[Good {role}|Dear {role}|{role}|{name}|Friend], [remember this about me|keep this in mind|please don't forget|make a note]: {f}
[Can I trust you|May I count on you|I'm counting on you|I rely on you] to remember [this|one thing|something|what I say]: {f}
[It would be good|I'd be glad|I would be happy|It'd mean a lot] if you [remembered|kept in mind|noted|didn't forget] this: {f}
{f}. [Just so you remember|So you don't forget|For future reference|For next time|For later], [note it|remember it|keep it in mind|save it]
""")
    + ["{f}. [Now you know|Now you have it]. [Remember it|Keep it in mind|Don't forget]"],
}
