"""Two wars' factors exchanged: a waterfall of what each group adds, and a heat map of how pairs work together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.views import palette
from ripeness.views.charts_base import Figure, Look, Row, Spec, framed, number, rounded
from ripeness.views.charts_base import Table as Twin
from ripeness.views.charts_strategy import ledger_spec, waterfall_row

if TYPE_CHECKING:
    from ripeness.analysis.analogy import Analogy, Part, Table

IN_100 = 100.0
HALF = palette.CERTAINTY_STEPS[0] // 2  # shades on either side of nought
STRONG = 0.6  # of the largest value, above which a cell is dark on a light page and light on a dark one


def waterfall(found: Analogy, table: Table) -> Figure:
    """From the first war's numbers to the second's, group by group, in futures of 100."""
    first, second = found.first.title, found.second.title
    rows = [waterfall_row({"label": f"Numbers of {first}", "value": IN_100 * table.start}, 0.0, "base")]
    total = IN_100 * table.start
    for part in table.parts:
        rows.append(waterfall_row(_term(part), total, "group"))
        total += IN_100 * part.shapley
    rows.append(waterfall_row({"label": f"Numbers of {second}", "value": IN_100 * table.end}, 0.0, "total"))
    rows = [{**row, "i": i, "word": _word(row)} for i, row in enumerate(rows)]
    name = f"waterfall_{table.metric}_{table.ground}"
    return Figure(
        name=name,
        title=f"On the ground of {found.title(table.ground)}",
        caption="",
        reading="",
        alt=f"{table.label}: " + "; ".join(f"{row['label']} {row['word']}" for row in rows) + ".",
        rows=rows,
        build=lambda look: ledger_spec(look, rows, name, "futures of 100"),
        table=Twin(
            ("group", "adds", "90 % over worlds, from", "to", "first in", "last in", "of the difference"),
            [_cells(part) for part in table.parts],
            "A dash where one world gives no interval, or where the whole difference is below 10 in 100.",
        ),
    )


def heat(found: Analogy, table: Table) -> Figure:
    """How much more two groups add together than apart, in futures of 100."""
    labels = [part.label for part in table.parts]
    short = [part.group for part in table.parts]
    cells = [
        (a, b, IN_100 * value)
        for a, row in zip(short, table.together, strict=True)
        for b, value in zip(short, row, strict=True)
        if value is not None
    ]
    most = max((abs(value) for *_, value in cells), default=0.0) or 1.0
    rows: list[Row] = [
        {
            "a": a,
            "b": b,
            "word": number(rounded(value), 0),
            "shade": _shade(value / most),
            "strong": abs(value / most) > STRONG,
        }
        for a, b, value in cells
    ]
    name = f"heat_{table.metric}_{table.ground}"
    return Figure(
        name=name,
        title=f"Pairs, on the ground of {found.title(table.ground)}",
        caption="",
        reading="",
        alt=f"{table.label}, pairs of groups: " + "; ".join(f"{r['a']} and {r['b']} {r['word']}" for r in rows) + ".",
        rows=rows,
        build=lambda look: heat_spec(name, look, short),
        table=Twin(
            ("together with", *short),
            [
                [label, *("–" if value is None else number(IN_100 * value, 1) for value in row)]
                for label, row in zip(labels, table.together, strict=True)
            ],
            "Below 0 where two groups stand in for each other, above where each needs the other.",
        ),
    )


def heat_spec(name: str, look: Look, groups: Sequence[str]) -> Spec:
    """Cells with their number; blue adds, brown takes away."""
    colour = look.colours
    shades = [f"v0-{step}" for step in range(2 * HALF + 1)]
    kind = {"field": "shade", "type": "nominal", "legend": None}
    axis = {"title": None, "labelAngle": -35 if look.narrow else 0}
    place = {
        "x": {"field": "b", "type": "ordinal", "scale": {"domain": list(groups)}, "axis": axis},
        "y": {"field": "a", "type": "ordinal", "scale": {"domain": list(groups)}, "axis": {"title": None}},
    }
    fills = {"domain": shades, "range": [colour[shade] for shade in shades]}
    return framed(name, look, 40 * len(groups), {"layer": [
        {"mark": {"type": "rect", "stroke": colour["paper"], "strokeWidth": 2},
         "encoding": {**place, "color": {**kind, "scale": fills}}},
        {"mark": {"type": "text", "fontSize": 14},
         "encoding": {**place, "text": {"field": "word", "type": "nominal"},
                      "color": {"condition": {"test": "datum.strong", "value": colour["paper"]},
                                "value": colour["ink"]}}},
    ]})  # fmt: skip


def _word(row: Row) -> str:
    """The number at a bar: where it stands, or what it adds."""
    text = number(row["value"], 1)
    return text if row["group"] in ("base", "total") or row["value"] < 0.05 else f"+{text}"


def _shade(place: float) -> str:
    """Colour of a value from -1 to 1."""
    return f"v0-{HALF + round(HALF * max(-1.0, min(1.0, place)))}"


def _term(part: Part) -> Row:
    ends = {} if part.low is None or part.high is None else {"low": IN_100 * part.low, "high": IN_100 * part.high}
    return {"label": part.label, "value": IN_100 * part.shapley, **ends}


def _cells(part: Part) -> list[str]:
    ends = ["–" if end is None else number(IN_100 * end, 1) for end in (part.low, part.high)]
    share = "–" if part.share is None else f"{number(IN_100 * part.share, 0)} %"
    return [
        part.label + (" (the same in both)" if part.same else ""), number(IN_100 * part.shapley, 1), *ends,
        number(IN_100 * part.first_in, 1), number(IN_100 * part.last_in, 1), share,
    ]  # fmt: skip
