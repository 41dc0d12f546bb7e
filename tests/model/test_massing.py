"""M4, massing: sizes of formations, what they can take, what they lose."""

from __future__ import annotations

from math import atanh, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.model import massing as m
from textbook import fought_out
from twins import differing, draws

F32 = np.float32
air = st.floats(0.02, 2)
size_at_one = st.floats(10, 200)
town = st.floats(100, 1200)
HABIT, SMALLEST, LARGEST = 10.0, 10.0, 1500.0


def formation(at, size=40.0, habit=HABIT, smallest=SMALLEST, largest=LARGEST):
    return float(m.formation_size(np.array([at], F32), size, habit, smallest, largest)[0])


def battle(regulars, guerrillas, exposed, *rates):
    return fought_out(lambda x, y: m.engagement(x, y, exposed, *rates), regulars, guerrillas)


@given(air, size_at_one)
def test_a_formation_is_where_the_next_fighter_gains_nothing(at, size):
    """V12: the peak of b log(1 + n/g) - a_f a n with b/a_f = size + g, to the digits of single precision."""
    n = formation(at, size)

    def worth(fighters):
        return (size + HABIT) * np.log1p(fighters / HABIT) - float(F32(at)) * fighters

    around = np.clip(n * (1 + np.linspace(-0.02, 0.02, 41)), SMALLEST, LARGEST)
    assert worth(around).max() <= worth(n) + 1e-6 * abs(worth(n))
    if SMALLEST < n < LARGEST:
        assert n == pytest.approx((size + HABIT) / at - HABIT, rel=1e-6)


def test_formations_are_a_few_dozen_at_the_start():
    assert formation(1.0) == 40
    assert formation(0.0) == LARGEST and formation(2.0, size=12.0) == SMALLEST


@given(air, air, size_at_one)
def test_air_support_never_makes_formations_larger(a, b, size):
    assert formation(max(a, b), size) <= formation(min(a, b), size)


@given(air, size_at_one, town)
def test_towns_are_within_reach_only_below_the_critical_air_support(at, size, needed):
    """V12: a_crit = b / (a_f (n_city + g))."""
    critical = m.critical_air(size, HABIT, needed)
    assert critical == pytest.approx((size + HABIT) / (needed + HABIT), rel=1e-12)
    if at > critical * 1.0001:
        assert formation(at, size) < needed
    elif at < critical * 0.9999:
        assert formation(at, size) > needed


def test_the_air_support_of_2015_was_close_to_critical():
    assert m.critical_air(40.0, HABIT, 400.0) == pytest.approx(0.12, abs=0.005)


@given(st.floats(1, 1500), st.floats(1, 1500), st.floats(20, 300))
def test_large_formations_lose_more_per_fighter(a, b, exposed):
    small, large = min(a, b), max(a, b)
    assert m.bleeding(large, 40.0, exposed) >= m.bleeding(small, 40.0, exposed)
    assert m.bleeding(40.0, 40.0, exposed) == pytest.approx(1, abs=1e-12)


@given(st.floats(1, 1500), st.floats(0, 2), st.floats(0, 1), st.floats(20, 300))
def test_exposure_is_a_share_that_size_and_air_raise(n, at, base, exposed):
    def share(fighters, aircraft):
        return float(m.exposure(np.array([fighters], F32), np.array([aircraft], F32), base, exposed)[0])

    assert F32(base) <= share(n, at) <= 1
    assert share(n * 1.1, at) >= share(n, at)
    assert share(n, at + 0.1) >= share(n, at)


def test_posts_are_stormed_by_formations_around_the_size_it_takes():
    sizes = np.linspace(0, 60, 121, dtype=F32)
    able = m.storms(sizes, 25.0)
    assert (np.diff(able) > 0).all() and able[50] == pytest.approx(0.5, abs=1e-6)
    assert able[0] < 1e-3 and able[-1] > 0.999


# ---- engagements: the product's rates of loss, integrated here ------------------------------------------


