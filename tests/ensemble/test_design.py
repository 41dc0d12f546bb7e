"""Worlds: every draw has an address, so that nothing moves anything else."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest

from ripeness.ensemble.design import ARMS, PRIOR_SETS, Plan, draw_values, draw_world
from ripeness.ensemble.priors import LEANS
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario
from ripeness.scenario.names import NAMES
from ripeness.strategy import ledger


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


def test_a_world_is_the_same_whenever_it_is_drawn(war):
    assert draw_world(war, 1, 7) == draw_world(war, 1, 7)
    assert draw_world(war, 1, 7).values != draw_world(war, 1, 8).values
    assert draw_world(war, 1, 7).values != draw_world(war, 2, 7).values


def test_a_parameter_more_or_less_moves_no_other_draw(war):
    left_out = "payoff.renege_cost"
    fewer = replace(war, parameters={n: e for n, e in reversed(war.parameters.items()) if n != left_out})
    drawn = draw_values(war, 1, 3)
    assert draw_values(fewer, 1, 3) == {name: value for name, value in drawn.items() if name != left_out}


def test_a_changed_prior_moves_its_own_draw_only(war):
    moved = load_scenario("afghanistan-2018", [{"set": "forces.strength", "to": {"lognormal": [80, 0.25]}}])
    before, after = draw_values(war, 1, 3), draw_values(moved, 1, 3)
    assert {name for name in before if before[name] != after[name]} == {"forces.strength"}
    assert after["forces.strength"] / before["forces.strength"] == pytest.approx(80 / 60)


def test_no_two_parameters_share_an_address():
    assert len({zlib.crc32(name.encode()) for name in NAMES}) == len(NAMES)


def test_draws_follow_their_estimate(war):
    estimate = war.parameters["choice.precision_patron"]
    drawn = np.array([draw_values(war, 5, w)["choice.precision_patron"] for w in range(300)])
    below = (drawn < estimate.value).mean()
    assert abs(below - 0.5) < 0.09  # three standard errors
    assert abs(np.log(drawn).std() - 0.6) < 0.08


def test_worlds_are_not_correlated_with_each_other_or_between_parameters(war):
    names = ["payoff.blame_memory", "patron.cost_irresolute", "choice.precision_patron"]
    drawn = np.log([[draw_values(war, 2, w)[n] for n in names] for w in range(400)])
    between = np.corrcoef(drawn.T)[np.triu_indices(3, 1)]
    assert np.abs(between).max() < 0.16
    assert abs(np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]) < 0.16


def test_every_kept_world_has_two_types_that_differ(war):
    start = (3, 0, 1)
    worlds = [draw_world(war, 1, w) for w in range(20)]
    assert all(ledger.types_differ(world.values, start) for world in worlds)
    assert all(world.values == draw_values(war, 1, world.index, world.attempts - 1) for world in worlds)


def test_a_rejected_draw_was_one_in_which_the_types_agree(war):
    world = next(w for w in (draw_world(war, 1, i) for i in range(100)) if w.attempts > 1)
    for attempt in range(world.attempts - 1):
        assert not ledger.types_differ(draw_values(war, 1, world.index, attempt), (3, 0, 1))


def test_a_war_that_does_not_ask_for_it_keeps_the_first_draw():
    plain = load_scenario("afghanistan-2018", ["structure.separate_types=false"])
    assert all(draw_world(plain, 1, w).attempts == 1 for w in range(30))


def test_types_that_cannot_differ_are_refused_with_a_remedy():
    alike = load_scenario("afghanistan-2018", ["patron.cost_resolute=0.9", "patron.cost_irresolute=0.9"])
    with pytest.raises(SettingsError, match="50 draws") as caught:
        draw_world(alike, 1, 0)
    assert "separate_types" in caught.value.remedy


@pytest.mark.parametrize("name", LEANS)
def test_prior_sets_lean_the_way_their_table_says(war, name):
    assert name in NAMES
    drawn = {s: np.array([draw_values(war, 1, w, 0, s)[name] for w in range(4)]) for s in PRIOR_SETS}
    if war.parameters[name].is_fixed:
        pytest.fail(f"{name} is one number and cannot lean")
    assert (np.sign(drawn["favourable"] - drawn["reference"]) == LEANS[name]).all()
    assert (np.sign(drawn["sceptical"] - drawn["reference"]) == -LEANS[name]).all()


def test_what_is_not_in_the_table_does_not_lean(war):
    sets = [draw_values(war, 1, 2, 0, s) for s in PRIOR_SETS]
    moved = {name for name in sets[0] if len({drawn[name] for drawn in sets}) > 1}
    assert moved == set(LEANS)


@pytest.mark.parametrize(
    "asked",
    [
        {"futures": 0}, {"futures": 10**9}, {"worlds": 0}, {"seed": -1}, {"prior_set": "hopeful"},
        {"start": "yesterday"}, {"arms": ("base_rate",)}, {"arms": ("reference", "other")}, {"futures": 1.5},
    ],
    ids=str,
)  # fmt: skip
def test_a_setting_out_of_range_is_refused_with_a_remedy(asked):
    with pytest.raises(SettingsError) as caught:
        Plan(**asked)
    assert caught.value.remedy


@pytest.mark.parametrize(("worlds", "futures"), [(64, 100_000), (64, 10), (3, 100), (7, 7), (1, 500)])
def test_every_future_lives_in_one_world(worlds, futures):
    plan = Plan(worlds=worlds, futures=futures)
    counts = [plan.count(w) for w in range(plan.filled_worlds)]
    assert sum(counts) == futures == plan.total("reference")
    assert min(counts) >= 1 and max(counts) - min(counts) <= 1
    for arm in ARMS:
        assert all(min(c, 64) <= plan.count(w, arm) <= c for w, c in enumerate(counts))
