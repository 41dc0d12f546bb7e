"""Two views of one war, and every mixture of them: estimates exchanged group by group on the same worlds and futures.

Both views draw with the same luck, so that a parameter nobody disagrees about is one number. Each mixture is anchored
and tried on its own ground; mixtures whose ground is the same share that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from ripeness.ensemble.design import MOST_ATTEMPTS, Plan, World, draw_values, is_kept
from ripeness.ensemble.exchange import BASE, Coalition, coalitions, ground_key, mixed
from ripeness.ensemble.priors import LEANS
from ripeness.ensemble.world import as_tables, solved, with_kernel
from ripeness.errors import SettingsError, SolverError

if TYPE_CHECKING:
    import numpy as np

    from ripeness.engine.war import Results
    from ripeness.scenario.factors import Factor
    from ripeness.scenario.war import Scenario

Progress = Callable[[int, int, int], None]
Read = Callable[["np.ndarray", "np.ndarray"], "np.ndarray"]


class View(NamedTuple):
    """One analyst's war: its estimates, and the prior set they lean with."""

    title: str
    scenario: Scenario
    prior_set: str = "reference"


class End(NamedTuple):
    """What one view leaves behind in one world."""

    record: np.ndarray  # float32 (future, column)
    path: np.ndarray  # float32 (future, month, quantity)
    values: dict[str, float]


@dataclass(frozen=True)
class Swapped:
    """Both ends, and what every mixture gives."""

    worlds: tuple[int, ...]  # those in which every mixture could be solved
    ends: tuple[tuple[End, ...], tuple[End, ...]]  # of the first and the second view, a world each
    values: Mapping[Coalition, np.ndarray]  # groups of the second view -> (world, metric)
    refused: tuple[tuple[int, str], ...]


def differing(first: View, second: View) -> list[str]:
    """Parameters that the two views draw differently."""
    leaning = LEANS if first.prior_set != second.prior_set else {}
    one, other = first.scenario.parameters, second.scenario.parameters
    return [
        name
        for name, a in one.items()
        if (name in leaning and not (a.is_fixed and other[name].is_fixed)) or _drawn(a) != _drawn(other[name])
    ]


def swapped(
    first: View, second: View, groups: Mapping[str, Factor], plan: Plan, read: Read, jobs: int = 1,
    progress: Progress | None = None,
) -> Swapped:  # fmt: skip
    """Run every mixture of two views.

    Parameters
    ----------
    groups : of parameters that differ; together all of them.
    plan : worlds, futures and seed; futures are those of one mixture.
    read : (future, column) record and (future, month, quantity) paths to (metric,) means.
    jobs : worker threads over worlds; results are the same bits for any number.

    Raises
    ------
    SettingsError
        If no joint draw is kept by both.

    References
    ----------
    Model 4.1, 6.3.
    """
    import numpy as np

    seen: dict[int, tuple[dict[Coalition, np.ndarray], End, End]] = {}
    refused, stop, worlds = [], Event(), range(plan.filled_worlds)
    with ThreadPoolExecutor(min(jobs, len(worlds)), thread_name_prefix="world") as pool:
        tasks = {pool.submit(_world, first, second, groups, plan, read, w, stop): w for w in worlds}
        try:
            for done, task in enumerate(as_completed(tasks), 1):
                found = task.result()
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
    order = tuple(sorted(seen))
    every = coalitions(groups) if order else []
    return Swapped(
        worlds=order,
        ends=(tuple(seen[w][1] for w in order), tuple(seen[w][2] for w in order)),
        values={some: np.stack([seen[w][0][some] for w in order]) for some in every},
        refused=tuple(sorted(refused)),
    )


def _world(
    first: View, second: View, groups: Mapping[str, Factor], plan: Plan, read: Read, number: int, stop: Event
) -> tuple[dict[Coalition, np.ndarray], End, End] | str:
    """All mixtures of one world and both ends, or why it has no solution."""
    from ripeness.engine import streams

    attempt, one, other = _both(first, second, plan, number)
    key = streams.key(plan.seed, streams.WORLD_AXIS + number)
    kernels: dict[tuple[float, ...], dict[str, float]] = {}
    table: dict[Coalition, np.ndarray] = {}
    ends: dict[Coalition, End] = {}
    war, whole = first.scenario, frozenset(groups)
    for coalition in coalitions(groups):
        if stop.is_set():
            return "stopped"
        world = World(number, mixed(one, one, other, groups, coalition), key, attempt + 1)
        same = ground_key(world.values)
        if same not in kernels:
            fitted = with_kernel(war, world)
            kernels[same] = {k: v for k, v in fitted.items() if k.startswith("kernel.") or k == BASE}
        world = replace(world, values={**world.values, **kernels[same]})
        try:
            left = _simulated(war, plan, world)
        except SolverError as error:
            named = ", ".join(sorted(coalition)) or "no group"
            return f"{named} exchanged: {error.message}"
        table[coalition] = read(left.record, left.path)
        if coalition in (frozenset(), whole):
            ends[coalition] = End(left.record, left.path, world.values)
    return table, ends[frozenset()], ends[whole]


def _both(first: View, second: View, plan: Plan, world: int) -> tuple[int, dict[str, float], dict[str, float]]:
    for attempt in range(MOST_ATTEMPTS):
        one, other = (draw_values(v.scenario, plan.seed, world, attempt, v.prior_set) for v in (first, second))
        if is_kept(first.scenario, one) and is_kept(second.scenario, other):
            return attempt, one, other
    raise SettingsError(
        f"world {world}: none of {MOST_ATTEMPTS} joint draws is kept by both views",
        "Add --set structure.separate_types=false, or move the costs of the two types of patron apart.",
    )


def _simulated(scenario: Scenario, plan: Plan, world: World) -> Results:
    import numpy as np

    from ripeness.engine.loop import simulate
    from ripeness.engine.pack import pack
    from ripeness.engine.streams import keys

    rules = str(scenario.structure["accord_phases"])
    held = as_tables(scenario, solved(scenario, world, "reference", rules))
    ids = world.index + plan.worlds * np.arange(plan.count(world.index), dtype=np.int64)
    war = pack(scenario, world.values, world.key, rules)
    return simulate(war, held, keys(plan.seed, ids), kept=len(ids), maps=False)


def _drawn(estimate: object) -> tuple[object, ...]:
    return tuple(getattr(estimate, key) for key in ("kind", "args", "min", "max"))
