"""What the files of a war may say: one model a file, frozen, and a key that is not listed is refused.

The models check shapes, words and ranges within one entry. What holds between entries and files (a source that is
cited exists, districts add up) is checked in ``check.py``. The files of the argument stand in ``argument.py``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator

from ripeness.scenario.estimate import Estimate, Kind
from ripeness.scenario.forms import Cited, Day, Id, Ids, Model, Month, Number, Share, Text, listed

# --- parameters


class Entry(Model):
    """An estimate as it is written in a file."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    triangular: Annotated[tuple[Number, ...], Field(min_length=3, max_length=3)] | None = None
    lognormal: Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)] | None = None
    normal: Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)] | None = None
    beta: Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)] | None = None
    gamma: Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)] | None = None
    min: Number | None = None
    max: Number | None = None
    unit: Text
    symbol: Text
    status: Literal["E", "W", "P", "F"]
    source: Id
    reason: Text | None = None
    as_of: Day | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_distribution_in_order(self) -> Entry:
        given = [kind for kind in DISTRIBUTIONS if getattr(self, kind) is not None]
        if len(given) != 1:
            what = "no value" if not given else " and ".join(given) + " at once"
            raise ValueError(f"{what} | Give one of {', '.join(DISTRIBUTIONS)}.")
        if (self.low is None) != (self.high is None) or (self.low is not None and self.value is None):
            raise ValueError("a range needs value, low and high together | Leave out or add the others.")
        if self.source == "assumption" and not self.reason:
            raise ValueError("an assumption without its reason | Add `reason:`, one sentence.")
        kind, args = self.distribution()
        if fault := _fault(kind, args):
            raise ValueError(fault)
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(f"min {self.min:g} is not below max {self.max:g} | Swap them.")
        return self

    def distribution(self) -> tuple[Kind, tuple[float, ...]]:
        """Kind and numbers as an Estimate has them."""
        if self.value is not None:
            if self.low is None or self.high is None:
                return "fixed", (self.value,)
            return "triangular", (self.low, self.value, self.high)
        for kind in ("triangular", "lognormal", "normal", "beta", "gamma"):
            args = getattr(self, kind)
            if args is not None:
                return kind, tuple(args)
        raise AssertionError("checked above")

    def estimate(self, name: str, file: str, line: int) -> Estimate:
        """The same as a frozen value that can be drawn from."""
        kind, args = self.distribution()
        return Estimate(
            name=name, kind=kind, args=args, unit=self.unit, source=self.source, symbol=self.symbol,
            status=self.status, reason=self.reason or "", as_of=self.as_of, note=self.note or "",
            min=self.min, max=self.max, file=file, line=line,
        )  # fmt: skip


DISTRIBUTIONS = ("value", "triangular", "lognormal", "normal", "beta", "gamma")


def _fault(kind: Kind, args: tuple[float, ...]) -> str:
    if kind == "triangular" and not args[0] <= args[1] <= args[2]:
        return f"{args[1]:g} does not lie between low {args[0]:g} and high {args[2]:g} | Put them in order."
    if kind == "lognormal" and args[0] <= 0:
        return f"a log-normal median must be positive, got {args[0]:g} | Write [median, log sd]."
    if kind in {"lognormal", "normal"} and args[1] <= 0:
        return f"a standard deviation must be positive, got {args[1]:g} | Use `value:` for a number without range."
    if kind in {"beta", "gamma"} and min(args) <= 0:
        return f"both numbers of a {kind} must be positive | Write [a, b] for beta, [shape, rate] for gamma."
    return ""


# --- scenario.yaml


class Start(Model):
    """Posture, commitment and talks on the first day."""

    posture: Annotated[int, Strict(), Field(ge=0, le=3)]
    commitment: Annotated[int, Strict(), Field(ge=0, le=2)] = 0
    talks: Annotated[int, Strict(), Field(ge=0, le=3)] = 0

    @model_validator(mode="after")
    def _a_commitment_needs_troops(self) -> Start:
        if self.commitment > 0 and self.posture < 2:
            raise ValueError("a commitment to leave needs troops | Set commitment 0, or posture 2 or 3.")
        return self


