"""Garrisons and strongmen: they rest, they foresee, and a regime falls once (M11)."""

from __future__ import annotations

import numpy as np
import pytest
import small_war

from ripeness.engine import record as rec
from ripeness.engine import streams
from ripeness.engine.loop import simulate
from ripeness.model.powerbrokers import resting_share
from ripeness.strategy import events as ev

QUANTITY = {name: q for q, (name, _, _) in enumerate(rec.QUANTITIES)}
STILL = small_war.NO_SHOCKS | small_war.NO_CHANCES | {"territory.season_amplitude": 0.0}
STANDS = {"cascade.base": 0.3}  # firm enough that it takes an exit to shake it


def path(results, name):
    """(future, month) of a kept quantity."""
    return results.path[:, :, QUANTITY[name]].astype(float)


def run(changed, tables, keys, count=32, **levers):
    """A still war under levers named as rows of ``record``."""
    war = small_war.world(small_war.scenario(), STILL | changed)
    for name, value in levers.items():
        war = small_war.policy(war, getattr(rec, name), value)
    return simulate(war, tables, keys[:count], kept=count, told=count)


@pytest.fixture(scope="module")
def silent(tables):
    return small_war.silent(tables)


def test_nobody_gives_up_who_had_no_reason_to_on_the_first_day(silent, keys):
    """The start is the lower fixed point, that of equal regions in closed form."""
    equal = {"cascade.control": 0.0, "cascade.returning": 1e-9}
    values = small_war.central(small_war.scenario()) | equal
    shares = path(run(equal, silent, keys), "surrendered")
    held = values["cascade.base"] + values["cascade.level"] + values["cascade.expectation"]
    held += values["cascade.pay"] * values["government.pay"]
    held += values["cascade.legitimacy"] * (values["government.legitimacy"] - 0.5)
    assert np.allclose(shares, resting_share(held, values["cascade.pull"], values["cascade.noise"]), rtol=1e-4)


def test_whoever_comes_back_is_replaced_by_whoever_leaves_on_the_first_day(silent, keys):
    shares = path(run({"cascade.returning": 2.0}, silent, keys), "surrendered")
    assert np.allclose(shares, shares[:, :1], rtol=1e-3)
    assert (shares < path(run({}, silent, keys), "surrendered")).all()


def test_an_announcement_alone_makes_garrisons_give_up(tables, silent, keys):
    """The patron's troops stay where they are; only what everybody expects has changed."""
    told = small_war.foreseen(silent, small_war.EXPECTED, 1.0, 0.2, month=6)
    before = small_war.foreseen(silent, small_war.EXPECTED, 1.0)
    base, announced = run({}, before, keys), run({}, told, keys)
    assert np.array_equal(base.states, announced.states)
    assert np.array_equal(path(base, "surrendered")[:, :6], path(announced, "surrendered")[:, :6])
    assert (path(announced, "surrendered")[:, 6:] > 1.2 * path(base, "surrendered")[:, 6:]).all()
    assert (path(announced, "cohesion")[:, 6:] < path(base, "cohesion")[:, 6:]).all()


def test_the_patrons_exit_makes_garrisons_give_up_later(tables, silent, keys):
    leaving = small_war.constant(tables, {ev.REDUCE: 6.0})
    gone = run(STANDS, leaving, keys)
    assert (gone.record[:, rec.R_END] == 1).all() and (gone.record[:, rec.COLLAPSE_MONTH] < 0).all()
    shares = path(gone, "surrendered")
    exit_month = gone.record[:, rec.EXIT_MONTH].astype(int)
    for future, month in zip(shares, exit_month, strict=True):
        assert (np.diff(future[month:]) > -1e-6).all() and future[-1] > 2.0 * future[0]
    assert (shares[:, -1] > path(run(STANDS, silent, keys), "surrendered")[:, -1]).all()


def test_a_collapse_is_recorded_once_with_the_stance_in_which_it_came(tables, keys):
    rates = {ev.TIMELINE: 3.0, ev.REDUCE: 3.0}
    results = run({"cascade.base": 0.0, "territory.volatility": 0.6}, small_war.constant(tables, rates), keys, 96)
    month = results.record[:, rec.COLLAPSE_MONTH].astype(int)
    ended = month >= 0
    assert 10 < ended.sum() < 96
    assert results.events[:, ev.COLLAPSE].sum() == ended.sum()
    assert np.array_equal(results.record[ended, rec.COLLAPSE_R], results.record[ended, rec.R_END])
    assert np.array_equal(results.record[ended, rec.COLLAPSE_K], results.record[ended, rec.K_END])
    assert np.array_equal(results.record[ended, rec.MONTHS_RUN], month[ended] + 1)
    assert (results.record[~ended][:, [rec.COLLAPSE_R, rec.COLLAPSE_K]] == -1).all()
    assert results.states[:, rec.COLLAPSED].tolist() == np.cumsum(np.bincount(month[ended], minlength=24)).tolist()
    for future, last in zip(results.path, np.where(ended, month, 24), strict=True):
        assert np.isfinite(future[:last, QUANTITY["surrendered"]]).all()
        assert np.isnan(future[last:]).all()
    assert (results.record[ended][:, rec.CAPITAL] > 0).all()
    for log, fell in zip(results.log, month, strict=True):
        lines = log[~np.isnan(log[:, 1])]
        falls = lines[lines[:, 1] == ev.COLLAPSE]
        assert len(falls) == (fell >= 0)
        if fell >= 0:
            assert lines[-1, 1] == ev.COLLAPSE and falls[0, 0] == fell


