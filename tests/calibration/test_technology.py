"""Counts move the rates they count, and nothing counted moves nothing."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.calibration import technology
from ripeness.calibration.technology import Counted
from ripeness.scenario.load import load_scenario


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


def test_a_war_without_counts_keeps_its_prior_and_says_why(war):
    found = technology.sample(war, seed=2, draws=300)
    assert found.diagnostics["learnt"].startswith("nothing")
    assert np.array_equal(found.draws, found.priors)
    assert found.made_by["rows"] == {"afghanistan-2018": 0}


@pytest.mark.parametrize(("counted", "up"), [(4.0, True), (0.5, False)])
def test_killings_counted_move_the_rate_of_killings_and_no_other(war, counted, up):
    found = technology.sample(war, seed=2, draws=3000, known=[Counted("elites_killed", counted, "h")])
    moved = np.median(found.draws, axis=0) / np.median(found.priors, axis=0)
    rate = found.names.index("elites.killing_rate")
    assert (moved[rate] > 1.25) if up else (moved[rate] < 0.8)
    others = np.delete(moved, rate)
    assert np.abs(np.log(others)).max() < 0.12
    assert np.log(found.draws[:, rate]).std() < np.log(found.priors[:, rate]).std()


def test_more_posts_lost_mean_that_more_are_stormed_or_given_up(war):
    found = [
        technology.sample(war, seed=4, draws=3000, known=[Counted("posts_lost_share", share, "m")])
        for share in (0.3, 0.9)
    ]
    for name in ("posts.storm_rate", "posts.abandon_rate"):
        few, many = (np.median(one.draws[:, one.names.index(name)]) for one in found)
        assert few < many
