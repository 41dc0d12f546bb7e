"""Why the insurgents talk: their value split into what war, talks, a settlement, victory and reneging bring.

With all hazards at the solution the insurgents' value is linear in payoffs, so it is a sum of five parts, solved
in the same pass with the same numbers. What an event is worth splits likewise. Talks whose worth does not come
through a settlement are cover.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.eras import Schedule
from ripeness.strategy.game import Game
from ripeness.strategy.layout import CHANNELS
from ripeness.strategy.outlook import at, chance, successors
from ripeness.strategy.solver import Solution

SETTLEMENT, RENEGE = CHANNELS.index("settlement"), CHANNELS.index("renege")
COVER_SHARE, REAL_SHARE, REAL_CHANCE = 0.25, 0.5, 0.10
PATIENCE = 2.0  # years within which real talks are expected to show


class Purpose(NamedTuple):
    """What a step towards talks is for."""

    event: str
    gain: float
    by_channel: dict[str, float]
    settlement_share: float  # of the positive parts
    width: float  # of the bargaining range
    chance_with: float  # of a settlement within two years, talks taken up
    chance_without: float
    verdict: str  # cover, real, ambiguous


def gains(solution: Solution, game: Game, event: int, row: int = 0) -> np.ndarray:
    """What an event is worth to the insurgents at a stored date, by channel.

    Parameters
    ----------
    solution : solved with ``channels=True``.
    event : number of an event.  row : stored date.

    Returns
    -------
    (5, node) in the order of ``layout.CHANNELS``; NaN where the event cannot happen.

    References
    ----------
    Model 3.8.
    """
    values = solution.channels[:, row].astype(float)
    nodes, weights, feasible = successors(solution, game, row, event)
    after = values[:, nodes[:, 0]] * weights[:, 0] + values[:, nodes[:, 1]] * weights[:, 1]
    gain = after - values
    if event == ev.RENEGE_INSURGENT:
        gain[RENEGE] -= game.renege_cost
    gain[:, ~feasible] = np.nan
    return np.asarray(gain)


def settlement_share(by_channel: np.ndarray) -> float:
    """Share of the settlement channel in what speaks for an event; 0 where nothing does."""
    positive = np.maximum(by_channel, 0.0)
    return float(positive[SETTLEMENT] / positive.sum()) if positive.sum() > 0.0 else 0.0


def verdict(by_channel: np.ndarray, width: float, chance_with: float, chance_without: float) -> str:
    """Whether talks are a cover, a real process or neither.

    Cover: worth while, and either a settlement speaks against them or it is less than a quarter of what speaks for
    them. Real: at least half of what speaks for them is a settlement, the range is open, and talking raises the
    chance of a settlement within two years by .10 at least.

    References
    ----------
    Model 3.8; Ikle 1964 on side effects of negotiation.
    """
    share = settlement_share(by_channel)
    if by_channel.sum() > 0.0 and (by_channel[SETTLEMENT] <= 0.0 or share < COVER_SHARE):
        return "cover"
    if share >= REAL_SHARE and width > 0.0 and chance_with - chance_without >= REAL_CHANCE:
        return "real"
    return "ambiguous"


def chance_of_settlement(solution: Solution, game: Game | Schedule) -> np.ndarray:
    """Probability of a settlement within ``PATIENCE`` of the first day, (node,)."""
    return chance(solution, game, PATIENCE, phases=(4,))


def purpose(
    solution: Solution,
    game: Game,
    event: int,
    state: tuple[int, int, int],
    log_odds: float,
    belief: float,
    settled: np.ndarray | None = None,
) -> Purpose:
    """What a step towards talks is for at a state on the first day.

    Parameters
    ----------
    solution : solved with ``channels=True`` and at least two years of stored dates.
    event : ``events.OPEN`` or ``events.INTRA``.
    state : posture, commitment and talks from which the step is taken.
    log_odds, belief : control, and the public's belief in the patron's resolve.
    settled : ``chance_of_settlement`` where it is at hand.
    """
    by_node = gains(solution, game, event)
    parts = np.array([at(solution, part, state, log_odds, belief) for part in by_node])
    settled = chance_of_settlement(solution, game) if settled is None else settled
    with_talks = at(solution, settled, (state[0], state[1], 2 if event == ev.INTRA else 1), log_odds, belief)
    without = at(solution, settled, (state[0], state[1], 0), log_odds, belief)
    width = at(solution, solution.common[0, :, 14], state, log_odds, belief)
    return Purpose(
        event=ev.NAMES[event],
        gain=float(parts.sum()),
        by_channel=dict(zip(CHANNELS, parts.tolist(), strict=True)),
        settlement_share=settlement_share(parts),
        width=width,
        chance_with=with_talks,
        chance_without=without,
        verdict=verdict(parts, width, with_talks, without),
    )
