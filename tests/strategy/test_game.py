"""The solved game: limits, invariances, closed forms, and what is refused (V27-V36, V54-V56)."""

from __future__ import annotations

import numpy as np
import pytest
import small_game
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm
from small_game import NO_TURNOVER, STILL, TINY, back, only, stored

from ripeness.errors import SettingsError, SolverError
from ripeness.numerics.compiled import plain
from ripeness.strategy import backward, kernel, payoffs, posteriors
from ripeness.strategy import events as ev
from ripeness.strategy import stored as kept
from ripeness.strategy.game import WEDGES, without
from ripeness.strategy.grid import COARSE
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.layout import board, by_node, first_places, inside, last_values
from ripeness.strategy.outlook import at, chance, hazards, successors
from ripeness.strategy.solver import REFUSAL, fitted, solve

FINE = TINY._replace(step=1 / 400, far_step=1 / 400, distant_step=1 / 400)
VOLATILITIES = tuple(f"kernel.volatility_{rung}" for rung in ("none", "money", "residual", "main"))
PEACE = {f"kernel.collapse_{r}": -800.0 for r in ("residual", "main")}


@pytest.fixture(scope="module")
def central():
    return solve(small_game.game(), COARSE, horizon=1.0, keep_values=True)


# ---- hazards ------------------------------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(-3, 3), st.floats(0, 500))
def test_a_party_accepts_no_less_readily_what_is_worth_more_to_it(gain, more, bias, precision):
    low, high = (float(acceptance(np.array(g), bias, precision)) for g in (gain, gain + more))
    assert 0 < low <= high <= 1
    assert np.isfinite(np.log(low))


@given(st.floats(-1, 1).filter(lambda g: abs(g) > 1e-6), st.floats(-3, 3))
def test_perfect_choosers_seize_what_is_worth_something_and_nothing_else(gain, bias):
    """V27, at fixed values."""
    assert acceptance(np.array(gain), bias, 1e9) == pytest.approx(float(gain > 0), abs=1e-6)
    assert acceptance(np.array(gain), bias, 0.0) == pytest.approx(1 / (1 + np.exp(-bias)), abs=1e-12)


def test_without_choice_every_hazard_is_the_base_rate_and_steps_say_nothing():
    """V27: lambda = 0, at every stored node and date."""
    game = small_game.game(small_game.central(**{k.replace(".", "__"): v for k, v in NO_TURNOVER.items()}),
                           turnover=(), base_rate=True)  # fmt: skip
    solution = solve(game, TINY, horizon=1.0)
    joint = [2 if e in (ev.ACCORD, ev.INTRA, ev.CEASEFIRE, ev.SETTLE) else 1 for e in range(ev.DECIDED)]
    bias = np.where(np.array(joint) == 2, game.bias_joint, game.bias_single)
    assert game.nu / (1 + np.exp(-bias)) ** joint == pytest.approx(game.reference, abs=1e-12)
    for event in range(ev.DECIDED):
        logs = solution.patron[..., event] if event < 8 else solution.common[..., event - 8]
        possible = logs[logs > -60.0]
        assert possible.size
        assert np.abs(possible - np.log(game.reference[event])).max() < 5e-7
    assert (solution.common[..., 11] == 0).all()
    assert solution.separation == pytest.approx(1)


# ---- invariances --------------------------------------------------------------------------------------------


def test_only_relative_payoffs_matter():
    """V28: payoffs times a, precisions over a."""
    game, a = small_game.game(), 1.7
    rules = board(game, TINY)
    last = last_values(game, TINY, rules)
    names = ("flow", "patron_lump", "other_lump", "victory", "blame", "settlement_value", "renege_cost")
    scaled = rules._replace(precision=rules.precision / a, **{name: getattr(rules, name) * a for name in names})
    one, two = back(game), back(game, rules=scaled, last=last * np.array([a, a, a, a, 1.0])[:, None])
    assert np.abs(one.value[:4] * a - two.value[:4]).max() < 1e-8
    for mine, other in zip(stored(one), stored(two), strict=True):
        assert np.abs(mine[..., :12] - other[..., :12]).max() < 1e-5  # single precision


