"""The effect of a package on one number: paired difference, its chance noise, its spread over worlds, its sign.

Worlds count alike. What chance leaves open and what the parameters leave open are two intervals, never one.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from ripeness.ensemble.shares import HIGH, LOW, WILSON

FEWEST = 4  # worlds below which nothing is said about their spread
_NORMAL = NormalDist()


class Effect(NamedTuple):
    """What a package does to one number; None where the worlds cannot tell."""

    reference: float
    value: float
    effect: float
    run_noise: tuple[float, float] | None  # 90 % interval of chance, the worlds being what they are
    low: float | None  # 5 and 95 % points over worlds, chance taken out
    high: float | None
    probability_of_sign: float | None  # that the effect in a world has the sign of the mean effect
    variance_reduction: float | None
    worlds: int


def effect(reference: Sequence[np.ndarray], package: Sequence[np.ndarray]) -> Effect | None:
    """The effect on the mean of a number.

    Parameters
    ----------
    reference, package : one (future,) array a world, the same worlds and futures; NaN where a future has no such
        number, for instance no terms because nothing was signed.

    Returns
    -------
    Effect, or None if no world has the number in both arms.

    References
    ----------
    Model 6.3. Spread over worlds as in ``ensemble.shares.parameters`` (Louis 1984); probability of sign with a
    normal posterior for every world (Morris 1983). Variance reduction compares independent worlds and futures with
    paired ones.
    """
    pairs = [(a, b) for a, b in zip(reference, package, strict=True) if np.isfinite(a).any() and np.isfinite(b).any()]
    if not pairs:
        return None
    before = np.array([np.nanmean(a) for a, _ in pairs])
    after = np.array([np.nanmean(b) for _, b in pairs])
    noise = np.array([_noise(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in pairs])
    difference = after - before
    mean, count = float(difference.mean()), len(pairs)
    known = bool(np.isfinite(noise).all())
    half = WILSON * float(np.sqrt(noise.sum())) / count
    low = high = sign = gained = None
    if count >= FEWEST:
        total = float(difference.var(ddof=1))
        gained = float((before.var(ddof=1) + after.var(ddof=1)) / total) if total > 0.0 else None
        if known:
            between = max(total - float(noise.mean()), 0.0)
            kept = np.sqrt(between / total) if total > 0.0 else 0.0
            low, high = (float(x) for x in np.quantile(mean + kept * (difference - mean), [LOW, HIGH]))
            sign = _sign(difference, noise, between)
    return Effect(
        float(before.mean()), float(after.mean()), mean, (mean - half, mean + half) if known else None,
        low, high, sign, gained, count,
    )  # fmt: skip


def _noise(a: np.ndarray, b: np.ndarray) -> float:
    """Sampling variance of mean(b) - mean(a) over the futures of a world; NaN for fewer than two of either."""
    influence = np.zeros(len(a))
    for values, way in ((a, -1.0), (b, 1.0)):
        there = np.isfinite(values)
        if there.sum() < 2:
            return float("nan")
        influence[there] += way * (values[there] - values[there].mean()) * (len(values) / there.sum())
    return float(influence.var(ddof=1)) / len(influence)


def _sign(difference: np.ndarray, noise: np.ndarray, between: float) -> float | None:
    """Mean over worlds of the posterior probability that its effect has the sign of the mean effect."""
    mean = float(difference.mean())
    if mean == 0.0:
        return None
    total = between + noise
    trust = np.where(total > 0.0, between / np.where(total > 0.0, total, 1.0), 1.0)
    centre = mean + trust * (difference - mean)
    spread = np.sqrt(trust * noise + (1.0 - trust) ** 2 * total.mean() / len(difference))
    way = np.sign(mean)
    return float(np.mean([
        _NORMAL.cdf(way * c / s) if s > 0.0 else (1.0 if way * c > 0 else 0.5 * (c == 0))
        for c, s in zip(centre, spread, strict=True)
    ]))  # fmt: skip
