"""Still more patterns of greetings, small talk, praise and quarrels."""

from ..split import lines
from . import social

ADDED = {
    social.GREETING: lines("""
[Hail|Hail and well met|Good morrow|Good den] [to thee|, good {role}|, {name}|, stranger|, traveller|, good people|]
[Well met|God save you|Good even|Good eventide] [to thee|, good {role}|, {name}|, stranger|, traveller|, good people|]
[hi|hey|hello|hiya|heya|yo|sup|hallo|hullo|heyo|ello] [{name}|{role}|all|bro|mate|dude|u|there|again|]
[Bonjour|Hola|Ciao|Salute|Aloha|Guten Tag|Namaste|Shalom|Servus|Moin][, {name}|, {role}|, my friend|]
[Peace|Peace and health|Health|Joy|Good fortune|Fair winds] [be with you|to you|to this house|upon this house|to all here][, {role}|]
[A|A very] [good morning|good day|good evening|fine morning|merry evening] [to you|to you all|to everyone here][, {name}|, {role}|, sir|]
[Knock knock|Hello, hello|Ding dong|Cuckoo|Coo-ee|Peekaboo][, it's me|, I'm here|, here I am|, anybody there|, good day]
[Look|See|Guess] who's [here|back|come to visit|here again]
[I'm|I am] [back|here|here again|home|back from the road][, {name}|, good day|, hello|, greetings to all|]
[Good|Nice|Lovely|Great|A pleasure] to [see you|see you again|be here|be back|meet you|see a friendly face][, {name}|, {role}|, my friend|]
[It's|It is] [me|only me|me again|your old friend|your favourite customer][, hello|, good day|, {name}|]
[Greetings|Salutations|Hello|Welcome|Hail], [fellow traveller|honoured {role}|noble {name}|dear friend|my good man|good woman|wise one|neighbour]
[Ages since|It's been long since|Weeks since|So long since] [I saw you|we met|we talked][, {name}|, old friend|, {role}|]
[I bid|I wish|We wish|I bring] you [a good day|good morning|good evening|welcome|a fine afternoon|greetings][, {name}|, {role}|]
May [the gods|the sun|fortune|the saints] [smile on you|bless you|shine on you|greet you][, {role}|, {name}|]
[Soldier|Sergeant|{role}|Citizen|Comrade], [good day|at ease|good morning|I salute you|greetings|my greetings]
[Hello|Hi|Hey], [is anyone here|anybody in|is someone there|are you open|can I come in]?
[Ahoy|Hoy|Oi|Ho|Halloo] [there|you|matey|in there|{role}|{name}]
[My respects|My regards|My compliments|Honour to you|I bow to you|Your servant][, {name}|, good {role}|, my lord|, my lady|]
[Top of the morning|Morning all|Evening all|Afternoon all|Day to you|Evening to you][, {name}|, friend|]
[How do you do|How do|How now|What ho|Wotcha|G'day|Good day there][, {name}|, {role}|, friend]
[Ah|Oh|Oho|Hey|Aha], [{name}|there you are|the {role} in person|a friendly face|the good {role}]! [Hello|Good day|Greetings|Good evening]
[Sorry I'm late|At last I'm here|Finally|Here we are]. [Hello|Good evening|Good day|Greetings], [{name}|everyone|{role}]
[I come in peace|Don't be alarmed|Don't mind me|Just coming in|I mean no harm]. [Hello|Good day|Greetings|Good evening]
[Hic|Burp|Heyyy|Hellooo|Hiii], [my friend|my best friend|{role}|{name}|everybody]
[Mister|Missus|Uncle|Auntie] {role}, [hello|good morning|good day|hi]
[Me|I] [say hello|greet you|say good day|wish good day] [, friend|, {role}|]
[With a wave|With a bow|With a smile|With a low bow]: [hello|good day|greetings|good morning]
[First of all|Before all else|Manners first], [hello|good day|good morning|a good evening to you|greetings]
[So|Well], [we meet|we meet again|here I am|hello again|good day again][, {name}|, old friend|, {role}|]
[The road|My horse|My nose|Fate] [brought me back|led me here|brings me to you]. [Hello|Good day|Greetings]
[Hello from|Greetings from|I bring greetings from] [the road|the north|far away|the other side of the hill|the capital|your cousin]
[Sun's up|What a morning|What an evening]. [Good morning|Good day|Good evening|Hello|Greetings], [{name}|{role}|friend]
""")
    + ["[Hello|Good day|Greetings], [beautiful|handsome|sunshine|you old rogue|dear neighbours|one and all]"],
    social.HOW_ARE_YOU: lines("""
[How|Prithee, how] fares [the good {role}|my friend|{name}|my old friend|the {role} this day]?
[how|hows|how r|how are] [u|ya|you|u doing|things|life|it goin] [today|2day|mate|]?
[sup|wassup|whats up|what's up|what's new with you|hows it hangin] [bro|mate|{name}|dude|]?
[You|U] [ok|okay|good|all right|fine|well|alright][, {name}|, mate|, friend|]?
[How|And how] is [life|the world|fortune|fate|the day] treating you[, {name}|, {role}|, old friend|]?
[How|And how] [have you been|are you faring|are you holding up] [since last time|these days|since we met|lately|today]?
[How|And how] [are you feeling|are you coping|are you getting along] [since last time|these days|since we met|lately|today]?
[Is life|Are the gods|Are the saints|Is fortune|Are your neighbours] [good|kind] to you [these days|today|]?
[In|Are you in] [good spirits|high spirits|low spirits|good health|a good mood|a bad mood|good shape] [today|this morning|]?
[What|And what] kind of [day|morning|week|mood] [have you had|has it been for you|are you in]?
Did you [rest|sleep|eat|wake up] well [last night|this morning|today|]?
[How's|How is] [the old back|the leg|your health|your heart|your mood|the day|your evening|your head|your soul]?
[You|Today you|My, you] look [pale|rosy|ill|merry|cheerful|gloomy|rested|a bit rough]. [How are you|Are you feeling well]?
[You|Today you|My, you] look [pale|rosy|ill|merry|cheerful|gloomy|rested|a bit rough]. [All well with you|How do you feel]?
[Hope|I hope|I trust] [you're well|you are well|all is well|you're fine|life is good to you][, {name}|, {role}|, friend|]
[Feeling|Are you feeling] [better|good|well|poorly|fine|blue|tired|chipper] [today|again|this morning|]?
[All|Everything|Is all|Is everything] [well|good|fine|okay|in order] [with you|at home|in your world|, old friend|, {name}|]?
[Long time no see|It's been a while|We haven't talked for ages]. [How are you|How have you been|How is life|How do you feel]?
[Me|I] [ask|want know] [how you are|you good]. [You well|You happy|You okay|All good]?
[Tell|Say|Speak], [how are you|how is it going|how do you feel|are you well|how has the day been][, {name}|, {role}|]?
[And|So], [how are we|how's yourself|how are you keeping|how is the {role} today|how's everything|how are things with you]?
[My mum|My wife|My captain|Your cousin] asks [how you are|how you do|if you are well|how your health is]
[Happy|Content|Satisfied|Cheerful|Tired|Sleepy|Lonely] [today|these days|this evening], [{name}|are you|{role}|my friend]?
[Are you|You are] [still alive and well|keeping well|doing okay|having a good day|feeling all right|in one piece][, {name}|, old friend|, I hope|]?
[You were|You've been] [ill|sick|sad|away], I heard. [How are you now|Feeling better|Are you well again|How do you feel]?
[Good|Nice] to see you. [How are you|How's life|How have you been|Are you well|How do you do today]?
[Bad day|Good day|Long day|Rough night|Hard day|Late night][, {name}|, {role}|, was it|]?
[What's|What is] your [mood|state|condition|health] [like|] [today|these days|this evening]?
[How|So how] does [the day|the morning|the evening|life] find you[, {name}|, {role}|, friend|]?
[Status|Condition|Mood|Health], [soldier|{role}|{name}]? [How are you|Are you well|How do you feel]
[How's|How is] it [going|hanging|rolling] [, {name}|, {role}|, pal|, my friend|]?
Do you [feel well|feel all right|keep well|feel better|feel any better] [today|lately|these days|]?
""")
    + ["[Cheer up|Chin up|Don't look so glum]! [How are you|How do you feel|Are you all right|Is all well with you]?"],
    social.WEATHER: lines("""
[Methinks|I think|I fear|They say|My knee says|The birds say] [it will rain|snow is on its way|the sun comes back]
[Methinks|I think|I fear|They say|My knee says|The birds say] [a storm is coming|the frost comes early|it will be a hot day]
[wow|omg|ugh|brr], [so hot|its so cold|what a rain|the weather sucks|this heat|this snow] [today|outside|lol|]
[Do you|Did you] [see|hear|feel] [that lightning|the thunder|the storm|the rain|those clouds|the hail|the wind] [last night|just now|outside]?
[It|It really] [rains|pours|snows|hails|drizzles|storms] [cats and dogs|like mad|again|without end|outside|since morning]
[The sky|The evening sky|The morning] [is blue|is grey|looks dark|is full of clouds|is so clear|is on fire with red] [today|again|]
[What|How] will the weather be [like|] [tomorrow|tonight|this week|on market day|at the weekend]?
Should I [take a cloak|wear a hood|expect rain|fear a storm|dress warmly|bring a coat] [today|tonight|]?
[Is|Was] it always this [cold|hot|wet|windy|foggy|dry|grey|stormy] [here|in these parts|at this time of year]?
[Spring|Summer|Autumn|Winter|The harvest|The rainy season] [comes early|is nearly here|is almost over][, don't you think|, isn't it so|]
[Spring|Summer|Autumn|Winter|The harvest|The rainy season] [is late|is long this year][, don't you think|, isn't it so|]
[My boots are|My cloak is|My hat is|My socks are|My clothes are] [wet through|soaked|full of snow|dripping]. [What rain|What weather|Such a storm]
[I|I just] [love|hate|can't stand|enjoy|miss] [this sunshine|the rain|this fog|the snow|the heat|the frost|this drizzle|wet weather]
[Such|What] [sunshine|rain|snow|fog|wind|thunder|mud|a frost|a breeze|a sunset|a heat] [today|out there|outside|this year]
[Rain|Snow|Sun|Fog|Wind|Storm] [again|all day|since dawn|everywhere|and no end], [isn't it awful|what do you say|and how do you like it]?
Will [the sun|the rain|the snow|this wind|this heat|the frost] [last|stay|ever end|go away|come back] [, do you think|]?
[They|The farmers|The sailors|The shepherds] [say|believe|fear] [it will rain|there will be frost]. [What do you think?|Do you agree?|]
[They|The farmers|The sailors|The shepherds] [say|believe|fear] [the drought will stay|the weather turns]. [What do you think?|Do you agree?|]
[Good|Fine|Bad|Perfect|Poor] weather for [a walk|the harvest|ducks|sailing|drying hay|fishing|staying inside|ghosts][, isn't it|, eh|]
[Warm|Cold|Wet|Windy|Chilly|Mild|Damp|Stormy|Frosty|Sunny] [today|tonight|day|out there|this morning], [isn't it|eh|don't you find|huh]?
[The roads|The fields|The streets|The roofs] are [frozen|muddy|flooded|white with snow|dusty and dry]. [What weather|What a summer]?
[The roads|The fields|The streets|The roofs] are [frozen|muddy|flooded|white with snow|dusty and dry]. [Such a winter|When will it end]?
[Looks|It looks|It smells|It feels] like [rain|snow|a storm|thunder|a fine day|frost|an early spring] [to me|, don't you think|tonight|]
[I hope|Let's hope|I pray] [it stays dry|the rain stops|the sun comes out|it doesn't snow|the storm passes] [soon|today|before I ride|]
[Me|I] [no like|like] [this cold|this rain|your sun|so much snow]. [Always so here|You like|It stay so]?
[A|Such a] [lovely|dreadful|gloomy|glorious|miserable|splendid] [day|morning|evening|afternoon|sky] [outside|today], [isn't it|don't you agree|]
[How|Why] is it [so cold|so hot|so wet|raining all the time|always foggy|so windy] [today|here|in this town]?
[Hot|Cold] enough for you[, {name}|, {role}|, friend|]?
[This|All this] [rain|fog|snow|heat|wind|drizzle|frost] [makes my bones ache|gets on my nerves|is good for the crops|is a blessing|ruins my hair]
[When|How often] does it [rain|snow|freeze|storm|get warm] [here|in this town|in these parts]?
[The moon|The clouds|The sunrise] looked [bright|beautiful|strange|low] [last night|today|this morning]. [Is good weather coming?|]
[The moon|The clouds|The sunrise] looked [bright|beautiful|strange|low] [last night|today|this morning]. [What weather will we get?]
[The stars|The rainbow] looked [bright|beautiful|strange|low] [last night|today|this morning]. [Is good weather coming?|What weather will we get?|]
[Can|Do] you [feel|smell|see] [the rain coming|the snow coming|the storm|spring in the air|the frost|autumn in the air]?
[Nice|Pretty|Bright|Grey|Dull|Rainy] [out|outside|out there] [today|again|], [eh|isn't it|no|what]?
[We need|The land needs|We all need|We could use] [rain|some sun|a little rain|a dry week|warmer days][, I'd say|, don't you think|]
""")
    + ["[Weather|The weather], [hm|eh|what can one say]. [Rain tomorrow|Will it hold|What do you make of it]?"],
    social.TRADE_TALK: lines("""
[How|Prithee, how] [fares|goes|is] [thy trade|your trade|the {role}'s trade|your craft|the day's work]?
[hows|how's|how is] [biz|business|work|the job|the grind] [today|going|mate|]?
[u|you] [like|enjoy|hate] [ur job|your job|being {a_role}|working here]?
[What made you|Why did you want to|How did you come to] become {a_role}?
Did you [always want|ever want|really want|ever dream] to be {a_role}?
Was your [father|mother|grandfather|uncle] {a_role} [too|like you|as well]?
[Would you rather be|Could you have been|Can you imagine being] [something else|anything but {a_role}|a king instead]?
What does {a_role} do all [day|day long|week|year]?
[Is|Isn't] [being {a_role}|your work|your trade|your job|the life of {a_role}] [hard|dull|dangerous|tiring|lonely|well paid|fun|an honest living]?
[Do you|Does {a_role}|Can {a_role}] [earn enough|make a good living|get rich|earn well|live well from it] [here|in this town|these days]?
Tell me [about your work|about your trade|what it's like to be {a_role}|what your days are like|how business is]
I [always wondered|would love to know|wonder|often ask myself] what it's like to be {a_role}
[Could|Can] [I|anyone|a fool like me] [learn your trade|learn your craft|become {a_role}]?
[When|At what age|How long ago] did you [start this work|begin this work|become {a_role}|learn your trade|start as {a_role}]?
What [do you like|do you hate|annoys you|pleases you] [most|least] about [your work|being {a_role}|your trade|the job]?
Are [the customers|people|folk] [friendly|difficult|generous|rude|stingy] [these days|today|to you|to {a_role}]?
[Good|Bad|Slow|Brisk|Quiet] [trade|business] [today|lately|this week], [{name}|{role}|eh|is it]?
[You|You must] [work|toil|slave|labour] [a lot|hard|day and night|from dawn to dusk][, don't you|, {name}|, it seems|]
Do you [ever|sometimes|never] [rest|take a day off|get tired of your work|stop working|grow bored of your trade]?
[How|And how] [many hours|hard] do you work [every day|each day|here|in a day]?
[Sales|Trade|Business|Work|The day's takings], [good or bad|up or down|going well|any better than last year]?
[Is] [trade|business|work|the season] [picking up|slow|better than last year|good|kind to you]?
[How|Where] does one [become|learn to be|train to be] {a_role}?
[The life of|The work of|The trade of] {a_role} [must be hard|sounds nice|is not easy, I guess|seems fine]. [Is it|Do you like it|How do you find it]?
[Me|I] [think|say] [your work hard|{role} good work]. [You like|You happy with work|Much work today]?
[A|An honest] [day's work|trade|craft] [keeps one young|feeds the family|has golden ground]. [Yours too|How is it with being {a_role}|How's your trade]?
[Proud to be|Happy to be|Tired of being|Glad to be] {a_role}?
[You've|You have] been {a_role} [for long|for years|all your life], [haven't you|I guess|is that right]?
[What's|What is] [the secret of|the trick to|the hardest thing about|the best of] [your trade|your craft|being {a_role}|the {role}'s work]?
[Many|Enough|Plenty of|Few] [orders|customers|jobs|visitors|guests] [today|this week|this season|coming in], [{name}|{role}|I hope]?
""")
    + ["[Does it pay|Is it worth it|Is it fun] to be {a_role} [these days|in this town|]?"],
    social.COMPLIMENT: lines("""
[Thou art|You are] [fair|most fair|wise|noble|a jewel among {role}s|a blessing to this town|a true friend|the light of this house]
[ur|you're|u r|you are] [the best|awesome|so cool|amazing|so nice|great|a legend|cute] [lol|bro|{name}|fr|]
[love|i love|i like] [ur|your] [style|vibe|hat|place|work|beard|hair|voice]
[I've|I have] [never|rarely|seldom] [met|seen|known] [a kinder|a better|a finer|such a good|a more skilful|a cleverer] [{role}|soul|person]
[If only|I wish] [everyone|all people|every {role}|my friends] were [like you|as kind as you|so honest|half as clever as you]
[The world|This town|Life] [needs more people like you|would be dull without you|is better with you in it|is lucky to have you]
[You make|You always make] [me smile|me laugh|my day|people happy|the best things|this place shine|everyone feel welcome]
[You|You truly|You really] [know your trade|have talent|have good hands|have a gift|are a master of your craft|deserve a medal|deserve praise]
Your [smile|voice|laugh|wisdom|kindness|honesty] [warms my heart|lights up the room|is a gift|makes me happy|is famous in the land|is like sunshine]
Your [work|place|craft|house|handiwork|garden] is [wonderful|excellent|a delight|the finest around|first class|beautiful|a masterpiece]
[How|My, how|Oh, how] [kind|clever|pretty|handsome|wise|charming|talented|thoughtful|generous|brave] you are[, {name}|, {role}|]
[I|I really|I must say I] [respect|value|admire|treasure|appreciate] [you|your honesty|your patience|your courage|your friendship|a {role} like you]
[You're someone who|You are a person who] [brightens|improves|sweetens] [my day|every day|the whole town|any room]
What a [lovely|charming|brilliant|wonderful|delightful|noble] [smile you have|thing to say|person you are|soul|{role} you are|friend you are]
[Everyone|The whole town|My mother|The king himself|Every traveller] [should|ought to] [be like you|know how good you are|learn from you|praise you]
[Folk|People|They|The neighbours] [told me|say|tell me] you're [a good soul|the best {role}|kind and fair|honest as the day|a wonder]
[You're|You are] [one of a kind|a treasure|a gem|an angel|a star|a hero to me|a darling|my favourite person|worth your weight in gold|a saint]
[You're|You are] [smarter|nicer|prettier|braver|kinder|funnier] than [anyone|everybody else|all the others|you think|the last {role} I met]
[That colour|The new hair|That apron|Your dress|Your coat] [suits you|looks great on you|looks splendid on you] [today|as always|]
[Bravo|Splendid|Hats off|Respect|I'm impressed|Chapeau|Hear, hear], [{name}|you're a master|you did that well|what a {role}|well done]
[I'd|I would] [trust you with my life|marry you on the spot|recommend you to anyone|come back just for you|sing a song about you]
[I could|I want to|May I] [listen to you|talk to you|watch you work] [all day|for hours|forever]
[Nobody|No {role}|No one in town|Not even the king] [is as|can be as] [good|kind|clever|fine|charming|gentle] as you
[It's|It is] [nice|lovely|so good|a joy|an honour] to [talk to you|be around you|know someone like you|have you as a friend|spend time with you]
[You smell|You sing|You talk|You dress] [so nicely|like spring|beautifully|wonderfully|like a noble]
[Me|I] [like you much|think you good person|happy with you|say you best {role}] [, friend|, yes|]
[Mum says|Everyone says|My friends say|Even my enemies say] you're [nice|very nice|the nicest {role}|brave|clever|good]
[Hic|Aww|Ooh|Wow|Oh my], [you're beautiful|I love you|you're my best friend|you are so kind|what a smile you have]
[Such|What] [skill|grace|kindness|wit|beauty|patience|courage|good taste|fine work]! [I admire you|You amaze me|You're a wonder|]
[Well|Beautifully|Wisely|Cleverly|Kindly] [said|spoken|put|done][, {name}|, {role}|, you have a sharp mind|, I like you]
""")
    + ["[You're|You are] [too good for this town|wasted here|as sweet as honey|as good as gold|the pride of this town]"],
    social.INSULT: lines("""
[Thou|You] [art a knave|art a toad|villain|scurvy dog|base churl|cur|spineless worm|wretch|miserable maggot|fat-kidneyed rascal]
[ur|you're|u r|you are] [trash|dumb|so stupid|a loser|a noob|garbage|an idiot|ugly|the worst] [lol|{name}|bro|haha|]
[u suck|stfu|screw you|get lost|shut it|you suck|drop dead|bite me|piss off][, {name}|, {role}|, you clown|, loser|]
[I've|I have] [seen|met|smelled|known] [prettier pigs|nicer rats|better {role}s in the gutter|smarter turnips|cleaner sewers|more charming trolls]
[You|You really] [make me sick|bore me to death|have the brain of a turnip|are a waste of air]
[You|You really] [disgust me|are a disgrace|have no manners|couldn't find your own nose]
[Your] [face|nose|voice|smell|haircut|hat|brain] [would curdle milk|is an insult to my eyes|scares children|belongs in a pigsty|hurts my ears|is a bad joke]
[Your|This] [shop|place|house|work|food|trade] is [a disgrace|rubbish|filthy|a dump|worthless|a pigsty|an insult]
Your [mother|father|sister|whole family|grandmother] [was a goat|smells of elderberries|is ashamed of you|sold you for a turnip|should have drowned you]
[Get|Go|Crawl|Creep] [lost|away|back to your pigsty|back under your stone|out of my sight|to hell], [you worm|fool|you rat|{name}|you filthy {role}]
[Shut|Hold|Keep shut] your [mouth|tongue|trap|stupid face|snout|gob], [you fool|{name}|idiot|you old crow|{role}|you windbag]
[What|You are] [a pathetic creature|a useless {role}|born stupid|stupid or what|an ugly mug|always this dumb|a brainless twit]
[You call|Call] [this|that] [work|a shop|service|a face|an answer]? [Pathetic|What rubbish|You fool|You are useless|My dog does better]
[Even|Only] [a blind man|a fool|a mother|a pig] [could love you|would trust you|would work with you|would like that face]
[A plague|A curse|A pox|Shame|Fie|Boils] on [you|your house|you and your kin|your stinking shop]
I [spit on you|wouldn't trust you with a dead rat|wouldn't hire you to feed pigs|laugh at you|piss on your trade|would rather kiss a troll than you]
[You|You're nothing but|You are] [an empty head|a leech|vermin|a fraud|a crook|a drunk|a weasel]
[You|You're nothing but|You are] [a windbag|a parasite|scum|a cheat|a swindler|a lickspittle|a buffoon]
[You|You damned|You stupid|You lousy|You rotten|You greedy|You miserable] [{role}|old hag|scoundrel|bastard|villain|oaf|toad|bloodsucker|half-wit|cheat]
[No wonder|It's clear why] [nobody likes you|you are alone|your wife left|your shop is empty|even dogs avoid you|they laugh about you]
[Why are you|How can one be] [so stupid|so ugly|so dumb|so lazy|such a fool]? [Were you dropped as a baby|You were born that way|Disgusting|]
[The worst|The ugliest] [{role}|person|creature|fool] [in the kingdom|I ever met|far and wide|of all], [that's you|that is you, {name}|and that's you]
[The dumbest|The laziest] [{role}|person|creature|fool] [in the kingdom|I ever met|far and wide|of all], [that's you|that is you, {name}|and that's you]
[I hate|I loathe|I detest|I can't bear|I can't stand] [you|your face|the sight of you|your stupid voice|everything about you|people like you]
[Me|I] [say you pig|no like ugly {role}|think you stupid|spit on you] [, you bad man|, fool|]
What [little brain|bit of wit|bit of charm|bit of courage] you have [is|must be] [smaller than a pea|missing|on holiday|as small as a flea]
If [stupidity|ugliness|laziness] were [gold|a crown|land], you'd [be a king|be rich|own the world]
[You're|You are] [as dumb as a post|as ugly as sin|as slow as a snail|as useless as a wet match|dumber than an ox|thick as a brick|a stain on this town]
[Liar|Thief|Cheat|Fool|Idiot|Coward|Pig|Dog|Scum|Moron|Dimwit|Blockhead][, you are|, that's what you are|, {name}|, you {role}|!|]
[Hic|Pah|Bah|Pff|Ha], [you ugly {role}|you stinking fool|you're a joke|what an idiot you are|you couldn't hold a candle to my boot]
[Kiss|Lick] my [boots|backside|horse's tail|rear], [{name}|you worm|{role}|you fool]
[You|You people|{role}s like you] [are all thieves|are the dirt under my boots|should be whipped|belong in the stocks|belong in the gutter|have never washed]
[Nobody|No one|Not even your mother|No soul] [asked you, fool|wants you|can stand you|would miss you|thinks you're any good]
""")
    + ["[Take a bath|Wash yourself|Use soap], [you stink|you pig|you smell like a dead fish|filthy {role}]"],
    social.THREAT: lines("""
[I shall|I will|I'll] [run you through|slit your throat|end you|put you in the grave]
[I shall|I will|I'll] [cut out your tongue|break every bone in your body|skin you alive|have your head]
[Stand and deliver|Your money or your life|Hands where I can see them|Nobody move|Freeze|On the floor|Hands up|This is a hold-up]
[gimme|give me|hand over] [ur|your] [gold|money|coins|stuff] [or|or else] [u die|i kill u|u dead|ill stab u]
[imma|i will|gonna|i'll] [kill|stab|end|wreck|fight|punch] [u|you] [now|, {name}|right here|lol]
[Empty|Open|Turn out] your [purse|pockets|chest|till|cash box] [or|, or] [I cut you open|you bleed|you'll be dead|I'll use this knife|my axe will speak]
[One|Just one] [word|move|sound|scream] and [you're dead|I'll kill you|I cut your throat|it was your last|my blade finds you]
[Do you|You] [feel|see] [this knife|this blade|this axe|my sword|my crossbow]? [It's for you|Give me your gold|It wants blood|Now do what I say]
[I'll|I will|We'll] [torch|burn down|raze|smash up|set fire to|wreck] [this place|your home|your shop|the whole house] [tonight|with you inside|unless you pay|]
[Pay|Pay up|Pay me now|Pay for protection] or [we break your legs|your house burns|something bad will happen to you|you lose a finger|I'll beat you up]
[It would be|What] a [shame|pity] if [something happened to you|this place burned down|you had an accident|your house caught fire|someone broke your fingers]
[You have|I give you] [ten seconds|three breaths|one chance|until I count to three] [to live|to hand over your gold|to beg for your life]
[You have|I give you] [ten seconds|three breaths|one chance|until I count to three] [before I kill you|before I strike]
[Fight|Face|Come at] me[, coward|, {name}|, you dog| if you dare|, here and now|. Only one of us will live]
[Draw|Raise|Get|Take up] your [sword|weapon|fists|blade|axe] [and die|and fight|, coward|, I'm going to kill you|, {name}]
[I'm|I am|We are] [here|come|sent] to [kill you|rob you|break your bones|take your head|take everything you have|finish you]
[You|Tonight you|Today you|Soon you] [will die|die|are dead|are a dead man|will bleed|will beg for mercy|will hang|meet your end] [, {name}|, {role}|]
[Prepare|Get ready|It's time] to [die|meet your maker|lose your head|bleed|suffer|feel pain][, {name}|, {role}|, fool|]
[I've|I have] [a knife|a sword|a crossbow|poison|five men outside] [and I'll use it on you|and you will suffer|and you have ten breaths left|at your throat]
[Give up|Surrender|Yield|Submit|Kneel|Beg|Obey], [or I kill you|or you die|or I'll cut you down|or I'll beat you to death|or feel my blade]
[Don't|Do not] [move|scream|call the guard|make me angry|try anything|be a hero], [or I'll kill you|or you die|I have a knife|or I stab you]
[My|Our] [men|gang|brothers|dogs|boys] [will tear you apart|are outside and will burn your house|know where you live|will break your legs|will get you]
[I'll|I will] [punch you|kick you|beat you black and blue|wring your neck] [now|, {name}|for that|]
[I'll|I will] [hit you|knock your teeth out|break your nose|give you a thrashing] [now|, {name}|for that|]
[I know|We know] where [you live|you work|you sleep|you drink]. [Be afraid|Watch out|Pay up|You will regret this]
[You'll|You will] [pay for that with blood|regret that|not see tomorrow|not leave here alive|be sorry|wish you were never born]
I [could|should|will] [cut|slice|chop|tear|hack] you [to pieces|open|in half|into little bits|up for my dogs]
[Your] [blood|head|life|neck|skin] [will be mine|belongs to me|is mine|will decorate my wall|will pay for this] [tonight|soon|, {name}|]
[Me|I] [kill you|hit you|break you|cut you] [now|if you not pay|if you not obey|dead]
[Hand|Pass] it [over|here] [all|right now], [your money|every coin|the gold|your purse], or [I kill you|I'll stab you|blood will flow]
[Hic|Argh|Grr|Raah], [I'll kill you|I'll smash your head|come here so I can hit you|fight me|I'll break this bottle on your skull]
[Last|Final] [warning|words|chance]? [Use it well before you die|Pay or die|Your end is near|I'm about to kill you]
[Shall|Should|Must] I [cut off your ear|break your arm|hurt you|call my killers|kill you|burn your shop] [to make you obey|first|right now|]?
""")
    + ["[Run|Flee|Hide] [while you can|, little {role}|, {name}], [I will hunt you down|I'm coming to kill you|my blade is thirsty]"],
    social.THANKS: lines("""
[I thank thee|My humble thanks|Gramercy|Many thanks to thee|God reward you|Heaven reward you|May the gods repay you][, good {role}|, {name}|, kind soul|]
[thx|ty|tysm|thanks|thank u|tnx|cheers|thank you] [so much|a lot|mate|bro|man|{name}|lots|again|]
[Merci|Gracias|Danke|Grazie|Thanks a bunch|Thanks heaps|Thanks a ton|Big thanks][, {name}|, friend|, {role}|]
[Thank|I thank|We thank|Let me thank] you [kindly|with all my heart|for your patience|for being so kind|once again]
[Thank|I thank|We thank|Let me thank] you [from the heart|for your kindness|for the advice|for listening]
[Thanks|Thank you|Many thanks|Much thanks] for [the talk|telling me|the warning|your trouble|your honesty|the warm welcome|being so patient|the chat|the tip]
[You|You really|You've|You have] [saved me|saved my life|done me a great favour|been more than helpful]
[You|You really|You've|You have] [saved my day|made my day|been so kind|been a great help to me]
[That's|That is|That was|How] [very kind|so kind|really nice|most helpful|generous|good|very decent|awfully nice] of you[, {name}|, {role}|, thank you|]
[I'm|I am|We are|I remain] [much obliged|in your debt|forever grateful|ever so grateful|touched, thank you|thankful indeed|most thankful]
[I|I really|I truly|We] [appreciate it|appreciate that|appreciate your help|value your help|thank you for it|am thankful for this]
[I|I'll|I shall] [owe you one|owe you a beer|never forget this|remember your kindness|repay you one day|pray for you|tell everyone how helpful you are]
[What|How] [would I do without you|can I repay you|can I thank you]? [Thank you|Many thanks|Thanks a lot|]
[Oh|Ah|Aww|Well], [thank you|thanks|many thanks|how kind|you're too good to me|much obliged][, {name}|, {role}|]
[Okay|Good|Fine|Right|Great|Lovely|Brilliant], [thank you|thanks|thanks for that|many thanks|thank you so much|cheers]
[Cheers|Ta|Ta very much|Nice one|Good on you|Much obliged][, {name}|, mate|, love|, friend|, {role}|]
[Mum says|Mother taught me|One must|I was told] [to say thank you|I should thank you|to always say thanks], [so thank you|so thanks|{name}]
[Me|I] [thank you|say thank|very thank|happy, thank you] [much|, friend|very much|]
[Bless|Heaven bless|The gods bless|The saints bless] [you|your heart|your kind soul|you and yours|this house] [, thank you|for your help|, {name}|]
[Hic|Haha|Oh my], [thank you, my friend|thanks, you're a good one|cheers to you|thanks a lot]
[My|Our] [heart|gratitude|deepest gratitude|thanks|warmest thanks] [be with you|to you and yours|to you|to you, {name}]
[A|A big|A hearty|A heartfelt|One big] thank you [to you|, {name}|, {role}|for all you did|from me and my horse|]
[Your] [help|advice|kindness|answer|words] [was worth gold|helped a lot|means a lot to me|is much appreciated|was just what I needed]
[Thanks|Thank you] [to you|to your help], I [know what to do|am safe|found my way|feel much better now|sleep well tonight]
[Accept|Please accept|Take] my [thanks|gratitude|heartfelt thanks|humble thanks][, {name}|, {role}|, good soul|]
[Words cannot|I have no words to] [say how thankful I am|express my thanks|thank you enough]
[You're|You are] [too kind|a lifesaver|so helpful], [thank you|thanks|many thanks|I thank you][, {name}|]
[That|This] [helps|was useful|was good to know|is all I needed|is just what I needed], [thank you|thanks|many thanks|much obliged|cheers]
[I wanted|I just wanted|I'd like|I came back] to [say thank you|say thanks|thank you|thank you properly|express my thanks]
[Understood|Got it|Noted|I see], [thank you|thanks|many thanks|thanks for explaining|thank you, {name}]
[Thanks|Thank you], [I'll remember that|that was nice|you've been very good to me|I won't forget it|you're a friend|really]
[How can|How could|How shall] I [ever repay|thank|repay] you [for this|for your kindness|enough|]?
""")
    + ["[My lord|My lady|Sir|Kind {role}], [I thank you|accept my thanks|you have my gratitude|much obliged to you]"],
    social.FAREWELL: lines("""
[Fare thee well|Fare you well|God be with you|Adieu|Godspeed|I take my leave|By your leave, I go][, good {role}|, {name}|, kind soul|]
[bye|cya|cu|l8r|gtg|brb|byebye|ttyl|see ya|peace out|im out|bb] [{name}|mate|bro|all|then|]
[Ciao|Adios|Au revoir|Auf Wiedersehen|Sayonara|Hasta la vista|Arrivederci][, {name}|, {role}|, friend|]
[I|Now I|Alas, I|I'm sorry but I] [must depart|must away|must ride on|have to run|have to be off|must be on my way|must leave you|need to be elsewhere]
[The road|My captain|My bed|My supper] [is calling|calls me|calls|waits for me|won't wait]. [Goodbye|Farewell|Bye|So long|I must go]
[My ship|My wife|The sea|The army] [is calling|calls me|calls|waits for me|won't wait]. [Goodbye|Farewell|Bye|So long|I must go]
[Until|Till] [we meet again|tomorrow|next week|the next time|the next full moon|we see each other again|then|later][, {name}|, {role}|, friend|]
[Time|It's time|High time|About time] [for me to go|to leave|to hit the road|to say goodbye|I was off|for bed|to be moving on|I went home]
[I'll|I will] [be going|be off|leave you to your work|take my leave|say goodbye|bid you good night|see myself out|let you get on|head out] [now|then|, {name}|]
[See|I'll see|We'll see] you [around|next week|at the fair|in the morning|some day|soon enough|when I'm back][, {name}|, {role}|, friend|]
[Take|You take] [care|good care|care of yourself|it easy][, {name}|, {role}|, and goodbye|, see you|]
[Keep well|Stay well|Be good|Stay healthy|Stay out of trouble|Sleep well|Rest well|Keep safe|Behave yourself][, {name}|, {role}|, goodbye|, until next time|]
[Good night|Night night|Good night all|Nighty night|Sweet dreams|A good night to you|Sleep tight][, {name}|, {role}|, see you tomorrow|]
[A good day|Good day|A fine evening|A pleasant night|A safe journey|Good luck] to you, [and goodbye|I'm leaving|I must go|farewell|I'm off]
[Have|You have|Do have] a [nice day|good one|lovely evening|good rest of the day|pleasant night|great week|peaceful night][, bye|, {name}|, {role}|]
[That'll|That will] be all[, goodbye|, I'm off|, see you|. Farewell|, I take my leave|, good day]
[I've|I have] [seen enough|heard enough|what I came for|all I need|taken enough of your time|stayed too long]. [Goodbye|Bye|Farewell|I'm off|See you]
[We're|We are|The two of us are|My friends and I are] [leaving|off|moving on|going home|breaking camp|setting sail]. [Goodbye|Farewell|Bye|So long]
[Let's|Let us] [part|say goodbye|call it a day|leave it there|talk again tomorrow|meet again soon]. [Goodbye|Farewell|Bye|]
[May|Let] [the gods|fortune|the saints|luck|the light] [keep you|watch over you|protect you|be with you|guide you][, goodbye|, farewell| until we meet again|]
[Mum|My mother|The captain|My master] [is calling|says I must come home|wants me back]. [Bye|Goodbye|Got to go|See you|I have to go]
[Me|I] [go now|leave|say goodbye|must go|go home]. [Bye|Goodbye, friend|See again|Good night]
[It was|It's been] [nice|a pleasure|good|lovely|fun|an honour] [talking to you|to see you|chatting]. [Goodbye|Bye|Farewell|See you|I must go]
[It was|It's been] [nice|a pleasure|good|lovely|fun|an honour] [meeting you|to meet you]. [Goodbye|Bye|Farewell|See you|I must go]
[Hic|Yawn|Phew|Well|Right|So|Okay|Anyway], [I'm off|goodbye|I'd better be going|bye then|good night|I'm going to bed|time to leave|off to bed]
[Dismissed|Carry on|As you were|At ease], [{role}|{name}|soldier]. [I'm leaving|Good night|Farewell|I'll be off]
[Goodbye|Farewell|Bye|So long], [my friend|dear {role}|old {name}|and thanks|and good luck|and take care|until tomorrow|stay safe|it was a pleasure]
[I'll|I will|I shall] [come again|return|come back|visit again|drop by|look in] [soon|tomorrow|some day|another time]. [Goodbye|Bye|Farewell|See you]
[Don't|Do not|Please don't] [forget me|miss me too much|cry|wait up]. [Goodbye|Bye|I'm off|Farewell]
[Catch you|See you|Talk to you|Be seeing you] [later|soon|tomorrow|around][, {name}|, mate|, friend|]
[My|Our] [horse is saddled|boat leaves|cart is waiting|journey goes on|day is done|candle is burning low]. [Goodbye|Farewell|So long|I must go]
[Parting|Leaving|Going] is [hard|sad|such sweet sorrow|never easy], [goodbye|but I must go|farewell|so goodbye, {name}]
""")
    + ["[And with that|With these words|On that note], [goodbye|I'm off|farewell|I bid you good night|I take my leave]"],
}
