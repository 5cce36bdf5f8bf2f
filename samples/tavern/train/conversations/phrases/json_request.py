"""How a game asks for an answer as JSON; {s} is the form of the object."""

from ..split import lines, parted

ASK = parted("""
Answer as JSON: {s}
Reply as JSON: {s}
Reply only with JSON: {s}
Answer in this JSON form: {s}
Use JSON: {s}
Give your answer as JSON like {s}
Your reply must be JSON: {s}
JSON only: {s}
Write your answer as a JSON object: {s}
Speak in JSON: {s}
Format: JSON {s}
Return JSON: {s}
""")

# Patterns for training alone.
WIDER = lines("""
[Answer|Reply|Respond|Speak|Talk|React] [only|strictly|always|exclusively|] [in|with|as|by means of] [valid|pure|plain|well-formed|one line of|a single piece of|compact|] JSON[:| of this form:| like this:| in this shape:| that looks like] {s}
[Your|The|Each|Every] [answer|reply|response|message|output] [must|should|has to|shall|is to|needs to|will] [be|have the form of|consist of|contain only|be given as|be nothing but] [JSON|a JSON object|one JSON object|valid JSON]: {s}
[Return|Output|Emit|Produce|Send|Give|Give me|Provide|Deliver|Generate|Create|Print] [only|just|] [JSON|a JSON object|one JSON object|a JSON value|an object in JSON|valid JSON] [of the form|with this schema:|in the form|like|with these keys:|as follows:|matching] {s}
[JSON|A JSON object|JSON output|JSON please|JSON, no other text|JSON and nothing else|Nothing but JSON|Pure JSON]: {s}
[Format|Form|Schema|Output format|Answer format|Reply format|Response schema|Shape|Structure|Template|Type] [of the answer|of your reply|of the output|]: [JSON|] {s}
[Use|Fill in|Fill|Complete|Follow|Keep to|Stick to|Obey|Respect|Match] this [JSON|JSON form|JSON schema|JSON template|object|JSON structure][:| in your answer:| when you reply:| to answer:] {s}
[Put|Pack|Wrap|Write|Place|Encode|Express|State] [your answer|your reply|the answer|what you say|your words|everything you say] [in|into|as|inside] [JSON|a JSON object|an object of JSON|this JSON object|this JSON]: {s}
[I need|I want|I expect|We need|The game needs|The game expects|The game reads|The engine wants|The parser expects] [your answer as JSON|a JSON reply|an object in JSON|a JSON object|JSON]: {s}
[Do not|Don't|Never] [answer|reply|speak] in [plain text|plain words|prose|free text|anything but JSON], [use JSON|but in JSON|only in JSON|answer with JSON|write JSON]: {s}
[No prose|No plain text|No other text|No comments|Nothing before or after]. [JSON|Just JSON|Only JSON|A JSON object]: {s}
{s} [is the form of your answer|is the JSON you answer with|is the JSON schema of your reply|is how you answer|as JSON, please|- answer like this|- use this JSON form|is the JSON format]
[Answer|Reply|Respond] with [this object|an object|exactly this shape|these fields|these keys|the following JSON|the JSON below]: {s}
[Convert|Turn|Translate] your [answer|reply|words] [into|to] JSON: {s}
[Machine-readable|Structured|JSON-formatted|Serialised] [answer|reply|output] [please|only|needed|required]: {s}
[Please|Kindly|Now] [answer|reply|respond] [in|with|as|using] [JSON|a JSON object|JSON only]: {s}
[The answer|The reply|What you say] [goes into|belongs in|is read as|is parsed as|must parse as] [JSON|a JSON object]: {s}
[Wrap|Hide|Deliver|Return|Phrase] [your line|your speech|the reply|what you have to say] in [this form|this JSON form|a JSON record|one JSON record]: {s}
[The form of|The schema for|The shape of|The layout of|The fields of] [your answer|the reply|your next line|the output] is [JSON|this JSON|as follows]: {s}
[In JSON|As JSON|By JSON|JSON style|JSON format], [please|answer|reply|speak to me|say it]: {s}
[json|JSON] [pls|please|only pls|answer|reply|out]: {s}
[I'd like|We'd like|I would like|The host wants|My program needs|The script wants] [JSON|a JSON answer|your words as JSON|one object]: {s}
[Could|Can|Would|Will] you [answer|reply|respond|say that] [as JSON|in JSON|with a JSON object], [like this|in this form|please]: {s}
[Every|Each|Any] [word|line|reply] of yours [must fit|has to match|must follow|should fit into] [this JSON|this JSON schema|the JSON form]: {s}
[Exactly|Precisely|Strictly] [this JSON|one JSON object of this kind|these JSON fields], [nothing else|no more and no less|no extra text]: {s}
[Your|The] [JSON|JSON reply|JSON object|object] [has|must have|needs|contains|shall have] [this form|this shape|these keys|these fields|the following fields]: {s}
[Answer|Reply|Respond] so that [a parser|a program|the game|my code] can read it[, as JSON|, in JSON|]: {s}
[Schema|JSON schema|response_format|format|Expected JSON|Target object|JSON template|Grammar]: {s}
[Talk|Answer|Reply], but [only|just|strictly] [in the form of|as|inside] [a JSON object|JSON]: {s}
[No|Without] [markdown|code fences|explanations|greetings outside] [please|, only JSON|, just the object|]: {s}
[Keys and types|Fields and types|The keys are|Fields|Members]: {s} [. Answer as JSON|. JSON only|. Reply with such an object|]
{s} [<- answer as JSON like this|is what the reply must look like|- fill this in as JSON|, that is the JSON I expect|is the only form allowed]
[Render|Serialise|Format|Print|Dump|Encode|Mould] your [answer|reply|line] [as JSON|into JSON|as a JSON object|in JSON syntax]: {s}
[Return|Give|Send] [back|me back|us] [one|a single] [object|JSON object|JSON record] with [exactly these fields|this layout|this structure]: {s}
[Remember|Mind|Note|Important|Attention|Careful]: [JSON only|answer in JSON|your reply must be a JSON object|only JSON is read]: {s}
""")
