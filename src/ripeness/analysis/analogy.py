"""One war with another's factors: how much of the difference between their outcomes each group of factors carries.

An attribution within the model between two sets of numbers, and no cause: what a group adds depends on which others
have been exchanged before it, so its average over orders never stands without its first-in and last-in value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis.shapley import Attribution, attributions, interactions
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES
from ripeness.ensemble.exchange import BASE, FIRST, GROUNDS, Coalition, Exchanged, Progress, exchanged, span
from ripeness.ensemble.outcomes import Outcomes, classify, collapsed, rules

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.scenario.war import Scenario

SENTENCE = (
    "This attributes a difference between two sets of numbers within the model. It is an average over the orders in "
    "which they could be exchanged and not a cause of anything that happened."
)
SHOWN = 0.10  # least difference of which shares are given
RESAMPLES, RESAMPLE_SEED = 2000, 41


class Metric(NamedTuple):
    """A share of futures."""

    name: str
    label: str
    read: Callable[[np.ndarray, Outcomes], np.ndarray]


# The outcomes that are shared out, in words that fit either war.
METRICS = (
    Metric("takeover", "The insurgents take over", lambda row, ends: ends.code == CLASSES.index("O1")),
    Metric("collapse", "The government falls", lambda row, ends: collapsed(row)),
    Metric("settlement", "A settlement is in force", lambda row, ends: ends.code == CLASSES.index("O2")),
    Metric("exit", "The patron's last troops have left", lambda row, ends: row[:, rec.FIRST_EXIT] >= 0),
)


@dataclass(frozen=True)
class Part:
    """What one group adds to the outcome on one ground."""

    group: str
    label: str
    same: bool  # both wars have the same numbers in it
    shapley: float
    low: float | None  # 90 % over worlds; None where there is one world
    high: float | None
    first_in: float
    last_in: float
    share: float | None  # of the difference; None where that is below a tenth


@dataclass(frozen=True)
class Table:
    """One outcome on the ground of one war."""

    metric: str
    label: str
    ground: str  # FIRST or SECOND
    start: float  # no group exchanged
    end: float  # every group exchanged
    parts: tuple[Part, ...]
    together: tuple[tuple[float | None, ...], ...]  # (group, group) how much more two add together than apart
    residual: float  # of the shares' sum, of rounding alone

    @property
    def difference(self) -> float:
        """What the groups add up to."""
        return self.end - self.start


@dataclass(frozen=True)
class Analogy:
    """Everything `ripeness analogy` says."""

    first: Scenario
    second: Scenario
    plan: Plan
    months: int
    worlds: int
    solves: int
    tables: tuple[Table, ...]
    refused: tuple[tuple[int, str], ...]

    def title(self, ground: str) -> str:
        """The war on whose ground an exchange is made."""
        return self.first.title if ground == FIRST else self.second.title

    def as_dict(self) -> dict[str, Any]:
        """The object of ``analogy --json``, without what every object carries."""
        return {
            "second": self.second.name, "second_hash": self.second.hash, "months": self.months,
            "worlds": self.worlds, "solves": self.solves, "sentence": SENTENCE,
            "tables": [
                {
                    "metric": t.metric, "label": t.label,
                    "ground": self.first.name if t.ground == FIRST else self.second.name,
                    "start": t.start, "end": t.end, "residual": t.residual,
                    "groups": [part.__dict__ for part in t.parts],
                    "interactions": [list(row) for row in t.together],
                }
                for t in self.tables
            ],
            "failed": [{"world": world, "reason": reason} for world, reason in self.refused],
        }  # fmt: skip


def analogy(first: Scenario, second: Scenario, plan: Plan, jobs: int = 1, progress: Progress | None = None) -> Analogy:
    """Exchange two wars' groups of factors in every combination and share out the difference.

    Parameters
    ----------
    first, second : two wars that declare the same groups.
    plan : worlds, futures (of one combination), seed and prior set.

    Raises
    ------
    SettingsError

    References
    ----------
    Model 4.1; V47.
    """
    law = rules(first)._replace(months=span(first, second))

    def read(record: np.ndarray) -> np.ndarray:
        row = np.asarray(record, dtype=float)
        ends = classify(row, law)
        return np.array([np.mean(metric.read(row, ends)) for metric in METRICS])

    found = exchanged(first, second, plan, read, jobs, progress)
    return Analogy(
        first=first, second=second, plan=plan, months=found.months, worlds=len(found.worlds), solves=found.solves,
        tables=tuple(
            table(found, metric, place, ground)
            for place, metric in enumerate(METRICS)
            for ground in (GROUNDS if found.worlds else ())
        ),
        refused=found.refused,
    )  # fmt: skip


def table(found: Exchanged, metric: Metric, place: int, ground: str) -> Table:
    """One outcome shared out among the groups, on one ground."""
    groups = list(found.groups)
    value: dict[Coalition, np.ndarray] = {some: both[:, place] for some, both in found.values[ground].items()}
    start, end = (float(np.mean(value[some])) for some in (frozenset(), frozenset(groups)))
    shared = attributions(groups, value)
    parts = tuple(_part(found, group, shared[group], end - start) for group in groups)
    pairs = {frozenset(pair): float(np.mean(v)) for pair, v in interactions(groups, value).items()}
    return Table(
        metric=metric.name, label=metric.label, ground=ground, start=start, end=end, parts=parts,
        together=tuple(tuple(pairs.get(frozenset((a, b))) for b in groups) for a in groups),
        residual=sum(part.shapley for part in parts) - (end - start),
    )  # fmt: skip


def same_numbers(first: Scenario, second: Scenario, holds: tuple[str, ...]) -> bool:
    """Whether two wars have the same number, or the same prior, under every name.

    The base of the cascade never counts as the same: it is anchored on the ground of each war.
    """
    return BASE not in holds and all(_written(first, name) == _written(second, name) for name in holds)


def _part(found: Exchanged, group: str, seen: Attribution, difference: float) -> Part:
    factor = found.groups[group]
    low, high = interval(np.asarray(seen.shapley))
    mean = float(np.mean(seen.shapley))
    return Part(
        group=group, label=factor.label, same=same_numbers(found.first, found.second, factor.holds),
        shapley=mean, low=low, high=high,
        first_in=float(np.mean(seen.first_in)), last_in=float(np.mean(seen.last_in)),
        share=mean / difference if abs(difference) >= SHOWN else None,
    )  # fmt: skip


def interval(by_world: np.ndarray) -> tuple[float | None, float | None]:
    """The middle 90 % of the mean over worlds drawn again with replacement; None for fewer than two worlds."""
    n = len(by_world)
    if n < 2:
        return None, None
    again = np.random.default_rng(RESAMPLE_SEED).integers(0, n, (RESAMPLES, n))
    low, high = np.quantile(by_world[again].mean(axis=1), (0.05, 0.95))
    return float(low), float(high)


def _written(scenario: Scenario, name: str) -> Any:
    """What a name holds, such that equal things are equal in either war."""
    if name == "structure.accord_phases":
        return scenario.structure["accord_phases"]
    if name == "calendar.turnover":
        from ripeness.engine.calendar import turnover_years

        return tuple(turnover_years(scenario, 30.0))
    estimate = scenario.parameters.get(name)
    return None if estimate is None else (estimate.kind, estimate.args, estimate.min, estimate.max)
