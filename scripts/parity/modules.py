"""Asks CPython, NumPy and PyTorch what the module values of `$` expressions give.

Needs CPython 3.11 with NumPy, PyTorch and MONAI. From the repository root:

    python scripts/parity/modules.py [path of the MONAI Model Zoo's models folder]

writes test/fixtures/parity/modules/cpython.jsonl.gz, a case a line: `{"m": family, "e": expression, "r": its repr}` or
`{"m": family, "e": expression, "x": exception}`. The expressions are those of modules-corpus/ (a family per file), grids of
arguments, and, with the Model Zoo (https://github.com/Project-MONAI/model-zoo, Apache-2.0), the expressions of its configs
whose modules exist without it, with values put in for their references.
"""

import gzip
import importlib
import io
import itertools
import json
import os
import random
import re
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).resolve().parent / "modules-corpus"
OUT = ROOT / "test" / "fixtures" / "parity" / "modules" / "cpython.jsonl.gz"

MODULES = """
base64 bisect collections copy datetime fnmatch fractions functools glob hashlib heapq itertools json logging math numpy
operator os pathlib platform random re statistics string sys time torch typing uuid
""".split()


def names():
    bound = {name: importlib.import_module(name) for name in MODULES}
    bound["np"] = bound["numpy"]
    bound["np"].seterr(all="ignore")
    return bound


def math_grid():
    values = "0 1 -1 2 3 10 0.5 -0.5 2.5 1e-10 1e10 1e300 math.inf -math.inf math.nan True 2**70 'a' None -0.0 1e22".split()
    ones = """sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh gamma lgamma
        fabs degrees radians floor ceil trunc isfinite isnan ulp frexp modf isqrt""".split()
    for function, value in itertools.product(ones, values):
        yield f"math.{function}({value})"
    pairs = "0 1 -1 2 0.5 -2.5 10 math.inf math.nan -0.0 7.3".split()
    twos = "pow atan2 copysign fmod remainder hypot nextafter isclose log gcd comb perm ldexp".split()
    for function, x, y in itertools.product(twos, pairs, pairs):
        yield f"math.{function}({x}, {y})"
    draw = random.Random(7)
    for _ in range(150):
        function = draw.choice("sqrt exp log log2 log10 sin cos tan atan sinh cosh asinh gamma expm1 log1p".split())
        yield f"math.{function}({draw.choice([draw.uniform(0, 10), draw.uniform(0, 1), draw.randint(1, 50)])!r})"
        yield f"math.pow({draw.uniform(0, 10)!r}, {draw.uniform(-5, 5)!r})"
        yield f"math.hypot({draw.uniform(-9, 9)!r}, {draw.uniform(-5, 5)!r})"


PATHS = ["", "/", "//", "a", "a/", "/a/b", "/a/b/c.tar.gz", ".bashrc", "..", "a/../b", "a//b", "./a", "/a/..", "a b/c d.txt", "a..."]


def path_grid():
    functions = "basename dirname split splitext normpath isabs abspath".split()
    for function, path in itertools.product(functions, PATHS):
        yield f"os.path.{function}({path!r})"
    for path, other in itertools.product(PATHS, ["", "x", "/x", "../y"]):
        yield f"os.path.join({path!r}, {other!r})"
    for path, start in itertools.product(PATHS[3:], [".", "/a", "a", ".."]):
        yield f"os.path.relpath({path!r}, {start!r})"
    for path in PATHS:
        for attribute in "name stem suffix suffixes parent parts anchor".split():
            yield f"pathlib.PurePosixPath({path!r}).{attribute}"
        yield f"pathlib.Path({path!r}) / 'z'"
        yield f"pathlib.PurePath({path!r}).with_suffix('.y')"
        yield f"pathlib.PurePath({path!r}).with_name('y')"
        yield f"list(pathlib.Path({path!r}).parents)"


DTYPES = "bool uint8 int8 uint16 int16 uint32 int32 int64 float32 float64".split()


def numpy_grid():
    for size in [1, 7, 8, 9, 17, 100, 128, 129, 200, 1000, 3000]:
        yield f"np.sum(1/(np.arange({size})+1))"
        yield f"np.mean(np.sqrt(np.arange({size})+1.0))"
        yield f"np.sum((1/(np.arange({size})+1)).astype(np.float32))"
        yield f"np.var(1/(np.arange({size})+1))"
    for a, b in itertools.product(DTYPES, DTYPES):
        yield f"(np.ones(1,dtype='{a}')+np.ones(1,dtype='{b}')).dtype.name"
        yield f"(np.ones(1,dtype='{a}')/np.ones(1,dtype='{b}')).dtype.name"
    for a in DTYPES:
        yield f"np.array([1,0],dtype='{a}')"
        yield f"np.mean(np.ones(1,dtype='{a}')).dtype.name"
        for value in ["1", "1.5", "True"]:
            yield f"(np.ones(1,dtype='{a}')*{value}).dtype.name"
    draw = random.Random(11)
    for _ in range(60):
        kinds = [lambda: draw.uniform(-10, 10), lambda: draw.uniform(0, 1e-3), lambda: draw.uniform(0, 1e6), lambda: float(draw.randint(-5, 5))]
        numbers = [draw.choice(kinds)() for _ in range(draw.randint(1, 6))]
        yield f"np.array({numbers!r})"
        yield f"np.array({numbers!r},dtype=np.float32)"


