"""A war small enough to run in plain Python: sixteen districts, four provinces, two regions, two years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np

from ripeness.engine import calendar, pack, streams
from ripeness.engine.war import Tables, War
from ripeness.scenario.load import load_scenario
from ripeness.scenario.war import Scenario
from ripeness.strategy.events import CELLS, COLLAPSE, transition_table

EXPECTED, WIDTH = 29, 30  # places of a node's 32: expected posture, width of the bargaining range
DISTRICTS = 16
MONTHS = 24
PROVINCES = (("hills", "east"), ("plain", "east"), ("coast", "west"), ("marsh", "west"))
HEAD = """\
name: small-war
title: A small war
question: Does the loop do what it says?
information_date: 2000-12-03
first_month: 2000-12
last_month: 2002-11
horizon: 2002-11-30
start: {posture: 3, commitment: 0, talks: 1}
"""
CALENDAR = """\
turnover:
  - {date: 2001-06-20, text: inauguration, source: made-up}
turnover_every_years: 4
"""
SOURCES = """\
made-up:
  title: Made up for tests
  address: "none: made up"
  kind: derived
  confidence: l
"""
OWN = {
    "territory.start_mean": 0.3, "territory.cross_section_sd": 0.8, "territory.posterior_gap": 0.0,
    "territory.start_inner_government": 8, "territory.start_inner_insurgent": 3,
    "violence.deaths_per_month": 1700.0, "violence.patron_deaths": 3.0,
    "forces.strength": 60.0, "forces.weariness": 0.2,
    "patron.population": 300.0, "patron.troops": 14000.0, "patron.deaths_per_million": 0.01,
    "patron.war_cost_share": 0.2, "patron.support": 0.58, "patron.cumulative_deaths": 2400.0,
    "information.resolve_start": 0.4, "information.resolve_offset": 0.5, "information.viability_offset": 0.7,
    "government.cohesion": 0.5, "government.legitimacy": 0.45,
    "region.sanctuary": 0.7, "region.materiel": 0.3, "region.recognition": 0.1, "region.population": 16.0,
    "payoff.isolation": 0.12,
}  # fmt: skip
NO_SHOCKS = {
    "territory.volatility": 0.0, "violence.level_innovation": 0.0, "violence.dispersion": 1e9,
    "patron.support_sd": 0.0, "violence.patron_deaths": 0.0, "measurement.reading_noise": 0.0,
    "government.legitimacy_volatility": 0.0, "government.cohesion_volatility": 0.0,
}  # fmt: skip
NO_CHANCES = {"elites.killing_rate": 0.0, "government.raid_rate": 0.0, "peace.accord_rate": 0.0,
              "patron.redraw_rate": 0.0, "hazard.decay": 0.0}  # fmt: skip
STEADY = {"cascade.base": 2.0}  # garrisons that hold whatever happens


@cache
def scenario(order: Sequence[int] = tuple(range(1, DISTRICTS + 1))) -> Scenario:
    """The war as loaded from a folder whose district table has its rows in this order."""
    with TemporaryDirectory() as name:
        write(Path(name), order)
        return load_scenario(Path(name))


def write(folder: Path, order: Sequence[int]) -> None:
    """The files of the war."""
    (folder / "scenario.yaml").write_text(HEAD)
    (folder / "calendar.yaml").write_text(CALENDAR)
    (folder / "sources.yaml").write_text(SOURCES)
    for mechanism in dict.fromkeys(key.partition(".")[0] for key in OWN):
        entry = "{key}: {{value: {value}, unit: as named, symbol: as named, status: P, source: made-up}}\n"
        lines = [
            entry.format(key=key.partition(".")[2], value=value)
            for key, value in OWN.items()
            if key.startswith(mechanism + ".")
        ]
        (folder / f"{mechanism}.yaml").write_text("".join(lines))
    rows = ["id,name,province,lon,lat,population,capital,road,approximate,geonameid"]
    for unit in order:
        province = PROVINCES[(unit - 1) // 4][0]
        people, capital = 400_000 + 50_000 * unit, int(unit % 4 == 1)
        rows.append(f"{unit},Place {unit},{province},{60 + unit % 4},{30 + unit // 4},{people},{capital},0,0,")
    (folder / "districts.csv").write_text("\n".join(rows) + "\n")
    rows = ["id,name,region,population,districts,capital,regional_capital,national_capital,border,source"]
    for p, (province, region) in enumerate(PROVINCES):
        people = sum(400_000 + 50_000 * unit for unit in range(4 * p + 1, 4 * p + 5))
        marks = f"{int(p % 2 == 0)},{int(p == 0)},{int(p == 3)}"  # regional capital, national capital, border
        rows.append(f"{province},{province},{region},{people},4,Place {4 * p + 1},{marks},made-up")
    (folder / "provinces.csv").write_text("\n".join(rows) + "\n")
    ties = [(a, a + 1) for a in range(1, DISTRICTS)] + [(a, a + 4) for a in range(1, DISTRICTS - 3)]
    (folder / "edges.csv").write_text("a,b,weight\n" + "".join(f"{a},{b},{1 + a % 2}\n" for a, b in ties))


def central(war: Scenario) -> dict[str, float]:
    """Central values of every parameter."""
    return {name: float(estimate.value) for name, estimate in war.parameters.items()}


def longer(tables: Tables, months: int) -> Tables:
    """Tables that do not change with time, for a run of any length."""
    return tables._replace(
        **{name: np.resize(getattr(tables, name), months) for name in ("low", "high", "fraction", "game")}
    )


def policy(war: War, name: int, value: float, months: slice = slice(None)) -> War:
    """The war with one row of ``record.POLICIES`` set over some months."""
    table = war.stage.policy.copy()
    table[name, months] = value
    return war._replace(stage=war.stage._replace(policy=table))


def world(war: Scenario, changed: Mapping[str, float] = MappingProxyType({})) -> War:
    """The war packed at its central values but for those that are changed."""
    return pack.pack(war, central(war) | dict(changed), streams.key(1, streams.WORLD_AXIS))


@cache
def solved() -> Tables:
    """The war's game on the coarse grid, as the loop reads it."""
    from ripeness.strategy import game, grid, solver

    war = scenario()
    start = tuple(war.start[name] for name in ("posture", "commitment", "talks"))
    years = calendar.turnover_years(war, grid.COARSE.end)
    solution = solver.solve(game.build(central(war), turnover=years, start=start), grid.COARSE)  # type: ignore[arg-type]
    return pack.tables(solution, war.months)


