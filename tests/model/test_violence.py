"""M2, violence: where and how many die."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import violence as m
from ripeness.numerics.functions import sigmoid

F32 = np.float32
MONTHS = np.arange(12)


def season(amplitude, peak):
    """Log effort at the middle of twelve months, as the pack has it."""
    return amplitude * np.cos(2 * np.pi * ((MONTHS + 0.5) / 12 - peak))


@given(st.floats(0, 1.5), st.floats(0, 1))
def test_the_season_moves_effort_within_the_year_and_not_over_it(amplitude, peak):
    """V13."""
    swing = season(amplitude, peak)
    assert abs(swing.mean()) < 1e-9
    assert np.exp(swing).mean() / np.i0(amplitude) == pytest.approx(1, abs=2 * np.exp(-12) + 1e-9)


@pytest.mark.parametrize("amplitude", [0.1, 0.37, 1.0, 1.5])
def test_twelve_points_are_as_good_as_the_whole_year(amplitude):
    """V13: the mean is exact to 2 I_12(a)/I_0(a), below 1e-9 up to a = 1.5."""
    from scipy.special import iv

    worst = max(abs(np.exp(season(amplitude, p)).mean() / np.i0(amplitude) - 1) for p in np.linspace(0, 1, 49))
    assert worst <= 2 * iv(12, amplitude) / np.i0(amplitude) * 1.01 + 1e-12
    assert worst < 1e-9 or amplitude > 1.4


def test_restraint_scales_effort_whatever_the_season():
    swing = season(0.4, 0.55).astype(F32)
    held = m.log_effort(swing, np.full(12, 0.68, F32))
    assert np.allclose(held - m.log_effort(swing, np.ones(12, F32)), np.log(0.68), atol=1e-6)


def test_evenly_contested_places_are_the_deadliest_and_held_ones_see_none():
    control = np.linspace(0, 1, 201)
    deadly = m.contestedness(control)
    assert deadly.argmax() == 100 and deadly[100] == 1
    assert deadly[0] == deadly[-1] == 0
    assert np.allclose(deadly, deadly[::-1])


def test_nobody_dies_where_everything_is_held_and_nothing_else_kills():
    held = sigmoid(np.array([-80.0, 80.0, -90.0], dtype=F32))
    contested = F32(m.contestedness(held).sum())
    mean = m.expected_deaths(F32(50), F32(1), F32(1.4), contested, 0.0, F32(1))
    assert mean < 1e-25
    drawn = m.negative_binomial(np.full(50, mean, F32), 12.0, np.linspace(-4, 4, 50, dtype=F32), np.full(50, 5, F32))
    assert not drawn.any()


@given(st.floats(0.1, 100), st.floats(0.2, 3), st.floats(0.5, 2), st.floats(0, 300), st.floats(0, 50), st.floats(0, 1))
def test_expected_deaths_rise_with_each_of_their_causes(level, strength, effort, contested, base, calm):
    causes = [level, strength, effort, contested, base, calm]
    before = m.expected_deaths(*causes)
    for i in range(6):
        assert m.expected_deaths(*causes[:i], causes[i] * 1.1 + 0.01, *causes[i + 1 :]) >= before


@pytest.mark.parametrize(("mean", "size"), [(1700.0, 12.0), (1700.0, 5.0), (9700.0, 25.0), (150.0, 12.0), (60.0, 8.0)])
def test_deaths_have_the_mean_and_variance_of_a_negative_binomial(mean, size):
    """V08: two normals (Wilson-Hilferty, rounded) against lam and lam + lam^2 / r."""
    paths = 400_000
    rng = np.random.default_rng(8)
    z = rng.standard_normal((2, paths), F32)
    deaths = m.negative_binomial(np.full(paths, mean, F32), size, z[0], z[1]).astype(float)
    variance = mean + mean**2 / size
    assert deaths.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / paths))
    fourth = ((deaths - deaths.mean()) ** 4).mean()
    error = np.sqrt((fourth - variance**2) / paths)
    assert deaths.var() == pytest.approx(variance, abs=4 * error + 0.01 * variance)
    assert (deaths == np.floor(deaths)).all() and deaths.min() >= 0


@pytest.mark.parametrize("size", [5.0, 12.0, 25.0])
def test_the_whole_distribution_of_deaths_is_close_to_a_negative_binomial(size):
    """V08: largest difference of the distribution functions, numerically, below one percent."""
    from scipy.special import ndtri
    from scipy.stats import nbinom

    u = (np.arange(2000) + 0.5) / 2000
    z = ndtri(u).astype(F32)
    mixing, counting = (a.ravel() for a in np.meshgrid(z, z[::10]))
    deaths = np.sort(m.negative_binomial(np.full(mixing.shape, 1700, F32), size, mixing, counting))
    at = np.arange(100, 6000, 25)
    drawn = np.searchsorted(deaths, at, side="right") / deaths.size
    assert np.abs(drawn - nbinom.cdf(at, size, size / (size + 1700))).max() < 0.01


def test_the_level_of_violence_returns_to_its_start_by_half_in_its_half_life():
    level, start = 1.0, 0.2
    for _ in range(60):
        level = m.level_step(level, start, 0.0, 0.5 ** (1 / 60), 0.06)
    assert level == pytest.approx(start + 0.5 * 0.8, abs=1e-12)


def test_air_support_and_large_formations_raise_the_insurgents_part_of_the_losses():
    assert m.insurgent_ratio(1.0, 1.0, 0.8, 0.4) == pytest.approx(1.2)
    assert m.insurgent_ratio(1.5, 1.0, 0.8, 0.4) > m.insurgent_ratio(1.0, 1.0, 0.8, 0.4)
    assert m.insurgent_ratio(1.0, 1.5, 0.8, 0.4) > m.insurgent_ratio(1.0, 1.0, 0.8, 0.4)
    assert m.insurgent_share(1.6, 0.35) > m.insurgent_share(1.2, 0.35)


def test_the_medians_of_the_loss_ratios_split_deaths_as_the_check_figures_say():
    """M2 on 2018: insurgents 12,400, government 9,800, civilians 3,400 a year."""
    own = m.insurgent_share(m.insurgent_ratio(1.0, 1.0, 0.8, 0.4), 0.35)
    government = own / 1.2
    assert own == pytest.approx(12_400 / 25_600, rel=0.05)
    assert government == pytest.approx(9_800 / 25_600, rel=0.05)
    assert 1 - own - government == pytest.approx(3_400 / 25_600, rel=0.05)
