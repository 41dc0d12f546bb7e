"""The wars that are timed: the flagship at central values, and made-up ones of any number of districts."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ripeness.engine import pack, streams
from ripeness.engine.calendar import turnover_years
from ripeness.engine.war import Tables, War
from ripeness.scenario.load import load_scenario
from ripeness.strategy import game, grid, solver

FLAGSHIP = "afghanistan-2018"


class Case(NamedTuple):
    """A war with its solved game."""

    war: War
    tables: Tables


@cache
def flagship_game() -> game.Game:
    """The flagship's game at central values."""
    scenario = load_scenario(FLAGSHIP)
    values = {name: float(estimate.value) for name, estimate in scenario.parameters.items()}
    start = tuple(scenario.start[name] for name in ("posture", "commitment", "talks"))
    return game.build(values, turnover_years(scenario, grid.PRODUCTION.end), start=start)


@cache
def flagship() -> Case:
    """The flagship on the coarse grid, as every world of a run is simulated."""
    scenario = load_scenario(FLAGSHIP)
    values = {name: float(estimate.value) for name, estimate in scenario.parameters.items()}
    war = pack.pack(scenario, values, streams.key(1, streams.WORLD_AXIS))
    return Case(war, pack.tables(solver.solve(flagship_game(), grid.COARSE), war.months))


def lattice(districts: int, months: int | None = None) -> Case:
    """The flagship's mechanisms and game on a made-up map: districts in rows, six neighbours each.

    No regime falls, so that every future runs to its end and a price is a price of months.
    """
    case = flagship()
    war, tables = case.war, case.tables
    months = months or war.months
    across = round(districts**0.5)
    ties: list[set[int]] = [set() for _ in range(districts)]
    for d in range(districts):
        for other in (d + 1 if (d + 1) % across else d, d + across, d + across + 1 if (d + 1) % across else d):
            if d < other < districts:
                ties[d].add(other)
                ties[other].add(d)
    place, share = np.arange(districts), districts / len(war.ground.unit)
    degree = np.array([len(t) for t in ties], dtype=np.float32)

    def spread(values: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.resize(values, districts))

    region = place * len(war.ground.region_unit) // districts
    ground = war.ground._replace(
        unit=place + 1, region=region, province=place * war.countryside.provinces // districts,
        region_share=(1.0 / np.bincount(region)[region]).astype(np.float32),
        weight=np.full(districts, 1.0 / districts, dtype=np.float32),
        violence_weight=spread(war.ground.violence_weight) / np.float32(share),
        first=np.cumsum([0, *map(len, ties)]), neighbour=np.array([j for t in ties for j in sorted(t)]),
        tie=np.ones(int(degree.sum()), dtype=np.float32), degree=degree,
        command_offset=spread(war.ground.command_offset), press_offset=spread(war.ground.press_offset),
        step=war.ground.step * float(war.ground.degree.mean() / degree.mean()),
    )  # fmt: skip
    country = war.countryside._replace(
        route_here=war.countryside.route_here % districts, route_there=war.countryside.route_there % districts
    )
    origin = war.origin._replace(
        level=spread(war.origin.level), province=ground.province,
        inner_government=round(war.origin.inner_government * share),
        inner_insurgent=max(round(war.origin.inner_insurgent * share), 1),
    )  # fmt: skip
    lasting = war.cascade._replace(collapse_capitals=2.0, seat=np.zeros_like(war.cascade.seat))
    seats = np.linspace(0, districts - 1, min(len(war.ends.capital), districts)).astype(np.int64)
    stage = war.stage._replace(
        season=np.resize(war.stage.season, months),
        policy=np.repeat(war.stage.policy[:, :1], months, axis=1),
    )
    return Case(
        war._replace(
            ground=ground, countryside=country, origin=origin, stage=stage, months=months, cascade=lasting,
            politics=war.politics._replace(
                **{name: np.resize(getattr(war.politics, name), months) for name in ("turnover", "rule", "order")}
            ),
            ends=war.ends._replace(capital=seats, regional_capital=np.ascontiguousarray(seats[::4])),
        ),
        tables._replace(
            **{name: np.resize(getattr(tables, name), months) for name in ("low", "high", "fraction", "game")}
        ),
    )  # fmt: skip