@pytest.mark.parametrize("party", ("insurgent", "government", "patron"))
def test_a_constant_in_everything_a_party_gets_changes_nothing(party):
    """V28: flows + rho b, last values + b, what a collapse is worth + b."""
    game, b = small_game.game(), 0.3
    closed = [e for e in range(ev.DECIDED) if e != ev.SETTLE]  # the lump at signing shares the blame of a collapse
    game = only(game, *closed, collapse=party != "government")  # to whom a collapse is worth nothing, by definition
    rules = board(game, TINY)
    rows, owner = {"insurgent": ([0], 0), "government": ([1], 1), "patron": ([2, 3], 2)}[party]
    flow = rules.flow.reshape(4, rules.blocks, rules.padded).copy()
    flow[rows] += b * rules.rho[owner][:, None]
    last = last_values(game, TINY, rules)
    last[rows] += b
    worth = {"insurgent": {"victory": rules.victory + b}, "patron": {"blame": rules.blame - b}}.get(party, {})
    one = back(game)
    two = back(game, rules=rules._replace(flow=flow.ravel(), **worth), last=last)
    shifted = inside(one.value, TINY, rules).copy()
    shifted[rows] += b
    assert np.abs(shifted - inside(two.value, TINY, rules)).max() < 1e-8


def test_an_opportunity_split_in_two_is_the_same_opportunity():
    """V29: clones with half the rate each."""
    game = small_game.game()
    rules = board(game, TINY)
    double = {}
    for name in rules._fields:
        if name.startswith(("patron_", "other_")):
            value = getattr(rules, name)
            whole = value * 2 if name.endswith("first") else np.repeat(value, 2, axis=0)
            double[name] = whole / 2 if name.endswith("nu") else whole
    one, two = back(game), back(game, rules=rules._replace(**double))
    assert np.abs(one.value - two.value).max() < 1e-10
    assert one.hazard == pytest.approx(two.hazard, rel=1e-10)


@pytest.mark.parametrize("blocs", [1, 2, 3, 4])
def test_the_compiled_step_is_its_plain_text(blocs):
    game = small_game.game(leanings=small_game.LEANINGS[:blocs])
    rules = board(game, TINY)
    walk = back(game, channels=True)
    size = walk.value.size
    arguments = [np.empty(size) for _ in range(2)]
    places = [walk.places.copy() for _ in range(2)]
    ease = [walk.ease.copy() for _ in range(2)]
    scratch = np.zeros(kept.SCRATCH)
    value, middle = walk.value.ravel(), walk.middle.ravel()
    most, rests, counts, dates = [], [], [], []
    for i, how in enumerate((lambda f: f, plain)):
        arguments[i][:] = value
        most.append(
            how(backward.step_back)(rules, value, middle, arguments[i], places[i], ease[i], walk.parts, scratch, 0.04)
        )
        rests.append(how(posteriors.settle_places)(rules, value, places[i], ease[i]))
        counts.append(how(posteriors.count_posteriors)(rules, value, scratch))
        common, patron = np.zeros((TINY.nodes, 16)), np.zeros((2, TINY.nodes, 8))
        odd = how(kept.store_date)(rules, value, places[i], common, patron, scratch)
        dates.append((odd, common, patron))
    assert most[0] == pytest.approx(most[1], rel=1e-12)
    assert np.abs(arguments[0] - arguments[1]).max() < 1e-13
    assert np.abs(places[0] - places[1]).max() < 1e-9 and np.abs(ease[0] - ease[1]).max() < 1e-6
    assert rests[0][0] == pytest.approx(rests[1][0], abs=1e-9) and counts[0] == counts[1]
    assert dates[0][0] == dates[1][0]
    assert all(np.abs(a - b).max() < 1e-9 for a, b in zip(dates[0][1:], dates[1][1:], strict=True))


# ---- closed forms -------------------------------------------------------------------------------------------


