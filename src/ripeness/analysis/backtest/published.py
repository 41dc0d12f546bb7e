"""Forecasts that others published, on the same outcome and beside ours, which knew less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ripeness.analysis.backtest.forecast import event_happens, event_months, index
from ripeness.analysis.backtest.outcome import Happened
from ripeness.analysis.scoring import proper

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.observables import Published


@dataclass(frozen=True)
class Beside:
    """A published forecast and ours of the same thing.

    ``theirs``, ``ours`` and ``uniform`` hold scores by rule; None where a forecast has none. ``shares`` are our bins.
    """

    label: str
    who: str
    made: str
    observable: str
    rule: str
    theirs: dict[str, float | None]
    ours: dict[str, float | None]
    uniform: dict[str, float | None]
    shares: tuple[float, ...]
    their_shares: tuple[float, ...]
    bins: tuple[str, ...]
    futures: int
    refused: str
    note: str


def beside(run: Run, made: Published, outcome: Happened) -> Beside:
    """Score a published forecast and ours.

    Ours was made at the information date; where theirs knew that something had not happened by a later month, ours is
    the share among the futures in which it had not.
    """
    refused = outcome.refused or ("recalled from memory" if made.evidence == "recalled" else "")
    empty: dict[str, float | None] = {}
    if refused:
        return _filled(made, "", empty, empty, empty, (), (), 0, refused)
    target = run.scenario.observables.observables[made.observable]
    if not made.bins:
        came = event_happens(run, target)
        assert came is not None and made.probability is not None and outcome.happened is not None
        ours = float(came.mean())
        scores = [{"Brier": proper.brier(p, outcome.happened)} for p in (made.probability, ours, 0.5)]
        return _filled(made, "Brier", *scores, (ours,), (made.probability,), len(came), "")
    months = event_months(run, target.of)
    assert months is not None
    after = -1 if made.given is None else index(run.scenario, made.given)
    open_ = months[(months < 0) | (months > after)]
    if not len(open_):
        return _filled(made, "", empty, empty, empty, (), (), 0, "it had happened in every future by then")
    ends = [run.scenario.months if b.until is None else index(run.scenario, b.until) for b in made.bins]
    place = np.searchsorted(ends, np.where(open_ < 0, run.scenario.months, open_))
    ours_bins = np.bincount(np.minimum(place, len(ends) - 1), minlength=len(ends)) / len(open_)
    their_bins = np.array([b.probability for b in made.bins])
    their_bins = their_bins / their_bins.sum()
    even = np.full(len(ends), 1.0 / len(ends))
    true_month = run.scenario.months if outcome.month is None else outcome.month
    true = min(int(np.searchsorted(ends, true_month)), len(ends) - 1)
    scores = [_bins(p, true) for p in (their_bins, ours_bins, even)]
    return _filled(
        made, "log, ranked probability", *scores, tuple(ours_bins.tolist()), tuple(their_bins.tolist()), len(open_), ""
    )


def _bins(shares: np.ndarray, true: int) -> dict[str, float | None]:
    log = proper.log_score(float(shares[true]))
    return {"log": log if np.isfinite(log) else None, "ranked probability": proper.ranked_probability(shares, true)}


def _filled(
    made: Published, rule: str, theirs: dict[str, float | None], ours: dict[str, float | None],
    uniform: dict[str, float | None], shares: tuple[float, ...], their_shares: tuple[float, ...], futures: int,
    refused: str,
) -> Beside:  # fmt: skip
    bins = tuple(f"to {b.until:%Y-%m}" if b.until else "later or never" for b in made.bins)
    return Beside(
        made.label, made.who, made.made.isoformat(), made.observable, rule, theirs, ours, uniform, shares,
        their_shares, bins, futures, refused, made.note or "",
    )  # fmt: skip
