"""Peak memory of a process that simulates one world, by futures; a million are extrapolated."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.table import Row

PROGRAM = """
import resource, sys
import numpy as np
from benchmarks.wars import flagship
from ripeness.engine import loop, streams
from ripeness.engine import record as rec
case, count = flagship(), int(sys.argv[1])
records = np.ones((count, len(rec.COLUMNS)), dtype=np.float32)
for first in range(0, count, 4096):
    keys = streams.keys(1, np.arange(first, min(first + 4096, count)))
    records[first : first + 4096] = loop.simulate(case.war, case.tables, keys, jobs=2).record
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0)
"""


def rows(quick: bool) -> list[Row]:
    """Megabytes at two sizes, and what that makes of a million."""
    few, many = 4096, 100_000
    small = peak(few)
    out = [Row(f"peak memory, {few:,} futures", small, "MB")]
    if not quick:
        large = peak(many)
        million = small + (large - small) / (many - few) * (1_000_000 - few)
        out += [
            Row(f"peak memory, {many:,} futures", large, "MB"),
            Row("peak memory, 1,000,000 futures (extrapolated)", million, "MB"),
        ]
    return out


def peak(futures: int) -> float:
    """Megabytes of a process of its own, in blocks of 4,096 futures as a run takes them, records in memory."""
    command = [sys.executable, "-c", PROGRAM, str(futures)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
