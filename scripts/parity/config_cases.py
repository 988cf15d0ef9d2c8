"""Configs written by hand for config.py: one idea each, most from MONAI's own tests and from configs of its model zoo."""

import json

MAKE = "parity.make"


def resolving(name: str, config, *ids, **options) -> dict:
    """Reads one file and asks for items; for all of it when none is named."""
    steps = [["read", "a.json"]] + [["content", id, *options.values()] for id in ids or ("",)]
    return {"name": name, "files": {"a.json": json.dumps(config)}, "steps": steps}


def merging(name: str, *layers, then=(), read=None) -> dict:
    files = {f"{letter}.json": layer if isinstance(layer, str) else json.dumps(layer) for letter, layer in zip("abcdef", layers)}
    return {"name": name, "files": files, "steps": [["read", read or list(files)], ["get", ""], *then]}


def inline(name: str, config, *steps) -> dict:
    return {"name": name, "steps": [["new", encode(config)], *steps]}


def encode(value):
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return {"float": repr(value)} if isinstance(value, float) else value


def references() -> list[dict]:
    return [
        resolving("a reference is the whole text", {"a": 1, "b": "@a", "c": "@a b", "d": "x@a", "e": " @a", "f": "@a ", "g": "@a\n", "h": "@a,@a"}),
        resolving("hash and colons", {"a": {"b": {"c": 1}}, "x": "@a#b#c", "y": "@a::b::c", "z": "@a#b::c", "e": "$@a#b#c + @a::b::c"}),
        resolving("into lists", {"a": [1, [2, 3]], "x": "@a::1::0", "y": "$@a::0 + @a::1::1", "z": "@a"}),
        resolving("no negative index", {"a": [1, 2], "x": "@a::-1", "y": "$@a::-1"}, "x", "y"),
        resolving("no leading zero", {"a": [1, 2], "x": "@a::01"}, "x"),
        resolving("names that are not words", {"x-y": 1, "x": 5, "y": 2, "a": "@x-y", "b": "$@x-@y", "c.d": 3, "e": "@c.d"}, "a", "b", "e"),
        resolving("letters of any language", {"größe": 3, "名": 4, "a": "@größe", "b": "$@名 + @größe", "ª²": 5, "c": "@ª²"}),
        resolving("underscores", {"_a": 1, "a_": 2, "__": 3, "b": "@_a", "c": "$@a_ + @__"}),
        resolving("longest id first", {"training": {"A": 1, "A_B": 2}, "total": "$@training#A + @training#A_B + 1", "t": "$@training::A_B - @training::A"}),
        resolving("digits first", {"1": "one", "2x": "two", "a": "@1", "b": "$@2x + @1"}),
        resolving("missing", {"a": "@b"}, "a", ""),
        resolving("missing in an expression", {"a": "$@b + 1"}, "a"),
        resolving("missing below", {"a": {"b": 1}, "c": "@a::x"}, "c"),
        resolving("below a scalar", {"a": 1, "c": "@a::x", "d": "@a::0"}, "c", "d"),
        resolving("both branches must exist", {"a": "$1 if True else @missing"}, "a"),
        resolving("an unused part may be wrong", {"a": 1, "b": "@missing", "c": "$1/0"}, "a", "b", "c", "a"),
        resolving("circle of two", {"a": "@b", "b": "@a", "c": 1}, "a", "b", "c"),
        resolving("circle of three", {"a": "@b", "b": "$@c + 1", "c": {"x": "@a"}}, "a", "b", "c", ""),
        resolving("itself", {"a": "@a"}, "a"),
        resolving("its own container", {"a": {"b": "@a"}}, "a", "a::b"),
        resolving("the root", {"a": "@"}, "a", ""),
        resolving("a sibling is no circle", {"a": {"b": 1, "c": "@a::b", "d": "$@a::c + 1"}}),
        resolving("a diamond is no circle", {"a": ["@b", "@c"], "b": "$@d", "c": "$@d", "d": 1}),
        resolving("crossing sections", {"a": {"x": "@b::y", "z": 1}, "b": {"y": "@a::z", "w": "@a::x"}}),
        resolving("crossing circle", {"a": {"b": {"x": "@a::c"}, "c": {"y": "@a::b"}}}, "a", "a::b"),
        resolving("through a chain", {**{f"a{i}": f"@a{i + 1}" for i in range(60)}, "a60": 7}, "a0", "a30"),
        resolving("a result cannot be entered", {"a": "$[1, 2]", "b": "@a::0", "c": "$@a[0]"}, "c", "b"),
        resolving("a component cannot be entered for what it is not", {"a": {"_target_": MAKE, "x": 1}, "b": "@a::x", "c": "@a::y", "d": "@a::_target_"}, "b", "d", "c"),
        resolving("references in nested lists", {"a": [[["@b"]], {"c": ["@b", "$@b"]}], "b": 1}),
        resolving("colons in text stay", {"a": "aten::relu", "b": "::", "c": "a::b"}),
        resolving("slices", {"test": [1, 2, 3, 4], "a": "$@test[::]", "b": "$@test[::-1]", "c": "$@test[1:3]", "d": "$@test[::2]"}),
        resolving("slice after a reference", {"s": [0, 1, 2, 3], "i": 1, "a": "$@s[@i:]", "b": "$@s[:@i]"}),
        resolving("relative", {"A": 1, "B": "@A", "C": "@#A", "D": {"key": "@##A", "value1": 2, "value2": "%#value1", "value3": [3, 4, "@#1", "$100 + @#0 + @##value1"]}}),
        resolving("relative with colons", {"A": 1, "D": {"key": "@::::A", "v": 2, "w": "@::v", "x": "$@::v + @::::A"}}),
        resolving("relative too far", {"D": {"key": "@###A"}, "A": 1}, "D"),
        resolving("relative to a list item", {"t": [{"keys": "image"}, {"keys": "@##0#keys"}]}),
        resolving("relative in components", {"net": {"_target_": MAKE, "a": 1, "b": "@#a", "c": "$@#a + 1", "d": {"e": "@##a"}}}),
        resolving("two relatives in one expression", {"a": {"b": 1, "c": {"d": 2, "e": "$@#d + @##b + @###f"}}, "f": 4}),
        resolving("spaces in the id asked for", {"a": {"b": 1}}, " a", "a::b ", "a:: b"),
        resolving("ids asked for", {"a": {"b": [1, 2]}}, "a#b#1", "a::b::1", "a::b::-1", "a::b::2", "a::x", "x", "a::b", "a::b::0::0", ""),
        resolving("an index as id", [1, "@0", "$@0 + @1"], "1"),
        resolving("text that looks like ids", {"a": 1, "b": "user@a", "c": "@a.b", "d": "@a-b", "e": "@a/b", "f": "a@", "g": "@@a"}, "b", "c", "d", "e", "f", "g"),
        resolving("values of references are shared", {"l": [1], "a": "@l", "b": "@l", "same": "$@a is @b", "append": "$@l.append(2)", "after": "$@l"}, "same", "append", "after", "a"),
        resolving("nested lists are made afresh", {"a": {"l": [1]}, "x": "$@a['l'] is @a::l", "y": "$@a is @a"}, "x", "y"),
        resolving("a reference to None stays", {"a": None, "b": ["@a", 1], "c": {"d": "@a"}}),
    ]


