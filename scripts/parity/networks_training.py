"""Ten Adam steps of MONAI's BasicUNet under DiceLoss: the losses.

    python scripts/parity/networks_training.py test/fixtures/parity/networks

Weights, images and labels are patterns (networks_pattern.py); see networks-training.ts.
"""

import json
import sys
from pathlib import Path

import torch
from monai.losses import DiceLoss
from monai.networks.nets import BasicUNet
from networks import fill
from networks_pattern import pattern

NETWORK = {"spatial_dims": 2, "in_channels": 5, "out_channels": 1, "features": [8, 8, 16, 16, 32, 8]}
SHAPE, STEPS, LR = (4, 5, 64, 64), 10, 1e-3


def batch(step):
    """Images, and where a smoothed image is positive."""
    x = torch.from_numpy(pattern(SHAPE, 100 + step))
    smooth = torch.nn.functional.avg_pool2d(x[:, :1], 9, stride=1, padding=4)
    return x + 4 * torch.nn.functional.pad(smooth, (0, 0, 0, 0, 0, 4)), (smooth > 0.02).to(torch.uint8)


def main(folder):
    net = BasicUNet(**NETWORK)
    with torch.no_grad():
        fill(net)
    optimizer = torch.optim.Adam(net.parameters(), LR)
    loss = DiceLoss(sigmoid=True, squared_pred=True)
    losses = []
    for step in range(STEPS):
        x, label = batch(step)
        optimizer.zero_grad()
        value = loss(net(x), label.float())
        value.backward()
        optimizer.step()
        losses.append(float(value))
    fixture = {"network": NETWORK, "shape": SHAPE, "lr": LR, "losses": losses}
    (folder / "training.json").write_text(json.dumps(fixture) + "\n")


main(Path(sys.argv[1]))
