"""Rows a module is fitted to: through the gate, with a fingerprint and, where there are none, what would be needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from ripeness.errors import EvidenceError
from ripeness.scenario.observations import for_likelihood, is_evidence
from ripeness.scenario.tables import Observation
from ripeness.scenario.war import Scenario


def admitted(scenario: Scenario, prefix: str, rows: Iterable[Observation] | None = None) -> tuple[Observation, ...]:
    """Rows of series that begin with a prefix, published by the information date and read somewhere.

    Parameters
    ----------
    rows : of another war, for instance; the scenario's own unless given.
    """
    found = for_likelihood(scenario, None if rows is None else known(scenario, rows))
    return tuple(row for row in found if row.series.startswith(prefix))


def known(scenario: Scenario, rows: Iterable[Observation]) -> tuple[Observation, ...]:
    """Those of foreign rows that the gate lets through."""
    return tuple(row for row in rows if row.published <= scenario.information_date and is_evidence(row))


def fingerprint(rows: Iterable[Observation]) -> str:
    """Hash of what the rows say."""
    return hashlib.sha256("\n".join(repr(tuple(row)[:9]) for row in rows).encode()).hexdigest()[:16]


def year_of(day: date) -> float:
    """A day as a decimal year."""
    first, next_first = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (next_first - first).days


def missing(scenario: Scenario, module: str, need: str, remedy: str) -> EvidenceError:
    """Why a module of a war cannot be fitted."""
    return EvidenceError(f"{module} of {scenario.name} is not fitted: it needs {need}", remedy)
