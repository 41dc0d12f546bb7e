"""How clients fell weighs how garrisons give up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ripeness.calibration import cascade
from ripeness.calibration.cascade import Fall, log_weight
from ripeness.calibration.clients import Client, clients
from ripeness.calibration.history_matching import implausibility, plausible, resampled
from ripeness.ensemble.design import draw_world
from ripeness.scenario.load import load_scenario


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


CUT_OFF = Client("cut off", held=34.0, fell=False, after_aid=3.5, unravelled=None)


def test_a_client_counts_as_held_until_its_aid_ended(war):
    cases = {case.name: case for case in clients(war, war.information_date)[0]}
    soviet = cases["afghanistan_1989"]
    assert soviet.held == pytest.approx(34.5, abs=0.2)
    assert soviet.after_aid == pytest.approx(3.5, abs=0.2)
    assert not soviet.fell
    assert cases["south_vietnam"].held == pytest.approx(25, abs=0.2)


def test_a_case_counts_only_once_all_of_it_was_public(war):
    assert clients(war, date(1969, 6, 8))[0] == []
    assert "afghanistan_1989" not in {case.name for case in clients(war, date(1992, 2, 1))[0]}


def test_the_nearer_the_fall_the_greater_the_weight():
    def falls(months):
        return Fall(np.full(8, 30.0), np.full(8, months), np.full(8, np.nan))

    weights = [log_weight(falls(months), [CUT_OFF]) for months in (3.5, 8.0, 30.0)]
    assert weights == sorted(weights, reverse=True)


def test_a_client_without_any_support_falls_sooner_than_one_with_money(war):
    world = draw_world(war, 1, 3)
    fall = cascade.fallen(war, world.values, world.key, 24)
    assert np.median(fall.after_aid) < np.median(fall.held)
    assert fall.held.max() <= cascade.HELD_MONTHS


def test_without_clients_the_prior_stays_and_says_so(war):
    found = cascade.sample(war, seed=1, draws=6, known=[])
    assert "nothing" in found.diagnostics["learnt"]
    assert np.array_equal(found.draws, found.priors)
    assert "cascade.base" not in found.names


def test_matching_rules_out_what_lies_more_than_three_deviations_away():
    summaries = np.array([[0.0, 1.0], [3.5, 0.0], [np.nan, 2.9]])
    assert implausibility(summaries, np.zeros(2), np.ones(2)) == pytest.approx([1.0, 3.5, 2.9])
    assert plausible(summaries, np.zeros(2), np.ones(2)).tolist() == [True, False, True]


def test_resampling_keeps_the_weights_to_within_one_draw():
    weights = np.array([0.5, 0.3, 0.2, 0.0])
    chosen, ess = resampled(weights, 100, np.random.default_rng(1))
    assert np.abs(np.bincount(chosen, minlength=4) - 100 * weights).max() <= 1
    assert ess == pytest.approx(1 / (0.25 + 0.09 + 0.04))
