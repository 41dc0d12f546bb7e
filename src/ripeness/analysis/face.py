"""The commands as functions: what `ripeness run`, `compare` and `explain` and the library have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ripeness.analysis.backtest.run import Backtest
    from ripeness.analysis.compare import Comparison
    from ripeness.analysis.explain import Explanation
    from ripeness.analysis.watch import Watch
    from ripeness.ensemble.store import Run
    from ripeness.scenario.patches import PatchLike
    from ripeness.scenario.war import Scenario


def load(scenario: str | Path, settings: Iterable[PatchLike] = (), packages: Sequence[str] = ()) -> Scenario:
    """A war by its name or folder, with packages pulled and numbers set (``"key=value"``).

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    from ripeness.scenario.load import load_scenario

    return load_scenario(scenario, settings, packages)


def run(
    scenario: str | Path = "afghanistan-2018",
    *,
    out: str | Path | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    **plan: Any,
) -> Run:
    """Simulate a war, or what is missing of a run.

    Parameters
    ----------
    out : the run's folder; below ``runs/`` by default.
    jobs : worker threads, all cores by default; results are the same for any number.
    progress : called as ``progress(done, total, world)``.
    plan : any setting of ``ensemble.design.Plan``: ``futures``, ``worlds``, ``seed``, ``prior_set``, ...

    Raises
    ------
    ScenarioError, SettingsError, StoreError, SolverError
    """
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import run as simulate

    return simulate(Plan(scenario=str(scenario), **plan), out, jobs, progress)


def compare(
    scenario: str | Path,
    packages: Sequence[str],
    *,
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    worlds: int = 16,
    futures: int = 3200,
    **plan: Any,
) -> Comparison:
    """What packages of levers would change, on the same worlds and futures.

    Parameters
    ----------
    packages : names, or several joined with ``+`` that are pulled together.
    jobs, progress : as for ``run``.
    plan : other settings of ``ensemble.design.Plan``: ``seed``, ``prior_set``, ``settings``.

    Raises
    ------
    ScenarioError, SettingsError
    """
    from ripeness.analysis.compare import compare as compared
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import threads

    return compared(Plan(str(scenario), worlds=worlds, futures=futures, **plan), packages, threads(jobs), progress)


def explain(
    scenario: str | Path | Scenario,
    *,
    settings: Iterable[PatchLike] = (),
    packages: Sequence[str] = (),
    seed: int = 1,
    worlds: int = 200,
    prior_set: str = "reference",
) -> Explanation:
    """Why a war is settled or not at its information date.

    Raises
    ------
    ScenarioError, SettingsError, SolverError
    """
    from ripeness.analysis.explain import explain as explained

    war = load(scenario, settings, packages) if isinstance(scenario, str | Path) else scenario
    return explained(war, seed=seed, worlds=worlds, prior_set=prior_set)


def backtest(
    scenario: str | Path = "afghanistan-2018",
    *,
    run: str | Path | None = None,
    out: str | Path | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    worlds: int = 32,
    futures: int = 20_000,
    **plan: Any,
) -> Backtest:
    """Hold a forecast against what happened; the no-strategy baseline is run beside it.

    Parameters
    ----------
    run : folder of a stored run of this scenario; a fresh one is made unless given.
    out, jobs, progress, plan : as for ``run``.

    Raises
    ------
    ScenarioError, SettingsError, StoreError, SolverError
    """
    from ripeness.analysis.backtest.run import backtest as scored
    from ripeness.analysis.backtest.run import frozen_plan, plans
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import run as simulate
    from ripeness.ensemble.store import open_run

    if run is None:
        load(scenario).observables.require(str(scenario))
        own, still = plans(Plan(scenario=str(scenario), worlds=worlds, futures=futures, **plan))
        stored = simulate(own, out, jobs, progress)
    else:
        stored = open_run(run)
        stored.scenario.observables.require(stored.scenario.name)
        still = frozen_plan(stored.plan)
    beside = stored.folder.with_name(f"{stored.folder.name}-no-strategy")
    return scored(stored, simulate(still, beside, jobs, progress))


def watch(run: str | Path | Run, file: str | Path) -> Watch:
    """New observations against a stored forecast: surprise of each, and what they move.

    Parameters
    ----------
    run : its folder, or the run itself.
    file : CSV with the columns of a scenario's history.

    Raises
    ------
    SettingsError, ScenarioError, StoreError
    """
    from ripeness.analysis.watch import watch as watched
    from ripeness.ensemble.store import open_run

    return watched(open_run(run) if isinstance(run, str | Path) else run, file)
