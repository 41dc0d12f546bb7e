"""Module A: its likelihood is the dense one, it sees only what was published, and it finds parameters it made up."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from ripeness.calibration import territory
from ripeness.calibration.predictive import hindcast
from ripeness.calibration.recovery import territory_ranks
from ripeness.calibration.scale import values_of
from ripeness.errors import EvidenceError
from ripeness.scenario.load import load_scenario


@cache
def flagship():
    return load_scenario("afghanistan-2018")


def parts():
    war = flagship()
    inner = war.parameters["measurement.command_inner"].value
    return territory.unknowns_of(war), territory.readings_of(war), territory.shares_of(war), inner


def test_the_likelihood_of_class_counts_is_the_dense_normal_density():
    unknowns, readings, spread, inner = parts()
    values = values_of(unknowns, np.random.default_rng(5).normal(0, 0.7, (1, len(unknowns))))
    v = {name: float(value[0]) for name, value in values.items()}
    cuts = territory.cuts_of(values, inner)[0]
    S, rate, vol = (
        v["territory.cross_section_sd"],
        v["territory.mean_reversion"],
        territory.national_volatility(v, spread),
    )
    at, which = np.nonzero(readings.used)
    gap = readings.years[at] - readings.years[0]
    mean0, var0 = territory.FIRST[0], territory.FIRST[1] ** 2
    state = v["territory.long_run_mean"] + np.exp(-rate * gap) * (mean0 - v["territory.long_run_mean"])
    first, apart = np.minimum.outer(gap, gap), np.abs(np.subtract.outer(gap, gap))
    cov = np.exp(-2 * rate * first) * var0 + vol**2 * (1 - np.exp(-2 * rate * first)) / (2 * rate)
    cov = np.exp(-rate * apart) * cov
    cov += np.equal.outer(at, at) * v["measurement.reading_noise"] ** 2
    own = np.array([v["command_noise"], v["press_noise"]])[readings.instrument[at]]
    cov = cov / S**2 + np.diag(own**2)
    expected = (cuts[readings.cut[at, which]] - state) / S
    dense = multivariate_normal(expected, cov).logpdf(readings.score[at, which])
    found = territory.log_likelihood(values, readings, spread, inner).log_density[0]
    assert found == pytest.approx(dense, abs=1e-8)


def test_nothing_published_after_the_information_date_is_read():
    readings = territory.readings_of(flagship())
    assert max(row.published for row in readings.rows) <= flagship().information_date
    assert date(2018, 10, 22) not in {row.period for row in readings.rows}
    assert all(not row.evidence.startswith("recalled") for row in readings.rows)


def test_the_first_partial_survey_and_contested_shares_alone_are_left_out():
    days = {(row.series, row.period) for row in territory.readings_of(flagship()).rows}
    assert not any(series.startswith("press") and day.year == 2015 for series, day in days)
    assert not any(day in (date(2016, 8, 28), date(2018, 5, 15)) for _, day in days)


def test_a_war_without_counts_is_refused_with_what_it_needs():
    with pytest.raises(EvidenceError, match="at least 4 readings"):
        territory.readings_of(load_scenario("vietnam-1969"))


def test_parameters_drawn_from_the_prior_rank_evenly_among_draws_given_their_data():
    """Simulation-based calibration, small: 40 data sets, ranks in four bins."""
    found = territory_ranks(flagship(), 40, warmup=1000, steps=600).p_values(4)
    assert min(found.values()) > 1e-4, found


def test_a_fit_to_the_end_of_2016_covers_most_readings_of_the_next_two_years():
    found = hindcast(flagship(), date(2016, 11, 30), draws=400, quick=True)
    assert len(found) == 8
    assert sum(later.low <= later.seen <= later.high for later in found) >= 6