class Measures(Model):
    """Thresholds of the outcome classes."""

    quiet_deaths_per_year: Annotated[float, Strict(), Field(gt=0)] = 1000.0
    weak_control_share: Share = 0.05


class Structure(Model):
    """Switches between structures of the model."""

    accord_phases: Literal["any", "exclusive", "linkage"] = "any"
    separate_types: Annotated[bool, Strict()] = False
    blocs: Annotated[bool, Strict()] = True


class OutOfScope(Model):
    """What is left out, why, and which way that bends the results."""

    topic: Text
    why: Text
    direction: Text
    hook: Text | None = None


class Head(Model):
    """scenario.yaml."""

    name: Id
    title: Text
    question: Text
    information_date: Day
    first_month: Month
    last_month: Month
    horizon: Day
    start: Start
    geography: Id | None = None  # a built-in scenario whose provinces, districts, borders and roads are this war's too
    labels: dict[Id, Text] = Field(default_factory=dict)
    posture_labels: Annotated[tuple[Text, ...], Field(min_length=4, max_length=4)] | None = None
    commitment_labels: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)] | None = None
    talks_labels: Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)] | None = None
    measures: Measures = Measures()
    structure: Structure = Structure()
    parameters: tuple[Text, ...] | None = None
    out_of_scope: tuple[OutOfScope, ...] = ()


# --- actors.yaml

Channel = Literal["war", "legitimacy", "settlement", "victory", "renege"]


Power = Literal["sanctuary", "materiel", "recognition", "havens"]  # what a regional power has a share in


class Actor(Cited):
    """Somebody who takes part."""

    id: Id
    name: Text
    kind: Literal["insurgent", "government", "patron", "power", "mediator", "bloc", "organ", "office", "population"]
    of: Id | None = None
    region: Text | None = None
    province: Id | None = None
    weight: Annotated[float, Strict(), Field(ge=0)] | None = None
    alignment: Share | None = None
    stance: Text | None = None
    leaning: dict[Channel, Annotated[float, Strict(), Field(gt=0)]] = Field(default_factory=dict)
    veto: Annotated[bool, Strict()] = False
    powers: dict[Power, Share] = Field(default_factory=dict)


class Relation(Cited):
    """Who does what to whom."""

    origin: Id = Field(alias="from")
    to: Id
    kind: Literal["orders", "pays", "courts", "hosts", "mediates", "fights", "backs", "talks_to", "informs"]
    since: Day | None = None
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Relation:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError(f"it ends {self.until}, not after it begins | Swap `since:` and `until:`.")
        return self


class Actors(Model):
    """actors.yaml."""

    actors: tuple[Actor, ...]
    relations: tuple[Relation, ...] = ()


# --- calendar.yaml

Score = Annotated[float, Strict(), Field(ge=-1, le=1)]


def _dated(value: Any) -> Any:
    """A bare date where an entry is wanted is an entry with nothing but its date."""
    return {"date": value} if isinstance(value, date) else value


class Dated(Model):
    """An entry of the calendar."""

    date: Day
    name: Text | None = None
    text: Text | None = None
    source: Id | None = None
    reason: Text | None = None
    note: Text | None = None
    claims: Ids = ()

    @property
    def label(self) -> str:
        """What to call it."""
        return self.name or self.text or ""


class Review(Dated):
    """A date on which a policy comes up."""

    factor: Annotated[float, Strict(), Field(gt=0)] = 1.0


class Truce(Dated):
    """A truce known ahead."""

    days: Annotated[float, Strict(), Field(gt=0, le=366)]


class Delivery(Dated):
    """What the state delivers from a day on, as changes of its scores since the start."""

    freedom: Score = 0.0
    economy: Score = 0.0
    relations: Score = 0.0


class Season(Model):
    """A stretch of the year, for captions."""

    text: Text
    first_month: Annotated[int, Strict(), Field(ge=1, le=12)]
    last_month: Annotated[int, Strict(), Field(ge=1, le=12)]
    source: Id | None = None
    reason: Text | None = None
    note: Text | None = None
    claims: Ids = ()


