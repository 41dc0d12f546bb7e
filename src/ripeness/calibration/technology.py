"""Module D: massing, isolated posts, militias and targeted killing, from the little that was counted in public.

Three summaries of a draw have a closed form: posts lost, militias lost and nationally important killings a year.
A draw is ruled out where it misses what was counted by more than three standard deviations; the rest is
weighed by a kernel of the model's error. Rows ``technology.*`` say what was counted; a war without any leaves the prior
as it is, and the result says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ripeness.calibration.posterior import Posterior
    from ripeness.scenario.war import Scenario

NAME = "technology"
FAMILIES = ("massing.", "posts.", "elites.", "militias.")
PREFIX = "technology."
DRAWS, QUICK_DRAWS = 4000, 1000
MODEL_SD = 0.3  # log scale: what rates that stand still leave out
COUNT_SD = {"h": 0.2, "m": 0.5}  # log scale, by confidence of the row
NOTHING = (
    "nothing: no count of posts, militias or killings was public on the information date in a source that was read; "
    "rates of attack and targeted killings on record are of later years, strength of the local police is recalled"
)


class Counted(NamedTuple):
    """One summary as it was counted."""

    what: str  # one of ``SUMMARIES``
    value: float  # a year
    confidence: str


def sample(
    scenario: Scenario,
    *,
    seed: int,
    draws: int | None = None,
    known: Sequence[Counted] | None = None,
    quick: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Posterior:
    """Draws of the technology's rates given what was counted before the information date.

    Parameters
    ----------
    draws : draws of the prior, and draws handed back.
    known : what was counted; rows ``technology.*`` of the scenario unless given.

    References
    ----------
    Model 5.1 module D, M4-M6; Vernon, Goldstein and Bower (2010); Wilkinson (2013).
    """
    from ripeness.calibration.history_matching import MOST, implausibility, resampled
    from ripeness.calibration.posterior import Posterior

    seen = counted(scenario) if known is None else tuple(known)
    names = parameters(scenario)
    count = draws or (QUICK_DRAWS if quick else DRAWS)
    rng = np.random.default_rng([seed, zlib.crc32(NAME.encode())])
    uniforms = rng.random((count, len(names)))
    prior = np.stack([scenario.parameters[name].quantile(uniforms[:, i]) for i, name in enumerate(names)], axis=1)
    made_by = {
        "command": f"ripeness calibrate {scenario.name} --only {NAME}",
        "seed": seed,
        "rows": {scenario.name: len(seen)},
    }
    if not seen:
        return Posterior(NAME, names, prior, prior, diagnostics={"learnt": NOTHING}, made_by=made_by)
    summaries = np.log(np.stack([summary(scenario, names, prior, one.what) for one in seen], axis=1))
    values = np.log([one.value for one in seen])
    sd = np.array([np.hypot(MODEL_SD, COUNT_SD[one.confidence]) for one in seen])
    away = implausibility(summaries, values, sd)
    logs = -0.5 * np.sum(((summaries - values) / sd) ** 2, axis=1)
    weights = np.where(away < MOST, np.exp(logs - logs.max()), 0.0)
    chosen, ess = resampled(weights, count, rng)
    if progress is not None:
        progress(1.0)
    diagnostics = {"ess": ess, "ruled_out": int(np.sum(away >= MOST)), "method": "history matching, then weights"}
    moved = {name: one.what for one in seen for name in SUMMARIES[one.what]}
    return Posterior(NAME, names, prior[chosen], prior, diagnostics=diagnostics, moved_by=moved, made_by=made_by)


# What can be counted, and which parameters it depends on.
SUMMARIES: Mapping[str, tuple[str, ...]] = {
    "posts_lost_share": ("posts.storm_rate", "posts.abandon_rate", "massing.size", "massing.post"),
    "militia_lost_share": ("militias.loss_rate",),
    "elites_killed": ("elites.killing_rate",),
}


def parameters(scenario: Scenario) -> tuple[str, ...]:
    """Uncertain parameters of the technology, in the scenario's order."""
    return tuple(
        name for name, estimate in scenario.parameters.items() if name.startswith(FAMILIES) and not estimate.is_fixed
    )


def counted(scenario: Scenario) -> tuple[Counted, ...]:
    """What was counted by the information date in rows that may enter a likelihood, a year each."""
    from ripeness.errors import EvidenceError
    from ripeness.scenario.observations import for_likelihood

    found = []
    for row in for_likelihood(scenario):
        if row.series.startswith(PREFIX):
            what = row.series.removeprefix(PREFIX)
            if what not in SUMMARIES:
                known = ", ".join(PREFIX + name for name in SUMMARIES)
                raise EvidenceError(f"{row.file}:{row.line}: '{row.series}' is not known", f"Known: {known}.")
            found.append(Counted(what, row.value, row.confidence))
    return tuple(found)


def summary(scenario: Scenario, names: Sequence[str], draws: np.ndarray, what: str) -> np.ndarray:
    """A summary of every draw, (draw,), a year at the start's air support, pay, cohesion and effort.

    References
    ----------
    Model M5: posts are stormed at h_1 sigma((n_f - n_post)/3), given up at h_2; what is lost of a stock that gains
    nothing is 1 - exp(-rate). M6: killings are Poisson.
    """
    from scipy.special import expit

    from ripeness.model.massing import SOFTNESS

    def column(name: str) -> np.ndarray:
        if name in names:
            return np.asarray(draws[:, list(names).index(name)])
        return np.full(len(draws), scenario.parameters[name].value)

    if what == "posts_lost_share":
        stormed = column("posts.storm_rate") * expit((column("massing.size") - column("massing.post")) / SOFTNESS)
        return np.asarray(-np.expm1(-(stormed + column("posts.abandon_rate"))))
    if what == "militia_lost_share":
        return np.asarray(-np.expm1(-column("militias.loss_rate")))
    return column("elites.killing_rate")
