"""How soon a settlement could be signed if everybody wanted it: opportunities come one after the other.

Diplomacy has stages and each needs an occasion. With every acceptance certain, the time to a signature is a sum
of exponential waits over the shortest chain of talks, and no belief and no payoff can make it shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.game import CONSENTS

SETTLED = 4


def speed_limit(values: Mapping[str, Any], start: tuple[int, int, int], years: float, tempo: float = 1.0) -> Any:
    """Highest probability of a settlement within ``years``, whatever anybody wants.

    Parameters
    ----------
    values : parameters by name, numbers or (world,) arrays.
    start : posture, commitment, talks.
    tempo : factor on every opportunity rate.

    Returns
    -------
    float or (world,) float in [0, 1]; 1 where a settlement is in force.

    References
    ----------
    Model 3.11; V16.
    """
    rates = [tempo * _opportunity(values, event) for event in shortest_chain(start[2])]
    return hypoexponential(np.stack(np.broadcast_arrays(*rates)), years) if rates else 1.0


def shortest_chain(talks: int) -> tuple[int, ...]:
    """Events of the shortest way from a phase of talks to a settlement that the transition table allows."""
    after = ev.transition_table().next_phase
    chains: dict[int, tuple[int, ...]] = {talks: ()}
    while SETTLED not in chains:
        for phase, chain in list(chains.items()):
            for event in range(ev.PATRON_EVENTS, ev.DECIDED):
                for reached in set(after[event, :, phase].tolist()) - {-1, *chains}:
                    chains[reached] = (*chain, event)
    return chains[SETTLED]


def hypoexponential(rates: Any, years: float) -> Any:
    """Probability that stages passed one after the other are all passed within ``years``.

    Parameters
    ----------
    rates : (stage, ...) per year > 0; equal rates are allowed.

    Returns
    -------
    (...,) float.

    References
    ----------
    Chain of exponential waits, by the exponential of its generator; V16.
    """
    from scipy.linalg import expm

    rates = np.asarray(rates, dtype=float)
    stages = len(rates)
    generator = np.zeros((*rates.shape[1:], stages + 1, stages + 1))
    for i in range(stages):
        generator[..., i, i], generator[..., i, i + 1] = -rates[i], rates[i]
    passed = expm(generator * years)[..., 0, stages]
    return float(passed) if passed.ndim == 0 else passed


def _opportunity(values: Mapping[str, Any], event: int) -> Any:
    """Opportunity rate per year: the reference hazard over the acceptance nobody gains by."""
    consents = CONSENTS.get(event, 1)
    bias = values["hazard.bias_joint" if consents > 1 else "hazard.bias_single"]
    return values[f"hazard.{ev.NAMES[event]}"] * (1.0 + np.exp(-bias)) ** consents
