"""No belief and no payoff makes diplomacy faster than its opportunities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from ripeness.ensemble.design import draw_values
from ripeness.errors import SolverError
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev
from ripeness.strategy.game import build
from ripeness.strategy.grid import COARSE
from ripeness.strategy.outlook import at, chance
from ripeness.strategy.solver import solve
from ripeness.strategy.speed_limit import hypoexponential, shortest_chain, speed_limit

START = (3, 0, 1)


@given(st.lists(st.floats(0.01, 20.0), min_size=1, max_size=4), st.floats(0.0, 6.0))
def test_stages_one_after_the_other_are_the_exponential_of_their_generator(rates, years):
    generator = np.zeros((len(rates) + 1, len(rates) + 1))
    for i, rate in enumerate(rates):
        generator[i, i], generator[i, i + 1] = -rate, rate
    assert hypoexponential(rates, years) == pytest.approx(expm(generator * years)[0, -1], abs=1e-9)


def test_the_shortest_way_to_a_settlement_needs_no_ceasefire():
    assert shortest_chain(1) == (ev.INTRA, ev.SETTLE)
    assert shortest_chain(2) == (ev.SETTLE,)
    assert shortest_chain(4) == ()


def test_no_solved_game_settles_faster_than_its_opportunities_allow():
    scenario, solved = load_scenario("afghanistan-2018"), 0
    for world in range(4):
        values = draw_values(scenario, seed=11, world=world)
        game = build(values, [2.1], start=START)
        try:
            solution = solve(game, COARSE, horizon=2.25)
        except SolverError:  # more than one equilibrium: refused, no number to hold against the bound
            continue
        solved += 1
        for years in (0.41, 2.0):
            settled = chance(solution, game, years, phases=(4,))
            chance_there = at(solution, settled, START, game.start_log_odds, game.start_belief)
            assert 0.0 < chance_there <= speed_limit(values, START, years) + 1e-9
    assert solved >= 3
