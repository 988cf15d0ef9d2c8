"""What MONAI's transforms make of small inputs, with the random numbers they drew.

    python scripts/parity/transforms.py test/fixtures/parity/transforms

Writes one file for each component, and `signatures.json` with the arguments of all of them. Files (images to load, images
that were saved) are written by `transforms_files.py`.
"""

import inspect
import json
import logging
import sys
import warnings
from enum import Enum
from pathlib import Path

import monai.apps.nuclick.transforms as nuclick
import monai.data
import monai.transforms
import numpy as np
import torch
import torchvision.transforms
from array_json import array_json
from monai.data import MetaTensor
from skimage import morphology
from transforms_cases import CASES, FUNCTIONS, Image
from transforms_draws import RecordingState, recorded_globals


# scikit-image 0.26 reads the limits that MONAI passes as inclusive; MONAI means "fewer than", as releases before did.
small_objects, small_holes = morphology.remove_small_objects, morphology.remove_small_holes
morphology.remove_small_objects = lambda mask, min_size: small_objects(mask, max_size=min_size - 1)
morphology.remove_small_holes = lambda mask, area_threshold: small_holes(mask, max_size=area_threshold - 1)


def find(name):
    for module in (monai.transforms, nuclick, monai.data, torchvision.transforms):
        if hasattr(module, name):
            return getattr(module, name)
    raise KeyError(name)


def given(value):
    """The Python value of an input, of its own: some transforms change their input."""
    if isinstance(value, Image):
        meta = dict(value.meta)
        affine = meta.pop("affine", None)
        return MetaTensor(value.array.copy(), affine=None if affine is None else torch.tensor(affine, dtype=torch.float64), meta=meta)
    if isinstance(value, dict):
        return value["json"]
    return value.copy()


def shown(value):
    """An input or a result in the fixture."""
    if isinstance(value, Image):
        return {"array": array_json(value.array), "meta": value.meta}
    if isinstance(value, MetaTensor):
        return {"array": array_json(value.as_tensor()), "meta": {"affine": value.affine.tolist()}, "image": True}
    if isinstance(value, (np.ndarray, torch.Tensor)):
        return {"array": array_json(value)}
    if isinstance(value, dict) and set(value) == {"json"}:
        return value
    return {"json": json.loads(json.dumps(value, default=lambda x: x.item() if hasattr(x, "item") else str(x)))}


def argument(value):
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [make(item["_target_"], {key: item[key] for key in item if key != "_target_"}) for item in value]
    if isinstance(value, list) and value and all(isinstance(item, str) and item in FUNCTIONS for item in value):
        return [FUNCTIONS[item] for item in value]
    if isinstance(value, str) and value in FUNCTIONS:
        return FUNCTIONS[value]
    if isinstance(value, str) and value.startswith("torch."):
        return getattr(torch, value.removeprefix("torch."))
    return value


DTYPES = {"float32", "float64", "uint8", "int32", "int64", "bool"}


def typed(name, value):
    """dtype arguments: strings become NumPy's dtypes."""
    if name != "dtype":
        return argument(value)
    if isinstance(value, list):
        return [typed(name, item) for item in value]
    return np.dtype(value).type if isinstance(value, str) and value in DTYPES else argument(value)


def make(name, arguments):
    return find(name)(**{key: typed(key, value) for key, value in arguments.items()})


def set_state(transform, state):
    """One state for all, so that draws stand in the order in which they are made."""
    if isinstance(transform, monai.transforms.Compose):
        for step in transform.transforms:
            set_state(step, state)
    elif hasattr(transform, "set_random_state"):
        transform.set_random_state(state=state)


def measure(name, index, case, arguments, inputs):
    draws = []
    seed = 11 * index + 3
    with recorded_globals(draws, seed):
        transform = make(name, arguments)
        set_state(transform, RecordingState(seed, draws))
        is_sample = isinstance(inputs, dict) and set(inputs) != {"json"}
        data = {key: given(value) for key, value in inputs.items()} if is_sample else given(inputs)
        output = transform(data)
    expected = {key: shown(value) for key, value in output.items()} if is_sample else {"": shown(output)}
    sample = inputs if is_sample else {"": inputs}
    return {
        "case": case,
        "arguments": arguments,
        "sample": is_sample,
        "inputs": {key: shown(value) for key, value in sample.items()},
        "draws": draws,
        "expected": expected,
    }


def default(value):
    if value is inspect.Parameter.empty:
        return {"required": True}
    if isinstance(value, type) and issubclass(value, np.generic):
        return {"default": np.dtype(value).name}
    if isinstance(value, Enum):
        return {"default": value.value}
    if callable(value):
        return {"default": None}
    return {"default": list(value) if isinstance(value, tuple) else value}


def signature(name):
    init = find(name).__init__
    parameters = [] if init is object.__init__ else list(inspect.signature(init).parameters.values())[1:]
    return [{"name": p.name, "kind": p.kind.name, **default(p.default)} for p in parameters]


OTHERS = ["LoadImage", "LoadImaged", "SaveImage", "SaveImaged", "ColorJitter", "PILReader", "NumpyReader"]


def main(folder):
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    for name, cases in CASES.items():
        measured = [measure(name, index, *case) for index, case in enumerate(cases)]
        (folder / f"{name}.json").write_text(json.dumps(measured) + "\n")
    signatures = {name: signature(name) for name in [*CASES, *OTHERS]}
    (folder / "signatures.json").write_text(json.dumps(signatures, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
