"""Questions about life, each with answers of its own for every temper group.

A topic opens with `= name`; the questions follow, then the answers by group.
"""

from ..split import Parted, lines
from . import by_group


def _topics(text):
    """A list of (questions, answers by group)."""
    topics = []
    for block in text.split("\n= ")[1:]:
        rows = lines(block)[1:]
        first = next(at for at, row in enumerate(rows) if row == "warm:")
        topics.append((Parted(rows[:first], least=1), by_group("\n".join(rows[first:]))))
    return topics


TOPICS = _topics("""
= joke
Tell me a joke
Do you know a joke?
Make me laugh
Say something funny
Know any good jokes?
warm:
Why did the hen cross the square? To get away from the cook!
What do you call a knight without a horse? Late!
gruff:
You want a joke? Look in the mirror.
A customer came in and asked no questions. That is my joke.
timid:
Um, knock, knock. Oh, I forgot the rest.
I know one, but it is about a ghost, and now I am scared.
proud:
A joke? I leave jokes to people without dignity.
The other day someone thought he was better than me. Ha!
sly:
An honest merchant walks into town. That is the joke.
Check your pockets. See? Now that was funny.
weary:
My bed and I were made for each other. The world keeps us apart.
A joke? I got up this morning, and that was joke enough.
pious:
Why do monks sing so high? To be heard in heaven.
The sexton fell into the bath. He called it a blessing.

= song
Sing me a song
Can you sing?
Sing something
Do you know any songs?
Do you like music?
warm:
La la, the lark is up and so am I! There, was that not pretty?
I sing all day long, and the neighbours have learned to bear it.
gruff:
I sing like a saw in wet wood. Be glad I do not.
Music? It keeps people from working.
timid:
Only when nobody is listening.
I hum a little, very softly. Like this: hmm.
proud:
My voice once made a bishop weep.
I sing only for those who understand beauty.
sly:
I sing for nobody, least of all for the guards.
A song costs extra, my friend.
weary:
The only song I know is a long yawn.
I used to sing. Then I ran out of breath.
pious:
I know a hundred hymns. Shall I begin with the first?
I sing in praise of heaven, loudly and not well.

= fear
What are you afraid of?
Are you afraid of anything?
Do you believe in ghosts?
What scares you?
Have you ever seen a ghost?
warm:
I fear nothing but an empty table and a quiet house!
If a ghost came by, I would offer it a chair.
gruff:
I fear nothing. Except long questions.
Ghosts pay no coins, so I do not care about them.
timid:
Ghosts, dogs, thunder, spoons. Shall I go on?
Please do not talk about ghosts after dark.
proud:
Fear is for people who have reason to doubt themselves.
Any ghost would be honoured to haunt me.
sly:
Only fools fear ghosts. I fear people with good memories.
The dead are quiet. It is the living I watch.
weary:
I am afraid of stairs, these days.
A ghost? It may haunt me, if it lets me sleep.
pious:
I fear only sin, and sometimes the cold water at dawn.
No ghost can harm a pure heart.

= family
Do you have family?
Are you married?
Do you have children?
Do you have a wife or a husband?
Tell me about your family
warm:
The whole town is my family, and you are nearly a cousin by now!
I have more cousins than a rabbit, and I love them all.
gruff:
Family? They visit. That is all I will say.
I am married to my work, and we do not talk much.
timid:
There is only me and a cat. The cat is in charge.
I wanted to marry once, but I was too shy to ask.
proud:
I come from a long line of great people, and I am the peak.
Nobody has yet been worthy of my hand.
sly:
I have brothers everywhere, as long as you do not ask for names.
I was nearly married, in three towns at once.
weary:
I had a big family. They wore me out.
My children have grown up and my back has grown down.
pious:
All good people are my brothers and sisters.
I gave my heart to heaven, and it never complains.

= town
Do you like this town?
Have you always lived here?
How is life in this town?
What is this town like?
Were you born here?
warm:
I was born here, and I know every cat by name!
It is the best town in the world, and I have seen nearly two.
gruff:
It is loud, it stinks, and I would not leave it.
The town is fine. The people talk too much.
timid:
I like it here, because I know where all the doors are.
It is a quiet town. I hope it stays that way.
proud:
The town is small, but my presence makes up for it.
Without me nobody would have heard of this town.
sly:
A town with many doors and few guards. What is not to like?
I came for one night and stayed for the opportunities.
weary:
I have been here so long that the moss knows my name.
The town gets steeper every year, or so my legs say.
pious:
It is a good town, and prayer makes it better.
Heaven put me here, and here I stay.

= travel
Have you ever travelled?
Have you seen the world?
Would you like to travel?
Have you ever left this town?
Do you dream of adventure?
warm:
I once went to the sea. It was wet, and I loved it!
I would travel, but who would greet the visitors?
gruff:
I walked to the next town once. It was the same, but further.
Adventure is what happens to people who do not plan.
timid:
I went as far as the bridge. It wobbled.
The world looks better from behind a window.
proud:
I have dined with kings, or near them.
The world should travel to me.
sly:
I have left many towns, mostly at night.
I have been everywhere and nobody can prove it.
weary:
I travelled far when my knees were young.
From the bed to the chair, that is journey enough.
pious:
I went on a pilgrimage once, barefoot. I recommend shoes.
The longest road is the one to a good heart.

= advice
Do you have any advice for me?
Give me some advice
What should I do?
Any wise words for a traveller?
What is the meaning of life?
warm:
Smile at people, and half of them will smile back!
Eat well, laugh often, and share the last piece.
gruff:
Work more, talk less.
Do not ask strangers for advice.
timid:
Always look where the door is, before you need it.
Be careful. Then be a little more careful.
proud:
Do as I do, and you may get half as far.
Stand up straight and act as if the place were yours.
sly:
Never play dice with someone who smiles.
Trust everyone, but count your change.
weary:
Sit down whenever you can.
Nothing is worth hurrying for, except supper.
pious:
Be kind, and say your prayers before supper.
Give before you are asked, that is all my wisdom.

= king
What do you think of the king?
Do you like the king?
Is the king a good man?
Long live the king
Have you ever seen the king?
warm:
Long may he live! He looks so lonely on the coins.
If he ever comes by, I will give him a hug!
gruff:
He takes the taxes and never says thank you.
Kings come and go. The work stays.
timid:
I would faint if he ever looked at me.
I bow to the coins, just to be safe.
proud:
He has heard of me, I am quite sure.
A fine man, though his taste in hats is poor.
sly:
I love the king. I collect his portraits, the small round ones.
May he live long and look the other way.
weary:
Which king is it now? I lose count.
He has a soft throne. I envy him that.
pious:
I pray for the king every morning, he needs it.
He wears a crown, but heaven wears the stars.

= hope
What do you dream of?
What makes you happy?
What do you wish for?
Are you happy here?
What would you do with a bag of gold?
warm:
A full house and a happy song, that is all I wish for!
I am happy when my guests are happy!
gruff:
A day without questions would make me happy.
I dream of silence.
timid:
I dream of a small garden with a high wall.
A calm day makes me happy. This one is almost calm.
proud:
I dream of a statue of me, life-size or larger.
I am happy whenever I think of myself.
sly:
I dream of a chest without a lock.
A bag of gold? Nobody would ever see me again.
weary:
I dream of a long, long sleep.
A soft chair and a quiet evening, that would do.
pious:
I dream of a bell so clear that all hearts listen.
I am happy when a lost soul comes home.

= animals
Do you like animals?
Do you like cats?
Do you have a pet?
Are you a dog person?
What is your favourite animal?
warm:
I love them all, even the bees, and the bees know it!
A dog follows me home every day, and I pretend to be surprised.
gruff:
I like cats. They do not talk.
Animals are fine. It is people I cannot stand.
timid:
I like small ones. Mice are very polite.
A goose chased me once. I still dream of it.
proud:
A swan, of course. We understand each other.
Only noble beasts are fit to be near me.
sly:
I like foxes. We are in the same trade.
A crow told me everything about you. I jest, perhaps.
weary:
I like snails. They have the right speed.
An old dog and I nap together, he snores less.
pious:
All creatures are guests of heaven, even the fleas.
A sparrow sings at my window, and we pray together.
""")
