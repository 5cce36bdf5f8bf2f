"""Grammar engines side by side: Minstrel, XGrammar and llguidance on the same schemas and vocabulary.

    pip install xgrammar llguidance numpy matplotlib
    python3 compare_grammar.py --minstrel build/release/bindings/minstrel [--plot masks.png]

Speed: each engine walks at random along its own masks, cold; one thread. The times of the other two
engines include the call from Python, which is about a microsecond. Correctness: schemas and values of
tests/data/schema-samples with the verdicts of an independent validator; only values whose objects
have at most one member, so that no engine's order of members counts.
"""
import argparse
import base64
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import time

import llguidance
import llguidance.numpy
import numpy
import xgrammar

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALL = "all five"
SPECIALS = 1000  # control tokens before the text tokens of tekken
END = 2
STEPS = 200  # longest walk


def schemas():
    text = {"type": "string", "minLength": 1, "maxLength": 120}
    reply = {
        "type": "object",
        "properties": {
            "speech": text,
            "mood": {"enum": ["calm", "happy", "angry", "afraid", "sad"]},
            "action": {"anyOf": [
                {"const": "none"},
                {"type": "object", "properties": {"go": {"type": "string", "pattern": "^[a-z]{1,20}$"}},
                 "required": ["go"], "additionalProperties": False},
                {"type": "object", "properties": {"sell": text, "coins": {"type": "integer", "minimum": 1,
                                                                          "maximum": 999}},
                 "required": ["sell", "coins"], "additionalProperties": False}]},
        },
        "required": ["speech", "mood", "action"], "additionalProperties": False,
    }
    quest = {
        "type": "object",
        "properties": {"title": text, "giver": text, "lines": {"type": "array", "minItems": 1, "maxItems": 8,
                                                               "items": {"$ref": "#/$defs/line"}}},
        "required": ["title", "lines"], "additionalProperties": False,
        "$defs": {"line": {
            "type": "object",
            "properties": {"who": {"enum": ["player", "giver"]}, "says": text,
                           "answers": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/line"}}},
            "required": ["who", "says"], "additionalProperties": False}},
    }
    world = {
        "type": "object",
        "properties": {f"place_{i}": {
            "type": "object",
            "properties": {"name": text, "open": {"type": "boolean"}, "guests": {"type": "integer", "minimum": 0},
                           "goods": {"type": "array", "maxItems": 5, "items": text},
                           "price": {"type": "number"}},
            "required": ["name", "open"], "additionalProperties": False} for i in range(10)},
        "required": [f"place_{i}" for i in range(10)], "additionalProperties": False,
    }
    flat = {
        "type": "object",
        "properties": {f"{word}_{i}": {"type": kind} for i in range(25)
                       for word, kind in (("note", "string"), ("count", "integer"), ("is", "boolean"),
                                          ("share", "number"))},
        "additionalProperties": False,
    }
    return {"reply": reply, "quest": quest, "world": world, "flat100": flat,
            "any object": {"type": "object"}}


class Vocabulary:
    def __init__(self, path):
        lines = pathlib.Path(path).read_text().split()
        self.texts = [base64.b64decode(line) for line in lines]
        # Control tokens cannot be written: a byte that is in no text, and the id.
        self.tokens = [b"\xff<%d>" % i for i in range(SPECIALS)] + self.texts
        self.tokens = self.tokens[:131072]
        self.byte_ids = {text[0]: SPECIALS + rank for rank, text in enumerate(self.texts) if len(text) == 1}

    def write_tekken(self, path):
        pattern = ("[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|"
                   "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|"
                   "\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")
        names = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
                 "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]"]
        json.dump({
            "config": {"pattern": pattern, "num_vocab_tokens": len(self.texts), "default_vocab_size": 131072,
                       "default_num_special_tokens": SPECIALS, "version": "v3"},
            "special_tokens": [{"rank": i, "token_str": name, "is_control": True} for i, name in enumerate(names)],
            "vocab": [{"rank": i, "token_bytes": base64.b64encode(text).decode(),
                       "token_str": text.decode("utf-8", "replace")} for i, text in enumerate(self.texts)],
        }, open(path, "w"))


