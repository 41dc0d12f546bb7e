"""M8, the client government."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import government as m
from twins import differing, draws

F32 = np.float32
MONTH = 1 / 12
share = st.floats(0, 1)
logit = st.floats(-3, 3)
response = st.floats(0.05, 2)
speed = st.floats(0.1, 4)


def legitimacy_target(start=0.0, control=0.0, reformed=0.0, delivered=0.0, resented=0.0, security=0.2, reform=0.5):
    return m.legitimacy_target(start, control, reformed, delivered, resented, security, reform)


def cohesion_target(start=0.0, expected=0.0, control=0.0, legitimacy=0.0, reforming=0.0, excluded=0.0,
                    responses=(1.0, 0.3, 0.3, 0.3, 0.3)):  # fmt: skip
    return m.cohesion_target(start, expected, control, legitimacy, reforming, excluded, *responses)


def after_a_reform(responses, legitimacy_speed, cohesion_speed, by_reform, years):
    """Cohesion, logit, month by month after a reform begins; nothing else happens."""
    legitimacy, cohesion, path = 0.0, 0.0, []
    for month in range(round(12 * years)):
        reforming = float(month < m.REFORM_MONTHS)
        felt = float(m.REFORM_LAG <= month < m.REFORM_LAG + m.REFORM_MONTHS)
        target = cohesion_target(legitimacy=legitimacy, reforming=reforming, responses=responses)
        cohesion = m.reverting_step(cohesion, target, 0.0, cohesion_speed, 0.0, MONTH)
        wanted = legitimacy_target(reformed=felt, reform=by_reform)
        legitimacy = m.reverting_step(legitimacy, wanted, 0.0, legitimacy_speed, 0.0, MONTH)
        path.append(cohesion)
    return np.array(path)


@given(response, response, response, st.floats(0.1, 1.0), st.floats(1.5, 4.0))
def test_reform_costs_cohesion_first_and_returns_it_later(by_legitimacy, cost, by_reform, slow, fast):
    """The response changes its sign once, from below, where cohesion forgets faster than legitimacy (as at medians)."""
    path = after_a_reform((1.0, 0.3, by_legitimacy, cost, 0.3), slow, fast, by_reform, 60)
    signs = np.sign(path[np.abs(path) > 1e-13])
    assert path[0] < 0
    assert (np.diff(signs) != 0).sum() == 1
    assert signs[-1] > 0


def test_at_the_medians_a_reform_has_paid_off_before_its_third_year():
    path = after_a_reform((1.0, 0.3, 0.3, 0.3, 0.3), 0.4, 1.5, 0.5, 5)
    assert path[:24].max() < 0 < path[27:].min()


@given(logit, logit)
def test_where_nothing_changes_targets_are_where_things_are(legitimacy, cohesion):
    assert legitimacy_target(legitimacy) == legitimacy
    assert cohesion_target(cohesion) == cohesion


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), response, response)
def test_security_reform_and_delivery_raise_legitimacy_and_propaganda_takes_from_it(given_, security, reform):
    control, reformed, delivered, resented = given_

    def target(*drivers):
        return legitimacy_target(0.0, *drivers, security, reform)

    base = target(*given_)
    assert target(control + 0.1, reformed, delivered, resented) > base
    assert target(control, reformed + 0.1, delivered, resented) > base
    assert target(control, reformed, delivered + 0.1, resented) > base
    assert target(control, reformed, delivered, resented + 0.1) < base


@given(st.lists(st.floats(-1, 1), min_size=5, max_size=5), st.lists(response, min_size=5, max_size=5))
def test_elites_hold_together_while_they_expect_the_patron_to_stay(drivers, responses):
    """An announcement alone moves cohesion: expectation enters apart from what is there."""
    base = cohesion_target(0.0, *drivers, responses=responses)
    for i, sign in enumerate((1, 1, 1, -1, -1)):
        moved = [d + 0.1 * (i == j) for j, d in enumerate(drivers)]
        assert sign * (cohesion_target(0.0, *moved, responses=responses) - base) > 0


@given(logit, logit, speed, st.floats(0.05, 4))
def test_the_step_is_exact_for_any_length(value, target, per_year, years):
    """V02: mean and variance of half a step twice are those of the whole."""
    whole = m.reverting_step(value, target, 0.0, per_year, 0.0, years)
    half = m.reverting_step(value, target, 0.0, per_year, 0.0, years / 2)
    assert m.reverting_step(half, target, 0.0, per_year, 0.0, years / 2) == pytest.approx(whole, abs=1e-12)
    assert whole == pytest.approx(target + (value - target) * exp(-per_year * years), abs=1e-11)
    scale, once = m.shock_scale(per_year, 0.3, years), m.shock_scale(per_year, 0.3, years / 2)
    assert once**2 * (1 + exp(-per_year * years)) == pytest.approx(scale**2, rel=1e-12)


def test_shocks_add_up_to_the_variance_of_the_process():
    assert m.shock_scale(1.5, 0.3, 200.0) == pytest.approx(0.3 / sqrt(3.0), rel=1e-12)
    assert m.reverting_step(0.2, 0.2, 1.0, 1.5, 0.07, MONTH) == pytest.approx(0.27, abs=1e-15)


@given(share, share, response)
def test_reform_builds_oversight_up_to_a_ceiling_and_never_takes_it_away(oversight, reforming, growth):
    after = float(m.oversight_step(np.array([oversight], F32), np.array([reforming], F32), growth, MONTH)[0])
    assert F32(oversight) <= after <= max(m.OVERSIGHT_CEILING, oversight) + 1e-7
    assert m.oversight_step(np.array([oversight], F32), F32(0), growth, MONTH)[0] == F32(oversight)


@given(st.floats(-2, 2), st.floats(-2, 2), logit, response, response)
def test_divided_elites_and_a_doubted_state_dispute_elections(cohesion, legitimacy, base, by_cohesion, by_legitimacy):
    def chance(y, ell):
        lanes = np.array([y], F32), np.array([ell], F32)
        return float(m.dispute_probability(*lanes, base, by_cohesion, by_legitimacy)[0])

    assert 0 < chance(cohesion, legitimacy) < 1
    assert chance(cohesion + 0.1, legitimacy) < chance(cohesion, legitimacy)
    assert chance(cohesion, legitimacy + 0.1) < chance(cohesion, legitimacy)
    assert chance(0, 0) == pytest.approx(1 / (1 + exp(-base)), rel=1e-5)


@given(share)
def test_the_game_knows_cohesion_as_a_weight_between_low_and_high(cohesion):
    weight = float(m.high_cohesion_weight(np.array([cohesion], F32))[0])
    assert weight == pytest.approx(min(max((cohesion - 0.35) / 0.30, 0), 1), abs=1e-6)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0, 1))
def test_a_respected_state_has_better_officers(now, start, by_legitimacy):
    gain = m.force_quality(np.log(now), np.log(start), by_legitimacy)
    assert gain == pytest.approx(np.log((now / start) ** by_legitimacy), abs=1e-12)
    assert m.force_quality(np.log(start), np.log(start), by_legitimacy) == 0


def test_the_government_is_the_same_compiled():
    unit = ((-1, 1),)
    assert not differing({
        m.legitimacy_target: (draws(*unit * 5), (0.2, 0.5)),
        m.cohesion_target: (draws(*unit * 6), (1.0, 0.3, 0.3, 0.3, 0.3)),
        m.reverting_step: (draws(*unit * 3), (1.5, 0.1, MONTH)),
        m.oversight_step: (draws((0, 1), (0, 1)), (0.15, MONTH)),
        m.dispute_probability: (draws(*unit * 2), (0.5, 0.5, 0.5)),
        m.high_cohesion_weight: (draws((0, 1)), ()),
        m.force_quality: (draws(*unit * 2), (0.3,)),
    })  # fmt: skip
