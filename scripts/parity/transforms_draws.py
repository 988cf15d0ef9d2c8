"""Records the random numbers that MONAI's and torchvision's transforms draw, in order."""

from contextlib import contextmanager

import numpy as np
import torch


class RecordingState(np.random.RandomState):
    """A RandomState that notes each draw as [kind, value], the way our `Random` would be asked for it."""

    def __init__(self, seed, log):
        super().__init__(seed)
        self.log = log

    def random_sample(self, size=None):
        """`rand` and `choice` with probabilities draw from it, too; `choice` finds the place among the summed ones."""
        values = super().random_sample(size)
        self.log.extend(["uniform", float(value)] for value in np.ravel(values))
        return values

    def uniform(self, low=0.0, high=1.0, size=None):
        value = super().uniform(low, high, size)
        self.log.append(["uniform", float(value)])
        return value

    def randint(self, low, high=None, size=None, dtype=int):
        value = super().randint(low, high, size, dtype)
        self.log.append(["integer", int(value)])
        return value

    def normal(self, loc=0.0, scale=1.0, size=None):
        values = super().normal(loc, scale, size)
        self.log.append(["normal", np.asarray(values).ravel().tolist()])
        return values


@contextmanager
def recorded_globals(log, seed):
    """Notes what is drawn from NumPy's and PyTorch's global generators, too."""
    torch.manual_seed(seed)
    state = RecordingState(seed + 1, log)
    choice, randperm, uniform = np.random.choice, torch.randperm, torch.Tensor.uniform_

    def logged_randperm(*args, **kwargs):
        order = randperm(*args, **kwargs)
        log.append(["permutation", order.tolist()])
        return order

    def logged_uniform(self, *args, **kwargs):
        result = uniform(self, *args, **kwargs)
        log.extend(["uniform", float(value)] for value in result.flatten())
        return result

    np.random.choice, torch.randperm, torch.Tensor.uniform_ = state.choice, logged_randperm, logged_uniform
    try:
        yield
    finally:
        np.random.choice, torch.randperm, torch.Tensor.uniform_ = choice, randperm, uniform
