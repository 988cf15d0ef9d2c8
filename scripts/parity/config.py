"""Asks MONAI's ConfigParser about many small configs.

Needs a Python with MONAI 1.5. From the repository root:

    python scripts/parity/config.py test/fixtures/parity/config

writes `written.json` (the cases of config_cases.py) and `random.json` (cases grown at random). A case is a set of files
and a list of steps on one parser. Each step has MONAI's answer: `["ok", value]`, or `["error", names]` with the class
names of the exception and its causes. Cases where medbundle means to differ are not here: they have tests of their own.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import types
import warnings
from pathlib import Path

import config_cases
import config_random

warnings.simplefilter("ignore")
from monai.bundle import ConfigComponent, ConfigExpression, ConfigItem, ConfigParser  # noqa: E402


def components() -> types.ModuleType:
    """The components that cases use, as `parity.make`: see scripts/parity/config.ts for the same in TypeScript."""
    module = types.ModuleType("parity")
    made = [0]

    def make(**arguments):
        return plain(arguments)

    def count(**arguments):
        made[0] += 1
        return made[0]

    def nothing(**arguments):
        return None

    def fail(**arguments):
        raise ValueError("on purpose")

    def join(first, second="b", *, third="c"):
        return plain([first, second, third])

    module.reset = lambda: made.__setitem__(0, 0)
    for function in (make, count, nothing, fail, join):
        setattr(module, function.__name__, function)
    return module


def plain(value):
    """What is left of a value at a component's border: in TypeScript 2.0 is 2, and a tuple an array."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def encode(value):
    """A value as JSON that keeps Python's types: what JSON cannot tell apart is an object with one key."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted(map(encode, value), key=repr)}
    if isinstance(value, ConfigComponent):
        return encode(unmade(value.get_config()))
    if isinstance(value, types.ModuleType):
        return {"object": "module"}
    return {"object": "callable" if callable(value) else "other"}


def unmade(config):
    """The config of a component that was not instantiated, with those inside of it."""
    if isinstance(config, dict):
        return {key: unmade(item) for key, item in config.items()}
    if isinstance(config, list):
        return [unmade(item) for item in config]
    return unmade(config.get_config()) if isinstance(config, ConfigItem) else config


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        ((kind, content),) = value.items()
        if kind == "dict":
            return {decode(key): decode(item) for key, item in content}
        return {"float": float, "int": int, "tuple": lambda items: tuple(map(decode, items))}[kind](content)
    return value


class Session:
    """One parser, and the steps that cases take with it."""

    def __init__(self):
        self.parser = ConfigParser()

    def new(self, config):
        self.parser = ConfigParser(decode(config))

    def read(self, files):
        self.parser.read_config(files if isinstance(files, (str, list)) else decode(files))

    def meta(self, files):
        self.parser.read_meta(files)

    def update(self, pairs):
        self.parser.update({key: decode(value) for key, value in pairs})

    def set(self, config, id, recursive=True):
        self.parser.set(decode(config), id, recursive)

    def get(self, id):
        return self.parser.get(id, "nothing there")

    def has(self, id):
        return id in self.parser

    def parse(self):
        self.parser.parse()

    def content(self, id, instantiate=True, eval_expr=True, lazy=True):
        options = {"instantiate": instantiate, "eval_expr": eval_expr, "lazy": lazy}
        value = self.parser.get_parsed_content(id, **options)
        if isinstance(value, ConfigExpression):
            raise NotImplementedError("MONAI returns its own object here")
        return value

    def fallback(self, id, default):
        return self.parser.get_parsed_content(id, default=decode(default))

    def load(self, files):
        return ConfigParser.load_config_files(files)


def causes(error) -> list[str]:
    names = []
    while error is not None:
        names.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return names


def answer(case: dict) -> dict:
    sys.modules["parity"].reset()
    session = Session()
    answers = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in case.get("files", {}).items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)
        for name, *arguments in case["steps"]:
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    answers.append(["ok", encode(getattr(session, name)(*arguments))])
            except Exception as error:
                answers.append(["error", causes(error)])
    return {**case, "answers": answers}


def main() -> None:
    sys.modules["parity"] = components()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, cases in (("written", config_cases.cases()), ("random", config_random.cases())):
        lines = [json.dumps(answer(case), separators=(",", ":")) for case in cases]
        (folder / f"{name}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
        print(name, len(lines), "cases")


if __name__ == "__main__":
    main()
