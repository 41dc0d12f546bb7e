"""What the parties reckon with: only what may have dates has them, and every state of the ground has its own kernel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ripeness.engine.pack import pack
from ripeness.ensemble.design import draw_world
from ripeness.ensemble.perceived import MOST_GROUNDS, foreseen, grounds, perceived, schedules
from ripeness.ensemble.world import fitted
from ripeness.scenario.load import load_scenario
from ripeness.scenario.quantities import MOVES, may_be_dated
from ripeness.strategy import conduct
from ripeness.strategy.game import build

BASE = 0.1  # of the cascade: what trials find is not what is asked here


class Watched(dict):
    """Numbers by name that remember who was asked for."""

    def __init__(self, values):
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


def world_of(scenario):
    return replace(draw_world(scenario, 1, 0))


def test_what_may_have_dates_is_read_by_the_parties_and_not_by_the_ground(war):
    world = world_of(war)
    ground, game = Watched(world.values), Watched(world.values)
    pack(war, ground, world.key)
    build(game)
    dated = {name for name in war.parameters if may_be_dated(name)}
    assert dated <= game.read
    assert dated & ground.read <= {"choice.condition_phase"}  # the loop's rules have eras of their own


def test_the_moves_a_lever_may_name_are_those_of_the_game():
    assert {*MOVES, "execution"} == set(conduct.MOVES)


def test_without_packages_there_is_one_game_and_no_date(war):
    world = fitted(war, world_of(war), BASE)
    ((month, found),) = schedules(war, world)
    assert month == 0 and found.starts == (0.0,) and found.orders == ()
    assert perceived(war) == [{"from": "2018-12", "hash": war.hash}]


def test_a_surprise_leaves_the_game_of_before_and_brings_another(war):
    scenario = load_scenario("afghanistan-2018", packages=["path-of-2020-21"])
    ((_, usual),) = schedules(war, fitted(war, world_of(war), BASE))
    (first, before), (then, after) = schedules(scenario, fitted(scenario, world_of(scenario), BASE))
    assert (first, then) == (0, 15)
    assert before.starts == usual.starts and before.orders == ()
    assert all(np.array_equal(a, b) for a, b in zip(before.first, usual.first, strict=True))
    assert [(order.years, order.commitment) for order in after.orders] == [(1.25, 1)]
    assert after.at(1.5).execution == pytest.approx(24 / 14)
    assert [entry["from"] for entry in perceived(scenario)] == ["2018-12", "2020-03"]


def test_each_state_of_the_ground_has_a_kernel_of_its_own():
    scenario = load_scenario("afghanistan-2018", packages=["reform-and-inclusive-leadership"])
    states = grounds(scenario)
    assert [month for month, _ in states] == [0, 1, 13, 19] and len(states) <= MOST_GROUNDS
    world = fitted(scenario, world_of(scenario), BASE)
    ((_, found),) = schedules(scenario, world)
    assert len(found.games) == 4 and len(world.kernels) == 3  # the pact alone stands before and after the reform
    assert found.games[0].drift[3] == found.games[3].drift[3] != found.games[1].drift[3]


def test_what_is_foreseen_at_given_numbers_is_what_a_world_foresees(war):
    scenario = load_scenario("afghanistan-2018", packages=["guaranteed-offer"])
    world = fitted(scenario, world_of(scenario), BASE)
    ((_, found),) = schedules(scenario, world)
    again = foreseen(scenario, world.values, 30.0)
    assert again.starts == found.starts and again.orders == found.orders
    assert all(np.array_equal(a, b) for a, b in zip(again.first, found.first, strict=True))
