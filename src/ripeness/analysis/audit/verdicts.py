"""The verdict rule: one for all claims, fixed before any result.

Supported if the claim's own condition holds with a probability of .80 or more over worlds, chance taken into account;
contradicted if what refutes it does; negligible if what it says of does not move by its margin; else undetermined.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ripeness.analysis.audit.contrasts import Contrast, Posterior, posterior
from ripeness.scenario.experiments import Experiment, Trial

Verdict = Literal["supported", "contradicted", "negligible", "undetermined", "not run"]
SURE = 0.8
FEWEST = 4  # worlds below which nothing is said about all worlds
DRAWS = 200  # of chance in every world


@dataclass(frozen=True)
class Finding:
    """What one test found."""

    trial: Trial
    contrast: Contrast
    posterior: Posterior
    confirm: float  # probability over worlds
    refute: float
    negligible: float
    sign: float | None  # that the effect in a world has the sign of the mean

    @property
    def value(self) -> float:
        """The statistic, worlds counting alike."""
        if self.contrast.pooled is not None:
            return self.contrast.pooled[0]
        return float(self.contrast.value[self.contrast.known].mean())


@dataclass(frozen=True)
class Judgement:
    """The verdict on an experiment."""

    verdict: Verdict
    confirm: float = float("nan")
    refute: float = float("nan")
    negligible: float = float("nan")
    marks: tuple[str, ...] = ()
    why: str = ""
    findings: tuple[Finding, ...] = field(default=())
    worlds: int = 0


def judge(name: str, experiment: Experiment, contrasts: Sequence[Contrast]) -> Judgement:
    """The verdict on an experiment.

    Parameters
    ----------
    name : of the experiment; its random numbers are its own.
    contrasts : one a test, in their order, over the same worlds.

    References
    ----------
    Model 4, verdict rule.
    """
    rules = [i for i, test in enumerate(experiment.tests) if test.is_rule]
    known = np.logical_and.reduce([contrasts[i].known for i in rules])
    worlds = int(known.sum())
    if worlds == 0:
        return Judgement("undetermined", why="no world has the numbers that are asked for")
    kept = [_kept(contrasts[i], known) for i in rules]
    posteriors = [posterior(c) for c in kept]
    draws = _draws(name, kept, posteriors)
    states = [_states(experiment.tests[i], x) for i, x in zip(rules, draws, strict=True)]
    decided = {
        i: _finding(experiment.tests[i], c, p, x) for i, c, p, x in zip(rules, kept, posteriors, draws, strict=True)
    }
    beside = {i: _shown(name, t, contrasts[i]) for i, t in enumerate(experiment.tests) if i not in decided}
    found = [decided.get(i) or beside.get(i) for i in range(len(experiment.tests))]
    findings = tuple(one for one in found if one is not None)
    confirm, refute, negligible = _combined(experiment, rules, states)
    groups = any(experiment.tests[i].group for i in rules)
    if groups:
        best = _best(experiment, rules, states)
        findings = tuple(sorted(findings, key=lambda one: one.trial.group != best))
    verdict, holds = _verdict(confirm, refute, negligible, groups)
    if worlds < FEWEST:
        verdict = "undetermined"
        why = f"{worlds} worlds are too few to speak of all"
    else:
        why = ""
    marks = []
    pooled = any(one.pooled is not None for one in kept)
    if (
        verdict in {"supported", "contradicted", "negligible"}
        and not pooled
        and float(holds.mean(axis=1).min()) >= SURE
    ):
        marks.append("bounded")
    if _terms_only(experiment, findings):
        marks.append("terms only")
    return Judgement(
        verdict, float(confirm.mean()), float(refute.mean()), float(negligible.mean()), tuple(marks), why, findings,
        worlds,
    )  # fmt: skip


def confirms(trial: Trial, x: np.ndarray) -> np.ndarray:
    """Whether a value of the statistic meets the claim's condition."""
    met = np.ones(np.shape(x), dtype=bool)
    ratio = trial.compare == "ratio"
    if trial.up is not None:
        met &= x >= trial.up
    if trial.down is not None:
        met &= x <= (1.0 / trial.down if ratio else -trial.down)
    if trial.above is not None:
        met &= x > trial.above
    if trial.below is not None:
        met &= x < trial.below
    return met & trial.is_rule


def refutes(trial: Trial, x: np.ndarray) -> np.ndarray:
    """Whether it meets what refutes the claim: what is written, else the opposite by the margin."""
    if trial.refute is not None:
        met = np.ones(np.shape(x), dtype=bool)
        if trial.refute.above is not None:
            met &= x > trial.refute.above
        if trial.refute.below is not None:
            met &= x < trial.refute.below
        return met
    ratio = trial.compare == "ratio"
    if trial.up is not None:
        return np.asarray(x <= (1.0 / trial.up if ratio else -trial.up))
    if trial.down is not None:
        return np.asarray(x >= trial.down)
    return np.zeros(np.shape(x), dtype=bool)


def is_negligible(trial: Trial, x: np.ndarray) -> np.ndarray:
    """Whether it lies within the margin on either side of no effect."""
    margin = trial.up if trial.up is not None else trial.down
    if margin is None:
        return np.zeros(np.shape(x), dtype=bool)
    if trial.compare == "ratio":
        return np.asarray((x < margin) & (x > 1.0 / margin))
    return np.asarray(np.abs(x) < margin)


