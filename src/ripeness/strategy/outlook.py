"""Chances in the reduced game: what a solved game says will happen, as a linear backward pass.

With the hazards of a solution fixed, everything that can be asked of the future is linear: who signs by when, how
likely a collapse is. The states are the solver's nodes, a belief or terms between two nodes count as a share of
each. Weights of the two types are the public's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

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
MOVING = (*range(ev.DECIDED), ev.EXECUTION, ev.DECAY, ev.COLLAPSE)
Slope = Callable[[np.ndarray], np.ndarray]


class Link(NamedTuple):
    """Something that may happen: any of these events, or that talks or a posture are reached."""

    events: tuple[int, ...] = ()
    phases: tuple[int, ...] = ()
    postures: tuple[int, ...] = ()


class Eyes(NamedTuple):
    """How a party sees what everybody sees: its own view of the patron's type, and of a state left alone."""

    belief: float = 0.0  # added to the log-odds of the public belief that the patron is resolute
    viability: float = 0.0  # log factor on collapse, by how far the patron is away


PUBLIC = Eyes()


def insurgents_eyes(game: Game) -> Eyes:
    """The insurgents' view: the patron less resolute and the state less viable than everybody else thinks.

    References
    ----------
    Model 3.2, 3.3 and M12: delta_mu and delta_nu.
    """
    return Eyes(-game.belief_offset, game.viability_offset)


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
    link = Link(tuple(events), tuple(phases), tuple(postures))
    return np.asarray(in_order(solution, game, years, (link,), start=start, at_end=at_end)[0, 0])


def in_order(
    solution: Solution,
    game: Game | Schedule,
    years: float,
    links: Sequence[Link],
    eyes: Sequence[Eyes] = (PUBLIC,),
    start: float = 0.0,
    at_end: bool = False,
) -> np.ndarray:
    """Probability that the first of several things happens, the first two in this order, the first three, ...

    Parameters
    ----------
    links : what has to happen, one after the other; two may come at the same moment. A collapse ends the game, so
        that nothing can follow it.
    eyes : whose expectations are wanted.
    years, start, at_end : as in ``chance``.

    Returns
    -------
    (eyes, link, node) float in [0, 1], falling from link to link.

    References
    ----------
    Model 3.8 and 9.9. Column (m, j) is the probability that links j to m happen, links before j having happened.
    """
    eras = always(game)
    chain = _Chain(solution, eras, links, at_end)
    values = [chain.last() for _ in eyes]
    times = solution.times
    first = int(np.searchsorted(times, start + 1e-9, side="right")) - 1
    now = start + years
    while now > start + 1e-9:
        row = min(max(int(np.searchsorted(times, now - 1e-9, side="right")) - 1, first), len(times) - 2)
        since = max(float(times[row]), start)
        middle = ((now + since) / 2.0 - times[row]) / (times[row + 1] - times[row])
        slopes = chain.slopes(eras.at((now + since) / 2.0), row, float(middle), eyes)
        pieces = int(np.ceil((now - since) / FINEST))
        values = [
            chain.back(held, slope, (now - since) / pieces, pieces) for held, slope in zip(values, slopes, strict=True)
        ]
        now = since
        if row > first and times[row] - times[row - 1] < 1e-9 and now > start + 1e-9:
            values = [chain.before(float(times[row]), held) for held in values]
    return np.stack([held[:, chain.begins].T for held in values])


class _Chain:
    """Columns of a chain: for every number of links m, one a link j up to m."""

    def __init__(self, solution: Solution, eras: Schedule, links: Sequence[Link], at_end: bool) -> None:
        self.solution, self.eras, self.links, self.at_end = solution, eras, links, at_end
        self.grounds = {id(game): kernel.generator(game, solution.grid) for game in eras.games}
        self.after_turnover = _after_turnover(eras.first, solution.grid)
        cell, phase = (a.ravel() for a in _places(solution.grid)[:2])
        posture = _postures()[cell]
        self.there = [
            np.isin(np.minimum(phase, 4), list(link.phases)) | np.isin(posture, list(link.postures)) for link in links
        ]
        self.columns = [(m, j) for m in range(len(links)) for j in range(m + 1)]
        self.begins = [self.columns.index((m, 0)) for m in range(len(links))]

    def last(self) -> np.ndarray:
        """On the last day only what is reached already counts."""
        values = np.zeros((self.solution.grid.nodes, len(self.columns)))
        return self._reach(values)

    def reached(self, values: np.ndarray) -> np.ndarray:
        """Where a link's talks or posture are reached, the next link is what is waited for."""
        return values if self.at_end else self._reach(values)

    def slopes(self, game: Game, row: int, part: float, eyes: Sequence[Eyes]) -> list[Slope]:
        """How the columns rise, going back in time, between two stored dates."""
        stops, ground = [link.events for link in self.links], self.grounds[id(game)]
        paths = {event: successors(self.solution, game, row, event) for event in MOVING}
        return [self._slope(*_generator(self.solution, game, row, part, paths, ground, stops, own)) for own in eyes]

    def back(self, values: np.ndarray, slope: Slope, step: float, pieces: int) -> np.ndarray:
        """Steps of fourth order, back in time."""
        for _ in range(pieces):
            k1 = slope(values)
            k2 = slope(values + 0.5 * step * k1)
            k3 = slope(values + 0.5 * step * k2)
            k4 = slope(values + step * k3)
            values = self.reached(values + step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4))
        return values

    def before(self, date: float, values: np.ndarray) -> np.ndarray:
        """The columns as they stand just before a date on which orders are obeyed or a new leader takes office."""
        for order in (order for order in self.eras.orders if order.years == date):
            values = self.reached(values[_ordered(self.eras.at(date), order, self.solution.grid)])
        if date in self.eras.first.turnover:
            moved = [_belief_moved(column, self.solution.grid, self.after_turnover) for column in values.T]
            values = self.reached(np.stack(moved, axis=1))
        return values

    def _slope(self, rates: Any, turns: Sequence[Any], falls: Sequence[np.ndarray]) -> Slope:
        def rise(values: np.ndarray) -> np.ndarray:
            risen = rates @ values
            for i, (m, j) in enumerate(self.columns):
                if self.links[j].events:
                    ahead = np.ones(len(values)) if j == m else values[:, i + 1]
                    risen[:, i] += turns[j] @ (ahead - values[:, i]) + (falls[j] if j == m else 0.0)
            return np.asarray(risen if self.at_end else self._reach(risen, 0.0))

        return rise

    def _reach(self, values: np.ndarray, reached: float = 1.0) -> np.ndarray:
        """Columns, or their slopes, with what is reached standing at ``reached`` or following the next link."""
        for i in reversed(range(len(self.columns))):
            m, j = self.columns[i]
            values[self.there[j], i] = reached if j == m else values[self.there[j], i + 1]
        return values


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


