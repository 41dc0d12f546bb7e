"""The dated moves of a war, from rows of its history to events of the game: rows ``game.*``.

``game.start.posture``, ``game.start.commitment`` and ``game.start.talks`` of one day open the window,
``game.end`` or the information date closes it; ``game.<event>`` is a move of the game on its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ripeness.errors import EvidenceError

if TYPE_CHECKING:
    from ripeness.calibration.event_history import Happened
    from ripeness.scenario.tables import Observation
    from ripeness.scenario.war import Scenario

PREFIX = "game."
STARTS = ("game.start.posture", "game.start.commitment", "game.start.talks")
END = "game.end"
YEAR = 365.25
HORIZON = 20.0  # years over which leaders take office after the window opens


class Moves(NamedTuple):
    """What a war did between two days."""

    war: str
    start: tuple[int, int, int]  # posture, commitment, talks
    opened: date
    events: tuple[Happened, ...]  # new leaders among them, as given
    end: float  # years after ``opened``
    leaders: tuple[float, ...]  # years after ``opened`` at which one may take office, beyond the end too
    rows: tuple[Observation, ...]


def moves(scenario: Scenario, gate: date) -> Moves | None:
    """What is known of a war's moves by a day, or None where the day comes before its window.

    Parameters
    ----------
    gate : last day of publication; the window ends there if not before.

    Raises
    ------
    EvidenceError
        If rows are recalled, name no event, or lack a start.
    """
    from ripeness.calibration.event_history import Happened
    from ripeness.scenario.observations import is_evidence
    from ripeness.strategy import events as ev

    rows = tuple(seen for seen in scenario.history if seen.series.startswith(PREFIX) and is_evidence(seen))
    begin = {seen.series: seen for seen in rows if seen.series in STARTS}
    if not rows or any(seen.published > gate for seen in begin.values()):
        return None
    if set(begin) != set(STARTS) or len({seen.period for seen in begin.values()}) != 1:
        raise EvidenceError(
            f"{scenario.name}: rows {PREFIX}* need one start day for posture, commitment and talks",
            f"Give {', '.join(STARTS)} with one and the same period.",
        )
    opened = begin[STARTS[0]].period
    used = tuple(seen for seen in rows if seen.published <= gate and seen.period <= gate)
    closed = min([gate, *(seen.period for seen in used if seen.series == END)])
    happened = [
        Happened(_years(opened, seen.period), _event(seen, ev.NAMES))
        for seen in used
        if seen.series not in (*STARTS, END)
    ]
    leaders = tuple(_leaders(scenario, opened))
    end = _years(opened, closed)
    happened += [Happened(years, ev.TURNOVER, given=True) for years in leaders if years < end]
    start = tuple(round(begin[name].value) for name in STARTS)
    return Moves(scenario.name, (start[0], start[1], start[2]), opened, tuple(sorted(happened)), end, leaders, used)


def refused(scenario: Scenario, gate: date) -> tuple[Observation, ...]:
    """Rows of talks, postures and moves that no likelihood may use on a day."""
    from ripeness.scenario.observations import is_evidence

    families = (PREFIX, "talks.")
    return tuple(
        seen
        for seen in scenario.history
        if seen.series.startswith(families) and (seen.published > gate or not is_evidence(seen))
    )


def _years(first: date, then: date) -> float:
    return (then - first).days / YEAR


def _event(seen: Observation, known: Iterable[str]) -> int:
    names, name = list(known), seen.series.removeprefix(PREFIX)
    if name not in names:
        raise EvidenceError(
            f"{seen.file}:{seen.line}: '{seen.series}' names no event of the game", f"Known: {', '.join(names)}."
        )
    return names.index(name)


def _leaders(scenario: Scenario, opened: date) -> Iterable[float]:
    """Days on which the patron's leader may change, the calendar's interval carried back to the window."""
    dates, every = scenario.calendar.turnover_dates, scenario.calendar.turnover_every_years
    if not dates or not every:
        return [_years(opened, day) for day in dates if day > opened]
    first = dates[0]
    while first.year - every >= opened.year:
        first = first.replace(year=first.year - every)
    years = [first.replace(year=first.year + every * i) for i in range(int(HORIZON // every) + 2)]
    return [_years(opened, day) for day in years if 0.02 < _years(opened, day) <= HORIZON]
