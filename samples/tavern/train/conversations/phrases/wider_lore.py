"""More patterns of what adventurers say about news, work, ways and secrets."""

from ..split import lines
from . import lore

ADDED = {
    lore.ASK_RUMOUR: lines("""
[I've been away|I was gone|I've been on the road] for [weeks|months|a while]. [What did I miss|What has happened|What is new|Tell me the news]
[You hear|A {role} hears|People like you hear] [a lot|everything|many things]. [What do you hear|What is the news|Anything interesting|Tell me]
[Let's|Let us] [gossip|talk about the town|hear some news]. [What's new|What do people say|]
[What's the word|What's the buzz|What's the story] [in town|on the street|around here|]?
[Spill it|Out with it|Come on], [what's the news|what do people talk about|what is the gossip]?
[Got|Have] [a story|any tale|something interesting] for [me|a curious traveller|a bored adventurer]?
[Something|Anything] I [should|ought to|need to] know about [this town|what goes on here|the latest events]?
""")
    + ["[Rumours|News|Gossip|Tidings], [please|anything|I want to hear it all]"],
    lore.ASK_MORE: lines("""
[That's|That is|How] [interesting|strange|terrible|odd|exciting]. [Tell me more|Go on|And|What else do you know]
[You don't say|Well well|Oh my|Goodness|Unbelievable]! [And what else|Tell me more|Go on|Who told you]?
[I don't|I can't] [believe|quite believe] [it|that|you]. [Is it really true|Say more|Are you sure]?
[Don't stop|Keep going|Speak on|And further|Continue]
[Do others|Does anyone else] [say so|know of it|believe it]?
""")
    + ["[I'm all ears|I'm listening], [go on|tell me everything|more please]"],
    lore.ASK_QUEST: lines("""
[I'm|I am] [out of coins|broke|bored|new here and need money]. [Any work|Is there work|Got a job for me|Do you have a task]?
[My sword|My blade|My arm] is [yours|for hire|at your service]. [What do you need|Is there work|Any quest]?
[You look|You seem] [worried|troubled|as if something weighs on you]. [What is it|Can I help|Do you need help]?
[Is there|Got|Know] [a monster to slay|a problem to solve|something lost to find|an errand to run|trouble I could take care of]?
[Put me to work|Hire me|Use me|Send me out], [I need coins|I'm ready|what needs doing|I work hard]
[What would you have|What would you like|What do you need] [done|me to do|an adventurer to do]?
[Quest|Work|A job|Adventure|A task], [please|any|do you have one]
[Heroes|Adventurers] [need|live on] [work|quests|tasks]. [Got one|Do you have any|Anything for me]?
""")
    + ["[Who|What] needs [help|a hero|saving] [here|today]?"],
    lore.ACCEPT_QUEST: lines("""
[You can stop worrying|Worry no more|Say no more|Fear not|Rest easy], [I'll do it|I'll take care of it|leave it to me|I accept]
[Why not|Sounds fun|Easy|No problem|Piece of cake|My pleasure|With pleasure|It's an honour]. [I'll do it|I accept|Leave it to me|I'm on my way|]
[Leave it|Leave that|Leave this] to me
[Where do I sign|When do I start|I start right now|I'm already gone]. [I'll do it|I accept|I'm in]
[For that reward|For those coins|For you], [I'll do it|I'd do anything|gladly|I accept|I'm in]
[Hm, okay|Yeah|Yep|Aye|Yes yes|Well, yes|Ok|Sure thing], [I'll do it|I'm in|I'll help|why not|I accept]
[I swear|I promise|You have my word|On my honour], [I'll do it|it will be done|I'll see to it]
[It|That|The thing|The job] [will be done|is as good as done|shall be done] [before you know it|soon|by tomorrow|]
[I am|I'm] [your man|the right one|just the person you need|game|up for it]
""")
    + ["[Write me down|Put my name down], [I'll do it|I accept the quest|I'm doing it]"],
    lore.REFUSE_QUEST: lines("""
[Nope|Nah|No way|Never|Not a chance|Not me|Not for all the gold in the world], [I won't do it|find someone else|that's not for me|I'm not mad|too dangerous]
[I'm|I am] [no hero|too old for that|too tired|a coward|not the right one|not brave enough|just passing through]
[What do I care|Why should I|Do it yourself|That's your problem]
[You can't|Nobody can] [make me do that|pay me enough for that|talk me into that]
[I've heard|I heard] enough. [I won't do it|Count me out|Not interested|No]
[Thanks|Thank you|Thanks for asking], but [no|I'd rather live|count me out|I have other plans|I'll pass]
[Let|May] [somebody|someone] [braver|younger|else] do [it|that]
[Sounds|That sounds] [awful|deadly|like trouble|boring]. [No thanks|I'm out|I'd rather not|Count me out]
[Count me out|I'm out|I pass|Leave me out of it] [of this|this time|]
[I'll think about it|I must think about it|Let me sleep on it], [but not now|for now it is no|not today]
""")
    + ["[I have|I've got] [no time|better things to do|my own troubles], [sorry|find another]"],
    lore.ASK_REWARD: lines("""
[I don't|I never|Nobody should] work for [free|nothing|kind words]. [What do you pay|What's the reward|How much do I get|What do I get]?
[Suppose|Say|Let's say] I [do it|help you|agree|manage it]. [What do I get|What would you pay|What is my reward|How much is in it for me]?
[Before I agree|Before I say yes|First|First of all|One more thing], [what do I get|what is the reward|how much do you pay|tell me about the reward|what's in it for me]?
[Talk about|Let's talk about|What about|And what about|Say something about] [the reward|the pay|my pay|the money|payment]
[Coins|Gold|Money|Pay|Reward|Payment]? [How much|What do I get|For the task|What will it be]?
[Will I|Would I|Do I] [be paid|get paid|be rewarded] [for it|for that|]? [How much|What with|With what|]
[And what do I|And what would I|What will I] [have|see|get] [from all that|out of it|for my pains|for risking my neck|at the end of it|when I come back]?
[How|In what way] [will|would|do] you [thank|pay|reward|repay] me [for it|for that|for my trouble|if I do it|]?
[Is it worth|Would it be worth] [my while|my time|the risk|the trouble]? [What do you pay|What's the reward|]
[What's|What is] [the job|the task|the quest|your quest|that task] worth [to you||in coins]?
[My services|My sword|Heroes] [aren't|are not] [free|cheap]. [What do you offer|What is the reward|What do you pay]?
""")
    + ["[How generous|How grateful] [are you|will you be] [if I do it|when it's done|]?"],
    lore.ASK_WAY: lines("""
[My friend|Somebody|My brother] [waits|is waiting|wants to meet me] at {p}. [Where is that|How do I get there|Which way]?
[I was told|They told me|I promised] to [go to|be at|meet someone at] {p}. [Where is it|How do I get there|Which way do I go]
[I'm new here|I'm a stranger here|My map is old|I don't know my way around]. [Where is|How do I find|Which way to] {p}?
[Can one|Could I|Can I] [walk to|reach] {p} [from here|on foot]? [How|Which way|]
[Point|Send|Lead|Direct] me [to|towards] {p} [please|]
[Left or right|Which direction|Which turn|What road] [for|to] {p}?
{p}? [Where|Which way|How do I get there|You know the way]?
[It's getting late|It is late|I'm in a hurry|Quick], [where is {p}|which way to {p}|how do I reach {p}|tell me the way to {p}]?
[Someone waits for me|I have business|I left my bag|I'm expected] at {p}. [Where is it|Where would that be|Which way is it]?
""")
    + ["[Mark|Show me] {p} on my map[, please||, would you]"],
    lore.ASK_SECRET: lines("""
[Between you and me|Just between us|I won't tell anyone|You can trust me], [what about {s}|tell me about {s}|what do you know about {s}]
[You look pale|You went silent|You turn away] when [I|people] [mention|speak of|ask about] {s}. [Why|What is it]?
[I'll pay|I will pay|I'd give good coins] [to know more about|to hear about|for the truth about] {s}
[There is talk|There are whispers|A little bird told me] about {s}. [What is behind it|Tell me|Is it true]
[The truth about|All about|Everything about] {s}, [now|please|tell me]
[Don't be shy|Come on|Out with it], [tell me about {s}|what about {s}]
""")
    + ["[Were you|You were] [there|involved], [weren't you|tell me]? I mean {s}"],
    lore.ASK_TOPIC: lines("""
[I read|I dreamt|A friend told me|An old book speaks] [about|of] {s}. [What is it|Do you know more|What do you know]?
[Does|Do] [the name|the words] {s} [ring a bell|mean something to you|sound familiar]?
[You know|I bet you know|Surely you know] [all|something|a thing or two] about {s}
[I'm looking for|I am after|I collect] [news of|stories about|word of] {s}. [Can you help|Have you heard anything|]
[Let us|Let's] [talk|speak] [of|about] {s}
""")
    + ["[Word|News|Anything] [about|on] {s}?"],
    lore.ASK_PLACE: lines("""
[I must have|I've] [fallen asleep|hit my head|lost my way|had too much ale]. [Where am I|What is this place|Where is this]?
[The sign|The door sign|Your sign] is [too faded|hard to read|dirty]. [What is this place|Where am I|What's the place called]?
[So this is|Is this|Am I in|Did I come to] [the right place|the place I think it is]? [What's it called|Where am I|What is this]?
""")
    + ["[Nice place|Strange place|Cosy here]. [What is it called|Where am I|What do you call it]?"],
}
