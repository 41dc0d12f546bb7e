"""Many arms over the same worlds and futures, each finished arm of a world one file.

An arm is known by what it changes: two experiments that ask for the same thing share its files, and a gathering that
was cut short goes on where it was, to the same bits. What was computed by other code or with other settings has
another name and is left alone.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.ensemble.chunk import packed
from ripeness.ensemble.design import draw_world
from ripeness.ensemble.evidence import Evidence, evidence, games_of
from ripeness.ensemble.files import make_folder, write_atomic
from ripeness.ensemble.world import anchor, as_tables, fitted, unpulled
from ripeness.errors import SolverError

if TYPE_CHECKING:
    from ripeness.engine.war import Tables
    from ripeness.ensemble.design import Plan, World
    from ripeness.scenario.war import Scenario

FOLDER = "arms"
SECONDS = 0.3  # between two looks at what has been finished
REASON = "reason"
# Fields of a scenario that no solution and no future depends on; numbers and other scenarios in it are taken apart.
NOT_THE_MACHINE = frozenset({
    "name", "title", "question", "shared", "sources", "claims", "experiments", "levers", "packages", "systems",
    "history", "observables", "questions", "offers", "plans", "factors", "out_of_scope", "folder", "hash", "moves",
    "parameters", "before", "eras", "views",
})  # fmt: skip
UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error)
Progress = Callable[[int, int, int], None]
Kernels = dict[str, tuple[dict[str, float], Mapping[bytes, dict[str, float]]]]  # by the ground they are fitted to


class ArmRun(NamedTuple):
    """One arm to be run: a scenario under a plan's seed and prior set."""

    scenario: Scenario
    prior_set: str = "reference"
    deep: bool = False
    base_rate: bool = False


@dataclass(frozen=True)
class Gathered:
    """Arms by name, each with the folder that holds its worlds."""

    plan: Plan
    folders: Mapping[str, Path]
    computed: int  # arms of worlds that were not there before

    def of(self, arm: str, world: int) -> Evidence | str:
        """What an arm left in a world, or why it has no solution."""
        found = _read(self.folders[arm], world)
        assert found is not None  # it was gathered
        return found


