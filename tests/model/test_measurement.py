"""M1, measurement: two instruments of one latent control."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from ripeness.model import measurement as m
from ripeness.strategy.game import national_log_odds

F32 = np.float32


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=9), st.floats(0.05, 2))
def test_class_probabilities_are_a_distribution(log_odds, scale):
    """V07."""
    chances = m.class_probabilities(np.array(log_odds), np.array([-1.4, -0.4, 0.4, 1.4]), scale)
    assert (chances >= 0).all()
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-12)


def test_a_district_on_a_cut_is_as_likely_above_as_below():
    """V07."""
    chances = m.class_probabilities(np.array([0.4]), np.array([-0.4, 0.4]), 0.3)
    assert chances[0, 2] == pytest.approx(0.5, abs=1e-12)


def test_fixed_reading_offsets_make_an_ordered_logit_over_districts():
    n, scale = 200_000, 0.25
    u = (np.arange(n) + 0.5) / n
    offset = (scale * np.log(u / (1 - u))).astype(F32)
    seen = m.reading(np.full(n, 0.3, F32), offset, F32(0))
    assert float(m.above(seen, 0.405465).mean()) == pytest.approx(
        m.class_probabilities(np.array([0.3]), np.array([0.405465]), scale)[0, 1], abs=1e-4
    )


def test_a_common_error_shifts_every_district_alike():
    seen = m.reading(np.array([0.1, 0.4], F32), np.array([0.2, -0.2], F32), F32(0.05))
    assert np.allclose(seen, [0.35, 0.25])
    assert m.gap(0.6, 0.4) == pytest.approx(0.2)


@pytest.mark.parametrize(("spread", "tolerance"), [(0.3, 0.005), (0.78, 0.005), (1.0, 0.005), (1.5, 0.008)])
def test_the_share_of_a_spread_of_districts_is_close_to_its_closed_form(spread, tolerance):
    """V04: 32 nodes of quadrature exact to 1e-6, the approximation within its stated error."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(32)
    fine, fine_weights = np.polynomial.hermite_e.hermegauss(120)
    for mean in np.linspace(-2, 2, 17):
        quadrature = (weights * expit(mean + spread * nodes)).sum() / weights.sum()
        true = (fine_weights * expit(mean + spread * fine)).sum() / fine_weights.sum()
        assert quadrature == pytest.approx(true, abs=1e-6)
        assert expit(national_log_odds(mean, spread)) == pytest.approx(true, abs=tolerance)
