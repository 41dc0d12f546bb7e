"""Variants of a scenario: keys set to other values, in the order written, each move reported.

A package of a lever file is a list of patches and of levers pulled; what a user sets on the command line is a list of
patches. Two packages that set one key differently are an error, not a race. A package may not set a probability or a
hazard: those are results.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from ripeness.scenario.estimate import Estimate
from ripeness.scenario.names import is_result, natural_range
from ripeness.scenario.problems import Problems, did_you_mean, shown
from ripeness.scenario.pulls import RESULT, RESULT_REMEDY, dials_of, patches_of
from ripeness.scenario.quantities import QUANTITIES
from ripeness.scenario.schema import Entry, Measures, Package, Patch, Start, Structure
from ripeness.scenario.war import Move, Scenario
from ripeness.scenario.yaml_safe import read_yaml, resolved

PatchLike = Patch | Mapping[str, Any] | tuple[str, Any] | str
_SECTIONS: dict[str, type[BaseModel]] = {"start": Start, "measures": Measures, "structure": Structure}
_OTHER_NAMES = {"choice.accord_phases": "structure.accord_phases"}
SETTINGS = "settings"  # where a message places what no file says


def patched(scenario: Scenario, patches: Iterable[PatchLike] = (), packages: Sequence[str] = ()) -> Scenario:
    """A variant of a scenario.

    Parameters
    ----------
    patches : each ``{set: key, to: value}``, a pair, or ``"key=value"``: another view of the world, applied first.
    packages : names of the scenario's packages: what somebody does in that world, applied on top.

    Returns
    -------
    Scenario
        With ``moves`` listing every key and dial that changed, and a hash of its own; where packages are pulled,
        ``before`` is the scenario with the patches alone: what its worlds are drawn from.

    Raises
    ------
    ScenarioError
        Unknown key or package, a value out of range, or two packages that set one key differently.
    """
    problems = Problems()
    own = [("set", parsed) for patch in patches if (parsed := _patch(patch, problems)) is not None]
    before = _moved(scenario, own, (), problems)
    problems.raise_if_any()
    pulled = [(f"package {name}", found) for name in packages if (found := _package(scenario, name, problems))]
    wanted = [(by, patch) for by, package in pulled for patch in patches_of(before, package)]
    dials = [(by, name, months) for by, package in pulled for name, months in dials_of(before, package).items()]
    _refuse_races([*wanted, *((by, Patch(set=f"dial.{name}", to=months)) for by, name, months in dials)], problems)
    for _, patch in wanted:
        if is_result(patch.set):
            problems.add("levers.yaml", 0, patch.set, RESULT, "", RESULT_REMEDY)
    problems.raise_if_any()
    after = _moved(before, wanted, dials, problems)
    return replace(after, before=before) if pulled else after


def settable(scenario: Scenario) -> list[str]:
    """Every key a patch may set."""
    keys = [f"{name}.{key}" for name, model in _SECTIONS.items() for key in model.model_fields]
    return [*scenario.parameters, *keys, *_OTHER_NAMES]


def new_estimate(old: Estimate, to: Any, by: str) -> Estimate | str:
    """The parameter as a patch makes it, or what is wrong with the patch (message and remedy, parted by ` | `)."""
    if isinstance(to, str):
        to = _written(to.strip())
    if isinstance(to, bool) or not isinstance(to, int | float | Mapping):
        return f"'{to}' is not a number | Give a number, or a distribution such as {{lognormal: [0.8, 0.6]}}."
    body = dict(to) if isinstance(to, Mapping) else {"value": to}
    beside = {"unit": old.unit, "symbol": old.symbol or "-", "status": old.status, "source": "assumption"}
    try:
        entry = Entry.model_validate({**beside, "reason": f"Set by {by}.", **body})
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "extra_forbidden":
            key = str(first["loc"][0])
            return f"unknown key '{key}' | {did_you_mean(key, Entry.model_fields, 'keys')}"
        return str(first.get("ctx", {}).get("error", first["msg"]))
    estimate = entry.estimate(old.name, by, 0)
    return out_of_range(estimate) or estimate


def _written(text: str) -> Any:
    """What stands after the ``=`` of a setting: a number, a word, or in braces a distribution, read as YAML."""
    if not text.startswith("{"):
        return resolved(text)
    document = read_yaml(text.encode(), SETTINGS, Problems())
    return text if document is None else document.data


def out_of_range(estimate: Estimate) -> str:
    """What is wrong with an estimate that can take values its quantity cannot have; empty if nothing is."""
    low, high = natural_range(estimate.name)
    least, most = estimate.support
    allowed = f"Allowed: {low:g} to {high:g}." if high < float("inf") else f"Allowed: {low:g} and above."
    if estimate.mass < 1e-6:
        return f"nothing of {estimate.described()} lies between its ends | Widen min and max."
    if low <= least and most <= high:
        return ""
    if estimate.is_fixed:
        return f"{least:g} lies outside {low:g} to {high:g} | {allowed}"
    if estimate.kind == "triangular":
        return f"the range {least:g} to {most:g} leaves {low:g} to {high:g} | {allowed}"
    return f"{estimate.described()} can leave {low:g} to {high:g} | {allowed} Cut it with min and max, or use beta."


def _moved(
    scenario: Scenario,
    wanted: Sequence[tuple[str, Patch]],
    dials: Sequence[tuple[str, str, tuple[float, ...]]],
    problems: Problems,
) -> Scenario:
    """The scenario with patches applied and dials set, under a hash of its own; itself where there is neither."""
    if not wanted and not dials:
        return scenario
    original = scenario.hash
    for by, patch in wanted:
        scenario = _apply(scenario, patch, by, problems)
    problems.raise_if_any()
    for by, name, months in dials:
        neutral = QUANTITIES[f"dial.{name}"].neutral
        move = Move(f"dial.{name}", f"{neutral:g}", _told(months), by)
        scenario = replace(scenario, dials={**scenario.dials, name: months}, moves=(*scenario.moves, move))
    trail = json.dumps([[(move.key, move.after) for move in scenario.moves], scenario.dials])
    return replace(scenario, hash=hashlib.sha256(f"{original}\0{trail}".encode()).hexdigest())


def _told(months: tuple[float, ...]) -> str:
    low, high = min(months), max(months)
    return f"{low:g}" if low == high else f"{low:g} to {high:g} over the months"


def _package(scenario: Scenario, name: str, problems: Problems) -> Package | None:
    package = scenario.packages.get(name)
    if package is None:
        remedy = did_you_mean(name, scenario.packages, "packages")
        problems.add("levers.yaml", 0, "packages", f"unknown package '{name}'", name, remedy)
    return package


def _refuse_races(wanted: Sequence[tuple[str, Patch]], problems: Problems) -> None:
    last: dict[str, tuple[str, Any]] = {}
    for by, patch in wanted:
        key = _OTHER_NAMES.get(patch.set, patch.set)
        first, value = last.get(key, (by, patch.to))
        if first != by and value != patch.to:
            message = f"{first} sets it to {value}, {by} to {patch.to}"
            problems.add("levers.yaml", 0, key, message, patch.to, "Pull one of them, or make a third that says which.")
        last[key] = (by, patch.to)


def _patch(patch: PatchLike, problems: Problems) -> Patch | None:
    if isinstance(patch, Patch):
        return patch
    if isinstance(patch, str):
        key, sign, value = patch.partition("=")
        if sign:
            return Patch(set=key.strip(), to=value.strip())
    elif isinstance(patch, tuple) and len(patch) == 2:
        return Patch(set=patch[0], to=patch[1])
    elif isinstance(patch, Mapping) and set(patch) == {"set", "to"}:
        return Patch.model_validate(patch)
    remedy = "Write KEY=VALUE, or {set: key, to: value}."
    problems.add(SETTINGS, 0, "", f"'{shown(patch)}' sets nothing", str(patch), remedy)
    return None


def _apply(scenario: Scenario, patch: Patch, by: str, problems: Problems) -> Scenario:
    key = _OTHER_NAMES.get(patch.set, patch.set)
    section, _, field = key.partition(".")
    if key in scenario.parameters:
        old = scenario.parameters[key]
        new = new_estimate(old, patch.to, by)
        if isinstance(new, str):
            message, _, remedy = new.partition(" | ")
            problems.add(SETTINGS, 0, key, message, patch.to, remedy)
            return scenario
        move = Move(key, old.described(), new.described(), by)
        return replace(scenario, parameters={**scenario.parameters, key: new}, moves=(*scenario.moves, move))
    if section in _SECTIONS and field in _SECTIONS[section].model_fields:
        before = dict(getattr(scenario, section))
        to = resolved(patch.to) if isinstance(patch.to, str) else patch.to
        try:
            model = _SECTIONS[section].model_validate({**before, field: to})
        except ValidationError as error:
            message, _, remedy = str(error.errors()[0]["msg"]).removeprefix("Value error, ").partition(" | ")
            problems.add(SETTINGS, 0, key, message, to, remedy)
            return scenario
        move = Move(key, str(before[field]), str(getattr(model, field)), by)
        changed: dict[str, Any] = {section: model.model_dump()}
        return replace(scenario, **changed, moves=(*scenario.moves, move))
    remedy = did_you_mean(key, settable(scenario), "keys") + f" See: ripeness show {scenario.name}"
    problems.add(SETTINGS, 0, key, f"unknown key '{key}'", key, remedy)
    return scenario
