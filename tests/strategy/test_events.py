"""V53: one table of who may do what where, and everybody reads it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import small_game
from small_game import TINY

from ripeness.engine.decisions import cell_of
from ripeness.strategy import events as ev
from ripeness.strategy.grid import COARSE
from ripeness.strategy.layout import board
from ripeness.strategy.outlook import successors
from ripeness.strategy.solver import solve

STATES = [(r, k, n) for r, k in ev.CELLS for n in range(5)]


def fewer(r, k):
    return r - 1, (k if r - 1 >= 2 else 0)


# Model 3.1 once more, in other words: what an event requires and where it leads; trigger and accord phases aside.
RULES = {
    ev.REDUCE: (lambda r, k, n: r >= 2 and k != 1, lambda r, k, n: (*fewer(r, k), n)),
    ev.INCREASE: (lambda r, k, n: r < 3 and k != 1 and n < 4, lambda r, k, n: (r + 1, k, n)),
    ev.TIMELINE: (lambda r, k, n: r >= 2 and k != 1, lambda r, k, n: (r, 1, n)),
    ev.CUT: (lambda r, k, n: r == 1, lambda r, k, n: (0, 0, n)),
    ev.CONDITIONAL: (lambda r, k, n: r >= 2 and k == 0 and n < 4, lambda r, k, n: (r, 2, n)),
    ev.CANCEL: (lambda r, k, n: k > 0, lambda r, k, n: (r, 0, n)),
    ev.CLOSE_PATRON: (lambda r, k, n: n == 1, lambda r, k, n: (r, k, 0)),
    ev.ACCORD: (lambda r, k, n: n in (1, 2, 3) and r >= 2 and k != 1, lambda r, k, n: (r, 1, n)),
    ev.OPEN: (lambda r, k, n: n == 0, lambda r, k, n: (r, k, 1)),
    ev.CLOSE_INSURGENT: (lambda r, k, n: n == 1, lambda r, k, n: (r, k, 0)),
    ev.INTRA: (lambda r, k, n: n <= 1, lambda r, k, n: (r, k, 2)),
    ev.CEASEFIRE: (lambda r, k, n: n == 2, lambda r, k, n: (r, k, 3)),
    ev.SETTLE: (lambda r, k, n: n in (2, 3), lambda r, k, n: (r, 1 if k == 2 else k, 4)),
    ev.WALK_INSURGENT: (lambda r, k, n: n in (2, 3), lambda r, k, n: (r, k, 0)),
    ev.WALK_GOVERNMENT: (lambda r, k, n: n in (2, 3), lambda r, k, n: (r, k, 0)),
    ev.RENEGE_INSURGENT: (lambda r, k, n: n == 4, lambda r, k, n: (r, k, 0)),
    ev.RENEGE_GOVERNMENT: (lambda r, k, n: n == 4, lambda r, k, n: (r, k, 0)),
    ev.REFORM: (lambda r, k, n: n < 4, lambda r, k, n: (r, k, n)),
    ev.EXECUTION: (lambda r, k, n: k == 1, lambda r, k, n: (*fewer(r, k), n)),
    ev.DECAY: (lambda r, k, n: True, lambda r, k, n: (r, k, n)),
    ev.COLLAPSE: (lambda r, k, n: True, lambda r, k, n: (r, k, n)),
    ev.TURNOVER: (lambda r, k, n: True, lambda r, k, n: (r, k, n)),
}


def after(table, event, state):
    """Successor (r, k, n) of a state, None where the event cannot happen."""
    cell, n = ev.CELL[state[:2]], state[2]
    if not table.feasible[event, cell, n]:
        return None
    return (*ev.CELLS[table.next_cell[event, cell, n]], int(table.next_phase[event, cell, n]))


@pytest.mark.parametrize("event", range(ev.EVENTS), ids=lambda e: ev.NAMES[e])
def test_an_event_happens_where_and_leads_whither_the_model_says(event):
    table = ev.transition_table()
    requires, leads = RULES[event]
    for state in STATES:
        assert after(table, event, state) == (leads(*state) if requires(*state) else None)


@pytest.mark.parametrize("condition, accord", list(product((2, 3, 4), ev.ACCORD_PHASES)))
def test_no_event_leaves_the_table_and_a_commitment_needs_troops(condition, accord):
    table = ev.transition_table(condition, accord)
    for event, state in product(range(ev.EVENTS), STATES):
        there = after(table, event, state)
        if there is not None:
            r, k, n = there
            assert (r, k) in ev.CELLS and 0 <= n <= 4
            assert k == 0 or r >= 2
    signs = {n for r, k, n in STATES if after(table, ev.ACCORD, (r, k, n))}
    assert signs == set(ev.ACCORD_PHASES[accord])


@pytest.mark.parametrize("condition", (2, 3, 4))
def test_a_conditional_offer_becomes_a_date_when_its_condition_is_met(condition):
    table = ev.transition_table(condition)
    for event, to in ((ev.INTRA, 2), (ev.CEASEFIRE, 3), (ev.SETTLE, 4)):
        start = {2: 1, 3: 2, 4: 3}[to]
        assert after(table, event, (3, 2, start)) == (3, 1 if to >= condition else 2, to)
        assert after(table, event, (3, 0, start)) == (3, 0, to)
    assert after(table, ev.CONDITIONAL, (3, 0, condition)) is None


def test_without_a_patron_only_the_return_of_aid_moves_the_posture():
    """V54."""
    table = ev.transition_table()
    moves = {e for e in range(ev.EVENTS) for n in range(5) if (s := after(table, e, (0, 0, n))) and s[:2] != (0, 0)}
    assert moves == {ev.INCREASE}


def test_the_loop_numbers_the_cells_as_the_table_does():
    assert [cell_of(r, k) for r, k in ev.CELLS] == list(range(len(ev.CELLS)))


def test_the_solver_goes_where_the_table_says():
    game = small_game.game()
    rules, table = board(game, TINY), ev.transition_table()
    plane = TINY.mu * rules.padded
    for block in range(rules.blocks):
        cell, phase = divmod(block, TINY.phases)
        state = (*ev.CELLS[cell], min(phase, 4))
        own = range(rules.patron_first[block], rules.patron_first[block + 1])
        others = range(rules.other_first[block], rules.other_first[block + 1])
        targets = {int(rules.patron_event[i]): int(rules.patron_target[i]) for i in own}
        targets |= {int(rules.other_event[i]): block + int(rules.other_shift[i]) // plane for i in others}
        if rules.settle_open[block]:
            targets[ev.SETTLE] = int(rules.settle_target[block])
        if rules.execution_shift[block]:
            targets[ev.EXECUTION] = block + int(rules.execution_shift[block]) // plane
        expected = {e: s for e in (*range(ev.DECIDED), ev.EXECUTION) if (s := after(table, e, state))}
        assert targets.keys() == expected.keys()
        for event, target in targets.items():
            r, k, n = expected[event]
            kept = phase if n == state[2] else n
            assert target == ev.CELL[r, k] * TINY.phases + kept


def test_what_cannot_happen_has_no_hazard_and_everything_else_has_one():
    solution = solve(small_game.game(), TINY, horizon=1.0)
    table = ev.transition_table()
    cell, n, _, cohesion, _ = small_game.nodes(TINY)
    for event in range(ev.DECIDED):
        logs = solution.patron[..., event] if event < 8 else solution.common[None, ..., event - 8]
        feasible = table.feasible[event, cell, n] & ((event != ev.REFORM) | (cohesion == 0))
        assert (logs[..., ~feasible] == -60.0).all()
        assert (logs[..., feasible] >= -45.0).all()


def test_chances_are_reckoned_along_the_same_table():
    game = small_game.game()
    solution = solve(game, TINY, horizon=1.0)
    table = ev.transition_table()
    cell, n, ix, _, _ = small_game.nodes(TINY)
    for event in range(ev.DECIDED):
        there, weight, feasible = successors(solution, game, 0, event)
        assert (feasible <= table.feasible[event, cell, n]).all()
        live, to = np.flatnonzero(feasible), there[feasible]
        for side in range(2):
            used = weight[live, side] > 0
            assert (cell[to[used, side]] == table.next_cell[event, cell[live[used]], n[live[used]]]).all()
            assert (n[to[used, side]] == table.next_phase[event, cell[live[used]], n[live[used]]]).all()
            assert (ix[to[used, side]] == ix[live[used]]).all()
        assert np.allclose(weight[live].sum(axis=1), 1.0)
        assert (weight[live] >= -1e-9).all()


def test_nodes_of_a_solution_are_numbered_as_documented():
    solution = solve(small_game.game(), TINY, horizon=1.0)
    cell, _, ix, y, im = small_game.nodes(TINY)
    for node in np.random.default_rng(1).integers(0, TINY.nodes, 50):
        phase = node // (TINY.x * 2 * TINY.mu) % TINY.phases
        assert solution.node(cell[node], phase, ix[node], y[node], im[node]) == node
    assert COARSE.nodes == 8 * COARSE.phases * COARSE.x * 2 * COARSE.mu
