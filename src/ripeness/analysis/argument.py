"""The argument of a war in this model: the ledger of terms, and how soon each next step would come."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ripeness.analysis import endings, words
from ripeness.analysis.explain import Explanation, Spread, explain
from ripeness.analysis.options import Place, Tempo, tempos
from ripeness.analysis.rounding import in_100, in_words, of_100

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

FIRST_QUARTER = 0.25  # years; hazards are read on the first day
SOLVED_WORLDS = 16
BASE_TERM, GAIN_TERM = "costs", "guarantee"


def explained(run: Run) -> Explanation:
    """The closed-form ledger over the worlds of a run."""
    plan = run.plan
    return explain(run.scenario, seed=plan.seed, worlds=plan.filled_worlds, prior_set=plan.prior_set, solve=False)


def ledger(found: Explanation) -> dict[str, Any]:
    """The width of the range as a sum of terms, and what else a settlement has to pass."""
    terms = [
        {
            "term": term.term, "label": term.label, **ranged(term.spread),
            "kind": "base" if term.term == BASE_TERM else "gain" if term.term == GAIN_TERM else "wedge",
        }
        for term in found.terms
        if "range" in term.adds_to
    ]  # fmt: skip
    slack = {one.slack: one for one in found.slacks}
    patron, insurgents = found.labels["patron"], found.labels["insurgents"]
    part: dict[str, Any] = {
        "terms": terms,
        "width": {"label": slack["range"].label, **ranged(slack["range"].spread)},
        "commitment": {"label": slack["commitment"].label, **ranged(slack["commitment"].spread)},
        "sequencing": {
            "text": f"Settling with {patron} first is worth more to {insurgents} than signing now in "
            f"{of_100(found.waits, 'worlds')}.",
            "label": slack["sequencing"].label, **ranged(slack["sequencing"].spread), "share": found.waits,
        },
        "binding": found.binding,
        "closed_form_margin": ranged(found.margin),
    }  # fmt: skip
    if found.threshold is not None:
        part["belief_threshold"] = threshold_words(found)
    if found.footprint is not None:
        resolute, irresolute = found.footprint.resolute, found.footprint.irresolute
        part["footprint"] = {
            "text": f"A {patron} that means to stay can bear, at most, {found.posture_labels[resolute]} for ever; "
            f"one that wants out {found.posture_labels[irresolute]}.",
            "value": resolute, "low": irresolute, "high": resolute,
        }  # fmt: skip
    return part


def threshold_words(found: Explanation) -> dict[str, Any]:
    """The common belief a settlement needs, in words where most worlds need none."""
    assert found.threshold is not None
    label, patron = "Common belief in staying power that a settlement needs", found.labels["patron"]
    entry: dict[str, Any] = {"label": label, **ranged(found.threshold.spread)}
    if found.threshold.any_will_do > 0.5:
        entry["text"] = (
            f"In {of_100(found.threshold.any_will_do, 'worlds')} a settlement needs no common belief that "
            f"{patron} will stay; in {in_words(in_100(found.threshold.none_suffices))} no belief would be enough."
        )
    return entry


def ranged(spread: Spread) -> dict[str, float]:
    """``value, low, high``."""
    return {"value": spread.value, "low": spread.low, "high": spread.high}


def hazards(run: Run) -> list[dict[str, Any]]:
    """How often everything that can happen next comes up on the first day, beside its base rate.

    Solved at the medians on the production grid; ``low`` and ``high`` are the 5 and 95 % points over the first
    worlds of the run, solved on the coarse grid.
    """
    import numpy as np

    from ripeness.analysis.explain import medians
    from ripeness.strategy.grid import COARSE, PRODUCTION

    scenario, plan = run.scenario, run.plan
    centre = medians(scenario, plan.prior_set)
    failed = endings.failed(run)
    draws = [world.values for world in run.worlds if world.index not in failed][:SOLVED_WORLDS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        middle = pool.submit(first_day, scenario, centre, PRODUCTION, True)
        spread = list(pool.map(lambda values: first_day(scenario, values, COARSE, False), draws))
        found = middle.result()
    rates = {event: [d[event].per_year for d in spread if event in d] for event in found}
    return [
        {
            "event": tempo.event, "label": words.act(tempo.event, scenario.labels), "actor": tempo.actor,
            "per_year": tempo.per_year, "base_rate": tempo.base_rate,
            "low": float(np.quantile(rates[event], 0.05)) if rates[event] else None,
            "high": float(np.quantile(rates[event], 0.95)) if rates[event] else None,
        }
        for event, tempo in found.items()
    ]  # fmt: skip


def first_day(scenario: Scenario, values: Mapping[str, float], grid: Any, with_base: bool) -> dict[str, Tempo]:
    """Hazards of one world on the first day, by event."""
    from ripeness.engine import solved
    from ripeness.ensemble.perceived import foreseen
    from ripeness.strategy.grid import COARSE

    start = (scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"])
    expected = foreseen(scenario, values, grid.end)
    game = expected.first
    solution = solved.solution(expected, grid, horizon=FIRST_QUARTER)
    base, base_game = solution, game
    if with_base:
        base_game = foreseen(scenario, values, grid.end, base_rate=True).first
        base = solved.solution(base_game, COARSE, horizon=FIRST_QUARTER)
    place = Place(*start, game.start_log_odds, game.start_belief)
    return {tempo.event: tempo for tempo in tempos(solution, game, base, base_game, place)}
