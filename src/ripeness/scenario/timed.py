"""What packages make of a scenario over time: the first day, later eras, orders, and who knows of it when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from ripeness.scenario.pulls import ACCORD_PHASES, Act, acts_of, scaled
from ripeness.scenario.quantities import CONDUCT, PHASES, QUANTITIES, kind_of
from ripeness.scenario.schema import Package, Patch
from ripeness.scenario.war import Scenario

Ordered = Literal["posture", "commitment"]


class By(NamedTuple):
    """Something a package does, and who says so."""

    by: str
    act: Act


def changes(acts: Iterable[By]) -> list[int]:
    """Months after the first from which rules or payoffs are others than in the month before."""
    months: set[int] = set()
    for _, act in acts:
        if kind_of(act.quantity) not in {"dial", "ordered"}:
            months |= {m for m in range(1, len(act.values)) if act.values[m] != act.values[m - 1]}
    return sorted(months)


def patches_at(scenario: Scenario, acts: Sequence[By], month: int) -> list[tuple[str, Patch]]:
    """Parameters and structure as the acts set them in a month; the later written wins."""
    found: dict[str, tuple[str, Patch]] = {}
    for by, act in acts:
        value, name = act.values[month], act.quantity
        if value is None:
            continue
        if name == ACCORD_PHASES:
            found[name] = by, Patch(set=name, to=PHASES[round(value)])
        elif name in scenario.parameters:
            to: Any = scaled(scenario.parameters[name], value) if act.factor else value
            found[name] = by, Patch(set=name, to=to)
    return list(found.values())


def settings_of(scenario: Scenario, package: Package, name: str) -> list[Any]:
    """Everything a package sets a parameter to, in order of time."""
    acts = [By("", act) for act in acts_of(scenario, package) if act.quantity == name]
    months = [0, *changes(acts)]
    pulled = [patch.to for month in months for _, patch in patches_at(scenario, acts, month)]
    return [patch.to for patch in package.patches if patch.set == name] + pulled


def conduct_at(acts: Sequence[By], month: int) -> dict[str, tuple[str, float]]:
    """What the acts say about the moves of the game in a month: quantity -> (who says so, value)."""
    return {
        act.quantity: (by, value)
        for by, act in acts
        if kind_of(act.quantity) in CONDUCT and (value := act.values[month]) is not None
    }


def dials_of(acts: Iterable[By]) -> dict[str, tuple[str, tuple[float, ...]]]:
    """Dials month by month, neutral where nobody turns them: name -> (who turns it, values)."""
    dials: dict[str, tuple[str, tuple[float, ...]]] = {}
    for by, act in acts:
        if kind_of(act.quantity) == "dial":
            _, _, name = act.quantity.partition(".")
            _, before = dials.get(name, (by, (QUANTITIES[act.quantity].neutral,) * len(act.values)))
            values = tuple(b if v is None else v for b, v in zip(before, act.values, strict=True))
            dials[name] = by, values
    return dials


def orders_of(acts: Iterable[By]) -> dict[tuple[int, Ordered], tuple[str, int]]:
    """Moves that are ordered: (month, posture or commitment) -> (who orders it, which)."""
    found: dict[tuple[int, Ordered], tuple[str, int]] = {}
    for by, act in acts:
        if kind_of(act.quantity) == "ordered":
            month = next(m for m, value in enumerate(act.values) if value is not None)
            what: Ordered = "posture" if act.quantity == "ordered.posture" else "commitment"
            found[month, what] = by, round(act.values[month] or 0.0)
    return found