def expressions() -> list[dict]:
    return [
        resolving("arithmetic", {"a": "$1 + 1", "b": "$7 / 2", "c": "$4 / 2", "d": "$7 // 2", "e": "$-7 // 2", "f": "$2 ** 64", "g": "$2 ** -1", "h": "$7 % -3"}),
        resolving("numbers of files", {"a": 1, "b": 1.0, "c": 1e3, "d": 123456789012345678901234567890, "e": -0.0, "f": 1e-7, "g": "$@a / 1", "h": "$@b + @a", "i": "$@d + 1", "j": "$type(@b).__name__ + type(@a).__name__"}, "a", "b", "c", "d", "e", "f", "g", "h", "i"),
        resolving("tuples and lists", {"a": "$(1, 2)", "b": "$[1, 2]", "c": "$()", "d": "$(1,)", "e": "$1, 2", "f": "$list((1, 2))", "g": "$tuple(@b)"}),
        resolving("dict and set", {"a": "${'x': 1}", "b": "${1, 2}", "c": "$dict(x=1)", "d": "${**@a, 'y': 2}", "e": "${1: 'a', (1, 2): 'b'}"}),
        resolving("calls", {"a": "$len('abc')", "b": "$max([1, 3, 2])", "c": "$sorted([3, 1], reverse=True)", "d": "$'a,b'.split(',')", "e": "$sum(range(4))", "f": "$abs(-2)", "g": "$min(*[3, 1])", "h": "$round(2.5)", "i": "$str(1.0)", "j": "$int('7')"}),
        resolving("comprehensions", {"l": [1, 2, 3], "a": "$[x * 2 for x in @l]", "b": "${x: @l for x in @l if x > 1}", "c": "$[(x, y) for x in @l for y in 'ab']", "d": "$sum(x for x in @l)"}),
        resolving("lambdas", {"f": "$lambda x, y: x + y", "a": "$@f(1, 2)", "g": "$lambda x: x * @k", "k": 3, "b": "$@g(2)", "c": "$(lambda *a, **k: (a, k))(1, b=2)"}, "a", "b", "c"),
        resolving("conditionals", {"n": None, "t": True, "a": "$1 if @t else 2", "b": "$'x' if @n else 'y'", "c": "$@n or 5", "d": "$@t and 0", "e": "$not @n"}),
        resolving("comparison", {"a": "$1 < 2 < 3", "b": "$1 == 1.0", "c": "$'a' in 'abc'", "d": "$[1] == [1]", "e": "$None is None", "f": "$1 != 2"}),
        resolving("text", {"s": "abc", "a": "$@s.upper()", "b": "$@s + 'd'", "c": "$@s * 2", "d": "$f'{1 + 1}'", "e": "$'%s %d' % (@s, 3)", "f": "$'{} {x}'.format(@s, x=1)", "g": "$@s[0]", "h": "$@s[-1:]"}),
        resolving("references as names of sections", {"a": {"x": 1, "y": [2]}, "b": "$@a['x']", "c": "$@a['y'][0]", "d": "$@a.get('z', 5)", "e": "$list(@a)", "f": "$len(@a)", "g": "$'x' in @a"}),
        resolving("errors keep their class", {"a": "$1 / 0", "b": "${}['k']", "c": "$[][0]", "d": "$int('x')", "e": "$None + 1", "f": "$undefined_name", "g": "$'a'.nothing", "h": "$1 +", "i": "$"}, *"abcdefghi"),
        resolving("error behind a reference", {"a": "$1 / 0", "b": "@a", "c": ["@b"]}, "c", "b"),
        resolving("space after the sign", {"a": "$ 1 + 1", "b": "$1 + 1 ", "c": "$\t1", "d": "$@x ", "x": 1}, "b", "d"),
        resolving("dollar inside is text", {"a": "5$", "b": "a$b", "c": " $1"}),
        resolving("values of nothing", {"a": "$None", "b": ["$None", 1], "c": {"d": "$None"}}),
        resolving("an expression runs once", {"a": {"_target_": "parity.count"}, "b": "$[@a, @a]", "c": "@a", "d": ["@c", "@b"]}),
        resolving("names of modules", {"b": "$np is numpy", "c": "$np.pi > numpy.e"}),
        resolving("imports first", {"b": "$math.floor(2.5)", "a": "$import math", "c": "$m.ceil(2.5)", "d": {"e": ["$import math as m"]}}, "b", "c", ""),
        resolving("from imports", {"a": "$from math import pi", "b": "$pi > 3", "c": "$from math import floor as f", "d": "$f(1.5)"}, "b", "d"),
        resolving("imports in a list", {"imports": ["$import math", "$import os", "$import json"], "a": "$math.sqrt(4)", "b": "$os.path.join('a', 'b')", "c": "$json.dumps([1])"}, "a", "b", "c"),
        resolving("a name without import", {"a": "$math.sqrt(4)"}, "a"),
        resolving("the word import in text", {"a": "$'import x'", "b": "$'important'"}),
        resolving("eval_expr false", {"a": "$1 + 1", "b": 3, "c": [1, 2], "d": "text"}, "b", "c", "d", instantiate=True, eval_expr=False),
    ]


