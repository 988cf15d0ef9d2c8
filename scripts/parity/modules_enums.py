"""Writes engine/modules/monai/enums.json: the string constants of monai.utils, class -> member -> value.

Run with MONAI 1.5 installed: python scripts/parity/modules_enums.py
"""

import enum
import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
import monai.utils.enums as enums

OUT = Path(__file__).resolve().parents[2] / "engine" / "modules" / "monai" / "enums.json"


def members(cls):
    if issubclass(cls, enum.Enum):
        return {name: member.value for name, member in cls.__members__.items()}
    return {name: value for name, value in vars(cls).items() if not name.startswith("_")}


def main():
    found = {}
    for name, cls in vars(enums).items():
        if not isinstance(cls, type) or cls.__module__ != enums.__name__ or name.startswith("_") or name.endswith("Events"):
            continue
        values = members(cls)
        if values and all(isinstance(value, (str, int)) for value in values.values()):
            found[name] = values
    lines = (f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in sorted(found.items()))
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(found)} classes, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
