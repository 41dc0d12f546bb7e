"""`audit`: every experiment of a scenario run on the same worlds and futures, and a verdict on every claim.

Arms are known by what they change and are run once, whoever asks for them. Beside the reference the same experiments
can be run under other rules of the game, other prior sets, other precisions of choice, and with choice switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis.audit.checks import Checked, checked
from ripeness.analysis.audit.contrasts import Contrast, contrast
from ripeness.analysis.audit.verdicts import Judgement, judge
from ripeness.analysis.measured import World, measured, world_of
from ripeness.ensemble.arms import ArmRun, Gathered, gather, ground
from ripeness.ensemble.design import Plan, draw_world, drawn_from
from ripeness.ensemble.outcomes import rules
from ripeness.errors import SettingsError
from ripeness.scenario.experiments import Arm, Experiment, Measured, arm_scenario, waiting
from ripeness.scenario.measures import MEASURES

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

Progress = Callable[[int, int, int], None]
RUNS = Path("runs")
PRECISIONS = ("choice.precision_insurgent", "choice.precision_government", "choice.precision_patron")


class Variant(NamedTuple):
    """Other rules or other guesses under which everything is run again."""

    name: str
    label: str
    kind: str  # structure, priors, precision, base
    arm: Arm | None = None  # what holds in that world
    prior_set: str = "reference"
    base_rate: bool = False


def _precision(factor: float) -> Arm:
    return Arm(label="precision", another_world=True, times=dict.fromkeys(PRECISIONS, factor))


def _phases(word: str) -> Arm:
    return Arm(label=word, another_world=True, set={"structure.accord_phases": word})


PLAIN = Variant("reference", "as specified", "reference")
VARIANTS = (
    Variant("exclusive", "accord only without the government", "structure", _phases("exclusive")),
    Variant("linkage", "accord only with the government", "structure", _phases("linkage")),
    Variant("base_rate", "choice switched off", "base", base_rate=True),
    Variant("sceptical", "sceptical priors", "priors", prior_set="sceptical"),
    Variant("favourable", "favourable priors", "priors", prior_set="favourable"),
    Variant("half", "precision of choice halved", "precision", _precision(0.5)),
    Variant("double", "precision of choice doubled", "precision", _precision(2.0)),
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """An experiment with its verdict, and with those under other rules and guesses."""

    name: str
    experiment: Experiment
    judgement: Judgement
    variants: Mapping[str, Judgement]
    refused: tuple[str, ...]  # worlds that an arm could not solve, and why

    @property
    def structure(self) -> tuple[float, float] | None:
        """Range of the first deciding number over the rules of the game, on the worlds all of them have."""
        own = [v for name, v in self.variants.items() if name in {"exclusive", "linkage"} and v.findings]
        if not own or not self.judgement.findings:
            return None
        values = [self.judgement.findings[0].value, *(v.findings[0].value for v in own)]
        return min(values), max(values)


@dataclass(frozen=True)
class ClaimResult:
    """What is known about one claim."""

    claim: str
    verdict: str  # of its experiments, or what data say, or why there is none
    experiments: tuple[str, ...]
    checks: tuple[Checked, ...]
    forecasts: tuple[Mapping[str, Any], ...]
    why: str = ""

    @property
    def is_covered(self) -> bool:
        """Whether it has a verdict or a data check that decides."""
        return self.verdict in {
            "supported", "contradicted", "negligible", "undetermined", "mixed", "data agree", "data disagree",
        }  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """What an audit found."""

    scenario: Scenario
    plan: Plan
    tried: Mapping[str, Tried]
    claims: Mapping[str, ClaimResult]
    folder: Path
    computed: int
    variants: tuple[Variant, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Experiments by verdict."""
        found: dict[str, int] = {}
        for one in self.tried.values():
            found[one.judgement.verdict] = found.get(one.judgement.verdict, 0) + 1
        return found

    @property
    def covered(self) -> int:
        """Claims with a verdict or a data check."""
        return sum(result.is_covered for result in self.claims.values())


