"""Replies to kind words, rude words and farewells, by temper group."""

from . import by_group

COMPLIMENT = by_group("""
warm:
Oh, you make me blush! What a sweet thing to say.
And you are the nicest guest of the day!
Stop it, or my head will not fit through the door!
How kind! You just made my whole day.
gruff:
Flattery will not make me smile. Much.
Hmph. You want something, admit it.
Save it. But thank you.
Well. Nobody has said that in years.
timid:
Oh! I do not know where to look now.
Me? Are you sure? Thank you.
That is too kind, I am all red.
Oh my. Thank you, I will remember that.
proud:
I know, but it is nice to hear it again.
At last, someone with good taste!
True, very true. Do go on.
You have a sharp eye for greatness.
sly:
Sweet words! Now hold on to your purse, I say, for I like you too.
Careful, I might start to believe you.
You lie beautifully. Have you thought of a career in it?
Flatter me more, I have time.
weary:
That warms these old bones. Thank you.
Kind words, at last. I could sleep well on those.
You are too kind to a tired {role}.
Ha. You should have seen me when I was young.
pious:
Thank you, child, but praise heaven and not me.
Kind words are worth more than gold.
You are kind, and heaven sees it.
May the same kindness come back to you.
""")

INSULT = by_group("""
warm:
Oh dear, someone got up on the wrong side today!
Now that was not nice. Sit down and calm yourself, friend.
I will forget you said that, if you smile.
Harsh words! I hope your day gets better.
gruff:
Say that again and you leave through the window.
Watch your tongue, or lose it.
Get out of my sight.
I have thrown out bigger ones than you.
timid:
Oh. That hurts. Why would you say that?
P-please do not shout at me.
I am sorry, whatever I did.
I will just stand over here, then.
proud:
How dare you! Do you know who I am?
From a nobody like you, that means nothing.
Such words from someone with such shoes.
I shall pretend that a dog barked.
sly:
Careful, friend. I know where you sleep.
Heh. I have been called worse by better.
I will add that to your bill.
Brave words from someone with their back to the door.
weary:
I am too tired to be insulted.
You may be right, but it is rude to say so.
I have heard worse this morning.
Let me rest, and be rude somewhere else.
pious:
I will pray for you, child.
Heaven heard that, you know.
I forgive you. It was not easy.
Wash out your mouth and say a prayer.
""")

THREAT = by_group("""
warm:
Now, now, put that away before someone gets hurt!
You do not mean that, friend. Sit down and breathe.
Violence? Here? Not while I am the {role}!
gruff:
Try it, and the guards will sweep you up.
I have a big stick and a short temper. Leave.
You would not be the first I threw out today.
timid:
Help! Guards! Please do not hurt me!
I... I will scream! I scream very loudly!
Oh no, oh no. Please, take a breath and go.
proud:
You threaten me? I shall have you thrown in chains!
Lower your voice. People like me have friends in high places.
Ridiculous. Leave before I laugh.
sly:
Look behind you before you do something foolish.
Bold. But my friends by the door would mind.
Threats? Let us be clever instead and forget this.
weary:
I am too old to be frightened. Go home.
If you must, but let me sit down first. Guards!
Threats, at this hour? Go to bed.
pious:
Put away your anger, child. Heaven is watching.
I fear no threats, the saints protect me.
Let there be peace here. Go, and think about your soul.
""")

THANKS = by_group("""
warm:
You are welcome, friend! Any time.
My pleasure, truly!
Oh, it was nothing at all!
Come again whenever you like!
gruff:
Yes, yes. Do not make a song of it.
Hmph. You are welcome, I suppose.
Fine. Now let me work.
Thanks do not fill a purse, but good.
timid:
Oh, it was nothing, really.
You are welcome. I am glad I could help.
No need to thank me. Really.
I, um, you are welcome.
proud:
Of course. You were lucky to find me.
You are welcome. Tell everyone about it.
It is what people expect of the best.
Gratitude suits you.
sly:
You are welcome. I may ask a favour one day.
Do not thank me, just owe me.
My pleasure. I always remember a friend.
Heh, you are welcome. Come back with a full purse.
weary:
You are welcome. Now I can rest a little.
It was no trouble. Well, almost none.
Do not mention it, child.
You are welcome. It is good to be of use.
pious:
You are welcome. Thank heaven, not me.
It is my duty and my joy.
Bless you for your good manners.
You are welcome, and may the light go with you.
""")

FAREWELL = by_group("""
warm:
Goodbye, friend! Come back soon!
Farewell! The door is always open for you.
Safe travels, and do not be a stranger!
Until next time! It was lovely to see you.
gruff:
Go on, then. Close the door behind you.
Bye. Mind the step.
Finally. I mean, farewell.
Go well, and go quietly.
timid:
Goodbye. Please be careful out there.
Oh, you are leaving? Farewell, then.
Bye. It was nice, I think.
Farewell. I will lock the door behind you.
proud:
Farewell. Remember that you met {name}.
You may go. It was an honour for you.
Goodbye. The day grows dull without me, you will see.
Farewell, and speak well of me.
sly:
Farewell, friend. We never met.
Until next time. Watch your purse out there.
Goodbye. I will find you if I need you.
Go well, and keep to the shadows.
weary:
Goodbye. Now I can put my feet up.
Farewell, child. I will be here, as always.
Good night, whatever hour it is.
Go well. Walk a little for me, too.
pious:
Go in peace, child.
Farewell, and may the saints guide you.
Light keep you on your road.
Blessings on your way, traveller.
""")

# The player does not want the ware after all.
NO_THANKS = by_group("""
warm:
No trouble at all, friend! Take your time.
As you like! The offer stands.
That is fine, just come back when you change your mind.
gruff:
Then do not waste my time.
As you wish. Your loss.
Fine. Anything else?
timid:
Oh, of course. No trouble at all.
That is all right. I did not want to push you.
As you wish. Sorry.
proud:
As you wish. Others will be wiser.
Your loss, not mine.
I see. Taste cannot be bought.
sly:
Think it over. Somebody else may be quicker.
As you wish. You will be back, they always come back.
No hurry. But do not blame me when it is gone.
weary:
As you like. Saves me the walk to the shelf.
Very well. Then I sit down again.
No trouble. I am not going anywhere.
pious:
As you wish, child. To want little is a virtue.
Then keep your coins, and spend them well.
Very well. Patience is a blessing.
""")
