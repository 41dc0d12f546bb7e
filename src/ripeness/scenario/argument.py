"""What the argument of a scenario may say: its sources, claims and what tests them, and its systems."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator

from ripeness.scenario.forms import Day, Id, Ids, Model, Number, Text


def _checked(value: Any) -> Any:
    return {"check": value} if isinstance(value, str) else value


def _scored(value: Any) -> Any:
    return {"observable": value} if isinstance(value, str) else value


def _word(value: Any) -> Any:
    letters = {"F": "fact", "C": "causal", "P": "prediction", "R": "prescription", "N": "analogy"}
    return letters.get(value, value) if isinstance(value, str) else value


class Source(Model):
    """Where a number or a statement comes from."""

    title: Text
    address: Text | None = None
    kind: Literal["looked_up", "recalled", "essay", "derived", "law", "assumption"]
    confidence: Literal["h", "m", "l"]
    note: Text | None = None


class DataCheck(Model):
    """A claim put beside a series or a parameter."""

    check: Text
    series: Id | None = None
    parameter: Id | None = None
    figure: Number | None = None  # what the claim says, in the unit of the series or parameter
    on: Day | None = None  # of the reading the figure is held against; the last one known unless given
    within: Number = 0.0  # how far the figure may lie from the reading
    trend: Literal["rises", "falls", "flat"] | None = None
    since: Day | None = None
    until: Day | None = None
    above: Number | None = None
    below: Number | None = None

    @property
    def can_fail(self) -> bool:
        """Whether it says what must be found; otherwise it shows a number."""
        return any(x is not None for x in (self.figure, self.trend, self.above, self.below))


class Score(Model):
    """A claim put beside what happened later."""

    observable: Id
    text: Text | None = None


class ClaimTest(Model):
    """What tests a claim: one or more ways, or the reason why none."""

    experiments: Ids = ()
    data: tuple[Annotated[DataCheck, BeforeValidator(_checked)], ...] = ()
    forecast: tuple[Annotated[Score, BeforeValidator(_scored)], ...] = ()
    none: Text | None = None

    @model_validator(mode="after")
    def _a_test_or_a_reason(self) -> ClaimTest:
        if bool(self.experiments or self.data or self.forecast) == bool(self.none):
            what = "both tests and `none`" if self.none else "neither a test nor a reason why not"
            raise ValueError(f"{what} | Name experiments, data or forecast, or say why under `none:`.")
        return self


class Claim(Model):
    """A statement of the argument, paraphrased."""

    paragraph: Annotated[int, Strict(), Field(ge=1, le=9999)]
    actor: Text
    type: Annotated[Literal["fact", "causal", "prediction", "prescription", "analogy"], BeforeValidator(_word)]
    text: Text
    test: ClaimTest
    margin: Number | None = None
    rests_on: Ids = ()  # claims without which it would not stand
    note: Text | None = None


class System(Model):
    """A thing the argument describes, and the place of the model that holds it."""

    number: Annotated[int, Strict(), Field(ge=1)]
    paragraphs: Annotated[Text, BeforeValidator(lambda v: str(v) if isinstance(v, int) else v)]
    system: Text
    where: Text
    mechanism: Text | None = None
    file: Text | None = None
    status: Literal["working", "data", "next", "left_out"]


class Systems(Model):
    """systems.yaml."""

    systems: tuple[System, ...]
