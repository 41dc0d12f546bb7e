"""Exact likelihood of a scalar Gaussian state that reverts to a mean, or walks, read with noise at uneven dates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

LOG_TWO_PI = float(np.log(2.0 * np.pi))


class Filtered(NamedTuple):
    """Log density of all readings, and what is known of the state at the last of them."""

    log_density: np.ndarray
    mean: np.ndarray
    variance: np.ndarray


def filtered(
    years: np.ndarray, seen: np.ndarray, noise: np.ndarray, rate: Any, centre: Any, volatility: Any,
    first_mean: Any, first_variance: Any,
) -> Filtered:  # fmt: skip
    """Kalman filter of an Ornstein-Uhlenbeck state.

    Parameters
    ----------
    years : (reading,) ascending dates in years.
    seen : (..., reading) state + noise.
    noise : (..., reading) variance of the noise.
    rate : (...,) reversion per year, 0 for a random walk.  centre : (...,) what it reverts to.
    volatility : (...,) sd per square root of a year.
    first_mean, first_variance : (...,) of the state at the first reading.

    References
    ----------
    Kalman 1960; Model 5.1, module A. Equal to the dense multivariate normal density (V45).
    """
    shape = np.broadcast_shapes(seen.shape[:-1], noise.shape[:-1], np.shape(rate), np.shape(volatility))
    mean, variance = np.broadcast_to(first_mean, shape), np.broadcast_to(first_variance, shape)
    total = np.zeros(shape)
    for t in range(len(years)):
        if t:
            mean, variance = ahead(mean, variance, years[t] - years[t - 1], rate, centre, volatility)
        spread = variance + noise[..., t]
        surprise = seen[..., t] - mean
        total = total - 0.5 * (LOG_TWO_PI + np.log(spread) + surprise * surprise / spread)
        gain = variance / spread
        mean, variance = mean + gain * surprise, variance * (1.0 - gain)
    return Filtered(total, mean, variance)


def ahead(mean: Any, variance: Any, years: float, rate: Any, centre: Any, volatility: Any) -> tuple[Any, Any]:
    """Mean and variance of the state some years later, exact for any step."""
    kept = np.exp(-np.asarray(rate) * years)
    return centre + kept * (mean - centre), kept * kept * variance + added(years, rate, volatility)


def added(years: Any, rate: Any, volatility: Any) -> Any:
    """Variance that a step adds: vol^2 (1 - exp(-2 rate step)) / (2 rate), or vol^2 step where the rate is 0."""
    twice = 2.0 * np.asarray(rate, dtype=float)
    still = twice * years < 1e-9
    safe = np.where(still, 1.0, twice)
    return np.square(volatility) * np.where(still, years, -np.expm1(-safe * years) / safe)
