"""Module A: the national mean of control behind two instruments' class counts.

One hidden number, the mean log-odds of control over districts, reverts to a long-run mean and is shaken by what is left
of the districts' shocks once they are averaged. Each reading shows it through the shares of districts below an
instrument's cuts, with a noise common to the reading and one of each cut. It is not a multinomial of the districts: the
same ones are rated each time.

References
----------
Model M1 (measurement), 5.1 module A; V45.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from ripeness.calibration.evidence import admitted, fingerprint, missing, year_of
from ripeness.calibration.fitting import Effort, fitted, moved_by
from ripeness.calibration.kalman import LOG_TWO_PI, added, ahead, filtered
from ripeness.calibration.metropolis import generator
from ripeness.calibration.posterior import Posterior
from ripeness.calibration.scale import log_prior, nuisance, values_of
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.tables import Observation
from ripeness.scenario.war import Scenario

NAME = "territory"
FULL, QUICK = Effort(16, 6000, 12000, 12), Effort(12, 2500, 3000, 6)
FIRST = (0.5, 1.0)  # mean and sd of the state at the first reading: nobody knows
# The scenario's own ranges for these were read off the same counts; Model M1's priors stand in their place here, so
# that no reading enters twice.
OWN = {
    "territory.long_run_mean": nuisance("territory.long_run_mean", "normal", 0.5, 0.6),
    "territory.cross_section_sd": nuisance("territory.cross_section_sd", "lognormal", 0.9, 0.15),
}
NUISANCES = (
    nuisance("press_cut_high_before", "normal", 0.2, 0.5),
    nuisance("command_noise", "lognormal", 0.06, 0.5),
    nuisance("press_noise", "lognormal", 0.08, 0.5),
)
SHARED = (
    "territory.mean_reversion", "territory.volatility", "territory.common_share", "measurement.reading_noise",
    "measurement.command_outer_low", "measurement.command_outer_high", "measurement.press_cut_low",
    "measurement.press_cut_high",
)  # fmt: skip
SHIPPED = (*SHARED, "territory.cross_section_sd", "territory.start_mean", "territory.posterior_gap")
CUTS = ("outer low", "inner low", "inner high", "outer high", "press low", "press high before", "press high")
COMMAND, PRESS = 0, 1
# Model M1: the press series took in the command's assessments in April 2018; its first survey, of 2015, was partial.
PRESS_SINCE, PRESS_BREAK = date(2017, 1, 1), date(2018, 4, 1)


@dataclass(frozen=True)
class Readings:
    """What the instruments said.

    Parameters
    ----------
    years : (reading,) dates.  instrument : (reading,) COMMAND or PRESS.
    cut : (reading, 4) index into ``CUTS``.  used : (reading, 4) whether there is such a cut.
    score : (..., reading, 4) normal score of the share of districts below it.
    rows : the observations they were made from.
    """

    years: np.ndarray
    instrument: np.ndarray
    cut: np.ndarray
    used: np.ndarray
    score: np.ndarray
    rows: tuple[Observation, ...] = ()


def sample(
    scenario: Scenario, *, seed: int, draws: int, data: Path | None = None, quick: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Posterior:  # fmt: skip
    """Draws of the territorial parameters given class counts.

    Raises
    ------
    EvidenceError
        If the war has no counts of either instrument.
    CalibrationError
        If the chains have not met.
    """
    began = time.perf_counter()
    readings = readings_of(scenario)
    unknowns, spread = unknowns_of(scenario), shares_of(scenario)
    inner = scenario.parameters["measurement.command_inner"].value

    def log_density(scores: np.ndarray) -> np.ndarray:
        return log_prior(scores) + log_likelihood(values_of(unknowns, scores), readings, spread, inner).log_density

    names = [unknown.name for unknown in unknowns]
    fit = fitted(NAME, names, log_density, seed, draws, QUICK if quick else FULL, progress)
    rng = generator(seed, f"{NAME}: state")
    values = values_of(unknowns, fit.scores)
    end = log_likelihood(values, readings, spread, inner)
    wait = max(year_of(scenario.information_date) - readings.years[-1], 0.0)
    mean, variance = ahead(
        end.mean, end.variance, wait, values["territory.mean_reversion"], values["territory.long_run_mean"],
        national_volatility(values, spread),
    )  # fmt: skip
    shipped = _shipped(values, mean + np.sqrt(variance) * rng.standard_normal(draws))
    prior, statistics = _prior(unknowns, readings, spread, inner, draws, rng)
    return Posterior(
        module=NAME, names=SHIPPED, draws=shipped, priors=prior, chains=fit.chains,
        diagnostics={**fit.checks, "seconds": round(time.perf_counter() - began, 1), "unknowns": names},
        moved_by=moved_by(SHIPPED, prior, statistics),
        made_by={
            "seed": seed, "rows": len(readings.rows), "readings": len(readings.years),
            "evidence": {"control": fingerprint(readings.rows)},
        },
    )  # fmt: skip


def unknowns_of(scenario: Scenario) -> tuple[Estimate, ...]:
    """The 13 unknowns: 12 of Model 5.1, with the national volatility as volatility and common share."""
    return (*(scenario.parameters[name] for name in SHARED), *OWN.values(), *NUISANCES)


def shares_of(scenario: Scenario) -> tuple[float, float]:
    """Variance of the mean over districts, per unit of a shock of regions and of one of districts.

    References
    ----------
    Model M1: s_nat^2 = s_x^2 (.136 varrho + .0025 (1 - varrho)) in the flagship.
    """
    region = {province.id: province.region for province in scenario.provinces}
    counts = np.array(list(Counter(region[district.province] for district in scenario.districts).values()), float)
    total = counts.sum()
    return float(np.sum((counts / total) ** 2)), float(1.0 / total)


def national_volatility(values: Mapping[str, Any], spread: tuple[float, float]) -> Any:
    """Sd of the national mean per square root of a year."""
    common = values["territory.common_share"]
    return values["territory.volatility"] * np.sqrt(spread[0] * common + spread[1] * (1.0 - common))


def log_likelihood(values: Mapping[str, np.ndarray], readings: Readings, spread: tuple[float, float], inner: float):
    """Exact log density of all scores, each parameter (...,); with what is known of the state at the last reading.

    References
    ----------
    A reading of K cuts turns into the mean of K log-odds, which alone speaks of the state, and K - 1 differences.
    """
    S, cuts = values["territory.cross_section_sd"], cuts_of(values, inner)
    noise = np.stack([values["command_noise"], values["press_noise"]], axis=-1)[..., readings.instrument]
    own = (S[..., None] * noise) ** 2
    count = readings.used.sum(axis=1)
    seen = np.where(readings.used, cuts[..., readings.cut] - S[..., None, None] * readings.score, 0.0)
    mean = seen.sum(axis=-1) / count
    apart = np.where(readings.used, seen - mean[..., None], 0.0)
    within = -0.5 * ((count - 1) * (LOG_TWO_PI + np.log(own)) + (apart**2).sum(axis=-1) / own + np.log(count))
    scaled = count * np.log(S)[..., None]
    state = filtered(
        readings.years, mean, values["measurement.reading_noise"][..., None] ** 2 + own / count,
        values["territory.mean_reversion"], values["territory.long_run_mean"], national_volatility(values, spread),
        FIRST[0], FIRST[1] ** 2,
    )  # fmt: skip
    return state._replace(log_density=state.log_density + (within + scaled).sum(axis=-1))


def cuts_of(values: Mapping[str, np.ndarray], inner: float) -> np.ndarray:
    """(..., 7) cuts in the order of ``CUTS``, put in order as a run puts them."""
    low, high = values["measurement.press_cut_low"], values["measurement.press_cut_high"]
    before = values["press_cut_high_before"]
    fixed = np.full_like(low, inner)
    return np.stack([
        np.minimum(values["measurement.command_outer_low"], -inner), -fixed, fixed,
        np.maximum(values["measurement.command_outer_high"], inner),
        np.minimum(low, high), np.maximum(low, before), np.maximum(low, high),
    ], axis=-1)  # fmt: skip


def simulate(
    values: Mapping[str, np.ndarray], readings: Readings, spread: tuple[float, float], inner: float,
    rng: np.random.Generator, first: tuple[float, float] = FIRST,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Scores (data set, reading, 4) and states (data set, reading) that parameters, each (data set,), would give."""
    S = values["territory.cross_section_sd"]
    vol, rate = national_volatility(values, spread), values["territory.mean_reversion"]
    centre = values["territory.long_run_mean"]
    state = first[0] + first[1] * rng.standard_normal(S.shape)
    states = []
    for t, year in enumerate(readings.years):
        if t:
            step = year - readings.years[t - 1]
            state = centre + np.exp(-rate * step) * (state - centre)
            state = state + np.sqrt(added(step, rate, vol)) * rng.standard_normal(S.shape)
        states.append(state)
    path = np.stack(states, axis=-1)
    common = values["measurement.reading_noise"][:, None] * rng.standard_normal(path.shape)
    noise = np.stack([values["command_noise"], values["press_noise"]], axis=-1)[..., readings.instrument]
    exact = (cuts_of(values, inner)[:, readings.cut] - (path + common)[..., None]) / S[:, None, None]
    return exact + noise[..., None] * rng.standard_normal(exact.shape), path


