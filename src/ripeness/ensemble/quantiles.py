"""Quantiles from the monthly histograms, which stand in for every future's path."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def quantiles(histogram: np.ndarray, levels: Sequence[float] = LEVELS) -> np.ndarray:
    """Quantiles of every monthly quantity.

    Parameters
    ----------
    histogram : int (..., quantity, bin), counts in the bins of ``engine.record.QUANTITIES``.
    levels : probabilities.

    Returns
    -------
    float64 (..., quantity, level), in the quantity's own unit, linear within a bin, so off by less than one bin's
    width; NaN where nothing was counted. A value outside a quantity's edges was counted in its last bin.

    References
    ----------
    Inverse of the piecewise linear distribution function of a histogram.
    """
    import numpy as np

    from ripeness.engine.record import BINS, QUANTITIES

    low = np.array([q[1] for q in QUANTITIES])
    width = (np.array([q[2] for q in QUANTITIES]) - low) / BINS
    below = np.cumsum(histogram, axis=-1, dtype=np.int64)
    total = below[..., -1]
    answer = np.empty((*histogram.shape[:-1], len(levels)))
    for i, level in enumerate(levels):
        wanted = level * total[..., None]
        place = np.minimum((below < wanted).sum(axis=-1), BINS - 1)[..., None]
        inside = np.take_along_axis(histogram, place, axis=-1).astype(float)
        before = np.take_along_axis(below, place, axis=-1) - inside
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.clip((wanted - before) / inside, 0.0, 1.0)[..., 0]
        answer[..., i] = np.where(total > 0, low + (place[..., 0] + part) * width, np.nan)
    return answer


def bin_edges() -> np.ndarray:
    """Edges of the bins, float64 (quantity, bin + 1)."""
    import numpy as np

    from ripeness.engine.record import BINS, QUANTITIES

    return np.array([np.linspace(low, high, BINS + 1) for _, low, high in QUANTITIES])
