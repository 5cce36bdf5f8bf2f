"""Still more patterns of questions about news, ways, places and secrets."""

from ..split import lines
from . import lore

ADDED = {
    lore.ASK_RUMOUR: lines("""
[What|Which] [tidings|news] [bring you|hast thou|have you|are there] [from the town|of the realm|of late|from the road|, good {role}|]?
[Prithee|Pray], [what news|what tidings|hast thou heard aught|what do the people whisper|tell me the news]?
[u|you] [heard|hear|know] [any rumors|any rumours|anything juicy|the latest|some gossip|stuff lately]?
[any|got any] [rumors|gossip|juicy gossip|news|fresh news|intel] [lately|pls|around here|bro|today]?
[What's|What is] [the tea|the scoop|the latest rumour|the newest rumour|the gossip of the day|in the air|the word|the latest tale|brewing in town]?
[So|And], what [has happened|is happening|has the town been up to|do the neighbours say|is everyone whispering about|do the old women say]?
[Bring me up to date|Bring me up to speed|Fill me in|Let me in on the gossip|Keep me posted on the news|Fill me in on the news]
[You must|Surely you|I bet you|I'm sure you] [hear things|know all the gossip|hear every rumour] [. Tell me one|. What's new?|. Anything good?|here. Well?]
[You must|Surely you|I bet you|I'm sure you] [hear a lot|know the news] [. Tell me one|. What's new?|. Anything good?|here. Well?]
[Which|What] [rumour|story|tale|gossip] [makes the rounds|is going round|do they tell at the well|is on everyone's lips|have you picked up]?
Have you [picked up|overheard|caught|snatched up] [anything|something|any gossip|a rumour] [interesting|lately|in the street|from your customers|]?
[What did I miss|What have I missed|What happened while I was away|Anything new since I left|What's new since last week]?
[I'm|I am] [all ears|listening|curious|dying to know]: [what's the news|what do people say|what have you heard|any gossip]?
[I love|I live for|I collect|I'm fond of] [gossip|rumours|stories|a good rumour]. [Do you know one|Tell me some|What have you heard|Got any]?
[Is it|Has it been] [quiet|calm] [here|in town] [lately|these days], or [is there news|has something happened|do people talk|are there rumours]?
[Something|Anything] [odd|unusual|shady|mysterious|remarkable|exciting] [going on|happening|afoot|in these parts] [lately|these days|]?
Have [the guards|your customers|travellers|the merchants|your neighbours|the sailors] [told you anything new|talked about something]?
Have [the guards|your customers|travellers|the merchants|your neighbours|the sailors] [brought news|said anything interesting]?
[What|Have you heard what] [are they saying|do they say|is being said] [at the market|in the taverns|behind closed doors]?
[What|Have you heard what] [are they saying|do they say|is being said] [on the streets|at the well|in the town]?
[Whisper|Tell|Sell] me [a rumour|some news|a bit of gossip|what you've overheard|the town gossip|a fresh rumour|the news of the day]
[A coin|I'll give a coin|A drink|I'll buy you a drink] for [a rumour|some news|your gossip|what you have heard|a good story from the town]
[I report to|I was sent by] [the king|the captain|the guild]. [What goes on in this town|What's the news here|What do people talk about]?
What [should|must|may] [a stranger|a traveller|a newcomer|I] know about [the town right now|the latest events]?
[Heard|Overheard|Picked up|Caught] [any whispers|any talk|any stories|something good|any tales] [lately|on the street|at the market|]?
[Do|Don't] [people|folk] [talk|gossip|whisper] [here|in this town]? [What about|What do they say|About what]?
[Let me|I'd like to] [hear|know] [the gossip|the rumours|what the town talks about|the latest|what you've heard|what's going on]
[Share|Pass on|Let out|Let slip] [a rumour|some gossip|some news|what you heard|the latest] [with me|, will you|, please|]
[Do you know|Do you have|Would you share|Could you share] a [juicy|fresh|little|good|spicy] [rumour|piece of gossip|story about the neighbours|bit of news]?
[Any|Have you any] [word|news] [from the outside world|from the road|from the neighbours|from town|from the market|of the world]?
Did anything [interesting|worth hearing|worth telling|newsworthy|scandalous] happen [lately|since yesterday|around town]?
[Give us|Give me|Let's have] [the news|a rumour|the gossip|some town talk|your best rumour|the latest gossip] [then|, old gossip|, {name}|, {role}|]
[How about|What about|Fancy] [some gossip|a bit of gossip|a rumour or two|sharing the news]?
[People|Tongues|Folk] [wag|talk|whisper]. [What about|What do they say|What is it all about|What's the story]?
[News|Rumours|Gossip|Whispers], that's what [I'm after|I want|I came for|I need]. [Well|Got any|What have you heard]?
[Me|I] [new here|just come|no know town]. [What news|What people talk|What happen here]?
[You|People like you|A {role} like you] [see|hear|know] [all sorts|everything|everyone]. [What's the talk|What is going on|Any news|What have you heard]?
[My mum|My gran|My master|My aunt] [wants to know|asks|sent me to ask] [what's new|if there is any news|what people are saying|if you heard any gossip]
[Hic|Psst|Hey], [what's the gossip|heard any good rumours|what are they all whispering about|tell me a little rumour]
[What|So what] is [everybody|the whole town|everyone|the village|the street] [talking about|so excited about|whispering about|chatting about]?
[Do you|Would you] [happen to|perhaps|by chance] [know|have] [any rumours|some news|any gossip|the latest news]?
Are there [any rumours|rumours|whispers|any whispers|stories] [of anything|of something strange|in town|going around|you could share]?
[Bring me|Tell us|Entertain me with|Amuse me with|Bore me with] [the news|the town gossip|your rumours|what people say|the talk of the street]
[The latest|Your latest|The newest|The juiciest] [news|rumour|gossip|story], [please|quickly|if you have one|let me hear it]
[Speak|Talk]: [what goes on here|what is the news|what have you heard|what are the people muttering about]?
[Where|From whom] can I hear [rumours|some gossip|the news] [here|, if not from you|in this town]? [Do you know any|What have you heard|Tell me one]
[Knowledge|News|Information] is [power|worth gold]. [What have you heard|Any rumours|Tell me what people say]
[I want|I need|I'm after|I'm here for|I came for] [information|news|the latest news|a good rumour] [from the town|about the goings-on here|, nothing else|]
[I want|I need|I'm after|I'm here for|I came for] [rumours|gossip|whispers] [from the town|about the goings-on here|, nothing else|]
[What's|What is] [happening|up|going on|been going on|afoot|stirring|moving] [in this town|in town|in these parts|in the neighbourhood|out there|in the world]?
[How goes the world|What goes on behind the doors of this town] [these days|]? [Any news|What have you heard|Tell me]
[What goes on in the world|How goes the gossip] [these days|]? [Any news|What have you heard|Tell me]
Did [something|anything] happen [in town|around here|last night|this week] [that people talk about|that I should hear|worth a story]?
Have you heard [the news|the latest|the latest gossip|the talk]? [Tell me|What is it|What do they say]
[You|You there|Old {role}|{name}], [got wind of anything|caught any rumours|heard the latest|what's the word in town|know any fresh gossip]?
[By|For] [all the saints|the love of ale|heaven's sake], [is there no news at all|tell me what's going on in town|give me some gossip]
[Nothing|Nothing new|No news|No gossip|No rumours] [happening|at all|today|in town|around here]? [You must have heard something|Nothing at all]
[Nothing|Nothing new|No news|No gossip|No rumours] [happening|at all|today|in town|around here]? [Not even a rumour]
[I'm|I am] [a bard|a writer|a scribe|a storyteller] [and I need news|who collects rumours]. [What have you heard|Know any|Tell me]?
[I'm|I am] [a bard|a writer|a scribe|a storyteller] [looking for stories from the town]. [What have you heard|Know any|Tell me]?
[You'd|Would you] [tell me|let me know] if [there were any rumours|there was news|you had heard something], [right|wouldn't you|no]?
[A little|Some] bird told me you [know the news|hear everything|know all the rumours]. [Well|So what have you heard|Let me hear one]?
[Hey|Well], [what's cooking in town|what's shaking in town|what gives in this town|what's doing around here|what do the folks say]?
[Been|It's been] [ages|a long time|weeks] since I [heard any news|heard some gossip|was in town]. [What's new|Tell me|What happened]?
Are there [any wild rumours|scandals|any new scandals|dark rumours] [in town|around|these days|I should hear]?
Are there [any scandalous tales|any whispers|fresh rumours|wild stories] [in town|around|these days|I should hear]?
[Did anyone|Did somebody] do something [foolish|strange|worth gossip] [lately|in town]? [Tell me the gossip|Come, the gossip|]
[Let's|Let us] [have a gossip|trade gossip|gossip a little|exchange news]. [You first|What have you heard|What's new|Begin]
[Rumour mill|Town crier], [what's new|what have you got|go on]?
[Will|Can] you [fill me in|bring me up to date|let me in on the gossip|catch me up on the news|brief me on the situation in town]?
""")
    + ["[Scout|Captain|Sergeant] [{name}|], [what is the report|what news from the town|what have you heard]?"],
    lore.ASK_MORE: lines("""
[Go on|Carry on|Continue|More|Proceed|Do go on][, {name}|, {role}|, I beg you|, don't stop now|]
[Pray|Prithee], [go on|say more|tell on|continue|what more knowest thou|how camest thou to know this]?
[rly|omg|wow|lol|no way], [tell me more|is that true|go on|what else|who said that]?
[and|so] [what else|whats the rest|what happened next|who told u]?
[You have|You've got] [my attention|my ear|me curious]. [Go on|Tell me more|What else]
[What|And what] [became of it|came of that|came next|was next|followed|happened after that|happens now|will come of it]?
[When|When exactly|How long ago|Since when|Where|Where exactly] [did that happen|was that|was this|is that so|did this take place]?
[Who|Who else] [said so|says so|saw it|saw that|has seen it|knows about this|was there|told you]?
Did you [see it|see it yourself|hear it yourself|see it with your own eyes|see any of it]?
[Are you|Could you be] [certain|sure about that|making that up|joking|serious|pulling my leg|telling me the truth]?
[Is it|Is that|Is this] [certain|just a story|a joke|only gossip|a fact|known for sure|some kind of jest|the whole truth]?
[Can|Could|Would] you [tell me more|say more|explain that|be more precise|go into detail|elaborate|tell me the rest] [, please|about it|]?
[I want|I'd like|I need|I'd love] to [hear more|hear the rest|hear the whole story|know more|know everything about it|hear every detail|know who said that]
[Give|Tell] me [the details|all the details|the rest of it|the whole story|the full tale]
[Why|How|Why on earth|How in the world] [would that happen|could that happen|is that possible|did that come about|would anyone do that]?
[What|And what] do [you|others|people] [make|think] of [it|that]?
[That|It] [can't|cannot] be [true|all|the whole story|right]. [What else|Says who|Who told you that|Is it true]?
[That's|That was] [it|all|the whole story]? [Nothing more|What else|There must be more|Come on, more]
[There must be|There is surely|Isn't there|Surely there's] [more to it|more to that story|more you can tell]?
[Interesting|Fascinating|Curious|Intriguing|Remarkable|Strange], [tell me more|go on|do continue|and what else|say more about that|and then]
[Nonsense|Rubbish|You lie|I doubt it|Sounds made up]. [Who told you that|Is that really true|How do you know|Can you prove it]?
[How|From whom|By whom] [did you learn this|did you come to know that|were you told that|did you get that]?
[Your source|Your proof|Any proof|Any witness]? [Who told you that|How do you know|Who saw it|]
[I heard|I've heard] [that too|the same|it differently|something like that]. [What else do you know|Do you know more|Tell me more|Is it true]?
[My friend|My brother|My captain] [won't believe|must hear|will want to hear] [this|that]. [Tell me more|Any details|What else is known]?
[Don't|Do not] [leave me hanging|stop there|keep me waiting|make me beg]. [Go on|Tell me more|What else|The rest, please]
[Gods|By the gods|Heavens|Good grief|Blimey|Mercy]! [Is that true|And then|What else|Tell me more|Go on]?
[Hm|Hmm|Aha|Oh|Ooh], [and then what|tell me more|how do you know that|is that so|do go on|what else]?
[Me|I] [want hear more|not believe|like story]. [What more|You sure|Is true|Go on]?
What do you mean[ by that|, exactly|]? [Explain|Tell me more|Say more|Go on|]
[Which|What] [part|bit] of that is [true|certain|made up|really true]?
Does [the guard|the king|the mayor|everyone|anybody|the captain] [know about that|know about it|believe that|say the same]?
[Should I|Must I|Do I have to] [worry about that|be worried|believe that|take that seriously]? [Tell me more|What else do you know|]
[More|Details|Facts|Names], [please|I need more|{role}|I beg you|don't be shy]
[I don't|I do not] [get|quite follow|fully grasp] [it|the story|that tale]. [Tell me more|Explain it|Go into detail|What happened exactly]
[Spill|Out with|Let's hear|Let me hear] [the rest|the details|the rest of it|it all|everything]
[You|I think you|I bet you] [know more|know more than that|are holding something back|keep something back]. [Tell me|Speak|Come on|Go on]
[Such|That is] [news|quite a story|a wild story|some tale]! [Anything else|Tell me more|How does it end|Who told you|And is it true]?
[And|So] [what's the rest|that is all you know|how does the story end|how did it end|what's behind it|what is the truth in it]?
[Would you|Can you|Could you] [swear to it|swear on that|prove it|vouch for that|bet on it]?
[Do you|Do you really|Do you honestly] [believe that|believe it|think so|think it's true|trust that story]?
[True story|For real|Honestly|Seriously|You're serious|Is that a fact|Cross your heart]?
[Tell me|Say] [all you know|everything|all of it|more of this|exactly what happened|how you know|who told you|how it ended]
[I'd give|I'd pay|I'll pay|I'll give you] [a coin|good money|a drink] to [hear more of that|hear the rest|know more about it]
[That|This] [scares|worries|amuses|interests|surprises] me. [Tell me more|Go on|What else do you know|Is it really true]
[Oh, go on|Please go on|Keep talking|Talk on|Don't stop|Keep it coming|Elaborate|Expand on that|Do tell]
[Let's|Let us] [stay with|stay on|go back to|dig into] [that|that story|this rumour]. [What else do you know|Tell me more|Who told you]
Has [anyone|anybody] [checked|looked into it|seen it happen|proved it]? [Tell me more|What do you know|]
[Wait|Hold on|Stop|One moment], [who said that|is that true|what happened exactly|tell me more about that|how do you know all that|when was that]?
[Anything|Something] [more|else] [to it|about it|on that|to that story|you remember]?
[So|And] [nobody|no one] [knows|did anything|saw more|saw it]? [Tell me more|Go on|]
[What|Which] [further|other|more] [details|facts|things] [are known|do you know|have you heard] [about that|about it|]?
[Can|Could] it [be|really be] [true|that simple|a lie|just talk]? [What do you think|What else do you know|How do you know]
[Whoa|Easy|Slowly], [from the beginning|start at the start|one thing at a time]. [What happened exactly|Tell me more|Who told you]
[I can|I could] [hardly|barely|not quite] believe [it|my ears|that]. [Tell me more|Is it true|Go on|Really]
[Why have I|How come I have|How is it that I have] not heard of [that|this]? [Tell me more|What else is known]
[What a|Some] [story|tale|rumour]. [And then|And what else|Who started it|Where did you hear it|Does it go on]?
""")
    + ["[As sure as that|Beyond doubt|Without a doubt]? [How do you know|Who told you|Tell me more]"],
    lore.ASK_WAY: lines("""
[Whither|Where, pray,|Prithee, where] [lies|stands|is] {p}?
[Canst thou|Wouldst thou|Could you, kind soul,] [show me|tell me|point out] [the road|the way|the path] to {p}?
[where|wheres|where's|where is] {p} [at|pls|plz|located|exactly|again]?
[how|how do i|how 2] get to {p} [pls|from here|quickest|on foot|]?
[yo|hey|hi], [where's|which way is|how do i get to|i cant find] {p}
[I seek|I'm headed for|My destination is|I'm off to] {p} [. Which way?|. How do I get there?|. Is it this way?|. Where do I go?]
[I am bound for|My goal is|I travel to] {p} [. Which way?|. How do I get there?|. Is it this way?|. Where do I go?]
[Take|Bring|Guide|Walk|Lead] me to {p} [, please|. Or just tell me the way|, or tell me where it is|. Which way is it?]
[Is this|Would this be|Am I on] the [right|correct|best|only] [way|road|path|street] to {p}?
[Am I|Are we] [near|close to|far from|anywhere near|going the right way for|getting closer to] {p}?
[How far|How many steps|How long a walk|How many streets|What distance] [is it|would it be] [from here|] to {p}?
[How long|How much time] [does it take|do I need|will it take me] to [get to|reach|walk to] {p}?
[Do I|Must I|Should I] [go|turn|walk|head] [left|right|north|south|straight on|uphill|over the bridge] [to get to|to reach|for] {p}?
Is {p} [on this side of town|on this road|in this part of town|within walking distance|this way|behind here|up or down this road]?
In which [part|corner|end|quarter] of [town|the town] [is|lies|do I find|would I find] {p}?
On [which|what] [street|road|square|corner] [is|stands] {p}?
[I've|I have] [never been|not yet been] [to|at] {p} [. Where is it?|. How do I get there?|and don't know the way]
[I've|I have] [been looking for|walked in circles looking for] {p} [. Where is it?|. Do you know the way?|and I still can't find it]
[I've|I have] [searched everywhere for|asked three people about] {p} [. Where is it?|. Do you know the way?|and I still can't find it]
[I have|I've got|I carry|There's] [a letter|a parcel|a delivery|a message] for {p} [. Where is it?|. Where do I take it?|. Which way?|. How do I get there?]
[I'm|I am] [meant|supposed|expected|told|ordered] to [be at|go to|report to|find|wait at] {p} [. Where is it?|. Which way is that?|. How do I get there?]
[My|Our] [mother|uncle|sister|captain|master|horse] is at {p} [. How do I get there?|. Where is that?|. Which way do I go?]
[I was|We were] [on the way|headed|travelling] to {p} [but got lost|and lost the road|when the fog came]. [Where is it|Which way|Can you help]?
[I|I must have] [missed|walked past|overlooked] {p} [. Where is it?|. Which way back?|. Can you tell me where it is?]
[Which|What] [turn|corner|gate|bridge|lane|alley|turning] [do I take|leads|brings me] to {p}?
[Could|Can|Would|Might] [you|somebody|someone] [direct me|give me directions|guide me|help me find my way|set me on the road|steer me] to {p}?
[Would|Might|Could] you [happen to|by chance|perhaps] [know the way to {p}|know where {p} is|know how to find {p}]?
[Any|Have you any|You got any] [idea|clue|notion] [where to find|where I might find|how one gets to|how to reach|where they put] {p}?
[Excuse|Pardon|Forgive] me, [I'm looking for|where might I find|which road goes to|can you direct me to] {p}
[Tell|Show|Teach] [me|us] [how to find|how to reach|where to look for|where to find|which way leads to] {p}
[Describe|Explain|Draw me|Sketch|Write down] [the way|the route|the path|the road] to {p} [, please|for me|]
[What|Which] is the [fastest|safest|shortest|easiest|nicest|right] [way|road|route] [to|towards] {p}?
[Where|Where exactly|Where in this town|Where in the world|Where on earth|Where the devil] [is|might be|do they hide|did they put|did they build] {p}?
[Where|In which place] [have they put|did they build|does one find|do people find|might a stranger find|would one look for] {p}?
[Which|What] [direction|way] [is|should I walk for|do I head for|must I ride for|do I turn for] {p}?
{p} - [which way|where is it|do you know where that is|how do I get there|left or right]?
{p}! [Where is it|Which way|Quick, where|How do I get there|Speak, where is it]?
{p}, [please, where is it|is it far|is it close|is that near here|do you know where that is|any idea where]?
[To|For] {p}, [which way|which road|do I go left or right|how must I walk|is it far]?
[Me|I] [look for|search|want go|must go] {p} [. Where is?|. You know way?|. Which road?|. You show?]
[My friend and I|My sister and I|The two of us|My children and I] [want to|need to|would like to] [go to|see|visit|get to] {p} [. Where is it?|. Which way?]
[My friend and I|My sister and I|The two of us|My children and I] [want to|need to|would like to] [go to|see|visit|get to] {p} [. How do we get there?]
[My master|My lady|The captain|The lord] [sent me|sends me] to {p} [. Where do I find it?|, but I do not know the way|. Which way do I take?]
[Soldier|Citizen|Peasant|You there|Fellow|Good people|My child|Old one], [where is|which way to|show me the way to|how do I reach] {p}?
[Speak|Answer|Quickly now|Be quick|Out with it], [where is|which way to|how do we get to] {p}?
[Does|Do] [this road|this street|that path|the alley outside|the left road|this lane] [lead|go|take me] to {p}?
[If I wanted|If one wanted|Suppose I wanted|Say I wanted] to [visit|see|get to|go to|find] {p}, [where would I go|where is it]?
[If I wanted|If one wanted|Suppose I wanted|Say I wanted] to [visit|see|get to|go to|find] {p}, [which way would I take|how would I go]?
[If I|When I|Once I] [leave|go out of|step out of] [here|this house|your door], [how do I get to|which way is|where is] {p}?
[From|Starting from] [here|this place|your door|the square], [where is|how do I reach|which way is|how far is] {p}?
[Lost|I'm lost|Totally lost|I'm turned around|I've lost the path] [again|]. [Where's|Which way to|How do I get to|I need to find] {p}
[I don't|I do not] know [where to find|how to find|how to get to|how to reach] {p} [. Can you help me?|. Do you?|]
[I can't|I cannot|We can't|I don't seem to] [seem to find|find|see|spot] {p} [on my map|. Where should I look?|. Is it near?|. Which way is it?]
[Every town|This town|A town like this|Any good town] has [its own ways|too many streets]. [Where is|How do I find|Which way to] {p}?
[I hope|I believe|I think] {p} is [near|not far|around here|nearby]. [Where is it|Which way|Where exactly]?
[Someone|Somebody|An old man|A child] [said|told me|claims] {p} is [near|nearby|not far]. [Where exactly|Which way is it|Can you show me]?
[Have you|Did you] [ever been to|been to|ever seen|ever visited] {p}? [Where is it|How do I get there|Which way is it]
[You know|You surely know|You must know] {p}, [right|don't you]? [Where is it|How do I get there|Which way]
[Is there|Would there be] a [sign|path|road|street|shortcut|quick way|safe road] [to|that leads to] {p}?
[Before|Until|By] [nightfall|dark|sunset] I [must|have to|want to] [be at|reach|find] {p} [. Where is it?|. Which way?|. How do I get there?]
[The location of|The way towards|The quickest way to|Where to find|How to get to] {p}, [do you know it|please, if you know it|can you tell me]?
[Can|Could|May] I [ask you the way to|ask where to find|ask how to get to|trouble you for the way to] {p}?
[It's|It is] my first [day|time] [here|in this town]. [How do I get to|Where is|How does one find] {p}?
[Hic|Burp], [where have they put|where did I leave|which way is|how do I stagger to] {p}?
[I'd|I would] [like|love] to [see|visit|pray at|look at|have a look at] {p} [. Where is it?|. Which way?|. Is it far?|. How do I get there?]
[My feet|My boots|My old legs] [hurt|are tired]. [Is {p} far|How far is it to {p}|How far to {p}|Is it a long walk to {p}]?
[Help me|Please help me|Do help me|Help a stranger] [find|get to|reach|look for] {p}
[Navigate|Route|Directions|Location|Map]: {p}
""")
    + ["[I must find|I want to see|I need to find|I'm after] {p}, [which way|where is it|how do I get there]?"],
    lore.ASK_SECRET: lines("""
[What|Which] [secret|truth|story] [lies behind|is there behind|surrounds|hides behind] {s}?
[Prithee|Pray], [what knowest thou of|speak to me of|tell me of|what is known about] {s}
[wat|what] [do u|u] know [about|bout] {s}?
[tell me|spill|gimme the dirt|talk] about {s} [pls|now|bro|or else]
[Confess|Admit it|Speak up|Answer me|Be honest]: [what do you know about|what is it with|what's the truth about] {s}?
[Why|Why are you|Why must you be] so [silent|secretive|quiet|nervous] [about|when it comes to] {s}?
[Why|How come] [do people whisper|is everyone so quiet|does nobody speak|do you fall silent|all this secrecy] about {s}?
[You are|You're] [hiding|keeping back|concealing] [something|the truth|a secret] about {s} [. Tell me|, aren't you?|. Out with it|]
[I know|I am sure|I'm certain|Everybody knows] you [know|can tell me|could say] [something|more|a lot|everything] about {s}
[Don't|Do not] [lie|play dumb|pretend] [to me|here|]. [What about|What do you know of|Tell me about] {s}
[Let's|Let us|Can we|Could we] [come|go|get] [back to|to the matter of|to the subject of] {s} [. What do you know?|. Tell me|]
[The matter|The affair|The business|The subject] of {s} [interests me|brings me here|keeps me awake|is why I came]. [Tell me|What do you know|Speak]
[I've|I have] [always wondered|been wondering|thought a lot] about {s} [. Tell me more|. What do you know?|. Can you help me?|]
[I am|I'm] [investigating|trying to find out about|asking everybody about] {s} [. What can you say?|. What do you know?|]
[I am|I'm] [curious about|writing a book about|here because of] {s} [. What can you say?|. What do you know?|]
[My|My own] [captain|master|lord|order|guild] [wants|needs] to know about {s} [. Speak|. What do you know?|. What shall I tell him?|]
[What|How much] [would it cost|must I pay|do you want] [for you to talk|to make you talk|to loosen your tongue] about {s}?
[Here's|Take|I have|There's] [a coin|ten coins|gold|some silver] [for you if you tell me about|for all you know about|if you talk about] {s}
[Say|Tell me|Give me] [one word|just one thing|a little something|a hint|something] about {s} [, please|, I beg you|]
[I beg you|Please|For my sake|As a friend|I implore you|By the gods], [tell me about|tell me something about|say what you know about|speak of] {s}
[Whisper it to me|Tell me|Explain to me]: {s}, [what is behind that|what do you know|what's the story]?
{s}. [Any thoughts|What do you know about that|Explain|Tell me about that|Does that ring a bell|Well]?
{s}: [what do you know|what can you tell me|what is the story|talk|what happened there|tell me]
[About|Concerning|Regarding|As for|On the matter of] {s}, [what do you know|tell me something|what can you say|I have a question]
[One question|A single question|My last question|Just one question] about {s}[, please|. May I?|. What do you know?|]
[Can|May|Could|Might] I [ask|ask you something|ask a question|trouble you with a question|hear something|learn something] about {s}?
[Would|Could|Can] you [share|reveal|disclose|let slip|tell us] [something|what you know|anything|the truth] about {s}?
[Is there|Isn't there] [something|anything|a story|a secret] [you can tell me|you know|you'd share|to be told] about {s}?
[Do|Would] you [ever|sometimes|still] [talk|speak|think|dream|hear] [about|of] {s}?
[How much|What exactly|What else|What more] do you know about {s}?
[What|Well, what] [is|was] [the story|the thing|the truth|the deal|the matter] [with|about] {s}?
[What|So what] [do the people say|do they say|does the town say|do your friends say|is said] about {s}?
[Who|Who else|Who here] [knows|would know] [about|more about|the truth about] {s}? [Do you|Do you know something|Tell me]
[I won't|I will not|I'm not going to] [leave|rest|go] [until|before] [you tell me|I know|I hear the truth] about {s}
[I heard|I've heard|There are|People tell] [strange|odd|dark|wild|ugly] [tales|stories|rumours] about {s} [. Are they true?|. Tell me more]
[I heard|I've heard|There are|People tell] [strange|odd|dark|wild|ugly] [tales|stories|rumours] about {s} [. What do you know?]
[The guard|The priest|The old woman|My friend] [mentioned|spoke of|warned me of|told me of] {s} [. What is it about?|. What do you know?|. Tell me]
Your [neighbour|friend|cousin|brother] [says|claims] you know [all about|the truth about|something about] {s}
[Me|I] [want know|ask|like hear] about {s} [. You tell?|. You know?|. Speak please|]
[Nobody|No one] is listening[, so tell me about| now. Tell me about|, what do you know about] {s}
[I swear|I promise], [I won't tell|it stays between us|my lips are sealed]. [Tell me about|What do you know about] {s}
[Trust|You can trust] me[, tell me about|, what do you know about|, I only want to hear about] {s}
[Another thing|One more thing|Another question|Something else|Next subject|New topic]: {s} [. What do you know?|. Tell me|. What about it?]
[Have you|Did you ever] [nothing|anything|something] [to say|to tell me|worth telling] about {s}?
[Does|Did] [the talk|the story|all that talk|the tale] about {s} [have any truth to it|worry you|come from you]?
[Knowledge|The truth|Information|A hint|Word|News] about {s} [is what I need|is worth a lot to me|is what I'm after|would help me greatly]
[Surely|Certainly] [someone like you|a {role}|you of all people] [knows|must know|can tell me] [something|everything|a thing or two] about {s}
[I'm|I am] [a friend|no spy|on your side], [you can tell me about|so tell me about|so what about] {s}
[In the name of the law|By order of the king|As your captain|As your lord], [I ask you about|tell me about|what do you know of] {s}
[Remember|Do you remember|You remember] {s}? [Tell me about it|What do you know|What was that about]
[I need|We need|They need] [the facts|the truth|all you know|a straight answer|every detail] [about|on] {s}
[Enlighten|Inform|Tell|Teach] [me|us] [on|about|on the subject of] {s}
[Hic|Psst|Hey], [what's the story with|what about|tell me a bit about|what do you know of] {s}
[You|{name}|Good {role}|Old friend], [what do you know of|what's the matter with|I must ask you about|tell me the truth about] {s}
[It's|It is] [time|important|urgent|high time] [that we talk|to talk|that you tell me|you told me] about {s}
What would you [say|answer] if I asked you about {s}?
[Just|Only] [a few words|a word|one sentence] [on|about] {s} [, that's all I ask|, please|and I'll go|]
[Let|Come, let] me [hear|know] [what you know about|the truth about|your side of the story about|all about] {s}
[Quit|Stop] [dodging|hiding|being coy] [and|. Just] tell me about {s}
[Can't|Won't|Will] you [at least|just|please] [tell me a little|say a word|drop a hint|give me a clue] about {s}?
[What|What do you think] [really happened|went on|is going on|was going on] [with|there, I mean with] {s}?
[If|When] I say [the words|] "{s}", what [do you say|comes to mind|do you think of|do you know]?
""")
    + ["[Old songs|Old tales|The bards|Travellers] [speak|tell|sing] of {s} [. What do you know?|. Tell me about it|. Is there truth in it?]"],
    lore.ASK_TOPIC: lines("""
[What|Which] [truth|story] [lies behind|is there behind|hides behind] {s}?
[Prithee|Pray], [what knowest thou of|hast thou heard of|tell me of|what is known about] {s}
[wat|what] [can u say|do ppl say] [about|bout] {s}?
[u|you] [ever hear|know anything|heard] about {s}?
[tell me|info|any info|talk] about {s} [pls|plz|bro|]
[I've|I have] [always wondered|been wondering|heard a lot] about {s} [. Tell me more|. What do you know?|. Can you help me?|]
[I am|I'm] [investigating|trying to find out about|asking everybody about] {s} [. What can you say?|. What do you know?|]
[I am|I'm] [curious about|writing a book about|here because of] {s} [. What can you say?|. What do you know?|]
[My|Our] [captain|master|lord|teacher|guild] [wants|needs] to know about {s} [. What do you know?|. Can you help?|]
[Can|May|Could|Might] I [ask|ask you something|ask a question|trouble you with a question|learn something] about {s}?
[Would|Could|Can] you [share|tell us|let me know] [something|what you know|anything] about {s}?
[Is there|Isn't there] [something|anything|a story|a tale] [you can tell me|you know|to be told] about {s}?
[How much|What exactly|What else|What more] do you know about {s}?
[What|So what] [do the people say|do they say here|does the town say|is said] about {s}?
[Who|Who here|Who in town] [knows|would know] [about|more about|the truth about] {s}? [Do you|You, perhaps|Can you help]?
[About|Concerning|Regarding|As for|On the matter of] {s}, [what do you know|can you tell me something|what can you say|I have a question]
{s}: [what do you know|what can you tell me|ever heard of that|does that mean anything to you|what is the story]?
{s}? [Ever heard of that|What do you know about that|Does that ring a bell|Does it tell you anything|What is that about]
{s}. [Do you know about that|Have you heard about that|What do you know|Does that sound familiar]?
[I heard|I've heard|There are|People tell] [strange|odd|dark|wild|ugly] [tales|stories|rumours] about {s} [. Are they true?|. Have you heard them?]
[I heard|I've heard|There are|People tell] [strange|odd|dark|wild|ugly] [tales|stories|rumours] about {s} [. What do you know?]
[The guard|The priest|An old woman|A sailor|My friend] [mentioned|spoke of|warned me of|told me of] {s} [. What is that about?|. Do you know more?]
[The guard|The priest|An old woman|A sailor|My friend] [mentioned|spoke of|warned me of|told me of] {s} [. What do you know?]
Have you [ever|perhaps|by chance] [heard anything of|heard talk of|heard speak of|come across talk of] {s}?
[Have you|Do you have|Got] any [knowledge|idea|information|news|stories] about {s}?
[Someone like you|A {role}|A {role} like you|You of all people] [must know|should know|will have heard] [something|a thing or two] about {s}
[The truth about|The story of|News of] {s} [is what I'm after|is what I seek|would help me]. [Do you know it|Can you help|Any idea]?
[Everything about|Knowledge of] {s} [is what I'm after|is what I seek|would help me]. [Do you know it|Can you help|Any idea]?
[One more thing|Another thing|Another question|Something else]: {s} [. What do you know?|. Do you know about that?|. Any idea?]
[Me|I] [want know|ask|like hear] about {s} [. You know?|. You heard?|. You tell?]
[What's|What is] [all the talk|the story|the legend|all this I hear|the deal|the matter] [about|with] {s}?
[Enlighten|Inform|Tell|Teach] [me|us] [on|about|on the subject of] {s}
[Is|Was] there [ever|] any [talk|word|news] [here|in this town|] [of|about] {s}?
Does [your family|anyone here|anybody in this town|one of you] [remember|talk about|know of|know about|speak of] {s}?
What [comes to mind|do you think|can you say] when [you hear of|I speak of|people talk of] {s}?
[In my village|Where I come from|Back home|At court] they [talk|speak|sing|whisper] of {s} [. Do you know about it?|. What do you know?|. Have you heard too?]
[A bard|A song|An old letter|A map|My grandmother] [told me|speaks|spoke|tells] of {s} [. What is it about?|. Do you know more?|. What have you heard?]
[Nobody|No one|Not a soul] [could tell me|would tell me|knows] anything about {s} [. Can you?|. Do you?|. Maybe you?]
[I need|We need|They want] [the facts|the truth|a hint|every detail] [about|on] {s} [. Can you help?|. What do you know?|]
[Would|Might|Could] you [happen to|perhaps|by any chance] know [something|anything|more] about {s}?
[What|And what] about {s}? [Any idea|Do you know anything|Ever heard of it|Heard something]
[Explain|Explain to me|Tell me|Describe] [what people say about|the story of|all you know about|what is known of] {s}
[Am I|Would I be] [wrong|right] [to think|to believe] you know [something|a bit|more] about {s}?
[Any|You have any|Got any] [clue|idea|word|wisdom] [about|on] {s}?
[Let me|I'd like to] [hear|know] [what you know about|your thoughts about|all about|whatever you know about] {s}
[Everyone here|Everybody|Half the road|Everyone I met] [talks|asks|wonders] about {s} [. What do you know?|. Have you heard of it?|. And you?]
[Speak|Talk|Say something] [of|about] {s} [, if you know anything|, please|. I'm curious|. I'm listening]
[You|{name}|Good {role}|Old friend], [what do you know of|have you heard about|I must ask you about|does anything come to mind about] {s}
[By order of the king|In the name of the law|As your captain], [I ask you about|tell me about|what do you know of] {s}
""")
    + ["[Old songs|Old tales|The bards|Travellers] [speak|tell|sing] of {s} [. What do you know?|. Have you heard of it?|. Tell me about it]"],
    lore.ASK_PLACE: lines("""
[Where am I|Where are we|What is this place|What's this place called], [pray|please|good {role}|{name}|if I may ask|in heaven's name]?
[Prithee|Pray], [what house is this|what is this place|where am I|where have my feet brought me|how is this place called]?
[where is|wheres|where's] [here|this place|this house|this spot] [pls|lol|even|]?
[My map|This map|The old map] [shows nothing|is wrong|ends] here. [Where am I|What place is this|What is this place called]?
[I just woke up|I came in out of the rain|I followed the noise|I just walked in|The door was open]. [Where am I|What is this place|What house is this]?
[Forgive me|Excuse me|Sorry|Pardon me|Say], [what is this place|where am I|what do you call this place|which house have I entered|where did I end up]?
[What|Which] [building|house|establishment|sort of place|place] [is this|am I in|have I come to|are we in|did I walk into] [here|now|exactly|]?
[What|Which] name [does this place have|does this house bear|is above the door|does this place go by|do people give this place]?
[What|How] [do|did] [people|they|the locals|you folk] [call|name] [this house|this place|the place we are in|this spot]?
[How|By what name] is this [place|house|spot] [called|known|named] [here|in town|]?
[Which|What] [place|house] [do I stand in|am I standing in|do we stand in|is this supposed to be|would this be]?
[I've|I have] [no idea|not the faintest idea|forgotten|no clue] where I am[. What is this place?|. Can you tell me?|. Tell me|. Where is this?]
[I don't|I do not] [know|recognise|remember] [this place|this house|this spot]. [Where am I|What is it called|What is this place]?
Tell me [where I am|where we are|what this place is|what this place is called|the name of this place|the name of this house] [, please|again|]
[Do|Would|Could] you [know|tell me|happen to know] [where I am|where we are|what this place is called|which house this is|what they call this place]?
[Has this place|Has this house|Has this spot] [got a name|a name]? [What is it|Which one|]
[So|And|Well], [where exactly am I|what is this place then|where have I landed|what place have I stumbled into|this place is called what]?
[Hic|Ow, my head|Oh dear|Good grief], [where am I|what is this place|where did I end up|how is this place called]?
[Me|I] [not know|no know] [place|where I am|this house]. [Where is this|What place|How you call it]?
[It's|It is] [dark|foggy|raining hard] [and I lost my way|outside and I am lost]. [Where am I|What place is this|Where have I come to]?
[Am I|Are we] [still in town|in the right house|where I think I am], or [where am I|what is this place]?
[Welcome to what place|I am here, but where is here|And here is where]?
[I was blindfolded|They dropped me here|The cart left me here|I was told to wait here]. [Where am I|What is this place|Which place is this]?
[I'll write|I'm writing|I want to write] [home|a letter|to my mother]. [What is this place called|Where shall I say I am|What's the name of this place]?
[A lovely|A strange|An odd|A fine|A cosy|A curious] [place|house|corner]. [What is it called|What's its name|What do people call it|Where am I here]?
[Soldier|Citizen|Peasant|Boy|Good woman|My good man], [what place is this|where are we|name this place|which house is this]?
[What|Where] is [here|this]? [I'm lost|I don't know this place|I mean this place|I have lost my way]
[Name|Give me the name of|Tell me the name of] this [place|house|spot|establishment]
[Can you tell me|Could you say|May I ask|Can I ask] what this place is [called|] [, please|]?
[I think|It seems|I fear] I [took a wrong turn|got lost|came the wrong way|walked too far]. [Where am I|What is this place|Where have I come to]?
""")
    + ["[This is|Here we have] [a nice spot|quite a place|some house]. [Where am I|What's it called|What do you call it]?"],
}
