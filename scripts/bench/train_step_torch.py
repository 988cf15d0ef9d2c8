"""PyTorch's side of train-step.ts: answers "forward" and "step" with seconds, "memory" with the peak in bytes.

    python scripts/bench/train_step_torch.py '{"case": {...}, "batch": 8, "amp": false, "threads": 2}'
"""

import contextlib
import json
import re
import resource
import sys
import time
from pathlib import Path

import monai.networks.nets
import torch
from monai.losses import DiceLoss


def peak():
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"^VmHWM:\s*(\d+) kB$", status.read_text(), re.M)[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(subject):
    case = subject["case"]
    if subject.get("threads"):
        torch.set_num_threads(subject["threads"])
    torch.manual_seed(1)
    network = getattr(monai.networks.nets, case["component"])(**case["arguments"])
    loss = DiceLoss(sigmoid=True, squared_pred=True)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    image = torch.randn(subject["batch"], *case["sample"])
    label = (torch.rand(subject["batch"], 1, *case["sample"][1:]) < 0.3).float()

    def precision():
        return torch.autocast("cpu", torch.bfloat16) if subject.get("amp") else contextlib.nullcontext()

    def forward():
        network.eval()
        with torch.no_grad(), precision():
            network(image)

    def step():
        network.train()
        optimizer.zero_grad()
        with precision():
            value = loss(network(image), label)
        value.backward()
        optimizer.step()
        value.item()

    clock = time.process_time if subject.get("processorTime") else time.perf_counter
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "memory":
            print(peak(), flush=True)
            continue
        work = {"forward": forward, "step": step}[line.strip()]
        start = clock()
        work()
        print(clock() - start, flush=True)


main(json.loads(sys.argv[1]))
