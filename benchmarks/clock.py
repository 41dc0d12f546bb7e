"""Processor time and wall time of a piece of work, and what kind of processor it was."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Spent(NamedTuple):
    """The quickest of several runs, seconds."""

    cpu: float
    wall: float


def spent(work: Callable[[], Any], seconds: float = 1.0, least: int = 2) -> Spent:
    """Run some work again and again for about ``seconds``, at least ``least`` times."""
    cpu, wall = [], []
    until = time.perf_counter() + seconds
    while len(cpu) < least or time.perf_counter() < until:
        c, w = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - c)
        wall.append(time.perf_counter() - w)
    return Spent(min(cpu), min(wall))


def level() -> str:
    """The vector instructions that compiled code can use here: avx512, avx2, neon or the plain set."""
    import llvmlite.binding

    features = llvmlite.binding.get_host_cpu_features()
    for feature, name in (("avx512f", "avx512"), ("avx2", "avx2"), ("neon", "neon")):
        if features.get(feature):
            return name
    return "baseline"


def machine() -> str:
    """The processor, its level and its cores, in one line."""
    import llvmlite.binding

    return f"{llvmlite.binding.get_host_cpu_name()}, {level()}, {cores()} cores, Python {platform.python_version()}"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
