"""How the cost grows with districts, months and futures; linear is what is wanted."""

from __future__ import annotations

import numpy as np

from benchmarks.clock import spent
from benchmarks.table import Row
from benchmarks.wars import flagship, lattice
from ripeness.engine import loop, streams
from ripeness.engine import record as rec

DISTRICTS, MONTHS, FUTURES = (50, 200, 800, 1600), (12, 36, 73, 146), (64, 256, 1024, 4096)


def rows(quick: bool) -> list[Row]:
    """Prices on made-up maps, for shorter and longer wars, for few and many futures."""
    seconds, count = (0.1, 128) if quick else (0.5, 512)
    keys = streams.keys(1, np.arange(max(FUTURES)))
    out = []

    def add(name: str, case, many: int, first: Row | None) -> Row:
        run = loop.simulate(case.war, case.tables, keys[:many]).record[:, rec.MONTHS_RUN].sum()
        time = spent(lambda: loop.simulate(case.war, case.tables, keys[:many]), seconds, 1).cpu
        value = time / (float(run) * len(case.war.ground.unit)) * 1e9
        row = Row(name, value, "ns a district-month")
        return row if first is None else row._replace(ratio=first.value / value, reference=first.name)

    for name, made in (
        ("{} districts", [(d, lattice(d), count) for d in DISTRICTS]),
        ("{} months", [(m, lattice(400, m), count) for m in MONTHS]),
        ("{} futures", [(f, flagship(), f) for f in FUTURES[: 3 if quick else 4]]),
    ):
        first: Row | None = None
        for size, case, many in made:
            out.append(add(name.format(f"{size:,}"), case, many, first))
            first = first or out[-1]
    return out
