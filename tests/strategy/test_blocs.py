"""Collective leadership (3.7): weighted votes, what seats can bring about, and what blocs make of an event."""

from __future__ import annotations

from itertools import permutations, product

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.errors import SettingsError
from ripeness.strategy import blocs as m
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.layout import CHANNELS
from ripeness.strategy.vectors import LANES, load, store

share = st.floats(0, 1)
triple = st.tuples(share, share, share)
votes = st.lists(st.floats(0.01, 1), min_size=1, max_size=6)
gains = st.lists(st.floats(-0.2, 0.2), min_size=5, max_size=5)
BIAS, PRECISION = -1.5, 60.0


def council_of(military=0.55, political=1 / 3, quorum=0.66):
    return m.leadership(
        {"leadership.military": military, "leadership.political": political, "leadership.quorum": quorum}
    )


leaderships = st.builds(council_of, st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.5, 0.8))


@given(triple, leaderships)
def test_consent_is_the_sum_over_all_coalitions(chances, who):
    """V37, against the definition."""
    expected = 0.0
    for yes in product((0, 1), repeat=3):
        if np.dot(yes, who.weights) >= who.quorum - m.SLACK:
            expected += np.prod([p if y else 1 - p for p, y in zip(chances, yes, strict=True)])
    assert m.collective(*chances, who.wins) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=10)
@given(triple, leaderships, st.integers(0, 2**32))
def test_consent_is_what_votes_show(chances, who, seed):
    """V37, four standard errors of a ballot."""
    ballots = 100_000
    yes = np.random.default_rng(seed).random((ballots, 3)) < chances
    expected = m.collective(*chances, who.wins)
    found = np.mean(yes @ who.weights >= who.quorum)
    assert found == pytest.approx(expected, abs=4 * np.sqrt(max(expected * (1 - expected), 1e-9) / ballots))


@given(triple, st.floats(0.51, 0.9), share)
def test_a_bloc_with_the_quorum_is_a_dictator(chances, military, political):
    """V37."""
    who = council_of(military, political, quorum=0.5)
    assert m.collective(*chances, who.wins) == pytest.approx(chances[0], abs=1e-12)


@given(triple, st.floats(0.05, 0.9), st.floats(0.1, 0.9))
def test_at_a_full_quorum_every_bloc_has_a_veto(chances, military, political):
    """V37; a quorum met to the last digit is met."""
    who = council_of(military, political, quorum=1.0)
    assert m.collective(*chances, who.wins) == pytest.approx(chances[0] * chances[1] * chances[2], abs=1e-12)


@given(triple, leaderships, st.integers(0, 2), share)
def test_a_willing_bloc_never_makes_consent_less_likely(chances, who, which, rise):
    raised = [p + rise * (1 - p) if b == which else p for b, p in enumerate(chances)]
    before = m.collective(*chances, who.wins)
    assert -1e-12 <= before <= m.collective(*raised, who.wins) + 1e-12 <= 1 + 2e-12


# ---- blocs and channels -----------------------------------------------------------------------------------


@given(leaderships)
def test_weights_are_shares_and_each_channel_counts_for_one(who):
    assert who.weights.sum() == pytest.approx(1, abs=1e-12) and (who.weights > 0).all()
    assert who.channels.shape == (len(m.BLOCS), len(CHANNELS))
    assert who.weights @ who.channels == pytest.approx(np.ones(5), abs=1e-12)


def test_the_mean_weights_are_those_of_the_three_part_prior():
    assert council_of().weights == pytest.approx([0.55, 0.15, 0.30])


@given(leaderships, gains)
def test_the_blocs_gains_average_to_the_gain_of_one_leader(who, parts):
    assert who.weights @ (who.channels @ parts) == pytest.approx(sum(parts), abs=1e-12)


def test_the_military_cares_for_victory_and_the_political_commission_for_recognition_and_a_settlement():
    who = council_of()
    military, political, _ = who.channels
    assert military[CHANNELS.index("victory")] > 1 > political[CHANNELS.index("victory")]
    for channel in ("legitimacy", "settlement"):
        assert military[CHANNELS.index(channel)] < 1 < political[CHANNELS.index(channel)]


def test_talks_that_promise_a_settlement_and_cost_victory_fail_with_the_military():
    """The gain of one leader is nought, the military bloc loses by it and the other two win."""
    settlement = [0.0, 0.0, 0.05, -0.05, 0.0]
    one = acceptance(0.0, BIAS, PRECISION)
    assert m.council(*settlement, BIAS, PRECISION, council_of().channels, council_of(quorum=0.5).wins) < one
    political = council_of(military=0.2, political=0.7, quorum=0.5)
    assert m.council(*settlement, BIAS, PRECISION, political.channels, political.wins) > one


