"""Levers pulled: from a setting and its dates to keys that are set and dials that move month by month.

A lever does what its ``effects`` say and nothing else. On parameters and structure it acts from the first day; on
dials in the months of the pull. What cannot be done is a fault with its place, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.scenario.estimate import Estimate
from ripeness.scenario.names import NAMES, is_result, natural_range
from ripeness.scenario.problems import Place, did_you_mean
from ripeness.scenario.quantities import BUILT, PHASES, QUANTITIES
from ripeness.scenario.schema import Effect, Lever, Package, Patch, Pull

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

RESULT = "is a probability or a hazard, and a lever may not set what choices lead to"
RESULT_REMEDY = "Act on technology, payoffs, information, opportunities or the feasible set instead."
ACCORD_PHASES = "structure.accord_phases"


class Fault(NamedTuple):
    """What is wrong, and where below the lever or package."""

    place: Place
    message: str
    value: Any = ""
    remedy: str = ""


def patches_of(scenario: Scenario, package: Package) -> tuple[Patch, ...]:
    """Keys a package sets from the first day on: its own patches, then what its levers do to parameters."""
    pulled = []
    for _, pull, effect in _effects(scenario, package):
        value = _value(scenario, pull, effect)
        if effect.quantity == ACCORD_PHASES:
            pulled.append(Patch(set=effect.quantity, to=PHASES[round(value)]))
        elif effect.quantity in scenario.parameters:
            to = scaled(scenario.parameters[effect.quantity], value) if effect.factor else value
            pulled.append(Patch(set=effect.quantity, to=to))
    return (*package.patches, *pulled)


def dials_of(scenario: Scenario, package: Package) -> dict[str, tuple[float, ...]]:
    """What a package sets month by month, by dial; of two pulls of one lever the later written wins where it acts."""
    dials: dict[str, tuple[float, ...]] = {}
    for _, pull, effect in _effects(scenario, package):
        kind, _, name = effect.quantity.partition(".")
        if kind == "dial":
            neutral = QUANTITIES[effect.quantity].neutral
            before = dials.get(name, (neutral,) * scenario.months)
            now = _by_month(scenario, pull, effect, neutral)
            dials[name] = tuple(b if n is None else n for b, n in zip(before, now, strict=True))
    return dials


def lever_faults(scenario: Scenario, lever: Lever) -> Iterator[Fault]:
    """What is wrong with a lever: what it would act on, and what of it is built."""
    for i, name in enumerate(lever.acts_on):
        if is_result(name):
            yield Fault(("acts_on", i), f"'{name}' {RESULT}", name, RESULT_REMEDY)
        elif name not in NAMES and name not in QUANTITIES:
            remedy = did_you_mean(name, [*NAMES, *QUANTITIES], "things a lever may act on")
            yield Fault(("acts_on", i), f"unknown name '{name}'", name, remedy)
    for i, effect in enumerate(lever.effects):
        for fault in _effect_faults(scenario, lever, effect):
            yield fault._replace(place=("effects", i, *fault.place))


def package_faults(scenario: Scenario, package: Package) -> Iterator[Fault]:
    """What is wrong with the pulls of a package."""
    moved: dict[str, str] = {patch.set: "a patch" for patch in package.patches}
    seen: set[str] = set()
    for i, pull in enumerate(package.pulls):
        lever = scenario.levers.get(pull.lever)
        if lever is None:
            remedy = did_you_mean(pull.lever, scenario.levers, "levers")
            yield Fault(("pulls", i, "lever"), f"unknown lever '{pull.lever}'", pull.lever, remedy)
            continue
        for fault in _pull_faults(scenario, pull, lever):
            yield fault._replace(place=("pulls", i, *fault.place))
        for effect in lever.effects:
            first = moved.setdefault(effect.quantity, pull.lever)
            again = effect.quantity in seen and not effect.quantity.startswith("dial.")
            if first != pull.lever or again:
                by = first if first != pull.lever else "an earlier pull"
                message = f"{by} moves {effect.quantity} already"
                yield Fault(("pulls", i, "lever"), message, pull.lever, "Leave out one of the two.")
            seen.add(effect.quantity)


def scaled(estimate: Estimate, factor: float) -> dict[str, Any]:
    """A parameter times a factor, as a patch writes it: every world's draw is multiplied.

    Raises
    ------
    ValueError
        For a beta distribution, which has no multiple of its own kind, and for a negative factor.
    """
    one, two = estimate.args[0], estimate.args[-1]
    if factor < 0.0 or (estimate.kind == "beta" and factor not in {0.0, 1.0}):
        raise ValueError(f"{estimate.described()} cannot be multiplied by {factor:g}")
    ends = {key: end * factor for key, end in (("min", estimate.min), ("max", estimate.max)) if end is not None}
    if factor == 0.0 or estimate.kind == "fixed":
        return {"value": estimate.value * factor}
    if estimate.kind == "beta":
        return {"beta": [one, two], **ends}
    body = {
        "triangular": [x * factor for x in estimate.args],
        "lognormal": [one * factor, two],
        "normal": [one * factor, two * factor],
        "gamma": [one, two / factor],
    }
    return {estimate.kind: body[estimate.kind], **ends}


def _effects(scenario: Scenario, package: Package) -> Iterator[tuple[int, Pull, Effect]]:
    for i, pull in enumerate(package.pulls):
        for effect in scenario.levers[pull.lever].effects:
            yield i, pull, effect


def _value(scenario: Scenario, pull: Pull, effect: Effect) -> float:
    """What the effect sets its quantity to, or the factor on it; of the powers' share where some of them pull."""
    value = effect.at(pull.to)
    if effect.share_of is None or not pull.by:
        return value
    without = 1.0 if effect.factor else QUANTITIES[effect.quantity].neutral
    held = sum(actor.powers.get(effect.share_of, 0.0) for actor in scenario.actors if actor.id in pull.by)
    return without + held * (value - without)


