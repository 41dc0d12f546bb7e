"""The grids on which the game is solved: fine for reports, coarse for worlds.

A node is (cell, phase, x, cohesion, belief); phases are n = 0..3 and n = 4 at each knot of the terms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Grid(NamedTuple):
    """Nodes and step lengths. Times in years."""

    name: str
    x: int
    mu: int
    chi: int
    end: float  # T_end
    step: float  # within the horizon
    far_step: float  # up to twice the horizon
    distant_step: float  # beyond
    x_low: float = -2.5
    x_high: float = 2.5

    @property
    def x_nodes(self) -> np.ndarray:
        """Log-odds of population control."""
        return np.linspace(self.x_low, self.x_high, self.x)

    @property
    def mu_nodes(self) -> np.ndarray:
        """Public belief that the patron is resolute."""
        return np.linspace(0.02, 0.98, self.mu)

    @property
    def chi_knots(self) -> np.ndarray:
        """Terms: the insurgents' share."""
        return np.linspace(0.05, 0.95, self.chi)

    @property
    def phases(self) -> int:
        """n = 0..3 and one phase a knot of the terms."""
        return 4 + self.chi

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return 8 * self.phases * self.x * 2 * self.mu

    def between(self, low: float, high: float) -> Grid:
        """The same grid with its nodes of control where control can go (``kernel.reach``)."""
        return self._replace(x_low=max(low, self.x_low), x_high=min(high, self.x_high))

    def longest_step(self, time: float, horizon: float) -> float:
        """Longest step before ``time``: short within the horizon, longer with distance."""
        if time <= horizon:
            return self.step
        return self.far_step if time <= 2 * horizon else self.distant_step

    def doubled(self) -> Grid:
        """Twice the resolution in every direction and in time, for measuring the error."""
        return self._replace(
            name=self.name + "-doubled", x=2 * self.x - 1, mu=2 * self.mu - 1, chi=2 * self.chi - 1,
            step=self.step / 2, far_step=self.far_step / 2, distant_step=self.distant_step / 2,
        )  # fmt: skip


# Two columns a node of control, eight columns at a time: 8 and 12 nodes leave no column idle.
PRODUCTION = Grid("production", x=12, mu=9, chi=9, end=40.0, step=1 / 12, far_step=1 / 12, distant_step=1 / 6)
COARSE = Grid("coarse", x=8, mu=7, chi=7, end=30.0, step=1 / 8, far_step=1 / 6, distant_step=1 / 3)
GRIDS = {"coarse": COARSE, "production": PRODUCTION}
