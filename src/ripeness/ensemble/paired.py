"""Packages side by side: the same worlds and the same futures with and without what somebody does.

An arm differs from the reference in what its package moves and in nothing else. Its worlds have the reference's draws,
its cascade the reference's anchor, its futures the reference's keys; its technology is tried again, so that the
players come to know what the levers do to the ground. Two more arms take an effect apart: the same done without a word
before it is done, and the same done to people who choose as if nothing were done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from ripeness.ensemble.design import Plan, draw_world, drawn_from
from ripeness.ensemble.world import anchor, as_tables, fitted, solved
from ripeness.errors import SettingsError, SolverError

if TYPE_CHECKING:
    import numpy as np

    from ripeness.engine.war import Tables
    from ripeness.ensemble.design import World
    from ripeness.scenario.war import Scenario

REFERENCE = "reference"
WIDTH_SLOT = 14  # of ``Solution.common``
BLOCK = 4096  # futures at a time: their first maps and paths are in memory at once
SILENT, FROZEN = ":unannounced", ":frozen"  # after the name of a package
TOGETHER = "+"  # joins the names of packages that are pulled together
Progress = Callable[[int, int, int], None]


class Seen(NamedTuple):
    """What an arm leaves behind in one world."""

    record: np.ndarray  # float32 (future, column), columns of ``engine.record.COLUMNS``
    margin: np.ndarray  # float32 (future,), ripeness margin of the first month; NaN once settled
    width: float  # of the bargaining range on the first day


class Refused(NamedTuple):
    """A world that an arm could not solve."""

    arm: str
    world: int
    reason: str


@dataclass(frozen=True)
class Paired:
    """Arms by name, the reference first, each with what it leaves in every world it could solve.

    A package stands once under its name, under ``SILENT`` where it has a date that is known beforehand, and under
    ``FROZEN``.
    """

    scenarios: Mapping[str, Scenario]
    seen: Mapping[str, Mapping[int, Seen]]
    refused: tuple[Refused, ...]

    def common(self, arm: str, other: str = REFERENCE) -> list[int]:
        """Worlds that both arms solved, and the reference too; no other enters their comparison."""
        return sorted(set(self.seen[REFERENCE]) & set(self.seen[arm]) & set(self.seen.get(other, ())))


def paired(plan: Plan, packages: Sequence[str], jobs: int = 1, progress: Progress | None = None) -> Paired:
    """Run the reference and every package on the same worlds and futures.

    Parameters
    ----------
    plan : its ``packages`` and ``arms`` are not looked at.
    packages : names, or several joined with ``+`` that are pulled together.
    jobs : worker threads over worlds; results are the same bits for any number.
    progress : called as ``progress(done, total, world)`` after every world.

    Raises
    ------
    ScenarioError, SettingsError
        Before anything is run.

    References
    ----------
    Model 6.3, common random numbers.
    """
    return side_by_side(plan, arms(plan, packages), jobs, progress)


def side_by_side(
    plan: Plan, scenarios: Mapping[str, Scenario], jobs: int = 1, progress: Progress | None = None
) -> Paired:
    """Run any variants of one war on the same worlds and futures; the first arm is the reference.

    Parameters
    ----------
    scenarios : arms by name. Whoever is to share the worlds of the reference names it in ``before``.
    """
    worlds = range(plan.filled_worlds)
    seen: dict[str, dict[int, Seen]] = {name: {} for name in scenarios}
    seen |= {name + FROZEN: {} for name in scenarios if name != REFERENCE and not name.endswith(SILENT)}
    refused: list[Refused] = []
    stop = Event()
    with ThreadPoolExecutor(min(jobs, len(worlds)), thread_name_prefix="world") as pool:
        tasks = {pool.submit(_world, scenarios, plan, w, max(1, jobs // len(worlds)), stop): w for w in worlds}
        try:
            for done, task in enumerate(as_completed(tasks), 1):
                w = tasks[task]
                for name, left in task.result().items():
                    if isinstance(left, Seen):
                        seen[name][w] = left
                    else:
                        refused.append(Refused(name, w, left))
                if progress is not None:
                    progress(done, len(worlds), w)
        except BaseException:
            stop.set()
            for task in tasks:
                task.cancel()
            raise
    return Paired(scenarios, seen, tuple(sorted(refused)))


def arms(plan: Plan, packages: Sequence[str]) -> dict[str, Scenario]:
    """The scenario of every arm by name."""
    from ripeness.scenario.load import load_scenario

    if not packages:
        raise SettingsError("no package to compare", "Give one or more with --package NAME.")
    for name in packages:
        if packages.count(name) > 1 or name == REFERENCE:
            raise SettingsError(f"package '{name}' stands twice", "Give every package once.")

    def loaded(names: Sequence[str] = (), surprise: bool = False) -> Scenario:
        found = load_scenario(plan.scenario, plan.settings, names, surprise, plan.as_of, plan.start)
        return drawn_from(found, plan.draws)

    found = {REFERENCE: loaded()}
    for name in packages:
        own, silent = (loaded(name.split(TOGETHER), surprise) for surprise in (False, True))
        found[name] = own
        if own.hash != silent.hash:
            found[name + SILENT] = silent
    return found


def _world(scenarios: Mapping[str, Scenario], plan: Plan, number: int, jobs: int, stop: Event) -> dict[str, Seen | str]:
    """All arms of one world: what each leaves behind, or why it has no solution."""
    found: dict[str, Seen | str] = {}
    base: float | None = None
    usual: Solved | None = None
    for name, scenario in scenarios.items():
        if stop.is_set():
            break
        world = draw_world(scenario, plan.seed, number, plan.prior_set)
        base = anchor(scenario, world, jobs) if base is None else base
        world = fitted(scenario, world, base, jobs)
        try:
            game = _solved(scenario, world)
        except SolverError as error:
            found[name] = error.message
            continue
        if name == REFERENCE:
            usual = game
        opening = (usual or game).tables
        found[name] = _arm(scenario, plan, world, game, opening, jobs)
        if usual is not None and name != REFERENCE and not name.endswith(SILENT):
            found[name + FROZEN] = _arm(scenario, plan, world, usual, opening, jobs)
    return found


class Solved(NamedTuple):
    """What the parties of an arm make of a world."""

    tables: Tables
    width: float  # of the bargaining range on the first day


def _solved(scenario: Scenario, world: World) -> Solved:
    from ripeness.strategy.game import national_log_odds
    from ripeness.strategy.outlook import at

    solutions = solved(scenario, world, REFERENCE, scenario.structure["accord_phases"])
    _, first = solutions[0]
    start = (scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"])
    control = national_log_odds(world.values["territory.start_mean"], world.values["territory.cross_section_sd"])
    belief = world.values["information.resolve_start"]
    width = at(first, first.common[0, :, WIDTH_SLOT], start, control, belief)
    return Solved(as_tables(scenario, solutions), width)


def _arm(scenario: Scenario, plan: Plan, world: World, game: Solved, opening: Tables, jobs: int) -> Seen:
    import numpy as np

    from ripeness.engine.loop import simulate
    from ripeness.engine.pack import pack
    from ripeness.engine.record import QUANTITIES
    from ripeness.engine.streams import keys

    war = pack(scenario, world.values, world.key, scenario.structure["accord_phases"])
    margin = next(i for i, (name, _, _) in enumerate(QUANTITIES) if name == "margin")
    ids = world.index + plan.worlds * np.arange(plan.count(world.index), dtype=np.int64)
    records, margins = [], []
    for first in range(0, len(ids), BLOCK):
        chance = keys(plan.seed, ids[first : first + BLOCK])
        part = simulate(war, game.tables, chance, jobs=jobs, kept=len(chance), maps=False, opening=opening)
        records.append(part.record)
        margins.append(part.path[:, 0, margin])
    return Seen(np.concatenate(records), np.concatenate(margins), game.width)
