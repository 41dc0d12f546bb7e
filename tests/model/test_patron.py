"""M7, the patron's politics."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import patron as m

F32 = np.float32
share = st.floats(0.05, 0.95)
deaths = st.floats(0, 10)
cost = st.floats(0, 4)


def one(x):
    return np.array([x], dtype=F32)


def support(now=0.58, before=2416.0, after=2420.0, change=0.0, cue=0.0, shock=0.0, years=1 / 12):
    step = m.support_step(
        one(now), one(before), one(after), one(change), one(cue), one(shock), 0.26, 0.2, 0.3, 0.1, years
    )
    return float(step[0])


def logit(p):
    return log(p / (1 - p))


def burden(s, d, c, level=1.0):
    return float(m.burden(one(s), one(d), one(c), one(level), 1.0, 1.0)[0])


@given(share, deaths, cost, st.floats(0, 1))
def test_the_burden_rises_with_deaths_and_cost_and_falls_with_support(s, d, c, level):
    base = burden(s, d, c, level)
    assert 0 <= base <= 1 - s + 1e-6
    assert burden(s, d + 0.5, c, level) >= base
    assert burden(s, d, c + 0.5, level) >= base
    assert burden(min(s + 0.04, 0.99), d, c, level) <= base
    assert burden(s, d, c, level + 0.2) >= base


def test_the_burden_of_two_wars_is_what_the_anchors_say():
    assert burden(0.4, 7.0, 2.3) == pytest.approx(0.6, abs=0.01)
    assert burden(0.58, 0.0036, 0.2) == pytest.approx(0.07, abs=0.01)


def test_no_posture_no_burden():
    assert burden(0.58, 4.8, 2.1, 0.0) == 0


def test_a_tenfold_rise_of_deaths_costs_the_slope_of_mueller():
    """V44: -b_cas log 10 logit."""
    before, after = 2416.0, 2417.0 * 10 - 1
    moved = logit(support(0.58, before, after)) - logit(0.58)
    assert moved == pytest.approx(-0.26 * log(10), abs=2e-6)


@given(share, st.floats(0, 50_000), st.floats(0, 5000), st.floats(-0.5, 0.5))
def test_support_never_rises_with_deaths_and_never_falls_with_ground_gained(now, before, more, change):
    base = support(now, before, before + more, change)
    assert support(now, before, before + more + 100, change) <= base
    assert support(now, before, before + more, change + 0.1) >= base
    assert 0 < base < 1


def test_a_cue_works_by_the_month_and_a_shock_by_its_root():
    assert logit(support(after=2416.0, cue=1.0)) - logit(0.58) == pytest.approx(0.3 / 12, abs=1e-6)
    assert logit(support(after=2416.0, shock=1.0)) - logit(0.58) == pytest.approx(0.1 / 12**0.5, abs=1e-6)


def test_support_without_deaths_cue_or_shock_stays():
    assert support(after=2416.0) == pytest.approx(0.58, abs=1e-7)


@given(st.floats(0, 1), st.floats(0, 1), share)
def test_staying_costs_in_proportion_to_the_posture(own, k, level):
    assert m.staying_cost(own, 0.5, k, level) == pytest.approx((own + 0.5 * k) * level)


def test_salience_is_a_share():
    issue = m.salience(np.array([0, 0.3, 3, 30], F32), np.array([0, 0.2, 2, 20], F32), 1.0, 1.0)
    assert issue[0] == 0 and (np.diff(issue) > 0).all() and issue[-1] == pytest.approx(1)
    assert issue[1] == pytest.approx(1 - exp(-0.5), abs=1e-6)
