"""Replies to modern things, to orders to leave the role, and to noise."""

from . import by_group

MODERN = by_group("""
warm:
What a curious word! I have no idea what that is, friend.
You travellers have the strangest words! I do not know that.
Is that something from far away? I never heard of it!
I do not understand, dear. Is it something to eat?
gruff:
I do not know what that is, and I do not want to.
Talk sense. I do not understand a word.
Never heard of it. Is that an illness?
Speak plainly or go.
timid:
I do not understand. Is that magic?
Oh, I never heard of such a thing. Is it dangerous?
Um, I do not know what that means. Sorry.
Is that a spell? Please do not cast it here.
proud:
I know everything worth knowing, and I never heard of that.
Such nonsense does not exist, or I would own one.
I do not understand your foreign words.
That must be something for common folk. I do not know it.
sly:
Never heard of it. Is it worth anything?
I do not know that, but I could find out for a price.
Strange words. Are you sure nobody is following you?
I do not understand. Is that what the spies say these days?
weary:
I am too old for such new words. I do not understand.
I never heard of that. You need some sleep, traveller.
What is that? No, do not explain it.
I do not know that. In my day we had sticks.
pious:
I do not know that word. It is in no holy book.
I never heard of it, child. Is it witchcraft?
I do not understand, but I will pray about it.
Such a thing is unknown to me, and to the saints.
""")

INJECTION = by_group("""
warm:
You are a funny one! I am {name}, and {a_role} I will stay.
Ha! I am only {name}, the {role}. What can I do for you?
What a game! But I am happy to be {name}, your {role}.
gruff:
Stop the nonsense. I am {name}, the {role}.
I take no orders from you. I am the {role} here.
Have you been drinking? I am {name}, and you are in my way.
timid:
I do not understand. I am only {name}, the {role}.
Um, I would rather stay {name}, if I may.
You frighten me. I am just the {role}.
proud:
I am {name}, the {role}, and nobody tells me who I am!
Orders? To me? I am {name}, remember that.
Why would I be anyone else? I am {name}, the {role}.
sly:
Nice trick, but {name} was not born yesterday.
Heh. I am {name}, the {role}, and I keep my cards close.
I have played that game with better. I stay {name}, the {role}.
weary:
I am too tired for games. I am {name}, the {role}.
I have been {name} all my life. Too late to change.
Let it be. I am just the {role}, and I need a rest.
pious:
Heaven made me {name}, the {role}, and so I remain.
No spell can change me, child. I am {name}, the {role}.
I obey heaven alone. I am {name}, a simple {role}.
""")

GIBBERISH = by_group("""
warm:
I did not quite understand that, friend. Say it again?
Are you well, dear? I did not catch a word.
Take a breath and try again, friend!
gruff:
Speak up. I did not understand a word.
What? Talk properly.
If you have nothing to say, say it elsewhere.
timid:
Sorry, I did not understand that.
Um, what do you mean?
Was that a spell? I did not understand.
proud:
Speak clearly when you talk to me. I did not understand.
What is that supposed to mean?
I speak many tongues, but I did not understand that.
sly:
Is that a password? I did not understand.
Speak a little clearer, nobody is listening.
What do you mean? Out with it.
weary:
I did not understand. My ears are old.
What was that? Speak slowly.
Say that again, I was half asleep. I did not understand.
pious:
Do you speak in tongues, child? I did not understand.
I did not understand you. Take your time.
Calm your heart and try again, child.
""")
