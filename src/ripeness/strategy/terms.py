"""Terms of a settlement: Nash bargaining on the segments between the knots, and the width of the range (3.6).

Gains from signing are linear between neighbouring shares. They are not assumed to rise or fall: a better share
for one side can end the other side's reneging, so every segment is looked at.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ripeness.numerics.compiled import part
from ripeness.strategy.vectors import log, maximum, minimum, select

TINY = 1e-300
GENTLEST = 0.05  # least slope of a gain, per unit of the share, with which an end segment is extended


def nash_terms(gain_t: np.ndarray, gain_g: np.ndarray, knots: np.ndarray, beta: float) -> np.ndarray:
    """The insurgents' share that two parties would sign.

    Parameters
    ----------
    gain_t, gain_g : (knot, ...) gains over fighting on, linear between knots.
    knots : (knot,) evenly spaced shares.  beta : bargaining weight of the insurgents.

    Returns
    -------
    (...,) share maximising gain_t^beta gain_g^(1-beta) where both gain; elsewhere the share with the largest
    smaller gain, which is where the range would open, so that terms are continuous where the range empties.

    References
    ----------
    Nash 1950; Binmore, Rubinstein and Wolinsky 1986; model 3.6.
    """
    best = unsigned(gain_t[0])
    for i in range(len(knots) - 1):
        best = better_terms(best, float(i), gain_t[i], gain_g[i], gain_t[i + 1], gain_g[i + 1], beta)
    return np.asarray(knots[0] + agreed(best) * (knots[1] - knots[0]))


@part
def unsigned(like: Any) -> Any:
    """Before any segment is looked at: (place and log product where both gain, place and smaller gain)."""
    zero = like * 0.0
    return zero, zero - 1e300, zero, zero - 1e300


@part
def better_terms(best: Any, i: float, t0: Any, g0: Any, t1: Any, g1: Any, beta: float) -> Any:
    """The better of what is known and segment ``i``, whose ends are worth (t0, g0) and (t1, g1).

    On a segment the log product is concave: its maximum is the stationary point, or an end of the part on
    which both gain.
    """
    place, product, near, least = best
    slope_t, slope_g = t1 - t0, g1 - g0
    # The part [start, end] of the segment on which both gain.
    root_t = minimum(maximum(t0 * -1.0 / select(absolute_at_least(slope_t), slope_t, 1.0), -1.0), 2.0)
    root_g = minimum(maximum(g0 * -1.0 / select(absolute_at_least(slope_g), slope_g, 1.0), -1.0), 2.0)
    start = maximum(select(slope_t > 0.0, root_t, 0.0), select(slope_g > 0.0, root_g, 0.0))
    start = maximum(start, 0.0)
    end = minimum(select(slope_t < 0.0, root_t, 1.0), select(slope_g < 0.0, root_g, 1.0))
    end = minimum(end, 1.0)
    both = slope_t * slope_g
    top = (slope_t * g0 * beta + slope_g * t0 * (1.0 - beta)) * -1.0 / select(both < 0.0, both, -1.0)
    top = select(both < 0.0, top, select(slope_t + slope_g > 0.0, end, start))
    top = minimum(maximum(top, start), end)
    t, g = t0 + slope_t * top, g0 + slope_g * top
    value = log(maximum(t, TINY)) * beta + log(maximum(g, TINY)) * (1.0 - beta)
    wins = (start < end) & (t > 0.0) & (g > 0.0) & (value > product)
    place, product = select(wins, top + i, place), select(wins, value, product)
    # The largest smaller gain: at an end or where the two gains cross.
    gap = slope_t - slope_g
    cross = minimum(maximum((g0 - t0) / select(absolute_at_least(gap), gap, 1.0), 0.0), 1.0)
    here = minimum(t0, g0)
    near, least = select(here > least, i, near), maximum(here, least)
    here = minimum(t0 + slope_t * cross, g0 + slope_g * cross)
    near, least = select(here > least, cross + i, near), maximum(here, least)
    here = minimum(t1, g1)
    near, least = select(here > least, i + 1.0, near), maximum(here, least)
    return place, product, near, least


@part
def absolute_at_least(slope: Any) -> Any:
    """Whether a slope is not zero."""
    return (slope > 0.0) | (slope < 0.0)


@part
def agreed(best: Any) -> Any:
    """Place of the terms among the knots, 0 at the first: the Nash product's, else where the range would open."""
    return select(best[1] > -1e299, best[0], best[2])


@part
def range_ends(gain_t: np.ndarray, gain_g: np.ndarray, knots: np.ndarray) -> Any:
    """Lowest share the insurgents would take, highest the government would give, and whether both are plain.

    Lowest root of ``gain_t`` and highest root of ``gain_g``; where a party's gain has no root within the knots
    its end segment is extended linearly, so that the width stays finite and ledger terms add up. Plain means
    that the insurgents' gain never falls and the government's never rises with the share.

    References
    ----------
    Model 0.2 and 3.6.
    """
    n = knots.shape[0]
    least, most, has_least, has_most, plain = 0.0, 0.0, False, False, True
    for i in range(n - 1):
        span = knots[i + 1] - knots[i]
        a, b = gain_t[i], gain_t[i + 1]
        if a < 0.0 <= b and not has_least:
            least, has_least = knots[i] + span * (-a / (b - a)), True
        plain = plain and b >= a
        a, b = gain_g[i], gain_g[i + 1]
        if a >= 0.0 > b:
            most, has_most = knots[i] + span * (a / (a - b)), True
        plain = plain and b <= a
    if not has_least:
        low = gain_t[0] >= 0.0
        i = 0 if low else n - 2
        slope = max((gain_t[i + 1] - gain_t[i]) / (knots[i + 1] - knots[i]), GENTLEST)
        least = knots[0] - gain_t[0] / slope if low else knots[n - 1] - gain_t[n - 1] / slope
    if not has_most:
        high = gain_g[n - 1] >= 0.0
        i = n - 2 if high else 0
        slope = max((gain_g[i] - gain_g[i + 1]) / (knots[i + 1] - knots[i]), GENTLEST)
        most = knots[n - 1] + gain_g[n - 1] / slope if high else knots[0] + gain_g[0] / slope
    return least, most, plain


@part
def bargaining_weight(insurgent: float, government: float) -> float:
    """The insurgents' weight: the other side's discount rate over the sum (the patient gain more)."""
    return government / (insurgent + government)


@part
def handover(chi: Any, threshold: float, half_width: float) -> Any:
    """How far terms hand over the capital: 0 below ``threshold`` - ``half_width``, 1 above it + ``half_width``.

    A step would make the patron's value jump where the terms cross the threshold, and the grid would decide
    on which side a state lies; a ramp of the width of a few months' bargaining noise does not.
    """
    return minimum(maximum((chi - (threshold - half_width)) / (2.0 * half_width), 0.0), 1.0)
