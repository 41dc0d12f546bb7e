"""How long a command takes from the shell: help, checking, the first thousand futures, with and without compiled code.

The process is a new one each time; the empty cache is a folder of its own that is thrown away.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row
from benchmarks.wars import FLAGSHIP

MAIN = "from ripeness.views.cli import main; main()"
THOUSAND = ("run", FLAGSHIP, "--futures", "1000", "--worlds", "1", "--quiet", "--no-progress")
CORE = """
import numpy as np
from benchmarks.wars import flagship
from ripeness.engine import loop, streams
case = flagship()
loop.simulate(case.war, case.tables, streams.keys(1, np.arange(1000)), jobs=2)
"""


def rows(quick: bool) -> list[Row]:
    """Wall and processor seconds of whole processes."""
    repeats = 2 if quick else 5
    out = []
    for arguments in (("--help",), ("check", FLAGSHIP), ("show", FLAGSHIP)):
        wall, cpu = command([MAIN, *arguments], repeats)
        out += [Row(f"ripeness {arguments[0]}", wall, "wall seconds"), Row("", cpu, "CPU seconds")]
    wall, cpu = command([CORE], repeats)
    out += [Row("start to 1,000 futures of one world", wall, "wall seconds"), Row("", cpu, "CPU seconds")]
    if not quick:
        wall, cpu = a_run(None)
        out += [Row("ripeness run, 1,000 futures, report and all", wall, "wall seconds"), Row("", cpu, "CPU seconds")]
        with tempfile.TemporaryDirectory() as empty:
            wall, cpu = command([CORE], 1, {"RIPENESS_CACHE": empty})
        out += [Row("start to 1,000 futures, nothing compiled", wall, "wall seconds"), Row("", cpu, "CPU seconds")]
    return out


def a_run(cache: str | None) -> tuple[float, float]:
    """Seconds of one `ripeness run` into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        return command(
            [MAIN, *THOUSAND, "--out", str(Path(folder) / "run")], 1, {"RIPENESS_CACHE": cache} if cache else {}
        )


def command(arguments: list[str], repeats: int, changed: dict[str, str] | None = None) -> tuple[float, float]:
    """Least wall and processor seconds of a Python process that runs some code."""
    wall, cpu = [], []
    for _ in range(repeats):
        before, begun = os.times(), time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", *arguments], check=True, env={**os.environ, **(changed or {})},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        after = os.times()
        wall.append(time.perf_counter() - begun)
        cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(wall), min(cpu)
