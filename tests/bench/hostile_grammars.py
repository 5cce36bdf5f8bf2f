"""Grammars that were made to be slow: how long each takes to compile or to be refused.

    python3 tests/bench/hostile_grammars.py --minstrel build/release/bindings/minstrel --model MODEL

Prints a table and fails where the processor needs more than 50 ms for one, beyond what the program
needs for a grammar of one letter (it starts and reads the vocabulary).
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

MOST_MS = 50


def grammars():
    rules = [f'r{i} ::= r{(i + 1) % 2000} "a" | "b"' for i in range(2000)]
    mutual = {f"n{i}": {"type": "object", "properties": {
        "x": {"$ref": f"#/$defs/n{(i + 1) % 500}"}, "y": {"$ref": f"#/$defs/n{i * 7 % 500}"}}} for i in range(500)}
    choices = [{"anyOf": [{"properties": {f"p{i}": {"const": j}}} for j in range(4)]} for i in range(12)]
    yield "nested repetition", "gbnf", "root ::= " + "(" * 200 + '"a"' + "){0,50}" * 200
    yield "nested repetition of two", "gbnf", "root ::= " + "(" * 200 + '"a"' + ' "b"?){0,50}' * 200
    yield "stars of stars", "gbnf", 'root ::= ((("a"*)*)*)*'
    yield "60,000 nested groups", "gbnf", "root ::= " + "(" * 60000 + '"a"' + ")" * 60000
    yield "left recursion", "gbnf", 'root ::= root "a" | root root | "b"'
    yield "left recursion through 2,000 rules", "gbnf", "root ::= r0\n" + "\n".join(rules)
    yield "a letter a million times", "gbnf", 'root ::= "a"{0,1000000}'
    yield "a million times a million", "gbnf", 'root ::= ("a"{1,1000000} "b"){1,1000000}'
    yield "exponential expression", "regex", "(a|a)*" * 50 + "(a?){100}a{100}"
    yield "3,000 stars", "regex", "(" * 3000 + "a" + ")*" * 3000
    yield "10,000 values", "schema", json.dumps({"enum": [f"value {i * 7919 % 10007}" for i in range(10000)]})
    yield "500 schemas that refer to each other", "schema", json.dumps({"$defs": mutual, "$ref": "#/$defs/n0"})
    yield "a reference to itself", "schema", json.dumps(
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"})
    yield "20,000 levels", "schema", '{"items":' * 20000 + "{}" + "}" * 20000
    yield "deep pattern", "schema", json.dumps({"type": "string", "pattern": "^(([a-z]+)*)*(x{1,1000}){1,1000}$"})
    yield "a million characters", "schema", json.dumps({"type": "string", "minLength": 999999, "maxLength": 1000000})
    yield "4 to the 12th alternatives", "schema", json.dumps({"allOf": choices})


def run(program, model, kind, text, folder):
    """Milliseconds of the processor, the exit code and the last line."""
    path = os.path.join(folder, "grammar")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "grammar", "bench", path, "--kind", kind, "--model", model, "--walks", "1",
                           "--tokens", "20"], capture_output=True, text=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = sum(getattr(after, name) - getattr(before, name) for name in ("ru_utime", "ru_stime"))
    outcome = done.stderr.strip().split(": ", 2)[-1] if done.returncode else "compiled"
    return 1000 * used, done.returncode, outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minstrel", default="build/release/bindings/minstrel", help="the program")
    parser.add_argument("--model", required=True, help="a model, or the file of a vocabulary")
    arguments = parser.parse_args()
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        def best(kind, text):
            return min(run(arguments.minstrel, arguments.model, kind, text, folder) for _ in range(3))
        rest, _, _ = best("gbnf", 'root ::= "a"')
        print("| grammar | ms | outcome |\n| --- | ---: | --- |")
        for name, kind, text in grammars():
            used, code, outcome = best(kind, text)
            bad = used - rest > MOST_MS or code not in (0, 1)
            slow += bad
            print(f"| {name} | {max(used - rest, 0):.1f} | {outcome}{' (!)' if bad else ''} |")
    sys.exit(1 if slow else 0)


main()
