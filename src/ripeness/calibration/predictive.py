"""What fitted modules would have shown, beside what was seen; and what an earlier fit says of later readings.

References
----------
Model 5.5 (posterior predictive checks), 5.7 (hindcast); Gelman, Meng and Stern 1996.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ripeness.calibration import territory, violence
from ripeness.calibration.fitting import fitted
from ripeness.calibration.kalman import added, ahead
from ripeness.calibration.metropolis import generator
from ripeness.calibration.posterior import Posterior
from ripeness.calibration.scale import log_prior, values_of
from ripeness.scenario.war import Scenario

REPLICAS = 1000


class Check(NamedTuple):
    """A statistic as seen, the 5, 50 and 95 % points of what the fit gives, and the share at or above what was seen."""

    module: str
    statistic: str
    seen: float
    low: float
    middle: float
    high: float
    p: float


class Later(NamedTuple):
    """A later reading: share of districts below a cut as seen, and as an earlier fit and persistence had it."""

    day: float
    cut: str
    seen: float
    low: float
    middle: float
    high: float
    persistence: float
    crps: float
    crps_persistence: float


def territory_checks(scenario: Scenario, posterior: Posterior) -> tuple[Check, ...]:
    """Module A on its own readings."""
    unknowns, readings = territory.unknowns_of(scenario), territory.readings_of(scenario)
    spread, inner = territory.shares_of(scenario), scenario.parameters["measurement.command_inner"].value
    rng = generator(1, "checks of territory")
    values = values_of(unknowns, _picked(posterior))
    first = territory.log_likelihood(values, _only_first(readings), spread, inner)
    start = (first.mean, np.sqrt(first.variance))
    made, _ = territory.simulate(values, readings, spread, inner, rng, start)
    return _checks("territory", _of_readings(readings, readings.score[None]), _of_readings(readings, made))


def violence_checks(scenario: Scenario, posterior: Posterior, data: Path | None) -> tuple[Check, ...]:
    """Module B on its own counts."""
    counts = violence.counts_of(scenario, data)
    unknowns = tuple(scenario.parameters[name] for name in violence.FITTED)
    rng = generator(1, "checks of violence")
    values = values_of(unknowns, _picked(posterior))
    level = violence.log_likelihood(values, counts).mode
    made = violence.around(values, level, counts, rng)
    seen = violence.statistics(counts, counts.deaths[None])
    again = violence.statistics(counts, made)
    kept = ("season ratio", "scatter of monthly change", "autocorrelation of change")
    one, many = ({name: table[name] for name in kept} for table in (seen, again))
    one["overdispersion"], many["overdispersion"] = (
        _overdispersion(deaths, level, values, counts) for deaths in (counts.deaths[None], made)
    )
    return _checks("violence", one, many)


def hindcast(
    scenario: Scenario, until: date, seed: int = 1, draws: int = 1000, quick: bool = False
) -> tuple[Later, ...]:
    """Module A fitted to readings up to a day, held against the later ones of the command.

    The readings are of shares below the two inner cuts; persistence repeats the last one seen.
    """
    every, early = territory.readings_of(scenario), territory.readings_of(scenario, until)
    unknowns, spread = territory.unknowns_of(scenario), territory.shares_of(scenario)
    inner = scenario.parameters["measurement.command_inner"].value

    def density(scores: np.ndarray) -> np.ndarray:
        values = values_of(unknowns, scores)
        return log_prior(scores) + territory.log_likelihood(values, early, spread, inner).log_density

    names = [unknown.name for unknown in unknowns]
    fit = fitted("territory: hindcast", names, density, seed, draws, territory.QUICK if quick else territory.FULL)
    values = values_of(unknowns, fit.scores)
    end = territory.log_likelihood(values, early, spread, inner)
    rng = generator(seed, "territory: hindcast paths")
    vol, rate = territory.national_volatility(values, spread), values["territory.mean_reversion"]
    centre, S = values["territory.long_run_mean"], values["territory.cross_section_sd"]
    state, now = end.mean + np.sqrt(end.variance) * rng.standard_normal(draws), early.years[-1]
    last = {which: _last(early, which) for which in (1, 2)}
    found = []
    for t in np.flatnonzero((every.years > now + 1e-6) & (every.instrument == territory.COMMAND)):
        step = every.years[t] - now
        mean, _ = ahead(state, 0.0, step, rate, centre, vol)
        state = mean + np.sqrt(added(step, rate, vol)) * rng.standard_normal(draws)
        now = every.years[t]
        common = values["measurement.reading_noise"] * rng.standard_normal(draws)
        for k in np.flatnonzero(every.used[t]):
            which = int(every.cut[t, k])
            if which in last:
                cut = inner if which == 2 else -inner
                scores = (cut - state - common) / S + values["command_noise"] * rng.standard_normal(draws)
                found.append(_later(now, territory.CUTS[which], every.score[t, k], scores, last[which]))
    return tuple(found)


def _later(day: float, cut: str, seen: float, scores: np.ndarray, last: float) -> Later:
    from scipy.special import ndtr

    share, outcome, still = ndtr(scores), float(ndtr(seen)), float(ndtr(last))
    low, middle, high = np.quantile(share, [0.05, 0.5, 0.95])
    ordered = np.sort(share)
    n = len(ordered)
    apart = float(np.sum((2 * np.arange(1, n + 1) - n - 1) * ordered)) / n**2
    crps = float(np.abs(share - outcome).mean()) - apart
    return Later(float(day), cut, outcome, float(low), float(middle), float(high), still, crps, abs(still - outcome))


def _last(readings: territory.Readings, which: int) -> float:
    at, k = np.nonzero(readings.used & (readings.cut == which))
    return float(readings.score[at[-1], k[-1]])


def _only_first(readings: territory.Readings) -> territory.Readings:
    one = slice(0, 1)
    return territory.Readings(
        readings.years[one], readings.instrument[one], readings.cut[one], readings.used[one], readings.score[one]
    )


def _picked(posterior: Posterior) -> np.ndarray:
    assert posterior.chains is not None
    pooled = posterior.chains.reshape(-1, posterior.chains.shape[-1])
    return pooled[np.linspace(0, len(pooled) - 1, REPLICAS).astype(int)]


def _of_readings(readings: territory.Readings, scores: np.ndarray) -> dict[str, np.ndarray]:
    """The statistics of Model 5.5 that class counts have, each (data set,)."""

    def column(which: int, instrument: int) -> np.ndarray:
        at, k = np.nonzero(readings.used & (readings.cut == which) & (readings.instrument[:, None] == instrument))
        return scores[:, at, k]

    high, press = column(2, territory.COMMAND), column(6, territory.PRESS)
    both = [t for t in range(len(readings.years)) if {1, 2} <= set(readings.cut[t][readings.used[t]])]
    middle = _contested(readings, scores, both)
    change = np.diff(high, axis=1)
    lag = high - high.mean(axis=1, keepdims=True)
    return {
        "variance of change between readings": change.var(axis=1),
        "autocorrelation of the government's score": (lag[:, 1:] * lag[:, :-1]).sum(axis=1) / (lag**2).sum(axis=1),
        "contested share, mean": middle.mean(axis=1),
        "press less command, government's score": press.mean(axis=1) - high[:, -2:].mean(axis=1),
    }


def _contested(readings: territory.Readings, scores: np.ndarray, both: list[int]) -> np.ndarray:
    from scipy.special import ndtr

    found = []
    for t in both:
        where = {int(c): k for k, c in enumerate(readings.cut[t]) if readings.used[t, k]}
        found.append(ndtr(scores[:, t, where[2]]) - ndtr(scores[:, t, where[1]]))
    return np.stack(found, axis=1)


def _overdispersion(deaths, level, values, counts) -> np.ndarray:
    """Variance over mean of the counts around the fitted level and season, averaged."""
    expected = np.exp(level + violence.season(values, counts)) * counts.length
    return ((deaths - expected) ** 2 / expected).mean(axis=1)


def _checks(module: str, seen: dict[str, np.ndarray], made: dict[str, np.ndarray]) -> tuple[Check, ...]:
    found = []
    for name, values in made.items():
        one = seen[name]
        low, middle, high = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
        found.append(Check(module, name, float(one.mean()), low, middle, high, float((values >= one).mean())))
    return tuple(found)
