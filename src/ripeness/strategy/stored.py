"""What is kept of a date: log hazards, belief drift, terms, expected posture, width of the range, ripeness margin."""

from __future__ import annotations

from ripeness.numerics.compiled import inlined, kernel
from ripeness.strategy.ballot import BALLOT, vote_between
from ripeness.strategy.board import MARGIN, five_between
from ripeness.strategy.choices import collapse_hazards, other_hazard, settle_hazard, terms_place, type_hazards
from ripeness.strategy.terms import range_ends
from ripeness.strategy.vectors import LANES, load, log, maximum, minimum, select, store

IMPOSSIBLE, FAINTEST = -60.0, -45.0  # log hazards: cannot happen; can, but nobody will see it
SLOTS, SCRATCH = 16, BALLOT + 32


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
    # Thirty-two lines of eight: irresolute 0-7, resolute 8-15, common 16-31; then the gains at the knots, then a vote.
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
                    if b.seats > 0 and b.patron_joint[k] == 1:
                        vote = vote_between(b, value, at, first, rows, place, b.beliefs, scratch)
                        h_i, h_r = h_i * vote, h_r * vote
                    drift = drift + (h_i - h_r)
                    store(scratch, 8 * b.patron_event[k], h_i)
                    store(scratch, 8 * (8 + b.patron_event[k]), h_r)
                for k in range(b.other_first[block], b.other_first[block + 1]):
                    rate = other_hazard(b, k, at, v, value, own_t, own_g, scratch)
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
                        t, g = t - own_t, g - own_g
                        rate = settle_hazard(b, value, at, signed, plane, place, t, g, scratch)
                        store(scratch, 8 * 20, rate)
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
