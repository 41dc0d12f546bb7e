"""Formulas of the literature that the product has no use for, as the yardstick of what it does use.

Conventions stand beside each: who moves at a tie, and whether a threshold is a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi, sqrt

from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.stats import norm


def fought_out(
    losses: Callable[[float, float], Sequence[float]], regulars: float, guerrillas: float, until: float = 1e7
) -> tuple[float, float, float]:
    """Both sides of a battle once one is gone, and when that was; at ``until`` where both only fade.

    ``losses``: rates at which regulars and guerrillas are lost, given how many there are. Gone is a billionth of
    who came first.
    """

    def rates(_: float, sides: Sequence[float]) -> list[float]:
        return [-lost for lost in losses(sides[0], sides[1])]

    def gone(_: float, sides: Sequence[float]) -> float:
        return min(sides[0] / regulars, sides[1] / guerrillas) - 1e-9

    gone.terminal = True  # type: ignore[attr-defined]
    done = solve_ivp(rates, (0.0, until), [regulars, guerrillas], "DOP853", events=gone, rtol=1e-12, atol=1e-12)
    assert done.success
    return *done.y[:, -1], done.t[-1]


def joiners(thresholds: Sequence[float]) -> int:
    """How many act when each acts once at least as many as its threshold already do (Granovetter 1978).

    Thresholds count people, a tie joins, and who has threshold 0 begins.
    """
    acting = 0
    while (now := sum(threshold <= acting for threshold in thresholds)) != acting:
        acting = now
    return acting


def share_of_joiners(mean: float, sd: float) -> float:
    """The same in a crowd without end whose thresholds are normal shares: smallest r with r = Phi((r - mean)/sd).

    Thresholds are not rounded; those below zero begin.
    """
    share = 0.0
    while (now := float(norm.cdf((share - mean) / sd))) - share > 1e-13:
        share = now
    return share


def global_game(noise: Callable[[float], float], holding: float, fear: float, offer: float) -> float:
    """Threshold of a regime that falls iff the share that gives up exceeds its strength, under a flat prior.

    A unit sees strength plus noise with distribution function ``noise`` (symmetric). It gains ``holding`` if it
    resists and the regime stands, loses ``fear`` if it resists and the regime falls, gets ``offer`` if it gives
    up. The cutoff is found, not assumed: at the signal that leaves a unit indifferent, the strength at which
    exactly those below the cutoff bring the regime down (Morris and Shin 2003).
    """

    def strength_at(cutoff: float) -> float:
        return brentq(lambda strength: noise(cutoff - strength) - strength, 0.0, 1.0, xtol=1e-15)

    def preference(cutoff: float) -> float:
        stands = noise(cutoff - strength_at(cutoff))  # chance that strength = cutoff - noise lies above
        return holding * stands - fear * (1.0 - stands) - offer

    return strength_at(brentq(preference, -60.0, 60.0, xtol=1e-14))


def public_threshold(seen: float, public: float, private: float, ratio: float) -> float:
    """The threshold when all have also seen a normal signal of mean ``seen`` (Morris and Shin 2003; model M11).

    ``public``, ``private``: precisions; ``ratio``: (L + d)/(B + L), in C6 one less the cost of attacking. The
    root from below; the only one if :func:`is_unique`.
    """
    target = sqrt(public + private) * norm.ppf(ratio)

    def gap(threshold: float) -> float:
        return sqrt(private) * norm.ppf(threshold) - public * threshold + public * seen - target

    return brentq(gap, 1e-14, 1.0 - 1e-14, xtol=1e-15)


def public_cutoff(seen: float, public: float, private: float, ratio: float) -> tuple[float, float]:
    """Signal below which a unit gives up, and how likely it then thinks that the regime falls."""
    threshold = public_threshold(seen, public, private, ratio)
    cutoff = threshold + norm.ppf(threshold) / sqrt(private)
    belief = (public * seen + private * cutoff) / (public + private)
    return cutoff, float(norm.cdf((threshold - belief) * sqrt(public + private)))


def is_unique(public: float, private: float) -> bool:
    """Whether the global game has one equilibrium for every public signal (Morris and Shin 2003)."""
    return public / sqrt(private) <= sqrt(2.0 * pi)
