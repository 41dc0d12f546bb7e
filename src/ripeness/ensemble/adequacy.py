"""Do the players' picture of the war and the war itself agree? Three checks printed with every result (model 3.10)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ripeness.engine import record as rec
from ripeness.ensemble.outcomes import Rules

FIT = 0.9  # least share of the variance of next month's control that the picture foresees
SLOPE = (0.8, 1.25)
GAP = 0.03  # largest difference of frequencies
SOON = 24  # months of "within two years"
MICRO = 1e6
POSTURES = ("none", "money", "residual", "main")


@dataclass(frozen=True)
class Adequacy:
    """Three numbers, what they must reach, and what they say.

    Parameters
    ----------
    a : share of the variance of next month's national log-odds that the picture foresees; by posture beside it.
    a_by_posture, drift_error : by posture; the second in log-odds a year, war less picture.
    b : collapses against the hazard the players reckon with: slope over worlds, 1 where they agree.
    b_ratio : collapses over expected collapses.
    c : largest difference of six frequencies between war and picture; each beside it. None where not run.
    """

    a: float | None
    a_by_posture: dict[str, float]
    drift_error: dict[str, float]
    b: float | None
    b_ratio: float | None
    c: float | None
    c_by_outcome: dict[str, float]
    passed: dict[str, bool | None]
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Plain types, for summaries and machine output."""
        return asdict(self)


def adequacy(
    transitions: np.ndarray, record: np.ndarray, world: np.ndarray, rules: Rules,
    players: tuple[np.ndarray, np.ndarray] | None = None,
) -> Adequacy:  # fmt: skip
    """The checks (a), (b) and (c).

    Parameters
    ----------
    transitions : int (posture, 6), summed over worlds, rows of ``engine.ending.note_transition``.
    record, world : of the reference arm, (future, column) and (future,).
    players : record and world of the arm in which the ground is the players' picture of it.

    References
    ----------
    Model 3.10. Collapses come from the cascade of garrisons and strongmen, the hazard from the players' game: (b)
    can fail.
    """
    fit, by_posture, drift = foresight(transitions)
    slope, ratio = calibration(record, world)
    gaps = {} if players is None else differences(record, world, *players, rules)
    worst = max(gaps.values(), key=abs, default=None)
    passed = {
        "a": None if fit is None else fit >= FIT,
        "b": None if slope is None else SLOPE[0] <= slope <= SLOPE[1],
        "c": None if worst is None else abs(worst) <= GAP,
    }
    return Adequacy(
        fit, by_posture, drift, slope, ratio, None if worst is None else abs(worst), gaps, passed,
        sentence(fit, slope, gaps, passed),
    )  # fmt: skip


def foresight(transitions: np.ndarray) -> tuple[float | None, dict[str, float], dict[str, float]]:
    """R^2 of next month's log-odds over all months, by posture, and the error of the drift a year."""
    sums = np.asarray(transitions, dtype=float)
    sums = np.concatenate([sums[:, :1], sums[:, 1:] / MICRO], axis=1)
    by_posture, drift = {}, {}
    for name, row in zip(POSTURES, sums, strict=True):
        if row[0] > 1:
            by_posture[name] = explained(row)
            drift[name] = 12.0 * row[3] / row[0]
    whole = sums.sum(axis=0)
    return (explained(whole) if whole[0] > 1 else None), by_posture, drift


def explained(row: np.ndarray) -> float:
    """1 - sum of squared misses over the variance of what was to be foreseen."""
    spread = row[2] - row[1] ** 2 / row[0]
    return float(1.0 - row[4] / spread) if spread > 0.0 else float("nan")


def calibration(record: np.ndarray, world: np.ndarray) -> tuple[float | None, float | None]:
    """Slope over worlds of the log of collapses on the log of expected collapses, and their ratio.

    A Poisson regression, collapses of a world being Poisson with mean exp(a) expected^slope.
    """
    worlds = int(world.max()) + 1 if len(world) else 0
    fell = np.bincount(world, weights=(record[:, rec.COLLAPSE_MONTH] >= 0).astype(float), minlength=worlds)
    expected = np.bincount(world, weights=record[:, rec.HAZARD_SUM].astype(float), minlength=worlds)
    fell, expected = fell[expected > 0], expected[expected > 0]
    if len(fell) == 0 or fell.sum() == 0:
        return None, None
    ratio = float(fell.sum() / expected.sum())
    x = np.log(expected)
    if len(x) < 4 or float(x.std()) < 1e-9:
        return ratio, ratio
    design = np.stack([np.ones_like(x), x - x.mean()], axis=1)
    beta = np.array([np.log(ratio) + x.mean(), 1.0])
    for _ in range(25):
        mean = np.exp(design @ beta)
        step = np.linalg.solve(design.T @ (design * mean[:, None]), design.T @ (fell - mean))
        beta = beta + np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(beta[1]), ratio


def main_outcomes(record: np.ndarray, rules: Rules) -> dict[str, np.ndarray]:
    """The six outcomes that both runs can have, bool (future,) each.

    References
    ----------
    Model 3.9, the columns of its tables.
    """

    def within(column: int, last: int) -> np.ndarray:
        return np.asarray((record[:, column] >= 0) & (record[:, column] <= last))

    return {
        "settlement signed early": within(rec.FIRST_SIGN, rules.settled_by),
        "separate accord in two years": within(rec.ACCORD_MONTH, SOON - 1),
        "talks of the two sides in two years": within(rec.INTRA_MONTH, SOON - 1),
        "exit early": within(rec.FIRST_EXIT, rules.left_by),
        "collapse": within(rec.COLLAPSE_MONTH, rules.months),
        "settlement signed": within(rec.FIRST_SIGN, rules.months),
    }


def differences(
    record: np.ndarray, world: np.ndarray, players: np.ndarray, players_world: np.ndarray, rules: Rules
) -> dict[str, float]:
    """Frequency in the war less frequency in the players' picture of it, over the worlds that both have."""
    both = np.intersect1d(world, players_world)
    war, picture = main_outcomes(record, rules), main_outcomes(players, rules)

    def mean(happened: np.ndarray, where: np.ndarray) -> float:
        counts = np.bincount(where, weights=happened.astype(float), minlength=int(both.max()) + 1)
        return float((counts[both] / np.bincount(where, minlength=int(both.max()) + 1)[both]).mean())

    return {name: mean(war[name], world) - mean(picture[name], players_world) for name in war}


def sentence(
    fit: float | None, slope: float | None, gaps: dict[str, float], passed: dict[str, bool | None]
) -> str:  # fmt: skip
    """What the three numbers say, in one sentence."""
    parts = []
    if fit is not None:
        parts.append(f"the players foresee {100 * fit:.0f} % of the variance of next month's control")
    if slope is not None:
        parts.append(f"collapses follow the hazard they reckon with at a slope of {slope:.2f} (1 where they agree)")
    if gaps:
        name = max(gaps, key=lambda key: abs(gaps[key]))
        parts.append(
            f"the largest of six frequencies by which the war differs from their picture of it is "
            f"{abs(gaps[name]):.2f} ({name})"
        )
    failed = [key for key, good in passed.items() if good is False]
    end = f"; failed: {', '.join(failed)}, so talk of channels is approximate" if failed else "; all checks made hold"
    text = "; ".join(parts) + (end if parts else "no check could be made")
    return text[:1].upper() + text[1:] + "."