def _finding(trial: Trial, found: Contrast, about: Posterior, x: np.ndarray) -> Finding:
    confirm, refute, negligible = (float(state.mean()) for state in _states(trial, x))
    return Finding(trial, found, about, confirm, refute, negligible, _sign(x, found))


def _shown(name: str, trial: Trial, found: Contrast) -> Finding | None:
    """A test that is shown beside, over the worlds that have its number; None where none has."""
    if not found.known.any():
        return None
    kept = _kept(found, found.known)
    about = posterior(kept)
    return _finding(trial, kept, about, _draws(name, [kept], [about])[0])


def _kept(found: Contrast, known: np.ndarray) -> Contrast:
    return Contrast(
        found.first[known], None if found.second is None else found.second[known], found.value[known],
        found.noise[known], tuple(i for i, yes in zip(found.influence, known, strict=True) if yes), found.pooled,
    )  # fmt: skip


def _draws(name: str, contrasts: Sequence[Contrast], posteriors: Sequence[Posterior]) -> list[np.ndarray]:
    """Draws of every statistic, (world, draw) each; those of one world err together as their futures do."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    worlds, tests = len(posteriors[0].centre), len(contrasts)
    z = rng.standard_normal((worlds, DRAWS, tests))
    whole = rng.standard_normal((DRAWS, tests))
    for w in range(worlds):
        z[w] = z[w] @ _root([c.influence[w] for c in contrasts]).T
    drawn = []
    for t, (c, p) in enumerate(zip(contrasts, posteriors, strict=True)):
        if c.pooled is not None:
            centre, variance = c.pooled
            row = centre + np.sqrt(variance) * whole[:, t] if np.isfinite(variance) else np.full(DRAWS, centre)
            drawn.append(np.broadcast_to(row, (worlds, DRAWS)))
        else:
            drawn.append(p.centre[:, None] + p.spread[:, None] * z[:, :, t])
    return drawn


def _root(influences: Sequence[np.ndarray]) -> np.ndarray:
    """A root of the correlations of several statistics in one world."""
    tests = len(influences)
    longest = max(len(i) for i in influences)
    rows = np.array([i if len(i) == longest else np.zeros(longest) for i in influences])
    scale = np.sqrt((rows**2).sum(axis=1))
    units = rows / np.where(scale > 0.0, scale, 1.0)[:, None]
    together = units @ units.T
    np.fill_diagonal(together, 1.0)
    values, vectors = np.linalg.eigh(together)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.asarray(root / np.sqrt((root**2).sum(axis=1))[:, None]).reshape(tests, tests)


def _states(trial: Trial, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return confirms(trial, x), refutes(trial, x) & trial.is_rule, is_negligible(trial, x)


def _combined(
    experiment: Experiment, rules: Sequence[int], states: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confirm, refute, negligible in every draw of every world.

    All tests must confirm, or one of them where the experiment says ``any``. Where all must, one part that does not
    move is enough for a negligible claim. Groups: the one that confirms most often stands for all.
    """
    yes, no, small = ([state[kind] for state in states] for kind in range(3))
    if (best_of := _best(experiment, rules, states)) is not None:
        named = [experiment.tests[i].group for i in rules]
        best = np.logical_and.reduce([met for met, own in zip(yes, named, strict=True) if own == best_of])
        return best, ~best, np.zeros_like(best)
    if experiment.any:
        confirm = np.logical_or.reduce(yes)
        refute = np.logical_or.reduce(no) & ~confirm
        negligible = np.logical_and.reduce(small)
    else:
        confirm = np.logical_and.reduce(yes)
        refute = np.logical_or.reduce(no)
        negligible = np.logical_or.reduce(small) & ~refute
    if experiment.otherwise:
        refute = ~confirm
    return confirm, refute, negligible


def _best(
    experiment: Experiment, rules: Sequence[int], states: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]
) -> str | None:
    """The group that confirms most often, None where there are no groups."""
    named = [experiment.tests[i].group for i in rules]

    def often(name: str) -> float:
        met = [state[0] for state, own in zip(states, named, strict=True) if own == name]
        return float(np.logical_and.reduce(met).mean())

    return max((name for name in dict.fromkeys(named) if name), key=often, default=None)


def _verdict(
    confirm: np.ndarray, refute: np.ndarray, negligible: np.ndarray, groups: bool
) -> tuple[Verdict, np.ndarray]:
    if confirm.mean() >= SURE:
        return "supported", confirm
    if refute.mean() >= SURE:
        return "contradicted", refute
    if negligible.mean() >= SURE and not groups:
        return "negligible", negligible
    return "undetermined", confirm


def _sign(x: np.ndarray, found: Contrast) -> float | None:
    if found.second is None or not found.value.any():
        return None
    mean = float(found.value.mean())
    return float((np.sign(x) == np.sign(mean)).mean()) if mean != 0.0 else None


TERMS = frozenset({"terms", "lowest_share", "highest_share"})
TERMS_MARGIN = 0.03


def _terms_only(experiment: Experiment, findings: Sequence[Finding]) -> bool:
    """Outcomes stay where they are and terms move."""
    outcomes = [f for f in findings if f.trial.measure in {"settlement", "durable_settlement", "takeover"}
                and f.trial.is_rule]  # fmt: skip
    moved = [f for f in findings if f.trial.measure in TERMS and f.contrast.second is not None]
    still = bool(outcomes) and all(f.negligible >= SURE for f in outcomes)
    return still and any(float((np.abs(f.posterior.centre) >= TERMS_MARGIN).mean()) >= SURE for f in moved)