def retreat():
    """Without choice, control still: a patron on its way down and back, a state that may fall (five states)."""
    values = small_game.central() | STILL | {"kernel.collapse_control": 0.0, "kernel.collapse_cohesion": 0.0,
                                             "kernel.collapse_expectation": 0.0}  # fmt: skip
    game = small_game.game(values, turnover=(), base_rate=True)
    return only(game, ev.REDUCE, ev.CUT, ev.INCREASE)


def chain(game, owner):
    """Values of the five-state chain on the first day by matrix exponential, by posture and control node (n = 1)."""
    red, cut, inc = (game.reference[e] for e in (ev.REDUCE, ev.CUT, ev.INCREASE))
    h = np.minimum(np.exp(game.log_collapse), game.collapse_cap)
    if owner == 0:
        h = np.minimum(np.exp(game.log_collapse + game.viability_offset * (1 - game.level)), game.collapse_cap)
    moves = np.zeros((4, 4))
    for r, s, rate in ((3, 2, red), (2, 1, red), (1, 0, cut), (0, 1, inc), (1, 2, inc), (2, 3, inc)):
        moves[r, s] += rate
    cells = [ev.CELL[r, 0] for r in range(4)]
    rho = payoffs.discounts(game)[min(owner, 2), cells]
    matrix = moves - np.diag(moves.sum(axis=1) + h + rho)
    lump = (game.victory, 0.0, -game.blame, -game.blame)[owner]
    flow = payoffs.flows(game, FINE)[owner][cells, 1]
    last = (flow + (h * lump)[:, None]) / (rho + h)[:, None]
    gain = flow + (h * lump)[:, None]
    if owner >= 2:
        paid = payoffs.patron_lumps(game)[owner - 2]
        lump = np.array([inc * paid[ev.INCREASE, cell] if r < 3 else 0.0 for r, cell in enumerate(cells)])
        gain = gain + lump[:, None]
    grown = expm(matrix * FINE.end)
    return grown @ last + np.linalg.solve(matrix, (grown - np.eye(4)) @ gain)


@pytest.mark.parametrize("owner", range(4))
def test_a_game_without_choice_is_a_markov_chain(owner):
    """V30: V = int e^{(Q - rho) t} u dt + e^{(Q - rho) T} V(T), five states."""
    game = retreat()
    walk = back(game, FINE)
    nodes = inside(walk.value, FINE, walk.rules)[owner]
    blocks = [ev.CELL[r, 0] * FINE.phases + 1 for r in range(4)]
    for belief in range(FINE.mu):
        found = nodes[blocks, belief].reshape(4, FINE.x, 2)
        assert np.abs(found - chain(game, owner)[:, :, None]).max() < 1e-6


def test_halving_the_step_quarters_its_error():
    game = retreat()
    exact, errors = chain(game, 2), []
    for step in (1 / 8, 1 / 16, 1 / 32):
        walk = back(game, TINY._replace(step=step, far_step=step, distant_step=step))
        found = inside(walk.value, TINY, walk.rules)[2][[ev.CELL[r, 0] * TINY.phases + 1 for r in range(4)], 0]
        errors.append(np.abs(found.reshape(4, TINY.x, 2) - exact[:, :, None]).max())
    assert errors[1] < errors[0] / 3.5 and errors[2] < errors[1] / 3.5


def test_a_state_that_can_only_fall_is_worth_its_flow_and_its_end():
    """V31: v1 = (f1 + h v0) / (rho + h); V54: nothing else happens, so values do not move."""
    game = only(small_game.game(small_game.central() | STILL, turnover=()))
    walk = back(game)
    last = last_values(game, TINY, walk.rules)
    moved = inside(walk.value - last, TINY, walk.rules)
    assert np.abs(moved).max() < 1e-10
    flow, rho = payoffs.flows(game, TINY), payoffs.discounts(game)
    h = kernel.collapse(game, TINY)
    cell, phase, ix, y = ev.CELL[2, 0], 1, 2, 1
    by_hand = (flow[2, cell, phase, ix] + h[cell, phase, ix, y] * -game.blame) / (rho[2, cell] + h[cell, phase, ix, y])
    found = inside(walk.value, TINY, walk.rules)[2, cell * TINY.phases + phase, 0, 2 * ix + y]
    assert found == pytest.approx(by_hand, abs=1e-8)


