"""One future of a run once more, with everything it leaves behind: chance has an address, so nothing needs storing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ripeness.errors import SettingsError

if TYPE_CHECKING:
    import numpy as np

    from ripeness.ensemble.store import Run


class Replay(NamedTuple):
    """A future."""

    future: int
    world: int
    record: np.ndarray  # float32 (column,)
    log: np.ndarray  # float32 (entry, column), NaN after the last
    map: np.ndarray  # uint8 (quarter, district), control in 1/200; 255 once the government has fallen
    path: np.ndarray  # float32 (month, quantity)


def replay(run: Run, future: int) -> Replay:
    """A future of the reference arm, solved and simulated again; the same bits as in the run.

    Raises
    ------
    SettingsError
        If the run has no such future.
    """
    import numpy as np

    from ripeness.engine.loop import simulate
    from ripeness.engine.pack import pack
    from ripeness.engine.streams import keys
    from ripeness.ensemble.world import as_run, as_tables, solved

    check(run, future)
    scenario = run.scenario
    world, opening = as_run(scenario, run.plan, run.worlds[future % run.plan.worlds])
    phases = scenario.structure["accord_phases"]
    held = as_tables(scenario, solved(scenario, world, "reference", phases))
    war = pack(scenario, world.values, world.key, phases)
    once = simulate(war, held, keys(run.plan.seed, np.array([future])), kept=1, told=1, opening=opening)
    return Replay(future, world.index, once.record[0], once.log[0], once.map[0], once.path[0])


def stored(run: Run, future: int) -> Replay | None:
    """A future as the run keeps it, where it keeps path, map and log of it."""
    import numpy as np

    check(run, future)
    kept, told = np.flatnonzero(run.kept == future), np.flatnonzero(run.told == future)
    if not len(kept) or not len(told):
        return None
    record = run.records()[np.searchsorted(run.futures(), future)]
    return Replay(
        future, future % run.plan.worlds, record, run.logs[told[0]], run.maps[kept[0]], run.paths[kept[0]]
    )  # fmt: skip


def check(run: Run, future: int) -> None:
    """Refuse a future that the run does not have."""
    import numpy as np

    if not isinstance(future, int) or isinstance(future, bool) or not 0 <= future < run.plan.futures:
        raise SettingsError(
            f"future {future} is not one of this run", f"Its futures are numbered 0 to {run.plan.futures - 1:,}."
        )
    ids = run.futures()
    place = int(np.searchsorted(ids, future))
    if place == len(ids) or ids[place] != future:
        reason = next((f.reason for f in run.failures if f.world == future % run.plan.worlds), "")
        raise SettingsError(f"future {future} did not run: {reason}", "Ask for a future of another world.")
