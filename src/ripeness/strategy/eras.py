"""A game whose rules change at dates, and moves that are ordered: what the parties foresee, in order of time.

Between two dates the rules stand still. Everybody knows the dates that are in the schedule, so a change is felt before
it comes; one that is not in it comes as a surprise, and then another schedule is in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.events import CELLS, Transitions
from ripeness.strategy.game import Game


class Order(NamedTuple):
    """A posture (0-3) or a commitment (1 dated, 2 conditional) that is ordered at a date; -1 for neither."""

    years: float
    posture: int = -1
    commitment: int = -1


class Schedule(NamedTuple):
    """Games in order of time, with the years from the start at which each begins, the first at 0."""

    games: tuple[Game, ...]
    starts: tuple[float, ...]
    orders: tuple[Order, ...] = ()

    @property
    def first(self) -> Game:
        """The game of the first day."""
        return self.games[0]

    def at(self, years: float) -> Game:
        """The game in force at a date; on a date itself, the one that begins."""
        return self.games[sum(start <= years for start in self.starts) - 1]

    @property
    def dates(self) -> list[float]:
        """Dates at which something jumps besides turnovers."""
        return sorted({*self.starts[1:], *(order.years for order in self.orders)})


def schedule(eras: Sequence[tuple[float, Game]], orders: Iterable[Order] = ()) -> Schedule:
    """A schedule of (years, game) in order of time; an era that changes nothing is no era."""
    kept = [(0.0, eras[0][1])]
    for years, game in eras[1:]:
        if not same(game, kept[-1][1]):
            kept.append((years, game))
    return Schedule(tuple(game for _, game in kept), tuple(years for years, _ in kept), tuple(orders))


def always(game: Game | Schedule) -> Schedule:
    """A single game as a schedule."""
    return game if isinstance(game, Schedule) else Schedule((game,), (0.0,))


def same(one: Game, other: Game) -> bool:
    """Whether two games are the same in every number."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in one._fields)


def within(found: Schedule, end: float) -> Schedule:
    """The schedule without what lies beyond the end of time."""
    count = sum(start < end for start in found.starts)
    return Schedule(found.games[:count], found.starts[:count], tuple(o for o in found.orders if o.years < end))


def obeyed(order: Order, table: Transitions) -> tuple[np.ndarray, np.ndarray]:
    """Where an order leads, and the move it is, both int (cell, talks): the cell itself and -1 where nothing changes.

    A posture is reached rung by rung, each rung a move that the table allows, a commitment by its announcement. An
    order that is already met, or that a law forbids, changes nothing. Both types of patron obey it alike, so that it
    says nothing about the type.

    References
    ----------
    Model 6.1 (L01, L02, L03, L06), 3.1.
    """
    after = np.tile(np.arange(len(CELLS))[:, None], (1, 5))
    move = np.full((len(CELLS), 5), -1)
    for n in range(5):
        for cell in range(len(CELLS)):
            at = cell
            while order.posture >= 0 and CELLS[at][0] != order.posture:
                event = _step(at, order.posture)
                if not table.feasible[event, at, n]:
                    break
                at, move[cell, n] = int(table.next_cell[event, at, n]), event
            event = {1: ev.TIMELINE, 2: ev.CONDITIONAL}.get(order.commitment, -1)
            if event >= 0 and table.feasible[event, at, n]:
                at, move[cell, n] = int(table.next_cell[event, at, n]), event
            after[cell, n] = at
    return after, move


def order_lumps(move: np.ndarray, own: np.ndarray) -> np.ndarray:
    """What obeying pays the patron at once, (2, cell, talks): the lump of the move that is ordered.

    Parameters
    ----------
    move : from ``obeyed``.  own : (2, event, cell) lumps of the patron's events.
    """
    out = np.zeros((2, *move.shape))
    for cell, n in zip(*np.nonzero((move >= 0) & (move < ev.PATRON_EVENTS)), strict=True):
        out[:, cell, n] = own[:, move[cell, n], cell]
    return out


def _step(cell: int, posture: int) -> int:
    r, k = CELLS[cell]
    if posture > r:
        return ev.INCREASE
    if r == 1:
        return ev.CUT
    return ev.EXECUTION if k == 1 else ev.REDUCE