class Calendar(Model):
    """calendar.yaml: what was known to lie ahead, and what had happened."""

    turnover: tuple[Annotated[Dated, BeforeValidator(_dated)], ...] = ()
    turnover_every_years: Annotated[int, Strict(), Field(ge=0, le=20)] = 0
    elections: tuple[Annotated[Dated, BeforeValidator(_dated)], ...] = ()
    reviews: tuple[Annotated[Review, BeforeValidator(_dated)], ...] = ()
    seasons: tuple[Season, ...] = ()
    truces: tuple[Truce, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    venues: tuple[Annotated[Dated, BeforeValidator(_dated)], ...] = ()
    events: tuple[Dated, ...] = ()

    @property
    def turnover_dates(self) -> tuple[date, ...]:
        """Dates on which a patron's leader takes office."""
        return tuple(entry.date for entry in self.turnover)


# --- levers.yaml


class Effect(Model):
    """What a lever does to one quantity: its value is offset + slope x setting, or that times the world's own draw.

    With ``inverse`` it is offset + slope / setting. With ``undated`` it holds from the first day on whatever the dates
    of the pull: what the lever means, not when it is pulled.
    """

    quantity: Id
    offset: Number = 0.0
    slope: Number
    factor: Annotated[bool, Strict()] = False
    inverse: Annotated[bool, Strict()] = False
    undated: Annotated[bool, Strict()] = False
    after_months: Annotated[int, Strict(), Field(ge=0, le=120)] = 0
    share_of: Power | None = None
    note: Text | None = None

    def at(self, setting: float) -> float:
        """The value, or the factor, at a setting of the lever."""
        return self.offset + (self.slope / setting if self.inverse else self.slope * setting)


class Lever(Cited):
    """What somebody could do: ``acts_on`` names all it would move, ``effects`` what of it is built."""

    name: Id
    label: Text
    target: Annotated[
        tuple[Literal["technology", "payoff", "information", "opportunity", "feasible"], ...],
        BeforeValidator(listed),
        Field(min_length=1),
    ]
    acts_on: Annotated[Ids, Field(min_length=1)]
    unit: Text
    low: Number
    high: Number
    controlled_by: Text
    lead_time_months: Annotated[float, Strict(), Field(ge=0)]
    observed: Text
    words: dict[Text, Number] = Field(default_factory=dict)
    effects: tuple[Effect, ...] = ()

    @model_validator(mode="after")
    def _range_in_order(self) -> Lever:
        if self.low >= self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g} | Swap them.")
        return self


class Patch(Model):
    """One key set to another value."""

    set: Id
    to: Any


class Pull(Model):
    """A lever set to a value, from the first day on unless a month is given.

    A step lasts from ``starts`` on; a ramp rises from ``starts`` to ``ends`` and stays; a pulse lasts from ``starts``
    to ``ends``, both months included. The parties know of it from ``announced`` on: from the first day unless a month
    is given, and not before it acts where it is ``never``. Pulled ``by`` some of the powers, it moves their share of
    what it could.
    """

    lever: Id
    to: Number
    by: Annotated[tuple[Id, ...], BeforeValidator(listed)] = ()
    path: Literal["step", "ramp", "pulse"] = "step"
    starts: Month | None = None
    ends: Month | None = None
    announced: Month | Literal["never"] | None = None

    @model_validator(mode="after")
    def _dates_that_the_path_needs(self) -> Pull:
        if self.path == "step" and self.ends is not None:
            raise ValueError("a step has no end | Leave out `ends:`, or write `path: pulse`.")
        if self.path != "step" and self.ends is None:
            raise ValueError(f"a {self.path} without its end | Add `ends:`, a month written YYYY-MM.")
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            raise ValueError(f"it ends {self.ends:%Y-%m}, before it starts | Swap `starts:` and `ends:`.")
        return self

    @property
    def is_dated(self) -> bool:
        """Whether it changes with time."""
        return self.path != "step" or self.starts is not None


class Package(Model):
    """Levers pulled together, and keys set."""

    label: Text
    note: Text | None = None
    patches: tuple[Patch, ...] = ()
    pulls: tuple[Pull, ...] = ()


class Levers(Model):
    """levers.yaml."""

    levers: dict[Id, Lever] = Field(default_factory=dict)
    packages: dict[Id, Package] = Field(default_factory=dict)
