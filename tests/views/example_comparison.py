"""An invented comparison of three packages on the flagship: no run made it, no number in it means anything."""

from __future__ import annotations

from ripeness.analysis.compare import Comparison, Row
from ripeness.analysis.effects import Effect
from ripeness.ensemble.design import Plan
from ripeness.ensemble.paired import Refused
from ripeness.scenario.load import load_scenario
from ripeness.scenario.war import Move

LABELS = {
    "takeover": ("Taliban takeover", "share", 0.5), "settlement": ("Negotiated settlement in force", "share", 0.3),
    "margin": ("Ripeness margin in the first month", "part", 0.12),
    "deaths": ("Deaths while Kabul stands", "deaths", 4e4),
}  # fmt: skip
SIZES = {"guarantee": -0.2, "dated-timeline": 0.1, "guarantee+dated-timeline": 0.0}


def example_comparison() -> Comparison:
    """Three packages, four numbers; parts of one package; one world left out."""
    war = load_scenario("afghanistan-2018")
    rows = [
        Row(package, metric, label, unit, effect(base, base * size))
        for package, size in SIZES.items()
        for metric, (label, unit, base) in LABELS.items()
    ]
    rows += [
        Row("dated-timeline", metric, *LABELS[metric][:2], effect(0.5, size), part)
        for metric in ("takeover", "settlement")
        for part, size in (("anticipation", 0.02), ("response", -0.04))
    ]
    return Comparison(
        scenario=war, plan=Plan("afghanistan-2018", worlds=16, futures=3200),
        packages={name: " + ".join(war.packages[part].label for part in name.split("+")) for name in SIZES},
        moves={name: (Move("payoff.renege_cost", "LN(0.05, 0.8)", "0.3", f"package {name}"),) for name in SIZES},
        perceived={name: [] for name in SIZES}, rows=tuple(rows),
        refused=(Refused("reference", 1, "more than one equilibrium"),),
    )  # fmt: skip


def effect(reference: float, size: float) -> Effect:
    """An effect with chance a tenth of the reference wide and worlds twice that."""
    room = 0.1 * reference
    return Effect(
        reference, reference + size, size, (size - room / 2, size + room / 2), size - room, size + room, 0.9, 4.0, 15
    )
