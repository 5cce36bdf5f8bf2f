"""Random walks along the masks of random schemas, judged by an independent validator.

    pip install jsonschema==4.26.0
    python3 check_walks.py --program build/dev/tests/bench/walk_schemas [--schemas 1000] [--walks 100]

Numbers are compared as decimals, as they are written. Answers in which a member occurs twice are left
out and counted: JSON does not say which of the two is meant (docs/grammar.md).
"""
import argparse
import decimal
import json
import pathlib
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/data/schema-samples"))
import make_samples  # noqa: E402

FIRST_SEED = 10_000  # none of those of samples.jsonl
Decimal = decimal.Decimal


class Twice(ValueError):
    pass


def unique_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Twice
    return members


def is_integer(_, value):
    if isinstance(value, Decimal):
        return value.is_zero() or value.normalize().as_tuple().exponent >= 0
    return isinstance(value, int) and not isinstance(value, bool)


def multiple_of(validator, step, value, schema):
    """Exact for any exponent, without writing the number out."""
    if not validator.is_type(value, "number"):
        return
    sign, digits, exponent = Decimal(value).as_tuple()
    step_sign, step_digits, step_exponent = Decimal(step).as_tuple()
    mantissa, divisor = int("".join(map(str, digits))), int("".join(map(str, step_digits)))
    shift = exponent - step_exponent
    if shift >= 0:
        is_multiple = mantissa * pow(10, shift, divisor) % divisor == 0
    else:
        is_multiple = mantissa == 0 or (-shift <= len(digits) and mantissa % (divisor * 10**-shift) == 0)
    if not is_multiple:
        yield jsonschema.ValidationError(f"{value} is no multiple of {step}")


CHECKER = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer)
Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"multipleOf": multiple_of},
                                         type_checker=CHECKER)


def number(text):
    """A decimal; exponents beyond its range are as good as the largest one."""
    digits, _, exponent = text.lower().partition("e")
    if abs(int(exponent or 0)) > 10**9:
        return Decimal(f"{digits}e{'-' if exponent[0] == '-' else ''}{10**9}")
    return Decimal(text)


def read(text):
    return json.loads(text, parse_float=number, object_pairs_hook=unique_members)


def judge(schema, answers, counts, wrong, endless):
    validator = Validator(read(json.dumps(schema)))
    for answer in answers:
        if answer is None:
            counts["without end"] += 1
            endless.setdefault(json.dumps(schema))
            continue
        try:
            valid = validator.is_valid(read(answer))
        except Twice:
            counts["member twice"] += 1
            continue
        except (ValueError, decimal.DecimalException) as problem:
            valid = False
            answer = f"{answer} ({problem})"
        counts["valid" if valid else "invalid"] += 1
        if not valid:
            wrong.append((schema, answer))


def schemas(count):
    for seed in range(FIRST_SEED, FIRST_SEED + 2 * count):
        yield make_samples.Generator(seed).document()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="walk_schemas")
    parser.add_argument("--tokenizer", default=ROOT / "tests/data/chat/tokenizer.model.v3")
    parser.add_argument("--schemas", type=int, default=1000, help="that something can meet")
    parser.add_argument("--walks", type=int, default=100)
    arguments = parser.parse_args()
    decimal.setcontext(decimal.Context(prec=4000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN))
    lines = [json.dumps(schema) for schema in schemas(arguments.schemas)]
    out = subprocess.run([arguments.program, arguments.tokenizer, str(arguments.walks)], check=True,
                         input="\n".join(lines), stdout=subprocess.PIPE, text=True).stdout
    counts = dict.fromkeys(("valid", "invalid", "member twice", "without end"), 0)
    refused, endless, wrong, judged = {}, {}, [], 0
    for line, result in zip(lines, out.splitlines()):
        if judged == arguments.schemas:
            break
        result = json.loads(result)
        if "refused" in result:
            reason = result["refused"].split(": ", 1)[-1][:60]
            refused[reason] = refused.get(reason, 0) + 1
            continue
        judged += 1
        judge(json.loads(line), result["answers"], counts, wrong, endless)
    print(f"{judged} schemas:", ", ".join(f"{count} {name}" for name, count in counts.items()))
    for reason, count in sorted(refused.items(), key=lambda item: -item[1]):
        print(f"refused, {count}: {reason}")
    for schema in list(endless)[:3]:
        print("without end", schema)
    for schema, answer in wrong[:10]:
        print("WRONG", json.dumps(schema), answer)
    many_endless = counts["without end"] * 1000 > judged * arguments.walks  # masks may be too narrow
    sys.exit(1 if wrong or many_endless or judged < arguments.schemas else 0)


main()
