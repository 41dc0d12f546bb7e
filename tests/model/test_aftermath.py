"""A victor who is challenged has won less; whoever is out-voted may fight on, and who cannot be out-voted does not."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.model import aftermath as m
from ripeness.strategy.aftermath import USUAL_BREADTH, challenge_rate, victory_value
from ripeness.strategy.blocs import leadership
from ripeness.strategy.dissent import outvoted_losses
from twins import differing, draws

share = st.floats(0.01, 0.99)
SHARED = Path(os.environ.get("RIPENESS_SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared/data")
WARS = SHARED / "cow_intra_state_4_1_wars.csv"
VICTORY = {"payoff.isolation": 0.12, "region.recognition": 0.1, "payoff.discount_insurgent": 0.06,
           "aftermath.challenge": 0.09, "aftermath.breadth": 0.25, "aftermath.overthrown": 0.3}  # fmt: skip


@given(share, share)
def test_a_splinter_takes_away_from_the_calm_and_never_adds_to_the_war(calm, splinter):
    assert calm <= m.deaths_left(calm, splinter) <= 1.0
    assert m.deaths_left(calm, 0.0) == calm and m.deaths_left(1.0, splinter) == pytest.approx(1.0)


def test_ten_of_forty_three_victors_meet_a_new_war_within_three_years():
    usual = VICTORY | {"aftermath.breadth": USUAL_BREADTH}
    assert 1.0 - np.exp(-3.0 * challenge_rate(usual)) == pytest.approx(10 / 43, abs=0.01)


@given(share, share)
def test_the_narrower_the_base_the_less_victory_is_worth(a, b):
    narrow, broad = (victory_value(VICTORY | {"aftermath.breadth": x}) for x in sorted((a, b)))
    assert narrow <= broad <= 1.0 - 0.12 * 0.9


def test_a_victor_whom_everybody_backs_or_nobody_challenges_has_all_that_recognition_leaves():
    whole = 1.0 - 0.12 * 0.9
    assert victory_value(VICTORY | {"aftermath.breadth": 1.0}) == pytest.approx(whole)
    assert victory_value(VICTORY | {"aftermath.challenge": 0.0}) == pytest.approx(whole)
    assert victory_value(VICTORY) == pytest.approx(whole * 0.06 / (0.06 + 0.135 * 0.3))


@pytest.mark.skipif(not WARS.is_file(), reason="the Correlates of War list is not part of the project")
def test_of_ten_new_wars_of_victors_six_were_won_and_one_was_lost():
    """Decision 0013: the counts behind the prior of ``aftermath.overthrown``."""
    with WARS.open(newline="") as stream:
        wars = list(csv.DictReader(stream))
    victories = [w for w in wars if w["outcome_label"] == "side_b_wins" and int(w["end_year"]) >= 1900]
    ends = Counter()
    for won in victories:
        year = int(won["end_year"])
        later = [
            w for w in wars
            if w is not won and state(w) == state(won) and year <= int(w["start_year"]) <= year + 3
        ]  # fmt: skip
        if later:
            ends[min(later, key=lambda w: int(w["start_year"]))["outcome_label"]] += 1
    assert (len(victories), ends.total(), ends["side_a_wins"], ends["side_b_wins"]) == (43, 10, 6, 1)


def state(war):
    return war["side_a"].split(",")[0].strip()


LEANINGS = ((1.0, 0.5, 0.8, 1.3, 1.0), (1.0, 1.5, 1.4, 0.7, 1.0), (1.0, 1.0, 0.9, 1.1, 1.0))  # Model 3.7


def votes(military, political, quorum):
    shares = {"leadership.first": military, "leadership.second": political, "leadership.quorum": quorum}
    return leadership(shares, LEANINGS)


def test_the_wing_that_lives_by_victory_loses_by_a_settlement_if_it_can_be_outvoted():
    assert outvoted_losses(votes(0.55, 1 / 3, 0.6))[1] == 0.0  # nothing is decided without it
    assert outvoted_losses(votes(0.3, 1 / 3, 0.6))[1] > 0.0


def test_those_who_live_by_talks_lose_by_a_separate_accord():
    assert outvoted_losses(votes(0.55, 1 / 3, 0.6))[0] > 0.0


@given(share, share)
def test_where_everybody_must_agree_nobody_is_outvoted(military, political):
    assert outvoted_losses(votes(military, political, 1.0)) == (0.0, 0.0)


def test_in_lanes_it_is_the_same_to_the_last_bit():
    assert not differing({m.deaths_left: (draws((0, 1), (0, 1)), ())})
