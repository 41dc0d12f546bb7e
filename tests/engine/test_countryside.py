"""What the insurgents do away from the towns, and what levers do about it (M4-M6, M9, 9.5)."""

from __future__ import annotations

import numpy as np
import pytest
import small_war

from ripeness.engine import record as rec
from ripeness.engine import streams
from ripeness.engine.loop import simulate

QUANTITY = {name: q for q, (name, _, _) in enumerate(rec.QUANTITIES)}
STILL = small_war.NO_SHOCKS | small_war.NO_CHANCES | small_war.STEADY | {"territory.season_amplitude": 0.0}


def path(results, name):
    """(future, month) of a kept quantity."""
    return results.path[:, :, QUANTITY[name]].astype(float)


@pytest.fixture(scope="module")
def silent(tables):
    return small_war.silent(tables)


def run(silent, keys, changed=None, **levers):
    """Thirty-two futures of a still war under levers named as rows of ``record``."""
    war = small_war.world(small_war.scenario(), STILL | (changed or {}))
    for name, value in levers.items():
        war = small_war.policy(war, getattr(rec, name), value)
    return simulate(war, silent, keys[:32], kept=32)


def test_without_air_support_formations_grow(watched, silent):
    """M4: what air takes away sets how many fight together, and so what they can storm and what they lose."""
    war = small_war.world(small_war.scenario(), STILL)
    bombed, spared = watched(war, silent), watched(small_war.policy(war, rec.AIR_FACTOR, 0.1, slice(6, None)), silent)
    assert np.allclose(bombed["formation"], war.countryside.size_start)
    assert np.array_equal(bombed["formation"][:6], spared["formation"][:6])
    assert (spared["formation"][6:] > 2 * bombed["formation"][6:]).all()
    assert (spared["stormed"][6:] > bombed["stormed"][6:]).all()
    assert (spared["bleeding"][6:] > bombed["bleeding"][6:]).all()


def test_effort_on_the_roads_costs_access_and_then_posts(silent, keys):
    """M5; also from the first month on: the start is the day before."""
    base, blocked = run(silent, keys), run(silent, keys, ROAD_BASE=1.0)
    assert (path(blocked, "access") < path(base, "access") - 0.02).all()
    assert (path(blocked, "posts")[:, 1:] < path(base, "posts")[:, 1:]).all()
    assert (path(blocked, "control_share")[:, -1] < path(base, "control_share")[:, -1]).all()
    opened = run(silent, keys, ROAD_BASE=-1.0)
    assert (path(opened, "access") > path(base, "access")).all()
    assert (path(opened, "posts")[:, -1] > 1).all()


def test_a_province_that_cannot_lose_its_road_loses_no_post(silent, keys):
    safe = run(silent, keys, {"roads.check_base": -30.0}, POST_BIRTHS=0.5)
    assert np.allclose(path(safe, "access"), 1, atol=1e-5) and np.allclose(path(safe, "posts"), 1, atol=1e-5)


@pytest.mark.parametrize(("oversight", "sign"), [(0.02, -1), (0.95, 1)])
def test_more_militia_means_more_control_only_under_oversight(silent, keys, oversight, sign):
    """V06 in the loop: men nobody oversees prey on those they guard."""
    changed = {"government.militia_oversight": oversight}
    base, armed = run(silent, keys, changed), run(silent, keys, changed, MILITIA_BIRTHS=3.0)
    assert (path(armed, "militia")[:, 1:] > path(base, "militia")[:, 1:]).all()
    change = (path(armed, "control_share") - path(base, "control_share"))[:, -1]
    assert (sign * change > 1e-4).all()


