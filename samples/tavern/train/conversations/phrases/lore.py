"""Rumours, quests, directions and secrets: both sides of the talk."""

from ..split import lines, parted

ASK_RUMOUR = parted("""
Heard any news?
Any news?
What's new in town?
Heard any rumours?
Any rumours?
What are people talking about?
What's the gossip?
Tell me a rumour
Do you know any rumours?
Is there any gossip?
Has anything happened lately?
What do people say?
Anything interesting happening around here?
What have you heard?
Tell me the latest news
What's going on around here?
Any strange happenings?
What's the word on the street?
Have you heard anything interesting?
Got any gossip for me?
Anything new?
What do you hear these days?
What's the talk of the town?
Share some gossip
Do you have news for me?
I'd pay for a good rumour. Know any?
""")
RUMOUR = lines("""
They say {r}.
People say {r}.
Word is that {r}.
I heard that {r}.
Have you not heard? {R}.
Folk whisper that {r}.
It is said that {r}.
{R}, or so I was told.
{R}. At least that is what people say.
The talk of the town: {r}.
You did not hear it from me, but {r}.
Everyone knows it by now: {r}.
""")
RUMOUR_NONE = lines("""
I have heard nothing new.
No news here, all is quiet.
Nothing, I am afraid. It has been quiet.
I know of no rumours.
No gossip today, ask someone else.
Nothing worth telling has reached my ears.
I hear nothing these days.
No news is good news, and I have none.
""")

ASK_MORE = parted("""
Tell me more
Tell me more about that
What else do you know?
Really? Go on
Is that true?
Who told you that?
Are you sure?
And then?
What more can you tell me?
How do you know?
Do you believe that?
Any details?
Explain that
""")
MORE = lines("""
That is all I know: {r}.
More I do not know. Only that {r}.
I just tell what I heard: {r}.
I know only this: {r}.
Ask around, I only heard that {r}.
Who knows if it is true? They say {r}.
{R}. That is all, I swear.
""")

ASK_QUEST = parted("""
Do you have any work for me?
Got any work?
Do you have a quest for me?
Need any help?
Do you need help with anything?
Is there anything I can do for you?
I'm looking for work
Any jobs?
Is there a job for me?
Can I help you somehow?
Do you have a task for me?
I want to earn some coins
How can I earn some money here?
Anything that needs doing?
Do you need an adventurer?
Any quests?
Is something troubling you?
What can I do for you?
I'm an adventurer. Need a hand?
Do you need a hero?
Have you got a job for a brave soul?
Give me a quest
Is there work around here?
Could you use a pair of strong hands?
What needs to be done?
I seek adventure. Any ideas?
""")
QUEST = lines("""
Yes. {T}, and I will give you {w}.
There is something: {t}. I will give you {w}.
I need someone to {t}. For that you get {w}.
You could {t}. I offer {w}.
If you {t}, you get {w} from me.
Would you {t}? I would pay you with {w}.
Just one thing: {t}. Your reward: {w}.
Please {t}. Do it and you shall have {w}.
""")
QUEST_NONE = lines("""
I have no work for you.
No, there is nothing to do at the moment.
Thank you, but I need no help.
No work here, try someone else.
I have no task for you today.
Nothing needs doing here.
I can manage on my own, there is no work.
No quest from me, only good wishes.
""")

ACCEPT_QUEST = parted("""
I'll do it
I accept
Count me in
I'll take the job
All right, I'll help you
You can count on me
I will do it
Consider it done
I accept the quest
Yes, I'll help
Leave it to me
Sure, I'll do that
I'm your man for this
Good, I'll take the quest
I'm on my way
Sounds good, I'm in
I'll take care of it
Fine, I'll do your task
It will be done
I take the quest
""")
QUEST_ACCEPTED = lines("""
Good! {T}, and {w} will be waiting for you.
Thank you! Remember: {t}. Then I give you {w}.
Then go and {t}. You get {w} when you return.
Splendid. {T}, and come back for {w}.
I knew I could ask you. {T}, and you shall have {w}.
Agreed: you {t}, I give you {w}.
May luck be with you. {T}, then you get {w}.
""")
REFUSE_QUEST = parted("""
No, I won't do that
Not interested
That's too dangerous for me
No thanks, find someone else
I have no time for your quest
I'd rather not do it
I refuse
That job is not for me
No, do it yourself
Sorry, I can't help you with that
""")
QUEST_REFUSED = lines("""
A pity. The offer of {w} stands if you change your mind.
As you wish. Someone else will earn {w}.
Then I must find someone else for {w}.
Think it over. {w} could still be yours.
I understand. Come back if you want to earn {w}.
Too bad. I would have given you {w}.
""")

