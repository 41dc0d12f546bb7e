"""Variants of a scenario: keys set to other values, in the order written, each move reported.

A package of a lever file is a list of patches and of levers pulled, with dates; what a user sets on the command line is
a list of patches. Two packages that set one key differently are an error, not a race. A package may not set a
probability or a hazard: those are results.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from ripeness.errors import SETTINGS
from ripeness.scenario import timed
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.names import is_result, natural_range
from ripeness.scenario.problems import Problems, did_you_mean, shown
from ripeness.scenario.pulls import RESULT, RESULT_REMEDY, acts_of
from ripeness.scenario.quantities import QUANTITIES
from ripeness.scenario.schema import Entry, Measures, Package, Patch, Start, Structure
from ripeness.scenario.war import Move, Scenario
from ripeness.scenario.yaml_safe import read_yaml, resolved

PatchLike = Patch | Mapping[str, Any] | tuple[str, Any] | str
_SECTIONS: dict[str, type[BaseModel]] = {"start": Start, "measures": Measures, "structure": Structure}
_OTHER_NAMES = {"choice.accord_phases": "structure.accord_phases"}


def patched(
    scenario: Scenario, patches: Iterable[PatchLike] = (), packages: Sequence[str] = (), surprise: bool = False
) -> Scenario:
    """A variant of a scenario.

    Parameters
    ----------
    patches : each ``{set: key, to: value}``, a pair, or ``"key=value"``: another view of the world, applied first.
    packages : names of the scenario's packages: what somebody does in that world, applied on top.
    surprise : nobody knows of what the packages do before it is done, whatever they say of announcements.

    Returns
    -------
    Scenario
        With ``moves`` listing every key, dial, rule and order that changed, and a hash of its own; where packages are
        pulled, ``before`` is the scenario with the patches alone: what its worlds are drawn from.

    Raises
    ------
    ScenarioError
        Unknown key or package, a value out of range, or two packages that set one key differently.
    """
    problems = Problems()
    own = [("set", parsed) for patch in patches if (parsed := _patch(patch, problems)) is not None]
    before = _set_by_hand(_moved(scenario, own, problems), {patch.set for _, patch in own})
    problems.raise_if_any()
    pulled = [(f"package {name}", found) for name in packages if (found := _package(scenario, name, problems))]
    fixed = [(by, patch) for by, package in pulled for patch in package.patches]
    acts = [timed.By(by, act) for by, package in pulled for act in acts_of(before, package, surprise)]
    _refuse_races([*fixed, *_claims(acts)], problems)
    for _, patch in fixed:
        if is_result(patch.set):
            problems.add("levers.yaml", 0, patch.set, RESULT, "", RESULT_REMEDY)
    problems.raise_if_any()
    if not pulled:
        return before
    after = _pulled(before, fixed, acts, problems)
    told = sorted({0, *(act.announced for _, act in acts)})
    views: tuple[tuple[int, Scenario], ...] = ()
    if len(told) > 1:
        known = [[own for own in acts if own.act.announced <= month] for month in told]
        views = tuple((m, _pulled(before, fixed, own, problems)) for m, own in zip(told, known, strict=True))
        after = replace(after, hash=_digest(after.hash, [(m, view.hash) for m, view in views]))
    return replace(after, before=before, views=views)


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


def _author(to: Any, by: str) -> tuple[Any, str]:
    """What a patch sets, and who says so: an analyst's estimate names its author."""
    written = _written(to.strip()) if isinstance(to, str) else to
    if not isinstance(written, Mapping) or "by" not in written:
        return to, by
    return {key: value for key, value in written.items() if key != "by"}, str(written["by"])


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


def _moved(scenario: Scenario, wanted: Sequence[tuple[str, Patch]], problems: Problems) -> Scenario:
    """The scenario with patches applied, under a hash of its own; itself where there is none."""
    if not wanted:
        return scenario
    original = scenario.hash
    for by, patch in wanted:
        scenario = _apply(scenario, patch, by, problems)
    problems.raise_if_any()
    return replace(scenario, hash=_digest(original, [(move.key, move.after) for move in scenario.moves]))


def _set_by_hand(scenario: Scenario, names: Collection[str]) -> Scenario:
    """The scenario without the calibrated draws of parameters that somebody has set."""
    if not any(name in names for draws in scenario.posteriors.values() for name in draws.names):
        return scenario
    return replace(scenario, posteriors={m: draws.without(names) for m, draws in scenario.posteriors.items()})


