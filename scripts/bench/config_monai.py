"""Reads, merges and resolves the config of scripts/bench/config.ts with MONAI; prints the milliseconds of each run.

    python scripts/bench/config_monai.py a.json b.json c.json
"""

import sys
import time
import warnings

warnings.simplefilter("ignore")
from monai.bundle import ConfigParser  # noqa: E402

files = sys.argv[1:]
for _ in range(3):
    started = time.perf_counter()
    parser = ConfigParser()
    parser.read_config(files)
    parser.get_parsed_content("")
    print(f"{(time.perf_counter() - started) * 1000:.1f}")
