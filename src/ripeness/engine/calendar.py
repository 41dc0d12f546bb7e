"""Dates of a war as months and years from its first month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.eras import Order


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


def orders_of(scenario: Scenario) -> dict[int, Order]:
    """Moves that are ordered, by month; a posture and a commitment of one month are one order."""
    from ripeness.strategy.eras import Order

    found: dict[int, Order] = {}
    for month, what, to in scenario.orders:
        found[month] = found.get(month, Order(month / 12.0))._replace(**{what: to})
    return dict(sorted(found.items()))
