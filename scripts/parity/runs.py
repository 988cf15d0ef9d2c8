"""Runs the configs of runs_cases.py with MONAI and keeps its answers.

    python scripts/parity/runs.py test/fixtures/parity/runs

`cases.json` has each config, the expressions it runs and, for each question, MONAI's answer as JSON; `net.pt` is the network's weights.
"""

import base64
import io
import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from monai.bundle import ConfigParser
from monai.networks.nets import BasicUNet
from runs_cases import cases
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def weights():
    torch.manual_seed(3)
    network = BasicUNet(spatial_dims=2, in_channels=2, out_channels=1, features=(2, 2, 2, 2, 2, 2))
    buffer = io.BytesIO()
    torch.save({"model": network.state_dict()}, buffer)
    return buffer.getvalue()


def plain(value):
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value


def events(folder):
    """[tag, step, value] of every scalar in the folder's event files."""
    points = []
    for file in sorted(Path(folder).glob("events.out*")):
        accumulator = EventAccumulator(str(file), size_guidance={"scalars": 0, "tensors": 0})
        accumulator.Reload()
        for tag in accumulator.Tags()["scalars"]:
            points += [[tag, event.step, event.value] for event in accumulator.Scalars(tag)]
    return sorted(points)


def answer(case, net):
    before, folder = os.getcwd(), tempfile.mkdtemp()
    try:
        os.chdir(folder)
        Path("net.pt").write_bytes(net)
        for name, text in case.get("files", {}).items():
            Path(name).write_text(text)
        asked = {f"ask{index}": question for index, (_, question, _) in enumerate(case["asks"]) if question.startswith("$")}
        parser = ConfigParser({**case["config"], "run": case["run"], **asked})
        parser.parse()
        for index in range(len(case["run"])):
            parser.get_parsed_content(f"run::{index}")
        return [events(q) if not q.startswith("$") else plain(parser.get_parsed_content(f"ask{i}")) for i, (_, q, _) in enumerate(case["asks"])]
    finally:
        os.chdir(before)
        shutil.rmtree(folder)


def main(target):
    target = Path(target).resolve()
    target.mkdir(parents=True, exist_ok=True)
    net = weights()
    answered = []
    for case in cases():
        print(case["name"])
        answered.append({**case, "answers": answer(case, net)})
    (target / "cases.json").write_text(json.dumps({"weights": base64.b64encode(net).decode(), "cases": answered}, allow_nan=False))


if __name__ == "__main__":
    main(sys.argv[1])