def readings_of(scenario: Scenario, until: date | None = None) -> Readings:
    """Readings of both instruments that may be used.

    Parameters
    ----------
    until : no reading of a later day, whenever published; for a hindcast.
    """
    rows = [*admitted(scenario, "command."), *admitted(scenario, "press.")]
    by_date: dict[tuple[int, date], dict[str, Observation]] = {}
    for row in rows:
        kind, _, series = row.series.partition(".")
        if (until is None or row.period <= until) and not (kind == "press" and row.period < PRESS_SINCE):
            by_date.setdefault((COMMAND if kind == "command" else PRESS, row.period), {})[series] = row
    found: list[tuple[date, int, list[tuple[int, float]], list[Observation]]] = []
    for (instrument, day), here in sorted(by_date.items(), key=lambda item: (item[0][1], item[0][0])):
        below, read = _command(here) if instrument == COMMAND else _press(here, day)
        if below:
            found.append((day, instrument, below, read))
    if len(found) < 4:
        raise missing(
            scenario, NAME, f"at least 4 readings of district control, and finds {len(found)}",
            "Add rows command.government and command.insurgent (districts of N) to history/.",
        )  # fmt: skip
    cut, used, score = (np.zeros((len(found), 4), kind) for kind in (int, bool, float))
    for t, (_, _, below, _) in enumerate(found):
        for k, (which, share) in enumerate(below):
            cut[t, k], used[t, k], score[t, k] = which, True, NormalDist().inv_cdf(min(max(share, 1e-3), 1 - 1e-3))
    return Readings(
        np.array([year_of(day) for day, *_ in found]), np.array([instrument for _, instrument, *_ in found]),
        cut, used, score, tuple(row for *_, rows_of in found for row in rows_of),
    )  # fmt: skip


