"""Districts of provincial capitals that change hands in a told future, in a few sentences instead of one a quarter.

A town may hold out while the land around it is lost: which capitals have fallen is told by ``garrisons``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis import dates
from ripeness.analysis.words import capital

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

FALLEN, STEPS = 255, 200
LOST, REGAINED = 0.2, 0.5  # control at which the land around a capital passes to the insurgents, and back
NAMED = 5  # capitals named in one breath


class Capital(NamedTuple):
    """The district of a provincial capital, if it changed hands in the quarter up to ``month``."""

    month: int
    name: str
    is_lost: bool


def ground(scenario: Scenario, held: np.ndarray, decided: Sequence[int] = (), most: int = 3) -> list[dict[str, Any]]:
    """Land around capitals that changed hands, with the districts that went over in the same time.

    Parameters
    ----------
    held : uint8 (quarter, district), control in 1/200; 255 once the government has fallen.
    decided : months of the decisions between which the changes are gathered.
    most : sentences at most, 1 or more; those nearest in time are told together.

    Returns
    -------
    One step a sentence, dated by its first change.
    """
    changes = capitals(scenario, held)
    spans: list[list[Capital]] = []
    for change in sorted(changes):
        if spans and not any(spans[-1][0].month < month <= change.month for month in decided):
            spans[-1].append(change)
        else:
            spans.append([change])
    while len(spans) > most:
        gaps = [after[0].month - before[-1].month for before, after in pairwise(spans)]
        nearest = gaps.index(min(gaps))
        spans[nearest : nearest + 2] = [spans[nearest] + spans[nearest + 1]]
    return [sentence(scenario, held, span) for span in spans]


def sentence(scenario: Scenario, held: np.ndarray, span: Sequence[Capital]) -> dict[str, Any]:
    """The changes of a span of time as one step: what each capital comes to, and the net of the districts."""
    names, insurgents = scenario.labels, scenario.labels["insurgents"]
    first, last = span[0].month, span[-1].month
    moves: dict[str, list[bool]] = {}
    for change in span:
        moves.setdefault(change.name, []).append(change.is_lost)
    now, before = held[last // 3].astype(int), held[max(first // 3 - 1, 0)].astype(int)
    firm = {d.name for d, value in zip(scenario.districts, now, strict=True) if value < LOST * STEPS}
    fell = [name for name, way in moves.items() if len(way) % 2 and way[-1]]
    lost, open_again = [name for name in fell if name in firm], [name for name in fell if name not in firm]
    back = [name for name, way in moves.items() if len(way) % 2 and not way[-1]]
    passing = [name for name, way in moves.items() if len(way) % 2 == 0]
    parts = []
    if lost:
        parts.append(f"the land around {listed(lost)} falls to {insurgents}")
    if open_again:
        parts.append(f"the land around {listed(open_again)} falls and is fought over again")
    if back:
        parts.append(f"the land around {listed(back)} is back under {names['government']}")
    if passing:
        parts.append(f"the land around {listed(passing)} changes hands and back")
    over = int(((now < STEPS // 2) & (before >= STEPS // 2)).sum())
    returned = int(((now >= STEPS // 2) & (before < STEPS // 2)).sum())
    parts.append(f"{over} {names['units']} go over in that time and {returned} come back")
    by = "" if first == last else f"By {dates.in_words(dates.month(scenario, last))} "
    return {
        "date": dates.month(scenario, first), "month": first,
        "actor": capital(names["government"] if back and not fell else insurgents),
        "text": capital(f"{by}{'; '.join(parts)}."), "options": [],
    }  # fmt: skip


def capitals(scenario: Scenario, held: np.ndarray) -> list[Capital]:
    """Districts of provincial capitals that pass to the insurgents or come back, from quarterly maps."""
    found = []
    for d, district in enumerate(scenario.districts):
        if not district.capital:
            continue
        is_lost = False
        for quarter, value in enumerate(held[:, d]):
            if value == FALLEN:
                break
            control = value / STEPS
            if (not is_lost and control < LOST) or (is_lost and control > REGAINED):
                is_lost = not is_lost
                found.append(Capital(3 * quarter, district.name, is_lost))
    return found


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"; of many the first and how many more."""
    parts = list(names) if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
