"""What happened, in the unit of the forecast, from rows that a score may use; or why it cannot be said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ripeness.analysis.backtest.forecast import index
from ripeness.scenario.observables import Observable
from ripeness.scenario.observations import for_score, outcomes, why_not

if TYPE_CHECKING:
    from ripeness.scenario.tables import Observation
    from ripeness.scenario.war import Scenario


@dataclass(frozen=True)
class Happened:
    """An outcome.

    Attributes
    ----------
    value : of a reading or total, in the forecast's unit (a share, deaths, persons).
    month : of an event; None where it had not happened by the horizon.
    happened : whether an event fell into its window.
    means : the class.
    rows : what says so.
    refused : why there is none; empty if there is.
    """

    value: float | None = None
    month: int | None = None
    happened: bool | None = None
    means: str = ""
    rows: tuple[Observation, ...] = ()
    refused: str = ""


def happened(scenario: Scenario, observable: Observable) -> Happened:
    """The outcome of an observable.

    References
    ----------
    V52: rows recalled from memory are refused by scores.
    """
    outcome = observable.outcome
    assert outcome is not None, "a joint has its members' outcomes"
    rows = [
        seen
        for seen in outcomes(scenario)
        if seen.series in outcome.series and seen.period > _start(scenario, observable)
    ]
    if outcome.period is not None:
        rows = [seen for seen in rows if seen.period == outcome.period]
        if not rows:
            return Happened(refused=f"no row of {', '.join(outcome.series)} on {outcome.period}")
    rows.sort(key=lambda seen: (seen.period, seen.published))
    if observable.kind in {"event", "month"}:
        return _event(scenario, observable, rows, outcome.reaching)
    if reason := why_not(rows[0]):
        return Happened(refused=f"the outcome is {reason}", rows=tuple(rows[:1]))
    used = for_score(scenario, rows[:1])
    if observable.kind == "class":
        assert outcome.means is not None
        return Happened(means=outcome.means, rows=used)
    return Happened(value=in_unit(used[0]), rows=used)


def in_unit(seen: Observation) -> float:
    """A count out of many, or a percentage, as a share; anything else as it stands."""
    counted = re.fullmatch(r"\D+ of (\d+)", seen.unit)
    if counted:
        return seen.value / int(counted[1])
    return seen.value / 100.0 if seen.unit.startswith("percent") else seen.value


def _event(scenario: Scenario, observable: Observable, rows: list[Observation], reaching: float) -> Happened:
    """When an event came; a row at or below the threshold says that it had not come by its day."""
    if not rows:
        return Happened(refused="no row says what happened")
    begin = observable.since or scenario.information_date
    first = next((seen for seen in rows if seen.value > reaching and seen.period >= begin), None)
    decisive = first or rows[-1]
    if reason := why_not(decisive):
        return Happened(refused=f"the outcome is {reason}", rows=(decisive,))
    used = for_score(scenario, [decisive])
    month = None if first is None else index(scenario, first.period)
    if observable.kind == "month":
        return Happened(month=month, rows=used)
    assert observable.by is not None
    last = index(scenario, observable.by)
    if month is None and index(scenario, decisive.period) < last:
        return Happened(refused=f"nothing is known after {decisive.period}", rows=used)
    return Happened(month=month, happened=month is not None and month <= last, rows=used)


def _start(scenario: Scenario, observable: Observable) -> date:
    """Events count from the information date; a reading may have been taken before and published after."""
    return scenario.information_date if observable.kind in {"event", "month"} else date.min
