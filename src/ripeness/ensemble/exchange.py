"""Two wars exchange their factors group by group: every coalition of groups, on the same worlds and futures.

On the ground of one war a coalition has the second war's numbers in the groups that belong to it and the first
war's in the others; what no group holds is the ground's own. Both wars draw with the same luck, so a number that
has one prior in both is one number, and a group that holds nothing else changes nothing at all. What coalitions
have in common is computed once: trials where technology is the same, a whole coalition where all of it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Event
from typing import TYPE_CHECKING

from ripeness.ensemble.design import MOST_ATTEMPTS, Plan, World, draw_values, is_kept
from ripeness.ensemble.world import anchor, as_tables, solved, with_kernel
from ripeness.errors import SettingsError, SolverError
from ripeness.scenario.factors import ACCORD_PHASES, TURNOVER, Factor, common, with_turnover_of

if TYPE_CHECKING:
    import numpy as np

    from ripeness.scenario.war import Scenario

MONTHS = 72
FIRST, SECOND = GROUNDS = ("first", "second")  # whose map, calendar of the year and start an exchange is made on
Coalition = frozenset[str]  # groups that have the second war's numbers
Progress = Callable[[int, int, int], None]
Read = Callable[["np.ndarray"], "np.ndarray"]
BASE = "cascade.base"
# Mechanisms that decide and do not fight: trials on the ground do not read them. The patron's burden neither, save how
# much a smaller posture weighs.
NOT_GROUND = frozenset({"payoff", "hazard", "choice", "information", "leadership", "aftermath", "patron"})
GROUND_AFTER_ALL = frozenset({"patron.level_money", "patron.level_residual"})
NO_GROUND = frozenset({"violence.patron_deaths"})


@dataclass(frozen=True)
class Exchanged:
    """What every coalition leaves, on the ground of each war."""

    first: Scenario
    second: Scenario
    groups: Mapping[str, Factor]
    months: int
    worlds: tuple[int, ...]  # those in which every coalition could be solved
    values: Mapping[str, Mapping[Coalition, np.ndarray]]  # ground -> coalition -> (world, metric)
    solves: int
    refused: tuple[tuple[int, str], ...]


def exchanged(
    first: Scenario, second: Scenario, plan: Plan, read: Read, jobs: int = 1, progress: Progress | None = None
) -> Exchanged:
    """Run every coalition of groups on both grounds.

    Parameters
    ----------
    first, second : two wars that declare the same groups (``factors.yaml``).
    plan : worlds, futures, seed and prior set; futures are those of one coalition, spread over the worlds.
    read : (future, column) record to (metric,) means over futures.
    jobs : worker threads over worlds; results are the same bits for any number.

    Raises
    ------
    SettingsError
        If the wars declare different groups, or no joint draw is kept by both.

    References
    ----------
    Model 4.1.
    """
    groups = common(first, second)
    months = span(first, second)
    pair = shortened(first, months), shortened(second, months)
    seen: dict[int, dict[str, dict[Coalition, np.ndarray]]] = {}
    refused, solves = [], 0
    stop = Event()
    worlds = range(plan.filled_worlds)
    with ThreadPoolExecutor(min(jobs, len(worlds)), thread_name_prefix="world") as pool:
        tasks = {pool.submit(_world, *pair, groups, plan, read, w, stop): w for w in worlds}
        try:
            for done, task in enumerate(as_completed(tasks), 1):
                found, counted = task.result()
                solves += counted
                if isinstance(found, str):
                    refused.append((tasks[task], found))
                else:
                    seen[tasks[task]] = found
                if progress is not None:
                    progress(done, len(worlds), tasks[task])
        except BaseException:
            stop.set()
            for task in tasks:
                task.cancel()
            raise
    return Exchanged(
        first, second, groups, months, tuple(sorted(seen)), _gathered(seen), solves, tuple(sorted(refused))
    )


def span(first: Scenario, second: Scenario) -> int:
    """Months that are simulated: six years, or what the shorter war has."""
    return min(first.months, second.months, MONTHS)


def shortened(scenario: Scenario, months: int) -> Scenario:
    """The same war up to the end of a month."""
    after = _month(scenario.first_month, months)
    return replace(scenario, last_month=_month(scenario.first_month, months - 1), horizon=after - timedelta(days=1))


def mixed(
    ground: Mapping[str, float], first: Mapping[str, float], second: Mapping[str, float],
    groups: Mapping[str, Factor], coalition: Coalition,
) -> dict[str, float]:  # fmt: skip
    """The numbers of a coalition: each group's from the war it has them of, the rest the ground's."""
    values = dict(ground)
    for group, factor in groups.items():
        source = second if group in coalition else first
        values |= {name: source[name] for name in factor.holds if name in source}
    return values


def coalitions(groups: Iterable[str]) -> list[Coalition]:
    """Every set of groups, small ones first."""
    found: list[Coalition] = [frozenset()]
    for group in groups:
        found += [some | {group} for some in found]
    return sorted(found, key=lambda some: (len(some), sorted(some)))


def ground_key(values: Mapping[str, float]) -> tuple[float, ...]:
    """The numbers that trials on the ground depend on; wars on one ground that share them share their kernel."""
    return tuple(
        value
        for name, value in sorted(values.items())
        if name in GROUND_AFTER_ALL or (name.partition(".")[0] not in NOT_GROUND and name not in NO_GROUND)
    )


def _world(
    first: Scenario, second: Scenario, groups: Mapping[str, Factor], plan: Plan, read: Read, number: int, stop: Event
) -> tuple[dict[str, dict[Coalition, np.ndarray]] | str, int]:
    """All coalitions of one world on both grounds, or why it has no solution; and how many games were solved."""
    attempt, *drawn = draw_both(first, second, plan, number)
    worlds = [_keyed(plan, number, values, attempt) for values in drawn]
    wars = (first, second)
    one, other = ({**world.values, BASE: anchor(war, world)} for war, world in zip(wars, worlds, strict=True))
    found: dict[str, dict[Coalition, np.ndarray]] = {}
    solves = 0
    for ground, war, own in zip(GROUNDS, wars, (one, other), strict=True):
        kernels: dict[tuple[float, ...], dict[str, float]] = {}
        same: dict[tuple[object, ...], np.ndarray] = {}
        table: dict[Coalition, np.ndarray] = {}
        for coalition in coalitions(groups):
            if stop.is_set():
                return "stopped", solves
            variant = arranged(war, first, second, groups, coalition)
            values = mixed(own, one, other, groups, coalition)
            rules = str(variant.structure["accord_phases"])
            name = (*values.values(), rules, variant.calendar.turnover_dates, variant.calendar.turnover_every_years)
            if name not in same:
                world = _fitted(variant, replace(worlds[0], values=values), kernels)
                try:
                    solves += 1
                    same[name] = read(_records(variant, plan, world, rules))
                except SolverError as error:
                    groups_named = ", ".join(sorted(coalition)) or "no group"
                    return f"{groups_named} exchanged on the ground of {war.name}: {error.message}", solves
            table[coalition] = same[name]
        found[ground] = table
    return found, solves


def draw_both(
    first: Scenario, second: Scenario, plan: Plan, world: int
) -> tuple[int, dict[str, float], dict[str, float]]:
    """One joint draw of both wars that both keep, and the attempt it took.

    Raises
    ------
    SettingsError
        If there is none.
    """
    for attempt in range(MOST_ATTEMPTS):
        one, other = (draw_values(war, plan.seed, world, attempt, plan.prior_set) for war in (first, second))
        if is_kept(first, one) and is_kept(second, other):
            return attempt, one, other
    raise SettingsError(
        f"world {world}: none of {MOST_ATTEMPTS} joint draws is kept by both wars",
        "Set structure.separate_types to false in the war that refuses them.",
    )


def arranged(
    ground: Scenario, first: Scenario, second: Scenario, groups: Mapping[str, Factor], coalition: Coalition
) -> Scenario:
    """The ground with a coalition's rule for a separate accord and its calendar of turnovers."""
    variant = ground
    for group, factor in groups.items():
        source = second if group in coalition else first
        if ACCORD_PHASES in factor.holds:
            phases = source.structure["accord_phases"]
            variant = replace(variant, structure={**variant.structure, "accord_phases": phases})
        if TURNOVER in factor.holds:
            variant = replace(variant, calendar=with_turnover_of(variant, source))
    return variant


