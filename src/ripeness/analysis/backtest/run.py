"""A back-test: the table is fixed, the forecasts are read off, and only then is it looked up what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ripeness.analysis.backtest.baselines import OWN
from ripeness.analysis.backtest.forecast import Forecast, forecast, index
from ripeness.analysis.backtest.outcome import Happened, happened
from ripeness.analysis.backtest.published import Beside, beside
from ripeness.analysis.backtest.score import CONTINUOUS, RULES, Scored, score, score_joint
from ripeness.analysis.scoring.skill import Skill, skill
from ripeness.errors import SettingsError
from ripeness.scenario.names import NAMES
from ripeness.scenario.observables import DOMAINS, Observable

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

FROZEN = "frozen"
ARMS = {"base_rate": "reference class", "players": "the parties' own picture"}
BASELINES = {
    "persistence": "persistence", "drift": "drift", "trend": "trend", "seasonal": "same season",
    "base_rate": "reference class", "players": "parties' picture", FROZEN: "no strategy",
}  # fmt: skip
LEADS = ((6, "to 6"), (12, "7 to 12"), (24, "13 to 24"), (1200, "over 24"))
FAILED = 0.10  # what happened was given less than this
NATURE = ("hazard.decay", "hazard.execution", "hazard.bias_single", "hazard.bias_joint")
STILL = 1e-9  # a year; nobody ever decides anything
KEPT = 64  # futures a world that keep paths and logs, for sums and joints


@dataclass(frozen=True)
class Row:
    """One observable: what was forecast, what happened, how both score."""

    id: str
    observable: Observable
    lead: int | None
    forecast: Forecast | None
    outcome: Happened
    scored: Scored | None
    base: dict[str, Scored]
    baselines: dict[str, Forecast]

    @property
    def failed(self) -> bool:
        """Whether what happened was given a small chance."""
        return self.scored is not None and self.scored.chance is not None and self.scored.chance < FAILED


@dataclass(frozen=True)
class DomainSkill:
    """Skill of the observables of one domain and one rule against one baseline."""

    domain: str
    rule: str
    baseline: str
    skill: Skill


@dataclass(frozen=True)
class Lead:
    """Mean scores of the observables of one domain and rule that lie equally far ahead.

    ``base`` holds the mean of each baseline that has a forecast of all of them.
    """

    domain: str
    rule: str
    months: str
    count: int
    own: float
    base: dict[str, float]


@dataclass(frozen=True)
class Coverage:
    """How often intervals of continuous observables held the outcome."""

    domain: str
    count: int
    inside50: int
    inside90: int


@dataclass(frozen=True)
class Backtest:
    """All that a back-test found."""

    scenario: Scenario
    run: Run
    table_hash: str
    rows: tuple[Row, ...]
    left_out: dict[str, str]
    skills: tuple[DomainSkill, ...]
    leads: tuple[Lead, ...]
    coverage: tuple[Coverage, ...]
    published: tuple[Beside, ...]

    @property
    def failures(self) -> tuple[Row, ...]:
        """What was given less than a tenth, the least expected first."""
        bad = [row for row in self.rows if row.failed]
        return tuple(sorted(bad, key=lambda row: row.scored.chance if row.scored and row.scored.chance else 0.0))


def plans(plan: Plan) -> tuple[Plan, Plan]:
    """The plan of a back-test and that of its no-strategy baseline, in which nobody ever decides anything.

    References
    ----------
    Model 5.4: the no-strategy model is technology only.
    """
    own = replace(plan, kept=KEPT, told=KEPT, audit=0, arms=("reference", "base_rate", "players"))
    return own, frozen_plan(own)


def frozen_plan(plan: Plan) -> Plan:
    """The same worlds and futures with every decision's hazard next to zero."""
    still = tuple(f"{name}={STILL}" for name in NAMES if name.startswith("hazard.") and name not in NATURE)
    return replace(plan, settings=plan.settings + still, arms=("reference",), audit=0)


