"""Mistral chat format, version 3: messages to token ids.

Lives beside the training scripts; the runtime has its own C++ implementation of the same rules.
Each text segment is tokenised on its own (so it gets its own leading blank), markers are inserted
by id. The system prompt and the tool list belong to the last user message.
"""

import json

BOS, EOS = 1, 2
INST, END_INST = 3, 4
TOOL_CALLS = 5
TOOLS, END_TOOLS = 6, 7
RESULTS, END_RESULTS = 8, 9


def dump(value):
    """JSON as it stands in prompts: blanks after ',' and ':', raw UTF-8, key order kept."""
    return json.dumps(value, ensure_ascii=False)


def parse_or_keep(text):
    """The JSON value of a text, the text itself when it is no JSON, {} when it is empty."""
    if not text:
        return {}
    try:
        return json.loads(text)
    except ValueError:
        return text


def tool_declaration(tool):
    function = tool["function"]
    return {
        "type": "function",
        "function": {
            "name": function["name"],
            "description": function.get("description") or "",
            "parameters": function.get("parameters") or {},
        },
    }


def tool_call(call):
    entry = {
        "name": call["function"]["name"],
        "arguments": parse_or_keep(call["function"]["arguments"]),
    }
    if call.get("id", "null") != "null":
        entry["id"] = call["id"]
    return entry


def normalise(messages):
    """Splits off the system prompt and joins neighbouring user messages."""
    system = "\n\n".join(m["content"] for m in messages if m["role"] == "system" and m["content"])
    turns = []
    previous = None
    for message in messages:
        if message["role"] == "user" and previous == "user":
            joined = [turns[-1]["content"], message["content"]]
            turns[-1] = {"role": "user", "content": "\n\n".join(text for text in joined if text)}
        elif message["role"] != "system":
            turns.append(message)
        previous = message["role"]
    if not turns or turns[0]["role"] != "user":
        turns.insert(0, {"role": "user", "content": ""})
    return system, turns


def assistant_ids(message, encode):
    """Ids of one assistant message with its closing </s>: what the model has to say."""
    if message.get("tool_calls"):
        calls = [tool_call(call) for call in message["tool_calls"]]
        return [TOOL_CALLS, *encode(dump(calls)), EOS]
    return [*encode(message["content"].rstrip(" ")), EOS]


def user_ids(text, encode):
    return [INST, *encode(text), END_INST]


def result_ids(message, encode):
    result = {"content": parse_or_keep(message["content"]), "call_id": message["tool_call_id"]}
    return [RESULTS, *encode(dump(result)), END_RESULTS]


def encode_chat(messages, tools, encode):
    """Ids of a conversation and the number of them that form the last assistant message.

    `encode` maps a text segment to a list of ids. The count is 0 when the conversation ends with
    the player or a tool result: then the ids are a prompt to be answered.
    """
    system, turns = normalise(messages)
    last_user = max(i for i, turn in enumerate(turns) if turn["role"] == "user")
    ids = [BOS]
    answer = 0
    for i, turn in enumerate(turns):
        answer = 0
        if turn["role"] == "user":
            text = turn["content"]
            if i == last_user:
                if tools:
                    declared = dump([tool_declaration(tool) for tool in tools])
                    ids += [TOOLS, *encode(declared), END_TOOLS]
                if system:
                    text = system + "\n\n" + text if text else system
            ids += user_ids(text, encode)
        elif turn["role"] == "tool":
            ids += result_ids(turn, encode)
        else:
            spoken = assistant_ids(turn, encode)
            ids += spoken
            answer = len(spoken)
    return ids, answer
