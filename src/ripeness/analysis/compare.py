"""Packages of levers compared on the same futures: what each does to outcomes, terms, deaths, cost and the range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from ripeness.analysis import dates
from ripeness.analysis.effects import Effect, effect
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, FLAGS, names
from ripeness.ensemble.outcomes import Outcomes, classify, collapsed, rules
from ripeness.ensemble.paired import FROZEN, REFERENCE, SILENT, TOGETHER, Paired, Progress, Refused, Seen, paired
from ripeness.ensemble.perceived import perceived

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.scenario.war import Move, Scenario

DURABLE_MONTHS = 36
Part = Literal["whole", "anticipation", "response"]
PARTS: tuple[tuple[Part, str], ...] = (("anticipation", SILENT), ("response", FROZEN))
Read = Callable[[Seen, np.ndarray, Outcomes], np.ndarray]


class Metric(NamedTuple):
    """One number of a future; a share where it is 0 or 1."""

    name: str
    label: str
    unit: Literal["share", "deaths", "years", "part"]
    read: Read


@dataclass(frozen=True)
class Row:
    """The effect of one package on one metric, or a part of it.

    ``anticipation`` is what comes of its being known before it is done, against the same done without a word;
    ``response`` what comes of everybody's choosing in the light of it, against the same done to people who choose as
    in the reference. Where nothing is done later than it is known there is no anticipation.
    """

    package: str
    metric: str
    label: str
    unit: str
    effect: Effect
    part: Part = "whole"

    def as_dict(self) -> dict[str, Any]:
        """Fields of machine output."""
        about = {"package": self.package, "metric": self.metric, "part": self.part, "label": self.label,
                 "unit": self.unit}  # fmt: skip
        return about | self.effect._asdict()


@dataclass(frozen=True)
class Comparison:
    """What a comparison found."""

    scenario: Scenario
    plan: Plan
    packages: dict[str, str]  # name -> label
    moves: dict[str, tuple[Move, ...]]  # what each package moved
    perceived: dict[str, list[dict[str, str]]]  # what the parties reckon with, from which month on
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]

    def as_dict(self) -> dict[str, Any]:
        """The object of ``compare --json``, without what every object carries."""
        return {
            "worlds": self.plan.filled_worlds,
            "packages": [
                {
                    "name": name,
                    "label": label,
                    "moves": [m.__dict__ for m in self.moves[name]],
                    "perceived": self.perceived[name],
                }
                for name, label in self.packages.items()
            ],
            "effects": [row.as_dict() for row in self.rows],
            "failed": [found._asdict() for found in self.refused],
        }


def compare(plan: Plan, packages: Sequence[str], jobs: int = 1, progress: Progress | None = None) -> Comparison:
    """Compare packages with the reference and with each other.

    Parameters
    ----------
    plan : worlds, futures, seed, prior set and settings.
    packages : names; several joined with ``+`` are pulled together.

    Returns
    -------
    Comparison. A world that an arm could not solve is left out of both sides of that arm's comparison and listed.

    Raises
    ------
    ScenarioError, SettingsError

    References
    ----------
    Model 6.3.
    """
    found = paired(plan, packages, jobs, progress)
    scenario = found.scenarios[REFERENCE]
    return Comparison(
        scenario=scenario,
        plan=plan,
        packages={p: " + ".join(scenario.packages[part].label for part in p.split(TOGETHER)) for p in packages},
        moves={p: found.scenarios[p].moves[len(scenario.moves) :] for p in packages},
        perceived={p: perceived(found.scenarios[p]) for p in packages},
        rows=tuple(row for package in packages for row in rows(found, package)),
        refused=found.refused,
    )


def rows(found: Paired, package: str) -> list[Row]:
    """The effect of one package on every metric that both arms have, and its parts."""
    table = _rows(found, package, REFERENCE, "whole")
    for part, arm in PARTS:
        if found.seen.get(package + arm):
            table += _rows(found, package, package + arm, part)
    return table


def _rows(found: Paired, package: str, other: str, part: Part) -> list[Row]:
    scenario = found.scenarios[REFERENCE]
    law, worlds = rules(scenario), found.common(package, other)
    both = [[_read(found.seen[arm][w], law) for w in worlds] for arm in (other, package)]
    table = []
    for metric in metrics(scenario):
        values = [[np.asarray(metric.read(*world), dtype=float) for world in arm] for arm in both]
        if (seen := effect(*values)) is not None:
            table.append(Row(package, metric.name, metric.label, metric.unit, seen, part))
    return table


def metrics(scenario: Scenario) -> list[Metric]:
    """What is compared, in the war's own words."""
    law, words = rules(scenario), scenario.labels
    by = [dates.in_words(dates.month(scenario, m)) for m in (law.settled_by, law.left_by)]
    ends = names(scenario, *by)
    force = f"the main force of {scenario.parameters['patron.troops'].value:,.0f}"
    held = f"{words['settlement']} that has held three years at the end"
    shared: list[Metric] = [
        Metric("settlement", ends.classes["O2"], "share", _ended("O2")),
        Metric("durable_settlement", held, "share", lambda s, r, o: _durable(r)),
        Metric("takeover", ends.classes["O1"], "share", _ended("O1")),
        Metric("survival", ends.classes["O7"], "share", _ended("O7")),
        Metric("collapse", f"{words['government']} falls", "share", lambda s, r, o: collapsed(r)),
        Metric("accord", ends.flags["F2"], "share", _flagged("F2")),
        Metric("intra_talks", ends.flags["F3"], "share", _flagged("F3")),
        Metric("exit", ends.flags["F5"], "share", _flagged("F5")),
        Metric("terms", f"Share for {words['insurgents']} in a settlement in force", "part", lambda s, r, o: _terms(r)),
        Metric("deaths", f"Deaths while {words['government']} stands", "deaths", _column(rec.DEATHS_TOTAL)),
        Metric("patron_deaths", f"Deaths of {words['patron']}'s own", "deaths", _column(rec.DEATHS_PATRON)),
        Metric("patron_cost", f"Cost to {words['patron']}, years of {force}", "years", _column(rec.COST)),
        Metric("range", "Width of the range of terms at the start", "part", lambda s, r, o: np.full(len(r), s.width)),
        Metric("margin", "Ripeness margin in the first month", "part", lambda s, r, o: s.margin),
        Metric("ripe", "Ripe in the first month", "share", lambda s, r, o: _positive(s.margin)),
    ]  # fmt: skip
    of_a_patron = {"accord", "exit", "patron_deaths", "patron_cost"}
    kept = [metric for metric in shared if scenario.has_patron or metric.name not in of_a_patron]
    return [metric._replace(label=metric.label[:1].upper() + metric.label[1:]) for metric in kept]


def _read(seen: Seen, law: Any) -> tuple[Seen, np.ndarray, Outcomes]:
    row = np.asarray(seen.record, dtype=float)
    return seen, row, classify(row, law)


def _ended(name: str) -> Read:
    return lambda seen, row, ends: ends.code == CLASSES.index(name)


def _flagged(name: str) -> Read:
    return lambda seen, row, ends: ends.flags[:, FLAGS.index(name)]


def _column(place: int) -> Read:
    return lambda seen, row, ends: row[:, place]


def _in_force(row: np.ndarray) -> np.ndarray:
    return (row[:, rec.N_END] == 4) & ~collapsed(row)


def _durable(row: np.ndarray) -> np.ndarray:
    return np.asarray(_in_force(row) & (row[:, rec.SETTLED_MONTHS] >= DURABLE_MONTHS))


def _positive(margin: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(margin), np.nan, margin > 0)


def _terms(row: np.ndarray) -> np.ndarray:
    return np.where(_in_force(row), row[:, rec.CHI_END], np.nan)