def components() -> list[dict]:
    return [
        resolving("arguments", {"a": {"_target_": MAKE, "x": 1, "y": [1, {"z": 2.0}], "s": "text"}}),
        resolving("arguments refer", {"x": 1, "a": {"_target_": MAKE, "x": "@x", "y": "$@x + 1", "z": {"w": ["@x"]}}}),
        resolving("components in components", {"a": {"_target_": MAKE, "b": {"_target_": MAKE, "c": 1}, "l": [{"_target_": MAKE, "i": 0}, {"_target_": MAKE, "i": 1}]}}),
        resolving("one instance per id", {"a": {"_target_": "parity.count"}, "b": ["@a", "@a", {"_target_": "parity.count"}], "c": {"_target_": MAKE, "n": "@a"}}),
        resolving("order of the document", {"z": {"_target_": "parity.count"}, "a": {"_target_": MAKE, "first": {"_target_": "parity.count"}, "later": "@m"}, "m": {"_target_": "parity.count"}}),
        resolving("disabled", {"a": {"_target_": MAKE, "_disabled_": True}, "b": 1, "l": [{"_target_": MAKE, "_disabled_": True}, 2], "d": {"x": {"_target_": MAKE, "_disabled_": "true"}, "y": 3}}, "", "a"),
        resolving("disabled in words", {"l": [{"_target_": "parity.make", "i": i, "_disabled_": word} for i, word in enumerate(["true", "True", " TRUE ", "false", "yes", "1", "", "truee"])]}),
        resolving("disabled by truth", {"l": [{"_target_": "parity.make", "i": i, "_disabled_": value} for i, value in enumerate([True, False, 1, 0, 0.0, 2.5, None, [], [0], {}, {"a": 1}])]}),
        resolving("disabled by expression", {"t": True, "f": False, "l": [{"_target_": MAKE, "i": 0, "_disabled_": "$@t"}, {"_target_": MAKE, "i": 1, "_disabled_": "$not @t"}, {"_target_": MAKE, "i": 2, "_disabled_": "@f"}, {"_target_": MAKE, "i": 3, "_disabled_": "$'true'"}, {"_target_": MAKE, "i": 4, "_disabled_": "$'false'"}, {"_target_": MAKE, "i": 5, "_disabled_": "@s"}], "s": "TRUE"}),
        resolving("disabled without target means nothing", {"a": {"_disabled_": True, "x": 1}, "l": [{"_disabled_": True}]}),
        resolving("arguments of disabled components are resolved", {"a": {"_target_": MAKE, "_disabled_": True, "x": "$1/0"}}, "a"),
        resolving("references in disabled components must exist", {"a": {"_target_": MAKE, "_disabled_": True, "x": "@missing"}}, "a"),
        resolving("an unknown target in a disabled component", {"a": {"_target_": "parity.missing", "_disabled_": True}, "b": 1}),
        resolving("a disabled argument is left out", {"a": {"_target_": MAKE, "x": {"_target_": MAKE, "_disabled_": True}, "y": 1}}),
        resolving("a reference to a disabled component is None", {"a": {"_target_": MAKE, "_disabled_": True}, "b": "@a", "c": ["@a", 1], "d": {"e": "$@a"}, "f": {"_target_": MAKE, "x": "@a"}}),
        resolving("a component that yields None is left out", {"l": [{"_target_": "parity.nothing"}, 1], "d": {"x": {"_target_": "parity.nothing"}}, "r": "@n", "n": {"_target_": "parity.nothing"}}),
        resolving("description", {"a": {"_target_": MAKE, "_desc_": "words", "x": 1}}),
        resolving("requires", {"a": {"_target_": "parity.count"}, "b": {"_target_": "parity.count", "_requires_": "@c"}, "c": {"_target_": "parity.count"}}, "b", "c", "a"),
        resolving("requires several", {"b": {"_target_": MAKE, "_requires_": ["@c", "$1 + 1", "@d"], "x": 1}, "c": {"_target_": "parity.count"}, "d": 2}),
        resolving("requires missing", {"b": {"_target_": MAKE, "_requires_": "@missing"}}, "b"),
        resolving("requires fails", {"b": {"_target_": MAKE, "_requires_": "$1/0"}}, "b"),
        resolving("requires a circle", {"a": {"_target_": MAKE, "_requires_": "@b"}, "b": {"_target_": MAKE, "_requires_": "@a"}}, "a"),
        resolving("callable mode", {"f": {"_target_": "parity.join", "_mode_": "callable", "first": 1}, "a": "$@f()", "b": "$@f(second=2)", "c": "$@f(third=3, second=4)", "d": "$@f(first=0)"}, "a", "b", "c", "d"),
        resolving("callable mode without arguments", {"f": {"_target_": "parity.join", "_mode_": "callable"}, "a": "$@f(1)", "b": "$@f(1, 2, third=3)", "c": "$@f()"}, "a", "b", "c"),
        resolving("callable mode, repeated argument", {"f": {"_target_": "parity.join", "_mode_": "callable", "first": 1}, "a": "$@f(2)"}, "a"),
        resolving("default mode", {"a": {"_target_": MAKE, "_mode_": "default", "x": 1}, "b": {"_target_": MAKE, "_mode_": " default ", "x": 1}}),
        resolving("mode by reference", {"m": "callable", "f": {"_target_": "parity.join", "_mode_": "@m", "first": 1}, "a": "$@f()"}, "a"),
        resolving("unknown modes", {"a": {"_target_": MAKE, "_mode_": "Default"}, "b": {"_target_": MAKE, "_mode_": "call"}, "c": {"_target_": MAKE, "_mode_": 1}, "d": {"_target_": MAKE, "_mode_": None}}, *"abcd"),
        resolving("unknown mode of a disabled component", {"a": {"_target_": MAKE, "_mode_": "wrong", "_disabled_": True}}, "a"),
        resolving("unknown targets", {"a": {"_target_": "parity.missing"}, "b": {"_target_": "NoSuchThing"}, "c": {"_target_": "no.such.module"}}, *"abc"),
        resolving("target by reference", {"name": MAKE, "a": {"_target_": "@name", "x": 1}}),
        resolving("target by expression", {"a": {"_target_": "$'parity.' + 'make'", "x": 1}, "f": "$lambda x, y=2: [x, y]", "b": {"_target_": "@f", "x": 1}, "c": {"_target_": "$@f", "x": 1, "y": 3}, "d": {"_target_": "$dict", "x": 1}, "e": {"_target_": "$lambda: 5"}}, "a", "b", "c", "d", "e"),
        resolving("target is a method", {"s": "abc", "a": {"_target_": "$@s.upper"}, "b": {"_target_": "$@s.upper", "_mode_": "callable"}, "c": "$@b()"}, "a", "c"),
        resolving("target is None", {"a": {"_target_": None}, "b": {"_target_": "$None"}}, "a", "b"),
        resolving("target is a value", {"a": {"_target_": 5}, "b": {"_target_": "$[1]"}, "c": [{"_target_": "$7", "x": 1}]}, "a", "b", "c"),
        resolving("target is a builtin", {"a": {"_target_": "dict", "x": 1}, "b": {"_target_": "builtins.dict", "y": 2}}),
        resolving("target is a function of a module", {"import": "$import math", "calc": {"_target_": "math.isclose", "a": 0.001, "b": 0.001}}, "calc"),
        resolving("wrong arguments", {"a": {"_target_": "parity.join"}, "b": {"_target_": "parity.join", "first": 1, "other": 2}}, "a", "b"),
        resolving("a component that fails", {"a": {"_target_": "parity.fail"}, "b": ["@a"]}, "a", "b"),
        resolving("instantiate false", {"x": 1, "a": {"_target_": MAKE, "y": "$@x + 1", "z": "@x", "l": [{"_target_": MAKE, "w": 1}]}}, "a", "", instantiate=False),
        {"name": "instantiate false does not stay", "files": {"a.json": json.dumps({"a": {"_target_": "parity.count"}})}, "steps": [["read", "a.json"], ["content", "a"], ["content", "a"], ["content", "a", True, True, False], ["content", "a"]]},
        resolving("components as values of expressions", {"a": {"_target_": MAKE, "x": 1}, "b": "$@a['x'] + 1", "c": "$[@a, @a][0]['x']"}),
        resolving("a section between", {"train": {"net": {"_target_": MAKE, "lr": "@train::lr"}, "lr": 0.5, "all": ["@train::net"]}, "x": "@train::all::0"}),
        resolving("the key name", {"t": [{"_target_": MAKE, "name": "ColorJitter", "keys": "image"}, {"_target_": MAKE, "keys": "@t::0::keys", "id": 3, "config": {}}]}),
        resolving("order of evaluation", {"a": {"_target_": MAKE, "x": {"_target_": "parity.count"}, "_requires_": {"_target_": "parity.count"}, "y": {"_target_": "parity.count"}}, "b": {"_target_": "parity.count"}}),
    ]


