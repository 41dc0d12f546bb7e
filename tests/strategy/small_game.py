"""A game that is solved in an instant, and the means to walk it back under rules that a test has changed."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import numpy as np

from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev
from ripeness.strategy.game import Game, build
from ripeness.strategy.grid import Grid
from ripeness.strategy.layout import board
from ripeness.strategy.solver import Backward, calendar
from ripeness.strategy.stored import SCRATCH, SLOTS, store_date

TINY = Grid("tiny", x=4, mu=3, chi=3, end=3.0, step=1 / 24, far_step=1 / 12, distant_step=1 / 6)
# What four blocs make of each channel: fighters, talkers, clergy, and one that fears reneging.
LEANINGS = ((1.0, 0.5, 0.8, 1.3, 1.0), (1.0, 1.5, 1.4, 0.7, 1.0), (1.0, 1.0, 0.9, 1.1, 1.0), (0.8, 1.0, 1.2, 0.6, 2.0))
NO_TURNOVER = MappingProxyType({"patron.redraw_rate": 0.0})
STILL = MappingProxyType(
    {f"kernel.{name}": 0.0 for name in ("drift_none", "drift_money", "drift_residual", "drift_main", "drift_cohesion")}
    | {f"kernel.volatility_{rung}": 0.0 for rung in ("none", "money", "residual", "main")}
    | {"kernel.drift_control": 0.0, "hazard.decay": 0.0, "hazard.execution": 0.0, "patron.redraw_rate": 0.0}
)


@cache
def parameters():
    """The estimates of afghanistan-2018 by name."""
    return load_scenario("afghanistan-2018").parameters


def central(**changed: float) -> dict[str, float]:
    """Central values; a changed name is written with two underscores for its dot."""
    values = {name: float(estimate.value) for name, estimate in parameters().items()}
    return values | {name.replace("__", "."): value for name, value in changed.items()}


def drawn(seed: int) -> dict[str, float]:
    """A draw of every parameter from its prior."""
    generator = np.random.default_rng(seed)
    return {name: float(estimate.quantile(float(generator.random()))) for name, estimate in parameters().items()}


def game(values: dict[str, float] | None = None, turnover=(2.0,), **settings) -> Game:
    """The game of a draw, of the central values where none is given."""
    return build(values or central(), turnover=turnover, **settings)


def only(game: Game, *events: int, collapse: bool = True) -> Game:
    """The same game in which these events alone can happen, and collapse unless it is ruled out."""
    nu, reference = np.zeros(ev.DECIDED), np.zeros(ev.DECIDED)
    keep = list(events)
    nu[keep], reference[keep] = game.nu[keep], game.reference[keep]
    game = game._replace(nu=nu, reference=reference)
    return game if collapse else game._replace(log_collapse=np.full(4, -800.0))


def back(game: Game, grid: Grid = TINY, rules=None, last=None, channels=False, places=None) -> Backward:
    """Values on the first day, under other rules and from other last values where they are given."""
    walk = Backward(game, grid, rules or board(game, grid), channels)
    if last is not None:
        for array in (walk.value, walk.later, walk.middle, walk.spare):
            array[:] = last
    if places is not None:
        walk.places[:] = places
    walk.walk(calendar(game, grid, min(1.0, grid.end)))
    return walk


def stored(walk: Backward) -> tuple[np.ndarray, np.ndarray]:
    """What the solution would keep of the first day: (node, 16) and (2, node, 8)."""
    common = np.zeros((walk.grid.nodes, SLOTS), dtype=np.float32)
    patron = np.zeros((2, walk.grid.nodes, ev.PATRON_EVENTS), dtype=np.float32)
    store_date(walk.rules, walk.value.ravel(), walk.places, common, patron, np.zeros(SCRATCH))
    return common, patron


def nodes(grid: Grid) -> tuple[np.ndarray, ...]:
    """Cell, talks, control, cohesion and belief of every node, as indices."""
    cell, phase, x, y, m = (a.ravel() for a in np.indices((len(ev.CELLS), grid.phases, grid.x, 2, grid.mu)))
    return cell, np.minimum(phase, 4), x, y, m
