"""Exports of medbundle against PyTorch: for each bundle, weights are drawn and saved by PyTorch, medbundle writes them as
ONNX and TorchScript, and onnxruntime (or onnx's own evaluator) and torch.jit run the files beside the network itself.

    python scripts/parity/export.py --zoo ../model-zoo/models spleen_ct_segmentation ventricular_short_axis_3label

Prints the largest difference of each file, in parts of the largest output; ends with status 1 when one is above its tolerance.
Needs torch, monai and onnx; onnxruntime where it is there. medbundle must be built (npm run build).
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import torch
from monai.bundle import ConfigParser

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCES = {".onnx": 1e-4, ".ts": 1e-5}
COMMAND = ["node", str(ROOT / "dist" / "engine" / "cli" / "main.js")]


def read_config(bundle):
    configs = bundle / "configs"
    config = next(path for name in ("inference.json", "inference.yaml") if (path := configs / name).exists())
    parser = ConfigParser()
    parser.read_config(str(config))
    parser.read_meta(str(configs / "metadata.json"))
    return parser, config


def make_network(parser):
    torch.manual_seed(0)
    network = parser.get_parsed_content("network_def", instantiate=True)
    for name, tensor in network.state_dict().items():
        if name.endswith("running_mean"):
            tensor.normal_(0, 0.1)
        elif name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.dim() == 1 and tensor.is_floating_point():
            tensor.add_(torch.randn_like(tensor) * 0.1)
    return network.eval()


def input_shape(parser):
    declared = next(iter(parser["_meta_#network_data_format#inputs"].values()))
    sizes = [eval(size, {"n": 2, "p": 5}) if isinstance(size, str) else size for size in declared["spatial_shape"]]
    return [declared["num_channels"], *sizes]


def run_onnx(path):
    import onnx

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    name = model.graph.input[0].name
    transposes = sum(node.op_type == "Transpose" for node in model.graph.node)
    by = f"opset {model.opset_import[0].version}, {len(model.graph.node)} nodes, {transposes} transposes"
    try:
        import onnxruntime

        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return f"onnxruntime {onnxruntime.__version__}, {by}", lambda x: session.run(None, {name: x})[0]
    except ImportError:
        from onnx.reference import ReferenceEvaluator

        session = ReferenceEvaluator(model)
        return f"onnx.reference {onnx.__version__}, {by}", lambda x: session.run(None, {name: x})[0]


def run_torchscript(path):
    extra = {"metadata.json": ""}
    module = torch.jit.load(path, map_location="cpu", _extra_files=extra)
    module.eval()

    def run(x):
        with torch.no_grad():
            return module(torch.from_numpy(x)).numpy()

    return f"torch.jit {torch.__version__}, {len(extra['metadata.json'])} bytes of metadata", run


RUNNERS = {".onnx": run_onnx, ".ts": run_torchscript}


def compare(bundle, folder, formats):
    parser, config = read_config(bundle)
    network = make_network(parser)
    weights = folder / "model.pt"
    torch.save(network.state_dict(), weights)
    shape = input_shape(parser)
    failed = 0
    for extension in formats:
        path = folder / f"model{extension}"
        command = "onnx_export" if extension == ".onnx" else "ckpt_export"
        meta = bundle / "configs" / "metadata.json"
        words = [*COMMAND, command, "--net_id", "network_def", "--filepath", path, "--ckpt_file", weights]
        done = subprocess.run(
            [*map(str, words), "--meta_file", str(meta), "--config_file", str(config)], capture_output=True, text=True
        )
        if done.returncode != 0:
            print(f"{bundle.name}{extension}: {done.stderr.strip()}")
            failed += 1
            continue
        by, run = RUNNERS[extension](str(path))
        worst = 0.0
        for batch in (1, 2):
            x = np.random.default_rng(batch).random((batch, *shape), dtype=np.float32)
            with torch.no_grad():
                expected = network(torch.from_numpy(x)).numpy()
            worst = max(worst, float(np.abs(run(x) - expected).max() / max(1.0, np.abs(expected).max())))
        good = worst <= TOLERANCES[extension]
        failed += not good
        print(f"{bundle.name}{extension}: {worst:.1e} {'≤' if good else '>'} {TOLERANCES[extension]:.0e} ({by})")
    return failed


def main():
    warnings.filterwarnings("ignore")
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--zoo", type=pathlib.Path, required=True, help="folder of bundles")
    arguments.add_argument("--formats", default=".onnx,.ts", help="extensions, by commas")
    arguments.add_argument("bundles", nargs="+", help="names of bundles; one that ships with medbundle, too")
    given = arguments.parse_args()
    failed = 0
    for name in given.bundles:
        bundle = given.zoo / name if (given.zoo / name).exists() else ROOT / "bundles" / name
        with tempfile.TemporaryDirectory() as folder:
            failed += compare(bundle, pathlib.Path(folder), given.formats.split(","))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
