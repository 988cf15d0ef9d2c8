"""MONAI's side of `transforms.ts`: reads lines "deterministic", "random" or "all", answers with seconds a sample.

    python scripts/bench/transforms_monai.py FOLDER   # of patches, as transforms.ts writes it
"""

import json
import logging
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import torch
from monai.apps.nuclick.transforms import AddPointGuidanceSignald, SplitLabeld
from monai.transforms import (
    Compose,
    EnsureChannelFirstd,
    LoadImaged,
    RandFlipd,
    RandRotate90d,
    RandTorchVisiond,
    ScaleIntensityRanged,
    SelectItemsd,
)

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
keys = ["image", "label"]
fixed = Compose(
    [
        LoadImaged(keys, dtype=np.uint8, image_only=False),
        EnsureChannelFirstd(keys),
        SplitLabeld("label", mask_value="", others_value=255),
    ]
)
random = Compose(
    [
        RandTorchVisiond("image", name="ColorJitter", brightness=0.251, contrast=0.75, saturation=0.25, hue=0.04),
        RandFlipd([*keys, "others"], prob=0.5),
        RandRotate90d([*keys, "others"], prob=0.5),
        ScaleIntensityRanged("image", a_min=0.0, a_max=255.0, b_min=-1.0, b_max=1.0),
        AddPointGuidanceSignald("image", "label", "others", use_distance=True, gaussian=False),
        SelectItemsd(keys),
    ]
)
parts = {"deterministic": fixed, "random": random, "all": Compose([fixed, random])}
samples = json.loads((Path(sys.argv[1]) / "patches.json").read_text())
loaded = [fixed(sample) for sample in samples]

print("ready", flush=True)
for line in sys.stdin:
    part = line.strip()
    inputs = loaded if part == "random" else samples
    start = time.perf_counter()
    for sample in inputs:
        parts[part](sample)
    print((time.perf_counter() - start) / len(inputs), flush=True)
