"""9.6, perceived control."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import perception as m
from twins import differing, draws

F32 = np.float32
share = st.floats(0, 1)
loud = st.floats(0, 5)
odds = st.floats(-4, 4)


def credence(base, propaganda):
    return float(m.credence(base, np.array([propaganda], F32))[0])


@given(share, loud)
def test_belief_in_the_darker_reading_is_a_share_that_propaganda_raises(base, propaganda):
    assert 0 <= credence(base, propaganda) <= 1
    assert credence(base, propaganda + 0.5) >= credence(base, propaganda)
    assert credence(base, 1.0) == pytest.approx(base, abs=1e-7)


@given(odds, st.floats(0, 2), share)
def test_control_is_seen_between_the_truth_and_the_press(true, gap, belief):
    assert m.perceived(true, gap, 0.0) == true
    assert true - gap - 1e-12 <= m.perceived(true, gap, belief) <= true
    assert m.perceived(true, 0.0, belief) == true


@given(loud, st.floats(0, 0.5))
def test_loud_propaganda_costs_respect_and_the_usual_one_none(propaganda, response):
    assert m.resentment(1.0, response) == 0
    assert m.resentment(propaganda + 1, response) >= m.resentment(propaganda, response)


def test_perception_is_the_same_compiled():
    assert not differing({
        m.credence: (draws((0, 1), (0, 4)), ()),
        m.perceived: (draws((-3, 3), (0, 1), (0, 1)), ()),
        m.resentment: (draws((0, 4)), (0.02,)),
    })  # fmt: skip
