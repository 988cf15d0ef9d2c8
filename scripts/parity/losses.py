"""MONAI's losses and their gradients on small inputs.

    python scripts/parity/losses.py test/fixtures/parity/losses
"""

import base64
import json
import sys
from pathlib import Path

import torch
from monai.losses import DiceCELoss, DiceLoss

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


WEIGHT = [0.5, 2.0, 1.5]
OTHERS = {
    "DiceCELoss": (DiceCELoss, [
        ({"softmax": True, "to_onehot_y": True}, 3, "numbers"), ({"softmax": True, "to_onehot_y": True, "include_background": False, "weight": WEIGHT, "lambda_ce": 0.3}, 3, "numbers"),
        ({"sigmoid": True, "lambda_dice": 0.2, "reduction": "sum"}, 3, "bits"), ({"sigmoid": True, "squared_pred": True}, 1, "bits"), ({"softmax": True, "to_onehot_y": True, "label_smoothing": 0.2}, 3, "numbers"),
    ]),
    "CrossEntropyLoss": (torch.nn.CrossEntropyLoss, [
        ({}, 3, "classes"), ({"weight": WEIGHT}, 3, "classes"), ({"weight": WEIGHT, "label_smoothing": 0.1, "ignore_index": 1}, 3, "classes"), ({"reduction": "none", "ignore_index": 0}, 3, "classes"),
        ({"reduction": "sum", "label_smoothing": 0.3}, 3, "classes"), ({}, 3, "soft"), ({"weight": WEIGHT, "label_smoothing": 0.2, "reduction": "none"}, 3, "soft"),
    ]),
    "BCEWithLogitsLoss": (torch.nn.BCEWithLogitsLoss, [({}, 3, "bits"), ({"reduction": "sum", "pos_weight": [1.0, 2.0, 0.5, 3.0]}, 3, "bits"), ({"reduction": "none", "weight": [1.0, 2.0, 0.5, 3.0]}, 3, "soft")]),
    "MSELoss": (torch.nn.MSELoss, [({}, 3, "soft"), ({"reduction": "sum"}, 1, "bits"), ({"reduction": "none"}, 3, "soft")]),
    "L1Loss": (torch.nn.L1Loss, [({}, 3, "soft"), ({"reduction": "none"}, 1, "bits")]),
}


def labels(kind, channels, spatial):
    if kind == "classes":
        return torch.randint(0, channels, (2, *spatial))
    if kind == "numbers":
        return torch.randint(0, channels, (2, 1, *spatial))
    values = torch.rand(2, channels, *spatial)
    return values if kind == "soft" else values.round()


def others(folder):
    for name, (make, settings) in OTHERS.items():
        cases = []
        for given, channels, kind in settings:
            tensors = {key: torch.tensor(value) if isinstance(value, list) else value for key, value in given.items()}
            target = labels(kind, channels, (5, 4))
            x = torch.randn(2, channels, 5, 4, requires_grad=True)
            value = make(**tensors)(x, target)
            (value * torch.linspace(1, 2, value.numel()).reshape(value.shape)).sum().backward()
            cases.append({"settings": given, "input": array(x), "target": array(target if kind == "soft" else target.to(torch.uint8)), "loss": array(value), "gradient": array(x.grad)})
        (folder / f"{name}.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


def main(folder):
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    others(folder)
    torch.manual_seed(0)
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
