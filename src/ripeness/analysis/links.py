"""What the links of a plan are: in the record of a future, and in the game.

A record holds the month in which most things first happened; of the rest it says only whether they had by the end.
The game has neither garrisons nor capitals: what it does not tell apart is missing from its table.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ripeness.engine import record as rec
from ripeness.ensemble.flags import capital_lost
from ripeness.strategy import events as ev
from ripeness.strategy.outlook import Link

MOST_CENTRES = 0.5
Read = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def _first(column: int) -> Read:
    def read(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return row[:, column] >= 0, row[:, column]

    return read


def _centres_fall(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return row[:, rec.CENTRES_FALLEN_END] >= MOST_CENTRES, _unknown(row)


def _capital_lost(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first = row[:, rec.FIRST_CAPITAL_LOST]
    return capital_lost(row), np.where(first >= 0, first, _fall(row))


def _insurgents_rule(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    handed = row[:, rec.HANDOVER_MONTH]
    return row[:, rec.CAPITAL] == 1, np.where(handed >= 0, handed, _fall(row))


def _government_stands(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (row[:, rec.COLLAPSE_MONTH] < 0) & (row[:, rec.HANDOVER_MONTH] < 0), _unknown(row)


def _fall(row: np.ndarray) -> np.ndarray:
    return np.where(row[:, rec.COLLAPSE_MONTH] >= 0, row[:, rec.COLLAPSE_MONTH], np.nan)


def _unknown(row: np.ndarray) -> np.ndarray:
    return np.full(len(row), np.nan)


# Whether it happened, (future,) bool, and in which month, NaN where the record does not say.
RECORD: dict[str, Read] = {
    "patron_leaves": _first(rec.FIRST_EXIT),
    "money_cut": _first(rec.CUT_MONTH),
    "accord": _first(rec.ACCORD_MONTH),
    "intra_talks": _first(rec.INTRA_MONTH),
    "truce": _first(rec.CEASEFIRE_MONTH),
    "settlement": _first(rec.FIRST_SIGN),
    "settlement_holds": _first(rec.FIRST_SETTLED_SIGN),
    "centres_fall": _centres_fall,
    "capital_lost": _capital_lost,
    "government_falls": _first(rec.COLLAPSE_MONTH),
    "insurgents_rule": _insurgents_rule,
    "government_stands": _government_stands,
}
GAME: dict[str, Link] = {
    "patron_leaves": Link(postures=(0, 1)),
    "money_cut": Link(postures=(0,)),
    "accord": Link(events=(ev.ACCORD,)),
    "intra_talks": Link(phases=(2, 3, 4)),
    "truce": Link(phases=(3, 4)),  # a settlement holds a ceasefire, as records have it
    "settlement": Link(phases=(4,)),
    "government_falls": Link(events=(ev.COLLAPSE,)),
    "insurgents_rule": Link(events=(ev.COLLAPSE,)),
}
