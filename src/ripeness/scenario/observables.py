"""What a war's forecast is held against: which quantity of a future stands for which row of the history.

The table says where to look and never what was found there, so it can be fixed, with a hash of its content, before any
outcome is loaded. Forecasts that others published stand beside it and are scored on the same outcomes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator

from ripeness.errors import SettingsError
from ripeness.scenario.forms import Day, Id, Ids, Model, Month, Share, Text
from ripeness.scenario.names import MECHANISMS
from ripeness.scenario.problems import Place, did_you_mean

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

Domain = Literal["territory", "violence", "patron", "talks", "collapse"]
Kind = Literal["event", "month", "class", "reading", "total", "terms", "joint"]
DOMAINS = ("territory", "violence", "patron", "talks", "collapse")
# What can be seen of every future, and what only of those whose events are logged.
RECORDED = (
    "settlement", "accord", "intra", "ceasefire", "exit", "order", "cut", "collapse", "capital_lost",
)  # fmt: skip
LOGGED = (
    "reduce", "increase", "timeline", "conditional", "cancel", "close_patron", "open", "close_insurgent",
    "walk_insurgent", "walk_government", "renege_insurgent", "renege_government", "reform",
)  # fmt: skip
READINGS = (
    "command_government", "command_insurgent", "press_government", "press_insurgent", "control_share",
    "capitals_fallen", "centres_fallen", "support", "legitimacy", "cohesion", "troops",
)  # fmt: skip
TOTALS = ("deaths",)
STATES = ("fallen", "settled", "with_patron", "alone")
ENDINGS = ("O1", "O2", "O3", "O4", "O5", "O6", "O7")
VOCABULARY: dict[str, tuple[str, ...]] = {
    "event": RECORDED + LOGGED, "month": RECORDED + LOGGED, "class": ("state", "ending"),
    "reading": READINGS, "total": TOTALS, "terms": ("insurgent_share",),
}  # fmt: skip
NEEDED: dict[str, tuple[str, ...]] = {
    "event": ("by",), "month": (), "class": ("at",), "reading": ("at",), "total": ("since", "until"), "terms": (),
    "joint": (),
}  # fmt: skip
DATES = ("by", "at", "since", "until")


def _many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Outcome(Model):
    """The rows of the history that say what happened, and what they are called there."""

    series: Annotated[Ids, BeforeValidator(_many), Field(min_length=1)]
    period: Day | None = None
    reaching: Annotated[float, Strict()] = 0.0  # an event is a row above this
    means: Text | None = None  # the class that the row stands for


class Observable(Model):
    """One thing to be forecast, or one that is not scored and why."""

    domain: Domain
    label: Text
    left_out: Text | None = None
    kind: Kind | None = None
    of: Annotated[Ids, BeforeValidator(_many)] = ()
    by: Month | None = None
    at: Month | None = None
    since: Month | None = None
    until: Month | None = None
    scale: Literal["plain", "log"] = "plain"
    outcome: Outcome | None = None
    history: Id | None = None  # the series a baseline continues
    block: Id | None = None  # observables of one block stand or fall together
    mechanisms: Ids = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Observable:
        if self.left_out is not None:
            if self.kind is not None or self.outcome is not None:
                raise ValueError("both scored and left out | Keep `left_out:`, or `kind:` with what it needs.")
            return self
        if self.kind is None or not self.of or not self.mechanisms:
            raise ValueError("kind, of or mechanisms is missing | Add them, or say why under `left_out:`.")
        if (self.kind == "joint") != (self.outcome is None):
            raise ValueError("no outcome | A joint takes its members' outcomes, every other kind names its own.")
        if missing := [key for key in NEEDED[self.kind] if getattr(self, key) is None]:
            raise ValueError(f"kind {self.kind} without {', '.join(missing)} | Add it, a month written YYYY-MM.")
        for name in self.of if self.kind != "joint" else ():
            if name not in VOCABULARY[self.kind]:
                remedy = did_you_mean(name, VOCABULARY[self.kind], "quantities")
                raise ValueError(f"kind {self.kind} cannot look at '{name}' | {remedy}")
        if self.kind in {"reading", "total", "terms"} and self.outcome is not None and self.outcome.period is None:
            raise ValueError(f"kind {self.kind} needs the day of its reading | Add `period:` under outcome.")
        if self.kind == "class":
            known = STATES if self.of == ("state",) else ENDINGS
            if self.outcome is None or self.outcome.means not in known:
                raise ValueError(f"the class is not one of {', '.join(known)} | Write one under `means:`.")
        return self

    @property
    def is_scored(self) -> bool:
        """Whether it is held against an outcome."""
        return self.left_out is None


class Bin(Model):
    """A share of somebody's forecast: until the end of a month, or for ever."""

    until: Month | None = None
    probability: Share