@pytest.mark.parametrize("cost, stays", ((0.0441176 * 0.99, True), (0.0441176 * 1.01, False)))
def test_a_patron_holds_a_posture_as_long_as_its_exact_rung_says(cost, stays):
    """V36: k lev(2) = .0441176 at rho .15, memory 2 y, collapse .25 a year after exit, levels .45 and .15."""
    values = small_game.central() | STILL | PEACE | {
        "kernel.collapse_control": 0.0, "kernel.collapse_cohesion": 0.0, "kernel.collapse_expectation": 0.0,
        "kernel.collapse_money": np.log(0.25), "payoff.blame_memory": 2.0, "payoff.discount_patron": 0.15,
        "patron.level_residual": 0.45, "patron.level_money": 0.15,
    }  # fmt: skip
    game = only(small_game.game(values, turnover=()), ev.REDUCE)
    game = game._replace(staying_cost=np.tile(cost / 0.45 * game.level, (2, 1)))
    walk = back(game, TINY._replace(end=60.0))
    types = inside(walk.value, TINY, walk.rules)[2:4]
    gone, there = (types[:, ev.CELL[r, 0] * TINY.phases + 1] for r in (1, 2))
    assert ((gone < there) if stays else (gone > there)).all()


def test_expected_posture_is_the_posture_where_none_can_change():
    """V55."""
    game = only(small_game.game(small_game.central() | STILL, turnover=()))
    expected = inside(back(game).value, TINY, board(game, TINY))[4]
    level = np.array([game.level[r] for r, _ in ev.CELLS]).repeat(TINY.phases)
    assert np.abs(expected - level[:, None, None]).max() < 1e-12


def test_expected_posture_under_a_dated_withdrawal_is_what_half_a_year_will_bring():
    """V55: e = lev(1) + (lev(2) - lev(1)) / (1 + x tau)."""
    values = small_game.central() | STILL | {"hazard.execution": 1.5}
    game = only(small_game.game(values, turnover=()))
    walk = back(game, TINY._replace(end=6.0))
    found = inside(walk.value, TINY, walk.rules)[4, ev.CELL[2, 1] * TINY.phases + 1]
    low, high = game.level[1], game.level[2]
    assert np.abs(found - (low + (high - low) / (1 + 1.5 * 0.5))).max() < 1e-3


def test_expected_posture_lies_between_nothing_and_the_main_force(central):
    assert central.values[4].min() >= -1e-6 and central.values[4].max() <= 1 + 1e-6


@pytest.mark.parametrize("volatility, drift", ((0.25, 0.1), (0.02, -0.6), (0.25, 0.0)))
def test_control_keeps_its_mass_its_mean_and_its_variance_on_the_nodes(volatility, drift):
    """V54; model 3.4: the generator matches drift and variance wherever the nodes can tell them."""
    values = small_game.central(
        kernel__volatility_main=volatility, kernel__drift_main=drift, kernel__drift_cohesion=0.0
    )
    up, down = kernel.generator(small_game.game(values), COARSE)
    assert (up >= 0).all() and (down >= 0).all()
    assert (up[:, :, -1] == 0).all() and (down[:, :, 0] == 0).all()
    dx = COARSE.x_nodes[1] - COARSE.x_nodes[0]
    u, d = up[ev.CELL[3, 0], 1, 3, 0], down[ev.CELL[3, 0], 1, 3, 0]
    assert (u - d) * dx == pytest.approx(drift, abs=1e-12)
    assert (u + d) * dx**2 == pytest.approx(max(volatility**2, abs(drift) * dx), abs=1e-12)


REVERTING = {"kernel.drift_none": -0.1, "kernel.drift_money": 0.1, "kernel.drift_residual": 0.25,
             "kernel.drift_main": 0.35, "kernel.drift_control": -0.7}  # fmt: skip