@given(leaderships)
def test_without_precision_all_that_counts_is_the_reference(who):
    """V27 with blocs on: opportunities divided by this give the reference hazards back."""
    rate = acceptance(0.0, BIAS, 0.0)
    expected = m.collective(rate, rate, rate, who.wins)
    assert m.council(0.1, -0.3, 0.2, 0.4, 0.0, BIAS, 0.0, who.channels, who.wins) == pytest.approx(expected, abs=1e-12)


@given(leaderships, gains)
def test_blocs_that_see_alike_decide_as_one_leader_when_choice_is_sharp(who, parts):
    """V37: identical blocs, lambda to infinity."""
    alike = np.ones((3, 5))
    if abs(sum(parts)) > 1e-6:
        found = m.council(*parts, BIAS, 1e9, alike, who.wins)
        assert found == pytest.approx(acceptance(sum(parts), BIAS, 1e9), abs=1e-12)
        assert found == pytest.approx(float(sum(parts) > 0), abs=1e-12)


@given(leaderships, gains, st.integers(0, 4), st.floats(0, 0.2))
def test_consent_never_falls_in_a_gain(who, parts, which, more):
    raised = [g + more * (which == i) for i, g in enumerate(parts)]
    before = m.council(*parts, BIAS, PRECISION, who.channels, who.wins)
    assert m.council(*raised, BIAS, PRECISION, who.channels, who.wins) >= before - 1e-12


def test_eight_states_at_a_time_are_the_same_compiled():
    who = council_of()
    council, parts = m.council, np.random.default_rng(37).normal(0, 0.1, (5, LANES))

    @numba.njit(error_model="numpy")
    def compiled(a, b, c, d, e, bias, precision, channels, wins, out):
        gains = load(a, 0), load(b, 0), load(c, 0), load(d, 0), load(e, 0)
        store(out, 0, council(*gains, bias, precision, channels, wins))

    out = np.empty(LANES)
    compiled(*parts, BIAS, PRECISION, who.channels, who.wins, out)
    assert out == pytest.approx(m.council(*parts, BIAS, PRECISION, who.channels, who.wins), abs=1e-13)
    one = [m.council(*column, BIAS, PRECISION, who.channels, who.wins) for column in parts.T]
    assert out == pytest.approx(one, abs=1e-13)


# ---- power of seats ---------------------------------------------------------------------------------------


@given(votes, st.floats(0.05, 1))
def test_shares_of_power_add_up_and_go_with_votes(weights, part):
    found = m.power(weights, part * sum(weights))
    assert found.shapley_shubik.sum() == pytest.approx(1, abs=1e-12)
    assert found.banzhaf.sum() == pytest.approx(1, abs=1e-12)
    order = np.argsort(weights, kind="stable")
    assert (np.diff(found.shapley_shubik[order]) >= -1e-12).all()
    assert (np.diff(found.swings[order]) >= 0).all()
    assert (found.powerless == (found.shapley_shubik == 0)).all()


@settings(max_examples=25)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.data())
def test_power_is_how_often_a_seat_turns_an_order_of_arrival(weights, data):
    quorum = data.draw(st.integers(1, sum(weights)))
    orders = list(permutations(range(len(weights))))
    turned = np.zeros(len(weights))
    for order in orders:
        arrived = np.cumsum([weights[seat] for seat in order])
        turned[order[int(np.argmax(arrived >= quorum))]] += 1
    assert m.power(weights, quorum).shapley_shubik == pytest.approx(turned / len(orders), abs=1e-12)


def test_a_seat_with_a_vote_can_have_no_power():
    """C8: Luxembourg among the six."""
    assert m.power([4, 4, 4, 2, 2, 1], 12).powerless.tolist() == [False] * 5 + [True]
    assert not m.power([4, 4, 4, 2, 2, 1], 13).powerless.any()


@given(votes, st.floats(0.05, 1), st.permutations(range(6)))
def test_names_of_seats_do_not_matter(weights, part, order):
    order = [seat for seat in order if seat < len(weights)]
    quorum = part * sum(weights)
    found = m.power([weights[seat] for seat in order], quorum)
    assert found.shapley_shubik == pytest.approx(m.power(weights, quorum).shapley_shubik[order], abs=1e-12)


def test_a_council_of_sixteen_takes_no_time_and_one_of_thirty_is_refused():
    found = m.power([3.0, *[1.0] * 15], 12.0)
    assert found.shapley_shubik[0] > 3 * found.shapley_shubik[1] / 2
    assert len(set(found.swings[1:])) == 1
    with pytest.raises(SettingsError, match="30 seats") as refused:
        m.power([1.0] * 30, 16.0)
    assert "alike" in refused.value.remedy


def test_votes_that_add_up_to_the_quorum_meet_it():
    assert m.winning([0.1, 0.2, 0.7], 0.3)[0b011]
    assert not m.winning([0.1, 0.2, 0.7], 0.3001)[0b011]
    assert m.winning([1.0] * 7, 4).sum() == 64
