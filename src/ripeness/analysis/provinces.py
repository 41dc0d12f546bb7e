"""The provinces through time: share of people under the government, and how often the land around a capital is lost.

From the quarterly maps of the futures that keep one. Formations, posts, roads and militias of a province are not kept
apart in a run: they are known for the country as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import dates
from ripeness.analysis.ground import FALLEN, LOST, STEPS

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def provinces(run: Run) -> dict[str, Any]:
    """Each province by quarter, in whole percent; the one with the most people first.

    Returns
    -------
    ``months`` (the first of each quarter), ``futures``, ``note``, and ``provinces`` with ``name, capital, people,
    units`` and by month ``median``, ``band50``, ``band90`` (share of people under the government) and ``lost`` (share
    of futures in which insurgents hold the district of the capital, or the government has fallen); empty without maps.

    References
    ----------
    Model M1 for control; a district counts its people times the government's control of it.
    """
    scenario, held = run.scenario, run.maps
    of = np.array([district.province for district in scenario.districts])
    people = np.array([district.population for district in scenario.districts], dtype=float)
    control = np.where(held == FALLEN, 0, held) / STEPS
    found = []
    for province in sorted(scenario.provinces, key=lambda p: -p.population) if len(held) else ():
        mine = np.flatnonzero(of == province.id)
        if not len(mine):
            continue
        share = np.average(control[:, :, mine], axis=2, weights=people[mine])
        low, lower, middle, upper, high = np.rint(100.0 * np.quantile(share, LEVELS, axis=0)).astype(int).tolist()
        seats = [d for d in mine if scenario.districts[d].capital] or [mine[int(np.argmax(people[mine]))]]
        lost = (control[:, :, seats] < LOST).any(axis=2).mean(axis=0)
        found.append({
            "name": province.name, "capital": scenario.districts[seats[0]].name, "people": round(people[mine].sum()),
            "units": len(mine), "median": middle, "band50": [lower, upper], "band90": [low, high],
            "lost": np.rint(100.0 * lost).astype(int).tolist(),
        })  # fmt: skip
    names = scenario.labels
    drawn = (
        " Every future draws a first map of its own from what was known of the country, so that the first months say "
        "little about who held this province."
        if run.plan.start == "as-of"
        else ""
    )
    return {
        "months": dates.months(scenario)[::3],
        "futures": len(held),
        "note": f"{len(held):,} futures that keep their map, the same number from every world; once "
        f"{names['government']} has fallen it holds nothing. Militias, posts, roads and effort are kept for the "
        f"country as a whole.{drawn}",
        "provinces": found,
    }
