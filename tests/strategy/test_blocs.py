"""Collective leadership (3.7): weighted votes, what seats can bring about, and what blocs make of an event."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.errors import SettingsError
from ripeness.strategy import blocs as m
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.layout import CHANNELS

share = st.floats(0, 1)
triple = st.tuples(share, share, share)
votes = st.lists(st.floats(0.01, 1), min_size=1, max_size=6)
gains = st.lists(st.floats(-0.2, 0.2), min_size=5, max_size=5)
BIAS, PRECISION = -1.5, 60.0


ROLES = ("military", "political", "clerical")
LEANINGS = ((1.0, 0.5, 0.8, 1.3, 1.0), (1.0, 1.5, 1.4, 0.7, 1.0), (1.0, 1.0, 0.9, 1.1, 1.0))


def council_of(military=0.55, political=1 / 3, quorum=0.66, leanings=LEANINGS):
    names = {"leadership.first": military, "leadership.second": political, "leadership.third": 0.5}
    return m.leadership(names | {"leadership.quorum": quorum}, leanings)


def carried(chances, who):
    """Probability that a coalition of one to four blocs meets the quorum."""
    return m.collective(*chances, *[0.5] * (4 - len(chances)), who.wins)


def council(parts, bias, precision, who):
    """Consent of a leadership to an event by its gain through each channel."""
    return carried([acceptance(gain, bias, precision) for gain in who.channels @ parts], who)


leaderships = st.builds(council_of, st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.5, 0.8))


@given(triple, leaderships)
def test_consent_is_the_sum_over_all_coalitions(chances, who):
    """V37, against the definition."""
    expected = 0.0
    for yes in product((0, 1), repeat=3):
        if np.dot(yes, who.weights) >= who.quorum - m.SLACK:
            expected += np.prod([p if y else 1 - p for p, y in zip(chances, yes, strict=True)])
    assert carried(chances, who) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=10)
@given(triple, leaderships, st.integers(0, 2**32))
def test_consent_is_what_votes_show(chances, who, seed):
    """V37, four standard errors of a ballot."""
    ballots = 100_000
    yes = np.random.default_rng(seed).random((ballots, 3)) < chances
    expected = carried(chances, who)
    found = np.mean(yes @ who.weights >= who.quorum)
    assert found == pytest.approx(expected, abs=4 * np.sqrt(max(expected * (1 - expected), 1e-9) / ballots))


@given(triple, st.floats(0.51, 0.9), share)
def test_a_bloc_with_the_quorum_is_a_dictator(chances, military, political):
    """V37."""
    who = council_of(military, political, quorum=0.5)
    assert carried(chances, who) == pytest.approx(chances[0], abs=1e-12)


@given(triple, st.floats(0.05, 0.9), st.floats(0.1, 0.9))
def test_at_a_full_quorum_every_bloc_has_a_veto(chances, military, political):
    """V37; a quorum met to the last digit is met."""
    who = council_of(military, political, quorum=1.0)
    assert carried(chances, who) == pytest.approx(chances[0] * chances[1] * chances[2], abs=1e-12)


@given(triple, leaderships, st.integers(0, 2), share)
def test_a_willing_bloc_never_makes_consent_less_likely(chances, who, which, rise):
    raised = [p + rise * (1 - p) if b == which else p for b, p in enumerate(chances)]
    before = carried(chances, who)
    assert -1e-12 <= before <= carried(raised, who) + 1e-12 <= 1 + 2e-12


# ---- blocs and channels -----------------------------------------------------------------------------------


@given(leaderships)
def test_weights_are_shares_and_each_channel_counts_for_one(who):
    assert who.weights.sum() == pytest.approx(1, abs=1e-12) and (who.weights > 0).all()
    assert who.channels.shape == (len(ROLES), len(CHANNELS))
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
    assert council(settlement, BIAS, PRECISION, council_of(quorum=0.5)) < one
    assert council(settlement, BIAS, PRECISION, council_of(military=0.2, political=0.7, quorum=0.5)) > one


@given(leaderships)
def test_without_precision_all_that_counts_is_the_reference(who):
    """V27 with blocs on: opportunities divided by this give the reference hazards back."""
    rate = acceptance(0.0, BIAS, 0.0)
    expected = carried([rate] * 3, who)
    assert council([0.1, -0.3, 0.2, 0.4, 0.0], BIAS, 0.0, who) == pytest.approx(expected, abs=1e-12)


@given(leaderships, gains)
def test_blocs_that_see_alike_decide_as_one_leader_when_choice_is_sharp(who, parts):
    """V37: identical blocs, lambda to infinity."""
    if abs(sum(parts)) > 1e-6:
        found = council(parts, BIAS, 1e9, who._replace(channels=np.ones((3, 5))))
        assert found == pytest.approx(acceptance(sum(parts), BIAS, 1e9), abs=1e-12)
        assert found == pytest.approx(float(sum(parts) > 0), abs=1e-12)


@given(leaderships, gains, st.integers(0, 4), st.floats(0, 0.2))
def test_consent_never_falls_in_a_gain(who, parts, which, more):
    raised = [g + more * (which == i) for i, g in enumerate(parts)]
    assert council(raised, BIAS, PRECISION, who) >= council(parts, BIAS, PRECISION, who) - 1e-12


@pytest.mark.parametrize("count", [2, 3, 4])
@given(st.lists(st.floats(0.02, 0.98), min_size=3, max_size=3), st.floats(0.5, 1.0), st.floats(0.02, 0.98))
def test_consent_at_rest_is_the_vote_of_blocs_that_all_consent_alike(count, sticks, quorum, chance):
    """V27 with blocs, one to four, number by number and for many worlds at once."""
    values = dict(zip(m.STICKS, sticks, strict=True)) | {"leadership.quorum": quorum}
    who = m.leadership(values, [[1.0] * 5] * count)
    assert who.weights.sum() == pytest.approx(1.0, abs=1e-12)
    expected = carried([chance] * count, who) / chance
    assert m.at_rest(values, count, chance) == pytest.approx(expected, rel=1e-12)
    worlds = {name: np.array([value, 0.4]) for name, value in values.items()}
    assert m.at_rest(worlds, count, chance)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("leanings", [(), ([2.0, 1.0, 0.5, 1.0, 1.0],)])
def test_one_bloc_is_one_leader_whatever_it_leans_to(leanings):
    who = council_of(leanings=leanings)
    assert who.channels.tolist() == [[1.0] * 5] and carried([0.3], who) == 0.3
    assert m.at_rest({}, len(leanings), 0.3) == 1.0


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
