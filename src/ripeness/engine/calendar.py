"""Dates of a war as months and years from its first month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario


def month_index(scenario: Scenario, year: int, month: int) -> int:
    """Months from the scenario's first month."""
    return (year - scenario.first_month.year) * 12 + month - scenario.first_month.month


def turnover_years(scenario: Scenario, until: float) -> list[float]:
    """Dates on which a patron's leader takes office, years from the first month, up to ``until``.

    The month that holds the date is taken whole; the last listed date repeats at the calendar's interval.
    """
    calendar = scenario.calendar
    months = [month_index(scenario, d.year, d.month) for d in calendar.turnover_dates]
    if months and calendar.turnover_every_years:
        while months[-1] / 12.0 < until:
            months.append(months[-1] + 12 * calendar.turnover_every_years)
    return [m / 12.0 for m in months if 0 < m / 12.0 <= until]
