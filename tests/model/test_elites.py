"""M6, targeted killing of elites."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import elites as m
from twins import differing, draws

F32 = np.float32
effort = st.floats(0, 3)
rate = st.floats(0.1, 4)


def chance(tempo, per_year, years):
    return float(m.event_probability(np.array([tempo], F32), per_year, years)[0])


@given(effort, rate, st.floats(0.01, 2))
def test_a_killing_is_as_likely_however_time_is_cut(tempo, per_year, years):
    half, whole = chance(tempo, per_year, years / 2), chance(tempo, per_year, years)
    assert 0 <= whole <= 1
    assert whole == pytest.approx(1 - (1 - half) ** 2, abs=1e-6)
    assert whole == pytest.approx(1 - exp(-tempo * per_year * years), abs=1e-6)


@given(effort, rate)
def test_killings_come_with_effort(tempo, per_year):
    assert chance(tempo + 0.2, per_year, 1 / 12) > chance(tempo, per_year, 1 / 12)
    assert chance(0.0, per_year, 1 / 12) == 0


def test_the_importance_of_who_is_lost_is_exponential_with_mean_one():
    u = ((np.arange(100_000) + 0.5) / 100_000).astype(F32)
    lost = np.sort(m.weight(u).astype(float))
    assert lost.mean() == pytest.approx(1, abs=1e-4)
    assert lost.min() >= 0
    assert np.mean(lost > 2.0) == pytest.approx(exp(-2), abs=1e-4)


@given(st.floats(0, 5), st.floats(0, 3), st.floats(0.05, 3))
def test_losses_fade_by_a_rate_of_one_half_a_year_and_take_up_new_ones(before, now, years):
    def after(lost, span, new=0.0):
        return float(m.recent_losses(np.array([lost], F32), np.array([new], F32), span)[0])

    assert after(before, years) == pytest.approx(before * exp(-0.5 * years), rel=1e-6, abs=1e-9)
    assert after(after(before, years / 2), years / 2) == pytest.approx(after(before, years), rel=1e-6, abs=1e-9)
    assert after(before, years, now) == pytest.approx(after(before, years) + now, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("per_year", "share"), [(0.3, 0.02), (1.5, 0.12), (4.0, 0.5)])
def test_killings_at_their_usual_rate_keep_losses_where_they_are_counted_from(per_year, share):
    """Monthly arrivals, taken up at the month's end: within a month's fading of the level of continuous time."""
    lost, usual = np.zeros(1, F32), m.stationary_losses(per_year, share)
    for _ in range(360):
        lost = m.recent_losses(lost, np.full(1, per_year * share / 12, F32), 1 / 12)
    assert usual <= lost[0] <= usual * exp(0.5 / 12)


def test_elites_are_the_same_compiled():
    assert not differing({
        m.event_probability: (draws((0, 3)), (1.5, 1 / 12)),
        m.weight: (draws((1e-6, 1)), ()),
        m.recent_losses: (draws((0, 3), (0, 3)), (1 / 12,)),
    })  # fmt: skip


@given(st.floats(0.05, 6), st.floats(0.02, 1))
def test_the_usual_killings_are_what_a_month_by_month_count_gives(rate, share):
    """At most one a month: a region is shaken in a month if any of the last three brought one there."""
    month = 1 / 12
    chance = 1 - np.exp(-rate * month)
    assert m.usual_events(rate, month) == pytest.approx(12 * chance, rel=1e-9)
    quiet = (1 - share * chance) ** m.PULSE_MONTHS
    assert m.usual_pulse(rate, share, month) == pytest.approx(1 - quiet, rel=1e-6, abs=1e-12)
    assert m.usual_pulse(rate, share, month) <= rate * share / 4 + 1e-12
