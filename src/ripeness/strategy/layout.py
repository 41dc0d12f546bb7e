"""A game on a grid as the arrays of the backward step, and its values in and out of that layout."""

from __future__ import annotations

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy import kernel, payoffs
from ripeness.strategy.board import GOVERNMENT, INSURGENT, MARGIN, Board
from ripeness.strategy.conduct import transitions
from ripeness.strategy.events import CELL, CELLS, Transitions
from ripeness.strategy.game import EXPECTATION_YEARS, Game
from ripeness.strategy.grid import Grid
from ripeness.strategy.terms import bargaining_weight
from ripeness.strategy.vectors import LANES

CONSENT = {
    ev.OPEN: INSURGENT, ev.CLOSE_INSURGENT: INSURGENT, ev.WALK_INSURGENT: INSURGENT,
    ev.RENEGE_INSURGENT: INSURGENT, ev.WALK_GOVERNMENT: GOVERNMENT, ev.RENEGE_GOVERNMENT: GOVERNMENT,
    ev.REFORM: GOVERNMENT, ev.INTRA: INSURGENT + GOVERNMENT, ev.CEASEFIRE: INSURGENT + GOVERNMENT,
}  # fmt: skip
CHANNELS = ("war", "legitimacy", "settlement", "victory", "renege")


