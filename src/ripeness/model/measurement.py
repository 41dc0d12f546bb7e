"""How control is seen: instruments that read one latent state through their own offsets and cuts.

The command's five classes and the press's three are two readings of the same log-odds; they are never merged
into one truth. A district's reading offset belongs to the instrument and is drawn once a world.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ripeness.numerics.compiled import part
from ripeness.numerics.lanes import select


@part
def reading(log_odds: Any, offset: Any, noise: Any) -> Any:
    """What an instrument sees of a district: log-odds + fixed offset + the quarter's common noise.

    References
    ----------
    Model M1, measurement.
    """
    return log_odds + offset + noise


@part
def above(value: Any, cut: Any) -> Any:
    """1 where a reading lies above a cut, else 0; summed over districts it is a class count.

    References
    ----------
    Model M1, measurement: class = interval of the reading.
    """
    return select(value > cut, 1.0, 0.0)


def class_probabilities(log_odds: np.ndarray, cuts: np.ndarray, scale: float) -> np.ndarray:
    """Probability of each class of an ordered logit.

    Parameters
    ----------
    log_odds : (district,) latent log-odds.
    cuts : (classes - 1,) ascending.
    scale : > 0, scale of the reading offsets.

    Returns
    -------
    (district, classes), rows sum to 1.

    References
    ----------
    Model M1: marginally over districts the offsets make an ordered logit (V07).
    """
    below = 1.0 / (1.0 + np.exp(-(np.asarray(cuts)[None, :] - np.asarray(log_odds)[:, None]) / scale))
    edges = np.hstack([np.zeros((len(below), 1)), below, np.ones((len(below), 1))])
    return np.diff(edges, axis=1)


@part
def gap(command_log_odds: Any, press_log_odds: Any) -> Any:
    """How much darker the press reads the war than the command, log-odds of the government's share.

    References
    ----------
    Model M1 and 9.6.
    """
    return command_log_odds - press_log_odds