ASK_REWARD = parted("""
What's the reward?
What do I get for it?
What will you pay me?
How much do you pay for the quest?
What's in it for me?
And the reward?
What do I get if I do it?
What would I earn?
How much will I get for that?
What is the reward for your quest?
What do you pay for the job?
Is there a reward?
And what do I get in return?
How well does the job pay?
Tell me about the reward
""")
REWARD = lines("""
Your reward: {w}.
I will give you {w}.
You get {w} when it is done.
For that I offer {w}.
Do it and I give you {w}.
I promise you {w}.
The reward? You shall have {w}.
Come back when it is done, then you get {w}.
""")
REWARD_NONE = lines("""
There is no reward, for I have no task for you.
A reward for what? I have no work for you.
I have no work to give, so there is no reward.
Reward? I have not asked you to do anything.
I offer no quest, so no reward either.
""")

ASK_WAY = parted("""
Where is {p}?
How do I get to {p}?
Where can I find {p}?
Which way to {p}?
Can you tell me the way to {p}?
I'm looking for {p}
Do you know where {p} is?
How do I find {p}?
What's the way to {p}?
I need to get to {p}
Is {p} far?
Where would I find {p}?
Could you point me to {p}?
Can you show me the way to {p}?
I can't find {p}
In which direction is {p}?
{p}, where is it?
Where do I go for {p}?
Directions to {p}?
I'm lost. Where is {p}?
Please tell me where {p} is
I want to go to {p}. Where is it?
How can I reach {p}?
Which road leads to {p}?
""")
WAY = lines("""
{P} is {d}.
You will find {p} {d}.
{P}? It is {d}.
Look {d}, there is {p}.
That is easy: {p} is {d}.
{P} is {d}, you cannot miss it.
Go on and you will see it: {p} is {d}.
It is {d}.
""")
WAY_UNKNOWN = lines("""
I do not know where {p} is.
I do not know the way to {p}.
{P}? I have no idea where that is.
I cannot tell you where {p} is, ask someone else.
{P}? I have never been there and do not know the way.
Sorry, I do not know {p}.
I could not say where {p} is.
I do not know that place. Ask at the square.
""")

ASK_SECRET = parted("""
What do you know about {s}?
Tell me about {s}
Tell me everything about {s}
I want to know more about {s}
What about {s}?
Let's talk about {s}
What can you tell me about {s}?
I heard about {s}. What do you know?
Someone mentioned {s}
Why won't you talk about {s}?
You know something about {s}, don't you?
Can you tell me something about {s}?
Is it true what they say about {s}?
I have questions about {s}
I'm asking about {s}
Any news about {s}?
Speak! What about {s}?
I'll pay you to tell me about {s}
Do you know anything about {s}?
What really happened with {s}?
""")
SECRET = lines("""
I do not speak of {s}.
Not a word about {s} from me.
Of {s} I will say nothing.
I never talk about {s}. Ask me something else.
Hush! I will not talk about {s}.
My lips are sealed about {s}.
You will hear nothing about {s} from me.
Let us not talk about {s}.
{S}? I say nothing. Next question.
Do not ask me about {s}.
""")

ASK_TOPIC = parted("""
What do you know about {s}?
Tell me about {s}
What can you tell me about {s}?
Who or what is {s}?
Do you know anything about {s}?
Have you ever heard of {s}?
What do people say about {s}?
I want to know more about {s}
Can you tell me something about {s}?
Does {s} mean anything to you?
""")
TOPIC_UNKNOWN = lines("""
I know nothing about {s}.
{S}? That means nothing to me.
I cannot tell you anything about {s}.
I have never heard of {s}.
{S}? You must ask someone else.
I am afraid I know nothing of {s}.
""")

ASK_PLACE = parted("""
Where am I?
What is this place?
What's this place called?
Where are we?
Which place is this?
I'm lost. Where am I?
Can you tell me where I am?
What do you call this place?
Where have I ended up?
""")
PLACE = lines("""
You are at {h}.
This is {h}.
You stand at {h}, traveller.
Welcome to {h}.
You have found {h}.
We are at {h}, of course.
""")
