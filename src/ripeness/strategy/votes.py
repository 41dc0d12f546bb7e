"""Who carries a step of the insurgents and who is out-voted, read from a solved game."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.strategy import channels
from ripeness.strategy.blocs import coalitions, collective
from ripeness.strategy.game import CONSENTS, Game
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.solver import Solution


class Vote(NamedTuple):
    """One step put to the blocs of the insurgents, at a state."""

    gains: np.ndarray  # (bloc,) what it is worth to each
    consent: np.ndarray  # (bloc,) probability that each is for it
    carried: float  # probability that it is carried
    outvoted: np.ndarray  # (bloc,) probability that a bloc was against it, given that it is carried
    overruled: np.ndarray  # (bloc,) probability that a bloc was for it, given that it is not carried


def gains(solution: Solution, game: Game, event: int, row: int = 0) -> np.ndarray:
    """What an event is worth to each bloc at a stored date.

    Parameters
    ----------
    solution : solved with ``channels=True``.  event, row : number of an event, stored date.

    Returns
    -------
    (bloc, node); NaN where the event cannot happen. One row where one leader decides.

    References
    ----------
    Model 3.7: Gain_b = sum_ch om_{b,ch} Gain_ch.
    """
    return np.asarray(game.bloc_channels @ channels.gains(solution, game, event, row))


def vote(game: Game, event: int, gain: np.ndarray) -> Vote:
    """How the blocs vote on an event that is worth ``gain`` to them, (bloc,).

    References
    ----------
    Model 3.7; 9.7 for what an out-voted bloc may do.
    """
    bias = game.bias_joint if event in CONSENTS else game.bias_single
    consent = np.array([acceptance(float(g), bias, float(game.precision[0])) for g in gain])
    wins = coalitions(game.bloc_weights, game.bloc_quorum)
    carried = _carried(consent, wins)
    against = [_carried(np.where(np.arange(len(consent)) == b, 0.0, consent), wins) for b in range(len(consent))]
    without = (1.0 - consent) * np.array(against)  # carried, and this bloc voted against
    lost = consent - (carried - without)  # for it, and not carried
    return Vote(gain, consent, carried, without / carried, lost / max(1.0 - carried, 1e-300))


def _carried(consent: np.ndarray, wins: np.ndarray) -> float:
    chances = [float(p) for p in consent] + [0.0] * (4 - len(consent))
    return float(collective(chances[0], chances[1], chances[2], chances[3], wins))
