"""Forecasts that others published, on the same outcome and beside ours, which knew less."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ripeness.analysis.backtest.forecast import event_happens, event_months, index
from ripeness.analysis.backtest.outcome import Happened
from ripeness.analysis.scoring import proper

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.observables import Published


Scores = dict[str, float | None]


@dataclass(frozen=True)
class Beside:
    """A published forecast and ours of the same thing.

    ``theirs``, ``ours`` and ``uniform`` hold scores by rule, None for an infinite one; ``shares`` are our bins.
    """

    label: str
    who: str
    made: str
    observable: str
    note: str
    bins: tuple[str, ...] = ()
    their_shares: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    theirs: Scores = field(default_factory=dict)
    ours: Scores = field(default_factory=dict)
    uniform: Scores = field(default_factory=dict)
    futures: int = 0
    refused: str = ""


def beside(run: Run, made: Published, outcome: Happened) -> Beside:
    """Score a published forecast and ours.

    Ours was made at the information date; where theirs knew that something had not happened by a later month, ours is
    the share among the futures in which it had not.
    """
    bins = tuple(f"to {b.until:%Y-%m}" if b.until else "later or never" for b in made.bins)
    blank = Beside(made.label, made.who, made.made.isoformat(), made.observable, made.note or "", bins)
    if outcome.refused or made.evidence == "recalled":
        return replace(blank, refused=outcome.refused or "the forecast is recalled from memory")
    target = run.scenario.observables.observables[made.observable]
    if not made.bins:
        came = event_happens(run, target)
        assert came is not None and made.probability is not None and outcome.happened is not None
        ours = float(came.mean())
        theirs_, ours_, even = ({"Brier": proper.brier(p, outcome.happened)} for p in (made.probability, ours, 0.5))
        return replace(
            blank, theirs=dict(theirs_), ours=dict(ours_), uniform=dict(even), shares=(ours,),
            their_shares=(made.probability,), futures=len(came),
        )  # fmt: skip
    months = event_months(run, target.of)
    assert months is not None
    after = -1 if made.given is None else index(run.scenario, made.given)
    open_ = months[(months < 0) | (months > after)]
    if not len(open_):
        return replace(blank, refused="it had happened in every future by then")
    horizon = run.scenario.months
    ends = [horizon if b.until is None else index(run.scenario, b.until) for b in made.bins]
    own = np.bincount(np.searchsorted(ends, np.where(open_ < 0, horizon, open_)), minlength=len(ends)) / len(open_)
    their = np.array([b.probability for b in made.bins])
    their = their / their.sum()
    true = int(np.searchsorted(ends, horizon if outcome.month is None else outcome.month))
    return replace(
        blank, theirs=_bins(their, true), ours=_bins(own, true), uniform=_bins(np.full(len(ends), 1 / len(ends)), true),
        shares=tuple(own.tolist()), their_shares=tuple(their.tolist()), futures=len(open_),
    )  # fmt: skip


def _bins(shares: np.ndarray, true: int) -> Scores:
    log = proper.log_score(float(shares[true]))
    return {"log": log if np.isfinite(log) else None, "ranked probability": proper.ranked_probability(shares, true)}
