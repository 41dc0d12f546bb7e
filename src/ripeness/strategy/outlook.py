"""Chances in the reduced game: what a solved game says will happen, as a linear backward pass.

With the hazards of a solution fixed, everything that can be asked of the future is linear: who signs by when, how
likely a collapse is. The states are the solver's nodes, a belief or terms between two nodes count as a share of
each. Weights of the two types are the public's.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy import kernel
from ripeness.strategy.conduct import transitions
from ripeness.strategy.eras import Order, Schedule, always, obeyed
from ripeness.strategy.events import CELLS, Transitions, transition_table
from ripeness.strategy.game import Game
from ripeness.strategy.grid import Grid
from ripeness.strategy.solver import Solution

LOWEST, HIGHEST = 0.02, 0.98
FINEST = 1.0 / 24.0  # years, longest step of the pass
OTHERS = range(ev.PATRON_EVENTS, ev.DECIDED)


def chance(
    solution: Solution,
    game: Game | Schedule,
    years: float,
    events: Collection[int] = (),
    phases: Collection[int] = (),
    postures: Collection[int] = (),
    at_end: bool = False,
    start: float = 0.0,
) -> np.ndarray:
    """Probability of something within ``years`` of a stored date, for every node.

    Parameters
    ----------
    solution, game : a game, or games in order of time, and their solution.
    events : any of these happens (``events.COLLAPSE`` too).
    phases, postures : talks or a posture reached at any time; a node that is there has probability 1.
    at_end : count only those that are in the phases or postures on the last day, whatever happened before.
    start : years from the start of the solution, up to the last stored date less ``years``.

    Returns
    -------
    (node,) float in [0, 1], in the order of the solution.

    References
    ----------
    Model 3.8 (chance of a settlement with and without talks), 3.9.
    """
    grid = solution.grid
    cell, phase = (a.ravel() for a in _places(grid)[:2])
    there = np.isin(np.minimum(phase, 4), list(phases)) | np.isin(_postures()[cell], list(postures))
    absorbing = there & (not at_end)
    chances = there.astype(float)
    times, eras = solution.times, always(game)
    first = int(np.searchsorted(times, start + 1e-9, side="right")) - 1
    now = start + years
    while now > start + 1e-9:
        row = min(max(int(np.searchsorted(times, now - 1e-9, side="right")) - 1, first), len(times) - 2)
        since = max(float(times[row]), start)
        middle = ((now + since) / 2.0 - times[row]) / (times[row + 1] - times[row])
        rate, gained = _generator(solution, eras.at((now + since) / 2.0), row, float(middle), events)
        pieces = int(np.ceil((now - since) / FINEST))
        h = (now - since) / pieces
        for _ in range(pieces):
            k1 = rate @ chances + gained
            k2 = rate @ (chances + 0.5 * h * k1) + gained
            k3 = rate @ (chances + 0.5 * h * k2) + gained
            k4 = rate @ (chances + h * k3) + gained
            chances = chances + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
            chances[absorbing] = 1.0
        now = since
        jump = row > first and times[row] - times[row - 1] < 1e-9 and now > start + 1e-9
        if jump:
            for order in (order for order in eras.orders if order.years == times[row]):
                chances = np.where(absorbing, 1.0, chances[_ordered(eras.at(order.years), order, grid)])
            if times[row] in eras.first.turnover:
                chances = np.where(absorbing, 1.0, _belief_moved(chances, grid, _after_turnover(eras.first, grid)))
    return chances


def at(solution: Solution, values: np.ndarray, state: tuple[int, int, int], log_odds: float, belief: float) -> float:
    """A value by node at (posture, commitment, talks), any control and belief, mean of both cohesions."""
    grid = solution.grid
    block = values.reshape(len(CELLS), grid.phases, grid.x, 2, grid.mu)[ev.CELL[state[:2]], state[2]].mean(axis=1)
    by_belief = [np.interp(belief, grid.mu_nodes, row) for row in block]
    return float(np.interp(log_odds, grid.x_nodes, by_belief))


def successors(solution: Solution, game: Game, row: int, event: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where an event leads from every node at a stored date.

    Returns
    -------
    nodes : int (node, 2).  weights : (node, 2), shares of the two; both rows meaningless where the event
    cannot happen.  feasible : bool (node,).
    """
    grid, table = solution.grid, _table(game.condition_phase, game.accord_phases)
    cell, phase, ix, y, im = (a.ravel() for a in _places(grid))
    n = np.minimum(phase, 4)
    feasible = table.feasible[event, cell, n] & ~game.barred[event, cell, n]
    feasible = feasible & ((event != ev.REFORM) | (y == 0)) & ((event != ev.DECAY) | (y == 1))
    after_cell = np.where(feasible, table.next_cell[event, cell, n], 0).astype(int)
    after_n = np.where(feasible, table.next_phase[event, cell, n], 0).astype(int)
    after_phase = np.where(after_n == n, phase, after_n)
    after_y = np.where(event == ev.REFORM, 1, np.where(event == ev.DECAY, 0, y))
    second, share = np.zeros_like(cell), np.zeros(len(cell))
    if event < ev.PATRON_EVENTS:
        feasible = feasible & (solution.patron[0, row, :, event] > -59.0)
        ratio = solution.patron[1, row, :, event].astype(float) - solution.patron[0, row, :, event]
        mu = grid.mu_nodes[im]
        odds = mu / (1.0 - mu) * np.exp(np.clip(ratio, -90.0, 90.0))
        place = (np.clip(odds / (1.0 + odds), LOWEST, HIGHEST) - LOWEST) / (HIGHEST - LOWEST) * (grid.mu - 1)
        im = np.minimum(place.astype(int), grid.mu - 2)
        second, share = np.ones_like(cell), place - im
    elif event == ev.SETTLE:
        knots = grid.chi_knots
        place = (solution.common[row, :, 12] - knots[0]) / (knots[1] - knots[0])
        knot = np.clip(place.astype(int), 0, grid.chi - 2)
        after_phase = 4 + knot
        second, share = np.full_like(cell, grid.x * 2 * grid.mu), place - knot
    node = (((after_cell * grid.phases + after_phase) * grid.x + ix) * 2 + after_y) * grid.mu + im
    return np.stack([node, node + second], axis=1), np.stack([1.0 - share, share], axis=1), feasible


