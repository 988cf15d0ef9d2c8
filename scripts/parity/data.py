"""Writes the fixtures of the data family: what MONAI, SciPy and NumPy answer.

Usage: python scripts/parity/data.py  (MONAI 1.5, SciPy, Pillow; MONAI_ZOO names the model zoo's `models` folder)
"""
import base64
import importlib.util
import io
import json
import os
import pathlib
import tempfile

import numpy as np
import scipy.io
import scipy.sparse
import torch
from monai.data import DistributedSampler, MetaTensor, decollate_batch, list_data_collate, partition_dataset
from PIL import Image

from array_json import array_json as array

FIXTURES = pathlib.Path(__file__).parents[2] / "test" / "fixtures" / "parity" / "data"


def plain(value):
    """Batches as JSON: tensors as arrays, with the metadata of images beside them."""
    if isinstance(value, MetaTensor):
        return {"image": array(value.numpy()), "operations": len(value.applied_operations)}
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return {"array": array(value)}
    if isinstance(value, dict):
        return {"mapping": {key: plain(item) for key, item in value.items()}}
    if isinstance(value, (list, tuple)):
        return {"list": [plain(item) for item in value]}
    return {"value": value}


def write(name, content):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")


def mat():
    rng = np.random.default_rng(0)
    numbers = {
        dtype: rng.integers(0, 120, (3, 4)).astype(dtype)
        for dtype in ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "float32", "float64")
    }
    variables = {
        **numbers,
        "uint64": np.array([[1, 2**60]], dtype=np.uint64),
        "logical": rng.integers(0, 2, (2, 3)).astype(bool),
        "negative": -rng.random((2, 2)),
        "small": np.array([[7]], dtype=np.uint8),
        "volume": rng.integers(0, 99, (2, 3, 4)).astype(np.int16),
        "empty": np.zeros((0, 0)),
    }
    skipped = {
        "text": "a nucleus",
        "cell": np.array([["a", 1.5]], dtype=object),
        "struct": {"field": np.arange(3.0)},
        "complex": np.array([[1 + 2j]]),
        "sparse": scipy.sparse.csc_matrix(np.eye(3)),
    }
    files = {}
    for label, compress in (("plain", False), ("compressed", True)):
        sink = io.BytesIO()
        scipy.io.savemat(sink, {**variables, **skipped}, do_compression=compress)
        files[label] = base64.b64encode(sink.getvalue()).decode()
    expected = {name: array(value.astype(np.int64) if name == "uint64" else value) for name, value in variables.items()}
    write("Mat", {"files": files, "arrays": expected, "text": skipped["text"], "others": ["cell", "struct", "complex", "sparse"]})


def collate():
    def image(shape, dtype, start):
        data = torch.arange(start, start + int(np.prod(shape))).reshape(shape).to(dtype)
        return MetaTensor(data, meta={"filename_or_obj": f"{start}.png"})

    samples = {
        "images": [{"image": image((1, 2, 3), torch.uint8, 10 * i), "label": np.full((2, 2), i, np.float32)} for i in range(3)],
        "numbers": [{"count": i, "rate": 0.5 * i + 0.25, "flag": i % 2 == 0, "name": f"case {i}"} for i in range(3)],
        "nested": [{"meta": {"shape": [4, 5 + i], "name": f"n{i}", "deep": {"x": i}}, "points": [[i, i + 1], [2, 3]]} for i in range(2)],
        "dtypes": [{"a": np.array([1, 2], np.uint8), "b": np.array([1], np.int16)}, {"a": np.array([3, 4], np.int8), "b": np.array([1.5], np.float32)}],
        "crops": [[{"patch": np.array([i, 0], np.int32)}, {"patch": np.array([i, 1], np.int32)}] for i in range(2)],
    }
    cases = []
    for name, items in samples.items():
        promoted = [{k: torch.as_tensor(v) for k, v in item.items()} for item in items] if name == "dtypes" else items
        batch = list_data_collate(promoted)
        cases.append({"name": name, "samples": plain(items), "batch": plain(batch), "decollated": plain(decollate_batch(batch))})
    ragged = {"image": [1, 2, 3], "meta": [4, 5], "name": "one"}
    cases.append({
        "name": "ragged", "samples": None, "batch": plain(ragged),
        "decollated": plain(decollate_batch(ragged, pad=True, fill_value=0)),
    })
    write("Collate", cases)