def backtest(run: Run, frozen: Run | None = None) -> Backtest:
    """Score a run against what happened.

    Parameters
    ----------
    run : a stored run that started ``as-of``.
    frozen : its no-strategy baseline, from ``frozen_plan``.

    Raises
    ------
    SettingsError
        If the scenario has no table of observables, or the run's first map knew later data.
    """
    scenario, table = run.scenario, run.scenario.observables
    table.require(scenario.name)
    if run.plan.start != "as-of":
        raise SettingsError(f"{run.folder} began from a later map", "A back-test needs --start as-of.")
    fixed = table.hash  # before any outcome is looked at
    arms: dict[str, Callable[[Observable], Forecast | None]] = {"": lambda o: forecast(run, o)}
    arms |= {name: _of_arm(run, name) for name in ARMS if name in run.plan.arms}
    if frozen is not None:
        arms[FROZEN] = _of_arm(frozen, "reference")
    arms |= {name: _of_rows(scenario, make) for name, make in OWN.items()}
    made = {id_: {name: read(entry) for name, read in arms.items()} for id_, entry in table.scored.items()}

    truths = {id_: happened(scenario, o) for id_, o in table.scored.items() if o.kind != "joint"}
    rows = tuple(_row(scenario, id_, o, made[id_], truths) for id_, o in table.scored.items())
    left = {id_: o.left_out for id_, o in table.observables.items() if o.left_out}
    return Backtest(
        scenario, run, fixed, rows, left, _skills(rows), _leads(rows), _coverage(rows),
        tuple(beside(run, p, truths[p.observable]) for p in table.published.values()),
    )  # fmt: skip


def _of_arm(run: Run, arm: str) -> Callable[[Observable], Forecast | None]:
    return lambda observable: forecast(run, observable, arm)


def _of_rows(
    scenario: Scenario, make: Callable[[Scenario, Observable], Forecast | None]
) -> Callable[[Observable], Forecast | None]:
    return lambda observable: make(scenario, observable)


def _row(
    scenario: Scenario, id_: str, entry: Observable, made: dict[str, Forecast | None], truths: dict[str, Happened]
) -> Row:
    own = made[""]
    base = {name: found for name, found in made.items() if name and found is not None}
    if entry.kind == "joint":
        members = [truths[name] for name in entry.of]
        refused = next(
            (f"{name}: {truth.refused}" for name, truth in zip(entry.of, members, strict=True) if truth.refused), ""
        )
        outcome = Happened(refused=refused, rows=tuple(row for truth in members for row in truth.rows))
        scored = {
            name: score_joint(entry, found, members)
            for name, found in {"": own, **base}.items()
            if found is not None and found.draws is not None and not refused
        }
    else:
        outcome = truths[id_]
        scored = {
            name: score(entry, found, outcome, scenario.months)
            for name, found in {"": own, **base}.items()
            if found is not None and not outcome.refused
        }
    return Row(id_, entry, _lead(scenario, entry, outcome), own, outcome, scored.pop("", None), scored, base)


def _lead(scenario: Scenario, entry: Observable, outcome: Happened) -> int | None:
    """Months from the first one to the day a forecast is about."""
    day = entry.by or entry.at or entry.until
    return outcome.month if day is None else index(scenario, day)


def _skills(rows: tuple[Row, ...]) -> tuple[DomainSkill, ...]:
    found = []
    for domain in DOMAINS:
        for rule in dict.fromkeys(RULES.values()):
            for name in BASELINES:
                both = [
                    (row.scored.main, row.base[name].main, row.observable.block or row.id)
                    for row in rows
                    if row.observable.domain == domain and row.scored is not None and name in row.base
                    and RULES[row.observable.kind or ""] == rule
                ]  # fmt: skip
                if both:
                    own, other, blocks = zip(*both, strict=True)
                    found.append(DomainSkill(domain, rule, name, skill(own, other, blocks)))
    return tuple(found)


def _leads(rows: tuple[Row, ...]) -> tuple[Lead, ...]:
    found = []
    for domain in DOMAINS:
        for rule in dict.fromkeys(RULES.values()):
            low = -1
            for high, words in LEADS:
                held = [
                    row for row in rows
                    if row.observable.domain == domain and row.scored is not None and row.lead is not None
                    and RULES[row.observable.kind or ""] == rule and low < row.lead <= high
                ]  # fmt: skip
                low = high
                if held:
                    whole = [name for name in BASELINES if all(name in row.base for row in held)]
                    base = {name: float(np.mean([row.base[name].main for row in held])) for name in whole}
                    own = float(np.mean([row.scored.main for row in held if row.scored is not None]))
                    found.append(Lead(domain, rule, words, len(held), own, base))
    return tuple(found)


def _coverage(rows: tuple[Row, ...]) -> tuple[Coverage, ...]:
    found = []
    for domain in (*DOMAINS, "all"):
        held = [
            row.scored for row in rows
            if row.scored is not None and row.observable.kind in CONTINUOUS and domain in {row.observable.domain, "all"}
        ]  # fmt: skip
        if held:
            found.append(
                Coverage(domain, len(held), sum(bool(s.inside50) for s in held), sum(bool(s.inside90) for s in held))
            )
    return tuple(found)
