"""What each state is worth while it lasts, what an event pays at once, and what the end of time is worth (3.2).

Arrays over (cell, phase, x): flows of insurgents, government, irresolute and resolute patron, already per year.
"""

from __future__ import annotations

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.events import CELLS
from ripeness.strategy.game import Game
from ripeness.strategy.grid import Grid

CEASEFIRE_COST = 0.1  # kap_n: what is left of the cost of war under a ceasefire
OFFER_WITHDRAWN = 0.02  # audience cost of taking back a conditional offer


def flows(game: Game, grid: Grid) -> np.ndarray:
    """Flow payoffs, (4, cell, phase, x), per year.

    References
    ----------
    Model 3.2: a permanent flow share is worth itself, so flows carry the owner's discount rate.
    """
    insurgent = channel_flows(game, grid).sum(axis=0)
    control = 1.0 / (1.0 + np.exp(-grid.x_nodes))
    out = np.zeros((4, len(CELLS), grid.phases, grid.x))
    out[0] = insurgent
    for cell, (r, _) in enumerate(CELLS):
        aid = game.aid_rents * np.sqrt(game.level[r])
        for phase in range(grid.phases):
            if phase < 4:
                cost = game.war_cost_government * (CEASEFIRE_COST if phase == 3 else 1.0)
                government = control - cost + game.office_rents + aid
            else:
                kept = game.settled_rents * game.office_rents + game.settled_aid * aid
                government = np.full(grid.x, 1.0 - grid.chi_knots[phase - 4] + kept)
            out[1, cell, phase] = game.discount[1] * government
            out[2:, cell, phase] = -game.staying_cost[:, r, None] * (1.0 if phase < 4 else 0.5)
    return out


def channel_flows(game: Game, grid: Grid) -> np.ndarray:
    """The insurgents' flow in three parts, (3, cell, phase, x), per year: war, legitimacy of talks, settlement.

    References
    ----------
    Model 3.2, 3.8.
    """
    control = 1.0 / (1.0 + np.exp(-grid.x_nodes))
    out = np.zeros((3, len(CELLS), grid.phases, grid.x))
    for cell, (r, _) in enumerate(CELLS):
        for phase in range(grid.phases):
            if phase < 4:
                cost = game.war_cost_insurgent[r] * (CEASEFIRE_COST if phase == 3 else 1.0)
                out[0, cell, phase] = game.war_benefits * (1.0 - control) - cost
                out[1, cell, phase] = game.legitimacy_flow if phase in (1, 2) else 0.0
            else:
                foreign = game.foreign_troops if r >= 2 else 0.0
                out[2, cell, phase] = grid.chi_knots[phase - 4] - game.indivisibility - foreign
    return game.discount[0] * out


def discounts(game: Game) -> np.ndarray:
    """Discount rates by owner and cell, (3, cell): insurgents, government, patron (blame fades at r <= 1)."""
    patron = [game.discount[2] + (1.0 / game.blame_memory if r <= 1 else 0.0) for r, _ in CELLS]
    return np.array([[game.discount[0]] * len(CELLS), [game.discount[1]] * len(CELLS), patron])


def terminal(flow: np.ndarray, rho: np.ndarray, collapse: np.ndarray, lump: float) -> np.ndarray:
    """Value at the end of time: the present state kept for ever with only collapse possible.

    Parameters
    ----------
    flow : (cell, phase, x) per year.  rho : (cell,) per year.
    collapse : (cell, phase, x, 2) hazard in the owner's eyes.  lump : what a collapse is worth to the owner.

    Returns
    -------
    (cell, phase, x, 2).
    """
    return np.asarray((flow[..., None] + collapse * lump) / (rho[:, None, None, None] + collapse))


def patron_lumps(game: Game) -> np.ndarray:
    """Lump payoffs of the patron at its own events, (2, event 0-7, cell): escalating, renouncing, an accord, a pledge.

    References
    ----------
    Model 3.1; 9.11: an accord is worth more to the type that wants out.
    """
    out = np.zeros((2, ev.PATRON_EVENTS, len(CELLS)))
    for cell, (r, k) in enumerate(CELLS):
        out[:, ev.INCREASE, cell] = -game.escalation_cost * (3.0 if r == 1 else 1.0)
        out[:, ev.CANCEL, cell] = -game.renounce_cost if k == 1 else -OFFER_WITHDRAWN
        out[:, ev.ACCORD, cell] = game.accord_value
    return np.asarray(out + game.lumps[None, : ev.PATRON_EVENTS, None])


def other_lumps(game: Game) -> np.ndarray:
    """Lump payoffs at the events of the others, (18, 3): insurgents, government, patron. Settlement: the solver.

    References
    ----------
    Model 3.1: whoever reneges pays K_r and the patron loses half the value of the settlement.
    """
    out = np.zeros((ev.DECIDED, 3))
    out[ev.RENEGE_INSURGENT] = -game.renege_cost, 0.0, -game.settlement_value / 2.0
    out[ev.RENEGE_GOVERNMENT] = 0.0, -game.renege_cost, -game.settlement_value / 2.0
    out[ev.REFORM, 1] = -game.reform_cost
    return out
