"""Asks CPython for the values of many expressions, and for which texts are expressions at all.

Needs CPython 3.11. From the repository root:

    python scripts/parity/expressions.py test/fixtures/parity/expressions [path of the MONAI Model Zoo's models folder]

writes `cpython.jsonl.gz`, a case a line: `{"e": expression, "r": value}` with the value as typed JSON,
`{"e": expression, "x": exception, "m": message}`, or `{"e": text, "ok": whether it is an expression}`. The expressions are
those of expressions_corpus.py and random ones. With the Model Zoo (https://github.com/Project-MONAI/model-zoo, Apache-2.0)
it also writes `zoo.json`: the distinct `$` expressions of its JSON and YAML configs.

    python scripts/parity/expressions.py --random SEED COUNT FILE

writes COUNT random cases only, uncompressed, for longer comparisons.
"""

import base64
import contextlib
import gzip
import io
import json
import os
import pathlib
import signal
import sys
import warnings

# The order of strings in a set depends on this seed; the corpus does not depend on that order.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

import expressions_corpus  # noqa: E402
from expressions_random import Grower  # noqa: E402

warnings.simplefilter("ignore")
RANDOM_EVALUATED = 10_000
RANDOM_PARSED = 4_000
SECONDS_PER_EXPRESSION = 0.5


class TooSlow(BaseException):
    """The expression took too long."""


def typed(value):
    """The value as typed JSON; members of a set are sorted by their JSON."""
    kind = type(value)
    if value is None:
        return {"t": "none"}
    if kind is bool:
        return {"t": "bool", "v": value}
    if kind is int:
        sys.set_int_max_str_digits(0)
        try:
            return {"t": "int", "v": str(value)}
        finally:
            sys.set_int_max_str_digits(4300)
    if kind is float:
        return {"t": "float", "v": repr(value)}
    if kind is complex:
        return {"t": "complex", "v": [repr(value.real), repr(value.imag)]}
    if kind is str:
        return {"t": "str", "v": value}
    if kind in (bytes, bytearray):
        return {"t": kind.__name__, "v": base64.b64encode(value).decode()}
    if kind in (list, tuple):
        return {"t": kind.__name__, "v": [typed(item) for item in value]}
    if kind is range:
        return {"t": "range", "v": [typed(bound) for bound in (value.start, value.stop, value.step)]}
    if kind in (set, frozenset):
        return {"t": kind.__name__, "v": sorted((typed(item) for item in value), key=lambda item: json.dumps(item))}
    if kind is dict:
        return {"t": "dict", "v": [[typed(key), typed(item)] for key, item in value.items()]}
    return {"t": "ellipsis"} if value is ... else {"t": "object"}


def evaluated(expression):
    """The case of an expression, or None when it has none: too slow, too long, or with an address in it."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_EXPRESSION)
    try:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                case = {"e": expression, "r": typed(eval(expression, {}))}
        except Exception as error:
            case = {"e": expression, "x": type(error).__name__, "m": str(error)}
    except TooSlow:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    line = json.dumps(case)
    return case if len(line) < 4000 and " at 0x" not in line else None


def parsed(text):
    """The case of a text that may be an expression. References begin with @, so matrix products are left out."""
    if "@" in text or "\\N" in text or text != text.strip():
        return None
    try:
        compile(text, "expression", "eval")
    except SyntaxError:
        return {"e": text, "ok": False}
    except (ValueError, MemoryError, RecursionError):
        return None
    return {"e": text, "ok": True}


def grown(seed, count, grow, ask):
    """`count` cases of random expressions, each once."""
    grower, seen = Grower(seed), set()
    while len(seen) < count:
        expression = grow(grower)
        if len(expression) > 300 or expression in seen:
            continue
        case = ask(expression)
        if case:
            seen.add(expression)
            yield case


def all_cases():
    yield from filter(None, map(evaluated, expressions_corpus.EVALUATED.strip().split("\n")))
    yield from filter(None, map(parsed, expressions_corpus.PARSED.strip().split("\n")))
    yield from grown(1, RANDOM_EVALUATED, Grower.any, evaluated)
    yield from grown(2, RANDOM_PARSED, Grower.source, parsed)


def zoo_expressions(folder):
    """The distinct strings of the zoo's configs that start with `$`, without it."""
    import yaml

    def walk(node):
        if isinstance(node, dict):
            for item in node.values():
                yield from walk(item)
        elif isinstance(node, list):
            for item in node:
                yield from walk(item)
        elif isinstance(node, str) and node.startswith("$"):
            yield node[1:]

    found = set()
    for path in pathlib.Path(folder).rglob("*"):
        if path.suffix == ".json":
            found.update(walk(json.loads(path.read_text())))
        elif path.suffix in (".yaml", ".yml"):
            found.update(walk(yaml.safe_load(path.read_text())))
    return sorted(found)


def on_alarm(*_):
    raise TooSlow


def main(arguments):
    signal.signal(signal.SIGALRM, on_alarm)
    if arguments[0] == "--random":
        seed, count, file = int(arguments[1]), int(arguments[2]), arguments[3]
        with open(file, "w") as out:
            for case in grown(seed, count, Grower.any, evaluated):
                out.write(json.dumps(case) + "\n")
        return
    target = pathlib.Path(arguments[0])
    target.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(case, ensure_ascii=True) + "\n" for case in all_cases())
    (target / "cpython.jsonl.gz").write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    if len(arguments) > 1:
        (target / "zoo.json").write_text(json.dumps(zoo_expressions(arguments[1]), indent=0) + "\n")


main(sys.argv[1:])
