"""What talks are for: the insurgents' value in five parts that add up (V33)."""

from __future__ import annotations

import numpy as np
import pytest
import small_game
from hypothesis import given
from hypothesis import strategies as st

from ripeness.strategy import channels
from ripeness.strategy import events as ev
from ripeness.strategy.game import closed
from ripeness.strategy.grid import COARSE
from ripeness.strategy.layout import CHANNELS
from ripeness.strategy.outlook import successors
from ripeness.strategy.solver import solve

parts = st.lists(st.floats(-1, 1), min_size=5, max_size=5).map(np.array)


@pytest.fixture(scope="module")
def solved():
    game = small_game.game()
    return game, solve(game, COARSE, horizon=2.0, keep_values=True, channels=True)


def test_the_parts_of_the_insurgents_value_add_up(solved):
    """V33, at every stored date."""
    _, solution = solved
    assert np.abs(solution.channels.sum(axis=0) - solution.values[0]).max() < 1e-5


def test_the_parts_do_not_move_the_solution(solved):
    game, solution = solved
    assert np.array_equal(solve(game, COARSE, horizon=2.0).common, solution.common)


def test_each_part_holds_what_its_name_says():
    """A payoff that is taken away empties its part and, hazards being fixed, no other."""
    plain = closed(small_game.game(base_rate=True), (ev.SETTLE,))  # terms are a choice that lambda does not switch off
    whole = solve(plain, small_game.TINY, horizon=1.0, channels=True).channels[:, 0]
    without = {
        "war": plain._replace(war_benefits=0.0, war_cost_insurgent=np.zeros(4)),
        "legitimacy": plain._replace(legitimacy_flow=0.0),
        "victory": plain._replace(victory=0.0),
        "renege": plain._replace(renege_cost=0.0),
    }
    for name, game in without.items():
        left = solve(game, small_game.TINY, horizon=1.0, channels=True).channels[:, 0]
        mine = CHANNELS.index(name)
        assert np.abs(left[mine]).max() == 0 and np.abs(whole[mine]).max() > 1e-4
        assert np.array_equal(np.delete(left, mine, axis=0), np.delete(whole, mine, axis=0))
    at_war = small_game.nodes(small_game.TINY)[1] < 4
    assert np.abs(whole[CHANNELS.index("settlement"), at_war]).max() == 0


@pytest.mark.parametrize("event", (ev.OPEN, ev.INTRA, ev.SETTLE, ev.RENEGE_INSURGENT, ev.ACCORD))
def test_what_a_step_is_worth_is_the_sum_of_its_parts_and_explains_how_readily_it_is_taken(solved, event):
    game, solution = solved
    gains = channels.gains(solution, game, event)
    feasible = ev.transition_table().feasible[event][small_game.nodes(COARSE)[0], small_game.nodes(COARSE)[1]]
    assert (np.isnan(gains).all(axis=0) == ~feasible).all()
    total = gains[:, feasible].sum(axis=0)
    there, weight, _ = successors(solution, game, 0, event)
    value = solution.values[0, 0].astype(float)
    by_value = (value[there] * weight).sum(axis=1) - value
    paid = game.renege_cost if event == ev.RENEGE_INSURGENT else 0.0
    assert np.abs(total - by_value[feasible] + paid).max() < 2e-5
    if event in (ev.OPEN, ev.RENEGE_INSURGENT):  # theirs alone: the stored hazard is opportunity x acceptance
        logs = solution.common[0, feasible, event - 8].astype(float)
        chance = 1 / (1 + np.exp(-(game.bias_single + game.precision[0] * total)))
        assert np.abs(np.maximum(np.log(game.nu[event] * chance), -45.0) - logs).max() < 2e-3


@given(parts, st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_talks_are_a_cover_a_real_process_or_neither(by_channel, width, with_talks, without):
    """Model 3.8."""
    share = channels.settlement_share(by_channel)
    assert 0 <= share <= 1
    said = channels.verdict(by_channel, width, with_talks, without)
    settlement = by_channel[channels.SETTLEMENT]
    if said == "cover":
        assert by_channel.sum() > 0 and (settlement <= 0 or share < 0.25)
    if said == "real":
        assert share >= 0.5 and width > 0 and with_talks - without >= 0.10
    if by_channel.sum() > 0 and settlement <= 0:
        assert said == "cover"


def test_the_purpose_of_talks_is_told_with_its_parts(solved):
    game, solution = solved
    told = channels.purpose(solution, game, ev.INTRA, game.start, game.start_log_odds, game.start_belief)
    assert told.event == "intra" and tuple(told.by_channel) == CHANNELS
    assert sum(told.by_channel.values()) == pytest.approx(told.gain)
    assert 0 <= told.chance_without <= told.chance_with <= 1
    assert told.verdict in ("cover", "real", "ambiguous")
