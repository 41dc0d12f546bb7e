"""A number in an arm, alone or against another: its value in every world, and how much of that is chance.

The noise of a world's value comes from what every future contributes to it, so that the same futures in both arms
cancel where they agree, and two tests that look at the same futures are known to err together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.ensemble.shares import HIGH, LOW, WILSON

Arm = Sequence[np.ndarray]  # one (future,) or (1,) array a world
FEWEST_FUTURES = 2


@dataclass(frozen=True)
class Contrast:
    """A statistic in every world."""

    first: np.ndarray  # (world,) mean in the arm
    second: np.ndarray | None  # mean in what it is set against
    value: np.ndarray  # (world,) the statistic; NaN where it is not defined
    noise: np.ndarray  # (world,) its sampling variance
    influence: tuple[np.ndarray, ...]  # a world: what every future adds to it
    pooled: tuple[float, float] | None = None  # value and variance over all worlds together, where asked for

    @property
    def known(self) -> np.ndarray:
        """Worlds in which the statistic is defined."""
        return np.isfinite(self.value) & np.isfinite(self.noise)


@dataclass(frozen=True)
class Posterior:
    """What the statistic is in every world, chance taken into account."""

    centre: np.ndarray
    spread: np.ndarray
    low: float  # 5 and 95 % points over worlds, chance taken out
    high: float
    run_noise: tuple[float, float]  # 90 % interval of chance for the mean


def contrast(
    first: Arm, second: Arm | None = None, compare: str = "difference",
    beyond: tuple[Arm, Arm] | None = None, pooled: bool = False,
) -> Contrast:  # fmt: skip
    """A statistic of one arm, or of two arms on the same worlds and futures.

    Parameters
    ----------
    first, second : one array a world, NaN where a future has no such number.
    compare : "difference", "ratio" (first over second) or "relative" (that less 1).
    beyond : two more arms; their difference is taken off, or is what the first one is divided by.
    pooled : one number for all worlds together too, a ratio then being one of means.

    References
    ----------
    Delta method: a ratio errs by (error of the numerator - ratio x error of the denominator) / denominator.
    """
    parts = [first] if second is None else [first, second]
    parts += list(beyond or ())
    rows = [[_moment(arm[w]) for arm in parts] for w in range(len(first))]
    means = np.array([[mean for mean, _, _ in row] for row in rows]).reshape(len(first), len(parts))
    value, influence, noise = [], [], []
    for row in rows:
        found, own = _statistic([(mean, infl) for mean, infl, _ in row], compare, beyond is not None)
        value.append(found)
        influence.append(own)
        same = len(row) > 1 and not own.any()
        noise.append(max(_variance(own), 0.0 if same else max(floor for _, _, floor in row)))
    return Contrast(
        means[:, 0], means[:, 1] if second is not None else None, np.array(value), np.array(noise), tuple(influence),
        _together(means, compare, beyond is not None) if pooled else None,
    )  # fmt: skip


def posterior(found: Contrast) -> Posterior:
    """Every world's value drawn towards the mean by as much as chance explains.

    References
    ----------
    Morris 1983; spread over worlds as in ``ensemble.shares.parameters`` (Louis 1984).
    """
    known = found.known
    value, noise = found.value[known], found.noise[known]
    mean, count = float(value.mean()), len(value)
    total = float(value.var(ddof=1)) if count > 1 else 0.0
    between = max(total - float(noise.mean()), 0.0)
    whole = between + noise
    trust = np.where(whole > 0.0, between / np.where(whole > 0.0, whole, 1.0), 1.0)
    kept = np.sqrt(between / total) if total > 0.0 else 0.0
    low, high = (float(x) for x in np.quantile(mean + kept * (value - mean), [LOW, HIGH]))
    half = WILSON * float(np.sqrt(noise.sum())) / count
    return Posterior(
        centre=mean + trust * (value - mean),
        spread=np.sqrt(trust * noise + (1.0 - trust) ** 2 * whole.mean() / count),
        low=low, high=high, run_noise=(mean - half, mean + half),
    )  # fmt: skip


def _moment(values: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Mean, what each future adds to it, and the least variance that so few futures of a share can have."""
    there = np.isfinite(values)
    if not there.any():
        return float("nan"), np.zeros(len(values)), 0.0
    mean = float(values[there].mean())
    if len(values) == 1:
        return mean, np.zeros(1), 0.0
    if there.sum() < FEWEST_FUTURES:
        return float("nan"), np.zeros(len(values)), 0.0
    influence = np.where(there, values - mean, 0.0) * (len(values) / there.sum())
    binary = bool(np.isin(values[there], (0.0, 1.0)).all())
    return mean, influence, 0.5 / (there.sum() + 1.0) ** 2 if binary else 0.0


def _statistic(parts: list[tuple[float, np.ndarray]], compare: str, beyond: bool) -> tuple[float, np.ndarray]:
    """Value of the statistic and what each future adds to it."""
    if beyond:
        top, bottom = _minus(parts[0], parts[1]), _minus(parts[2], parts[3])
        return _minus(top, bottom) if compare == "difference" else _over(top, bottom, compare)
    if len(parts) == 1:
        return parts[0]
    return _minus(parts[0], parts[1]) if compare == "difference" else _over(parts[0], parts[1], compare)


def _minus(a: tuple[float, np.ndarray], b: tuple[float, np.ndarray]) -> tuple[float, np.ndarray]:
    return a[0] - b[0], a[1] - b[1]


def _over(a: tuple[float, np.ndarray], b: tuple[float, np.ndarray], compare: str) -> tuple[float, np.ndarray]:
    if not np.isfinite(b[0]) or b[0] == 0.0:
        return float("nan"), np.zeros(max(len(a[1]), len(b[1])))
    ratio = a[0] / b[0]
    return ratio - (1.0 if compare == "relative" else 0.0), (a[1] - ratio * b[1]) / b[0]


def _variance(influence: np.ndarray) -> float:
    return float(influence.var(ddof=1)) / len(influence) if len(influence) > 1 else 0.0


def _together(means: np.ndarray, compare: str, beyond: bool) -> tuple[float, float]:
    """The statistic of the means over worlds, and its variance from worlds being drawn."""
    known = means[np.isfinite(means).all(axis=1)]
    if len(known) < FEWEST_FUTURES:
        return float("nan"), float("nan")
    spread = known - known.mean(axis=0)
    parts = [(float(known[:, i].mean()), spread[:, i]) for i in range(known.shape[1])]
    value, influence = _statistic(parts, compare, beyond)
    return value, _variance(influence)
