"""One world from its draw to its results: solve, simulate, keep what is asked for, drop the tables.

Arms share the world's futures: an arm runs the first of them with the same keys, so that two arms differ in what was
changed and in nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ripeness.ensemble.chunk import SOLVER, Arm, Chunk
from ripeness.ensemble.design import AUDIT, Plan, World
from ripeness.errors import SolverError

if TYPE_CHECKING:
    import numpy as np

    from ripeness.engine.war import Results, Tables, War
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.solver import Solution

BLOCK = 4096  # futures at a time: the first maps of all of them are in memory at once
OTHER_RULES = ("exclusive", "linkage")  # arms named after the phases that allow a separate accord
UNSOLVED = "the game of the reference was not solved"


class Stopped(Exception):
    """The run was interrupted; the world is left out."""


def run_world(
    scenario: Scenario, plan: Plan, world: World, jobs: int = 1, stopped: Callable[[], bool] = lambda: False
) -> Chunk:
    """All arms of one world.

    Parameters
    ----------
    world : from ``design.draw_world``.
    jobs : threads that share the futures of this world; the result is the same for any number.
    stopped : asked now and then; once true the world is given up with ``Stopped``.

    Returns
    -------
    Chunk. An arm whose game has no solution to be trusted holds no future and its reason.
    """
    from ripeness.engine.pack import pack, tables

    world = replace(world, values=with_kernel(scenario, world, jobs=jobs))
    arms: dict[str, Arm] = {}
    reference: Tables | None = None
    own_rules = scenario.structure["accord_phases"]
    usual = pack(scenario, world.values, world.key, own_rules)
    for arm in plan.arms_of(world.index):
        rules = arm if arm in OTHER_RULES else own_rules
        war = usual if rules == own_rules else pack(scenario, world.values, world.key, rules)
        keep = arm == "reference"
        solution: Solution | None = None
        try:
            if arm == "players":
                held, reason = reference, "" if reference is not None else UNSOLVED
            else:
                solution = solved(scenario, world, arm, rules)
                held, reason = tables(solution, scenario.months), ""
        except SolverError as error:
            held, reason = None, error.message
        if keep:
            reference = held
        checks = _checks(solution)
        del solution
        ids = _futures(plan, world.index, arm) if held is not None else _futures(plan, world.index, arm)[:0]
        kept = (plan.kept, plan.told) if keep else (0, 0)
        arms[arm] = Arm(_blocks(war, held, plan.seed, ids, jobs, *kept, arm == "players", stopped), checks, reason)
    return Chunk(world, arms)


def with_kernel(scenario: Scenario, world: World, base: float | None = None, jobs: int = 1) -> dict[str, float]:
    """A world's parameters with the kernel fitted to its own ground in place of the prior one.

    Parameters
    ----------
    base : from ``anchor``, where it is at hand.

    References
    ----------
    Model 3.10: technology first, then values, then behaviour.
    """
    from ripeness.engine.pack import pack
    from ripeness.engine.trials import fit_kernel

    anchored = {**world.values, "cascade.base": anchor(scenario, world, jobs) if base is None else base}
    war = pack(scenario, anchored, world.key)
    return {**anchored, **fit_kernel(war, anchored, _trials(world), jobs).values}


def anchor(scenario: Scenario, world: World, jobs: int = 1) -> float:
    """Base of the world's cascade, set without the packages that are pulled: what they change must not be undone."""
    from ripeness.engine.pack import pack
    from ripeness.engine.trials import anchored_base

    values = world.before or world.values
    return anchored_base(pack(scenario.before or scenario, values, world.key), values, _trials(world), jobs)


def _trials(world: World) -> int:
    """Seed of a world's trials."""
    return world.key[0] << 31 | world.key[1]


def solved(scenario: Scenario, world: World, arm: str, rules: str) -> Solution:
    """The game of an arm: coarse grid, production grid for the audit, choice switched off for the base rate.

    References
    ----------
    Model 9.11; 3.3 for lambda = 0.
    """
    from ripeness.engine.played import played
    from ripeness.strategy.grid import COARSE, PRODUCTION
    from ripeness.strategy.solver import solve

    grid = PRODUCTION if arm == AUDIT else COARSE
    game = played(scenario, world.values, grid.end, arm == "base_rate", rules)
    return solve(game, grid, horizon=scenario.months / 12.0)


def _futures(plan: Plan, world: int, arm: str) -> np.ndarray:
    """Numbers of the futures an arm runs in a world, int64 (future,)."""
    import numpy as np

    return world + plan.worlds * np.arange(plan.count(world, arm), dtype=np.int64)


def _blocks(
    war: War, held: Tables | None, seed: int, ids: np.ndarray, jobs: int, kept: int, told: int, players: bool,
    stopped: Callable[[], bool],
) -> Results:  # fmt: skip
    """Futures block after block, as if they had been one."""
    import numpy as np

    from ripeness.engine.loop import PLAYERS, WAR, simulate
    from ripeness.engine.streams import keys
    from ripeness.engine.war import results

    if held is None or not len(ids):
        return results(0, war.months, len(war.ground.unit), 0, 0, 0)
    parts: list[Results] = []
    for first in range(0, len(ids), BLOCK):
        if stopped():
            raise Stopped
        chance = keys(seed, ids[first : first + BLOCK])
        part = simulate(
            war, held, chance, jobs=jobs, kept=max(kept - first, 0), told=max(told - first, 0),
            mode=PLAYERS if players else WAR,
        )  # fmt: skip
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    joined = {name: np.concatenate([getattr(p, name) for p in parts]) for name in ("record", "path", "map", "log")}
    summed = {name: sum(getattr(p, name) for p in parts) for name in ("states", "events", "histogram", "transitions")}
    return parts[0]._replace(**joined, **summed)


def _checks(solution: Solution | None) -> np.ndarray:
    import numpy as np

    if solution is None:
        return np.full(len(SOLVER), np.nan)
    return np.array([float(getattr(solution, name)) for name in SOLVER])
