"""How the futures end: the bar, the hundred dots, and the share of futures in each state by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.views import palette
from ripeness.views.charts_base import (
    Figure,
    Look,
    Missing,
    Row,
    Spec,
    Table,
    framed,
    month_day,
    month_words,
    need,
    number,
    rounded,
    spread_labels,
)
from ripeness.views.rounding import apportion, counts_in_100, in_words


def outcome_bar(summary: Mapping[str, Any]) -> Figure:
    """Futures in 100 by outcome class, the base rate as a thin bar under it."""
    outcomes, counts = need(summary, "outcomes"), counts_in_100(need(summary, "outcomes"))
    rows: list[Row] = []
    for bar, key in (("model", "count"), ("base", "base_rate")):
        place = 0
        for outcome in outcomes:
            count = counts[outcome["class"]][key]
            if count:
                rows.append({"bar": bar, "class": outcome["class"], "label": outcome["label"], "count": count,
                             "from": place, "to": place + count})  # fmt: skip
                place += count
    return Figure(
        name="outcome_bar",
        title="A hundred futures by how they end",
        caption="Each part of the bar is a number of futures out of 100. The thin bar under it is the base rate: "
        "the same war with every choice made at its usual tempo.",
        reading="Parts stand in a fixed order, not by size, so two reports can be laid side by side. Where the thick "
        "and the thin bar agree, the argument about what the parties want adds nothing to the base rate.",
        alt="Bar of outcome classes in 100 futures: " + counted(outcomes, counts),
        rows=rows,
        build=lambda look: bar_spec(look, [o["class"] for o in outcomes], any(r["bar"] == "base" for r in rows)),
        table=outcome_table(outcomes, counts),
    )


def bar_spec(look: Look, classes: Sequence[str], has_base: bool) -> Spec:
    """Thick bar with numbers in it, thin bar of the base rate, one word beside each."""
    colour = look.colours
    across = {"type": "quantitative", "scale": {"domain": [0, 100], "nice": False}, "axis": None}
    kind = {"field": "class", "type": "nominal", "legend": None}
    fill = {**kind, "scale": {"domain": list(classes), "range": [colour[c] for c in classes]}}
    text = {**kind, "scale": {"domain": list(classes), "range": [colour[f"{c}-ink"] for c in classes]}}
    tooltip = [{"field": "label", "type": "nominal", "title": "ending"},
               {"field": "count", "type": "quantitative", "title": "in 100 futures"}]  # fmt: skip

    def bar(which: str, top: int, thick: int) -> Spec:
        return {
            "transform": [{"filter": f"datum.bar == '{which}'"}],
            "mark": {"type": "rect", "stroke": colour["paper"], "strokeWidth": 1.5},
            "encoding": {
                "x": {"field": "from", **across}, "x2": {"field": "to"},
                "y": {"value": top}, "y2": {"value": top + thick}, "fill": fill, "tooltip": tooltip,
            },
        }  # fmt: skip

    layers = [bar("model", 0, 64), {
        "transform": [{"filter": "datum.bar == 'model'"}, {"filter": f"datum.count >= {5 if look.narrow else 3}"},
                      {"calculate": "(datum.from + datum.to) / 2", "as": "middle"}],
        "mark": {"type": "text", "fontSize": 15 if look.narrow else 19, "fontWeight": 600},
        "encoding": {
            "x": {"field": "middle", **across}, "y": {"value": 32},
            "text": {"field": "count", "type": "quantitative"}, "color": text,
        },
    }]  # fmt: skip
    if has_base:
        layers += [bar("base", 68, 10), {
            "data": {"values": [{"word": "base rate"}]},
            "mark": {"type": "text", "align": "left", "baseline": "top", "color": colour["muted"]},
            "encoding": {"x": {"value": 0}, "y": {"value": 84}, "text": {"field": "word", "type": "nominal"}},
        }]  # fmt: skip
    return framed(
        "outcome_bar", look, 100 if has_base else 66, {"layer": layers, "resolve": {"scale": {"color": "independent"}}}
    )


def outcome_dots(summary: Mapping[str, Any]) -> Figure:
    """One dot for each of a hundred futures, in the order of the bar."""
    outcomes, counts = need(summary, "outcomes"), counts_in_100(need(summary, "outcomes"))
    rows = [
        {"i": 0, "class": outcome["class"], "label": outcome["label"]}
        for outcome in outcomes
        for _ in range(counts[outcome["class"]]["count"])
    ]
    rows = [{**row, "i": i} for i, row in enumerate(rows)]
    return Figure(
        name="outcome_dots",
        title="The same hundred futures, one dot each",
        caption="Each dot is one future in 100, coloured by how it ends. None of them is the forecast.",
        reading="Put a finger on any dot without looking: that is one way this war may end, as likely as any other dot. "
        "Columns fill from the top, in the order of the bar.",
        alt="One hundred dots by outcome class: " + counted(outcomes, counts),
        rows=rows,
        build=lambda look: dots_spec(look, [o["class"] for o in outcomes]),
        table=outcome_table(outcomes, counts),
    )


def dots_spec(look: Look, classes: Sequence[str]) -> Spec:
    """Five rows of twenty dots; ten of ten on a phone."""
    lines = 10 if look.narrow else 5
    place = {"type": "quantitative", "axis": None}
    colour = look.colours
    return framed("outcome_dots", look, 300 if look.narrow else 190, {
        "transform": [{"calculate": f"floor(datum.i / {lines})", "as": "column"},
                      {"calculate": f"datum.i % {lines}", "as": "line"}],
        "mark": {"type": "circle", "size": 380 if look.narrow else 560, "opacity": 1},
        "encoding": {
            "x": {"field": "column", **place, "scale": {"domain": [-0.5, 100 / lines - 0.5], "nice": False}},
            "y": {"field": "line", **place, "scale": {"domain": [lines - 0.5, -0.5], "nice": False}},
            "color": {"field": "class", "type": "nominal", "legend": None,
                      "scale": {"domain": list(classes), "range": [colour[c] for c in classes]}},
            "tooltip": [{"field": "label", "type": "nominal", "title": "ends as"}],
        },
    })  # fmt: skip


def outcome_table(outcomes: Sequence[Mapping[str, Any]], counts: Mapping[str, Mapping[str, Any]]) -> Table:
    """Classes and sub-classes with their counts."""
    rows = []
    for outcome in outcomes:
        mine = counts[outcome["class"]]
        rows.append([outcome["label"], in_words(mine["count"]), in_words(mine["base_rate"])])
        for part in outcome.get("subclasses") or []:
            rows.append([f"  of which {part['label']}", in_words(mine["subclasses"][part["class"]]), "–"])
    return Table(("ending", "in 100 futures", "base rate"), rows)


def counted(outcomes: Sequence[Mapping[str, Any]], counts: Mapping[str, Mapping[str, Any]]) -> str:
    """Every class with its number, for a reader who does not see the picture."""
    return ", ".join(f"{o['label']} {in_words(counts[o['class']]['count'])}" for o in outcomes) + "."


def states_by_month(summary: Mapping[str, Any]) -> Figure:
    """Stacked shares of futures in each state, month by month."""
    months, series = need(summary, "states.months"), need(summary, "states.series")
    rows = []
    for i, month in enumerate(months):
        place = 0.0
        whole = sum(state["share"][i] for state in series)
        if whole <= 0:
            raise Missing("states.series")
        for state in series:
            share = 100 * state["share"][i] / whole
            rows.append({"t": month_day(month), "state": state["state"], "label": state["label"],
                         "a": rounded(place), "b": rounded(place + share), "s": rounded(share, 3)})  # fmt: skip
            place += share
    ends = apportion([state["share"][-1] for state in series])
    return Figure(
        name="states",
        title="Where the futures stand, month by month",
        caption="Height is the number of futures in 100 that are in that state in that month. The states add up to 100.",
        reading="Read a month from bottom to top. A layer that thickens is a state the futures move into; it does not "
        "say which future moved.",
        alt="Stacked area of states through time. In the last month: "
        + ", ".join(f"{s['label']} {in_words(n)} in 100" for s, n in zip(series, ends, strict=True)) + ".",
        rows=rows,
        build=lambda look: states_spec(look, series, rows[-len(series):]),
        table=Table(
            ("month", *(state["label"] for state in series)),
            [[month_words(m), *(number(100 * s["share"][i], 0) for s in series)] for i, m in enumerate(months)],
            "Futures in 100; rounded, so a row may miss 100 by one or two.",
        ),
    )  # fmt: skip


def state_colour_names(series: Sequence[Mapping[str, Any]]) -> list[str]:
    """Outcome classes keep their colour; other states take the next free one."""
    free = iter(palette.state_colours(len(series)))
    return [s["state"] if s["state"] in palette.CLASS_ORDER else next(free) for s in series]


def states_spec(look: Look, series: Sequence[Mapping[str, Any]], last: Sequence[Row]) -> Spec:
    """Stacked area with the larger layers named at the right end (on a phone the legend in the page names them)."""
    height = 280 if look.narrow else 360
    names = [state["state"] for state in series]
    time = {
        "field": "t", "type": "temporal", "scale": {"type": "utc"},
        "axis": {"format": "%Y", "title": None, "grid": False, "tickCount": {"interval": "year", "step": 2 if look.narrow else 1}},
    }  # fmt: skip
    vertical = {
        "type": "quantitative", "scale": {"domain": [0, 100], "nice": False},
        "axis": {"title": "futures in 100", "titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -14,
                 "values": [0, 25, 50, 75, 100], "grid": False},
    }  # fmt: skip
    shades = [look.colours[name] for name in state_colour_names(series)]
    layers: list[Spec] = [{
        "mark": {"type": "area", "opacity": 1, "stroke": look.colours["paper"], "strokeWidth": 0.75},
        "encoding": {
            "x": time, "y": {"field": "a", **vertical}, "y2": {"field": "b"},
            "fill": {"field": "state", "type": "nominal", "legend": None, "scale": {"domain": names, "range": shades}},
            "tooltip": [{"field": "label", "type": "nominal", "title": "state"}],
        },
    }]  # fmt: skip
    shown = [row for row in last if (row["s"] or 0) >= 4]
    if not look.narrow and shown:
        gap = 100 * 15 / height
        places = spread_labels([(row["a"] + row["b"]) / 2 for row in shown], gap, gap / 2, 100 - gap / 2)
        values = [
            {"t": r["t"], "y": y, "word": f"{r['s']:.0f}  {r['label']}"} for r, y in zip(shown, places, strict=True)
        ]
        layers.append({
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 8, "baseline": "middle"},
            "encoding": {"x": time, "y": {"field": "y", **vertical}, "text": {"field": "word", "type": "nominal"}},
        })  # fmt: skip
    return framed("states", look, height, {"layer": layers})
