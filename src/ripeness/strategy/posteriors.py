"""What everybody believes after a step of the patron: Bayes' rule on hazards that depend on that belief (model 3.4)."""

from __future__ import annotations

from ripeness.numerics.compiled import inlined, kernel
from ripeness.strategy.board import MARGIN, between
from ripeness.strategy.choices import posterior_place, type_hazards
from ripeness.strategy.vectors import LANES, absolute, largest, load, maximum, minimum, select, store

CONVERGED, MOST_SWEEPS = 1e-6, 20


@inlined
def mapped_place(b, k, im, value, first, place, own_t, own_i, own_r):
    """Where Bayes' rule puts the belief after an event if everybody expects it at ``place``."""
    i = between(value, first + 2 * b.stride, b.padded, place, b.beliefs)
    r = between(value, first + 3 * b.stride, b.padded, place, b.beliefs)
    h_i, h_r = type_hazards(b, k, own_t, i, r, own_t, own_i, own_r)
    return posterior_place(b, im, h_i, h_r)


@kernel
def settle_places(b, value, places, ease):
    """Beliefs after each event of the patron at frozen values; returns (last change, steepest slope of the map).

    Every node and event is a fixed point of its own. The map sends the lowest belief up and the highest down, so
    that there always is one; secants between what is too low and what is too high find it, also where the map
    falls so steeply that plain sweeps would jump to and fro for ever. The slope found on the way says how much of
    a plain sweep the steps that follow may take: all of it where the map rises, 1/(1 - slope) where it falls.
    """
    rest, steepest = 0.0, 0.0
    rows, plane = b.padded, b.beliefs * b.padded
    dmu = b.mu[1] - b.mu[0]
    for block in range(b.blocks):
        for im in range(b.beliefs):
            for v in range(b.padded // LANES):
                at = MARGIN + (block * b.beliefs + im) * rows + 8 * v
                own_t = load(value, at)
                own_i, own_r = load(value, at + 2 * b.stride), load(value, at + 3 * b.stride)
                zero = own_t * 0.0
                for k in range(b.patron_first[block], b.patron_first[block + 1]):
                    here = k * plane + im * rows + 8 * v
                    first = MARGIN + b.patron_target[k] * plane + 8 * v
                    place, share = load(places, here), load(ease, here)
                    low, high = zero, zero + (b.beliefs - 1.0)
                    before, mapped_before, change = place, place, 0.0
                    for _ in range(MOST_SWEEPS):
                        mapped = mapped_place(b, k, im, value, first, place, own_t, own_i, own_r)
                        gap, run = mapped - place, place - before
                        change = largest(absolute(gap)) * dmu
                        known = absolute(run) > 1e-6
                        slope = select(known, (mapped - mapped_before) / select(known, run, 1.0), 0.0)
                        share = select(known, 1.0 / (1.0 + maximum(slope * -1.0, 0.0)), share)
                        steepest = max(steepest, largest(absolute(slope)))
                        if change < CONVERGED:
                            break
                        low, high = select(gap > 0.0, place, low), select(gap < 0.0, place, high)
                        before, mapped_before = place, mapped
                        place = place + gap / (1.0 - minimum(slope, 0.9))
                        place = select((place >= low) & (place <= high), place, (low + high) * 0.5)
                    store(places, here, place)
                    store(ease, here, share)
                    rest = max(rest, change)
    return rest, steepest


@kernel
def count_posteriors(b, value, scratch):
    """How many (state, event of the patron) have a belief afterwards, and how many more than one.

    The map less the belief itself changes sign once from up to down where the belief is unique; a change back,
    looked for from belief node to belief node, means that several beliefs agree with themselves.
    """
    pairs, several = 0.0, 0.0
    rows, plane = b.padded, b.beliefs * b.padded
    for block in range(b.blocks):
        for im in range(b.beliefs):
            for v in range(b.padded // LANES):
                lanes = min(LANES, b.columns - 8 * v)
                at = MARGIN + (block * b.beliefs + im) * rows + 8 * v
                own_t = load(value, at)
                own_i, own_r = load(value, at + 2 * b.stride), load(value, at + 3 * b.stride)
                for k in range(b.patron_first[block], b.patron_first[block + 1]):
                    first = MARGIN + b.patron_target[k] * plane + 8 * v
                    zero = own_t * 0.0
                    before, back = zero + 1.0, zero
                    for m in range(b.beliefs):
                        gap = mapped_place(b, k, im, value, first, zero + m, own_t, own_i, own_r) - m
                        back = select((before < 0.0) & (gap >= 0.0), 1.0, back)
                        back = select((before <= 0.0) & (gap > 0.0), 1.0, back)
                        before = gap
                    store(scratch, 0, back)
                    pairs += lanes
                    for lane in range(lanes):
                        several += scratch[lane]
    return pairs, several
