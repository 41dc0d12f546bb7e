"""One paragraph: which pillars of the argument stand in this model, which do not, and on what assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.ensemble.priors import PRIOR_SETS

if TYPE_CHECKING:
    from ripeness.analysis.audit.audit import Audit

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def count_words(count: int) -> str:
    """Small counts in words."""
    return COUNTS[count] if count < len(COUNTS) else str(count)


def paragraph(found: Audit) -> str:
    """The audit in plain words."""
    pillars: dict[str, list[str]] = {
        verdict: [
            one.experiment.pillar
            for one in found.tried.values()
            if one.experiment.pillar and one.judgement.verdict == verdict
        ]
        for verdict in ("supported", "contradicted", "negligible", "undetermined", "not run")
    }
    tested = sum(len(texts) for verdict, texts in pillars.items() if verdict != "not run")
    if not tested:
        return "No pillar of the argument has been tested yet."
    what = "pillar" if tested == 1 else "pillars"
    lead = f"Of {count_words(tested)} {what} of the argument that could be tried"
    said = [f"{lead}, {_stand(pillars['supported'])}"]
    for verdict, form in (
        ("contradicted", "The model speaks against {}: {}."),
        ("negligible", "Of {} the effect is too small to matter: {}."),
        ("undetermined", "Open, because worlds disagree or are too few, {}: {}."),
    ):
        if texts := pillars[verdict]:
            count = count_words(len(texts))
            name = "remain" if len(texts) > 1 else "remains"
            counted = f"{name} {count}" if verdict == "undetermined" else count
            said.append(form.format(counted, _listed(texts)))
    if waiting := pillars["not run"]:
        said.append(f"Not tried yet: {_listed(waiting)}.")
    if found.plan.prior_set in PRIOR_SETS:
        said.append(
            "All of it rests on priors: what the parties want and reckon with has been fitted to nothing, and other "
            "guesses may turn a verdict."
        )
    return " ".join(said)


def _stand(texts: Sequence[str]) -> str:
    if not texts:
        return "none stands in this model."
    verb = "stands" if len(texts) == 1 else "stand"
    return f"{count_words(len(texts))} {verb} in this model: {_listed(texts)}."


def _listed(texts: Sequence[str]) -> str:
    return "; ".join(texts)
