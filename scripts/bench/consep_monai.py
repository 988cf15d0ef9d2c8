"""MONAI's side of `consep.ts`: prints the seconds that the bundle's data_process takes, and how many patches it writes.

    python scripts/bench/consep_monai.py INPUT OUTPUT   # MONAI_ZOO names the `models` folder of the model zoo
"""

import glob
import importlib.util
import os
import pathlib
import sys
import time

import scipy.io

source, output = sys.argv[1:]
script = pathlib.Path(os.environ["MONAI_ZOO"]) / "pathology_nuclick_annotation" / "scripts" / "dataset.py"
spec = importlib.util.spec_from_file_location("dataset", script)
dataset = importlib.util.module_from_spec(spec)
spec.loader.exec_module(dataset)
# NumPy 2 refuses int() of an array with one element, which is what a row of inst_type is.
dataset.loadmat = lambda path: {**(mat := scipy.io.loadmat(path)), "inst_type": mat["inst_type"].ravel()}

started = time.perf_counter()
patches = 0
for part in ("Train", "Test"):
    images = sorted(glob.glob(f"{source}/{part}/Images/*.png"))
    labels = sorted(glob.glob(f"{source}/{part}/Labels/*.mat"))
    files = [{"image": image, "label": label} for image, label in zip(images, labels)]
    patches += len(dataset.consep_nuclei_dataset(files, f"{output}/{part}", 128))
print(time.perf_counter() - started, patches)
