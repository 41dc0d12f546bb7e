"""The game solved backward in time: a finite-horizon logit-hazard equilibrium (model 3.4).

Each party's event hazard is a base-rate hazard tilted by what the event is worth to it, and what it is worth
depends on everybody's hazards later on. Going backward from the far end, values at an earlier date follow from
values at a later one; nothing is iterated but the belief after a step of the patron, which must agree with
the hazards of its two types.

For a single-valued posterior map the right side is bounded and locally Lipschitz in the values, so the backward
equation has one solution (Picard and Lindelof): there is no equilibrium to select. Whether the map is single-valued
is looked up at every whole year. Where it is not, the game is solved again from the lowest and from the highest
beliefs; a game in which that moves a value at the start is refused, and no equilibrium is chosen silently.

Where the rules change at dates that are known (``eras.Schedule``) one pass covers all eras: at a date the board is
exchanged and the values stay, and before a move that is ordered every state is worth what it is worth after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ripeness.errors import SolverError
from ripeness.numerics.packs import Pack
from ripeness.strategy import events as ev
from ripeness.strategy import kernel
from ripeness.strategy.backward import step_back
from ripeness.strategy.board import Board
from ripeness.strategy.conduct import transitions
from ripeness.strategy.eras import Order, Schedule, always, obeyed, order_lumps, within
from ripeness.strategy.game import Game
from ripeness.strategy.grid import PRODUCTION, Grid
from ripeness.strategy.layout import CHANNELS, board, by_node, carried_places, first_places, inside, last_values
from ripeness.strategy.payoffs import patron_lumps
from ripeness.strategy.posteriors import count_posteriors, settle_places
from ripeness.strategy.stored import SCRATCH, SLOTS, store_date

REFUSAL = 5e-3
QUARTER = 0.25
SAME_DAY = 1e-6  # years
MOST_OUTFLOW = 1.0  # step times hazard out of a node
LEAVING = (ev.REDUCE, ev.TIMELINE, ev.ACCORD)


class Solution(NamedTuple):
    """A solved game at its stored dates; node = (((cell * P + phase) * X + x) * 2 + cohesion) * M + belief."""

    times: np.ndarray  # (date,) years, ascending; a date of a jump stands twice
    x_nodes: np.ndarray
    mu_nodes: np.ndarray
    chi_knots: np.ndarray
    common: np.ndarray  # float32 (date, node, 16): 0-9 log hazards of events 8-17, 10 log collapse hazard,
    # 11 belief drift per year, 12 terms, 13 expected posture, 14 range width, 15 ripeness margin
    patron: np.ndarray  # float32 (2, date, node, 8): log hazards of events 0-7, irresolute and resolute
    values: np.ndarray  # float32 (5, date, node): insurgent, government, irresolute, resolute, expectation
    channels: np.ndarray  # float32 (5, date, node): the insurgents' value by channel, where asked for
    residual: float  # largest change of a posterior in the last sweep at frozen values, over stored dates
    contraction: float  # steepest slope of the posterior map met on the way; below 1 everywhere: plain sweeps settle
    several: float  # share of states and events of the patron, at whole years, with more than one posterior
    doubt: float  # how far the values at the start move when the other posteriors are followed; 0 where none are
    outflow: float  # largest step x total hazard out of a node
    separation: float  # H_I / H_R of reduce, timeline and accord at the start
    odd_gains: float  # share of stored states before a settlement whose gains are not monotone in the terms
    grid: Grid

    def node(self, cell: int, phase: int, ix: int, cohesion: int, im: int) -> int:
        """Index of a node."""
        grid = self.grid
        return (((cell * grid.phases + phase) * grid.x + ix) * 2 + cohesion) * grid.mu + im


def solve(
    game: Game | Schedule, grid: Grid = PRODUCTION, horizon: float = 6.1, keep_values: bool = False,
    channels: bool = False,
) -> Solution:  # fmt: skip
    """Solve one perceived game.

    Parameters
    ----------
    game : from ``game.build``, or games in order of time.
    grid : nodes and steps; control is followed where it can go (``fitted``).
    horizon : years from the start that are stored, quarterly and on both sides of every jump.
    keep_values : store the five value arrays too (for explanations).
    channels : store the parts of the insurgents' value too (``strategy.channels``).

    Returns
    -------
    Solution. Hazards per year in logs, -60 where an event cannot happen.

    Raises
    ------
    SolverError : when a posterior does not agree with itself, or when there are several and the choice between
        them moves a value at the start, by more than 5e-3.

    References
    ----------
    Model 3.4; Doraszelski and Judd 2012; Arcidiacono, Bayer, Blevins and Ellickson 2016.
    """
    grid = fitted(game, grid)
    eras = within(always(game), grid.end)
    rules = board(eras.games[-1], grid)
    backward = Backward(eras, grid, rules, channels)
    dated = calendar(eras, grid, horizon)
    dates = dated.stored
    common = np.empty((len(dates), grid.nodes, SLOTS), dtype=np.float32)
    patron = np.empty((2, len(dates), grid.nodes, ev.PATRON_EVENTS), dtype=np.float32)
    kept = np.empty((5, len(dates) if keep_values else 0, grid.nodes if keep_values else 0), dtype=np.float32)
    parts = np.empty((5, len(dates) if channels else 0, grid.nodes if channels else 0), dtype=np.float32)
    scratch = np.zeros(SCRATCH)
    odd, pairs, several = 0, 0.0, 0.0

    def keep(row: int) -> None:
        nonlocal odd, pairs, several
        value = backward.value.ravel()
        odd += store_date(backward.pack, value, backward.places, common[row], patron[:, row], scratch)
        if _near(backward.time, [float(round(backward.time))]):
            here = count_posteriors(backward.pack, value, scratch)
            pairs, several = pairs + here[0], several + here[1]
        if keep_values:
            kept[:, row] = by_node(backward.value[:5], grid, rules)
        if channels:
            parts[:, row] = by_node(backward.value[5:], grid, rules)

    backward.walk(dated, keep)
    doubt = 0.0
    if several > 0.0:
        others = [Backward(eras, grid, rules, False, branch) for branch in (0.0, grid.mu - 1.0)]
        for other in others:
            other.walk(dated)
        doubt = max(_distance(eras.first, grid, rules, backward.value, other.value) for other in others)
    if not max(backward.residual, doubt) <= REFUSAL:
        raise SolverError(
            f"more than one equilibrium: belief after a step of the patron moves by {backward.residual:.1e} a sweep, "
            f"values at the start by {doubt:.1e} from one to the other, allowed {REFUSAL:g}",
            "None is chosen for you. Lower choice.precision_patron "
            f"(now {eras.first.precision[2]:g}), or draw the world again.",
        )
    states = len(dates) * 8 * 4 * 2 * grid.x * grid.mu
    return Solution(
        times=np.array(dates), x_nodes=grid.x_nodes, mu_nodes=grid.mu_nodes, chi_knots=grid.chi_knots,
        common=common, patron=patron, values=kept, channels=parts,
        residual=backward.residual, contraction=backward.steepest, several=several / max(pairs, 1.0), doubt=doubt,
        outflow=backward.outflow, separation=_separation(eras.first, grid, patron[:, 0]), odd_gains=odd / states,
        grid=grid,
    )  # fmt: skip


def fitted(game: Game | Schedule, grid: Grid) -> Grid:
    """The grid on which ``solve`` solves a game: its nodes of control within the reach of all its eras."""
    lows, highs = zip(*(kernel.reach(era) for era in within(always(game), grid.end).games), strict=True)
    return grid.between(min(lows), max(highs))


class Calendar(NamedTuple):
    """Dates at which a step must end."""

    marks: list[float]  # latest first
    turnovers: list[float]
    jumps: list[float]  # turnovers, orders and changes of the rules
    stored: list[float]  # ascending; a jump stands twice
    horizon: float


def calendar(game: Game | Schedule, grid: Grid, horizon: float) -> Calendar:
    """Quarters up to the horizon, jumps up to the end; a quarter that falls on a jump is the jump."""
    eras = always(game)
    turnovers = sorted(float(t) for t in eras.first.turnover if SAME_DAY < t <= grid.end)
    others = [t for t in eras.dates if t <= grid.end and t not in turnovers]
    jumps = sorted([*turnovers, *others])
    quarters = [q * QUARTER for q in range(int(np.ceil(horizon / QUARTER - SAME_DAY)) + 1)]
    quarters = [min(jumps, key=lambda t: abs(t - q), default=q) if _near(q, jumps) else q for q in quarters]
    plain = [q for q in quarters if q not in jumps]
    stored = sorted(plain + [t for t in jumps if t <= quarters[-1] for _ in range(2)])
    return Calendar(sorted({*quarters, *jumps, 0.0}, reverse=True), turnovers, jumps, stored, horizon)


def _near(date: float, dates: list[float]) -> bool:
    return any(abs(date - d) < SAME_DAY for d in dates)


class Backward:
    """Values on their way back from the end of time.

    ``rules``: board of the last era.  ``branch``: belief place from which the posteriors of every date are looked for;
    None follows them in time.
    """

    def __init__(
        self, game: Game | Schedule, grid: Grid, rules: Board, channels: bool = False, branch: float | None = None
    ) -> None:
        self.eras, self.grid, self.rules, self.branch = always(game), grid, rules, branch
        self.game = self.eras.games[-1]
        self.pack = Pack(rules)
        self.value = last_values(self.game, grid, rules, channels)
        self.later = self.value.copy()
        self.middle, self.spare = self.value.copy(), self.value.copy()
        self.places = first_places(grid, rules)
        self.ease = np.ones_like(self.places)
        self.parts = len(CHANNELS) if channels else 0
        self.scratch = np.zeros(SCRATCH)
        self.time, self.last_step, self.hazard = grid.end, 0.0, 0.0
        self.outflow, self.residual, self.steepest = 0.0, 0.0, 0.0

    def walk(self, dated: Calendar, keep: Callable[[int], None] = lambda row: None) -> None:
        """Back to the first day; ``keep`` is called with the row of each stored date, latest first."""
        row = len(dated.stored)
        self.settle()
        for mark in dated.marks:
            self.go_to(mark, dated.horizon)
            stored = mark in dated.stored
            if mark in dated.jumps:
                if stored:
                    self.residual = max(self.residual, self.settle())
                    row -= 1
                    keep(row)
                self.jump(mark, mark in dated.turnovers)
                self.settle()
            if stored:
                self.residual = max(self.residual, self.settle())
                row -= 1
                keep(row)

    def settle(self) -> float:
        """Beliefs after the patron's events at the values of the date; returns the last change."""
        if self.branch is not None:
            self.places.fill(self.branch)
        rest, slope = settle_places(self.pack, self.value.ravel(), self.places, self.ease)
        self.steepest = max(self.steepest, slope)
        return float(rest)

    def go_to(self, mark: float, horizon: float) -> None:
        """Steps of equal length back to a date, short enough for the hazards they meet."""
        while self.time > mark + 1e-12:
            longest = self.grid.longest_step(self.time, horizon)
            if self.hazard * longest > MOST_OUTFLOW:
                longest = MOST_OUTFLOW / self.hazard
            pieces = int(np.ceil((self.time - mark) / longest - 1e-9))
            dt = (self.time - mark) / pieces
            if self.step(dt):
                self.time = mark if pieces == 1 else self.time - dt

    def step(self, dt: float) -> bool:
        """One step; False, and nothing is changed, where it proves too long for the hazards on its way."""
        # The middle of the step by extrapolation from the two last dates; none right after a jump.
        ahead = 0.5 * dt / self.last_step if self.last_step > 0.0 else 0.0
        np.subtract(self.value, self.later, out=self.middle)
        self.middle *= ahead
        self.middle += self.value
        self.hazard = step_back(
            self.pack, self.value.ravel(), self.middle.ravel(), self.spare.ravel(), self.places, self.ease,
            self.parts, self.scratch, dt,
        )  # fmt: skip
        if dt * self.hazard > MOST_OUTFLOW * 1.001:
            return False
        self.outflow = max(self.outflow, dt * self.hazard)
        self.value, self.later, self.spare, self.last_step = self.spare, self.value, self.later, dt
        return True

    def jump(self, date: float, turnover: bool) -> None:
        """What happens at a date, seen from after to before: orders, a new leader, other rules."""
        for order in self.eras.orders:
            if order.years == date:
                self.obey(order)
        if turnover:
            self.take_office()
        if date in self.eras.starts[1:]:
            self.game = self.eras.games[self.eras.starts.index(date) - 1]
            before, self.rules = self.rules, board(self.game, self.grid)
            self.places = carried_places(self.grid, self.places, before, self.rules)
            self.ease = np.ones_like(self.places)
            self.pack = Pack(self.rules)
        self.last_step = 0.0

    def obey(self, order: Order) -> None:
        """Before an order every state is worth what it is worth where the order leads; belief does not move."""
        after, move = obeyed(order, transitions(self.game))
        paid = order_lumps(move, patron_lumps(self.game))
        nodes = inside(self.value, self.grid, self.rules)
        talks = np.minimum(np.arange(self.grid.phases), 4)
        block = after[:, talks] * self.grid.phases + np.arange(self.grid.phases)
        nodes[:] = nodes[:, block.ravel()]
        nodes[2:4] += paid[:, :, talks].reshape(2, -1, 1, 1)

    def take_office(self) -> None:
        """The jump at a turnover date: the type may be redrawn and everybody's belief with it.

        References
        ----------
        Model 3.4 step 5; V56.
        """
        q, pi, mu = self.game.turnover_redraw, self.game.resolute_share, self.grid.mu_nodes
        after = np.clip(q * pi + (1 - q) * mu, mu[0], mu[-1])
        low = np.clip(np.searchsorted(mu, after, side="right") - 1, 0, self.grid.mu - 2)
        share = ((after - mu[low]) / (mu[low + 1] - mu[low]))[:, None]
        nodes = inside(self.value, self.grid, self.rules)
        moved = nodes[:, :, low] * (1 - share) + nodes[:, :, low + 1] * share
        irresolute, resolute = moved[2].copy(), moved[3].copy()
        nodes[:] = moved
        nodes[3] = (1 - q * (1 - pi)) * resolute + q * (1 - pi) * irresolute
        nodes[2] = (1 - q * pi) * irresolute + q * pi * resolute


