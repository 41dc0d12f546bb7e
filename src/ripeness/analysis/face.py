"""The commands as functions: what `ripeness run`, `compare`, `audit` and `explain` and the library have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ripeness.analysis.audit.audit import Audit
    from ripeness.analysis.compare import Comparison
    from ripeness.analysis.explain import Explanation
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


def audit(
    scenario: str | Path = "afghanistan-2018",
    *,
    only: Sequence[str] = (),
    full: bool = False,
    others: bool = False,
    worlds: int | None = None,
    futures: int | None = None,
    out: str | Path | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    **plan: Any,
) -> Audit:
    """A verdict on every claim of a war's argument, by experiments on the same futures.

    Parameters
    ----------
    only : experiments, all by default.
    full : 200 worlds, and ``others``.
    others : other rules of the game and other guesses too, on the first worlds.
    worlds, futures : 12 worlds (200 with ``full``) of 200 futures by default.
    out : where finished arms are kept, below ``runs/`` by default.
    plan : other settings of ``ensemble.design.Plan``: ``seed``, ``prior_set``, ``settings``.

    Raises
    ------
    ScenarioError, SettingsError, StoreError
    """
    from ripeness.analysis.audit.audit import VARIANTS
    from ripeness.analysis.audit.audit import audit as tried
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import threads

    count = worlds if worlds is not None else 200 if full else 12
    settled = Plan(str(scenario), worlds=count, futures=futures if futures is not None else 200 * count, **plan)
    variants = VARIANTS if full or others else ()
    return tried(settled, only, variants, folder=Path(out) if out else None, jobs=threads(jobs), progress=progress)


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
