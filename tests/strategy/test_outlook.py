"""Chances in the reduced game as a linear pass: bounds, closed forms, turnovers."""

from __future__ import annotations

import numpy as np
import pytest
import small_game
from small_game import STILL, TINY, only

from ripeness.strategy import events as ev
from ripeness.strategy.game import closed
from ripeness.strategy.grid import COARSE
from ripeness.strategy.outlook import PUBLIC, Eyes, Link, at, chance, hazards, in_order, insurgents_eyes
from ripeness.strategy.solver import solve


@pytest.fixture(scope="module")
def solved():
    game = small_game.game()
    return game, solve(game, COARSE, horizon=3.0)


@pytest.mark.parametrize("what", ({"events": (ev.ACCORD,)}, {"events": (ev.COLLAPSE,)}, {"phases": (4,)},
                                  {"postures": (0, 1)}, {"phases": (4,), "at_end": True}))  # fmt: skip
def test_a_chance_is_a_probability_and_what_has_happened_stays_happened(solved, what):
    game, solution = solved
    short, long = (chance(solution, game, years, **what) for years in (1.0, 3.0))
    assert short.min() >= -1e-9 and long.max() <= 1 + 1e-9
    if not what.get("at_end"):
        assert (long >= short - 1e-9).all()


def test_settled_at_the_end_is_no_likelier_than_ever_settled(solved):
    game, solution = solved
    ever, at_end = (chance(solution, game, 3.0, phases=(4,), at_end=flag) for flag in (False, True))
    assert (at_end <= ever + 1e-9).all()
    assert at_end[small_game.nodes(COARSE)[1] < 4].max() > 0.01


def test_a_constant_hazard_gives_the_exponential_law():
    """V15: 1 - exp(-h t), two competing events h_i / H of it."""
    game = only(small_game.game(small_game.central() | STILL, turnover=(), base_rate=True),
                ev.INTRA, ev.CLOSE_INSURGENT, collapse=False)  # fmt: skip
    game = closed(game, ())._replace(log_collapse=np.full(4, -40.0))
    solution = solve(game, TINY, horizon=2.0)
    a, b = game.reference[ev.INTRA], game.reference[ev.CLOSE_INSURGENT]
    found = at(solution, chance(solution, game, 2.0, events=(ev.CLOSE_INSURGENT,)), (3, 0, 1), 0.3, 0.4)
    assert found == pytest.approx(b / (a + b) * -np.expm1(-2.0 * (a + b)), abs=1e-6)
    assert hazards(solution, game, 0, 0.5, ev.INTRA).max() == pytest.approx(a, rel=1e-6)


def test_a_dated_withdrawal_is_carried_out_in_stages():
    """V16: two rungs at 1.5 a year are an Erlang law."""
    game = only(small_game.game(small_game.central() | STILL | {"hazard.execution": 1.5}, turnover=()), collapse=False)
    solution = solve(game, TINY, horizon=2.0)
    gone = chance(solution, game, 1.0, postures=(0, 1))
    assert at(solution, gone, (3, 1, 1), 0.3, 0.4) == pytest.approx(1 - np.exp(-1.5) * 2.5, abs=1e-6)
    assert at(solution, gone, (3, 0, 1), 0.3, 0.4) == pytest.approx(0, abs=1e-12)
    assert at(solution, gone, (1, 0, 1), 0.3, 0.4) == 1


def test_beyond_a_turnover_the_belief_of_before_counts_for_less():
    """With the type surely drawn anew, the chance from a day before is that of the redrawn belief whatever it was."""
    values = small_game.central(patron__turnover_redraw=1.0, patron__redraw_rate=0.0)
    game = small_game.game(values, turnover=(1.0,))
    solution = solve(game, COARSE, horizon=2.0)
    just_before = chance(solution, game, 0.5 + 1e-6, events=(ev.ACCORD,), start=1.0 - 1e-6)
    by_belief = just_before.reshape(-1, COARSE.mu)
    assert np.abs(by_belief - by_belief[:, :1]).max() < 1e-4
    later = chance(solution, game, 0.5, events=(ev.ACCORD,), start=1.0).reshape(-1, COARSE.mu)
    assert np.abs(later - later[:, :1]).max() > 0.01


def test_linkage_lowers_the_chance_of_a_separate_accord():
    chances = {}
    for rule in ("any", "linkage"):
        game = small_game.game(accord_phases=rule)
        solution = solve(game, COARSE, horizon=2.0)
        by_node = chance(solution, game, 2.0, events=(ev.ACCORD,))
        chances[rule] = at(solution, by_node, game.start, game.start_log_odds, game.start_belief)
    assert chances["linkage"] < chances["any"]


EXIT, FALL, SIGNED = Link(postures=(0, 1)), Link(events=(ev.COLLAPSE,)), Link(phases=(4,))


def test_a_longer_chain_is_never_likelier_and_its_first_link_is_the_plain_chance(solved):
    game, solution = solved
    found = in_order(solution, game, 3.0, (EXIT, Link(events=(ev.INTRA,)), SIGNED, FALL))[0]
    assert (np.diff(found, axis=0) <= 1e-12).all()
    assert found[0] == pytest.approx(chance(solution, game, 3.0, postures=(0, 1)), abs=1e-12)
    assert found.min() >= 0.0 and found.max() <= 1.0


def test_what_can_only_come_after_another_thing_needs_no_waiting_for_it(solved):
    game, solution = solved
    phase = small_game.nodes(COARSE)[1]
    to_table, straight = (
        in_order(solution, game, 2.0, links)[0, -1] for links in ((Link(phases=(2, 3)), SIGNED), (SIGNED,))
    )
    assert to_table[phase == 1] == pytest.approx(straight[phase == 1], abs=1e-9)  # no signature but at the table


def test_two_steps_at_constant_hazards_follow_the_two_stage_law():
    game = only(small_game.game(small_game.central() | STILL, turnover=(), base_rate=True),
                ev.INTRA, ev.SETTLE, collapse=False)._replace(log_collapse=np.full(4, -40.0))  # fmt: skip
    solution = solve(game, TINY, horizon=2.0)
    a, b = game.reference[ev.INTRA], game.reference[ev.SETTLE]
    links = (Link(events=(ev.INTRA,)), Link(events=(ev.SETTLE,)))
    first, both = (at(solution, values, (3, 0, 1), 0.3, 0.4) for values in in_order(solution, game, 2.0, links)[0])
    assert first == pytest.approx(-np.expm1(-2.0 * a), abs=1e-6)
    law = 1.0 - (b * np.exp(-2.0 * a) - a * np.exp(-2.0 * b)) / (b - a)
    assert both == pytest.approx(law, abs=1e-6)


def test_who_thinks_patron_and_state_weaker_expects_exit_and_fall_sooner(solved):
    game, solution = solved
    plain, own = in_order(solution, game, 3.0, (EXIT, FALL), (PUBLIC, Eyes(-1.0, 1.0)))
    for view, everybody in zip(own, plain, strict=True):
        assert at(solution, view, (3, 0, 1), 0.5, 0.4) > at(solution, everybody, (3, 0, 1), 0.5, 0.4)
    sober = insurgents_eyes(game._replace(belief_offset=0.0, viability_offset=0.0))
    same = in_order(solution, game, 3.0, (EXIT, FALL), (sober,))[0]
    assert same == pytest.approx(plain)
