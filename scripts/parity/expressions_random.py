"""Grows random expressions: mostly well typed, so that they get somewhere, with a few that are not."""

import random
import re

INTS = (
    "0 1 2 3 5 7 10 -1 -2 -7 100 255 256 1000 12345 -12345 True False 2**31 2**53 2**53+1 -2**63 10**20 -10**20+3 "
    "0x1F 0b101 0o17 1_000_000 63 64 8 -8 123456789"
).split()
FLOATS = (
    "0.0 -0.0 1.0 0.5 -0.5 2.5 3.5 1.5 0.1 0.2 0.3 1e16 1e15 1e-5 1e-4 1e300 1e308 5e-324 123.456 -123.456 3.14159 "
    "2.675 1.005 1e22 1e23 9007199254740993.0 float('inf') float('-inf') float('nan') 100.0 1234567.891 0.000012345 "
    "99999.5 .5 1e100"
).split()
TEXTS = (
    r"''|'a'|'abc'|'Hello World'|'  pad  '|'a,b,,c'|'ABC'|'aXbXc'|'123'|'-12'|'3.14'|'tab\there'|'l1\nl2\r\nl3'|'ß'|'é'"
    r"|'\u4e2d\u6587'|'\U0001F600x'|'ǆ'|'ﬁ'|'it\'s'|'q\"q'|'\x00\x1f'|'İ'|'ΑΣ'|'aaaa'|'_x1'|'1a'|'x y z'|'\u2028'|'\xa0'"
    r"|'00042'|'1_000'|'{}'|'%s'|'path/to/file.nii.gz'|'mIxEd'|'٣'|'²'|'Ⅷ'|'nan'|'1e5'"
).split("|")
BYTES = r"b''|b'abc'|b'Hello'|b'\x00\xff'|b' a b '|b'a,b'|bytes(3)|b'123'".split("|")
OTHERS = "None|...|range(3)|range(1,10,3)|3j|(1+2j)|NotImplemented|ValueError('x')|iter([1,2])|lambda: 1|len".split("|")
TOKENS = (
    "( ) [ ] { } , : . = == := + - * / // % ** ~ ^ & | < > <= != << not and or in is if else for lambda x y 1 1.5 's' "
    "f'{x}' b'a' None True ... *x **x yield await x=1 0x1F 1e5 import class ; ! $ ? \\"
).split()
FORMATTED_PIECES = (
    r"{|}|{x}|{{|}}|{x!r}|{x:>5}|{x:{y}}|{x=}|a| |!r|:|=|{x!r:>{y}}|{(x)}|{x,y}|{*x}|{ x }|{x:=5}|{lambda x:1}"
    r"|{x if y else z}|\n|#|\|{x==y}|{x!=y}|{x<y}|[|]|(|)"
).split("|")


