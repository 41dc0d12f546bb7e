"""What each lever and each package does to the ripeness margin and to the range, at the middle world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.views.charts_base import Figure, Missing, Row, Table, need, number, rounded
from ripeness.views.charts_dots import Lane, dot_spec
from ripeness.views.charts_strategy import signed
from ripeness.views.why_text import FELT

KINDS = {"lever": "Each lever alone", "package": "Levers pulled together"}
LANES = (Lane("margin", "circle", "fan"), Lane("width", "diamond", "point"))


def levers(summary: Mapping[str, Any]) -> list[Figure]:
    """One picture of the levers and one of the packages, the greatest gain in margin first."""
    changes = need(summary, "levers.changes")
    drawn = [of_kind(kind, [one for one in changes if one["kind"] == kind]) for kind in KINDS]
    if not any(drawn):
        raise Missing("levers.changes")
    return [figure for figure in drawn if figure]


def of_kind(kind: str, changes: Sequence[Mapping[str, Any]]) -> Figure | None:
    """The picture of one kind; what moves neither number stands in the table alone."""
    ordered = sorted(changes, key=lambda one: -one["margin"])
    felt = [one for one in ordered if max(abs(one["margin"]), abs(one["width"])) >= FELT]
    if not felt:
        return None
    rows = [row for i, one in enumerate(felt) for row in dots(i, one)]
    name = f"levers_{kind}"
    return Figure(
        name=name,
        title=KINDS[kind],
        caption=silent_words(len(ordered) - len(felt)),
        reading="",
        alt=f"{KINDS[kind]}, change of the ripeness margin: "
        + "; ".join(f"{setting(one)} {signed(one['margin'])}" for one in felt) + ".",
        rows=rows,
        build=lambda look: dot_spec(name, look, rows, "change, in shares of the prize", LANES),
        table=Table(
            ("what", "who can", "set to", "margin", "width of the range"),
            [[one["label"], one["by"] or "–", reached(one), signed(one["margin"]), signed(one["width"])]
             for one in ordered],
            "A lever stands at the end of its range that does most for the margin.",
        ),
    )  # fmt: skip


def dots(i: int, one: Mapping[str, Any]) -> list[Row]:
    """The two dots of one row."""
    return [
        {"i": i, "label": setting(one), "lane": lane.key, "x": rounded(one[lane.key]), "word": signed(one[lane.key])}
        for lane in LANES
    ]


def setting(one: Mapping[str, Any]) -> str:
    """A lever with where it stands."""
    return str(one["label"]) if one["to"] is None else f"{one['label']}, at\u00a0{one['to']:,g}"


def reached(one: Mapping[str, Any]) -> str:
    """Where a lever stands, with its unit."""
    return "–" if one["to"] is None else f"{one['to']:,g} {one['unit']}"


def silent_words(count: int) -> str:
    """How many are not drawn."""
    if not count:
        return "All of them move one of the two numbers."
    return f"{'One more moves' if count == 1 else f'{count} more move'} neither by {number(FELT)}; the table has all."
