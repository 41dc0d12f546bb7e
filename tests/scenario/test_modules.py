"""A mechanism that is left out moves nothing: whatever befalls it, the rest of the war is the same to the last bit."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
import small_war

from ripeness.engine import record as rec
from ripeness.engine import streams
from ripeness.engine.loop import simulate
from ripeness.engine.played import played
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario
from ripeness.scenario.modules import WITHOUT, ablated, patches_without
from ripeness.scenario.names import NAMES

# What befalls the mechanism, and which records are of the mechanism itself.
BEFALLS = {
    "blocs": ({}, {}, set()),
    "militias": ({"militias.loss_rate": 2.0}, {rec.MILITIA_BIRTHS: 0.0}, {"militia"}),
    "posts": ({"posts.storm_rate": 5.0, "posts.abandon_pay": 9.0}, {rec.POST_BIRTHS: 0.0}, {"posts"}),
    "roads": ({}, {rec.ROAD_BASE: 3.0}, set()),
    "elites": ({}, {rec.KILLINGS: 9.0}, {"killings_total"}),
    "local-peace": ({"peace.weariness": 9.0, "peace.violence_share": 0.9}, {rec.PROGRAMME: 4.0}, set()),
    "effort": ({"effort.courting": 0.9} if "effort.courting" in NAMES else {}, {}, set()),
    "perception": ({"measurement.press_cut_high": 1.5}, {}, {"press_government", "press_insurgent"}),
    "raids": ({"government.raid_cohesion": 2.0, "government.raid_legitimacy": 2.0}, {}, set()),
    "legitimacy": ({}, {rec.ECONOMY: -1.0, rec.FREEDOM: -1.0}, {"legitimacy", "legitimacy_end"}),
    "diffusion": ({"territory.road_weight": 6.0}, {}, set()),
    "weariness": ({"forces.weariness_contact": 0.9}, {rec.TRUCE_WEEKS: 2.0}, {"weariness"}),
    "restraint": ({}, {}, set()),
    "challenge": ({"aftermath.breadth": 0.9}, {}, set()),
    "splinters": ({"aftermath.splinter_share": 0.9}, {}, set()),
}


def left(war, tables, keys):
    """Records and paths of a run by name."""
    found = simulate(war, tables, keys, kept=len(keys), maps=False, width=16)
    paths = {name: found.path[:, :, i] for i, (name, _, _) in enumerate(rec.QUANTITIES)}
    return {name: found.record[:, i] for i, name in enumerate(rec.COLUMNS)} | paths


def befallen(war, module):
    changed, policy, _ = BEFALLS[module]
    for row, value in policy.items():
        war = small_war.policy(war, row, value)
    return changed, war


@pytest.fixture(scope="module")
def tables():
    return small_war.solved()


@pytest.fixture(scope="module")
def keys():
    return streams.keys(7, np.arange(48))


def pair(module, off, tables, keys):
    """The war as it is and as the mechanism is befallen, with or without the module."""
    values = dict(WITHOUT[module]) if off else {}
    changed, _, own = BEFALLS[module]
    war = small_war.scenario()
    usual = small_war.world(war, values)
    struck = small_war.world(war, values | {k: v for k, v in changed.items() if k not in values})
    for row, value in BEFALLS[module][1].items():
        struck = small_war.policy(struck, row, value)
    a, b = left(usual, tables, keys), left(struck, tables, keys)
    return {name for name in a if not np.array_equal(a[name], b[name], equal_nan=True)} - own


@pytest.mark.parametrize("module", [m for m in WITHOUT if BEFALLS[m][0] or BEFALLS[m][1]])
def test_what_befalls_a_mechanism_that_is_left_out_changes_nothing_else(module, tables, keys):
    assert not pair(module, True, tables, keys)


@pytest.mark.parametrize("module", ["militias", "posts", "roads", "elites", "local-peace", "raids", "legitimacy",
                                    "diffusion", "weariness", "perception"])  # fmt: skip
def test_with_the_mechanism_the_same_blow_is_felt(module, tables, keys):
    assert pair(module, False, tables, keys)


def test_without_choice_of_effort_the_shares_stand_still(tables, keys):
    found = left(small_war.world(small_war.scenario(), WITHOUT["effort"]), tables, keys)
    for name in (name for name in found if name.startswith("effort_")):
        there = np.isfinite(found[name])
        assert (found[name][there] == 1.0).all(), name


def test_every_module_sets_parameters_there_are_and_nothing_a_module_sets_is_out_of_range():
    war = load_scenario("afghanistan-2018")
    for module, keys in WITHOUT.items():
        assert set(keys) <= {*NAMES, "structure.blocs"}, module
        assert {move.key for move in ablated(war, module).moves} == set(keys), module
    assert set(BEFALLS) == set(WITHOUT)


def test_without_a_challenge_victory_is_worth_what_recognition_leaves_of_it():
    war = load_scenario("afghanistan-2018")
    values = {name: float(estimate.value) for name, estimate in ablated(war, "challenge").parameters.items()}
    expected = 1.0 - values["payoff.isolation"] * (1.0 - values["region.recognition"])
    assert played(war, values, 20.0).victory == pytest.approx(expected)


def test_an_unknown_module_is_answered_with_the_one_that_was_meant():
    with pytest.raises(SettingsError) as found:
        patches_without(["milita"])
    assert "milita" in found.value.message and "militias" in found.value.remedy


def test_the_worlds_without_a_module_are_those_with_it():
    from ripeness.ensemble.design import draw_world

    war = load_scenario("afghanistan-2018")
    whole, without = draw_world(war, 1, 3), draw_world(ablated(war, "posts"), 1, 3)
    assert without.before == whole.values and without.key == whole.key
    different = {name for name, value in whole.values.items() if without.values[name] != value}
    assert different == set(WITHOUT["posts"])


def test_a_module_left_out_of_a_package_leaves_the_rest_of_it(tmp_path):
    war = load_scenario("afghanistan-2018", packages=["less-air"])
    assert ablated(war, "posts").dials == war.dials and replace(war, before=None).before is None
