#!/usr/bin/env python3
"""Whether calls of functions are valid, by a validator that knows nothing of the library.

    python check_calls.py --situations situations.jsonl CALLS

CALLS is what `tavern_evaluate --calls CALLS` wrote. Each call must name a function that its situation
offers, and its arguments must be one JSON object, without repeated keys, that is valid by the schema
of the situation and by the one that the game had offered; other properties than the declared ones are
not allowed. Needs the package jsonschema. The exit code is 0 when all calls are valid.
"""

import argparse
import json
import sys

from jsonschema import Draft202012Validator


def one_of_each(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key is repeated")
    return dict(pairs)


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def read_json(text):
    return json.loads(text, object_pairs_hook=one_of_each, parse_constant=no_constant)


def closed(schema):
    """The game closes its objects: what is not declared cannot be meant."""
    Draft202012Validator.check_schema(schema)
    return {"additionalProperties": False, **schema}


def faults_of(call, functions):
    """Why a call is not valid; nothing when it is."""
    if call["name"] not in functions:
        return [f"{call['name']} is not offered"]
    try:
        arguments = read_json(call["arguments"])
    except ValueError as error:
        return [f"the arguments are no JSON: {error}"]
    schemas = {"declared": functions[call["name"]], "offered": call["parameters"]}
    return [
        f"by the {whose} schema: {error.message}"
        for whose, schema in schemas.items()
        for error in Draft202012Validator(closed(schema)).iter_errors(arguments)
    ]


def read_situations(path):
    """The functions of each situation: name to schema."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {
        row["id"]: {tool["function"]["name"]: tool["function"]["parameters"] for tool in row["tools"]}
        for row in rows
        if "tools" in row
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--situations", required=True)
    parser.add_argument("calls")
    options = parser.parse_args()
    situations = read_situations(options.situations)
    with open(options.calls, encoding="utf-8") as file:
        calls = [json.loads(line) for line in file]
    valid = 0
    for call in calls:
        faults = faults_of(call, situations.get(call["id"], {}))
        valid += not faults
        for fault in faults:
            print(f"{call['id']} {call['name']} {call['arguments']}: {fault}")
    print(f"{valid} of {len(calls)} calls are valid")
    return 0 if calls and valid == len(calls) else 1


if __name__ == "__main__":
    sys.exit(main())
