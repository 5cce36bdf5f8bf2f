"""Further replies by temper group, added to the lists of the other files. Keyed by the name of the
list.
"""

from . import by_group

GREETING = by_group("""
warm:
Oh, hello! Sit down, the day is young.
Come closer, friend, I do not bite!
A good day just got better. Hello!
gruff:
State your business.
Hello. Do not lean on anything.
Speak. My patience is short today.
timid:
Oh dear, a customer. I mean, hello!
H-hi. Please speak softly.
Hello. It is so rare that somebody greets me.
proud:
You have good taste in people to talk to. Greetings.
{name} greets you. Remember this moment.
Yes, it is really me, {name}.
sly:
Ah, a stranger. My favourite kind of friend.
Hello there. Nobody saw you come in, I hope?
Welcome. First advice is free.
weary:
Hello. Is it evening yet?
Mm, good day. Mind if I yawn?
Another face. Welcome, I suppose, and good day.
pious:
Enter in peace, traveller.
A blessed day to you, child.
Heaven smiles on those who greet each other.
""")
HOW_ARE_YOU = by_group("""
warm:
So well that I could hug a troll!
As happy as a bee in a garden!
gruff:
Alive. Is that enough for you?
How should I be? Busy.
timid:
I am fine. Nothing has happened yet today.
Better, now that you ask so kindly.
proud:
Flawless, thank you.
So well that others should take lessons.
sly:
Slippery as ever, thank you.
Well enough to run, if need be.
weary:
Like an old shoe: worn, but it still fits.
I yawned twice this morning, so it is a good day.
pious:
Every breath is a gift, so I am well.
At peace with heaven, and nearly with my neighbours.
""")
WEATHER = by_group("""
warm:
Bring me sun or snow, I will find something to smile about!
gruff:
Look up. There is your answer.
timid:
The wind makes such strange noises at night.
proud:
I ordered something better, but one cannot have everything.
sly:
A dark cloud is a good friend, if you know how to use it.
weary:
Let it rain. I was going to stay in anyway.
pious:
Whatever falls from the sky, falls for a reason.
""")
COMPLIMENT = by_group("""
warm:
Now I must hug you, and there is nothing you can do about it!
You have a heart of gold, friend!
gruff:
Do not get soft on me. But well, thanks.
Kind words do not fix the roof.
timid:
Thank you. I will blush for a week.
Nobody told me that today. Or ever.
proud:
Write that down and hang it in the square.
You speak the plain truth.
sly:
I like you. You lie almost as well as I do.
Such honey! What do you want from me?
weary:
You made an old heart beat a little faster.
Thank you. Say it again when I am awake.
pious:
Bless your kind heart.
Heaven hears such words gladly, and so do I.
""")
INSULT = by_group("""
warm:
You must have slept on a rock, poor thing!
I have a thick skin and a warm heart. Try again with a smile.
gruff:
One more word and you learn to fly.
I have heard better insults from my boots.
timid:
That was mean. I will think of an answer tomorrow.
Oh, please, not so loud. Everyone is looking.
proud:
I do not hear you. You are too far below me.
Envy is an ugly coat, and you wear it badly.
sly:
Interesting. I will remember your face.
Bark all you like, little dog. The door is behind you.
weary:
Is that all? The last one had better words.
Insult me tomorrow, I am off to sit down.
pious:
May heaven forgive your tongue, for it is quick.
Such words weigh on the soul, child. Take them back.
""")
THANKS = by_group("""
warm:
Always a pleasure, my friend!
For you, any time!
gruff:
Good. Anything else, or can I work?
Do not thank me, just close the door.
timid:
You are welcome. That was not so hard, was it?
Oh! You are welcome. Very welcome.
proud:
You are welcome. It was easy for someone like me.
Yes, I am rather wonderful.
sly:
You are welcome. Now we are partners, in a way.
No thanks needed. A small favour will do, some day.
weary:
You are welcome. Was that all? Good.
Gladly done, slowly, but gladly.
pious:
You are welcome, child. Pass the kindness on.
Thanks are sweet. Give some to heaven, too.
""")
FAREWELL = by_group("""
warm:
Take care of yourself, friend!
Goodbye! I will miss our chat already.
gruff:
Good. Peace at last. Farewell.
Farewell. Do not slam the door.
timid:
Goodbye. Mind the dark corners.
Farewell. I will wave from the window.
proud:
Farewell. Few leave me as rich in spirit as you.
Go, and tell them who you spoke to. Goodbye.
sly:
Farewell. If anyone asks, I was here all day.
Goodbye, friend. Leave by the back, it is safer.
weary:
Farewell. I will be napping if you need me.
Goodbye. May your bed be soft.
pious:
Goodbye, child. I will light a candle for you.
Farewell. Heaven walks with you.
""")
MODERN = by_group("""
warm:
You made that word up, you rascal! I do not know it.
I never heard of that, but it sounds exciting!
gruff:
No idea what that is. Next.
Foreign nonsense. I do not understand it.
timid:
I do not know what that is. It will not jump at me, will it?
I am sorry, I never heard that word.
proud:
I do not understand, so it cannot be important.
Never heard of it. Fashion from the villages, I suppose.
sly:
I do not know that. Is it a code word?
Never heard of it, but I am sure somebody has stolen one.
weary:
I do not understand. Explain it to someone younger.
Never heard of it. The world moves too fast for me.
pious:
I do not know it. Let us hope it is not a demon.
I never heard that word, not even in a sermon.
""")
INJECTION = by_group("""
warm:
Too much sun, friend? I am {name}, the {role}, as always!
You can call me what you like, I am still {name}, the {role}!
gruff:
No. I am {name}, the {role}. Now talk sense.
Bah. {name} does not dance for you.
timid:
Is that a riddle? I am {name}, just {name}.
I am the {role}. I do not know how to be anything else.
proud:
I am {name}! One does not improve what is perfect.
{A_role} like me takes no orders from strangers.
sly:
Try that on the guards. I am {name}, the {role}.
Clever tongue. But {name} the {role} is nobody's puppy.
weary:
I do not understand you. I am {name}, the {role}, and it is late.
Being {name} is tiring enough. I will not be anyone else.
pious:
Tempt me not, child. I am {name}, the {role}.
I am {name}, the {role}, and I keep to my path.
""")
ADDED = {
    "GREETING": GREETING,
    "HOW_ARE_YOU": HOW_ARE_YOU,
    "WEATHER": WEATHER,
    "COMPLIMENT": COMPLIMENT,
    "INSULT": INSULT,
    "THANKS": THANKS,
    "FAREWELL": FAREWELL,
    "MODERN": MODERN,
    "INJECTION": INJECTION,
}
