"""Months of a war as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def month(scenario: Scenario, index: int) -> str:
    """Month ``index`` from the first, as "2018-12"."""
    whole = scenario.first_month.year * 12 + scenario.first_month.month - 1 + index
    return f"{whole // 12}-{whole % 12 + 1:02d}"


def months(scenario: Scenario) -> list[str]:
    """All months of the war in order."""
    return [month(scenario, i) for i in range(scenario.months)]


def in_words(text: str) -> str:
    """ "2018-12" as "December 2018"."""
    year, number = text.split("-")[:2]
    return f"{NAMES[int(number) - 1]} {year}"
