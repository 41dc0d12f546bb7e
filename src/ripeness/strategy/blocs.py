"""Collective leadership: three blocs of the insurgents vote by weight on what one leader would decide alone.

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
from ripeness.strategy.hazards import acceptance

BLOCS = ("military", "political", "clerical")
# What each bloc makes of a gain through each channel, in the order of ``layout.CHANNELS``, before normalising (3.7).
LEANINGS = (
    (1.0, 0.5, 0.8, 1.3, 1.0),
    (1.0, 1.5, 1.4, 0.7, 1.0),
    (1.0, 1.0, 0.9, 1.1, 1.0),
)
SLACK = 1e-12  # weights that add up to the quorum meet it, whatever their last digit
MOST_SEATS = 20  # every coalition is looked at


class Leadership(NamedTuple):
    """Who decides for the insurgents."""

    weights: np.ndarray  # (3,) shares of the vote: military, political, clerical
    quorum: float  # share of the vote a decision needs
    channels: np.ndarray  # (3, 5) weight of each channel in a bloc's gain; weighted by votes each column is 1
    wins: np.ndarray  # (8,) 1 where a coalition meets the quorum; bloc b is in coalition c if bit b of c is set


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


def leadership(values: Mapping[str, float]) -> Leadership:
    """The leadership of one world.

    Parameters
    ----------
    values : parameters by name; ``leadership.political`` is a share of what the military wing leaves.

    References
    ----------
    Model 3.7; claims A39 and A40.
    """
    military, political = values["leadership.military"], values["leadership.political"]
    weights = np.array([military, (1.0 - military) * political, (1.0 - military) * (1.0 - political)])
    leanings = np.array(LEANINGS)
    quorum = float(values["leadership.quorum"])
    return Leadership(weights, quorum, leanings / (weights @ leanings), winning(weights, quorum).astype(float))


@part
def council(
    war: Any, legitimacy: Any, settlement: Any, victory: Any, renege: Any, bias: float, precision: float,
    channels: np.ndarray, wins: np.ndarray,
) -> Any:  # fmt: skip
    """Probability that the leadership seizes an opportunity; stands where ``hazards.acceptance`` does for one leader.

    Parameters
    ----------
    war, legitimacy, settlement, victory, renege : (...,) gain through each channel.
    bias : log-odds of a bloc at zero gain.  precision : log-odds per unit of gain (lambda).
    channels, wins : of :class:`Leadership`.

    References
    ----------
    Model 3.7.
    """
    p0 = acceptance(_gain(war, legitimacy, settlement, victory, renege, channels[0]), bias, precision)
    p1 = acceptance(_gain(war, legitimacy, settlement, victory, renege, channels[1]), bias, precision)
    p2 = acceptance(_gain(war, legitimacy, settlement, victory, renege, channels[2]), bias, precision)
    return collective(p0, p1, p2, wins)


@part
def _gain(war: Any, legitimacy: Any, settlement: Any, victory: Any, renege: Any, leaning: np.ndarray) -> Any:
    gain = war * leaning[0] + legitimacy * leaning[1] + settlement * leaning[2]
    return gain + victory * leaning[3] + renege * leaning[4]


@part
def collective(p0: Any, p1: Any, p2: Any, wins: np.ndarray) -> Any:
    """Probability that a coalition meets the quorum when blocs consent independently.

    Parameters
    ----------
    p0, p1, p2 : (...,) probability that each bloc consents.  wins : (8,) of :class:`Leadership`.

    References
    ----------
    Model 3.7: Pr(sum_b w_b Y_b >= q), all eight coalitions; V37.
    """
    q0, q1, q2 = 1.0 - p0, 1.0 - p1, 1.0 - p2
    without = q1 * (q0 * wins[0] + p0 * wins[1]) + p1 * (q0 * wins[2] + p0 * wins[3])
    joined = q1 * (q0 * wins[4] + p0 * wins[5]) + p1 * (q0 * wins[6] + p0 * wins[7])
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