def lists():
    partitions = []
    for count, arguments in [
        (5, {"ratios": [0.6, 0.2, 0.2]}), (11, {"ratios": [1, 1, 1], "shuffle": True, "seed": 3}),
        (5, {"num_partitions": 2}), (5, {"num_partitions": 2, "even_divisible": True}),
        (5, {"num_partitions": 2, "even_divisible": True, "drop_last": True}),
        (700, {"num_partitions": 3, "shuffle": True, "seed": 0}), (9, {"num_partitions": 2, "shuffle": True, "seed": 2**32 - 1}),
    ]:
        partitions.append({"count": count, "arguments": arguments, "parts": partition_dataset(list(range(count)), **arguments)})
    samplers = []
    for count, replicas, arguments in [
        (7, 3, {}), (7, 3, {"drop_last": True}), (7, 3, {"even_divisible": False}), (6, 3, {}), (2, 3, {}), (6, 3, {"drop_last": True}),
    ]:
        ranks = [list(DistributedSampler(list(range(count)), num_replicas=replicas, rank=rank, shuffle=False, **arguments)) for rank in range(replicas)]
        samplers.append({"count": count, "replicas": replicas, "arguments": arguments, "ranks": ranks})
    write("Lists", {"partitions": partitions, "samplers": samplers})


def consep():
    """The data_process script of the published bundle on one small square image."""
    script = pathlib.Path(os.environ["MONAI_ZOO"]) / "pathology_nuclick_annotation" / "scripts" / "dataset.py"
    spec = importlib.util.spec_from_file_location("dataset", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # NumPy 2 refuses int() of an array with one element, which is what a row of inst_type is.
    module.loadmat = lambda path: {**(m := scipy.io.loadmat(path)), "inst_type": m["inst_type"].ravel()}

    rng = np.random.default_rng(1)
    size = 64
    pixels = rng.integers(0, 255, (size // 8, size // 8, 3)).repeat(8, 0).repeat(8, 1).astype(np.uint8)
    instances = np.zeros((size, size))
    rows, columns = np.mgrid[:size, :size]
    centres = [(20, 22, 6, 2), (24, 33, 7, 4), (44, 41, 6, 7), (5, 30, 5, 3), (50, 12, 7, 5), (40, 60, 4, 6), (30, 50, 2, 1), (46, 30, 5, 0)]
    for number, (row, column, radius, _) in enumerate(centres, start=1):
        instances[((rows - row) ** 2 + (columns - column) ** 2 < radius**2) & (instances == 0)] = number
    types = np.array([[kind] for *_, kind in centres], dtype=np.float64)
    centroids = np.array([[column + 0.4, row + 0.7] for row, column, *_ in centres])
    with tempfile.TemporaryDirectory() as folder:
        image, label = f"{folder}/field_1.png", f"{folder}/field_1.mat"
        Image.fromarray(pixels).save(image)
        scipy.io.savemat(label, {"inst_map": instances, "inst_type": types, "inst_centroid": centroids, "type_map": instances}, do_compression=True)
        records = module.consep_nuclei_dataset([{"image": image, "label": label}], f"{folder}/out", 32, min_area=30, min_distance=8)
        for record in records:
            for kind in ("image", "label"):
                path = record[kind]
                record[kind] = os.path.relpath(path, f"{folder}/out")
                record[f"{kind}_pixels"] = array(np.array(Image.open(path)))
        write("Consep", {
            "image": base64.b64encode(pathlib.Path(image).read_bytes()).decode(),
            "label": base64.b64encode(pathlib.Path(label).read_bytes()).decode(),
            "records": records,
        })


if __name__ == "__main__":
    mat()
    collate()
    lists()
    consep()