def hazards(solution: Solution, game: Game, row: int, part: float, event: int) -> np.ndarray:
    """Public hazard per year of one event between stored dates ``row`` and the next, (node,)."""

    def read(stored: np.ndarray) -> np.ndarray:
        mixed = (1.0 - part) * stored[row].astype(float) + part * stored[row + 1]
        return np.asarray(np.where(mixed < -59.0, 0.0, np.exp(mixed)))

    grid = solution.grid
    if event < ev.PATRON_EVENTS:
        mu = grid.mu_nodes[_places(grid)[4].ravel()]
        resolute, irresolute = (read(solution.patron[theta, :, :, event]) for theta in (1, 0))
        return mu * resolute + (1.0 - mu) * irresolute
    if event in OTHERS:
        return read(solution.common[:, :, event - ev.PATRON_EVENTS])
    if event == ev.COLLAPSE:
        return read(solution.common[:, :, 10])
    return np.full(grid.nodes, {ev.EXECUTION: game.execution, ev.DECAY: game.decay}[event])


def _generator(solution: Solution, game: Game, row: int, part: float, stops: Collection[int]):
    """Rates between nodes (sparse), and the rate at which the stopping events happen."""
    from scipy.sparse import csr_array

    grid = solution.grid
    here = np.arange(grid.nodes)
    source, target, rates = [], [], []
    out, gained = np.zeros(grid.nodes), np.zeros(grid.nodes)

    def add(nodes: np.ndarray, to: np.ndarray, rate: np.ndarray) -> None:
        source.append(nodes)
        target.append(to)
        rates.append(rate)

    for event in (*range(ev.DECIDED), ev.EXECUTION, ev.DECAY, ev.COLLAPSE):
        nodes, weights, feasible = successors(solution, game, row, event)
        rate = np.where(feasible, hazards(solution, game, row, part, event), 0.0)
        out += rate
        if event in stops:
            gained += rate
        elif event != ev.COLLAPSE:
            live = rate > 0.0
            for side in range(2):
                add(here[live], nodes[live, side], rate[live] * weights[live, side])
    up, down = (a.repeat(grid.mu) for a in kernel.generator(game, grid))
    step = 2 * grid.mu
    drift = (1.0 - part) * solution.common[row, :, 11].astype(float) + part * solution.common[row + 1, :, 11]
    d_mu = grid.mu_nodes[1] - grid.mu_nodes[0]
    im = _places(grid)[4].ravel()
    rising = np.where((drift > 0) & (im < grid.mu - 1), drift / d_mu, 0.0)
    falling = np.where((drift < 0) & (im > 0), -drift / d_mu, 0.0)
    for rate, shift in ((up, step), (down, -step), (rising, 1), (falling, -1)):
        live = rate > 0.0
        add(here[live], here[live] + shift, rate[live])
        out += rate
    add(here, here, -out)
    entries = np.concatenate(rates), (np.concatenate(source), np.concatenate(target))
    return csr_array(entries, shape=(grid.nodes, grid.nodes)), gained


def _belief_moved(values: np.ndarray, grid: Grid, after: np.ndarray) -> np.ndarray:
    rows = values.reshape(-1, grid.mu)
    place = (after - grid.mu_nodes[0]) / (grid.mu_nodes[1] - grid.mu_nodes[0])
    low = np.minimum(place.astype(int), grid.mu - 2)
    return np.asarray(rows[:, low] * (1.0 - (place - low)) + rows[:, low + 1] * (place - low)).ravel()


def _after_turnover(game: Game, grid: Grid) -> np.ndarray:
    q = game.turnover_redraw
    return np.asarray(np.clip(q * game.resolute_share + (1.0 - q) * grid.mu_nodes, LOWEST, HIGHEST))


def _ordered(game: Game, order: Order, grid: Grid) -> np.ndarray:
    """Node to which an order leads from every node, int (node,)."""
    cell, phase, *_ = (a.ravel() for a in _places(grid))
    after, _ = obeyed(order, transitions(game))
    step = grid.nodes // len(CELLS)
    return np.asarray(np.arange(grid.nodes) + (after[cell, np.minimum(phase, 4)] - cell) * step)


@cache
def _table(condition_phase: int, accord_phases: str) -> Transitions:
    return transition_table(condition_phase, accord_phases)


@cache
def _postures() -> np.ndarray:
    return np.array([r for r, _ in CELLS])


@cache
def _places(grid: Grid) -> tuple[np.ndarray, ...]:
    return tuple(np.indices((len(CELLS), grid.phases, grid.x, 2, grid.mu)))