def macros() -> list[dict]:
    net = {"net": {"_target_": MAKE, "a": 1, "b": ["@x"]}, "l": [1, [2, 3]], "n": None}
    return [
        resolving("copy", {"A": {"B": 1, "C": 2}, "D": [3, "%A#B", "%#0"], "E": "%A"}),
        resolving("a copy is made anew", {"a": {"_target_": "parity.count"}, "b": "%a", "c": "@a"}),
        resolving("a copy refers like the original", {"x": 5, "a": {"y": "@x", "z": "$@x + 1"}, "b": "%a"}),
        resolving("relative ids keep their place", {"a": {"y": 1, "z": "@#y"}, "b": "%a"}),
        resolving("list items", {"l": [1, [2, 3]], "a": "%l::1::0", "b": "%l::-1", "c": "%l"}),
        resolving("unknown", {"a": "%missing"}, "a"),
        resolving("unknown below", {"a": {"b": 1}, "c": "%a::x"}, "c"),
        resolving("unknown index", {"a": [1], "c": "%a::5"}, "c"),
        resolving("not a macro", {"a": "50%", "b": "x %a", "c": "100 %"}),
        resolving("keys with a minus", {"my-net": {"x": 1}, "a": "%my-net", "b": "%my-net#x"}),
        {"name": "another file", "files": {"a.json": json.dumps({"x": 7, "m": "%b.json#net", "y": "%b.json::l::1", "all": "%b.json", "n": "%b.json#n"}), "b.json": json.dumps(net)}, "steps": [["read", "a.json"], ["content", "m"], ["content", "y"], ["content", "all"], ["content", "n"], ["get", ""]]},
        {"name": "a file in a folder", "files": {"a.json": json.dumps({"m": "%sub/b.json#l#0"}), "sub/b.json": json.dumps(net)}, "steps": [["read", "a.json"], ["content", "m"]]},
        {"name": "a YAML file", "files": {"a.json": json.dumps({"m": "%b.yaml#k", "n": "%b.YML#k"}), "b.yaml": "k: [1, 2.0]\n", "b.YML": "k: text\n"}, "steps": [["read", "a.json"], ["content", ""]]},
        {"name": "a list file", "files": {"a.json": json.dumps({"m": "%b.json#1", "n": "%b.json"}), "b.json": "[1, 2]"}, "steps": [["read", "a.json"], ["content", ""]]},
        {"name": "a missing file", "files": {"a.json": json.dumps({"m": "%b.json#1"})}, "steps": [["read", "a.json"], ["content", ""]]},
        {"name": "a missing id in a file", "files": {"a.json": json.dumps({"m": "%b.json#x"}), "b.json": "{}"}, "steps": [["read", "a.json"], ["content", ""]]},
        {"name": "macros in overrides", "files": {"a.json": json.dumps({"net": {"x": 1}, "c": "@net::x"}), "b.json": json.dumps({"arg": {"x": 3}})}, "steps": [["read", "a.json"], ["update", [["net", "%b.json#arg"]]], ["content", "c"], ["get", "net"]]},
        {"name": "get after parse shows what macros name", "files": {"a.json": json.dumps({"a": {"x": 1, "r": "@#x"}, "b": "%a", "c": "@#a", "d": {"e": "$@##a['x'] + @::::a::x"}})}, "steps": [["read", "a.json"], ["parse"], ["get", ""], ["content", "d"]]},
    ]


