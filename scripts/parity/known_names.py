"""Writes engine/registry/known-names.json: public module -> names of the classes and functions it offers.

The list says which components exist in MONAI 1.5, PyTorch Ignite and PyTorch, so that the registry can tell "known, not
here yet" from "no such thing". Run with those three installed:

    python scripts/parity/known_names.py [path to MONAI's sources]
"""

import importlib
import inspect
import json
import pkgutil
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

OUT = Path(__file__).resolve().parents[2] / "engine" / "registry" / "known-names.json"

# Packages of which every module counts, and single modules whose public names count.
WALKED = ["monai", "ignite.engine", "ignite.handlers", "ignite.metrics"]
SINGLE = [
    "torch.optim",
    "torch.optim.lr_scheduler",
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.utils.data",
    "torch.utils.data.distributed",
    "torch.utils.tensorboard",
    "torch.cuda.amp",
    "torch.amp",
    "torch.nn.parallel",
    "torchvision.transforms",
]
SKIPPED = ("monai.tests", "monai._", "monai.bundle.__main__", "monai.config.deviceconfig")


def public_names(name):
    """Public classes and functions that a module offers and that its own package defines."""
    try:
        module = importlib.import_module(name)
    except Exception:
        return []
    package = name.split(".")[0]
    names = []
    for key, value in vars(module).items():
        if key.startswith("_") or not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        home = getattr(value, "__module__", "") or ""
        if not home.startswith(package):
            continue
        # A leaf module also holds what it imports; only a package (or a module's own) names are public there.
        if home != name and not hasattr(module, "__path__") and name not in SINGLE:
            continue
        names.append(key)
    return sorted(names)


def modules():
    for root in WALKED:
        package = importlib.import_module(root)
        yield root
        for found in pkgutil.walk_packages(package.__path__, root + ".", onerror=lambda _: None):
            if not found.name.startswith(SKIPPED) and "._" not in found.name:
                yield found.name
    yield from SINGLE


def main():
    if len(sys.argv) > 1:
        sys.path.insert(0, sys.argv[1])
    known = {name: names for name in sorted(set(modules())) if (names := public_names(name))}
    lines = (f"  {json.dumps(name)}: {json.dumps(names, separators=(',', ':'))}" for name, names in known.items())
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{sum(map(len, known.values()))} names in {len(known)} modules, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
