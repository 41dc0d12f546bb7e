"""M9, local peace."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.model import local_peace as m
from twins import differing, draws

F32 = np.float32
share = st.floats(0, 1)
change = st.floats(-0.5, 0.5)
rate = st.floats(0.02, 3)
EVEN = ((np.arange(1 << 14) + 0.5) / (1 << 14)).astype(F32)  # every uniform once


def find(weariness=0.0, legitimacy=0.0, contested=0.9, programme=0.0, per_year=0.1):
    lanes = (np.array([x], F32) for x in (weariness, legitimacy, contested, programme))
    return float(m.accord_rate(*lanes, per_year, 2.0, 1.0, 0.5)[0])


def chain(found, broken, years):
    """Transition matrix of the step: (from no accord, from accord) x (to no accord, to accord)."""
    rates = np.full_like(EVEN, found), np.full_like(EVEN, broken)
    to_accord = [float(m.accord_step(np.full_like(EVEN, d), *rates, EVEN, years).mean()) for d in (0.0, 1.0)]
    return np.array([[1 - p, p] for p in to_accord])


@given(change, change, share, st.floats(-2, 2))
def test_accords_are_found_where_men_are_tired_and_neither_side_rules(weariness, legitimacy, contested, programme):
    base = find(weariness, legitimacy, contested, programme)
    assert 0 < base < 0.1
    assert find(weariness + 0.1, legitimacy, contested, programme) > base
    assert find(weariness, legitimacy + 0.1, contested, programme) > base
    assert find(weariness, legitimacy, contested + 0.1, programme) > base
    assert find(weariness, legitimacy, contested, programme + 0.1) > base


def test_at_the_start_a_typical_district_finds_accords_at_half_the_rate():
    assert find() == pytest.approx(0.05, rel=1e-6)


@given(rate, st.floats(0, 3))
def test_orders_break_accords(per_year, by_order):
    assert m.breakdown_rate(0.0, per_year, by_order) == per_year
    assert m.breakdown_rate(1.0, per_year, by_order) == pytest.approx(per_year * (1 + by_order))


@settings(max_examples=40)
@given(rate, rate, st.floats(0.01, 3))
def test_the_step_is_exact_for_any_length(found, broken, years):
    """V42: half a step twice is the whole step; coverage a/(a+b), relaxation a+b."""
    whole, half = chain(found, broken, years), chain(found, broken, years / 2)
    assert half @ half == pytest.approx(whole, abs=4 / EVEN.size)
    settled, left = found / (found + broken), exp(-(found + broken) * years)
    exact = [
        [1 - settled * (1 - left), settled * (1 - left)],
        [(1 - settled) * (1 - left), settled + (1 - settled) * left],
    ]
    assert whole == pytest.approx(np.array(exact), abs=2 / EVEN.size)


def test_coverage_settles_and_is_forgotten_as_the_chain_says():
    """V42 by simulation, four standard errors."""
    found, broken, districts = 0.4, 1.1, 40_000
    rng = np.random.default_rng(42)
    settled = found / (found + broken)
    accord = (rng.random(districts) < settled).astype(F32)
    covered, start = [], accord.copy()
    for month in range(1, 37):
        accord = m.accord_step(accord, np.full(districts, found, F32), np.full(districts, broken, F32),
                               rng.random(districts, F32), 1 / 12)  # fmt: skip
        covered.append(accord.mean())
        if month == 6:
            together = np.corrcoef(start, accord)[0, 1]
            assert together == pytest.approx(exp(-(found + broken) / 2), abs=4 / np.sqrt(districts))
    assert covered[-1] == pytest.approx(settled, abs=4 * np.sqrt(settled * (1 - settled) / districts))


@given(rate, rate, st.floats(0.05, 2), share, share)
def test_a_district_is_in_accord_or_not_and_more_often_the_faster_they_are_found(found, broken, years, u, before):
    def step(a, b):
        return float(m.accord_step(np.array([round(before)], F32), *(np.array([x], F32) for x in (a, b, u)), years)[0])

    assert step(found, broken) in (0.0, 1.0)
    if round(before) == 0:
        assert step(found * 1.2, broken) >= step(found, broken)
    else:
        assert step(found, broken * 1.2) <= step(found, broken)


def test_local_peace_is_the_same_compiled():
    assert not differing({
        m.accord_rate: (draws((-0.5, 0.5), (-0.5, 0.5), (0, 1), (-1, 1), (0.05, 0.3)), (2.0, 1.0, 0.5)),
        m.breakdown_rate: (draws((0, 1), (0.2, 2)), (1.0,)),
        m.accord_step: (np.concatenate([np.round(draws((0, 1))), draws((0.01, 1), (0.1, 2), (0, 1))]), (1 / 12,)),
    })  # fmt: skip
