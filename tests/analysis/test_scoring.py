"""Scores are proper and meet the values one can work out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.analysis.scoring import proper
from ripeness.analysis.scoring.skill import skill

share = st.floats(0.01, 0.99)


def test_a_probability_of_seven_tenths_for_what_happened_scores_as_tabulated():
    assert proper.brier(0.7, True) == pytest.approx(0.09)
    assert proper.log_score(0.7) == pytest.approx(0.3566749, rel=1e-6)
    told = ((0.1, False), (0.7, True), (0.9, True))
    assert np.mean([proper.brier(p, y) for p, y in told]) == pytest.approx(11 / 300)


def test_the_crps_of_a_normal_and_of_small_ensembles_are_the_tabulated_ones():
    assert proper.crps_normal(0.0, 1.0, 0.0) == pytest.approx(0.2336950, rel=1e-6)
    assert proper.crps(np.array([1.0, 2.0, 3.0]), 2.0) == pytest.approx(0.2222222, rel=1e-6)
    assert proper.crps_fair(np.array([1.0, 2.0, 3.0]), 2.0) == pytest.approx(0.0, abs=1e-12)
    assert proper.crps(np.array([5.0]), 8.0) == pytest.approx(3.0)


def test_a_large_normal_sample_scores_like_the_normal():
    draws = np.random.default_rng(1).normal(2.0, 3.0, 200_000)
    assert proper.crps(draws, 4.0) == pytest.approx(proper.crps_normal(2.0, 3.0, 4.0), rel=0.01)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.floats(-50, 50))
def test_the_crps_is_the_integral_of_the_squared_distance_of_the_distribution_functions(values, outcome):
    edges = np.unique([*values, outcome])
    middle = (edges[1:] + edges[:-1]) / 2
    below = (np.array(values)[None, :] <= middle[:, None]).mean(axis=1)
    integral = float(np.sum(np.diff(edges) * (below - (middle >= outcome)) ** 2))
    assert proper.crps(np.array(values), outcome) == pytest.approx(integral, abs=1e-9)


def test_weights_count_like_copies():
    values, copies = np.array([1.0, 4.0, 9.0]), np.array([3, 1, 2])
    whole = np.repeat(values, copies)
    assert proper.crps(values, 5.0, copies) == pytest.approx(proper.crps(whole, 5.0))
    assert proper.percentile(values, 4.0, copies) == pytest.approx(proper.percentile(whole, 4.0))
    levels = (0.05, 0.5, 0.95)
    assert proper.weighted_quantiles(values, levels, copies) == pytest.approx(proper.weighted_quantiles(whole, levels))


@given(share, share)
def test_nobody_gains_by_saying_another_probability_than_he_believes(believed, said):
    def expected(score):
        return believed * score(said, True) + (1 - believed) * score(said, False)

    def honest(score):
        return believed * score(believed, True) + (1 - believed) * score(believed, False)

    def log(p, happened):
        return proper.log_score(p if happened else 1 - p)

    assert honest(proper.brier) <= expected(proper.brier) + 1e-12
    assert honest(log) <= expected(log) + 1e-12


def test_the_energy_score_in_one_dimension_is_the_crps():
    draws = np.random.default_rng(3).normal(size=60)
    assert proper.energy_score(draws[:, None], np.array([0.4])) == pytest.approx(proper.crps(draws, 0.4))


def test_a_joint_that_knows_what_goes_together_beats_one_that_does_not():
    rng = np.random.default_rng(5)
    together = np.repeat(rng.normal(size=(800, 1)), 2, axis=1)
    apart = np.column_stack([together[:, 0], rng.permutation(together[:, 1])])
    truths = np.repeat(rng.normal(size=(60, 1)), 2, axis=1)
    scores = [[proper.energy_score(draws, y) for y in truths] for draws in (together, apart)]
    assert np.mean(scores[0]) < np.mean(scores[1])


def test_five_bins_score_as_the_published_forecast_of_the_fall_did():
    bins = np.array([0.065, 0.215, 0.18, 0.285, 0.245])
    assert proper.log_score(bins[0]) == pytest.approx(2.73, abs=0.005)
    assert proper.log_score(1 / 5) == pytest.approx(1.61, abs=0.005)
    assert proper.ranked_probability(np.array([1.0, 0, 0, 0, 0]), 0) == 0.0
    assert proper.ranked_probability(bins, 0) > proper.ranked_probability(np.array([0.3, 0.4, 0.1, 0.1, 0.1]), 0)


def test_the_survival_score_is_finite_where_no_future_did_what_happened():
    months = np.array([3, 3, 7, -1])
    assert proper.survival_log_score(months, 3, 9) == pytest.approx(-math.log(2.1 / 5))
    assert proper.survival_log_score(months, 5, 9) == pytest.approx(-math.log(0.1 / 5))
    assert proper.survival_log_score(months, None, 9) == pytest.approx(-math.log(1.1 / 5))
    total = sum(math.exp(-proper.survival_log_score(months, m, 9)) for m in [*range(9), None])
    assert total == pytest.approx(1.0)


def test_skill_is_one_for_the_perfect_zero_for_the_baseline_and_has_no_measure_against_perfection():
    base, blocks = [0.2, 0.4, 0.1], ["a", "a", "b"]
    assert skill([0.0] * 3, base, blocks).skill == 1.0
    assert skill(base, base, blocks).skill == 0.0
    assert skill([0.1], [0.0], ["a"]).skill is None
    assert skill([0.1], [0.2], ["a"])[1:3] == (None, None)
    assert skill(base, base, blocks).effective == pytest.approx(9 / 5)


def test_the_interval_of_a_skill_comes_from_whole_blocks():
    scores, base = [0.1, 0.1, 0.3, 0.3], [0.2] * 4
    one, two = skill(scores, base, ["a", "a", "b", "b"]), skill(scores, base, ["a", "b", "a", "b"])
    assert one.low == pytest.approx(-0.5) and one.high == pytest.approx(0.5)
    assert two.low == two.high == pytest.approx(0.0)
