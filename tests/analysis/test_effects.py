"""An effect is a paired difference: nothing gives nothing, chance and worlds stay apart, and pairing pays."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.analysis.effects import effect

rng = np.random.default_rng(3)


def worlds(count: int, futures: int, shift: float = 0.0, spread: float = 0.0, noise: float = 1.0):
    """Worlds of a number with and without a package that adds ``shift`` +- ``spread``, on the same chance."""
    level = rng.normal(0, 2, count)
    own = shift + spread * rng.normal(size=count)
    before = [x + rng.normal(size=futures) for x in level]
    after = [b + s + noise * rng.normal(size=futures) for b, s in zip(before, own, strict=True)]
    return before, after, own


def test_a_package_that_changes_nothing_has_no_effect_and_no_sign():
    before, *_ = worlds(6, 20)
    found = effect(before, before)
    assert found.effect == 0.0 and found.run_noise == (0.0, 0.0) and (found.low, found.high) == (0.0, 0.0)
    assert found.probability_of_sign is None and found.variance_reduction is None


def test_the_interval_of_chance_holds_the_true_effect_nine_times_in_ten():
    hits = 0
    for _ in range(400):
        before, after, own = worlds(5, 40, shift=0.3, spread=0.2)
        low, high = effect(before, after).run_noise
        hits += low <= own.mean() <= high
    assert 0.85 < hits / 400 < 0.95


def test_chance_is_taken_out_of_the_spread_over_worlds():
    alike = effect(*worlds(200, 10, shift=0.3)[:2])
    assert alike.high - alike.low < 0.5
    before, after, own = worlds(200, 10, shift=0.3, spread=1.0)
    found = effect(before, after)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(own, [0.05, 0.95])), abs=0.25)


def test_the_sign_is_sure_where_every_world_agrees_and_open_where_they_do_not():
    assert effect(*worlds(8, 50, shift=2.0, spread=0.1)[:2]).probability_of_sign > 0.99
    assert 0.4 < effect(*worlds(200, 50, shift=0.01, spread=1.0)[:2]).probability_of_sign < 0.65


def test_shared_chance_and_worlds_reduce_the_variance():
    before, after, _ = worlds(200, 30, shift=0.3, spread=0.3)
    assert effect(before, after).variance_reduction > 10.0
    strangers, *_ = worlds(200, 30)
    assert effect(before, strangers).variance_reduction == pytest.approx(1.0, abs=0.3)


def test_futures_without_the_number_are_left_out_of_its_mean_and_noise():
    before, after, _ = worlds(5, 60, shift=1.0)
    for b, a in zip(before, after, strict=True):
        b[:20], a[10:40] = np.nan, np.nan
    before[0][:] = np.nan  # a world where nobody signs
    found = effect(before, after)
    assert found.worlds == 4
    assert found.reference == pytest.approx(np.mean([np.nanmean(b) for b in before[1:]]))
    assert found.run_noise[0] < found.effect < found.run_noise[1]
    assert effect([np.full(5, np.nan)], [np.ones(5)]) is None


def test_few_worlds_or_futures_say_nothing_about_what_they_cannot_tell():
    found = effect(*worlds(3, 20, shift=1.0)[:2])
    assert found.low is None and found.probability_of_sign is None and found.variance_reduction is None
    alone = effect(*worlds(5, 1, shift=1.0)[:2])
    assert alone.run_noise is None and alone.low is None