def gather(
    plan: Plan, arms: Mapping[str, ArmRun], folder: Path, jobs: int = 1, progress: Progress | None = None,
    worlds: Sequence[int] | None = None,
) -> Gathered:  # fmt: skip
    """Run what is missing of some arms.

    Parameters
    ----------
    plan : worlds, futures and seed; its prior set, packages and arms are not looked at.
    folder : where files are kept.
    jobs : worker threads over worlds; results are the same bits for any number.
    worlds : which of the plan's worlds; all by default.
    progress : called as ``progress(done, total, world)`` after every arm of a world.

    Raises
    ------
    StoreError, SettingsError
    KeyboardInterrupt : finished arms of worlds are kept.

    References
    ----------
    Model 6.3, common random numbers.
    """
    folders = {name: folder / FOLDER / _name(plan, arm) for name, arm in arms.items()}
    for path in set(folders.values()):
        make_folder(path)
    distinct = {path: arms[name] for name, path in folders.items()}
    worlds = range(plan.filled_worlds) if worlds is None else worlds
    missing = {w: {p: a for p, a in distinct.items() if not _file(p, w).is_file()} for w in worlds}
    total, stop = sum(map(len, missing.values())), Event()
    finished: list[int] = []  # worlds, one entry an arm
    told = 0
    with ThreadPoolExecutor(max(1, min(jobs, len(worlds))), thread_name_prefix="world") as pool:
        inner = max(1, jobs // len(worlds))
        ahead: set[Future[None]] = {
            pool.submit(_world, plan, w, wanted, inner, stop, finished.append)
            for w, wanted in missing.items()
            if wanted
        }
        try:
            while ahead:
                over, ahead = wait(ahead, timeout=SECONDS)
                for task in over:
                    task.result()
                while progress is not None and told < len(finished):
                    told += 1
                    progress(told, total, finished[told - 1])
        except BaseException:
            stop.set()
            for task in ahead:
                task.cancel()
            raise
    return Gathered(plan, folders, total)


def _name(plan: Plan, arm: ArmRun) -> str:
    """Hash of all that an arm's files depend on."""
    import ripeness
    from ripeness.numerics.compiled import kernel_hash

    parts = (
        ripeness.__version__, kernel_hash(), ground(arm.scenario), plan.seed, plan.worlds, plan.futures,
        arm.prior_set, arm.deep, arm.base_rate, Evidence._fields,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def ground(scenario: Scenario | None) -> str:
    """Hash of what a scenario gives to the machine: neither its argument nor who did what by which name."""
    if scenario is None:
        return ""
    numbers = {name: (e.kind, e.args, e.min, e.max) for name, e in sorted(scenario.parameters.items())}
    rest = {
        field.name: getattr(scenario, field.name) for field in fields(scenario) if field.name not in NOT_THE_MACHINE
    }
    inner = [(m, ground(one)) for dated in (scenario.eras, scenario.views) for m, one in (*dated, (-1, None))]
    return _digest((numbers, {k: repr(v) for k, v in rest.items()}, inner, ground(scenario.before)))


def _world(
    plan: Plan, number: int, wanted: Mapping[Path, ArmRun], jobs: int, stop: Event, done: Callable[[int], None]
) -> None:
    """All missing arms of one world, each written as soon as it is there."""
    bases: dict[tuple[str, str], float] = {}
    kernels: Kernels = {}
    openings: dict[tuple[str, str, bool], Tables] = {}
    for path, arm in wanted.items():
        if stop.is_set():
            return
        scenario = arm.scenario
        world = draw_world(scenario, plan.seed, number, arm.prior_set)
        plain = (ground(scenario.before or scenario), arm.prior_set)
        if plain not in bases:
            bases[plain] = anchor(scenario, world, jobs)
        world = _fitted(scenario, world, bases[plain], kernels, jobs)
        try:
            opening = None
            if scenario.before is not None:
                before = (*plain, arm.base_rate)
                if before not in openings:
                    unmoved = _fitted(scenario.before, unpulled(world), bases[plain], kernels, jobs)
                    played = games_of(scenario.before, unmoved, base_rate=arm.base_rate)[1]
                    openings[before] = as_tables(scenario.before, played)
                opening = openings[before]
            found: Mapping[str, Any] = evidence(scenario, plan, world, arm.deep, arm.base_rate, opening, jobs)._asdict()
        except SolverError as error:
            found = {REASON: error.message}
        write_atomic(_file(path, number), packed(found))
        done(number)


def _fitted(scenario: Scenario, world: World, base: float, kernels: Kernels, jobs: int) -> World:
    """The world with its kernels; arms whose ground is the same to the last bit share the trials."""
    from ripeness.engine.pack import pack, policy_of

    values = {**world.values, "cascade.base": base}
    seen = [(month, policy_of(view)) for month, view in scenario.seen]
    priors = {name: value for name, value in values.items() if name.startswith("kernel.")}
    name = _digest((pack(scenario, values, world.key), seen, priors))
    if name not in kernels:
        found = fitted(scenario, world, base, jobs)
        own = {k: v for k, v in found.values.items() if k.startswith("kernel.") or k == "cascade.base"}
        kernels[name] = own, found.kernels
    own, others = kernels[name]
    return replace(world, values={**world.values, **own}, kernels=others)


def _digest(value: Any) -> str:
    """Hash of nested arrays and numbers."""
    import numpy as np

    sha = hashlib.sha256()

    def add(part: Any) -> None:
        if isinstance(part, np.ndarray):
            sha.update(f"{part.dtype.str}{part.shape}".encode() + np.ascontiguousarray(part).tobytes())
        elif isinstance(part, Mapping):
            add(sorted(part.items()))
        elif isinstance(part, tuple | list):
            sha.update(b"(")
            for inner in part:
                add(inner)
            sha.update(b")")
        else:
            sha.update(repr(part).encode())

    add(value)
    return sha.hexdigest()


def _file(path: Path, world: int) -> Path:
    return path / f"world-{world:03d}.npz"


def _read(path: Path, world: int) -> Evidence | str | None:
    import numpy as np

    try:
        content = _file(path, world).read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            if REASON in held:
                return str(held[REASON])
            return Evidence(**{field: held[field] for field in Evidence._fields})
    except UNREADABLE:
        return None
