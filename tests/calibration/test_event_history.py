"""The likelihood of a dated history is what the hazards say, whatever is hidden (V46)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ripeness.calibration.event_history import Happened, log_likelihood


class Constant:
    """Hazards that nothing moves."""

    def __init__(self, *rates: float) -> None:
        self.rates = np.array(rates)

    def hazards(self, years, state):
        return self.rates

    def moved(self, state, years, step, seen):
        return state

    def after(self, state, years, event):
        return state


class TwoTypes:
    """Two events at constant rates by hidden type; the state is the public belief in the second type."""

    rates = np.array([[0.9, 0.2], [0.3, 0.5]])

    def hazards(self, years, state):
        return (1.0 - state) * self.rates[0] + state * self.rates[1]

    def moved(self, state, years, step, seen):
        first, second = self.rates.sum(axis=1)
        return state + step * seen * (1.0 - seen) * (first - second)

    def after(self, state, years, event):
        return state * self.rates[1, event] / self.hazards(years, state)[event]


class Chain:
    """Off and on: event 0 leads from off to on, event 1 back; the rate of going off rises with time."""

    def hazards(self, years, state):
        return np.array([0.6, 0.0]) if state == 0 else np.array([0.0, 0.4 + 0.1 * years])

    def moved(self, state, years, step, seen):
        return state

    def after(self, state, years, event):
        return 1 - state


def test_constant_hazards_give_the_textbook_likelihood():
    happened = [Happened(t, 0) for t in (0.31, 1.7, 2.2)] + [Happened(3.1, 1)]
    parts = log_likelihood(Constant(0.7, 0.2), None, happened, end=4.0)
    assert parts[0] == pytest.approx(3 * np.log(0.7) - 0.7 * 4.0, abs=1e-10)
    assert parts[1] == pytest.approx(np.log(0.2) - 0.2 * 4.0, abs=1e-10)


def test_the_public_belief_integrates_the_hidden_type_out():
    happened = [Happened(0.4, 0), Happened(1.5, 1), Happened(1.9, 1)]
    by_type = [log_likelihood(Constant(*rates), None, happened, 3.0).sum() for rates in TwoTypes.rates]
    exact = np.log(0.6 * np.exp(by_type[0]) + 0.4 * np.exp(by_type[1]))
    found = log_likelihood(TwoTypes(), 0.4, happened, 3.0, step=1 / 200).sum()
    assert found == pytest.approx(exact, abs=1e-6)


def test_a_small_chain_is_as_likely_as_a_discretised_simulation_says():
    rng, chain, steps = np.random.default_rng(1), Chain(), 400
    length = 2.0 / steps
    state = np.zeros(40_000, dtype=int)
    first, second, more = (np.full(40_000, np.nan) for _ in range(3))
    for i in range(steps):
        years = (i + 0.5) * length
        rate = np.where(state == 0, chain.hazards(years, 0)[0], chain.hazards(years, 1)[1])
        jump = rng.random(40_000) < -np.expm1(-rate * length)
        more[jump & ~np.isnan(second)] = years
        second[jump & ~np.isnan(first) & np.isnan(second)] = years
        first[jump & np.isnan(first)] = years
        state = np.where(jump, 1 - state, state)
    only_two = ~np.isnan(second) & np.isnan(more)
    for (low, high), (late_low, late_high) in (((0.0, 0.5), (1.0, 1.5)), ((0.5, 1.0), (1.5, 2.0))):
        inside = only_two & (first > low) & (first < high) & (second > late_low) & (second < late_high)
        ones, twos = np.linspace(low, high, 11), np.linspace(late_low, late_high, 11)
        density = [
            np.exp(log_likelihood(chain, 0, [Happened((a + b) / 2, 0), Happened((c + d) / 2, 1)], 2.0).sum())
            for a, b in pairwise(ones)
            for c, d in pairwise(twos)
        ]
        expected = float(np.mean(density)) * (high - low) * (late_high - late_low)
        assert inside.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / 40_000))


def test_a_given_event_moves_the_state_and_is_not_scored():
    scored = log_likelihood(Chain(), 0, [Happened(1.0, 0)], 2.0).sum()
    given = log_likelihood(Chain(), 0, [Happened(1.0, 0, given=True)], 2.0).sum()
    assert scored == pytest.approx(given + np.log(0.6))


def test_what_cannot_happen_has_no_likelihood():
    assert log_likelihood(Chain(), 0, [Happened(1.0, 1)], 2.0).sum() == -np.inf
