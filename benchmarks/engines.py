"""How many futures a second of processor time, next to the same war in Mesa and in NumPy.

All three run the whole month and end alike: means over futures agree within their errors, or the comparison is refused.
"""

from __future__ import annotations

import numpy as np

from benchmarks import moments
from benchmarks.clock import cores, spent
from benchmarks.table import Row
from benchmarks.wars import flagship
from ripeness.engine import loop, streams

FARTHEST = 5.0  # standard errors between means; ten moments, two ports


def rows(quick: bool) -> list[Row]:
    """Our futures, theirs, and the ratios."""
    from benchmarks.reference import mesa_war, numpy_war

    case, seconds = flagship(), 0.5 if quick else 3.0
    keys = streams.keys(1, np.arange(1024 if quick else 4096))
    record = loop.simulate(case.war, case.tables, keys).record
    own = spent(lambda: loop.simulate(case.war, case.tables, keys), seconds)
    rate = len(keys) / own.cpu
    unit = "futures a CPU second"
    out = [Row("the whole war, 407 districts, 73 months", rate, unit)]
    many = cores()
    together = spent(lambda: loop.simulate(case.war, case.tables, keys, jobs=many), seconds).wall
    out.append(
        Row(f"the same on {many} cores", len(keys) / together, "futures a second", own.wall / together, "one core")
    )
    for name, port, futures in (("Mesa", mesa_war, 3 if quick else 24), ("NumPy", numpy_war, 256 if quick else 1024)):
        maps = loop.start_maps(case.war, keys[:futures])
        found = []

        def work(port=port, maps=maps, found=found):
            found.append(port.futures(case.war, case.tables, maps))

        theirs = futures / spent(work, 0.0, 1).cpu
        same_war(name, record, found[-1])
        out.append(Row(f"the same war in {name}", theirs, unit, rate / theirs, f"ours over {name}"))
    return out


def same_war(name: str, ours: np.ndarray, theirs: np.ndarray) -> None:
    """Refuse a comparison of two different wars; records (future, column)."""
    apart = moments.distances(moments.moments(ours), moments.moments(theirs))
    worst = int(np.abs(apart).argmax())
    if abs(apart[worst]) > FARTHEST:
        raise AssertionError(f"{name} runs another war: {moments.NAMES[worst]} is {apart[worst]:.1f} errors away")
