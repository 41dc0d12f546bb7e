"""M11, the cascade of garrisons and strongmen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import cauchy, logistic, norm, uniform

from ripeness.model import powerbrokers as m
from textbook import global_game, is_unique, joiners, public_threshold
from twins import differing, draws

F32 = np.float32
WEEK = 1 / 48
share = st.floats(0, 1)
noise = st.floats(0.06, 0.4)
pull = st.floats(0.3, 2)
bearing = st.floats(0, 1)
stake = st.floats(0.2, 2)
RESPONSES = dict(base=0.15, by_level=0.15, by_expectation=0.15, by_control=0.15, by_cohesion=0.15, by_pay=0.15,
                 by_legitimacy=0.15, by_losses=0.1)  # fmt: skip
DRIVERS = ("level", "expected", "control", "cohesion", "pay", "legitimacy", "losses_change")
drivers = st.fixed_dictionaries({name: share for name in DRIVERS})


def week(surrendered, fundamental, nation=None, threshold=0.5, within=0.6, between=0.4, noise=0.12, speed=25.0,
         returning=0.0, years=WEEK):  # fmt: skip
    lanes = (np.array([x], F32) for x in
             (surrendered, surrendered if nation is None else nation, fundamental, threshold,
              m.leaving_share(speed, years, 1.0)))  # fmt: skip
    return float(m.surrender_step(*lanes, within, between, noise, returning, years)[0])


def after_weeks(weeks, surrendered, fundamental, **others):
    for _ in range(weeks):
        surrendered = week(surrendered, fundamental, **others)
    return surrendered


# ---- what a region can bear, and the threshold of a unit -------------------------------------------------


@given(drivers)
def test_troops_expectations_control_cohesion_pay_and_legitimacy_hold_a_region_and_killings_weaken_it(given_):
    base = m.fundamental(**given_, **RESPONSES)
    for name in DRIVERS:
        moved = m.fundamental(**given_ | {name: given_[name] + 0.1}, **RESPONSES)
        assert moved < base if name == "losses_change" else moved > base


@pytest.mark.parametrize(("level", "expected", "control", "pay", "bears"),
                         [(1, 1, 0.5, 0.85, 0.65), (0.15, 0.15, 0.5, 0.85, 0.40), (0, 0, 0.5, 0.3, 0.27)])  # fmt: skip
def test_the_medians_bear_what_they_should_at_three_postures(level, expected, control, pay, bears):
    """M11's sanity check: stable, bistable, gone within months."""
    found = m.fundamental(level, expected, control, 0.5, pay, 0.5, 0.0, **RESPONSES)
    assert found == pytest.approx(bears, abs=0.005)
    (_, _), (gives_way, comes_back) = m.folds(1.0, 0.12)
    assert (found > comes_back) == (bears == 0.65) and (found < gives_way) == (bears == 0.27)


@settings(max_examples=25)
@given(stake, stake, st.floats(0, 1), st.floats(0.02, 5))
def test_units_with_diffuse_beliefs_have_the_threshold_of_the_global_game(holding, fear, offer, spread):
    """V38: (L + d)/(B + L) whatever the noise; the cutoff is solved for, not assumed."""
    assume(offer < 0.95 * holding)
    expected = m.unit_threshold(offer, holding, fear)
    for law in (norm, logistic, uniform(-0.5, 1)):
        assert global_game(lambda x, law=law: float(law.cdf(x / spread)), holding, fear, offer) == pytest.approx(
            expected, abs=1e-8
        )


def test_heavy_tails_do_not_change_it_either():
    """V38."""
    found = global_game(lambda x: float(cauchy.cdf(x / 0.3)), 1.0, 0.6, 0.1)
    assert found == pytest.approx(m.unit_threshold(0.1, 1.0, 0.6), abs=1e-8)


@given(stake, stake, st.floats(0, 0.5))
def test_offers_and_fear_make_surrender_easier_and_rewards_of_holding_harder(holding, fear, offer):
    base = m.unit_threshold(offer, holding, fear)
    assert m.unit_threshold(offer + 0.1, holding, fear) > base
    assert m.unit_threshold(offer, holding + 0.1, fear) < base
    if offer < holding:
        assert m.unit_threshold(offer, holding, fear + 0.1) > base
    assert m.unit_threshold(0.0, fear, fear) == 0.5


