"""Compiling and calling the ground loop in C: clang from the ``ziglang`` wheel, else the system's compiler."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine.streams import CENTRE, LOCAL_ACCORD
from ripeness.engine.war import Field, War
from ripeness.model.local_peace import USUAL_CONTEST

SOURCE = Path(__file__).with_name("c_war.c")
WIDTH = 64
FLAGS = ("-O3", "-march=native", "-ffast-math")


class Lists(ctypes.Structure):
    """``struct ground``."""

    _fields_ = [
        (name, ctypes.c_void_p)
        for name in (
            "unit", "region", "province", "region_unit", "first", "neighbour", "weight", "violence_weight",
            "region_share", "tie", "degree", "command_offset", "press_offset", "usual_pull",
        )
    ]  # fmt: skip


class Numbers(ctypes.Structure):
    """``struct numbers``."""

    _fields_ = [
        (name, ctypes.c_float)
        for name in (
            "step", "decay", "own_scale", "shared_scale", "command_inner", "press_cut_low", "press_cut_high",
            "reading_noise", "pull", "accord_rate", "breaking", "by_contest", "usual_contest", "violence_share",
            "centre_cut", "years",
        )
    ]  # fmt: skip


def compiler() -> tuple[str, list[str]] | None:
    """Name and command of a C compiler; None where there is none."""
    if find_spec("ziglang"):
        return "clang", [sys.executable, "-m", "ziglang", "cc"]
    for name in ("clang", "gcc", "cc"):
        if shutil.which(name):
            return name, [name]
    return None


def build(folder: Path) -> Any:
    """The compiled loop."""
    found = compiler()
    assert found is not None
    library = folder / "c_war.so"
    purposes = (f"-DLOCAL_ACCORD={LOCAL_ACCORD}u", f"-DCENTRE={CENTRE}u")
    command = [*found[1], *FLAGS, "-shared", "-fPIC", *purposes, "-o", str(library), str(SOURCE)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return ctypes.CDLL(str(library)).ground


def run(loop: Any, war: War, field: Field, steps: np.ndarray) -> np.ndarray:
    """All months of sixty-four futures, in place.

    Parameters
    ----------
    field : of sixty-four lanes; keys, targets, deviations, accords are used.
    steps : float32 (month, province), how far the deviations of a province are moved.

    Returns
    -------
    float32 (10 + region, 64): shares and counts of the last month, see ``c_war.c``.
    """
    g, peace, regions = war.ground, war.peace, war.countryside.regions
    seen = np.empty((10 + regions, WIDTH), dtype=np.float32)
    usual_pull = (g.elite_usual * (g.elite_control * (1.0 - g.decay))).astype(np.float32)
    tables = {**g._asdict(), "usual_pull": usual_pull}
    lists = Lists(*(tables[name].ctypes.data for name, _ in Lists._fields_))
    given = {
        "pull": 0.0, "usual_contest": USUAL_CONTEST, "years": 1.0 / 12.0,
        "breaking": peace.breakdown_rate * (1.0 + peace.by_order * float(field.rows[rec.ORDERED, 0])),
        **peace._asdict(), **g._asdict(),
    }  # fmt: skip
    numbers = Numbers(*(float(given[name]) for name, _ in Numbers._fields_))
    surrendered = field.regional[rec.SURRENDERED_OF * regions : (rec.SURRENDERED_OF + 1) * regions]
    arrays = (
        steps, field.words, field.rows[rec.OFFSET_SCALE], surrendered, field.target, field.deviation, field.scratch,
        field.accord, field.shock, seen,
    )  # fmt: skip
    loop(
        len(steps),
        len(g.unit),
        regions,
        war.countryside.provinces,
        ctypes.byref(lists),
        ctypes.byref(numbers),
        *(ctypes.c_void_p(a.ctypes.data) for a in arrays),
    )
    return seen
