"""Random schemas with random values and the verdict of an independent validator.

Each line of samples.jsonl is one schema: {"schema": ..., "values": [...], "valid": "0110..."}.

    pip install jsonschema==4.26.0
    python3 make_samples.py > samples.jsonl
"""
import json
import random

import jsonschema

SCHEMAS = 400
KEYS = ["a", "b", "ab", "foo", ""]
NUMBERS = [0, 1, 2, 3, -1, 1.5, 2.5, 10, 0.5, 100, -2.5]
SCALARS = [None, True, False, *NUMBERS, "", "a", "b", "ab", "aab", "foo", "1"]
PATTERNS = ["^a", "b$", "a+", "^[a-z]*$", "^a?b?$", "^(a|b)+$", "[0-9]", "^$", "(^a|b$)", "^(?!a)",
            "o{2}", "^.{2,3}$", "a|^b"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
FIXED_VALUES = [*SCALARS, [], [1], ["a"], [1, 2], [1, 1], [True, "a", 2], {}, {"a": 1},
                {"a": "b", "b": 2}, {"foo": []}, {"ab": None}]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def value(self, depth):
        draw = self.random.random()
        if draw < 0.6 or depth == 0:
            return self.random.choice(SCALARS)
        if draw < 0.8:
            return [self.value(depth - 1) for _ in range(self.random.randint(0, 4))]
        return {self.random.choice(KEYS): self.value(depth - 1) for _ in range(self.random.randint(0, 4))}

    def schemas(self, depth, most=3):
        return [self.schema(depth) for _ in range(self.random.randint(1, most))]

    def schema_map(self, keys, depth):
        return {self.random.choice(keys): self.schema(depth) for _ in range(self.random.randint(1, 3))}

    def assertions(self):
        """Keywords without schemas inside."""
        pick = self.random
        return {
            "type": lambda: pick.choice(TYPES) if pick.random() < 0.6 else pick.sample(TYPES, 2),
            "enum": lambda: [self.value(2) for _ in range(pick.randint(1, 4))],
            "const": lambda: self.value(2),
            "minimum": lambda: pick.choice(NUMBERS),
            "maximum": lambda: pick.choice(NUMBERS),
            "exclusiveMinimum": lambda: pick.choice(NUMBERS),
            "exclusiveMaximum": lambda: pick.choice(NUMBERS),
            "multipleOf": lambda: pick.choice([1, 2, 3, 0.5, 1.5, 0.25, 7]),
            "minLength": lambda: pick.randint(0, 3),
            "maxLength": lambda: pick.randint(0, 3),
            "pattern": lambda: pick.choice(PATTERNS),
            "required": lambda: pick.sample(KEYS, pick.randint(0, 2)),
            "minProperties": lambda: pick.randint(0, 3),
            "maxProperties": lambda: pick.randint(0, 3),
            "dependentRequired": lambda: {pick.choice(KEYS): pick.sample(KEYS, pick.randint(0, 2))},
            "minItems": lambda: pick.randint(0, 3),
            "maxItems": lambda: pick.randint(0, 3),
            "$ref": lambda: pick.choice(["#/$defs/x", "#/$defs/y"]),
        }

    def applicators(self, depth):
        one = lambda: self.schema(depth)
        return {
            "properties": lambda: self.schema_map(KEYS, depth),
            "patternProperties": lambda: self.schema_map(PATTERNS, depth),
            "dependentSchemas": lambda: self.schema_map(KEYS, depth),
            "additionalProperties": one, "propertyNames": one, "unevaluatedProperties": one,
            "items": one, "contains": one, "unevaluatedItems": one,
            "prefixItems": lambda: self.schemas(depth),
            "allOf": lambda: self.schemas(depth), "anyOf": lambda: self.schemas(depth),
            "oneOf": lambda: self.schemas(depth),
            "not": one, "if": one, "then": one, "else": one,
            "minContains": lambda: self.random.randint(0, 2),
            "maxContains": lambda: self.random.randint(0, 3),
        }

    def schema(self, depth):
        if self.random.random() < 0.07:
            return self.random.choice([True, False])
        makers = self.assertions()
        if depth > 0:
            makers.update(self.applicators(depth - 1))
        return {name: makers[name]() for name in self.random.sample(list(makers), self.random.randint(1, 4))}

    def document(self):
        schema = self.schema(self.random.choice([1, 2, 2, 3]))
        if isinstance(schema, dict):
            other = self.schema(0)
            if isinstance(other, dict):
                other.pop("$ref", None)  # no schema refers to itself on the same value
            tree = {"properties": {"a": {"$ref": "#/$defs/y"}}, "items": {"$ref": "#/$defs/x"}}
            schema["$defs"] = {"x": other, "y": tree}
        return schema


def main():
    for seed in range(SCHEMAS):
        generator = Generator(seed)
        schema = generator.document()
        values = FIXED_VALUES + [generator.value(3) for _ in range(12)]
        validator = jsonschema.Draft202012Validator(schema)
        try:
            valid = "".join("01"[validator.is_valid(value)] for value in values)
        except RecursionError:
            continue
        line = {"schema": schema, "values": values, "valid": valid}
        print(json.dumps(line, separators=(",", ":")))


if __name__ == "__main__":
    main()
