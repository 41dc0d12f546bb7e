"""A game on a grid as the compiled passes read it, and how a value between two nodes is read.

Nodes of one block (cell, phase) share their events and successors; within it beliefs are rows and (control,
cohesion) are columns, eight at a time. ``layout`` fills the board.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.numerics.compiled import inlined
from ripeness.strategy.vectors import LANES, absolute, largest, load, maximum, smallest

MARGIN = LANES  # cells before and after each array: neighbours of the outermost columns are read at rate 0
INSURGENT, GOVERNMENT = 1, 2  # bits of ``other_consent``


class Board(NamedTuple):
    """The rules and numbers of a game laid out for the step; rows are padded to a multiple of eight columns."""

    blocks: int
    beliefs: int
    columns: int
    padded: int
    stride: int  # length of one value array, margins included
    patron_first: np.ndarray  # int64 (block + 1,), events of the patron in block i: from [i] up to [i + 1]
    patron_event: np.ndarray  # int64 (pair,)
    patron_target: np.ndarray  # int64 (pair,) successor block
    patron_nu: np.ndarray  # (pair,)
    patron_joint: np.ndarray  # int64 (pair,) 1 where the insurgents consent too
    patron_lump: np.ndarray  # (pair, 2) irresolute, resolute
    other_first: np.ndarray  # the same for the events of the others, settlement left out
    other_event: np.ndarray
    other_shift: np.ndarray  # int64 (pair,) from a node to its successor
    other_nu: np.ndarray
    other_consent: np.ndarray  # int64 (pair,)
    other_lump: np.ndarray  # (pair, 3) insurgents, government, patron
    other_rising: np.ndarray  # int64 (pair,) 1 for reform, which only low cohesion offers
    settle_target: np.ndarray  # int64 (block,) block of the lowest terms, -1 at n = 4
    settle_open: np.ndarray  # int64 (block,) 1 where terms can be signed now
    settle_nu: float
    execution_shift: np.ndarray  # int64 (block,) 0 where no withdrawal is dated
    chi_block: np.ndarray  # int64 (block,) knot of the terms, -1 before a settlement
    left_block: np.ndarray  # int64 (block, 2) after the patron's exit: settled at the lowest terms, and at war
    flow: np.ndarray  # (4 x block x padded,) per year
    seats: int  # blocs that vote for the insurgents; 0 is one leader
    wins: np.ndarray  # (16,) coalitions that meet the quorum
    part_flow: np.ndarray  # (part x block x padded,) the insurgents' flow as each bloc sees it, then by channel
    part_victory: np.ndarray  # (part,) what a collapse is worth
    part_renege: np.ndarray  # (part,) weight of the cost of reneging
    rho: np.ndarray  # (3, block)
    up: np.ndarray  # (block x padded,)
    down: np.ndarray
    high: np.ndarray  # (padded,) 1 at high cohesion
    low: np.ndarray
    raw_collapse: np.ndarray  # (block x padded,) log hazard at e = lev before cap and calm
    calm: np.ndarray  # (block,)
    optimism: np.ndarray  # (block,) factor on the hazard in the insurgents' eyes
    level: np.ndarray  # (block,)
    mu: np.ndarray
    odds: np.ndarray
    mu_insurgent: np.ndarray
    chi: np.ndarray
    precision: np.ndarray
    bias_single: float
    bias_joint: float
    beta: float
    expectation: float
    cap: float
    victory: float
    blame: float
    renege_cost: float
    settlement_value: float  # per unit of the government's share
    execution: float
    decay: float
    redraw_rate: float
    resolute_share: float
    expectation_rate: float


@inlined
def between(w, first, rows, place, count):
    """A value at a place between rows (0 is the first), linear."""
    total = place * 0.0
    for m in range(int(smallest(place)), min(int(largest(place)) + 2, count)):
        total = total + maximum(1.0 - absolute(place - m), 0.0) * load(w, first + m * rows)
    return total


@inlined
def five_between(w, first, stride, rows, place, count):
    """The five values at a place between rows."""
    zero = place * 0.0
    v0, v1, v2, v3, v4 = zero, zero, zero, zero, zero
    for m in range(int(smallest(place)), min(int(largest(place)) + 2, count)):
        weight = maximum(1.0 - absolute(place - m), 0.0)
        at = first + m * rows
        v0 = v0 + weight * load(w, at)
        v1 = v1 + weight * load(w, at + stride)
        v2 = v2 + weight * load(w, at + 2 * stride)
        v3 = v3 + weight * load(w, at + 3 * stride)
        v4 = v4 + weight * load(w, at + 4 * stride)
    return v0, v1, v2, v3, v4
