"""Configs that Python MONAI and medbundle both run, and what is asked of them afterwards; see runs.py.

An `ask` is (components, expression, tolerance). Everything in the configs is computed, so that a case needs no files but the weights.
"""

IMAGES = (
    "$[{'image': np.sin(np.arange(3840).reshape(2, 48, 40) * (0.01 * i + 0.03)).astype('float32'),"
    " 'label': (np.cos(np.arange(1920).reshape(1, 48, 40) * (0.007 * i + 0.02)) > 0.3).astype('float32'),"
    " 'extra': np.full((1, 48, 40), i, 'float32')} for i in range(5)]"
)
OUTPUT = "$monai.handlers.from_engine(['pred', 'label'])"
METRICS = {
    "dice": {"_target_": "MeanDice", "include_background": True, "output_transform": OUTPUT},
    "iou": {"_target_": "MeanIoUHandler", "output_transform": OUTPUT},
    "hits": {"_target_": "ConfusionMatrix", "metric_name": "precision", "output_transform": OUTPUT},
    "auc": {"_target_": "ROCAUC", "output_transform": "$lambda out: ([o['pred'].reshape(-1)[i:i + 1] for o in out for i in range(0, 1900, 30)], [o['label'].reshape(-1)[i:i + 1] for o in out for i in range(0, 1900, 30)])"},
    "accuracy": {"_target_": "ignite.metrics.Accuracy", "output_transform": OUTPUT},
    "ignored": {
        "_target_": "monai.handlers.IgniteMetricHandler",
        "metric_fn": {"_target_": "DiceMetric", "include_background": True, "reduction": "mean_batch"},
        "output_transform": OUTPUT,
    },
}


