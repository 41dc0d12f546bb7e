"""Hazards of a solved game as the public sees them, who learns the patron's type from what it does and leaves undone.

Whether the patron is resolute is hidden. Weighing both types by the public belief, which Bayes' rule carries from event
to event, gives the likelihood with the type integrated out, exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.game import Game
from ripeness.strategy.solver import Solution

LOWEST, HIGHEST = 0.02, 0.98
IMPOSSIBLE = -59.0
UNSEEN = (ev.REFORM,)  # moves that leave no trace in posture, commitment and talks
SCORED = ev.EXECUTION + 1  # events 0 .. 18


class Known(NamedTuple):
    """What everybody knows on a day."""

    cell: int
    talks: int
    belief: float


class PublicView:
    """A ``Process`` of ``event_history``.

    Parameters
    ----------
    solution, game : a solved game that starts on the first day of the window.
    log_odds : control, held at one value.
    high : weight of high cohesion, held at one value.

    References
    ----------
    Model M12: d logit mu = (H_I - H_R) dt between the patron's moves, log(H_R/H_I) at one; redraws by M7.
    """

    def __init__(self, solution: Solution, game: Game, log_odds: float, high: float) -> None:
        self.solution, self.game = solution, game
        self.table = ev.transition_table(game.condition_phase, game.accord_phases)
        self.log_odds, self.high = log_odds, high
        self._read: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}

    def hazards(self, years: float, state: Known) -> np.ndarray:
        """Hazards per year of events 0 to 18, (19,), the patron's averaged over its types."""
        of_types, others = self._at(years, state)
        found = np.zeros(SCORED)
        found[: ev.PATRON_EVENTS] = state.belief * of_types[1] + (1.0 - state.belief) * of_types[0]
        found[ev.PATRON_EVENTS : ev.DECIDED] = others
        found[list(UNSEEN)] = 0.0
        if self.table.feasible[ev.EXECUTION, state.cell, state.talks]:
            found[ev.EXECUTION] = self.game.execution
        return found

    def moved(self, state: Known, years: float, step: float, seen: Known) -> Known:
        """Belief after a while in which the patron does nothing."""
        of_types, _ = self._at(years, seen)
        irresolute, resolute = of_types.sum(axis=1)
        mu, game = seen.belief, self.game
        slope = mu * (1.0 - mu) * (irresolute - resolute) + game.redraw_rate * (game.resolute_share - mu)
        return state._replace(belief=_within(state.belief + step * slope))

    def after(self, state: Known, years: float, event: int) -> Known:
        """State and belief right after an event."""
        belief = state.belief
        if event == ev.TURNOVER:
            q = self.game.turnover_redraw
            return state._replace(belief=_within(q * self.game.resolute_share + (1.0 - q) * belief))
        if event < ev.PATRON_EVENTS:
            irresolute, resolute = self._at(years, state)[0][:, event]
            total = belief * resolute + (1.0 - belief) * irresolute
            belief = belief * resolute / total if total > 0.0 else belief
        cell, talks = (int(a[event, state.cell, state.talks]) for a in (self.table.next_cell, self.table.next_phase))
        if cell < 0:
            return state
        return Known(cell, talks, _within(belief))

    def _at(self, years: float, state: Known) -> tuple[np.ndarray, np.ndarray]:
        """Hazards of the patron by type (2, 8) and of the others (10,)."""
        times, mu = self.solution.times, self.solution.mu_nodes
        row = int(np.clip(np.searchsorted(times, years, side="right") - 1, 0, len(times) - 2))
        gap = times[row + 1] - times[row]
        part = float(np.clip((years - times[row]) / gap, 0.0, 1.0)) if gap > 1e-9 else 0.0
        place = (state.belief - mu[0]) / (mu[1] - mu[0])
        low = int(np.clip(place, 0, len(mu) - 2))
        share = place - low
        patron, others = self._block(state.cell, state.talks)

        def between(stored: np.ndarray) -> np.ndarray:
            dated = (1.0 - part) * stored[row] + part * stored[row + 1]
            return np.asarray((1.0 - share) * dated[low] + share * dated[low + 1])

        return between(patron).T, between(others)

    def _block(self, cell: int, talks: int) -> tuple[np.ndarray, np.ndarray]:
        """Hazards by (date, belief, event, type) and (date, belief, event) at the control and cohesion held."""
        if (cell, talks) not in self._read:
            grid = self.solution.grid
            x = self.solution.x_nodes
            place = float(np.clip((self.log_odds - x[0]) / (x[1] - x[0]), 0.0, len(x) - 1.0))
            low = min(int(place), len(x) - 2)
            weights = np.zeros(len(x))
            weights[low], weights[low + 1] = 1.0 - (place - low), place - low
            cohesion = np.array([1.0 - self.high, self.high])

            def block(stored: np.ndarray) -> np.ndarray:
                """(date, belief, event) of (date, node, event)."""
                shape = (len(stored), len(ev.CELLS), grid.phases, grid.x, 2, grid.mu, stored.shape[-1])
                logs = stored.reshape(shape)[:, cell, talks].astype(float)
                rates = np.where(logs > IMPOSSIBLE, np.exp(logs), 0.0)
                return np.einsum("dxyme,x,y->dme", rates, weights, cohesion)

            patron = np.stack([block(self.solution.patron[theta]) for theta in (0, 1)], axis=-1)
            others = block(self.solution.common[..., : ev.DECIDED - ev.PATRON_EVENTS])
            self._read[cell, talks] = patron, others
        return self._read[cell, talks]


def _within(belief: float) -> float:
    return min(max(belief, LOWEST), HIGHEST)
