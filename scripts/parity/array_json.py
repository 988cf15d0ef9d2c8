"""Arrays in fixtures: {"dtype": …, "shape": […], "data": base64 of the little-endian elements}."""

import base64

import numpy as np


def array_json(array) -> dict:
    """The JSON form of a NumPy array or PyTorch tensor."""
    array = np.asarray(array.detach().cpu().numpy() if hasattr(array, "detach") else array, order="C")
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "data": base64.b64encode(array.tobytes()).decode("ascii"),
    }
