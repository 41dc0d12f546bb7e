"""Two analysts side by side: where they differ, which estimates carry it, and which evidence would settle it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import words
from ripeness.analysis.analogy import METRICS, interval
from ripeness.analysis.settles import Reading, settling
from ripeness.analysis.shapley import attributions
from ripeness.engine.record import QUANTITIES
from ripeness.ensemble.classes import CLASSES, DISPLAY, names
from ripeness.ensemble.outcomes import classify, rules
from ripeness.ensemble.swapped import Progress, Swapped, View, differing, swapped
from ripeness.errors import SettingsError
from ripeness.scenario.factors import Factor

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.scenario.war import Scenario

MOST_GROUPS = 5
REST = "rest"
SENTENCE = (
    "What an estimate carries is an average over the orders in which the two views could be exchanged, within this "
    "model; it does not say who is right."
)


@dataclass(frozen=True)
class Row:
    """One number under either view, and the difference over worlds."""

    name: str
    label: str
    unit: str  # share or hundredths of the prize
    first: float
    second: float
    low: float | None  # 90 % of the difference over worlds
    high: float | None

    @property
    def difference(self) -> float:
        """Second view less the first."""
        return self.second - self.first


@dataclass(frozen=True)
class Carried:
    """What one group of estimates carries of each difference."""

    group: str
    label: str
    holds: tuple[str, ...]
    adds: dict[str, float]  # metric -> Shapley value
    low: dict[str, float | None]
    high: dict[str, float | None]


@dataclass(frozen=True)
class Disagreement:
    """Everything `ripeness disagree` says."""

    first: View
    second: View
    plan: Plan
    estimates: tuple[tuple[str, str, str], ...]  # name, as the first has it, as the second has it
    worlds: int
    outcomes: tuple[Row, ...]
    ledger: tuple[Row, ...]
    metrics: tuple[Row, ...]
    carried: tuple[Carried, ...]
    evidence: tuple[Reading, ...]
    refused: tuple[tuple[int, str], ...]

    def as_dict(self) -> dict[str, Any]:
        """The object of ``disagree --json``, without what every object carries."""
        return {
            "first": self.first.title, "second": self.second.title, "worlds": self.worlds,
            "estimates": [{"parameter": n, "first": a, "second": b} for n, a, b in self.estimates],
            **{
                key: [{**row.__dict__, "difference": row.difference} for row in getattr(self, key)]
                for key in ("outcomes", "ledger", "metrics")
            },
            "carried": [one.__dict__ for one in self.carried],
            "evidence": [one.as_dict() for one in self.evidence],
            "sentence": SENTENCE, "failed": [{"world": w, "reason": why} for w, why in self.refused],
        }  # fmt: skip


def disagree(first: View, second: View, plan: Plan, jobs: int = 1, progress: Progress | None = None) -> Disagreement:
    """Hold two views of one war beside each other.

    Parameters
    ----------
    first, second : the same scenario with either analyst's estimates.
    plan : worlds, futures (of one mixture of the views) and seed.

    Raises
    ------
    SettingsError
        If they differ in nothing.

    References
    ----------
    Model 4.1, 6.3.
    """
    apart = differing(first, second)
    if not apart:
        raise SettingsError("the two views have the same estimates", "Give two that differ in some number.")
    groups, law = grouped(apart), rules(first.scenario)
    margin = next(i for i, (name, _, _) in enumerate(QUANTITIES) if name == "margin")

    def read(record: np.ndarray, path: np.ndarray) -> np.ndarray:
        row = np.asarray(record, dtype=float)
        ends = classify(row, law)
        return np.array([*(np.mean(m.read(row, ends)) for m in METRICS), np.nanmean(path[:, 0, margin])])

    found = swapped(first, second, groups, plan, read, jobs, progress)
    if not found.worlds:
        raise SettingsError("no world could be solved under both views", found.refused[0][1])
    return Disagreement(
        first=first, second=second, plan=plan, worlds=len(found.worlds),
        estimates=tuple((n, _written(first, n), _written(second, n)) for n in apart),
        outcomes=_outcomes(first.scenario, found), ledger=_ledger(first.scenario, found),
        metrics=_metrics(found), carried=_carried(found, groups),
        evidence=settling(first.scenario, found), refused=found.refused,
    )  # fmt: skip


def grouped(apart: Iterable[str]) -> dict[str, Factor]:
    """Groups of what differs: every parameter alone, or by mechanism where there are many; the smallest together."""
    each = list(apart)
    by_name = {name: Factor(label=name, holds=(name,)) for name in each}
    if len(by_name) <= MOST_GROUPS:
        return by_name
    mechanisms: dict[str, list[str]] = {}
    for name in each:
        mechanisms.setdefault(name.partition(".")[0], []).append(name)
    order = sorted(mechanisms, key=lambda key: -len(mechanisms[key]))
    own = order if len(order) <= MOST_GROUPS else order[: MOST_GROUPS - 1]
    groups = {key: Factor(label=key, holds=tuple(mechanisms[key])) for key in own}
    if rest := [name for key in order if key not in own for name in mechanisms[key]]:
        groups[REST] = Factor(label="the rest", holds=tuple(rest))
    return groups


def _outcomes(war: Scenario, found: Swapped) -> tuple[Row, ...]:
    law, labels = rules(war), names(war).classes
    shares = []
    for ends in found.ends:
        codes = [classify(np.asarray(end.record, dtype=float), law).code for end in ends]
        shares.append(np.array([[np.mean(code == place) for place in range(len(CLASSES))] for code in codes]))
    return tuple(
        _row(name, labels[name], "share", *(side[:, CLASSES.index(name)] for side in shares)) for name in DISPLAY
    )


def _ledger(war: Scenario, found: Swapped) -> tuple[Row, ...]:
    """Terms of the closed-form ledger over worlds, and its margin."""
    from ripeness.strategy.ledger import ledger, stakes

    start = (war.start["posture"], war.start["commitment"], war.start["talks"])
    held = []
    for ends in found.ends:
        values = {name: np.array([end.values[name] for end in ends]) for name in war.parameters}
        held.append(ledger(stakes(values, start)))
    n = len(found.worlds)
    rows = [
        _row(term, words.term(term, war.labels), "hundredths", *(np.broadcast_to(h.terms[term], n) for h in held))
        for term in held[0].terms
    ]
    margins = (np.broadcast_to(h.margin, n) for h in held)
    return (*rows, _row("margin", "Smallest of the three slacks, closed form", "hundredths", *margins))


def _metrics(found: Swapped) -> tuple[Row, ...]:
    first, second = found.values[frozenset()], found.values[max(found.values, key=len)]
    labels = [(m.name, m.label, "share") for m in METRICS] + [("ripeness", "Ripeness margin", "hundredths")]
    return tuple(_row(*about, first[:, i], second[:, i]) for i, about in enumerate(labels))


def _carried(found: Swapped, groups: dict[str, Factor]) -> tuple[Carried, ...]:
    keys = [*(m.name for m in METRICS), "ripeness"]
    shared = attributions(list(groups), found.values)
    carried = []
    for group, factor in groups.items():
        adds = np.asarray(shared[group].shapley)
        spans = [interval(adds[:, i]) for i in range(len(keys))]
        carried.append(Carried(
            group, factor.label, factor.holds, dict(zip(keys, adds.mean(axis=0).tolist(), strict=True)),
            {k: s[0] for k, s in zip(keys, spans, strict=True)}, {k: s[1] for k, s in zip(keys, spans, strict=True)},
        ))  # fmt: skip
    return tuple(sorted(carried, key=lambda one: -sum(abs(x) for x in one.adds.values())))


def _row(name: str, label: str, unit: str, first: np.ndarray, second: np.ndarray) -> Row:
    low, high = interval(np.asarray(second - first, dtype=float))
    return Row(name, label, unit, float(np.mean(first)), float(np.mean(second)), low, high)


def _written(view: View, name: str) -> str:
    text = view.scenario.parameters[name].described()
    return text if view.prior_set == "reference" else f"{text}, {view.prior_set}"