@given(st.floats(0.0, 2.0), st.floats(-1.0, 1.0), st.floats(0.02, 0.4))
def test_control_that_is_pulled_back_stays_within_its_reach(pull, drift, volatility):
    values = small_game.central(
        kernel__drift_control=-pull, kernel__drift_main=drift, kernel__volatility_main=volatility
    )
    game = small_game.game(values)
    low, high = kernel.reach(game)
    assert low < game.start_log_odds < high
    if pull < kernel.LEAST_PULL:
        assert (low, high) == (-np.inf, np.inf)
    else:
        level, spread = drift / pull, volatility / np.sqrt(2 * pull)
        assert low <= level - 4 * spread + 1e-9 and high >= level + 4 * spread - 1e-9
    nodes = fitted(game, COARSE).x_nodes
    assert nodes[0] >= -2.5 and nodes[-1] <= 2.5 and (np.diff(nodes) > 0).all()


def test_nodes_within_reach_of_control_give_values_nearer_to_those_of_many_nodes():
    """Between far nodes the drift of a fitted kernel acts as a volatility many times the true one."""
    game = small_game.game(small_game.central() | REVERTING | dict.fromkeys(VOLATILITIES, 0.12))

    def start(grid):
        walk = back(game, grid)
        values = by_node(walk.value, grid, walk.rules)[:4].astype(float)
        shaped = values.reshape(4, 8, grid.phases, grid.x, 2, grid.mu)[:, ev.CELL[3, 0], 1, :, 0]
        return [np.interp(game.start_log_odds, grid.x_nodes, party[:, 3]) for party in shaped]

    fine, near, far = (start(g) for g in (fitted(game, COARSE)._replace(x=36), fitted(game, COARSE), COARSE))
    assert np.abs(np.subtract(near, fine)).max() < 0.5 * np.abs(np.subtract(far, fine)).max()


# ---- a new leader -------------------------------------------------------------------------------------------


def office(redraw, resolute_share=0.5):
    """Values before and after the day a leader takes office, going back in time."""
    values = small_game.central(patron__turnover_redraw=redraw, patron__resolute_share=resolute_share)
    walk = back(small_game.game(values, turnover=()))
    after = inside(walk.value, TINY, walk.rules).copy()
    walk.take_office()
    return inside(walk.value, TINY, walk.rules), after


def test_a_leader_drawn_anew_makes_type_and_belief_of_yesterday_irrelevant():
    """V56: q = 1."""
    before, _ = office(1.0, 0.4)
    assert np.abs(before[2] - before[3]).max() < 1e-9
    assert np.abs(before - before[:, :, :1]).max() < 1e-9


def test_a_leader_who_is_never_another_changes_nothing():
    """V56: q = 0."""
    before, after = office(0.0)
    assert np.abs(before - after).max() < 1e-9


def test_on_average_over_types_a_turnover_moves_no_value_where_belief_stays():
    """V56: at mu = pi_E."""
    before, after = office(0.6, 0.5)
    middle = TINY.mu // 2
    mean = [0.5 * v[2, :, middle] + 0.5 * v[3, :, middle] for v in (before, after)]
    assert np.abs(mean[0] - mean[1]).max() < 1e-9


# ---- one equilibrium ----------------------------------------------------------------------------------------


def test_solutions_from_three_first_guesses_of_the_posteriors_agree():
    """V34."""
    game = small_game.game()
    own = first_places(COARSE, board(game, COARSE))
    walks = [back(game, COARSE, places=p) for p in (own, 0.0 * own, 0.0 * own + COARSE.mu - 1.0)]
    assert all(w.residual < REFUSAL for w in walks)
    for other in walks[1:]:
        assert np.abs(walks[0].value - other.value).max() < 1e-3
        assert np.abs(walks[0].places - other.places).max() < 1e-3


def test_the_residual_of_the_posteriors_does_not_depend_on_the_step():
    """V34: it is taken at frozen values."""
    game = small_game.game()
    rests = [back(game, COARSE._replace(step=step)).residual for step in (1 / 4, 1 / 12, 1 / 24)]
    assert max(rests) < 2e-6


