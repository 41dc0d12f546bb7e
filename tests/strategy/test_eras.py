"""Rules that change at dates, and moves that are ordered: one pass, felt before they come, and never beyond the end."""

from __future__ import annotations

import numpy as np
import pytest
import small_game
from small_game import TINY

from ripeness.strategy import events as ev
from ripeness.strategy.conduct import barred, conducted, transitions
from ripeness.strategy.eras import Order, Schedule, obeyed, schedule
from ripeness.strategy.grid import COARSE
from ripeness.strategy.outlook import at, chance, hazards
from ripeness.strategy.solver import LEAVING, solve

EXPECTED, NOTHING = 13, -60.0
STAY = {"feasible.reduce": 0.0, "feasible.timeline": 0.0, "feasible.accord": 0.0, "feasible.execution": 0.0}


@pytest.fixture(scope="module")
def game():
    return small_game.game()


@pytest.fixture(scope="module")
def alone(game):
    return solve(game, TINY, horizon=1.5)


def identical(one, other) -> bool:
    return all(np.array_equal(getattr(one, a), getattr(other, a)) for a in ("times", "common", "patron", "residual"))


def rows_of(solution, date: float) -> np.ndarray:
    return np.flatnonzero(np.abs(solution.times - date) < 1e-9)


def expected_posture(solution, game, row: int = 0) -> float:
    return at(solution, solution.common[row, :, EXPECTED], game.start, game.start_log_odds, game.start_belief)


def test_one_era_is_the_game_itself_bit_for_bit(game, alone):
    assert identical(solve(Schedule((game,), (0.0,)), TINY, horizon=1.5), alone)


def test_an_era_that_changes_nothing_is_no_era(game, alone):
    found = schedule([(0.0, game), (0.5, game), (1.0, conducted(game, {"opportunity.open": 1.0}))])
    assert len(found.games) == 1 and identical(solve(found, TINY, horizon=1.5), alone)


def test_what_begins_after_the_end_of_time_is_never_felt(game, alone):
    late = schedule([(0.0, game), (TINY.end + 1.0, conducted(game, STAY))], [Order(TINY.end + 0.5, posture=0)])
    assert identical(solve(late, TINY, horizon=1.5), alone)


def test_a_date_stands_twice_and_holds_the_rules_of_both_sides(game):
    law = solve(schedule([(0.0, conducted(game, STAY)), (0.8, game)]), TINY, horizon=1.5)
    before, after = rows_of(law, 0.8)
    assert (law.patron[:, before, :, ev.REDUCE] == NOTHING).all()
    assert (law.patron[:, after, :, ev.REDUCE] > NOTHING).any()


def test_a_move_that_is_barred_never_comes_up_and_people_know_it_beforehand(game, alone):
    law = solve(schedule([(0.0, game), (1.0, conducted(game, STAY))]), TINY, horizon=1.5)
    barred_rows = np.flatnonzero(law.times > 1.0 + 1e-9)
    for event in (ev.REDUCE, ev.TIMELINE, ev.ACCORD):
        assert (law.patron[:, barred_rows, :, event] == NOTHING).all()
        assert (law.patron[:, rows_of(law, 0.5), :, event] > NOTHING).any()
    eve, usual = int(rows_of(law, 1.0)[0]), int(rows_of(alone, 1.0)[0])
    assert expected_posture(law, game, eve) > expected_posture(alone, game, usual) + 0.01
    assert abs(expected_posture(law, game) - expected_posture(alone, game)) > 0.001


def test_a_tempo_multiplies_the_reference_rate_of_who_does_not_choose(game):
    still = small_game.game(small_game.central(patron__redraw_rate=0.0), turnover=(), base_rate=True)
    twice = solve(schedule([(0.0, still), (0.5, conducted(still, {"opportunity.open": 2.0}))]), TINY, horizon=1.0)
    slot = ev.OPEN - ev.PATRON_EVENTS
    early, late = (twice.common[int(rows_of(twice, t)[-1]), :, slot] for t in (0.25, 0.75))
    live = early > -59.0
    assert np.exp(late[live]) == pytest.approx(2.0 * np.exp(early[live]), rel=1e-4)


def test_a_withdrawal_by_a_date_is_expected_before_it_is_ordered(game, alone):
    ordered = solve(schedule([(0.0, game)], [Order(1.0, commitment=1)]), TINY, horizon=1.5)
    fall = [expected_posture(alone, game, r) - expected_posture(ordered, game, r)
            for r in (int(rows_of(ordered, t)[0]) for t in (0.0, 0.5, 1.0))]  # fmt: skip
    assert 0.0 < fall[0] < fall[1] < fall[2]


