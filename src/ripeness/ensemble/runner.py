"""Worlds over worker threads, each finished world one file; cut short anywhere, a run goes on where it was.

Kernels hold no interpreter lock, so threads suffice. What a world gives depends on the plan and its number only: not
on who computed it, when, or after which others.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ripeness
from ripeness.ensemble.chunk import FOLDER, chunk_path, is_whole, write_chunk
from ripeness.ensemble.design import MOST_ATTEMPTS, Plan, draw_world, drawn_from
from ripeness.ensemble.files import LOCK, UNFINISHED, locked, make_folder, refusing
from ripeness.ensemble.perceived import perceived
from ripeness.ensemble.store import (
    FORMAT,
    MANIFEST,
    Run,
    clear_unfinished,
    plan_entry,
    plan_of,
    read_manifest,
    write_manifest,
)
from ripeness.ensemble.world import Stopped, run_world
from ripeness.errors import SettingsError, SolverError, StoreError
from ripeness.scenario.analyst import analyst_of

if TYPE_CHECKING:
    from ripeness.ensemble.design import World
    from ripeness.scenario.war import Scenario

Progress = Callable[[int, int, int], None]
RUNS = Path("runs")
DISCLAIMER = "A tool for comparing assumptions and policies, not a prediction."
COLLAPSE = "cascade of garrisons and strongmen"  # model M11, 3.10


def run(plan: Plan, folder: str | Path | None = None, jobs: int | None = None, progress: Progress | None = None) -> Run:
    """Run a plan, or what is missing of it.

    Parameters
    ----------
    folder : where it is stored; ``default_folder(plan)`` unless given. What is there already is not computed again.
    jobs : worker threads, all processors unless given. Results are the same bits for any number.
    progress : called as ``progress(done, total, world)`` after every world, from the calling thread.

    Returns
    -------
    Run, with ``computed`` saying how many worlds were computed now.

    Raises
    ------
    ScenarioError, SettingsError : before anything is written.
    StoreError : a folder that cannot be written, is being written, or holds something else.
    SolverError : no world could be solved.
    KeyboardInterrupt : finished worlds are kept; running again goes on.
    """
    plan, scenario = _settled(plan)
    workers = threads(jobs)
    worlds = [draw_world(scenario, plan.seed, w, plan.prior_set) for w in range(plan.filled_worlds)]
    inputs = input_hash(plan, scenario)
    path = _named(scenario, inputs) if folder is None else Path(folder)
    _refuse_others(path, inputs)
    make_folder(path)
    with locked(path):
        _refuse_others(path, inputs)
        with refusing(path):
            clear_unfinished(path)
        make_folder(path / FOLDER)
        if (path / MANIFEST).is_file():
            manifest = read_manifest(path)
        else:
            manifest = _manifest(plan, scenario, inputs, worlds)
            write_manifest(path, manifest)
        missing = [world for world in worlds if not is_whole(path, world.index)]
        started, spent = time.perf_counter(), time.process_time()
        if missing:
            _run_worlds(path, scenario, plan, missing, workers, progress)
        stored = Run(path, manifest, plan, computed=len(missing))
        if missing or "solver" not in manifest:
            timing = {
                "wall_seconds": round(time.perf_counter() - started, 3),
                "cpu_seconds": round(time.process_time() - spent, 3), "jobs": workers, "worlds": len(missing),
            }  # fmt: skip
            manifest |= _after(stored, scenario) | {"timing": timing}
            write_manifest(path, manifest)
        _refuse_nothing(stored)
    return stored


def resume(folder: str | Path, jobs: int | None = None, progress: Progress | None = None) -> Run:
    """End a run that was cut short or damaged, with the result it would have had."""
    path = Path(folder)
    return run(plan_of(path, read_manifest(path)), path, jobs, progress)


def default_folder(plan: Plan) -> Path:
    """Where a run is stored unless told otherwise: the scenario's name and the first digits of its inputs' hash."""
    plan, scenario = _settled(plan)
    return _named(scenario, input_hash(plan, scenario))


def input_hash(plan: Plan, scenario: Scenario) -> str:
    """Fingerprint of everything a result depends on.

    The sources of the kernels and of the drawing of worlds belong to it, beside the version: chunks of two programs
    are never mixed in one folder. Where the scenario's files stand does not.
    """
    from ripeness.numerics.compiled import kernel_hash

    asked = {key: value for key, value in plan_entry(plan).items() if key != "scenario"}
    parts = [ripeness.__version__, kernel_hash(), _drawing_hash(), scenario.hash, json.dumps(asked, sort_keys=True)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _run_worlds(
    folder: Path, scenario: Scenario, plan: Plan, missing: list[World], threads: int, progress: Progress | None
) -> None:
    """Compute and store worlds; the first fault, or an interrupt, ends all of them."""
    stop = threading.Event()
    workers = min(threads, len(missing))
    each = max(1, threads // workers)

    def work(world: World) -> int:
        if not stop.is_set():
            write_chunk(folder, run_world(scenario, plan, world, each, stop.is_set))
        return world.index

    done = plan.filled_worlds - len(missing)
    with ThreadPoolExecutor(workers, thread_name_prefix="world") as pool:
        tasks: list[Future[int]] = [pool.submit(work, world) for world in missing]
        try:
            for task in as_completed(tasks):
                index = task.result()
                done += 1
                if progress is not None:
                    progress(done, plan.filled_worlds, index)
        except BaseException:
            stop.set()
            for task in tasks:
                task.cancel()
            raise


def _settled(plan: Plan) -> tuple[Plan, Scenario]:
    """The plan with its scenario's place spelled out, and the scenario."""
    from ripeness.scenario.load import find_scenario, load_scenario, scenario_names

    scenario = drawn_from(
        load_scenario(plan.scenario, plan.settings, plan.packages, as_of=plan.as_of, start=plan.start), plan.draws
    )
    if plan.scenario not in scenario_names():
        plan = replace(plan, scenario=str(find_scenario(plan.scenario).resolve()))
    return plan, scenario


