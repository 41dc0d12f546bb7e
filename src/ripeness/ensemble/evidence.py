"""What one arm leaves behind in one world, for all that an experiment may ask of it.

Beside the record of every future it holds levels and districts at a few months, and the solved game read at every
state on the first day. It depends on what the arm changes and on the world, not on who asks: so experiments that use
the same arm share it, and one that is asked for later finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ripeness.ensemble.readings import game_read
from ripeness.ensemble.world import as_tables
from ripeness.scenario.measures import MARKS

if TYPE_CHECKING:
    import numpy as np

    from ripeness.engine.war import Results, Tables
    from ripeness.ensemble.design import Plan, World
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.eras import Schedule
    from ripeness.strategy.solver import Solution

BLOCK = 2048  # futures at a time: their maps and paths are in memory at once
EVEN, MAP_SCALE, NOT_STANDING = 0.5, 200.0, 255


class Evidence(NamedTuple):
    """Arrays of one arm in one world; NaN where something is not defined."""

    record: np.ndarray  # float32 (future, column), columns of ``engine.record.COLUMNS``
    margin: np.ndarray  # float32 (future,), ripeness margin of the first month
    levels: np.ndarray  # float32 (future, mark, quantity) of ``engine.record.QUANTITIES``; NaN once collapsed
    districts: np.ndarray  # float32 (future, mark, region), districts the insurgents hold; NaN once collapsed
    common: np.ndarray  # float64 (cell, talks, 16), ``Solution.common`` on the first day
    patron: np.ndarray  # (type, cell, talks, 8), log hazards
    values: np.ndarray  # (5, cell, talks)
    gains: np.ndarray  # (event, party, cell, talks)
    ends: np.ndarray  # (2, cell, talks), lowest and highest share
    opportunity: np.ndarray  # (18,), per year
    channels: np.ndarray  # (5, cell, talks); without columns unless asked for
    gain_channels: np.ndarray  # (event, 5, cell, talks)
    expected_exit: np.ndarray  # (2,), public and insurgents, within ``readings.BELIEF_MONTHS``


def evidence(
    scenario: Scenario, plan: Plan, world: World, deep: bool = False, base_rate: bool = False,
    opening: Tables | None = None, jobs: int = 1,
) -> Evidence:  # fmt: skip
    """Solve, simulate and read one arm in one world.

    Parameters
    ----------
    world : with its kernel fitted.
    deep : also the insurgents' value by channel, and what is expected.
    base_rate : all choices at their reference hazards.
    opening : what everybody saw before the first day, where the arm does something.

    Raises
    ------
    SolverError

    References
    ----------
    Model 6.3, common random numbers; 3.3 for lambda = 0.
    """
    import numpy as np

    from ripeness.engine.loop import simulate
    from ripeness.engine.pack import pack
    from ripeness.engine.streams import keys

    played, solutions = games_of(scenario, world, deep, base_rate)
    war = pack(scenario, world.values, world.key, scenario.structure["accord_phases"])
    held = as_tables(scenario, solutions)
    ids = world.index + plan.worlds * np.arange(plan.count(world.index), dtype=np.int64)
    parts = []
    for first in range(0, len(ids), BLOCK):
        chance = keys(plan.seed, ids[first : first + BLOCK])
        parts.append(_seen(scenario, simulate(war, held, chance, jobs=jobs, kept=len(chance), opening=opening)))
    seen = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    return Evidence(*seen, **game_read(solutions[0][1], played, deep))


def games_of(
    scenario: Scenario, world: World, deep: bool = False, base_rate: bool = False
) -> tuple[Schedule, list[tuple[int, Solution]]]:
    """What the parties foresee on the first day, and the games as they are believed one after the other."""
    from ripeness.ensemble.perceived import schedules
    from ripeness.strategy.grid import COARSE
    from ripeness.strategy.solver import solve

    games = list(schedules(scenario, world, None, base_rate, COARSE.end))
    horizon = scenario.months / 12.0
    found = [
        (month, solve(game, COARSE, horizon=horizon, keep_values=i == 0, channels=deep and i == 0))
        for i, (month, game) in enumerate(games)
    ]
    return games[0][1], found


def _seen(scenario: Scenario, run: Results) -> tuple[np.ndarray, ...]:
    """Record, margin, levels and districts of a block of futures."""
    import numpy as np

    from ripeness.engine import record as rec

    months = run.path.shape[1]
    marks = [min(month, months) - 1 for month in MARKS]
    ended = run.record[:, rec.COLLAPSE_MONTH]
    gone = (ended[:, None] >= 0) & (ended[:, None] <= np.array(marks)[None, :])
    margin = next(i for i, (name, _, _) in enumerate(rec.QUANTITIES) if name == "margin")
    levels = run.path[:, marks].copy()
    levels[gone] = np.nan
    regions = {region: i for i, region in enumerate(scenario.regions)}
    province = {p.id: regions[p.region] for p in scenario.provinces}
    place = np.zeros((len(scenario.districts), len(regions)), dtype=np.float32)
    for i, district in enumerate(scenario.districts):
        place[i, province[district.province]] = 1.0
    districts = np.full((len(ended), len(marks), len(regions)), np.nan, dtype=np.float32)
    for j, month in enumerate(marks):
        quarter = run.map[:, min(month // 3, run.map.shape[1] - 1)]
        taken = (quarter < EVEN * MAP_SCALE).astype(np.float32) @ place
        taken[gone[:, j] | (quarter == NOT_STANDING).any(axis=1)] = np.nan
        districts[:, j] = taken
    return run.record, run.path[:, 0, margin], levels, districts
