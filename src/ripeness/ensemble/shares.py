"""How often something happens, with three kinds of doubt kept apart: chance, parameters, structure.

Chance is what another seed would move, parameters what other numbers would move, structure what other rules of
the game would move. They are never added up into one band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

WILSON = 1.6448536269514722  # normal quantile of .95: intervals hold 90 of 100
LOW, HIGH = 0.05, 0.95


class Share(NamedTuple):
    """How often something happens and three intervals, each (low, high) or None where the run cannot tell."""

    share: float
    run_noise: tuple[float, float]
    parameters: tuple[float, float] | None
    structure: tuple[float, float] | None


Futures = tuple[np.ndarray, np.ndarray]  # whether it happened, and the world; (future,) each


def share(happened: np.ndarray, world: np.ndarray, worlds: int, others: Mapping[str, Futures] | None = None) -> Share:
    """Share of futures in which something happens, over all worlds.

    Parameters
    ----------
    happened : bool (future,).  world : int (future,), 0 to ``worlds`` - 1.
    others : rules of the game by name -> (happened, world) of its own futures.

    Returns
    -------
    Share. Worlds count alike.

    References
    ----------
    Model 9.11 (three kinds of uncertainty shown apart).
    """
    counts, futures = tally(happened, world, worlds)
    arms = {name: world_means(*tally(*arm, worlds)) for name, arm in (others or {}).items()}
    means = world_means(counts, futures)
    return Share(
        float(np.nanmean(means)), run_noise(counts, futures), parameters(counts, futures), structure(means, arms)
    )


class Given(NamedTuple):
    """How often something happens among the futures that meet a condition; counts, share and intervals."""

    hits: int
    of: int
    share: float | None  # None where no future meets the condition
    run_noise: tuple[float, float] | None
    parameters: tuple[float, float] | None


def share_given(happened: np.ndarray, condition: np.ndarray, world: np.ndarray, worlds: int) -> Given:
    """Share of the futures meeting a condition in which something happens.

    Parameters
    ----------
    happened, condition : bool (future,).  world : int (future,), 0 to ``worlds`` - 1.

    Returns
    -------
    Given. A world counts with how often it meets the condition, as learning that it holds would have it. Where every
    future meets it, all three numbers are those of ``share``.

    References
    ----------
    Bayes' rule over worlds of equal weight; variance of a ratio by linearisation within worlds (Cochran 1977, 6.3).
    """
    both, _ = tally(happened & condition, world, worlds)
    met, futures = tally(condition, world, worlds)
    count, of = int(both.sum()), int(met.sum())
    if of == 0:
        return Given(0, 0, None, None, None)
    seen = met > 0
    n, a, k = futures[seen], met[seen], both[seen]
    weight = a / n
    p, total = float((k / n).sum() / weight.sum()), float(weight.sum())
    near, part = (k + 0.5) / (a + 1.0), a / n
    square = part * (near * (1.0 - p) ** 2 + (1.0 - near) * p**2)
    within = float(((square - (part * (near - p)) ** 2) / n).sum()) / total**2
    return Given(count, of, p, wilson(p, max(p * (1.0 - p) / within, float(of))), _over_worlds(k, a, weight))


def wilson(p: float, trials: float) -> tuple[float, float]:
    """The 90 % interval of a share seen in so many trials; a share of 0 or 1 keeps its end.

    References
    ----------
    Wilson 1927.
    """
    z2 = WILSON**2 / trials
    centre = (p + z2 / 2.0) / (1.0 + z2)
    half = WILSON / (1.0 + z2) * float(np.sqrt(p * (1.0 - p) / trials + z2 / (4.0 * trials)))
    return (max(centre - half, 0.0) if p > 0.0 else 0.0), (min(centre + half, 1.0) if p < 1.0 else 1.0)


def _over_worlds(count: np.ndarray, of: np.ndarray, weight: np.ndarray) -> tuple[float, float] | None:
    """The 5 and 95 % points over weighted worlds, few futures' noise taken out as in ``parameters``."""
    enough = of >= 2
    if enough.sum() < 4:
        return None
    k, n, w = count[enough], of[enough], weight[enough] / weight[enough].sum()
    p = k / n
    centre = float(w @ p)
    noise = float(w @ (p * (1.0 - p) / (n - 1.0)))
    spread = float(w @ (p - centre) ** 2) / max(1.0 - float(w @ w), 1e-12)
    kept = np.sqrt(max(spread - noise, 0.0) / spread) if spread > 0.0 else 0.0
    drawn = centre + kept * (p - centre)
    order = np.argsort(drawn, kind="stable")
    drawn, w = drawn[order], w[order]
    place = np.cumsum(w) - w / 2.0 - w[0] / 2.0
    low, high = np.interp([LOW, HIGH], place / place[-1], drawn)
    return float(low), float(high)


