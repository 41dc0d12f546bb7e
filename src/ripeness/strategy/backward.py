"""One step of the backward solution, compiled: hazards at every node, then values one step earlier.

All reads are from a later date, so the order of the nodes does not matter. Nodes of one block (cell, phase) share
their events and successors; within it beliefs are rows and (control, cohesion) are columns, eight at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.numerics.compiled import inlined, kernel
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.terms import agreed, better_terms, handover, range_ends, unsigned
from ripeness.strategy.vectors import (
    LANES,
    absolute,
    exp,
    largest,
    load,
    log,
    maximum,
    minimum,
    select,
    smallest,
    store,
)

MARGIN = LANES  # cells before and after each array: neighbours of the outermost columns are read at rate 0
INSURGENT, GOVERNMENT = 1, 2  # bits of ``other_consent``
IMPOSSIBLE, FAINTEST = -60.0, -45.0  # log hazards: cannot happen; can, but nobody will see it
SLOTS, SCRATCH = 16, 384
HANDOVER, HANDOVER_HALF_WIDTH = 0.85, 0.05
CONVERGED, MOST_SWEEPS = 1e-6, 20


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
    channel_flow: np.ndarray  # (3 x block x padded,) the insurgents' flow: war, legitimacy, settlement
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


@inlined
def type_hazards(b, k, there_t, there_i, there_r, own_t, own_i, own_r):
    """Hazards of one event of the patron for the irresolute and the resolute type."""
    bias = b.bias_joint if b.patron_joint[k] == 1 else b.bias_single
    h_i = acceptance(there_i + b.patron_lump[k, 0] - own_i, bias, b.precision[2]) * b.patron_nu[k]
    h_r = acceptance(there_r + b.patron_lump[k, 1] - own_r, bias, b.precision[2]) * b.patron_nu[k]
    if b.patron_joint[k] == 1:
        consent = acceptance(there_t - own_t, bias, b.precision[0])
        h_i, h_r = h_i * consent, h_r * consent
    return h_i, h_r


@inlined
def posterior_place(b, im, h_i, h_r):
    """Where the belief goes after the event, as a place between belief nodes (Bayes' rule, clipped)."""
    evidence = h_r * b.odds[im]
    belief = evidence / (h_i + evidence)
    step = b.mu[1] - b.mu[0]
    return minimum(maximum((belief - b.mu[0]) * (1.0 / step), 0.0), b.beliefs - 1.0)


@inlined
def other_hazard(b, k, at, v, w, own_t, own_g):
    """Hazard of one event of insurgents or government (settlement has its own)."""
    there = at + b.other_shift[k]
    rate = own_t * 0.0 + b.other_nu[k]
    consent = b.other_consent[k]
    bias = b.bias_joint if consent == INSURGENT + GOVERNMENT else b.bias_single
    if consent & INSURGENT:
        gain = load(w, there) + b.other_lump[k, 0] - own_t
        rate = rate * acceptance(gain, bias, b.precision[0])
    if consent & GOVERNMENT:
        gain = load(w, there + b.stride) + b.other_lump[k, 1] - own_g
        rate = rate * acceptance(gain, bias, b.precision[1])
    if b.other_rising[k] == 1:
        rate = rate * load(b.low, 8 * v)
    return rate


@inlined
def terms_place(b, w, signed, own_t, own_g):
    """Place of the terms among the knots, and both gains from signing them; ``signed``: node at the first knot."""
    knot = b.beliefs * b.padded
    t0, g0 = load(w, signed) - own_t, load(w, signed + b.stride) - own_g
    best = unsigned(t0)
    for i in range(b.chi.shape[0] - 1):
        at = signed + (i + 1) * knot
        t1, g1 = load(w, at) - own_t, load(w, at + b.stride) - own_g
        best = better_terms(best, float(i), t0, g0, t1, g1, b.beta)
        t0, g0 = t1, g1
    return agreed(best)


@inlined
def settle_hazard(b, gain_t, gain_g):
    """Hazard of a signature."""
    consent = acceptance(gain_t, b.bias_joint, b.precision[0]) * acceptance(gain_g, b.bias_joint, b.precision[1])
    return consent * b.settle_nu


@inlined
def collapse_hazards(b, block, v, expected):
    """Collapse hazard per year, true and as the insurgents see it."""
    raw = exp(load(b.raw_collapse, block * b.padded + 8 * v) + (b.level[block] - expected) * b.expectation)
    return minimum(raw, b.cap) * b.calm[block], minimum(raw * b.optimism[block], b.cap) * b.calm[block]


@kernel
def step_back(b, value, w, new, places, channels, scratch, dt):
    """Values one step of ``dt`` years earlier, written to ``new``; returns the largest hazard out of a node.

    Parameters
    ----------
    value : (array x stride,) values at the later date: insurgents, government, irresolute, resolute, expected
        posture, then ``channels`` (0 or 5) parts of the insurgents' value.
    w : the same extrapolated to the middle of the step; hazards and successors are read from it.
    places : (pair x belief x padded,) belief after each event of the patron, updated in place.

    Notes
    -----
    What flows in is taken at the middle of the step, what flows out is taken as the mean of both ends: second
    order in ``dt``, exact at a fixed point.
    """
    most = 0.0
    dmu = b.mu[1] - b.mu[0]
    rows, plane, knots = b.padded, b.beliefs * b.padded, b.chi.shape[0]
    size = b.blocks * b.padded
    d_chi = b.chi[1] - b.chi[0]
    for block in range(b.blocks):
        for im in range(b.beliefs):
            mu, mu_t = b.mu[im], b.mu_insurgent[im]
            for v in range(b.padded // LANES):
                column = block * b.padded + 8 * v
                at = MARGIN + (block * b.beliefs + im) * rows + 8 * v
                own_t, own_g = load(w, at), load(w, at + b.stride)
                own_i, own_r = load(w, at + 2 * b.stride), load(w, at + 3 * b.stride)
                own_e = load(w, at + 4 * b.stride)
                in_t, in_g = load(b.flow, column), load(b.flow, size + column)
                in_i, in_r = load(b.flow, 2 * size + column), load(b.flow, 3 * size + column)
                zero = own_t * 0.0
                in_e = zero + b.level[block] * b.expectation_rate
                out_t, out_g, out_i, out_r, drift = zero, zero, zero, zero, zero
                for c in range(channels):
                    store(scratch, 8 * c, load(b.channel_flow, c * size + column) if c < 3 else zero)
                for k in range(b.patron_first[block], b.patron_first[block + 1]):
                    place = load(places, k * plane + im * rows + 8 * v)
                    first = MARGIN + b.patron_target[k] * plane + 8 * v
                    t, g, i, r, e = five_between(w, first, b.stride, rows, place, b.beliefs)
                    h_i, h_r = type_hazards(b, k, t, i, r, own_t, own_i, own_r)
                    store(places, k * plane + im * rows + 8 * v, posterior_place(b, im, h_i, h_r))
                    h_t = h_r * mu_t + h_i * (1.0 - mu_t)
                    h_g = h_r * mu + h_i * (1.0 - mu)
                    in_t, out_t = in_t + h_t * t, out_t + h_t
                    in_g, out_g, in_e = in_g + h_g * g, out_g + h_g, in_e + h_g * e
                    in_i, out_i = in_i + h_i * (i + b.patron_lump[k, 0]), out_i + h_i
                    in_r, out_r = in_r + h_r * (r + b.patron_lump[k, 1]), out_r + h_r
                    drift = drift + (h_i - h_r)
                    for c in range(channels):
                        part = between(w, first + (5 + c) * b.stride, rows, place, b.beliefs)
                        store(scratch, 8 * c, load(scratch, 8 * c) + h_t * part)
                out = zero
                for k in range(b.other_first[block], b.other_first[block + 1]):
                    rate = other_hazard(b, k, at, v, w, own_t, own_g)
                    there = at + b.other_shift[k]
                    in_t = in_t + rate * (load(w, there) + b.other_lump[k, 0])
                    in_g = in_g + rate * (load(w, there + b.stride) + b.other_lump[k, 1])
                    in_i = in_i + rate * (load(w, there + 2 * b.stride) + b.other_lump[k, 2])
                    in_r = in_r + rate * (load(w, there + 3 * b.stride) + b.other_lump[k, 2])
                    in_e = in_e + rate * load(w, there + 4 * b.stride)
                    out = out + rate
                    for c in range(channels):
                        part = load(w, there + (5 + c) * b.stride)
                        if c == 4:
                            part = part + b.other_lump[k, 0]
                        store(scratch, 8 * c, load(scratch, 8 * c) + rate * part)
                if b.settle_open[block] == 1:
                    first = MARGIN + b.settle_target[block] * plane + im * rows + 8 * v
                    place = terms_place(b, w, first, own_t, own_g)
                    t, g, i, r, e = five_between(w, first, b.stride, plane, place, knots)
                    rate = settle_hazard(b, t - own_t, g - own_g)
                    chi = place * d_chi + b.chi[0]
                    worth = (1.0 - chi) * b.settlement_value
                    worth = worth - handover(chi, HANDOVER, HANDOVER_HALF_WIDTH) * b.blame
                    in_t, in_g, in_e = in_t + rate * t, in_g + rate * g, in_e + rate * e
                    in_i, in_r = in_i + rate * (i + worth), in_r + rate * (r + worth)
                    out = out + rate
                    for c in range(channels):
                        part = between(w, first + (5 + c) * b.stride, plane, place, knots)
                        store(scratch, 8 * c, load(scratch, 8 * c) + rate * part)
                # Control, cohesion, a dated withdrawal and the public belief move alike for everybody.
                up, down = load(b.up, column), load(b.down, column)
                fading = load(b.high, 8 * v) * b.decay
                dated = b.execution if b.execution_shift[block] != 0 else 0.0
                to = at + b.execution_shift[block]
                g = drift * (mu * (1.0 - mu)) + b.redraw_rate * (b.resolute_share - mu)
                rising = select(g > 0.0, g, 0.0) * ((1.0 / dmu) if im + 1 < b.beliefs else 0.0)
                falling = select(g < 0.0, g, 0.0) * ((-1.0 / dmu) if im > 0 else 0.0)
                above = at + (rows if im + 1 < b.beliefs else 0)
                below = at - (rows if im > 0 else 0)
                out = out + up + down + fading + dated + rising + falling
                for j in range(5 + channels):
                    s = j * b.stride
                    moved = up * load(w, at + s + 2) + down * load(w, at + s - 2) + fading * load(w, at + s - 1)
                    moved = moved + rising * load(w, above + s) + falling * load(w, below + s)
                    if dated > 0.0:
                        moved = moved + load(w, to + s) * dated
                    if j == 0:
                        in_t = in_t + moved
                    elif j == 1:
                        in_g = in_g + moved
                    elif j == 2:
                        in_i = in_i + moved
                    elif j == 3:
                        in_r = in_r + moved
                    elif j == 4:
                        in_e = in_e + moved
                    else:
                        store(scratch, 8 * (j - 5), load(scratch, 8 * (j - 5)) + moved)
                to_r, to_i = b.redraw_rate * b.resolute_share, b.redraw_rate * (1.0 - b.resolute_share)
                h, h_t = collapse_hazards(b, block, v, own_e)
                in_t = in_t + h_t * b.victory
                in_i = in_i + own_r * to_r - h * b.blame
                in_r = in_r + own_i * to_i - h * b.blame
                out_e = out_g + out
                out_t, out_g = out_t + out + h_t, out_e + h
                out_i, out_r = out_i + out + h + to_r, out_r + out + h + to_i
                half = 0.5 * dt
                leaving = (out_t + b.rho[0, block]) * half
                store(new, at, (load(value, at) * (1.0 - leaving) + in_t * dt) / (1.0 + leaving))
                for c in range(channels):
                    s = at + (5 + c) * b.stride
                    gain = load(scratch, 8 * c) + (h_t * b.victory if c == 3 else zero)
                    store(new, s, (load(value, s) * (1.0 - leaving) + gain * dt) / (1.0 + leaving))
                leaving, s = (out_g + b.rho[1, block]) * half, at + b.stride
                store(new, s, (load(value, s) * (1.0 - leaving) + in_g * dt) / (1.0 + leaving))
                leaving, s = (out_i + b.rho[2, block]) * half, at + 2 * b.stride
                store(new, s, (load(value, s) * (1.0 - leaving) + in_i * dt) / (1.0 + leaving))
                leaving, s = (out_r + b.rho[2, block]) * half, at + 3 * b.stride
                store(new, s, (load(value, s) * (1.0 - leaving) + in_r * dt) / (1.0 + leaving))
                leaving, s = (out_e + b.expectation_rate) * half, at + 4 * b.stride
                store(new, s, (load(value, s) * (1.0 - leaving) + in_e * dt) / (1.0 + leaving))
                most = max(most, largest(maximum(maximum(out_t, out_g), maximum(out_i, out_r))))
    return most


@kernel
def settle_places(b, value, places):
    """Beliefs after each event of the patron at frozen values; returns (last change, largest contraction).

    Every node and event is a fixed point of its own, swept until it moves by less than 1e-6, twenty times at
    most. The contraction is the largest ratio of successive changes that are big enough to tell.
    """
    rest, contraction = 0.0, 0.0
    rows, plane = b.padded, b.beliefs * b.padded
    dmu = b.mu[1] - b.mu[0]
    for block in range(b.blocks):
        for im in range(b.beliefs):
            for v in range(b.padded // LANES):
                at = MARGIN + (block * b.beliefs + im) * rows + 8 * v
                own_t = load(value, at)
                own_i, own_r = load(value, at + 2 * b.stride), load(value, at + 3 * b.stride)
                for k in range(b.patron_first[block], b.patron_first[block + 1]):
                    here = k * plane + im * rows + 8 * v
                    first = MARGIN + b.patron_target[k] * plane + 8 * v
                    place = load(places, here)
                    before, change = 0.0, 0.0
                    for sweep in range(MOST_SWEEPS):
                        i = between(value, first + 2 * b.stride, rows, place, b.beliefs)
                        r = between(value, first + 3 * b.stride, rows, place, b.beliefs)
                        h_i, h_r = type_hazards(b, k, own_t, i, r, own_t, own_i, own_r)
                        mapped = posterior_place(b, im, h_i, h_r)
                        change = largest(absolute(mapped - place)) * dmu
                        place = mapped
                        if sweep > 0 and before > 1e-4:
                            contraction = max(contraction, change / before)
                        if change < CONVERGED:
                            break
                        before = change
                    store(places, here, place)
                    rest = max(rest, change)
    return rest, contraction


@inlined
def log_hazard(rate):
    """Log of a hazard, -60 where it cannot happen."""
    return select(rate > 0.0, maximum(log(rate), FAINTEST), IMPOSSIBLE)


@kernel
def store_date(b, value, places, common, patron, scratch):
    """Write log hazards and what goes with them at one date; returns the number of states with odd gains.

    Layout of ``common`` (node, 16) and ``patron`` (2, node, 8): ``solver.Solution``. The ripeness margin is
    the smaller of the width of the range and the slack of the same terms against reneging once the patron has
    left (posture 1, or 0 where it is there already): value of keeping the settlement less that of war without
    it, the cost of reneging paid, for the party that keeps it less gladly.
    """
    rows, plane, knots = b.padded, b.beliefs * b.padded, b.chi.shape[0]
    d_chi = b.chi[1] - b.chi[0]
    odd = 0
    # Thirty-two lines of eight: irresolute 0-7, resolute 8-15, common 16-31; then the gains at the knots.
    gain_t, gain_g = scratch[256 : 256 + knots], scratch[320 : 320 + knots]
    for block in range(b.blocks):
        for im in range(b.beliefs):
            mu = b.mu[im]
            for v in range(b.padded // LANES):
                lanes = min(LANES, b.columns - 8 * v)
                node = (block * b.columns + 8 * v) * b.beliefs + im
                at = MARGIN + (block * b.beliefs + im) * rows + 8 * v
                own_t, own_g = load(value, at), load(value, at + b.stride)
                own_i, own_r = load(value, at + 2 * b.stride), load(value, at + 3 * b.stride)
                expected = load(value, at + 4 * b.stride)
                zero = own_t * 0.0
                for line in range(32):
                    store(scratch, 8 * line, zero)
                drift = zero
                for k in range(b.patron_first[block], b.patron_first[block + 1]):
                    place = load(places, k * plane + im * rows + 8 * v)
                    first = MARGIN + b.patron_target[k] * plane + 8 * v
                    t, _, i, r, _ = five_between(value, first, b.stride, rows, place, b.beliefs)
                    h_i, h_r = type_hazards(b, k, t, i, r, own_t, own_i, own_r)
                    drift = drift + (h_i - h_r)
                    store(scratch, 8 * b.patron_event[k], h_i)
                    store(scratch, 8 * (8 + b.patron_event[k]), h_r)
                for k in range(b.other_first[block], b.other_first[block + 1]):
                    rate = other_hazard(b, k, at, v, value, own_t, own_g)
                    store(scratch, 8 * (8 + b.other_event[k]), rate)
                h, _ = collapse_hazards(b, block, v, expected)
                store(scratch, 8 * 26, h)
                store(scratch, 8 * 27, drift * (mu * (1.0 - mu)) + b.redraw_rate * (b.resolute_share - mu))
                store(scratch, 8 * 29, expected)
                if b.chi_block[block] >= 0:
                    store(scratch, 8 * 28, zero + b.chi[b.chi_block[block]])
                else:
                    signed = MARGIN + b.settle_target[block] * plane + im * rows + 8 * v
                    place = terms_place(b, value, signed, own_t, own_g)
                    store(scratch, 8 * 28, place * d_chi + b.chi[0])
                    t, g, _, _, _ = five_between(value, signed, b.stride, plane, place, knots)
                    if b.settle_open[block] == 1:
                        store(scratch, 8 * 20, settle_hazard(b, t - own_t, g - own_g))
                    stay = MARGIN + b.left_block[block, 0] * plane + im * rows + 8 * v
                    war = MARGIN + b.left_block[block, 1] * plane + im * rows + 8 * v
                    t, g, _, _, _ = five_between(value, stay, b.stride, plane, place, knots)
                    t, g = t - load(value, war), g - load(value, war + b.stride)
                    store(scratch, 8 * 31, minimum(t, g) + b.renege_cost)
                    for lane in range(lanes):
                        for c in range(knots):
                            there = signed + c * plane + lane
                            gain_t[c] = value[there] - value[at + lane]
                            gain_g[c] = value[there + b.stride] - value[at + b.stride + lane]
                        least, highest, plain = range_ends(gain_t, gain_g, b.chi)
                        odd += 0 if plain else 1
                        scratch[8 * 30 + lane] = highest - least
                    store(scratch, 8 * 31, minimum(load(scratch, 8 * 30), load(scratch, 8 * 31)))
                for line in range(27):
                    store(scratch, 8 * line, log_hazard(load(scratch, 8 * line)))
                for lane in range(lanes):
                    for e in range(8):
                        patron[0, node + lane * b.beliefs, e] = scratch[8 * e + lane]
                        patron[1, node + lane * b.beliefs, e] = scratch[8 * (8 + e) + lane]
                    for e in range(SLOTS):
                        common[node + lane * b.beliefs, e] = scratch[8 * (16 + e) + lane]
    return odd