class XGrammar:
    def __init__(self, vocabulary, on_demand):
        self.name = "XGrammar, on demand" if on_demand else "XGrammar"
        self.info = xgrammar.TokenizerInfo(vocabulary.tokens, vocab_size=len(vocabulary.tokens),
                                           stop_token_ids=[END])
        self.compiler = xgrammar.GrammarCompiler(self.info, max_threads=1, cache_enabled=False,
                                                 enable_dynamic_compilation=on_demand)
        self.mask = xgrammar.allocate_token_bitmask(1, len(vocabulary.tokens))

    def compile(self, schema):
        return self.compiler.compile_json_schema(json.dumps(schema), any_whitespace=False, strict_mode=False,
                                                 separators=(",", ":"))

    def start(self, compiled):
        return xgrammar.GrammarMatcher(compiled)

    def fill(self, matcher):
        matcher.fill_next_token_bitmask(self.mask)

    def words(self):
        return self.mask.numpy()[0]

    def accept(self, matcher, token):
        return matcher.accept_token(token)

    def is_over(self, matcher):
        return matcher.is_terminated()

    def matches(self, compiled, text):
        matcher = self.start(compiled)
        return matcher.accept_string(text) and matcher.accept_token(END)


class LLGuidance:
    name = "llguidance"

    def __init__(self, vocabulary):
        class Plain:
            eos_token_id = END
            bos_token_id = None
            tokens = vocabulary.tokens
            special_token_ids = list(range(SPECIALS))

            def __call__(self, text):
                return [vocabulary.byte_ids[byte] for byte in bytes(text)]

        self.vocabulary = vocabulary
        self.tokenizer = llguidance.LLTokenizer(llguidance.TokenizerWrapper(Plain()))
        self.mask = llguidance.numpy.allocate_token_bitmask(1, self.tokenizer.vocab_size)

    def compile(self, schema):
        grammar = llguidance.LLMatcher.grammar_from_json_schema(
            schema, overrides={"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"})
        matcher = llguidance.LLMatcher(self.tokenizer, grammar)
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        return matcher

    def start(self, compiled):
        return compiled.deep_copy()

    def fill(self, matcher):
        llguidance.numpy.fill_next_token_bitmask(matcher, self.mask)

    def words(self):
        return self.mask[0]

    def accept(self, matcher, token):
        return matcher.consume_token(token)

    def is_over(self, matcher):
        return matcher.is_stopped()

    def matches(self, compiled, text):
        matcher = self.start(compiled)
        ids = [self.vocabulary.byte_ids[byte] for byte in text.encode()]
        return matcher.try_consume_tokens(ids) == len(ids) and matcher.is_accepting()


def walk(engine, compiled, walks):
    choice = random.Random(1)
    times = []
    for _ in range(walks):
        matcher = engine.start(compiled)
        for _ in range(STEPS):
            if engine.is_over(matcher):
                break
            begin = time.perf_counter_ns()
            engine.fill(matcher)
            times.append((time.perf_counter_ns() - begin) / 1000)
            allowed = numpy.flatnonzero(numpy.unpackbits(engine.words().view(numpy.uint8), bitorder="little"))
            if allowed.size == 0 or not engine.accept(matcher, int(choice.choice(allowed))):
                break
    return times


def percentiles(times):
    return [float(numpy.percentile(times, share)) for share in (50, 99, 99.9, 100)]


def measure_peer(engine, walks):
    rows, compile_times, mask_times = {}, [], []
    for name, schema in schemas().items():
        begin = time.perf_counter()
        compiled = engine.compile(schema)
        compile_times.append((time.perf_counter() - begin) * 1000)
        times = walk(engine, compiled, walks)
        rows[name] = [compile_times[-1], float(numpy.mean(times)), *percentiles(times)]
        mask_times += times
    rows[ALL] = [float(numpy.mean(compile_times)), float(numpy.mean(mask_times)), *percentiles(mask_times)]
    return rows


def measure_minstrel(program, tekken, walks, folder):
    rows = {}
    sets = {name: [schema] for name, schema in schemas().items()} | {ALL: list(schemas().values())}
    for name, members in sets.items():
        path = os.path.join(folder, "schemas.jsonl")
        pathlib.Path(path).write_text("".join(json.dumps({"schema": schema}) + "\n" for schema in members))
        out = subprocess.run([program, "grammar", "bench", path, "--model", tekken, "--walks", str(walks),
                              "--tokens", str(STEPS), "--json"], check=True, capture_output=True, text=True).stdout
        bench = json.loads(out)
        cold = bench["cold_us"]
        rows[name] = [bench["compile_ms"]["mean"], *(cold[key] for key in ("mean", "p50", "p99", "p99_9", "max"))]
    return rows


