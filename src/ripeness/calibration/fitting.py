"""From a log density to draws that may be shipped: sample, check, thin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ripeness.calibration.diagnostics import diagnostics
from ripeness.calibration.metropolis import generator, metropolis

Progress = Callable[[float], None]


class Effort(NamedTuple):
    """How long a module samples."""

    chains: int
    warmup: int
    steps: int
    thin: int


class Fit(NamedTuple):
    """Chains of normal scores (chain, step, unknown), thinned scores (draw, unknown), what the checks say."""

    chains: np.ndarray
    scores: np.ndarray
    checks: dict[str, Any]


def fitted(
    module: str, names: Sequence[str], log_density: Callable[[np.ndarray], np.ndarray], seed: int, draws: int,
    effort: Effort, progress: Progress | None = None, start: np.ndarray | None = None, strict: bool = True,
) -> Fit:  # fmt: skip
    """Sample one data set.

    Parameters
    ----------
    log_density : (1, chain, unknown) -> (1, chain).
    start : (unknown,) middle of the first positions; 0 unless given.

    Raises
    ------
    CalibrationError
        If the chains have not met.
    """
    rng = generator(seed, module)
    first = 0.5 * rng.standard_normal((1, effort.chains, len(names))) + (0.0 if start is None else start)
    sample = metropolis(
        log_density, first, rng, warmup=effort.warmup, steps=effort.steps, thin=effort.thin, progress=progress
    )
    chains = sample.chains[0]
    checks = diagnostics(module, names, chains, strict=strict)
    checks["acceptance"] = round(float(sample.acceptance[0]), 3)
    pooled = chains.reshape(-1, len(names))
    picked = np.linspace(0, len(pooled) - 1, draws).round().astype(int)
    return Fit(chains, pooled[picked], checks)


def moved_by(names: Sequence[str], draws: np.ndarray, statistics: Mapping[str, np.ndarray]) -> dict[str, str]:
    """The statistic each parameter's draws go with most closely, by rank correlation over simulated data sets.

    Parameters
    ----------
    draws : (data set, parameter) of the prior.  statistics : each (data set,), of the data they would give.
    """

    def ranks(x: np.ndarray) -> np.ndarray:
        return np.argsort(np.argsort(x)).astype(float)

    found = {}
    for i, name in enumerate(names):
        own = ranks(draws[:, i])
        close = {what: abs(float(np.corrcoef(own, ranks(values))[0, 1])) for what, values in statistics.items()}
        best = max(close, key=lambda what: close[what])
        found[name] = f"{best} (rank correlation {close[best]:.2f})"
    return found
