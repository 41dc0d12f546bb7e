"""A question in the war's own words, so that a reader sees what was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ripeness.analysis import dates
from ripeness.scenario import language as lang

if TYPE_CHECKING:
    from ripeness.scenario.language import Claim, Question, Reading
    from ripeness.scenario.vocabulary import Thing
    from ripeness.scenario.war import Scenario

SIGNS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "exactly"}
HOWS = {
    "mean": "on average", "sum": "in all", "min": "at the lowest", "max": "at the highest",
    "ever": "in some month", "always": "in every month",
}  # fmt: skip


def wording(question: Question, scenario: Scenario) -> str:
    """A question as a sentence: "Kabul falls by August 2021, given that Washington's last troops leave"."""
    text = clause(question.claim, scenario)
    if question.condition is not None:
        text += f", given that {clause(question.condition, scenario)}"
    return text[:1].upper() + text[1:]


def clause(claim: Claim, scenario: Scenario) -> str:
    """A claim as a clause."""
    if isinstance(claim, lang.Not):
        inner = clause(claim.part, scenario)
        return f"it is not so that {f'({inner})' if isinstance(claim.part, lang.Joined) else inner}"
    if isinstance(claim, lang.Joined):
        parts = [clause(part, scenario) for part in claim.parts]
        mixed = [isinstance(part, lang.Joined) for part in claim.parts]
        return f", {claim.how} ".join(f"({p})" if m else p for p, m in zip(parts, mixed, strict=True))
    if isinstance(claim, lang.Reading):
        return reading(claim, scenario)
    if isinstance(claim, lang.Final):
        return f"{claim.thing.phrase}: {SIGNS[claim.sign]} {amount(claim.value, claim.thing)}"
    if isinstance(claim, lang.When):
        return f"{claim.thing.phrase} {span(claim.first, claim.last, scenario)}"
    if isinstance(claim, lang.Order):
        return f"{claim.thing.phrase} {claim.relation} {claim.other.phrase}"
    if isinstance(claim, lang.Within):
        apart = {"of": "at most {} months before or after", "after": "in the {} months after",
                 "before": "in the {} months before"}[claim.relation]  # fmt: skip
        return f"{claim.thing.phrase} {apart.format(claim.months)} {claim.other.phrase}"
    return claim.thing.phrase


def reading(claim: Reading, scenario: Scenario) -> str:
    """A series compared: "people under Kabul in June 2019: below 55 %"."""
    one = claim.first == claim.last
    when = "" if claim.words == "" else f" {span(claim.first, claim.last, scenario)}"
    how = "" if one and claim.how not in ("ever", "always") else f" {HOWS[claim.how]}"
    unit = " a month" if claim.thing.adds_up and claim.how != "sum" else ""
    return f"{claim.thing.phrase}{when}{how}: {SIGNS[claim.sign]} {amount(claim.value, claim.thing)}{unit}"


def span(first: int, last: int, scenario: Scenario) -> str:
    """Months as a reader says them; from the first month on is "by", to the last "from"."""
    start, end = (dates.in_words(dates.month(scenario, m)) for m in (first, last))
    if first == last:
        return f"in {start}"
    if first == 0 and last == scenario.months - 1:
        return "from the first month to the last"
    if first == 0:
        return f"by the end of {end}"
    if last == scenario.months - 1:
        return f"from {start} on"
    if start.startswith("January") and end.startswith("December") and start[-4:] == end[-4:]:
        return f"in {start[-4:]}"
    return f"from {start} to {end}"


def amount(value: float, thing: Thing) -> str:
    """A number with its unit."""
    if thing.unit in ("share", "probability"):
        return f"{100.0 * value:g} %"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
    return text if thing.unit in ("a month", "deaths", "index", "rung") else f"{text} {thing.unit}"
