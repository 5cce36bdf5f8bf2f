"""Still more patterns of orders, refusals and haggling, in many voices."""

from ..split import lines
from . import trade

ADDED = {
    trade.BUY: lines("""
[Prithee|Pray|I pray thee|Good {role}], [sell me {the}|let me have {the}|hand me {the}|give unto me {the}]
[I would fain|I shall gladly|I humbly wish to|I do wish to] [buy|have|purchase|acquire] {the} [of thee|from thee|, an it please thee|]
[ill take|imma take|gonna take|lemme get|lemme grab|i wanna buy|buying] [{the}|{a}] [pls|plz|thx|now|]
[wtb|buy|1x|order] {x} [pls|plz|please|thx|now]
[Me|I] [want buy|buy|take|wish buy] {the}, [yes|please|here money|thank you]
[You|My friend, you] [give|sell|wrap|bring] me {the}, [I pay|here is money|I have coin|yes]
[I'm|I am] [going for|settling on|settling for|choosing|sold on|taking home|going with] {the} [then|, please|, {role}|]
[Let it be|Make it|It'll be|It shall be|That'll be|I say] {the} [then|, please|for me|this time|]
[Add|Put|Lay|Place] {the} [to my order|on my bill|on the counter for me|in my basket|to my things], [please|I'm buying|I'll pay]
[Count|Mark|Put] me down for [{a}|{the}] [please|, {role}|and take the coins|]
[I've|I have] [settled on|decided to buy|set my heart on|made my choice, and it is|picked] {the}. [Here's the money|Sell it to me|Wrap it|Take my coins]
[My pick|My choice|My order|My wish|What I want|My decision] [is|would be|, after all, is] {the} [please|]
[One|A single|An order of] {x}, [please|if you please|coming out of my purse|and here's the money|{role}]
[I'm treating myself|I deserve a treat|I feel generous|Today I spend]. {the}, [please|for me|if you please|I'm buying]
[Silver on the table|Coins on the counter|Money down|Cash in hand]. [{the} for me|I'm taking {the}|Give me {the}|Now {the}, please]
[*slams coins on the counter*|*pushes coins across the table*|*counts out the coins*|*opens a purse*] [{the}|{a}], [please|now|for me|and quick]
[*points at {the}*|*picks up {the}*|*grabs {the}*|*holds up {the}*] [I'll buy this|I'm taking this|This one, please|Sold, to me|I want to buy it]
[Mum|Mother|Granny|Papa] [wants me to buy|told me to buy|says I must bring home|gave me coins for] {the}. [Here they are|Can I have it|Please sell it to me]
[Hic|Lishen|Hey you]... [gimme|give me|I buy|I'll take] {the}. [Hic|Here'sh the money|And shmile|Now]
[Arr|Ahoy|Aye], [I'll be taking|hand over|I'll be buying|sell me] {the}, [matey|{role}|and here's me coin|or walk the plank]
[Ey up|Hoy|Now then|Right-o], [I'll have|I'll tek|giz|sell us] {the} [then|, love|, mate|, ta]
[My lord|My lady|The captain|The cook] [wishes to purchase|orders|sends me to buy|will have] {the}. [Here is the coin|Sell it to me|I pay in full]
[By order of the captain|For the garrison|On behalf of my lord|For the mess hall], [I buy|I purchase|I requisition and pay for|I am to purchase] {the}
[Quick march|No chatter|On the double|Be quick, {role}], [{the} for me|hand me {the}|I'm buying {the}|give me {the}]
[I shall|We shall|One shall|I do believe I shall] [relieve you of|take pleasure in buying|indulge in|acquire|purchase] {the}
[Would it trouble you|Would you be good enough|May I trouble you] to [sell me|hand me|wrap] {the}? [I'm paying|The coins are here|I have the money]
[Be so good as to|Have the kindness to|Do be so kind as to|Please be kind and] [sell|pass|hand|bring|give] me {the}
[Grab|Snatch|Dig out|Take down|Lift down|Pull out] {the} [for me|off the shelf for me], [I'm buying|I'll pay|here are your coins|will you]
[Fill|Load] my [bag|pack|sack|basket] with {the} [please|, I'm paying|, here's the coin|]
[Sling|Chuck|Toss|Shove|Throw] {the} [over here|my way|across the counter|this way] [and take your coins|, I'm buying|, I'll pay|]
[Fork over|Cough up|Give up|Surrender|Part with] {the}, [here's your money|and the coins are yours|I'm paying|{role}]
[Treat me to|Bless me with|Furnish me with|Supply me with|Provide me with|Set me up with] {a} [and I'll pay|for my good coins|, please|, {role}]
[Serve|Ready|Prepare|Get ready] {the} for me, [I'm paying|please|here are my coins|{role}]
[I could use|I could do with|I'd be glad of|I'd love|I fancy|I'd kill for] {a}. [I'm buying|Sell it to me|Here are the coins|I'll pay right away]
[I'm craving|I'm longing for|I'm dying for|I'm itching to own|I dream of] {a}. [Sell me yours|I'm buying|Here's my money|Give it to me and I'll pay]
[At last|Finally|There it is|Exactly what I need], {the}! [I'll take it|Sell it to me|I'm buying|Here's the money]
[Nobody else may have|Nobody else shall get|Don't sell anyone else|I must be the one to get] {the}. [I'm buying it|Sell it to me now|Here are my coins]
[Hold|Save|Stop, don't put away|Don't put away] {the}, I'm [buying it|taking it|the buyer|paying now]
[What are you waiting for|Why so slow|Don't just stand there|Move], [sell me {the}|hand me {the}|give me {the}|pack up {the}]
[Take the coins|Take the money|Keep the change|Have your coins|Here's what you ask], [and give me|and I take|I'm having|now hand me] {the}
[I'm good for the money|My coins are good|I pay at once|I've counted it out|The sum is here], [give me|I'll take|let me have|hand over] {the}
[I'd like|I want|I wish|I'm ready|I'm happy|I'd love] to [pay for|own|acquire|obtain|order|pick up] {the} [please|now|today|]
[Can you|Could you|Would you|Will you] [wrap|pack|bag|fetch|pass|serve] me {the} [, please|, I'm buying|now|]?
[Could|Can|May|Might] I [order|purchase|trouble you for|pick up|grab|have the pleasure of buying] {the} [please|now|, {role}|]?
[A traveller|A soldier|A lady|A hungry man|An old man] needs {a}. [Sell it to me|I'm buying|Here are the coins|So I'll buy it]
[It's cold|The road is long|Winter is coming|I leave at dawn], [so sell me {the}|so I'm taking {the}|so I'll buy {the}|give me {the}]
[My old|My last] {x} [broke|is gone|was stolen|fell in the river]. [I'll buy yours|Sell me a new one|I'm buying another|Here's money for a new one]
[It's for my sister|It's a gift|It's for a wedding|A present for my mother]: {the}, [please|I'm buying|wrapped up nicely|and here is the money]
[I promised my wife|I promised my boy|I told my friends I'd get|I can't come home without] {the}. [I'm buying|Sell it to me|Here's the money]
[I don't care about the price|Whatever it costs|I pay what you ask|At your price|No haggling], [I'm taking|sell me|give me|I want] {the}
[The price is fine|Fair price|Good price|That price suits me], [sell me|I'll take|give me|I'm buying] {the}
[If it's still there|If nobody has it yet|If it's for sale], [I'll take|I buy|sell me|I want] {the} [right now|at once|please|]
[First|For a start|To begin with|For now|First of all], [{the} for me|sell me {the}|I'm buying {the}|I'll take {the}]
[On second thought|After all|All things considered|I've slept on it|I've changed my mind], [I'll take|I'm buying|sell me|I do want] {the}
[Sign me up for|I'm in for|I'm in need of|I'm here to collect|I came to pick up] {the}. [Here's the money|I pay now|Take my coins]
[I'll|I will|I'd|I would] [gladly|happily|certainly|surely|definitely] [buy|take|have|purchase] {the} [from you|, {role}|]
[There's|There is|Here's|Here is] [coin|money|silver|good silver] [for you|in it for you]: [sell me|give me|I'm buying|hand me] {the}
[You've found|You have|There stands] a buyer [for|of] {the}. [Take my coins|Here's the money|Me|It's me]
[Please|Pretty please|Please please], [sell me|let me buy|let me have|give me] {the}, [I have the coins|I saved up for it|I can pay]
[I saved up|I worked all summer|I sold my goat|I saved for months] for this: {the}. [I'm buying it|Sell it to me|Here are my coins]
[Make my day|Make me happy|Do us both a favour|Make a sale], [sell me|hand me|give me] {the}
[You sell, I buy|I'm the customer|I came to spend|It's simple]: {the}, [please|for me|and here's the money|right now]
[The same as always|The usual|As always|As every week], {role}: [{the}|{a}], [please|and here's the money|for me]
[Forget the rest|I don't need the rest|Leave the other things|Nothing else], [only {the} for me|I'm buying {the}|just sell me {the}]
[So be it|Very well|Agreed|Settled|It's decided]: [I buy|I purchase|I take|you sell me] {the}
[I don't care how much|No matter how much|However much it costs|Never mind how much], [give me|sell me|I'll take|I'm buying] {the}
[I asked before|I asked yesterday|I've seen the price|You told me the price], [now I'm buying|now I'll take|so sell me|so give me] {the}
[You have|You've got|I see] {a} [there|on the shelf|right here]. [I'll take it|I'm buying it|Sell it to me|Here are my coins]
[Don't tell me about|No need to praise|No need to explain] {the}, just [sell it to me|hand it over and take my coins|wrap it up for me]
[I'd be happier|My day would be better|My house would be warmer] with {the}. [I'll take it|Sell it to me|I'm buying]
[Let me|I'll|I'd like to|I wanna|Can I just|I'll just] [get|grab|order|pick up] {a} [please|from you|then|now|today|]
[Hook me up with|Ring me up for|Sort me out with|Get me started with|Fix me up with] {a} [, please|, I'm buying|, here's the coin|]
[Sure|Yeah|Cool|Great|Awesome|Nice|Perfect], [I'll buy|I'll take|I'll have|sell me|let me buy] {the} [then|please|]
[I am|I'm] [purchasing|buying|ordering|paying for|here to purchase] [{the}|{a}] [, please|from you|today|, {role}|]
[I would like|I'd like|I want|I wish] to [make {the} mine|trade my coins for {the}|exchange coins for {the}|complete the purchase of {the}]
""")
    + ["[Time to buy|Time to pay for|Let's ring up|Let me pay for] {the} [now|, please|]"],
    trade.TAKE_IT: lines("""
[Then so be it|So be it|Very well, {role}|It is agreed|Agreed|Settled]. [I'll take it|I buy it|It's mine|The thing is mine]
[Prithee|Pray|I pray thee], [hand it to me|sell it to me|let me have it|give it hither]
[I'll|I shall|I will] [gladly|happily|gratefully|certainly|definitely|surely] [take it|buy it|have it|pay that]
[k|ok|okay|kk|yep|yup|ye|sure], [ill take it|imma buy it|buying it|gimme|i want it|deal|lemme have it]
[deal|sold|done|bought|mine] [lol|pls|thx|mate|bro]
[Me|I] [take|buy|want] [it|this|this one], [yes|please|here money|thank you]
[Is good|Good price|Good, good|Price is good]. [I take|I buy|You give, I pay|I take this]
[Arr|Aye|Ahoy], [I'll be having that|I'll take it|hand it over|ye have a deal|it be mine]
[Hic|Fine|Lishen]... [gimme that|I'll take it|I buy it|hand it over]. [Hic|Here'sh the money|Shold]
[Aye|Right-o|Champion|Grand|Go on then], [I'll have that|I'll tek it|it's a deal|wrap it up|giz it here]
[Yay|Hooray|Oh yes|Goody|Great], [I can buy that|I want it|I'll take it|please give it to me|it's mine now]
[I have enough|I have that much|I've got just enough|I saved that much|I can pay that]. [I'll take it|Give it to me|Sell it|I'm buying]
[Cheap enough|Cheaper than I feared|Not bad|Not too dear|Fair enough|Reasonable]. [I'll take it|Wrap it up|I'm buying|It's mine|Sold]
[A bargain|What a bargain|A steal|That's a steal|That's nothing]. [I'll take it|Hand it over|I'm buying|Give it here|Mine]
[Dear, but worth it|A bit dear, but fine|Steep, but good|Expensive, but all right]. [I'll take it|I'm buying|Hand it over|It's a deal]
[Worth every coin|Worth the price|It's worth it|I'd pay double|I've paid more for less]. [I'll take it|Sold|I'm buying|Hand it over]
[Count me in|I'm in|I'm game|I'm happy with that|I'm fine with that], [I'll take it|I buy it|sell it to me|hand it over]
[Take my money|Shut up and take my money|Take my coins|There, the money|Here, the exact sum] [then|already|and hand it over|and give it to me|]
[My purse is open|I'm reaching for my purse|I'm counting out the coins|I've got the coins right here]. [I'll take it|Hand it over|It's mine]
[*shakes hands*|*nods*|*spits in his hand and holds it out*|*smiles*] [Deal|I'll take it|It's a deal|We have a deal|I'm buying it|Sold]
[*counts out the coins*|*puts the coins on the table*|*opens a purse*|*slides coins over*] [I'll take it|Here|There you go, it's mine|Hand it over]
[You have|You've] [convinced me|persuaded me|won me over|sold me on it|made a sale]. [I'll take it|I'm buying|Hand it over|]
[Consider it|Call it|Count it as] [sold|bought|a deal|done|mine]
[I'd be a fool|It would be silly|I'd regret it|I couldn't live with it] not to. [I'll take it|I'm buying it|Hand it over|Sold]
[Twist my arm|Go on, twist my arm|Say no more|You need say no more|Enough said]. [I'll take it|I buy it|I'm buying|It's mine]
[My wife will kill me, but|I shouldn't, but|Against my better judgement|It's my last money, but] [I'll take it|I'm buying it|I want it|it's a deal]
[Who could say no to that|How could I refuse|How could I say no|Who would refuse]? [I'll take it|I'm buying|Hand it over|Deal]
[The captain will be pleased|My lady will like it|My master will be glad|Mother will be happy]. [I'll take it|I'm buying|Hand it over]
[It's perfect|Just what I wanted|It's what I came for|It's the right one|I've been looking for that]. [I'll take it|Hand it over|I'm buying it]
[I like it|I love it|It pleases me|It suits me|It's lovely]. [I'll take it|I'm buying it|Wrap it for me|It's mine|Sold]
[That|That one|It] [goes|comes|belongs] [in my bag|with me|home with me|to me|in my pack] [then|, please|, here's the money|]
[Put|Stick|Pop|Drop|Pack] it in my [bag|sack|pack|basket|hands] [, please|, here are the coins|and we're done|]
[Pass|Hand|Give|Slide|Reach|Fetch] [it|that] [over|here|across] [then|, please|, I'm paying|and take the coins|and we're even]
[Then|Well then|In that case|So|That settles it], [sell it to me|let me have it|it's mine|I'm buying it|hand it here|I shall have it]
[At that sum|With that price|For those coins|For that sum|For that little], [yes|I'll have it|I'll take it|you've got a buyer|wrap it]
[Yes|Yes yes|Oh yes|Yes indeed|Aye|Yeah|Yep], [that|that one|it] [for me|, please|is what I want|is mine|I'll buy]
[We're|We are] [agreed|in business|of one mind|done haggling]. [I'll take it|Hand it over|Here's the coin|Give it here]
[The deal is on|The bargain is struck|The bargain stands|It's a bargain|It's settled|It's decided] [then|, {role}|, give it here|]
[Shake on it|Your hand on it|My hand on it|Here's my hand]. [Deal|I'll take it|It's mine|Sold|I'm buying]
[I accept|I take|I'm accepting] [your price|the price|that price|your offer|your terms] [, hand it over|, sell it to me|and pay at once|]
[I've heard enough|I've seen enough|No more questions|Good enough for me|I need no time to think]. [I'll take it|I'm buying it|Sold]
[I could not ask for better|You won't find me haggling|I won't haggle|No need to haggle]. [I'll take it|It's a deal|Hand it over|I'm buying]
[Wonderful|Splendid|Excellent|Marvellous|Capital|Perfect|Lovely], [I'll take it|I shall have it|do wrap it up|I'll buy it|that one is mine]
[Mine, then|Mine it is|It's mine, then|To me|Over here with it|Let me pay, then|I'll pay, then]
[Let me|I'd like to|I want to|I wish to|I'm ready to] [pay for it|pay for that|own it|take it home|purchase it|buy that]
[Where do I pay|Who do I pay|Do I pay you|Shall I pay now]? [I'm taking it|I'll take it|I'm buying|It's mine]
[Don't sell it to anyone else|Don't let it go|Hold it right there|Stop, don't put it away]. [I'm buying it|I'll take it|It's mine]
[Before you change your mind|Before someone else does|Before the price goes up|Before I think twice], [I'll take it|I buy it|it's mine|sold]
[Well, why ever not|Hang it|Hang the cost|Oh, what the heck|You only live once]. [I'll take it|I'll buy it|Give it here|Sold]
[Purchase accepted|Confirmed|Affirmative|Order confirmed|By my order]: [I'll take it|hand it over|I'm buying it|it's bought]
[One of those|One of them|One such|That very one|That very thing], [please|then|for me|and here are the coins|and make it quick]
[For my friends|For my mother|For the road|As a gift|For the feast], [I'll take it|I'm buying it|that will do, sell it to me]
[I can live with that|I can afford that|That's within my means|My purse can bear that|That I can pay]. [I'll take it|Sold|I buy it]
[Easy choice|No question|Without a doubt|Of course|Naturally|Obviously], [I'll take it|I'm buying it|I want it|it's mine]
[Do|Make|Close] [the deal|the sale|it] [then|, I'm buying|, I have the coins|, here's the money]
[Good {role}|Dear {role}|{role}|My friend|{name}], [we have a deal|I'll take it|you have sold it|it's mine|give it here]
[A deal is a deal|A fair deal|An honest price|That's honest]. [I'm taking it|I'll take it|Here's the money|Hand it over]
[Fetch it|Bring it|Get it|Bag it up|Tie it up|Ready it] [for me|then|, I'm paying|, here's the coin]
[I'd take two if I could, but one will do|Just the one, then|One will do]. [I'm buying it|Here are the coins|Hand it over]
[Right you are|Fair's fair|Fine by me|Suits me|Works for me|Sounds right]. [I'll take it|I'm buying|Give it here|Sell it to me]
[Now|Quick|At once|Right away], [give it to me|sell it to me|hand it over|I'll have it] [, the coins are yours|, here's the money|and take your coins]
[I've been wanting|I always wanted|I dreamed of] one. [I'll take it|Sell it to me|I'm buying it|That one is mine]
[I won't sell it again|I'll treasure it|I'll take good care of it|It'll have a good home]. [I'll take it|Sell it to me|I'm buying it|Hand it over]
[I was going to say no|I almost said no|I wanted to say no], but [I'll take it|I'm buying it|it's a deal|hand it over]
[Whatever it was|Never mind the price|I forget the price, no matter]: [I'll take it|I'm buying it|hand it over]
[Cool|Great|Nice|Sweet|Awesome|Alright|Sure], [I'll buy it|I'll take one|give me one|I'll get it|I'd like it|let me buy it|I'll purchase it]
[I'd like|I'll have|I'll take|I want|Give me|Let me get|Sell me] [one|one of those|that one|the thing] [then|, please|at that price|for that price]
[That works|That works for me|I'm okay with that|No problem|Not a problem|Good by me], [I'll buy it|I'll take it|sell it to me|I'd like to buy it]
[You've got yourself|You have got yourself|You just made yourself|That's] a [deal|sale], [{role}|my friend|hand it over|here's the money]
""")
    + ["[And with that|And so|Thus|Hereby] it [is mine|is sold|becomes mine|changes hands], here [is the money|are the coins|is my payment]"],
    trade.NO_THANKS: lines("""
[Nay|Nay, nay|Alas, no|Alack, no], [I'll not have it|I must decline|'tis not for me|keep it|my purse says no]
[nah|nope|no|nah man|nvm|eh no], [im good|not rn|too much 4 me|maybe l8r|im just looking|forget it]
[I'm afraid|I fear|Sadly|Sorry, but|Regrettably] [not|it's not for me|I can't afford that|I must decline|I'll leave it]
[I can't|I cannot|I could never] [afford it|afford that|justify that|spend that much] [right now|today|, sorry|]
[It's|That's|It is] [not quite what I want|not for me|not to my taste|no good to me|nothing I need|not my style]
[I'll|I will|I'd better|I think I'll] [keep looking|look around first|try another shop|come back when I'm richer|do without|go without it|skip it]
[I don't|I do not] [like it|fancy it|feel like buying|want to buy anything|need one] [, sorry|, thanks|today|after all|]
[No sale|No deal|Not interested|Count me out|Out of the question|Never]
[Put it back|Keep it|You can keep it|Keep your goods|Take it away|Away with it] [then|, please|, thanks|, {role}|]
[My mind is made up|I've decided]: [no|I don't want it|not today|I'll leave it|I keep my money]
[On second thought|After all|Come to think of it|Thinking about it], [no|I don't need it|I'll leave it|I'd rather not|not today]
[My wife|My husband|Mother|My master] would [kill me|scold me|never forgive me]. [No, thanks|I'd better not|Not today|I'll leave it]
[I need to save|I must save|I'm saving up|My money is for rent|I need my coins for bread]. [No, thanks|Maybe another time|Not today]
[Let me sleep on it|Let me think it over|I need to think|Give me time to think|I'm still thinking|I'm not sure yet]
[I'll|I will] [ask my wife|ask my friends|talk to my captain|count my coins] first [, then we'll see|and come back|]
[Some other day|Another day|Next week|When I'm rich|After payday|When I'm back], [perhaps|maybe|then|{role}]
[Thanks|Thank you|Cheers|Much obliged], [that's all right|I'll pass|I'm only looking|I'll leave it there|not this time]
[*shakes head*|*waves it away*|*puts it back*|*closes the purse*] [No|No, thanks|Not today|I'd rather not|Not for me]
[Arr|Aye|Bah], [no deal|keep it|not for that price|I'll be keeping me coin|not today]
[Hic|Nah|Nooo]... [don't want it|keep it|not now|maybe later]. [Hic|Thanksh|]
[No|Nein|Non|Nyet], [I no want|I no need|is too much for me|I not buy today|thank you, no]
[Aw|Oh|Oh dear], [I don't have that much|then I can't buy it|I'd better not|Mum won't let me|maybe when I'm big]
[Negative|Denied|Not needed|Not required|We have enough of that], [thank you|{role}|sir|trader]
[It's tempting|Tempting|It looks nice|A fine thing|I'd love to], but [no|not today|I must say no|I'll resist|I have to pass]
[Hm|Hmm|Well|Ah|Eh], [I'd rather not|let's leave it|I don't think so|I'd better not|probably not|not really]
[Don't bother|Never you mind|No matter|Let it be|Let's leave it|Let's forget it|Skip it]
[I have|I've got] [one already|enough of those|one at home|no room in my bag|no space for it]. [No, thanks|So no|I'll pass|]
[Too heavy to carry|Too much to carry|My bag is full|I travel light]. [No, thanks|I'll leave it|Not today|I'll pass]
[I was curious|I only wanted to know|I just wanted the price|Just asking], [that's all|I'm not buying|nothing more|no need to wrap it]
[I must|I shall|One must|I am obliged to] [decline|refrain|respectfully decline|politely refuse|say no to it]
[You won't|You'll not|You can't] [sell me that|get my coins that easily|talk me into it|tempt me] [today|, {role}|]
[I'd take it|I'd buy it|I'd love it], but [I won't|not today|I can't|I mustn't|no]
[A fair price|A good price|A fine thing|Good quality], but [not for me|I'll pass|not today|no, thanks|I don't need it]
[I almost|I nearly] [bought it|said yes|took it], but [no|not today|I'd rather not|I'll leave it]
""")
    + ["[I withdraw|I take back] my [order|wish|request], [I don't want it|forget it|keep it|I changed my mind]"],
    trade.AND_THIS: lines("""
[Prithee|Pray|Verily|Hark], and [what of {the}|what asketh one for {the}|how much for {the}|{the}]?
[And what of|And what is with|And how is it with|And how are things with|And the story with] {the}?
[and|wbu|wb|what bout|how bout|n] {the}? [price|how much|]
[and|ok and|k and] [for {the}|how much 4 {the}|{the} then|{the} how much]?
[And|So] {the}, [you want how much|how many coins|what price|also same price]?
[Arr|Aye|Ahoy], and [{the}|what be the price of {the}|how much for {the}]?
[Hic|Hm|Oooh]... [and {the}|what about {the}|and how mush for {the}]?
[Ey|Aye|Right], and {the}, [what's that|how much, like|what d'ye want for that]?
[Oh|Ooh|Wow|Look], [and {the}|and that {x}|and {the} there]? [How much|What does that cost|How many coins]?
[*points at {the}*|*picks up {the}*|*nods towards {the}*|*looks over at {the}*] [And this|And that|And this one|What about this one|And here]?
[Same|The same|Same question|Same again|Once more the same question] [for|about|with] {the}?
[Same price|The same price|Does the same go|Just as much|Just as dear] for {the}?
[Is it|Would it be] [the same|as much|less|more|cheaper|dearer] for {the}?
[And|But] {the}, [cheaper or dearer|more or less|is that cheaper|is that more|any cheaper|about the same]?
[Compared with that|Next to that|Beside that|In comparison], [{the}|what about {the}|how much for {the}|what would {the} be]?
[Let's|Let us] [compare|move on|go on]: [{the}|how much for {the}|and {the}]?
[Next|Next one|Next question|Moving on|Going on|Further]: [{the}|how much for {the}|what about {the}|the price of {the}]?
[One more|One more question|One more price|Another question|Another one|Last question]: [{the}|how much for {the}|and {the}|what about {the}]?
[While we are at it|While I'm asking|Since I'm asking|Now that I'm here|By the by], [how much for {the}|what about {the}|and {the}]?
[And on to|Now on to|Now tell me about|Now the price of|And now for|And now] {the}?
[That's noted|I've noted that|I've got that|I'll remember that|Understood|Duly noted]. [And {the}|How about {the}|What about {the}|Next, {the}]?
[Hm, that's dear|That's dear|That's a lot|Ouch|That hurts|Oof]. [And {the}|What about {the}|How about {the}|How much for {the} then]?
[That's cheap|Cheap|That's fair|A good price|Nice|Sounds fair]. [And {the}|What about {the}|And how much for {the}|And what about {the}]?
[I can't decide|I'm torn|Hard to say|I'm not sure|Let me think]. [And {the}|What about {the}|How much would {the} be|What would {the} cost]?
[My friend asks about|My wife asks about|And my brother asks about|And then my list says|The list also says] {the}. [How much|Price|What for that]?
[Mum also wanted|Mother also asked about|The captain also asked about|My lady also asked about] {the}. [How much|What's that|And the price]?
[Besides|Apart from that|Other than that|Additionally|Furthermore|Also], [{the}|how much for {the}|what about {the}|the price for {the}]?
[Or|Or else|Or rather|Or maybe|Alternatively|Otherwise], [{the}|what about {the}|how much for {the}|how about {the}]?
[Instead of that|In place of that|Rather than that|In its stead], [what about {the}|how about {the}|how much for {the}]?
[Say|Suppose|Imagine|What if] I [take|pick|choose|go for|want] {the} [instead|rather|as well]? [How much then|What then|]
[What|And what] if it [were|was|is] {the} [I wanted|instead|I'm after]?
[And|But|So] what [do you want|do you ask|do you take|would you ask|would you charge|do you get] for {the}?
[And|But|So] [how much|what|how many coins] [would|will|might|could] {the} [be|come to|cost|run me|set me back]?
[And|But|So] [your price on|the cost of|the price of|a price for|the price tag on|the damage for] {the}?
[And|But|Then] {the} [over there|back there|up there|down here|next to it|beside it|behind you]?
[And|Or] [{a}|{the}], [what's that going for|what do you say|how dear|what does one pay|how about that]?
[And|Also|Plus|Then] [{a}|{the}], [perhaps|maybe|for instance|say|if I wanted|if I may ask]?
[You said|You told me] [that price|that one], [now {the}|but what about {the}|and what about {the}|and {the}]?
[I know that one now|Now I know that|So much for that|That answers that|Well, that's that]. [And {the}|What about {the}|How much for {the}]?
[Don't stop there|Go on|Keep going|More prices|More, more]: [{the}|and {the}|what about {the}|how much for {the}]?
[Not that one then|Forget that|Never mind that|Not for me, that|Leave that]. [What about|How about|How much for|And] {the}?
[I see, I see|Yes, yes|Mhm|Uh-huh|Right, right]. [And {the}|And for {the}|And how much for {the}|What about {the}]?
[I'd also like to know|I also want to know|I also need to know] [about {the}|how much for {the}|the price of {the}|what you ask for {the}]
[Tell me|Give me|Name|Say] [that|the price|the same] for {the} [too|as well|also|now]
[Then there's|There's also|I also see|I also like|Now I see|And here's] {the}. [How much|What about that|And that|What do you ask]?
[{the}|{a}], [as well|too|for comparison|just to compare|by comparison]?
[Does|Would] {the} cost [the same|as much|more|less|more than that|less than that]?
[How|And how] [does|would] {the} compare? [How much|What price|In coins]
[How do you price|And how do you value|And how dear would you call|How much more for|How much less for] {the}?
[And not|Not] forgetting {the}. [How much|What price|What do you ask]?
[And|And if you please|And pray|And be so kind], {the}?
[And|Oh, and|Ah, and|Wait, and] [before I forget|while I remember|one thing more|lastly|finally|last of all], {the}?
[Wait|Hold on|Hang on|One moment|Oh wait], [what about|how about|and] {the}?
[Right then|Okay then|Fine then|Very well then|Good then], [how about|what about|and for|and] {the}?
[Anything different|Any better|Any cheaper|Any luck|Better news] with {the}? [How much|The price|]
[First that|That was one|One down|That's the one]. [Now {the}|And the other, {the}|And now {the}|And then {the}]?
[Report|Speak|Quick|Carry on], [and {the}|next {the}|what about {the}|now {the}]?
[One might also ask|May I also ask|Might I also ask|Dare I ask|Let me also ask] [about {the}|the price of {the}|how much for {the}]?
[If not that|If not that one|If that's too dear], [then {the}|what about {the}|how about {the}|how much for {the}]?
[That's beyond me|I can't pay that|My purse won't allow that|Too rich for me]. [And {the}|How about {the}|What about {the}]?
[And|So|Then] what [of|about] the {x} [there|here|then|as well|too]?
[What's|What is|And what's] the [number|price|figure|sum] for {the} [then|, then|too|]?
[And {the}|What about {the}|How about {the}], [{role}|friend|pray|good soul|my dear]? [How much|Same price|What do you ask|]
[And then|And how about|What then of|And what would you say for|And if I prefer|And if I'd rather have] {the}?
[{the}|{a}] [and its price|and the price of that|, same question|, how much would that be|, what would that be]?
[Could you|Can you|Would you|Will you] [also|then|now] [tell me|say|name] [the price of|how much for|what you want for] {the}?
[What|How much] [if|when] I [go for|get|buy|choose|prefer|settle on] {the} [instead|then|rather]?
""")
    + ["[And last|And lastly|And finally|And then there is] {the}[, how much|, what price|]?"],
    trade.HAGGLE: lines("""
[Prithee|Pray|I beg thee], [ask less for {the}|lower thy price for {the}|be merciful with the price of {the}|let {the} go for less]
[{the}|ur price for {the}] [is too much lol|is way too much|is a ripoff|is too high bro]
[any discount|cheaper pls|lower price|discount pls|price drop] [on|for] {the}?
[You make|My friend, make|Please make] {the} [little cheaper|small price|good price for me|less money], [yes|please|my friend]?
[Arr|Aye|Bah], [that be robbery for {the}|lower yer price for {the}|{the} be worth half of that]
[What Mum gave me is|My pocket money is|All I saved is] not enough for {the}. [Can you make it cheaper|Could it cost less|Please lower the price]?
[I'm a loyal customer|I come here every week|I bring you new customers|I fought for this town]. [A discount on {the}|Make {the} cheaper]?
[I'm a veteran|I'm a widow|I'm just a student|I'm only a child|We're neighbours]. [Can {the} be cheaper|Do I get {the} for less]?
[Shave|Cut|Trim|Chop|Slash|Strike] [something|a few coins|a bit|a little] off the price of {the} [, will you|, please|and I buy|]
[Give|Grant|Allow|Do|Make] me a [discount|rebate|reduction|better rate|friendlier price] [on|for] {the} [, {role}|, please|]
[Who|What fool|What madman] [would pay|pays] that [for|much for] {the}? [Make it cheaper|Come down|Lower it|Ask less]
[Is that a joke|Do you take me for a fool|Are you out of your mind|You want to rob me]? [Lower the price of|Ask less for|Be fair about] {the}
[I'd buy|I would buy|I'd take] {the} if [it were cheaper|the price came down|you asked less|it cost less|you'd lower the price]
[Come down|Go down|Step down|Drop down] a [bit|little|coin or two|notch] [for|on|with] {the} [, will you|, please|]
[What if I pay|If I pay|Suppose I pay] [right now|in silver|without asking for a receipt|at once], [is {the} cheaper|do I get {the} for less]?
[Look at it|Just look at it|It's scratched|It's dusty|It's old], {the} [should cost less|can't cost that much|is worth half|must be cheaper]
[Sell me|Give me|Let me have] {the} [on credit|and I pay next week|and put it on my tab|for a song|for a smile|for a promise]
[Put|Write] {the} on my [tab|slate|bill], [I'll pay later|I'll pay tomorrow|I'm good for it]
[Meet me halfway|Meet me in the middle|Split the difference|Do something about the price] [on|with|for] {the}
[Can we|Could we|Shall we] [find|agree on|settle on|talk about] a [lower|better|kinder|fairer] price for {the}?
[That price for {the}|What you ask for {the}|Your price for {the}] is [outrageous|a scandal|madness|a sin|too steep|over the top|way too high]
[No discount|Nothing off|No bargain|No mercy|No reduction] [for|on] {the} [, not even for me|, not even a coin|, really]?
[I have|I've] [never|not once] [paid|seen anyone pay] [that much|so much] for {a}. [Come down|Make it cheaper|Lower the price]
[How low|How far down] [can you go|will you go|would you go] [for|on|with] {the}?
[What's the least|What is the least|What's the lowest] you'd [take|accept|ask|want] for {the}?
[The captain|My lord|The guild|The crown] [expects|demands|asks for] a [discount|better price|lower price] on {the}
[Two for one|Buy one, get one free] with {the}, [how about it|can you do that|what do you say]?
[*sighs*|*frowns*|*whistles*|*laughs*|*shakes head*] [That's too much for {the}|Lower the price of {the}|Can't {the} be cheaper]?
[You drive a hard bargain|You're a hard one|Don't be so hard|Have a heart], [ask less for {the}|lower the price of {the}|make {the} cheaper]
[Would|Could] [a song|a kiss|a good story|a day of work|a favour] [pay for {the}|make {the} cheaper|lower the price of {the}]?
[Too dear|Overpriced|Too costly|Far too dear|Much too expensive]. [Make me a better price|Come down a bit|Ask less|Lower it]
""")
    + ["[A gentler|A softer|A kinder|A friendlier] price [for|on] {the}[, please|, will you|?]"],
    trade.HAGGLE_OFFER: lines("""
[Prithee|Pray|I beg thee], [take {o} for {the}|let {the} go for {o}|sell me {the} for {o}|be content with {o} for {the}]
[I bid thee|I offer thee|I'll give thee|Thou shalt have] {o} for {the} [and no more|, not a penny more|]
[{o} for {the}|{the} for {o}] [deal|ok|k|take it or leave it|pls]?
[i give u|ill pay|can do|would u take|best i can do is] {o} [for|4] {the}
[I give|I pay|You take|My friend, I give] {o} for {the}, [yes|okay|is good price|no more]
[Arr|Aye|Ahoy], [{o} for {the}|I'll give ye {o} for {the}|take {o} for {the}] [or walk the plank|, matey|and be glad|]
[Hic|Lishen|Hey you]... {o} for {the}, [eh|deal|not a coin more|yesh]?
[Mum gave me|I've only got|My pocket money is|I saved up] {o} [for {the}|and I want {the}]. [Is that enough|Please take it|Can you do that]?
[Here's|Here is] my [offer|bid|proposal|suggestion|final offer]: {o} [for {the}|and {the} is mine|and you give me {the}]
[My bid|My final bid|My limit|My highest offer|My best offer|All I'll pay] for {the} [is|would be|stands at|comes to] {o}
[I'm willing|I'm prepared|I'm ready|I'd be happy|I'm able] to [pay|give|offer|part with|go up to] {o} for {the}
[I'd go|I can go|I'll go|I could go|I might go] [as high as|up to|to|no higher than] {o} for {the}
[Let's|Let us|Shall we|Can we|Could we] [agree on|settle on|shake on|meet at|call it|say] {o} for {the}?
[Let|May] {the} [go|be mine|change hands] for {o}
[Would|Could|Can|Might] {the} [be mine|go|be had|be sold|change hands] for {o}?
[Would|Will|Does|Could] {o} [do|be enough|suffice|cover it|work|satisfy you] for {the}?
[Is|Isn't] {o} [enough|a fair price|plenty|good enough|reasonable] for {the}?
[Are you happy with|Do we agree on|Are we agreed on|Can you live with|Do you settle for] {o} for {the}?
[If I give you|If I pay|If I offer|If I hand you|For a payment of] {o}, [is {the} mine|do I get {the}|will you part with {the}|can I take {the}]?
[Suppose|Say|Imagine|What if] I [gave|paid|offered|handed] you {o} for {the}?
[You'd get|You get|There's|I have] {o} [from me|in my hand|ready] for {the}. [What do you say|Deal|Is it enough|Shake on it]?
[You ask too much|That's too much|Too dear|That's robbery|I won't pay that]. [I'll give you {o} for {the}|{o} for {the}|Take {o} for {the}]
[Halfway|Somewhere in the middle|A fair middle|Let's meet halfway]: {o} for {the} [, deal|, yes|, what do you say|]?
[Drop|Lower|Bring|Cut] the price of {the} to {o} [and I'll buy|and it's a deal|, please|, and we're both happy|]
[Come down to|Go down to|Make it] {o} [and I'll take|and I'll buy|and you're rid of|and I pay at once for] {the}
[Knock|Mark] {the} down to {o} [, will you|and I'll take it|, please|and we shake hands]
[I value|I'd value|I price|I'd put] {the} at {o} [, no more|, and that's generous|]. [Deal|Agreed|Sell it for that|]
[To me|In my eyes|To my mind|Honestly|By my reckoning], {the} [is worth|merits|deserves|justifies] {o} [and no more|at most|, not a coin more]
[I saw|I've seen|My cousin got] {the} [for|for just] {o} [elsewhere|in the next town|last week]. [Same here|Can you match that|Will you do that]?
[Everyone else|The other shop|The market|Your rival] [asks|charges|takes|wants] {o} for {the}. [So do I get it for that|Match that|I'll pay the same]
[A poor man|A soldier|A student|An old friend|A widow] can [pay|spare|give|scrape together] {o} for {the}. [Be kind|Have a heart|Deal|]
[My purse holds|My purse says|My budget says|My wife allows me|My captain allows me] {o} for {the}. [Deal|Take it|Will that do]?
[That's my|It's my] [last|final|only|one and only] [word|offer|bid]: {o} for {the}
[Take|Accept|Have|Pocket|Be content with] {o} for {the} [and be happy|and we're even|, friend|, I beg you|]
[{o}|Just {o}|Only {o}|Exactly {o}] [on the table|in your hand|cash|right now] for {the} [, deal|, take it|, agreed]?
[*puts {o} on the table*|*holds out {o}*|*counts out {o}*|*offers {o}*] [For {the}|That for {the}|This is what I pay for {the}|Deal, for {the}]?
[My lord|My lady|The captain|The guild|The crown] [offers|pays|will pay|authorises] {o} for {the} [, not more|and no more|]
[I propose|I suggest|I put forward|Allow me to offer|May I offer|Permit me to offer] {o} for {the}
[Could I|Might I|May I|Can I] [tempt you with|interest you in|persuade you with|get away with] {o} for {the}?
[Between friends|For old times' sake|Because it's me|As a friend|As a first offer], {o} for {the}
[I'd rather pay|I want to pay|I'd like to pay|I intend to pay|I only pay|I pay] {o} for {the}
[Not a coin above|Not more than|No more than|At most|Nothing over|Up to] {o} for {the}[, that's my word|, take it|, you hear|]
[Look|Listen|Hear me out|Be honest|Think about it]: {o} for {the} [is fair|is plenty|is good money|and no hard feelings]
[You'll|You will|You'd] [never|hardly] get more than {o} for {the}. [Take my offer|So take it|Sell it to me for that]
[It's dusty|It's scratched|It's old|Nobody wants it|It's been here for years]. {o} for {the}, [deal|take it|no more|what do you say]?
[Tell you what|You know what|I'll tell you what|How's this|Here's a thought]: {o} for {the} [, and we shake on it|, right now|]
[Sold|Deal|Done|Agreed] if you [take|accept|say|make it] {o} for {the}
[Sell|Give|Pass|Hand] me {the} for {o} [and I'll tell my friends|and I'll come again|and I'll sing your praise]
[I'll take|I'd take|I'd buy|I'll buy|I want] {the}, but [for|only for|at|not above] {o}
[I would|I'd] [buy {the}|take {the}] [if it cost|if you asked|if you'd take|if it were] {o}
[I start|I open|I begin|Let me start] with {o} for {the}. [Your turn|What do you say|And you]?
[Going once|Do I hear yes|I raise my hand]: {o} for {the}
[{o}|{o}, I say|{o}, friend|{o}, {role}], [that's what {the} is worth|that's what I pay for {the}|and {the} is mine|and I'm off with {the}]
[Not your price, mine|My price, not yours|Let me name the price]: {o} for {the}
[Forget your price|Never mind your price|Let's forget that price]. [I pay|I give|I offer|How about] {o} for {the}
[Be a friend|Be a dear|Be reasonable|Be fair|Be kind|Have mercy], [make it|take|say] {o} for {the}
[A round sum|A nice round number|A simple number|An honest number]: {o} for {the}?
[Counter-offer|My counter offer|I counter|I answer with|Against that I offer]: {o} for {the}
[And if I offered|What would you say if I offered|How would you feel about|What would you think of|What are my chances with] {o} for {the}?
[Cash|Silver|Coin] [now|in hand|today]: {o} [for {the}|if I get {the}]. [Yes or no|Deal|Quick, decide]?
[I have no more than|There's only|I scraped together|I can scrape up|I found just] {o} for {the}. [Would you|Please take it|Will it do]?
[I'm not rich|I'm no lord|I'm a simple man|I have kids|Times are hard], {o} is [all I can give|what I can pay|all I offer] for {the}
[You said more|I know you want more|You'd like more|You hoped for more], but [I'll give|I pay|I offer|let's say] {o} for {the}
[Does|Would] your [heart|pride|conscience] [allow|accept] {o} for {the}?
[Write|Mark] it down: {o} for {the} [, sold|, agreed|, that's what I pay|]
It's {o} [or nothing|or I walk|or I go elsewhere] for {the}
""")
    + ["[The fair price|A just price|The right price|The true price] [for|of] {the} is {o}[, so sell it for that|, and I pay it|, no more]"],
}