def audit(
    plan: Plan, only: Sequence[str] = (), variants: Sequence[Variant] = (), variant_worlds: int = 8,
    folder: Path | None = None, jobs: int = 1, progress: Progress | None = None,
) -> Audit:  # fmt: skip
    """Put the argument of a scenario to the test.

    Parameters
    ----------
    plan : worlds, futures, seed, prior set and settings.
    only : experiments; all of the scenario by default.
    variants : other rules and guesses to run besides, each over the first ``variant_worlds`` worlds.
    folder : where finished arms are kept; one that is there is not run again.
    jobs : worker threads over worlds; results are the same bits for any number.

    Raises
    ------
    ScenarioError, SettingsError, StoreError
    """
    from ripeness.scenario.folder import scenario_names
    from ripeness.scenario.load import load_scenario
    from ripeness.scenario.problems import did_you_mean

    war = drawn_from(load_scenario(plan.scenario, plan.settings, as_of=plan.as_of, start=plan.start), plan.draws)
    if not war.experiments:
        raise SettingsError(f"{war.name} has no experiments", "Write some in experiments.yaml.")
    for name in only:
        if name not in war.experiments:
            raise SettingsError(f"unknown experiment '{name}'", did_you_mean(name, war.experiments, "experiments"))
    wanted = {name: war.experiments[name] for name in (only or war.experiments)}
    why = {name: waiting(war, experiment, scenario_names()) for name, experiment in wanted.items()}
    running = {name: experiment for name, experiment in wanted.items() if not why[name]}
    path = folder or default_folder(war, plan)
    all_variants = (PLAIN, *variants)
    arms = _arms(plan, war, running, all_variants)
    parts, computed = [], 0
    for variant in all_variants:
        count = plan.filled_worlds if variant is PLAIN else min(variant_worlds, plan.filled_worlds)
        own = {(e, arm): run for (name, e, arm), run in arms.items() if name == variant.name}
        gathered = gather(plan, {repr(k): r for k, r in own.items()}, path, jobs, progress, worlds=range(count))
        computed += gathered.computed
        parts.append((variant, gathered, own, count))
    tried = {}
    for name, experiment in wanted.items():
        if why[name]:
            tried[name] = Tried(name, experiment, Judgement("not run", why=why[name]), {}, ())
            continue
        judged: dict[str, Judgement] = {}
        refused: tuple[str, ...] = ()
        for variant, gathered, own, count in parts:
            found, refusals = _judged(plan, name, experiment, variant, gathered, own, count)
            judged[variant.name] = found
            refused = refusals if variant is PLAIN else refused
        tried[name] = Tried(name, experiment, judged.pop(PLAIN.name), judged, refused)
    claims = {id_: claim_result(war, id_, tried) for id_ in war.claims}
    return Audit(war, plan, tried, claims, path, computed, tuple(variants))


def default_folder(war: Scenario, plan: Plan) -> Path:
    """Where an audit is kept unless told otherwise."""
    return RUNS / f"audit-{war.name}-{plan.worlds}-{plan.futures}-{plan.seed}"


def claim_result(war: Scenario, claim: str, tried: Mapping[str, Tried]) -> ClaimResult:
    """What experiments, data and forecasts say of one claim."""
    test = war.claims[claim].test
    checks = tuple(checked(war, check) for check in test.data)
    forecasts = tuple({"observable": s.observable, "text": s.text, "score": None} for s in test.forecast)
    ran = [tried[e] for e in test.experiments if e in tried and tried[e].judgement.verdict != "not run"]
    verdicts = list(dict.fromkeys(one.judgement.verdict for one in ran))
    decided = [check.result for check in checks if check.result in {"holds", "fails"}]
    why = ""
    if verdicts:
        verdict: str = verdicts[0] if len(verdicts) == 1 else "mixed"
    elif decided:
        verdict = "data agree" if set(decided) == {"holds"} else "data disagree"
    elif test.none:
        verdict, why = "not testable", test.none
    else:
        verdict = "not run"
        why = "; ".join(dict.fromkeys(tried[e].judgement.why for e in test.experiments if e in tried)) or (
            "waits for scores of forecasts" if forecasts else "its check names no figure"
        )
    return ClaimResult(claim, verdict, test.experiments, checks, forecasts, why)


