"""Numbers that Python and TypeScript (networks-pattern.ts) compute alike, so that fixtures need not hold weights and inputs."""

import numpy as np


def pattern(shape, seed: int) -> np.ndarray:
    """float32 numbers in [-1, 1), multiples of 2**-23: a hash of the element's index and the seed."""
    index = np.arange(int(np.prod(shape, dtype=np.int64)), dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    h = ((index + np.uint64(1)) * np.uint64(0x9E3779B1)) & mask
    h ^= np.uint64((seed * 0x27D4EB2F + 0x165667B1) & 0xFFFFFFFF)
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(0x85EBCA6B)) & mask
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(0xC2B2AE35)) & mask
    h ^= h >> np.uint64(16)
    return (((h >> np.uint64(8)).astype(np.float64) / 2**23) - 1).astype(np.float32).reshape(shape)
