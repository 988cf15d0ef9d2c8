"""Writes the checkpoint fixtures: files as PyTorch saves them, and what is in them.

    python scripts/parity/checkpoint.py test/fixtures/parity/checkpoint     make them
    python scripts/parity/checkpoint.py --open FILE                         what torch.load(weights_only=True) reads in FILE
"""

import collections
import json
import sys
from pathlib import Path

import torch


def described(value):
    """A value as JSON: tensors by dtype, shape and numbers."""
    if isinstance(value, torch.Tensor):
        return {"dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape), "data": value.double().flatten().tolist()}
    if isinstance(value, dict):
        return {"dict": [[key, described(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [described(item) for item in value]}
    if isinstance(value, list):
        return {"list": [described(item) for item in value]}
    if isinstance(value, float):
        return {"float": value}
    return value


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.Linear(3, 2))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    net[2](net[1](net[0](torch.randn(2, 2, 3, 3)))[:, :, 0, 0]).sum().backward()
    optimizer.step()
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    files = {
        "state-dict.pt": net.state_dict(),
        "training.pt": {"model": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3, "best": 2.0, "name": "α", "none": None, "flags": (True, False)},
        "views.pt": collections.OrderedDict(transposed=base.T, column=base[:, 2], expanded=base[:1].expand(3, 6), first=base, empty=torch.zeros(0, 3), scalar=torch.tensor(7.5)),
        "dtypes.pt": {str(d).removeprefix("torch."): torch.tensor([0, 1, 2, 100]).to(d) for d in
                      (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)},
        "numbers.pt": {"big": 2**70, "negative": -(2**40), "list": [1, 2.5, [3]], "byte": 255, "minus": -1, "word": 65535},
    }
    expected = {}
    for name, content in files.items():
        torch.save(content, folder / name)
        expected[name] = described(content)
    torch.save(net, folder / "whole-module.pt")
    torch.save(net.state_dict(), folder / "legacy.pt", _use_new_zipfile_serialization=False)
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "--open":
        print(json.dumps(described(torch.load(sys.argv[2], weights_only=True))))
    else:
        make(Path(sys.argv[1]))
