"""How the futures of a run end, what happens on the way, and where they stand month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import dates
from ripeness.engine import record as rec
from ripeness.ensemble.classes import (
    CLASS_OF,
    CLASSES,
    DISPLAY,
    FLAGS,
    NOT_BUILT,
    OF_A_PATRON,
    SUBCLASSES,
    Names,
    names,
)
from ripeness.ensemble.outcomes import Outcomes, Rules, classify, rules
from ripeness.ensemble.shares import share

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

OTHER_RULES = ("exclusive", "linkage")
WITH_TROOPS = ("main", "residual", "leaving")


def outcomes(run: Run) -> list[dict[str, Any]]:
    """One entry a class in the fixed order: share, base rate, three intervals kept apart, sub-classes.

    ``share`` weighs worlds alike; sub-classes add up to it. ``structure`` is None where no other rules were run.
    """
    words, found = _words(run), ended(run, "reference")
    world, worlds = run.world_of(), run.plan.filled_worlds
    others = {arm: (ended(run, arm), run.world_of(arm)) for arm in OTHER_RULES if has(run, arm)}
    base = base_rates(run)
    rows = []
    for name in DISPLAY:
        code = CLASSES.index(name)
        arms = {arm: (seen.code == code, where) for arm, (seen, where) in others.items()}
        doubt = share(found.code == code, world, worlds, arms)
        parts = [sub for sub, own in zip(SUBCLASSES, CLASS_OF, strict=True) if own == code and told(run.scenario, sub)]
        rows.append({
            "class": name, "label": words.classes[name], "share": doubt.share,
            "base_rate": None if base is None else base_share(run, base.code == code),
            "run_noise": list(doubt.run_noise),
            "parameters": None if doubt.parameters is None else list(doubt.parameters),
            "structure": None if doubt.structure is None else list(doubt.structure),
            "subclasses": [
                {"class": sub, "label": words.subclasses[sub],
                 "share": share(found.sub == SUBCLASSES.index(sub), world, worlds).share}
                for sub in parts if len(parts) > 1
            ],
        })  # fmt: skip
    return rows


def flags(run: Run) -> list[dict[str, Any]]:
    """One entry a flag; those whose mechanism is not built hold no share and say so."""
    words, worlds = _words(run), run.plan.filled_worlds
    found = ended(run, "reference")
    base = base_rates(run)
    rows = []
    for i, flag in enumerate(FLAGS):
        if not told(run.scenario, flag):
            continue
        built = flag not in NOT_BUILT
        rows.append({
            "flag": flag, "label": words.flags[flag], "built": built,
            "share": share(found.flags[:, i], run.world_of(), worlds).share if built else None,
            "base_rate": base_share(run, base.flags[:, i]) if built and base else None,
        })  # fmt: skip
    return rows


def told(scenario: Scenario, code: str) -> bool:
    """Whether a sub-class or flag says something in this war."""
    return scenario.has_patron or code not in OF_A_PATRON


def states(run: Run) -> dict[str, Any]:
    """Share of futures in each state by month; a fallen government stays fallen."""
    words, abroad = run.scenario.labels, run.scenario.has_patron
    government, patron = words["government"], words["patron"]
    names = {
        "main": "War with the main force", "residual": "War with a residual force",
        "leaving": "Withdrawal under way", "alone": f"{government} without {patron}'s troops" if abroad else "War",
        "talks": str(words["intra_talks"]), "settled": f"{words['settlement']} signed",
        "taken": f"{government} has fallen",
    }  # fmt: skip
    counts = run.states().astype(float)
    members = np.array([list(names).index(state_of(s)) for s in range(rec.STATES)])
    total = counts.sum(axis=1, keepdims=True)
    series = []
    for j, (state, label) in enumerate(names.items()):
        if state in WITH_TROOPS and not abroad:
            continue
        part = counts[:, members == j].sum(axis=1) / total[:, 0]
        series.append({"state": state, "label": label[:1].upper() + label[1:], "share": part.round(5).tolist()})
    return {"months": dates.months(run.scenario), "series": series}


def state_of(state: int) -> str:
    """The name of a state of the loop, see ``Run.states``: what is settled or talked about goes before who is there."""
    if state == rec.COLLAPSED:
        return "taken"
    posture, commitment, talks = state // 15, state // 5 % 3, state % 5
    if talks == 4:
        return "settled"
    if talks >= 2:
        return "talks"
    if posture <= 1:
        return "alone"
    if commitment == 1:
        return "leaving"
    return "main" if posture == 3 else "residual"


def ended(run: Run, arm: str) -> Outcomes:
    """Endings and flags of an arm's futures."""
    return classify(run.records(arm), law(run))


def base_rates(run: Run) -> Outcomes | None:
    """Endings with every choice at its usual tempo, None where that was not run."""
    return ended(run, "base_rate") if has(run, "base_rate") else None


def base_share(run: Run, happened: np.ndarray) -> float:
    """Share over the worlds that the reference has too: a world without a solution would tilt the comparison."""
    world = run.world_of("base_rate")
    both = ~np.isin(world, list(failed(run)))
    return share(happened[both], world[both], run.plan.filled_worlds).share


def failed(run: Run) -> set[int]:
    """Worlds without futures in the reference arm."""
    return {failure.world for failure in run.failures if failure.arm == "reference"}


def law(run: Run) -> Rules:
    """The rules by which this war's endings are read."""
    return rules(run.scenario)


def has(run: Run, arm: str) -> bool:
    """Whether an arm was run and left futures."""
    return arm in run.plan.arms and len(run.futures(arm)) > 0


def _words(run: Run) -> Names:
    return words_of(run.scenario)


def words_of(scenario: Scenario) -> Names:
    """Names of classes and flags, with the dates the flags look at."""
    own = rules(scenario)
    settled, left = (dates.in_words(dates.month(scenario, m)) for m in (own.settled_by, own.left_by))
    return names(scenario, f"the end of {settled}", f"the end of {left}")
