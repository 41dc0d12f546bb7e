"""Two analysts side by side, for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.analysis.disagree import SENTENCE
from ripeness.views.headline import NOT_A_PREDICTION, few_futures

if TYPE_CHECKING:
    from ripeness.analysis.disagree import Disagreement, Row
    from ripeness.analysis.settles import Reading

SHOWN = 10  # readings
NUMBERS = (8, 8, 9, 18)


def disagreement_text(found: Disagreement, width: int = 100) -> str:
    """The terminal's page; shares are futures in 100, ledger terms hundredths of the prize."""
    plan = found.plan
    head = [
        f"{found.first.scenario.title}, as two views have it: {plan.futures:,} futures of each in "
        f"{plan.filled_worlds} worlds, seed {plan.seed}; both on the same worlds and futures",
        f"A: {found.first.title}",
        f"B: {found.second.title}",
    ]
    head += [text] if (text := few_futures(plan.futures)) else []
    parts = ["\n".join(line for text in head for line in textwrap.wrap(text, width, subsequent_indent="   "))]
    parts.append("\n".join(["they differ in", *(f"  {name}: A {a}, B {b}" for name, a, b in found.estimates)]))
    parts.append(rows_text("how it ends, futures in 100", found.outcomes, width))
    parts.append(rows_text("what stands in the way, hundredths of the prize", found.ledger, width))
    parts.append(rows_text("what the difference is taken apart for", found.metrics, width))
    parts.append(carried_text(found, width))
    parts.append(evidence_text(found.evidence, width))
    if found.refused:
        left = [f"world {world}: {why}" for world, why in found.refused]
        parts.append("\n".join(textwrap.fill(line, width, subsequent_indent="  ") for line in ["left out:", *left]))
    parts += [textwrap.fill(SENTENCE, width), NOT_A_PREDICTION]
    return "\n\n".join(parts)


def rows_text(title: str, rows: Sequence[Row], width: int) -> str:
    """A, B and their difference with its interval over worlds."""
    room = max(width - sum(NUMBERS), 20)
    heads = ("A", "B", "B - A", "90 % over worlds")
    lines = [f"{title:<{room}}" + "".join(f"{head:>{n}}" for head, n in zip(heads, NUMBERS, strict=True))]
    for row in rows:
        cells = (f"{100 * row.first:.1f}", f"{100 * row.second:.1f}", _signed(row.difference), _span(row.low, row.high))
        first, *rest = textwrap.wrap(row.label, room - 3, subsequent_indent="  ")
        numbers = "".join(f"{cell:>{n}}" for cell, n in zip(cells, NUMBERS, strict=True))
        lines += [f"  {first:<{room - 2}}{numbers}", *(f"  {line}" for line in rest)]
    return "\n".join(lines)


def carried_text(found: Disagreement, width: int) -> str:
    """Which estimates carry the difference: a row a group, a column a number."""
    heads = {row.name: row.name for row in found.metrics}
    cell = 12
    room = max(width - cell * len(heads), 24)
    title = "which estimates carry B - A"
    lines = [f"{title:<{room}}" + "".join(f"{head:>{cell}}" for head in heads)]
    for one in found.carried:
        label = one.label if len(one.holds) == 1 else f"{one.label} ({len(one.holds)} numbers)"
        numbers = "".join(f"{_signed(one.adds[key]):>{cell}}" for key in heads)
        lines.append(
            f"  {label:<{room - 2}}{numbers}" if len(label) < room - 2 else f"  {label}\n{' ' * room}{numbers}"
        )
    return "\n".join(lines)


def evidence_text(found: Sequence[Reading], width: int) -> str:
    """The readings that would tell the views apart best, each series once."""
    best: dict[str, Reading] = {}
    for one in found:
        best.setdefault(one.series, one)
    if not best:
        return "No series the model can read tells the two apart better than luck would: more futures might."
    lines = textwrap.wrap(
        "What would settle it: one reading seen by a reader who gives both even odds. Right: the weight, of 100, that "
        "the right view then gets on average (50 is worth nothing; luck: what worthless readings reach).",
        width,
    )
    room = max(width - 44, 24)
    lines.append(f"{'':<{room}}{'date':>9}{'A':>9}{'B':>9}{'right':>8}{'luck':>8}")
    for one in list(best.values())[:SHOWN]:
        first, *rest = textwrap.wrap(one.label, room - 3, subsequent_indent="  ")
        a, b = (_level(one, value) for value in (one.first, one.second))
        lines.append(f"  {first:<{room - 2}}{one.date:>9}{a:>9}{b:>9}{100 * one.right:>8.0f}{100 * one.by_luck:>8.0f}")
        lines += [f"  {line}" for line in rest]
    return "\n".join(lines)


def _level(one: Reading, value: float) -> str:
    if one.series == "log10_deaths":
        return f"{10**value - 1:,.0f}"
    return f"{100 * value:.0f} %"


def _signed(x: float) -> str:
    text = f"{abs(100.0 * x):.1f}"
    return text if text == "0.0" else f"{'-' if x < 0 else '+'}{text}"


def _span(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{_signed(low)} to {_signed(high)}"