def layers() -> list[dict]:
    return [
        merging("later replaces", {"a": 1, "b": {"c": 1}}, {"a": 2, "b": {"d": 1}}),
        merging("order of keys", {"a": 1, "b": 2}, {"c": 3, "a": 4}, {"b": 5, "d": 6}),
        merging("reaching in", {"a": {"b": {"c": 1}}, "l": [1, {"x": 2}]}, {"a#b#c": 2, "a::b::d": 3, "l#0": 5, "l::1::x": 6, "a#e": 7}),
        merging("reaching in within a file", {"a": {"b": 1}, "a#b": 2, "a#c": 3}),
        merging("reaching in before it is there", {"a#b": 2, "a": {"b": 1}}),
        merging("no parent", {"a": 1}, {"b#c": 1}),
        merging("no grandparent", {"a": {}}, {"a#b#c": 1}),
        merging("parent is a scalar", {"a": 1}, {"a#b": 1}),
        merging("parent is a text", {"a": "text"}, {"a#0": "x"}),
        merging("grandparent is a scalar", {"a": 1}, {"a#b#c": 1}),
        merging("index out of range", {"l": [1]}, {"l#1": 2}),
        merging("last item", {"l": [1, 2]}, {"l#-1": 3}),
        merging("index is no number", {"l": [1, 2]}, {"l#x": 3}),
        merging("index is no number on the way", {"l": [[1], 2]}, {"l#x#0": 3}),
        merging("merge mappings", {"a": {"x": 1, "y": {"z": 1}}}, {"+a": {"y": {"w": 2}, "v": 3}}),
        merging("merge lists", {"l": [1, 2]}, {"+l": [3, "@x"]}),
        merging("merge deep", {"a": {"b": {"c": 1}, "l": [1]}}, {"+a#b": {"d": 2}, "+a::l": [2]}),
        merging("merge into nothing", {"a": 1}, {"+b": {"x": 1}}),
        merging("merge into nothing below", {"a": {"x": 1}}, {"+a#y": [1]}),
        merging("merge below nothing", {"a": 1}, {"+b#c": [1]}),
        merging("merge mapping into list", {"a": [1]}, {"+a": {"x": 1}}),
        merging("merge list into mapping", {"a": {"x": 1}}, {"+a": [1]}),
        merging("merge scalar", {"a": 1}, {"+a": 1}),
        merging("merge into None", {"a": None}, {"+a": {"x": 1}}),
        merging("merge text", {"a": "x"}, {"+a": "y"}),
        merging("merge in the first file", {"a": [1], "+a": [2]}),
        merging("merge twice", {"a": [1]}, {"+a": [2]}, {"+a": [3]}),
        merging("two plus signs", {"a": [1]}, {"++a": [2]}),
        merging("merge an item of a list", {"l": [{"a": 1}, [1]]}, {"+l#0": {"b": 2}, "+l#1": [2], "+l#-1": [3]}),
        merging("replace, then reach", {"a": {"x": 1}}, {"a": {"y": 2}, "a#z": 3}),
        merging("keys with slashes", {"a/b": 1, "c.d": 2, "e f": 3}, {"a/b": 4, "c.d": 5, "e f": 6}),
        merging("sign only in front", {"a+": 1, "b": {"+c": [1]}}, {"a+": 2, "b#+c": [2]}),
        merging("text files", {"a": 1}, {"a": 2}, read="a.json,b.json"),
        merging("meta", {"_meta_": {"v": 1}, "a": 1}, {"_meta_#v": 2}),
        merging("meta of a file replaces", {"a": 1}, then=[["meta", "a.json"], ["get", "_meta_"], ["read", "a.json"], ["get", ""]]),
        merging("meta merges its files", {"version": "1", "x": {"y": 1}}, {"x#y": 2}, then=[["meta", ["a.json", "b.json"]], ["get", "_meta_"], ["content", "_meta_::x"]]),
        merging("old names", {"optional_packages_version": {"a": "1"}, "b": 1}),
        merging("reading again replaces", {"a": 1}, {"b": 2}, then=[["read", "b.json"], ["get", ""]]),
        merging("a list as layer", "[1, 2]"),
        merging("a scalar as layer", "5"),
        merging("numbers stay", '{"a": 1.0, "b": 1, "c": 1e2, "d": 123456789012345678901234567890, "e": NaN, "f": [Infinity, -Infinity]}'),
        merging("wrong JSON", '{"a": 1,}'),
        merging("wrong text", "{'a': 1}"),
        merging("empty JSON", ""),
        merging("control character", '{"a": "x\ty"}'),
        merging("leading zero", '{"a": 01}'),
        merging("escapes", '{"a": "\\u00e9\\n\\/\\ud83d\\ude00"}'),
        {"name": "missing file", "steps": [["read", "nothing.json"], ["read", ["nothing.yaml"]]]},
        {"name": "unknown kind of file", "files": {"a.txt": "{}"}, "steps": [["read", "a.txt"]]},
        {"name": "a comma in a name", "files": {"a,b.json": '{"x": 1}'}, "steps": [["read", "a,b.json"], ["get", ""]]},
        {"name": "empty name", "steps": [["read", ""], ["get", ""], ["read", []], ["get", ""]]},
        {"name": "capital extension", "files": {"a.JSON": '{"x": 1}', "b.YAML": "y: 2"}, "steps": [["read", "a.JSON"], ["get", ""], ["read", "b.YAML"], ["get", ""]]},
        {"name": "load", "files": {"a.json": '{"x": {"y": 1}}', "b.yml": "x#y: 2\n+x:\n  z: 3\n"}, "steps": [["load", ["a.json", "b.yml"]], ["load", "a.json,b.yml"]]},
    ]


