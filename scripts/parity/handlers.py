"""What MONAI's handlers log and write, and how Python writes the numbers in it.

    python scripts/parity/handlers.py test/fixtures/parity/handlers
"""

import json
import logging
import random
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from array_json import array_json
from ignite.engine import Engine, Events
from monai.handlers import EarlyStopHandler, ParamSchedulerHandler, StatsHandler, from_engine
from monai.handlers.utils import write_metrics_reports
from monai.visualize import plot_2d_or_3d_image

warnings.simplefilter("ignore")


def numbers(rng):
    simple = [0.0, -0.0, 1.0, -1.0, 0.5, 0.1, 1 / 3, 2 / 3, 0.03125, 0.00005, 0.00015, 0.12345, 2.5, 1e16, 1e15, 123456789.0, 1e-4, 1e-5, 9.99995, 0.99995, 1e22, 5e-324, 1.7976931348623157e308, float("nan"), float("inf"), float("-inf")]
    drawn = [rng.choice([1, -1]) * rng.random() * 10 ** rng.randint(-8, 18) for _ in range(60)]
    return simple + [k / 2**n for k, n in [(1, 5), (3, 5), (5, 7), (-7, 6), (129, 8)]] + drawn


def shown(value):
    return value if np.isfinite(value) else str(value)


def texts():
    rng = random.Random(5)
    formats = ["{}: {:.4f} ", "{0}={1}", "{:>8}|{:>12.3f}", "{:<6}{:+.2e}", "{} {:010.3f}", "{} {:g}", "{} {:.3g}", "{} {:.1%}", "{} {:*^14.2f}", "{1:.0f} {0}", "{{{}}} {:.2f}", "{:.2} {: .1f}", "{} {:.3E}", "{} {:=+9.1f}", "{} {:.5}"]
    values = numbers(rng)
    formatted = [[form, "loss", shown(value), form.format("loss", value)] for form in formats for value in rng.sample(values, 14)]
    floats = [[shown(value), str(value)] for value in values]
    singles = [np.float32(value) for value in values if abs(value) < 1e38 or not np.isfinite(value)]
    float32s = [[shown(float(value)), str(value)] for value in singles]
    tensors = [torch.tensor(values) for values in ([0.5, 0.25], [1.0, 0.0], [1.0, float("nan")], [0.1, 1000.0], [1e-5, 1.0], [1e9], [[0.5, 1.0], [2.0, 3.5]], [-0.5, 10.25], [float("inf"), 0.5], [123456.0, 1.0], [0.0001, 0.05])]
    tensors += [torch.tensor([0.5, 0.25], dtype=torch.float64), torch.tensor([1, 20, 3], dtype=torch.int64)]
    return {"formatted": formatted, "floats": floats, "float32s": float32s, "tensors": [[array_json(one), str(one)] for one in tensors],
            "mappings": [[{"label_0": 0.5, "label_1": 1.0}, str({"label_0": 0.5, "label_1": 1.0})]]}


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def stats():
    """An engine of 2 epochs and 3 iterations whose output and metrics are given."""
    outputs = [{"loss": 0.5, "other": 2.0}, {"loss": 0.25, "other": 1e-6}, {"loss": 1 / 3, "other": 12345.678}] * 2
    metrics = [{"b": 0.5, "a": 0.03125, "many": {"label_1": 0.25, "label_0": 1.0}}, {"b": 1.0, "a": float("nan")}]
    cases = []
    settings = [
        {}, {"output_transform": "loss", "tag_name": "train_loss"}, {"output_transform": "loss", "iteration_log": False}, {"output_transform": "loss", "epoch_log": False},
        {"output_transform": "loss", "state_attributes": ["epoch", "missing", "best_metric"]}, {"output_transform": "loss", "key_var_format": "{} = {:.2e}; "},
        {"output_transform": "loss", "iteration_log": "even"}, {"output_transform": "none"}, {"output_transform": "all", "global_epoch_transform": "plus ten"},
    ]
    functions = {"loss": from_engine(["loss"], first=True), "none": lambda x: None, "all": lambda x: x[0], "even": lambda engine, count: count % 2 == 0, "plus ten": lambda epoch: epoch + 10}
    for index, given in enumerate(settings):
        lines = Lines()
        name = f"stats{index}"
        arguments = {key: functions.get(value, value) if isinstance(value, str) and key != "tag_name" and key != "key_var_format" else value for key, value in given.items()}
        handler = StatsHandler(name=name, **arguments)
        logging.getLogger(name).handlers = [lines]
        engine = Engine(lambda engine, batch: [outputs[engine.state.iteration - 1]])
        engine.state.key_metric_name, engine.state.best_metric, engine.state.best_metric_epoch = "a", -1, -1
        engine.logger.setLevel(logging.CRITICAL)

        def update(engine):
            engine.state.metrics = dict(metrics[engine.state.epoch - 1])
            if engine.state.epoch == 2:
                engine.state.best_metric, engine.state.best_metric_epoch = 1e-05, 2

        engine.add_event_handler(Events.EPOCH_COMPLETED, update)
        handler.attach(engine)
        engine.run(range(3), max_epochs=2)
        cases.append({"arguments": given, "lines": lines.lines})
    return cases


