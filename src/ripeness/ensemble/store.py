"""The folder of a run: what was asked, what came out, and how to get at it again.

``manifest.json`` says what was asked and how it went, ``chunks/`` holds one file a finished world. The rest of a
folder (``results.zarr``, ``summary.json``, ``report.html``) is made from these and can be made again.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.ensemble import chunk
from ripeness.ensemble.design import ARMS, AUDIT, Plan, World
from ripeness.ensemble.files import LOCK, UNFINISHED, locked, refusing, write_atomic
from ripeness.errors import SettingsError, StoreError

if TYPE_CHECKING:
    import numpy as np
    import xarray

    from ripeness.scenario.war import Scenario

FORMAT = "ripeness run 1"
MANIFEST = "manifest.json"
NO_STRATEGY = "no-strategy"  # the run a back-test stands beside its own
PARTS = (
    LOCK, chunk.FOLDER, "results.zarr", "summary.json", "report.html", "figures", "backtest.json", "backtest.html",
    "scores.csv", NO_STRATEGY, MANIFEST,
)  # fmt: skip


class Failure(NamedTuple):
    """A world that an arm could not run, and why."""

    arm: str
    world: int
    reason: str


class Run:
    """A stored run.

    Arrays of futures hold those that ran, in the order of their numbers (``futures(arm)``); worlds that failed are
    listed in ``failures`` and are in no array.

    Attributes
    ----------
    folder, manifest, plan : where it stands, what it says, what was asked.
    computed : worlds that were computed to get this object; 0 when all were there already.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], plan: Plan, computed: int = 0) -> None:
        self.folder, self.manifest, self.plan, self.computed = folder, manifest, plan, computed

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run.

        Raises
        ------
        StoreError
            If its files have changed since.
        """
        from ripeness.ensemble.design import drawn_from
        from ripeness.scenario.load import load_scenario

        plan = self.plan
        scenario = drawn_from(
            load_scenario(plan.scenario, plan.settings, plan.packages, as_of=plan.as_of, start=plan.start), plan.draws
        )
        if scenario.hash != self.manifest["scenario_hash"]:
            raise StoreError(
                f"the files of {self.plan.scenario} have changed since {self.folder} was run",
                "Bring back the old files, or run the scenario again into another folder.",
            )
        return scenario

    @property
    def hash(self) -> str:
        """Fingerprint of all results; equal for any number of workers and for a resumed run."""
        from ripeness.ensemble.files import fingerprint

        return fingerprint("".join(chunk.recorded_fingerprint(self.folder, w) for w in self._all).encode())

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """The draw of every world."""
        return tuple(chunk.read_world(self.folder, w) for w in self._all)

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """Worlds that an arm could not run."""
        asked = [(arm, w) for w in self._all for arm in self.plan.arms_of(w)]
        found = [Failure(arm, w, str(self._one(arm, "reason", w))) for arm, w in asked]
        return tuple(failure for failure in found if failure.reason)

    def records(self, arm: str = "reference") -> np.ndarray:
        """Records of futures, float32 (future, column), columns of ``engine.record.COLUMNS``."""
        return self._records(arm)[0]

    def futures(self, arm: str = "reference") -> np.ndarray:
        """Numbers of the futures that ran, int64 (future,), ascending."""
        return self._records(arm)[1]

    def world_of(self, arm: str = "reference") -> np.ndarray:
        """World of every future that ran, int64 (future,)."""
        return self.futures(arm) % self.plan.worlds

    def states(self, arm: str = "reference") -> np.ndarray:
        """Futures by month and state, int64 (month, state): (posture * 3 + commitment) * 5 + talks, 60 collapsed."""
        return self._sum(arm, "states")

    def events(self, arm: str = "reference") -> np.ndarray:
        """Events by month and kind, int64 (month, event)."""
        return self._sum(arm, "events")

    def histogram(self, arm: str = "reference") -> np.ndarray:
        """Futures by month, quantity and bin, int64 (month, quantity, bin), see ``engine.record.QUANTITIES``."""
        return self._sum(arm, "histogram")

    def transitions(self, arm: str = "reference") -> np.ndarray:
        """Sums for the check of the players' picture of the ground, int64 (posture, 6)."""
        return self._sum(arm, "transitions")

    def histogram_by_world(self, arm: str = "reference") -> np.ndarray:
        """The same before it is summed, int32 (world, month, quantity, bin); zeros for a world that failed."""
        import numpy as np

        return np.stack([self._one(arm, "histogram", w) for w in self._with(arm)])

    def states_by_world(self, arm: str = "reference") -> np.ndarray:
        """States before they are summed, int32 (world, month, state); zeros for a world that failed."""
        import numpy as np

        return np.stack([self._one(arm, "states", w) for w in self._with(arm)])

    def worlds_of(self, arm: str = "reference") -> list[int]:
        """Numbers of the worlds an arm was asked to run, in the order of what is kept by world."""
        return self._with(arm)

    @cached_property
    def kept(self) -> np.ndarray:
        """Numbers of the futures with a path and a map, in the order of ``paths`` and ``maps``."""
        return self._first("map")

    @cached_property
    def told(self) -> np.ndarray:
        """Numbers of the futures with an event log, in the order of ``logs``."""
        return self._first("log")

    @cached_property
    def paths(self) -> np.ndarray:
        """Monthly paths of the kept futures, float32 (kept, month, quantity)."""
        return self._joined("path")

    @cached_property
    def maps(self) -> np.ndarray:
        """Quarterly maps of the kept futures, uint8 (kept, quarter, district): control in 1/200; 255 once collapsed."""
        return self._joined("map")

    @cached_property
    def logs(self) -> np.ndarray:
        """Event logs of the told futures, float32 (told, entry, column), see ``engine.record.LOG_COLUMNS``."""
        return self._joined("log")

    def solver(self, arm: str = "reference") -> dict[str, np.ndarray]:
        """Checks of the solved game by world, float64 (world,) each, names in ``ensemble.chunk.SOLVER``."""
        import numpy as np

        table = np.stack([self._one(arm, "solver", w) for w in self._with(arm)])
        return dict(zip(chunk.SOLVER, table.T, strict=True))

    def audit(self) -> dict[str, Any]:
        """What the coarse grid costs: shares of outcome classes with the production grid less those without.

        Returns
        -------
        ``worlds``, ``futures``, ``difference`` by class; empty where nothing was audited.

        References
        ----------
        Model 9.11.
        """
        import numpy as np

        from ripeness.ensemble.classes import CLASSES
        from ripeness.ensemble.outcomes import classify, rules

        fine, coarse = self.records(AUDIT), self.records()
        same = np.isin(self.futures(), self.futures(AUDIT))
        if not len(fine) or same.sum() != len(fine):
            return {}
        law = rules(self.scenario)
        code = [np.bincount(classify(r, law).code, minlength=len(CLASSES)) / len(fine) for r in (fine, coarse[same])]
        difference = dict(zip(CLASSES, (code[0] - code[1]).tolist(), strict=True))
        return {"worlds": sorted({*self.world_of(AUDIT).tolist()}), "futures": len(fine), "difference": difference}

    def dataset(self) -> xarray.Dataset:
        """All results with named axes and units."""
        from ripeness.ensemble.dataset import dataset

        return dataset(self)

    def export(self) -> Path:
        """Write ``results.zarr`` into the folder, at once; returns its path."""
        from ripeness.ensemble.dataset import export

        return export(self)

    @property
    def _all(self) -> range:
        return range(self.plan.filled_worlds)

    def _with(self, arm: str) -> list[int]:
        if arm not in self.plan.arms and arm != AUDIT:
            known = ", ".join(self.plan.arms)
            raise SettingsError(f"{self.folder} has no arm '{arm}'", f"It has: {known}.")
        return [w for w in self._all if arm in self.plan.arms_of(w)]

    def _one(self, arm: str, field: str, world: int) -> np.ndarray:
        name = f"{arm}.{field}"
        return chunk.read_arrays(self.folder, world, (name,))[name]

    def _sum(self, arm: str, field: str) -> np.ndarray:
        import numpy as np

        worlds = self._with(arm)
        total = self._one(arm, field, worlds[0]).astype(np.int64)
        for world in worlds[1:]:
            total += self._one(arm, field, world)
        return total

    def _records(self, arm: str) -> tuple[np.ndarray, np.ndarray]:
        import numpy as np

        held: dict[str, Any] = self.__dict__.setdefault("_held", {})
        if arm not in held:
            worlds = self._with(arm)
            parts = [self._one(arm, "record", w) for w in worlds]
            if not parts:
                from ripeness.engine.record import COLUMNS

                return np.zeros((0, len(COLUMNS)), dtype=np.float32), np.zeros(0, dtype=np.int64)
            ids = np.concatenate([self._numbers(w, len(part)) for w, part in zip(worlds, parts, strict=True)])
            order = np.argsort(ids)
            held[arm] = np.concatenate(parts)[order], ids[order]
        return held[arm]

    def _numbers(self, world: int, count: int) -> np.ndarray:
        import numpy as np

        return world + self.plan.worlds * np.arange(count, dtype=np.int64)

    def _joined(self, field: str) -> np.ndarray:
        import numpy as np

        return np.concatenate([self._one("reference", field, w) for w in self._all])

    def _first(self, field: str) -> np.ndarray:
        import numpy as np

        return np.concatenate([self._numbers(w, len(self._one("reference", field, w))) for w in self._all])


