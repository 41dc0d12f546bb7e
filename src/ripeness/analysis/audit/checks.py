"""Figures of the argument held against what sources say: inside the range of a parameter, near a reading, a trend.

A statement about a year may be held against a reading of that year that was published later; no scenario is set up with
one, and what was found says so. A check that names no figure shows the number beside the claim and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ripeness.scenario.argument import DataCheck

if TYPE_CHECKING:
    from ripeness.scenario.tables import Observation
    from ripeness.scenario.war import Scenario

Result = Literal["holds", "fails", "shown", "no data yet"]
LOW, HIGH = 0.05, 0.95
FLAT = 0.05  # share of the first reading within which a series stands still
EVENT = "event"


@dataclass(frozen=True)
class Checked:
    """What a check found."""

    text: str
    result: Result
    found: str  # the number in words
    source: str


def checked(war: Scenario, check: DataCheck) -> Checked:
    """Hold one claim's figure against its series or parameter."""
    if check.parameter is not None:
        return _parameter(war, check)
    mine = sorted((o for o in war.history if o.series == check.series), key=lambda o: (o.period, o.published))
    rows = [o for o in mine if o.period.year <= (check.on or war.information_date).year]
    if not rows:
        return Checked(check.check, "no data yet", f"{len(mine)} readings, all of later years", check.series or "")
    if rows[-1].unit == EVENT:
        rows = [row for row in rows if row.published <= war.information_date] or rows
        return Checked(check.check, "holds", f"dated {rows[-1].period:%d %B %Y}", rows[-1].source)
    if check.trend is not None:
        return _trend(check, rows)
    row = _row(check, rows)
    found = f"{row.value:g} {row.unit}, {row.period:%B %Y}"
    found += f", published {row.published:%B %Y}" if row.published > war.information_date else ""
    if not check.can_fail:
        return Checked(check.check, "shown", found, row.source)
    return Checked(check.check, "holds" if _met(check, row.value) else "fails", found, row.source)


def _parameter(war: Scenario, check: DataCheck) -> Checked:
    estimate = war.parameters[check.parameter or ""]
    low, middle, high = (float(estimate.quantile(u)) for u in (LOW, 0.5, HIGH))
    if estimate.kind == "triangular":
        low, high = estimate.args[0], estimate.args[-1]  # the range that sources give, ends included
    found = f"{middle:.3g} ({low:.3g} to {high:.3g}) {estimate.unit}, status {estimate.status}"
    if not check.can_fail:
        return Checked(check.check, "shown", found, estimate.source)
    if check.figure is not None:
        met = low - check.within <= check.figure <= high + check.within
    else:
        met = (check.above is None or low > check.above) and (check.below is None or high < check.below)
    return Checked(check.check, "holds" if met else "fails", found, estimate.source)


def _row(check: DataCheck, rows: list[Observation]) -> Observation:
    """The reading nearest the date that is asked for, or the last one."""
    if check.on is None:
        return rows[-1]
    on = check.on
    return min(rows, key=lambda row: abs((row.period - on).days))


def _met(check: DataCheck, value: float) -> bool:
    if check.figure is not None and abs(value - check.figure) > check.within:
        return False
    return (check.above is None or value > check.above) and (check.below is None or value < check.below)


def _trend(check: DataCheck, rows: list[Observation]) -> Checked:
    span = [r for r in rows if (check.since is None or r.period >= check.since)
            and (check.until is None or r.period <= check.until)]  # fmt: skip
    if len(span) < 2:
        return Checked(check.check, "no data yet", f"{len(span)} readings in the period", check.series or "")
    first, last = span[0], span[-1]
    change = last.value - first.value
    still = abs(change) <= FLAT * abs(first.value)
    met = {"rises": change > 0.0 and not still, "falls": change < 0.0 and not still, "flat": still}[
        check.trend or "flat"
    ]
    found = f"{first.value:g} in {first.period:%B %Y} to {last.value:g} {last.unit} in {last.period:%B %Y}"
    return Checked(check.check, "holds" if met else "fails", found, last.source)
