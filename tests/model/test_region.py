"""M10, sanctuary and recognition."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import region as m
from twins import differing, draws

F32 = np.float32
index = st.floats(0, 1)
rate = st.floats(0.02, 2)


def recognition(now, talking=0.0, assured=0.0, start=0.1, talks=0.15, assurance=0.1, speed=0.3, years=1 / 12):
    lanes = (np.array([x], F32) for x in (now, talking, assured))
    return float(m.recognition_step(*lanes, start, talks, assurance, speed, years)[0])


def sanctuary(now, target, speed=0.5, years=1 / 12):
    return float(m.sanctuary_step(np.array([now], F32), np.array([target], F32), speed, years)[0])


@given(index, rate)
def test_where_nothing_changes_sanctuary_and_recognition_stay(start, speed):
    assert sanctuary(start, start, speed) == pytest.approx(start, abs=1e-7)
    assert recognition(start, start=start, speed=speed) == pytest.approx(start, abs=1e-7)


@given(index, st.floats(-1, 1), index, index, rate, rate, rate, st.floats(0.05, 20))
def test_both_are_indices(now, talking, assured, start, talks, assurance, speed, years):
    assert 0 <= recognition(now, talking, assured, start, talks, assurance, speed, years) <= 1
    assert 0 <= sanctuary(now, talking * 3, speed, years) <= 1


@given(index, index, rate, st.floats(0.05, 4))
def test_their_steps_are_exact_for_any_length(now, target, speed, years):
    assert sanctuary(sanctuary(now, target, speed, years / 2), target, speed, years / 2) == pytest.approx(
        target + (now - target) * exp(-speed * years), abs=1e-6
    )
    half = recognition(recognition(now, start=target, speed=speed, years=years / 2), start=target, speed=speed,
                       years=years / 2)  # fmt: skip
    assert half == pytest.approx(target + (now - target) * exp(-speed * years), abs=1e-6)


@given(index, index)
def test_talks_and_assurances_win_recognition_and_its_want_fades(now, assured):
    assert recognition(now, 1.0, assured) >= recognition(now, 0.0, assured) >= recognition(now, -1.0, assured)
    assert recognition(now, 0.0, assured + 0.2) >= recognition(now, 0.0, assured)


def test_talks_that_last_win_a_recognition_of_their_own():
    """d rec = g_n - kap (rec - rec_0): level rec_0 + g_n/kap."""
    assert recognition(0.1, 1.0, talks=0.06, years=100.0) == pytest.approx(0.1 + 0.06 / 0.3, abs=1e-6)


@given(st.floats(-1, 1), st.floats(0, 1))
def test_war_costs_more_where_shelter_shrinks(change, response):
    assert m.shelter_cost(0.0, response) == 1
    assert m.shelter_cost(change - 0.1, response) >= m.shelter_cost(change, response)


def test_the_region_is_the_same_compiled():
    assert not differing({
        m.sanctuary_step: (draws((0, 1), (0, 1)), (0.5, 1 / 12)),
        m.recognition_step: (draws((0, 1), (-1, 1), (0, 1)), (0.1, 0.15, 0.1, 0.3, 1 / 12)),
        m.shelter_cost: (draws((-1, 1)), (0.3,)),
    })  # fmt: skip
