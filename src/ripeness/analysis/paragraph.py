"""The first paragraph of a report: the argument of a war in this model, in plain words and the war's own names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ripeness.analysis.rounding import in_100, in_words, of_100
from ripeness.analysis.words import capital, mid_sentence

if TYPE_CHECKING:
    from ripeness.analysis.explain import Explanation
    from ripeness.scenario.war import Scenario

ALIKE = 0.03  # two beliefs that lie less apart are called alike
CLEAR = 3.0  # half-widths of the noise by which a share must miss its base rate, itself noisier, to be told from it


Rows = Sequence[Mapping[str, Any]]


def sentence(
    scenario: Scenario, found: Explanation, ripeness: Mapping[str, Any], outcomes: Rows, flags: Rows
) -> str:  # fmt: skip
    """The argument of the war in this model, in plain words and the war's own names.

    Parameters
    ----------
    found : the ledger.  ripeness, outcomes, flags : parts of the summary.

    References
    ----------
    Model 9.10; the numbers are those of the ledger at the medians and of the run.
    """
    parts = [
        beliefs_words(scenario, found),
        range_words(found),
        obstacle_words(found, ripeness, scenario.has_patron),
        ending_words(found, outcomes, flags),
    ]
    return " ".join(part for part in parts if part)


def beliefs_words(scenario: Scenario, found: Explanation) -> str:
    """Who believes how much that the patron stays."""
    if not found.has_troops:
        return ""
    names = found.labels
    government = scenario.parameters["information.resolve_start"].value
    odds = math.log(government / (1.0 - government)) - scenario.parameters["information.resolve_offset"].value
    insurgent = 1.0 / (1.0 + math.exp(-odds))
    theirs, ours = in_words(in_100(insurgent)), in_words(in_100(government))
    insurgents, patron, kabul = capital(names["insurgents"]), names["patron"], names["government"]
    more = "more" if government > insurgent else "less"
    if abs(insurgent - government) < ALIKE:
        return f"{insurgents} and {kabul} alike give {patron} about {ours} chances in 100 to stay the course."
    return (
        f"{insurgents} give {patron} {theirs} chances in 100 to stay the course and {kabul} gives it {ours}: {kabul} "
        f"counts on {more} staying power than {names['leadership']} believes in."
    )


def range_words(found: Explanation) -> str:
    """Whether there are terms that suit both, and why."""
    names, value = found.labels, {term.term: term.spread.value for term in found.terms}
    lost = sorted(("rents", "indivisibility", "optimism"), key=lambda term: value[term])[0]
    why = {
        "rents": f"what {names['government']} and its {names['strongmen']} would lose in offices",
        "indivisibility": "issues that cannot be divided",
        "optimism": f"{names['insurgents']} expecting more from the war than {names['government']} fears",
    }[lost]
    width, insurgents, government = found.width.value, names["insurgents"], names["government"]
    if width > 0.0:
        return (
            f"Peace would save both sides more than it would take from them, so some terms suit both: about "
            f"{hundredths(width)} of the prize lies between what {insurgents} would take and what {government} would "
            f"give. The largest piece of what peace would save is eaten by {why}."
        )
    return (
        f"No terms suit both sides: {hundredths(-width)} of the prize is missing between what {insurgents} would take "
        f"and what {government} would give, most of all because of {why}."
    )


def obstacle_words(found: Explanation, ripeness: Mapping[str, Any], has_patron: bool = True) -> str:
    """What stands between the range and a settlement, and whether the solved game finds one worth signing."""
    names, slack = found.labels, {one.slack: one for one in found.slacks}
    after, waiting = slack["commitment"].spread.value, slack["sequencing"].spread.value
    outlive, then = (f"outlive {names['patron']}'s exit", " then") if has_patron else ("last", "")
    lasts = (
        f"such terms would {outlive}"
        if after > 0.0
        else f"such terms would not {outlive}, for nothing would{then} hold "
        f"{names['insurgents']} to them along {names['highway']}"
    )
    waits = (
        f"waiting for {names['patron']} to leave is worth less to {names['insurgents']} than signing now"
        if waiting > 0.0
        else f"{names['office']} gains more by settling with {names['patron']} first"
    )
    tight = {
        "range": "the terms themselves are the tightest point",
        "commitment": "the promise that has to be kept afterwards is the tightest point",
        "sequencing": f"the temptation to wait for {names['patron']} to leave is the tightest point"
        if has_patron
        else "the gain from signing over fighting on is the tightest point",
    }[found.binding]
    text = f"{capital(lasts)}{f', and {waits}' if found.has_troops else ''}; {tight}."
    ripe = ripeness["probability_positive"]
    if ripe is None:
        return text
    return (
        f"{text} With all that may still happen reckoned in, some settlement beats fighting on for both sides at the "
        f"start in {of_100(ripe, 'futures')}."
    )


def ending_words(found: Explanation, outcomes: Rows, flags: Rows) -> str:
    """What then happens: accord or talks, how it most often ends, and whether that differs from the base rate."""
    names, happened = found.labels, {flag["flag"]: flag["share"] for flag in flags}
    accord = (
        f"{names['envoy']} and {names['office']} reach a separate accord in {of_100(happened['F2'], 'futures')}, "
        if found.has_troops
        else ""
    )
    likely = max(outcomes, key=lambda row: row["share"])
    text = (
        f"{accord}{names['government']} and {names['insurgents']} come to sit at one table "
        f"in {of_100(happened['F3'], 'futures')}; the most frequent ending is {mid_sentence(likely['label'])}"
    )
    base, noise = likely["base_rate"], likely["run_noise"]
    if base is not None and abs(likely["share"] - base) > CLEAR * (noise[1] - noise[0]) / 2.0:
        text += f", {'more' if likely['share'] > base else 'less'} often than if everybody acted at the usual tempo"
    return capital(f"{text}.")


def hundredths(value: float) -> str:
    """A share of the prize in words."""
    whole = round(100 * value)
    return "less than a hundredth" if whole < 1 else f"{whole} hundredths" if whole > 1 else "a hundredth"