def _keyed(plan: Plan, number: int, values: dict[str, float], attempt: int) -> World:
    from ripeness.engine import streams

    return World(number, values, streams.key(plan.seed, streams.WORLD_AXIS + number), attempt + 1)


def _fitted(scenario: Scenario, world: World, kernels: dict[tuple[float, ...], dict[str, float]]) -> World:
    """The world with the kernel of its ground, tried once for all coalitions that share it."""
    key = ground_key(world.values)
    if key not in kernels:
        values = with_kernel(scenario, world, base=world.values[BASE])
        kernels[key] = {name: value for name, value in values.items() if name.startswith("kernel.")}
    return replace(world, values={**world.values, **kernels[key]})


def _records(scenario: Scenario, plan: Plan, world: World, rules: str) -> np.ndarray:
    import numpy as np

    from ripeness.engine.loop import simulate
    from ripeness.engine.pack import pack
    from ripeness.engine.streams import keys

    held = as_tables(scenario, solved(scenario, world, "reference", rules))
    ids = world.index + plan.worlds * np.arange(plan.count(world.index), dtype=np.int64)
    war = pack(scenario, world.values, world.key, rules)
    return np.asarray(simulate(war, held, keys(plan.seed, ids), maps=False).record)


def _gathered(
    seen: Mapping[int, Mapping[str, Mapping[Coalition, np.ndarray]]],
) -> dict[str, dict[Coalition, np.ndarray]]:
    """Worlds stacked: ground -> coalition -> (world, metric)."""
    import numpy as np

    order: Sequence[int] = sorted(seen)
    if not order:
        return {ground: {} for ground in GROUNDS}
    return {
        ground: {some: np.stack([seen[w][ground][some] for w in order]) for some in seen[order[0]][ground]}
        for ground in GROUNDS
    }


def _month(first: date, months: int) -> date:
    """First day of a month, so many after the first."""
    whole = first.month - 1 + months
    return date(first.year + whole // 12, whole % 12 + 1, 1)
