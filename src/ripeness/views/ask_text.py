"""Answers for the terminal: one as a short page, several as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.analysis.rounding import between, in_100, in_cell, in_words
from ripeness.views.headline import INTERVALS, NOT_A_PREDICTION

if TYPE_CHECKING:
    from ripeness.analysis.asking.answers import Answer

COLUMNS = ("in 100", *(name for _, name, _ in INTERVALS), "base rate", "counted")
ROOM = (8, 10, 10, 10, 11, 18)


def answer_text(answer: Answer, width: int = 100) -> str:
    """One answer: the question as understood, the share, what could move it, the base rate, notes."""
    lines = [*textwrap.wrap(f"{answer.words}?", width), ""]
    if answer.share is None:
        lines.append("No share: no future to count.")
    else:
        lines.append(
            f"{in_words(in_100(answer.share))} in 100  ({answer.count:,} of {answer.of:,} futures"
            + (f"; {answer.untold:,} cannot tell)" if answer.untold else ")")
        )
        for key, name, meaning in INTERVALS:
            lines.append(f"  {name.lower():<10}{between(getattr(answer, key)):<18}{meaning}")
    if answer.base_share is not None:
        counted = f"({answer.base_count:,} of {answer.base_of:,} futures in which everybody acts at the usual tempo)"
        lines.append(f"  {'base rate':<10}{in_words(in_100(answer.base_share)):<18}{counted}")
    elif answer.share is not None:
        lines.append(f"  {'base rate':<10}{'not known':<18}")
    for note in answer.notes:
        lines += ["", *textwrap.wrap(note, width)]
    return "\n".join([*lines, "", *textwrap.wrap(NOT_A_PREDICTION, width)])


def answers_text(answers: Sequence[Answer], width: int = 100) -> str:
    """Several answers as a table, or a few lines each where there is no room for one."""
    room = width - sum(ROOM)
    lines = []
    if room >= 24:
        lines.append(" " * room + "".join(f"{name:>{n}}" for name, n in zip(COLUMNS, ROOM, strict=True)))
    for answer in answers:
        cells = _cells(answer)
        if room < 24:
            lines += textwrap.wrap(answer.label, width)
            said = [f"{name} {cell}" for name, cell in zip(COLUMNS, cells, strict=True)]
            lines += textwrap.wrap(", ".join(said), width - 4, initial_indent="    ", subsequent_indent="    ")
            continue
        first, *rest = textwrap.wrap(answer.label, room - 2, subsequent_indent="  ")
        lines.append(f"{first:<{room}}" + "".join(f"{cell:>{n}}" for cell, n in zip(cells, ROOM, strict=True)))
        lines += rest
    for note in dict.fromkeys(note for answer in answers for note in answer.notes):
        about = [answer.name for answer in answers if note in answer.notes]
        which = "" if len(about) == len(answers) else f"{', '.join(about)}: "
        lines += ["", *textwrap.wrap(f"{which}{note}", width)]
    return "\n".join([*lines, "", *textwrap.wrap(NOT_A_PREDICTION, width)])


def _cells(answer: Answer) -> tuple[str, ...]:
    spans = [_few(between(getattr(answer, key))) for key, _, _ in INTERVALS]
    share, base = (in_cell(in_100(part)) for part in (answer.share, answer.base_share))
    return share, *spans, base, f"{answer.count:,} of {answer.of:,}"


def _few(words: str) -> str:
    """An interval short enough for a column."""
    for long, short in (("under ", "<"), ("over ", ">"), ("at most ", "≤"), ("at least ", "≥"), ("not known", "–")):
        words = words.replace(long, short)
    return words
