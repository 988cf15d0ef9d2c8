"""How far PyTorch's float32 is from float64 on the inputs of test/engine/backends/native-accuracy.test.ts.

    python scripts/parity/kernels.py

writes test/fixtures/parity/kernels/errors.json: by case, the relative L2 error.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


def pattern(shape, seed):
    index = np.arange(1, int(np.prod(shape)) + 1, dtype=np.float64)
    scrambled = np.sin(index * 12.9898 + seed * 78.233) * 43758.5453
    return torch.tensor((2 * (scrambled - np.floor(scrambled)) - 1).astype(np.float32).reshape(shape))


def cross_entropy(x):
    labels = (torch.arange(x.shape[0] * x.shape[2]) % x.shape[1]).reshape(x.shape[0], x.shape[2])
    x = x.clone().requires_grad_(True)
    loss = F.cross_entropy(x, labels, reduction="none")
    loss.sum().backward()
    return torch.cat([loss.detach().flatten(), x.grad.flatten()])


CASES = {
    "exp": ((4000,), lambda x: torch.exp(x * 20)),
    "log": ((4000,), lambda x: torch.log(x + 1.5)),
    "sigmoid": ((4000,), lambda x: torch.sigmoid(x * 8)),
    "tanh": ((4000,), lambda x: torch.tanh(x * 3)),
    "softplus": ((4000,), lambda x: F.softplus(x * 8)),
    "erf": ((4000,), lambda x: torch.erf(x * 2)),
    "softmax": ((800, 5), lambda x: torch.softmax(x * 8, 1)),
    "logSoftmax": ((800, 5), lambda x: torch.log_softmax(x * 8, 1)),
    "sum": ((50, 4000), lambda x: (x + 1).sum(1)),
    "sum of columns": ((4000, 50), lambda x: (x + 1).sum(0)),
    "mean": ((90, 3, 700), lambda x: (x + 1).mean((0, 2))),
    "cumsum": ((10, 500), lambda x: torch.cumsum(x, 1)),
    "matMul": ((70, 300), lambda x: x @ x.T),
    "cross-entropy": ((4, 5, 300), lambda x: cross_entropy(x * 4)),
}

errors = {}
for name, (shape, compute) in CASES.items():
    x = pattern(shape, 3)
    exact = compute(x.double())
    errors[name] = float((compute(x).double() - exact).norm() / exact.norm())
path = Path(__file__).parents[2] / "test/fixtures/parity/kernels/errors.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(errors, indent=2) + "\n")
