"""Packages of levers compared on the same futures: what each does to outcomes, terms, deaths, cost and the range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis.effects import Effect, effect
from ripeness.analysis.metrics import metrics
from ripeness.ensemble.outcomes import Outcomes, classify, rules
from ripeness.ensemble.paired import REFERENCE, TOGETHER, Paired, Progress, Refused, Seen, paired

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.scenario.war import Move, Scenario


@dataclass(frozen=True)
class Row:
    """The effect of one package on one metric."""

    package: str
    metric: str
    label: str
    unit: str
    effect: Effect

    def as_dict(self) -> dict[str, Any]:
        """Fields of machine output."""
        about = {"package": self.package, "metric": self.metric, "label": self.label, "unit": self.unit}
        return about | self.effect._asdict()


@dataclass(frozen=True)
class Comparison:
    """What a comparison found."""

    scenario: Scenario
    plan: Plan
    packages: dict[str, str]  # name -> label
    moves: dict[str, tuple[Move, ...]]  # what each package moved
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]

    def as_dict(self) -> dict[str, Any]:
        """The object of ``compare --json``, without what every object carries."""
        return {
            "worlds": self.plan.filled_worlds,
            "packages": [
                {"name": name, "label": label, "moves": [m.__dict__ for m in self.moves[name]]}
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
        rows=tuple(row for package in packages for row in rows(found, package)),
        refused=found.refused,
    )


def rows(found: Paired, package: str) -> list[Row]:
    """The effect of one package on every metric that both arms have."""
    scenario = found.scenarios[REFERENCE]
    law, worlds = rules(scenario), found.common(package)
    both = [[_read(found.seen[arm][w], law) for w in worlds] for arm in (REFERENCE, package)]
    table = []
    for metric in metrics(scenario):
        values = [[np.asarray(metric.read(*world), dtype=float) for world in arm] for arm in both]
        if (seen := effect(*values)) is not None:
            table.append(Row(package, metric.name, metric.label, metric.unit, seen))
    return table


def _read(seen: Seen, law: Any) -> tuple[Seen, np.ndarray, Outcomes]:
    row = np.asarray(seen.record, dtype=float)
    return seen, row, classify(row, law)
