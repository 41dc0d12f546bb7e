"""Log likelihood of a dated history of events under hazards that depend on the state they lead through.

What happened speaks through the log of its hazard at its moment, what did not happen through the hazard that was
lived through: log L = sum log H_e(s_t) - integral of sum_e H_e(s_t) dt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

STEP = 1.0 / 24.0  # years


class Happened(NamedTuple):
    """One dated event; one that is ``given`` moves the state and is not scored."""

    years: float
    event: int
    given: bool = False


class Process(Protocol):
    """Hazards along a path of states; a state may be anything."""

    def hazards(self, years: float, state: Any) -> np.ndarray:
        """Hazard per year of every scored event, (event,)."""
        ...

    def moved(self, state: Any, years: float, step: float, seen: Any) -> Any:
        """The state after ``step`` years in which nothing happens, with the slope of state ``seen`` at ``years``."""
        ...

    def after(self, state: Any, years: float, event: int) -> Any:
        """The state right after an event."""
        ...


def log_likelihood(
    process: Process, start: Any, events: Sequence[Happened], end: float, step: float = STEP
) -> np.ndarray:
    """Log likelihood of a history, split by kind of event.

    Parameters
    ----------
    start : state at year 0.
    events : in order of time, up to ``end`` (years).
    step : longest step of the integral; midpoint rule, exact for constant hazards.

    Returns
    -------
    (event,) float: sum of log hazards of this kind less its integrated hazard. Their sum is the log likelihood; -inf
    where something happened that could not happen.

    References
    ----------
    V46; Model 5.1 module E; Cox and Lewis (1966); Andersen, Borgan, Gill and Keiding (1993).
    """
    state, now = start, 0.0
    parts = np.zeros_like(process.hazards(0.0, state))
    for next_one in (*events, None):
        until = end if next_one is None else next_one.years
        pieces = int(np.ceil((until - now) / step - 1e-9))
        for i in range(pieces):
            length = (until - now) / pieces
            begin = now + i * length
            halfway = process.moved(state, begin, length / 2.0, state)
            middle = begin + length / 2.0
            parts -= length * process.hazards(middle, halfway)
            state = process.moved(state, middle, length, halfway)
        now = until
        if next_one is not None:
            if not next_one.given:
                with np.errstate(divide="ignore"):
                    parts[next_one.event] += np.log(process.hazards(now, state)[next_one.event])
            state = process.after(state, now, next_one.event)
    return parts
