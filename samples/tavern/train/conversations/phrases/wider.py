"""Many more ways in which players put things, for training alone.

A pattern offers alternatives in brackets, `[Do you have|Got] {a}?`, also inside each other and also
empty ones. The listed phrases show what is meant; the patterns teach which words matter.
"""

import re

from ..split import lines
from . import (
    function,
    json_request,
    lore,
    social,
    trade,
    wider_deeds,
    wider_deeds_more,
    wider_feelings,
    wider_lore,
    wider_news,
    wider_odd,
    wider_people,
    wider_quests,
    wider_short,
    wider_social,
    wider_trade,
    wider_trade_ask,
    wider_trade_buy,
    wider_trade_sell,
)

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def chosen(rng, pattern):
    """The pattern with one alternative of each of its brackets."""
    while "[" in pattern:
        pattern = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), pattern)
    return pattern


def spell(rng, pattern):
    """One of the phrases of a pattern."""
    text = re.sub(r" ([?.!,])", r"\1", " ".join(chosen(rng, pattern).split()))
    return text if text.startswith("{") else text[:1].upper() + text[1:]


PATTERNS = {
    trade.ASK_WARES: lines("""
[What|Which] [things|goods|wares|items|stuff] do you [sell|offer|have for sale|have|trade in|deal in] [here||today]?
What [do you|would you|can you] [sell|offer|offer me|sell me|sell to a stranger] [here||today|these days]?
What [have you got|have you|do you have|do you keep|do you carry|do you stock] [in your shop|in store|in stock|on your shelves|on the shelf|for sale|to sell|here|there|for me|today]?
What [goods|wares|things|items] [are|do you have] [for sale|in stock|on offer] [here|today|]?
[What is|What's] [for sale|on sale|in your shop|on your table|on your shelf|on the list|in the shop] [here|today|]?
[What is there|What's there|Is there anything|Is there something] [to buy|for sale|to purchase|I could buy|worth buying] [here||in this place]?
[Show|Tell] me [what you sell|what you have for sale|what is for sale|what you offer|what I can buy|all you sell|what there is to buy|what you've got]
[Show me|Let me see|Let me look at|I'd like to see|I want to see|Could I see|Can I look at|May I see] [your|the|all your] [goods|wares|stock|things|offers]
[I want|I'd like|I would like|I am here|I came|I've come] to [buy|buy something|buy some things|shop|do some shopping|trade|spend some coins|make a purchase|see your wares]
[I'm|I am] [looking for something to buy|here to trade|here to buy|in the mood to buy|looking for goods|looking to buy something]
[Are you|You are|So you are] [selling|offering] [anything|something|any goods][ today||]?
[Do you|Don't you|Do you folks] [have|sell|offer|carry] [anything|something|any goods|any wares|things] [for sale|I could buy|to buy|for me|for an adventurer|for a traveller|useful]?
[What can|What could|What may] [I|we|a traveller|a stranger|a customer] [buy|get|purchase|have] [from you|here|in this place|today|in your shop|for my coins]?
[Name|List] [all||] [your|the] [wares|goods|things you sell|things for sale|items]
[Let's|Let us] [trade|do business|talk business]. What [have you got|do you sell|do you offer]?
[I have|I've got] [coins|money|some money|a full purse|gold]. What [can I buy|do you sell|have you got|is for sale]?
[I need|We need] [supplies|provisions|things for the road|equipment]. What [do you sell|do you have|have you got|can you offer]?
[Selling anything|Anything to sell|Any goods|Any wares|Got goods|What goods|What wares|Your wares|Wares]?
""")
    + ["What do you [sell|offer|have] and [for how much|at what price|what does it cost]?"],
    trade.ASK_PRICE: lines("""
[How much|How many coins|What] [is|for] {the} [here|there|in your shop|right now|please|today|]?
[How much|How many coins|What] [would|will|must|do|should] I [pay|give|give you|need|pay you|have to pay] for {the}?
[How much|How many coins|What] [do|would|will] you [want|ask|charge|take|need|like] for [{the}|{a}]?
[How much|How many coins|What] [does|would|will|might|could] [{the}|{a}] [cost|be|cost me|come to|run me]?
[What is|What's|Tell me|Name|Give me|Say] the [price|cost] [of|for] [{the}|{a}]
[What is|What's] {the} worth?
[What|And what|So what|Then what] [about the price|is the price|would be the price] [of|for] {the}?
[I want|I'd like|I would like|I need] to know [the price of {the}|what {the} costs|how much {the} is|how much you want for {the}|what you ask for {the}]
[Can|Could|Would|Will] you [tell me|say|name me] [the price of {the}|what {the} costs|how much {the} is|how much you want for {the}|the cost of {the}]?
[I like|I see|I am looking at|I fancy|I'm interested in|I'm thinking about|My eye is on] {the}. [How much|How much is it|What does it cost|What is the price|What's your price|Price]?
{the}: [how much|what price|what does it cost|what do you want for it]?
{the}. [How much|How many coins|What is the price|What does it cost|What do you ask]?
[The price|Price|Cost|The cost] [of|for] {the}?
[How expensive|How dear|How cheap|How costly] is [{the}|{a}]?
[Is {the}|Would {the} be] [cheap|dear|costly|expensive|affordable]?
[For how much|At what price] [can I have|do you sell|would you sell|could I get|do I get] {the}?
[Do you know|Do you remember] [what {the} costs|the price of {the}|how much {the} is]?
[How much|What] [must|do|does] [one|a traveller|a customer|people] pay for {the}?
""")
    + ["[If I wanted|Suppose I wanted|Say I want] {the}, [how much would that be|what would it cost|what would I pay]?"],
    trade.ASK_HAS: lines("""
[Do you|Don't you|Would you|Do you still|Do you also] [have|sell|keep|stock|carry|own|offer] [{a}|{many}|any {many}] [here|today|for sale|in store|in stock|]?
[Have you|Haven't you] [got|] {a} [here|today|for sale|in store|for me|to sell|lying around|]?
[Is|Would] there [be|] {a} [in your shop|here|for sale|in stock|among your wares|to be had]?
[Can|Could|May|Might] I [get|buy|find|have|purchase] [{a}|{many}] [here|from you|in this place|in your shop|somewhere here]?
[I'm|I am|We are] [looking for|after|searching for|in need of|in search of] {a}. [Do you have one|Do you have it|Can you help me|Any luck|Got it|Do you sell that|Have you got that]?
[I need|I want|I could use|I'd like] {a}. [Do you have that|Can you help|Do you sell such things|Have you got that|Is it here|Can you sell me that]?
[Got|Any|Selling] [{a}|{many}] [here|for sale|in stock|for me|]?
[Someone told me|I heard|They say|People say] [you have|you sell|there is] {a} [here|]. [Is that so|Is that right|True]?
[Tell me|Say], [do you sell|do you have|have you got|is there] {a}?
[Are you|You are] selling [{a}|{many}][ here| today|]?
[Is|Are] [{the}|{many}] [still for sale|still here|in stock|available|for sale here]?
[I wonder|I was wondering|I'd like to know] [if you have|if you sell|whether you have|whether you sell] {a}
[Do you know if there is|Could there be|Might there be] {a} [here|for sale|in your shop]?
[Maybe|Perhaps] you [have|sell] {a}?
""")
    + ["[Is it possible|Would it be possible] to [get|buy|find] {a} here?"],
    trade.BUY: lines("""
[I'd|I would|I'll|I will|I want to|I'd like to|I wish to|Let me|I'm going to|I am here to] [take|buy|have|get|purchase] {the} [from you|now|please|today|]
[I'd like|I would like|I want|I need|I'll have|I'll take|I choose|I'll go for|I'm buying|I am taking] [{the}|{a}] [please|then|today|right away|]
[Give|Sell|Hand|Pass|Bring|Fetch|Get] me [{the}|{a}] [please|then|now|right away|will you|]
[Can|Could|May|Might] I [have|buy|get|take|purchase] {the} [please|now|then|from you|]?
[Would|Will|Could|Can] you [sell|give|hand|get|bring] me [{the}|{a}]?
[{the}|{a}], [please|if you please|then|thank you|I'd say|right away]
[{a} for me|One order of {x}|Once {the}|{the} it is], please
[I have made up my mind|I've thought about it|I have decided|My choice is made]: {the} [please|]
[Here is my money|Here is the money|Here are the coins|Take my coins|Here, my coins]. [{the}|{a}], please
[Let's|Let us] [make a deal|trade|do it]: {the} [for me|goes to me|]
[Yes|Good|Fine|All right|Great|Okay], [I'll take|I'll buy|give me|I want|sell me] {the}
[Put|Pack|Wrap] {the} [up for me|in my bag|in my sack|in paper for me]
[I think|I believe|I guess] I [want|need|will take|will buy] {the}
[Set aside|Reserve] {the}, I'm [buying|paying|taking] it
""")
    + ["[I'm here for|I came for|I have come for] {the}. [Here is the money|I'll buy it|I'm buying]"],
    trade.TAKE_IT: lines("""
[Good|Fine|Okay|All right|Great|Very well|Well then|Yes|Alright], [I'll take it|I'll buy it|I want it|give it to me|it's a deal|hand it over|I'll have it|deal|I take it|let me have it]
[I'd like|I want|I would like] to [buy|have|take] [it|that|that one]
[I'll|I will] [take|buy|have|get] [it|that|that one|this one] [then|please|for that price|at that price|gladly|]
[It's|It is|That's|We have] a deal [then|]
[Here|Here you go], [take the coins|your coins|my coins|the money]
[Sell|Give] [it to me|me that one|me this one|me that] [then|please|]
[That's|That is] a [good|fair|fine|nice] price. [I'll take it|Deal|I'm buying|Give it here]
[Sounds|That sounds] [good|fair|reasonable|like a deal]. [I'll take it|Deal|I'll buy that|Let's do it]
[I agree|Agreed|I accept|Done]. [I'll take it|Here is the money|Give it to me|It's mine now|]
[Can I have it|Could I get that one|May I buy that|Can I buy it] then?
[I'm taking|I'm buying|I'm getting] [it|that|that one]
""")
    + ["[Buying|Taking] it"],
    trade.NO_THANKS: lines("""
[No|Hm, no|Oh no|Ah, no], [thanks|thank you|not today|not now|I don't need it|I don't want it|not for me|I'll pass|that is not what I want]
[I'd|I'd much] rather [not|wait|keep my money|save my coins|look elsewhere]
[I don't|I do not] [need|want] [it|that|this|it now|that right now|anything] [after all|today|]
[Maybe|Perhaps] [later|another day|some other time|next time|tomorrow]
[I'll|I will|I have to|I need to|I must] [pass|think about it|sleep on it|come back later|think it over|look around first|leave it]
[Not|Nothing] [for me|today|now|right now|this time] [thanks|]
[Leave|Forget|Drop] it
""")
    + ["[That's not what I need|That is not for me|I've changed my mind about it]"],
    trade.AND_THIS: lines("""
[And|Then|So|Now|Okay, and|Good, and] [what about|how about|how much for|how much is|the price of|what does] {the}?
[And|So|Now|Also] {the}?
[And|Okay, and|Then] [if I take|if I buy|for] {the}?
{the} [as well|also|perhaps|instead|then]?
[And|Then] [{a}|{the}], [how much|what does it cost|what is that|the price]?
""")
    + ["And what [would|will|does] {the} [cost|be]?"],
    trade.HAGGLE: lines("""
[Can|Could|Will|Would|Won't|Can't] you [lower|reduce|drop|cut] the price [of|for] {the} [a bit|a little|for me|]?
[Can|Could|Will|Would|Won't|Can't] you [sell|give|let me have] [me|] {the} [for less|cheaper|for a better price|at a lower price|for half]?
[That|The price|Your price] is too [much|high|expensive|dear|steep] for {the}
{the} [is|costs] too [much|expensive|dear|pricey]
[I think|I say|In my eyes] {the} [is worth less|costs too much|should be cheaper|is not worth that much]
[Is there|Any|How about|Can I get] a [discount|better price|lower price|special price|cheaper price] [for|on] {the}?
[I want|I'd like|Give me|Let me have] {the} [cheaper|for less|for half the price|at a discount|for free|as a gift|for nothing]
[Make|Do] {the} cheaper [for me|please|]
[I won't|I will not|I can't|I cannot|Nobody will|No one would] pay [that much|so much|that|such a price] for {the}
[Come on|Oh come|Please|Be kind|Be fair], [a lower price|a discount|a better price|something off] [for|on] {the}
[Surely|Maybe|Perhaps] {the} [can be cheaper|could cost less|can go for less]?
[Half|A third] [the price|of the price|of that] for {the} [and we have a deal|is enough|is plenty|]?
[Can't we|Can we|Let's|Let us] [talk about|discuss|negotiate|haggle about] the price of {the}
""")
    + ["Too [expensive|dear|much]! [Cheaper|Less|Lower the price], please"],
    trade.HAGGLE_OFFER: lines("""
[I'll|I will|I can|I could|I would|I'd] [give you|pay|pay you|offer|offer you] [only|just|] {o} for {the} [and no more|not a coin more|]
[What|How] about {o} for {the}?
[Would|Will|Could|Can] you [take|accept|agree to] {o} for {the}?
[Would|Will|Could|Can] you [sell|give|let me have] [me|] {the} for {o}?
[Sell|Give] me {the} for {o}
[I have|Here are|I only have|There are] {o} [here||in my hand] for {the}. [Deal|Agreed|What do you say|Is that enough]?
{o}. [That's|That is] [my offer|all I pay|what I pay|my last word] for {the}
[Let's|Let us] say {o} for {the}
[I offer|My offer is|My last offer is|I bid] {o} for {the}
{the} [is worth|is only worth] {o} [to me|at most|]
""")
    + ["[Can I get|Could I have|May I have] {the} for {o}?"],
    trade.SELL: lines("""
[I want|I'd like|I would like|I wish|I am here|I hope] to sell [you|] [{a}|{the}|my {x}]
[Would|Will|Do|Could|Can] you [buy|take|want|like to buy|want to buy|need|like] [{a}|my {x}] [from me|off me|]?
[I have|I've got|I found|I brought|I carry|I own] {a} [here|with me|in my bag|]. [Do you want it|Would you buy it|Want to buy it|What will you pay|How much will you pay|Will you take it|Interested]?
[How much|How many coins|What] [would|will|do|could|can] you [pay|give|offer|pay me|give me|offer me] for [{a}|my {x}|{the}]?
[How much|How many coins|What] [do|would|will|can|could] I get for [{a}|my {x}|{the}]?
[What is|What's] my {x} worth to you?
[Can|Could|May] I sell [you|] [{a}|my {x}] [here|to you|]?
[Do|Would] you [buy|take|deal in|want] [{many}|used {many}|any {many}] [here|from travellers|]?
[Buy|Take] [my {x}|{a}] [from me|off me|please|]
[Any interest in|Are you interested in|Does anyone want] [{a}|my {x}]?
[Look at|Have a look at|Here is] [my {x}|this {x}]. [Will you buy it|Want it|How much will you give me|What do you pay]?
[I'm|I am] selling [{a}|my {x}|{the}]. [Want it|Are you buying|What do you pay|Interested|]
[I'd|I would] [trade|part with|let you have] my {x} for [coins|some coins|a good price]
""")
    + ["[Need|Want] {a}? I [have one|can sell you that|have that]"],
    trade.ASK_BUYS: lines("""
[What|Which things|Which goods|What goods|What stuff|What wares] [do you|would you|will you|are you willing to|could you] [buy|take|pay for|buy from me|purchase] [here||from travellers|from me]?
[What|Which things|Which goods] [are you|is it you are] [buying|looking for|looking to buy|interested in] [today||these days]?
[What|Which things|What kind of goods|Which of my things] [can|could|may|should] I sell [you|here|to you]?
[What|Which goods] do you [want|need] to buy?
[Is there|Do you need|Do you want] [anything|something] [I could sell you|to buy from me|you want to buy|you would pay for|you are buying]?
[I have|I've got|I brought] [some things|goods|a few things|loot|stuff] to sell. What [do you buy|do you take|would you buy|are you buying|interests you]?
[Tell me|Say] what you [buy|want to buy|would buy|pay coins for]
[Are you|Would you be] [buying anything|buying|buying goods] [today||here]?
""")
    + ["What [would|will|do] you pay [me|] for?"],
    trade.CHEAPEST: lines("""
[What|Which] is [the|your] [cheapest|least expensive] [thing|item|ware|piece|of your goods|thing you sell|thing here|one] [here||you have]?
[What's|Show me|Tell me|Give me|I'd like to see|I want] [the|your] [cheapest|least expensive] [thing|item|ware|goods|thing you sell|piece|thing you have]
[What|Which ware|Which thing|Which of them] [costs|would cost me] the [least|fewest coins] [here||in your shop]?
[I have|I've got] [little|hardly any|not much|only a little|few] [money|coins]. [What is|What's] [the cheapest|your cheapest|cheapest here]?
[What|What ware|Which thing] has the [lowest|smallest] price [here||of all]?
[I am|I'm] [poor|short of coins|nearly broke]. What [is cheapest|costs least|is the cheapest thing]?
[Anything|Something] cheap? [What is|What's] the cheapest?
""")
    + ["[Cheapest|Your cheapest|The cheapest] [thing|item|ware], please?"],
    trade.DEAREST: lines("""
[What|Which] is [the|your] [most expensive|dearest|costliest|priciest|most costly] [thing|item|ware|piece|of your goods|thing you sell|thing here|one] [here||you have]?
[What's|Show me|Tell me|Give me|I'd like to see|I want] [the|your] [most expensive|dearest|costliest|priciest|most costly] [thing|item|ware|piece|thing you sell|thing you have]
[What|Which ware|Which thing|Which of them] [costs|would cost me] the most [coins|] [here||in your shop]?
[I have|I've got] [plenty of|a lot of|more than enough] [money|coins]. [What is|What's] [the dearest|your most expensive ware|the most expensive thing]?
[What|What ware|Which thing] has the [highest|greatest|biggest] price [here||of all]?
[I am|I'm] rich. What [is dearest|costs most|is the most expensive thing]?
""")
    + ["[Most expensive|The most expensive|Dearest] [thing|item|ware], please?"],
    trade.COINS: lines("""
[How much|How many coins|How much money|How much gold] [do I have|have I got|have I|is there|are there|do I own|do I still have] [left|now|with me|on me|in my purse|in my pocket|right now|]?
[Can|Could|Would|Will] you [count|check|look at|tell me] [my coins|my money|my purse|how much I have|how many coins I have] [for me|please|]?
[Tell me|Say|Do you see|Do you know] how [much money|many coins|much] [I have|I have left|I carry|is in my purse|are in my purse]
[What is|What's] [in my purse|left in my purse|the state of my purse|left of my money|my fortune]?
[Am I|Am I still] [rich|poor|out of coins|out of money]?
[Check|Count] my [purse|coins|money] [please|for me|]
""")
    + ["[Is|Are] there [any coins|money|enough coins] [left in|in] my purse?"],
    lore.ASK_RUMOUR: lines("""
[Do you know|Have you heard|Did you hear|Have you|Do you have|Is there|Are there|Got] [any|some] [rumours|rumour|news|gossip|stories|interesting news|tales|whispers] [for me|lately|today|around here|from the town|these days|to tell|]?
[Any|Some] [rumours|news|gossip|tidings|whispers|interesting stories] [for me|lately|today|around here|from the town|]?
[What is|What's] [new|going on|happening|the news|the latest news|the latest|the talk|the latest gossip] [here||in town|around here|in this town|these days|today]?
[What|What rumours|What news|What stories] [have you heard|do you hear|do you know|are going around|reached your ears|can you tell me] [lately|these days|today|recently|]?
[What do|What are] [people|folk|they|the townsfolk|your guests] [say|saying|talk about|talking about|whispering about] [these days|here|in town|lately|]?
[Tell|Give] me [the news|some news|some gossip|a rumour|any rumour you know|the latest|what you have heard|what people say|what is going on]
[Has|Did] anything [strange|odd|new|interesting|exciting|unusual] [happened|happen] [here||lately|in town|recently]?
[I'd like|I would like|I want|I'd love] to hear [some news|the latest news|a rumour|some gossip|what people talk about|what is new]
[Heard|Know] [anything|something] [new|interesting|strange|odd|worth knowing] [lately|around here|today|]?
[Do you listen to|Do you care for] gossip? [What is new|What do they say|Tell me some|What have you heard]?
[Is there|Anything] [anything|] [new|strange|interesting] [going on|happening|to report|in town|to tell]?
""")
    + ["[I'm curious|I am new here|I just arrived]. [Any news|What's the gossip|What is going on here|What do people say]?"],
    lore.ASK_MORE: lines("""
[Tell me|Say|I want to hear|I'd like to know|Let me hear] more [about that|about it|of that|please|]
[What|Do you know what] [else|more] [do you know|can you say|have you heard|do they say|is there to know] [about it|about that|]?
[Is|Was|Could] that [really|] [true|so|be true]?
[Where|From whom|From where] did you hear that?
[Really|Truly|Indeed|Is that so|No way]? [Tell me more|Go on|What else|More|And then]
[Go on|Continue|Keep talking], [please|I'm listening|I am listening|tell me]
[How|Why] [do you know that|are you so sure|should I believe that]?
[What happened|And what happened] then?
""")
    + ["[Any|No] [more details|more about that|details]?"],
    lore.ASK_QUEST: lines("""
[Do you|Would you|Do you perhaps|Don't you] [have|know of|need] [any work|work|some work|a job|a task|a quest|an errand|any quests|something to do] [for me|for an adventurer|for a stranger|for us|]?
[Is there|Have you got|Have you|Got] [any work|work|a job|some task|a quest|any errand|anything to do|something to do|something that needs doing] [for me|here|for an adventurer|for strong hands|]?
[Do you|Could you|Can you|Would you|Might you] [need|use|want] [help|some help|my help|a helping hand|a hand|someone brave|a sword arm|assistance] [with anything|with something|here|today|]?
[Can|Could|May|How can|How may] I [help|help you|be of help|assist you|be of service|lend you a hand] [with anything|with something|somehow|today|]?
[I'm|I am|We are] [looking for|in search of|after|searching for] [work|a job|a quest|adventure|something to do|an errand|a task|paid work]
[I want|I'd like|I would like|I need|I wish] to [work for you|earn some money|earn some coins|help you|make myself useful|earn my keep|do something useful]
[How|Where] [can|could|may|do] I [earn|make] [some|a few|any] [coins|money|gold] [here|around here|with you|]?
[What|Which task|Which work] [needs doing|must be done|should be done|can I do for you|could I do for you|would you have me do] [here||around here|today]?
[Any|Some] [work|jobs|quests|tasks|errands] [for me|for an adventurer|for a traveller|here|today|]?
[What|Anything] [troubles|worries|bothers] you?
[Is|Are] [something|anything|there problems] [wrong|troubling you|on your mind|bothering you|you need solved]?
[Give|Offer] me [a task|a quest|some work|a job|an adventure|something to do]
[I'm|I am] [strong|brave|an adventurer|a hero|good with a sword|at your service]. [Is there work|Any work|Do you need me|Got a task|Do you have a quest|What can I do]?
""")
    + ["[Do you have|Is there] a problem I [can|could] [solve|help with|take care of]?"],
    lore.ACCEPT_QUEST: lines("""
[All right|Good|Fine|Okay|Very well|Yes|Sure|Of course|Gladly], [I'll do it|I accept|I'll help|I'll take it|count me in|I'll go|I will do that|you can count on me|I'm in|I take the job]
[I'll|I will|I'd be glad to|I'm happy to|I am ready to] [do it|help you|take the job|take the quest|do that|go|accept|take care of it|see to it|get it done] [for you|at once|right away|]
[I|We] accept [your offer|the task|the job|your quest|]
[You|You surely|Of course you] can [rely on|count on|trust] me [for that|]
[That|It] [sounds|seems] [good|easy|fair|like my kind of work]. [I'll do it|I accept|Count me in|I'm in]
[I'm|I am] [ready|in|the one you need|on it|your hero|off to do it]
[Let me|I'll] handle [that|it] [for you|]
[Agreed|It's a deal|Deal]. [I'll do it|I'm on my way|I go at once|]
""")
    + ["[Consider me|I'm] [hired|on the job]"],
    lore.REFUSE_QUEST: lines("""
[No|Sorry|No thanks|Ah, no|I'm sorry], [I won't do that|I can't do that|I'd rather not|that's too dangerous|I have no time|not me|find someone else|I'm busy|that is not for me]
[I don't|I do not] [want to|have time to|dare to|feel like it|wish to] [do that|do it|help you|go there|]
[I|I must|I have to|I'll have to] [decline|refuse|say no] [your offer|]
[That|This|It] is [too dangerous|too hard|not my business|no work for me|beneath me|not worth it]
[Ask|Find|Get] [someone|somebody] else [for that|]
""")
    + ["[Maybe later|Not now|Not today], I have [other things to do|no time for that]"],
    lore.ASK_REWARD: lines("""
[What|How much|What reward] [do|will|would|could|can] I [get|earn|receive|have] [for it|for that|if I do it|when it is done|in return|for my trouble|for the job|from you]?
[What|How much] [do|will|would|can] you [pay|give|offer|pay me|give me|offer me] [for it|for that|for this|in return|if I do it|for the task|for my help|when it is done]?
[What is|What's|Tell me|And what is|Name|And] the [reward|pay|payment]?
[What is|What's] [in it for me|my reward|my pay|the pay for it|your offer]?
[Does it|Does that|Will it|Does the task] pay [well|anything|]?
[How much|What] is it worth to you?
[Is there|Will there be|Do I get] [a reward|any reward|some pay|something] [for it|for me|in return|at the end|]?
[And|So] what do I [gain|win|earn] [by it|by that|]?
""")
    + ["[How well|What] does [that|this|the quest|it] pay?"],
    lore.ASK_WAY: lines("""
[Where is|Where's|Where do I find|Where can I find|Where lies|Where might I find|Where would be|Where will I find] {p} [please|from here|in this town|]?
[How|Which way|Where] [do|can|could|would|must|should] I [get to|go to reach|go to get to|reach|walk to|find|go to find] {p} [from here|quickly|best|]?
[What is|What's|Tell me|Show me|Explain|Describe|Do you know|Please tell me] the [way|road|path|best way|quickest way|shortest way] to {p}
[Can|Could|Would|Will] you [tell me|show me|explain|say|point out] [where {p} is|how to get to {p}|the way to {p}|how I get to {p}|how to find {p}|where I find {p}]?
[I'm|I am|We are] [looking for|trying to find|searching for|on my way to|going to|seeking] {p} [but I am lost|. Where is it|. Can you help me|. Which way is it|]
[I want|I need|I'd like|I have|I wish|I must] [to go to|to get to|to find|to visit|to reach] {p} [. Where is it|. How do I get there|. Which way|. Do you know the way|]
[Do you know|Any idea|Can you say|Do you happen to know] [where {p} is|how to get to {p}|where I can find {p}|the way to {p}|how to reach {p}]?
[Is|Is it true that] {p} [near|nearby|far from here|close|close to here|around here]?
[Which|What] [way|road|street|direction|path] [leads|goes|takes me|is it|do I take] to {p}?
{p}, [which way|where|how do I get there|where is that|do you know the way]?
{p}. [Where is it|Which way|How do I get there|Where is that]?
[The way|The road|Directions|The path] to {p}, [please|if you know it|do you know it]?
[I can't|I cannot|I could not] find {p} [anywhere|. Where is it|. Can you help|]
""")
    + ["[I've lost my way|I don't know this town]. Where [is|do I find] {p}?"],
    lore.ASK_SECRET: lines("""
[What|All you] [do you know|can you tell me|can you say|have you heard|do people say|do you think] about {s}?
[Tell|Tell me more|Talk to me|Speak|Talk] [me|] about {s} [please|now|]
[I want|I'd like|I would like|I need|I have|I wish] to [know about|hear about|talk about|ask you about|speak about|learn about] {s}
[Do|Don't|Did|Surely] you [know|know anything|know something|know more] about {s}?
[Have you heard|Did you hear|You must have heard] [about|of|anything about] {s}?
[Can|Could|Will|Would|Won't] you [tell me|talk|say something|say anything|speak] about {s}?
[What|And what|So what] about {s}?
[Somebody|Someone|A friend|An old man|A stranger] [told me|spoke|talked|whispered] about {s}. [What do you know|Is it true|Tell me more|What is that about]?
[Why|Why is it that] [does nobody|do you not|will nobody|won't you] [talk|speak] about {s}?
[What|Tell me what] [happened with|is the truth about|is the matter with|was that with] {s}
[I heard|People speak|They talk] [about|of] {s}. [What is it|Do you know more|What do you say|Tell me about it]
""")
    + ["[Let's|Let us] [talk|speak|chat] about {s}"],
    lore.ASK_TOPIC: lines("""
[What|All you] [do you know|can you tell me|can you say|have you heard] about {s}?
[Tell|Tell me more] [me|] about {s} [please|]
[I want|I'd like|I would like] to [know about|hear about|learn about] {s}
[Do|Did] you [know|know anything|know something] about {s}?
[Have you heard|Did you hear] [about|of|anything about] {s}?
[Can|Could] you [tell me|say something|say anything] about {s}?
[What|And what] about {s}?
[Ever heard of|Does anybody know about|What is|Who is] {s}?
""")
    + ["[I heard|People speak] [about|of] {s}. [What is that|Do you know more]?"],
    lore.ASK_PLACE: lines("""
[Where am I|Where are we|Where have I come|Where did I end up|In what place am I] [now|here|right now|exactly|]?
[What|Which] [is this place|place is this|house is this|is this place called|is the name of this place|kind of place is this]?
[What|How] do [you|people] call [this place|this house]?
[Tell me|Do you know|Can you say] where [I am|we are]
[What's|What is] [the name of this place|this place|this house called]?
""")
    + ["I [am|seem] lost. [What is this place|Where am I|What place is this]?"],
    social.WHO: lines("""
[Who|And who|So who|Say, who] [are you|might you be|are you then|is this|do I have before me] [if I may ask||exactly]?
[What|And what|So what] [is your name|are you called|do people call you|do they call you|shall I call you|may I call you]?
[Tell me|May I know|Could you tell me|Can I ask|I'd like to know|Would you tell me] [your name|who you are|what you do|about yourself|what you do here]
[What|And what] [do you do|is your job|is your work|is your trade|is your craft|kind of work do you do] [here||in this town|all day]?
[Who|With whom] am I [talking to|speaking to|speaking with|dealing with]?
[I don't|I do not] [know you|know your name|believe we have met]. [Who are you|What's your name|And you are]?
[Do I|Should I] know you? [Who are you|What is your name|]
[Your name|Name|Your name and trade], please?
[Introduce yourself|Say who you are|Tell me who you are|Name yourself] [stranger|please|]
[Are you|You must be] [somebody important|the boss here|from here]? [Who are you|What is your name]?
""")
    + ["[What|How] are you called [here|]?"],
    social.INTRODUCE: lines("""
[My name is|I am|I'm|They call me|People call me|Call me|You can call me|Everybody calls me] {n} [by the way||the wanderer|the brave]
[Hello|Good day|Hi|Greetings|Well met], [my name is|I am|I'm|they call me|people call me] {n}
{n} [is my name|is what they call me|is the name|is how people call me]
[I was born|I was named|My mother named me|My name has always been] {n}
[Remember my name|Remember this name|The name is]: {n}
[Just|So you know], [I am|I'm|my name is] {n}
""")
    + ["[I am|I'm] [a traveller named|an adventurer called|the one they call] {n}"],
    social.MY_NAME: lines("""
[What is|What's|Do you know|Do you still know|Do you remember|Can you remember|Tell me|Can you tell me|Say] my name?
[Do|Don't] you [know|remember|recall|still know] [who I am|what I am called|my name|what they call me]?
[Who|And who] am I [to you||again]?
[What|How] [am I called|do people call me|did I say my name was|do you call me]?
[Have you|You haven't] forgotten [who I am|my name|what I am called]?
[I told you my name|I told you who I am]. [What is it|Do you remember it|Who am I]?
""")
    + ["[Remember|Recall] [me|my name|who I am]?"],
    function.BUY_COUNT: lines("""
[I'd like|I want|I'll take|I need|I would like|I'll have|Give me|Sell me|Hand me|Bring me] {n} {the_many} [please|then|]
[Can|Could|May] I [have|buy|get|take] {n} {the_many} [please|]?
[I want|I'd like|I wish|Let me] to buy {n} {the_many}
{n} {the_many} [for me|please|then|, thanks]
[Would|Will|Could] you [sell|give] me {n} {the_many}?
""")
    + ["[Pack|Wrap up] {n} {the_many} for me"],
    function.SELL_NOW: lines("""
[Here|Good|Fine|All right|Deal|Agreed|Okay], [take my {x}|here is my {x}|I sell you my {x}|my {x} is yours|you can have my {x}|I give you my {x}] [for the coins|for your coins|]
[I'll|I will] [sell|give|hand] you [my {x}|{the}] [now|for the coins|for that price|]
[Take|Here is] [my {x}|{the}], [now pay me|give me the coins|and pay me|where are my coins]
[Buy|Take] my {x} [now|then|for coins|]
""")
    + ["[I hand you|I give you] my {x} for [the coins|the money]"],
    function.STOCK: lines("""
[How many|How much of the] {many} [are there|are left|do you have|have you got|do you still have|are in store|do you have left] [in your store|in stock|]?
[Can|Could|Would|Will] you [check|count|look up|see|look] how many {many} [are left|there are|you have|are in store]?
[Check|Count|Look up] [your stock of|the stock of|your] {many} [please|for me|]
[Is|Are] there [enough|plenty of|still some|many] {many} [left|in store|in stock]?
[What is|How big is] [your|the] stock of {many}?
""")
    + ["[Do you have|Have you] many {many} [left|in store]?"],
    function.OPEN: lines("""
[Can|Could|Would|Will] you [open|unlock] the {d} [for me|please|now|]?
[Open|Unlock] the {d} [for me|please|now|at once|]
[I want|I need|I have|I'd like] to [go|get|pass|walk] through the {d} [. Open it|]
[Let|Please let] me [through|pass through|go through] the {d}
[The {d} is|That {d} is] [locked|shut|closed]. [Open it|Can you open it|Please open it|Could you unlock it]
""")
    + ["[Be so kind and|Please] [open|unlock] the {d}"],
    function.DEED: lines("""
[Can|Could|Would|Will] you [please|] {v} the {o} [for me|now|]?
[I want|I need|I'd like] you to {v} the {o} [for me|please|]
[Please|Now|Go and|Now please] {v} the {o} [for me|at once|]
{v} the {o} [for me|please|now|at once|]
[You should|You must|Be so kind and] {v} the {o}
""")
    + ["[Why don't you|It is time to] {v} the {o}?"],
    function.REMEMBER: lines("""
[Remember|Please remember|Keep in mind|Don't forget|Never forget|Note|Make a note|Write down|Remember this|Remember that]: {f}
{f}. [Remember it|Remember that|Don't forget that|Keep that in mind|Note that down|Please remember|Never forget that]
[I want you to remember|You should remember|You must remember|You should know|It is important that you know] this: {f}
[Can you|Could you|Will you|Would you|Please try to] [remember|keep in mind] that {f}?
[Listen|Hear me|One thing|Just so you know|You know what]: {f}. [Remember that|Don't forget it|Keep it in mind|Please note that down|]
""")
    + ["[Listen|Mark my words]: {f}. [Remember that|Keep it in mind]"],
    social.REPEAT: lines("""
[Can|Could|Would|Will] you [repeat that|say that again|say it again|repeat what you said] [please|]?
[What|Sorry, what|Pardon, what|Hm, what] [did you say|was that|did you just say] [again|]?
[I did not|I didn't|I could not|I couldn't] [hear|understand|catch|follow] [you|that|what you said] [. Again, please|. Once more|]
[Say|Tell me] that [again|once more|one more time] [please|]
[Again|Once again|One more time], please
""")
    + ["[Excuse me|Sorry|Pardon me]? [What did you say|Again please|]"],
}

for _added in (
    wider_trade.ADDED,
    wider_trade_ask.ADDED,
    wider_trade_buy.ADDED,
    wider_trade_sell.ADDED,
    wider_lore.ADDED,
    wider_social.ADDED,
    wider_quests.ADDED,
    wider_news.ADDED,
    wider_people.ADDED,
    wider_feelings.ADDED,
    wider_odd.ADDED,
    wider_deeds.ADDED,
    wider_deeds_more.ADDED,
    wider_short.ADDED,
    {json_request.ASK: json_request.WIDER},
):
    for _part, _patterns in _added.items():
        PATTERNS[_part] = PATTERNS.get(_part, []) + _patterns
