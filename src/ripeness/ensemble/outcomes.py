"""How a future ended: one class and one sub-class a record, the first rule that matches wins (model 3.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine.ending import PEACE_MONTHS
from ripeness.ensemble.classes import CLASS_OF, SUBCLASSES
from ripeness.ensemble.flags import flags

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

INSURGENT, NOBODY = 1, 2  # who holds the capital; 0 is the government
RAPID, DECENT = 6, 36  # months from exit to fall that end "rapid collapse" and "decent interval"
STILL_FRONT = 0.05  # share of the people that may change sides in a year of partition
WEAK_MONTHS = 12
LOOSE_COHESION, LEAVING_REGIONS = 0.15, 2  # at the end; both make a state that nobody holds together
TREND = 0.10  # log-odds a year that count as a trend; two and a half points of the population at even control
SOON, LATER = 5, 25  # months from the start that the flags about an early settlement and an early exit look at


class Rules(NamedTuple):
    """What a record does not hold: the length of a future and the war's thresholds."""

    months: int
    quiet_deaths: float = 1000.0  # a year; below it an insurgency is marginal
    settled_by: int = SOON - 1  # month of F1
    left_by: int = LATER - 1  # month of F4 and F5
    has_truce: bool = False  # a dated truce of seven days or more lies in the calendar


class Outcomes(NamedTuple):
    """Endings of futures. Positions: ``code`` in CLASSES, ``sub`` in SUBCLASSES, flag columns in FLAGS."""

    code: np.ndarray  # int8 (future,)
    sub: np.ndarray  # int8 (future,)
    flags: np.ndarray  # bool (future, 14)


def rules(scenario: Scenario) -> Rules:
    """The rules of a war: its horizon, thresholds and dated truces."""
    first = scenario.first_month
    ahead = [
        truce
        for truce in scenario.calendar.truces
        if truce.days >= 7
        and 0 <= (truce.date.year - first.year) * 12 + truce.date.month - first.month < scenario.months
    ]
    return Rules(scenario.months, float(scenario.measures["quiet_deaths_per_year"]), has_truce=bool(ahead))


def classify(record: np.ndarray, rules: Rules) -> Outcomes:
    """Class, sub-class and flags of futures.

    Parameters
    ----------
    record : float (future, column), columns of ``engine.record.COLUMNS``.
    rules : from ``rules``.

    Returns
    -------
    Outcomes; every future has exactly one class and one sub-class of it.

    References
    ----------
    Model 3.11, 9.12; V51. Choices where the text leaves one: an agreement is in force while its last six months
    were calm; the capital stays handed over once signed terms of .85 have held six months; a trend is a change of
    a tenth of a logit within the last year.
    """
    row = np.asarray(record, dtype=float)
    if row.ndim != 2 or row.shape[1] != len(rec.COLUMNS):
        raise ValueError(f"a record has {len(rec.COLUMNS)} columns, not {row.shape[1:]}")
    sub = np.full(len(row), -1, dtype=np.int8)
    for name, rule in subclass_rules(row, rules):
        sub[(sub < 0) & rule] = SUBCLASSES.index(name)
    return Outcomes(np.array(CLASS_OF, dtype=np.int8)[sub], sub, flags(row, rules))


def subclass_rules(row: np.ndarray, rules: Rules) -> list[tuple[str, np.ndarray]]:
    """Sub-classes in the order in which they are asked for, each with the futures that meet its rule."""
    capital, posture = row[:, rec.CAPITAL], row[:, rec.R_END]
    taken, everybody = capital == INSURGENT, np.ones(len(row), dtype=bool)
    interval = months_from_exit(row)
    settled = (row[:, rec.N_END] == 4) & (row[:, rec.PEACE_MONTHS] >= PEACE_MONTHS)
    split = (row[:, rec.PARTITION] == 1) & (row[:, rec.FRONT_MOVE] < STILL_FRONT)
    weak = row[:, rec.WEAK_MONTHS] >= WEAK_MONTHS
    quiet = (row[:, rec.DEATHS_LAST12] < rules.quiet_deaths) & (row[:, rec.MONTHS_RUN] >= 12)
    trend = row[:, rec.XBAR_END] - row[:, rec.XBAR_12]
    stays = posture >= 2
    return [
        ("1e", taken & (row[:, rec.HANDOVER_MONTH] >= 0)),
        ("1a", taken & np.isnan(interval)),
        ("1b", taken & (interval < RAPID)),
        ("1c", taken & (interval < DECENT)),
        ("1d", taken),
        ("4", collapsed(row)),  # a fallen state is read frozen: neither a settlement nor a front outlives it
        ("2a", settled & stays),
        ("2b", settled),
        ("3", split),
        ("4", (capital == NOBODY) | come_apart(row)),
        ("5a", weak),
        ("5b", quiet),
        ("6a", stays & (trend > TREND)),
        ("6c", stays & (trend < -TREND)),
        ("6b", stays),
        ("7a", posture == 1),
        ("7b", everybody),
    ]


def collapsed(row: np.ndarray) -> np.ndarray:
    """Futures in which the government fell."""
    return np.asarray(row[:, rec.COLLAPSE_MONTH] >= 0)


def come_apart(row: np.ndarray) -> np.ndarray:
    """Two regions or more have left a government without cohesion, and not for the insurgents (model 3.11, O4)."""
    loose, gone = row[:, rec.COHESION_END] < LOOSE_COHESION, row[:, rec.REGIONS_LEFT] >= LEAVING_REGIONS
    return np.asarray(loose & gone)


def months_from_exit(row: np.ndarray) -> np.ndarray:
    """Months from the last troops' leaving to the fall.

    0 where the government fell under a dated withdrawal; NaN where it fell with the patron there, or not at all.

    References
    ----------
    Model 3.11, tau.
    """
    posture, bound = row[:, rec.COLLAPSE_R], row[:, rec.COLLAPSE_K] == 1
    left = row[:, rec.COLLAPSE_MONTH] - row[:, rec.EXIT_MONTH]
    known = np.where(row[:, rec.EXIT_MONTH] >= 0, left, 0.0)
    interval = np.where(posture <= 1, known, np.where(bound, 0.0, np.nan))
    return np.asarray(np.where(collapsed(row), interval, np.nan))
