"""The technology as the players come to know it: trials on the ground, and the kernel fitted to them (model 3.10).

Posture, talks and expected posture stand still in a trial, which begins with garrisons as they stood under the
war's first posture: a trial is what follows a change. So the fit needs no solution of the game: how
control drifts and spreads, and when a state collapses, follow from the district layer alone. A lever that changes
technology therefore changes the kernel first, then values, then behaviour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine import streams
from ripeness.engine.loop import TRIAL, simulate
from ripeness.engine.war import Results, Tables, War

POINTS, REPEATS, MONTHS = 400, 4, 24
AT_WAR, CEASED = 0.6, 0.2  # shares of the trials; in the rest a settlement is in force
RUNGS = ("none", "money", "residual", "main")
CONTROL = (-0.25, 1.25)  # log-odds of national control over which trials are spread
EXPECTATION = (-0.3, 0.3)  # around the level in force
COHESION = (0.35, 0.65)  # the game's low and high
# What is known of collapse before any trial: reference cases at r = 0, 1 (Appendix B), rarity at r = 2, 3 (3.10).
PRIOR_SD = (0.8, 0.8, 1.0, 1.0)
WEAK_SD = 2.0
CALM_SD = 1.0
FEWEST = 60  # months seen at a posture, below which its drift and volatility keep their priors
SHIFTS, ANCHORS, BINS = (-0.4, 0.4), 960, 24
TRIAL_AXIS = 1 << 61  # keys of trials share no future's stream


# Trials read no solved game; the compiled loop wants tables of the right types all the same.
NO_TABLES = Tables(
    np.zeros((4, 8), dtype=np.float32), np.array([[-1.0, 1.0]]), np.array([0.25, 0.75]), np.array([0.05, 0.95]), 1,
    np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), np.zeros(1), np.zeros(1, dtype=np.int64),
)  # fmt: skip


class Kernel(NamedTuple):
    """A fitted kernel and what it rests on."""

    values: dict[str, float]  # ``kernel.*`` parameters by name
    trials: int
    collapses: np.ndarray  # (4,) by posture
    transition_r2: float  # of next month's control


def design(seed: int, level: np.ndarray, points: int = POINTS) -> np.ndarray:
    """Latin hypercube over control, posture, talks (at war, ceased, settled), cohesion, expected posture, (point, 5).

    Expected posture lies around the level in force, as far as players are ever found to expect: what nobody meets
    would only bend the fit.
    """
    rng = np.random.default_rng(seed)
    cells = np.stack([(rng.permutation(points) + rng.random(points)) / points for _ in range(5)], axis=1)
    posture = np.floor(cells[:, 1] * 4.0)
    expected = level[posture.astype(int)] + EXPECTATION[0] + cells[:, 4] * (EXPECTATION[1] - EXPECTATION[0])
    return np.column_stack([
        CONTROL[0] + cells[:, 0] * (CONTROL[1] - CONTROL[0]),
        posture,
        np.select([cells[:, 2] < AT_WAR, cells[:, 2] < AT_WAR + CEASED], [1.0, 3.0], 4.0),
        np.where(cells[:, 3] < 0.5, COHESION[0], COHESION[1]),
        np.clip(expected, 0.0, 1.0),
    ])  # fmt: skip


def fit_kernel(
    war: War, values: Mapping[str, float], seed: int, jobs: int = 1, points: int = POINTS, month: int = -1
) -> Kernel:
    """The kernel of one world.

    Parameters
    ----------
    war : the packed world.  values : its parameters; ``kernel.*`` among them are the priors of the fit.
    seed : of the trials' chance and design.
    month : whose policy is in force all along; the last one unless another is given.

    Returns
    -------
    Kernel. Drift is linear in control with one slope, an intercept a posture and a shift by cohesion; variance a
    posture; log collapse hazard by complementary log-log with normal priors.

    References
    ----------
    Model 3.10; Appendix B for the prior on life after exit.
    """
    settings = np.repeat(design(seed, war.stage.level, points), REPEATS, axis=0)
    begun = np.full(len(settings), war.stage.level[war.politics.posture])
    settings = np.column_stack([settings, begun, np.zeros(len(settings))])
    run = _tried(war, settings, seed, jobs, month)
    control = np.log(run.path[:, :, SHARE] / (1.0 - run.path[:, :, SHARE]))
    ended = run.record[:, rec.COLLAPSE_MONTH]
    fitted, r2 = _fit_drift(control, settings)
    fitted |= _fit_collapse(control, ended, settings, values, war.stage.level)
    posture = settings[:, 1].astype(int)
    collapses = np.bincount(posture[ended >= 0], minlength=4)
    return Kernel(fitted, len(settings), collapses, r2)


SHARE = next(i for i, (name, _, _) in enumerate(rec.QUANTITIES) if name == "control_share")


def anchored_base(war: War, values: Mapping[str, float], seed: int, jobs: int = 1) -> float:
    """Base of the cascade at which a client left with money only falls as often as in the reference cases.

    Trials at posture 1, control .5, middle cohesion and an expectation that matches the posture, their fundamentals
    shifted over a range; the collapse rate falls with the shift, and the shift is read where it meets the prior rate.

    References
    ----------
    Model M11 with Appendix B; decision 0011.
    """
    shift = np.linspace(*SHIFTS, ANCHORS)
    level = war.stage.level[1]
    settings = np.column_stack([
        np.full(ANCHORS, 0.5), np.ones(ANCHORS), np.ones(ANCHORS), np.full(ANCHORS, 0.5), np.full(ANCHORS, level),
        np.full(ANCHORS, level), shift,
    ])  # fmt: skip
    run = _tried(war, settings, seed + 1, jobs)
    ended = run.record[:, rec.COLLAPSE_MONTH]
    fell = (ended >= 0).astype(float)
    years = np.where(fell > 0, ended + 1.0, MONTHS) / 12.0
    bins = np.array_split(np.arange(ANCHORS), BINS)
    rate = np.array([fell[c].sum() / years[c].sum() for c in bins])
    falling = np.minimum.accumulate(rate)  # more to hold with cannot make a fall likelier
    centre = np.array([shift[c].mean() for c in bins])
    wanted = float(np.exp(values["kernel.collapse_money"]))
    return war.cascade.base + float(np.interp(-wanted, -falling, centre))


def _tried(war: War, settings: np.ndarray, seed: int, jobs: int, month: int = -1) -> Results:
    keys = streams.keys(seed ^ TRIAL_AXIS, np.arange(len(settings)))
    short = _months_only(war, MONTHS, month)
    return simulate(short, NO_TABLES, keys, jobs=jobs, kept=len(settings), maps=False, mode=TRIAL, trial=settings)


def column_of(policy: np.ndarray, month: int) -> np.ndarray:
    """The policy of one month without what happens only once, (policy,)."""
    column = policy[:, month].copy()
    column[[rec.ELECTION, rec.TRUCE_WEEKS, rec.RELEASED]] = 0.0
    return column


def _months_only(war: War, months: int, month: int) -> War:
    """The war cut to a number of months, with the policy of one month all along and no dated events."""
    policy = np.repeat(column_of(war.stage.policy, month)[:, None], months, axis=1)
    stage = war.stage._replace(season=np.resize(war.stage.season, months), policy=policy)
    return war._replace(months=months, stage=stage)


def _fit_drift(control: np.ndarray, settings: np.ndarray) -> tuple[dict[str, float], float]:
    """Yearly drift and volatility of national control from monthly changes at war."""
    before, after = control[:, :-1].ravel(), control[:, 1:].ravel()
    months = control.shape[1] - 1
    posture = np.repeat(settings[:, 1].astype(int), months)
    high = np.repeat(np.where(settings[:, 3] > 0.5, 1.0, -1.0), months)
    seen = np.isfinite(before) & np.isfinite(after) & (np.repeat(settings[:, 2], months) < 3)
    change = (after - before)[seen] * 12.0
    columns = np.column_stack([np.eye(4)[posture[seen]], high[seen], before[seen]])
    weights, *_ = np.linalg.lstsq(columns, change, rcond=None)
    left = change - columns @ weights
    r2 = 1.0 - float(np.mean((left / 12.0) ** 2) / np.var(after[seen]))
    fitted: dict[str, float] = {}
    for r, rung in enumerate(RUNGS):
        own = left[posture[seen] == r]
        if len(own) >= FEWEST:  # else nobody stands long enough at this posture, and the prior stays
            fitted[f"kernel.drift_{rung}"] = float(weights[r])
            fitted[f"kernel.volatility_{rung}"] = float(np.sqrt(np.mean(own**2) / 12.0))
    fitted |= {"kernel.drift_cohesion": float(weights[4]), "kernel.drift_control": float(weights[5])}
    return fitted | _fit_calm(control, settings, left), r2


def _fit_calm(control: np.ndarray, settings: np.ndarray, war: np.ndarray) -> dict[str, float]:
    """Volatility under a ceasefire and a settlement over that at war; ``war``: yearly changes the drift leaves."""
    fitted = {}
    for talks, name in ((3.0, "ceasefire"), (4.0, "settled")):
        change = np.diff(control[settings[:, 2] == talks], axis=1) * 12.0
        change = change[np.isfinite(change)]
        if len(change) >= FEWEST:
            fitted[f"kernel.{name}_volatility"] = float(np.sqrt(np.mean(change**2) / np.mean(war**2)))
    return fitted


def _fit_collapse(
    control: np.ndarray, ended: np.ndarray, settings: np.ndarray, values: Mapping[str, float], level: np.ndarray
) -> dict[str, float]:
    """Log collapse hazard: an intercept a posture, control, cohesion, expectation, ceasefire, settlement."""
    months = control.shape[1]
    month = np.arange(months)[None, :]
    lived = (ended[:, None] < 0) | (month <= ended[:, None])
    start = np.column_stack([settings[:, 0], control[:, :-1]])  # control at the beginning of the month
    start = np.where(np.isfinite(start), start, settings[:, :1])
    posture = settings[:, 1].astype(int)
    features = np.stack([
        *(np.broadcast_to((posture == r)[:, None], lived.shape).astype(float) for r in range(4)),
        start - 0.5,
        np.broadcast_to(np.where(settings[:, 3] > 0.5, -1.0, 1.0)[:, None], lived.shape),
        np.broadcast_to((level[posture] - settings[:, 4])[:, None], lived.shape),
        *(np.broadcast_to((settings[:, 2] == n).astype(float)[:, None], lived.shape) for n in (3, 4)),
    ], axis=-1)[lived]  # fmt: skip
    event = (month == ended[:, None])[lived].astype(float)
    prior = np.array([
        *(values[f"kernel.collapse_{rung}"] for rung in RUNGS), values["kernel.collapse_control"],
        values["kernel.collapse_cohesion"], values["kernel.collapse_expectation"],
        np.log(values["kernel.collapse_ceasefire"]), np.log(values["kernel.collapse_settled"]),
    ])  # fmt: skip
    sd = np.array([*PRIOR_SD, WEAK_SD, WEAK_SD, WEAK_SD, CALM_SD, CALM_SD])
    names = [*(f"collapse_{rung}" for rung in RUNGS), "collapse_control", "collapse_cohesion", "collapse_expectation"]
    weights = cloglog(features, event, prior, sd, exposure=1.0 / 12.0)
    fitted = {f"kernel.{name}": float(w) for name, w in zip(names, weights, strict=False)}
    calm = {"ceasefire": weights[7], "settled": weights[8]}
    return fitted | {f"kernel.collapse_{name}": float(min(np.exp(w), 1.0)) for name, w in calm.items()}


def cloglog(
    x: np.ndarray, y: np.ndarray, prior: np.ndarray, sd: np.ndarray, exposure: float, rounds: int = 60
) -> np.ndarray:
    """Penalised complementary log-log regression: Pr(y = 1) = 1 - exp(-exposure exp(x w)).

    Parameters
    ----------
    x : (row, k).  y : (row,) 0 or 1.  prior, sd : (k,) normal prior of the weights.

    Returns
    -------
    (k,) posterior mode, by Newton steps halved until the posterior rises.

    References
    ----------
    Prentice and Gloeckler 1978, grouped survival times.
    """
    w, inverse = prior.astype(float).copy(), 1.0 / sd**2

    def value(w: np.ndarray) -> float:
        rate = exposure * np.exp(np.clip(x @ w, -40.0, 8.0))
        likelihood = np.where(y > 0, np.log(-np.expm1(-rate) + 1e-300), -rate).sum()
        return float(likelihood - 0.5 * ((w - prior) ** 2 * inverse).sum())

    now = value(w)
    for _ in range(rounds):
        rate = exposure * np.exp(np.clip(x @ w, -40.0, 8.0))
        hit = np.where(y > 0, rate / np.expm1(np.maximum(rate, 1e-12)), 0.0)  # d log(1 - e^-r)/d log r
        slope = x.T @ (hit - np.where(y > 0, 0.0, rate)) - (w - prior) * inverse
        bend = (x * (np.where(y > 0, np.minimum(rate, 1.0) * 0.5, rate))[:, None]).T @ x + np.diag(inverse)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > 1e-6 and value(w + size * step) < now:
            size /= 2.0
        w = w + size * step
        after = value(w)
        if abs(after - now) < 1e-8 * max(1.0, abs(now)):
            break
        now = after
    return w
