"""What MONAI's sliding window inferers make of small random inputs.

    python scripts/parity/inferers.py test/fixtures/parity/inferers

The network is a stand-in whose output depends on the place within the window: channel 0 is 2x + 1, channel 1 is x times
the position's row-major number / 100, on the first input channel; `half` averages pairs along every axis before that.
"""

import json
import sys
from pathlib import Path

import torch
from array_json import array_json
from monai.inferers import SliceInferer, SlidingWindowInferer


def network(x: torch.Tensor, half: bool = False) -> torch.Tensor:
    x = x[:, :1]
    if half:
        axes = x.dim() - 2
        x = {1: torch.nn.functional.avg_pool1d, 2: torch.nn.functional.avg_pool2d, 3: torch.nn.functional.avg_pool3d}[axes](x, 2)
    ramp = torch.arange(x[0, 0].numel(), dtype=torch.float32).reshape(x.shape[2:]) / 100
    return torch.cat([2 * x + 1, x * ramp], dim=1)


SLIDING = [
    ("one window", (1, 2, 9, 7), dict(roi_size=-1)),
    ("2-D constant", (1, 2, 20, 17), dict(roi_size=(8, 8), sw_batch_size=1)),
    ("2-D constant, batches across images", (3, 1, 20, 17), dict(roi_size=(8, 6), sw_batch_size=4, overlap=0.5)),
    ("2-D gaussian", (1, 1, 20, 17), dict(roi_size=[8, 8], sw_batch_size=3, overlap=(0.5, 0.25), mode="gaussian")),
    ("2-D gaussian, cached", (2, 1, 11, 17), dict(roi_size=[5, 6], sw_batch_size=2, overlap=0.6, mode="gaussian", sigma_scale=(0.25, 0.1), cache_roi_weight_map=True)),
    ("2-D one axis whole", (1, 1, 13, 10), dict(roi_size=(5, -1), overlap=0.3)),
    ("2-D overlap near 1", (1, 1, 9, 8), dict(roi_size=(4, 4), overlap=0.9, sw_batch_size=5)),
    ("2-D padded constant", (1, 1, 5, 12), dict(roi_size=(8, 8), cval=0.5)),
    ("2-D padded reflect", (1, 1, 5, 12), dict(roi_size=(8, 8), padding_mode="reflect", mode="gaussian")),
    ("2-D padded replicate", (2, 1, 5, 4), dict(roi_size=(8, 9), padding_mode="replicate", mode="gaussian", sw_batch_size=2)),
    ("2-D padded circular", (1, 1, 5, 4), dict(roi_size=(8, 7), padding_mode="circular")),
    ("2-D half resolution", (1, 1, 20, 16), dict(roi_size=(8, 8), overlap=0.5, mode="gaussian", half=True)),
    ("2-D half resolution, padded", (1, 1, 6, 16), dict(roi_size=(8, 8), overlap=0.5, mode="constant", half=True)),
    ("3-D gaussian", (1, 1, 10, 9, 8), dict(roi_size=5, sw_batch_size=4, overlap=0.5, mode="gaussian")),
    ("3-D buffered", (1, 1, 10, 9, 8), dict(roi_size=(4, 4, 4), sw_batch_size=3, overlap=0.25, buffer_steps=2, buffer_dim=-1)),
    ("1-D gaussian", (2, 1, 33), dict(roi_size=[10], sw_batch_size=4, overlap=0.25, mode="gaussian")),
]
SLICES = [
    ("first axis", (1, 1, 4, 9, 8), dict(spatial_dim=0, roi_size=(5, 4), sw_batch_size=2, overlap=0.5)),
    ("last axis", (1, 1, 7, 6, 3), dict(spatial_dim=2, roi_size=(5, 4), mode="gaussian")),
]


def measure(make, cases):
    out = []
    for name, shape, arguments in cases:
        half = arguments.pop("half", False)
        x = torch.rand(shape)
        y = make(**arguments)(x, lambda window: network(window, half))
        out.append({"case": name, "arguments": arguments, "half": half, "inputs": array_json(x), "expected": array_json(y)})
    return out


def main(folder: Path) -> None:
    torch.manual_seed(3)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make, cases in [("SlidingWindowInferer", SlidingWindowInferer, SLIDING), ("SliceInferer", SliceInferer, SLICES)]:
        (folder / f"{name}.json").write_text(json.dumps(measure(make, cases)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