def _distance(game: Game, grid: Grid, rules: Board, one: np.ndarray, other: np.ndarray) -> float:
    """Largest difference of the four parties' values around the state of the first day."""
    gap = np.abs(inside(one[:4], grid, rules) - inside(other[:4], grid, rules))
    block = ev.CELL[game.start[:2]] * grid.phases + game.start[2]
    by_state = gap[:, block].reshape(4, grid.mu, grid.x, 2)
    return float(by_state.max())


def _separation(game: Game, grid: Grid, patron: np.ndarray) -> float:
    """How much readier the irresolute type is to leave on the first day, H_I/H_R of reduce, timeline, accord.

    References
    ----------
    Model 3.9: below 2 the belief claims cannot be tested at these parameters.
    """
    cell = ev.CELL[(game.start[0], game.start[1])]
    logs = patron.reshape(2, 8, grid.phases, grid.x, 2, grid.mu, ev.PATRON_EVENTS)[:, cell, game.start[2]]
    x, mu = grid.x_nodes, grid.mu_nodes
    ix = int(np.clip(np.searchsorted(x, game.start_log_odds) - 1, 0, grid.x - 2))
    im = int(np.clip(np.searchsorted(mu, game.start_belief) - 1, 0, grid.mu - 2))
    fx = np.clip((game.start_log_odds - x[ix]) / (x[ix + 1] - x[ix]), 0.0, 1.0)
    fm = np.clip((game.start_belief - mu[im]) / (mu[im + 1] - mu[im]), 0.0, 1.0)
    mixed = np.zeros((2, ev.PATRON_EVENTS))
    for jx, wx in ((ix, 1 - fx), (ix + 1, fx)):
        for jm, wm in ((im, 1 - fm), (im + 1, fm)):
            mixed += wx * wm * logs[:, jx, :, jm].mean(axis=1)
    leaving = np.exp(mixed[:, list(LEAVING)]).sum(axis=1)
    return float(leaving[0] / leaving[1])