def base(**more):
    return {
        "imports": ["$import os", "$import ignite"],
        "device": "$torch.device('cpu')",
        "data": IMAGES,
        "network": {"_target_": "BasicUNet", "spatial_dims": 2, "in_channels": 2, "out_channels": 1, "features": [2, 2, 2, 2, 2, 2]},
        "loaded": {"_target_": "CheckpointLoader", "load_path": "net.pt", "load_dict": {"model": "@network"}},
        "dataset": {"_target_": "Dataset", "data": "@data"},
        "loader": {"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 2, "num_workers": 0},
        "post": {
            "_target_": "Compose",
            "transforms": [
                {"_target_": "Activationsd", "keys": "pred", "sigmoid": True},
                {"_target_": "AsDiscreted", "keys": "pred", "threshold": 0.5},
            ],
        },
        **more,
    }


def evaluator(**more):
    return {
        "_target_": "SupervisedEvaluator",
        "device": "@device",
        "val_data_loader": "@loader",
        "network": "@network",
        "postprocessing": "@post",
        "key_val_metric": "%dice",
        "val_handlers": ["@loaded"],
        **more,
    }


def evaluations():
    def one(name, components, metrics=("dice",), tolerance=1e-5, **more):
        keyed = {key: METRICS[key] for key in metrics}
        given = {"dice": {"dice": METRICS["dice"]}, "more": {key: value for key, value in keyed.items() if key != "dice"}}
        extra = {"additional_metrics": "%more"} if len(metrics) > 1 else {}
        arguments = more.pop("arguments", {})
        config = base(**given, evaluator=evaluator(**extra, **arguments), **more)
        asks = [[components, f"$@evaluator.state.metrics['{key}']", tolerance] for key in (metrics if components is None else ("dice",))]
        for ask, key in zip(asks, metrics):
            if components is None:
                ask[0] = {"dice": "MeanDice", "iou": "MeanIoUHandler", "hits": "ConfusionMatrix", "auc": "ROCAUC", "accuracy": "ignite.metrics.Accuracy", "ignored": "IgniteMetricHandler"}[key]
        return dict(name=name, config=config, run=["$@evaluator.run()"], asks=asks)

    window = {"roi_size": [32, 32], "sw_batch_size": 3, "overlap": 0.25, "mode": "gaussian"}
    cached = {"_target_": "CacheDataset", "data": "@data", "transform": {"_target_": "ScaleIntensityd", "keys": "image"}, "num_workers": 0, "progress": False}
    yield one("metrics of an evaluation", None, metrics=("dice", "iou", "hits", "auc", "accuracy", "ignored"))
    yield one("an evaluation with SimpleInferer", "SupervisedEvaluator, SimpleInferer, CheckpointLoader, Dataset, DataLoader", arguments={"inferer": {"_target_": "SimpleInferer"}})
    yield one("windows", "SlidingWindowInfererAdapt", arguments={"inferer": {"_target_": "SlidingWindowInfererAdapt", **window}})
    yield one("windows by a function", "sliding_window_inference", arguments={"inferer": "$lambda inputs, network: monai.inferers.sliding_window_inference(inputs, [32, 32], 3, network, overlap=0.25)"})
    yield one("a cache", "CacheDataset", dataset={**cached, "cache_rate": 0.5})
    yield one("a subset", "Subset", dataset={"_target_": "torch.utils.data.Subset", "dataset": {"_target_": "Dataset", "data": "@data"}, "indices": [3, 0, 4]})
    yield one("a thread that loads ahead", "ThreadDataLoader", loader={"_target_": "ThreadDataLoader", "dataset": "@dataset", "batch_size": 2, "num_workers": 0})
    yield one("the last batch left out", "DataLoader", loader={"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 2, "drop_last": True, "num_workers": 0})
    yield one("prepared by class", "PrepareBatchDefault", arguments={"prepare_batch": {"_target_": "monai.engines.PrepareBatchDefault"}})
    yield one(
        "without a background",
        "MeanDice",
        dataset={"_target_": "Dataset", "data": "@data", "transform": "$lambda d: {**d, 'label': d['label'] * 0}"},
    )


def trainings():
    trainer = {
        "_target_": "SupervisedTrainer",
        "device": "@device",
        "max_epochs": 3,
        "train_data_loader": "@loader",
        "network": "@network",
        "loss_function": {"_target_": "DiceLoss", "sigmoid": True},
        "optimizer": "@optimizer",
        "train_handlers": "@handlers",
    }
    config = base(
        dice={"dice": METRICS["dice"]},
        optimizer={"_target_": "torch.optim.Adam", "params": "$@network.parameters()", "lr": 0.01},
        scheduler={"_target_": "torch.optim.lr_scheduler.LambdaLR", "optimizer": "@optimizer", "lr_lambda": "$lambda epoch: 0.5 ** epoch"},
        evaluator=evaluator(val_handlers=None),
        logger={"_target_": "MetricLogger", "evaluator": "@evaluator"},
        handlers=[
            "@loaded",
            {"_target_": "LrScheduleHandler", "lr_scheduler": "@scheduler", "print_lr": False},
            {"_target_": "ValidationHandler", "validator": "@evaluator", "interval": 2},
            {"_target_": "CheckpointSaver", "save_dir": "models", "save_dict": {"model": "@network"}, "save_final": True, "save_interval": 1, "n_saved": 2},
            {"_target_": "GarbageCollector", "trigger_event": "epoch"},
            "@logger",
            {"_target_": "TensorBoardStatsHandler", "log_dir": "events", "tag_name": "loss", "output_transform": "$monai.handlers.from_engine(['loss'], first=True)"},
        ],
        trainer=trainer,
    )
    yield dict(
        name="a training",
        config=config,
        run=["$@trainer.run()"],
        asks=[
            ["MetricLogger", "$[list(p) for p in @logger.loss]", 1e-4],
            ["MetricLogger, ValidationHandler", "$[list(p) for p in @logger.metrics['dice']]", 1e-4],
            ["LambdaLR, LrScheduleHandler", "$@optimizer.param_groups[0]['lr']", 1e-12],
            ["CheckpointSaver", "$sorted(os.listdir('models'))", 0],
            ["GarbageCollector, SupervisedTrainer", "$[@trainer.state.epoch, @trainer.state.iteration]", 0],
            ["TensorBoardStatsHandler, SummaryWriter", "events", 1e-4],
        ],
    )
    broken = base(
        data="$[{'image': np.full((2, 32, 32), np.nan if i == 3 else 0.5, 'float32')} for i in range(5)]",
        dice=None,
        post=None,
        evaluator={**evaluator(), "postprocessing": None, "key_val_metric": None},
        nan={"_target_": "ignite.handlers.TerminateOnNan", "output_transform": "$lambda out: out[0]['pred']"},
        loader={"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 1, "num_workers": 0},
    )
    watch = "$@evaluator.add_event_handler(ignite.engine.Events.ITERATION_COMPLETED, @nan)"
    yield dict(name="an evaluation that meets NaN", config=broken, run=[watch, "$@evaluator.run()"], asks=[["TerminateOnNan", "$@evaluator.state.iteration", 0]])


def expressions():
    batch = "{'image': torch.ones(1, 1, 2), 'label': torch.zeros(1, 1, 2), 'a': torch.full((1, 1, 2), 3.0), 'b': torch.full((1, 1, 2), 4.0)}"
    asks = [
        ["PrepareBatchDefault", f"$[t.tolist() for t in monai.engines.PrepareBatchDefault()({batch}, 'cpu')]", 0],
        ["PrepareBatchExtraInput", f"$[[t.tolist() for t in monai.engines.PrepareBatchExtraInput(['b', 'a'])({batch}, 'cpu')[2]]]", 0],
        ["PrepareBatchExtraInput", f"$[v.tolist() for k, v in sorted(monai.engines.PrepareBatchExtraInput({{'x': 'a', 'y': 'b'}})({batch}, 'cpu')[3].items())]", 0],
        ["from_engine", "$monai.handlers.from_engine('a')({'a': 5, 'b': 6})", 0],
        ["from_engine", "$list(monai.handlers.from_engine(['a', 'b'])([{'a': 1, 'b': 2}, {'a': 3, 'b': 4}]))", 0],
        ["from_engine", "$monai.handlers.from_engine(['a'], first=True)([{'a': 1}, {'a': 2}])", 0],
        ["from_engine", "$list(monai.handlers.from_engine(['a', 'b'], first=True)([{'a': 1, 'b': 7}, {'a': 2, 'b': 8}]))", 0],
        ["ignore_data", "$monai.handlers.ignore_data({'a': 1})", 0],
        ["set_determinism, get_seed", "$[monai.utils.set_determinism(seed=5), monai.utils.get_seed()]", 0],
        ["set_determinism, get_seed", "$[monai.utils.set_determinism(seed=2**33 + 7), monai.utils.get_seed()]", 0],
        ["set_determinism, get_seed", "$[monai.utils.set_determinism(seed=None), monai.utils.get_seed()]", 0],
        ["stopping_fn_from_metric, stopping_fn_from_loss", "$[callable(monai.handlers.stopping_fn_from_metric('x')), callable(monai.handlers.stopping_fn_from_loss())]", 0],
        ["load_decathlon_datalist", "$[{k: os.path.relpath(v, os.getcwd()) if isinstance(v, str) else v for k, v in d.items()} for d in monai.data.load_decathlon_datalist('list.json', True, 'training', os.getcwd())]", 0],
        ["load_decathlon_datalist", "$[d['image'] for d in monai.data.load_decathlon_datalist('list.json', False, 'test', '/base')]", 0],
    ]
    files = {"list.json": '{"training": [{"image": "a/1.nii", "label": "l/1.nii", "fold": 0}, {"image": "a/2.nii", "label": 3}], "test": ["t/1.nii", "t/2.nii"]}'}
    yield dict(name="functions", config={"imports": ["$import os"]}, run=[], asks=asks, files=files)
    losses = [
        ["ignite.metrics.Loss", "$@evaluator.state.metrics['loss']", 1e-5],
    ]
    config = base(
        dice={"loss": {"_target_": "ignite.metrics.Loss", "loss_fn": {"_target_": "torch.nn.MSELoss"}, "output_transform": "$lambda out: (out[0]['pred'][None], out[0]['label'][None])"}},
        evaluator=evaluator(),
        loader={"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 1, "num_workers": 0},
    )
    yield dict(name="a loss as a metric", config=config, run=["$@evaluator.run()"], asks=losses)


def files():
    saver = {"_target_": "SaveImaged", "keys": "pred", "output_dir": "out", "output_ext": ".png", "separate_folder": False, "resample": False, "scale": 255, "print_log": False}
    config = base(
        dice=None,
        post={"_target_": "Compose", "transforms": [{"_target_": "Activationsd", "keys": "pred", "sigmoid": True}, saver]},
        evaluator={**evaluator(), "key_val_metric": None},
    )
    asks = [
        ["SaveImaged", "$sorted(os.listdir('out'))", 0],
        ["SaveImaged", "$[float(monai.transforms.LoadImage(image_only=True)('out/' + f).mean()) for f in sorted(os.listdir('out'))]", 0.5],
    ]
    yield dict(name="predictions saved as pictures", config=config, run=["$@evaluator.run()"], asks=asks)


def cases():
    yield from files()
    yield from evaluations()
    yield from trainings()
    yield from expressions()
