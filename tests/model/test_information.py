"""M12, how the public belief moves."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import information as m

belief = st.floats(0.02, 0.98)
hazard = st.floats(0.01, 3)


def logit(p):
    return log(p / (1 - p))


@given(st.floats(0, 1))
def test_a_belief_is_never_certain(b):
    assert 0.02 <= m.bounded(b) <= 0.98


@given(belief, st.floats(-5, 5), st.floats(-20, 20), st.floats(0, 1), st.floats(0, 2))
def test_every_update_stays_within_the_bounds(b, gap, odds, share, years):
    updated = (
        m.quiet_belief(b, gap, 0.02, share, years), m.belief_after_step(b, odds),
        m.belief_after_signal(b, odds, 0.5), m.belief_after_turnover(b, share, 0.4),
    )  # fmt: skip
    assert all(0.02 <= u <= 0.98 for u in updated)


def test_quiet_time_is_evidence_of_resolve():
    """V25: mu_t = mu0 / (mu0 + (1 - mu0) e^{-ht}); mu0 .4, h .3, t 2."""
    assert m.quiet_belief(0.4, 0.3, 0.0, 0.5, 2.0) == pytest.approx(0.54848, abs=1e-5)


def test_quiet_periods_raise_the_belief_as_bayes_has_it():
    """C1: hazards a period .3 and .05, prior on the low-resolve type .5."""
    low = 0.5
    for expected in (0.4242424, 0.3518851, 0.2857440, 0.2276679, 0.1784465):
        resolute = m.quiet_belief(1 - low, log(0.95 / 0.70), 0.0, 0.5, 1.0)
        assert 1 - resolute == pytest.approx(expected, abs=1e-6)
        assert resolute > 1 - low
        low = 1 - resolute


@given(belief, st.floats(0.001, 3), st.floats(0.01, 2))
def test_silence_raises_belief_when_the_irresolute_would_rather_move(b, gap, years):
    assert m.quiet_belief(b, gap, 0.0, 0.5, years) >= b - 1e-12
    assert m.quiet_belief(b, -gap, 0.0, 0.5, years) <= b + 1e-12


@given(belief, hazard, hazard)
def test_a_step_moves_the_log_odds_by_the_log_of_the_hazard_ratio(b, resolute, irresolute):
    """V26."""
    after = m.belief_after_step(b, log(resolute / irresolute))
    assert logit(after) == pytest.approx(
        min(max(logit(b) + log(resolute / irresolute), logit(0.02)), logit(0.98)), abs=1e-9
    )


@given(st.floats(0.1, 0.9), hazard, hazard)
def test_belief_is_right_on_average_under_the_observers_own_model(b, resolute, irresolute):
    """V26: a martingale over a short time, quiet or not."""
    step = 1e-4
    happens = (b * resolute + (1 - b) * irresolute) * step
    moved = m.belief_after_step(b, log(resolute / irresolute))
    quiet = m.quiet_belief(b, irresolute - resolute, 0.0, 0.5, step)
    if 0.02 < moved < 0.98:
        assert happens * moved + (1 - happens) * quiet == pytest.approx(b, abs=2e-7)


def test_a_public_signal_leaves_belief_right_on_average():
    """V26: v ~ N(+-d/2, 1) by type."""
    d, prior = 0.5, 0.4
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    mean = 0.0
    for chance, centre in ((prior, d / 2), (1 - prior, -d / 2)):
        mean += chance * sum(
            w * m.belief_after_signal(prior, centre + z, d) for z, w in zip(nodes, weights, strict=True)
        )
    assert mean == pytest.approx(prior, abs=1e-4)


def test_a_change_of_leaders_draws_belief_towards_the_next_one():
    assert m.belief_after_turnover(0.8, 0.5, 0.4) == pytest.approx(0.6)
    assert m.belief_after_turnover(0.8, 0.0, 0.4) == pytest.approx(0.8)
    assert m.belief_after_turnover(0.8, 1.0, 0.4) == pytest.approx(0.4)


def test_slow_replacement_draws_belief_to_the_share_of_resolute_leaders():
    assert m.quiet_belief(0.9, 0.0, 0.02, 0.4, 10.0) == pytest.approx(0.4 + 0.5 * exp(-0.2), abs=1e-9)


@given(belief, st.floats(0, 3))
def test_insurgents_who_underrate_resolve_believe_less(b, offset):
    assert m.insurgents_belief(b, offset) <= b + 1e-12
    assert logit(m.insurgents_belief(b, offset)) == pytest.approx(logit(b) - offset, abs=1e-9)
