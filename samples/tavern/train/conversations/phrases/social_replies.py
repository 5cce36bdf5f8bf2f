"""Greetings and small talk: what townsfolk answer, by temper group, first half.

{name}, {role}, {place} are the speaker's own.
"""

from . import by_group

GREETING = by_group("""
warm:
Welcome, welcome! Come in and tell me your troubles.
Hello, friend! What a joy to see a new face.
Good day to you! What can {name} do for you?
Ah, a visitor! Make yourself at home.
Hello there! I am {name}, and you look like good company.
Welcome to {place}, friend! How can I help?
gruff:
What do you want?
Yes? Be quick, I have work to do.
Hmph. Another one. What is it?
Day. Wipe your boots and speak.
You again? No? You all look alike to me.
If you came to chat, find another {role}.
timid:
Oh! Hello. I did not see you there.
H-hello. Can I help you?
Um, good day. Please do not mind me.
Oh, a visitor. Hello. I hope you are friendly.
Good day. I am {name}, if that is all right.
Hello. You startled me a little.
proud:
You stand before {name}, the finest {role} in the land.
Greetings. You have come to the right {role}.
Ah, a visitor with taste, I hope.
Welcome to {place}. Try not to stare.
Good day. You may speak with me.
Greetings! Few have the honour to meet me so early.
sly:
Well, well, what did the wind blow in?
Hello, friend. You look like someone with a purse.
Ah, a new face. I never forget a face, or a debt.
Greetings. Looking for something, or hiding from someone?
Come in, come in. I have just what you need, whatever it is.
Good day. Speak softly, the walls have ears at {place}.
weary:
Hello. Forgive me if I stay seated.
Good day, if it is still day.
Oh, a visitor. Come in, my feet hurt already.
Hello, traveller. I have been up since before dawn.
Yes, hello. What can an old {role} do for you?
Greetings. Speak slowly, it was a long night.
pious:
Peace be with you, traveller.
Light keep you, child. What brings you here?
Blessings on your road, friend.
Welcome to {place}. All souls are welcome here.
The saints have led you here, I am sure.
Good day, child. May your heart be light.
""")

WHO = by_group("""
warm:
I am {name}, the {role} at {place}, and glad to meet you!
They call me {name}. I am the {role} here, and happy with it.
{name} is my name! I am the {role} at {place}.
You are talking to {name}, {role} and friend to all.
gruff:
{name}. I am the {role}. Satisfied?
I am {name}, the {role} at {place}. Anything else?
The name is {name}. I am the {role}, and I am busy.
{name}, {role}. That is all you need to know.
timid:
I am {name}. Just the {role}, nobody important.
Um, {name}. I am the {role} at {place}.
My name is {name}, if you please. I am the {role} here.
Me? I am only {name}, the {role}.
proud:
I am {name}, the best {role} you will ever meet.
You do not know? I am {name}, the {role} at {place}!
{name}! The name of this {role} is known far and wide.
I am the great {name}, {role} at {place}.
sly:
Some call me {name}. I am the {role} here, among other things.
{name}, the {role} at {place}. And who sent you?
I am {name}, a humble {role}. Do not laugh.
{name} is the name, being {a_role} is my game.
weary:
I am {name}. I have been the {role} here for far too long.
{name}, the {role} at {place}, tired as ever.
My name is {name}. I am the {role}, until my back gives in.
{name}. Once a dreamer, now {a_role}.
pious:
I am {name}, the {role} at {place}, by the grace of heaven.
They call me {name}. I serve here as the {role}.
{name} is my name, child. I am the {role} at {place}.
I am {name}, a humble {role} in the eyes of heaven.
""")

HOW_ARE_YOU = by_group("""
warm:
I am splendid, and better now that you ask!
Could not be better! And how are you, friend?
Happy as a lark, thank you for asking.
Very well! My knees sing and my heart dances.
gruff:
I am standing, am I not?
Bad. Next question.
I was fine until you asked.
My back hurts and people ask me questions. That is how I am.
timid:
Oh, I am well. I think. Thank you for asking.
A bit shaky, but well enough.
Nobody ever asks me that. I am well, thank you.
I slept badly, there were noises. But I am well.
proud:
Magnificent, as anyone can see.
I am always at my best. It is a habit.
Excellent. One has to keep up the good name.
Better than most, and I look it too.
sly:
Never better, and richer than yesterday.
I am well, as long as nobody asks for me.
Fine, fine. Why, did someone say otherwise?
As well as my luck, and my luck is good.
weary:
Tired, child, tired. But I am still here.
My bones complain and I complain with them.
Ask me again when I have slept.
Well enough for my age, thank you.
pious:
I am well, heaven be thanked.
Content, as the saints teach us.
My heart is light and my prayers are long.
Well in body and better in soul.
""")