@given(st.floats(0.2, 0.8), st.floats(0.01, 1.5), st.floats(0.5, 8), st.floats(0.2, 0.8))
def test_what_all_have_seen_lowers_the_threshold_if_it_is_good_and_nothing_is_left_of_it_as_it_blurs(
    seen, public, private, ratio
):
    """V39: the diffuse threshold is the limit of the public one."""
    assume(is_unique(public, private * 0.9))
    base = public_threshold(seen, public, private, ratio)
    assert public_threshold(seen + 0.05, public, private, ratio) < base
    diffuse = m.unit_threshold(2 * ratio - 1, 1.0, 1.0) if ratio > 0.5 else m.unit_threshold(0.0, 1 / ratio - 1, 1.0)
    assert public_threshold(seen, 1e-9, private, ratio) == pytest.approx(diffuse, abs=1e-7)


@pytest.mark.parametrize(("relative", "thresholds"), [(0.9, 1), (0.999, 1), (1.1, 3), (1.3, 3)])
def test_the_global_game_has_one_threshold_up_to_a_bound_on_public_precision(relative, thresholds):
    """V39: a/sqrt(b) = sqrt(2 pi), where the map of M11 is flat in its middle."""
    private = 4.0
    public = relative * np.sqrt(2 * np.pi * private)
    at = np.linspace(1e-6, 1 - 1e-6, 200_000)
    gap = np.sqrt(private) * norm.ppf(at) - public * (at - 0.5)
    assert (np.diff(np.sign(gap)) != 0).sum() == thresholds
    assert is_unique(public, private) == (thresholds == 1)


# ---- the week ---------------------------------------------------------------------------------------------


@given(share, share, bearing, bearing, st.floats(0, 1), noise, st.floats(1, 80))
def test_the_share_that_gave_up_is_a_share_and_never_falls_but_by_return(z, nation, theta, threshold, back, s, speed):
    def step(returning):
        return week(z, theta, nation, threshold, noise=s, speed=speed, returning=returning)

    assert F32(z) <= step(0.0) <= 1
    assert 0 <= step(back) <= step(0.0)


@given(share, share, bearing, st.floats(0.2, 0.8), noise)
def test_fewer_hold_where_offers_are_better_and_less_can_be_borne(z, nation, theta, threshold, s):
    base = week(z, theta, nation, threshold, noise=s)
    assert week(z, theta, nation, threshold + 0.05, noise=s) >= base
    assert week(z, theta + 0.05, nation, threshold, noise=s) <= base
    assert week(z, theta, min(nation + 0.1, 1), threshold, noise=s) >= base


@given(drivers, st.floats(0.05, 1), share)
def test_an_announcement_alone_makes_men_give_up(given_, less, z):
    """Expected troops fall and those in the country stay."""
    before = m.fundamental(**given_, **RESPONSES)
    after = m.fundamental(**given_ | {"expected": given_["expected"] - less}, **RESPONSES)
    assert week(z, after) >= week(z, before)
    assert m.resting_share(after, 1.0, 0.12) > m.resting_share(before, 1.0, 0.12)


@given(pull, noise, bearing)
def test_at_the_resting_share_nobody_more_gives_up(j, s, theta):
    rest = m.resting_share(theta, j, s)
    assume(rest < 1)
    assert week(rest, theta, within=0.6 * j, between=0.4 * j, noise=s) == pytest.approx(rest, abs=2e-6)


def test_a_week_at_a_time_is_a_month_when_the_reply_stands_still():
    """Exact in its own speed: four short steps towards a fixed reply are one long one."""
    fixed = dict(nation=0.4, within=0.0, between=1.0)
    assert after_weeks(4, 0.05, 0.3, **fixed) == pytest.approx(week(0.05, 0.3, **fixed, years=4 * WEEK), abs=1e-6)


# ---- folds ------------------------------------------------------------------------------------------------


