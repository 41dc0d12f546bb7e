"""The events of the game and the one transition table that solver and monthly loop share.

A cell is a pair (posture r, commitment k); a commitment needs troops, so there are eight. Talks run through
n = 0 none, 1 patron track, 2 intra-party, 3 with ceasefire, 4 settled. What an event does not name stays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

(
    REDUCE, INCREASE, TIMELINE, CUT, CONDITIONAL, CANCEL, CLOSE_PATRON, ACCORD,
    OPEN, CLOSE_INSURGENT, INTRA, CEASEFIRE, SETTLE, WALK_INSURGENT, WALK_GOVERNMENT,
    RENEGE_INSURGENT, RENEGE_GOVERNMENT, REFORM,
    EXECUTION, DECAY, COLLAPSE, TURNOVER,
) = range(22)  # fmt: skip
EVENTS = 22
PATRON_EVENTS = 8
DECIDED = 18

NAMES = (
    "reduce", "increase", "timeline", "cut", "conditional", "cancel", "close_patron", "accord",
    "open", "close_insurgent", "intra", "ceasefire", "settle", "walk_insurgent", "walk_government",
    "renege_insurgent", "renege_government", "reform", "execution", "decay", "collapse", "turnover",
)  # fmt: skip
ACTORS = ("patron",) * 8 + (
    "insurgent", "insurgent", "insurgent+government", "insurgent+government", "insurgent+government",
    "insurgent", "government", "insurgent", "government", "government",
) + ("nature",) * 4  # fmt: skip

CELLS = ((0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2))
CELL = {pair: i for i, pair in enumerate(CELLS)}
ACCORD_PHASES = {"any": (1, 2, 3), "exclusive": (1,), "linkage": (2, 3)}


class Transitions(NamedTuple):
    """Successors by (event, cell, talks); -1 where the event cannot happen."""

    next_cell: np.ndarray  # int8 (22, 8, 5)
    next_phase: np.ndarray  # int8 (22, 8, 5)
    feasible: np.ndarray  # bool (22, 8, 5)


def transition_table(condition_phase: int = 4, accord_phases: str = "any") -> Transitions:
    """The table of model 3.1.

    Parameters
    ----------
    condition_phase : 2, 3 or 4; talks at which a conditional offer turns into a dated withdrawal.
    accord_phases : "any", "exclusive" or "linkage"; phases from which a separate accord may be signed.

    Notes
    -----
    REFORM and DECAY move cohesion, TURNOVER the type and the belief, COLLAPSE ends the game: their successor
    is the cell itself. Cohesion is not part of this table.

    References
    ----------
    Model 3.1; V53.
    """
    next_cell = np.full((EVENTS, len(CELLS), 5), -1, dtype=np.int8)
    next_phase = np.full((EVENTS, len(CELLS), 5), -1, dtype=np.int8)
    signing = ACCORD_PHASES[accord_phases]

    def put(event: int, cell: int, n: int, r: int, k: int, after: int) -> None:
        if k == 2 and after > n and after >= condition_phase:
            k = 1
        next_cell[event, cell, n] = CELL[(r, k if r >= 2 else 0)]
        next_phase[event, cell, n] = after

    for cell, (r, k) in enumerate(CELLS):
        for n in range(5):
            lower = (r - 1, k if r - 1 >= 2 else 0)
            if r >= 2 and k != 1:
                put(REDUCE, cell, n, *lower, n)
                put(TIMELINE, cell, n, r, 1, n)
            if r < 3 and k != 1 and n < 4:
                put(INCREASE, cell, n, r + 1, k, n)
            if k == 1:
                put(EXECUTION, cell, n, *lower, n)
            if r == 1:
                put(CUT, cell, n, 0, 0, n)
            if r >= 2 and k == 0 and n < condition_phase:
                put(CONDITIONAL, cell, n, r, 2, n)
            if k > 0:
                put(CANCEL, cell, n, r, 0, n)
            if n in signing and r >= 2 and k != 1:
                put(ACCORD, cell, n, r, 1, n)
            if n == 0:
                put(OPEN, cell, n, r, k, 1)
            if n == 1:
                put(CLOSE_PATRON, cell, n, r, k, 0)
                put(CLOSE_INSURGENT, cell, n, r, k, 0)
            if n <= 1:
                put(INTRA, cell, n, r, k, 2)
            if n == 2:
                put(CEASEFIRE, cell, n, r, k, 3)
            if n in (2, 3):
                put(SETTLE, cell, n, r, k, 4)
                put(WALK_INSURGENT, cell, n, r, k, 0)
                put(WALK_GOVERNMENT, cell, n, r, k, 0)
            if n == 4:
                put(RENEGE_INSURGENT, cell, n, r, k, 0)
                put(RENEGE_GOVERNMENT, cell, n, r, k, 0)
            if n < 4:
                put(REFORM, cell, n, r, k, n)
            for event in (DECAY, COLLAPSE, TURNOVER):
                put(event, cell, n, r, k, n)
    return Transitions(next_cell, next_phase, next_cell >= 0)