def reports():
    torch.manual_seed(2)
    cases = []
    details = [torch.tensor([[0.5, float("nan")], [1.0, 2 / 3], [float("nan"), float("nan")]]), torch.rand(5, 1), torch.rand(4), torch.rand(3, 2, dtype=torch.float64)]
    settings = [dict(summary_ops="*"), dict(summary_ops=["mean", "5percentile", "std"], deli="\t"), dict(summary_ops=None, images=["a.png", "b/c.png", "d", "e"]), dict(summary_ops=["median", "notnans"])]
    for detail, arguments in zip(details, settings):
        metrics = {"val_mean_dice": 0.8123456789, "val_accuracy": 1.0, "classes": torch.tensor([0.5, 0.25]), "nan": float("nan")}
        with tempfile.TemporaryDirectory() as folder:
            write_metrics_reports(folder, arguments.pop("images", None), metrics, {"dice": detail}, arguments.get("summary_ops"), arguments.get("deli", ","))
            cases.append({"details": array_json(detail), "arguments": arguments, "files": {path.name: path.read_text() for path in sorted(Path(folder).iterdir())}})
    cases[2]["images"] = ["a.png", "b/c.png", "d", "e"]
    return cases


def stopping():
    cases = []
    scores = [[0.1, 0.2, 0.2, 0.15, 0.3, 0.29, 0.28, 0.27], [0.5, 0.501, 0.502, 0.503, 0.504, 0.505], [1.0, 0.9, 0.8], [0.1, 0.12, 0.14, 0.16, 0.18, 0.2]]
    for values in scores:
        for arguments in ({"patience": 2}, {"patience": 1}, {"patience": 2, "min_delta": 0.03}, {"patience": 2, "min_delta": 0.03, "cumulative_delta": True}):
            engine = Engine(lambda engine, batch: None)
            engine.logger.setLevel(logging.CRITICAL)
            EarlyStopHandler(score_function=lambda engine: values[engine.state.epoch - 1], trainer=engine, **arguments).attach(engine)
            engine.run([0], max_epochs=len(values))
            cases.append({"scores": values, "arguments": arguments, "epochs": engine.state.epoch})
    return cases


def schedules():
    settings = [("linear", dict(initial_value=0.0, step_constant=2, step_max_value=5, max_value=10.0)), ("exponential", dict(initial_value=10.0, gamma=0.9)),
                ("step", dict(initial_value=10.0, gamma=0.5, step_size=3)), ("multistep", dict(initial_value=10.0, gamma=0.1, milestones=[2, 5]))]
    cases = []
    for name, arguments in settings:
        seen = []
        engine = Engine(lambda engine, batch: None)
        engine.logger.setLevel(logging.CRITICAL)
        ParamSchedulerHandler(seen.append, name, dict(arguments)).attach(engine)
        engine.run(range(8), max_epochs=1)
        cases.append({"value_calculator": name, "vc_kwargs": arguments, "values": seen})
    return cases


class Writer:
    """Keeps what TensorBoard's writer is given, as the pixels PyTorch would encode."""

    def __init__(self):
        self.images = []

    def add_image(self, tag, image, step, dataformats):
        hwc = np.repeat(image[..., None], 3, axis=2) if dataformats == "HW" else np.moveaxis(image, 0, -1)
        scale = 1 if image.dtype == np.uint8 else 255
        self.images.append({"tag": tag, "step": step, "pixels": array_json((hwc.astype(np.float32) * scale).clip(0, 255).astype(np.uint8))})

    def _get_file_writer(self):
        return self

    def add_summary(self, summary, step):
        for value in summary.value:
            self.images.append({"tag": value.tag, "step": step})


def plots():
    torch.manual_seed(4)
    cases = []
    for shape, dtype, channels in [((2, 5, 4), torch.float32, 1), ((2, 5, 4), torch.float32, 3), ((3, 4, 5), torch.float32, 3), ((3, 4, 5), torch.uint8, 3), ((1, 3, 3), torch.uint8, 1), ((1, 4, 3, 2), torch.float32, 1), ((2, 4, 3, 2), torch.float32, 2)]:
        image = torch.rand(shape) if dtype == torch.float32 else torch.randint(0, 255, shape, dtype=dtype)
        writer = Writer()
        plot_2d_or_3d_image(image[None], 3, writer, max_channels=channels, tag="output")
        cases.append({"image": array_json(image), "max_channels": channels, "images": writer.images})
    flat = Writer()
    plot_2d_or_3d_image(torch.ones(1, 1, 3, 3), 0, flat, tag="output")
    cases.append({"image": array_json(torch.ones(1, 3, 3)), "max_channels": 1, "images": flat.images})
    return cases


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = {"texts": texts(), "StatsHandler": stats(), "MetricsSaver": reports(), "EarlyStopHandler": stopping(), "ParamSchedulerHandler": schedules(), "TensorBoardImageHandler": plots()}
    for name, content in made.items():
        (folder / f"{name}.json").write_text(json.dumps(content))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
