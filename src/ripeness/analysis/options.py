"""What is open to the parties at a state of the solved game: what each step is worth, and how often it comes up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from ripeness.strategy.game import Game
    from ripeness.strategy.solver import Solution

# Rows of ``Solution.values`` by party.
VALUE_OF = {"insurgent": 0, "government": 1, "patron_irresolute": 2, "patron_resolute": 3}
TERMS_SLOT, WIDTH_SLOT, MARGIN_SLOT = 12, 14, 15  # of ``Solution.common``


@dataclass(frozen=True)
class Place:
    """A state of the game on the first day."""

    posture: int
    commitment: int
    talks: int
    log_odds: float  # of population control
    belief: float  # public belief that the patron is resolute
    cohesion: float = 0.5  # probability that the government's cohesion is high

    @property
    def state(self) -> tuple[int, int, int]:
        """Posture, commitment, talks."""
        return self.posture, self.commitment, self.talks


@dataclass(frozen=True)
class Step:
    """An act that can be taken, and what it is worth to each party whose consent it needs."""

    event: str
    gains: dict[str, float]  # by party; insurgents and government in shares of sole rule, the patron in blame
    channels: dict[str, float] | None  # the insurgents' gain by what it comes through, where they consent


@dataclass(frozen=True)
class Tempo:
    """How often an event comes up, with the parties' reasons and without."""

    event: str
    actor: str
    per_year: float
    base_rate: float


@dataclass(frozen=True)
class Range:
    """Terms both sides would sign, the insurgents' share; values of going on include waiting and the side deal."""

    least: float
    most: float
    terms: float  # what they would sign
    margin: float  # the ripeness margin: the smaller of the width and the slack of these terms once the patron has left

    @property
    def width(self) -> float:
        """Width of the range; negative where no terms suit both."""
        return self.most - self.least

    @property
    def binding(self) -> str:
        """Which slack is the smaller: ``range`` or ``commitment``."""
        return "range" if self.margin >= self.width - 1e-9 else "commitment"


def consents(event: int) -> tuple[str, ...]:
    """Parties whose consent an event needs; the patron by type."""
    from ripeness.strategy import events as ev

    both_types = ("patron_irresolute", "patron_resolute")
    if event < ev.PATRON_EVENTS:
        return ("insurgent", *both_types) if event == ev.ACCORD else both_types
    return tuple(ev.ACTORS[event].split("+"))


def steps(solution: Solution, game: Game, place: Place) -> tuple[Step, ...]:
    """Every act the state allows, with what it is worth to those who decide on it.

    Parameters
    ----------
    solution : solved with ``keep_values=True`` and ``channels=True``.

    References
    ----------
    Model 3.3: Gain = V(after, belief after) + lump - V(before); 3.8 for the channels.
    """
    from ripeness.strategy import channels, payoffs
    from ripeness.strategy import events as ev
    from ripeness.strategy.layout import CHANNELS
    from ripeness.strategy.outlook import successors

    own, others = payoffs.patron_lumps(game), payoffs.other_lumps(game)
    cell = ev.CELL[(place.posture, place.commitment)]
    found = []
    for event in _feasible(game, place):
        nodes, weights, feasible = successors(solution, game, 0, event)
        gains = {}
        for party in consents(event):
            row = VALUE_OF[party]
            value = solution.values[row, 0].astype(float)
            gain = value[nodes[:, 0]] * weights[:, 0] + value[nodes[:, 1]] * weights[:, 1] - value
            gain[~feasible] = float("nan")
            lump = own[row - 2, event, cell] if row >= 2 else (others[event, row] if event >= ev.PATRON_EVENTS else 0.0)
            gains[party] = read(solution, gain, place) + float(lump)
        parts = None
        if "insurgent" in gains:
            by_node = channels.gains(solution, game, event)
            parts = {name: read(solution, part, place) for name, part in zip(CHANNELS, by_node, strict=True)}
        found.append(Step(ev.NAMES[event], gains, parts))
    return tuple(found)


def tempos(solution: Solution, game: Game, base: Solution, base_game: Game, place: Place) -> tuple[Tempo, ...]:
    """Hazards per year of everything that can happen next, the most frequent first, beside their base rates.

    Parameters
    ----------
    base, base_game : the same world with all choices at their reference hazards (lambda = 0).

    References
    ----------
    Model 3.3. Where an event needs low or high cohesion it is the hazard in that state.
    """
    import numpy as np

    from ripeness.strategy import events as ev
    from ripeness.strategy.outlook import hazards

    found = []
    for event in (*_feasible(game, place), *((ev.EXECUTION,) if place.commitment == 1 else ()), ev.DECAY, ev.COLLAPSE):
        rates = []
        for solved, played in ((solution, game), (base, base_game)):
            rate = hazards(solved, played, 0, 0.0, event)
            rates.append(read(solved, np.where(rate > 0.0, rate, np.nan), place))
        if rates[0] == rates[0]:
            found.append(Tempo(ev.NAMES[event], ev.ACTORS[event], *rates))
    return tuple(sorted(found, key=lambda tempo: -tempo.per_year))


def bargaining_range(solution: Solution, game: Game, place: Place) -> Range:
    """The range of terms at a state before a settlement.

    References
    ----------
    Model 3.6; the width as stored with the solution, here with its two ends.
    """
    import numpy as np

    from ripeness.strategy import events as ev
    from ripeness.strategy.events import CELLS, transition_table
    from ripeness.strategy.terms import range_ends

    grid = solution.grid
    shape = (len(CELLS), grid.phases, grid.x, 2, grid.mu)
    values = solution.values[:2, 0].astype(float).reshape(2, *shape)
    cell = ev.CELL[(place.posture, place.commitment)]
    table = transition_table(game.condition_phase, game.accord_phases)
    signed = values[:, table.next_cell[ev.SETTLE, cell, 2], 4:] - values[:, cell, place.talks][:, None]
    ends = np.full((2, *shape), np.nan)
    for at in np.ndindex(grid.x, 2, grid.mu):
        where = (slice(None), *at)
        ends[:, cell, place.talks][where] = range_ends(signed[0][where], signed[1][where], grid.chi_knots)[:2]
    least, most = (read(solution, end.ravel(), place) for end in ends)
    common = solution.common[0]
    return Range(
        least=least,
        most=most,
        terms=read(solution, common[:, TERMS_SLOT], place),
        margin=read(solution, common[:, MARGIN_SLOT], place),
    )


def read(solution: Solution, by_node: np.ndarray, place: Place) -> float:
    """A quantity at a place; where it is not defined at one cohesion, its value at the other."""
    import numpy as np

    from ripeness.strategy.outlook import at

    pairs = np.asarray(by_node, dtype=float).reshape(-1, 2, solution.grid.mu)
    low, high = pairs[:, 0], pairs[:, 1]
    low, high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
    mixed = (1.0 - place.cohesion) * low + place.cohesion * high
    return at(solution, np.stack([mixed, mixed], axis=1), place.state, place.log_odds, place.belief)


def _feasible(game: Game, place: Place) -> list[int]:
    """Decided events that the state allows and that have an opportunity."""
    from ripeness.strategy import events as ev

    table = ev.transition_table(game.condition_phase, game.accord_phases)
    cell = ev.CELL[(place.posture, place.commitment)]
    return [e for e in range(ev.DECIDED) if table.feasible[e, cell, place.talks] and game.nu[e] > 0.0]
