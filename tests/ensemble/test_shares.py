"""Three kinds of doubt: each interval covers what it says it covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.ensemble.shares import parameters, rank_correlation, ranks, run_noise, share, structure, tally


def draw(luck: np.random.Generator, p: np.ndarray, futures: int) -> tuple[np.ndarray, np.ndarray]:
    world = np.arange(len(p) * futures) % len(p)
    return luck.random(len(world)) < p[world], world


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_every_interval_of_chance_holds_its_share_and_stays_a_share(counts):
    k, n = np.array(counts, dtype=float), np.full(len(counts), 20.0)
    low, high = run_noise(k, n)
    assert 0.0 <= low <= k.sum() / n.sum() + 1e-12
    assert k.sum() / n.sum() - 1e-12 <= high <= 1.0
    assert high > low


def test_chance_covers_nine_in_ten_seeds():
    luck = np.random.default_rng(1)
    p = np.linspace(0.01, 0.6, 16)
    hits = 0
    for _ in range(400):
        low, high = run_noise(*tally(*draw(luck, p, 60), 16))
        hits += low <= p.mean() <= high
    assert 0.86 <= hits / 400 <= 0.97


def test_chance_shrinks_with_futures_and_parameters_do_not():
    luck = np.random.default_rng(2)
    p = luck.beta(2, 6, 64)
    few, many = draw(luck, p, 20), draw(luck, p, 2000)
    small, large = share(*few, 64), share(*many, 64)
    assert width(large.run_noise) < width(small.run_noise) / 5
    assert width(large.parameters) == pytest.approx(width(small.parameters), rel=0.35)


def width(pair) -> float:
    return pair[1] - pair[0]


def test_worlds_that_differ_by_luck_alone_show_no_doubt_about_parameters():
    luck = np.random.default_rng(3)
    spreads = [width(parameters(*tally(*draw(luck, np.full(64, 0.3), 30), 64))) for _ in range(50)]
    plain = [
        np.ptp(np.quantile(np.divide(*tally(*draw(luck, np.full(64, 0.3), 30), 64)), [0.05, 0.95])) for _ in range(50)
    ]
    assert np.median(spreads) < 0.25 * np.median(plain)


def test_the_spread_of_parameters_is_that_of_the_worlds():
    luck = np.random.default_rng(4)
    true = luck.beta(2, 6, 400)
    low, high = parameters(*tally(*draw(luck, true, 25), 400))
    assert (low, high) == pytest.approx(tuple(np.quantile(true, [0.05, 0.95])), abs=0.03)


def test_too_few_worlds_say_nothing_about_parameters():
    assert parameters(np.array([3.0, 5.0]), np.array([20.0, 20.0])) is None


def test_structure_compares_like_with_like():
    reference = np.array([0.1, 0.5, 0.9, 0.5])
    other = np.array([0.2, 0.6, np.nan, np.nan])  # a rule that was run for two worlds, each a tenth higher
    assert structure(reference, {"exclusive": other}) == pytest.approx((0.5, 0.6))
    assert structure(reference, {}) is None


def test_a_share_weighs_worlds_alike():
    happened, world = np.array([True, True, True, False]), np.array([0, 0, 0, 1])
    assert share(happened, world, 2).share == 0.5


def test_ranks_share_ties_and_correlation_has_its_ends():
    assert ranks([3.0, 1.0, 3.0]).tolist() == [1.5, 0.0, 1.5]
    x = np.array([1.0, 2.0, 3.0, 4.0])
    assert rank_correlation(x, np.exp(x)) == pytest.approx(1.0)
    assert rank_correlation(x, -x) == pytest.approx(-1.0)
    assert rank_correlation(x, np.ones(4)) == 0.0
