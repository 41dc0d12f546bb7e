"""An analyst's own estimates of some of a war's numbers: a file beside the scenario, everything else as it stands.

The file says who holds the view and, in the form of a scenario's own files, what he or she thinks a parameter is. It
becomes settings of the run, so that a run remembers the estimates and not where the file stood, and draws its worlds
with the same luck as everybody else's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ripeness.scenario.forms import Id, Model, Text, allowed_keys
from ripeness.scenario.patches import out_of_range
from ripeness.scenario.problems import Problems, did_you_mean, from_pydantic
from ripeness.scenario.schema import DISTRIBUTIONS, Entry
from ripeness.scenario.yaml_safe import Document, read_yaml

if TYPE_CHECKING:
    from ripeness.scenario.estimate import Estimate
    from ripeness.scenario.war import Scenario

HASH_SHOWN = 12
_SAID_BY = re.compile(rf"prior (.*) \(([0-9a-f]{{{HASH_SHOWN}}})\)", re.DOTALL)
_BESIDE = ("source", "reason", "as_of", "note")


class Head(Model):
    """Who holds the view, and the estimates, each looked at on its own."""

    name: Id
    title: Text
    reason: Text | None = None
    note: Text | None = None
    estimates: Mapping[str, Any]


@dataclass(frozen=True)
class Analyst:
    """A view of a war: estimates of some of its parameters.

    Parameters
    ----------
    name, title : of the view.
    hash : SHA-256 of the file.
    estimates : by the name of the parameter.
    """

    name: str
    title: str
    hash: str
    estimates: Mapping[str, Estimate]

    @property
    def said_by(self) -> str:
        """What a move of a scenario names as its author."""
        return f"prior {self.title} ({self.hash[:HASH_SHOWN]})"

    @property
    def settings(self) -> tuple[str, ...]:
        """The same as settings of a run, ``KEY={...}``."""
        return tuple(f"{name}={json.dumps(self._body(held))}" for name, held in self.estimates.items())

    def _body(self, held: Estimate) -> dict[str, Any]:
        if held.kind == "fixed":
            body: dict[str, Any] = {"value": held.args[0]}
        else:
            body = {held.kind: list(held.args)}
        ends = {key: end for key, end in (("min", held.min), ("max", held.max)) if end is not None}
        return {**body, **ends, "source": held.source, "reason": held.reason or self.title, "by": self.said_by}


def read_analyst(path: str | Path, scenario: Scenario) -> Analyst:
    """The view in a file, held against the war it is about.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with line, key and remedy.
    """
    problems, place = Problems(), Path(path)
    subject = "the prior file"
    try:
        content = place.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        problems.add(str(path), 0, "", message, "", "--prior takes reference, sceptical, favourable or a file.")
        problems.raise_if_any(subject)
        raise AssertionError from error
    document = read_yaml(content, place.name, problems)
    head = _head(document, problems) if document is not None else None
    estimates: dict[str, Estimate] = {}
    if document is not None and isinstance(document.data, Mapping):
        given = document.data.get("estimates")
        for key, data in given.items() if isinstance(given, Mapping) else ():
            held = _estimate(str(key), data, document, scenario, head, problems)
            if held is not None:
                estimates[held.name] = held
        if isinstance(given, Mapping) and not given:
            problems.add(place.name, document.line(("estimates",)), "estimates", "holds nothing", "", "Name one.")
    problems.raise_if_any(subject)
    assert head is not None
    return Analyst(head.name, head.title, hashlib.sha256(content).hexdigest(), estimates)


def analyst_of(scenario: Scenario) -> dict[str, str] | None:
    """Title and hash of the view whose estimates a scenario has; None where they are its own."""
    for move in scenario.moves:
        if found := _SAID_BY.fullmatch(move.by):
            return {"title": found[1], "hash": found[2]}
    return None


def prior_words(scenario: Scenario, prior_set: str) -> str:
    """What a page calls the priors that worlds are drawn from."""
    found = analyst_of(scenario)
    return prior_set if found is None else f"{prior_set}, with the estimates of {found['title']} ({found['hash']})"


def _head(document: Document, problems: Problems) -> Head | None:
    if not isinstance(document.data, Mapping):
        remedy = "Write `name:`, `title:` and under `estimates:` a parameter a line."
        problems.add(document.file, 1, "", "is not a set of `key: value` lines", "", remedy)
        return None
    try:
        return Head.model_validate(document.data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        from_pydantic(faults, problems, document.file, document.line, lambda place: allowed_keys(Head, place))
        return None


def _estimate(
    key: str, data: Any, document: Document, scenario: Scenario, head: Head | None, problems: Problems
) -> Estimate | None:
    """One estimate, or None with what is wrong with it among the problems."""
    place = ("estimates", key)
    line = document.line(place)
    old = scenario.parameters.get(key)
    if old is None:
        remedy = did_you_mean(key, scenario.parameters, "parameters") + f" See: ripeness show {scenario.name}"
        problems.add(document.file, line, place, f"unknown parameter '{key}'", key, remedy.strip())
        return None
    if not isinstance(data, Mapping):
        remedy = f"Write {{value: NUMBER, unit: {old.unit}, reason: WHY}} or a distribution."
        problems.add(document.file, line, place, "is not a set of `key: value` lines", data, remedy)
        return None
    why = data.get("reason") or (head.reason if head is not None else None)
    cited = data.get("source") or "assumption"
    beside = {"symbol": old.symbol or "-", "status": old.status, "source": cited}
    body = {**beside, **({"reason": why} if why else {}), **data}
    try:
        entry = Entry.model_validate(body)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        known = [*DISTRIBUTIONS, "low", "high", "min", "max", "unit", *_BESIDE]
        from_pydantic(faults, problems, document.file, document.line, lambda _: known, place)
        return None
    if not _same(entry.unit, old.unit):
        problems.add(
            document.file, document.line((*place, "unit")), (*place, "unit"),
            f"'{entry.unit}' is not the scenario's unit", entry.unit, f"Give it in '{old.unit}'.",
        )  # fmt: skip
    if cited != "assumption" and cited not in scenario.sources:
        remedy = did_you_mean(cited, scenario.sources, "sources") + " Or leave it out and give a `reason:`."
        where = (*place, "source")
        problems.add(document.file, document.line(where), where, f"unknown source '{cited}'", cited, remedy.strip())
    entry = entry.model_copy(update={"unit": old.unit})
    held = entry.estimate(key, document.file, line)
    if fault := out_of_range(held):
        message, _, remedy = fault.partition(" | ")
        problems.add(document.file, line, place, message, held.described(), remedy)
    return held


def _same(given: str, unit: str) -> bool:
    """Whether a unit is meant: in full, or without what the scenario adds after a comma, "that" or "by which"."""
    short = re.split(r",| that | by which ", unit, maxsplit=1)[0]
    return " ".join(given.split()) in {unit, short.strip()}
