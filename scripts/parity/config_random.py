"""Configs grown at random for config.py: references, expressions and components; layers and overrides; YAML; macros."""

import json
import random

import yaml

NAMES = ["a", "b", "c", "d", "net", "lr", "A_B", "x1"]

# Texts that YAML has to quote, or reads as something else.
WORDS = ["text", "yes", "No", "on", "010", "0x1F", "1:30", "~", "null", "true", "a: b", "- x", "#c", "x #y", "'q'", '"dq"', "two\nlines", "end ", "@a", "%b", "$1 + 1", "é", "", "0.1",
         "1_000", "=", "<<", "[1", "{a", "!t", "&a", "*a", "|", "> x", "? k", "x: ", "1.0", "12:30:45", "a\tb", "long text " * 12]


class Growth:
    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.ids: list[str] = []

    def pick(self, *choices):
        return self.rng.choice(choices)

    def id(self) -> str:
        """Mostly an id that exists, or will."""
        if self.ids and self.rng.random() < 0.9:
            id = self.rng.choice(self.ids)
        else:
            id = "::".join(self.rng.choice(NAMES + ["0", "1"]) for _ in range(self.rng.randint(1, 2)))
        return id if self.rng.random() < 0.5 else id.replace("::", "#")

    def relative(self) -> str:
        return self.pick("#", "##", "::", "#") + self.rng.choice(NAMES + ["0", "1"])

    def reference(self) -> str:
        return self.relative() if self.rng.random() < 0.15 else self.id()

    def expression(self) -> str:
        one, two = f"@{self.reference()}", f"@{self.reference()}"
        return "$" + self.pick(
            f"{one}", f"{one} + 1", f"[{one}, {two}]", f"({one}, 1)", f"{one} if True else {two}", f"str({one})", f"{one} == {two}", f"len({one})", f"{{'k': {one}}}",
            "1 / 2", "7 // 2", "2 ** 70", "4 / 2", "None", "True", "[i * i for i in range(3)]", f"[v for v in [{one}]]", f"(lambda v: [v, {two}])({one})",
            f"{one} and {two}", f"not {one}", f"{one}[0]", f"max(3, 1)", f"'text'", f"1 / 0", f"{{}}['k']",
        )

    def scalar(self):
        return self.pick(0, 1, -7, 2**60, 0.5, 2.0, 1e-7, True, False, None, "text", "", "a b", "me@a.com", "@a b", " @a", "50%", "$1 + 1")

    def component(self, id: str, depth: int) -> dict:
        node: dict = {"_target_": self.pick("parity.make", "parity.make", "parity.make", "parity.nothing", "parity.count", "$dict", "parity.missing")}
        for key in self.rng.sample(NAMES, self.rng.randint(0, 3)):
            node[key] = self.value(f"{id}::{key}", depth - 1)
        if self.rng.random() < 0.3:
            node["_disabled_"] = self.pick(True, False, "true", " TRUE ", "false", "yes", 1, 0, None, "$False", "$1 + 1", f"$@{self.id()}", f"@{self.id()}")
        if self.rng.random() < 0.15:
            node["_requires_"] = self.pick(f"@{self.id()}", [f"@{self.id()}"], self.expression())
        if self.rng.random() < 0.1:
            node["_mode_"] = self.pick("default", " default", "callable", "wrong")
        items = list(node.items())
        if self.rng.random() < 0.3:
            self.rng.shuffle(items)
        return dict(items)

    def value(self, id: str, depth: int):
        self.ids.append(id)
        roll = self.rng.random()
        if depth > 0 and roll < 0.2:
            keys = self.rng.sample(NAMES, self.rng.randint(0, 3))
            return {key: self.value(f"{id}::{key}", depth - 1) for key in keys}
        if depth > 0 and roll < 0.35:
            return [self.value(f"{id}::{index}", depth - 1) for index in range(self.rng.randint(0, 3))]
        if depth > 0 and roll < 0.5:
            return self.component(id, depth)
        if roll < 0.65:
            return f"@{self.reference()}"
        if roll < 0.8:
            return self.expression()
        return self.scalar()

    def config(self) -> dict:
        self.ids = list(NAMES[:4])
        return {key: self.value(key, 3) for key in self.rng.sample(NAMES, self.rng.randint(2, 5))}

    def data(self, depth: int):
        """A value without references, for layers."""
        roll = self.rng.random()
        if depth > 0 and roll < 0.35:
            return {key: self.data(depth - 1) for key in self.rng.sample(NAMES, self.rng.randint(0, 3))}
        if depth > 0 and roll < 0.6:
            return [self.data(depth - 1) for _ in range(self.rng.randint(0, 3))]
        return self.pick(0, 1, 2.5, 3.0, True, None, "text", "@a")

    def key(self) -> str:
        parts = [self.rng.choice(NAMES[:5] + ["0", "1", "-1"][: 3 if depth else 0]) for depth in range(self.pick(1, 1, 1, 2, 2, 3))]
        return self.pick("", "", "", "+", "+") + self.pick("::", "#").join(parts)

    def layer(self, is_first: bool) -> dict:
        if is_first:
            return {key: self.data(3) for key in self.rng.sample(NAMES[:5], self.rng.randint(2, 5))}
        return {self.key(): self.data(2) for _ in range(self.rng.randint(1, 3))}


