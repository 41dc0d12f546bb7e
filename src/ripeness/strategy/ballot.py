"""A vote of blocs within the backward step: what each gains by an event, and whether a coalition carries it.

The value of the war to a bloc is a value like any other: it follows the five of the step as a part of its own, so
that what an event is worth to a bloc is read as it is for one leader. Gains stand in the scratch from ``BALLOT`` on.
"""

from __future__ import annotations

from ripeness.numerics.compiled import inlined
from ripeness.strategy.blocs import of_three
from ripeness.strategy.board import between
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.vectors import load, store

BALLOT = 384  # of the scratch; eight places a bloc


@inlined
def vote_at(b, w, at, there, lump, bias, scratch):
    """Consent of the blocs to an event that leads from a node to another and costs who breaks a settlement."""
    for c in range(b.seats):
        part = (5 + c) * b.stride
        gain = load(w, there + part) + lump * b.part_renege[c] - load(w, at + part)
        store(scratch, BALLOT + 8 * c, gain)
    return council(b, bias, scratch)


@inlined
def vote_between(b, w, at, first, rows, place, count, scratch):
    """Consent of the blocs to a joint event that leads to a place between rows."""
    for c in range(b.seats):
        part = (5 + c) * b.stride
        gain = between(w, first + part, rows, place, count) - load(w, at + part)
        store(scratch, BALLOT + 8 * c, gain)
    return council(b, b.bias_joint, scratch)


@inlined
def council(b, bias, scratch):
    """Probability that a coalition meets the quorum, by the gains in the scratch."""
    p0 = acceptance(load(scratch, BALLOT), bias, b.precision[0])
    p1 = acceptance(load(scratch, BALLOT + 8), bias, b.precision[0])
    p2 = p0 * 0.0
    if b.seats > 2:
        p2 = acceptance(load(scratch, BALLOT + 16), bias, b.precision[0])
    consent = of_three(p0, p1, p2, b.wins, 0)
    if b.seats > 3:
        p3 = acceptance(load(scratch, BALLOT + 24), bias, b.precision[0])
        consent = consent + p3 * (of_three(p0, p1, p2, b.wins, 8) - consent)
    return consent
