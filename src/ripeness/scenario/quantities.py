"""What a lever may move besides a parameter, with the value that means "no lever".

A lever acts on causes: a mechanism's own dial, how often a move can come up, whether it may be made at all, what it
costs, a posture that is ordered. Whatever is a probability or the hazard of a choice is a result and is not here.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from math import inf, nan
from typing import Literal, NamedTuple

Kind = Literal["dial", "opportunity", "feasible", "held", "lump", "ordered", "pace", "cost", "structure"]
CONDUCT = frozenset({"opportunity", "feasible", "held", "lump", "pace", "cost"})  # what the rules of the game hold
PHASES = ("any", "exclusive", "linkage")  # of structure.accord_phases, by number
MOVES = (
    "reduce", "increase", "timeline", "cut", "conditional", "cancel", "close", "accord", "open", "intra",
    "ceasefire", "settle", "walk", "renege", "reform",
)  # fmt: skip
PATRONS = ("reduce", "increase", "timeline", "cut", "conditional", "cancel", "accord")
HELD = ("reduce", "timeline", "execution")
# Parameters that only the parties' reckoning reads, so that they may have dates; the ground is made once a world.
DATED = ("payoff.*", "information.viability_offset", "patron.cost_*", "choice.condition_phase")


class Quantity(NamedTuple):
    """One thing a lever may move."""

    kind: Kind
    neutral: float
    meaning: str
    low: float = -inf
    high: float = inf


# Dials of mechanisms, month by month (``engine.record.POLICIES``): neutral, lowest and highest value, meaning.
DIALS: dict[str, tuple[float, float, float, str]] = {
    "air": (1.0, 0.0, inf, "factor on air support"),
    "pay": (1.0, 0.0, inf, "factor on pay and supply"),
    "materiel": (0.0, -1.0, 1.0, "change of the insurgents' supply, index"),
    "militia_births": (1.0, 0.0, inf, "factor on recruitment of militias"),
    "post_births": (1.0, 0.0, inf, "factor on the building of posts"),
    "road_base": (0.0, -inf, inf, "change of the logit of a check post"),
    "killings": (1.0, 0.0, inf, "factor on targeted killings"),
    "propaganda": (1.0, 0.0, inf, "factor on propaganda"),
    "sanctuary": (0.0, -1.0, 1.0, "change of the sanctuary aimed at, index"),
    "havens": (0.0, 0.0, 1.0, "assurances against havens, 0-1"),
    "accord_rate": (1.0, 0.0, inf, "factor on the rate of local accords"),
    "breakdown_rate": (1.0, 0.0, inf, "factor on the rate at which they break"),
    "programme": (0.0, -inf, inf, "logit that a programme of local accords adds"),
    "offer": (0.0, -1.0, 1.0, "what is offered for giving up"),
    "holding": (1.0, 0.0, inf, "factor on the reward of holding"),
    "dispute": (0.0, -inf, inf, "change of the logit of a disputed election"),
    "reform": (0.0, 0.0, 1.0, "reform under way, 0-1"),
    "reform_felt": (0.0, 0.0, 1.0, "reform felt by the public, 0-1"),
    "cohesion_pact": (0.0, -inf, inf, "logit of cohesion that a pact adds"),
    "delivery": (0.0, -inf, inf, "logit of legitimacy that services add"),
    "cue": (0.0, -1.0, 1.0, "elite cue in the patron's country, -1 to 1"),
    "election": (0.0, 0.0, 1.0, "an election this month, 0 or 1"),
    "truce": (0.0, 0.0, 5.0, "weeks of national truce this month"),
    "oversight": (0.0, -1.0, 1.0, "change of oversight over militias, index"),
    "advice": (1.0, 0.0, inf, "factor on advice and enablers"),
    "released": (0.0, 0.0, inf, "thousand fighters let go who fight again this month"),
}

QUANTITIES: dict[str, Quantity] = {
    **{f"dial.{name}": Quantity("dial", at, text, low, high) for name, (at, low, high, text) in DIALS.items()},
    **{f"opportunity.{m}": Quantity("opportunity", 1.0, f"factor on how often `{m}` can come up", 0.0) for m in MOVES},
    **{
        f"feasible.{m}": Quantity("feasible", 1.0, f"whether `{m}` may be made, 0 or 1", 0.0, 1.0)
        for m in (*MOVES, "execution")
    },
    **{
        f"held.{m}": Quantity("held", 1.0, f"whether `{m}` may be made while a settlement holds, 0 or 1", 0.0, 1.0)
        for m in HELD
    },
    **{f"lump.{m}": Quantity("lump", 0.0, f"what `{m}` pays the patron at once, in units of blame") for m in PATRONS},
    "ordered.posture": Quantity("ordered", -1.0, "a posture that is ordered at that date, 0-3", 0.0, 3.0),
    "ordered.commitment": Quantity(
        "ordered", -1.0, "a commitment announced at that date: 1 dated, 2 conditional", 1.0, 2.0
    ),
    "ordered.pace": Quantity("pace", nan, "levels a year that a dated withdrawal goes down", 0.0),
    "cost.burden": Quantity("cost", 1.0, "factor on the deaths and money that staying costs the patron", 0.0),
    "structure.accord_phases": Quantity(
        "structure", 0.0, "phases that allow a separate accord: 0 any, 1 exclusive, 2 linkage", 0.0, 2.0
    ),
}
WHOLE = frozenset({"ordered.posture", "ordered.commitment", "structure.accord_phases", "choice.condition_phase"})


def kind_of(name: str) -> Kind | None:
    """Kind of a quantity; None for a parameter."""
    quantity = QUANTITIES.get(name)
    return None if quantity is None else quantity.kind


def may_be_dated(name: str) -> bool:
    """Whether what a lever moves can change with time."""
    return name in QUANTITIES or any(fnmatchcase(name, pattern) for pattern in DATED)


def is_whole(name: str) -> bool:
    """Whether a quantity takes whole numbers alone."""
    return name in WHOLE or kind_of(name) in {"feasible", "held"}
