"""The solved game read on the first day: at every state before a settlement, where control and belief stand then.

Some two thousand numbers say what a state is worth to whom, what comes up how often, and which terms both would sign.
They are kept whole, so that what an experiment asks later needs no second solve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ripeness.strategy.eras import Schedule
    from ripeness.strategy.game import Game
    from ripeness.strategy.grid import Grid
    from ripeness.strategy.solver import Solution

PHASES = 4  # talks before a settlement
EXIT_POSTURES = (0, 1)  # without troops
BELIEF_MONTHS = 25  # from the start, over which an exit is expected


def game_read(solution: Solution, foreseen: Schedule, deep: bool) -> dict[str, np.ndarray]:
    """The game's arrays of ``evidence.Evidence`` by name.

    Parameters
    ----------
    solution : solved with ``keep_values=True``, and ``channels=True`` where ``deep``.
    foreseen : the games it solves, in order of time.
    """
    from ripeness.strategy import channels
    from ripeness.strategy import events as ev

    game = foreseen.first
    place = _Place(solution, game)
    gains = np.full((ev.DECIDED, 4, len(ev.CELLS), PHASES), np.nan)
    by_channel = np.full((ev.DECIDED, 5 if deep else 0, len(ev.CELLS), PHASES), np.nan)
    for event in range(ev.DECIDED):
        if game.nu[event] <= 0.0:
            continue
        for party, gain in enumerate(_gains(solution, game, event)):
            gains[event, party] = place.read(gain)
        if deep:
            by_channel[event] = np.stack([place.read(part) for part in channels.gains(solution, game, event)])
    return {
        "common": np.stack([place.read(solution.common[0, :, slot]) for slot in range(16)], axis=-1),
        "patron": np.stack([
            np.stack([place.read(solution.patron[theta, 0, :, e]) for e in range(ev.PATRON_EVENTS)], axis=-1)
            for theta in range(2)
        ]),
        "values": np.stack([place.read(solution.values[row, 0]) for row in range(5)]),
        "gains": gains,
        "ends": _ends(solution, game, place),
        "opportunity": np.array(game.nu, dtype=float),
        "channels": np.stack([place.read(part[0]) for part in solution.channels])
        if deep
        else np.zeros((0, len(ev.CELLS), PHASES)),
        "gain_channels": by_channel,
        "expected_exit": _expected_exit(solution, foreseen) if deep else np.full(2, np.nan),
    }  # fmt: skip


class _Place:
    """Control and belief of the first day between the nodes of a grid; the mean of both cohesions."""

    def __init__(self, solution: Solution, game: Game) -> None:
        self.grid: Grid = solution.grid
        self.x = _weights(self.grid.x_nodes, game.start_log_odds)
        self.mu = _weights(self.grid.mu_nodes, game.start_belief)

    def all_phases(self, by_node: np.ndarray) -> np.ndarray:
        """(cell, phase) at the place; NaN where no cohesion has the number."""
        from ripeness.strategy.events import CELLS

        grid = self.grid
        block = np.asarray(by_node, dtype=float).reshape(len(CELLS), grid.phases, grid.x, 2, grid.mu)
        low, high = block[..., 0, :], block[..., 1, :]
        mean = (np.where(np.isnan(low), high, low) + np.where(np.isnan(high), low, high)) / 2.0
        return np.asarray(np.einsum("cpxm,x,m->cp", mean, self.x, self.mu))

    def read(self, by_node: np.ndarray) -> np.ndarray:
        """(cell, talks)."""
        return self.all_phases(by_node)[:, :PHASES]


def _weights(nodes: np.ndarray, at: float) -> np.ndarray:
    """Weights of the nodes for linear interpolation, the ends holding beyond them."""
    return np.array([np.interp(at, nodes, unit) for unit in np.eye(len(nodes))])


def _gains(solution: Solution, game: Game, event: int) -> np.ndarray:
    """What an event is worth to insurgents, government and both types of patron, (4, node).

    References
    ----------
    Model 3.3: Gain = V(after, belief after) + lump - V(before). Lumps of settling stand in the values after it.
    """
    from ripeness.strategy import events as ev
    from ripeness.strategy import payoffs
    from ripeness.strategy.outlook import successors

    nodes, weights, feasible = successors(solution, game, 0, event)
    values = solution.values[:4, 0].astype(float)
    gain = values[:, nodes[:, 0]] * weights[:, 0] + values[:, nodes[:, 1]] * weights[:, 1] - values
    if event < ev.PATRON_EVENTS:
        cell = np.indices((len(ev.CELLS), solution.grid.nodes // len(ev.CELLS)))[0].ravel()
        gain[2:] += payoffs.patron_lumps(game)[:, event, cell]
    else:
        gain[:2] += payoffs.other_lumps(game)[event, :2, None]
    gain[:, ~feasible] = np.nan
    return np.asarray(gain)


def _ends(solution: Solution, game: Game, place: _Place) -> np.ndarray:
    """Lowest share the insurgents would sign and highest the government would give, (2, cell, talks).

    References
    ----------
    Model 3.6, the gains read at the place.
    """
    from ripeness.strategy import events as ev
    from ripeness.strategy.terms import range_ends

    table = ev.transition_table(game.condition_phase, game.accord_phases)
    values = np.stack([place.all_phases(solution.values[row, 0]) for row in (0, 1)])
    ends = np.full((2, len(ev.CELLS), PHASES), np.nan)
    for cell in range(len(ev.CELLS)):
        after = table.next_cell[ev.SETTLE, cell, 2]  # the same from any talks; there is no settling without them
        for talks in range(PHASES):
            signed = values[:, after, PHASES:] - values[:, cell, talks][:, None]
            ends[:, cell, talks] = range_ends(signed[0], signed[1], place.grid.chi_knots)[:2]
    return ends


def _expected_exit(solution: Solution, foreseen: Schedule) -> np.ndarray:
    """Probability that the troops are gone within ``BELIEF_MONTHS``, as the public and the insurgents believe it."""
    from ripeness.strategy.outlook import at, chance

    game = foreseen.first
    gone = chance(solution, foreseen, BELIEF_MONTHS / 12.0, postures=EXIT_POSTURES)
    public = game.start_belief
    theirs = 1.0 / (1.0 + np.exp(-(np.log(public / (1.0 - public)) - game.belief_offset)))
    return np.array([at(solution, gone, game.start, game.start_log_odds, float(b)) for b in (public, theirs)])
