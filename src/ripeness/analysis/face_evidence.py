"""A war against the evidence: fits to what was known, scores against what happened, a look at what comes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ripeness.analysis.backtest.run import Backtest
    from ripeness.analysis.watch import Watch
    from ripeness.calibration.calibrate import Calibration
    from ripeness.ensemble.store import Run


def calibrate(
    scenario: str | Path,
    *,
    only: Sequence[str] = (),
    seed: int = 1,
    data: str | Path | None = None,
    out: str | Path | None = None,
    quick: bool = False,
    install: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Calibration:
    """Fit a war's parameters to what was published before its information date, module by module.

    Parameters
    ----------
    only : modules; all unless given.
    data : folder with data that is not shipped.
    out : scenario folder that takes the draws; ``calibration/`` and the war's name for a built-in one.
    quick : short chains and few draws.
    install : write beside the built-in scenario itself.
    progress : called as ``progress(module, share done)``.

    Raises
    ------
    ScenarioError, SettingsError, StoreError
    """
    from ripeness.calibration.calibrate import calibrate as fitted

    folder, place = (None if path is None else Path(path) for path in (data, out))
    return fitted(
        scenario, only=only, seed=seed, data=folder, out=place, quick=quick, install=install, progress=progress
    )


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
    from ripeness.ensemble.store import NO_STRATEGY, open_run
    from ripeness.scenario.load import load_scenario

    if run is None:
        load_scenario(scenario, as_of=plan.get("as_of") or "").observables.require(str(scenario))
        own, still = plans(Plan(scenario=str(scenario), worlds=worlds, futures=futures, **plan))
        stored = simulate(own, out, jobs, progress)
    else:
        stored = open_run(run)
        stored.scenario.observables.require(stored.scenario.name)
        still = frozen_plan(stored.plan)
    return scored(stored, simulate(still, stored.folder / NO_STRATEGY, jobs, progress))


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
