"""MONAI's losses and their gradients on small inputs.

    python scripts/parity/losses.py test/fixtures/parity/losses
"""

import base64
import json
import sys
from pathlib import Path

import torch
from monai.losses import DiceLoss

CASES = [
    {"sigmoid": True}, {"sigmoid": True, "squared_pred": True}, {"softmax": True}, {"softmax": True, "include_background": False},
    {"softmax": True, "to_onehot_y": True}, {"softmax": True, "to_onehot_y": True, "include_background": False, "weight": [0.5, 2.0]},
    {"sigmoid": True, "jaccard": True}, {"sigmoid": True, "jaccard": True, "squared_pred": True, "batch": True},
    {"sigmoid": True, "reduction": "sum"}, {"sigmoid": True, "reduction": "none"}, {"sigmoid": True, "batch": True, "reduction": "none"},
    {"sigmoid": True, "smooth_nr": 1.0, "smooth_dr": 0.5}, {"sigmoid": True, "soft_label": True}, {"sigmoid": True, "soft_label": True, "squared_pred": True},
    {"softmax": True, "weight": 2.0, "batch": True}, {},
]


def array(tensor):
    tensor = tensor.detach()
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "data": base64.b64encode(tensor.numpy().tobytes()).decode()}


def main(folder):
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    cases = []
    for channels, spatial in ((3, (4, 5)), (1, (3, 4, 2)), (3, (7,))):
        for settings in CASES:
            if channels == 1 and settings.get("to_onehot_y"):
                continue
            single = settings.get("to_onehot_y", False)
            shape = (2, 1 if single else channels, *spatial)
            target = torch.randint(0, channels if single else 2, shape).float()
            if settings.get("soft_label"):
                target = torch.rand(shape)
            x = torch.randn(2, channels, *spatial, requires_grad=True)
            value = DiceLoss(**settings)(x, target)
            (value * torch.linspace(1, 2, value.numel()).reshape(value.shape)).sum().backward()
            cases.append({"settings": settings, "input": array(x), "target": array(target.to(torch.uint8) if not settings.get("soft_label") else target),
                          "loss": array(value), "gradient": array(x.grad)})
    (folder / "DiceLoss.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


main(Path(sys.argv[1]))
