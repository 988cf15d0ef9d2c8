"""Asks Python Fire how it reads words and command lines of `python -m monai.bundle run`.

Needs `fire`; `monai` is not imported: the signature below is that of monai.bundle.scripts.run (MONAI 1.5).

    python scripts/parity/arguments.py test/fixtures/parity/cli

writes `words.json` (each word, with the value Fire reads from it unless that is the word itself) and `lines.json`
(each command line, with the keyword arguments that `run` is called with, or null when Fire refuses the line).
Left out are words where medbundle differs on purpose (comments) and those on which Fire crashes.
"""

import base64
import contextlib
import io
import json
import random
import re
import sys
import tokenize
import warnings
from pathlib import Path

import fire
from fire import parser

warnings.simplefilter("ignore")

BY_HAND = Path(__file__).with_name("arguments-words.txt").read_text(encoding="utf-8").strip()


def by_hand() -> list[str]:
    """Words are separated by blanks; `\\ ` is a blank inside a word, `\\n` `\\t` `\\f` outside quotes stand for themselves."""
    words = [w for w in re.split(r"(?<!\\)[ \n]+", BY_HAND)]
    words = [w.replace("\\ ", " ") for w in words]
    controls = [w.replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\f") for w in words]
    more = ["", " ", "'a\\\nb'", "'a\r\nb'", "'''a\r\nb'''", "'''a\rb'''", "1\r\n", "\r1", "1\\\n", "[1,\\\n2]", "a\u00a0", "\u00a01", "\ufeff1", "1\x00",
            "[" * 50 + "]" * 50, "(" * 40 + "1" + ")" * 40, "9" * 400, "9" * 5000, "0x" + "f" * 40, "1e308", "1.7976931348623159e308", "5e-324",
            "0.1", "0.30000000000000004", "100000000000000000000.0", "1e16", "1e22", "1e23", "123456789.123456789"]
    return words + controls + more


ATOMS = ["1", "0", "-3", "+4", "2.0", "0.5", "-1.5e3", "1_000", "007", "0x1F", "1e400", "12345678901234567890", "True", "False", "None", "true", "null", "a", "lr", "a_b", "a-b",
         "a.b", "a b", "a/b", "if", "é", "'a'", '"b"', "'it''s'", "r'\\n'", "'\\n'", "b'x'", "''", "u'c'", "'a", "1-2", "1j", "-.5e1J", "1+2j", "cuda:0", "$x", "@net", "%m", "*a", "f(x)", "not"]


def grown(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.3:
        return rng.choice(ATOMS)
    blank = lambda: rng.choice(["", "", "", " ", "  ", "\n", "\t"])
    items = [grown(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    kind = rng.randrange(6)
    comma = f"{blank()},{blank()}"
    tail = "," if items and rng.random() < 0.2 else ""
    if kind < 2:
        return f"[{blank()}{comma.join(items)}{tail}{blank()}]"
    if kind == 2:
        return f"({comma.join(items)}{tail})"
    if kind == 3:
        return comma.join(items) + tail
    pairs = [f"{grown(rng, max(0, depth - 2))}{blank()}:{blank()}{item}" for item in items]
    return f"{{{comma.join(pairs)}{tail}}}" if kind == 4 else f"{{{comma.join(items)}{tail}}}"


def mutated(rng: random.Random, word: str) -> str:
    letters = list(word)
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(letters) + 1)
        choice = rng.randrange(3)
        if choice == 0 and letters:
            del letters[min(at, len(letters) - 1)]
        elif choice == 1:
            letters.insert(at, rng.choice(list("[](){},:'\"-+._ 019aexbruTN\\\n=*@$%/")))
        elif letters:
            other = rng.randrange(len(letters))
            at = min(at, len(letters) - 1)
            letters[at], letters[other] = letters[other], letters[at]
    return "".join(letters)


class LeftOut(Exception):
    pass


def typed(value):
    if value is None:
        return {"t": "none"}
    if isinstance(value, bool):
        return {"t": "bool", "v": value}
    if isinstance(value, int):
        return {"t": "int", "v": str(value)}
    if isinstance(value, float):
        return {"t": "float", "v": repr(value)}
    if isinstance(value, str):
        return {"t": "str", "v": value}
    if isinstance(value, bytes):
        return {"t": "bytes", "v": base64.b64encode(value).decode()}
    if isinstance(value, complex):
        return {"t": "complex", "v": [repr(value.real), repr(value.imag)]}
    if value is ...:
        return {"t": "ellipsis"}
    if isinstance(value, list):
        return {"t": "list", "v": [typed(v) for v in value]}
    if isinstance(value, tuple):
        return {"t": "tuple", "v": [typed(v) for v in value]}
    if isinstance(value, set):
        return {"t": "set", "v": sorted((typed(v) for v in value), key=lambda member: json.dumps(member, ensure_ascii=False))}
    if isinstance(value, dict):
        return {"t": "dict", "v": [[typed(k), typed(v)] for k, v in value.items()]}
    raise LeftOut(type(value))


def has_comment(word: str) -> bool:
    try:
        return any(t.type == tokenize.COMMENT for t in tokenize.generate_tokens(io.StringIO(word).readline))
    except (tokenize.TokenError, IndentationError):
        return "#" in word


def answer(word: str):
    """What Fire reads; raises LeftOut where medbundle means to differ, or where Fire crashes."""
    if has_comment(word) or re.search(r"\\N\{", word):
        raise LeftOut("comment")
    if any(0xD800 <= ord(c) < 0xE000 for c in word):
        raise LeftOut("surrogate")
    try:
        value = parser.DefaultParseValue(word)
    except Exception as error:
        raise LeftOut(error) from error
    encoded = typed(value)
    if "\\ud8" in json.dumps(encoded):
        raise LeftOut("surrogate")
    return value, encoded


def words() -> list:
    rng = random.Random(20240501)
    pool = dict.fromkeys(by_hand())
    while len(pool) < 2600:
        word = grown(rng, rng.randint(1, 3))
        if len(word) < 60:
            pool[word] = None
            if rng.random() < 0.7:
                pool[mutated(rng, word)] = None
    result = []
    for word in pool:
        with contextlib.suppress(LeftOut):
            value, encoded = answer(word)
            result.append(word if value == word and isinstance(value, str) else [word, encoded])
    return result


def run(run_id=None, init_id=None, final_id=None, meta_file=None, config_file=None, logging_file=None, tracking=None, args_file=None, **override):
    global called
    called.append(dict(locals()))


called: list = []
OPTIONS = ["run_id", "init_id", "final_id", "meta_file", "config_file", "logging_file", "tracking", "args_file"]
FILES = ["a.json", "configs/train.json", "a.json,b.json", "['a.json','b.json']", "/x/y z.yaml", "[a.json]", "('a.json',)", "None"]
IDS = ["train", "training", "run", "my_id", "run-me", "train::run", "None", "a", "1"]
VALUES = ["1", "-5", "0.5", "-.5", "-x5", "a", "a=b", "[1,2]", "{a: b}", "'q'", "True", "None", "$@a * 2", "@net", "%b.json#c", "1,2", "2.0", "", "-", "a b", "=", "é"]
NAMES = ["lr", "net#in_channels", "train#trainer#max_epochs", "net::a-b", "a-b", "x", "+list", "+net#d", "list::0", "a.b", "é", "X", "_x", "in"]


def line(rng: random.Random) -> list[str]:
    argv: list[str] = []
    for _ in range(rng.randint(0, 6)):
        kind = rng.random()
        dashes = rng.choice(["--", "--", "--", "-", "---"])
        if kind < 0.2:
            argv.append(rng.choice(IDS))
        elif kind < 0.45:
            name = rng.choice(OPTIONS)
            if rng.random() < 0.2:
                name = name.replace("_", "-")
            value = rng.choice(IDS if name.endswith("id") else FILES)
            argv += [f"{dashes}{name}={value}"] if rng.random() < 0.4 else [f"{dashes}{name}", value]
        elif kind < 0.9:
            name, value = rng.choice(NAMES), rng.choice(VALUES)
            argv += [f"{dashes}{name}={value}"] if rng.random() < 0.4 else [f"{dashes}{name}", value]
        elif kind < 0.97:
            argv.append(f"--{rng.choice(NAMES)}")
        else:
            argv.append(rng.choice(["-", "--", "--=1", "-5", "a=b", "=", "-x=1", "-x"]))
    if argv and rng.random() < 0.05:
        argv += ["--", rng.choice(["--trace", "-v", "--verbose", "-t"])]
    return argv


def differs_on_purpose(argv: list[str]) -> bool:
    """A repeated config_file collects; a bare `--no…` is not cut; ids and files must be strings or lists of them."""
    names = [re.sub("=.*", "", a, flags=re.S).lstrip("-").replace("-", "_") for a in argv if a.startswith("-")]
    return any(names.count(n) > 1 for n in ("config_file", "meta_file", "args_file")) or any(n.startswith("no") for n in names)


def is_sound(given: dict) -> bool:
    """Fire does not look at the types of `run`'s own options; medbundle does."""
    files = lambda v: v is None or isinstance(v, str) or (isinstance(v, (list, tuple)) and all(isinstance(i, str) for i in v))
    return (
        all(given[n] is None or type(given[n]) in (str, int) for n in ("run_id", "init_id", "final_id"))
        and all(files(given[n]) for n in ("meta_file", "config_file", "args_file"))
        and all(given[n] is None or isinstance(given[n], (str, *more)) for n, more in (("logging_file", ()), ("tracking", (dict,))))
    )


def lines() -> list:
    rng = random.Random(7)
    by_hand = [
        [], ["training"], ["training", "init", "final"], ["training", "init", "final", "m.json", "c.json", "l.conf", "None", "args.json"],
        ["a", "b", "c", "d", "e", "f", "g", "h", "i"], ["--run_id", "x", "y", "z"], ["y", "--init_id=x", "z"], ["--config_file", "c.json", "training"],
        ["--config_file=c.json", "--meta_file=m.json", "--logging_file", "l.conf"], ["-config_file", "c.json"], ["--config-file", "c.json"],
        ["--lr", "$@base_lr * 2"], ["--net", "%other.json#net_arg"], ["--train#trainer#max_epochs", "2"], ["--lr=$@a == 1"], ["--x"], ["--x", "--y"],
        ["--x", "-y"], ["--x", "-5", "--y", "-.5"], ["-x", "1", "-y=2"], ["--x", "1", "--x", "2"], ["--x=1", "--y=2", "--x=3"], ["--x=", "--y", ""], ["--x==="],
        ["--a-b-c=d-e"], ["a", "--", "b", "--", "-v"], ["a", "-", "b"], ["a", "-"], ["-", "a"], ["--x", "-"], ["--5", "6"], ["---x", "1"],
        ["--x", "--", "-v"], ["--x=1", "2", "--y=3", "4"], ["--tracking", "{'a': 1}"], ["--tracking", "mlflow"], ["--tracking=None"], ["--run_id=None", "x"],
        ["--dataset_dir", "/data", "--bundle_root", ".", "training", "--config_file", "['configs/train.json','configs/evaluate.json']"],
    ]
    pool = {json.dumps(argv): argv for argv in by_hand}
    while len(pool) < 590:
        argv = line(rng)
        pool[json.dumps(argv)] = argv
    result = []
    for argv in pool.values():
        if differs_on_purpose(argv):
            continue
        called.clear()
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                fire.Fire({"run": run}, command=["run", *argv])
            refused = False
        except SystemExit as leaving:
            refused = leaving.code != 0
        with contextlib.suppress(LeftOut):
            if refused or len(called) != 1:
                result.append([argv, None])
                continue
            given = called[0]
            if not is_sound(given):
                continue
            override = [[k, typed(v)] for k, v in given.pop("override").items()]
            result.append([argv, {**{k: typed(v) for k, v in given.items() if v is not None}, "override": override}])
    return result


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("words", words()), ("lines", lines())):
        rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in content)
        (folder / f"{name}.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
        print(name, len(content))


if __name__ == "__main__":
    main()