@given(st.floats(100, 1000), st.floats(100, 1000), st.floats(0.01, 0.1), st.floats(0.01, 0.1))
def test_in_the_open_strength_counts_by_its_square(regulars, guerrillas, guerrilla_fire, aimed_fire):
    """V09, Lanchester's square law: beta G^2 - alpha n^2 is constant."""
    regulars_left, guerrillas_left, time = battle(regulars, guerrillas, 1.0, guerrilla_fire, aimed_fire, 0.5)
    lead = aimed_fire * regulars**2 - guerrilla_fire * guerrillas**2
    scale = aimed_fire * regulars**2 + guerrilla_fire * guerrillas**2
    after = aimed_fire * regulars_left**2 - guerrilla_fire * guerrillas_left**2
    assert after == pytest.approx(lead, abs=1e-8 * scale)
    if abs(lead) > 1e-3 * scale:
        left, fire = (regulars_left, aimed_fire) if lead > 0 else (guerrillas_left, guerrilla_fire)
        assert left == pytest.approx(sqrt(abs(lead) / fire), rel=1e-6)
        ratio = sqrt(aimed_fire / guerrilla_fire) * regulars / guerrillas
        length = atanh(min(ratio, 1 / ratio)) / sqrt(guerrilla_fire * aimed_fire)
        assert time == pytest.approx(length, rel=1e-6)


@given(st.floats(5, 50), st.floats(5, 50), st.floats(0.1, 1), st.floats(0.1, 1))
def test_guerrillas_out_of_sight_lose_only_to_area_fire(regulars, guerrillas, guerrilla_fire, area_fire):
    """V11, Deitchman: (beta/2) G^2 - alpha T is constant, and its sign says who wins."""
    lead = area_fire / 2 * regulars**2 - guerrilla_fire * guerrillas
    scale = area_fire / 2 * regulars**2 + guerrilla_fire * guerrillas
    regulars_left, guerrillas_left, _ = battle(regulars, guerrillas, 0.0, guerrilla_fire, 0.9, area_fire)
    after = area_fire / 2 * regulars_left**2 - guerrilla_fire * guerrillas_left
    assert after == pytest.approx(lead, abs=1e-7 * scale)
    if abs(lead) > 1e-2 * scale:
        assert (regulars_left > guerrillas_left) == (lead > 0)


@settings(max_examples=25)
@given(st.floats(5, 50), st.floats(5, 50), st.floats(0.01, 0.1), st.floats(0.01, 0.1))
def test_when_neither_side_is_seen_strength_counts_as_it_is(regulars, guerrillas, guerrilla_fire, area_fire):
    """V10, Lanchester's linear law: beta G - alpha n is constant.

    The engagement of the model always exposes regulars; the linear law is the limit in which they are hidden too,
    guerrilla fire finding them in proportion to how many there are, and can be written with a fire that varies.
    """

    def losses(x, y):
        return m.engagement(x, y, 0.0, guerrilla_fire * x, 0.9, area_fire)

    lead = area_fire * regulars - guerrilla_fire * guerrillas
    for until in (0.5, 5.0, 50.0):
        regulars_left, guerrillas_left, _ = fought_out(losses, regulars, guerrillas, until)
        assert area_fire * regulars_left - guerrilla_fire * guerrillas_left == pytest.approx(lead, abs=1e-8)


@given(st.floats(1, 500), st.floats(1, 500), st.floats(0, 1), st.floats(0, 1))
def test_being_seen_costs_guerrillas_when_aimed_fire_beats_area_fire(regulars, guerrillas, a, b):
    def lost(exposed):
        return m.engagement(regulars, guerrillas, exposed, 0.1, 0.5, 0.5 / 501)[1]

    assert lost(max(a, b)) >= lost(min(a, b)) - 1e-12


def test_massing_is_the_same_compiled():
    assert not differing({
        m.formation_size: (draws((0, 2)), (40.0, 10.0, 10.0, 1500.0)),
        m.exposure: (draws((1, 1500), (0, 2)), (0.2, 100.0)),
        m.bleeding: (draws((1, 1500)), (40.0, 100.0)),
        m.storms: (draws((1, 100)), (25.0,)),
        m.engagement: (draws((0, 100), (0, 100), (0, 1)), (0.2, 0.3, 0.001)),
    })  # fmt: skip
