"""9.5, chosen effort."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import effort as m
from ripeness.model.posts_and_roads import check_post, log_passage
from ripeness.model.territory import government_force, predation
from twins import differing, draws

F32 = np.float32
USES = len(m.USES)
worths = st.lists(st.floats(-1, 1), min_size=USES, max_size=USES).map(np.array)
shares = st.lists(st.floats(0.02, 1), min_size=USES, max_size=USES).map(lambda s: np.array(s) / sum(s))
precision = st.floats(0, 10)
share = st.floats(0.05, 0.95)
positive = st.floats(0.1, 2)


def chosen(start, change, lam):
    """Shares of effort after worths have moved by ``change``."""
    tilted = m.tilt(change.astype(F32), lam)
    return start * m.relative(tilted, (start * tilted).sum())


@given(shares, worths, precision)
def test_shares_of_effort_add_up_to_one(start, change, lam):
    after = chosen(start, change, lam)
    assert after.sum() == pytest.approx(1, abs=1e-6)
    assert (after > 0).all()


@given(shares, worths)
def test_without_precision_effort_stays_where_it_is(start, change):
    assert chosen(start, change, 0.0) == pytest.approx(start, abs=1e-7)


@given(shares, st.floats(-1, 1), precision)
def test_what_moves_all_worths_alike_moves_no_effort(start, change, lam):
    assert chosen(start, np.full(USES, change), lam) == pytest.approx(start, abs=1e-6)


@given(shares, worths, st.floats(0.1, 10), st.integers(0, USES - 1), st.floats(0.05, 1))
def test_protecting_one_target_moves_effort_to_the_others(start, change, lam, protected, less):
    """It does not vanish: what the target is spared the others get, in proportion to what they had."""
    before = chosen(start, change, lam)
    after = chosen(start, change - less * (np.arange(USES) == protected), lam)
    others = np.arange(USES) != protected
    assert after[protected] < before[protected]
    assert (after[others] > before[others]).all()
    assert after[others].sum() - before[others].sum() == pytest.approx(before[protected] - after[protected], abs=1e-6)
    growth = after[others] / before[others]
    assert growth == pytest.approx(np.full(USES - 1, growth[0]), rel=1e-5)


# ---- each worth is the derivative of the mechanism it stands for ----------------------------------------


def force(militia=1.0, oversight=0.4, posts=1.0, access=0.7, benefit_m=0.3, benefit_o=0.2):
    return government_force(1.0, 0.0, 1.0, 1.0, militia, oversight, posts, access, 0.0, benefit_m, benefit_o)


@given(st.floats(0, 2), share, positive, positive, positive, st.floats(0.05, 1))
def test_the_worth_of_militias_is_the_control_their_losses_give(stock, oversight, losses, decisive, benefit, prey):
    def control(militia):
        return decisive * log(force(militia, oversight, benefit_m=benefit)) - predation(
            oversight, militia, oversight, stock, prey
        )

    slope = (control(stock + 1e-5) - control(stock - 1e-5)) / 2e-5
    worth = m.militia_worth(
        oversight, stock, force(stock, oversight, benefit_m=benefit), losses, decisive, benefit, prey
    )
    assert worth == pytest.approx(slope * stock * losses, rel=1e-5, abs=1e-8)


@given(st.floats(0.01, 2), share, share, positive, positive)
def test_the_worth_of_posts_is_the_control_their_storming_gives(posts, reach, stormed, decisive, rate):
    def control(stock):
        return decisive * log(force(posts=stock, access=reach))

    slope = (control(posts + 1e-5) - control(posts - 1e-5)) / 2e-5
    worth = m.post_worth(posts, reach, stormed, force(posts=posts, access=reach), decisive, 0.2, rate)
    assert worth == pytest.approx(slope * posts * rate * stormed * (1 - reach), rel=1e-5)
    assert m.post_worth(posts, 1.0, stormed, 1.0, decisive, 0.2, rate) == 0


@given(st.floats(0.01, 2), share, positive)
def test_the_worth_of_roads_is_the_control_their_closing_gives(posts, hold, decisive):
    """Of a single stretch of 33 km, by a unit of log effort."""

    def reach(log_effort):
        ends = np.array([hold], F32)
        return float(np.exp(log_passage(check_post(ends, ends, F32(log_effort), -0.5, 3.0), 33.0).astype(float))[0])

    def control(log_effort):
        return decisive * log(force(posts=posts, access=reach(log_effort)))

    slope = (control(-0.02) - control(0.02)) / 0.04
    worth = m.road_worth(posts, reach(0), force(posts=posts, access=reach(0)), decisive, 0.2)
    assert worth == pytest.approx(slope, rel=2e-3, abs=1e-5)


@given(st.floats(10, 1500), st.floats(100, 1200), st.floats(0.1, 4))
def test_towns_are_worth_massing_for_when_they_are_within_reach_and_less_when_it_bleeds(size, town, bleeding):
    base = m.town_worth(size, town, bleeding)
    assert m.town_worth(size * 1.1, town, bleeding) > base
    assert m.town_worth(size, town * 1.1, bleeding) < base
    assert m.town_worth(size, town, bleeding + 0.1) < base


@given(st.floats(0, 3), st.floats(0, 1))
def test_strongmen_are_worth_courting_while_they_are_there_and_the_cascade_is_steep(slope, surrendered):
    worth = m.strongman_worth(slope, surrendered)
    assert worth >= 0
    assert m.strongman_worth(slope + 0.1, surrendered) >= worth
    assert m.strongman_worth(slope, 1.0) == 0
    assert m.strongman_worth(slope, surrendered * 0.9) >= worth


def test_chosen_effort_is_the_same_compiled():
    unit = ((0, 1),)
    assert not differing({
        m.tilt: (draws((-1, 1)), (3.0,)),
        m.relative: (draws((0.1, 3), (0.5, 2)), ()),
        m.militia_worth: (draws(*unit * 2, (0.5, 2), (0, 1)), (1.0, 0.3, 0.15)),
        m.post_worth: (draws(*unit * 3, (0.5, 2)), (1.0, 0.2, 0.5)),
        m.road_worth: (draws(*unit * 2, (0.5, 2)), (1.0, 0.2)),
        m.town_worth: (draws((10, 1500), (100, 1200), (0.1, 4)), ()),
        m.strongman_worth: (draws((0, 3), (0, 1)), ()),
    })  # fmt: skip