def silent(tables: Tables) -> Tables:
    """The same tables with no event of any party, no collapse, a belief that stays and a posture expected to last."""
    levels = pack.posture_levels(central(scenario()))
    nodes = tables.nodes.reshape(-1, 32).copy()
    nodes[:, :27] = -60.0
    nodes[:, 27] = 0.0
    nodes[:, EXPECTED] = [levels[CELLS[cell][0]] for cell in cells(tables)[0]]
    return tables._replace(nodes=nodes.reshape(-1, 8))


def cells(tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """Cell (posture and commitment) and phase of every node."""
    knots = len(tables.chi_knots)
    place = np.arange(len(tables.nodes) // 4) // (tables.x_nodes.shape[1] * 2 * len(tables.mu_nodes))
    return place // (4 + knots) % 8, np.minimum(place % (4 + knots), 4)


def foreseen(tables: Tables, slot: int, before: float, after: float | None = None, month: int = 0) -> Tables:
    """Tables in which one thing the parties foresee has a value everywhere, and another from a month on."""
    both = tables.nodes.reshape(-1, tables.per_date, 32)[:2].copy()
    both[1] = both[0]
    both[0, :, slot], both[1, :, slot] = before, before if after is None else after
    later = (np.arange(len(tables.low)) >= month).astype(np.int64)
    return tables._replace(nodes=both.reshape(-1, 8), low=later, high=later, fraction=np.zeros(len(later)))


def constant(tables: Tables, rates: dict[int, float]) -> Tables:
    """Tables in which some events have one hazard per year wherever they can happen, and all others have none."""
    feasible = transition_table().feasible
    nodes = silent(tables).nodes.reshape(-1, 32).copy()
    cell, phase = cells(tables)
    for event, rate in rates.items():
        slots = (event, 8 + event) if event < 8 else ((26,) if event == COLLAPSE else (8 + event,))
        for slot in slots:
            nodes[:, slot] = np.where(feasible[event, cell, phase], np.log(rate), -60.0)
    return tables._replace(nodes=nodes.reshape(-1, 8))
