"""MONAI's side of `cache.ts`: memory of cached samples, and batches of 64 from its loader.

    python scripts/bench/cache_monai.py LIST.json
"""

import json
import logging
import os
import sys
import time
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.INFO)
from monai.apps.nuclick.transforms import AddPointGuidanceSignald, SplitLabeld  # noqa: E402
from monai.data import CacheDataset, DataLoader  # noqa: E402
from monai.transforms import (  # noqa: E402
    Compose,
    EnsureChannelFirstd,
    LoadImaged,
    RandFlipd,
    RandRotate90d,
    RandTorchVisiond,
    ScaleIntensityRanged,
    SelectItemsd,
)


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


keys, everything = ["image", "label"], ["image", "label", "others"]
transform = Compose([
    LoadImaged(keys, dtype="uint8", image_only=False),
    EnsureChannelFirstd(keys),
    SplitLabeld("label", mask_value="", others_value=255),
    RandTorchVisiond("image", name="ColorJitter", brightness=0.251, contrast=0.75, saturation=0.25, hue=0.04),
    RandFlipd(everything, prob=0.5),
    RandRotate90d(everything, prob=0.5),
    ScaleIntensityRanged("image", a_min=0.0, a_max=255.0, b_min=-1.0, b_max=1.0),
    AddPointGuidanceSignald("image", "label", "others", use_distance=True, gaussian=False),
    SelectItemsd(keys),
])
files = json.load(open(sys.argv[1]))
CacheDataset(files[:20], transform, progress=False)[0]

before, started = resident(), time.perf_counter()
dataset = CacheDataset(files, transform, num_workers=4, progress=False)
seconds = time.perf_counter() - started
each = (resident() - before) / 1024 / len(files)
print(f"MONAI:     {len(files)} samples cached in {seconds:.2f} s, the process grew by {each:.1f} KiB each")
for workers in (0, 1):
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        for _ in DataLoader(dataset, batch_size=64, shuffle=True, num_workers=workers):
            pass
        best = max(best, len(files) / (time.perf_counter() - started))
    print(f"MONAI:     {best:.0f} samples a second with {workers} workers")
