"""Levers pulled: from a setting and its dates to what each quantity is, month by month, and who knows of it when.

A lever does what its ``effects`` say and nothing else, in the months of the pull. What cannot be done is a fault with
its place, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.scenario.estimate import Estimate
from ripeness.scenario.names import NAMES, is_result, natural_range
from ripeness.scenario.problems import Place, did_you_mean
from ripeness.scenario.quantities import PHASES, QUANTITIES, is_whole, kind_of, may_be_dated
from ripeness.scenario.schema import Effect, Lever, Package, Pull

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

RESULT = "is a probability or a hazard, and a lever may not set what choices lead to"
RESULT_REMEDY = "Act on technology, payoffs, information, opportunities or the feasible set instead."
ACCORD_PHASES = "structure.accord_phases"
RAMP_MONTHS = 3  # rules and payoffs rise in steps of a quarter, dials every month


class Fault(NamedTuple):
    """What is wrong, and where below the lever or package."""

    place: Place
    message: str
    value: Any = ""
    remedy: str = ""


class Act(NamedTuple):
    """What one effect of a pull makes of a quantity."""

    quantity: str
    values: tuple[float | None, ...]  # by month; None where it does not act
    factor: bool  # whether the value multiplies the world's own draw
    announced: int  # month from which the parties know of it


def acts_of(scenario: Scenario, package: Package, surprise: bool = False) -> tuple[Act, ...]:
    """Everything the levers of a package do, in the order written.

    Parameters
    ----------
    surprise : nobody knows of anything before it acts, whatever the package says.
    """
    return tuple(
        Act(
            effect.quantity,
            _by_month(scenario, pull, effect),
            effect.factor,
            _announced(scenario, pull, effect, surprise),
        )
        for pull in package.pulls
        for effect in scenario.levers[pull.lever].effects
    )


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
            again = effect.quantity in seen and not may_be_dated(effect.quantity)
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


def _by_month(scenario: Scenario, pull: Pull, effect: Effect) -> tuple[float | None, ...]:
    """The quantity in every month, None where the pull does not act."""
    if effect.undated:
        return (effect.at(pull.to),) * scenario.months
    first = _month(scenario, pull.starts) + effect.after_months
    last = (scenario.months - 1 if pull.ends is None else _month(scenario, pull.ends)) + effect.after_months
    value = effect.at(pull.to)
    known = QUANTITIES.get(effect.quantity)
    neutral = 1.0 if known is None else known.neutral
    whole = effect.quantity.startswith("dial.")
    found: list[float | None] = []
    for m in range(scenario.months):
        if m < first or (m > last and pull.path == "pulse"):
            found.append(None)
        elif pull.path == "ramp" and m < last:
            risen = m if whole else m - (m - first) % RAMP_MONTHS
            found.append(neutral + (value - neutral) * (risen - first + 1) / (last - first + 1))
        else:
            found.append(value)
    return tuple(found)


def _announced(scenario: Scenario, pull: Pull, effect: Effect, surprise: bool) -> int:
    if effect.undated:
        return 0
    return _month(scenario, pull.starts if surprise or pull.announced == "never" else pull.announced)


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
        remedy = did_you_mean(name, [*scenario.parameters, *QUANTITIES], "quantities")
        yield Fault(place, f"unknown quantity '{name}'", name, remedy)
        return
    if name not in lever.acts_on and all(other in NAMES or other in QUANTITIES for other in lever.acts_on):
        yield Fault(place, f"'{name}' is not among what the lever acts on", name, "Add it to acts_on.")
    if quantity is not None and effect.factor:
        yield Fault(("factor",), "only a parameter has a draw to multiply", "true", "Leave out `factor:`.")
        return
    if effect.inverse and lever.low <= 0.0 <= lever.high:
        yield Fault(("inverse",), "the lever may be set to 0, of which nothing can be made", "true", "Raise `low:`.")
        return
    if effect.after_months and (kind_of(name) == "ordered" or effect.undated or not may_be_dated(name)):
        message = f"'{name}' cannot come later than the pull"
        yield Fault(("after_months",), message, effect.after_months, "Leave out `after_months:`.")
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
    for key, day in (("starts", pull.starts), ("ends", pull.ends), ("announced", pull.announced)):
        if isinstance(day, date) and not scenario.first_month <= day <= scenario.last_month:
            message = f"{day:%Y-%m} lies outside {scenario.first_month:%Y-%m} to {scenario.last_month:%Y-%m}"
            yield Fault((key,), message, f"{day:%Y-%m}", "Give a month of the scenario.")
    if isinstance(pull.announced, date) and pull.announced > (pull.starts or scenario.first_month):
        message = f"it is announced {pull.announced:%Y-%m}, after it has begun"
        yield Fault(("announced",), message, f"{pull.announced:%Y-%m}", "Write `never` for what is seen once it acts.")
    for effect in lever.effects:
        yield from _dated_faults(pull, effect)
        value = effect.at(pull.to)
        if effect.quantity == ACCORD_PHASES and value not in {0.0, 1.0, 2.0}:
            message = f"{pull.to:g} stands for none of {', '.join(PHASES)}"
            yield Fault(("to",), message, pull.to, "Give a whole number.")
        elif is_whole(effect.quantity) and value != round(value):
            message = f"{effect.quantity} would be {value:g}, and it is one thing or another"
            yield Fault(("to",), message, pull.to, "Give a whole number.")


def _dated_faults(pull: Pull, effect: Effect) -> Iterator[Fault]:
    """Dates that a quantity cannot have."""
    name = effect.quantity
    if effect.undated:
        return
    if not may_be_dated(name):
        written = {"path": pull.path != "step", "starts": pull.starts, "announced": pull.announced}
        if key := next((key for key, there in written.items() if there), None):
            message = f"{name} acts from the first day or not at all: the ground is made once a world"
            yield Fault((key,), message, str(getattr(pull, key)), "Leave out path, starts, ends and announced.")
    elif pull.path == "ramp" and (is_whole(name) or (kind_of(name) in {None, "pace"} and not effect.factor)):
        message = f"{name} cannot rise little by little"
        yield Fault(("path",), message, pull.path, "Write `path: step`, or a pulse with its end.")
