"""Draws of a posterior from draws of its prior: tempered step by step, moved by proposals that leave the prior alone.

Parameters are normal scores, so that the prior is the standard normal whatever the parameters' own distributions. The
power of the likelihood rises from 0 to 1 as fast as the effective sample size allows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

KEEP = 0.5  # effective share of the particles that a rise of the power may leave
SHORTEST, LONGEST = 0.05, 0.95
WANTED, BLOCK = 0.25, 16  # acceptance that the step is steered to, proposals after which it is steered


class Tempered(NamedTuple):
    """What came out."""

    particles: np.ndarray  # (particle, score), equally weighted
    log_likelihood: np.ndarray  # (particle,)
    first: np.ndarray  # (particle, score), the prior's draws
    first_log_likelihood: np.ndarray  # (particle,)
    powers: tuple[float, ...]  # of the likelihood, last 1
    acceptance: tuple[float, ...]  # a stage
    importance_ess: float  # effective number of prior draws, were they only weighted
    ess: float  # smallest effective number over the stages
    ancestors: int  # prior draws that have descendants
    memory: float  # correlation of the particles with their ancestors, 0 once they have forgotten
    log_evidence: float


def tempered(
    first: np.ndarray,
    log_likelihood: Callable[[np.ndarray], float],
    rng: np.random.Generator,
    moves: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Tempered:
    """Adaptive tempered sequential Monte Carlo.

    Parameters
    ----------
    first : (particle, score), draws of the prior.
    log_likelihood : of one particle; -inf where the prior does not allow it.
    moves : proposals a particle and stage.

    References
    ----------
    Del Moral, Doucet and Jasra (2006); Neal (1998) and Cotter et al. (2013) for the proposal
    z' = sqrt(1 - s^2) z + s xi, which is reversible under the prior;
    Chopin and Papaspiliopoulos (2020), chapter 17, for the choice of the powers.
    """
    tell = progress or (lambda share: None)
    count = len(first)
    beginnings = np.empty(count)
    for i, z in enumerate(first):
        beginnings[i] = log_likelihood(z)
        if (i + 1) % 25 == 0:
            tell(0.3 * (i + 1) / count)
    particles, scores, lineage = first.copy(), beginnings.copy(), np.arange(count)
    power, powers, acceptance, sizes, evidence, step = 0.0, [], [], [], 0.0, 0.4
    while power < 1.0:
        rise = _rise(scores, 1.0 - power)
        power = min(power + rise, 1.0)
        weights, log_mean = _weights(rise * scores)
        evidence += log_mean
        sizes.append(1.0 / float(np.sum(weights**2)))
        chosen = _systematic(weights, rng)
        particles, scores, lineage = particles[chosen], scores[chosen], lineage[chosen]
        taken = tried = lately = 0
        for _ in range(moves):
            for i in range(count):
                proposal = np.sqrt(1.0 - step**2) * particles[i] + step * rng.standard_normal(particles.shape[1])
                found = log_likelihood(proposal)
                if np.log(rng.random()) < power * (found - scores[i]):
                    particles[i], scores[i] = proposal, found
                    taken += 1
                    lately += 1
                tried += 1
                if tried % BLOCK == 0:
                    step = float(np.clip(step * np.exp(lately / BLOCK - WANTED), SHORTEST, LONGEST))
                    lately = 0
        rate = taken / (moves * count)
        powers.append(power)
        acceptance.append(rate)
        tell(0.3 + 0.7 * power)
    weights, _ = _weights(beginnings)
    return Tempered(
        particles, scores, first, beginnings, tuple(powers), tuple(acceptance), 1.0 / float(np.sum(weights**2)),
        min(sizes), len(set(lineage.tolist())),
        float(np.corrcoef(particles.ravel(), first[lineage].ravel())[0, 1]), evidence,
    )  # fmt: skip


def _rise(scores: np.ndarray, left: float) -> float:
    """Largest rise of the power that leaves the effective size wanted."""

    def size(rise: float) -> float:
        weights, _ = _weights(rise * scores)
        return 1.0 / float(np.sum(weights**2))

    alive = np.isfinite(scores).sum()
    if size(left) >= KEEP * alive:
        return left
    low, high = 0.0, left
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if size(middle) >= KEEP * alive else (low, middle)
    return max(low, 1e-4)


def _weights(logs: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights that sum to 1, and the log of their mean."""
    logs = np.where(np.isnan(logs), -np.inf, logs)
    top = float(np.max(logs))
    raw = np.exp(logs - top)
    return raw / raw.sum(), top + float(np.log(raw.mean()))


def _systematic(weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Indices drawn with one uniform, each as often as its weight says give or take one."""
    edges = np.cumsum(weights)
    places = (rng.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(edges, places * edges[-1]), len(weights) - 1)
