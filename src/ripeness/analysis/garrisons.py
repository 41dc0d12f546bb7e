"""Garrisons, strongmen and provincial capitals of a told future: when the first capital went, and how a regime fell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import dates
from ripeness.analysis.fans import PLACE
from ripeness.analysis.rounding import in_100, in_words, of_100
from ripeness.analysis.words import capital
from ripeness.engine import record as rec

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

SURRENDERED, CAPITALS = PLACE["surrendered"], PLACE["capitals_fallen"]


def first_capitals(scenario: Scenario, path: np.ndarray) -> list[dict[str, Any]]:
    """The month in which provincial capitals are lost for the first time, as a step; none where none was.

    Parameters
    ----------
    path : float (month, quantity), NaN once the government has fallen.
    """
    names, lost = scenario.labels, counted(scenario, path[:, CAPITALS])
    months = np.flatnonzero(lost > 0)
    if not len(months):
        return []
    month = int(months[0])
    share, number = float(path[month, SURRENDERED]), int(lost[month])
    text = (
        f"{number} of {capitals_of(scenario)} provincial capitals {'is' if number == 1 else 'are'} lost to "
        f"{names['insurgents']}; {of_100(share, 'garrisons and')} {names['strongmen']} have given up by then."
    )
    return [{"date": dates.month(scenario, month), "month": month, "actor": capital(names["insurgents"]), "text": text,
             "options": []}]  # fmt: skip


def how_it_fell(scenario: Scenario, record: np.ndarray, path: np.ndarray) -> str:
    """What was lost when the government fell, and how fast its garrisons had given up; empty where it stands.

    References
    ----------
    Model M11: a regime falls with its capitals or its seat. The month of the fall itself is cut short, so garrisons
    are those of the month before.
    """
    month = int(record[rec.COLLAPSE_MONTH])
    if month < 0:
        return ""
    lost = int(counted(scenario, record[rec.CAPITALS_INSURGENT]))
    centres = of_100(float(record[rec.CENTRES_FALLEN_END]), f"{scenario.labels['unit']} centres")
    text = f" By then {lost} of {capitals_of(scenario)} provincial capitals and {centres} were lost."
    if month < 1:
        return text
    now, before = float(path[month - 1, SURRENDERED]), float(path[max(month - 13, 0), SURRENDERED])
    since = "a year earlier" if month > 12 else "at the start"
    return (
        f"{text} The month before, {of_100(now, 'garrisons and')} {scenario.labels['strongmen']} had given up, "
        f"{in_words(in_100(before))} {since}."
    )


def counted(scenario: Scenario, share: Any) -> Any:
    """A share of the provincial capitals as their number."""
    return np.rint(np.nan_to_num(share) * capitals_of(scenario))


def capitals_of(scenario: Scenario) -> int:
    """How many provincial capitals there are."""
    return sum(district.capital for district in scenario.districts)
