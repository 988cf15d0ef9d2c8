"""The cases that `transforms.py` measures: for each component a list of (name, arguments, input[, options]).

Inputs are arrays for array transforms, samples for dictionary transforms; `Image(array, **meta)` is a MetaTensor.
"""

import numpy as np


class Image:
    def __init__(self, array, **meta):
        self.array = np.asarray(array)
        self.meta = meta


random = np.random.RandomState(7)


def bytes_(*shape):
    return random.randint(0, 256, shape).astype(np.uint8)


def floats(*shape, low=0.0, high=1.0):
    return random.uniform(low, high, shape).astype(np.float32)


def disk(rows, columns, row, column, radius, value=1):
    y, x = np.mgrid[:rows, :columns]
    return np.where((y - row) ** 2 + (x - column) ** 2 <= radius**2, value, 0).astype(np.uint8)


def nuclei():
    """A label [1, 40, 32]: one nucleus of value 2, others 255, some of them touching."""
    label = disk(40, 32, 20, 15, 7, 2)
    for row, column, radius in [(5, 6, 4), (5, 25, 5), (33, 8, 6), (34, 26, 4), (30, 24, 3), (39, 31, 2)]:
        other = disk(40, 32, row, column, radius)
        label[(other > 0) & (label == 0)] = 255
    return label[None]


def numbered():
    from skimage.measure import label

    return label(nuclei()[0] == 255, connectivity=1).astype(np.uint8)[None]


def clicked(channels):
    """An image [channels, 13, 11] with a nucleus and three others."""
    others = np.zeros((13, 11), np.uint8)
    for value, (row, column, radius) in enumerate([(1, 1, 1), (11, 2, 2), (10, 10, 1)]):
        others[disk(13, 11, row, column, radius) > 0] = value + 1
    return {"image": Image(floats(channels, 13, 11)), "label": Image(disk(13, 11, 5, 6, 3)[None]), "others": Image(others[None])}


