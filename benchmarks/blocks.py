"""Where the time of a future goes, block by block, and how near the ground comes to C.

Each block of a month is run alone, month after month, for as many futures as there are lanes; what runs future by
future (decisions, records, first days) is what is left of a whole future. A price is nanoseconds a district and month
of one future.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clock import spent
from benchmarks.reference import c_war
from benchmarks.table import Row
from benchmarks.wars import Case, flagship
from ripeness.engine import loop, streams
from ripeness.engine import record as rec
from ripeness.engine import war as arrays
from ripeness.engine.cascade import weeks
from ripeness.engine.countryside import choose_effort, killings, provinces, roads, tactics
from ripeness.engine.ground import move_targets, settle_ground, shake
from ripeness.engine.month import fight, set_scene
from ripeness.numerics.compiled import kernel, part
from ripeness.numerics.lanes import Width

WIDTH = loop.WIDTH


@part
def set_date(field, month):
    """Every lane in the same month."""
    for w in range(field.words.shape[1]):
        field.words[2, w] = month << 14


def targets(width, war, lanes, months):
    """Targets move."""
    for month in range(months):
        set_date(lanes.field, month)
        move_targets(width, war.ground, war.countryside, lanes.field)


def shaken(width, war, lanes, months):
    """Districts lean and are shaken."""
    for month in range(months):
        set_date(lanes.field, month)
        shake(width, war.ground, war.countryside, lanes.field)


def read(width, war, lanes, months):
    """Districts lean, make peace and are read."""
    for month in range(months):
        set_date(lanes.field, month)
        settle_ground(width, war.ground, war.countryside, war.peace, lanes.field)


def ground(width, war, lanes, months):
    """The ground as a whole."""
    for month in range(months):
        set_date(lanes.field, month)
        move_targets(width, war.ground, war.countryside, lanes.field)
        shake(width, war.ground, war.countryside, lanes.field)
        settle_ground(width, war.ground, war.countryside, war.peace, lanes.field)


def countryside(width, war, lanes, months):
    """Effort, roads, posts, militias, killings."""
    for month in range(months):
        set_date(lanes.field, month)
        tactics(width, war.countryside, lanes.field)
        choose_effort(width, war.effort, war.ground, war.countryside, lanes.field)
        roads(width, war.ground, war.countryside, lanes.field)
        provinces(width, war.ground, war.countryside, lanes.field)
        killings(width, war.countryside, lanes.field)


def cascade(width, war, lanes, months):
    """Weeks of the cascade."""
    for month in range(months):
        set_date(lanes.field, month)
        weeks(width, war.cascade, lanes.field)


def month(width, war, lanes, months):
    """The month on the ground, all lanes at once."""
    for now in range(months):
        set_date(lanes.field, now)
        fight(width, war, lanes.field, lanes.memory)


BLOCKS = (targets, shaken, read, ground, countryside, cascade, month)
KERNELS: dict[str, Callable[..., Any]] = {block.__name__: kernel(block) for block in BLOCKS}


def rows(quick: bool) -> list[Row]:
    """Prices of the blocks, and the ground against C."""
    case, seconds = flagship(), 0.3 if quick else 1.0
    keys = streams.keys(1, np.arange(512 if quick else 2048))
    run = loop.simulate(case.war, case.tables, keys).record[:, rec.MONTHS_RUN].mean()
    cells, unit = len(case.war.ground.unit) * float(run) / 1e9, "ns a district-month"
    whole = spent(lambda: loop.simulate(case.war, case.tables, keys), seconds).cpu / len(keys)
    maps = spent(lambda: loop.start_maps(case.war, keys), seconds).cpu / len(keys)
    price = {block.__name__: alone(case, block.__name__, seconds) * 1e9 for block in BLOCKS}
    out = [Row((block.__doc__ or "").rstrip("."), price[block.__name__], unit) for block in BLOCKS]
    out.append(Row("First-day maps", maps / cells, unit))
    out.append(Row("Decisions, records, first days, idle lanes", (whole - maps) / cells - price["month"], unit))
    out.append(Row("A whole future", whole / cells, unit))
    if c_war.compiler() is not None:
        out.append(against_c(case, price["ground"], seconds))
    return out


def against_c(case: Case, own: float, seconds: float) -> Row:
    """The ground of a future next to the same ground in C."""
    found = c_war.compiler()
    assert found is not None
    lanes, war = started(case, c_war.WIDTH), case.war
    steps = np.zeros((war.months, war.countryside.provinces), dtype=np.float32)
    with tempfile.TemporaryDirectory() as name:
        compiled = c_war.build(Path(name))
        theirs = spent(lambda: c_war.run(compiled, war, lanes.field, steps), seconds, 5).cpu
    theirs *= 1e9 / (c_war.WIDTH * war.months * len(war.ground.unit))
    what = f"the same in C ({found[0]} {' '.join(c_war.FLAGS)}): {theirs:.2f}"
    return Row("The ground alone", own, "ns a district-month", theirs / own, what)


def started(case: Case, width: int = WIDTH) -> Any:
    """Futures on their first day, one a lane: maps and keys of their own, everything else that of the first."""
    war, n = case.war, len(case.war.ground.unit)
    lanes, keys = arrays.lanes(war, width), streams.keys(1, np.arange(width))
    maps = loop.start_maps(war, keys)
    with np.errstate(all="ignore"):
        loop.enter(war, lanes, 0, 0, keys, maps, loop.NO_TRIAL, loop.WAR)
        lanes.mind.number[rec.EXPECTATION, 0] = war.stage.level[war.politics.posture]
        loop.open_war(war, lanes.field, lanes.mind, 0)
        set_scene(war, lanes.field, lanes.mind, 0)
    for table in (*lanes.field[3:9], *lanes.memory):
        table[:] = table[:, :1]
    lanes.field.words[:2], lanes.field.rows[rec.OFFSET_SCALE] = keys.T, maps[:, 2 * n]
    lanes.field.target[:], lanes.field.deviation[:] = maps[:, :n].T, maps[:, n : 2 * n].T
    return lanes


def alone(case: Case, name: str, seconds: float) -> float:
    """Processor time of one block, seconds a district and month of one future."""
    run, lanes, width = KERNELS[name], started(case), Width(WIDTH)
    run(width, case.war, lanes, case.war.months)
    time = spent(lambda: run(width, case.war, lanes, case.war.months), seconds, 5).cpu
    return time / (WIDTH * case.war.months * len(case.war.ground.unit))
