"""The commands as functions: what the command line and the library have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ripeness.errors import SettingsError

if TYPE_CHECKING:
    from ripeness.analysis.ablate import Ablation
    from ripeness.analysis.analogy import Analogy
    from ripeness.analysis.asking.answers import Answer
    from ripeness.analysis.audit.audit import Audit
    from ripeness.analysis.compare import Comparison
    from ripeness.analysis.disagree import Disagreement
    from ripeness.analysis.explain import Explanation
    from ripeness.analysis.leverage import Leverage
    from ripeness.analysis.offering.weighing import Weighing
    from ripeness.analysis.plan import Chain
    from ripeness.analysis.waterfall import Waterfall
    from ripeness.ensemble.store import Run
    from ripeness.scenario.patches import PatchLike
    from ripeness.scenario.war import Scenario


def load(
    scenario: str | Path,
    settings: Iterable[PatchLike] = (),
    packages: Sequence[str] = (),
    as_of: str | None = None,
) -> Scenario:
    """A war by its name or folder, with packages pulled and numbers set (``"key=value"``).

    Parameters
    ----------
    as_of : another information date, YYYY-MM-DD; what the history had published by then sets the start.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    from ripeness.scenario.load import load_scenario

    return load_scenario(scenario, settings, packages, as_of=as_of)


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


def ablate(
    scenario: str | Path,
    modules: Sequence[str] = (),
    *,
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    worlds: int = 16,
    futures: int = 3200,
    **plan: Any,
) -> Ablation:
    """What each mechanism is good for: the war without it, on the same worlds and futures.

    Parameters
    ----------
    modules : names from ``scenario.modules.WITHOUT``, all of them by default.
    jobs, progress, plan : as for ``compare``.

    Raises
    ------
    ScenarioError, SettingsError
    """
    from ripeness.analysis.ablate import ablate as left_out
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import threads

    return left_out(Plan(str(scenario), worlds=worlds, futures=futures, **plan), modules, threads(jobs), progress)


def analogy(
    scenario: str | Path | Scenario,
    second: str | Path | Scenario,
    *,
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    worlds: int = 8,
    futures: int = 400,
    **plan: Any,
) -> Analogy:
    """How much of the difference between two wars each group of factors carries, within the model.

    Parameters
    ----------
    second : the war whose numbers are put in, group by group; both declare the same groups in ``factors.yaml``.
    futures : of each combination of groups, spread over the worlds.
    jobs, progress : as for ``run``.
    plan : other settings of ``ensemble.design.Plan``: ``seed``, ``prior_set``.

    Raises
    ------
    ScenarioError, SettingsError
    """
    from ripeness.analysis.analogy import analogy as attributed
    from ripeness.ensemble.design import Plan, drawn_from
    from ripeness.ensemble.runner import threads

    wars = [drawn_from(_war(war), plan.get("draws", "posterior")) for war in (scenario, second)]
    if wars[0].hash == wars[1].hash:
        raise SettingsError("the two wars are one and the same", "Name another war that declares the same groups.")
    settled = Plan(wars[0].name, worlds=worlds, futures=futures, **plan)
    return attributed(wars[0], wars[1], settled, threads(jobs), progress)


def disagree(
    scenario: str | Path,
    first: str,
    second: str,
    *,
    settings: Iterable[PatchLike] = (),
    jobs: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    worlds: int = 8,
    futures: int = 1600,
    seed: int = 1,
) -> Disagreement:
    """Two analysts of one war: where they differ, which estimates carry it, which evidence would settle it.

    Parameters
    ----------
    first, second : a prior set, or the file of an analyst's own estimates.
    settings : numbers set for both.
    worlds, futures : of every mixture of the two views.

    Raises
    ------
    ScenarioError, SettingsError
    """
    from ripeness.analysis.disagree import disagree as held_beside
    from ripeness.analysis.prior import view
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import threads

    plan = Plan(scenario=str(scenario), worlds=worlds, futures=futures, seed=seed)
    one, other = (view(scenario, prior, settings) for prior in (first, second))
    return held_beside(one, other, plan, threads(jobs), progress)


