"""M5, posts and roads."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import posts_and_roads as m
from twins import differing, draws

F32 = np.float32
share = st.floats(0, 1)
rate = st.floats(0.01, 3)
roads = st.lists(st.tuples(st.floats(5, 120), share, share), min_size=1, max_size=12)
change = st.floats(-0.5, 0.5)


def access(road, log_effort=0.0, base=-0.5, by_control=3.0):
    """Chance to pass a road of stretches (kilometres, control at both ends)."""
    kilometres, here, there = (np.array(part, F32) for part in zip(*road, strict=True))
    post = m.check_post(here, there, np.full_like(here, log_effort), base, by_control)
    passes = [m.log_passage(post[i : i + 1], float(kilometres[i])) for i in range(len(road))]
    return exp(float(sum(p[0] for p in passes)))


@given(roads, st.integers(0, 11), share, st.floats(0, 0.9))
def test_a_road_is_never_safer_when_a_stretch_loses_control(road, which, keeps, loses):
    before = access(road)
    assert 0 <= before <= 1
    which %= len(road)
    kilometres, here, there = road[which]
    worse = [*road[:which], (kilometres, here * keeps, there * (1 - loses)), *road[which + 1 :]]
    assert access(worse) <= before * (1 + 1e-6)


@given(roads, st.floats(-1, 1))
def test_effort_on_the_roads_and_a_longer_road_cut_access(road, effort):
    assert access(road, effort + 0.3) <= access(road, effort) * (1 + 1e-6)
    assert access([*road, (33.0, 0.9, 0.9)]) <= access(road)


@given(st.floats(10, 200), share, st.integers(2, 6))
def test_access_does_not_depend_on_how_finely_a_road_is_drawn(kilometres, control, pieces):
    finer = [(kilometres / pieces, control, control)] * pieces
    assert access(finer) == pytest.approx(access([(kilometres, control, control)]), rel=1e-5)


@given(share, share)
def test_a_stretch_is_as_safe_as_its_worse_end(here, there):
    worse = min(here, there)
    assert access([(33.0, here, there)]) == access([(33.0, there, here)]) == access([(33.0, worse, worse)])


def test_a_median_stretch_is_passed_unless_a_post_stands_there():
    assert exp(float(m.log_passage(np.array([0.3], F32), 33.0)[0])) == pytest.approx(0.7, rel=1e-6)


@given(share, share, rate, change, change)
def test_a_post_that_can_be_reached_is_not_lost(stormed, effort, per_year, pay, cohesion):
    assert m.storm_rate(stormed, 1.0, effort, per_year) == 0
    assert m.abandon_rate(np.array([pay], F32), np.array([cohesion], F32), F32(1), per_year, 1.0, 1.0)[0] == 0


@given(share, share, st.floats(0, 3), rate)
def test_posts_are_stormed_sooner_by_large_formations_far_from_help(stormed, reach, effort, per_year):
    base = m.storm_rate(stormed, reach, effort, per_year)
    assert base >= 0
    assert m.storm_rate(stormed + 0.1, reach, effort, per_year) >= base
    assert m.storm_rate(stormed, reach * 0.9, effort, per_year) >= base
    assert m.storm_rate(stormed, reach, effort + 0.1, per_year) >= base


@given(change, change, share)
def test_posts_are_given_up_sooner_where_pay_and_cohesion_fail(pay, cohesion, reach):
    def rate_of(p, y):
        return float(m.abandon_rate(np.array([p], F32), np.array([y], F32), F32(reach), 0.6, 1.0, 1.0)[0])

    assert rate_of(pay - 0.1, cohesion) >= rate_of(pay, cohesion) >= 0
    assert rate_of(pay, cohesion - 0.1) >= rate_of(pay, cohesion)
    assert rate_of(0.0, 0.0) == pytest.approx(0.6 * (1 - reach), rel=1e-5, abs=1e-7)


def stock(now, births, losses, years=1 / 12):
    return float(m.stock_step(np.float64(now), births, np.array([losses], F32), years)[0])


@given(rate, st.floats(0.01, 5))
def test_a_stock_whose_births_replace_its_losses_stays(losses, years):
    assert stock(1.0, float(F32(losses)), losses, years) == pytest.approx(1, abs=1e-6)


@given(st.floats(0, 3), rate, rate, st.floats(0.05, 2))
def test_the_step_of_a_stock_is_exact_for_any_length(now, births, losses, years):
    halfway = stock(now, births, losses, years / 2)
    assert stock(halfway, births, losses, years / 2) == pytest.approx(
        stock(now, births, losses, years), rel=2e-6, abs=1e-6
    )


@given(st.floats(0, 3), rate, rate)
def test_a_stock_falls_with_losses_and_ends_where_births_replace_them(now, births, losses):
    assert stock(now, births, losses * 1.1) <= stock(now, births, losses) + 1e-6
    assert stock(now, births, losses, 5000.0) == pytest.approx(births / losses, rel=1e-5, abs=1e-6)


@given(st.floats(0, 3), rate, st.sampled_from([0.0, 1e-9, 1e-6, 1e-4]))
def test_births_add_up_where_hardly_anything_is_lost(now, births, losses):
    after = np.float32(now)
    for _ in range(24):
        after = stock(after, births, losses)
    assert after == pytest.approx(now + 2 * births, rel=1e-3)


def test_posts_and_roads_are_the_same_compiled():
    assert not differing({
        m.check_post: (draws((0, 1), (0, 1), (-1, 1)), (-0.5, 3.0)),
        m.log_passage: (draws((0, 1)), (47.0,)),
        m.storm_rate: (draws((0, 1), (0, 1), (0, 2)), (0.5,)),
        m.abandon_rate: (draws((-0.5, 0.5), (-0.5, 0.5), (0, 1)), (0.6, 1.0, 1.0)),
        m.stock_step: (draws((0, 2), (0, 1), (0, 1)), (1 / 12,)),
    })  # fmt: skip