def open_run(folder: str | Path) -> Run:
    """A run that has ended.

    Raises
    ------
    StoreError
        If the folder holds no run, or one that was cut short.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    plan = plan_of(path, manifest)
    missing = [w for w in range(plan.filled_worlds) if not chunk.chunk_path(path, w).is_file()]
    if missing:
        raise StoreError(
            f"{path} was cut short: {len(missing)} of {plan.filled_worlds} worlds are missing",
            f"Go on with: ripeness runs resume {path}",
        )
    return Run(path, manifest, plan)


def list_runs(root: str | Path = "runs") -> list[dict[str, Any]]:
    """Every run in a folder of runs: its manifest's main entries, worlds done, or what is wrong with it."""
    found: list[dict[str, Any]] = []
    for path in sorted(Path(root).glob(f"*/{MANIFEST}")):
        folder = path.parent
        try:
            manifest = read_manifest(folder)
            plan = plan_of(folder, manifest)
        except StoreError as error:
            found.append({"folder": str(folder), "problem": error.message})
            continue
        done = sum(chunk.chunk_path(folder, w).is_file() for w in range(plan.filled_worlds))
        keys = ("scenario", "seed", "futures", "worlds", "prior_set", "start", "version", "created", "input_hash")
        entry = {"folder": str(folder), **{key: manifest.get(key) for key in keys}, "done": done}
        found.append({**entry, "complete": done == plan.filled_worlds})
    return found