def yaml() -> list[dict]:
    texts = {
        "block": "a: 1\nb:\n  - x\n  - y: 2.5\n    z: [1, 2]\nc: {d: e}\n",
        "words": "a: true\nb: True\nc: yes\nd: no\ne: on\nf: Off\ng: null\nh: ~\ni:\nj: None\nk: y\n",
        "numbers": "a: 010\nb: 0x1F\nc: 1:30\nd: 1_000\ne: .5\nf: 1.0\ng: -3\nh: 1.5e+3\ni: .inf\nj: 0b11\nk: 08\nl: 1:30.5\n",
        "quotes": "a: 'it''s'\nb: \"x\\ty\"\nc: '@a'\nd: \"$1 + 1\"\ne: $1 + 1\nf: '%a'\ng: ''\n",
        "references": "x: 2\na: '@x'\nb: $@x + 1\nc: $@x * 2 # comment\nd: 'a::b'\n",
        "anchors": "a: &l [1, 2]\nb: *l\nc: &m {x: 1}\nd: *m\n",
        "multiline": "a: |\n  one\n  two\nb: >\n  one\n  two\nc: one\n  two\n",
        "keys": "1: one\n2.5: two\nfalse: three\nnull: four\na: {1: x}\n",
        "tags": "a: !!str 1\nb: !!float 1\nc: !!int '7'\nd: !!set {x, y}\n",
        "component": "net:\n  _target_: parity.make\n  _disabled_: no\n  lr: 0.1\nn: $@net['lr']\n",
        "wrong indent": "a: 1\n b: 2\n",
        "at sign": "a: @b\n",
        "percent": "a: %b\n",
        "tab": "a:\n\tb: 1\n",
        "two documents": "a: 1\n---\nb: 2\n",
        "unknown tag": "a: !thing 1\n",
        "unknown anchor": "a: *nothing\n",
        "list": "- 1\n- 2\n",
    }
    return [{"name": f"YAML {name}", "files": {"a.yaml": text}, "steps": [["read", "a.yaml"], ["get", ""], ["content", ""]]} for name, text in texts.items() if name != "keys"] + [
        {"name": "YAML keys", "files": {"a.yaml": "s:\n  " + texts["keys"].replace("\n", "\n  ").strip() + "\nr: '@s::1'\nt: $@s[2.5]\n"}, "steps": [["read", "a.yaml"], ["content", "s"], ["content", "r"], ["content", "t"], ["content", "s::False"], ["content", "s::None"], ["content", "s::2.5"]]},
    ]


