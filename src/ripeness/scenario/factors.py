"""Groups of factors: what two wars exchange, group by group, when they are compared (`factors.yaml`).

A group names parameters, and of the rest of a scenario the two things that can be exchanged: the rule for a separate
accord and the calendar of turnovers. What no group holds stays with the war on whose ground the exchange is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ripeness.errors import SettingsError
from ripeness.scenario.forms import Ids, Model, Text
from ripeness.scenario.names import NAMES
from ripeness.scenario.problems import did_you_mean
from ripeness.scenario.schema import Dated

if TYPE_CHECKING:
    from ripeness.scenario.schema import Calendar
    from ripeness.scenario.war import Scenario

ACCORD_PHASES, TURNOVER = "structure.accord_phases", "calendar.turnover"
BESIDES = (ACCORD_PHASES, TURNOVER)


class Factor(Model):
    """One group."""

    label: Text
    holds: Annotated[Ids, Field(min_length=1)]
    note: Text | None = None


def faults(factors: Mapping[str, Factor]) -> Iterator[tuple[str, int, str, str, str]]:
    """What is wrong: group, position in it, message, value, remedy."""
    first: dict[str, str] = {}
    for group, factor in factors.items():
        for i, name in enumerate(factor.holds):
            if name not in NAMES and name not in BESIDES:
                remedy = did_you_mean(name, [*NAMES, *BESIDES], "things to exchange")
                yield group, i, f"unknown name '{name}'", name, remedy
            elif name in first:
                yield group, i, f"'{name}' stands in group '{first[name]}' already", name, "A name has one group."
            first.setdefault(name, group)


def common(first: Scenario, second: Scenario) -> dict[str, Factor]:
    """The groups of two wars, in the order and with the words of the first.

    Raises
    ------
    SettingsError
        If one declares none, or if they differ in their groups or in what a group holds.
    """
    for war in (first, second):
        if not war.factors:
            raise SettingsError(f"{war.name} declares no groups of factors", "Write them in its factors.yaml.")
    other = second.factors
    if unlike := sorted(set(first.factors) ^ set(other)):
        raise SettingsError(
            f"{first.name} and {second.name} declare different groups: {', '.join(unlike)}",
            "Give both factors.yaml the same groups.",
        )
    for group, factor in first.factors.items():
        if unlike := sorted(set(factor.holds) ^ set(other[group].holds)):
            raise SettingsError(
                f"group '{group}' holds different things in {first.name} and {second.name}: {', '.join(unlike)}",
                "Let it hold the same names in both.",
            )
    return dict(first.factors)


def with_turnover_of(scenario: Scenario, other: Scenario) -> Calendar:
    """A war's calendar with the other's turnovers, as many months after the start as they are there."""
    moved = tuple(
        Dated(date=_months_on(scenario.first_month, day, other.first_month), text="exchanged")
        for day in other.calendar.turnover_dates
    )
    every = other.calendar.turnover_every_years
    return scenario.calendar.model_copy(update={"turnover": moved, "turnover_every_years": every})


def _months_on(start: date, day: date, origin: date) -> date:
    months = start.month - 1 + (day.year - origin.year) * 12 + day.month - origin.month
    return date(start.year + months // 12, months % 12 + 1, 1)
