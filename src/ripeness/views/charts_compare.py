"""Packages against the reference: one sorted picture a headline number, and what of it comes of being expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ripeness.views.charts_base import Figure, Table, rounded
from ripeness.views.charts_base import Row as Dot
from ripeness.views.charts_dots import Lane, dot_spec
from ripeness.views.compare_text import TAKEN_APART, cells, signed

if TYPE_CHECKING:
    from ripeness.analysis.compare import Comparison, Row

HEADLINES = ("takeover", "settlement", "margin", "deaths")
UNITS = {"share": "futures of 100", "deaths": "deaths", "years": "years", "part": "shares of the prize"}
LANES = (
    Lane("whole", "circle", "fan"), Lane("anticipation", "triangle-up", "point"), Lane("response", "square", "ink"),
)  # fmt: skip

PARTS = {
    "whole": "all of it",
    "anticipation": "from being known beforehand",
    "response": "from what others choose in its light",
}


def effects(found: Comparison) -> list[Figure]:
    """What the packages change: one picture for each headline number that the war has."""
    return [figure for metric in HEADLINES if (figure := effect(found, metric))]


def effect(found: Comparison, metric: str) -> Figure | None:
    """One headline number, the greatest rise first."""
    own = sorted(
        (row for row in found.rows if row.metric == metric and row.part == "whole"), key=lambda row: -row.effect.effect
    )
    if not own:
        return None
    name, unit = f"effect_{metric}", own[0].unit
    rows = [dot(i, row, found.packages[row.package]) for i, row in enumerate(own)]
    reference = cells(own[0])[0]
    return Figure(
        name=name,
        title=own[0].label,
        caption=f"Change against the reference, which has {reference} {UNITS[unit]}.",
        reading="",
        alt=f"{own[0].label}, change in {UNITS[unit]}: "
        + "; ".join(f"{row['label']} {row['word']}" for row in rows) + ".",
        rows=rows,
        build=lambda look: dot_spec(name, look, rows, f"change, {UNITS[unit]}"),
        table=Table(
            ("package", "reference", "with it", "change", "chance", "over worlds", "sign"),
            [[found.packages[row.package], *in_page(row)] for row in own],
            "Dashes where the worlds are too few to tell.",
        ),
    )  # fmt: skip


def parts(found: Comparison) -> list[Figure]:
    """What of an effect comes of its being known beforehand, and what of everybody's choosing in the light of it."""
    return [figure for metric in TAKEN_APART[1::-1] if (figure := apart(found, metric))]


def apart(found: Comparison, metric: str) -> Figure | None:
    """The parts of one headline number."""
    by_package: dict[str, list[Row]] = {}
    for row in found.rows:
        if row.metric == metric:
            by_package.setdefault(row.package, []).append(row)
    own = [rows for rows in by_package.values() if len(rows) > 1]
    if not own:
        return None
    own.sort(key=lambda rows: -rows[0].effect.effect)
    name, unit, label = f"parts_{metric}", own[0][0].unit, own[0][0].label
    dots = [dot(i, row, found.packages[row.package]) for i, rows in enumerate(own) for row in rows]
    return Figure(
        name=name,
        title=f"{label}, taken apart",
        caption="",
        reading="",
        alt=f"{label}, parts of the change in {UNITS[unit]}: "
        + "; ".join(f"{one['label']}, {part_words(one['lane'])} {one['word']}" for one in dots) + ".",
        rows=dots,
        build=lambda look: dot_spec(name, look, dots, f"change, {UNITS[unit]}", LANES),
        table=Table(
            ("package", "part", "without", "with it", "change", "chance", "over worlds", "sign"),
            [[found.packages[row.package], part_words(row.part), *in_page(row)] for rows in own for row in rows],
            "The parts need not add up: each is set against another reference.",
        ),
    )  # fmt: skip


def dot(i: int, row: Row, label: str) -> Dot:
    """One effect as a mark with its two kinds of doubt."""
    seen, scale = row.effect, 100.0 if row.unit == "share" else 1.0
    made: dict[str, Any] = {
        "i": i, "label": label, "lane": row.part, "x": rounded(scale * seen.effect), "sure": sure(row),
        "word": minus(signed(seen.effect, row.unit)),
    }  # fmt: skip
    if seen.run_noise is not None:
        made |= {"from": rounded(scale * seen.run_noise[0]), "to": rounded(scale * seen.run_noise[1])}
    if seen.low is not None and seen.high is not None:
        made |= {"low": rounded(scale * seen.low), "high": rounded(scale * seen.high)}
    shown = in_page(row)
    return made | {"chance": shown[3], "worlds": shown[4]}


def sure(row: Row) -> bool:
    """Whether chance alone would not give an effect of this sign; no effect at all is not sure of one."""
    noise = row.effect.run_noise
    return noise is not None and (noise[0] > 0.0 or noise[1] < 0.0)


def in_page(row: Row) -> Sequence[str]:
    """The numbers of a row as a page writes them."""
    return [minus(cell).replace(", ", " to ") if i in (3, 4) else minus(cell) for i, cell in enumerate(cells(row))]


def minus(text: str) -> str:
    """True minus signs, and a dash where there is nothing."""
    return text.replace("-", "−")


def part_words(part: str) -> str:
    """What a mark is of."""
    return PARTS[part]