def _named(scenario: Scenario, inputs: str) -> Path:
    return RUNS / f"{scenario.name}-{inputs[:8]}"


def threads(jobs: int | None) -> int:
    """How many threads are meant: every processor of this process unless a number is given."""
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not isinstance(jobs, int) or not 1 <= jobs <= 1024:
        raise SettingsError(f"jobs: {jobs} is not a whole number from 1 to 1,024", "Give --jobs in it.")
    return jobs


def _drawing_hash() -> str:
    """Hash of the sources that draw worlds and lay out futures."""
    from ripeness.scenario import estimate

    here = Path(__file__).parent
    names = ("design.py", "priors.py", "world.py", "perceived.py", "chunk.py")
    sources = [*(here / name for name in names), Path(estimate.__file__)]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def _refuse_others(folder: Path, inputs: str) -> None:
    """A folder that holds another run, or something that is no run, is left alone."""
    if not folder.is_dir():
        return
    if (folder / MANIFEST).is_file():
        if read_manifest(folder).get("input_hash") != inputs:
            raise StoreError(
                f"{folder} holds a run with other inputs",
                f"Give another folder with --out, or remove that run: ripeness runs remove {folder}",
            )
        return
    with refusing(folder):
        strangers = [p.name for p in folder.iterdir() if p.name not in {LOCK, FOLDER} and p.suffix != UNFINISHED]
    if strangers:
        raise StoreError(
            f"{folder} holds other files ({', '.join(sorted(strangers)[:3])})", "Give an empty folder with --out."
        )


def _manifest(plan: Plan, scenario: Scenario, inputs: str, worlds: list[World]) -> dict[str, Any]:
    """What is known before the first world is run.

    References
    ----------
    Design rule: every export carries version, hashes, seed, futures, start, prior set, checks and the disclaimer.
    """
    from ripeness.numerics.compiled import kernel_hash

    attempts = [world.attempts for world in worlds]
    return {
        "format": FORMAT, "version": ripeness.__version__, "kernel_hash": kernel_hash(), "input_hash": inputs,
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "scenario": scenario.name, "title": scenario.title, "scenario_hash": scenario.hash,
        "information_date": scenario.information_date.isoformat(), "horizon": scenario.horizon.isoformat(),
        "first_month": scenario.first_month.isoformat()[:7], "months": scenario.months,
        "seed": plan.seed, "futures": plan.futures, "worlds": plan.filled_worlds,
        "prior_set": plan.prior_set, "start": plan.start, "collapse": COLLAPSE,
        "draws_of": plan.draws if scenario.posteriors else "prior",
        "calibrated": {m: list(draws.names) for m, draws in scenario.posteriors.items()},
        "set_aside": list(scenario.set_aside),
        "perceived": perceived(scenario), "analyst": analyst_of(scenario),
        "moves": [{"key": m.key, "from": m.before, "to": m.after, "by": m.by} for m in scenario.moves],
        "arms": {arm: plan.total(arm) for arm in plan.arms},
        "draws": {
            "kept": len(worlds), "attempts": sum(attempts), "most": max(attempts), "allowed": MOST_ATTEMPTS,
            "acceptance": len(worlds) / sum(attempts),
        },
        "kept": list(scenario.kept), "plan": plan_entry(plan), "disclaimer": DISCLAIMER,
    }  # fmt: skip


def _after(stored: Run, scenario: Scenario) -> dict[str, Any]:
    """What is known once all worlds have run."""
    import numpy as np

    from ripeness.ensemble.adequacy import adequacy
    from ripeness.ensemble.outcomes import rules

    checks = stored.solver()
    solved = ~np.isnan(checks["residual"])
    summary: dict[str, Any] = {"grid": "coarse", "worlds": int(solved.sum())}
    if solved.any():
        summary |= {name: float(checks[name][solved].max()) for name in ("residual", "several", "doubt")}
        summary |= {
            "separation": float(np.median(checks["separation"][solved])),
            "audit": stored.audit(),
        }
    rule = rules(scenario)
    players = (stored.records("players"), stored.world_of("players")) if "players" in stored.plan.arms else None
    checked = adequacy(stored.transitions(), stored.records(), stored.world_of(), rule, players)
    failed = [{"arm": f.arm, "world": f.world, "reason": f.reason} for f in stored.failures]
    return {"solver": summary, "adequacy": checked.as_dict(), "failed": failed}


def _refuse_nothing(stored: Run) -> None:
    """A run in which no game was solved has no result to show."""
    if not len(stored.futures()):
        failure = stored.failures[0]
        raise SolverError(f"no world could be solved; world {failure.world}: {failure.reason}", "Check the parameters.")


__all__ = ["Stopped", "chunk_path", "default_folder", "input_hash", "resume", "run"]