def board(game: Game, grid: Grid) -> Board:
    """Everything the backward step reads.

    Parameters
    ----------
    game : one perceived game.  grid : its nodes.
    """
    columns = 2 * grid.x
    padded = -(-columns // LANES) * LANES
    blocks = len(CELLS) * grid.phases
    plane = grid.mu * padded
    table = transitions(game)
    patron, other = _pairs(game, table, grid, plane)
    mu = grid.mu_nodes
    odds = mu / (1.0 - mu)
    high = np.arange(columns) % 2
    up, down = kernel.generator(game, grid)
    raw = np.repeat(kernel.log_collapse(game, grid)[:, None], grid.phases, axis=1)
    by_block = [(cell, phase) for cell in range(len(CELLS)) for phase in range(grid.phases)]
    level = np.array([game.level[CELLS[cell][0]] for cell, _ in by_block])
    settles = [_successor(table, grid, ev.SETTLE, cell, 2) for cell, _ in by_block]
    gone = [CELL[(1, 0)] if CELLS[s // grid.phases][0] >= 1 else CELL[(0, 0)] for s in settles]

    def rows(table: np.ndarray) -> np.ndarray:
        """(..., block, x, 2) to flat rows of ``padded`` columns."""
        wide = table.reshape(-1, columns)
        return np.pad(wide, ((0, 0), (0, padded - columns))).ravel()

    def both(table: np.ndarray) -> np.ndarray:
        return rows(np.repeat(table[..., None], 2, axis=-1))

    return Board(
        blocks=blocks,
        beliefs=grid.mu,
        columns=columns,
        padded=padded,
        stride=blocks * plane + 2 * MARGIN,
        **patron,
        **other,
        settle_target=np.array([s if phase < 4 else -1 for s, (_, phase) in zip(settles, by_block, strict=True)]),
        settle_open=np.array([int(phase in (2, 3) and game.nu[ev.SETTLE] > 0) for _, phase in by_block]),
        settle_nu=float(game.nu[ev.SETTLE]),
        execution_shift=np.array([_execution(game, table, grid, b, plane) for b in by_block]),
        chi_block=np.array([phase - 4 if phase >= 4 else -1 for _, phase in by_block]),
        left_block=np.array([(cell * grid.phases + 4, cell * grid.phases) for cell in gone]),
        flow=both(payoffs.flows(game, grid)),
        channel_flow=both(payoffs.channel_flows(game, grid)),
        rho=np.repeat(payoffs.discounts(game), grid.phases, axis=1),
        up=rows(up),
        down=rows(down),
        high=rows(high.astype(float)),
        low=rows(1.0 - high),
        raw_collapse=rows(raw),
        calm=np.tile(kernel.calm(game, grid), len(CELLS)),
        optimism=np.exp(game.viability_offset * (1.0 - level)),
        level=level,
        mu=mu,
        odds=odds,
        mu_insurgent=1.0 / (1.0 + np.exp(game.belief_offset) / odds),
        chi=grid.chi_knots,
        precision=game.precision.astype(float),
        bias_single=float(game.bias_single),
        bias_joint=float(game.bias_joint),
        beta=float(bargaining_weight(game.discount[0], game.discount[1])),
        expectation=float(game.collapse_expectation),
        cap=float(game.collapse_cap),
        victory=float(game.victory),
        blame=float(game.blame),
        renege_cost=float(game.renege_cost),
        settlement_value=float(game.settlement_value / (1.0 - game.terms_reference)),
        execution=float(game.execution),
        decay=float(game.decay),
        redraw_rate=float(game.redraw_rate),
        resolute_share=float(game.resolute_share),
        expectation_rate=1.0 / EXPECTATION_YEARS,
    )


def last_values(game: Game, grid: Grid, rules: Board, channels: bool = False) -> np.ndarray:
    """Values at the end of time in the step's layout, (5 or 10, stride); channels follow the five."""
    flow, rho = payoffs.flows(game, grid), payoffs.discounts(game)
    seen, true = kernel.collapse(game, grid, perceived=True), kernel.collapse(game, grid)
    level = np.array([game.level[r] for r, _ in CELLS])
    values = [
        payoffs.terminal(flow[0], rho[0], seen, game.victory),
        payoffs.terminal(flow[1], rho[1], true, 0.0),
        payoffs.terminal(flow[2], rho[2], true, -game.blame),
        payoffs.terminal(flow[3], rho[2], true, -game.blame),
        np.broadcast_to(level[:, None, None, None], true.shape),
    ]
    if channels:
        parts = payoffs.channel_flows(game, grid)
        values += [payoffs.terminal(part, rho[0], seen, 0.0) for part in parts]
        values += [payoffs.terminal(0.0 * flow[0], rho[0], seen, game.victory), np.zeros(true.shape)]
    out = np.zeros((len(values), rules.stride))
    inside(out, grid, rules)[:] = np.stack(values).reshape(len(values), rules.blocks, 1, rules.columns)
    return out


def inside(values: np.ndarray, grid: Grid, rules: Board) -> np.ndarray:
    """View (array, block, belief, column) of the nodes, without margins and padding."""
    body = values[:, MARGIN : rules.stride - MARGIN]
    return body.reshape(len(values), rules.blocks, grid.mu, rules.padded)[..., : rules.columns]


def by_node(values: np.ndarray, grid: Grid, rules: Board) -> np.ndarray:
    """Values in the order of the stored solution, float32 (array, node)."""
    nodes = inside(values, grid, rules).transpose(0, 1, 3, 2)
    return nodes.astype(np.float32).reshape(len(values), -1)


def first_places(grid: Grid, rules: Board) -> np.ndarray:
    """Beliefs after the patron's events before anything is known: unchanged, as places on the belief nodes."""
    own = np.repeat(np.arange(grid.mu, dtype=float), rules.padded)
    return np.tile(own, max(len(rules.patron_event), 1))


def carried_places(grid: Grid, places: np.ndarray, before: Board, after: Board) -> np.ndarray:
    """Beliefs after the patron's events where the rules change: kept for every event that there was before."""
    out = first_places(grid, after)
    plane = after.beliefs * after.padded
    for block in range(after.blocks):
        known = {before.patron_event[k]: k for k in range(before.patron_first[block], before.patron_first[block + 1])}
        for k in range(after.patron_first[block], after.patron_first[block + 1]):
            if (old := known.get(after.patron_event[k])) is not None:
                out[k * plane : (k + 1) * plane] = places[old * plane : (old + 1) * plane]
    return out


def _successor(table: Transitions, grid: Grid, event: int, cell: int, phase: int) -> int:
    """Successor block, the lowest terms for a settlement; -1 where the event cannot happen."""
    n = min(phase, 4)
    if not table.feasible[event, cell, n]:
        return -1
    after = int(table.next_phase[event, cell, n])
    return int(table.next_cell[event, cell, n]) * grid.phases + (phase if after == n else after)


def _execution(game: Game, table: Transitions, grid: Grid, block: tuple[int, int], plane: int) -> int:
    target = _successor(table, grid, ev.EXECUTION, *block)
    here = block[0] * grid.phases + block[1]
    return (target - here) * plane if target >= 0 and game.execution > 0.0 else 0


def _pairs(
    game: Game, table: Transitions, grid: Grid, plane: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Events by block as flat lists, of the patron and of the others."""
    own, others = payoffs.patron_lumps(game), payoffs.other_lumps(game)
    patron: list[tuple[int, int, np.ndarray]] = []
    other: list[tuple[int, int]] = []
    ends: list[tuple[int, int]] = [(0, 0)]
    for cell in range(len(CELLS)):
        for phase in range(grid.phases):
            here = cell * grid.phases + phase
            for e in range(ev.DECIDED):
                target = _successor(table, grid, e, cell, phase)
                if e == ev.SETTLE or game.nu[e] <= 0.0 or target < 0:
                    continue
                if e < ev.PATRON_EVENTS:
                    patron.append((e, target, own[:, e, cell]))
                else:
                    other.append((e, 1 if e == ev.REFORM else (target - here) * plane))
            ends.append((len(patron), len(other)))
    which = np.array([e for e, _, _ in patron], dtype=np.int64)
    what = np.array([e for e, _ in other], dtype=np.int64)
    return (
        {
            "patron_first": np.array([a for a, _ in ends], dtype=np.int64),
            "patron_event": which,
            "patron_target": np.array([t for _, t, _ in patron], dtype=np.int64),
            "patron_nu": game.nu[which],
            "patron_joint": (which == ev.ACCORD).astype(np.int64),
            "patron_lump": np.array([lump for _, _, lump in patron], dtype=float).reshape(-1, 2),
        },
        {
            "other_first": np.array([b for _, b in ends], dtype=np.int64),
            "other_event": what,
            "other_shift": np.array([s for _, s in other], dtype=np.int64),
            "other_nu": game.nu[what],
            "other_consent": np.array([CONSENT[int(e)] for e in what], dtype=np.int64),
            "other_lump": others[what].reshape(-1, 3),
            "other_rising": (what == ev.REFORM).astype(np.int64),
        },
    )
