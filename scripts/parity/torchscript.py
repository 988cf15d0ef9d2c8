"""PyTorch's side of `torchscript.ts`: loads each archive and prints how far its output is from ours.

    python scripts/parity/torchscript.py CASES.json
"""

import json
import sys

import numpy as np
import torch

with open(sys.argv[1]) as file:
    cases = json.load(file)
worst = 0.0
for case in cases:
    network = torch.jit.load(case["path"] + ".ts")
    x = torch.from_numpy(np.fromfile(case["path"] + ".input", np.float32).reshape(case["shape"]))
    with torch.no_grad():
        y = network(x).numpy().ravel()
    expected = np.fromfile(case["path"] + ".output", np.float32)
    apart = float(np.abs(y - expected).max() / max(1e-3, np.abs(expected).max()))
    worst = max(worst, apart)
    print(f"{apart:.1e}  {case['name']}")
print(f"{len(cases)} archives, largest difference {worst:.1e}")
sys.exit(worst > 1e-5)
