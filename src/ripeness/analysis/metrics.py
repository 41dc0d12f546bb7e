"""What packages are compared by: one number of a future each, in the war's own words.

``analysis.measured`` reads what experiments ask for; both take what is one and the same from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from ripeness.analysis import dates
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, FLAGS, names
from ripeness.ensemble.outcomes import Outcomes, collapsed, rules

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

DURABLE_MONTHS = 36
Read = Callable[[Any, np.ndarray, Outcomes], np.ndarray]  # of ``paired.Seen``, its record, and how it ended


class Metric(NamedTuple):
    """One number of a future; a share where it is 0 or 1."""

    name: str
    label: str
    unit: Literal["share", "deaths", "years", "part"]
    read: Read


def metrics(scenario: Scenario) -> list[Metric]:
    """What is compared, in the war's own words."""
    law, words = rules(scenario), scenario.labels
    by = [dates.in_words(dates.month(scenario, m)) for m in (law.settled_by, law.left_by)]
    ends = names(scenario, *by)
    force = f"the main force of {scenario.parameters['patron.troops'].value:,.0f}"
    held = f"{words['settlement']} that has held three years at the end"
    shared: list[Metric] = [
        Metric("settlement", ends.classes["O2"], "share", _ended("O2")),
        Metric("durable_settlement", held, "share", lambda s, r, o: durable(r)),
        Metric("takeover", ends.classes["O1"], "share", _ended("O1")),
        Metric("survival", ends.classes["O7"], "share", _ended("O7")),
        Metric("collapse", f"{words['government']} falls", "share", lambda s, r, o: collapsed(r)),
        Metric("accord", ends.flags["F2"], "share", _flagged("F2")),
        Metric("intra_talks", ends.flags["F3"], "share", _flagged("F3")),
        Metric("exit", ends.flags["F5"], "share", _flagged("F5")),
        Metric("terms", f"Share for {words['insurgents']} in a settlement in force", "part", _terms),
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


def _terms(seen: Any, row: np.ndarray, ends: Outcomes) -> np.ndarray:
    return terms_in_force(row)


def _ended(name: str) -> Read:
    return lambda seen, row, ends: ends.code == CLASSES.index(name)


def _flagged(name: str) -> Read:
    return lambda seen, row, ends: ends.flags[:, FLAGS.index(name)]


def _column(place: int) -> Read:
    return lambda seen, row, ends: row[:, place]


def in_force(row: np.ndarray) -> np.ndarray:
    """Futures that end with signed terms and a standing government."""
    return (row[:, rec.N_END] == 4) & ~collapsed(row)


def durable(row: np.ndarray) -> np.ndarray:
    """Those whose terms have held three years at the end."""
    return np.asarray(in_force(row) & (row[:, rec.SETTLED_MONTHS] >= DURABLE_MONTHS))


def _positive(margin: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(margin), np.nan, margin > 0)


def terms_in_force(row: np.ndarray) -> np.ndarray:
    """The insurgents' share in a settlement in force, NaN where there is none."""
    return np.where(in_force(row), row[:, rec.CHI_END], np.nan)
