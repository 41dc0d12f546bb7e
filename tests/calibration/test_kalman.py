"""V45: the filter is the dense normal density, whatever the dates and whether the state reverts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from ripeness.calibration.kalman import filtered


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.7])
def test_the_filter_gives_the_density_of_all_readings_at_once(rate):
    years = np.array([2015.9, 2016.1, 2016.4, 2017.3, 2017.3, 2018.6])
    rng = np.random.default_rng(3)
    seen, noise = rng.normal(0.5, 0.3, 6), rng.uniform(0.001, 0.02, 6)
    centre, vol, mean, variance = 0.4, 0.15, 0.7, 0.2
    gap = years - years[0]
    kept = np.exp(-rate * gap)
    expected = centre + kept * (mean - centre)
    cov = np.empty((6, 6))
    for i in range(6):
        for j in range(6):
            first, apart = min(gap[i], gap[j]), abs(gap[i] - gap[j])
            own = first if rate == 0 else (1 - np.exp(-2 * rate * first)) / (2 * rate)
            cov[i, j] = np.exp(-rate * apart) * (np.exp(-2 * rate * first) * variance + vol**2 * own)
    dense = multivariate_normal(expected, cov + np.diag(noise)).logpdf(seen)
    found = filtered(years, seen, noise, rate, centre, vol, mean, variance)
    assert float(found.log_density) == pytest.approx(dense, abs=1e-8)


def test_many_parameters_at_once_give_what_each_gives_alone():
    years, seen = np.array([0.0, 0.4, 1.1]), np.array([0.2, 0.1, 0.3])
    rates, vols = np.array([0.0, 0.5, 2.0]), np.array([0.1, 0.2, 0.3])
    noise = np.full(3, 0.01)
    together = filtered(years, seen, noise, rates, 0.3, vols, 0.0, 1.0).log_density
    alone = [filtered(years, seen, noise, r, 0.3, v, 0.0, 1.0).log_density for r, v in zip(rates, vols, strict=True)]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-12)
