"""Packages compared, for the terminal: one table a package, with what it moved and what could not be solved."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.scenario.analyst import prior_words
from ripeness.views.headline import NOT_A_PREDICTION, few_futures
from ripeness.views.text import move_words

if TYPE_CHECKING:
    from ripeness.analysis.compare import Comparison, Row
    from ripeness.ensemble.paired import Refused

TAKEN_APART = ("settlement", "takeover", "survival")  # metrics whose parts are shown; the JSON has all
PART_WORDS = {"anticipation": "of it anticipation", "response": "of it response"}
COLUMNS = ("reference", "package", "effect", "chance", "over worlds", "sign")
ROOM = (11, 9, 9, 16, 16, 7)
DIGITS = {"share": 1, "deaths": 0, "years": 2, "part": 3}


def comparison_text(found: Comparison, width: int = 100) -> str:
    """The terminal's page of a comparison.

    Parameters
    ----------
    width : columns to fill; the numbers take 68 of them, and a narrow terminal gets lines in place of a table.
    """
    plan = found.plan
    head = (
        f"{found.scenario.title}: {plan.futures:,} futures in {plan.filled_worlds} worlds, seed {plan.seed}, prior "
        f"{prior_words(found.scenario, plan.prior_set)}; every package on the same worlds and futures as the reference"
    )
    parts = ["\n".join(textwrap.wrap(text, width)) for text in (head, few_futures(plan.futures)) if text]
    parts += [_package(found, name, width) for name in found.packages]
    if found.refused:
        parts.append("\n".join(refusals(found.refused, width)))
    key = (
        "Effect: package less reference. Chance: 90 % interval that more futures would narrow. Over worlds: 5 and 95 % "
        "points of the effect over draws of the uncertain numbers. Sign: how sure the effect in a world has the "
        "sign of the mean; a dash where the worlds cannot tell. Anticipation: what comes of its being known before it "
        "is done, the reference being the same done without a word. Response: what comes of everybody's choosing in "
        "the light of it, the reference being the same done to people who choose as if it were not."
    )
    parts += ["\n".join(textwrap.wrap(key, width)), "\n".join(textwrap.wrap(NOT_A_PREDICTION, width))]
    return "\n\n".join(parts)


def _package(found: Comparison, name: str, width: int) -> str:
    own = [row for row in found.rows if row.package == name]
    rows = [part for row in own if row.part == "whole" for part in own
            if part is row or (part.metric == row.metric in TAKEN_APART and part.part != "whole")]  # fmt: skip
    lines = textwrap.wrap(f"{name}: {found.packages[name]}", width)
    for move in found.moves[name]:
        lines += textwrap.wrap(move_words(move, found.scenario.labels), width - 2, initial_indent="  ",
                               subsequent_indent="    ")  # fmt: skip
    if not rows:
        return "\n".join([*lines, "  no world could be solved both with and without it"])
    room = width - sum(ROOM)
    if room < 24:
        return "\n".join([*lines, *(line for row in rows for line in narrow(row, width))])
    lines.append(" " * room + "".join(f"{column:>{n}}" for column, n in zip(COLUMNS, ROOM, strict=True)))
    for row in rows:
        first, *rest = textwrap.wrap(label(row), room - 2, subsequent_indent="  ")
        lines.append(f"{first:<{room}}" + "".join(f"{cell:>{n}}" for cell, n in zip(cells(row), ROOM, strict=True)))
        lines += rest
    return "\n".join(lines)


def narrow(row: Row, width: int) -> list[str]:
    """One row of the table as lines of text."""
    reference, package, effect, chance, worlds, sign = cells(row)
    text = f"{label(row)}: {effect} ({reference} to {package}); chance {chance}, over worlds {worlds}, sign {sign}"
    return textwrap.wrap(text, width, subsequent_indent="    ")


def label(row: Row) -> str:
    if row.part != "whole":
        return f"  {PART_WORDS[row.part]}"
    return f"{row.label}, in 100" if row.unit == "share" else row.label


def cells(row: Row) -> tuple[str, ...]:
    seen = row.effect
    chance = "–" if seen.run_noise is None else _span(seen.run_noise[0], seen.run_noise[1], row.unit)
    worlds = "–" if seen.low is None or seen.high is None else _span(seen.low, seen.high, row.unit)
    sign = "–" if seen.probability_of_sign is None else f"{100 * seen.probability_of_sign:.0f} %"
    return (
        _number(seen.reference, row.unit), _number(seen.value, row.unit), signed(seen.effect, row.unit),
        chance, worlds, sign,
    )  # fmt: skip


def _span(low: float, high: float, unit: str) -> str:
    return f"{signed(low, unit)}, {signed(high, unit)}"


def _number(x: float, unit: str) -> str:
    return f"{100.0 * x if unit == 'share' else x:,.{DIGITS[unit]}f}"


def signed(x: float, unit: str) -> str:
    """A number with its sign; what rounds to nothing has none."""
    text = _number(abs(x), unit)
    return text if not text.strip("0.") else f"{'-' if x < 0 else '+'}{text}"


def refusals(refused: Sequence[Refused], width: int) -> list[str]:
    """Worlds left out of a comparison, each with its reason."""
    count = len({one.world for one in refused})
    worlds = "1 world" if count == 1 else f"{count} worlds"
    head = f"Without a solution to be trusted, and left out of both sides of the comparison: {worlds}"
    lines = textwrap.wrap(head, width)
    for one in refused:
        lines += textwrap.wrap(f"{one.arm}, world {one.world}: {one.reason}", width - 2,
                               initial_indent="  ", subsequent_indent="    ")  # fmt: skip
    return lines
