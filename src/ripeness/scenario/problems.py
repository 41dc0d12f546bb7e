"""Faults of a scenario, collected rather than thrown: where, what, and the nearest name that would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from ripeness.errors import Problem, ScenarioError

Place = tuple[str | int, ...]
SHOWN_NAMES = 12
MOST = 200
LONGEST = 60

# Pydantic's words for what a person editing a file wants to hear.
_PLAIN: dict[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "finite_number": "is not a finite number",
    "string_type": "is not text",
    "string_too_short": "is empty",
    "string_too_long": "is too long",
    "date_type": "is not a date",
    "date_parsing": "is not a date",
    "is_instance_of": "is not a date",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "dict_type": "is not a set of `key: value` lines",
    "mapping_type": "is not a set of `key: value` lines",
    "model_type": "is not a set of `key: value` lines",
    "model_attributes_type": "is not a set of `key: value` lines",
}


class Problems:
    """The faults found so far, in the order of the files."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._left_out: dict[str, int] = {}

    def add(self, file: str, line: int, key: str | Place, message: str, value: Any = "", remedy: str = "") -> None:
        """Note one fault; a file with hundreds of them shows the first and counts the rest."""
        if sum(problem.file == file for problem in self.found[-MOST:]) >= MOST:
            self._left_out[file] = self._left_out.get(file, 0) + 1
            return
        name = key if isinstance(key, str) else spelled(key)
        self.found.append(Problem(file, line, name, shown(value), message, remedy))

    def all(self) -> tuple[Problem, ...]:
        """Every fault, with a line for each file that has more than could be shown."""
        more = [
            Problem(file, 0, "", str(count), f"and {count} more problems", "Mend the first ones, then check again.")
            for file, count in self._left_out.items()
        ]
        return tuple([*self.found, *more])

    def raise_if_any(self, subject: str = "") -> None:
        """Raises ScenarioError with all of them; ``subject`` is what they are problems of, where not the scenario."""
        if self.found:
            raise ScenarioError(self.all(), subject)


def spelled(place: Place) -> str:
    """A place in a file as one reads it: `packages.embargo.patches[1].set`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def shown(value: Any) -> str:
    """A value short enough for a message."""
    if isinstance(value, Mapping | list | tuple):
        return ""
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def did_you_mean(name: Any, known: Iterable[str], what: str = "names") -> str:
    """The remedy for a name nobody knows: the nearest one, and the known ones where they are few."""
    names = sorted(set(map(str, known)))
    close = get_close_matches(str(name), names, n=1, cutoff=0.6)
    parts = []
    if names and len(names) <= SHOWN_NAMES:
        parts.append(f"Known {what}: {', '.join(names)}.")
    if close:
        parts.append(f"Did you mean '{close[0]}'?")
    elif len(names) > SHOWN_NAMES:
        parts.append(f"{len(names)} {what} are known, none of them like this one.")
    return " ".join(parts)


def from_pydantic(
    errors: Sequence[Mapping[str, Any]],
    problems: Problems,
    file: str,
    line_of: Callable[[Place], int],
    keys_of: Callable[[Place], Iterable[str]],
    prefix: Place = (),
) -> None:
    """Translate a validation error into problems with a line, in plain words.

    Parameters
    ----------
    errors : what ``ValidationError.errors()`` gives.
    line_of : line of a place in the file (of its nearest part that stands there).
    keys_of : keys allowed at a place, for "did you mean".
    prefix : place of the validated part in the file.
    """
    for error in errors:
        place = (*prefix, *(part for part in error["loc"] if part != "[key]"))
        kind, value = error["type"], error.get("input", "")
        message = _PLAIN.get(kind, "")
        remedy = ""
        if kind == "extra_forbidden":
            message, value = f"unknown key '{place[-1]}'", place[-1]
            remedy = did_you_mean(place[-1], keys_of(place[:-1]), "keys")
        elif kind == "missing":
            value = ""
            remedy = f"Add `{place[-1]}:` here."
        elif kind == "literal_error":
            allowed = _quoted(error["ctx"]["expected"])
            message = f"'{shown(value)}' is not one of the known words"
            remedy = did_you_mean(value, allowed, "words")
        elif kind == "value_error":
            message = str(error["ctx"]["error"])
            message, _, remedy = message.partition(" | ")
        elif not message:
            message = error["msg"][:1].lower() + error["msg"][1:]
        if kind in {"string_type"} and isinstance(value, int | float):
            remedy = "Put it in quotes."
        if kind in {"date_type", "date_parsing", "is_instance_of"}:
            remedy = "Write dates as YYYY-MM-DD."
        problems.add(file, line_of(place), place, _with_value(message, value, kind), value, remedy)


def _with_value(message: str, value: Any, kind: str) -> str:
    text = shown(value)
    if kind in {"missing", "extra_forbidden", "literal_error", "value_error"} or not text:
        return message
    return f"'{text}' {message}" if message.startswith("is ") else f"{message}, got {text}"


def _quoted(expected: str) -> list[str]:
    return [word.strip(" '") for word in expected.replace(" or ", ", ").split(",") if word.strip(" '")]
