"""Whether a module finds what it made up: simulation-based calibration.

Parameters are drawn from the prior, data from the parameters, and draws given the data; the rank of the true value
among those draws is uniform if, and only if, simulator, likelihood and sampler belong together.

References
----------
Talts, Betancourt, Simpson, Vehtari and Gelman 2018; Model 5.6.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ripeness.calibration import territory, violence
from ripeness.calibration.metropolis import generator, metropolis
from ripeness.calibration.scale import log_prior, values_of
from ripeness.scenario.war import Scenario


class Ranks(NamedTuple):
    """(data set, parameter) share of the draws below the true value."""

    names: tuple[str, ...]
    shares: np.ndarray

    def p_values(self, bins: int) -> dict[str, float]:
        """Chi-square p of even ranks, by parameter."""
        from scipy.stats import chisquare

        found = {}
        for i, name in enumerate(self.names):
            counts = np.histogram(self.shares[:, i], bins=bins, range=(0.0, 1.0 + 1e-9))[0]
            found[name] = float(chisquare(counts).pvalue)
        return found


def territory_ranks(scenario: Scenario, sets: int, seed: int = 1, warmup: int = 1500, steps: int = 1500) -> Ranks:
    """Module A at the dates, cuts and instruments it has."""
    unknowns, readings = territory.unknowns_of(scenario), territory.readings_of(scenario)
    spread, inner = territory.shares_of(scenario), scenario.parameters["measurement.command_inner"].value

    def made(truth: np.ndarray, rng: np.random.Generator) -> Callable[[np.ndarray], np.ndarray]:
        scores, _ = territory.simulate(values_of(unknowns, truth), readings, spread, inner, rng)
        own = territory.Readings(readings.years, readings.instrument, readings.cut, readings.used, scores[:, None])
        return lambda z: territory.log_likelihood(values_of(unknowns, z), own, spread, inner).log_density

    return _ranks("territory", tuple(u.name for u in unknowns), made, sets, seed, warmup, steps)


def violence_ranks(
    scenario: Scenario, sets: int, seed: int = 1, warmup: int = 800, steps: int = 1200, data: Path | None = None
) -> Ranks:
    """The season, the scatter and the walk of module B at the spans it has; loss ratios rest on one number more."""
    counts = violence.counts_of(scenario, data)
    unknowns = tuple(scenario.parameters[name] for name in violence.FITTED[:4])

    def made(truth: np.ndarray, rng: np.random.Generator) -> Callable[[np.ndarray], np.ndarray]:
        deaths = violence.simulate(values_of(unknowns, truth), counts, rng)
        own = counts._replace(deaths=deaths[:, None])
        return lambda z: violence.log_likelihood(values_of(unknowns, z), own).log_density

    return _ranks("violence", tuple(u.name for u in unknowns), made, sets, seed, warmup, steps)


def _ranks(
    module: str, names: tuple[str, ...], made: Callable[..., Callable[[np.ndarray], np.ndarray]], sets: int, seed: int,
    warmup: int, steps: int,
) -> Ranks:  # fmt: skip
    """Sample every data set at once, four chains each, from its true value moved."""
    rng = generator(seed, f"{module}: recovery")
    truth = rng.standard_normal((sets, len(names)))
    likelihood = made(truth, rng)
    start = truth[:, None] + 0.3 * rng.standard_normal((sets, 4, len(names)))
    found = metropolis(
        lambda z: log_prior(z) + likelihood(z), start, rng, warmup=warmup, steps=steps, thin=max(steps // 30, 1)
    )
    draws = found.chains.reshape(sets, -1, len(names))
    return Ranks(names, (draws < truth[:, None]).mean(axis=1))