def test_posteriors_agree_with_the_hazards_they_lead_to():
    walk = back(small_game.game(), COARSE)
    before = walk.places.copy()
    walk.settle()
    assert np.abs(walk.places - before).max() < 1e-4
    assert walk.places.min() >= 0 and walk.places.max() <= COARSE.mu - 1


def test_public_belief_is_right_on_average(central):
    """V26 in the solution: what events would move and what quiet moves cancel, under the public's own hazards."""
    game = small_game.game(small_game.central(patron__redraw_rate=0.0))
    solution = solve(game, COARSE, horizon=0.5)
    mu = COARSE.mu_nodes[small_game.nodes(COARSE)[4]]
    moved, clipped = solution.common[0, :, 11].astype(float), np.zeros(COARSE.nodes, dtype=bool)
    for event in range(ev.PATRON_EVENTS):
        there, weight, feasible = successors(solution, game, 0, event)
        after = (mu[there % COARSE.nodes] * weight).sum(axis=1)
        rate = np.where(feasible, hazards(solution, game, 0, 0.0, event), 0.0)
        moved += rate * np.where(feasible, after - mu, 0.0)
        clipped |= feasible & ((after < 0.0201) | (after > 0.9799))
    assert (~clipped).sum() > 1000
    assert np.abs(moved[~clipped]).max() < 1e-5


@pytest.mark.parametrize("precision", (120.0, 1000.0))
def test_a_game_with_more_than_one_answer_is_refused(precision):
    values = small_game.central(choice__precision_patron=precision, aftermath__challenge=0.0)
    with pytest.raises(SolverError, match="more than one equilibrium") as refusal:
        solve(small_game.game(values), COARSE, horizon=1.0)
    assert "choice.precision_patron" in str(refusal.value)


def test_halving_the_step_leaves_chances_where_they_are():
    """V35: < .01; deterministic here, so no seed is needed."""
    game = small_game.game()
    half = COARSE._replace(step=COARSE.step / 2, far_step=COARSE.far_step / 2, distant_step=COARSE.distant_step / 2)
    chances = []
    for grid in (COARSE, half):
        solution = solve(game, grid, horizon=3.0)
        asked = [
            chance(solution, game, 3.0, events=(ev.ACCORD,)),
            chance(solution, game, 3.0, events=(ev.COLLAPSE,)),
            chance(solution, game, 3.0, phases=(4,)),
        ]
        chances.append([at(solution, a, game.start, game.start_log_odds, game.start_belief) for a in asked])
    assert np.abs(np.subtract(*chances)).max() < 0.01


# ---- legal extremes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_any_draw_of_the_priors_is_solved_finitely_or_refused(seed):
    game = small_game.game(small_game.drawn(seed), turnover=(2.1, 6.1, 10.1, 14.1, 18.1))
    try:
        solution = solve(game, COARSE, horizon=1.0, keep_values=True)
    except SolverError:
        return
    for array in (solution.common, solution.patron, solution.values):
        assert np.isfinite(array).all()
    assert solution.outflow <= 1.0 + 2e-3
    assert ((solution.common[..., 12] > 0.05 - 1e-6) & (solution.common[..., 12] < 0.95 + 1e-6)).all()
    assert solution.common[..., :10].max() < 10  # log hazards; an opportunity a month would be 2.5
    assert solution.separation > 0


@pytest.mark.parametrize("wedge", WEDGES)
def test_every_wedge_can_be_switched_off(wedge):
    whole = small_game.game()
    solution = solve(without(whole, [wedge]), TINY, horizon=1.0)
    assert np.isfinite(solution.common).all()
    assert not np.array_equal(solution.common[0, :, 14], solve(whole, TINY, horizon=1.0).common[0, :, 14])


def test_an_unknown_wedge_is_refused():
    with pytest.raises(SettingsError, match="unknown wedge 'rent'"):
        without(small_game.game(), ["rent"])


def test_stored_values_are_those_of_the_walk(central):
    walk = back(small_game.game(), COARSE)
    assert np.abs(by_node(walk.value, COARSE, walk.rules) - central.values[:, 0]).max() < 1e-6
