"""One measured figure, and how a list of them is printed and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """A figure, and where there is a reference its ratio to it: above 1 is better than the reference.

    A row without a name is a second figure of the row before it.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    reference: str = ""


HEAD = ("what", "figure", "unit", "ratio", "next to")


def number(value: float) -> str:
    """Three figures that can be read."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def cells(row: Row) -> tuple[str, ...]:
    """The row as text."""
    ratio = "" if row.ratio is None else number(row.ratio)
    return row.name, number(row.value), row.unit, ratio, row.reference


def text(rows: list[Row]) -> str:
    """Columns for a terminal."""
    lines = [HEAD, *map(cells, rows)]
    wide = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    out = []
    for line in lines:
        figures = {1: line[1].rjust(wide[1]), 3: line[3].rjust(wide[3])}
        out.append("  ".join(figures.get(i, line[i].ljust(wide[i])) for i in range(len(HEAD))).rstrip())
    return "\n".join([out[0], "-" * len(out[0]), *out[1:]])


def markdown(rows: list[Row]) -> str:
    """A table for the documentation."""
    lines = [HEAD, ("---", "---:", "---", "---:", "---"), *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def keep(rows: list[Row], path: Path) -> None:
    """Write the figures as JSON."""
    path.write_text(json.dumps([row._asdict() for row in rows], indent=1) + "\n", encoding="utf-8")