def strftime_grid():
    for code in "aAbBcdefHIjmMpSuUVwWxXyYzZG%DTRFChnt":
        yield f"datetime.datetime(2023,7,9,15,4,5,678).strftime('%{code}')"
        yield f"datetime.datetime(2021,1,1,0,0).strftime('%{code}')"


GRIDS = {"math": math_grid, "paths": path_grid, "numpy": numpy_grid, "datetime": strftime_grid}


def corpus():
    for file in sorted(CORPUS.glob("*.txt")):
        lines = [line for line in file.read_text().split("\n") if line]
        lines += list(GRIDS.get(file.stem, list)())
        for line in dict.fromkeys(lines):
            yield file.stem, line


REFERENCE = re.compile(r"@[\w:#]+")
# What the Model Zoo's expressions call that draws numbers, opens files or makes components: not modules' own work.
ELSEWHERE = re.compile(r"^(import|from)\s|now\(\)|print\(|mkdir|open\(|rand|monai\.(?!utils\.[A-Z])|environ|torch\.(jit|load)|ignite")


def candidates(reference):
    """Values to put in for a reference, the likeliest first; the first that the expression works with is taken."""
    name = reference.lower()
    text, number, numbers = "'/nowhere/data'", "3", "[1, 2, 3, 4, 5, 6]"
    texts, mapping = "['/a/img1.jpg', '/a/img2.jpg']", "{'network_data_format': {'outputs': {'pred': {'channel_def': 1}}}}"
    if re.search(r"(list|images|labels|transforms|handlers|partitions|maps?|keys|imgs|lbls|handlers|load|aug)$", name):
        return [texts, numbers, text, number, mapping]
    if re.search(r"(size|dims|channels|classes|epochs|num\w*|iters|stage|rank|samples|gpu|names)\d*$", name):
        return [number, numbers, texts, text, mapping]
    return [text, number, numbers, texts, mapping]


def zoo(models):
    """The Model Zoo's expressions with their references filled in."""
    import yaml

    found = {}

    def walk(node):
        if isinstance(node, dict):
            node = node.values()
        if isinstance(node, str):
            if node.strip().startswith("$"):
                found[node.strip()[1:].strip()] = None
        elif not isinstance(node, (int, float, type(None))):
            for child in node:
                walk(child)

    for file in sorted(Path(models).glob("*/configs/*")):
        if file.suffix == ".json":
            walk(json.loads(file.read_text()))
        elif file.suffix in (".yaml", ".yml"):
            walk(yaml.safe_load(file.read_text()))
    for expression in found:
        if ELSEWHERE.search(expression):
            continue
        references = list(dict.fromkeys(REFERENCE.findall(expression)))
        for values in itertools.product(*(candidates(reference) for reference in references[:3])):
            chosen = dict(zip(references, itertools.chain(values, itertools.repeat("'/nowhere/data'"))))
            filled = REFERENCE.sub(lambda match: chosen[match.group()], expression)
            case = answer(filled, "zoo")
            if case and "r" in case:
                yield case
                break


def zoo_names():
    import monai
    import torch.distributed

    return {**names(), "monai": monai, "dist": torch.distributed}


def plain(value):
    """MONAI's string constants as the strings that they are."""
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return str(value) if isinstance(value, str) else value


def answer(expression, family):
    """The case, or None where the answer depends on the working directory or cannot be compared as text."""
    answers = []
    for directory in ["/", "/usr/lib"]:
        os.chdir(directory)
        try:
            value = plain(eval(expression, zoo_names() if family == "zoo" else names()))  # noqa: S307
            answers.append({"m": family, "e": expression, "r": repr(value)})
        except Exception as error:
            answers.append({"m": family, "e": expression, "x": type(error).__name__})
    shown = answers[0].get("r", "")
    if answers[0] != answers[1] or re.search(r" at 0x|<function|<built-in|<bound", shown):
        return None
    return answers[0]


def main():
    cases = [case for family, line in corpus() if (case := answer(line, family))]
    if len(sys.argv) > 1:
        cases += {case["e"]: case for case in zoo(sys.argv[1])}.values()
    text = "".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n" for case in cases)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
        file.write(text.encode())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(buffer.getvalue())
    print(f"{len(cases)} cases, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
