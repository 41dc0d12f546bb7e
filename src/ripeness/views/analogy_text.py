"""Two wars' factors exchanged, for the terminal: one table an outcome and ground."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ripeness.analysis.analogy import SENTENCE
from ripeness.views.headline import NOT_A_PREDICTION

if TYPE_CHECKING:
    from ripeness.analysis.analogy import Analogy, Part, Table

COLUMNS = ("adds", "90 % over worlds", "first in", "last in", "of it")
ROOM = (8, 17, 9, 9, 7)


def analogy_text(found: Analogy, width: int = 100) -> str:
    """The terminal's page; numbers are futures in 100."""
    plan = found.plan
    head = (
        f"{found.first.title}, with the numbers of {found.second.title} put in group by group: every combination on "
        f"the same {found.worlds} worlds, {plan.futures:,} futures each, over {found.months} months, seed {plan.seed}, "
        f"prior {plan.prior_set}; {found.solves:,} games solved"
    )
    parts = ["\n".join(textwrap.wrap(head, width))]
    parts += [_table(found, table, width) for table in found.tables]
    if found.refused:
        parts.append("\n".join(refusals(found, width)))
    parts += ["\n".join(textwrap.wrap(key_words(), width)), "\n".join(textwrap.wrap(SENTENCE, width)), NOT_A_PREDICTION]
    return "\n\n".join(parts)


def key_words() -> str:
    """What the columns are."""
    return (
        "In futures of 100. Adds: averaged over all orders in which the groups could be exchanged. First in: alone, "
        "before any other; last in: after all others. Of it: share of the whole difference, where that is 10 or more."
    )


def refusals(found: Analogy, width: int) -> list[str]:
    """Worlds left out, with the reason."""
    lines = textwrap.wrap("Left out whole, since one combination has no solution to be trusted:", width)
    for world, reason in found.refused:
        lines += textwrap.wrap(f"world {world}: {reason}", width - 2, initial_indent="  ", subsequent_indent="    ")
    return lines


def span_words(part: Part) -> str:
    """The interval over worlds, or a dash."""
    return "–" if part.low is None or part.high is None else f"{in_100(part.low)} to {in_100(part.high)}"


def in_100(x: float) -> str:
    """A difference of shares as signed futures of 100."""
    text = f"{abs(100.0 * x):.1f}"
    return text if text == "0.0" else f"{'-' if x < 0 else '+'}{text}"


def _table(found: Analogy, table: Table, width: int) -> str:
    lines = textwrap.wrap(
        f"{table.label}, on the ground of {found.title(table.ground)}: from {100 * table.start:.1f} with the numbers "
        f"of {found.first.title} to {100 * table.end:.1f} with those of {found.second.title}",
        width,
    )
    room = width - sum(ROOM)
    wide = room >= 24
    if wide:
        lines.append(" " * room + "".join(f"{column:>{n}}" for column, n in zip(COLUMNS, ROOM, strict=True)))
    for part in table.parts:
        label = part.label + (" (the same in both)" if part.same else "")
        cells = (
            in_100(part.shapley), span_words(part), in_100(part.first_in), in_100(part.last_in),
            "–" if part.share is None else f"{100 * part.share:.0f} %",
        )  # fmt: skip
        if wide:
            first, *rest = textwrap.wrap(label, room - 2, subsequent_indent="  ")
            lines.append(f"{first:<{room}}" + "".join(f"{cell:>{n}}" for cell, n in zip(cells, ROOM, strict=True)))
            lines += rest
        else:
            named = ", ".join(f"{column} {cell}" for column, cell in zip(COLUMNS, cells, strict=True))
            lines += textwrap.wrap(f"{label}: {named}", width, subsequent_indent="    ")
    return "\n".join(lines)