def highest_rest(theta, j, s):
    """The upper fixed point: mirrored, who still holds is the lower one of the opposite game."""
    return 1 - m.resting_share(j - theta, j, s)


@given(pull, noise)
def test_there_is_hysteresis_exactly_when_the_pull_is_four_times_the_noise(j, s):
    """V40: two resting shares at one fundamental iff J/(4 s) > 1."""
    steepness = j / (4 * s)
    assume(abs(steepness - 1) > 0.05)
    width = max(highest_rest(t, j, s) - m.resting_share(t, j, s) for t in np.linspace(0, j, 41))
    assert (width > 1e-3) == (steepness > 1)
    assert (m.folds(j, s) is not None) == (steepness > 1)


@given(pull, noise)
def test_between_the_folds_both_states_rest_and_outside_only_one(j, s):
    """V40: the folds are where the lower or the upper resting share vanishes."""
    assume(j / (4 * s) > 1.1)
    (low, high), (gives_way, comes_back) = m.folds(j, s)
    assert low + high == pytest.approx(1) and gives_way + comes_back == pytest.approx(j)
    step = 0.01 * (comes_back - gives_way)
    assert m.resting_share(gives_way + step, j, s) < low < high < m.resting_share(gives_way - step, j, s)
    assert highest_rest(comes_back - step, j, s) > high > low > highest_rest(comes_back + step, j, s)


def test_weeks_run_away_below_the_fold_and_hold_above_it():
    """V40 through the weekly step itself: J 1, s .12, fold at .35783."""
    _, (gives_way, _) = m.folds(1.0, 0.12)
    assert after_weeks(480, 0.0, gives_way - 0.004) > 0.9
    assert after_weeks(480, 0.0, gives_way + 0.004) < 0.13944


def test_a_fold_passed_slowly_gives_a_long_ghost_and_then_a_run():
    """M11's shape check: erosion for 10-20 weeks, then from a fifth to nine tenths in 5-10."""
    z, path = m.resting_share(0.40, 1.0, 0.12), []
    for step in range(200):
        z = week(z, max(0.40 - 0.004 * step, 0.30))
        path.append(z)
    fifth, most = (int(np.argmax(np.array(path) > level)) for level in (0.2, 0.9))
    assert 10 <= fifth <= 30
    assert 4 <= most - fifth <= 12


@pytest.mark.parametrize(("theta", "s"), [(0.5, 0.12), (0.4, 0.12), (0.34, 0.12), (0.3, 0.3), (0.7, 0.2)])
def test_a_crowd_of_granovetter_is_the_same_cascade(theta, s):
    """V41: people whose thresholds follow a logistic law around the fundamental, one after the other."""
    crowd = 100_000
    thresholds = logistic.ppf((np.arange(crowd) + 0.5) / crowd, loc=theta, scale=s) * crowd
    acting, joined = 0, -1
    while acting != joined:
        joined, acting = acting, int(np.searchsorted(thresholds, acting, side="right"))
    assert joined / crowd == pytest.approx(m.resting_share(theta, 1.0, s), abs=2e-3)


def test_a_single_missing_link_stops_a_crowd():
    """V41: thresholds 0..99, all join; without the one who follows the first, only the first."""
    assert joiners(range(100)) == 100
    assert joiners([0, 2, *range(2, 100)]) == 1


@given(st.floats(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_fewer_give_up_the_less_fighting_there_is_and_none_without(speed, tempo, more):
    calm, loud = sorted((tempo, more))
    assert m.leaving_share(speed, WEEK, 0.0) == 0.0
    assert m.leaving_share(speed, WEEK, calm) <= m.leaving_share(speed, WEEK, loud) < 1.0


def test_the_cascade_is_the_same_compiled():
    unit = ((0, 1),)
    assert not differing({
        m.fundamental: (draws(*unit * 7), tuple(RESPONSES.values())),
        m.unit_threshold: (draws((0, 1), (0.5, 2), (0.5, 2)), ()),
        m.surrender_step: (draws(*unit * 5), (0.6, 0.4, 0.12, 0.1, WEEK)),
    })  # fmt: skip
