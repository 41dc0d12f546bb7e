"""Packages of levers compared on the same futures: what each does to outcomes, terms, deaths, cost and the range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ripeness.analysis.effects import Effect, effect
from ripeness.analysis.metrics import metrics
from ripeness.ensemble.outcomes import Outcomes, classify, rules
from ripeness.ensemble.paired import FROZEN, REFERENCE, SILENT, TOGETHER, Paired, Progress, Refused, Seen, paired
from ripeness.ensemble.perceived import perceived

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.scenario.war import Move, Scenario

Part = Literal["whole", "anticipation", "response"]
PARTS: tuple[tuple[Part, str], ...] = (("anticipation", SILENT), ("response", FROZEN))


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


def _read(seen: Seen, law: Any) -> tuple[Seen, np.ndarray, Outcomes]:
    row = np.asarray(seen.record, dtype=float)
    return seen, row, classify(row, law)
