"""Module B: deaths of a month around a level that walks and a season that comes back.

Counts are negative binomial; the logarithm of their level is a random walk. The walk is integrated out by Laplace's
method at every parameter draw, with one tridiagonal Newton solve for all chains. Counts of longer spans (quarters,
where no months are at hand) are taken as one step of the walk with the season's mean over the span.

References
----------
Model M2, 5.1 module B.
"""

from __future__ import annotations

import csv
import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ripeness.calibration.evidence import admitted, fingerprint, missing
from ripeness.calibration.fitting import Effort, fitted, moved_by
from ripeness.calibration.kalman import LOG_TWO_PI
from ripeness.calibration.metropolis import generator
from ripeness.calibration.posterior import Posterior
from ripeness.calibration.scale import log_prior, nuisance, values_of
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.war import Scenario

NAME = "violence"
FILES = {"afghanistan": "afg_ucdp_ged_state_based_monthly.csv"}  # by the first word of the war's name
COLUMN = "ged_state_based_deaths_best"
FULL, QUICK = Effort(12, 1200, 2500, 5), Effort(8, 600, 900, 3)
FROM_YEAR = 2010
NEWTON = 6
FIRST_SD = 1.5  # log sd of the level at the first month around the mean of the first year
KILLED_SD = 0.15  # log sd of the official count of forces killed
FITTED = (
    "violence.level_innovation", "violence.dispersion", "territory.season_amplitude", "territory.season_peak",
    "violence.loss_ratio_base", "violence.loss_ratio_air", "violence.loss_ratio_civilian",
)  # fmt: skip
SHIPPED = (*FITTED, "violence.deaths_per_month")
# The scenario's own range for the level was read off the same months; here the months alone speak.
START = nuisance("violence.deaths_per_month", "lognormal", 1000.0, 1.0)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")


class Counts(NamedTuple):
    """Deaths by span: first month as months since year 0, length in months, count (..., span)."""

    first: np.ndarray
    length: np.ndarray
    deaths: np.ndarray
    source: str
    mark: str


@dataclass(frozen=True)
class Killed:
    """Government forces killed in a period: total, and (from, to) as months since year 0; air index by year."""

    total: float
    first: int
    last: int
    air: Mapping[int, float]


class Level(NamedTuple):
    """Log density of the counts with the walk integrated out; mode (..., span) and variance of the last log level."""

    log_density: np.ndarray
    mode: np.ndarray
    last_variance: np.ndarray


