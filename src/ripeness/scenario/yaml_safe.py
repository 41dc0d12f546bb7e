"""Scenario files are untrusted input: YAML is read as plain data, with line numbers and hard limits.

The document is built from parser events, so that nothing is ever expanded or constructed by name: aliases, anchors
and tags are refused, a key may stand once, and a file may be neither large nor deep. libyaml's parser is used where
PyYAML is installed with it (thirty times faster); otherwise ruamel.yaml's gives the same events. Words follow YAML
1.2, so that `no` is a word and not a falsehood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ripeness.scenario.problems import Place, Problems

LARGEST = 2_000_000  # bytes in a file
DEEPEST = 12  # lists and mappings inside one another

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_SPECIAL: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


@dataclass(frozen=True)
class Document:
    """A file's data and the line of every key in it."""

    file: str
    data: Any
    lines: Mapping[Place, int]

    def line(self, place: Place = ()) -> int:
        """Line of a place, or of the nearest part above it that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def keys(self, place: Place = ()) -> list[str]:
        """Keys of the mapping at a place."""
        data = self.data
        for part in place:
            data = data[part]
        return [str(key) for key in data] if isinstance(data, Mapping) else []


def read_yaml(text: bytes, file: str, problems: Problems) -> Document | None:
    """A YAML file as dictionaries, lists, text, numbers and dates.

    Parameters
    ----------
    text : the file's bytes, UTF-8.
    file : its name in messages.
    problems : takes every fault found.

    Returns
    -------
    The document, or None where the file cannot be read at all.
    """
    if len(text) > LARGEST:
        problems.add(file, 0, "", f"is larger than {LARGEST // 1_000_000} MB", len(text), "Split it.")
        return None
    try:
        source = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        problems.add(file, line, "", "is not UTF-8 text", "", "Save the file as UTF-8.")
        return None
    builder = _Builder(file, problems)
    events, failure = _parser(source)
    try:
        data = builder.build(events)
    except _Refused:
        return None
    except failure as error:
        _report_syntax(error, file, source, problems)
        return None
    if data is None:
        problems.add(file, 1, "", "is empty", "", "Write something into it or remove it.")
        return None
    return Document(file, data, builder.lines)


class _Refused(Exception):
    """Reading stops here; the reason is among the problems."""


class _Builder:
    """Data from parser events, one pass, an explicit stack instead of recursion."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.lines: dict[Place, int] = {}

    def build(self, events: Iterator[Any]) -> Any:
        stack: list[tuple[Any, Place]] = []  # containers and their places
        keys: list[Any] = []  # key waiting for its value, one a container
        root: Any = None
        documents = 0
        lines = self.lines
        for event in events:
            kind = type(event).__name__
            if kind == "ScalarEvent":
                if event.anchor is not None or event.tag is not None:
                    self._refuse_marks(event, stack, keys)
                value = event.value if event.style else resolved(event.value)
            elif kind == "MappingEndEvent" or kind == "SequenceEndEvent":
                value, _ = stack.pop()
                keys.pop()
                if not stack:
                    root = value
                continue
            elif kind == "MappingStartEvent" or kind == "SequenceStartEvent":
                if event.anchor is not None or event.tag is not None:
                    self._refuse_marks(event, stack, keys)
                if len(stack) >= DEEPEST:
                    self._refuse(event, stack, keys, f"is nested more than {DEEPEST} deep", "Flatten it.")
                value = {} if kind == "MappingStartEvent" else []
            elif kind == "AliasEvent":
                self._refuse(event, stack, keys, "aliases (`*name`) are not allowed", "Write the value out.")
            elif kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._refuse(event, stack, keys, "holds more than one document", "Remove the second `---`.")
                continue
            else:
                continue
            is_container = kind != "ScalarEvent"
            if not stack:
                place: Place = ()
                root = value
                lines[place] = event.start_mark.line + 1
            else:
                parent, above = stack[-1]
                if type(parent) is list:
                    place = (*above, len(parent))
                    parent.append(value)
                    lines[place] = event.start_mark.line + 1
                elif keys[-1] is None:
                    keys[-1] = self._key(event, value, parent, above, is_container)
                    continue
                else:
                    place = (*above, keys[-1])
                    parent[keys[-1]] = value
                    keys[-1] = None
            if is_container:
                stack.append((value, place))
                keys.append(None)
        return root

    def _key(self, event: Any, value: Any, parent: dict[Any, Any], above: Place, is_container: bool) -> str:
        """A mapping's key: text, once."""
        line = event.start_mark.line + 1
        if is_container:
            self.problems.add(self.file, line, above, "a key must be a word", "", "Quote text that holds braces.")
            raise _Refused
        key = event.value
        place = (*above, key)
        if key in parent:
            self.problems.add(
                self.file, line, place, f"key '{key}' stands twice", key,
                f"The first is on line {self.lines[place]}; keep one.",
            )  # fmt: skip
        else:
            self.lines[place] = line
        return str(key)

    def _refuse_marks(self, event: Any, stack: list[tuple[Any, Place]], keys: list[Any]) -> None:
        if event.anchor is not None:
            self._refuse(event, stack, keys, "anchors (`&name`) are not allowed", "Write the value out.")
        tag = getattr(event, "tag", None)
        self._refuse(event, stack, keys, f"tags ({str(tag)[:40]}) are not allowed", "Write plain values.")

    def _refuse(self, event: Any, stack: list[tuple[Any, Place]], keys: list[Any], message: str, remedy: str) -> None:
        place = stack[-1][1] if stack else ()
        if keys and keys[-1] is not None:
            place = (*place, keys[-1])
        self.problems.add(self.file, event.start_mark.line + 1, place[:4], message, "", remedy)
        raise _Refused


def resolved(text: str) -> Any:
    """A plain scalar as nothing, truth, number, date or text (YAML 1.2 core schema, and dates)."""
    first = text[:1]
    if first.isalpha():
        return _SPECIAL.get(text, text)
    if first in "0123456789-+.":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if parts := _DATE.fullmatch(text):
            try:
                return date(*map(int, parts.groups()))
            except ValueError:
                return text
    return _SPECIAL.get(text, text)


def _parser(source: str) -> tuple[Iterator[Any], type[Exception]]:
    """Parser events of a text and the exception of a syntax fault."""
    try:
        from yaml import YAMLError
        from yaml.cyaml import CParser
    except ImportError:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError as RuamelError

        return YAML(typ="safe", pure=True).parse(source), RuamelError
    parser = CParser(source)
    return iter(parser.get_event, None), YAMLError


def _report_syntax(error: Exception, file: str, source: str, problems: Problems) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 0
    what = str(getattr(error, "problem", "") or getattr(error, "reason", "") or error).splitlines()[0]
    rows = source.splitlines()
    here = rows[line - 1] if 0 < line <= len(rows) else ""
    remedy = "Look at this line and the one above it: indentation, a missing colon, quotes or brackets left open."
    if "\t" in here or "tab" in what:
        remedy = "Use spaces, not tabs."
    elif ": " in here.partition(": ")[2]:
        remedy = "Text that holds a colon has to stand in quotes."
    elif "nesting" in what:
        remedy = "Flatten it."
    problems.add(file, line, "", f"is not valid YAML: {what}", here.strip(), remedy)