def remove_run(folder: str | Path) -> list[str]:
    """Remove a run; returns names of what was not the run's own and therefore stays.

    Raises
    ------
    StoreError
        If the folder holds no run, or a run is writing it.
    """
    path = Path(folder)
    read_manifest(path)
    with locked(path), refusing(path):
        clear_unfinished(path)
        for part in (path / name for name in PARTS):  # the manifest last: a removal cut short can be repeated
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)
        left = sorted(p.name for p in path.iterdir())
        if not left and not path.is_symlink():
            path.rmdir()
    return left


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed run was writing."""
    for place in (folder, folder / chunk.FOLDER):
        for part in place.glob(f"*{UNFINISHED}"):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a folder says about its run.

    Raises
    ------
    StoreError
        If it holds none, or a damaged one.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(f"{folder} holds no run", "See what there is with: ripeness runs list") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}", "Run again into another folder.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError(f"{folder} holds no run of this version", "See what there is with: ripeness runs list")
    return manifest


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Put a manifest in place."""
    write_atomic(folder / MANIFEST, (json.dumps(manifest, indent=1, allow_nan=False) + "\n").encode())


def plan_of(folder: Path, manifest: dict[str, Any]) -> Plan:
    """The plan a manifest holds."""
    asked = manifest.get("plan")
    if not isinstance(asked, dict) or set(asked) != {field.name for field in fields(Plan)}:
        raise StoreError(f"{folder / MANIFEST} holds no plan of this version", "Run again into another folder.")
    try:
        settled: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in asked.items()}
        return Plan(**settled)
    except SettingsError as error:
        raise StoreError(f"{folder / MANIFEST}: {error.message}", "Run again into another folder.") from error


def plan_entry(plan: Plan) -> dict[str, Any]:
    """A plan as a manifest holds it."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(plan).items()}


__all__ = ["ARMS", "Failure", "Run", "list_runs", "open_run", "remove_run"]
