"""What happened on the way to an ending: flags, any number of which may be true of a future (model 3.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine import record as rec
from ripeness.ensemble.classes import FLAGS

if TYPE_CHECKING:
    from ripeness.ensemble.outcomes import Rules

RESPONSIBLE_MONTHS = 36
MISSED_MONTHS = 12
LOCAL_PEACE_MONTHS = 6
CONTESTED_MONTHS = 36


def flags(row: np.ndarray, rules: Rules) -> np.ndarray:
    """Flags of futures, in the order of ``classes.FLAGS``; those not built are false.

    Parameters
    ----------
    row : float (future, column), columns of ``engine.record.COLUMNS``.

    Returns
    -------
    bool (future, 14)

    References
    ----------
    Model 3.11. F7 counts months in a row in which accords cover a fifth of the contested districts; F8 also counts
    capitals lost in the month of a collapse, which is cut short; F9 asks for a settlement that had been in force (a
    paper peace cannot relapse); F10 counts an exit only where three years after it lie inside the horizon, so that an
    unknown fate is not a success; F13 asks how long the new rulers stay unchallenged, be it beyond the horizon: a
    future is read frozen when they take over.
    """
    happened = {
        "F1": by(row[:, rec.FIRST_SETTLED_SIGN], rules.settled_by),
        "F2": row[:, rec.ACCORD_MONTH] >= 0,
        "F3": row[:, rec.INTRA_MONTH] >= 0,
        "F4": by(row[:, rec.ORDER_MONTH], rules.left_by),
        "F5": by(row[:, rec.FIRST_EXIT], rules.left_by),
        "F6": (row[:, rec.CEASEFIRE_MONTH] >= 0) | rules.has_truce,
        "F7": row[:, rec.LOCAL_PEACE_MONTHS] >= LOCAL_PEACE_MONTHS,
        "F8": capital_lost(row),
        "F9": row[:, rec.RELAPSES] > 0,
        "F10": responsible_exit(row, rules.months),
        "F11": (row[:, rec.OPEN_MONTHS] >= MISSED_MONTHS) & (row[:, rec.FIRST_SIGN] < 0),
        "F13": by(row[:, rec.CONTESTED_AFTER], CONTESTED_MONTHS),
        "F14": row[:, rec.SPLINTER_MONTH] >= 0,
    }
    nothing = np.zeros(len(row), dtype=bool)
    return np.stack([happened.get(flag, nothing) for flag in FLAGS], axis=1)


def by(month: np.ndarray, last: int) -> np.ndarray:
    """Whether something happened, and not after month ``last``."""
    return np.asarray((month >= 0) & (month <= last))


def capital_lost(row: np.ndarray) -> np.ndarray:
    """Some provincial capital, or the national one, was lost in some month."""
    lost_at_end = (row[:, rec.CAPITALS_INSURGENT] > 0) | (row[:, rec.CAPITAL] == 1)
    return np.asarray((row[:, rec.FIRST_CAPITAL_LOST] >= 0) | lost_at_end)


def responsible_exit(row: np.ndarray, months: int) -> np.ndarray:
    """The last troops left, and three years later the state had not fallen and its capital not been handed over."""
    until = row[:, rec.EXIT_MONTH] + RESPONSIBLE_MONTHS
    fell = by(row[:, rec.COLLAPSE_MONTH], months) & (row[:, rec.COLLAPSE_MONTH] < until)
    handed = by(row[:, rec.HANDOVER_MONTH], months) & (row[:, rec.HANDOVER_MONTH] < until)
    return np.asarray((row[:, rec.EXIT_MONTH] >= 0) & (until <= months - 1) & ~fell & ~handed)