rgb = bytes_(3, 12, 10)
AFFINE = [[2.0, 0.0, 0.0, 5.0], [0.0, 3.0, 0.0, -1.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
jitter = dict(name="ColorJitter", brightness=0.251, contrast=0.75, saturation=0.25, hue=0.04)
ramp = (np.indices((24, 20)).sum(0) * 4 % 256).astype(np.uint8)
colourful = np.stack([ramp, 255 - ramp, bytes_(24, 20)])
extremes = np.array([0, 255, 1, 254, 128, 0, 255, 127, 3] * 3, np.uint8).reshape(3, 3, 3)
mask3d = (random.rand(1, 5, 6, 7) > 0.6).astype(np.float32)
blobs = (random.rand(1, 20, 17) > 0.55).astype(np.float32)
multi = random.randint(0, 4, (1, 14, 15)).astype(np.float32)
onehot = (random.rand(3, 14, 13) > 0.5).astype(np.float32)
clicks = [[10, 8], [2, 1], [22, 19]]

def target(component, /, **arguments):
    return {"_target_": component, **arguments}


TRAINING = [
    target("EnsureChannelFirstd", keys=["image", "label"]),
    target("SplitLabeld", keys="label", mask_value="", others_value=255),
    target("RandTorchVisiond", keys="image", **jitter),
    target("RandFlipd", keys=["image", "label", "others"], prob=0.5),
    target("RandRotate90d", keys=["image", "label", "others"], prob=0.5),
    target("ScaleIntensityRanged", keys="image", a_min=0.0, a_max=255.0, b_min=-1.0, b_max=1.0),
    target("AddPointGuidanceSignald", use_distance=True),
    target("SelectItemsd", keys=["image", "label"]),
]


def unsplit():
    label = disk(20, 16, 9, 7, 5, 3)
    label[disk(20, 16, 17, 13, 3) > 0] = 255
    return {"image": Image(bytes_(20, 16, 3), original_channel_dim=-1), "label": Image(label, original_channel_dim="no_channel")}


CASES = {
    "Compose": [
        *[(f"the bundle's training {s}", {"transforms": TRAINING}, unsplit()) for s in range(4)],
        ("nested", {"transforms": [TRAINING[0], target("Compose", transforms=TRAINING[1:])]}, unsplit()),
    ],
    "EnsureChannelFirst": [
        ("last", {}, Image(bytes_(5, 6, 3), original_channel_dim=-1)),
        ("none", {}, Image(floats(5, 6), original_channel_dim="no_channel")),
        ("given", {"channel_dim": 1}, Image(floats(5, 3, 6))),
        ("given none", {"channel_dim": "no_channel"}, Image(floats(5, 3, 6), original_channel_dim=1)),
        ("not strict", {"strict_check": False}, Image(floats(4, 3))),
        ("int64", {"channel_dim": -1}, Image(random.randint(-(2**60), 2**60, (3, 4, 2)))),
    ],
    "EnsureChannelFirstd": [
        ("two keys", {"keys": ["a", "b"]}, {"a": Image(bytes_(4, 5, 3), original_channel_dim=-1), "b": Image(bytes_(4, 5), original_channel_dim="no_channel")}),
        ("missing", {"keys": ["a", "b"], "allow_missing_keys": True}, {"a": Image(bytes_(4, 5, 3), original_channel_dim=-1)}),
    ],
    "EnsureType": [
        ("array", {"dtype": "float32"}, Image(bytes_(2, 3))),
        ("uint16 becomes int32", {}, np.arange(6, dtype=np.uint16)),
        ("list", {}, {"json": [1, 2, 3]}),
        ("floats", {}, {"json": [1.5, 2.5]}),
        ("nested", {}, {"json": [[1, 2, 3], [4, 5, 6]]}),
        ("numpy floats", {"data_type": "numpy"}, {"json": [1.5, 2.5]}),
        ("number", {}, {"json": 7}),
        ("truth", {}, {"json": True}),
        ("float as uint8", {"dtype": "uint8"}, Image(floats(5, low=0, high=250))),
    ],
    "EnsureTyped": [
        ("dtypes", {"keys": ["a", "b"], "dtype": ["float32", "int32"]}, {"a": Image(bytes_(2, 3)), "b": Image(floats(2, 3, low=-9, high=9))}),
        ("numpy", {"keys": "a", "data_type": "numpy"}, {"a": Image(bytes_(2, 3))}),
        ("no meta", {"keys": "a", "track_meta": False}, {"a": Image(bytes_(2, 3))}),
    ],
    "CastToType": [
        ("default", {}, Image(bytes_(2, 3))),
        ("wraps", {"dtype": "uint8"}, Image(np.array([-1, 255, 256, 300, -300], np.int32))),
        ("cuts", {"dtype": "int32"}, Image(floats(8, low=-5, high=5))),
        ("int64", {"dtype": "int64"}, Image(floats(8, low=-5, high=5))),
        ("bool", {"dtype": "bool"}, Image(np.array([0, 0.5, -1, 2], np.float32))),
        ("float64", {"dtype": "float64"}, Image(random.randint(-9, 9, 6))),
    ],
    "CastToTyped": [("two", {"keys": ["a", "b"], "dtype": ["float32", "uint8"]}, {"a": Image(bytes_(3)), "b": Image(floats(3, high=200))})],
    "ToTensor": [("list", {}, {"json": [1, 2]}), ("dtype", {"dtype": "torch.float32"}, Image(bytes_(2, 2)))],
    "ToTensord": [("keys", {"keys": ["a"]}, {"a": Image(bytes_(2, 2)), "b": {"json": "text"}})],
    "SqueezeDim": [
        ("channel", {}, Image(floats(1, 3, 4), affine=AFFINE)),
        ("spatial", {"dim": 2}, Image(floats(2, 3, 1), affine=AFFINE)),
        ("last", {"dim": -1}, Image(floats(2, 3, 4, 1), affine=AFFINE)),
        ("all", {"dim": None, "update_meta": False}, Image(floats(1, 3, 1))),
        ("no meta", {"dim": 1, "update_meta": False}, Image(floats(2, 1, 3), affine=AFFINE)),
    ],
    "SqueezeDimd": [("first", {"keys": "a"}, {"a": Image(floats(1, 2, 3))})],
    "Identity": [("array", {}, Image(floats(2, 2)))],
    "Identityd": [("array", {"keys": "a"}, {"a": Image(floats(2, 2))})],
    "SelectItemsd": [
        ("some", {"keys": ["a", "c"]}, {"a": Image(floats(2)), "b": Image(floats(2)), "c": {"json": 3}}),
        ("missing", {"keys": ["a", "z"], "allow_missing_keys": True}, {"a": Image(floats(2)), "b": {"json": 1}}),
    ],
    "DeleteItemsd": [
        ("plain", {"keys": ["a", "z"]}, {"a": {"json": 1}, "b": {"json": 2}}),
        ("nested", {"keys": "m.x"}, {"m": {"json": {"x": 1, "y": 2}}, "b": {"json": 2}}),
        ("pattern", {"keys": ["m.^x_", "b"], "use_re": [True, False]}, {"m": {"json": {"x_1": 1, "y": 2, "x_2": 3}}, "b": {"json": 2}}),
    ],
    "CopyItemsd": [
        ("numbered", {"keys": ["a", "b"], "times": 2}, {"a": Image(floats(2)), "b": {"json": [1, {"x": 2}]}}),
        ("named", {"keys": ["a", "b"], "names": ["c", "d"]}, {"a": Image(floats(2)), "b": {"json": 2}}),
        ("named twice", {"keys": ["a", "b"], "times": 2, "names": ["a1", "b1", "a2", "b2"]}, {"a": Image(floats(2)), "b": {"json": 2}}),
    ],
    "ConcatItemsd": [
        ("channels", {"keys": ["a", "b"], "name": "c"}, {"a": Image(floats(2, 3, 4)), "b": Image(floats(1, 3, 4))}),
        ("last axis", {"keys": ["a", "b"], "name": "c", "dim": -1}, {"a": Image(floats(2, 3)), "b": Image(floats(2, 1))}),
        ("dtypes", {"keys": ["a", "b"], "name": "c"}, {"a": Image(bytes_(1, 3)), "b": Image(random.randint(-5, 5, (1, 3)).astype(np.int32))}),
    ],
    "Flip": [
        ("all", {}, Image(rgb, affine=AFFINE)),
        ("first", {"spatial_axis": 0}, Image(rgb, affine=AFFINE)),
        ("last", {"spatial_axis": -1}, Image(floats(2, 3, 4, 5), affine=AFFINE)),
        ("two of three", {"spatial_axis": [0, 2]}, Image(floats(2, 3, 4, 5), affine=AFFINE)),
        ("float64", {"spatial_axis": 1}, Image(random.rand(2, 3, 4))),
        ("int64", {"spatial_axis": 1}, Image(random.randint(-(2**62), 2**62, (2, 3, 4)))),
        ("rows of 40", {"spatial_axis": 0}, Image(bytes_(1, 3, 40))),
    ],
    "Flipd": [("two", {"keys": ["a", "b"], "spatial_axis": 1}, {"a": Image(rgb), "b": Image(bytes_(1, 12, 10))})],
    "Rotate90": [
        *[(f"{k} turns", {"k": k}, Image(rgb, affine=AFFINE)) for k in (0, 1, 2, 3, 5, -1)],
        *[(f"axes {a}", {"k": 1, "spatial_axes": a}, Image(floats(1, 3, 4, 5), affine=AFFINE)) for a in ([0, 1], [0, 2], [1, 2], [1, 0], [2, 0], [-1, -2])],
        ("int16", {"k": 3}, Image(random.randint(-9, 9, (2, 3, 4)).astype(np.int16))),
    ],
    "Rotate90d": [("two", {"keys": ["a", "b"], "k": 3}, {"a": Image(rgb), "b": Image(bytes_(1, 12, 10))})],
    "RandFlip": [(f"seed {s}", {"prob": 0.5, "spatial_axis": 0}, Image(rgb, affine=AFFINE)) for s in range(3)],
    "RandFlipd": [(f"seed {s}", {"keys": ["a", "b"], "prob": 0.5}, {"a": Image(rgb, affine=AFFINE), "b": Image(bytes_(1, 12, 10))}) for s in range(4)],
    "RandRotate90": [(f"seed {s}", {"prob": 0.7}, Image(rgb, affine=AFFINE)) for s in range(4)],
    "RandRotate90d": [(f"seed {s}", {"keys": ["a", "b"], "prob": 0.7, "max_k": 2 + s % 2}, {"a": Image(rgb, affine=AFFINE), "b": Image(bytes_(1, 12, 10))}) for s in range(4)],
    "ScaleIntensityRange": [
        ("bundle", {"a_min": 0.0, "a_max": 255.0, "b_min": -1.0, "b_max": 1.0}, Image(rgb)),
        ("float32", {"a_min": -3.5, "a_max": 7.25, "b_min": 0.1, "b_max": 0.9}, Image(floats(2, 5, 6, low=-20, high=20))),
        ("float64", {"a_min": -3.5, "a_max": 7.25, "b_min": 0.1, "b_max": 0.9, "dtype": None}, Image(random.rand(2, 5, 6) * 9)),
        ("clip", {"a_min": 50.5, "a_max": 200.0, "b_min": 0.0, "b_max": 1.0, "clip": True}, Image(rgb)),
        ("clip floats", {"a_min": -1.0, "a_max": 1.0, "b_min": 0.0, "b_max": 0.7, "clip": True}, Image(floats(2, 9, low=-3, high=3))),
        ("no target", {"a_min": 10.0, "a_max": 60.0}, Image(rgb)),
        ("no width", {"a_min": 7.0, "a_max": 7.0, "b_min": 2.0, "b_max": 3.0}, Image(rgb)),
        ("keeps uint8", {"a_min": 0.0, "a_max": 255.0, "b_min": 0.0, "b_max": 100.0, "dtype": None}, Image(rgb)),
        ("int16", {"a_min": -1000.0, "a_max": 1000.0, "b_min": 0.0, "b_max": 1.0}, Image(random.randint(-2000, 2000, (1, 5, 5)).astype(np.int16))),
    ],
    "ScaleIntensityRanged": [("two", {"keys": ["a", "b"], "a_min": 0.0, "a_max": 255.0, "b_min": -1.0, "b_max": 1.0}, {"a": Image(rgb), "b": Image(floats(1, 3))})],
    "ScaleIntensity": [
        ("default", {}, Image(rgb)),
        ("range", {"minv": -1.0, "maxv": 2.5}, Image(floats(2, 5, low=-3, high=9))),
        ("channels", {"channel_wise": True}, Image(rgb)),
        ("flat", {"minv": 0.5}, Image(np.full((1, 3), 4, np.float32))),
        ("one end", {"maxv": None}, Image(floats(2, 5, low=-3, high=9))),
        ("factor", {"minv": None, "maxv": None, "factor": 0.25}, Image(floats(2, 5))),
        ("factor on bytes", {"minv": None, "maxv": None, "factor": -0.25}, Image(rgb)),
        ("float64", {"dtype": "float64"}, Image(random.rand(2, 4))),
    ],
    "ScaleIntensityd": [("two", {"keys": ["a", "b"], "minv": -1.0}, {"a": Image(rgb), "b": Image(floats(1, 3))})],
    "NormalizeIntensity": [
        ("default", {}, Image(rgb)),
        ("nonzero", {"nonzero": True}, Image(floats(2, 5, 4) * (random.rand(2, 5, 4) > 0.5))),
        ("channels", {"channel_wise": True, "nonzero": True}, Image(bytes_(3, 4, 5) * (random.rand(3, 4, 5) > 0.5))),
        ("given", {"subtrahend": 3.5, "divisor": 2.0}, Image(floats(2, 5, high=10))),
        ("given for channels", {"subtrahend": [0.485, 0.456, 0.406], "divisor": [0.229, 0.224, 0.225], "channel_wise": True}, Image(floats(3, 4, 4))),
        ("flat", {}, Image(np.full((1, 4), 3.0, np.float32))),
        ("all zero", {"nonzero": True}, Image(np.zeros((1, 4), np.float32))),
        ("float64", {"dtype": "float64", "channel_wise": True}, Image(random.rand(2, 3, 4))),
    ],
    "NormalizeIntensityd": [("two", {"keys": ["a", "b"]}, {"a": Image(rgb), "b": Image(floats(1, 9))})],
    "RandScaleIntensity": [(f"seed {s}", {"factors": 0.3, "prob": 0.7, "channel_wise": s > 1}, Image(rgb)) for s in range(4)],
    "RandScaleIntensityd": [(f"seed {s}", {"keys": ["a", "b"], "factors": [0.1, 0.4], "prob": 0.7, "channel_wise": s > 1}, {"a": Image(rgb), "b": Image(floats(3, 4))}) for s in range(4)],
    "RandShiftIntensity": [(f"seed {s}", {"offsets": 40.5, "prob": 0.7, "safe": s == 1, "channel_wise": s > 2}, Image(rgb if s < 3 else floats(2, 4))) for s in range(5)],
    "RandShiftIntensityd": [
        *[(f"seed {s}", {"keys": ["a", "b"], "offsets": [0.1, 0.4], "prob": 0.7}, {"a": Image(floats(2, 3)), "b": Image(floats(3, 4))}) for s in range(3)],
        ("factor", {"keys": "a", "offsets": [0.1, 0.4], "prob": 1.0, "factor_key": "high"}, {"a": Image(floats(2, 3)), "a_meta_dict": {"json": {"high": 3.0}}}),
    ],
    "RandGaussianNoise": [(f"seed {s}", {"prob": 0.7, "std": 0.2, "mean": 0.1, "sample_std": s % 2 == 0}, Image(floats(2, 4, 5))) for s in range(4)],
    "RandGaussianNoised": [(f"seed {s}", {"keys": ["a", "b"], "prob": 0.7}, {"a": Image(floats(2, 4)), "b": Image(bytes_(2, 4))}) for s in range(3)],
    "RandTorchVision": [
        *[(f"bytes {s}", jitter, Image(colourful)) for s in range(8)],
        *[(f"floats {s}", jitter, Image(floats(3, 9, 8))) for s in range(4)],
        ("extremes", {"name": "ColorJitter", "hue": 0.5, "saturation": 1}, Image(extremes)),
        ("ranges", {"name": "ColorJitter", "brightness": [0.2, 3.0], "contrast": [1.5, 4.0], "hue": [-0.5, -0.3]}, Image(colourful)),
        ("grey", jitter, Image(bytes_(1, 6, 5))),
        ("grey floats", jitter, Image(floats(1, 6, 5))),
        ("float64", jitter, Image(random.rand(3, 5, 6))),
        ("nothing", {"name": "ColorJitter"}, Image(colourful)),
        ("hue only", {"name": "ColorJitter", "hue": 0.3}, Image(bytes_(3, 32, 32))),
    ],
    "RandTorchVisiond": [(f"two keys {s}", {"keys": ["a", "b"], **jitter}, {"a": Image(colourful), "b": Image(bytes_(3, 4, 4))}) for s in range(2)],
    "TorchVision": [("jitter", jitter, Image(colourful))],
    "TorchVisiond": [("jitter", {"keys": "a", **jitter}, {"a": Image(colourful)})],
    "Activations": [
        ("sigmoid", {"sigmoid": True}, Image(floats(1, 6, 5, low=-20, high=20))),
        ("softmax", {"softmax": True}, Image(floats(4, 6, 5, low=-20, high=20))),
        ("softmax last", {"softmax": True, "dim": -1}, Image(floats(4, 3, 5, low=-3, high=3))),
        ("both", {"sigmoid": True, "softmax": True}, Image(floats(3, 4, low=-3, high=3))),
        ("bytes", {"sigmoid": True}, Image(bytes_(1, 5))),
    ],
    "Activationsd": [("each", {"keys": ["a", "b"], "sigmoid": [True, False], "softmax": [False, True]}, {"a": Image(floats(1, 5, low=-9, high=9)), "b": Image(floats(2, 5, low=-9, high=9))})],
    "AsDiscrete": [
        ("threshold", {"threshold": 0.5}, Image(floats(1, 6, 5))),
        ("threshold at the value", {"threshold": 0.6}, Image(np.array([[0.6, 0.59999, 0.6000001]], np.float32))),
        ("argmax", {"argmax": True}, Image(floats(4, 6, 5))),
        ("argmax, one-hot", {"argmax": True, "to_onehot": 4}, Image(floats(4, 6, 5))),
        ("argmax without axis", {"argmax": True, "keepdim": False, "dim": 1}, Image(floats(3, 4, 5))),
        ("one-hot", {"to_onehot": 3, "dtype": "torch.int32"}, Image(random.randint(0, 3, (1, 4, 5)))),
        ("one-hot in the middle", {"to_onehot": 3, "dim": 1}, Image(random.randint(0, 3, (2, 1, 5)).astype(np.float32))),
        ("rounding", {"rounding": "torchrounding"}, Image(np.array([[0.5, 1.5, 2.5, -0.5, -1.5, 0.49, 2.51]], np.float32))),
        ("uint8 out", {"threshold": 0.5, "dtype": "torch.uint8"}, Image(floats(1, 6))),
        ("bytes", {"threshold": 100}, Image(rgb)),
    ],
    "AsDiscreted": [("each", {"keys": ["a", "b"], "argmax": [True, False], "to_onehot": [3, None], "threshold": [None, 0.5]}, {"a": Image(floats(3, 5)), "b": Image(floats(1, 5))})],
    "KeepLargestConnectedComponent": [
        ("binary", {}, Image(blobs)),
        ("edges only", {"connectivity": 1}, Image(blobs)),
        ("three", {"num_components": 3, "connectivity": 1}, Image(blobs)),
        ("labels", {}, Image(multi)),
        ("some labels", {"applied_labels": [1, 3]}, Image(multi)),
        ("union", {"applied_labels": [1, 3], "independent": False, "connectivity": 1}, Image(multi)),
        ("one-hot", {}, Image(onehot)),
        ("one-hot, one channel", {"applied_labels": 0, "connectivity": 1}, Image(onehot)),
        ("one-hot union", {"independent": False, "connectivity": 1}, Image(onehot)),
        ("three axes", {}, Image(mask3d)),
        ("three axes, edges", {"connectivity": 1}, Image(mask3d)),
        ("three axes, two hops", {"connectivity": 2}, Image(mask3d)),
        ("same sizes", {"connectivity": 1}, Image(np.array([[[1, 0, 1, 0], [0, 1, 0, 1]]], np.float32))),
        ("empty", {}, Image(np.zeros((1, 4, 4), np.float32))),
        ("bytes", {"connectivity": 1}, Image((blobs * 3).astype(np.uint8))),
    ],
    "KeepLargestConnectedComponentd": [("one", {"keys": "pred"}, {"pred": Image(blobs)})],
    "SplitLabeld": [
        ("bundle", {"keys": "label", "mask_value": "", "others_value": 255}, {"label": Image(nuclei())}),
        ("classes kept", {"keys": "label", "mask_value": None, "others_value": 255, "to_binary_mask": False}, {"label": Image(nuclei())}),
        ("mask value", {"keys": "label", "others": "rest"}, {"label": Image(numbered()), "mask_value": {"json": 3}}),
        ("no others", {"keys": "label", "mask_value": "", "others_value": 255}, {"label": Image(disk(9, 8, 4, 4, 2)[None])}),
        ("only others", {"keys": "label", "mask_value": "", "others_value": 255}, {"label": Image(disk(9, 8, 4, 4, 2, 255)[None])}),
        ("several classes", {"keys": "label", "mask_value": "", "others_value": 255}, {"label": Image(random.choice([0, 1, 2, 255], (1, 9, 8)).astype(np.uint8))}),
        ("float32", {"keys": "label", "mask_value": "", "others_value": 255}, {"label": Image(nuclei().astype(np.float32))}),
        ("many others", {"keys": "label", "mask_value": "", "others_value": 255}, {"label": Image((np.indices((40, 40)).sum(0) % 2 * 255).astype(np.uint8)[None])}),
    ],
    "AddPointGuidanceSignald": [
        *[(f"bundle {s}", {"use_distance": True}, clicked(3 if s == 0 else 1)) for s in range(5)],
        *[(f"any pixel {s}", {}, clicked(1)) for s in range(2)],
        ("dropped", {"use_distance": True, "drop_rate": 1.0}, clicked(1)),
        *[(f"jitter {s}", {"drop_rate": 0.2, "jitter_range": 5}, clicked(1)) for s in range(2)],
        ("gaussian", {"use_distance": True, "gaussian": True, "drop_rate": 0.0, "sigma": 1.7, "truncated": 3.0}, clicked(1)),
        ("default gaussian", {"gaussian": True, "drop_rate": 0.1}, clicked(1)),
        ("inclusion only", {"add_exclusion_map": False, "use_distance": True}, clicked(1)),
        ("bytes", {"use_distance": True, "drop_rate": 0.0}, {**clicked(1), "image": Image(bytes_(3, 13, 11))}),
        ("empty label", {}, {**clicked(1), "label": Image(np.zeros((1, 13, 11), np.uint8))}),
        ("label everywhere", {"use_distance": True}, {"image": Image(floats(1, 6, 5)), "label": Image(np.ones((1, 6, 5), np.uint8)), "others": Image(np.zeros((1, 6, 5), np.uint8))}),
        *[(f"label at the edge {s}", {"use_distance": True}, {"image": Image(floats(1, 12, 9)), "label": Image(disk(12, 9, 1, 8, 5)[None]), "others": Image(np.zeros((1, 12, 9), np.uint8))}) for s in range(3)],
    ],
    "AddClickSignalsd": [
        ("one", {"bb_size": 9}, {"image": Image(floats(2, 24, 20)), "foreground": {"json": [[12, 9]]}}),
        ("several", {"bb_size": 10}, {"image": Image(floats(1, 24, 20)), "foreground": {"json": clicks}}),
        ("outside and twice", {"bb_size": 10}, {"image": Image(floats(1, 24, 20)), "foreground": {"json": [[24, 3], [5, 5], [-1, 4], [5, 5], [5, 20], [6, 7]]}}),
        ("location", {"bb_size": 9}, {"image": Image(floats(1, 24, 20)), "foreground": {"json": [[112.5, 215.25]]}, "location": {"json": [100, 200]}}),
        ("gaussian", {"bb_size": 10, "gaussian": True, "sigma": 1.3}, {"image": Image(floats(1, 24, 20)), "foreground": {"json": clicks}}),
        ("no exclusion", {"bb_size": 10, "add_exclusion_map": False}, {"image": Image(floats(1, 24, 20)), "foreground": {"json": clicks}}),
        ("bytes", {"bb_size": 10}, {"image": Image(bytes_(3, 24, 20)), "foreground": {"json": clicks}}),
        ("whole", {"bb_size": 10}, {"image": Image(floats(1, 10, 10)), "foreground": {"json": [[1, 2], [9, 9]]}}),
    ],
    "PostFilterLabeld": [
        ("masks", {"keys": "pred"}, {"pred": (random.rand(2, 16, 16) > 0.3).astype(np.float32), "bounding_boxes": {"json": [[0, 0, 16, 16], [10, 4, 26, 20]]}, "img_width": {"json": 30}, "img_height": {"json": 24}}),
        ("classes", {"keys": "pred", "min_size": 4, "min_hole": 3}, {"pred": (random.rand(2, 16, 16) > 0.3).astype(np.float32), "bounding_boxes": {"json": [[0, 0, 16, 16], [10, 4, 26, 20]]}, "img_width": {"json": 30}, "img_height": {"json": 24}, "pred_classes": {"json": [3, 5]}}),
    ],
    "FlattenLabeld": [
        ("edges", {"keys": "a"}, {"a": random.randint(0, 3, (12, 11)).astype(np.uint8)}),
        ("corners", {"keys": "a", "connectivity": 2}, {"a": random.randint(0, 3, (12, 11)).astype(np.uint8)}),
        ("with a channel", {"keys": "a"}, {"a": random.randint(0, 3, (1, 12, 11)).astype(np.uint8)}),
    ],
    "ExtractPatchd": [
        ("inside", {"keys": "a", "patch_size": 8}, {"a": Image(bytes_(2, 20, 22)), "centroid": {"json": [9, 11]}}),
        ("at the edge", {"keys": "a", "patch_size": 9}, {"a": Image(bytes_(1, 20, 22)), "centroid": {"json": [19, 1]}}),
    ],
    "FilterImaged": [
        ("tissue", {"keys": "a", "min_size": 12}, {"a": bytes_(30, 28, 3)}),
        ("mostly grey", {"keys": "a", "min_size": 500}, {"a": (bytes_(30, 28, 1) // 4 * 4 + bytes_(30, 28, 3) // 200 * 20).astype(np.uint8)}),
        ("bright", {"keys": "a", "min_size": 3}, {"a": (255 - bytes_(30, 28, 3) // 8).astype(np.uint8)}),
    ],
    "AddLabelAsGuidanced": [
        ("channel", {"keys": "a"}, {"a": Image(floats(3, 5, 4)), "label": Image(bytes_(1, 5, 4) // 100)}),
        ("plane", {"keys": "a", "source": "m"}, {"a": Image(floats(3, 5, 4)), "m": Image(bytes_(5, 4) // 100)}),
    ],
    "SetLabelClassd": [("largest", {"keys": "a"}, {"a": Image(bytes_(1, 5) // 60)}), ("offset", {"keys": "a", "offset": 2}, {"a": Image(bytes_(1, 5) // 60)})],
    "Lambda": [("plus one", {"func": "plus one"}, Image(floats(2, 3)))],
    "Lambdad": [
        ("each", {"keys": ["a", "b"], "func": ["plus one", "twice"]}, {"a": Image(floats(2, 3)), "b": Image(floats(2, 3))}),
        ("elsewhere", {"keys": ["a", "b"], "func": "twice", "overwrite": ["c", False]}, {"a": Image(floats(2, 3)), "b": Image(floats(2, 3))}),
    ],
}

FUNCTIONS = {"plus one": lambda x: x + 1, "twice": lambda x: x * 2}
