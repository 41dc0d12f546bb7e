"""New observations beside their forecast, for the terminal, and what they move."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ripeness.analysis import dates
from ripeness.views.backtest_words import NONE
from ripeness.views.headline import NOT_A_PREDICTION

if TYPE_CHECKING:
    from ripeness.analysis.watch import Seen, Shift, Watch


def watch_text(found: Watch, width: int = 100) -> str:
    """The terminal's page.

    Parameters
    ----------
    width : columns to fill.
    """
    title = found.run.scenario.title
    parts = ["\n".join(textwrap.wrap(f"{title}: new observations and the forecast they meet", width))]
    parts.append("\n".join(line for seen in found.seen for line in _seen(found, seen, width)))
    if found.unmatched:
        lines = ["Held against nothing:"]
        for place, reason in found.unmatched.items():
            lines += textwrap.wrap(f"{place}: {reason}", width, initial_indent="  ", subsequent_indent="    ")
        parts.append("\n".join(lines))
    weighed = f"{found.futures:,} futures weighed by nearness to all of it; they count as {found.effective:,.0f}"
    if found.collapsed:
        weighed += (
            ". That is too few: hardly a future came near what was seen, and what follows tells more about these few "
            "than about the war. A run with more futures that keep their paths, or a new fit, is needed"
        )
    parts.append("\n".join(textwrap.wrap(weighed + ".", width)))
    for name, shifts, digits in (
        ("Beliefs at the last month observed", found.beliefs, 2),
        ("Terms of the ledger", found.wedges, 3),
        ("What claims are held against", found.claims, 2),
        ("Uncertain numbers, in standard deviations", found.parameters, 2),
    ):
        if shifts:
            parts.append("\n".join([name, *(_shift(shift, digits, width) for shift in shifts)]))
    parts.append(NOT_A_PREDICTION)
    return "\n\n".join(parts)


def _seen(found: Watch, seen: Seen, width: int) -> list[str]:
    row = seen.row
    if seen.quantity and seen.band90 is None:
        share = NONE if seen.percentile is None else f"{100 * seen.percentile:.0f} in 100 futures had it by then"
        text = f"{row.period} {row.series} = {row.value:g}: {share}"
    else:
        assert seen.band90 is not None and seen.percentile is not None
        low, high = (_value(found, seen, end) for end in seen.band90)
        value = _value(found, seen, seen.value if seen.value is not None else row.value)
        where = f"percentile {100 * seen.percentile:.0f}; 90 in 100 from {low} to {high}"
        text = f"{row.period} {row.series}: {value}, {where}"
    mark = "! " if seen.outside else "  "
    return textwrap.wrap(text, width, initial_indent=mark, subsequent_indent="    ")


def _value(found: Watch, seen: Seen, value: float) -> str:
    if seen.unit == "month":
        later = value >= found.run.scenario.months
        return "later than the horizon" if later else dates.month(found.run.scenario, int(value))
    return f"{100 * value:.0f} %" if seen.unit == "share" else f"{value:,.0f}"


def _shift(shift: Shift, digits: int, width: int) -> str:
    label = textwrap.shorten(f"{shift.name}: {shift.label}" if shift.label != shift.name else shift.name, width - 26)
    return f"  {label:<{width - 26}}{shift.before:>9.{digits}f} -> {shift.after:>8.{digits}f}"
