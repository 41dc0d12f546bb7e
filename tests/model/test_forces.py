"""M3, strength, morale and weariness."""

from __future__ import annotations

from math import exp, log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import forces as m

F32 = np.float32
weeks = st.floats(0, 4)
rate = st.floats(0.01, 2)


def one(x):
    return np.array([x], dtype=F32)


def strength(now, losses, morale=0.0, sanctuary=0.0, start=60.0, at_start=0.13, recruitment=1.0, years=1 / 12):
    return float(
        m.strength_step(one(now), one(losses), one(morale), one(sanctuary), start, at_start, recruitment, 0.5, 0.1,
                        years)[0]
    )  # fmt: skip


def weariness(now, losses, success=0.0, truce=0.0, start=0.2, at_start=0.13, decay=0.5, years=1 / 12):
    return float(
        m.weariness_step(one(now), one(losses), one(success), one(truce), start, at_start, decay, 0.3, 0.15, years)[0]
    )


@given(st.floats(5, 300), rate, st.floats(0.2, 3))
def test_a_war_in_which_nothing_changes_keeps_its_strength(start, losses, recruitment):
    assert strength(start, losses, start=start, at_start=losses, recruitment=recruitment) == pytest.approx(
        start, rel=1e-6
    )


def test_strength_settles_where_recruits_replace_losses():
    """V43: L* = rho L_bar / (rho + del) for a fixed loss rate, L_bar - 12 D / (1000 rho) for a fixed count."""
    target = 60.0 * (1 + 0.13 / 0.8)
    now = 60.0
    for _ in range(600):
        now = strength(now, 0.4, recruitment=0.8)
    assert now == pytest.approx(0.8 * target / (0.8 + 0.4), rel=2e-6)
    now, deaths = 60.0, 900.0
    for _ in range(2400):
        now = strength(now, float(m.loss_rate(deaths, now)), recruitment=0.8)
    assert now == pytest.approx(target - 12 * deaths / (1000 * 0.8), rel=1e-5)


def test_the_step_of_strength_is_exact_for_any_length():
    whole = strength(60.0, 0.5, years=1.0)
    now = 60.0
    for _ in range(16):
        now = strength(now, 0.5, years=1 / 16)
    assert now == pytest.approx(whole, rel=2e-6)


@given(st.floats(20, 150), rate, st.floats(-2, 2), st.floats(-0.5, 0.5))
def test_strength_falls_with_losses_and_rises_with_sanctuary_and_morale(now, losses, morale, sanctuary):
    base = strength(now, losses, morale, sanctuary)
    assert strength(now, losses + 0.1, morale, sanctuary) < base
    assert strength(now, losses, morale + 0.5, sanctuary) >= base
    assert strength(now, losses, morale, sanctuary + 0.2) >= base
    assert base > 0


def test_losses_are_a_share_of_strength_per_year():
    assert m.loss_rate(1000.0, 60.0) == pytest.approx(0.2)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0, 5))
def test_perceived_success_is_what_the_government_lost_and_never_negative(before, now, propaganda):
    felt = float(m.success(one(before), one(now), propaganda, 0.5)[0])
    assert felt >= 0
    if now >= before:
        assert felt == 0
    elif propaganda > 1:
        assert felt >= float(F32(before) - F32(now)) * 0.999


def test_morale_forgets_and_rises_with_success_and_falls_with_losses():
    assert m.morale_step(1.0, 0.0, 0.0, 2.0, 1.0, 1.0, 0.5) == pytest.approx(exp(-1), abs=1e-9)
    assert m.morale_step(0.0, 0.3, 0.0, 2.0, 1.0, 1.0, 50.0) == pytest.approx(0.15, abs=1e-9)
    assert m.morale_step(0.0, 0.0, 0.3, 2.0, 1.0, 1.0, 50.0) == pytest.approx(-0.15, abs=1e-9)


def test_weariness_without_losses_fades_exponentially():
    """V43."""
    now = 0.4
    for _ in range(24):
        now = weariness(now, 0.0)
    assert now == pytest.approx(0.4 * exp(-0.5 * 2), rel=2e-6)
    exact = m.weariness_step(np.float64(0.4), 0.0, 0.0, 0.0, 0.2, 0.13, 0.5, 0.3, 0.15, 2.0)
    assert float(exact) == pytest.approx(0.4 * exp(-1), abs=2e-8)  # clip keeps single precision


@given(st.floats(0, 1), rate, st.floats(0, 2), weeks)
def test_weariness_is_a_share_that_contact_raises_and_success_lowers(now, losses, success, truce):
    base = weariness(now, losses, success, truce)
    assert 0 <= base <= 1
    assert weariness(now, losses, success, truce + 0.5) >= base
    assert weariness(now, losses, success + 0.5, truce) <= base
    assert weariness(now, losses + 0.2, success, truce) >= base


@given(st.floats(0.01, 0.9), rate)
def test_a_war_in_which_nothing_changes_stays_as_weary(start, losses):
    assert weariness(start, losses, start=start, at_start=losses) == pytest.approx(start, rel=1e-6)


def test_a_week_of_truce_does_its_work_on_those_not_yet_weary():
    assert weariness(0.2, 0.13, truce=1.0) - weariness(0.2, 0.13) == pytest.approx(0.15 * 0.8, rel=1e-5)


@given(st.floats(0, 1), st.floats(0, 4))
def test_a_weary_war_costs_more(phi, response):
    assert m.war_cost_factor(phi, response) == pytest.approx(1 + response * phi)
    assert log1p(response * phi) >= 0
