"""Told futures for the terminal: dates in the margin, options weighed below each decision."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

MARGIN = 9  # a date and two spaces


def stories_text(stories: Sequence[Mapping[str, Any]], width: int = 100) -> str:
    """Stories one after the other, as ``analysis.story`` writes them.

    Parameters
    ----------
    stories : each with ``future, world, class, label, title`` and dated ``steps``.
    width : columns to fill.
    """
    return "\n\n".join(_story(story, width) for story in stories) if stories else "no future is told"


def _story(story: Mapping[str, Any], width: int) -> str:
    head = f"Future {story['future']}: {story['title']}"
    lines = [head, "-" * min(len(head), width)]
    for step in story["steps"]:
        lines += _wrapped(f"{step['date']:<{MARGIN}}", _told(step), width)
        lines += [
            line
            for option in step.get("options") or []
            for line in _wrapped(" " * (MARGIN + 2), _weighed(option), width)
        ]
    lines += _wrapped(" " * MARGIN, f"Ends as: {story['label']}.", width)
    return "\n".join(lines)


def _told(step: Mapping[str, Any]) -> str:
    return f"{step['actor']}: {step['text']}" if step.get("actor") else str(step["text"])


def _weighed(option: Mapping[str, Any]) -> str:
    mark = "*" if option.get("chosen") else "-"
    return f"{mark} {option['label']}, {option['per_year']:.2g} a year"


def _wrapped(indent: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=" " * len(indent)) or [indent.rstrip()]
