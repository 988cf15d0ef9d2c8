"""MONAI's networks with given weights: outputs, gradients, and what a checkpoint of them holds.

    python scripts/parity/networks.py test/fixtures/parity/networks

Weights, inputs and the gradient at the output are patterns (networks_pattern.py). Kept are the first elements of the output, of every array
(output, gradients, buffers) its product with a pattern and its length, and a hash of the state's names and shapes. References are computed in
float64. Where a maximum or a sign is a close call, gradients jump with the last bit: of several inputs the one is taken whose gradients move least when
the weights do by 1e-6 and when PyTorch computes in float32, and `noise` says how much they still move.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path

import torch
from array_json import array_json
from monai.networks.nets import BasicUNet, UNet
from networks_pattern import pattern

warnings.simplefilter("ignore")

SMALL = {"in_channels": 2, "out_channels": 2, "features": [4, 4, 6, 8, 8, 4]}
TWO = {"spatial_dims": 2, **SMALL}


def basic(arguments, *shape, **more):
    return {"arguments": {**SMALL, **arguments}, "shape": list(shape), **more}


ACTS = ["elu", ["ELU", {"alpha": 0.5}], "relu", "leakyrelu", ["prelu", {"num_parameters": 1, "init": 0.2}], "relu6", "selu", ["celu", {"alpha": 0.7}], "gelu",
        ["GELU", {"approximate": "tanh"}], "sigmoid", "tanh", "softmax", ["softmax", {"dim": 2}], ["logsoftmax", {"dim": -1}], ["swish", {"alpha": 1.5}], "memswish", "mish", ""]
NORMS = ["instance", "batch", ["batch", {"affine": False, "momentum": None}], ["batch", {"track_running_stats": False}], ["group", {"num_groups": 2}],
         ["group", {"num_groups": 1, "affine": False, "eps": 0.01}], ["instance", {"affine": True, "track_running_stats": True, "momentum": 0.3}], "instance_nvfuser",
         ["localresponse", {"size": 3, "alpha": 0.3}], "", ["Instance", {"eps": 0.1}]]

CASES = {
    "BasicUNet": [
        basic({"spatial_dims": 1}, 2, 2, 80),
        basic({"spatial_dims": 2}, 2, 2, 32, 48),
        basic({"spatial_dims": 2, "in_channels": 5, "out_channels": 1}, 1, 5, 32, 32),
        basic({"spatial_dims": 2}, 1, 2, 37, 45),
        basic({"spatial_dims": 3}, 1, 2, 32, 32, 32),
        basic({"spatial_dims": 3, "norm": "batch"}, 1, 2, 33, 32, 35),
        basic({"spatial_dims": 2, "bias": False, "norm": "batch"}, 2, 2, 32, 32),
        basic({"spatial_dims": 2, "dropout": 0.3}, 1, 2, 32, 32, training=False),
        basic({"spatial_dims": 2, "norm": "batch"}, 2, 2, 32, 32, training=False),
        basic({"spatial_dims": 2, "norm": ["instance", {"track_running_stats": True}]}, 2, 2, 32, 32, training=False),
        *[basic({"spatial_dims": dims, "upsample": mode}, 1, 2, *[[68], [32, 40], [32, 32, 32]][dims - 1])
          for dims in (1, 2, 3) for mode in ("nontrainable", "pixelshuffle", "deconvgroup")],
        basic({"spatial_dims": 2, "upsample": "nontrainable"}, 1, 2, 35, 33),
        *[basic({"spatial_dims": 2, "act": act}, 1, 2, 32, 32) for act in ACTS],
        basic({"spatial_dims": 1, "act": "softmax"}, 2, 2, 32),
        basic({"spatial_dims": 3, "act": "logsoftmax"}, 1, 2, 32, 32, 32),
        *[basic({"spatial_dims": 2, "norm": norm}, 2, 2, 32, 32) for norm in NORMS],
        basic({"spatial_dims": 1, "norm": ["group", {"num_groups": 2}]}, 2, 2, 32),
        basic({"spatial_dims": 3, "norm": ["group", {"num_groups": 2}], "act": "relu"}, 1, 2, 32, 32, 32),
    ],
    "UNet": [
        {"arguments": {"spatial_dims": 2, "in_channels": 2, "out_channels": 2, "channels": [4, 6, 8], "strides": [2, 2]}, "shape": [2, 2, 16, 16]},
        {"arguments": {"spatial_dims": 2, "in_channels": 1, "out_channels": 3, "channels": [4, 6, 8], "strides": [2, 2], "num_res_units": 2, "norm": "batch"}, "shape": [2, 1, 16, 16]},
        {"arguments": {"spatial_dims": 3, "in_channels": 1, "out_channels": 2, "channels": [2, 4, 6], "strides": [2, 2], "num_res_units": 2}, "shape": [1, 1, 16, 16, 16]},
        {"arguments": {"spatial_dims": 1, "in_channels": 1, "out_channels": 2, "channels": [2, 4, 6, 8], "strides": [2, 1, 2], "num_res_units": 1, "act": "relu", "norm": ["group", {"num_groups": 2}]}, "shape": [2, 1, 24]},
        {"arguments": {"spatial_dims": 2, "in_channels": 2, "out_channels": 1, "channels": [4, 8, 8], "strides": [2, 2], "kernel_size": 5, "up_kernel_size": 3, "bias": False, "adn_ordering": "NA", "dropout": 0.2}, "shape": [1, 2, 16, 24], "training": False},
        {"arguments": {"spatial_dims": 2, "in_channels": 2, "out_channels": 2, "channels": [4, 6], "strides": [1], "num_res_units": 3, "adn_ordering": "AN"}, "shape": [1, 2, 12, 12]},
        {"arguments": {"spatial_dims": 3, "in_channels": 1, "out_channels": 2, "channels": [2, 4, 4], "strides": [[1, 2, 2], 2], "kernel_size": [1, 3, 3], "up_kernel_size": [3, 3, 3]}, "shape": [1, 1, 8, 12, 12]},
    ],
}
CLASSES = {"BasicUNet": BasicUNet, "UNet": UNet}


def plain(value):
    """Lists as the tuples that MONAI wants for layers and settings."""
    return tuple(value) if isinstance(value, list) and value and isinstance(value[0], str) else value


def fill(net):
    """Weights like those after a little training: patterns, of the size of a usual initialisation."""
    for seed, (name, tensor) in enumerate(net.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        values = torch.from_numpy(pattern(tuple(tensor.shape), seed + 1)).to(tensor.dtype)
        fan = tensor[0].numel() if tensor.dim() > 1 else 1
        if name.endswith("running_var"):
            values = 1 + 0.5 * values
        elif tensor.dim() == 1 and name.endswith("weight"):
            values = 1 + 0.3 * values
        elif tensor.dim() > 1:
            values = values * (3 / fan) ** 0.5
        else:
            values = 0.3 * values
        tensor.copy_(values)


def digest(tensor, seed):
    values = tensor.detach().double().flatten()
    weights = torch.from_numpy(pattern((values.numel(),), seed)).double()
    return [float(values @ weights), float(values.norm())]


def digests(tensors, seed):
    return array_json(torch.tensor([digest(tensor, seed) for tensor in tensors], dtype=torch.float32).reshape(-1, 2))


def gradients(cls, case, seed, dtype=torch.float64, shake=0.0):
    arguments = {name: plain(value) for name, value in case["arguments"].items()}
    net = cls(**arguments).to(dtype)
    fill(net)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter *= 1 + shake * torch.randn(parameter.shape, generator=generator, dtype=dtype)
    net.train(case.get("training", True))
    x = torch.from_numpy(pattern(tuple(case["shape"]), seed)).to(dtype).requires_grad_()
    y = net(x)
    y.backward(torch.from_numpy(pattern(tuple(y.shape), 999)).to(dtype))
    return net, y, [x.grad, *(parameter.grad for parameter in net.parameters())]


def noise(cls, case, seed):
    exact = gradients(cls, case, seed)[2]
    longest = max(float(tensor.norm()) for tensor in exact)
    worst = 0.0
    for others in (gradients(cls, case, seed, torch.float32)[2], *(gradients(cls, case, seed, shake=shake)[2] for shake in (1e-6, -1e-6))):
        apart = [float((a - b).norm()) / max(float(a.norm()), 1e-3 * longest) for a, b in zip(exact, others)]
        worst = max(worst, *apart)
    return worst


def run(cls, case):
    apart, seed = min((noise(cls, case, seed), seed) for seed in range(1000, 1006))
    net, y, exact = gradients(cls, case, seed)
    state = "".join(f"{name}:{list(tensor.shape)};" for name, tensor in net.state_dict().items())
    return {
        **case,
        "seed": seed,
        "state": hashlib.sha256(state.replace(" ", "").encode()).hexdigest(),
        "output": {"shape": list(y.shape), "digest": digests([y], 3), "first": array_json(y.flatten()[:64].float())},
        "gradients": digests(exact, 7),
        "noise": float(f"{apart:.2g}"),
        "buffers": digests(net.buffers(), 5),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, cases in CASES.items():
        results = [run(CLASSES[name], case) for case in cases]
        (folder / f"{name}.json").write_text(json.dumps(results, separators=(",", ":")) + "\n")
