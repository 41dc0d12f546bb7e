"""The client state and its neighbours: reform, elections, sanctuary, recognition (M8, M10, 9.6)."""

from __future__ import annotations

import numpy as np
import pytest
import small_war

from ripeness.engine import record as rec
from ripeness.engine.loop import simulate
from ripeness.strategy import events as ev

QUANTITY = {name: q for q, (name, _, _) in enumerate(rec.QUANTITIES)}
# Nothing but what is asked about: posts do not wait for cohesion, nor legitimacy for security.
ALONE = small_war.NO_SHOCKS | small_war.NO_CHANCES | small_war.STEADY | {
    "territory.season_amplitude": 0.0, "posts.abandon_cohesion": 0.0, "government.security_legitimacy": 0.0,
    "government.control_cohesion": 0.0,
}  # fmt: skip


def logit(p):
    return np.log(p / (1 - p))


def path(results, name):
    """(future, month) of a kept quantity."""
    return results.path[:, :, QUANTITY[name]].astype(float)


@pytest.fixture(scope="module")
def silent(tables):
    return small_war.silent(tables)


def run(tables, keys, changed=None, **levers):
    """Thirty-two futures in which only the client state moves, under levers named as rows of ``record``."""
    war = small_war.world(small_war.scenario(), ALONE | (changed or {}))
    for name, (value, months) in levers.items():
        war = small_war.policy(war, getattr(rec, name), value, months)
    return simulate(war, tables, keys[:32], kept=32, told=32)


@pytest.mark.parametrize("rate", [3.0, 400.0])
def test_a_reform_divides_the_elites_first_and_wins_the_public_half_a_year_later(tables, keys, rate):
    """M8, the J-curve; a reform that runs is not begun again, however eager the government."""
    results = run(small_war.constant(tables, {ev.REFORM: rate}), keys)
    cohesion, legitimacy = path(results, "cohesion"), path(results, "legitimacy")
    seen = 0
    for future, log in enumerate(results.log):
        months = log[log[:, 1] == ev.REFORM, 0]
        if not len(months) or months[0] > 12:
            continue
        first = int(months[0])
        seen += 1
        assert (np.diff(cohesion[future, max(first - 1, 0) : first + 6]) < 0).all()
        assert np.allclose(legitimacy[future, : first + 6], 0.45, atol=1e-6)
        assert (np.diff(legitimacy[future, first + 5 : first + 12]) > 1e-3).all()
    assert seen > 20


def test_a_disputed_election_divides_the_elites_for_three_to_nine_months_and_no_longer(silent, keys):
    """M8: what a dispute takes from cohesion it gives back, no less and no more."""
    vote = {"ELECTION": (1.0, slice(2, 3))}
    base = run(silent, keys)
    disputed = run(silent, keys, {"government.dispute_base": 30.0}, **vote)
    loss = small_war.central(small_war.scenario())["government.dispute_loss"]
    change = logit(path(disputed, "cohesion")) - logit(path(base, "cohesion"))
    assert (disputed.record[:, rec.DISPUTES_TOTAL] == 1).all()
    divided = change < -0.5 * loss
    length = divided.sum(axis=1)
    assert length.min() >= 3 and length.max() <= 9 and len(set(length)) > 3
    assert not divided[:, :2].any() and divided[:, 2:5].all()
    assert np.allclose(change[divided], -loss, atol=1e-5) and np.allclose(change[~divided], 0, atol=1e-5)
    assert np.allclose(path(disputed, "legitimacy"), 0.45, atol=1e-6)


def test_an_undisputed_election_wins_the_public_for_a_while(silent, keys):
    calm = run(silent, keys, {"government.dispute_base": -30.0}, ELECTION=(1.0, slice(2, 3)))
    won = logit(path(calm, "legitimacy")) - logit(0.45)
    assert (calm.record[:, rec.DISPUTES_TOTAL] == 0).all()
    assert np.allclose(won[:, :2], 0, atol=1e-6) and np.allclose(won[:, 2], 0.1, atol=1e-5)
    assert (np.diff(won[:, 2:]) < 0).all() and (won > -1e-6).all()


def test_a_raid_is_felt_for_three_months_and_leaves_nothing_behind(silent, keys):
    """9.7: measured against what the usual raids are made good with."""
    rate = {"government.raid_rate": 1.0}
    values = small_war.central(small_war.scenario())
    results = run(silent, keys, rate | {"government.cohesion_speed": 60.0, "government.legitimacy_cohesion": 0.0})
    cohesion = logit(path(results, "cohesion"))
    high = cohesion[:, 4:].max()
    down = cohesion[:, 4:] < high - 0.5 * values["government.raid_cohesion"]
    assert 0.1 < down.mean() < 0.3
    assert np.allclose(cohesion[:, 4:][down], high - values["government.raid_cohesion"], atol=1e-4)
    assert np.allclose(cohesion[:, 4:][~down], high, atol=1e-4)
    runs = np.diff(np.flatnonzero(np.diff(np.pad(down, ((0, 0), (1, 1))).astype(int).ravel()) != 0))[::2]
    assert set(runs) <= {1, 2, 3}, "only a raid at the edge of what is looked at is cut short"


def test_talks_without_the_government_divide_its_elites(tables, silent, keys):
    """M8: the war starts in such talks; when they break off, cohesion rises above its start."""
    closed = run(small_war.constant(tables, {ev.CLOSE_PATRON: 50.0}), keys)
    assert (path(closed, "cohesion")[:, 1:] > path(run(silent, keys), "cohesion")[:, 1:] + 1e-3).all()
    assert (path(closed, "recognition")[:, -1] < 0.1).all()


def test_sanctuary_follows_the_neighbours_policy_and_recruits_follow_sanctuary(silent, keys):
    base, closed = run(silent, keys), run(silent, keys, SANCTUARY_TARGET=(-0.4, slice(6, None)))
    assert np.allclose(path(base, "sanctuary"), 0.7, atol=1e-6)
    assert (np.diff(path(closed, "sanctuary")[:, 5:]) < 0).all() and (path(closed, "sanctuary") > 0.3).all()
    assert (path(closed, "strength")[:, -1] < path(base, "strength")[:, -1]).all()


def test_assurances_about_havens_win_recognition(silent, keys):
    base, assured = run(silent, keys), run(silent, keys, HAVENS=(1.0, slice(6, None)))
    assert np.allclose(path(base, "recognition"), 0.1, atol=1e-6)
    assert (np.diff(path(assured, "recognition")[:, 5:]) > 0).all()