def has_at_most_one_member(value):
    if isinstance(value, dict):
        return len(value) <= 1 and all(map(has_at_most_one_member, value.values()))
    return not isinstance(value, list) or all(map(has_at_most_one_member, value))


def samples(count):
    for line in list(open(ROOT / "tests/data/schema-samples/samples.jsonl"))[:count]:
        sample = json.loads(line)
        pairs = [(value, verdict == "1") for value, verdict in zip(sample["values"], sample["valid"])
                 if has_at_most_one_member(value)]
        yield sample["schema"], pairs


def judge_peer(engine, count):
    right = accepted = refused = unsupported = 0
    for schema, pairs in samples(count):
        try:
            compiled = engine.compile(schema)
        except Exception:  # each engine has errors of its own kind
            unsupported += len(pairs)
            continue
        for value, valid in pairs:
            matches = bool(engine.matches(compiled, json.dumps(value, ensure_ascii=False, separators=(",", ":"))))
            right += matches == valid
            accepted += matches and not valid
            refused += valid and not matches
    return right, accepted, refused, unsupported


def judge_minstrel(program, count, folder):
    path = os.path.join(folder, "suite.json")
    groups = [{"description": str(i), "schema": schema,
               "tests": [{"description": "", "data": value, "valid": valid} for value, valid in pairs]}
              for i, (schema, pairs) in enumerate(samples(count))]
    pathlib.Path(path).write_text(json.dumps(groups))
    out = subprocess.run([program, "grammar", "check", "--suite", "--annotate-formats", path],
                         capture_output=True, text=True).stdout
    row = re.search(r"^all +(\d+) +(\d+) +(\d+) +(\d+)", out, re.M)
    return tuple(int(number) for number in row.groups())


def plot(results, path):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(1, 3, figsize=(12, 3.6), sharey=False)
    names = [*schemas(), ALL]
    for axis, (column, title) in zip(axes, ((0, "compile, ms"), (1, "mask mean, µs"), (4, "mask p99.9, µs"))):
        width = 0.8 / len(results)
        for i, (engine, rows) in enumerate(results.items()):
            axis.bar([j + i * width for j in range(len(names))], [rows[name][column] for name in names], width,
                     label=engine)
        axis.set_yscale("log")
        axis.set_title(title)
        axis.set_xticks([j + 0.3 for j in range(len(names))], names, rotation=20)
    axes[0].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=90)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minstrel", default=os.environ.get("MINSTREL", "minstrel"), help="the program")
    parser.add_argument("--tokens", default=ROOT / "tests/data/chat/tekken_tokens.txt", help="base64 by rank")
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--samples", type=int, default=100, help="schemas for the verdicts, at most 400")
    parser.add_argument("--plot", help="PNG to write")
    arguments = parser.parse_args()
    vocabulary = Vocabulary(arguments.tokens)
    peers = [LLGuidance(vocabulary), XGrammar(vocabulary, True), XGrammar(vocabulary, False)]
    results, verdicts = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        tekken = os.path.join(folder, "tekken.json")
        vocabulary.write_tekken(tekken)
        results["Minstrel"] = measure_minstrel(arguments.minstrel, tekken, arguments.walks, folder)
        verdicts["Minstrel"] = judge_minstrel(arguments.minstrel, arguments.samples, folder)
    for peer in peers:
        results[peer.name] = measure_peer(peer, arguments.walks)
        verdicts[peer.name] = judge_peer(peer, arguments.samples)
    print("| schema | engine | compile ms | mask mean us | p50 | p99 | p99.9 | max |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in (*schemas(), ALL):
        for engine, rows in results.items():
            print(f"| {name} | {engine} | " + " | ".join(f"{value:,.2f}" for value in rows[name]) + " |")
    print("\n| engine | right | accepted though invalid | refused though valid | unsupported |\n"
          "| --- | --- | --- | --- | --- |")
    for engine, counts in verdicts.items():
        print(f"| {engine} | " + " | ".join(map(str, counts)) + " |")
    if arguments.plot:
        plot(results, arguments.plot)


main()