def _by_month(scenario: Scenario, pull: Pull, effect: Effect, neutral: float) -> list[float | None]:
    """The dial in every month, None where the pull does not act."""
    first = _month(scenario, pull.starts) + effect.after_months
    last = (scenario.months - 1 if pull.ends is None else _month(scenario, pull.ends)) + effect.after_months
    value = _value(scenario, pull, effect)
    found: list[float | None] = []
    for m in range(scenario.months):
        if m < first or (m > last and pull.path == "pulse"):
            found.append(None)
        elif pull.path == "ramp" and m < last:
            found.append(neutral + (value - neutral) * (m - first + 1) / (last - first + 1))
        else:
            found.append(value)
    return found


def _month(scenario: Scenario, day: date | None) -> int:
    first = scenario.first_month
    return 0 if day is None else (day.year - first.year) * 12 + day.month - first.month


def _effect_faults(scenario: Scenario, lever: Lever, effect: Effect) -> Iterator[Fault]:
    name, place = effect.quantity, ("quantity",)
    quantity = QUANTITIES.get(name)
    if is_result(name):
        yield Fault(place, f"'{name}' {RESULT}", name, RESULT_REMEDY)
        return
    if name not in scenario.parameters and quantity is None:
        built = [key for key, known in QUANTITIES.items() if known.kind in BUILT]
        remedy = did_you_mean(name, [*scenario.parameters, *built], "quantities")
        yield Fault(place, f"unknown quantity '{name}'", name, remedy)
        return
    if quantity is not None and quantity.kind not in BUILT:
        remedy = "Name it under acts_on alone; levers move parameters, dials and structure.accord_phases."
        yield Fault(place, f"no code reads '{name}' yet", name, remedy)
        return
    if name not in lever.acts_on and all(other in NAMES or other in QUANTITIES for other in lever.acts_on):
        yield Fault(place, f"'{name}' is not among what the lever acts on", name, "Add it to acts_on.")
    if quantity is not None and effect.factor:
        yield Fault(("factor",), "only a parameter has a draw to multiply", "true", "Leave out `factor:`.")
        return
    if effect.share_of is not None and not (effect.factor or name.startswith("dial.")):
        message = f"'{name}' has no value without the lever, so nobody can have a share in its change"
        yield Fault(("share_of",), message, effect.share_of, "Only dials and factors can be shared.")
    if effect.after_months and not name.startswith("dial."):
        message = f"'{name}' does not change with time"
        yield Fault(("after_months",), message, effect.after_months, "Leave out `after_months:`: only dials can wait.")
    yield from _out_of_range(scenario, lever, effect)


