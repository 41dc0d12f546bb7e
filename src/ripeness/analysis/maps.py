"""The districts through time: median control and the width of its 90 % range, over the futures that keep their map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import dates
from ripeness.analysis.outlines import outlines, with_outline

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

FALLEN = 255
STEPS = 200  # a stored map counts in two-hundredths


def districts(run: Run) -> dict[str, Any]:
    """Control of every district by quarter, in percent.

    Once its government has fallen a future counts as holding nothing: control 0 in every district. Leaving such
    futures out instead would make the map brighter the more states fall.

    Returns
    -------
    ``units``, ``months`` (the first of each quarter), ``median`` and ``width90`` by month and unit.
    """
    scenario, held = run.scenario, run.maps
    percent = np.where(held == FALLEN, 0, held) * (100.0 / STEPS)
    low, middle, high = np.quantile(percent, (0.05, 0.5, 0.95), axis=0) if len(held) else np.zeros((3, *held.shape[1:]))
    drawn = (
        f" Every future draws a first map of its own from what was known of the country, not of each "
        f"{scenario.labels['unit']}: its median says what such a {scenario.labels['unit']} was like, little about who "
        "held this one. Only an imported map would tell."
        if run.plan.start == "as-of"
        else ""
    )
    return {
        "units": units(scenario),
        "months": dates.months(scenario)[::3],
        "median": np.rint(middle).astype(int).tolist(),
        "width90": np.rint(high - low).astype(int).tolist(),
        "note": f"{len(held):,} futures that keep their map, the same number from every world; once "
        f"{scenario.labels['government']} has fallen it holds no {scenario.labels['unit']}.{drawn}",
    }


def units(scenario: Scenario) -> list[dict[str, Any]]:
    """The districts with their place on the map and on the grid of tiles; outlines where boundaries were imported."""
    provinces = {province.id: province for province in scenario.provinces}
    tiles, rings = scenario.tiles or squares(scenario), outlines(scenario)
    return [
        with_outline({
            "id": d.id, "name": d.name, "province": provinces[d.province].name,
            "region": provinces[d.province].region, "lon": d.lon, "lat": d.lat,
            "approximate": bool(d.approximate), "population": round(d.population),
            "row": tiles[d.id][0], "col": tiles[d.id][1],
        }, rings.get(d.id))
        for d in scenario.districts
    ]  # fmt: skip


def squares(scenario: Scenario) -> dict[int, tuple[int, int]]:
    """A square of tiles for a war that brings none: rows from north to south, in each from west to east."""
    side = math.ceil(math.sqrt(len(scenario.districts)))
    by_north = sorted(scenario.districts, key=lambda d: (-d.lat, d.lon, d.id))
    places: dict[int, tuple[int, int]] = {}
    for row in range(0, len(by_north), side):
        line = sorted(by_north[row : row + side], key=lambda d: (d.lon, d.id))
        places |= {d.id: (row // side, col) for col, d in enumerate(line)}
    return places
