"""Building blocks of a scenario's files: texts, names, numbers and dates as they may be written, and strict models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints, model_validator

LONGEST_TEXT = 4000


def listed(value: Any) -> Any:
    """A lone word where a list is wanted is a list of one."""
    return (value,) if isinstance(value, str) else value


def _month(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 7 and value[4] == "-":
        try:
            return date(int(value[:4]), int(value[5:]), 1)
        except ValueError:
            pass
    if isinstance(value, date):
        return value.replace(day=1)
    raise ValueError(f"'{value}' is not a month | Write months as YYYY-MM.")


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Share = Annotated[float, Strict(), Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Day = Annotated[date, Strict()]
Month = Annotated[date, BeforeValidator(_month)]
Words = Annotated[tuple[Text, ...], BeforeValidator(listed)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(listed)]


class Model(BaseModel):
    """Frozen, and strict about keys: a misspelt one is refused, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cited(Model):
    """Anything that has to say where it comes from."""

    source: Id
    reason: Text | None = None
    note: Text | None = None
    claims: Ids = ()

    @model_validator(mode="after")
    def _assumption_gives_its_reason(self) -> Cited:
        if self.source == "assumption" and not self.reason:
            raise ValueError("an assumption without its reason | Add `reason:`, one sentence.")
        return self


def allowed_keys(model: type[Model], place: tuple[str | int, ...]) -> list[str]:
    """Keys that may stand at a place inside a model, as they are written in a file."""
    kind: Any = model
    for part in place:
        inside = _model_in(kind)
        if inside is not None:
            fields = {field.alias or name: field.annotation for name, field in inside.model_fields.items()}
            kind = fields.get(str(part))
        else:
            kind = next((arg for arg in get_args(kind)[::-1] if _contains_model(arg)), None)
    found = _model_in(kind)
    return [field.alias or name for name, field in found.model_fields.items()] if found is not None else []


def _model_in(kind: Any) -> type[Model] | None:
    """The model a type stands for, looking through annotations and `| None`, not into lists."""
    if isinstance(kind, type) and issubclass(kind, Model):
        return kind
    if getattr(kind, "__origin__", None) in {tuple, dict}:
        return None
    return next((found for arg in get_args(kind) if (found := _model_in(arg)) is not None), None)


def _contains_model(kind: Any) -> bool:
    return (isinstance(kind, type) and issubclass(kind, Model)) or any(map(_contains_model, get_args(kind)))
