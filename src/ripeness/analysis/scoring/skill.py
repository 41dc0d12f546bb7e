"""Skill against a baseline by domain and rule, with an interval from drawing whole blocks again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS = 2000


class Skill(NamedTuple):
    """1 - S / S_base over some observables; low and high hold 90 % of the redrawn values, None from a single block."""

    skill: float | None
    low: float | None
    high: float | None
    observables: int
    blocks: int
    effective: float  # blocks of equal weight that would tell as much


def skill(scores: Sequence[float], base: Sequence[float], blocks: Sequence[str], seed: int = 1) -> Skill:
    """Skill of a forecast over a baseline.

    Parameters
    ----------
    scores, base : (n,) of one rule, the same observables in the same order.
    blocks : (n,) names; observables of one block stand or fall together and are drawn together.

    References
    ----------
    Murphy 1988 for the skill score; Kunsch 1989 for drawing blocks; Kish 1965 for the effective number.
    """
    names = sorted(set(blocks))
    place = np.array([names.index(name) for name in blocks], dtype=int)
    count = np.bincount(place, minlength=len(names)).astype(float)
    own = np.bincount(place, weights=np.asarray(scores, dtype=float), minlength=len(names))
    other = np.bincount(place, weights=np.asarray(base, dtype=float), minlength=len(names))
    effective = float(count.sum() ** 2 / np.sum(count**2)) if len(names) else 0.0
    value = _ratio(own.sum(), other.sum())
    low = high = None
    if len(names) > 1 and value is not None:
        pick = np.random.default_rng(seed).integers(len(names), size=(DRAWS, len(names)))
        drawn = [found for s, b in zip(own[pick].sum(axis=1), other[pick].sum(axis=1), strict=True)
                 if (found := _ratio(s, b)) is not None]  # fmt: skip
        if drawn:
            low, high = (float(q) for q in np.quantile(drawn, (0.05, 0.95)))
    return Skill(value, low, high, len(blocks), len(names), effective)


def _ratio(score: float, base: float) -> float | None:
    """None where the baseline was perfect: nothing can be better, and how much worse has no measure."""
    return 1.0 - float(score) / float(base) if base > 0.0 and np.isfinite(base) and np.isfinite(score) else None