def parser() -> list[dict]:
    config = {"a": 1, "b": {"c": [1, 2, {"d": 3}]}, "e": "text", "n": None}
    asked = ["", "a", "b", "b::c", "b#c#2#d", "b::c::-1", "b::c::3", "b::c::x", "b::x", "a::x", "e::0", "n", "n::x", "missing", " a", "b:: c", "b::c::+1", "b::c::0_1"]
    return [
        inline("get", config, *[["get", id] for id in asked]),
        inline("has", config, *[["has", id] for id in asked]),
        inline("nothing", None, ["get", ""], ["content", ""]),
        inline("keys are kept as they are", {"a": {"b": 1}, "a#b": 2, "+a": {"c": 1}}, ["get", ""], ["content", "a"]),
        inline("a key with colons", {"a::b": 5, "c": "@a::b", "d": {"e::f": 6, "g": "@d::e::f"}}, ["content", "c"], ["content", "d::g"], ["get", "a::b"], ["content", "a::b"]),
        inline("update", config, ["update", [["a", 2], ["b::c::0", 9], ["b#new", "x"], ["f", True]]], ["get", ""], ["content", "b"]),
        inline("update without parent", config, ["update", [["x::y", 2]]], ["get", ""]),
        inline("update below a scalar", config, ["update", [["a::y", 2]]], ["update", [["e::y", 2]]], ["update", [["n::y", 2]]]),
        inline("update out of range", config, ["update", [["b::c::3", 2]]], ["update", [["b::c::-4", 2]]], ["update", [["b::c::-3", 7]]], ["get", "b"]),
        inline("update everything", config, ["update", [["", {"dict": [["z", 1]]}]]], ["get", ""]),
        inline("set", config, ["set", 5, "a"], ["set", 6, "x::y::z"], ["set", 7, "b::c::2::f::g"], ["get", ""], ["content", "x"]),
        inline("set without recursion", config, ["set", 5, "a", False], ["set", 6, "x::y::z", False], ["get", ""]),
        inline("set through a scalar", config, ["set", 5, "a::x"], ["set", 5, "a::x::y"], ["set", 5, "n::x"], ["set", 5, "b::c::9::x"], ["get", ""]),
        inline("set everything", config, ["set", {"dict": [["q", 1]]}, ""], ["get", ""]),
        inline("set a list", config, ["set", [1, "@0"], ""], ["get", "1"], ["content", "1"], ["content", ""]),
        inline("changes are seen", {"a": 1, "b": "$@a + 1"}, ["content", "b"], ["update", [["a", 5]]], ["content", "b"], ["set", "$@a * 10", "b"], ["content", "b"]),
        inline("defaults", {"a": 1}, ["fallback", "a", 5], ["fallback", "x", 5], ["fallback", "x", None], ["fallback", "a::b", "d"]),
        inline("lazy false", {"a": {"_target_": "parity.count"}}, ["content", "a"], ["content", "a"], ["content", "a", True, True, False], ["content", "a"]),
        inline("tuples are values", {"a": (1, "@b"), "b": 2}, ["content", "a"], ["get", "a"]),
        inline("keys of any kind", {1: "one", None: "none", True: "x"}, ["content", "1"], ["content", "None"], ["get", ""]),
        inline("a text as config", "@#a", ["get", ""]),
        inline("a list as config", [1, {"a": "@0"}, "$@1::a"], ["content", ""], ["content", "2"], ["get", "1::a"], ["get", "-1"]),
        inline("an empty mapping", {}, ["content", ""], ["has", "a"], ["has", ""]),
        inline("evaluation after an error", {"a": "$1/0", "b": ["@a"], "c": 1}, ["content", "b"], ["content", "c"], ["update", [["a", 3]]], ["content", "b"]),
    ]


def cases() -> list[dict]:
    return references() + expressions() + components() + macros() + layers() + yaml() + parser()