def test_effort_goes_where_it_is_worth_most_and_none_is_lost(silent, keys):
    """9.5: shares weighted by their start always add up to one; with no precision nothing moves."""
    share = small_war.world(small_war.scenario()).effort.share.astype(float)
    names = [name for name in QUANTITY if name.startswith("effort_")]
    moved = run(silent, keys, AIR_FACTOR=0.1)
    efforts = np.stack([path(moved, name) for name in names], axis=-1)
    assert np.allclose(efforts @ share, 1, atol=1e-5)
    assert (path(moved, "effort_towns") > 1.005).all(), "a formation that can take towns does not go there"
    assert (np.abs(efforts[:, 0] - 1).max(axis=1) > 1e-3).all(), "a lever of the first month moves no effort"
    fixed = run(silent, keys, {"effort.precision": 0.0}, AIR_FACTOR=0.1)
    assert all(np.allclose(path(fixed, name), 1, atol=1e-6) for name in names)


def test_killings_cost_cohesion_and_their_usual_rate_costs_nothing(silent):
    """M6: more than usual divides the elites, fewer brings them together, the usual rate is part of the start."""
    keys = streams.keys(4, np.arange(1500))
    changed = STILL | {"elites.killing_rate": 1.5, "government.raid_rate": 0.8}
    usual = small_war.world(small_war.scenario(), changed)
    end = {}
    for factor in (0.0, 1.0, 3.0):
        results = simulate(small_war.policy(usual, rec.KILLINGS, factor), silent, keys, kept=len(keys), maps=False)
        share = path(results, "cohesion")
        end[factor] = np.log(share / (1 - share))[:, -6:].mean(axis=1)
        killed = results.record[:, rec.KILLINGS_TOTAL].astype(float)
        true = 24 * -np.expm1(-1.5 * factor / 12)
        assert killed.mean() == pytest.approx(true, abs=4 * np.sqrt(max(true, 0.0) / len(keys)) + 1e-9)
    assert end[3.0].mean() < end[1.0].mean() < end[0.0].mean()
    assert end[1.0].mean() == pytest.approx(0, abs=4 * end[1.0].std() / np.sqrt(len(keys)) + 0.002)
    legitimacy = path(simulate(usual, silent, keys, kept=len(keys), maps=False), "legitimacy")
    assert legitimacy[:, -6:].mean() == pytest.approx(0.45, rel=0.01)


@pytest.mark.parametrize("range_width", [0.5, -0.5])
def test_local_accords_start_at_the_coverage_they_keep(silent, range_width):
    """M9, V42: found and broken at equal rates on the first day, whether or not leaders order the fighting to go on."""
    keys = streams.keys(6, np.arange(1500))
    quiet = {name: value for name, value in STILL.items() if name != "peace.accord_rate"}
    war = small_war.world(small_war.scenario(), quiet | {"peace.accord_rate": 0.8, "forces.weariness_success": 0.0})
    tables = small_war.foreseen(silent, small_war.WIDTH, range_width)
    covered = path(simulate(war, tables, keys, kept=len(keys), maps=False), "local_accords")
    noise = 4 * covered[:, -1].std() / np.sqrt(len(keys))
    assert covered[:, -1].mean() == pytest.approx(covered[:, 0].mean(), abs=2 * noise)
    broken = war.peace.breakdown_rate * (1 + (war.peace.by_order if range_width < 0 else 0))
    assert 0.5 < covered.mean() / (0.4 / (0.4 + broken)) < 1.2


def test_local_accords_save_lives_and_a_programme_makes_more_of_them(silent):
    keys = streams.keys(6, np.arange(256))
    war = small_war.world(small_war.scenario(), {k: v for k, v in STILL.items() if k != "peace.accord_rate"})
    base = simulate(war, silent, keys, kept=256)
    helped = simulate(small_war.policy(war, rec.PROGRAMME, 4.0), silent, keys, kept=256)
    assert (path(helped, "local_accords") >= path(base, "local_accords")).all()
    assert path(helped, "local_accords")[:, -1].mean() > 1.3 * path(base, "local_accords")[:, -1].mean()
    assert helped.record[:, rec.DEATHS_TOTAL].mean() < base.record[:, rec.DEATHS_TOTAL].mean()
