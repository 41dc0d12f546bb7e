"""One world from its draw to its results: solve, simulate, keep what is asked for, drop the tables.

Arms share the world's futures: an arm runs the first of them with the same keys, so that two arms differ in what was
changed and in nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ripeness.ensemble.chunk import SOLVER, Arm, Chunk
from ripeness.ensemble.design import AUDIT, Plan, World, draw_world
from ripeness.ensemble.perceived import grounds, schedules
from ripeness.errors import SolverError

if TYPE_CHECKING:
    import numpy as np

    from ripeness.engine.war import Results, Tables, War
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.solver import Solution

    Solutions = Sequence[tuple[int, Solution]]

BLOCK = 4096  # futures at a time: the first maps of all of them are in memory at once
OTHER_RULES = ("exclusive", "linkage")  # arms named after the phases that allow a separate accord
NOTHING: Mapping[str, float] = MappingProxyType({})
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
    from ripeness.engine.pack import pack

    base = anchor(scenario, world, jobs)
    before = None if scenario.before is None else fitted(scenario.before, unpulled(world), base, jobs)
    world = fitted(scenario, world, base, jobs)
    arms: dict[str, Arm] = {}
    reference: Tables | None = None
    own_rules = scenario.structure["accord_phases"]
    usual = pack(scenario, world.values, world.key, own_rules)
    for arm in plan.arms_of(world.index):
        rules = arm if arm in OTHER_RULES else own_rules
        war = usual if rules == own_rules else pack(scenario, world.values, world.key, rules)
        keep = arm == "reference"
        solutions: Solutions = ()
        opening: Tables | None = None
        try:
            if arm == "players":
                held, reason = reference, "" if reference is not None else UNSOLVED
            else:
                solutions = solved(scenario, world, arm, rules)
                held, reason = as_tables(scenario, solutions), ""
                if before is not None and scenario.before is not None:
                    phases = rules if arm in OTHER_RULES else scenario.before.structure["accord_phases"]
                    opening = as_tables(scenario, solved(scenario.before, before, arm, phases))
        except SolverError as error:
            held, reason = None, error.message
        if keep:
            reference = held
        checks = _checks(solutions[0][1] if solutions else None)
        del solutions
        ids = _futures(plan, world.index, arm) if held is not None else _futures(plan, world.index, arm)[:0]
        kept = (plan.kept, plan.told) if keep else (0, 0)
        results = _blocks(war, held, opening, plan.seed, ids, jobs, *kept, arm == "players", stopped)
        arms[arm] = Arm(results, checks, reason)
    return Chunk(world, arms)


def fitted(scenario: Scenario, world: World, base: float | None = None, jobs: int = 1) -> World:
    """A world with the kernel fitted to its own ground, as its last month has it, in place of the prior one.

    Parameters
    ----------
    base : of the world's cascade, from ``anchor``, where it is at hand.

    Returns
    -------
    World, with ``kernels`` for the other states of the ground that the parties reckon with on the way.

    References
    ----------
    Model 3.10: technology first, then values, then behaviour.
    """
    from ripeness.engine.pack import pack, policy_of
    from ripeness.engine.trials import column_of, fit_kernel

    anchored = {**world.values, "cascade.base": anchor(scenario, world, jobs) if base is None else base}
    war = pack(scenario, anchored, world.key)
    last = column_of(war.stage.policy, -1)
    kernels = {last.tobytes(): fit_kernel(war, anchored, _trials(world), jobs).values}
    for _, view in scenario.seen:
        policy = policy_of(view).copy()
        for _, column in grounds(view):
            if column.tobytes() not in kernels:
                policy[:, -1] = column
                other = war._replace(stage=war.stage._replace(policy=policy))
                kernels[column.tobytes()] = fit_kernel(other, anchored, _trials(world), jobs).values
    return replace(world, values={**anchored, **kernels[last.tobytes()]}, kernels=kernels)


def with_kernel(scenario: Scenario, world: World, base: float | None = None, jobs: int = 1) -> dict[str, float]:
    """Parameters of ``fitted``."""
    return fitted(scenario, world, base, jobs).values


def unpulled(world: World) -> World:
    """The same world without the packages that are pulled."""
    return world if world.before is None else replace(world, values=world.before, before=None, kernels={})


def anchor(scenario: Scenario, world: World, jobs: int = 1) -> float:
    """Base of the world's cascade, set without the packages that are pulled: what they change must not be undone."""
    from ripeness.engine.pack import pack
    from ripeness.engine.trials import anchored_base

    values = world.before or world.values
    return anchored_base(pack(scenario.before or scenario, values, world.key), values, _trials(world), jobs)


def _trials(world: World) -> int:
    """Seed of a world's trials."""
    return world.key[0] << 31 | world.key[1]


def solved(scenario: Scenario, world: World, arm: str, rules: str) -> Solutions:
    """The games of an arm as they are believed one after the other: (month, solution).

    The coarse grid, the production grid for the audit; choice switched off for the base rate.

    References
    ----------
    Model 9.11; 3.3 for lambda = 0; 3.4 for games that change.
    """
    from ripeness.strategy.grid import COARSE, PRODUCTION
    from ripeness.strategy.solver import solve

    grid = PRODUCTION if arm == AUDIT else COARSE
    own = scenario.structure["accord_phases"] == rules
    games = schedules(scenario, world, None if own else rules, arm == "base_rate", grid.end)
    return [(month, solve(game, grid, horizon=scenario.months / 12.0)) for month, game in games]


def as_tables(scenario: Scenario, solutions: Solutions) -> Tables:
    """Solved games as the loop reads them."""
    from ripeness.engine.pack import stitched

    return stitched(solutions, scenario.months)


def as_run(
    scenario: Scenario, plan: Plan, stored: World, changed: Mapping[str, float] = NOTHING
) -> tuple[World, Tables | None]:
    """A world of a stored run as it was run, some numbers changed, and what everybody saw before its first day.

    A run keeps the values of a world; what else the packages that are pulled ask for is drawn and fitted again.
    """
    if scenario.before is None:
        return replace(stored, values={**stored.values, **changed}), None
    drawn = draw_world(scenario, plan.seed, stored.index, plan.prior_set)
    world, before = fitted(scenario, drawn), fitted(scenario.before, unpulled(drawn))
    world, before = (replace(one, values={**one.values, **changed}) for one in (world, before))
    rules = scenario.before.structure["accord_phases"]
    return world, as_tables(scenario, solved(scenario.before, before, "reference", rules))


def _futures(plan: Plan, world: int, arm: str) -> np.ndarray:
    """Numbers of the futures an arm runs in a world, int64 (future,)."""
    import numpy as np

    return world + plan.worlds * np.arange(plan.count(world, arm), dtype=np.int64)


def _blocks(
    war: War, held: Tables | None, opening: Tables | None, seed: int, ids: np.ndarray, jobs: int, kept: int, told: int,
    players: bool, stopped: Callable[[], bool],
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
            mode=PLAYERS if players else WAR, opening=opening,
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
