"""Collective leadership: blocs of the insurgents vote by weight on what one leader would decide alone.

Each bloc sees the same event and weighs what it brings (war, legitimacy, a settlement, victory, reneging) in its own
way; it consents with the probability of a single party. Consent of the leadership is consent of a coalition whose
weight meets the quorum. How much a seat matters is a question of which coalitions win and not of its weight: a
seat with a vote can have no power.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial
from typing import Any, NamedTuple

import numpy as np

from ripeness.errors import SettingsError
from ripeness.numerics.compiled import part

MOST_BLOCS = 4
STICKS = ("leadership.first", "leadership.second", "leadership.third")  # each a share of what those before it leave
SLACK = 1e-12  # weights that add up to the quorum meet it, whatever their last digit
MOST_SEATS = 20  # every coalition is looked at


class Leadership(NamedTuple):
    """Who decides for the insurgents; a single bloc is a single leader."""

    weights: np.ndarray  # (bloc,) shares of the vote
    quorum: float  # share of the vote a decision needs
    channels: np.ndarray  # (bloc, 5) weight of each channel in a bloc's gain; weighted by votes each column is 1
    wins: np.ndarray  # (16,) 1 where a coalition meets the quorum; bloc b is in coalition c if bit b of c is set


class Power(NamedTuple):
    """What the seats of a weighted vote can bring about."""

    shapley_shubik: np.ndarray  # (seat,) chance of being the one who turns a loss into a win, adds up to 1
    swings: np.ndarray  # (seat,) coalitions that win with the seat and lose without it

    @property
    def banzhaf(self) -> np.ndarray:
        """Shares of all swings, (seat,)."""
        return np.asarray(self.swings / max(self.swings.sum(), 1))

    @property
    def powerless(self) -> np.ndarray:
        """Seats whose vote never matters, (seat,) bool."""
        return np.asarray(self.swings == 0)


def leadership(values: Mapping[str, float], leanings: Sequence[Sequence[float]] = ()) -> Leadership:
    """The leadership of one world.

    Parameters
    ----------
    values : parameters by name; weights are broken off one after the other (``STICKS``), as a Dirichlet's are.
    leanings : what each bloc makes of a gain through each channel, one row a bloc in the order of
        ``layout.CHANNELS``, above 0 and before normalising; fewer than two rows are one leader.

    References
    ----------
    Model 3.7; claims A39 and A40.
    """
    if len(leanings) < 2:
        return Leadership(np.ones(1), 1.0, np.ones((1, 5)), coalitions(np.ones(1), 1.0))
    weights, quorum = shares(values, len(leanings)), float(values["leadership.quorum"])
    channels = np.array(leanings, dtype=float)
    return Leadership(weights, quorum, channels / (weights @ channels), coalitions(weights, quorum))


def shares(values: Mapping[str, Any], blocs: int) -> np.ndarray:
    """Weights of some blocs, (bloc,) or (bloc, world); they add up to 1."""
    left: Any = 1.0
    weights = []
    for name in STICKS[: blocs - 1]:
        weights.append(left * np.asarray(values[name], dtype=float))
        left = left - weights[-1]
    return np.stack(np.broadcast_arrays(*weights, left))


def coalitions(weights: np.ndarray, quorum: float) -> np.ndarray:
    """Which of the sixteen coalitions of four blocs win, (16,) 1 or 0; blocs that are not there change nothing."""
    return np.tile(winning(weights, quorum), 2 ** (MOST_BLOCS - len(weights))).astype(float)


def at_rest(values: Mapping[str, Any], blocs: int, chance: Any) -> Any:
    """Consent of a leadership each of whose blocs consents with ``chance``, over that chance; 1 for one leader.

    Opportunities are divided by it, so that reference hazards are what they are for one leader.

    Parameters
    ----------
    values : parameters by name, numbers or (world,) arrays.  chance : the same.

    References
    ----------
    Model 3.7: nu_e = h_e over the product of acceptances at zero gain; V27.
    """
    if blocs < 2:
        return 1.0
    weights, total = shares(values, blocs), 0.0
    for coalition in range(1, 2**blocs):
        members = [b for b in range(blocs) if coalition >> b & 1]
        wins = weights[members].sum(axis=0) >= values["leadership.quorum"] - SLACK
        total = total + wins * chance ** len(members) * (1.0 - chance) ** (blocs - len(members))
    return total / chance


@part
def collective(p0: Any, p1: Any, p2: Any, p3: Any, wins: np.ndarray) -> Any:
    """Probability that a coalition meets the quorum when blocs consent independently.

    Parameters
    ----------
    p0, p1, p2, p3 : (...,) probability that each bloc consents; anything for a bloc that is not there.
    wins : (16,) of :class:`Leadership`.

    References
    ----------
    Model 3.7: Pr(sum_b w_b Y_b >= q), all coalitions; V37.
    """
    without = of_three(p0, p1, p2, wins, 0)
    return without + p3 * (of_three(p0, p1, p2, wins, 8) - without)


@part
def of_three(p0: Any, p1: Any, p2: Any, wins: np.ndarray, first: int) -> Any:
    """The same for three blocs; their coalitions stand in ``wins`` from ``first`` on."""
    q0, q1, q2 = 1.0 - p0, 1.0 - p1, 1.0 - p2
    without = q1 * (q0 * wins[first] + p0 * wins[first + 1]) + p1 * (q0 * wins[first + 2] + p0 * wins[first + 3])
    joined = q1 * (q0 * wins[first + 4] + p0 * wins[first + 5]) + p1 * (q0 * wins[first + 6] + p0 * wins[first + 7])
    return q2 * without + p2 * joined


def winning(weights: Sequence[float] | np.ndarray, quorum: float) -> np.ndarray:
    """Which coalitions meet the quorum, (2^seats,) bool; seat b is in coalition c if bit b of c is set.

    Parameters
    ----------
    weights : (seat,) votes.  quorum : votes a decision needs; meeting it exactly is enough.

    Raises
    ------
    SettingsError
        For more than 20 seats.
    """
    seats = len(weights)
    if seats > MOST_SEATS:
        raise SettingsError(
            f"a vote of {seats} seats has too many coalitions to look at",
            f"Merge seats that vote alike, down to {MOST_SEATS}.",
        )
    votes = np.asarray(weights, dtype=float)
    members = (np.arange(2**seats)[:, None] >> np.arange(seats)) & 1
    return np.asarray(members @ votes >= quorum - SLACK * votes.sum())


def power(weights: Sequence[float] | np.ndarray, quorum: float) -> Power:
    """Power of each seat in a weighted vote.

    Parameters
    ----------
    weights : (seat,) votes, any number of seats up to 20.  quorum : votes a decision needs.

    References
    ----------
    Shapley and Shubik 1954; Banzhaf 1965; V47, C8.
    """
    wins, seats = winning(weights, quorum), len(weights)
    coalition = np.arange(2**seats)
    size = np.bitwise_count(coalition).astype(int)
    orders = np.array([factorial(s) * factorial(seats - s - 1) / factorial(seats) for s in range(seats)])
    shapley, swings = np.zeros(seats), np.zeros(seats, dtype=int)
    for seat in range(seats):
        without = coalition[(coalition >> seat) & 1 == 0]
        decided = without[wins[without | (1 << seat)] & ~wins[without]]
        shapley[seat], swings[seat] = orders[size[decided]].sum(), len(decided)
    return Power(shapley, swings)
