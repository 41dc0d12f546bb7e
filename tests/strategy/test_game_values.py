"""V32: what the parties expect is what they get, on average over futures that play the reduced game."""

from __future__ import annotations

import numpy as np
import pytest
import small_game

from ripeness.engine import calendar, pack, streams
from ripeness.engine import record as rec
from ripeness.engine.loop import PLAYERS, simulate
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev
from ripeness.strategy import payoffs
from ripeness.strategy.backward import HANDOVER, HANDOVER_HALF_WIDTH
from ripeness.strategy.grid import PRODUCTION
from ripeness.strategy.outlook import at, chance
from ripeness.strategy.solver import solve
from ripeness.strategy.terms import handover

FUTURES, MONTHS, OFFICE = 2000, 36, 25  # a leader takes office in the twenty-sixth month
MONTH = 1.0 / 12.0


@pytest.fixture(scope="module")
def played():
    """Game, solution and told futures; offsets zero, for a constant offset is not Bayes' rule at a turnover."""
    scenario = load_scenario("afghanistan-2018")
    values = small_game.central(information__resolve_offset=0.0, information__viability_offset=0.0,
                                government__cohesion=0.3)  # fmt: skip
    war = pack.pack(scenario, values, streams.key(1, streams.WORLD_AXIS))._replace(months=MONTHS)
    assert war.politics.turnover[:MONTHS].nonzero()[0].tolist() == [OFFICE]
    game = small_game.game(values, turnover=calendar.turnover_years(scenario, PRODUCTION.end))
    solution = solve(game, PRODUCTION, horizon=3.0, keep_values=True)
    keys = streams.keys(3, np.arange(FUTURES))
    results = simulate(war, pack.tables(solution, MONTHS), keys, kept=FUTURES, told=FUTURES, mode=PLAYERS)
    return game, solution, results


def read(solution, row, party, cell, talks, chi, x, cohesion, belief):
    """Values of one stored date between its nodes."""
    grid = solution.grid
    values = solution.values[party, row].reshape(len(ev.CELLS), grid.phases, grid.x, 2, grid.mu).astype(float)
    settled = talks == 4
    knot = np.where(settled, np.clip((chi - 0.05) / 0.9 * (grid.chi - 1), 0, grid.chi - 1), 0.0)
    low = np.minimum(knot.astype(int), grid.chi - 2)
    place_x = np.clip((x - grid.x_low) / (grid.x_high - grid.x_low) * (grid.x - 1), 0, grid.x - 1)
    place_m = np.clip((belief - 0.02) / 0.96 * (grid.mu - 1), 0, grid.mu - 1)
    ix, im = np.minimum(place_x.astype(int), grid.x - 2), np.minimum(place_m.astype(int), grid.mu - 2)
    total = 0.0
    for jp, wp in ((0, 1 - (knot - low)), (1, knot - low)):
        phase = np.where(settled, 4 + low + jp, talks)
        for jx, wx in ((0, 1 - (place_x - ix)), (1, place_x - ix)):
            for jm, wm in ((0, 1 - (place_m - im)), (1, place_m - im)):
                total = total + wp * wx * wm * values[cell, phase, ix + jx, cohesion, im + jm]
    return total


def surprise(game, solution, results, party, months):
    """Discounted payoff of each future, what is left at the end included, less what was expected on the first day."""
    start = results.record[:, [rec.XBAR_START, rec.MU_START, rec.THETA]].astype(float)
    paths = results.path[:, :months].astype(float)
    names = [name for name, _, _ in rec.QUANTITIES]
    share, belief = (paths[:, :, names.index(name)] for name in ("control_share", "belief"))
    last = int(np.searchsorted(solution.times, months * MONTH - 1e-9))
    surprises = np.empty(len(start))
    for i, log in enumerate(results.log):
        x0, mu0, theta0 = start[i]
        lines = log[~np.isnan(log[:, 1])].astype(float)
        lines = lines[lines[:, 2] < months * MONTH]
        first = [0, -1, 0, *game.start, 0, mu0, 0.5, x0]
        states = np.vstack([first, lines[:, : len(first)]])
        theta = (int(theta0) + np.cumsum(states[:, 1] == ev.TURNOVER)) % 2
        control = np.concatenate([[x0], np.log(share[i] / (1 - share[i]))])
        fallen = states[-1, 1] == ev.COLLAPSE
        until = states[-1, 2] if fallen else months * MONTH
        worth, left = play(game, party, states, theta, np.nan_to_num(control), until)
        if not fallen:
            worth += left * expected(game, solution, last, party, theta[-1], states[-1], control[-1], belief[i, -1])
        surprises[i] = worth - expected(game, solution, 0, party, theta[0], states[0], x0, mu0)
    return surprises