def test_no_regime_falls_whose_garrisons_can_bear_everything(tables, keys):
    leaving = small_war.constant(tables, {ev.REDUCE: 6.0, ev.CUT: 6.0})
    steady = run(small_war.STEADY, leaving, keys, 96)
    assert (steady.record[:, rec.R_END] == 0).all()
    assert (steady.record[:, rec.COLLAPSE_MONTH] < 0).all() and not steady.events[:, ev.COLLAPSE].any()
    assert np.nanmax(path(steady, "surrendered")) < 1e-4
    weak = run({"cascade.base": 0.0}, leaving, keys, 96)
    assert (weak.record[:, rec.COLLAPSE_MONTH] >= 0).mean() > 0.9


@pytest.mark.parametrize(
    ("lever", "value", "sign"),
    [("OFFER", 0.3, 1), ("HOLDING", 1.5, -1), ("PAY_FACTOR", 0.6, 1), ("PAY_FACTOR", 1.1, -1)],
)
def test_what_is_offered_and_paid_moves_garrisons(silent, keys, lever, value, sign):
    base, moved = run(STANDS, silent, keys), run(STANDS, silent, keys, **{lever: value})
    change = sign * (path(moved, "surrendered") - path(base, "surrendered"))[:, -1]
    if sign < 0:  # those who have given up come back slowly
        assert (change >= 0).all() and (change > 0).any()
    else:
        assert (change > 0).all()


def test_louder_propaganda_makes_garrisons_give_up_where_the_press_reads_the_war_darker(silent, keys):
    """9.6: what is believed of the gap between the two readings grows with propaganda."""
    darker = STANDS | {"measurement.press_cut_low": 0.0, "measurement.press_cut_high": 4.0}
    base, loud = run(darker, silent, keys), run(darker, silent, keys, PROPAGANDA=2.0)
    assert (path(loud, "surrendered")[:, 1:] > path(base, "surrendered")[:, 1:]).all()


def test_the_season_alone_makes_nobody_give_up(silent, keys):
    """Militias bleed more in summer, as they always did."""
    still = run(small_war.STEADY, silent, keys)
    swings = run(small_war.STEADY | {"territory.season_amplitude": 0.4}, silent, keys)
    assert np.abs(path(swings, "surrendered") - path(still, "surrendered")).max() < 1e-5


def test_district_centres_fall_where_garrisons_give_up(silent, keys):
    alone = STANDS | {"cascade.pull": 0.05}  # garrisons that do not look at each other do not run away together
    calm, shaken = run(alone, silent, keys, 96), run(alone, silent, keys, 96, OFFER=1.2)
    fallen = path(shaken, "centres_fallen")[:, -1]
    share = path(shaken, "surrendered")[:, -1]
    lived = np.isfinite(fallen)
    assert lived.all() and (fallen >= path(calm, "centres_fallen")[:, -1]).all()
    assert fallen.mean() == pytest.approx(share.mean(), abs=4 * 0.5 / np.sqrt(96 * small_war.DISTRICTS))


def test_the_cascade_is_the_same_in_every_order_of_futures(tables):
    keys = streams.keys(3, np.arange(64))
    war = small_war.world(small_war.scenario(), {"cascade.base": 0.0})
    order = np.random.default_rng(8).permutation(64)
    one, two = simulate(war, tables, keys), simulate(war, tables, keys[order])
    assert (one.record[:, rec.COLLAPSE_MONTH] >= 0).sum() > 5
    assert np.array_equal(one.record[order], two.record)


def test_aircraft_that_return_free_no_town_whose_garrison_is_gone(silent, keys):
    """M11: what has fallen comes back only with those who gave up."""
    shaken = {"cascade.base": -0.35, "cascade.capital_share": 0.2, "cascade.surrender_share": 1.0,
              "cascade.returning": 0.0, "massing.town": 200.0}  # fmt: skip
    war = small_war.world(small_war.scenario(), STILL | shaken)
    never = war.cascade._replace(seat=war.cascade.seat * 0.0, collapse_capitals=2.0)
    war = war._replace(cascade=never)  # the regime outlives its capitals
    seen = {}
    for name, months in (("always", slice(None)), ("for a year", slice(0, 12))):
        bare = small_war.policy(war, rec.AIR_FACTOR, 0.0, months)
        seen[name] = path(simulate(bare, silent, keys[:32], kept=32), "capitals_fallen")
    shares = path(simulate(war, silent, keys[:32], kept=32), "capitals_fallen")
    assert not shares.any()  # with aircraft over them the same towns are never taken
    lost = seen["for a year"]
    assert lost[:, 11].any() and (np.diff(lost, axis=1) >= 0.0).all()
    assert np.array_equal(lost[:, :12], seen["always"][:, :12])
