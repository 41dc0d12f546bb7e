"""The ledger of the solved game: how much of the range of terms each wedge opens or closes, averaged over orders.

In the closed form the terms simply add up. In the solved game they do not: what a wedge costs depends on which others
are there, so the game is solved with every subset of them switched off and each gets its Shapley value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ripeness.analysis import words
from ripeness.analysis.reading import range_now
from ripeness.analysis.shapley import Subset, attributions, interactions, subsets
from ripeness.analysis.situation import Situation, game_at

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

BASE = "costs"
FEWEST = 4  # drawn worlds below which nothing is said about their spread
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Piece:
    """What one wedge adds to the width of the range; negative where it closes it."""

    wedge: str
    label: str
    value: float
    low: float | None  # 5 and 95 % points over drawn worlds
    high: float | None
    alone: float  # if it were the only wedge
    on_top: float  # if all the others are there already

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Waterfall:
    """The width as a sum: with all wedges switched off, less what each takes, is what there is."""

    base: Piece
    pieces: tuple[Piece, ...]  # the largest first
    width: Piece
    together: tuple[str, str, float]  # the pair that differs most together from apart, and by how much
    worlds: int  # drawn worlds behind the intervals
    refused: int  # drawn worlds that had no solution to be trusted

    @property
    def largest(self) -> Piece | None:
        """The wedge that closes most, if any closes anything."""
        worst = min(self.pieces, key=lambda piece: piece.value)
        return worst if worst.value < 0.0 else None

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "base": self.base.as_dict(), "terms": [piece.as_dict() for piece in self.pieces],
            "width": self.width.as_dict(),
            "together": {"wedges": list(self.together[:2]), "extra": self.together[2]},
            "worlds": self.worlds, "refused": self.refused,
        }  # fmt: skip


def waterfall(
    scenario: Scenario,
    centre: Mapping[str, float],
    found: Situation,
    drawn: Sequence[Mapping[str, float]] = (),
    jobs: int = 1,
) -> Waterfall:
    """The width of the range in a situation as the sum of its six wedges.

    Parameters
    ----------
    centre : the world whose numbers are reported, its kernel fitted.
    drawn : other worlds, their kernels fitted, for the intervals; too few of them give none.
    jobs : threads over solutions.

    Raises
    ------
    SolverError
        If the central world has no solution to be trusted with some wedges switched off.

    References
    ----------
    Model 0.2 (full game): Shapley over six wedges, coarse grid. Of the 64 subsets 16 need no solution of their own:
    what it costs to break a settlement does not matter where nobody can.
    """
    import numpy as np

    from ripeness.errors import SolverError
    from ripeness.strategy.game import WEDGES

    def tried(values: Mapping[str, float]) -> dict[Subset, float] | None:
        try:
            return widths(scenario, values, found, jobs)
        except SolverError:
            return None

    middle = widths(scenario, centre, found, jobs)
    others = [seen for values in drawn if (seen := tried(values)) is not None]
    many = {some: np.array([seen[some] for seen in others]) for some in middle}
    own, over = attributions(WEDGES, middle), attributions(WEDGES, many)

    def piece(wedge: str, label: str, value: float, spread: Any, alone: float, on_top: float) -> Piece:
        low, high = (float(e) for e in np.quantile(spread, INTERVAL)) if len(others) >= FEWEST else (None, None)
        return Piece(wedge, label, float(value), low, high, alone, on_top)

    pieces = [
        piece(
            wedge, words.wedge(wedge, scenario.labels), -part.shapley, -over[wedge].shapley,
            # Switched off last, a wedge had been the only one left; switched off first, all the others still stood.
            -float(part.last_in), -float(part.first_in),
        )
        for wedge, part in own.items()
    ]  # fmt: skip
    none, everything = frozenset[str](), frozenset(WEDGES)
    pair, extra = max(interactions(WEDGES, middle).items(), key=lambda entry: abs(entry[1]))
    return Waterfall(
        base=piece(
            BASE, words.term(BASE, scenario.labels), middle[everything], many[everything], *[middle[everything]] * 2
        ),
        pieces=tuple(sorted(pieces, key=lambda one: -abs(one.value))),
        width=piece("width", words.slack("range", scenario.labels), middle[none], many[none], *[middle[none]] * 2),
        together=(*pair, float(extra)),
        worlds=len(others),
        refused=len(drawn) - len(others),
    )


def widths(scenario: Scenario, values: Mapping[str, float], found: Situation, jobs: int = 1) -> dict[Subset, float]:
    """Width of the range for every subset of wedges switched off."""
    from ripeness.strategy.game import WEDGES, without
    from ripeness.strategy.grid import COARSE

    game, place = game_at(scenario, values, found, COARSE.end)
    needed = sorted({distinct(some) for some in subsets(WEDGES)}, key=sorted)

    def width(some: Subset) -> float:
        return range_now(game.changed(lambda one: without(one, sorted(some))), place)[0]

    with ThreadPoolExecutor(max(jobs, 1)) as pool:
        known = dict(zip(needed, pool.map(width, needed), strict=True))
    return {some: known[distinct(some)] for some in subsets(WEDGES)}


def distinct(off: Subset) -> Subset:
    """The smallest subset that makes the same game: where nobody can break a settlement, its price is nothing."""
    return off - {"guarantee"} if "commitment" in off else off
