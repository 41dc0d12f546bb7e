"""Proper scores: smaller is better, and nobody gains by saying what he does not believe.

The CRPS and the energy score are the plain ones of the distribution a sample stands for, not the "fair" ones that
correct for its size: every forecast here is a whole distribution, and a point forecast scores its absolute error.
"""

from __future__ import annotations

import numpy as np

ESTIMATOR = "plain"


def brier(probability: float, happened: bool) -> float:
    """Squared error of a probability.

    References
    ----------
    Brier 1950, one-sided form; P1, P5 of the test cases.
    """
    return (probability - float(happened)) ** 2


def log_score(probability: float) -> float:
    """Minus the log of what was given to what happened; infinite for what was called impossible.

    References
    ----------
    Good 1952.
    """
    return float("inf") if probability <= 0.0 else -float(np.log(min(probability, 1.0)))


def crps(values: np.ndarray, outcome: float, weights: np.ndarray | None = None) -> float:
    """Continuous ranked probability score of a weighted sample, the plain form.

    Parameters
    ----------
    values : (n,) the sample.  outcome : what happened, in the same unit.
    weights : (n,) of any size above 0 in sum; equal unless given.

    Returns
    -------
    The integral of (F(x) - 1[x >= outcome])^2, in the unit of the values.

    References
    ----------
    Gneiting and Raftery 2007, eq. 20; E|X - y| - E|X - X'| / 2.
    """
    order = np.argsort(values)
    x = np.asarray(values, dtype=float)[order]
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)[order]
    share = w / w.sum()
    below = np.cumsum(share)
    spread = float(np.sum(share * x * (2.0 * below - share - 1.0)))  # half the mean distance of two draws
    return float(np.sum(share * np.abs(x - outcome))) - spread


def crps_fair(values: np.ndarray, outcome: float) -> float:
    """The form that is unbiased for the distribution behind an equally weighted sample of two or more.

    References
    ----------
    Ferro 2014.
    """
    x = np.sort(np.asarray(values, dtype=float))
    n = len(x)
    spread = float(np.sum(x * (2.0 * np.arange(n) - n + 1.0))) / (n * (n - 1))
    return float(np.mean(np.abs(x - outcome))) - spread


def crps_normal(mean: float, sd: float, outcome: float) -> float:
    """CRPS of a normal distribution.

    References
    ----------
    Gneiting et al. 2005, eq. 5.
    """
    from scipy.special import ndtr

    z = (outcome - mean) / sd
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    return float(sd * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi)))


def ranked_probability(probabilities: np.ndarray, happened: int) -> float:
    """Ranked probability score over ordered bins: sum of squared differences of the distribution functions.

    References
    ----------
    Epstein 1969.
    """
    forecast = np.cumsum(np.asarray(probabilities, dtype=float))
    return float(np.sum((forecast - (np.arange(len(forecast)) >= happened))[:-1] ** 2))


def class_brier(probabilities: np.ndarray, happened: int) -> float:
    """Sum of squared errors over classes that have no order.

    References
    ----------
    Brier 1950, two-sided form.
    """
    truth = np.zeros(len(probabilities))
    truth[happened] = 1.0
    return float(np.sum((np.asarray(probabilities, dtype=float) - truth) ** 2))


def survival_log_score(months: np.ndarray, happened: int | None, horizon: int) -> float:
    """Minus the log of the probability of the month in which something happened, or of its not happening at all.

    Parameters
    ----------
    months : (n,) month of the event in each future, negative where it never happens within the horizon.
    happened : its month; None where it had not happened by the horizon.
    horizon : months that a future has.

    Returns
    -------
    Score. One more future, spread evenly over all months and "never", keeps what no future did from being impossible.

    References
    ----------
    Gneiting and Raftery 2007, log score; censored at the horizon as in Model 5.4.
    """
    month = np.asarray(months)
    place = -1 if happened is None or happened >= horizon else happened
    hits = float(np.sum(month < 0)) if place < 0 else float(np.sum(month == place))
    return log_score((hits + 1.0 / (horizon + 1)) / (len(month) + 1.0))


def energy_score(draws: np.ndarray, outcome: np.ndarray) -> float:
    """Energy score of a sample of vectors, the plain form: E|X - y| - E|X - X'| / 2.

    Parameters
    ----------
    draws : (n, d).  outcome : (d,).

    References
    ----------
    Gneiting and Raftery 2007, eq. 22.
    """
    x = np.asarray(draws, dtype=float)
    miss = float(np.mean(np.linalg.norm(x - np.asarray(outcome, dtype=float), axis=1)))
    spread = 0.0
    for row in x:  # one row at a time: n x n distances of two thousand futures would be 32 MB for each dimension
        spread += float(np.linalg.norm(x - row, axis=1).sum())
    return miss - spread / (2.0 * len(x) ** 2)


def percentile(values: np.ndarray, outcome: float, weights: np.ndarray | None = None) -> float:
    """Share of a sample below an outcome, half of what equals it counted (the probability integral transform).

    References
    ----------
    Dawid 1984; the middle of the jump where the distribution has one.
    """
    x = np.asarray(values, dtype=float)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    return float((np.sum(w[x < outcome]) + 0.5 * np.sum(w[x == outcome])) / w.sum())


def weighted_quantiles(values: np.ndarray, levels: tuple[float, ...], weights: np.ndarray | None = None) -> np.ndarray:
    """Smallest values with at least these shares of a sample at or below them."""
    order = np.argsort(values)
    x = np.asarray(values, dtype=float)[order]
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)[order]
    below = np.cumsum(w) / w.sum()
    return x[np.minimum(np.searchsorted(below, np.array(levels) - 1e-12), len(x) - 1)]
