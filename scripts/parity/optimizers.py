"""Optimizers and schedulers of PyTorch and MONAI: what they do with given gradients.

    python scripts/parity/optimizers.py test/fixtures/parity
"""

import base64
import json
import sys
from pathlib import Path

import torch
from monai.optimizers import WarmupCosineSchedule
from torch.optim import lr_scheduler as schedulers

STEPS = 10
OPTIMIZERS = {
    "Adam": [{}, {"lr": 0.01, "weight_decay": 0.1}, {"lr": 0.02, "betas": [0.8, 0.99], "eps": 1e-4, "amsgrad": True}, {"maximize": True, "lr": 0.05}],
    "AdamW": [{}, {"lr": 0.01, "weight_decay": 0.2}, {"lr": 0.02, "amsgrad": True, "maximize": True}],
    "SGD": [{"lr": 0.1}, {"lr": 0.05, "momentum": 0.9}, {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
            {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "maximize": True}],
}
SCHEDULERS = {
    "StepLR": [{"step_size": 3}, {"step_size": 2, "gamma": 0.5}],
    "MultiStepLR": [{"milestones": [2, 5, 5, 9], "gamma": 0.3}],
    "ExponentialLR": [{"gamma": 0.9}],
    "CosineAnnealingLR": [{"T_max": 7}, {"T_max": 5, "eta_min": 0.01}],
    "LinearLR": [{}, {"start_factor": 0.5, "end_factor": 0.9, "total_iters": 6}],
    "ConstantLR": [{"factor": 0.25, "total_iters": 4}],
    "PolynomialLR": [{"total_iters": 8, "power": 2.0}],
    "ReduceLROnPlateau": [{"patience": 1}, {"mode": "max", "factor": 0.5, "patience": 0, "threshold": 0.05, "cooldown": 2, "min_lr": 0.01}],
    "WarmupCosineSchedule": [{"warmup_steps": 4, "t_total": 15}, {"warmup_steps": 3, "t_total": 12, "end_lr": 0.01, "cycles": 1.5, "warmup_multiplier": 0.2}],
}
METRICS = [1.0, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83, 0.84, 0.79, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]


def array(tensor):
    return {"dtype": "float32", "shape": list(tensor.shape), "data": base64.b64encode(tensor.detach().float().numpy().tobytes()).decode()}


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")


def main(folder):
    torch.manual_seed(0)
    start = [torch.randn(3, 2), torch.randn(4)]
    gradients = [[torch.randn_like(p) for p in start] for _ in range(STEPS)]
    for name, cases in OPTIMIZERS.items():
        made = []
        for settings in cases:
            parameters = [torch.nn.Parameter(p.clone()) for p in start]
            optimizer = getattr(torch.optim, name)(parameters, **settings)
            for step in gradients:
                for parameter, gradient in zip(parameters, step):
                    parameter.grad = gradient.clone()
                optimizer.step()
            made.append({"settings": settings, "end": [array(p) for p in parameters]})
        write(folder / "optimizers" / f"{name}.json", {
            "start": [array(p) for p in start], "gradients": [[array(g) for g in step] for step in gradients], "cases": made})
    for name, cases in SCHEDULERS.items():
        made = []
        for settings in cases:
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
            scheduler = (WarmupCosineSchedule if name == "WarmupCosineSchedule" else getattr(schedulers, name))(optimizer, **settings)
            rates = [optimizer.param_groups[0]["lr"]]
            for metric in METRICS:
                optimizer.step()
                scheduler.step(metric) if name == "ReduceLROnPlateau" else scheduler.step()
                rates.append(optimizer.param_groups[0]["lr"])
            made.append({"settings": settings, "rates": rates})
        write(folder / "schedulers" / f"{name}.json", {"metrics": METRICS, "cases": made})


main(Path(sys.argv[1]))
