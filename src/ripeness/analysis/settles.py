"""Which evidence would settle a disagreement: series, date by date, on which two forecasts lie furthest apart.

A reader who gives both views even odds sees one reading and weighs them by it. How often the right view then gets the
weight, on average, says what the reading is worth: 50 in 100 is worth nothing, 100 in 100 ends the dispute.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis.backtest.forecast import COLUMN, FALLEN, PLACE
from ripeness.ensemble.flags import by

if TYPE_CHECKING:
    from ripeness.ensemble.swapped import End, Swapped
    from ripeness.scenario.war import Scenario

# Instruments that a war's observers have, in words; what no instrument reads is no evidence.
SERIES = {
    "command_government": "share of {units} under {government}, command's count",
    "command_insurgent": "share of {units} under {insurgents}, command's count",
    "press_government": "share of {units} under {government}, press count",
    "press_insurgent": "share of {units} under {insurgents}, press count",
    "log10_deaths": "battle deaths in the month",
    "capitals_fallen": "share of provincial capitals fallen",
    "support": "support for the war in {patron}",
}
EVENTS = {
    "exit": "the last troops of {patron} have left", "accord": "{accord} signed",
    "intra": "{intra_talks} opened", "ceasefire": "a ceasefire agreed", "settlement": "a settlement signed",
    "collapse": "{government} has fallen", "capital_lost": "a provincial capital lost",
}  # fmt: skip
STEP = 6  # months between two dates that are looked at
BINS, LEAST = 6, 20  # least readings of either side
DRAWS, DRAW_SEED = 100, 43


class Reading(NamedTuple):
    """What one series is worth on one date."""

    series: str
    label: str
    date: str  # YYYY-MM
    right: float  # average weight of the right view after it, from even odds
    by_luck: float  # what readings that tell nothing reach in 5 of 100 cases
    first: float  # median, or share of futures in which the event has come
    second: float
    is_event: bool

    def as_dict(self) -> dict[str, Any]:
        """Fields of machine output."""
        return self._asdict()


def settling(war: Scenario, found: Swapped) -> tuple[Reading, ...]:
    """Readings worth more than luck would make them seem, the best first.

    References
    ----------
    Expected posterior weight under even prior odds; its null by exchanging the views' labels world by world.
    """
    readings = []
    for month in range(STEP - 1, war.months, STEP):
        for name, label in SERIES.items():
            readings.append(_reading(war, name, label, month, _levels(found, name, month), is_event=False))
        for name, label in EVENTS.items():
            readings.append(_reading(war, name, label, month, _came(found, name, month), is_event=True))
    kept = [one for one in readings if one is not None and one.right > one.by_luck]
    return tuple(sorted(kept, key=lambda one: (-one.right, one.date, one.series)))


def weight(first: np.ndarray, second: np.ndarray) -> float:
    """Average weight of the right view after one reading.

    Parameters
    ----------
    first, second : (bin,) counts of readings under either view.

    Returns
    -------
    0.5 where the counts are alike, towards 1 where they have no bin in common.
    """
    p, q = ((counts + 0.5) / (counts.sum() + 0.5 * len(counts)) for counts in (first, second))
    return float(0.5 * np.sum((p * p + q * q) / (p + q)))


def _reading(
    war: Scenario, name: str, label: str, month: int, sides: tuple[Sequence[np.ndarray], Sequence[np.ndarray]],
    is_event: bool,
) -> Reading | None:  # fmt: skip
    counts, middle = [], []
    pooled = np.concatenate([x for side in sides for x in side]) if sides[0] else np.empty(0)
    if not len(pooled) or pooled.min() == pooled.max():
        return None
    edges = [0.5] if is_event else np.unique(np.quantile(pooled, np.arange(1, BINS) / BINS))
    for side in sides:
        if sum(map(len, side)) < LEAST:
            return None
        held = np.concatenate(list(side))
        middle.append(float(held.mean() if is_event else np.median(held)))
        counts.append(np.array([np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1) for x in side]))
    first, second = counts
    swaps = np.random.default_rng(DRAW_SEED).random((DRAWS, len(first))) < 0.5
    luck = [
        weight(*(np.where(s[:, None], a, b).sum(axis=0) for a, b in ((first, second), (second, first)))) for s in swaps
    ]
    when = war.first_month.year * 12 + war.first_month.month - 1 + month
    words = label.format_map(dict(war.labels))
    return Reading(
        name, words[:1].upper() + words[1:], f"{when // 12}-{when % 12 + 1:02d}",
        weight(first.sum(axis=0), second.sum(axis=0)), float(np.quantile(luck, 0.95)), middle[0], middle[1], is_event,
    )  # fmt: skip


def _levels(found: Swapped, name: str, month: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Readings by world under either view; a state that has fallen is read as that, or not at all."""

    def side(ends: Sequence[End]) -> list[np.ndarray]:
        sides = []
        for end in ends:
            level = end.path[:, month, PLACE[name]].astype(float)
            level = np.where(np.isnan(level), FALLEN.get(name, np.nan), level)
            sides.append(level[np.isfinite(level)])
        return sides

    return side(found.ends[0]), side(found.ends[1])


def _came(found: Swapped, name: str, month: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    one, other = ([by(e.record[:, COLUMN[name]], month).astype(float) for e in ends] for ends in found.ends)
    return one, other
