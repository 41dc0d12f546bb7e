"""A card for every experiment and a line for every claim: all that a page or a machine needs, as plain values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis.audit.words import condition_words, test_words
from ripeness.ensemble.priors import PRIOR_SETS
from ripeness.ensemble.shares import rank_correlation
from ripeness.scenario.estimate import STATUSES
from ripeness.scenario.measures import MEASURES

if TYPE_CHECKING:
    from ripeness.analysis.audit.audit import Audit, ClaimResult, Tried
    from ripeness.analysis.audit.verdicts import Finding

ENOUGH_WORLDS = 30  # below which no number can be said to drive a result
MOST_DRIVERS = 4


def card(found: Audit, tried: Tried) -> dict[str, Any]:
    """One experiment: what was asked, what was run, what came out, what it leans on, how to run it again."""
    experiment, judgement = tried.experiment, tried.judgement
    tests = [_test(found, tried, finding) for finding in judgement.findings]
    return {
        "experiment": tried.name, "title": experiment.title, "type": experiment.type, "pillar": experiment.pillar,
        "verdict": judgement.verdict, "why": judgement.why, "marks": [*judgement.marks, *_priors(found, tried)],
        "probability": {
            "confirm": judgement.confirm, "refute": judgement.refute, "negligible": judgement.negligible,
        },
        "metric": experiment.metric, "confirm": experiment.confirm, "refute": experiment.refute,
        "note": experiment.note, "arms": [{"arm": n, "label": experiment.arm(n).label} for n in experiment.used],
        "claims": [id_ for id_, claim in found.scenario.claims.items() if tried.name in claim.test.experiments],
        "worlds": judgement.worlds, "tests": tests, "deciding": deciding(tried), "structure": tried.structure,
        "variants": {
            name: {"verdict": other.verdict, "value": other.findings[0].value if other.findings else None}
            for name, other in tried.variants.items()
        },
        "agreement": _agreement(tried), "refused": list(tried.refused), "leans_on": leans(found, tried),
        "would_change": would_change(found, tried), "command": command(found, tried.name),
    }  # fmt: skip


def claim_line(found: Audit, result: ClaimResult) -> dict[str, Any]:
    """One claim: its words, its verdict, what tests it."""
    claim = found.scenario.claims[result.claim]
    return {
        "claim": result.claim, "paragraph": claim.paragraph, "actor": claim.actor, "type": claim.type,
        "text": claim.text, "verdict": result.verdict, "why": result.why, "experiments": list(result.experiments),
        "rests_on": list(claim.rests_on), "data": [check.__dict__ for check in result.checks],
        "forecasts": [dict(one) for one in result.forecasts],
    }  # fmt: skip


def command(found: Audit, name: str) -> str:
    """What runs one experiment again."""
    plan = found.plan
    return (
        f"ripeness audit {plan.scenario} --only {name} --worlds {plan.worlds} --futures {plan.futures} "
        f"--seed {plan.seed}" + "".join(f" --set {setting}" for setting in plan.settings)
    )


def leans(found: Audit, tried: Tried) -> list[dict[str, Any]]:
    """Numbers that the arms move, then those that go with the result over worlds where these are enough to tell."""
    from ripeness.scenario.experiments import arm_scenario

    war, experiment = found.scenario, tried.experiment
    if tried.judgement.verdict == "not run":
        return []
    names: dict[str, str] = {}
    for name in experiment.used:
        arm = experiment.arm(name)
        if arm.scenario is None:
            moves = arm_scenario(war, arm).moves[len(war.moves) :]
            names |= {move.key: "moved" for move in moves if move.key in war.parameters}
    names |= {name: "drives it" for name in _drivers(found, tried) if name not in names}
    return [
        {
            "parameter": name, "how": how, "status": STATUSES[war.parameters[name].status],
            "prior": war.parameters[name].described(),
        }
        for name, how in names.items()
    ]  # fmt: skip


def deciding(tried: Tried) -> int:
    """Which of the tests decides: the one that refutes or shows no effect most clearly, else the first."""
    verdict, found = tried.judgement.verdict, tried.judgement.findings
    if verdict not in {"contradicted", "negligible"}:
        return 0
    odds = [
        (one.refute if verdict == "contradicted" else one.negligible) if one.trial.is_rule else -1.0 for one in found
    ]
    if verdict == "contradicted" and tried.experiment.otherwise:  # what does not confirm refutes
        odds = [-one.confirm if one.trial.is_rule else -2.0 for one in found]
    return odds.index(max(odds))


def would_change(found: Audit, tried: Tried) -> str:
    """What would turn the verdict, in one sentence."""
    judgement = tried.judgement
    if judgement.verdict == "not run" or not judgement.findings:
        return judgement.why
    first = judgement.findings[deciding(tried)]
    text = (
        f"The number that decides stands at {first.value:.3g}; to confirm, it has to be {condition_words(first.trial)}."
    )
    if judgement.verdict == "undetermined" and judgement.why:
        return f"{text} {judgement.why[:1].upper()}{judgement.why[1:]}."
    if judgement.verdict == "undetermined":
        likelier = max(
            ("confirms", judgement.confirm), ("refutes", judgement.refute), ("shows no effect", judgement.negligible),
            key=lambda pair: pair[1],
        )  # fmt: skip
        return f"{text} It {likelier[0]} in {100 * likelier[1]:.0f} of 100 draws; 80 would decide."
    return f"{text} The verdict falls if that changes in more than a fifth of the worlds."


def _test(found: Audit, tried: Tried, finding: Finding) -> dict[str, Any]:
    contrast, about = finding.contrast, finding.posterior
    exact = contrast.pooled is None
    return {
        "text": test_words(found.scenario, tried.experiment, finding.trial),
        "condition": condition_words(finding.trial), "decides": finding.trial.is_rule,
        "unit": MEASURES[finding.trial.measure].unit, "compare": finding.trial.compare,
        "value": finding.value, "arm": float(np.nanmean(contrast.first)),
        "against": None if contrast.second is None else float(np.nanmean(contrast.second)),
        "run_noise": about.run_noise if exact else None,
        "low": about.low if exact else None, "high": about.high if exact else None, "sign": finding.sign,
        "confirm": finding.confirm if finding.trial.is_rule else None,
        "limits": _limits(finding), "points": [float(x) for x in about.centre],
    }  # fmt: skip


def _limits(finding: Finding) -> list[float]:
    """Where the rule turns, for a picture."""
    trial = finding.trial
    ratio = trial.compare == "ratio"
    ends = [trial.up, trial.above, trial.below]
    if trial.down is not None:
        ends.append(1.0 / trial.down if ratio else -trial.down)
    return [float(x) for x in ends if x is not None]


def _priors(found: Audit, tried: Tried) -> list[str]:
    """Worlds of a prior set rest on priors: what the parties want and reckon with has been fitted to nothing."""
    ran = tried.judgement.verdict != "not run"
    return ["rests on priors"] if ran and found.plan.prior_set in PRIOR_SETS else []


def _agreement(tried: Tried) -> dict[str, bool]:
    """Whether the verdict is the same under other guesses."""
    kinds = {"priors": ("sceptical", "favourable"), "precision": ("half", "double"),
             "structure": ("exclusive", "linkage")}  # fmt: skip
    return {
        kind: all(tried.variants[n].verdict == tried.judgement.verdict for n in names)
        for kind, names in kinds.items()
        if all(n in tried.variants for n in names)
    }


def _drivers(found: Audit, tried: Tried) -> list[str]:
    """Parameters whose rank goes with the first number over worlds, beyond what chance would give."""
    from ripeness.ensemble.design import draw_world

    judgement = tried.judgement
    if judgement.worlds < ENOUGH_WORLDS or judgement.worlds < found.plan.filled_worlds:
        return []  # worlds that are left out are not known by number here
    effect = judgement.findings[deciding(tried)].posterior.centre
    plan = found.plan
    worlds = [draw_world(found.scenario, plan.seed, w, plan.prior_set).values for w in range(len(effect))]
    strength = {
        name: abs(rank_correlation(np.array([world[name] for world in worlds]), effect))
        for name in found.scenario.parameters
    }
    limit = 3.0 / math.sqrt(len(effect) - 1.0)
    ranked = sorted(strength, key=lambda name: -strength[name])
    return [name for name in ranked[:MOST_DRIVERS] if strength[name] > limit]


def as_dict(found: Audit) -> Mapping[str, Any]:
    """The object of ``audit --json``, without what every object carries."""
    from ripeness.analysis.audit.summary import paragraph

    ran = sum(one.judgement.verdict != "not run" for one in found.tried.values())
    return {
        "title": found.scenario.title, "worlds": found.plan.filled_worlds, "summary": paragraph(found),
        "counts": found.counts, "experiments_run": ran, "experiments_known": len(found.tried),
        "claims_covered": found.covered, "claims_known": len(found.claims),
        "experiments": [card(found, one) for one in found.tried.values()],
        "claims": [claim_line(found, one) for one in found.claims.values()],
        "variants": {v.name: v.label for v in found.variants}, "computed": found.computed,
    }  # fmt: skip