class Grower:
    """One source of random expressions; equal seeds give equal expressions."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, probability):
        return self.random.random() < probability

    def any(self):
        """An expression of any type."""
        kinds = [self.int, self.float, self.text, self.text, self.list, self.tuple, self.dict, self.set, self.bool]
        expression = self.pick(*kinds, self.bytes, self.number, self.formatted_number)(self.pick(1, 2, 2, 3, 3, 4))
        return self.mutated(expression) if self.chance(0.05) else expression

    def value(self, depth):
        kinds = [self.int, self.float, self.text, self.list, self.tuple, self.dict, self.set, self.bool, self.bytes]
        return self.pick(*OTHERS) if self.chance(0.04) else self.pick(*kinds)(depth)

    def small(self):
        return self.pick("0", "1", "2", "3", "-1", "-2", "5", "-5", "None", "100")

    def slice(self):
        start, stop = (self.pick("", "0", "1", "2", "-1", "-2", "5", "-100", "100") for _ in range(2))
        return f"{start}:{stop}" + self.pick("", ":", ":2", ":-1", ":-2", ":3", ":0")

    def number(self, depth):
        return self.pick(self.int, self.float)(depth)

    def int(self, depth):
        if depth <= 0 or self.chance(0.3):
            return self.pick(*INTS)
        i, f, s, n = (lambda kind=kind: kind(depth - 1) for kind in (self.int, self.float, self.text, self.number))
        return self.pick(
            lambda: f"({i()} {self.pick(*'+ - * // % & | ^'.split())} {i()})",
            lambda: f"({i()} {self.pick('<<', '>>')} {self.pick('0', '1', '10', '64', '-1')})",
            lambda: f"({i()})**{self.pick('0', '1', '2', '3', '-1', '10')}",
            lambda: f"{self.pick('-', '~', '+')}({i()})",
            lambda: f"{self.pick('abs', 'int', 'round', 'hash')}({i()})",
            lambda: f"{self.pick('int', 'round')}({f()})",
            lambda: f"len({self.sequence(depth - 1)})",
            lambda: f"int({s()}{self.pick('', ', 0', ', 2', ', 16', ', 36')})",
            lambda: f"round({i()}, {self.pick('-1', '-2', '0', '2', '-20')})",
            lambda: f"divmod({n()}, {n()})[{self.pick('0', '1')}]",
            lambda: f"pow({i()}, {self.pick('2', '5', '-1', '0')}, {i()})",
            lambda: f"{self.pick('sum', 'max', 'min')}({self.ints(depth - 1)})",
            lambda: f"({i()}).{self.pick('bit_length()', 'bit_count()', 'real', 'imag', 'numerator')}",
            lambda: f"{s()}.{self.pick('find', 'rfind', 'count', 'index', 'rindex')}({self.text(0)})",
            lambda: f"{s()}.{self.pick('find', 'rfind', 'count')}({self.text(0)}, {self.small()}, {self.small()})",
            lambda: f"{self.list(depth - 1)}.{self.pick('count', 'index')}({self.value(0)})",
            lambda: f"{self.ints(depth - 1)}[{self.small()}]",
            lambda: f"hash(({self.int(0)}, {self.pick('0.5', '1e300', '-2.5')}, ({self.int(0)},)))",
            lambda: f"int.from_bytes({self.bytes(depth - 1)}, {self.pick(repr('big'), repr('little'))})",
            lambda: f"({i()} if {self.bool(depth - 1)} else {i()})",
            lambda: f"{self.dict(depth - 1)}.get({self.value(0)}, {self.int(0)})",
            lambda: f"range({self.int(0)}, {self.int(0)}, {self.pick('1', '2', '-1', '-7')})[{self.small()}]",
        )()

    def float(self, depth):
        if depth <= 0 or self.chance(0.3):
            return self.pick(*FLOATS)
        f, n = (lambda kind=kind: kind(depth - 1) for kind in (self.float, self.number))
        operators = "+ - * / // %".split()
        return self.pick(
            lambda: f"({n()} {self.pick(*operators)} {f()})",
            lambda: f"({f()} {self.pick(*operators)} {n()})",
            lambda: f"({self.int(depth - 1)} / {self.int(depth - 1)})",
            lambda: f"({f()})**{self.pick('2', '0.5', '-1', '3', '-0.5', '0', '10', '7')}",
            lambda: f"abs({f()})",
            lambda: f"-{f()}",
            lambda: f"float({self.pick(self.int, self.text)(depth - 1)})",
            lambda: f"round({f()}, {self.pick('0', '1', '2', '-1', '10', '17', '300', '-310', 'None')})",
            lambda: f"{self.pick('sum', 'max', 'min')}({self.floats(depth - 1)})",
            lambda: f"({f()}).{self.pick('is_integer()', 'hex()', 'as_integer_ratio()', 'real')}",
        )()

    def text(self, depth):
        if depth <= 0 or self.chance(0.3):
            return self.pick(*TEXTS)
        s, v = (lambda kind=kind: kind(depth - 1) for kind in (self.text, self.value))
        cases = "upper lower title capitalize swapcase casefold strip lstrip rstrip expandtabs".split()
        decoding = ("", "'utf-8'", "'latin-1'", "'ascii', 'replace'", "'utf-8', 'ignore'")
        return self.pick(
            lambda: f"({s()} + {s()})",
            lambda: f"{s()}*{self.pick('0', '1', '2', '-1')}",
            lambda: f"{s()}[{self.pick(self.slice, self.small)()}]",
            lambda: f"{s()}.{self.pick(*cases)}()",
            lambda: f"{s()}.{self.pick('strip', 'lstrip', 'rstrip', 'removeprefix', 'removesuffix')}({self.text(0)})",
            lambda: f"{s()}.replace({self.text(0)}, {self.text(0)}{self.pick('', ', 1', ', 0', ', -1')})",
            lambda: f"{s()}.{self.pick('center', 'ljust', 'rjust')}({self.pick('0', '5', '10', '11')}{self.pick('', ', ' + repr('*'))})",
            lambda: f"{s()}.zfill({self.pick('0', '3', '8')})",
            lambda: f"{self.text(0)}.join({self.texts(depth - 1)})",
            lambda: f"{self.pick('str', 'repr', 'ascii')}({v()})",
            lambda: f"format({v()}, {self.spec()!r})",
            lambda: self.percent(depth - 1),
            lambda: self.template(depth - 1),
            lambda: self.formatted(depth - 1),
            lambda: f"{self.pick('hex', 'oct', 'bin')}({self.int(depth - 1)})",
            lambda: f"chr({self.pick('65', '8364', '128512', '0', '-1', '1114112')})",
            lambda: f"{s()}.translate(str.maketrans({self.text(0)}, {self.text(0)}))",
            lambda: f"{s()}.{self.pick('partition', 'rpartition')}({self.text(0)})[{self.pick('0', '1', '2')}]",
            lambda: f"{self.bytes(depth - 1)}.decode({self.pick(*decoding)})",
            lambda: f"({s()} {self.pick('and', 'or')} {s()})",
            lambda: f"({s()} if {self.bool(depth - 1)} else {s()})",
        )()

    def spec(self):
        """A format specification."""
        parts = [
            (0.5, lambda: self.pick("", "", "*", "0", "é") + self.pick("<", ">", "^", "=")),
            (0.4, lambda: self.pick("+", "-", " ")),
            (0.1, lambda: "z"),
            (0.2, lambda: "#"),
            (0.2, lambda: "0"),
            (0.5, lambda: self.pick("1", "5", "8", "12", "20")),
            (0.2, lambda: self.pick(",", "_")),
            (0.4, lambda: "." + self.pick("0", "1", "2", "3", "10", "20")),
            (0.75, lambda: self.pick(*"dfegGEF%sxXobcnq")),
        ]
        return "".join(part() for probability, part in parts if self.chance(probability))

    def formatted_number(self, _depth):
        """A number of every size with a format specification."""
        rng = self.random
        number = self.pick(
            lambda: rng.uniform(-10, 10),
            lambda: 10 ** rng.uniform(-20, 20),
            lambda: rng.randint(-(10**6), 10**6),
            lambda: rng.randint(-(10**25), 10**25),
            lambda: round(rng.uniform(-100, 100), rng.randint(0, 4)),
            lambda: rng.randint(-50, 50) + 0.5,
            lambda: rng.randint(-50, 50) / 8,
        )()
        return self.pick(f"format({number!r}, {self.spec()!r})", f'f"{{({number!r}):{self.spec()}}}"', f"str({number!r})")

    def percent(self, depth):
        if self.chance(0.1):
            return f"'%(k)s %(n)05d' % {{'k': {self.value(depth)}, 'n': {self.int(0)}}}"
        template, values = "", []
        for _ in range(self.random.randint(1, 3)):
            code = self.pick(*"disrfegxXocGEau%")
            flags = "".join(self.random.sample("-+ #0", self.pick(0, 0, 0, 1, 2)))
            width, precision = self.pick("", "", "5", "10", "*"), self.pick("", "", ".0", ".2", ".10", ".*")
            template += self.pick("", "a ", "|") + f"%{flags}{width}{precision}{code}"
            values += [self.pick("5", "-8", "3")] if width == "*" else []
            values += [self.pick("1", "3")] if precision == ".*" else []
            if code == "c":
                values.append(self.pick("65", "'a'", "'ab'", "8364"))
            elif code != "%":
                values.append(self.pick(*((self.value, self.text) if code in "sra" else (self.int, self.float)))(depth))
        if self.chance(0.05):
            values = values[:-1]
        return f"{template!r} % ({', '.join(values)}{',' if len(values) == 1 else ''})"

    def template(self, depth):
        v = lambda: self.value(depth)  # noqa: E731
        return self.pick(
            lambda: f"'{{}} {{}}'.format({v()}, {v()})",
            lambda: f"'{{1}}{{0!r}}'.format({v()}, {v()})",
            lambda: f"'{{x}}-{{y:>8}}'.format(x={v()}, y={self.text(0)})",
            lambda: f"'{{0[0]}} {{0[-1]}}'.format({self.list(depth)})",
            lambda: f"'{{:{{w}}.{{p}}f}}'.format({self.number(depth)}, w={self.pick('5', '10')}, p={self.pick('0', '2')})",
            lambda: f"'{{{{}}}}{{!s:*^10}}'.format({v()})",
            lambda: f"'{{a}}'.format_map({self.dict(depth)})",
        )()

    def formatted(self, depth):
        """An f-string that is well formed, mostly."""

        def replacement():
            inner = self.pick(self.number, self.text, self.value)(depth - 1)
            if re.search(r"[\\'\"#]", inner):
                inner = self.pick("1", "3.14", "12345", "[1, 2]", "(1,)", "None", "2**70", "0.1", "-5")
            spec = ":" + self.spec() if self.chance(0.5) else ""
            return "{" + inner + self.pick("", "", "!r", "!s", "!a", "=") + spec + "}"

        body = "".join(self.pick(replacement, replacement, lambda: self.pick("a", "{{", "}}", " x "))() for _ in range(2))
        return f'f"{body}"'

    def bytes(self, depth):
        if depth <= 0 or self.chance(0.4):
            return self.pick(*BYTES)
        b = lambda: self.bytes(depth - 1)  # noqa: E731
        encodings = ("", "'ascii'", "'latin-1'", "'utf-16'", "'utf-32'", "'ascii', 'backslashreplace'")
        return self.pick(
            lambda: f"({b()} + {b()})",
            lambda: f"{b()}*{self.pick('0', '2')}",
            lambda: f"{self.text(0)}.encode({self.pick(*encodings)})",
            lambda: f"{b()}[{self.slice()}]",
            lambda: f"{b()}.{self.pick('upper', 'lower', 'strip', 'title', 'capitalize', 'swapcase')}()",
            lambda: f"{b()}.replace({self.bytes(0)}, {self.bytes(0)})",
            lambda: f"bytes({self.ints(depth - 1)})",
            lambda: f"({self.int(0)}).to_bytes({self.pick('1', '2', '8', '16')}, {self.pick(repr('big'), repr('little'))})",
            lambda: f"b'%s|%d|%x' % ({self.bytes(0)}, {self.int(0)}, {self.int(0)})",
        )()

    def ints(self, depth):
        if depth <= 0 or self.chance(0.4):
            return f"[{', '.join(self.pick(*INTS) for _ in range(self.pick(0, 1, 2, 3, 4)))}]"
        more = lambda: self.ints(depth - 1)  # noqa: E731
        keys = ("", ", reverse=True", ", key=lambda v: -v", ", key=abs")
        return self.pick(
            lambda: f"list(range({self.pick('0', '5', '10', '-3')}, {self.pick('0', '5', '12')}, {self.pick('1', '2', '-1')}))",
            lambda: f"[{self.pick('x', 'x*x', '-x', 'x%3')} for x in {more()}{self.pick('', ' if x', ' if x > 1')}]",
            lambda: f"sorted({more()}{self.pick(*keys)})",
            lambda: f"({more()} + {more()})",
            lambda: f"{more()}[{self.slice()}]",
            lambda: f"list(map(lambda a: a + 1, {more()}))",
            lambda: f"list({self.set(depth - 1)})",
            lambda: f"[*{more()}, {self.int(0)}]",
            lambda: f"list({self.pick('reversed', 'filter')}({self.pick('', 'None, ')}{more()}))",
            lambda: f"{more()}*{self.pick('0', '2', '-1')}",
            lambda: f"[a*b for a, b in zip({more()}, {more()})]",
        )()

    def floats(self, depth):
        if depth <= 0 or self.chance(0.5):
            return f"[{', '.join(self.pick(*FLOATS) for _ in range(self.pick(0, 1, 2, 3, 5)))}]"
        return self.pick(f"[x/3 for x in {self.ints(depth - 1)}]", f"sorted({self.floats(depth - 1)})")

    def texts(self, depth):
        if depth <= 0 or self.chance(0.4):
            return f"[{', '.join(self.pick(*TEXTS) for _ in range(self.pick(0, 1, 2, 3)))}]"
        s = lambda: self.text(depth - 1)  # noqa: E731
        limits = ("", ", 1", ", 0", ", maxsplit=2")
        return self.pick(
            lambda: f"{s()}.{self.pick('split()', 'rsplit()', 'splitlines()', 'splitlines(True)')}",
            lambda: f"{s()}.{self.pick('split', 'rsplit')}({self.text(0)}{self.pick(*limits)})",
            lambda: f"{s()}.{self.pick('split', 'rsplit')}(None, {self.pick('0', '1', '2', '-1')})",
            lambda: f"list({s()})",
            lambda: f"sorted({self.texts(depth - 1)}{self.pick('', ', key=len', ', key=str.lower', ', reverse=True')})",
            lambda: f"[s.upper() for s in {self.texts(depth - 1)}]",
        )()

    def list(self, depth):
        if depth <= 0 or self.chance(0.3):
            return f"[{', '.join(self.value(0) for _ in range(self.pick(0, 1, 2, 3)))}]"
        change = "append(1) extend([2,3]) pop() reverse() insert(1,9) clear() remove(1) sort() pop(0) copy()".split()
        return self.pick(
            lambda: self.pick(self.ints, self.floats, self.texts)(depth),
            lambda: f"[{self.value(depth - 1)}, {self.value(depth - 1)}]",
            lambda: f"list(enumerate({self.texts(depth - 1)}{self.pick('', ', 1', ', start=5')}))",
            lambda: f"list(zip({self.list(depth - 1)}, {self.sequence(depth - 1)}{self.pick('', ', strict=True')}))",
            lambda: f"list({self.dict(depth - 1)}.{self.pick('items', 'keys', 'values')}())",
            lambda: f"[[i, j] for i in {self.ints(depth - 1)} for j in {self.texts(depth - 1)}]",
            lambda: f"[x for x in {self.list(depth - 1)} if {self.pick('x', 'not x', 'isinstance(x, (str, float))')}]",
            lambda: f"sorted({self.list(depth - 1)}, key=lambda x: (str(type(x)), len(repr(x))))",
            lambda: f"(lambda q: [q.{self.pick(*change)}, q])({self.ints(depth - 1)})",
        )()

    def tuple(self, depth):
        if depth <= 0 or self.chance(0.4):
            items = [self.value(0) for _ in range(self.pick(0, 1, 2, 3))]
            return f"({', '.join(items)}{',' if items else ''})"
        t = lambda: self.tuple(depth - 1)  # noqa: E731
        return self.pick(
            lambda: f"tuple({self.list(depth - 1)})",
            lambda: f"({self.value(depth - 1)}, {self.value(depth - 1)})",
            lambda: f"({t()} + {t()})",
            lambda: f"{t()}*{self.pick('0', '1', '2')}",
            lambda: f"{t()}[{self.slice()}]",
            lambda: f"divmod({self.number(depth - 1)}, {self.number(depth - 1)})",
        )()

    def key(self):
        keys = "1|'a'|'b'|2.0|True|(1,2)|None|0|1.0|2|'1'|frozenset([1])|b'a'|float('inf')|3".split("|")
        return "[1]" if self.chance(0.02) else self.pick(*keys)

    def dict(self, depth):
        if depth <= 0 or self.chance(0.4):
            return "{" + ", ".join(f"{self.key()}: {self.value(0)}" for _ in range(self.pick(0, 1, 2, 3))) + "}"
        d = lambda: self.dict(depth - 1)  # noqa: E731
        change = "pop(1,None)|popitem()|setdefault(1,2)|update(a=1)|clear()|pop(7)|update({1:2})|update([(1,2,3)])".split("|")
        return self.pick(
            lambda: f"{{k: {self.pick('k', 'str(k)', '[k]', 'k*2')} for k in {self.ints(depth - 1)}}}",
            lambda: f"dict(zip({self.texts(depth - 1)}, {self.list(depth - 1)}))",
            lambda: f"{{**{d()}, {self.key()}: {self.value(depth - 1)}}}",
            lambda: f"({d()} | {d()})",
            lambda: f"dict(a={self.value(depth - 1)}, b={self.value(0)})",
            lambda: f"dict.fromkeys({self.ints(depth - 1)}{self.pick('', ', 0')})",
            lambda: f"(lambda q: [q.{self.pick(*change)}, q])({d()})",
        )()

    def set(self, depth):
        """Sets of numbers only: the order of strings differs from one process to the next."""
        if depth <= 0 or self.chance(0.4):
            count = self.pick(0, 1, 2, 3, 4, 6, 9)
            members = [*INTS, "0.5", "1.5", "2.0", "(1,2)", "(3,)", "16", "24", "32", "40", "17", "33", "frozenset([1,2])"]
            return "{" + ", ".join(self.pick(*members) for _ in range(count)) + "}" if count else "set()"
        s = lambda: self.set(depth - 1)  # noqa: E731
        change = "pop() add(99) discard(1) remove(2) clear() update([5,6]) difference_update([1,2,3])".split()
        return self.pick(
            lambda: f"({s()} {self.pick('|', '&', '-', '^')} {s()})",
            lambda: f"{self.pick('set', 'frozenset')}({self.ints(depth - 1)})",
            lambda: f"{{x%7 for x in {self.ints(depth - 1)}}}",
            lambda: f"{s()}.{self.pick('union', 'intersection', 'difference')}({self.pick(self.ints, self.set)(depth - 1)})",
            lambda: f"(set(range({self.pick('5', '20', '40', '130')})) - {s()})",
            lambda: f"(lambda q: [q.{self.pick(*change)}, q][1])({s()})",
            lambda: f"set(x*{self.pick('3', '17', '64', '1000')} for x in range({self.pick('5', '9', '30')}))",
        )()

    def sequence(self, depth):
        return self.pick(self.list, self.text, self.tuple, self.dict, self.set, self.ints, self.texts)(depth)

    def bool(self, depth):
        if depth <= 0:
            return self.pick("True", "False")
        v, n, s = (lambda kind=kind: kind(depth - 1) for kind in (self.value, self.number, self.text))
        tests = "alpha digit alnum space upper lower title identifier decimal numeric ascii printable".split()
        types = "int|str|float|list|(int, str)|bool|dict|int | None|type|object".split("|")
        return self.pick(
            lambda: f"{v()} {self.pick('==', '!=', 'is not', '<', '>=')} {v()}",
            lambda: f"{n()} {self.pick('<', '<=', '>', '>=', '==', '!=')} {n()}",
            lambda: f"{s()} {self.pick('<', '<=', '>', '==', 'in', 'not in')} {s()}",
            lambda: f"{v()} {self.pick('in', 'not in')} {self.sequence(depth - 1)}",
            lambda: f"not {v()}",
            lambda: f"{self.bool(depth - 1)} {self.pick('and', 'or')} {self.bool(depth - 1)}",
            lambda: f"{n()} {self.pick('<', '<=')} {n()} {self.pick('<', '!=')} {n()}",
            lambda: f"{self.pick('any', 'all', 'bool', 'callable')}({v()})",
            lambda: f"isinstance({v()}, {self.pick(*types)})",
            lambda: f"{s()}.is{self.pick(*tests)}()",
            lambda: f"{s()}.{self.pick('startswith', 'endswith')}({self.text(0)}{self.pick('', ', 1', ', -2', ', 1, 3')})",
            lambda: f"{self.set(depth - 1)} {self.pick('<', '<=', '>', '==')} {self.set(depth - 1)}",
            lambda: f"{self.list(depth - 1)} {self.pick('<', '<=', '==')} {self.list(depth - 1)}",
        )()

    def mutated(self, expression):
        """The expression with a character changed, added or lost: it may still be valid."""
        at = self.random.randrange(len(expression) + 1)
        piece = self.pick(*"( ) [ ] , + - * . : 1 a = % { }".split(), " ", "not ", " in ", " if ", "lambda: ", "0x", "_")
        return expression[:at] + piece + expression[at + self.pick(0, 1) :]

    def source(self):
        """A text that is often no expression."""
        if self.chance(0.3):
            return " ".join(self.pick(*TOKENS) for _ in range(self.random.randint(1, 7)))
        if self.chance(0.4):
            quote = self.pick("'", '"')
            return f"f{quote}{''.join(self.pick(*FORMATTED_PIECES) for _ in range(self.random.randint(1, 8)))}{quote}"
        tokens = re.findall(r"'(?:[^'\\]|\\.)*'|\w+|\s+|[^\w\s]+", self.any())
        for _ in range(self.pick(1, 1, 2, 3)):
            at = self.random.randrange(len(tokens))
            kind = self.random.random()
            if kind < 0.3 and len(tokens) > 1:
                del tokens[at]
            elif kind < 0.6:
                tokens.insert(at, self.pick(*TOKENS))
            elif kind < 0.8:
                tokens[at] = self.pick(*TOKENS)
            else:
                other = self.random.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
        return "".join(tokens)