def _command(here: Mapping[str, Observation]) -> tuple[list[tuple[int, float]], list[Observation]]:
    below, used = [], []
    for which, count, percent, is_above in (
        (0, "insurgent_control", "", False), (1, "insurgent", "share_insurgent", False),
        (2, "government", "share_government", True), (3, "government_control", "", True),
    ):  # fmt: skip
        row = here.get(count) or here.get(percent)
        if row is not None:
            share = row.value / _total(row)
            below.append((which, 1.0 - share if is_above else share))
            used.append(row)
    return below, used


def _press(here: Mapping[str, Observation], day: date) -> tuple[list[tuple[int, float]], list[Observation]]:
    low, middle = here.get("insurgent"), here.get("contested")
    if low is None or middle is None:
        return [], []
    high = 6 if day >= PRESS_BREAK else 5
    total = _total(low)
    return [(4, low.value / total), (high, (low.value + middle.value) / total)], [low, middle]


def _total(row: Observation) -> float:
    """Districts a count is out of, read from its unit: "districts of 407", or 100 for a percentage."""
    return 100.0 if row.unit.startswith("percent") else float(row.unit.rpartition(" of ")[2])


def _shipped(values: Mapping[str, np.ndarray], state: np.ndarray) -> np.ndarray:
    extra = {"territory.start_mean": state, "territory.posterior_gap": state - values["territory.long_run_mean"]}
    return np.stack([{**values, **extra}[name] for name in SHIPPED], axis=-1)


def _prior(
    unknowns: tuple[Estimate, ...], readings: Readings, spread: tuple[float, float], inner: float, draws: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:  # fmt: skip
    """Draws of the prior and the statistics of the readings they would give."""
    values = values_of(unknowns, rng.standard_normal((draws, len(unknowns))))
    scores, states = simulate(values, readings, spread, inner, rng)
    return _shipped(values, states[:, -1]), statistics(readings, scores)


def statistics(readings: Readings, scores: np.ndarray) -> dict[str, np.ndarray]:
    """Plain statistics of readings (data set, reading, 4), each (data set,)."""
    found: dict[str, np.ndarray] = {}
    for which, what in enumerate(CUTS):
        where = readings.used & (readings.cut == which)
        if where.any():
            found[f"mean score of the {what} cut"] = scores[:, where].mean(axis=1)
    both = [np.where(readings.used & (readings.cut == which)) for which in (1, 2)]
    shared = sorted(set(both[0][0]) & set(both[1][0]))
    low = np.stack([scores[:, t, list(readings.cut[t]).index(1)] for t in shared], axis=1)
    high = np.stack([scores[:, t, list(readings.cut[t]).index(2)] for t in shared], axis=1)
    found["mean distance of the inner cuts"] = (high - low).mean(axis=1)
    found["scatter of that distance"] = (high - low).std(axis=1)
    middle = 0.5 * (high + low)
    found["last of the middle scores"] = middle[:, -1]
    found["variance of change"] = np.diff(middle, axis=1).var(axis=1)
    found["change from first to last"] = middle[:, -1] - middle[:, 0]
    return found
