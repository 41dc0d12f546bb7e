"""Terms of a settlement, and how wide the range of acceptable terms is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.strategy.terms import bargaining_weight, handover, nash_terms, range_ends

KNOTS = np.linspace(0.05, 0.95, 7)
FINE = np.linspace(0.05, 0.95, 9001)
share = st.floats(0.02, 0.98)
gains = st.lists(st.floats(-0.5, 0.5), min_size=7, max_size=7).map(np.array)
rising = st.lists(st.floats(0.001, 0.3), min_size=7, max_size=7).map(np.cumsum)
shift = st.floats(-1.5, 0.5)


def between(gain):
    return np.interp(FINE, KNOTS, gain)


def product(t, g, beta):
    return np.maximum(t, 0.0) ** beta * np.maximum(g, 0.0) ** (1 - beta)


@given(gains, gains, share)
def test_terms_are_the_best_that_a_fine_search_finds(t, g, beta):
    """Model 3.6, gains of any shape: all segments are looked at."""
    chi = float(nash_terms(t, g, KNOTS, beta))
    assert 0.05 <= chi <= 0.95 + 1e-12
    own_t, own_g = np.interp(chi, KNOTS, t), np.interp(chi, KNOTS, g)
    best = product(between(t), between(g), beta).max()
    assert product(own_t, own_g, beta) >= best - 1e-9
    if best > 1e-6:
        assert own_t > 0 and own_g > 0
    elif min(own_t, own_g) <= 0:
        assert min(own_t, own_g) >= np.minimum(between(t), between(g)).max() - 1e-9


@given(share, share, share)
def test_linear_gains_give_the_nash_share(d1, d2, beta):
    """V21: x = d1 + beta (1 - d1 - d2)."""
    x = d1 + beta * (1 - d1 - d2)
    if d1 + d2 < 0.999 and 0.05 <= x <= 0.95:
        assert nash_terms(KNOTS - d1, 1 - KNOTS - d2, KNOTS, beta) == pytest.approx(x, abs=1e-9)


def test_the_patient_side_weighs_more():
    """V22, limit: beta = rho_other / (rho_own + rho_other)."""
    assert bargaining_weight(0.06, 0.12) == pytest.approx(2 / 3)
    assert bargaining_weight(0.06, 0.12) + bargaining_weight(0.12, 0.06) == pytest.approx(1)


@given(rising, rising, share)
def test_terms_do_not_jump_where_the_range_empties(up, down, beta):
    """A hair on either side of the last penny of surplus the terms are the same."""
    t, g = up - up[3] * 1.1, -down + down[3] * 1.1
    low, high = 0.0, 2.0
    for _ in range(60):  # the loss at which the range closes
        loss = (low + high) / 2
        least, most, _ = range_ends(t - loss, g - loss, KNOTS)
        low, high = (loss, high) if most > least else (low, loss)
    before, after = (float(nash_terms(t - x, g - x, KNOTS, beta)) for x in (low - 1e-7, low + 1e-7))
    assert before == pytest.approx(after, abs=1e-3)


@given(rising, shift, rising, shift)
def test_ends_of_the_range_are_where_a_party_is_indifferent(up, a, down, b):
    t, g = up + a, -down - b
    least, most, plain = range_ends(t, g, KNOTS)
    assert plain
    if t[0] < 0 <= t[-1]:
        assert np.interp(least, KNOTS, t) == pytest.approx(0, abs=1e-12)
    if g[0] >= 0 > g[-1]:
        assert np.interp(most, KNOTS, g) == pytest.approx(0, abs=1e-12)
    # Beyond the knots the end segment goes on, so that widths stay finite and ledger terms add up.
    assert (least < 0.05) == (t[0] > 0) and (least > 0.95) == (t[-1] < 0)
    assert (most > 0.95) == (g[-1] > 0) and (most < 0.05) == (g[0] < 0)


@given(rising, shift, rising, shift, st.floats(0, 0.5))
def test_the_range_widens_with_what_fighting_costs_and_shrinks_with_what_office_brings(up, a, down, b, amount):
    """With what follows a settlement held fixed: costs lower the value of fighting on, rents raise it."""

    def width(t, g):
        least, most, _ = range_ends(t, g, KNOTS)
        return most - least

    t, g = up + a, -down - b
    here = width(t, g)
    assert width(t + amount, g) >= here - 1e-12
    assert width(t, g + amount) >= here - 1e-12
    assert width(t, g - amount) <= here + 1e-12


def test_gains_that_turn_back_are_told():
    straight = np.linspace(-0.3, 0.4, 7)
    bent = straight.copy()
    bent[4] = bent[2]
    assert range_ends(straight, -straight, KNOTS)[2]
    assert not range_ends(bent, -straight, KNOTS)[2]
    assert not range_ends(straight, -bent, KNOTS)[2]


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_handing_over_the_capital_comes_gradually_with_the_terms(a, b):
    low, high = handover(np.array(min(a, b)), 0.85, 0.05), handover(np.array(max(a, b)), 0.85, 0.05)
    assert 0 <= low <= high <= 1
    assert handover(np.array([0.8, 0.85, 0.9]), 0.85, 0.05) == pytest.approx([0, 0.5, 1], abs=1e-9)
