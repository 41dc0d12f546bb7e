"""Dated observations of a war, and the gate that keeps what came later out of what went in.

The day of publication decides, not the day a reading is about. A row recalled from memory may be looked at, and enters
neither a likelihood nor a score.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ripeness.errors import EvidenceError
from ripeness.scenario.tables import Observation
from ripeness.scenario.war import Scenario

SHOWN = 8


def observations(
    scenario: Scenario, *, as_of: date | None = None, published_after: date | None = None
) -> tuple[Observation, ...]:
    """Rows of a scenario's history between two days of publication, to be looked at.

    Parameters
    ----------
    as_of : last day of publication, this day included; no limit unless given.
    published_after : only rows published later than this day.
    """
    return tuple(
        seen
        for seen in scenario.history
        if (as_of is None or seen.published <= as_of) and (published_after is None or seen.published > published_after)
    )


def outcomes(scenario: Scenario) -> tuple[Observation, ...]:
    """What the information date did not know: every row published later, recalled ones among them."""
    return observations(scenario, published_after=scenario.information_date)


def for_likelihood(scenario: Scenario, rows: Iterable[Observation] | None = None) -> tuple[Observation, ...]:
    """Rows that may set a parameter or a prior.

    Parameters
    ----------
    rows : what somebody wants to use; unless given, all that may be used.

    Raises
    ------
    EvidenceError
        If a row was published after the information date, or is recalled from memory.

    References
    ----------
    V52; Model 5.1, the loader enforces the date of publication on every record.
    """
    gate = scenario.information_date
    if rows is None:
        return tuple(seen for seen in observations(scenario, as_of=gate) if is_evidence(seen))
    given = tuple(rows)
    later = [f"{_named(seen)} was published on {seen.published}" for seen in given if seen.published > gate]
    recalled = [f"{_named(seen)} is {why_not(seen)}" for seen in given if not is_evidence(seen)]
    _refuse(later + recalled, f"a likelihood of {scenario.name} knows what was published by {gate}")
    return given


def for_score(scenario: Scenario, rows: Iterable[Observation]) -> tuple[Observation, ...]:
    """Rows that a forecast may be held against.

    Raises
    ------
    EvidenceError
        If a row was known at the information date, or is recalled from memory.
    """
    gate, given = scenario.information_date, tuple(rows)
    known = [f"{_named(seen)} was known since {seen.published}" for seen in given if seen.published <= gate]
    recalled = [f"{_named(seen)} is {why_not(seen)}" for seen in given if not is_evidence(seen)]
    _refuse(known + recalled, f"a score of {scenario.name} needs what was published after {gate}")
    return given


def is_evidence(seen: Observation) -> bool:
    """Whether a row was read somewhere and is held with at least middling confidence."""
    return not why_not(seen)


def why_not(seen: Observation) -> str:
    """Why a row is no evidence; empty if it is."""
    if seen.evidence.startswith("recalled"):
        return "recalled from memory"
    return "held with low confidence" if seen.confidence == "l" else ""


def _named(seen: Observation) -> str:
    return f"{seen.file}:{seen.line} ({seen.series} of {seen.period})"


def _refuse(faults: list[str], rule: str) -> None:
    if faults:
        more = f"\n  and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        text = "\n  ".join([f"{rule}, and this is something else:", *faults[:SHOWN]])
        raise EvidenceError(text + more, "Leave these rows out; `observations` lists them for looking at.")