def test_before_an_order_a_state_is_worth_what_it_is_worth_after(game):
    solved = solve(schedule([(0.0, game)], [Order(1.0, commitment=1)]), TINY, horizon=1.5, keep_values=True)
    before, after = rows_of(solved, 1.0)
    here, there = (solved.node(ev.CELL[pair], 1, 2, 0, 1) for pair in ((3, 0), (3, 1)))
    assert solved.values[:, before, here] == pytest.approx(solved.values[:, after, there], abs=1e-6)
    assert solved.values[:, before, there] == pytest.approx(solved.values[:, after, there], abs=1e-6)


@pytest.mark.parametrize(
    ("order", "cell", "talks", "after", "move"),
    [
        (Order(0.0, commitment=1), (3, 0), 1, (3, 1), ev.TIMELINE),
        (Order(0.0, commitment=1), (2, 2), 1, (2, 1), ev.TIMELINE),
        (Order(0.0, commitment=1), (1, 0), 1, (1, 0), -1),
        (Order(0.0, commitment=2), (3, 0), 1, (3, 2), ev.CONDITIONAL),
        (Order(0.0, commitment=2), (3, 1), 1, (3, 1), -1),
        (Order(0.0, posture=2), (3, 0), 1, (2, 0), ev.REDUCE),
        (Order(0.0, posture=2), (3, 1), 1, (2, 1), ev.EXECUTION),
        (Order(0.0, posture=0), (3, 0), 1, (0, 0), ev.CUT),
        (Order(0.0, posture=3), (1, 0), 1, (3, 0), ev.INCREASE),
        (Order(0.0, posture=3), (2, 0), 4, (2, 0), -1),
        (Order(0.0, posture=3), (3, 0), 1, (3, 0), -1),
        (Order(0.0, posture=2, commitment=1), (3, 0), 1, (2, 1), ev.TIMELINE),
    ],
)  # fmt: skip
def test_an_order_leads_as_far_as_the_table_goes(game, order, cell, talks, after, move):
    to, how = obeyed(order, transitions(game))
    assert ev.CELLS[to[ev.CELL[cell], talks]] == after and how[ev.CELL[cell], talks] == move


def test_a_law_stands_above_an_order(game):
    to, how = obeyed(Order(0.0, posture=1), transitions(conducted(game, STAY)))
    assert to[ev.CELL[3, 0], 1] == ev.CELL[3, 0] and how[ev.CELL[3, 0], 1] == -1


def test_a_guarantor_keeps_the_residual_force_while_a_settlement_holds_and_no_longer(game):
    kept = conducted(game, {"held.reduce": 0.0, "held.timeline": 0.0, "held.execution": 0.0})
    solved = solve(kept, TINY, horizon=0.5)
    cell, n, *_ = small_game.nodes(TINY)
    posture = np.array([r for r, _ in ev.CELLS])[cell]
    reduce = solved.patron[:, 0, :, ev.REDUCE]
    assert (reduce[:, (posture == 2) & (n == 4)] == NOTHING).all()
    assert (reduce[:, (cell == ev.CELL[3, 0]) & (n == 4)] > NOTHING).all()
    assert (reduce[:, (cell == ev.CELL[2, 0]) & (n < 4)] > NOTHING).all()
    assert barred({"held.execution": 0.0})[ev.EXECUTION, ev.CELL[2, 1], 4]
    assert not barred({"held.execution": 0.0})[ev.EXECUTION, ev.CELL[3, 1], 4]


def test_who_has_pledged_to_stay_leaves_less_readily(game, alone):
    pledged = conducted(game, {f"lump.{move}": -0.3 for move in ("reduce", "timeline", "accord")})
    solved = solve(pledged, TINY, horizon=0.5)
    first = (game.start, game.start_log_odds, game.start_belief)
    leaving = [sum(at(s, hazards(s, game, 0, 0.0, e), *first) for e in LEAVING) for s in (solved, alone)]
    assert leaving[0] < 0.8 * leaving[1]
    assert expected_posture(solved, game) > expected_posture(alone, game)


def test_a_chance_is_reckoned_through_orders_and_changes_of_the_rules(game):
    """No troops a year from now, by order and by law against coming back: everybody is at posture 0 or 1 then."""
    away = conducted(game, {"feasible.increase": 0.0})
    plan = schedule([(0.0, game), (0.5, away)], [Order(0.5, posture=1)])
    solved = solve(plan, TINY, horizon=1.5)
    settled = small_game.nodes(TINY)[1] == 4
    withdrawn = chance(solved, plan, 1.0, postures=(0, 1), at_end=True)
    fallen = chance(solved, plan, 1.0, events=(ev.COLLAPSE,))
    assert (withdrawn + fallen)[~settled] == pytest.approx(1.0, abs=2e-3)
    assert chance(solve(game, TINY, horizon=1.5), game, 1.0, postures=(2, 3), at_end=True)[-1] > 0.05


def test_the_coarse_grid_solves_three_eras_without_more_doubt(game):
    law = solve(schedule([(0.0, game), (1.0, conducted(game, STAY)), (3.0, game)]), COARSE, horizon=4.0)
    assert np.isfinite(law.common).all() and law.residual < 5e-3 and law.outflow <= 1.001
