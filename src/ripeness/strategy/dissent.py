"""Who is out-voted when the insurgents sign: the loss that may make a bloc break away and fight on (9.7)."""

from __future__ import annotations

import numpy as np

from ripeness.strategy.blocs import Leadership, winning
from ripeness.strategy.layout import CHANNELS

SETTLEMENT, VICTORY = CHANNELS.index("settlement"), CHANNELS.index("victory")


def outvoted_losses(leadership: Leadership) -> tuple[float, float]:
    """What the bloc that is worst off and can be out-voted loses by an accord and by a settlement.

    In shares of the terms that stand to be signed. A bloc without which nothing can be decided is never out-voted.

    This is a bound and not the exact loss, which takes the gains by channel of every state (3.8): a settlement is
    taken to move the insurgents from victory to settlement by the terms signed, a separate accord back again by the
    terms that it puts off, and neither to bring a bloc anything else. Whoever has the exact gains puts them here.

    References
    ----------
    Model 9.7 with the channel weights of 3.7.
    """
    weights, seats = leadership.weights, np.arange(len(leadership.weights))
    wins = winning(weights, leadership.quorum)
    everybody = (1 << len(seats)) - 1
    dispensable = np.array([wins[everybody & ~(1 << seat)] for seat in seats])
    leaning = leadership.channels[:, SETTLEMENT] - leadership.channels[:, VICTORY]
    by_accord = np.where(dispensable, np.maximum(leaning, 0.0), 0.0)
    by_settlement = np.where(dispensable, np.maximum(-leaning, 0.0), 0.0)
    return float(by_accord.max()), float(by_settlement.max())