def tally(happened: np.ndarray, world: np.ndarray, worlds: int) -> tuple[np.ndarray, np.ndarray]:
    """How often something happened in each world, and its number of futures; both (world,) float."""
    counts = np.bincount(world, weights=np.asarray(happened, dtype=float), minlength=worlds)
    return counts, np.bincount(world, minlength=worlds).astype(float)


def world_means(counts: np.ndarray, futures: np.ndarray) -> np.ndarray:
    """Shares by world, NaN where a world has no futures."""
    return np.asarray(np.where(futures > 0, counts / np.maximum(futures, 1.0), np.nan))


def run_noise(counts: np.ndarray, futures: np.ndarray) -> tuple[float, float]:
    """The 90 % interval of chance for the share, the worlds being what they are.

    A Wilson interval whose number of trials is the one that gives the sampling variance within worlds,
    sum over worlds of p(1 - p)/n / worlds^2, p being (count + 1/2)/(n + 1); at least the number of futures.

    References
    ----------
    Wilson 1927; stratification never adds variance (Cochran 1977).
    """
    seen = futures > 0
    k, n = counts[seen], futures[seen]
    p = float((k / n).mean())
    near = (k + 0.5) / (n + 1.0)
    within = float((near * (1.0 - near) / n).sum()) / len(n) ** 2
    return wilson(p, max(p * (1.0 - p) / within, float(n.sum())))


def parameters(counts: np.ndarray, futures: np.ndarray) -> tuple[float, float] | None:
    """The 5 and 95 % points of the share over worlds, the noise of few futures a world taken out.

    World shares are drawn towards their mean by the factor that leaves them the variance between worlds:
    the observed variance less the mean sampling variance p(1 - p)/(n - 1), at least 0. None for fewer than four
    worlds, or fewer than two futures in one.

    References
    ----------
    Louis 1984, constrained empirical Bayes estimates (the histogram of the shrunk shares has the right variance).
    """
    seen = futures > 0
    k, n = counts[seen], futures[seen]
    if len(n) < 4 or n.min() < 2:
        return None
    p = k / n
    noise = float((p * (1.0 - p) / (n - 1.0)).mean())
    spread = float(p.var(ddof=1))
    kept = np.sqrt(max(spread - noise, 0.0) / spread) if spread > 0.0 else 0.0
    low, high = np.quantile(p.mean() + kept * (p - p.mean()), [LOW, HIGH])
    return float(low), float(high)


def structure(means: np.ndarray, arms: Mapping[str, np.ndarray]) -> tuple[float, float] | None:
    """Range of the share over the rules of the game.

    Another rule's share is the reference share plus the mean difference over the worlds that both have, so
    that it does not matter if the other rule was run for fewer worlds. None where no other rule was run.

    Parameters
    ----------
    means : (world,) shares under the reference rule.  arms : name -> (world,) shares, NaN where not run.
    """
    centre = float(np.nanmean(means))
    places = [centre]
    for other in arms.values():
        both = ~np.isnan(other) & ~np.isnan(means)
        if both.any():
            places.append(centre + float((other[both] - means[both]).mean()))
    if len(places) == 1:
        return None
    return float(np.clip(min(places), 0.0, 1.0)), float(np.clip(max(places), 0.0, 1.0))


def rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's rank correlation; 0 where one of them does not move.

    References
    ----------
    Spearman 1904; its standard error for independent x and y is 1/sqrt(n - 1).
    """
    a, b = ranks(x), ranks(y)
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / scale) if scale > 0.0 else 0.0


def ranks(values: Sequence[float] | np.ndarray) -> np.ndarray:
    """Ranks from 0, ties sharing the middle of theirs."""
    _, place, count = np.unique(np.asarray(values, dtype=float), return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count + 1) / 2.0)[place])
