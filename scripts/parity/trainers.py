"""How ignite's engine fires its events, and how a whole tiny SupervisedTrainer run goes in MONAI.

    python scripts/parity/trainers.py test/fixtures/parity/trainers

`Engine.json` holds scenarios with the log of each: every event with epoch and iteration, and the batches. `SupervisedTrainer.json` holds weights, batches
and settings of a run of three epochs with validation, its losses, metrics and log of events.
"""

import json
import logging
import sys
import tempfile
import warnings
from pathlib import Path

import torch
from array_json import array_json
from ignite.engine import Engine, Events
from monai.engines import IterationEvents, SupervisedEvaluator, SupervisedTrainer
from monai.handlers import CheckpointSaver, MeanDice, StatsHandler, ValidationHandler, from_engine

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

SCENARIOS = [
    dict(name="two epochs", data=3, max_epochs=2),
    dict(name="epochs shorter than the data", data=4, epoch_length=3, max_epochs=3),
    dict(name="epochs longer than the data", data=2, epoch_length=5, max_epochs=2),
    dict(name="data of unknown length", data=3, sized=False, max_epochs=2),
    dict(name="no data", data=None, epoch_length=2, max_epochs=2),
    dict(name="filters", data=4, max_epochs=3, filters=[
        ["ITERATION_COMPLETED", {"every": 3}], ["ITERATION_STARTED", {"once": 5}], ["EPOCH_COMPLETED", {"once": [1, 3]}],
        ["ITERATION_COMPLETED", {"before": 4}], ["ITERATION_COMPLETED", {"after": 9}], ["ITERATION_COMPLETED", {"before": 11, "after": 2, "every": 4}],
        ["EPOCH_STARTED", {"every": 1}], ["GET_BATCH_STARTED", {"every": 2}], ["STARTED", {"once": 1}]]),
    dict(name="terminated in an iteration, then run again", data=3, max_epochs=3, runs=2, actions=[["ITERATION_COMPLETED", {"once": 4}, "terminate"]]),
    dict(name="terminated at the end of an epoch", data=2, max_epochs=3, actions=[["EPOCH_COMPLETED", {"once": 2}, "terminate"]]),
    dict(name="terminated at the start", data=2, max_epochs=2, actions=[["STARTED", {}, "terminate"]]),
    dict(name="terminated without completion", data=2, max_epochs=2, actions=[["ITERATION_STARTED", {"once": 2}, "terminate_silently"]]),
    dict(name="an epoch ended early", data=3, max_epochs=2, actions=[["ITERATION_COMPLETED", {"once": 2}, "terminate_epoch"]]),
    dict(name="an epoch ended early without completion", data=3, max_epochs=2, actions=[["ITERATION_STARTED", {"once": 2}, "terminate_epoch_silently"]]),
    dict(name="interrupted twice", data=3, max_epochs=3, runs=3, actions=[["ITERATION_COMPLETED", {"every": 4}, "interrupt"]]),
    dict(name="run twice", data=2, max_epochs=1, runs=2),
    dict(name="resumed at the second epoch", data=2, max_epochs=3, load={"iteration": 2, "max_epochs": 3, "epoch_length": 2}),
    dict(name="resumed by epoch", data=2, max_epochs=3, load={"epoch": 2, "max_epochs": 3, "epoch_length": 2}),
    dict(name="an exception that is swallowed", data=3, max_epochs=2, raises=2),
]


class Unsized:
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        return iter(range(self.count))


def run_scenario(spec):
    log = []

    def process(engine, batch):
        log.append(f"batch {batch}")
        if engine.state.iteration == spec.get("raises"):
            raise RuntimeError("no")
        return batch

    engine = Engine(process)

    def listen(event, mark):
        listening = lambda engine: log.append(f"{mark} {engine.state.epoch} {engine.state.iteration}")
        engine.add_event_handler(event, listening)

    for event in Events:
        if event is Events.EXCEPTION_RAISED:
            if "raises" in spec:
                engine.add_event_handler(event, lambda engine, error: log.append(f"EXCEPTION_RAISED {engine.state.epoch} {engine.state.iteration}"))
        elif event is Events.TERMINATE_SINGLE_EPOCH:
            engine.add_event_handler(event, lambda engine, iter_counter: log.append(f"TERMINATE_SINGLE_EPOCH {engine.state.epoch} {engine.state.iteration} after {iter_counter}"))
        else:
            listen(event, event.name)
    for index, (name, arguments) in enumerate(spec.get("filters", [])):
        listen(Events[name](**arguments), f"filter {index}")
    acts = {"terminate": lambda: engine.terminate(), "terminate_silently": lambda: engine.terminate(skip_completed=True),
            "terminate_epoch": lambda: engine.terminate_epoch(), "terminate_epoch_silently": lambda: engine.terminate_epoch(skip_epoch_completed=True),
            "interrupt": lambda: engine.interrupt()}
    for name, arguments, action in spec.get("actions", []):
        event = Events[name](**arguments) if arguments else Events[name]
        engine.add_event_handler(event, acts[action])
    if "load" in spec:
        engine.load_state_dict(spec["load"])
    data = None if spec["data"] is None else list(range(spec["data"])) if spec.get("sized", True) else Unsized(spec["data"])
    for _ in range(spec.get("runs", 1)):
        log.append("run")
        engine.run(data, max_epochs=spec["max_epochs"], epoch_length=spec.get("epoch_length"))
    return log