def _arms(
    plan: Plan, war: Scenario, experiments: Mapping[str, Experiment], variants: Sequence[Variant]
) -> dict[tuple[str, str, str], ArmRun]:
    """Every arm that is asked for, by variant, experiment and name; those that change the same are equal."""
    from ripeness.scenario.load import load_scenario

    others: dict[str, Scenario] = {}

    def load(name: str) -> Scenario:
        if name not in others:
            others[name] = drawn_from(load_scenario(name), plan.draws)
        return others[name]

    found: dict[tuple[str, str, str], ArmRun] = {}
    for variant in variants:
        base = war if variant.arm is None else arm_scenario(war, variant.arm)
        deep = {ground(arm_scenario(base, arm, load)) for arm in looked_into(war)}
        for name, experiment in experiments.items():
            for arm in experiment.used:
                scenario = arm_scenario(base, experiment.arm(arm), load)
                is_deep = ground(scenario) in deep
                found[variant.name, name, arm] = ArmRun(scenario, variant.prior_set, is_deep, variant.base_rate)
    return found


def looked_into(war: Scenario) -> list[Arm]:
    """Arms whose channels some experiment of the war reads, whether or not it is asked for now: so that an arm is the
    same for all who share it."""
    from ripeness.scenario.folder import scenario_names

    return [
        experiment.arm(arm)
        for experiment in war.experiments.values()
        if not waiting(war, experiment, scenario_names())
        for test in experiment.tests
        for arm, what in test.readings
        if MEASURES[what.measure].deep
    ]


def _judged(
    plan: Plan, name: str, experiment: Experiment, variant: Variant, gathered: Gathered,
    arms: Mapping[tuple[str, str], ArmRun], count: int,
) -> tuple[Judgement, tuple[str, ...]]:  # fmt: skip
    """The verdict on one experiment under one variant, over the worlds that all its arms could solve."""
    worlds, refused = [], []
    values: dict[tuple[str, str], list[np.ndarray]] = {}
    used = experiment.used
    asked = [(arm, what) for test in experiment.tests for arm, what in test.readings]
    for w in range(count):
        read: dict[str, World] = {}
        for arm in used:
            run = arms[name, arm]
            seen = gathered.of(repr((name, arm)), w)
            if isinstance(seen, str):
                refused.append(f"{arm}, world {w}: {seen}")
                break
            drawn = draw_world(run.scenario, plan.seed, w, run.prior_set)
            read[arm] = world_of(run.scenario, drawn.values, seen, rules(run.scenario))
        if len(read) < len(used):
            continue
        worlds.append(w)
        for key in {(arm, what.key): (arm, what) for arm, what in asked}.items():
            (arm, what) = key[1]
            values.setdefault(key[0], []).append(measured(read[arm], what))
    if not worlds:
        return Judgement("undetermined", why="no world could be solved in all arms"), tuple(refused)
    contrasts = [_contrast(test, values) for test in experiment.tests]
    return judge(f"{name} {variant.name}", experiment, contrasts), tuple(refused)


def _contrast(test: Any, values: Mapping[tuple[str, str], list[np.ndarray]]) -> Contrast:
    def of(arm: str, what: Measured) -> list[np.ndarray]:
        return values[arm, what.key]

    own = test.readings[0][1]
    other = None if test.other is None else of(*test.other)
    beyond = None if test.beyond is None else (of(test.beyond.arm, own), of(test.beyond.against, own))
    return contrast(of(test.arm, own), other, test.compare, beyond, pooled=test.over == "mean")
