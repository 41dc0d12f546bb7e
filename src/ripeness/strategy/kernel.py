"""The technology as the players see it: how control drifts and when the state collapses (model 3.3, 3.4).

Hand-set until the kernel is fitted from the district layer; coefficients come with the world's draw.
"""

from __future__ import annotations

import numpy as np

from ripeness.strategy.events import CELLS
from ripeness.strategy.game import Game
from ripeness.strategy.grid import Grid


def stillness(phase: int) -> int:
    """0 war, 1 ceasefire, 2 settled."""
    return 0 if phase < 3 else (1 if phase == 3 else 2)


SPREADS, LEAST_REACH = 4.0, 0.25
LEAST_PULL = 0.01  # per year; what takes a century to come back can go anywhere


def reach(game: Game) -> tuple[float, float]:
    """Log-odds between which control stays as long as it moves as the players think: (low, high).

    From the start to every level that some posture and cohesion would pull it to, four standard deviations beyond.
    Nodes spread evenly over all of [-2.5, 2.5] stand further apart than a fitted kernel moves control in years, and
    the drift between such nodes acts as a volatility many times the true one.

    References
    ----------
    Ornstein-Uhlenbeck: level -d/k, spread s / sqrt(2 k); without a pull back control can go anywhere.
    """
    pull = -game.drift_control
    if pull < LEAST_PULL:
        return -np.inf, np.inf
    levels = np.add.outer(game.drift, (-game.drift_cohesion, game.drift_cohesion)) / pull
    margin = max(SPREADS * game.volatility.max() / np.sqrt(2.0 * pull), LEAST_REACH)
    ends = min(levels.min(), game.start_log_odds) - margin, max(levels.max(), game.start_log_odds) + margin
    return float(ends[0]), float(ends[1])


def generator(game: Game, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Rates up and down of control, (cell, phase, x, 2), matching drift and variance; the ends reflect.

    References
    ----------
    Model 3.4: q = max(s^2/dx^2, |d|/dx), rates (q +- d/dx)/2; plain upwind adds |d| dx to the variance.
    """
    dx = grid.x_nodes[1] - grid.x_nodes[0]
    up = np.zeros((len(CELLS), grid.phases, grid.x, 2))
    down = np.zeros_like(up)
    for cell, (r, _) in enumerate(CELLS):
        for phase in range(grid.phases):
            still = stillness(phase)
            for y in range(2):
                drift = np.zeros(grid.x)
                if still == 0:
                    drift += game.drift[r] + (2 * y - 1) * game.drift_cohesion + game.drift_control * grid.x_nodes
                variance = (game.volatility[r] * game.volatility_calm[still]) ** 2
                q = np.maximum(variance / dx**2, np.abs(drift) / dx)
                up[cell, phase, :, y] = (q + drift / dx) / 2
                down[cell, phase, :, y] = (q - drift / dx) / 2
    up[:, :, -1] = 0.0
    down[:, :, 0] = 0.0
    return up, down


def log_collapse(game: Game, grid: Grid) -> np.ndarray:
    """Log collapse hazard per year at e = lev, before the cap and the calm of a ceasefire, (cell, x, 2).

    References
    ----------
    Model 3.3; r = 0, 1 from Appendix B (reference cases of client regimes after a patron's departure).
    """
    out = np.zeros((len(CELLS), grid.x, 2))
    for cell, (r, _) in enumerate(CELLS):
        base = game.log_collapse[r] + game.collapse_control * (grid.x_nodes - 0.5)
        for y in range(2):
            out[cell, :, y] = base - (2 * y - 1) * game.collapse_cohesion
    return out


def calm(game: Game, grid: Grid) -> np.ndarray:
    """Factor on the capped collapse hazard by phase, (phase,): 1 at war, less under a ceasefire or settlement."""
    return np.array([game.collapse_calm[stillness(phase)] for phase in range(grid.phases)])


def collapse(game: Game, grid: Grid, perceived: bool = False) -> np.ndarray:
    """Collapse hazard per year when the posture is expected to stay, (cell, phase, x, 2).

    Parameters
    ----------
    perceived : as the insurgents see it, who think the state less viable without its patron (delta_nu).

    References
    ----------
    Model 3.3 and M12: log h_T = log h + delta_nu (1 - lev); the cap holds for both.
    """
    away = np.array([1.0 - game.level[r] for r, _ in CELLS]) * (game.viability_offset if perceived else 0.0)
    raw = np.exp(log_collapse(game, grid) + away[:, None, None])
    return np.asarray(np.minimum(raw, game.collapse_cap)[:, None] * calm(game, grid)[:, None, None])
