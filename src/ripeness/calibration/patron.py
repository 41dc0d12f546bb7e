"""Module C: how a public turns against a war as its dead add up.

The logarithm of the odds of support walks, falls with the logarithm of the dead so far, and shows itself in polls. Two
wars of one patron share what they can: each has its own loss of support per e-fold of deaths, and the two are drawn
together by a common spread.

References
----------
Model M7, 5.1 module C; Mueller 1973.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ripeness.calibration.evidence import admitted, fingerprint, missing, year_of
from ripeness.calibration.fitting import Effort, fitted, moved_by
from ripeness.calibration.kalman import filtered
from ripeness.calibration.metropolis import generator
from ripeness.calibration.posterior import Posterior
from ripeness.calibration.scale import log_prior, nuisance, values_of
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.tables import Observation
from ripeness.scenario.war import Scenario

NAME = "patron"
FULL, QUICK = Effort(12, 1500, 3000, 3), Effort(8, 1000, 1500, 3)
SHIPPED = ("patron.support_casualties", "patron.support_sd")
APART = nuisance("spread_of_wars", "lognormal", 0.2, 0.5)  # log sd of one war's loss of support given another's
POLL, WORDING = 0.025, 0.15  # sd of a poll as a share; of its wording in log-odds
FIRST = (0.5, 1.5)  # mean and sd of the log-odds of support before anybody has died
LEAST = 4


class Polls(NamedTuple):
    """One war: dates, log-odds of support, their variance, log of the dead so far plus one; each (..., poll)."""

    war: str
    years: np.ndarray
    support: np.ndarray
    noise: np.ndarray
    dead: np.ndarray
    rows: tuple[Observation, ...] = ()


def sample(
    scenario: Scenario, *, seed: int, draws: int, data: Path | None = None, quick: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Posterior:  # fmt: skip
    """Draws of how support falls, given polls and deaths of this war and of the patron's others.

    Raises
    ------
    EvidenceError
        If this war has too few polls.
    CalibrationError
        If the chains have not met.
    """
    began = time.perf_counter()
    wars = polls_of(scenario)
    unknowns = unknowns_of(scenario, len(wars))
    names = [unknown.name for unknown in unknowns]

    def log_density(scores: np.ndarray) -> np.ndarray:
        return log_prior(scores) + log_likelihood(values_of(unknowns, scores), wars)

    fit = fitted(NAME, names, log_density, seed, draws, QUICK if quick else FULL, progress)
    values = values_of(unknowns, fit.scores)
    rng = generator(seed, f"{NAME}: prior")
    before = values_of(unknowns, rng.standard_normal((draws, len(unknowns))))
    prior = np.stack([before[name] for name in SHIPPED], axis=-1)
    return Posterior(
        module=NAME, names=SHIPPED, draws=np.stack([values[name] for name in SHIPPED], axis=-1), priors=prior,
        chains=fit.chains,
        diagnostics={**fit.checks, "seconds": round(time.perf_counter() - began, 1), "unknowns": names},
        moved_by=moved_by(SHIPPED, prior, statistics(wars, simulate(before, wars, rng))),
        made_by={
            "seed": seed, "rows": sum(len(war.rows) for war in wars),
            "wars": ", ".join(f"{war.war} ({len(war.years)} polls)" for war in wars),
            "evidence": {war.war: fingerprint(war.rows) for war in wars},
        },
    )  # fmt: skip


def unknowns_of(scenario: Scenario, wars: int) -> tuple[Estimate, ...]:
    """The two that ship, the spread of wars, and a standard normal for every other war."""
    others = tuple(nuisance(f"other_war_{i}", "normal", 0.0, 1.0) for i in range(1, wars))
    return (*(scenario.parameters[name] for name in SHIPPED), APART, *others)


def log_likelihood(values: Mapping[str, np.ndarray], wars: Sequence[Polls]) -> np.ndarray:
    """Exact log density of all polls; what deaths explain is taken off, the rest is a walk."""
    total = np.zeros(())
    for war, loss in zip(wars, losses(values, len(wars)), strict=True):
        walk = war.support + loss[..., None] * war.dead
        found = filtered(
            war.years, walk, war.noise, 0.0, 0.0, values["patron.support_sd"],
            FIRST[0] + loss * war.dead[..., 0], FIRST[1] ** 2,
        )  # fmt: skip
        total = total + found.log_density
    return total


def losses(values: Mapping[str, np.ndarray], wars: int) -> list[np.ndarray]:
    """Log-odds of support lost per e-fold of deaths, each war's own, this war's first."""
    own = values["patron.support_casualties"]
    spread = values["spread_of_wars"]
    return [own, *(own * np.exp(spread * values[f"other_war_{i}"]) for i in range(1, wars))]


def simulate(values: Mapping[str, np.ndarray], wars: Sequence[Polls], rng: np.random.Generator) -> list[np.ndarray]:
    """Polls (data set, poll) of every war that parameters, each (data set,), would give."""
    found = []
    for war, loss in zip(wars, losses(values, len(wars)), strict=True):
        shape = (len(loss), len(war.years))
        step = np.sqrt(np.diff(war.years, prepend=war.years[0]))
        state = FIRST[0] + FIRST[1] * rng.standard_normal((shape[0], 1))
        walk = np.cumsum(values["patron.support_sd"][:, None] * step * rng.standard_normal(shape), axis=1)
        fall = loss[:, None] * (war.dead - war.dead[0])
        found.append(state + walk - fall + np.sqrt(war.noise) * rng.standard_normal(shape))
    return found


def polls_of(scenario: Scenario) -> list[Polls]:
    """This war and every other built-in one with polls that the gate lets through."""
    from ripeness.scenario.load import load_scenario, scenario_names

    own = _war(scenario, scenario)
    if own is None:
        raise missing(
            scenario, NAME, f"at least {LEAST} polls on whether the war was a mistake, with the patron's yearly deaths",
            "Add rows opinion.mistake or opinion.not_mistake and patron.deaths to history/.",
        )  # fmt: skip
    others = (_war(scenario, load_scenario(name)) for name in scenario_names() if name != scenario.name)
    return [own, *(war for war in others if war is not None)]


def _war(gate: Scenario, war: Scenario) -> Polls | None:
    """Polls of a war up to the last year whose deaths are known, each question in the form that was asked most."""
    rows = war.history
    asked = {
        s: [r for r in admitted(gate, s, rows) if r.series == s] for s in ("opinion.mistake", "opinion.not_mistake")
    }
    deaths = [r for r in admitted(gate, "patron.deaths", rows) if r.series == "patron.deaths"]
    series = max(asked, key=lambda name: len(asked[name]))
    ends = [year_of(r.period) for r in deaths]
    polls = [r for r in asked[series] if deaths and ends[0] - 1.0 <= year_of(r.period) <= ends[-1] + 0.01]
    if len(polls) < LEAST:
        return None
    polls.sort(key=lambda row: row.period)
    years = np.array([year_of(row.period) for row in polls])
    share = np.array([row.value / 100.0 for row in polls])
    share = 1.0 - share if series == "opinion.mistake" else share
    noise = (POLL / (share * (1.0 - share))) ** 2 + WORDING**2
    dead = np.log1p(_dead_by(years, {r.period.year: r.value for r in deaths}))
    return Polls(war.name, years, np.log(share / (1.0 - share)), noise, dead, (*polls, *deaths))


def _dead_by(years: np.ndarray, yearly: Mapping[int, float]) -> np.ndarray:
    """Deaths up to each date, spread evenly over a year; a year without a figure lies between its neighbours."""
    first, last = min(yearly), max(yearly)
    known = sorted(yearly)
    whole = np.arange(first, last + 1)
    each = np.interp(whole, known, [yearly[year] for year in known])
    ends = np.concatenate([[0.0], np.cumsum(each)])
    return np.interp(years, np.arange(first, last + 2), ends)


def statistics(wars: Sequence[Polls], polls: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """Plain statistics of polls, each (data set,)."""
    found = {}
    for war, seen in zip(wars, polls, strict=True):
        dead = war.dead - war.dead.mean()
        slope = (seen * dead).sum(axis=1) / (dead * dead).sum()
        found[f"slope of support on log deaths, {war.war}"] = slope
        rest = seen - seen.mean(axis=1, keepdims=True) - slope[:, None] * dead
        found[f"scatter around that slope, {war.war}"] = rest.std(axis=1)
    return found
