"""Adaptive random-walk Metropolis: many chains of many data sets at once, the same draws for the same seed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

WANTED = 0.27  # acceptance that a random walk in several dimensions does best with
EVERY = 25  # steps between two updates of the proposal


class Sample(NamedTuple):
    """(group, chain, kept step, parameter) positions, and the share of proposals taken after the warm-up (group,)."""

    chains: np.ndarray
    acceptance: np.ndarray


def generator(seed: int, name: str) -> np.random.Generator:
    """A stream of its own for every name."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, zlib.crc32(name.encode())], dtype=np.uint64)))


def metropolis(
    log_density: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    rng: np.random.Generator,
    *,
    warmup: int,
    steps: int,
    thin: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Sample:
    """Sample densities of standard-normal scores.

    Parameters
    ----------
    log_density : (group, chain, parameter) -> (group, chain), up to a constant; a group is one data set.
    start : (group, chain, parameter), dispersed.
    warmup : steps in which the proposal learns scale and shape from the chains of its group; thrown away.
    steps, thin : steps after it, of which every ``thin``-th is kept.
    progress : told the share done now and then.

    References
    ----------
    Haario, Saksman and Tamminen 2001; Roberts and Rosenthal 2009; the proposal is frozen after the warm-up.
    """
    groups, chains, size = start.shape
    here, density = start.copy(), log_density(start)
    factor = np.broadcast_to(np.eye(size) * 0.3, (groups, size, size)).copy()
    scale = np.full(groups, 2.38 / np.sqrt(size))
    mean, covariance = here.mean(axis=1), np.broadcast_to(np.eye(size) * 0.09, (groups, size, size)).copy()
    kept = np.empty((groups, chains, steps // thin, size))
    taken, recent, total = np.zeros(groups), np.zeros(groups), warmup + steps
    for step in range(total):
        jump = np.einsum("gij,gcj->gci", factor, rng.standard_normal(here.shape)) * scale[:, None, None]
        proposed = here + jump
        new = log_density(proposed)
        accept = np.log(rng.random((groups, chains))) < new - density
        here = np.where(accept[..., None], proposed, here)
        density = np.where(accept, new, density)
        if step < warmup:
            recent += accept.mean(axis=1)
            weight = max(1.0 / (step + 1), 20.0 / warmup)
            shift = here - mean[:, None]
            mean = mean + weight * shift.mean(axis=1)
            covariance = (1 - weight) * covariance + weight * np.einsum("gci,gcj->gij", shift, shift) / chains
            if step % EVERY == EVERY - 1:
                scale *= np.exp(np.clip(recent / EVERY - WANTED, -0.5, 0.5))
                recent[:] = 0.0
                factor = np.linalg.cholesky(covariance + 1e-6 * np.eye(size))
        else:
            taken += accept.mean(axis=1)
            at = step - warmup
            if at % thin == thin - 1 and at // thin < kept.shape[2]:
                kept[:, :, at // thin] = here
        if progress is not None and step % 500 == 499:
            progress((step + 1) / total)
    return Sample(kept, taken / max(steps, 1))