def _pulled(
    before: Scenario, fixed: Sequence[tuple[str, Patch]], acts: Sequence[timed.By], problems: Problems
) -> Scenario:
    """The scenario with keys set and levers pulled; itself where there is neither."""
    if not fixed and not acts:
        return before
    first = _era(before, fixed, acts, 0, problems)
    eras = tuple((m, _era(before, fixed, acts, m, problems)) for m in timed.changes(acts))
    moves = list(first.moves)
    for (_, last), (month, era) in zip([(0, first), *eras], eras, strict=False):
        moves += _later(before, last, era, month)
    dials = timed.dials_of(acts)
    for name, (by, values) in dials.items():
        moves.append(Move(f"dial.{name}", f"{QUANTITIES[f'dial.{name}'].neutral:g}", _told(values), by))
    orders = timed.orders_of(acts)
    for (month, what), (by, to) in sorted(orders.items()):
        labels = before.posture_labels if what == "posture" else before.commitment_labels
        moves.append(Move(f"ordered.{what}", "none", f"{labels[to]}, {_month(before, month)}", by))
    turned = {name: values for name, (_, values) in dials.items()}
    trail = [[(move.key, move.after) for move in moves], turned, [(m, era.hash) for m, era in eras]]
    return replace(
        first, moves=tuple(moves), dials=turned, eras=eras, hash=_digest(before.hash, trail),
        orders=tuple((month, what, to) for (month, what), (_, to) in sorted(orders.items())),
    )  # fmt: skip


def _era(
    before: Scenario, fixed: Sequence[tuple[str, Patch]], acts: Sequence[timed.By], month: int, problems: Problems
) -> Scenario:
    """Parameters, structure and rules of the game as they stand in a month."""
    era = _moved(before, [*fixed, *timed.patches_at(before, acts, month)], problems)
    rules = timed.conduct_at(acts, month)
    moves = [Move(key, _shown(QUANTITIES[key].neutral), _shown(value), by) for key, (by, value) in rules.items()]
    conduct = {key: value for key, (_, value) in rules.items()}
    return replace(era, conduct=conduct, moves=(*era.moves, *moves), hash=_digest(era.hash, conduct))


def _later(before: Scenario, last: Scenario, era: Scenario, month: int) -> list[Move]:
    """What another era moves that the one before it did not, with its month."""
    own = {move.key: move for move in last.moves[len(before.moves) :]}
    now = {move.key: move for move in era.moves[len(before.moves) :]}
    since = _month(before, month)
    found = []
    for key, move in now.items():
        if key not in own or own[key].after != move.after:
            was = own[key].after if key in own else move.before
            found.append(replace(move, before=was, after=f"{move.after} from {since}"))
    ended = [move for key, move in own.items() if key not in now]
    return found + [replace(move, before=move.after, after=f"{move.before} from {since}") for move in ended]


def _claims(acts: Sequence[timed.By]) -> list[tuple[str, Patch]]:
    """What each package says a quantity is, month by month, for two that do not agree."""
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for by, act in acts:
        found.setdefault((by, act.quantity), []).append((act.factor, *act.values))
    return [(by, Patch(set=name, to=said)) for (by, name), said in found.items()]


def _said(to: Any) -> str:
    """What a package sets a quantity to, each value once."""
    if not isinstance(to, list):
        return str(to)
    return ", ".join(dict.fromkeys(f"{value:g}" for _, *values in to for value in values if value is not None))


def _shown(value: float) -> str:
    return "its own draw" if value != value else f"{value:g}"


def _month(scenario: Scenario, month: int) -> str:
    year, number = divmod(scenario.first_month.year * 12 + scenario.first_month.month - 1 + month, 12)
    return f"{year}-{number + 1:02d}"


def _digest(original: str, trail: Any) -> str:
    return hashlib.sha256(f"{original}\0{json.dumps(trail)}".encode()).hexdigest()


def _told(months: tuple[float, ...]) -> str:
    low, high = min(months), max(months)
    return f"{low:g}" if low == high else f"{low:g} to {high:g} over the months"


def _package(scenario: Scenario, name: str, problems: Problems) -> Package | None:
    package = scenario.packages.get(name)
    if package is None:
        remedy = did_you_mean(name, scenario.packages, "packages")
        problems.add(SETTINGS, 0, "package", f"unknown package '{name}'", name, remedy)
    return package


def _refuse_races(wanted: Sequence[tuple[str, Patch]], problems: Problems) -> None:
    last: dict[str, tuple[str, Any]] = {}
    for by, patch in wanted:
        key = _OTHER_NAMES.get(patch.set, patch.set)
        first, value = last.get(key, (by, patch.to))
        if first != by and value != patch.to:
            message = f"{first} sets it to {_said(value)}, {by} to {_said(patch.to)}"
            problems.add(
                "levers.yaml", 0, key, message, _said(patch.to), "Pull one of them, or make a third that says which."
            )
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
        to, by = _author(patch.to, by)
        new = new_estimate(old, to, by)
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
