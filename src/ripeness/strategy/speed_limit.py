"""How soon a settlement could be signed if everybody wanted it: opportunities come one after the other.

Diplomacy has stages and each needs an occasion. With every acceptance certain, the time to a signature is a sum
of exponential waits over the shortest chain of talks, and no belief and no payoff can make it shorter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.blocs import at_rest
from ripeness.strategy.game import CONSENTS, by_insurgents

SETTLED = 4


def speed_limit(
    values: Mapping[str, Any], start: tuple[int, int, int], years: float, tempo: float = 1.0, blocs: int = 0
) -> Any:
    """Highest probability of a settlement within ``years``, whatever anybody wants.

    Parameters
    ----------
    values : parameters by name, numbers or (world,) arrays.
    start : posture, commitment, talks.
    tempo : factor on every opportunity rate.
    blocs : how many vote for the insurgents.

    Returns
    -------
    float or (world,) float in [0, 1]; 1 where a settlement is in force.

    References
    ----------
    Model 3.11; V16.
    """
    rates = [tempo * _opportunity(values, event, blocs) for event in shortest_chain(start[2])]
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

    Notes
    -----
    By uniformisation: the chain jumps at the fastest rate of all, and a jump moves it on with probability rate over
    fastest. Equal rates, where the sum of exponentials breaks down, are no exception.

    References
    ----------
    Jensen 1953; V16.
    """
    rates = np.asarray(rates, dtype=float)
    jumps = float(rates.max()) * years
    reached = np.zeros((len(rates) + 1, *rates.shape[1:]))
    reached[0] = 1.0
    passed = np.zeros(rates.shape[1:])
    for n in range(1, int(jumps + 12.0 * math.sqrt(jumps) + 40.0) if jumps > 0.0 else 0):
        moved = reached[:-1] * (rates * years / jumps)
        reached[:-1] -= moved
        reached[1:] += moved
        passed = passed + reached[-1] * math.exp(n * math.log(jumps) - jumps - math.lgamma(n + 1.0))
    return float(passed) if passed.ndim == 0 else passed


def _opportunity(values: Mapping[str, Any], event: int, blocs: int) -> Any:
    """Opportunity rate per year: the reference hazard over the acceptance nobody gains by."""
    consents = CONSENTS.get(event, 1)
    bias = values["hazard.bias_joint" if consents > 1 else "hazard.bias_single"]
    chance = 1.0 / (1.0 + np.exp(-np.asarray(bias)))
    council = at_rest(values, blocs, chance) if by_insurgents(event) else 1.0
    return values[f"hazard.{ev.NAMES[event]}"] / (chance**consents * council)
