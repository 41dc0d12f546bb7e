"""M5, militias."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from ripeness.model import militias as m
from ripeness.model.posts_and_roads import stock_step
from ripeness.model.territory import government_force, predation
from twins import differing, draws

F32 = np.float32
share = st.floats(0, 1)
effort = st.floats(0, 3)
positive = st.floats(0.1, 2)


def control(stock, oversight, decisiveness, benefit, cost, force):
    strong = government_force(1.0, 0.0, 1.0, force, stock, oversight, 0.0, 0.0, 0.0, benefit, 0.0)
    return decisiveness * log(strong) - predation(oversight, stock, oversight, 0.0, cost)


@given(st.floats(0.02, 1), positive, positive, positive)
def test_a_small_militia_helps_exactly_above_the_threshold_of_oversight(cost, decisiveness, benefit, force):
    """V06: the sign of what a small militia adds to the target of M1."""
    threshold = m.threshold_oversight(cost, decisiveness, benefit, force)

    def gain(oversight, stock=1e-7):
        nothing = control(0.0, oversight, decisiveness, benefit, cost, force)
        return control(stock, oversight, decisiveness, benefit, cost, force) - nothing

    assert 0 < threshold < 1
    assert gain(threshold * 0.98) < 0 < gain(threshold + 0.02 * (1 - threshold))


def test_the_threshold_of_the_worked_example():
    """V06: gamma .15, m 1, eta .3, g 1; for the militia of the start the root lies higher."""
    assert m.threshold_oversight(0.15, 1.0, 0.3, 1.0) == pytest.approx(1 / 3, abs=1e-9)

    def gain(oversight, step=1e-6):
        return (
            control(1 + step, oversight, 1.0, 0.3, 0.15, 1.0) - control(1 - step, oversight, 1.0, 0.3, 0.15, 1.0)
        ) / 2

    root = brentq(gain, 0.05, 0.95, xtol=1e-9)
    assert root == pytest.approx(0.35627, abs=1e-5)
    # Seen as all other force, the militia of the start asks for the same oversight.
    assert m.threshold_oversight(0.15, 1.0, 0.3, 1.0 + 0.3 * root) == pytest.approx(root, abs=1e-6)


@given(effort, share, positive)
def test_militias_are_lost_by_effort_and_kept_by_oversight(tempo, oversight, rate):
    base = m.loss_rate(tempo, oversight, rate)
    assert base >= 0
    assert m.loss_rate(tempo + 0.1, oversight, rate) > base
    assert m.loss_rate(tempo, oversight * 0.9, rate) >= base
    assert m.loss_rate(tempo, 1.0, rate) == pytest.approx(m.loss_rate(tempo, 0.0, rate) / 2)


@given(effort, effort, share, positive)
def test_the_stock_of_militias_falls_with_targeting(a, b, oversight, rate):
    def stock(tempo):
        births, losses, now = m.loss_rate(1.0, oversight, rate), m.loss_rate(tempo, oversight, rate), np.ones(1, F32)
        for _ in range(24):
            now = stock_step(now, F32(births), np.array([losses], F32), 1 / 12)
        return float(now[0])

    assert stock(max(a, b)) <= stock(min(a, b)) + 1e-6
    assert stock(1.0) == pytest.approx(1, abs=1e-5)


@given(st.floats(0, 3), st.floats(0, 3), positive)
def test_only_more_exits_than_usual_count(stock, losses, usual):
    def exits(m_, h):
        return float(m.excess_exits(np.array([m_], F32), np.array([h], F32), usual, 1 / 12)[0])

    assert exits(1.0, usual) == pytest.approx(0, abs=1e-8)
    assert exits(stock, losses) == pytest.approx(max(losses - usual, 0) * stock / 12, rel=1e-4, abs=1e-6)
    assert exits(stock, losses + 0.5) >= exits(stock, losses)


def test_militias_are_the_same_compiled():
    assert not differing({
        m.loss_rate: (draws((0, 2), (0, 1)), (0.35,)),
        m.excess_exits: (draws((0, 2), (0, 1), (0.2, 0.4)), (1 / 12,)),
    })  # fmt: skip
