"""What a draw would have to explain away: its distance from what was seen, in units of all that is allowed for.

Matching rules out, it does not rule in: a draw stays as long as no summary is further away than chance, error of
measurement and error of the model together allow.
"""

from __future__ import annotations

import numpy as np

MOST = 3.0  # Pukelsheim's three sigma


def implausibility(summaries: np.ndarray, seen: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Largest distance of a draw over its summaries, (draw,).

    Parameters
    ----------
    summaries : (draw, summary), what a draw gives; nan where it says nothing.
    seen : (summary,).  sd : (summary,) of everything that may part the two.

    References
    ----------
    Craig et al. (1997); Vernon, Goldstein and Bower (2010); Pukelsheim (1994).
    """
    if summaries.shape[1] == 0:
        return np.zeros(len(summaries))
    away = np.abs(summaries - seen) / sd
    return np.asarray(np.max(np.where(np.isnan(away), 0.0, away), axis=1))


def plausible(summaries: np.ndarray, seen: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Draws that are not ruled out, bool (draw,)."""
    return implausibility(summaries, seen, sd) < MOST


def resampled(weights: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Equally weighted indices of weighted draws, by systematic resampling, and the effective number of draws."""
    share = weights / weights.sum()
    edges = np.cumsum(share)
    places = (rng.random() + np.arange(count)) / count * edges[-1]
    chosen = np.minimum(np.searchsorted(edges, places), len(weights) - 1)
    return rng.permutation(chosen), 1.0 / float(np.sum(share**2))
