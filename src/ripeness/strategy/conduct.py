"""What levers do to the moves themselves: how often they come up, whether they may be made, what they pay at once.

None of it is a hazard: a tempo multiplies the opportunity, so that a party which does not choose keeps its reference
rate times the tempo, and whether it takes the opportunity is still its own affair.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.events import CELLS, Transitions, transition_table
from ripeness.strategy.game import Game

MOVES: dict[str, tuple[int, ...]] = {
    "reduce": (ev.REDUCE,), "increase": (ev.INCREASE,), "timeline": (ev.TIMELINE,), "cut": (ev.CUT,),
    "conditional": (ev.CONDITIONAL,), "cancel": (ev.CANCEL,), "close": (ev.CLOSE_PATRON, ev.CLOSE_INSURGENT),
    "accord": (ev.ACCORD,), "open": (ev.OPEN,), "intra": (ev.INTRA,), "ceasefire": (ev.CEASEFIRE,),
    "settle": (ev.SETTLE,), "walk": (ev.WALK_INSURGENT, ev.WALK_GOVERNMENT),
    "renege": (ev.RENEGE_INSURGENT, ev.RENEGE_GOVERNMENT), "reform": (ev.REFORM,), "execution": (ev.EXECUTION,),
}  # fmt: skip
SETTLED = 4


def conducted(game: Game, conduct: Mapping[str, float]) -> Game:
    """A game under what levers say about its moves.

    Parameters
    ----------
    conduct : by quantity. ``opportunity.MOVE``: factor on how often it can come up. ``feasible.MOVE``, 0 or 1:
        whether it may be made. ``held.MOVE``, 0 or 1: whether it may be made while a settlement holds
        (``barred``). ``lump.MOVE``: what a move of the patron pays it at once, in units of blame.
        ``ordered.pace``: levels a year that a dated withdrawal goes down.

    References
    ----------
    Model 3.1 (vii), 3.3, 3.5: nu_e(t) is an opportunity, and sigma(b) at zero gain is left as it is.
    """
    nu, reference, lumps = game.nu.copy(), game.reference.copy(), game.lumps.copy()
    shut = game.barred | barred(conduct)
    for quantity, value in conduct.items():
        kind, _, move = quantity.partition(".")
        decided = [e for e in MOVES.get(move, ()) if e < ev.DECIDED]
        if kind == "opportunity" or (kind == "feasible" and value == 0.0):
            nu[decided] *= value
            reference[decided] *= value
        elif kind == "lump":
            lumps[decided] += value
    pace = conduct.get("ordered.pace", game.execution)
    return game._replace(nu=nu, reference=reference, lumps=lumps, barred=shut, execution=pace)


def barred(conduct: Mapping[str, float]) -> np.ndarray:
    """Moves that may not be made, bool (event, cell, talks).

    A settlement that somebody guarantees keeps the residual force: from posture 2 nothing goes further down, and no
    date is set. The main force may go down to it, or an offer to leave after a settlement could never be carried out.

    References
    ----------
    Model 3.1 (vii).
    """
    out = np.zeros((ev.EVENTS, len(CELLS), SETTLED + 1), dtype=bool)
    residual = [cell for cell, (r, _) in enumerate(CELLS) if r == 2]
    for quantity, value in conduct.items():
        kind, _, move = quantity.partition(".")
        if value != 0.0 or kind not in {"feasible", "held"}:
            continue
        for event in MOVES[move]:
            if kind == "feasible":
                out[event] = True
            elif event in {ev.REDUCE, ev.EXECUTION}:
                out[event, residual, SETTLED] = True
            else:
                out[event, :, SETTLED] = True
    return out


def transitions(game: Game) -> Transitions:
    """The transition table of a game, what may not be made left out."""
    table = transition_table(game.condition_phase, game.accord_phases)
    return table._replace(feasible=table.feasible & ~game.barred)
