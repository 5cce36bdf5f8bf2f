"""Still more patterns of what adventurers say about work and what it pays."""

from ..split import lines
from . import lore

ADDED = {
    lore.ASK_QUEST: lines("""
[Who|Which house|Which master] around here [is hiring|hires|takes on hands|pays for work|needs workers]?
[Are you|You are] [hiring|taking on hands|looking for help|short of hands|in need of workers], [perhaps|by any chance|I hope]?
[Prithee|Pray], [hast thou|have you] [a task|an errand|a deed|some labour|honest work] for [me|a wandering sword|a poor pilgrim|these idle hands]?
[Is there|Be there] [aught|anything] [I can do|I might do|to be done] for [thee|you|this good house|the town]?
[u|you] [got|have] [any quests|a quest|work|quest stuff|side quests|a mission] [4 me|for me|pls|for a newbie]?
[quest|any quest|quests|jobs|work|missions] [pls|plz|here|for lvl 1|available]?
[Give me|I'll take|I want|I need] [a mission|a challenge|a dangerous job|a real adventure|an errand|something to do|any job at all|an easy task]
[My purse is|My pockets are|My wallet is] [empty|light|full of holes]. [Is there work to be had|Who needs a worker|Any job going|What could I do to fill it]?
[I am|I'm] [strong|handy|quick with a blade|good with animals]. [Could you use me|Do you need such a one|Any task]?
[I am|I'm] [young and strong|hard-working|clever with locks]. [Could you use me|Do you need such a one|Any task]?
[I can|I know how to] [swing an axe|carry heavy loads|fight|track beasts|climb any wall|ride all night]. [Is that of use|Do you need that|Got work for me]?
[Anyone|Anybody|Someone|Any poor soul] here in [need of rescue|need of a hero|trouble|distress|want of a helping hand]?
[What is|What's] [the matter|wrong|amiss|the problem] [here|in this place|, {name}|, {role}]? [Maybe I can help|I might be of use|I offer my help]
[Let me|Allow me to] [help|help you|be useful|lend a hand|earn my bread|do something for you|take some work off you|serve you]
[I'd|I would] [do|take] [anything|any job|any task|whatever work there is] [for a few coins|to earn my supper|as long as it pays|you give me]
[Have you|Do you have] [a problem|a trouble|some mischief|a worry] [that needs|which calls for] [a sword|a strong arm|a clever head|a hero|an adventurer]?
[Which|What] [monsters|beasts|villains|bandits|problems] [need|want] [slaying|dealing with|hunting|a lesson] [around here|today|]?
[Is anything|Has anything been] [stolen|lost|missing] [that I could find|that you want back|that I should bring home]?
[Is there|Do you know of] [anybody|a person|someone] I [should find|could rescue|must bring home] for you?
[Send|Dispatch] me [somewhere|on an errand|on a mission|on an adventure|into danger|out to do some good]
[Where is|Where's] [the adventure|the work|the danger|a job for me] [here|in this town|around these parts]?
[We are|We're] [a band of heroes|four good fighters|sellswords|mercenaries|soldiers without a war|adventurers for hire]. [Need us|Any work|What can we do]?
[I just left|I was thrown out of|I'm done with] [the army|the guard|my last post|school]. [Is there work|Do you need someone|Got a job for me]?
[Please|Oh please], [I need work|give me a job|let me do something for you|I have to earn some money|let me run an errand for you]
[Can I|May I|Could I] [work here|work for you|do some work|do a job for you|run errands for you|sweep the floor for coins|earn something here]?
[Got|Have you] [a job|some work|a little task|a chore] for [a kid|a boy like me|a girl like me|an old soldier|a beginner|a poor student|a tired knight]?
[Me|I] [look work|want work|search job|like help]. [You have|You give job|You know who need]?
[Hic|Burp], [got a job for me|give me some work, will you|I need money, any work|is there something I can do]?
[A knight|A paladin|A hero|A man of honour|A lady of the sword] [asks for|seeks|is here for|looks for] [a worthy deed|a worthy cause|honest work|a task]
[In the name of justice|On my oath|As a knight], [who needs help here|what must be done here|what wrong can I right]?
[I've got|I have] [time|a free day|a whole day|nothing to do] [until supper|until tomorrow|today|]. [What can I do|How can I help|Any errand]?
[What|Which] [quest|task|job|errand|mission] [do you have|have you got|could you give me|can you offer|is there] [today|this time|]?
[Tell me|Say] [what you need done|how I can help|how I can be useful|what must be done|about the job|about the work|which task is open]
[They say|I heard|I was told|Word is|The sign says] you [have work|look for a hero|have a task|seek adventurers] [. Is that so?|. What is it?|]
[They say|I heard|I was told|Word is|The sign says] you [need help|are hiring|have a quest] [. Is that so?|. What is it?|]
[I'm here|I've come|I came] [about the job|about the work|because of the quest|for the task|to help|to offer my services|to answer your call for help]
[Looking for|Seeking|After] [work|adventure|paid work|a quest|a job|day labour] [here|in town|, honest and paid|]
[Would|Could] [my sword|a strong back|my help|a pair of hands|my skill] be [welcome|useful|of use|of service] [here|to you|]?
[Anything|Something] [I can|I could|I might] [fix|fetch|carry|deliver|hunt|chase away|take care of] for you?
[Do you have|Is there|Got] [a letter to carry|a parcel to deliver|a message to run|a beast to hunt|a thief to catch|a cellar to clear|a door to guard]?
What [must I|should I|can I|do I have to] do to [earn your trust|be of help|earn a living here|win your favour|make myself useful]?
[Times are|Life is] hard [and I need work|. Is there any work?|. Have you got a job?|. What can a man do here for money?]
[I won't|I don't] [beg|steal], [I'd rather work|I work|I would earn it]. [Got something|Any job|Is there work here]?
[Quest giver|Task master], [what is the task|what do you have for me|what shall it be]?
[Is this|Are you] the one [with the task|with the job|who needs help|who pays adventurers|who gives out quests]?
[Another|A new|The next|One more] [quest|task|job|mission], [please|if there is one, I'd take it|I'm ready for it]
[What|Which] [good deed|great deed|brave deed|service] can I do [for you|here|for this town|today]?
[Your troubles|Your problems|Your worries], [tell me about them|I could solve them|what are they|I'd like to end them]
[Is there|Would there be] [some way|any way] [I can help|to help you|to earn a coin|to earn my supper|to be useful]?
[Can you|Could you|Will you] [give me a job|give me a task|hire me|employ me|put me to use|find work for me|offer me a quest]?
[I offer|I bring|You may have] [my help|my sword|my services|my strength|two good hands]. [What needs doing|What is to be done|Where shall I begin]?
[Bored|I'm so bored|So bored here]. [Give me something to do|Any adventure|Got a quest|Send me somewhere]
[A hero|Your hero|The hero|An adventurer] [is here|has arrived|stands before you]. [What is the quest|What's the trouble|Who needs help]?
[In need of|In want of|Short of] [a bodyguard|a messenger|a hunter|a pair of hands|a porter|some muscle|a brave heart]?
[Do people here|Does anyone in town|Do you folk] [pay for help|have odd jobs|pay for monster hunting|pay for errands]?
[Any|Got any] [dirty work|odd jobs|little chores|errands to run|deeds of honour|dangerous work|night work] [for me|for a fair coin|]?
[Gold|Glory|Fame|Honour] [is what I seek|is what I'm after]. [Where do I start|What's the task|Give me a quest|Which deed would you set me]?
[I want|I wish|I long] to [be a hero|prove myself|see some adventure|do a good deed|earn my first coin]. [What can I do|Any task|Help me to a quest]
[Tell me|Trust me with] [your trouble|what weighs on your heart|your errand|something that worries you], [I can help|I'm ready|I am at your service]
[May|Might] I [offer you my help|offer my sword|be of any help|relieve you of some work|carry something for you|run an errand]?
[You|Old {role}|Good {role}|{name}], [is there nothing I can do for you|do you need a hand|could you use some help|do you have work for me]?
[If you need|Should you need|In case you need] [help|someone brave|a fighter|hands], [just say the word|tell me|I'm your man|I am here]
[Work|Help|A hand|Muscle|A sword] [needed|wanted|required] [here|, maybe|]?
[I must|I have to|I need to] [pay my debts|feed my children|pay for my bed|buy my horse back]. [Is there a job|Any work for me|Who gives me work]?
[Let's|Let us] [talk about work|talk business: what job is there|see what you need done|hear about the task]
[I finished|I've done|I'm done with] [my last job|all my tasks|my old quest]. [What's next|Any more work|Got another|Have you something new]?
[Nothing to do|No work|No quest|No adventure] [here|for me|around here|today]? [I'm ready for anything|I could use some|]
""")
    + ["[Hail|Greetings|Good day], [is there work here|who gives work here|do you need a sellsword|need a hero|any work going]?"],
    lore.ACCEPT_QUEST: lines("""
[I shall|I will|I'll] [see to it|handle it|deal with it|get it done|go|set out|try|give it a try|do my best|not fail you|not let you down]
[I shall|I will|I'll] [do so|do this|do that|do as you ask|do what you ask|do your bidding] [at once|gladly|for you|tonight|before sunset|]
[It|That|This] [sounds like|looks like] [fun|an adventure|a job for me|my kind of work|something I can do]. [I accept|I'm in|Count on me|I'll do it]
[Verily|Aye|By my troth|Upon my honour], [I shall do it|I take this quest|I accept thy task|it shall be done|I am thy man]
[ok|k|kk|sure|yep|yup|alright] [i'll do it|im in|will do|on it|lets go|gonna do it|i accept]
[On it|Will do|Right away|Right on it|At once|Immediately|I'm going|Let's go|Off I go then][, {name}|, {role}|, boss|, captain|]
[Yes|Yes, of course|Certainly|Absolutely|Gladly], [I'll go|I will help you|I'm going|consider me hired|I'll see what I can do]
[Yes, sir|Of course|Naturally|Definitely], [I'll go|I will help you|I'm going|consider me hired|I'll see what I can do]
[You've got|You have got] [yourself a hero|a deal|my sword|my word|the right person|a helper|your adventurer]
[We have|We've got] [a deal|an agreement|a bargain], [I'll do the job|I'll get it done|I'm off|I start today]
[Deal|Done|Agreed|Fair enough|Good enough|It's settled]. [I start at once|I'll be back when it is done|Off I go|I'll get it done|I am leaving now]
[I take|I'm taking|I'll have|I want] [the job|that job|the quest|this quest|the task|the mission]
[The job|The task|The quest|That quest|This mission] is [mine|accepted|as good as finished|a trifle, I'll do it|one for me]
[Where others fail|Where others run|While others talk], [I will not|I act|I'll do it|I'll go]
For [your sake|the sake of the town|old times' sake|honour|glory|a good cause] [I'll do it|I will help|I accept|I'll go]
How could [I say no|I refuse|anyone say no to that]? [I'll do it|I'm on it|Of course I help|I accept]
[Let me|I'll just] [get my sword|fetch my cloak|saddle my horse|pack my bag|finish my drink] [and I'm off|and then I go|and I'll do it|, then I'll see to it]
[I'm|I am] [brave enough|ready|willing|able|happy to help|glad to help|honoured|not afraid]. [I'll do it|I'll go|I accept|Leave it to me]
[Okay|Fine|Very well|Well then|All right then|Good then], [you win|I'm convinced|you've talked me into it|I'm coming round]. [I'll do it|I'll help|I accept]
[I|I've] changed my mind[. I'll do it| and I'll do it|. I will help you after all|. I take the quest|, I'll take the job]
[On second thought|Thinking about it|Actually|Now that I think of it], [I'll do it|I accept|I will help|count me in|yes, I'll go]
[Forget what I said|I was wrong|Never mind my no]. [I'll do it|I'm in|I'll help you|I will take the job]
[That much|So much|Such a reward|Such a fine reward]? [Then I'll do it|I'm in|Count me in|I accept at once|I'm already on my way]
[With that pay|For such pay|At that price|For this reward], [I'll do it|you can count on me|consider it done|I'm your man|I accept]
[Nothing|Few things] [easier|simpler] than that[. I'll do it|, I accept|, leave it to me|. I'll be back soon]
[Trust me|Have faith|Have no fear|Don't worry|Don't you worry|Be calm], [I'll do it|I will take care of it|it will be done|I'll bring good news|I'm on it]
[You will|You'll] [not regret|never regret] [it|this|asking me]. [I'm going|I accept|I'll do it|I start now]
[I vow|I pledge|I swear on my sword|I give you my word|Here's my hand on it], [it shall be done|I'll do it|I will not fail|I'll see it through]
[Shake|Let's shake|Here's my hand|My hand] on it[. I'll do it|, I'm in|. I take the job|, I will go]
[Wish me luck|Pray for me|Keep the reward ready|Have the coins ready|Get the money ready], [I'm going|I'll do it|I'm off|I'll be back]
[I'll|I will] [be back|return|come back] [when it's done|once it is done|with good news|victorious|for the reward|before you miss me]
[Mission|Quest|Task|Challenge|Offer|Job] accepted
[me|I] [do it|go do|help you|do this job], [yes|no problem|you see|friend]
[Hic|Ha|Haha|Hurrah|Hooray], [I'll do it|why not, I'm in|count me in|let's do this|an adventure, I'm coming]
[Easy money|Easy coins|Sounds easy|Simple enough|That's child's play]. [I'll do it|I'm in|I accept|Give me a day]
[I like|I love] [it|that|this|a challenge|a bit of danger]. [I'll do it|I'm in|Count me in|I accept]
[Just|Only] [this once|for you|because it's you|because you ask], [I'll do it|I'll help|I accept|yes]
[Someone has to|Somebody must|It must be done and nobody else will]. [I'll do it|I'm the one|So I will|I'll go]
[Yes, yes|Right|Good|Well], [I'll|I will] [go and do it|get going|get it over with|take care of that|sort it out|fix that]
[I|We] [agree|accept your terms|accept the offer|accept your offer|take you up on that|say yes]
[We'll|We will] [do it|take the job|go together|help you|see it done|set off at dawn]
[My party|My company|The two of us|All of us] [will do it|will take the job|will help|shall go|will see to it]
[Alright|Okay|Fine|Good], [tell me no more|you had me at the reward|enough said|I know enough]. [I'll do it|I'm in|I go]
[I was hoping for|I'm glad to hear of|I waited for|I dreamt of] [something like that|such a task|such a job]. [I'll do it|I accept|I'll go at once]
[Sign me up|Put me down for it|Give it to me|Hand me the job|Let me do it|Let me at it|Let me handle it|I'd love to]
[I'm|I am] [in|on board|on it|with you|all yours|on the case|at your command|at your service], [let's go|when do we start|I'll go now|I'll do it]
[Sure|Sure, why not|Why not|Well, why not|Oh well|If I must|If you insist|I suppose so|Since you ask so nicely], [I'll do it|I'll help you|I'll go|yes]
[It|This] [would be|will be|is] [an honour|a pleasure|my pleasure|a joy|my duty] [to help|to do this for you|to serve|]
[I can|I think I can|I believe I can] [do that|manage that|handle that|pull that off]. [Consider it done|I'll do it|I accept|Leave it with me]
[Challenge|Task|Offer] [taken|gladly taken], [I'm on my way|I'll do it|I'm off]
[Tell nobody|Tell no one else|Don't ask anyone else|No need to ask others], [I'll do it|this job is mine|I accept|it's mine]
[Your wish|Your word] is my command[, I'll do it|. I go|. It will be done|]
[A hero|A knight|A soldier|A true friend] never [refuses|backs down|says no]. [I'll do it|I accept|I'll go]
[I'll|I will] [risk it|take the risk|dare it|brave it|take my chances|undertake it|see it through]
[Very good|Splendid|Excellent|Wonderful|Perfect], [I'll do it|I accept|just what I was looking for, I'm in|that's the work I wanted|I take it on]
[Danger|Monsters|A long road|Hard work]? [That does not scare me|I laugh at that|I don't mind]. [I'll do it|I accept|Count me in]
[You need me|You need help|You are in need], [so I'll do it|so I'll go|then I will help|and I won't let you down]
[Yes|Yes please|Oh yes|Yes indeed|Yes, I will|I will|I do|Will gladly do|Happy to|Glad to help|Happy to help]
[I'm|I am] [already|half] [out of the door|on the road|packed|halfway there]. [Consider it done|I'll do it|]
[As|Just as] you [wish|say|command|like], [I'll do it|I'll go|I accept|it will be done]
""")
    + ["[Say no more|You need say no more|Not another word], [I'll get it done|I'm leaving already|I've decided: I'll do it]"],
    lore.REFUSE_QUEST: lines("""
[Forget it|Forget about it|Dream on|Not on your life|By no means|Out of the question|Absolutely not|Certainly not][, {name}|, {role}|, friend|]
I [would rather not|prefer not to|had better not|would rather stay here|would sooner eat my hat|won't get involved in that]
[Nay|Alas|Alack], [I cannot|I must decline|this is not for me|I may not take thy quest|seek another]
[nah|nope|no|naw] [thx|pls no|not my thing|too hard|im good|not doing that|find some1 else|sry]
[Not|Never] [in a hundred years|in my lifetime|for that pay|for so little|for a king's ransom|without an army|with my bad knee|on an empty stomach]
[That's|That is|This is] [not my kind of work|none of my business|a fool's errand|madness|suicide|a job for others|above my skill|asking too much]
[I'm|I am] [afraid|sorry to say|sad to say] [I can't do that|I have to refuse|the answer is no|I must say no|I won't be able to help]
[I'm|I am] [too scared|too old|too young|too weak|too busy|not fit|not trained] for [that|such work|this job|a task like that]
[My|My bad] [wife|mother|leg|back|captain|conscience] [forbids it|won't allow it|says no|would not let me]
[I've|I have] [a wife and children|a family to think of|another job|my own quest|an appointment|no weapon|no courage left], [so no|sorry|I can't|find another]
[I have to|I must|I'd better] [turn you down|turn it down|pass|leave that to others|say no this time|disappoint you]
You [must|have to|will have to|need to] [find another hero|look elsewhere|ask another|do it without me|go yourself|hire someone else]
[The answer|My answer] is [no|a clear no|still no|no, and it stays no]
[It's|It is] [a no from me|too far|too risky|too much trouble|not for me|not worth my life|way too dangerous|no job for a lady]
[That|Such a] [sum|reward|wage] [is too little|is an insult|is not enough|won't do]. [I won't do it|No, thanks|Find a cheaper fool|I refuse]
[For|Only for] [that|so few coins|such a reward]? [No|No way|Never|You must be joking|Find another fool]
[You must be|Are you|You are] [joking|mad|crazy|out of your mind]! [I won't do that|No way|I'm not going there|Never]
[Do I look|Did I look] like [a fool|a servant|an errand boy|a hero|a madman]? [No|I won't do it|Do it yourself|Ask someone else]
[Why|Why on earth] [would I do that|should I risk my neck|don't you do it yourself]? [No thanks|I refuse|I won't]
[I didn't|I did not] come [here|all this way] [to work|to run errands|to get killed|to do your chores]. [No|So no|I decline|Find someone else]
[A generous offer|A fine offer|A kind offer|It's tempting|Tempting], but [no|I must decline|not for me|I can't|I'd rather not]
[I'd|I would] [love to|like to|help you if I could], but [I can't|I have no time|I'm not strong enough|I must be elsewhere|it's too dangerous]
[Much as|As much as] I [like you|want to help|need the money], [I can't do it|I must refuse|no|I have to say no]
[I|I've] changed my mind[, I won't do it|. Find someone else|. No quest for me|, I'd rather not help]
[On second thought|After some thought|Thinking it over|Having heard that], [no|I won't|I'd rather not|I decline|I'm out]
[No quest|No work|No heroics|No errands|No adventures] for me [today|, thanks|, sorry|this time]
[I won't|I will not|I shall not] [do your dirty work|risk my life for that|run your errands|take this job|take the quest|go there|be part of it]
[I|We] [refuse|decline|say no|pass on that|want no part of it|won't take the job|will not go]
[We're|We are] [not that desperate|too few for that|not interested|going another way|not suicidal]. [No|Sorry|Ask others]
[Me|I] [no do|not do this|not go there|no like]. [Too danger|You find other|No good|Sorry, friend]
[Hic|Ugh|Pah|Bah|Pff], [no way|too much work|I'm not doing that|let others do it|count me out|not me]
[Get|Ask|Send|Hire|Try] [a real hero|the guard|your own people|the soldiers|a knight|a bigger fool|my cousin] [instead|for that|]
[Leave me|Keep me|I'd like to stay] out of [it|this|that mess|your troubles]
[I|I just] [don't have it in me|lack the courage|have had enough of adventures|do not want trouble|want a quiet life|want to rest], [sorry|so no|find another]
[Do your own work|Do your own chores|Solve your problems] [yourself|on your own|without me]
[I'm|I am] [on holiday|retired|out of that business|done with quests|not your servant|no errand boy|no mercenary|not for hire]
[Another time|Some other time|Another day|Perhaps in another life|Next time maybe], [I can't now|I'm too busy|not today|now I must say no]
[No|Oh no|No no|No, no, no], [not that|anything but that|not there|not again|not with my luck|I'd never come back]
[I|I really] [don't|do not] [do|take] [such jobs|that kind of work|quests any more|work like that|errands]
I [don't like|like not|hate] the sound of [it|that]. [No|I'd rather not|Find somebody else|I'm out]
[Not today|Not now|Not this week|Not this time|Not tonight], [sorry|I'm tired|I've no time|friend|find another]
[Thank you for|Thanks for] [the offer|the trust|thinking of me], but [no|I won't do it|I can't|it's not for me]
[I'm honoured|I'm flattered|Forgive me|Pardon me|I beg your pardon], but [I must decline|I won't do it|I can't take this on|no]
[I can't|I cannot] [take this on|accept|promise that|agree to that|help you there|help you with this one|do this for you|go there]
[I value|I like|I love] my [life|skin|neck|bones] [too much|more than gold|as it is]. [No|I won't do it|Find another]
[That|It|This] [sounds|smells] [like a trap|like a lot of work|far too dangerous|fishy|like death]. [I'm not going|No|I'd rather not|No, thanks]
[Nothing|No coin|No reward] [in the world|on earth] [could make me|will make me] [go there|do that|do it]
[I|I already] have [too much to do|my hands full|enough trouble|enough to do], [sorry|so no|ask someone else|find another]
[You're|You are] on your own [there|with that one|this time|, I won't help]
Let us [forget it|drop it|leave it at that|speak of other things]. [I won't do it|I'm not your hero|I don't want the job]
[What a silly|What a stupid|What a dreadful|What a boring] [task|quest|job|errand]. [No|I won't do it|Ask a child|Do it yourself]
[Sorry|So sorry|I'm very sorry|My apologies], [I must go my own way|my sword is needed elsewhere|I gave up heroics|I'm not the hero you need]
[Find|Look for] [some other fool|another fool|a braver soul|somebody desperate|another adventurer|another pair of hands]
[If only I could|I wish I could|I would if I could], but [no|I can't|it's beyond me|my road leads elsewhere]
[I'm|I am] [not|really not] [interested|in the mood|up to it|ready for that|willing|your hero|the right person|strong enough|that brave|going to do that]
[Not interested|No interest|No desire|No time|No chance|No deal|No can do][, sorry|, friend|, {name}|, find another|]
[That|The] [job|quest|task] [can wait for someone else|goes to somebody else|is none I'd take|is yours to keep]
I [have to|must|need to] [think of my safety|obey my captain|be in town by night|save my strength], [so I can't|so no|I have to refuse]
[Keep|You can keep] your [quest|job|reward|money|errand] [, I won't do it|, thanks|. I'm not going|. Find another]
""")
    + ["[A hero I am not|Heroics are not for me|I'm a coward, I admit it], [ask someone braver|find another|so the answer is no]"],
    lore.ASK_REWARD: lines("""
[What|How much] [wilt thou|will you] [give me|pay me|offer me] [in return|for my labours|for this service|if I succeed]?
[What|How much] [coin|gold|money|silver] [is in it|is on offer|do you offer|will there be|comes with the quest|do I see for it]?
[how much|what|whats] [u paying|do i get|the pay|is reward|u gonna give me] [for that|for the quest|if i do it]?
[reward|pay|loot|payment|gold]? [what is it|how much|for the quest]?
[What will|What would|What does] [the task|the quest|that job|the work|this errand|helping you] [bring me|earn me|pay|be worth|get me]?
[What is|What's] [my share|my wage|my fee|my prize|the prize|the bounty|the wage|the fee] [for the job|for the quest|if I succeed|]?
[Is there a bounty|How big is the bounty|How large is the bounty|What about a bounty] [on that|for the task|for the job]?
[How much|What] [can you|are you willing to|would you be willing to] [pay|offer|spend] [for the job|for my help|for the quest|for that]?
[How much|What] [are you able to|are you ready to] [pay|offer|spend] [for the job|for my help|for the quest|for that]?
[And for|In exchange for|In return for] [my help|my trouble|doing that|the quest|this task] [I get what|what do I get|you give me what]?
[Let's|Let us] [talk about money|talk coins|speak of payment|discuss my pay]. [What do I get for the job|How much for the task|What is the reward]?
[I risk my life|I risk my neck|I could die|It sounds dangerous|That is a hard task]. [What do I get|How much will you pay|What's the reward]?
[Why should I|Why would I] [do it|help you|risk it]? [What do I get|What would you pay|Is there a reward]?
[A hero|A man|An adventurer|A sellsword] [has to eat|must live|has bills too]. [What does the job pay|How much do I earn|What's the reward]?
[How rich will I be|In what coin will you pay me|How heavy will my purse be] [after that|for the quest|when the task is done]?
[Does|Will] [the quest|the job|this|your task] [make me rich|fill my purse|pay for my trouble|bring in some coins]?
[What|Which] [reward|payment|pay|prize] [awaits me|do you promise|have you in mind|would I get|is promised|can I expect]?
[What|How much] [can I expect|may I expect|should I expect|will I have earned|will be mine] [for it|when I return|when it's done|at the end|afterwards]?
[You|You will] pay [me|something], [right|I hope|don't you|won't you]? [How much|What do I get for it]?
[You didn't|You did not|You wouldn't] [mention|say|tell me] [the reward|what you pay|what I get|how much you pay] [. How much?|. What is it?|]
[I want|I'd like|I need] to [know|hear] [the reward|what the job pays|what's in it for me] [first|before I decide|]
[I want|I'd like|I need] to [know|hear] [what I get for it|what you will pay me|how much I'd earn] [first|before I decide|]
[Say|Tell me|Name] [what you pay|how much you pay|my reward|what I'd get|what my help is worth|your price for the job]
[Remind me|Tell me again|Say again]: [what was the reward|what do I get for the quest|how much does the job pay|what did you offer for the task]?
[How|What] [would you|will you] [reward|repay|pay] [a hero|my courage|my pains|my kindness|me when it's done]?
[For free|For nothing|Without pay|Just for thanks]? [What do I get|Surely there's a reward|How much do you pay|]
[Good deeds|Kind words|Thanks] [don't fill|never filled] [a belly|a purse]. [What is the pay|What's the reward|How much do you offer]?
[What|How much] [do you|would you] [put up|lay down|hand over|count out] [for it|for the deed|when I have done it]?
What [is|would] [a deed like that|my help|the whole thing|the quest] [be|] worth to you?
[The pay|The reward|My pay|My prize], [what is it|how much is it|is it good|how big is it]?
[Any|Is there any|Would there be any] [gold|money|coin|pay|reward|payment] [in it|in that|for me|for the job|involved]?
[How many|Would it be many] coins [for that|for the quest|for the job|will I get for it|do I get when I return]?
[And if|If|Once|When] I [do it|succeed|come back alive|bring it off|finish the job], [what do I get|how much will you pay|what is my reward|what's mine]?
[Me|I] [get what|get how much|want know pay]? [For job|For the work|For help]
[Don't|Do not] [cheat|fool] me: [what does the job pay|how much do I get|what is the reward]?
""")
    + ["[What's on the table|How deep is your purse|How grateful will you be], [if I help|if I take the job|for this quest]?"],
}