def resolving(seed: int) -> dict:
    growth = Growth(seed)
    config = growth.config()
    ids = growth.ids[4:]
    growth.rng.shuffle(ids)
    asked = ids[: growth.rng.randint(1, 6)]
    steps = [["read", "a.json"]] + [["content", id] for id in asked]
    if growth.rng.random() < 0.7:
        steps.append(["content", ""])
    return {"name": f"resolving {seed}", "files": {"a.json": json.dumps(config)}, "steps": steps}


def merging(seed: int) -> dict:
    growth = Growth(seed)
    layers = [growth.layer(index == 0) for index in range(growth.rng.randint(2, 4))]
    files = {f"{letter}.json": json.dumps(layer) for letter, layer in zip("abcd", layers)}
    names = growth.pick(list(files), ",".join(files))
    steps = [["read", names], ["get", ""]]
    for _ in range(growth.rng.randint(0, 4)):
        key = growth.key().lstrip("+")
        steps.append(growth.pick(["get", key], ["has", key], ["update", [[key, growth.pick(1, "text", [1], True)]]], ["set", 5, key], ["set", 5, key, False]))
    steps.append(["get", ""])
    return {"name": f"merging {seed}", "files": files, "steps": steps}


def yaml_text(seed: int) -> dict:
    """Data as PyYAML writes it in one of its styles."""
    rng = random.Random(seed)

    def data(depth: int):
        roll = rng.random()
        if depth > 0 and roll < 0.35:
            return {rng.choice([*NAMES, "k 1", "k-2", "3", "yes", "#h", "a:b"]): data(depth - 1) for _ in range(rng.randint(0, 4))}
        if depth > 0 and roll < 0.6:
            return [data(depth - 1) for _ in range(rng.randint(0, 4))]
        return rng.choice([0, -5, 2**70, 0.5, 2.0, 1e-7, 1e20, -0.0, True, None, float("inf"), rng.choice(WORDS), rng.choice(WORDS)])

    style = {"default_flow_style": rng.choice([True, False, None]), "default_style": rng.choice([None, None, None, '"', "'"]), "width": rng.choice([20, 80, 1000]), "indent": rng.choice([2, 4, None])}
    text = yaml.safe_dump({key: data(3) for key in rng.sample(NAMES, rng.randint(1, 4))}, sort_keys=False, allow_unicode=rng.random() < 0.5, **style)
    return {"name": f"YAML {seed}", "files": {"a.yaml": text}, "steps": [["read", "a.yaml"], ["get", ""]]}


def copying(seed: int) -> dict:
    """Macros, in one file and from another."""
    growth = Growth(seed)
    rng = growth.rng

    def data(depth: int, ids: list[str], id: str):
        ids.append(id)
        roll = rng.random()
        if depth > 0 and roll < 0.4:
            return {key: data(depth - 1, ids, f"{id}::{key}") for key in rng.sample(NAMES, rng.randint(1, 3))}
        if depth > 0 and roll < 0.6:
            return [data(depth - 1, ids, f"{id}::{index}") for index in range(rng.randint(1, 3))]
        return rng.choice([1, 2.0, None, "text", "@a", "$1 + 1", {"_target_": "parity.make", "x": 1}, "50%"])

    ids: list[str] = []
    config = {key: data(3, ids, key) for key in rng.sample(NAMES[:4], 3)}
    other_ids: list[str] = []
    other = {key: data(3, other_ids, key) for key in rng.sample(NAMES[:4], 3)}
    steps: list[list] = [["read", "a.json"]]
    for index in range(rng.randint(1, 4)):
        named = rng.choice(ids) if rng.random() < 0.9 else rng.choice(["zz", "a::zz", "a::9", "b::-1", "c::-2"])
        if rng.random() < 0.4:
            named = "o.json::" + (rng.choice(other_ids) if rng.random() < 0.95 else "zz")
        macro = "%" + named.replace("::", rng.choice(["::", "#"]))
        config[f"m{index}"] = rng.choice([macro, [macro, 1], {"k": macro, "j": [macro]}])
        steps.append(["content", f"m{index}"])
    return {"name": f"copying {seed}", "files": {"a.json": json.dumps(config), "o.json": json.dumps(other)}, "steps": [*steps, ["content", ""]]}


def cases() -> list[dict]:
    return [resolving(seed) for seed in range(300)] + [merging(seed) for seed in range(150)] + [yaml_text(seed) for seed in range(80)] + [copying(seed) for seed in range(60)]