def hazards(solution: Solution, game: Game, row: int, part: float, event: int, eyes: Eyes = PUBLIC) -> np.ndarray:
    """Hazard per year of one event between stored dates ``row`` and the next, as ``eyes`` see it, (node,)."""

    def read(stored: np.ndarray) -> np.ndarray:
        mixed = (1.0 - part) * stored[row].astype(float) + part * stored[row + 1]
        return np.asarray(np.where(mixed < -59.0, 0.0, np.exp(mixed)))

    grid = solution.grid
    if event < ev.PATRON_EVENTS:
        odds = (grid.mu_nodes / (1.0 - grid.mu_nodes) * np.exp(eyes.belief))[_places(grid)[4].ravel()]
        mu = odds / (1.0 + odds)
        resolute, irresolute = (read(solution.patron[theta, :, :, event]) for theta in (1, 0))
        return mu * resolute + (1.0 - mu) * irresolute
    if event in OTHERS:
        return read(solution.common[:, :, event - ev.PATRON_EVENTS])
    if event == ev.COLLAPSE:
        public = read(solution.common[:, :, 10])
        if eyes.viability == 0.0:
            return public
        cell, phase = (a.ravel() for a in _places(grid)[:2])
        calm = kernel.calm(game, grid)[phase]
        away = np.exp(eyes.viability * (1.0 - game.level[_postures()[cell]]))
        return np.asarray(np.minimum(public / calm * away, game.collapse_cap) * calm)
    return np.full(grid.nodes, {ev.EXECUTION: game.execution, ev.DECAY: game.decay}[event])


def _generator(
    solution: Solution,
    game: Game,
    row: int,
    part: float,
    paths: Mapping[int, tuple[np.ndarray, np.ndarray, np.ndarray]],
    ground: tuple[np.ndarray, np.ndarray],
    stops: Sequence[Collection[int]],
    eyes: Eyes,
):
    """Rates between nodes (sparse); for each set of stopping events their share of these, and their collapse rate."""
    from scipy.sparse import csr_array

    grid = solution.grid
    here = np.arange(grid.nodes)
    source, target, rates = [], [], []
    turns: list[list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = [[] for _ in stops]
    falls = [np.zeros(grid.nodes) for _ in stops]
    out = np.zeros(grid.nodes)

    def add(nodes: np.ndarray, to: np.ndarray, rate: np.ndarray) -> None:
        source.append(nodes)
        target.append(to)
        rates.append(rate)

    def joined(parts: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]):
        rows, columns, entries = (np.concatenate(part) for part in zip(*parts, strict=True))
        return csr_array((entries, (rows, columns)), shape=(grid.nodes, grid.nodes))

    for event, (nodes, weights, feasible) in paths.items():
        rate = np.where(feasible, hazards(solution, game, row, part, event, eyes), 0.0)
        out += rate
        live = rate > 0.0
        moves = [(here[live], nodes[live, side], rate[live] * weights[live, side]) for side in range(2)]
        if event != ev.COLLAPSE:
            for move in moves:
                add(*move)
        for stop, turn, fall in zip(stops, turns, falls, strict=True):
            if event in stop and event == ev.COLLAPSE:
                fall += rate
            elif event in stop:
                turn += moves
    up, down = (a.repeat(grid.mu) for a in ground)
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
    nothing = [(here[:0], here[:0], out[:0])]
    whole = joined(list(zip(source, target, rates, strict=True)))
    return whole, [joined(turn or nothing) for turn in turns], falls


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
