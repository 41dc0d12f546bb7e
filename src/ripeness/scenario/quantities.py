"""What a lever may move besides a parameter, with the value that means "no lever".

A lever acts on causes: a mechanism's own dial, how often a move can come up, whether it may be made at all, what it
costs, a posture that is ordered. Whatever is a probability or the hazard of a choice is a result and is not here.
Only dials and the structure are built; the rest names what a lever would act on.
"""

from __future__ import annotations

from math import inf
from typing import Literal, NamedTuple

Kind = Literal["dial", "opportunity", "feasible", "held", "lump", "ordered", "structure"]
BUILT = frozenset({"dial", "structure"})
PHASES = ("any", "exclusive", "linkage")  # of structure.accord_phases, by number
MOVES = (
    "reduce", "increase", "timeline", "cut", "conditional", "cancel", "close", "accord", "open", "intra",
    "ceasefire", "settle", "walk", "renege", "reform", "execution",
)  # fmt: skip


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
    "freedom": (0.0, -1.0, 1.0, "change of the delivery score of freedom"),
    "economy": (0.0, -1.0, 1.0, "change of the delivery score of the economy"),
    "relations": (0.0, -1.0, 1.0, "change of the delivery score of relations abroad"),
    "cohesion_pact": (0.0, -inf, inf, "logit of cohesion that a pact adds"),
    "cue": (0.0, -1.0, 1.0, "elite cue in the patron's country, -1 to 1"),
    "election": (0.0, 0.0, 1.0, "an election this month, 0 or 1"),
    "truce": (0.0, 0.0, 5.0, "weeks of national truce this month"),
    "oversight": (0.0, -1.0, 1.0, "change of oversight over militias, index"),
    "venue": (0.0, 0.0, 10.0, "conferences that host the insurgents this month"),
    "statement": (0.0, 0.0, 10.0, "public statements of the patron that it will stay, this month"),
    "exposure": (0.0, -1.0, 1.0, "change of the share of insurgents that aimed fire finds"),
}

QUANTITIES: dict[str, Quantity] = {
    **{f"dial.{name}": Quantity("dial", at, text, low, high) for name, (at, low, high, text) in DIALS.items()},
    **{f"opportunity.{m}": Quantity("opportunity", 1.0, f"factor on how often `{m}` can come up") for m in MOVES},
    **{f"feasible.{m}": Quantity("feasible", 1.0, f"whether `{m}` may be made, 0 or 1") for m in MOVES},
    **{f"held.{m}": Quantity("held", 1.0, f"whether `{m}` may be made while a settlement holds") for m in MOVES},
    **{f"lump.{m}": Quantity("lump", 0.0, f"what `{m}` pays its mover at once") for m in MOVES},
    "ordered.posture": Quantity("ordered", -1.0, "a posture that is ordered at that date, 0-3"),
    "ordered.commitment": Quantity("ordered", -1.0, "a commitment announced at that date: 1 dated, 2 conditional"),
    "structure.accord_phases": Quantity(
        "structure", 0.0, "phases that allow a separate accord: 0 any, 1 exclusive, 2 linkage", 0.0, 2.0
    ),
}