class Published(Model):
    """A forecast that somebody published about one of the observables."""

    label: Text
    who: Text
    made: Day
    source: Id
    evidence: Literal["seen", "partly_seen", "recalled"]
    observable: Id
    given: Month | None = None  # what had not happened by the end of this month, in the eyes of whoever made it
    probability: Share | None = None
    bins: tuple[Bin, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_form_adding_up(self) -> Published:
        if (self.probability is None) == (not self.bins):
            raise ValueError("one of probability and bins is wanted | Give a probability of the event, or bins.")
        if self.bins:
            ends = [b.until for b in self.bins]
            if None in ends[:-1] or ends[-1] is not None or sorted(e for e in ends if e) != ends[:-1]:
                raise ValueError("bins that do not follow each other | Sort them; the last has no `until:`.")
            if abs(sum(b.probability for b in self.bins) - 1.0) > 0.02:
                raise ValueError("bins that do not add up to 1 | Rounded shares may miss it by .02.")
        return self


class Observables(Model):
    """observables.yaml."""

    observables: dict[Id, Observable] = Field(default_factory=dict)
    published: dict[Id, Published] = Field(default_factory=dict)

    def require(self, scenario: str) -> None:
        """Raises SettingsError where there is nothing to be held against."""
        if not self.scored:
            raise SettingsError(
                f"{scenario} has nothing to be held against", "Write observables.yaml, or take afghanistan-2018."
            )

    def within(self, first: date, last: date) -> Observables:
        """The table without what lies outside the months of a war begun on another day, or stands on what does."""
        held = {
            id_: entry
            for id_, entry in self.observables.items()
            if all(first <= day <= last for key in DATES if (day := getattr(entry, key)) is not None)
        }
        held = {id_: e for id_, e in held.items() if e.kind != "joint" or all(name in held for name in e.of)}
        published = {
            id_: made for id_, made in self.published.items() if made.observable in held and made.made >= first
        }
        return Observables(observables=held, published=published)

    @property
    def hash(self) -> str:
        """SHA-256 of the table's content, whatever the layout of its file."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def scored(self) -> dict[str, Observable]:
        """Those that are held against an outcome."""
        return {id_: entry for id_, entry in self.observables.items() if entry.is_scored}


def observable_faults(scenario: Scenario) -> Iterator[tuple[Place, str, str, str]]:
    """What does not hold between the table and the rest of its war: place, message, value, remedy."""
    table, series = scenario.observables, {seen.series for seen in scenario.history}
    for id_, entry in table.observables.items():
        place: Place = ("observables", id_)
        for name in entry.mechanisms:
            if name not in MECHANISMS:
                yield (
                    (*place, "mechanisms"),
                    f"unknown mechanism '{name}'",
                    name,
                    did_you_mean(name, MECHANISMS, "mechanisms"),
                )
        for key in DATES:
            day: date | None = getattr(entry, key)
            if day is not None and not scenario.first_month <= day <= scenario.last_month:
                message = f"{day:%Y-%m} lies outside {scenario.first_month:%Y-%m} to {scenario.last_month:%Y-%m}"
                yield (*place, key), message, f"{day:%Y-%m}", "A forecast covers the months of the war's file."
        named = [*(entry.outcome.series if entry.outcome else ()), *([entry.history] if entry.history else ())]
        for name in named:
            if name not in series:
                yield (*place, "outcome"), f"unknown series '{name}'", name, did_you_mean(name, series, "series")
        for name in entry.of if entry.kind == "joint" else ():
            if name not in table.scored or table.observables[name].kind != "reading":
                remedy = did_you_mean(name, table.scored, "observables")
                yield (*place, "of"), f"'{name}' is no reading of this table", name, remedy
    for id_, made in table.published.items():
        target = table.scored.get(made.observable)
        if target is None or target.kind != ("month" if made.bins else "event"):
            message = f"'{made.observable}' is not an observable this forecast can be about"
            remedy = "Bins need one of kind month, a probability one of kind event."
            yield ("published", id_, "observable"), message, made.observable, remedy
    for claim, held in scenario.claims.items():
        for score in held.test.forecast if table.observables else ():
            if score.observable not in table.observables:
                remedy = did_you_mean(score.observable, table.observables, "observables")
                yield (
                    ("observables",),
                    f"claim {claim} names '{score.observable}', which is not here",
                    score.observable,
                    remedy,
                )