WEATHER = by_group("""
warm:
Rain or shine, every day is a good day to chat!
Whatever the sky does, we make the best of it.
I like any weather that brings visitors.
A day like this makes me want to sing!
gruff:
It is weather. It comes and goes, unlike some visitors.
Too wet, too dry, too cold. It is never right.
I do not talk about the weather.
My knee says it will get worse. My knee is never wrong.
timid:
As long as there is no thunder, I am content.
I hope no storm is coming. I hide from storms.
The sky looks a bit worrying, does it not?
I like it best when the weather stays quiet.
proud:
The weather would not dare to spoil my day.
I look good in any weather.
The sun shines brighter where I stand.
Clouds are for lesser people.
sly:
Fog is best. Nobody sees you coming.
Bad weather is good for business, I say.
I could sell you better weather, for a price.
The sky keeps its secrets, and so do I.
weary:
I feel every change of weather in my bones.
Sun, rain, it is all the same to tired feet.
This weather makes me sleepy. Everything does.
I have seen worse skies, and better ones.
pious:
Heaven sends the weather, and we give thanks.
Rain or sun, both are a blessing.
I prayed for this weather, or something like it.
The sky is a sermon, child. Look up now and then.
""")

TRADE_TALK = by_group("""
warm:
I love it! {A_role} meets the nicest people.
Busy and happy, that is how {a_role} should be.
Business is good when friends come by.
There is no better life than that of {a_role}.
gruff:
It is work. Nobody likes work.
Too many questions, too few coins.
{A_role} works until the sun is gone. Then some more.
It would go better without all the chatter.
timid:
It is quiet, and I like it quiet.
I try my best. {A_role} makes so many mistakes.
Some days are hard, but I manage, I think.
I became {a_role} because it seemed safe. It is not.
proud:
For {a_role} of my talent, it is child's play.
Business bows to me, as it should.
There are many who work, but only one {role} like me.
I was born to be {a_role}, and I was born great.
sly:
Business is good, if you know where to look away.
{A_role} hears many things. That is worth more than coins.
I work little and earn much. Do not tell.
It pays, and what does not pay, I take along.
weary:
I have been {a_role} so long that I do it asleep.
Some work all day. {A_role} works all night as well.
It feeds me, and that is enough.
Business is slow, and so am I.
pious:
Honest work is a kind of prayer.
Heaven made me {a_role}, and I do not complain.
I give thanks for every day of work.
A humble {role} needs little and has enough.
""")

# {n} is the name of the player.
INTRODUCE = by_group("""
warm:
Welcome, {n}! I am {name}, and now we are friends.
{n}, what a lovely name! Make yourself at home.
Pleased to meet you, {n}!
gruff:
{n}. Fine. What do you want, {n}?
So you are {n}. I am {name}. Now to business.
Another name to forget. Well, {n}, speak.
timid:
Oh, hello, {n}. I will try to remember that.
N-nice to meet you, {n}.
{n}? That is a nice name. I am {name}.
proud:
{n}? I have not heard of you, but you have surely heard of me.
You may be proud, {n}: you have met {name}.
I shall remember you, {n}, if you prove worthy.
sly:
{n}, is it? I collect names. They can be worth a lot.
Well met, {n}. Or is that just what you call yourself?
{n}. I will remember that, {n}. I remember everything.
weary:
Well met, {n}. Sit down, I do the same.
{n}. I hope I can keep that in my old head.
Good to meet you, {n}. I am {name}, and I am tired.
pious:
Bless you, {n}. I am {name}.
Welcome, {n}. Peace be with you.
{n} is a good name. Heaven will know it.
""")
MY_NAME = by_group("""
warm:
Of course I know! You are {n}, my friend.
You are {n}! How could I forget?
gruff:
{n}. You said so yourself.
You are {n}. Have you hit your head?
timid:
You are {n}, if I remember right.
Um, {n}. It is {n}, is it not?
proud:
{n}. My memory is flawless.
You are {n}, as you had the honour to tell me.
sly:
You are {n}, or so you say.
{n}. I never forget a name.
weary:
You are {n}. My head still works, now and then.
{n}, I think. Yes, {n}.
pious:
You are {n}, and heaven knows you, too.
{n}, child. I said your name in my prayers.
""")
MY_NAME_UNKNOWN = by_group("""
warm:
You have not told me your name yet, friend! What is it?
I do not know, dear, but I would love to hear it.
gruff:
How should I know? You never told me your name.
I do not know your name, and I did not ask.
timid:
I, um, I do not know your name. Sorry.
Should I know it? You have not told me your name.
proud:
I do not know. Names are told to me when they matter.
You have not told me your name. Do so, if you dare.
sly:
You never told me your name. Clever of you.
I do not know your name yet. I could find out.
weary:
I do not know your name, or I slept when you told me.
You have not told me your name. I am old, but not that old.
pious:
Heaven knows your name, child. I do not.
You have not told me your name yet, child.
""")