def play(game, party, states, theta, control, until):
    """Discounted payoff of one future, and what one unit at its end is worth on the first day."""
    times = states[1:, 2]
    edges = np.unique(np.concatenate([np.arange(0, until, MONTH), times, [until]]))
    middle, length = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    now = np.searchsorted(times, middle)
    r, k, n, chi = states[now][:, [3, 4, 5, 8]].T
    cell = np.array([ev.CELL[pair] for pair in zip(r.astype(int), k.astype(int), strict=True)], dtype=int)
    rho = payoffs.discounts(game)[min(party, 2), cell]
    discount = np.exp(-np.concatenate([[0.0], np.cumsum(rho * length)]))
    x = np.interp(middle, np.arange(len(control)) * MONTH, control)
    rate = flow(game, party, theta[now], r.astype(int), n, chi, x)
    lumps = [paid(game, party, theta[j], states[j], states[j + 1]) for j in range(len(times))]
    at_events = discount[np.searchsorted(edges, times)]
    return (rate * -np.diff(discount) / rho).sum() + (at_events * lumps).sum(), discount[-1]


def expected(game, solution, row, party, theta, state, control, belief):
    """What a party expects at a stored date."""
    r, k, n, cohesion = state[3:7].astype(int)
    who = party if party < 2 else 2 + theta
    return float(
        read(solution, row, who, ev.CELL[r, k], np.array(n), np.array(state[8]), control, cohesion, np.array(belief))
    )


def flow(game, party, theta, r, n, chi, control):
    """Model 3.2 by hand."""
    share, at_war = 1 / (1 + np.exp(-control)), n < 4
    quiet = np.where(n == 3, payoffs.CEASEFIRE_COST, 1.0)
    if party == 0:
        war = game.war_benefits * (1 - share) - game.war_cost_insurgent[r] * quiet
        war += game.legitimacy_flow * ((n == 1) | (n == 2))
        settled = chi - game.indivisibility - game.foreign_troops * (r >= 2)
        return game.discount[0] * np.where(at_war, war, settled)
    if party == 1:
        war = share - game.war_cost_government * quiet + game.office_rents + game.aid_rents * np.sqrt(game.level[r])
        return game.discount[1] * np.where(at_war, war, 1 - chi + game.settled_rents * game.office_rents)
    return -game.staying_cost[theta, r] * np.where(at_war, 1.0, 0.5)


def paid(game, party, theta, before, after):
    """What an event pays at once."""
    event, chi = int(after[1]), after[8]
    if event == ev.COLLAPSE:
        return (game.victory, 0.0, -game.blame)[party]
    if event >= ev.DECIDED:
        return 0.0
    if event < ev.PATRON_EVENTS:
        cell = ev.CELL[int(before[3]), int(before[4])]
        return payoffs.patron_lumps(game)[theta, event, cell] if party == 2 else 0.0
    if event == ev.SETTLE and party == 2:
        worth = (1 - chi) * game.settlement_value / (1 - game.terms_reference)
        return worth - float(handover(np.array(chi), HANDOVER, HANDOVER_HALF_WIDTH)) * game.blame
    return payoffs.other_lumps(game)[event, party]


@pytest.mark.parametrize("party, months", ((0, 36), (1, 36), (2, 24)), ids=("insurgent", "government", "patron"))
def test_nobody_is_surprised_on_average(played, party, months):
    """V32. The patron up to the change of leaders, which redraws its type without a word in the log."""
    game, solution, results = played
    gaps = surprise(game, solution, results, party, months)
    groups = [np.ones(len(gaps), dtype=bool)] if party < 2 else [results.record[:, rec.THETA] == t for t in (0, 1)]
    for group in groups:
        gap = gaps[group]
        assert gap.std() > 0.02
        assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(len(gap)) + 0.003


def test_chances_in_the_solution_are_frequencies_in_the_loop(played):
    """The linear pass of ``outlook`` against futures drawn one by one."""
    game, solution, results = played
    record, years = results.record, MONTHS * MONTH
    fallen = record[:, rec.COLLAPSE_MONTH] >= 0
    asked = {
        "collapse": ({"events": (ev.COLLAPSE,)}, fallen),
        "accord": ({"events": (ev.ACCORD,)}, record[:, rec.ACCORD_MONTH] >= 0),
        "intra": ({"events": (ev.INTRA,)}, record[:, rec.INTRA_MONTH] >= 0),
        "settled": ({"phases": (4,), "at_end": True}, (record[:, rec.N_END] == 4) & ~fallen),
    }
    for name, (what, happened) in asked.items():
        by_node = chance(solution, game, years, **what).reshape(8, -1, PRODUCTION.x, 2, PRODUCTION.mu)
        low = by_node[..., [0, 0], :].ravel()  # every future starts with low cohesion
        starts = record[:400, [rec.XBAR_START, rec.MU_START]]
        expected_chance = np.mean([at(solution, low, game.start, x, mu) for x, mu in starts])
        frequency = happened.mean()
        spread = np.sqrt(frequency * (1 - frequency) / FUTURES)
        assert frequency == pytest.approx(expected_chance, abs=4 * spread + 0.01), name
