"""Are two ways of writing the war the same war? Their means over futures, in standard errors."""

from __future__ import annotations

import numpy as np

from ripeness.engine import record as rec

NAMES = (
    "fallen", "settled", "posture", "log-odds", "deaths", "patron deaths", "strength", "cohesion", "legitimacy",
    "centres fallen",
)  # fmt: skip


def moments(record: np.ndarray) -> np.ndarray:
    """What is compared, float64 (future, moment), from records (future, column)."""
    columns = [
        rec.R_END, rec.XBAR_END, rec.DEATHS_TOTAL, rec.DEATHS_PATRON, rec.STRENGTH_END, rec.COHESION_END,
        rec.LEGITIMACY_END, rec.CENTRES_FALLEN_END,
    ]  # fmt: skip
    fallen, settled = record[:, rec.COLLAPSE_MONTH] >= 0.0, record[:, rec.N_END] == 4
    return np.column_stack([fallen, settled, record[:, columns]]).astype(float)


def distances(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Differences of means in standard errors, (moment,); the spread is that of the larger sample."""
    many, few = (ours, theirs) if len(ours) >= len(theirs) else (theirs, ours)
    error = many.std(axis=0) * np.sqrt(1.0 / len(many) + 1.0 / len(few))
    return np.asarray((theirs.mean(axis=0) - ours.mean(axis=0)) / np.maximum(error, 1e-9))