def explain(
    scenario: str | Path | Scenario,
    *,
    settings: Iterable[PatchLike] = (),
    packages: Sequence[str] = (),
    seed: int = 1,
    worlds: int = 200,
    prior_set: str = "reference",
    date: str | None = None,
    run: Run | None = None,
    jobs: int | None = None,
) -> Explanation:
    """Why a war is settled or not.

    Parameters
    ----------
    date : a month as YYYY-MM, whose first day is meant; the information date by default.
    run : a stored run, whose futures say where the war stands on that day.

    Raises
    ------
    ScenarioError, SettingsError, SolverError
    """
    from ripeness.analysis.explain import explain as explained
    from ripeness.analysis.situation import situation
    from ripeness.ensemble.runner import threads

    war = _war(scenario, settings, packages)
    found = situation(war, date, run)
    return explained(war, seed=seed, worlds=worlds, prior_set=prior_set, found=found, jobs=threads(jobs))


def waterfall(
    scenario: str | Path | Scenario,
    *,
    seed: int = 1,
    worlds: int = 0,
    prior_set: str = "reference",
    date: str | None = None,
    run: Run | None = None,
    jobs: int | None = None,
) -> Waterfall:
    """What opens and closes the range of terms in the solved game, at the medians and over drawn worlds.

    Parameters
    ----------
    worlds : drawn worlds for the intervals, 48 solutions each.
    date, run : as for ``explain``.

    Raises
    ------
    ScenarioError, SettingsError, SolverError
    """
    from ripeness.analysis.centre import middle_world
    from ripeness.analysis.situation import situation
    from ripeness.analysis.waterfall import waterfall as fallen
    from ripeness.ensemble.design import draw_world
    from ripeness.ensemble.runner import threads
    from ripeness.ensemble.world import with_kernel

    war, cores = _war(scenario), threads(jobs)
    found = situation(war, date, run)
    drawn = [with_kernel(war, draw_world(war, seed, w, prior_set), jobs=cores) for w in range(worlds)]
    return fallen(war, middle_world(war, prior_set, jobs=cores), found, drawn, cores)


def leverage(
    scenario: str | Path | Scenario,
    *,
    prior_set: str = "reference",
    date: str | None = None,
    run: Run | None = None,
    jobs: int | None = None,
) -> Leverage:
    """What every lever and package does to the range of terms and to the ripeness margin.

    Raises
    ------
    ScenarioError, SettingsError, SolverError
    """
    from ripeness.analysis.leverage import leverage as levered
    from ripeness.analysis.situation import situation
    from ripeness.ensemble.runner import threads

    war = _war(scenario)
    return levered(war, situation(war, date, run), prior_set, threads(jobs))


def plan(
    scenario: str | Path | Scenario,
    actor: str,
    *,
    prior_set: str = "reference",
    date: str | None = None,
    run: Run | None = None,
    jobs: int | None = None,
) -> Chain:
    """An actor's theory of victory as a chain of conditional chances.

    Raises
    ------
    ScenarioError, SettingsError, SolverError
    """
    from ripeness.analysis.plan import chain
    from ripeness.ensemble.runner import threads

    if date is not None:
        raise SettingsError("a plan runs from the first day to the last", "Leave out the date.")
    return chain(_war(scenario), actor, run, prior_set, threads(jobs))


def ask(run: str | Path | Run, question: str) -> Answer:
    """A question answered from a run's stored futures.

    Parameters
    ----------
    run : its folder, or the run itself.
    question : for instance "collapse before 2021-09-01 given exit".

    Raises
    ------
    QuestionError, StoreError
    """
    from ripeness.analysis.asking.answers import ask as answered
    from ripeness.ensemble.store import open_run

    return answered(open_run(run) if isinstance(run, str | Path) else run, question)


def offer(
    name_or_path: str | Path,
    scenario: str | Path | Scenario = "afghanistan-2018",
    *,
    settings: Iterable[PatchLike] = (),
    worlds: int = 0,
    seed: int = 1,
    prior_set: str = "reference",
) -> Weighing:
    """A draft accord weighed: gains of all from signing, who blocks, the smallest change that helps.

    Parameters
    ----------
    name_or_path : an offer the scenario knows, or a file.
    worlds : draws of the uncertain numbers in which gains are looked at too.

    Raises
    ------
    ScenarioError, SettingsError, SolverError
    """
    from ripeness.analysis.offering.weighing import weigh
    from ripeness.scenario.offers import find_offer

    war = _war(scenario, settings)
    return weigh(war, find_offer(war, name_or_path), worlds=worlds, seed=seed, prior_set=prior_set)


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


def _war(scenario: str | Path | Scenario, settings: Iterable[PatchLike] = (), packages: Sequence[str] = ()) -> Scenario:
    return load(scenario, settings, packages) if isinstance(scenario, str | Path) else scenario
