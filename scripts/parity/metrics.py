"""What MONAI's and ignite's metrics give on small random inputs.

    python scripts/parity/metrics.py test/fixtures/parity/metrics

A case holds the metric's arguments, the calls (prediction and label each), and what aggregating gives: a list of arrays,
a mapping of numbers, or numbers.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from array_json import array_json
from ignite.metrics import Accuracy, Average
from monai.metrics import ConfusionMatrixMetric, CumulativeAverage, DiceMetric, MeanIoU, ROCAUCMetric

warnings.simplefilter("ignore")
REDUCTIONS = ["none", "mean", "sum", "mean_batch", "sum_batch", "mean_channel", "sum_channel"]


def value_json(value):
    if isinstance(value, (list, tuple)):
        return [value_json(one) for one in value]
    if isinstance(value, dict):
        return {key: float(one) for key, one in value.items()}
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return array_json(value)
    return None if np.isnan(value) else float(value)


def binary(*shape, share=0.4, dtype=torch.float32):
    return (torch.rand(shape) < share).to(dtype)


def one_hot(items, classes, *space):
    return torch.nn.functional.one_hot(torch.randint(0, classes, (items, *space)), classes).movedim(-1, 1).float()


def case(name, metric, arguments, calls, aggregate=None):
    made = metric(**arguments)
    for prediction, label in calls:
        made(prediction, label)
    return {"case": name, "arguments": arguments, "calls": [[array_json(p), array_json(y)] for p, y in calls],
            "expected": value_json(made.aggregate(**(aggregate or {}))), "buffer": value_json(made.get_buffer())}


def overlaps(metric, more):
    pair = [(binary(2, 3, 6, 5), binary(2, 3, 6, 5)), (binary(2, 3, 6, 5), binary(2, 3, 6, 5))]
    pair[0][1][0, 1] = 0
    pair[1][1][1] = 0
    pair[1][0][1, 2] = 0
    single = [(binary(3, 1, 7, 4, dtype=torch.uint8), binary(3, 1, 7, 4, dtype=torch.uint8))]
    cases = [case(f"3 classes, {reduction}", metric, {"reduction": reduction}, pair) for reduction in REDUCTIONS]
    cases += [
        case("without background", metric, {"include_background": False, "reduction": "mean_batch"}, pair),
        case("one channel, without background", metric, {"include_background": False}, single),
        case("empty labels count", metric, {"ignore_empty": False}, pair),
        case("with counts", metric, {"get_not_nans": True, "reduction": "mean_batch"}, pair),
        case("volumes", metric, {}, [(binary(2, 2, 4, 3, 5), binary(2, 2, 4, 3, 5, dtype=torch.int64))]),
    ]
    return cases + more(pair)


def dice_cases(pair):
    numbers = [(torch.randint(0, 3, (2, 1, 6, 5)), torch.randint(0, 3, (2, 1, 6, 5)))]
    mixed = [(torch.randint(0, 3, (2, 1, 6, 5)).float(), one_hot(2, 3, 6, 5))]
    soft = [(binary(2, 2, 5, 5), torch.rand(2, 2, 5, 5))]
    return [
        case("class numbers", DiceMetric, {"num_classes": 3, "reduction": "mean_batch"}, numbers),
        case("class numbers, without background", DiceMetric, {"num_classes": 3, "include_background": False}, numbers),
        case("class numbers against one-hot", DiceMetric, {"num_classes": 3, "reduction": "none"}, mixed),
        case("soft labels", DiceMetric, {"reduction": "none"}, soft),
        case("255 is foreground", DiceMetric, {"reduction": "none"}, [(255 * binary(2, 2, 5, 5), binary(2, 2, 5, 5))]),
        case("by label", DiceMetric, {"reduction": "mean_batch", "return_with_label": True, "include_background": False}, pair),
        case("by name", DiceMetric, {"reduction": "mean_batch", "return_with_label": ["a", "b", "c"]}, pair),
    ]


RATES = ["sensitivity", "specificity", "precision", "negative predictive value", "miss rate", "fall out", "false discovery rate",
         "false omission rate", "prevalence threshold", "threat score", "accuracy", "balanced accuracy", "f1 score",
         "matthews correlation coefficient", "fowlkes mallows index", "informedness", "markedness"]


def confusion_cases():
    masks = [(binary(2, 3, 6, 5), binary(2, 3, 6, 5)), (binary(1, 3, 6, 5), binary(1, 3, 6, 5))]
    masks[0][1][0, 1] = 0
    masks[0][0][1, 2] = 1
    classes = [(one_hot(6, 3), one_hot(6, 3))]
    cases = [case(f"all rates, {reduction}, sample {sample}", ConfusionMatrixMetric,
                  {"metric_name": RATES, "reduction": reduction, "compute_sample": sample}, masks)
             for reduction in ("mean", "mean_batch", "none", "sum") for sample in (False, True)]
    return cases + [
        case("classification", ConfusionMatrixMetric, {"metric_name": ["recall", "accuracy"], "compute_sample": True}, classes),
        case("without background, with counts", ConfusionMatrixMetric, {"metric_name": "f1", "include_background": False, "get_not_nans": True}, masks),
    ]


def auc_cases():
    scores = [(torch.rand(20, 1), binary(20, 1))]
    ties = [(torch.randint(0, 5, (30,)).float()[:, None], binary(30, 1))]
    many = [(torch.rand(15, 3), binary(15, 3)), (torch.rand(10, 3), binary(10, 3))]
    return [case("binary", ROCAUCMetric, {}, scores), case("ties", ROCAUCMetric, {}, ties)] + [
        case(f"3 classes, {average}", ROCAUCMetric, {"average": average}, many) for average in ("macro", "weighted", "micro", "none")]


def accuracy_cases():
    kinds = [
        ("binary", {}, [(binary(8), binary(8)), (binary(4), binary(4))]),
        ("binary masks", {}, [(binary(2, 1, 4, 5), binary(2, 1, 4, 5, dtype=torch.uint8))]),
        ("multiclass", {}, [(torch.rand(9, 4), torch.randint(0, 4, (9,)))]),
        ("multiclass masks", {}, [(torch.rand(2, 3, 4, 4), torch.randint(0, 3, (2, 4, 4)))]),
        ("multilabel", {"is_multilabel": True}, [(binary(12, 2), binary(12, 2))]),
        ("multilabel masks", {"is_multilabel": True}, [(binary(2, 2, 4, 4), binary(2, 2, 4, 4))]),
    ]
    cases = []
    for name, arguments, calls in kinds:
        metric = Accuracy(**arguments)
        for call in calls:
            metric.update(call)
        cases.append({"case": name, "arguments": arguments, "calls": [[array_json(p), array_json(y)] for p, y in calls], "expected": metric.compute()})
    return cases


def average_cases():
    cases = []
    for name, inputs in [("numbers", [1.5, 2.0, -3.25]), ("vectors", [torch.rand(3), torch.rand(3)]), ("batches", [torch.rand(4, 2), torch.rand(3, 2)])]:
        metric = Average()
        for one in inputs:
            metric.update(one)
        cases.append({"case": name, "arguments": {}, "calls": [value_json(one) for one in inputs], "expected": value_json(metric.compute())})
    return cases


def running_cases():
    nan = float("nan")
    runs = [("numbers", [(0.6, 1), (0.8, 1)]), ("weighted", [(1, 4), (2, 6)]), ("arrays", [([0.5, 0.5, 0], [1, 1, 0]), ([0.5, 0.25, 0.5], [1, 1, 1])]),
            ("not finite", [(1.0, 2), (float("inf"), 5), (3.0, 1)])]
    cases = []
    for name, steps in runs:
        average = CumulativeAverage()
        for value, count in steps:
            average.append(value, count)
        cases.append({"case": name, "steps": [[None if value in (float("inf"), nan) else value, count] for value, count in steps], "expected": array_json(np.atleast_1d(average.aggregate()))})
    return cases


def main(folder: Path) -> None:
    torch.manual_seed(7)
    folder.mkdir(parents=True, exist_ok=True)
    made = {"DiceMetric": overlaps(DiceMetric, dice_cases), "MeanIoU": overlaps(MeanIoU, lambda pair: []),
            "ConfusionMatrixMetric": confusion_cases(), "ROCAUCMetric": auc_cases(), "Accuracy": accuracy_cases(),
            "Average": average_cases(), "CumulativeAverage": running_cases()}
    for name, cases in made.items():
        (folder / f"{name}.json").write_text(json.dumps(cases))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