class Tiny(torch.nn.Module):
    """Two convolutions, as in the test's own network."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(2, 4, 3, padding=1)
        self.second = torch.nn.Conv2d(4, 1, 1)

    def forward(self, x):
        return self.second(torch.relu(self.first(x.float())))


def supervised_run():
    torch.manual_seed(11)
    network = Tiny()
    weights = {name: array_json(value) for name, value in network.state_dict().items()}
    training = [{"image": torch.rand(2, 2, 8, 8), "label": (torch.rand(2, 1, 8, 8) < 0.4).float()} for _ in range(3)]
    for batch in training:
        batch["image"][:, :1] += batch["label"]
    validation = [{"image": training[0]["image"].clone(), "label": training[0]["label"].clone()}, {"image": torch.rand(1, 2, 8, 8), "label": (torch.rand(1, 1, 8, 8) < 0.5).float()}]
    log, losses, validated = [], [], []
    post = lambda data: {**data, "pred": (torch.sigmoid(data["pred"]) > 0.5).float()}
    loss = lambda prediction, target: ((torch.sigmoid(prediction) - target) ** 2).mean()
    metric = lambda: MeanDice(include_background=False, output_transform=from_engine(["pred", "label"]))
    evaluator = SupervisedEvaluator(device="cpu", val_data_loader=validation, network=network, postprocessing=post, key_val_metric={"val_dice": metric()})
    with tempfile.TemporaryDirectory() as folder:
        CheckpointSaver(folder, {"model": network}, save_key_metric=True, key_metric_n_saved=2).attach(evaluator)
        trainer = SupervisedTrainer(
            device="cpu", max_epochs=3, train_data_loader=training, network=network, optimizer=torch.optim.SGD(network.parameters(), lr=0.5, momentum=0.9),
            loss_function=loss, postprocessing=post, key_train_metric={"train_dice": metric()},
            train_handlers=[ValidationHandler(1, evaluator), StatsHandler(output_transform=from_engine(["loss"], first=True)),
                            CheckpointSaver(folder, {"model": network}, save_final=True, save_interval=2)])
        for name, engine in (("trainer", trainer), ("evaluator", evaluator)):
            for event in [event for event in list(Events) + list(IterationEvents) if event.name not in ("EXCEPTION_RAISED", "TERMINATE_SINGLE_EPOCH")]:
                engine.add_event_handler(event, lambda engine, name=name, event=event: log.append(f"{name} {event.name} {engine.state.epoch} {engine.state.iteration}"))
        trainer.add_event_handler(Events.ITERATION_COMPLETED, lambda engine: losses.append(float(engine.state.output[0]["loss"])))
        evaluator.add_event_handler(Events.EPOCH_COMPLETED, lambda engine: validated.append([engine.state.metrics["val_dice"], engine.state.metric_details["val_dice"].squeeze(-1).tolist()]))
        trained = []
        trainer.add_event_handler(Events.EPOCH_COMPLETED, lambda engine: trained.append(engine.state.metrics["train_dice"]))
        trainer.run()
        files = sorted(path.name for path in Path(folder).iterdir())
    batches = lambda loader: [{key: array_json(value) for key, value in batch.items()} for batch in loader]
    return {"weights": weights, "training": batches(training), "validation": batches(validation), "lr": 0.5, "momentum": 0.9, "losses": losses,
            "train_dice": trained, "val_dice": validated, "best": [evaluator.state.best_metric, evaluator.state.best_metric_epoch], "files": files, "log": log,
            "final": {name: array_json(value) for name, value in network.state_dict().items()}}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Engine.json").write_text(json.dumps([{**spec, "log": run_scenario(spec)} for spec in SCENARIOS], indent=1))
    (folder / "SupervisedTrainer.json").write_text(json.dumps(supervised_run()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