def sample(
    scenario: Scenario, *, seed: int, draws: int, data: Path | None = None, quick: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Posterior:  # fmt: skip
    """Draws of the parameters of violence given counts of deaths.

    Raises
    ------
    EvidenceError
        If there are no counts by month or quarter.
    CalibrationError
        If the chains have not met.
    """
    began = time.perf_counter()
    counts, killed = counts_of(scenario, data), killed_of(scenario)
    unknowns = tuple(scenario.parameters[name] for name in FITTED)
    ahead = _month(scenario.first_month) - int(counts.first[-1] + counts.length[-1] - 1)

    def log_density(scores: np.ndarray) -> np.ndarray:
        values = values_of(unknowns, scores)
        level = log_likelihood(values, counts)
        total = log_prior(scores) + level.log_density
        return total if killed is None else total + forces_density(values, counts, killed, level.mode[..., -1])

    fit = fitted(NAME, FITTED, log_density, seed, draws, QUICK if quick else FULL, progress)
    rng = generator(seed, f"{NAME}: level")
    values = values_of(unknowns, fit.scores)
    level = log_likelihood(values, counts)
    spread = np.sqrt(level.last_variance + values["violence.level_innovation"] ** 2 * ahead)
    start = np.exp(level.mode[:, -1] + spread * rng.standard_normal(draws))
    shipped = np.stack([*(values[name] for name in FITTED), start], axis=-1)
    prior, statistics = _prior(unknowns, counts, draws, rng)
    rows = len(counts.first) + (killed is not None)
    return Posterior(
        module=NAME, names=SHIPPED, draws=shipped, priors=prior, chains=fit.chains,
        diagnostics={**fit.checks, "seconds": round(time.perf_counter() - began, 1), "unknowns": list(FITTED)},
        moved_by=moved_by(SHIPPED, prior, statistics)
        | ({n: "forces killed against all deaths" for n in SHIPPED if "loss_ratio" in n} if killed else {}),
        made_by={"seed": seed, "rows": rows, "source": counts.source, "evidence": {"deaths": counts.mark}},
    )  # fmt: skip


def log_likelihood(values: Mapping[str, np.ndarray], counts: Counts) -> Level:
    """Negative-binomial density of the counts, the walk of the log level integrated out by Laplace's method.

    References
    ----------
    Rue, Martino and Chopin 2009, simplified to one mode; the walk's precision is tridiagonal.
    """
    from scipy.special import gammaln

    y = counts.deaths
    size = values["violence.dispersion"][..., None] * counts.length
    yearly = season(values, counts) + np.log(counts.length)
    step = 1.0 / (values["violence.level_innovation"][..., None] ** 2 * counts.length[1:])
    anchor = _anchor(counts)
    weight = 1.0 / FIRST_SD**2
    shape = np.broadcast_shapes(y.shape, yearly.shape)
    x = np.broadcast_to(np.log(np.maximum(y, 1.0)) - yearly, shape).copy()
    x = 0.5 * x + 0.5 * x.mean(axis=-1, keepdims=True)
    diagonal = np.zeros(shape)
    diagonal[..., 1:] += step
    diagonal[..., :-1] += step
    diagonal[..., 0] += weight
    pivots = diagonal
    for _ in range(NEWTON):
        mean = np.exp(np.clip(x + yearly, -20.0, 20.0))
        share = mean / (mean + size)
        slope = y - (y + size) * share
        slope[..., 0] -= weight * (x[..., 0] - anchor[..., 0])
        change = step * np.diff(x, axis=-1)
        slope[..., :-1] += change
        slope[..., 1:] -= change
        bend = diagonal + (y + size) * share * (1.0 - share)
        move, pivots = _solve(bend, -step, slope)
        x = x + np.clip(move, -2.0, 2.0)
    mean = np.exp(np.clip(x + yearly, -20.0, 20.0))
    counted = (
        gammaln(y + size) - gammaln(size) - gammaln(y + 1.0) + size * np.log(size / (size + mean))
        + y * np.log(mean / (size + mean))
    ).sum(axis=-1)  # fmt: skip
    walk = 0.5 * (np.log(step) - step * np.diff(x, axis=-1) ** 2).sum(axis=-1)
    first = 0.5 * (np.log(weight) - weight * (x[..., 0] - anchor[..., 0]) ** 2)
    return Level(counted + walk + first - 0.5 * np.log(pivots).sum(axis=-1), x, 1.0 / pivots[..., -1])


def forces_density(values: Mapping[str, np.ndarray], counts: Counts, killed: Killed, last_level: np.ndarray):
    """Density of the official count of forces killed, given all deaths and the ratios of losses."""
    expected = 0.0
    for month in range(killed.first, killed.last + 1):
        at = np.searchsorted(counts.first, month, side="right") - 1
        inside = 0 <= at < len(counts.first) and month < counts.first[at] + counts.length[at]
        deaths = counts.deaths[..., at] / counts.length[at] if inside else np.exp(last_level)
        air = killed.air.get(month // 12, 1.0)
        sides = values["violence.loss_ratio_base"] + values["violence.loss_ratio_air"] * air + 1.0
        expected = expected + deaths / (sides + values["violence.loss_ratio_civilian"])
    off = np.log(killed.total / expected) / KILLED_SD
    return -0.5 * (off * off + LOG_TWO_PI)


def simulate(values: Mapping[str, np.ndarray], counts: Counts, rng: np.random.Generator) -> np.ndarray:
    """Counts (data set, span) that parameters, each (data set,), would give from the level of the first year."""
    shape = (len(values["violence.dispersion"]), len(counts.first))
    walk = values["violence.level_innovation"][:, None] * np.sqrt(counts.length) * rng.standard_normal(shape)
    walk[:, 0] = _anchor(counts)[..., 0] + FIRST_SD * rng.standard_normal(shape[0])
    return around(values, np.cumsum(walk, axis=1), counts, rng)


def around(values: Mapping[str, np.ndarray], level: np.ndarray, counts: Counts, rng: np.random.Generator) -> np.ndarray:
    """Counts (data set, span) around given log levels (data set, span)."""
    expected = np.exp(level + season(values, counts)) * counts.length
    size = values["violence.dispersion"][:, None] * counts.length
    return rng.poisson(np.minimum(expected * rng.gamma(size) / size, 1e9)).astype(float)


def counts_of(scenario: Scenario, data: Path | None = None) -> Counts:
    """Deaths by month from a folder or an import; by quarter from the shipped history where there are no months.

    A month of year Y was published at the end of June of Y + 1; the gate admits no others.
    """
    file = FILES.get(scenario.name.split("-")[0])
    if data is not None and file is not None and (data / file).is_file():
        return _file(scenario, data / file)
    months = [r for r in admitted(scenario, "deaths.state_based_month") if r.period.year >= FROM_YEAR]
    if len(months) >= 24:
        return _rows(months, 1, "months imported into the scenario")
    quarters = [r for r in admitted(scenario, "deaths.state_based_quarter") if r.period.year >= FROM_YEAR]
    if len(quarters) >= 12:
        return _rows(quarters, 3, "quarters of the shipped history")
    raise missing(
        scenario, NAME, "deaths by month or by quarter, at least 24 months or 12 quarters of them",
        (f"Give a folder that holds {file} with --data, or import" if file else "Import")
        + " events: ripeness data import ged FILE --into DIR.",
    )  # fmt: skip


def killed_of(scenario: Scenario) -> Killed | None:
    """The last official count of forces killed over a period, with the air support of its years; None without one."""
    for row in reversed(admitted(scenario, "government.killed")):
        said = re.search(r"since ([A-Z][a-z]+) (\d{4})$", row.unit)
        if row.series == "government.killed" and said and said[1] in MONTHS:
            weapons = {r.period.year: r.value for r in admitted(scenario, "air.weapons_released") if "year" in r.unit}
            most = max(weapons.values(), default=1.0) if weapons else 1.0
            latest = weapons.get(max(weapons, default=0), most)
            first = int(said[2]) * 12 + MONTHS.index(said[1])
            air = {year: min(value / latest, 1.0) for year, value in weapons.items()}
            return Killed(row.value, first, _month(row.period), air)
    return None


def _file(scenario: Scenario, path: Path) -> Counts:
    first, deaths = [], []
    content = path.read_bytes()
    for row in csv.DictReader(content.decode("utf-8").splitlines()):
        year, month = map(int, row["month"].split("-"))
        if year >= FROM_YEAR and date(year + 1, 6, 30) <= scenario.information_date:
            first.append(year * 12 + month - 1)
            deaths.append(float(row[COLUMN]))
    if len(first) < 24 or np.any(np.diff(first) != 1):
        raise missing(scenario, NAME, f"24 months without a gap, and {path.name} has {len(first)}", "Check the file.")
    said = hashlib.sha256(repr((first, deaths)).encode()).hexdigest()[:16]
    return Counts(np.array(first), np.ones(len(first)), np.array(deaths), f"months of {path.name}", said)


def _rows(rows: list[Any], length: int, source: str) -> Counts:
    rows = sorted(rows, key=lambda row: row.period)
    first = np.array([_month(row.period) - length + 1 for row in rows])
    return Counts(
        first, np.full(len(rows), float(length)), np.array([r.value for r in rows]), source, fingerprint(rows)
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _anchor(counts: Counts) -> np.ndarray:
    """Log of the deaths a month of the first year, (..., 1): it only says where the walk may begin."""
    year = counts.first < counts.first[0] + 12
    return np.log(counts.deaths[..., year].sum(axis=-1, keepdims=True) / counts.length[year].sum() + 1.0)


def season(values: Mapping[str, np.ndarray], counts: Counts) -> np.ndarray:
    """Log of the season's factor, mean 1 over a year, averaged over each span.

    References
    ----------
    Model M2: eff_t / I_0(a_s).
    """
    from scipy.special import i0

    depth, peak = (
        values["territory.season_amplitude"][..., None, None],
        values["territory.season_peak"][..., None, None],
    )
    within = np.arange(int(counts.length.max()))
    phase = (counts.first[:, None] + within + 0.5) / 12.0
    factor = np.exp(depth * np.cos(2.0 * np.pi * (phase - peak)))
    return np.log(factor.mean(axis=-1) / i0(depth[..., 0]))


def _solve(diagonal: np.ndarray, beside: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Solution of symmetric tridiagonal systems along the last axis, and the pivots of the elimination.

    All systems are one: nothing ties the last row of one to the first of the next.
    """
    from scipy.linalg.lapack import dptsv

    ties = np.zeros(diagonal.shape)
    ties[..., :-1] = beside
    pivots, _, solution, fault = dptsv(diagonal.ravel(), ties.ravel()[:-1], right.ravel())
    if fault:
        raise FloatingPointError("a walk's precision is not positive definite")
    return solution.reshape(right.shape), pivots.reshape(diagonal.shape)


def _prior(
    unknowns: tuple[Estimate, ...], counts: Counts, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    scores = rng.standard_normal((draws, len(unknowns) + 1))
    values = values_of((*unknowns, START), scores)
    told = statistics(counts, simulate(values, counts, rng))
    return np.stack([values[name] for name in SHIPPED], axis=-1), told


def statistics(counts: Counts, deaths: np.ndarray) -> dict[str, np.ndarray]:
    """Plain statistics of counts (data set, span), each (data set,)."""
    rate = np.log(deaths / counts.length + 1.0)
    calendar = (counts.first % 12 + counts.length // 2) % 12
    warm = (calendar >= 4) & (calendar <= 9)
    change = np.diff(rate, axis=1)
    per_year = round(12 / counts.length[0])
    apart = rate[:, per_year:] - rate[:, :-per_year]
    phase = 2.0 * np.pi * (counts.first + counts.length / 2.0) / 12.0
    flat = rate - rate.mean(axis=1, keepdims=True)
    wave = np.angle((flat * np.exp(1j * phase)).sum(axis=1)) / (2.0 * np.pi) % 1.0
    return {
        "season ratio": np.exp(rate[:, warm].mean(axis=1) - rate[:, ~warm].mean(axis=1)),
        "month of the yearly wave": wave,
        "scatter of monthly change": change.std(axis=1),
        "scatter of change over a year": apart.std(axis=1),
        "autocorrelation of change": np.array([np.corrcoef(c[1:], c[:-1])[0, 1] for c in change]),
        "deaths of the last year": deaths[:, -per_year:].sum(axis=1),
    }
