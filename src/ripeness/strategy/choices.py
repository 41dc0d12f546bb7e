"""Hazards of every event at eight states: opportunity times what the parties make of it (model 3.3, 3.6)."""

from __future__ import annotations

from ripeness.numerics.compiled import inlined
from ripeness.strategy.ballot import vote_at, vote_between
from ripeness.strategy.board import GOVERNMENT, INSURGENT
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.terms import agreed, better_terms, unsigned
from ripeness.strategy.vectors import exp, load, maximum, minimum


@inlined
def type_hazards(b, k, there_t, there_i, there_r, own_t, own_i, own_r):
    """Hazards of one event of the patron for the irresolute and the resolute type.

    With blocs what the insurgents' vote makes of a joint event is left to the caller; a belief does not need it, the
    vote being the same for both types.
    """
    bias = b.bias_joint if b.patron_joint[k] == 1 else b.bias_single
    h_i = acceptance(there_i + b.patron_lump[k, 0] - own_i, bias, b.precision[2]) * b.patron_nu[k]
    h_r = acceptance(there_r + b.patron_lump[k, 1] - own_r, bias, b.precision[2]) * b.patron_nu[k]
    if b.patron_joint[k] == 1 and b.seats == 0:
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
def other_hazard(b, k, at, v, w, own_t, own_g, scratch):
    """Hazard of one event of insurgents or government (settlement has its own)."""
    there = at + b.other_shift[k]
    rate = own_t * 0.0 + b.other_nu[k]
    consent = b.other_consent[k]
    bias = b.bias_joint if consent == INSURGENT + GOVERNMENT else b.bias_single
    if consent & INSURGENT:
        if b.seats > 0:
            rate = rate * vote_at(b, w, at, there, b.other_lump[k, 0], bias, scratch)
        else:
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
def settle_hazard(b, w, at, first, rows, place, gain_t, gain_g, scratch):
    """Hazard of a signature at the terms of ``place``."""
    if b.seats > 0:
        consent = vote_between(b, w, at, first, rows, place, b.chi.shape[0], scratch)
    else:
        consent = acceptance(gain_t, b.bias_joint, b.precision[0])
    return consent * acceptance(gain_g, b.bias_joint, b.precision[1]) * b.settle_nu


@inlined
def collapse_hazards(b, block, v, expected):
    """Collapse hazard per year, true and as the insurgents see it."""
    raw = exp(load(b.raw_collapse, block * b.padded + 8 * v) + (b.level[block] - expected) * b.expectation)
    return minimum(raw, b.cap) * b.calm[block], minimum(raw * b.optimism[block], b.cap) * b.calm[block]
