"""What signing a text is worth to each party: its value once signed less the value of going on as things are.

Both values come from solved games: once signed from the game with the text's levers pulled, going on from the game
without them. Beliefs, control and cohesion are those of the first day in both; what a signature would give away about
the patron is left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ripeness.analysis.explain import medians
from ripeness.analysis.offering.signing import Signed, Text, reckoned, signed, wordings
from ripeness.ensemble.perceived import foreseen
from ripeness.errors import SolverError
from ripeness.scenario.patches import patched
from ripeness.scenario.schema import Package
from ripeness.strategy import events as ev
from ripeness.strategy import game as games
from ripeness.strategy.backward import HANDOVER, HANDOVER_HALF_WIDTH
from ripeness.strategy.game import Game, start_cohesion
from ripeness.strategy.grid import COARSE, Grid
from ripeness.strategy.solver import Solution, solve
from ripeness.strategy.terms import bargaining_weight, handover, nash_terms

if TYPE_CHECKING:
    from ripeness.scenario.schema import Pull
    from ripeness.scenario.war import Scenario

    Key = tuple[tuple[Pull, ...], tuple[str, ...]]  # levers pulled, wedges switched off

PARTIES = ("insurgent", "government", "patron_irresolute", "patron_resolute")
HORIZON = 0.25  # years that are stored; only the first day is read
THE_TEXT = "the-text"
FINEST = 181  # shares of power looked at for the range that suits all


class Solved(NamedTuple):
    """A game, its solution, and the cohesion its first day has."""

    game: Game
    solution: Solution
    cohesion: float


class Gains(NamedTuple):
    """What signing is worth, by party in the order of ``PARTIES``; at every knot of the terms where it settles."""

    state: Signed
    share: float | None  # the share of power reckoned with; None where nothing is settled
    gains: np.ndarray  # (party,)
    knots: np.ndarray  # (knot,) shares; empty where nothing is settled
    by_knot: np.ndarray  # (knot, party)

    def between(self) -> tuple[float, float] | None:
        """The widest stretch of shares at which nobody loses; None where there is none."""
        if not len(self.knots):
            return None
        shares = np.linspace(self.knots[0], self.knots[-1], FINEST)
        each = np.stack([np.interp(shares, self.knots, column) for column in self.by_knot.T])
        good = np.concatenate([[False], (each >= 0.0).all(axis=0), [False]])
        edges = np.flatnonzero(good[1:] != good[:-1])
        if not len(edges):
            return None
        first, last = max(zip(edges[::2], edges[1::2] - 1, strict=True), key=lambda run: run[1] - run[0])
        return float(shares[first]), float(shares[last])


class Desk:
    """One world of a war, with its games under any text, each solved once.

    Parameters
    ----------
    world : number of a draw with ``seed``; the medians of all numbers where none is given.
    """

    def __init__(
        self, scenario: Scenario, prior_set: str = "reference", world: int | None = None, seed: int = 1
    ) -> None:
        self.scenario, self.prior_set, self.world, self.seed = scenario, prior_set, world, seed
        self._solved: dict[Key, Solved | SolverError] = {}

    @property
    def start(self) -> tuple[int, int, int]:
        """Posture, commitment, talks on the first day."""
        start = self.scenario.start
        return start["posture"], start["commitment"], start["talks"]

    def gains(self, text: Text, without: tuple[str, ...] = ()) -> Gains:
        """What signing a text is worth, some wedges of the range switched off in both games.

        Raises
        ------
        SolverError
            If one of the two games has no solution to be trusted.

        References
        ----------
        Model 3.1 and 3.3: Gain = V(after) + lump - V(before); lumps of a separate accord and of a settlement.
        """
        assert self.scenario.offers is not None
        now, then = self.solved((), without), self.solved(reckoned(self.scenario, text), without)
        state = signed(self.scenario.offers, text, self.scenario.start, then.game.condition_phase)
        going_on = np.array([read(now, part, self.start[:2], self.start[2]) for part in now.solution.values[:4]])
        lump = self._lump(text, state, then.game)
        cell = (state.posture, state.commitment)
        if state.talks < 4:
            after = [read(then, part, cell, state.talks) for part in then.solution.values[:4]]
            return Gains(state, None, np.array(after) + lump - going_on, np.zeros(0), np.zeros((0, 4)))
        knots = then.solution.chi_knots
        by_knot = np.array([
            [read(then, part, cell, 4 + i) for part in then.solution.values[:4]] + lump + settled_worth(then.game, chi)
            for i, chi in enumerate(knots)
        ]) - going_on  # fmt: skip
        share = text.share
        if share is None:
            beta = bargaining_weight(then.game.discount[0], then.game.discount[1])
            share = float(nash_terms(by_knot[:, 0], by_knot[:, 1], knots, beta))
        at = np.array([np.interp(share, knots, column) for column in by_knot.T])
        return Gains(state, share, at, knots, by_knot)

    def solved(self, pulls: tuple[Pull, ...], without: tuple[str, ...] = (), channels: bool = False) -> Solved:
        """The game with levers pulled and wedges switched off; with its channels, where they are asked for."""
        key = (pulls, without)
        held = self._solved.get(key)
        if held is None or (channels and isinstance(held, Solved) and not held.solution.channels.size):
            self._solved[key] = held = self._tried(key, channels)
        if isinstance(held, SolverError):
            raise held
        return held

    def prepare(self, wanted: Iterable[Key], channels: bool = False) -> None:
        """Solve several games at once, on all cores."""
        missing = [key for key in dict.fromkeys(wanted) if key not in self._solved]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda key: self._tried(key, channels), missing)
            self._solved.update(zip(missing, found, strict=True))

    def _tried(self, key: Key, channels: bool) -> Solved | SolverError:
        try:
            return self._solve(*key, channels)
        except SolverError as error:
            return error

    def values(self, pulls: tuple[Pull, ...]) -> tuple[Scenario, dict[str, float]]:
        """The scenario with levers pulled, and its parameters in this world."""
        scenario = self.scenario
        if pulls:
            package = Package(label="The text", pulls=pulls)
            held = replace(scenario, packages={**scenario.packages, THE_TEXT: package})
            scenario = patched(held, (), (THE_TEXT,))
        if self.world is None:
            return scenario, medians(scenario, self.prior_set)
        from ripeness.ensemble.design import draw_world

        return scenario, draw_world(scenario, self.seed, self.world, self.prior_set).values

    def _solve(self, pulls: tuple[Pull, ...], without: tuple[str, ...], channels: bool, grid: Grid = COARSE) -> Solved:
        scenario, values = self.values(pulls)
        expected = foreseen(scenario, values, grid.end).changed(lambda game: games.without(game, without))
        solution = solve(expected, grid, horizon=HORIZON, keep_values=True, channels=channels)
        return Solved(expected.first, solution, start_cohesion(values))

    def _lump(self, text: Text, state: Signed, game: Game) -> np.ndarray:
        """What an accord with the insurgents gives the patron at once: an exit agreed on, and assurances."""
        assert self.scenario.offers is not None
        withdrawal = wordings(self.scenario.offers, text)["withdrawal"]
        leaves = state.posture < 2 or (withdrawal.commitment or 0) > 0
        agreed = leaves and {"insurgent", "patron"} <= set(state.signed_by)
        return np.array([0.0, 0.0, *(game.accord_value if agreed else (0.0, 0.0))])


def by_bloc(desk: Desk, text: Text, found: Gains) -> dict[str, float]:
    """What signing is worth to each bloc of the insurgents, by its name; empty where one leader decides.

    A bloc sees what the leadership sees and weighs each channel of it in its own way.

    References
    ----------
    Model 3.7, 3.8.
    """
    blocs = desk.scenario.blocs if desk.scenario.structure["blocs"] else ()
    if len(blocs) < 2:
        return {}
    now, then = desk.solved((), channels=True), desk.solved(reckoned(desk.scenario, text), channels=True)
    cell, state = (found.state.posture, found.state.commitment), found.state
    parts = []
    for before, after in zip(now.solution.channels, then.solution.channels, strict=True):
        if found.share is None:
            signed_for = read(then, after, cell, state.talks)
        else:
            ends = [read(then, after, cell, 4 + i) for i in range(len(found.knots))]
            signed_for = float(np.interp(found.share, found.knots, ends))
        parts.append(signed_for - read(now, before, desk.start[:2], desk.start[2]))
    weights = then.game.bloc_channels
    return {bloc.name: float(row @ np.array(parts)) for bloc, row in zip(blocs, weights, strict=True)}


def settled_worth(game: Game, share: float) -> np.ndarray:
    """What a settlement gives the patron at once: less the more it concedes, and the blame where it hands over.

    References
    ----------
    Model 3.2; the same sum as in the backward step.
    """
    worth = (1.0 - share) * game.settlement_value / (1.0 - game.terms_reference)
    worth -= float(handover(share, HANDOVER, HANDOVER_HALF_WIDTH)) * game.blame
    return np.array([0.0, 0.0, worth, worth])


def read(solved: Solved, values: np.ndarray, cell: tuple[int, int], phase: int) -> float:
    """A stored value on the first day at a cell and phase: control, belief and cohesion as the game begins."""
    game, grid = solved.game, solved.solution.grid
    block = values[0].astype(float).reshape(len(ev.CELLS), grid.phases, grid.x, 2, grid.mu)[ev.CELL[cell], phase]
    mixed = (1.0 - solved.cohesion) * block[:, 0] + solved.cohesion * block[:, 1]
    by_control = [np.interp(game.start_belief, grid.mu_nodes, row) for row in mixed]
    return float(np.interp(game.start_log_odds, grid.x_nodes, by_control))
