"""Module B: Laplace's integral is the integral, the gate closes on the year, and made-up parameters are found."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest
from scipy.special import gammaln

from ripeness.calibration import violence
from ripeness.calibration.recovery import violence_ranks
from ripeness.calibration.scale import values_of
from ripeness.scenario.load import load_scenario


@cache
def flagship():
    return load_scenario("afghanistan-2018")


def unknowns():
    return tuple(flagship().parameters[name] for name in violence.FITTED)


def test_the_walk_is_integrated_out_as_a_grid_does_it():
    counts = violence.Counts(np.array([24000, 24001]), np.ones(2), np.array([900.0, 1300.0]), "", "")
    values = values_of(unknowns(), np.zeros((1, len(violence.FITTED))))
    q, r = (float(values[f"violence.{name}"][0]) for name in ("level_innovation", "dispersion"))
    season = violence.season(values, counts)[0]
    first = np.linspace(5.5, 8.5, 601)
    step = np.linspace(-8 * q, 8 * q, 401)
    x, dx = np.meshgrid(first, step, indexing="ij")

    def log_count(y, mean):
        return gammaln(y + r) - gammaln(r) - gammaln(y + 1) + r * np.log(r / (r + mean)) + y * np.log(mean / (r + mean))

    anchor = np.log(1100.0 + 1.0)
    log = log_count(900.0, np.exp(x + season[0])) + log_count(1300.0, np.exp(x + dx + season[1]))
    log += -0.5 * ((x - anchor) / 1.5) ** 2 - np.log(1.5) - 0.5 * (dx / q) ** 2 - np.log(q) - np.log(2 * np.pi)
    integral = np.log(np.exp(log).sum() * (first[1] - first[0]) * (step[1] - step[0]))
    assert float(violence.log_likelihood(values, counts).log_density[0]) == pytest.approx(integral, abs=0.02)


def test_the_season_has_mean_one_over_a_year():
    counts = violence.Counts(24000 + np.arange(12), np.ones(12), np.full(12, 1.0), "", "")
    values = values_of(unknowns(), np.random.default_rng(1).normal(size=(4, len(violence.FITTED))))
    np.testing.assert_allclose(np.exp(violence.season(values, counts)).mean(axis=-1), 1.0, atol=1e-9)


def test_months_of_the_last_year_come_in_only_once_they_were_published(tmp_path):
    with (tmp_path / violence.FILES["afghanistan"]).open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["month", violence.COLUMN])
        table.writerows([f"{2009 + m // 12}-{m % 12 + 1:02d}", 1000 + m] for m in range(150))
    found = violence.counts_of(flagship(), tmp_path)
    assert (found.first[0], found.first[-1]) == (2010 * 12, 2017 * 12 + 11)


def test_quarters_of_the_shipped_history_serve_where_there_are_no_months():
    found = violence.counts_of(flagship())
    assert set(found.length) == {3.0} and len(found.first) == 20


def test_season_scatter_and_walk_drawn_from_the_prior_rank_evenly():
    found = violence_ranks(flagship(), 32, warmup=500, steps=400).p_values(4)
    assert min(found.values()) > 1e-4, found
