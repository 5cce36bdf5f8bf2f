"""Still more patterns of questions about wares, prices and the purse, in many voices."""

from ..split import lines
from . import trade

ADDED = {
    trade.ASK_WARES: lines("""
[Prithee|Pray|Pray tell|I pray thee], what [wares|goods] [hast thou|dost thou sell|dost thou offer|wilt thou show me]?
[What hast thou|What dost thou have|What have ye] [to vend|to sell|for sale|in thy shop|for a weary traveller]?
[u got|u have|got] [anything|sth|stuff|goods] [to sell|for sale|i can buy|on sale]?
[wut|what|whats] [r u selling|u selling|u got for sale|do u sell|for sale]?
[open|show] [shop|trade window|trade menu|inventory|the shop list|your inventory] [pls|please|]
[Shop list|Price list|Trade list|Catalogue|Inventory|The list of goods|The full selection], [please|if you have one|let me see it]
[What sort of|What kind of|What manner of|Which] [goods|wares|merchandise|products] [might I find here|can one find here|do you trade in|could I get here]?
[What is|What's] [your trade in|your speciality|your line of goods|in the way of goods here|your selection like|your range like]?
[What are|Which are] [your goods|your wares|the things you sell|the goods on offer], [exactly|{role}|and be brief|one by one]?
[Take me through|Talk me through|Give me a tour of|Tell me about] [your stock|your merchandise|the goods on offer|your selection of goods]
[I'm|I am] [shopping|on a shopping trip|out to shop|in a spending mood|in a buying mood]. [What have you|What is there|What might tempt me|What's for sale]?
My [purse is heavy|pockets are full] and my [bag is empty|pack is empty|shelf is bare]. [What can you sell me|What have you got|What do you offer]?
[These coins|My coins|My wages] [burn a hole in my pocket|want to be spent|are itching to be spent]. What [do you sell|have you got for sale|can I get here]?
[Tempt me|Surprise me|Make me spend my money|Impress me], {role}. What [do you sell|have you for sale|goods have you got]?
[If I were to|Should I|Suppose I] [spend money here|buy something here|open my purse here], what [would there be|could I choose from|are my choices]?
[What are|Tell me] my [options|choices] [if I want to buy something|for shopping here|if I have coins to spend]
[You're|You are|So you're] {a_role}, [right|yes|aren't you]? [What do you sell|What have you got for sale|What goods do you keep]?
What does {a_role} [sell|have for sale|offer|have on the shelves] [these days|here||in this town]?
[What would|What might|What does] {a_role} like you [sell|have to sell|have for sale|offer a customer]?
[Doing business|Are you open|Is the shop open|Open for business]? [What do you sell|What's for sale|Show me the goods|Let me see your wares]
[I'm|I am] [new here|a stranger here|only passing through|not from here]. What [can one buy here|do people buy from you|do you sell]?
[Before I go|Before I leave town|Before the long march|Before I ride on], I [should see your goods|want to see your wares]
I [saw your sign|saw the sign outside|followed your sign] and [wondered what you sell|want to know what you sell|came to see your goods]
[Someone told me|They say|I hear|Word is] [you have good wares|you sell fine things|your shop is worth a visit]. [Let me see|Show me|What have you got]
[Mother|Mum|My mum|Papa|My granny] gave me [coins|a coin|some money]. What can I [buy|get] [here|from you|for it]?
[What have you got|What is there|What do you sell] for a [soldier|lady|gentleman|hungry man|child|pilgrim|sailor|weary soul]?
[Soldier to trader|No chatter|Be quick|Straight to business|No small talk]: [what do you sell|what's for sale|your goods, all of them|list the goods]
[Report|Speak|Quick now|Out with it|Well]: what [is in your stock|goods do you hold|do you have for sale|is there to buy]?
[The garrison|My company|Our camp|My crew|The caravan] needs [supplies|goods|stores]. What can you [sell us|offer|provide]?
[By order of the captain|In the name of the crown|For the tax roll], [list your goods|what goods do you sell|name everything you sell]
[My lady|My lord|My mistress|His lordship] [wishes to know|would like to know|sent me to find out] what [you sell|goods you carry|you have on offer]
I [should|would] [like|love|be delighted] to [inspect|examine|admire|peruse|browse] your [wares|goods|collection|merchandise]
[Might|Could|May|Can] I [browse|browse your goods|look around your shop|cast an eye over your wares|take a peek at your goods|inspect your stock]?
[Mind|Do you mind|Would you mind] if I [browse|browse a little|look at what you sell|look through your goods|have a look at your wares]?
[I'm|I am] [just browsing|only browsing|window shopping|having a look round]. What [do you have|is there for sale|do you sell]?
[Arr|Ahoy|Aye], what [booty|goods|cargo|treasures] [have ye for sale|do ye sell|are ye selling], [matey|{role}|landlubber]?
[Hic|Hey hey|Oi oi|Lishen]... what [ish|is] [for shale|for sale|there to buy], eh?
[Ey up|Ey|Hoy|Now then], what [d'ye sell|have ye got in|ye got for sale|are ye flogging] [today|]?
[Whatcha|What you|What are ye] [selling|flogging|peddling|hawking|vending|got on offer] [today|, friend|, mate|]?
What [are you hawking|are you peddling|do you peddle|do you vend|do you stock|do you supply|are you offering] [here|today|, {role}|]?
[You|My friend], what you [sell|have|got for sale], [yes|please|eh]?
[I|Me] [want|like] [buy|to buy things]. [What you have|You show me goods|What there is|You sell what]?
[Please to|Kindly|Be so kind and] [show|tell|name] [to me|me] [what you are selling|all things you sell|your goods]
[Don't be shy|Don't be modest|Don't hold back|Hide nothing], [show me your goods|let me see your wares|tell me what you sell|bring out all your goods]
[Open|Unpack|Empty|Turn out] your [crates|boxes|cupboards|bags|sacks] and [show me what you sell|let me see the goods|let me see what is for sale]
[Roll out|Bring on|Present|Display|Trot out|Parade] [your goods|the goods|your wares|the merchandise]
[*looks around the shop*|*eyes the goods*|*points at the shelves*] [What do you sell|What's for sale here|What is all this|What can I buy]?
[*jingles a purse*|*drops a coin on the table*|*shakes a full purse*|*opens a purse*] [What can I get|What have you got|What's for sale|Show me your goods]
[What's|What is] [all this|this stuff on the shelves]? [Is it for sale|Can I buy any of it|Which of it is for sale]?
[Which|What] of [all this|these things|the things here] [is for sale|can I buy|do you actually sell|is there to buy]?
[Is any of this|Is all this|Is this stuff|Are these things] for sale? [What exactly|What is there|What can I get|Tell me all]
[What's|What is] [fresh|new in|just in|new on the shelves|good today|the offer of the day]? I'm [buying|here to buy|shopping]
[Has anything new come in|Any new goods|New stock in|Anything new for sale|Anything fresh for sale]? [What do you have|Show me|Tell me]
[Name|Recite|Count up|Rattle off|Spell out|Enumerate] [what you have for sale|your wares|all that you sell|every ware you have]
[Everything|All] you [sell|have for sale|offer], [please tell me|let me hear it|name it|one after another]
I [can't decide|don't know what I want|have no idea what I need]. What [do you sell|do you have for sale|is there to buy|are my choices]?
[Help me choose|Advise me|Help a poor shopper], what [is for sale|can I buy here|wares do you have]?
[I need to|I have to|I must|We must] [stock up|fill my pack|restock|equip myself|get ready for the road]. What [do you sell|have you got|can you offer]?
[The market|The other shop|Every other stall] [is closed|was sold out|had nothing]. What [do you sell|have you got|can I buy from you]?
[Let's|Let us|Shall we|Care to] [see if we can trade|do some trading|talk trade|start trading], [what do you have|what are your goods|show me your wares]
[Are you|You're] [a trader|a seller|a merchant|in trade], [then|I take it|I suppose]? What [do you sell|are your wares|do you deal in]?
[Do you|D'you|Does a {role}|Does anyone here] sell [things|stuff|anything useful|anything at all|anything to travellers]?
[What|Which things] [do folk|do people|do most customers|do travellers] [usually|mostly|] [buy from you|come here to buy|get from you]?
[What|Which goods] [could you part with|would you part with|might you let me have] for [coins|good coin|money|silver]?
[Wares|Merchandise|Your goods|Your selection|Your assortment|What you sell]? [I'd like to hear|Let me hear|Tell me|Show me]
[I wonder|I was wondering|I'm curious|I'd love to know|I should like to know] what [goods you keep|you have for sale|wares you carry|one may buy here]
[Convince me|Talk me into something|Sell me something|Sell me something nice]. What [do you have|is for sale|have you got]?
[No idea|Not sure] what you [sell|do for trade|trade in], [so tell me|tell me|would you explain]
[What's on|What lies on|What is on] [the counter|your counter|your stall|your cart], [is it for sale|anything for sale|and what of it is for sale]?
[What have you got|What is there|What do you sell] [under|below|behind|on|in] [the counter|those sheets|that cloth|all those boxes|the window]?
[Hungry|Thirsty|Cold|Bored|Poorly equipped] [travellers|folk|adventurers|people] like me, what can they buy [here|from you]?
[I never|I rarely|I don't often] get to a shop. [What do you sell|What have you got|What can one buy]?
[Everything must go|Closing time|End of the day]? [What's left|What do you still have for sale|What can I still buy]?
[Don't tell me the prices yet|Never mind the prices|Prices later], [just what you sell|first the goods|what do you have]?
[Not one thing, all of it|Not the price of one thing|The whole list]: what do you [sell|have|offer]?
[What've you got|Whatcha got|What you got there|What d'you have] [for me|on the shelves|to trade|for sale|in stock] [today|, {role}|]?
[Anything|Something|Got something] [interesting|nice|useful|decent|fancy|worth having|I'd like] [for sale|to sell|on the shelves|among your wares]?
[Mind|Would you mind|Do you mind] [showing me|telling me|listing|going over|laying out] [what you sell|your goods|the things for sale]?
[I'd like|I want|I came] to [take a look at|check out|look over|see|go through|hear about] [your stock|your selection|what you're selling|the goods]
[Hello there|Good day|Greetings|Well met|Hail], {role}[. I'm shopping|. Customer here]. What [do you have for sale|can I buy|are you selling]?
""")
    + ["[What'll|What shall|What should] I [spend my wages|spend my last pay|spend a full purse] on [here|in your shop|, what do you sell]?"],
    trade.ASK_PRICE: lines("""
[Prithee|Pray|Pray tell], [what askest thou for {the}|what dost thou ask for {the}|at what price dost thou sell {the}|what must I pay for {the}]?
[how much 4|hm for|price on|price check on|pc on|whats the price on|how much u want for] {the}?
[{the}|{a}]: [price|how much|how many coins|coins]?
[What costs|How much costs|What price has|How many coins costs] {the}, [please|my friend|{role}]?
[What's|What is] the [going rate|asking price|going price|market price|tag|rate|charge|fee] [for|on] {the}?
[What|How much] [do you charge|are you charging|do you reckon|do you require|would you demand] for {the}?
[How many coins|How much money|How much silver|How much gold] must [change hands|leave my purse|I part with|I count out|I hand over] for {the}?
[How many coins|How much] [stand|are] between me and {the}?
[How much lighter|How much poorer] [would I be|will my purse be] [after buying|with] {the}?
[What sum|What amount|Which price|How great a sum] [would buy|gets me|would get me|would make me the owner of] {the}?
[*points at {the}*|*picks up {the}*|*looks at {the}*|*taps {the}*] [How much|How much is this|What does this cost|Price|What do you want for it]?
[My lord|My lady|My mistress|The captain|The quartermaster] wishes to know [the price of {the}|what you ask for {the}|what {the} would cost]
[Mum|Mother|Granny|Papa] [wants to know|told me to ask|says I should ask] [how much for {the}|what you want for {the}|the price of {the}]
[Hic|Lishen|Hey you]... how [mush|much] for {the}, eh?
[Arr|Ahoy|Aye], what [be the price of|be ye asking for|do ye want for] {the}?
[What'd|What would|What'll|What will] [you|ye] [have of me|want off me|take from me|ask of me] for {the}?
[State|Quote|Say|Write down|Whisper me|Be honest about] the price of {the}
[Would I need|Do I need|Does it take] many coins for {the}? [How many|How much|Tell me]
[Could I|Can I|Could one like me|Could a soldier] afford {the}? [How much|What's the price|What do you ask|How many coins]?
[Do I have to|Must I] sell my [house|horse|boots|soul] to [afford|pay for] {the}? [How much|What's the price]?
[I have my eye on|I rather like|I'm tempted by|I can't stop looking at|I keep looking at] {the}. [What do you ask|What would it cost|How much|The price]?
[My budget is small|I'm counting my coins|I'm making a list|I'm comparing prices]. [How much for|What's the price of|What do you ask for] {the}?
[Just out of curiosity|Purely out of interest|Hypothetically], [how much for {the}|what would {the} cost|what would you charge for {the}]?
[How do you price|At what do you price|At what do you value|How high do you value] {the}?
[For what|At what price|For how many coins] [does|would|will] {the} [change hands|go|sell|leave your shop]?
[A quick word on|A question about|One thing about|Regarding|As for|Concerning] {the}: [how much|what does it cost|what's the price|what do you ask]?
[What's|What is] {the} [priced at|selling for|worth in coins|in coins|at these days]?
[What's|What is] the [cost|price], [if I buy|if I take|should I want|for] {the}?
[Not buying yet|I don't buy yet|I'm not sure yet|I won't promise anything], but [how much for {the}|what's the price of {the}|what would {the} cost]?
[Last time|A year ago|In summer|Once] {the} [was cheap|cost next to nothing|was dear]. [And now|How much now|What's the price today|What do you ask now]?
[Tell|Inform] me [what I owe for|what one pays for|what you get for|what I'd owe you for] {the}
[A price|Your price|The exact price|An honest price], [please|{role}|friend|now], for {the}
[I want|I need|I'd like] [a price for|a quote for|your price on|a number for|to hear a price for] {the}
[And what|So what|Well, what] [would|will] {the} [do to my purse|take out of my purse|cost a poor man|cost an honest man]?
[Do you have|Have you got|Is there|Have you] a [price|fixed price|fair price|price in mind] for {the}?
[If you have|If you still have|If you'd sell me|If you sell] {the}, [how much|what's the price|how many coins|what do you want for it]?
[I don't want|I'm not here] to haggle, [just tell me|I only ask] [the price of {the}|how much for {the}|what you ask for {the}]
[Could I buy|Should I take|Dare I buy|Let me think about buying] {the}? [How much|What's the price|What does it cost|How many coins]?
[Cheap or dear|Dear or cheap|A little or a lot|Copper or gold]: [how much for {the}|the price of {the}|what do you want for {the}]?
""")
    + ["[The tag|The label|The sign] on {the} is [torn|smudged|missing]. [How much is it|What's the price|What do you ask]?"],
    trade.ASK_HAS: lines("""
[Hast thou|Dost thou have|Dost thou sell|Have ye|Hae ye] [any {many}|{a}] [in thy shop|for sale|to sell|perchance|here]?
[Prithee|Pray|Pray tell], [hast thou any {many}|is there any chance of {a}|dost thou keep {many}|be there {a} in thy store]?
[u got|u have|do u have|do u sell|got|have u got] [{a}|{many}|any {many}] [4 sale|in stock|for sale|left|]?
[lf|looking 4|searching] {a}, [u have|got any|do u sell that|any here]?
[You|My friend, you] have [{a}|{many}], [yes|no|yes or no|right]?
Is there [such a thing as|anything like|something like] {a} [in this shop|in your stock|here|among your goods]?
[Any|Some] {many} [in|in today|on the shelves|to be had|in the house|in the back|about|going]?
[I hunt|I search|I look|I came here] for {a}. [Have you|Hast thou|Would you have|Could you have] [such a thing|that|one|any]?
[I've|I have] [set my heart on|been dreaming of|been hunting for|a need for|use for] {a}. [Do you stock that|Is that something you sell|Do you sell it]?
[Does|Would|Could] {a_role} [have|sell|keep|carry|stock] [{many}|{a}|any {many}]?
[You being {a_role}|As {a_role}|Being {a_role}], [do you have|do you sell|would you keep|might you stock] [{a}|any {many}]?
[Mum|Mother|Granny|Papa|My master] [sent me for|needs|wants|asks for] {a}. [Do you have any|Do you sell that|Is there any here]?
[Hic|Lishen|Hey you]... you [got|have] any {many} [left|here|somewhere]?
[Arr|Ahoy|Aye], [be there|have ye|got ye] any {many} [aboard|in store|for sale]?
[Ey up|Ey|Hoy|Now then], [got any|have ye any|ye got any|d'ye sell] {many}?
[My lord|My lady|His lordship|The captain|The cook] [requires|desires|is in need of|asks for] {a}. [Do you stock it|Do you have that|Can you supply it]?
[Can|Could] you [supply|provide|offer|come up with|help me out with|help me to] {a}, [or not|or do you sell no such thing|or is there none here]?
[Would|Could] I be [lucky|in luck] [with|if I asked for] {a} [here|in your shop|]?
[Am I|Might I be] in the right [place|shop|house] for {a}?
[Have I|Did I] come to the right [place|shop|person|{role}] for {a}?
[Which|What] shop [sells|has|would have] {a}? [Yours|This one|Does yours|Do you]?
[Where in|Where in all] this town [can I find|does one get|would I find|do they sell] {a}? [Here|With you|Do you have any|Do you sell it]?
[Nobody|No one|Not a single shop|No stall] in town [sells|has|keeps] {many}. [Do you|Are you the one|What about you|Have you any]?
[The baker|The smith|A guard|An old woman|A pedlar] [sent me to you|said to try here|pointed me here] for {a}. [Do you have any|Is it true|Have you got that]?
[Rumour has it|Word is|The whole town says|It is said] [you keep|you sell|there are] {many} [here|]. [True|Is that right|Is it so]?
[I don't see|I can't see|I see no|I can't find any] {many} [here|on your shelves|anywhere]. [Do you have some|Are there any|Do you sell any at all]?
[Are you|You are|Surely you aren't|You aren't] [out of|sold out of|short of|without] {many} [yet|already|too|]?
Have you [run out|sold out] of {many}, or [is there some left|do you still have some|can I still get some]?
[Did any|Did some|Will any] {many} [come in|arrive|reach you] [today|this week|lately|from the coast|]?
[When|If] I need {many}, [can I come to you|are you the one to ask|do you sell that|is this the place]?
[Do you deal in|Do you trade in|Are you in the business of|Do you handle|Do you supply] {many}?
Is {a} [part of your range|in your stock|among your wares|on your list|on your shelves]?
[*looks around*|*searches the shelves*|*leans on the counter*|*glances about*] [Do you have|Have you got|Is there|You got] [{a}|any {many}]?
[Quick question|One question|Small question|Just asking|Before I look elsewhere]: [do you have|do you sell|is there|have you got] {a}?
[Yes or no|A simple question|Don't waste my time|Straight answer], [do you have|have you got|do you sell] {a}?
[Surely|Certainly|Of course|No doubt] [you have|you sell|you keep|a shop like this has|you must have] {a}, [don't you|right|no]?
[It's|It is|That's] [silly|strange|an odd wish|a long shot|a lot to ask], but [do you have|would you have|do you sell|is there] {a}?
[Don't laugh|Don't mock me|You may think me strange|Forgive the odd question], [do you sell|have you got|do you have] {a}?
[I've a friend|I know someone|My neighbour|A lady I know] who [collects|needs|loves|wants] {many}. [Do you have any|Do you sell that|Is there some here]?
[Can|Could|May] [one|a person|somebody|a traveller] [get|buy|find|purchase|acquire] {a} [here|in this place|in your house]?
What are [the chances|the odds|my chances|my hopes] of [finding|getting|buying] {a} [here|]?
[Dare I|May I|Can I] [hope for|ask for|expect to find|hope to find] {a} [here|among your goods|in your shop]?
[In the market for|On the hunt for|In dire need of|In want of|On a quest for] {a}. [Do you carry it|Got that|You sell that|Any here]?
[Help|Help me|Save me|Please help], I [lost|broke|misplaced|forgot] my {x}. [Do you sell another|Do you have a new one|Do you sell that|Got any]?
[My old|My last] {x} [is gone|is no more|fell in the river|was stolen]. [Do you sell {many}|Do you have {a}|Have you got {a} here]?
[Tell me|Let me know|Say] [if|whether] [you have|you sell|you keep|there is|you've got] {a} [here|in stock|or not|]
[I need to know|I want to know|I must know|I ask myself|My question is] [if|whether] [you have|you sell|you carry|there is] {a} [here|for sale|]
[Your shelves|Your shop|Your store|Your stock|Your cart]: [any {many}|is there {a}|does it hold {a}]?
[Do you perhaps|Do you maybe|Do you possibly|Would you perhaps] [have|sell|keep|own|hide] {a} [somewhere|under the counter|in the back|for me|]?
[Under the counter|In the back room|In the cellar|In some corner|In a drawer], [have you got|do you keep|is there] {a}?
[Please|I beg you|Oh please], [tell me there is|tell me you sell|say there is] {a} [here|in your shop|to be bought]
[Any other shop would|A good shop would|My old {role} would|A real {role} would] have {a}. [Do you|Would you|Have you]?
[What about|How about|How is it with|How do things stand with] {many}, do you [sell|have|keep|stock] [those|that|any]?
[So you|You there|You], [sell any|have any|keep any|got any] {many}?
[I was hoping|I hoped|I'd hoped|My hope was] [to find|you would have|you sell|to get] {a} here. [Do you|Is there any|Any luck|Have you]?
[Anything|Something] like {a} [here|in stock|for sale|to be had|on your shelves]?
[Is it|Would it be] [too much to hope|foolish to ask|too late to ask] for {a} [here|at this shop|]?
[The recipe|The wizard|My plan|The list|My errand] calls for {a}. [Do you have it|Do you sell that|Have you any|Is that here]?
[I'm|I am] [missing|lacking|short of|still without] {a}. [Would you sell that|Is that here|Do you keep that|Do you stock it]?
[I'm|I am] told {a_role} [always has|would have|ought to have|might have] {a}. [Do you|Have you|Is it so]?
[Stock|Supply] question: [any {many}|is there {a}|do you have {a}|got {a}]?
[Will|When will] you have {many} [again|in store]? [Or do you have some now|Or is there some now|Is there any now]?
[I'd be interested in|I was thinking of|I have a wish for|I'm curious about] {a}, [if you have it|if you have any|if you sell that|if there is any]
[{many}|{a}], [yes or no|is that among your wares|do you keep that|would that be here|by any chance]?
[Nice shop|Fine place|What a shop|Lovely place]. [Is there|Do you have|Would you sell|Have you got] {a} [here|too|as well|somewhere]?
[Before I buy anything|Price aside|Never mind the price], [is there {a} here|do you have {a}|have you got any {many}|do you sell {many}]?
[I'm not buying yet|I only ask|I only want to know|Not today, but]: [do you have|do you sell|is there|have you got] {a} [here|]?
[Would a search of your shelves|Would a look around] [turn up|bring up|reveal] {a}?
[Did you ever|Do you ever|Don't you ever] [sell|have|get in|stock] any {many}? [And now|Any now|Is there some today]?
[Of all things|Among other things|By any luck], [do you have|would you have|is there] {a} [here|]?
[I'd like|I want|I am looking|I was hoping|I'm hoping] to [purchase|buy|get|find|pick up] {a}, [do you have any|do you have one|do you sell any]?
[Are there|Would there be|Could there be] any {many} [in this shop|for me to buy|left here|on sale|to be found here]?
[Can you|Could you|Would you|Are you able to] sell me [any {many}|{a}], [or don't you have that|if you have that|assuming you have it]?
[Does your shop|Does this stall|Do your shelves|Does your stock] [carry|include|offer|hold|feature] [{a}|any {many}]?
[Have any|Stock any|Keep any|Carry any] {many} [here|these days|around|at all|by chance|]?
""")
    + ["[You don't|You do not] [happen to|by chance] [have|keep|sell|own] {a}, [do you|I suppose|I guess|right]?"],
    trade.CHEAPEST: lines("""
[Prithee|Pray|Pray tell], what [is thy cheapest ware|is the humblest price here|costs the fewest coins in thy shop|is thy lowest price]?
[whats|wats|what's] [ur|your|the] [cheapest|cheapest thing|cheapest item|lowest price] [u got|here|lol|]?
[cheapest|cheapest item|cheapest thing|lowest price] [pls|plz|u got|u have|here]?
[What|Which ware|Which item|Which of your things] [is easiest on|is kindest to|does the least harm to] [the purse|my purse|a thin purse]?
[What|Which ware|Which thing] [would leave me the most coins|would leave my purse the fullest|spares my purse the most|takes the fewest coins]?
[What|Which ware|Which item] [goes for|sells for|can be had for|is yours for] the [least|lowest price|smallest sum|fewest coins]?
[Which|What] [do you ask|do you charge|do you want] [the least|the fewest coins|the lowest price] for?
[For what|For which ware|For which thing] do you [ask|charge|want] [the least|the fewest coins|the smallest price]?
[What's|What is] the [smallest|lowest|least] [price|sum|amount] [in this shop|on your list|I could pay here], and [for what|for which ware]?
[What's|What is] the [bargain|best bargain|budget choice|thrifty choice|cheap option|cheapest option] [here|among your goods|in this shop]?
[What's|Which is] the [least dear|least costly|most affordable|least pricey|lowest priced] [thing|item|ware] [here|you sell|you have|of all]?
[Least costly|Most affordable|Least pricey|Lowest priced|Cheapest] [ware|thing|item|of all your goods], [please|what is it|which one|if you would]?
[I'm|I am] [a beggar|a poor student|only a child|a poor widow|an orphan|a humble monk]. [What's the cheapest|What costs the least|Which ware is cheapest]?
[I lost at dice|I was robbed|I gambled it all away|I drank my pay|The taxman was here]. [What's the cheapest thing|What is cheapest|What costs the least]?
[I have|I've] [only a few coins|a couple of coins|scarcely a coin] [left|to my name|]. [What's the cheapest|What costs the least|Your cheapest ware]?
[Payday is far|No pay till next month|The harvest was bad]. [What's your cheapest|What costs the least here|Which ware is the cheapest]?
[My wife|My husband|My master|My mother] says I must [save|be thrifty|not waste money]. [What's the cheapest|What costs the least|Which thing is cheapest]?
[Mum|Mother|Granny] says [to get the cheapest|I may only buy the cheapest|to ask for the cheapest thing]. [What is it|Which one is it|Which is that]?
[I'm|I am] [a miser|stingy|tight with money|thrifty|counting every coin]. [What's the cheapest|What costs least|What is your cheapest thing]?
[Call me stingy|Call me a miser|I may sound stingy|Don't judge me], but [what's the cheapest|which ware is the cheapest|what costs the least]?
[I just need|I only need|I just want|I only want] [something|something small|any old thing]. [What's the cheapest|What costs the least|Which is cheapest]?
[I need|I want|I'm looking for] a [gift|trinket|present|token|keepsake], [as cheap as possible|and it must be cheap]. [What's cheapest|What is the cheapest]?
[The cheaper the better|As cheap as can be|Cheap is good|Cheap is best], [so what's the cheapest|what is the cheapest you have|what costs the least]?
[Start|Let's start|Begin|Let us begin] [at the bottom|with the low end|from the cheap end]: [what's the cheapest|which ware costs least|what do you have]?
[Sort|Rank] [your goods|your wares|them] by price. [Which is the lowest|What comes first, the cheapest|Which is the cheapest]?
[Compare your prices|Look at all your prices|Think of all your prices]. [Which is the lowest|Which is the smallest|What costs the least]?
[Point me to|Direct me to|Lead me to|Name me|Show me] [what costs the least|your least expensive thing|the cheap end of your stock]
[Where is|Where's|Show me] [the bargain bin|the bargain corner|the cheap shelf|the cheap stuff]? [What's the cheapest there|What costs the least]?
[Of the lot|All in all|Out of everything|Of all that you sell|Of the whole stock], [what's cheapest|what comes cheapest|which one is the cheapest]?
[Between them all|From all your goods|Among all these], [which is the least expensive|which one costs least|which comes cheapest]?
[What comes|Which comes|What works out|What gets sold] [cheapest|the cheapest] [here|in your shop|with you|]?
[What|Which thing] could [even a beggar|even a child|the poorest man|a pauper|a mouse] [afford|pay for] [here|in your shop|]?
[If I had|Suppose I had|Say I had] [hardly any money|only a few coins|next to nothing], [what could I still buy|which ware costs least]?
[How little|What little sum] can I [spend|get away with|pay] [here|in this shop], and [for what|what do I get for it|on which ware]?
[What's|What is] the [least|smallest price] I can [get away with|pay here|part with] [for anything|for a ware|and still buy something]?
[I hate|I don't like|I'm no friend of] [spending|spending money|parting with coins]. [What is your cheapest thing|What costs the least|Which is cheapest]?
[Hic|Lishen|Hey you]... what'sh the [cheapesht|cheapest], eh?
[Arr|Ahoy|Aye], what [be the cheapest thing|be yer cheapest ware|costs the least] [aboard|in this shop|here]?
[Ey up|Hoy|Now then|Aye], what's [cheapest|yer cheapest|going cheapest] [in here|then|]?
[My friend|Please], what is [most cheap|the most cheap thing|the thing of smallest price] [here|you have|in shop]?
[*empties a thin purse*|*counts a few coins*|*shows two coins*] [What's the cheapest|What costs the least|Your cheapest thing, please]
[*sighs*|*blushes*|*coughs*|*whispers*] [What's the cheapest thing here|What costs the least|Which is your cheapest ware]?
[Soldier's pay|A farmhand's wage|A poor man's purse|A servant's pay] [won't buy much|doesn't go far|is small]. [What's the cheapest|What costs the least]?
[The army pays badly|My captain still owes me|The king pays poorly]. [What's your cheapest thing|What is the least expensive|What costs least]?
[My lord|My lady|The captain|The quartermaster] wants [the cheapest|the least costly] [ware|item|of your goods]. Which [is it|is that|would that be]?
[Nothing fancy|Nothing special|Nothing dear|No luxury], [just the cheapest|whatever costs least|whatever is cheapest]. [What is it|Which one]?
[Quality does not matter|I'm not picky|I don't mind what it is|It may be ugly]. [What's cheapest|Which costs least|What is the cheapest thing]?
[Don't offer me the dear stuff|Not the expensive things|Keep your treasures|Forget the fancy goods]. [What is the cheapest|What costs the least]?
[Which|What] [is not dear|is not expensive|won't ruin me] at all? [The very cheapest|Your cheapest thing|The thing that costs least], please
[Which|What] [won't ruin me|won't break my purse|won't make me poor]? [I mean the cheapest|What's the cheapest|The very cheapest thing]
[I bet|I suppose|I guess] [everything is dear here|your prices are high]. [What's the cheapest, then|What costs least|What is the lowest]?
[Everything|All this|It all] [looks|seems|sounds] [dear|expensive|costly]. [Which is the cheapest|What costs the least|What is cheapest]?
[One|Just one] [cheap|inexpensive|affordable] thing is [all I need|enough]. [Which is the cheapest|What's cheapest|What costs the least]?
[If price is all that matters|Going by price alone|By price alone|Judged by price], [which is lowest|what's the cheapest|what should a poor man buy]?
[What's the floor|What is the bottom|What is the lower end] of your prices, [and what do I get for it|and for which ware]?
[I collect|I only buy|I always buy] [bargains|the cheapest thing|whatever is cheapest]. [What is it here|Which one is it|What is it today]?
[Which|What] [single|one] ware [has the smallest price tag|is the biggest bargain|is cheapest of all|costs less than the others]?
[Is that too dear for me|Am I too poor for this shop|Can a poor man buy here]? [What's the cheapest|Which is the cheapest|What costs the least]?
[Which of them|Which ware|What] costs less than [all the rest|all the others|everything else]? [The cheapest, I mean|I want the cheapest|Which is it]
[What do you have|Have you something|Anything] for [a tiny purse|a small purse|the poor]? [Your cheapest|The cheapest thing|What costs least]?
[What do the poor|What do beggars|What do penniless folk] buy here? [The cheapest thing, I mean|What costs the least|Which ware is cheapest]?
[Tell|Inform|Enlighten] me: [which costs the fewest coins|what is lowest in price|what's the cheapest|which ware comes cheapest]?
[I won't haggle|No haggling|I don't want a discount|Keep your prices], [just name the cheapest|what's the cheapest thing|what costs the least]
[Not the best|Not the finest|Not the dearest], [the cheapest|the one with the lowest price|the least expensive]. [Which is it|What is it|What would that be]?
[What's|What is] your [lowest-priced|cheapest|least expensive|most affordable] [item|good|product|offer] [right now|at the moment|today|]?
[What would|Which item would|Which ware would|Which thing would] [cost me the least|cost me the fewest coins|be the cheapest to buy|be cheapest for me]?
[I'd like|I want|I'll need|I'm looking for] [the cheapest thing|your cheapest item|whatever is cheapest]. [What is it|Which one is that|What would it be]?
""")
    + ["[Lowest|Smallest|Least] [price|cost] [here|of all|in the shop], [what is it for|which ware|what do I get]?"],
    trade.DEAREST: lines("""
[Prithee|Pray|Pray tell], what [is thy dearest ware|is thy costliest treasure|costs the most coins in thy shop|is thy highest price]?
[whats|wats|what's] [ur|your|the] [most expensive|priciest|most expensive thing|priciest item|highest price] [u got|here|lol|]?
[most expensive|priciest|priciest item|highest price|most pricey thing] [pls|plz|u got|u have|here]?
[What|Which ware|Which item|Which of your things] [is hardest on|does the most harm to|tears the biggest hole in] [the purse|my purse|a purse]?
[What|Which ware|Which thing] [would empty my purse fastest|takes the most coins|would ruin me first|demands the most coins]?
[What|Which ware|Which item] [goes for|sells for|is sold for|can be had only for] the [most|highest price|biggest sum|most coins]?
[Which|What] [do you ask|do you charge|do you want] [the most|the most coins|the highest price] for?
[For what|For which ware|For which thing] do you [ask|charge|want] [the most|the most coins|the steepest price]?
[What's|What is] the [biggest|highest|steepest|largest] [price|sum|amount] [in this shop|on your list|I could pay here], and [for what|for which ware]?
[What's|What is] [worth the most|the most valuable|the most precious|the most costly|the luxury] [thing here|here|of all your goods|among your wares]?
[What's|Which is] the [most valuable|most precious|highest priced|steepest priced|dearest] [thing|item|ware|piece] [here|you sell|you have|of all]?
[Most valuable|Most costly|Priciest|Highest priced|Costliest] [ware|thing|item|of all your goods], [please|what is it|which one|if you would]?
[I'm|I am] [a rich merchant|a nobleman|a famous knight|made of money]. [What's the dearest|What costs the most|Which ware is the most expensive]?
[I won at dice|I found a treasure|My uncle left me gold|I got my pay|I sold my house]. [What's the most expensive thing|What is dearest|What costs the most]?
[I have|I've] [coins to burn|more coins than sense|a chest full of gold|gold enough]. [What's the dearest|What costs the most|Your most expensive ware]?
[Today was payday|I'm celebrating|It's my birthday|I'm getting married]. [What's your dearest thing|What costs the most here]?
[My wife|My husband|My bride|My lady] [deserves|expects|wants] only [the dearest|the most expensive|the costliest]. [What is it|Which of your wares is that]?
[I want to|I have to|I must] [impress a lady|impress the duke|show off|outdo my brother]. [What's the dearest|What costs the most|Which is priciest]?
[I don't haggle|I pay any price|Cost means nothing to me], [what's the dearest|which ware costs the most|what is the most expensive thing]?
[I need|I want] a [gift|present] for [a king|my bride|a queen], [the dearer the better|it can't be dear enough]. [What costs the most|What is the dearest]?
[The dearer the better|Spare no expense|Spare no cost|Damn the cost], [so what's the dearest|what is the most expensive you have|what costs the most]?
[Start|Let's start|Begin|Let us begin] [at the top|with the high end|from the dear end]: [what's the dearest|which ware costs most|which costs the most]?
[Sort|Rank] [your goods|your wares|them] by price. [Which is the highest|What comes last, the dearest|Which is the most expensive]?
[Compare your prices|Look at all your prices|Think of all your prices]. [Which is the highest|Which is the greatest|What costs the most]?
[Point me to|Direct me to|Lead me to|Name me|Show me] [the ware with the highest price|what costs the most|your most costly thing|the dear end of your stock]
[Where is|Where's|Show me] [the good stuff|the luxury shelf|the precious stuff|the treasure]? [What's the dearest there|What costs the most]?
[Of the lot|All in all|Out of everything|Of all that you sell|Of the whole stock], [what's dearest|what comes dearest|which one is priciest]?
[Between them all|From all your goods|Among all these], [which is the most expensive|which one costs most|which is the costliest]?
[What comes|Which comes|What works out|What gets sold] [dearest|the dearest|most expensive] [here|in your shop|with you|]?
[What|Which thing] could [only a duke|only a lord|only the king|only a banker] [afford|pay for] [here|in your shop|]? [The dearest|What costs the most]?
[If money didn't matter|If I had all the gold in the world|If I were a king], [what would cost me the most|which ware costs most]?
[How much|What sum] can I [spend|waste|lose] [here|in this shop] [at most|at the very most] on one thing, and [which one|on which ware]?
[What's|What is] the [most|highest price] I can [pay here|spend here|part with] [for one thing|for a ware|for a single thing], and for which?
[I love|I like|I enjoy] [spending|spending money|luxury|dear things]. [What is your dearest thing|What costs the most|Which is priciest]?
[Hic|Lishen|Hey you]... what'sh the mosht [expenshive|expensive] thing, eh?
[Arr|Ahoy|Aye], what [be the dearest thing|be yer costliest ware|costs the most] [aboard|in this shop|here]?
[Ey up|Hoy|Now then|Aye], what's [dearest|yer dearest|the priciest thing] [in here|then|]?
[My friend|Please], what is [most dear|the thing of biggest price|the most much costing thing] [here|you have|in shop]?
[*drops a heavy purse*|*jingles a full purse*|*shows a bag of gold*] [What's the dearest|What costs the most|Your most expensive thing, please]
[*grins*|*boasts*|*yawns*|*straightens a velvet coat*] [What's the most expensive thing here|What costs the most|Which is your dearest ware]?
[The king|The crown|The guild|My master] [pays|pays for it all|foots the bill], so [what's the dearest|what costs the most|what's the most expensive thing]?
[I'm spending my master's money|It's not my money|My father pays|The guild pays]. [What's your dearest thing|What is the most expensive|What costs most]?
[My lord|My lady|The duke|The baron] wants [the dearest|the most costly|the highest priced] [ware|item|of your goods]. Which [is it|is that|would that be]?
[Nothing cheap|No junk|No trinkets|No rubbish], [just the dearest|only the highest price|whatever costs most|whatever is dearest]. [What is it|Which one]?
[Don't offer me the cheap stuff|Not the cheap things|Keep your trinkets|Forget the cheap goods]. [What is the dearest|What costs the most]?
[Cheap things bore me|I don't buy cheap|Cheap is for peasants|I despise bargains]. [What's the dearest|Which costs most|What is the most expensive thing]?
[Which|What] [would ruin me|would make me poor|would break my purse] the fastest? [The dearest|The most expensive thing|What costs most]?
[I bet|I suppose|I guess] [you sell some dear things|some of this is dear]. [What's the dearest, then|What costs most|What is the highest price]?
[Everything|All this|It all] [looks|seems|sounds] [cheap|so cheap|like a bargain]. [Which is the dearest|What costs the most|What is most expensive]?
[If price is all that matters|Going by price alone|By price alone|Judged by price], [which is highest|what's the dearest|what should a rich man buy]?
[What's the ceiling|What is the top|What is the upper end] of your prices, [and what do I get for it|and for which ware]?
[I collect|I only buy|I always buy] [treasures|the dearest thing|whatever is dearest]. [What costs the most here|Which is the dearest]?
[Which|What] [single|one] ware [has the biggest price tag|is dearest of all|costs more than the others|costs a fortune]?
[Which of them|Which ware|What] costs more than [all the rest|all the others|everything else]? [The dearest, I mean|I want the dearest|Which is it]
[What do you have|Have you something|Anything] for [a fat purse|a bursting purse|the rich]? [Your dearest|The dearest thing|What costs most]?
[What do the rich|What do nobles|What do wealthy folk] buy here? [The dearest thing, I mean|What costs the most|Which ware is dearest]?
[Tell|Inform|Enlighten] me: [which costs the most coins|what is highest in price|what's the dearest|which ware comes dearest]?
[What's|What is|Which is] the [pride|jewel|crown jewel|treasure] of your [shop|stock], [price-wise|judged by the price|I mean the dearest]?
[What|Which ware] [costs an arm and a leg|costs the earth|makes the customers faint]? [Your dearest|The most expensive|The priciest]
[What would a thief|Which thing would a robber] [steal first|take first], [being worth the most coins|the dearest, I mean|if he wanted what costs most]?
[Only to dream|Just to dream a little|I only want to look], but [what's the most expensive thing|which ware is dearest|what costs the most]?
[Which ware|Which thing|What] [makes you|earns you|brings you] the [most coins|most money|biggest sum] [when you sell it|per piece|if I buy it]?
[Not the cheapest|Not the lowest price|No bargains], [the dearest|the most expensive]. [Which is it|What is it|What would that be]?
[Which|What] would [make my purse weep|cost me my inheritance|be worth a small castle]? [The dearest|What costs the most|Your most expensive thing]
[What's|What is] your [highest-priced|priciest|most expensive|most valuable] [item|good|product|offer] [right now|at the moment|today|]?
[What would|Which item would|Which ware would|Which thing would] [cost me the most|cost me the most coins|be the dearest to buy|set me back the most]?
[I'd like|I want|I'm looking for|Let me hear about] [the dearest thing|your priciest item]. [What is it|Which one is that|What would it be]?
""")
    + ["[Highest|Biggest|Steepest] [price|cost] [here|of all|in the shop], [what is it for|which ware|what do I get]?"],
    trade.COINS: lines("""
[Prithee|Pray|Pray tell], how [many coins have I|much coin doth my purse hold|heavy is my purse|many coins are left to me]?
[how much|how many|how many coins] [do i have|i got|have i got|gold do i have] [left|rn|now|lol|]?
[My balance|My funds|My savings|Purse|Purse check|Coin count|My account], please
[What's|What is] my [balance|wealth|budget|purse worth|coin count|total|current money]?
How [well off|rich|wealthy|poor|broke] am I [right now|at the moment|today|exactly|in coins]?
[How is|How's] my [purse|money|fortune|wealth|supply of coins] [doing|looking|holding up]?
[How heavy|How light|How fat|How thin|How empty] is my purse [now|these days|, in coins|]?
[What did|How much did] I [bring|bring along|take along|put] in [coins|my purse|money]?
[How much can I|How many coins can I|What sum can I] [afford to spend|lay out|put on the table|count out|pay at most] [right now|today|]?
[What have I|What do I have] [to spend|to my name|in coins|in the way of money|left to spend]?
Do I [still have|have|even have|really have] [any coins|any money|enough coins]? [How many|How much|How many coins are there]?
[Help me count|Count with me|Count for me|Let's count]: [how many coins do I have|how much is in my purse|what's in my purse]?
[You have sharp eyes|You're good with numbers|You can count|Your eyes are better]. [How many coins are in my purse|How much money do I have|Count my coins]
[I'm bad with numbers|Numbers confuse me|I never went to school|I'm too drunk to count]. [How many coins do I have|How much is in my purse|Count my money]
[Mum|Mother|Granny] gave me a purse. [How many coins are in it|How much money is that|How much do I have]?
[*opens purse*|*holds out a purse*|*peers into the purse*] [How much is there|How much do I have|How many coins are these|Count it for me]
[Hic|Lishen|Oh dear]... how [mush|much] money [have I got left|do I have|ish in my purse]?
[Arr|Ahoy|Aye], how [many coins have I|much gold be in me purse|much booty do I carry]?
[I think|I fear|I'm afraid|I hope] I [overspent|spent too much|was robbed|have enough]. [How many coins do I have|How much is left|What's in my purse]?
[A thief|A pickpocket|Someone] [bumped into me|was near my purse|may have robbed me]. [Is my money still there|How much is in my purse]?
[Give me|Tell me|I need|I want] [the number of my coins|a count of my coins|the sum in my purse|my coin total|the state of my funds]
[Weigh|Open|Inspect|Examine|Search|Go through] my purse and [tell me the sum|count the coins|say how much there is|name the sum]
[How many coins|How much money|What sum|What amount] [does my purse hold|do you see in my purse|am I carrying|is mine|jingles in my pocket|remains to me]?
[Is my purse|Are my pockets] [empty|full|still full|empty already]? [How much is in there|How many coins do I have|Count for me]
[After all I bought|After last night|After paying everyone], [how much do I have left|how many coins are left|what's left in my purse]?
[Remind me|Tell me again|I forget], [how many coins do I carry|how much money is mine|how much is in my purse]?
[Could you|Can you|Would you] [take stock of|add up|sum up|reckon up|tally] my [coins|money|purse] [for me|please|]?
[My friend|Please], [how much money I have|how many coins is in my purse|I have how much coins]?
[Sum total|All together|In all|All in all|Altogether], [how many coins do I have|how much money have I got|how much do I own]?
[Report|Tell me now|Quick]: [how many coins do I have|my coins, how many|what does my purse hold]?
[My lord wishes to know|The captain will ask|My wife will ask] how many coins I [have left|still have|carry]. [How many|Count them|Tell me]
[What's left|How much remains|How many remain] of [my coins|my money|my pay|my savings|my fortune]?
[Before I ask your prices|Never mind your prices|Not your coins, mine]: how [many coins do I have|much money have I got|much is in my purse]?
[Will my purse do|Can I go shopping|Can I afford anything]? [How many coins do I have|How much have I got|How much is in my purse]?
""")
    + ["[Do the sum|Do the sum for me|Do the counting|Do the math]: [how many coins do I have|how much is in my purse]?"],
}
