"""The rates at which control moves between nodes reach a level as soon as drifted Brownian motion does (V14)."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
import small_game
from scipy.sparse import diags
from scipy.sparse.linalg import expm_multiply
from small_game import TINY

from ripeness.strategy import kernel

PHI = NormalDist().cdf


def first_passage(level, drift, spread, years):
    """Probability that drifted Brownian motion falls by ``level`` within ``years``."""
    root = spread * np.sqrt(years)
    ahead, behind = (-level - drift * years) / root, (-level + drift * years) / root
    return PHI(ahead) + np.exp(-2.0 * drift * level / spread**2) * PHI(behind)


def on_nodes(level, drift, spread, years, nodes):
    """The same with the solver's own rates, the level being the lowest node."""
    values = small_game.central(
        kernel__drift_main=drift, kernel__drift_control=0.0, kernel__drift_cohesion=0.0, kernel__volatility_main=spread
    )
    grid = TINY._replace(x=nodes, x_low=0.0, x_high=6.0)
    up, down = (
        rate.reshape(8, grid.phases, nodes, 2)[-1, 1, :, 0] for rate in kernel.generator(small_game.game(values), grid)
    )
    up, down = up.copy(), down.copy()
    up[0] = down[0] = 0.0
    rates = diags([down[1:], -(up + down), up[:-1]], [-1, 0, 1])
    start = np.zeros(nodes)
    start[round(level / 6.0 * (nodes - 1))] = 1.0
    return expm_multiply(rates.T * years, start)[0]


def test_the_closed_form_is_the_worked_number():
    assert first_passage(1.0, -0.3, 0.5, 2.0) == pytest.approx(0.41616, abs=1e-5)


@pytest.mark.parametrize(("level", "drift", "spread", "years"), [(1.0, -0.3, 0.5, 2.0), (1.0, 0.2, 0.6, 3.0)])
def test_control_reaches_a_level_as_soon_as_brownian_motion_does(level, drift, spread, years):
    expected = first_passage(level, drift, spread, years)
    rough, fine = (abs(on_nodes(level, drift, spread, years, n) - expected) for n in (61, 241))
    assert fine < 1e-3 and fine < 0.5 * rough + 1e-4