def _out_of_range(scenario: Scenario, lever: Lever, effect: Effect) -> Iterator[Fault]:
    """At both ends of the lever: is the quantity one that can be?"""
    name = effect.quantity
    quantity = QUANTITIES.get(name)
    low, high = (quantity.low, quantity.high) if quantity is not None else natural_range(name)
    for setting in (lever.low, lever.high):
        value = effect.at(setting)
        if effect.factor:
            try:
                scaled(scenario.parameters[name], value)
            except ValueError as error:
                yield Fault(("factor",), str(error), value, "Give the value itself, without `factor:`.")
        elif not low <= value <= high:
            message = f"at setting {setting:g} {name} would be {value:g}, outside {low:g} to {high:g}"
            yield Fault(("slope",), message, effect.slope, "Change offset and slope, or the lever's range.")


def _pull_faults(scenario: Scenario, pull: Pull, lever: Lever) -> Iterator[Fault]:
    if not lever.low <= pull.to <= lever.high:
        message = f"{pull.to:g} lies outside {lever.low:g} to {lever.high:g}, {lever.unit}"
        yield Fault(("to",), message, pull.to, f"Pull {pull.lever} within its range.")
    if not lever.effects:
        able = ", ".join(id_ for id_, other in scenario.levers.items() if other.effects)
        message = f"{pull.lever} is not built yet: it has no effects"
        yield Fault(("lever",), message, pull.lever, f"Levers that act: {able}." if able else "Give it effects.")
    yield from _sharing_faults(scenario, pull, lever)
    for key, day in (("starts", pull.starts), ("ends", pull.ends)):
        if day is not None and not scenario.first_month <= day <= scenario.last_month:
            message = f"{day:%Y-%m} lies outside {scenario.first_month:%Y-%m} to {scenario.last_month:%Y-%m}"
            yield Fault((key,), message, f"{day:%Y-%m}", "Give a month of the scenario.")
    for effect in lever.effects:
        if pull.is_dated and not effect.quantity.startswith("dial."):
            key = "path" if pull.starts is None else "starts"
            message = f"{effect.quantity}, which {pull.lever} moves, acts from the first day or not at all"
            yield Fault((key,), message, getattr(pull, key), "Leave out path, starts and ends.")
        if effect.quantity == ACCORD_PHASES and effect.at(pull.to) not in {0.0, 1.0, 2.0}:
            message = f"{pull.to:g} stands for none of {', '.join(PHASES)}"
            yield Fault(("to",), message, pull.to, "Give a whole number.")


def _sharing_faults(scenario: Scenario, pull: Pull, lever: Lever) -> Iterator[Fault]:
    """Who pulls: powers that have a share in what the lever moves."""
    shared = {effect.share_of for effect in lever.effects if effect.share_of is not None}
    if pull.by and not shared:
        yield Fault(("by",), f"{pull.lever} is not shared among powers", ", ".join(pull.by), "Leave out `by:`.")
        return
    able = {actor.id: actor.powers for actor in scenario.actors if shared & set(actor.powers)}
    for i, name in enumerate(pull.by):
        if name not in able:
            message = f"'{name}' has no share in {' or '.join(sorted(map(str, shared)))}"
            yield Fault(("by", i), message, name, did_you_mean(name, able, "powers with a share"))
