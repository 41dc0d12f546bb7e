"""One step of the backward solution, compiled: hazards at every node, then values one step earlier.

All reads are from a later date, so the order of the nodes does not matter.
"""

from __future__ import annotations

from ripeness.numerics.compiled import kernel
from ripeness.strategy.ballot import vote_between
from ripeness.strategy.board import MARGIN, between, five_between
from ripeness.strategy.choices import (
    collapse_hazards,
    other_hazard,
    posterior_place,
    settle_hazard,
    terms_place,
    type_hazards,
)
from ripeness.strategy.terms import handover
from ripeness.strategy.vectors import LANES, largest, load, maximum, select, store

HANDOVER, HANDOVER_HALF_WIDTH = 0.85, 0.05


@kernel
def step_back(b, value, w, new, places, ease, parts, scratch, dt):
    """Values one step of ``dt`` years earlier, written to ``new``; returns the largest hazard out of a node.

    Parameters
    ----------
    value : (array x stride,) values at the later date: insurgents, government, irresolute, resolute, expected
        posture, then ``parts`` of the insurgents' value: what it is to each bloc, and by channel.
    w : the same extrapolated to the middle of the step; hazards and successors are read from it.
    places : (pair x belief x padded,) belief after each event of the patron, updated in place by one sweep.
    ease : the same shape, share of a sweep that is taken (``settle_places``).

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
                for c in range(parts):
                    store(scratch, 8 * c, load(b.part_flow, c * size + column))
                for k in range(b.patron_first[block], b.patron_first[block + 1]):
                    place = load(places, k * plane + im * rows + 8 * v)
                    first = MARGIN + b.patron_target[k] * plane + 8 * v
                    t, g, i, r, e = five_between(w, first, b.stride, rows, place, b.beliefs)
                    h_i, h_r = type_hazards(b, k, t, i, r, own_t, own_i, own_r)
                    if b.seats > 0 and b.patron_joint[k] == 1:
                        vote = vote_between(b, w, at, first, rows, place, b.beliefs, scratch)
                        h_i, h_r = h_i * vote, h_r * vote
                    moved = posterior_place(b, im, h_i, h_r) - place
                    here = k * plane + im * rows + 8 * v
                    store(places, here, place + load(ease, here) * moved)
                    h_t = h_r * mu_t + h_i * (1.0 - mu_t)
                    h_g = h_r * mu + h_i * (1.0 - mu)
                    in_t, out_t = in_t + h_t * t, out_t + h_t
                    in_g, out_g, in_e = in_g + h_g * g, out_g + h_g, in_e + h_g * e
                    in_i, out_i = in_i + h_i * (i + b.patron_lump[k, 0]), out_i + h_i
                    in_r, out_r = in_r + h_r * (r + b.patron_lump[k, 1]), out_r + h_r
                    drift = drift + (h_i - h_r)
                    for c in range(parts):
                        part = between(w, first + (5 + c) * b.stride, rows, place, b.beliefs)
                        store(scratch, 8 * c, load(scratch, 8 * c) + h_t * part)
                out = zero
                for k in range(b.other_first[block], b.other_first[block + 1]):
                    rate = other_hazard(b, k, at, v, w, own_t, own_g, scratch)
                    there = at + b.other_shift[k]
                    in_t = in_t + rate * (load(w, there) + b.other_lump[k, 0])
                    in_g = in_g + rate * (load(w, there + b.stride) + b.other_lump[k, 1])
                    in_i = in_i + rate * (load(w, there + 2 * b.stride) + b.other_lump[k, 2])
                    in_r = in_r + rate * (load(w, there + 3 * b.stride) + b.other_lump[k, 2])
                    in_e = in_e + rate * load(w, there + 4 * b.stride)
                    out = out + rate
                    for c in range(parts):
                        part = load(w, there + (5 + c) * b.stride) + b.other_lump[k, 0] * b.part_renege[c]
                        store(scratch, 8 * c, load(scratch, 8 * c) + rate * part)
                if b.settle_open[block] == 1:
                    first = MARGIN + b.settle_target[block] * plane + im * rows + 8 * v
                    place = terms_place(b, w, first, own_t, own_g)
                    t, g, i, r, e = five_between(w, first, b.stride, plane, place, knots)
                    rate = settle_hazard(b, w, at, first, plane, place, t - own_t, g - own_g, scratch)
                    chi = place * d_chi + b.chi[0]
                    worth = (1.0 - chi) * b.settlement_value
                    worth = worth - handover(chi, HANDOVER, HANDOVER_HALF_WIDTH) * b.blame
                    in_t, in_g, in_e = in_t + rate * t, in_g + rate * g, in_e + rate * e
                    in_i, in_r = in_i + rate * (i + worth), in_r + rate * (r + worth)
                    out = out + rate
                    for c in range(parts):
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
                for j in range(5 + parts):
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
                for c in range(parts):
                    s = at + (5 + c) * b.stride
                    gain = load(scratch, 8 * c) + h_t * b.part_victory[c]
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
