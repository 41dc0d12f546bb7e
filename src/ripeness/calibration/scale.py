"""Unknowns on the scale of their priors: each is a standard normal score, whatever its unit and its ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ripeness.scenario.estimate import Estimate, Kind

LEAST = 1e-12


def nuisance(name: str, kind: Kind, *args: float) -> Estimate:
    """A number a module needs and no run does."""
    return Estimate(name, kind, args, "-", "Model 5.1")


def values_of(unknowns: Sequence[Estimate], scores: np.ndarray) -> dict[str, np.ndarray]:
    """Values of unknowns, each (...,), at normal scores (..., unknown)."""
    from scipy.special import ndtr

    below = np.clip(ndtr(scores), LEAST, 1.0 - LEAST)
    return {unknown.name: unknown.quantile(below[..., i]) for i, unknown in enumerate(unknowns)}


def log_prior(scores: np.ndarray) -> np.ndarray:
    """(..., unknown) -> (...,), up to a constant."""
    return -0.5 * np.sum(scores * scores, axis=-1)
