"""Still more patterns of names and of the words around a line."""

from ..split import lines
from . import social

_CALLS = (
    "Good sir|Good madam|My lord|My lady|Good man|Good woman|Kind soul|Old friend|My dear {role}|"
    "My good {role}|Master {role}|Kind {role}|Honest {role}|Noble {role}|Worthy {role}|"
    "Old {name}|Dear {name}|Good {name}|My dear {name}|{name}, old friend|{name}, my dear|"
    "Neighbour|Comrade|Brother|Sister|Boss|Chief|Captain|Mate|Buddy|Pal|Bro|Dude|Darling|Sweetheart|"
    "Stranger|You there|You|Ma'am|Sir|Gaffer|Old one|Your honour|Citizen"
)

ADDED = {
    social.WHO: lines("""
[Prithee|Pray|Pray tell], [who art thou|what is thy name|what art thou called|by what name do men know thee|who might you be]?
[who r|who are|who be] [u|you] [again|anyway|btw|]?
[ur|your|whats ur|what's your] name [pls|plz|again|mate|btw|]?
[name and job|name pls|u are|who dis|ur nick]?
[Halt|Stop|Stand still|Stay where you are]! [Who goes there|State your name|Who are you|Name and trade|Identify yourself]
[Name|State|Tell|Give] [me|] your [name and business|name and trade|name|name, {role}] [at once|now|, citizen|, please|]
[Identify|Explain|Introduce|Present] yourself [, if you would|, {role}|, please|at once|]
[Me|I] [ask name|not know you|want know who you]. [What you call|You who|How you called|What name you have]?
[I'd|I would] [like|love] to [know who I have before me|get to know you|learn your name|hear who you are|know your name and trade|know what you do]
[I'm|I am] [curious about you|bad with names|sure we never met|new here]. [Who are you|What's your name|What do you do|Tell me who you are]?
I [didn't catch|didn't hear|don't think I got|must have missed] your name [. What is it?|. What was it?|. Who are you?|]
Your [face|voice] [sounds familiar|reminds me of someone|seems familiar|is new to me]. [Who are you|What's your name|Do I know your name]?
[Have we met|Haven't we met|Did we meet|Have we spoken] [before|]? [Who are you|What's your name|Remind me of your name|And your name is]
[What's|What is] [your name|your given name|your name and trade|your calling|your line of work]?
[What's|What is] [your full name|your story|your business here|your profession|your craft]?
[What|How] [may|shall|should|must|do] [one|people|strangers|we|your customers] [call|name|address] you?
[How|By what name] [should I|may I|do I|shall I|must I] [address you|call you|greet you|speak to you]?
[Who|Who then|Who on earth|Who the devil|Who in the world] [are you|might you be|is that|stands there|have we here|do we have here]?
[Who's|Who is] [there|this|that|it|behind the counter|the person in front of me|in charge here|my host|the fellow here]?
[And|So|Well], [who would you be|who are you supposed to be|what's your name then|what do you do around here|who do I thank]?
[What|So what] [sort of|kind of|manner of] [person|man or woman|soul|fellow|worker] are you?
[What|What work|Which trade|Which craft] [do you do|do you practise|keeps you busy|feeds you|pays your bread|is yours] [here|all day|in this town|]?
[How|With what] do you [earn your living|earn your bread|make your living|spend your days|keep yourself fed]?
[What|Which] [post|office|role|part|position] do you [hold|have|fill|play] [here|in this town|in this house|]?
[What are you|Are you the boss|Do you own this place|Do you work here]? [I mean, what do you do|And your name|Who are you]
[Tell|Say] me [a little|something|a few words|a bit] about [yourself|who you are|your person|yourself and your trade]
[Let's|Let us] [start with your name|get acquainted|get to know each other|begin with names]. [Who are you|You first|And you are|Yours]?
[Allow|Permit] me to ask [your name|who you are|what you are called|who you might be]
[May|Might|Could|Can] I [know|learn|have|ask|hear|get] [your name|who you are|your name and trade|who I'm talking with] [, {role}|, good soul|, please|]?
[Would|Could|Will|Can] you [kindly|please|perhaps|] [introduce yourself|tell me who you are|give me your name|say your name|present yourself|share your name]?
[I know|I'm told] [nothing about you|little about you]. [Who are you|Introduce yourself|What's your name|What do you do here]
[My mum|My mother] says I [must ask people's names|should ask strangers their names|shouldn't talk to strangers]. [Who are you|What's your name]?
[They|My friends|The others] [will ask|want to know] who [helped me|I talked to|you are]. [What's your name|Who are you|What shall I say]?
I [always ask|like to know|must know|always like to know] [names|whom I deal with] first. [Yours|Who are you|What is your name|And you are]?
[Hic|Hey|Oi|Psst], [who are you again|what's your name|you there, who are you|do you have a name]?
[Do|Don't|Surely] you [have|got] a name[, stranger|, {role}|, friend|]?
[Got a|Does the {role} have a|Does this fine {role} have a|Has the {role} got a] name?
[What|Which] name [do you go by|do you have|did your mother give you|do you answer to|is yours|shall I remember]?
[Who|What] [do people say you are|do folks here call you|were you christened|does the town call you]?
[I see|So there is] [a new face|someone I don't know]. [Who are you|Who is this|What's your name|Introduce yourself]
[To whom|With whom] [do I owe this honour|am I talking|do I speak|am I speaking|have I the pleasure of speaking]?
[Remind|Tell] me [again|once more|], [what was your name|who are you|what's your name|what is it you do]?
[I forgot|I've forgotten|I can't remember|It slipped my mind]: [what was your name|what's your name again|who are you]
[The sign|The board|The door] [doesn't|does not] [say|tell] who [works here|lives here|you are]. [What's your name|Who are you]?
[Are you|Would you be|Might you be] [the owner|the master here|the one they told me about|somebody I should know]? [Who are you|What's your name|]
[Friend or foe|Lord or servant|Master or apprentice]? [Who are you|Say who you are|Name yourself|What's your name]
[Before I trust you|Before I tell you anything|Before we do business], [who are you|say who you are|what's your name|tell me about yourself]
[You|And you|What about you], [who are you|what's your name|what do they call you|what do you do|your name]?
[I've|I have] been [sent to find someone|looking for somebody|asked to find a person]. [Who are you|What's your name]?
[So, a|A] {role}? [Or who are you|And your name|What are you called|What's your name]
[Somebody|Someone] here [must be|is] [in charge|the master]. [Who are you|Is that you, and what's your name]?
[By order of the guard|In the king's name|For my report|For my records|For the list], [your name|who are you|what is your name and trade|state your name]?
[Is that|Is this] [you|really you]? [What is your name|Who are you exactly|Tell me your name]
[It's nice to see|I like to see|Good to see] a [friendly|new|kind] face. [Who are you|What's your name|And you are]?
[You have|You've got] [the face|the look|the hands] of [a scholar|a sailor|an honest worker]. [Who are you|What do you do|What's your name]?
[You work|You live|You stand] here [every day|]? [Who are you|What do you do|What's your name]
[Which|What] [family|house|village|people] [are you from|do you belong to], and [what's your name|who are you]?
[Don't|Do not] be [shy|afraid|so secretive]. [Who are you|What's your name|Tell me who you are|Introduce yourself]
Who [hides|is] [behind that face|under that hat|behind the counter]? [Your name|Who are you|I mean, who are you]
[Names|Introductions] first: [who are you|yours is|what do they call you|what is your name]?
[Have I|Do I have|Is this] the [right person|right one|honour of meeting the {role}]? [Who are you|Your name is|What's your name]
""")
    + ["[Everyone is somebody|Everyone has a name], [who are you|what's yours|so what do they call you]?"],
    social.INTRODUCE: lines("""
[I am|I'm|My name is|They call me] [Sir|Lady|Captain|Master|Sister|Brother|Lord|Sergeant|Doctor|Young|Old] {n}
[I am|I'm|My name is] {n} [the Bold|the Red|the Younger|the Tall|the Unlucky|the Wise|the Lame|Ironhand|the Third]
[I am|I'm|My name is|The name is] {n}, [son of a miller|daughter of a sailor|a knight of the realm|a monk|a soldier|a bard|a poor scholar|heir to nothing]
[I am |I'm |It is I, ]{n}[, slayer of dragons|, defender of the weak|, the greatest bard alive|, hero of the war|, at last|]
[i am|im|i'm|its|it's|my name is|the names|my names|me is|names] {n} [btw|lol|nice to meet u|hi|]
[hi|hey|yo|sup|hiya], [im|i'm|i am|my name's|its] {n} [here|btw|]
{n} [here|speaking|, reporting for duty|, at your command|, present|, and proud of it|, your humble servant|, your new neighbour|, if you please]
[Me|Me name|My name|Name] [is|be] {n} [, yes|, from far|, friend|]
[I|In my land I|At home I|Here I|Among friends I] [am called|am known as|go by|bear the name|use the name|have the name] {n}
[My friends|My mates|My comrades|The lads|My crew|The elves] [just|always|used to|] call me {n}
[You may|You can|You could|Feel free to|Go ahead and|Better] [just|] call me {n}
[Let me|I should|I'd better|I must|May I|Permit me to|I'd like to] [introduce myself|present myself|tell you my name|say who I am]: [I'm|I am|my name is|] {n}
[I forgot my manners|How rude of me|Where are my manners|Forgive me|Pardon|I should have said]: [I'm|I am|my name is|the name's] {n}
[By the way|Oh, by the way|Before I forget|Since we are talking|First of all|To begin with], [I'm|I am|my name is|my name's|they call me] {n}
[If anybody asks|If they ask|Should anyone ask for me|When they ask for me], [I'm|my name is|the name is|say that I am] {n}
[Write down|Write it down|Note|Put down|Put it down|Remember it]: [my name is|I am|I'm] {n}
[Tell them|Tell everyone|You can tell people|Let them know] [I'm|my name is|I am called|that my name is] {n}
[Mother|My father|My gran|The priest|The king himself|The nuns] [named|baptised|christened] me {n}
[Everyone|Everybody here|The whole army|Half the kingdom|Every child] knows me [as|by the name of|under the name] {n}
[You don't|You do not|You can't|You wouldn't] know me [yet|]. [I'm|I am|My name is|They call me] {n}
[We haven't|We have not|We never have] [met|been introduced|spoken|talked before]. [I'm|I am|My name is|Call me|The name's] {n}
[It's|It is] [a pleasure|an honour|good|nice|lovely] to [meet you|make your acquaintance]. [I'm|I am|My name is|I'm called] {n}
[Pleased to meet you|Nice meeting you|Charmed|Delighted|A pleasure|Enchanted|Honoured], [I'm|I am|my name is|the name is] {n}
[Nice to meet you|Pleased to meet you|Glad to know you|Good day], {name}. [I'm|I am|My name is|And I am] {n}
[So you are|You must be] {name}. [I'm|I am|My name is|And I'm|They call me] {n}
[You are|You're] {name}, [I am|and I am|and I'm|I'm|and my name is] {n}
[Greetings|Hail|Good day|Good evening|Well met|Salutations|Howdy], [{role}|{name}|good {role}]. [I am|I'm|My name is|They call me] {n}
[Hello|Hi|Hey|Good morning|Hallo|Hi there], [I'm the new one|I'm new here|I just moved here|I'm a stranger here]. [My name is|I'm|I am] {n}
[I'm|I am] new [in town|here|in these parts], [my name is|I'm|call me|they call me] {n}
[I am|I'm|My name is|Name's] {n}, [and I'm new in town|and I come in peace|and I've come a long way|and I need a rest|and I'm thirsty|and who would you be]
[I am|I'm|My name is|Call me] {n}, [what about you|and you|nice to meet you|if you want to know|your friend from now on|nothing more and nothing less]
[Prithee|I pray thee|If it please thee], [call me|know me as|remember the name of] {n}
[Men|People|Folk|The common folk|Thieves|Sailors|Minstrels] [call me|name me|know me as|know me by the name of] {n}
[My|Mine own|The only|The] name [that I bear|that I carry|I was given|I go by|I use here|I have] is {n}
[In case|Just so|So that] you [know|know it|know who you're talking to|wonder|remember me]: [I'm|I am|my name is|it's] {n}
[I come|I travel|I fight|I sing|I trade|I walk the roads] [as|under the name of|under the name] {n}
[Spelled|Said] as it sounds: {n} [is my name|, that's me|, that is my name]
[They|Some|The dwarves|My teachers|My enemies] [call|used to call|still call] me {n}
[Captain|Sergeant|Private|Guard] {n}[, sir|, reporting|, at your service|, of the royal army]
[Just|Only|Simply|Plain] {n}[, that's my name|, nothing else|, no title|. That is what I'm called|, please]
[No titles please|Forget the titles|Drop the sir], [I'm|I am|just call me|it's just] {n}
[A friend|A traveller|A customer|A weary soul|Your servant|A nobody] [by the name of|named|called|who goes by] {n}[, that's me| stands before you| greets you|]
[The famous|The one and only|The great|Nobody else but|None other than] {n}[, in person|, at your service| stands before you|, that's me]
[Who am I|You ask who I am|My name|You want my name|Who wants to know]? [I'm|I am|It's|The name is|Just call me|They call me] {n}
[What's my name|Who I am|Me]? [Why, |Well, |]{n}[, of course|, that's who|, that's me|, to be exact]
May I [introduce myself|tell you my name|say my name]? [I'm|It's|I am|My name is] {n}
[It's|It is|'Tis|That would be] {n}[, that's my name|, my name|. My name, I mean|, that's what I'm called]
[Hic|Burp|Psst|Ahem|Um|Er], [I'm|I am|my name is|the name's|they call me] {n}
[Mum|Dad|Teacher] says I should [say|tell] my name: [I'm|it's|my name is] {n}
[I'm|I am] [ten|seven|eight|nearly twelve] [years old|] and [my name is|I'm called|I'm] {n}
[My name is|I am|I'm] {n}. [Remember it|Don't forget it|Keep that in mind|You'll hear it again|That's all you need to know|Nice to meet you|And you]
{n}. [Pleased to meet you|Just call me that|That is who I am|My friends say so|That's the name|Nice to meet you|You may have heard of me]
{n}, [son of a smith|knight errant|wizard in training|merchant from the north|dragon slayer]
{n}, [daughter of a queen|sellsword|treasure hunter|a pilgrim|a simple farmer]
[You're|You are] [talking to|speaking to|speaking with|listening to] {n}[, by the way|, friend|, nobody less|]
[You|Now you|At last you] [see|meet|have before you|stand before|look at|face|have met] {n}[, in the flesh|, yes, me|, the traveller|]
[This is|Here comes|Here is|Meet|Say hello to|Bow before|Make way for] {n}[, that is me|, meaning me|, your new friend]
[To you|For you|To friends|For friends|To my friends|From now on] [I'm|I am|it is|it's] {n}
I [would like|prefer|wish|want] [to be called|to go by|to be known as] {n}
[Address me as|Call me|Name me|Announce me as] {n}, [please|{role}|if you would|if you don't mind|good {role}]
Let it be [known that I am|written that I am|said that my name is] {n}
[I am|I'm] [now|better|also|properly|commonly] known as {n}
[My real name|My true name|My first name|My given name|My nickname|My stage name|My surname] is {n}
[They|My parents|The gods] [gave me|chose|picked] the name {n}
[We should|Let's|Let us] [get acquainted|introduce ourselves|know each other's names]. [I'm|I am|I'm called|My name is] {n}
[You told me|I know|I've heard] your name, [now mine|so here is mine|mine is|now hear mine]: {n}
[I owe you|I'll tell you|I give you|You shall have|You can have] my name: {n}
[The|A] [wanderer|pilgrim|soldier|stranger|bard|knight] [in front of you|before you|at your door] is [called|named|] {n}
[My friend|My brother|My sister] is [outside|waiting|late]. [I'm|I am|My name is|As for me, I'm] {n}
[I have|I've got|I carry|I bear] [a good|an old|a short|a simple|a strange] name: {n}
[Yours truly|This humble traveller|This old soldier|The undersigned] is [called|named|known as] {n}
I, {n}, [greet you|salute you|wish you a good day|have arrived|am here|am at your service]
[Sworn|Born|Raised|Baptised] as {n}, [that is my name|that's me|and still called so]
""")
    + ["[Behold|Look at me|Look here], [I'm|I am|my name is|they call me] {n}"],
    social.MY_NAME: lines("""
[Prithee|Pray], [what am I called|knowest thou my name|who am I|dost thou recall my name]?
[whats|what is|wats|do u know|u remember|remember] my name [lol|pls|again|still|]?
[who am i|u know me|do u know me|u forgot me]?
[What|Which] name [did I tell you|did I give you|do I have|do I go by|is mine|belongs to me]?
[How|By what name] [do you|would you|should you|will you] [address me|call me|greet me|name me]?
[Tell|Remind] me [who I am|my name|what I'm called|what my name is|my own name] [, please|, {role}|again|]
[Can|Could|Would] you [say|tell me|repeat|recall|spell|name] [my name|who I am|what I'm called]?
[I told you|I gave you|I mentioned|I said] my name [earlier|before|a moment ago|]. [What was it|What is it|Do you still know it|Do you recall it]?
[I|I have] [introduced myself|told you who I am]. [What's my name|Who am I|Do you recall it|What was it]?
[You know|You remember|You recall|You still know] [my name|who I am|me|what I am called], [right|don't you|do you|I hope]?
[You've|You have] [surely|already|not yet|] forgotten [my name|who I am|me|what they call me][, haven't you|, am I right|]?
[Forgot|Forgotten] [my name|me|who I am] [already|so soon|]?
[Is|Was] my name [still in your head|easy to remember|hard to remember|known to you]? [What is it|Say it|]
[I hit my head|I drank too much|I lost my memory|I'm confused]. [Who am I|What's my name|Do you know my name|Tell me who I am]?
[If|When] [someone|the guard|anybody] asks [you|for me|about me], [what's my name|who am I|what name will you say]?
[Who|And who] [is it|is this|is the one] [you are talking to|standing before you|in front of you|you're speaking with]? [My name|I mean me|Do you know]
[Whom|Who] do you [think I am|see before you|take me for|have before you|believe me to be]? [Say my name|My name|Do you know it]
[Test|Quiz|Question|Riddle|Easy one]: [what is my name|who am I|what am I called|what did I say my name was]?
[Are you|Were you] [listening|paying attention] [when I told you my name|when I said who I am]? [What is it|Who am I|]
[Hic|Hey|Oi|Say], [what's my name again|do you even know my name|who am I, eh|what did I say I'm called]?
[Me|My name] - [you know|you remember|do you know it|what is it]?
[Me|I] [ask|want hear] my name. [You know|You say|You remember]?
[How|What] [was|is] my name again?
[Do|Don't|Did] you [recognise|remember|know|recall] me? [What's my name|Who am I|My name, I mean]
[Does|Would] my name [mean something to you|ring a bell|come to mind]? [What is it|Say it|]
[Greet|Call|Address] me by [my name|name], [if you know it|if you can|please]
[Let me|I want to|I'd like to|I'd love to] hear [you say my name|my name from you|whether you know my name|my name]
[Prove|Show] [that you|you] [know my name|remember me|listened: what's my name|know who I am]
Which name should [the bards|they|the people] [sing when they sing|write when they write] of me? [Do you know it|What am I called]
[I bet|I'd wager] you [can't|cannot] [say my name|tell me who I am|remember my name]
[Soldier|{role}|{name}|Old friend], [what's my name|do you know my name|who am I|do you recall who I am]?
""")
    + ["[Good memory|Bad memory]? [Then what's my name|Who am I|Do you know my name]"],
    social.REPEAT: lines("""
[Prithee|Pray], [say that again|speak once more|what saidst thou|repeat thy words]
[wut|wat|wot|huh|eh|hmm|say what|what now|que|whazzat]?
[what|wat] [did u say|u say|was that|do u mean|now]?
[sry|sorry|oops], [didnt get that|missed that|what|say again|come again|didnt hear u]
[Pardon|Pardon me|Excuse me|Sorry|Forgive me|I'm sorry|Beg pardon], [what was it you said|what did you say there|what was that|could you say it again]?
[I|I'm afraid I|Sorry, I] [missed|failed to catch|misheard|only heard half of] [that|what you said|your words|your answer|the last part|it]
[I|I'm afraid I|Sorry, I] [lost|didn't hear|didn't quite get] [that|what you said|your words|your answer|the last part|it]
[My hearing|My helmet|The wind|The rain] [makes it hard to hear|troubles me|is a nuisance]. [Again|What did you say|Once more, please|Say it again]?
[My ear|This hood|The noise] [makes it hard to hear|troubles me|is a nuisance]. [Again|What did you say|Once more, please|Say it again]?
There was [a noise|such a noise|a dog barking|a cart going by|thunder]. [What did you say|Can you repeat that|Say it again|Again]?
[Speak|Talk|Say it] [louder|slower|more clearly|slowly|up][, please|, I'm a bit deaf|. What did you say?|. I didn't get that|, will you]
[Could|Can|Would|Will|Won't] you [please|kindly|perhaps|] [say it once more|tell me again|run through that again|repeat yourself]?
[Could|Can|Would|Will|Won't] you [please|kindly|perhaps|] [repeat your answer|speak louder|go over that again]?
[Could|May|Can] I [hear that again|hear it once more|hear it again|ask you to repeat that|have that again]?
[Tell|Give|Explain] [me|it to me|that to me] [again|once more|one more time|a second time] [, please|, slowly|, {role}|]
[Repeat|Say again|Again|One more time|Once again|Encore|Replay][, {name}|, {role}|, please|, soldier|, slowly|, I missed it|]
[Repeat|Say|State] [that|your last words|it|your answer|what you just said|your last sentence] [, please|once more|again|for me|, {role}|]
[What|What exactly] [did you say|was that you said|were you saying|was your answer] [just now|a moment ago|there|]?
[What|What exactly] [did you just tell me|have you said|was the answer] [just now|a moment ago|there|]?
[What was that|What was it|How was that|What is it] again?
[What|Sorry|Pardon|Hm|Eh|Huh][, {name}|, {role}|, friend|]? [I wasn't listening|I didn't hear|I was miles away|My ears are ringing|]
Did you [say|just say|tell me|mutter] [something|anything]? [I missed it|I wasn't listening|Say it again|Repeat it, please]
[You said|You just said|And you said|The answer was] [what|what exactly|what again]?
[I forgot|I've forgotten|I already forgot] [what you said|what you just said|your answer|it already]. [Again|Tell me again|Say it once more|What was it]?
[I want|I'd like|I need] to hear [that|it] [again|once more|one more time|from you again]
[I was|I got|I'm] [distracted|daydreaming|dreaming|not paying attention|half asleep|looking at the cat|miles away]. [What was it|Say again|Repeat that, please]?
[Me|I] [not hear|not understand|no hear good]. [Again please|You say again|Say one more|Speak slow]
[Mum says|Grandpa says|They say] I [never listen|have wax in my ears]. [What did you say|Say it again|Again, please]?
[Hic|Burp|Yawn], [what was that|say that again|what did you say|didn't get a word]?
[How's that|What's that|Who|Beg yours|Do what now|Say what|Come again, friend]?
[That went|It went] [too fast|over my head|in one ear and out the other|by too quickly]. [Again, please|Once more|Say it again|What was that]
[Not|Don't talk] so [fast|quiet|quietly]. [What did you say|Say it again|Once more|Repeat that]
[You mumble|You whisper|You speak too softly|You talk too fast]. [Say that again|What was that|Repeat it|Again]
[I can't|I can hardly|I couldn't|I could barely] hear [you|a word|a thing|anything]. [Again|What did you say|Say that once more|Louder, please]
[Let|Would you let] me hear [that|it|those words] [again|once more|one more time]
[For|For the sake of] [my old ears|an old man|a deaf woman|the record|my friend here], [say that again|repeat that|once more|what did you say]
[My friend|My companion|My brother|My mate] [didn't|did not] [hear|catch|get] that. [Say it again|Once more, please|Can you repeat it|Again]
[Wait|Hold on|Stop|Hang on|Just a second], [what did you say|say that again|repeat that|what was that|once more]?
[Copy|Report|Message|Orders] not [understood|received|heard]. [Repeat|Say again|Once more]
Did I [hear|mishear|understand] [you|that] [right|correctly|]? [What did you say|Say that again|Repeat it]
Say it [in my good ear|to my other ear|again so I remember]. [What did you say|What was it|]
[Run|Go] [through|over] [that|it] [again|once more|one more time|for me again] [, please|, slowly|]
[Sorry|Oh|Ah|Er|Hm], [you were saying|what were you saying|you said what|what was it you said|again, please]?
[It's|It is] [so noisy|too loud|hard to hear|like a henhouse] in here. [Come again|What did you say|Speak up|Repeat that]?
[Once|One time|Just once|A last time|Just one time] more[, please|, friend|, I beg you|, {role}|, for me]
[I|I really|I just] [didn't|did not] [hear|get|catch|follow|understand] [a word|a word of that|any of it|what you told me|your last words|the end]
[What|Pardon]? [You said what|Could you say it louder|Could you repeat it|Tell me again|Again, slowly]
[Once|Twice] is not enough [for me|for my ears]. [Say it again|Repeat that|Again]
[Do|Would] you mind [saying that again|repeating that|repeating it|saying it once more|speaking up]?
[Would it be possible|Is it possible|Would it be too much] to [repeat that|say that again|hear it again]?
[A second time|Another time|Again|Louder and again|Slowly and again], [please|if you would|if you don't mind|I was coughing]
[The last|Your last] [bit|part|word|sentence|answer] [got lost|escaped me|was too quiet|I did not get], [again please|say it again|once more]
[I was|Sorry, I was|My apologies, I was] [coughing|sneezing|yawning|watching the door|counting my coins]. [What did you say|Say again|Again, please]?
[Echo|Parrot|Again]! [Say it once more|Repeat your words|What did you say]
""")
    + ["[Ears full of wool|Ears full of water], [say it again|what did you say|once more, please]"],
    social.BEFORE: lines("[" + _CALLS + "],")
    + lines("""
[Thanks|Thank you|Thank you, {name}|Good to know|I see|Understood|Fair enough|Very well|Fine|Noted|Okay|Good|Great|Alright then|Right then].
[Hello|Hi|Hey|Greetings|Good day|Good evening|Morning|Hail|Well met|Howdy|Yo|Ahoy], [friend|{role}|stranger|{name}|good {role}|old friend|sir|my friend].
[Prithee|I pray thee|I beg you|With your leave|Forgive my asking|With respect],
[Pray|I beg thee|If it please you|By your leave|Begging your pardon|If I may be so bold],
[Quickly|Quick one|In short|Honestly|To be frank|As I said|Changing the subject],
[Real quick|Straight to the point|To be brief|Frankly|Truth be told|On another note],
[ok|okay|kk|so|well|um|uhh|hm ok|right|anyways|also|plus|oh|lol|haha|heh|hey so|alrighty|sup|oi mate],
[I don't want to be rude|I hope you can help|I have walked far|My head hurts|What a long day].
[I don't want to trouble you|Maybe you can help|I rode all night|I slept badly].
[The rain got me|The dogs barked at me|Your door squeaks|It smells nice in here|It's dark in here|What a crowd|So quiet here|Cosy in here|What a lovely smell].
[My friend told me about you|I've never been here|I come from the coast|My ship just landed].
[I was here before|This is my first time here|I came over the hills|My horse is outside].
[Hic|Burp|Achoo|Cough|Yawn|Phew|Ouch|Oof|Brr|Ha|Haha|Aha|Oho|Ooh|Wow|Gosh|Blimey|Goodness|Heavens|Good gods|By the gods|By my beard],
[In the name of the king|By order of the guard|On behalf of my lord|As a friend|As one traveller to another|As a customer|From one soldier to another],
[You look like someone who knows things|You have an honest face|You seem to know your way around|You look like you can help|I was told to ask you].
[Now, {name}|Ah, {name}|Right, {name}|Please, {name}|Well, {role}|Oh, {role}|Listen, {role}],
[Well, {name}|Oh, {name}|Look, {name}|Hm, {name}|Ah, {role}|Hey, {role}|Now, {role}],
"""),
    social.AFTER: lines("""
[good sir|good madam|my lord|my lady|kind soul|sir|ma'am|mate|buddy|bro|boss|chief|captain|comrade|neighbour|darling|love|dude|man|brother|sister]
[old {role}|honest {role}|my dear {role}|master {role}|worthy {role}|dear {role}|noble {role}|my dear {name}|old {name}|{name}, my friend|{name}, old friend]
[I beg you|I pray you|prithee|I ask you|if you please|if it please you|if you'd be so kind|if you'll allow|with your leave|if that's all right|if you have time]
[pls|plz|lol|ok|okay|haha|huh|hm|btw|thx|right away|quickly|in a moment]
[between us|just between us|out of curiosity|I'm curious|I'm in a hurry|I haven't got all day|before I go|before it gets dark|while I'm here|now that I'm here]
[for heaven's sake|by the gods|for the love of ale|in the name of the king|as a favour|as a friend|just this once|once and for all|seriously|really|truly]
"""),
}
