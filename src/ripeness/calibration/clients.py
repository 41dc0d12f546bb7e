"""Governments whose patron's troops left before an information date: how long they held, and how fast they fell.

Rows ``client.<case>.<what>`` with ``exit``, ``aid_ended``, ``unravelling``, ``collapse`` or ``settled``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ripeness.errors import EvidenceError

if TYPE_CHECKING:
    from ripeness.scenario.tables import Observation
    from ripeness.scenario.war import Scenario

PREFIX = "client."
KNOWN = ("exit", "aid_ended", "unravelling", "collapse", "settled")
MONTH = 365.25 / 12.0


class Client(NamedTuple):
    """One case, in months; None where a row is missing."""

    name: str
    held: float  # from the exit to the collapse, or to where the case is not comparable any more
    fell: bool  # with the patron's money still coming
    after_aid: float | None  # from the end of aid to the collapse
    unravelled: float | None  # from the second capital lost to the collapse


def clients(library: Scenario, gate: date) -> tuple[list[Client], tuple[Observation, ...]]:
    """Cases of which every row was public on a day, and these rows; the rest are left out whole.

    Raises
    ------
    EvidenceError
        If a row says something that is not known, or a case has no exit or no end.
    """
    from ripeness.scenario.observations import is_evidence

    rows = [seen for seen in library.history if seen.series.startswith(PREFIX) and is_evidence(seen)]
    cases: dict[str, dict[str, Observation]] = {}
    for seen in rows:
        case, what = seen.series.removeprefix(PREFIX).split(".", 1)
        if what not in KNOWN:
            raise EvidenceError(f"{seen.file}:{seen.line}: '{what}' is not known of a client", f"Known: {KNOWN}.")
        cases.setdefault(case, {})[what] = seen
    found: list[Client] = []
    used: list[Observation] = []
    for case, told in cases.items():
        if any(seen.published > gate for seen in told.values()):
            continue
        days = {what: seen.period for what, seen in told.items()}
        end = days.get("collapse", days.get("settled"))
        if "exit" not in days or end is None:
            raise EvidenceError(
                f"client '{case}' lacks an exit or an end", "Give rows .exit and .collapse or .settled."
            )
        aid = days.get("aid_ended")
        found.append(Client(
            case, _months(days["exit"], aid or end), "collapse" in days and aid is None,
            _months(aid, end) if aid and "collapse" in days else None,
            _months(days["unravelling"], end) if "unravelling" in days else None,
        ))  # fmt: skip
        used += told.values()
    return found, tuple(used)


def _months(first: date, then: date) -> float:
    return (then - first).days / MONTH
