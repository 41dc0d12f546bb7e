"""How the futures end: the bar, the hundred dots, and the share of futures in each state by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.rounding import apportion, counts_in_100, in_words
from ripeness.views import palette
from ripeness.views.charts_base import (
    FLUSH,
    Figure,
    Look,
    Missing,
    Row,
    Spec,
    Table,
    borders,
    framed,
    month_day,
    month_words,
    need,
    need_outcomes,
    rounded,
    unit_above,
    years,
)
from ripeness.views.charts_labels import spread_labels, stairs, text_width

# A state that is the way to one ending, or that ending itself, has its colour.
STATE_CLASSES = {"main": "O6", "alone": "O7", "settled": "O2", "taken": "O1"}
NARROWEST = 590  # pixels; below this a page draws the phone's variant
STAIR = 17  # pixels from one label of the bar to the next above


def outcome_bar(summary: Mapping[str, Any]) -> Figure:
    """Futures in 100 by outcome class, the base rate as a thin bar under it."""
    outcomes, counts = need_outcomes(summary), counts_in_100(need_outcomes(summary))
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
        "and the thin bar agree, the argument about what the parties want adds nothing to the base rate. Counts are "
        "rounded together so that they add up to 100: one may stand a little above or below its own share.",
        alt="Bar of outcome classes in 100 futures: " + counted(outcomes, counts),
        rows=rows,
        build=lambda look: bar_spec(look, [o["class"] for o in outcomes], rows),
        table=outcome_table(outcomes, counts),
    )


def bar_spec(look: Look, classes: Sequence[str], rows: Sequence[Row]) -> Spec:
    """Thick bar with numbers in it and its words on stairs above, thin bar of the base rate below."""
    colour = look.colours
    across = {"type": "quantitative", "scale": {"domain": [0, 100], "nice": False}, "axis": None}
    kind = {"field": "class", "type": "nominal", "legend": None}
    fill = {**kind, "scale": {"domain": list(classes), "range": [colour[c] for c in classes]}}
    text = {**kind, "scale": {"domain": list(classes), "range": [colour[f"{c}-ink"] for c in classes]}}
    tooltip = [{"field": "label", "type": "nominal", "title": "ending"},
               {"field": "count", "type": "quantitative", "title": "in 100 futures"}]  # fmt: skip
    least = 5 if look.narrow else 3  # the smallest part that has room for its number
    words = [] if look.narrow else bar_words([row for row in rows if row["bar"] == "model"], least)
    top = STAIR * (1 + max(word["level"] for word in words)) + 10 if words else 0
    thick = 56

    def bar(which: str, upper: int, height: int) -> Spec:
        return {
            "transform": [{"filter": f"datum.bar == '{which}'"}],
            "mark": {"type": "rect", "stroke": colour["paper"], "strokeWidth": 1.5},
            "encoding": {
                "x": {"field": "from", **across}, "x2": {"field": "to"},
                "y": {"value": upper}, "y2": {"value": upper + height}, "fill": fill, "tooltip": tooltip,
            },
        }  # fmt: skip

    layers = [bar("model", top, thick), {
        "transform": [{"filter": "datum.bar == 'model'"}, {"filter": f"datum.count >= {least}"},
                      {"calculate": "(datum.from + datum.to) / 2", "as": "middle"}],
        "mark": {"type": "text", "fontSize": 15 if look.narrow else 19, "fontWeight": 600},
        "encoding": {
            "x": {"field": "middle", **across}, "y": {"value": top + thick / 2},
            "text": {"field": "count", "type": "quantitative"}, "color": text,
        },
    }]  # fmt: skip
    for word in words:
        height = top - 8 - STAIR * word["level"]
        here = {"data": {"values": [word]}}
        at = {"x": {"field": "middle", **across}, "y": {"value": height}}
        layers += [
            {**here, "mark": {"type": "rule", "color": colour["muted"], "strokeWidth": 0.75},
             "encoding": {**at, "y2": {"value": top - 1}}},
            {**here, "mark": {"type": "text", "align": word["align"], "baseline": "middle",
                              "dx": 5 if word["align"] == "left" else -5},
             "encoding": {**at, "text": {"field": "word", "type": "nominal"}}},
        ]  # fmt: skip
    has_base = any(row["bar"] == "base" for row in rows)
    if has_base:
        layers += [
            bar("base", top + thick + 4, 10),
            {
                "data": {"values": [{"word": "base rate"}]},
                "mark": {"type": "text", "align": "left", "baseline": "top", "color": colour["muted"]},
                "encoding": {
                    "x": {"value": 0},
                    "y": {"value": top + thick + 20},
                    "text": {"field": "word", "type": "nominal"},
                },
            },
        ]
    height = top + thick + (36 if has_base else 2)
    apart = {"resolve": {"scale": {"color": "independent"}}, "padding": FLUSH}
    return framed("outcome_bar", look, height, {"layer": layers, **apart})


def bar_words(parts: Sequence[Row], least: int) -> list[Row]:
    """Each part's name with its place on the stairs; a part too small for its number carries it here."""
    words = [part["label"] if part["count"] >= least else f"{part['count']}  {part['label']}" for part in parts]
    middles = [(part["from"] + part["to"]) / 2 for part in parts]
    placed = stairs([NARROWEST * m / 100 for m in middles], [text_width(w, 12) + 6 for w in words], NARROWEST)
    return [
        {"middle": m, "word": w, "level": label.level, "align": label.align}
        for m, w, label in zip(middles, words, placed or [], strict=False)
    ]


def outcome_dots(summary: Mapping[str, Any]) -> Figure:
    """One dot for each of a hundred futures, in the order of the bar."""
    outcomes, counts = need_outcomes(summary), counts_in_100(need_outcomes(summary))
    dots = [outcome for outcome in outcomes for _ in range(counts[outcome["class"]]["count"])]
    rows = [{"i": i, "class": outcome["class"], "label": outcome["label"]} for i, outcome in enumerate(dots)]
    return Figure(
        name="outcome_dots",
        title="The same hundred futures, one dot each",
        caption="Each dot is one future in 100, coloured by how it ends; a line parts one ending from the next. "
        "None of them is the forecast.",
        reading="Put a finger on any dot without looking: that is one way this war may end, as likely as any other. "
        "Columns fill from the top, in the order of the bar.",
        alt="One hundred dots by outcome class: " + counted(outcomes, counts),
        rows=rows,
        build=lambda look: dots_spec(look, [o["class"] for o in outcomes], rows),
        table=outcome_table(outcomes, counts),
    )


def dots_spec(look: Look, classes: Sequence[str], rows: Sequence[Row]) -> Spec:
    """Five rows of twenty dots; ten of ten on a phone."""
    lines = 10 if look.narrow else 5
    colour = look.colours
    across = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 100 / lines], "nice": False, "zero": False}}
    down = {"type": "quantitative", "axis": None, "scale": {"domain": [lines, 0], "nice": False, "zero": False}}
    ends = {"x": {"field": "x1", **across}, "x2": {"field": "x2"}, "y": {"field": "y1", **down}, "y2": {"field": "y2"}}
    return framed("outcome_dots", look, 300 if look.narrow else 190, {"padding": FLUSH, "layer": [
        {
            "transform": [{"calculate": f"floor(datum.i / {lines}) + 0.5", "as": "column"},
                          {"calculate": f"datum.i % {lines} + 0.5", "as": "line"}],
            "mark": {"type": "circle", "size": 340 if look.narrow else 500, "opacity": 1},
            "encoding": {
                "x": {"field": "column", **across}, "y": {"field": "line", **down},
                "color": {"field": "class", "type": "nominal", "legend": None,
                          "scale": {"domain": list(classes), "range": [colour[c] for c in classes]}},
                "tooltip": [{"field": "label", "type": "nominal", "title": "ends as"}],
            },
        },
        {
            "data": {"values": borders({(row["i"] % lines, row["i"] // lines): row["class"] for row in rows})},
            "mark": {"type": "rule", "color": colour["muted"], "strokeWidth": 1.25, "strokeCap": "round"},
            "encoding": ends,
        },
    ]})  # fmt: skip


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
    rows, counts = [], []
    for i, month in enumerate(months):
        shares = [state["share"][i] for state in series]
        if any(share is None for share in shares) or sum(shares) <= 0:
            raise Missing("states.series")
        counts.append(apportion(shares))
        place = 0.0
        for state, count in zip(series, counts[-1], strict=True):
            share = 100 * state["share"][i] / sum(shares)
            rows.append({"t": month_day(month), "state": state["state"], "label": state["label"],
                         "a": rounded(place), "b": rounded(place + share), "n": count})  # fmt: skip
            place += share
    return Figure(
        name="states",
        title="Where the futures stand, month by month",
        caption="Height is the number of futures in 100 in that state in that month. The states add up to 100.",
        reading="Read a month from bottom to top. A layer that thickens is a state the futures move into; it does not "
        "say which future moved. A state is where a month stands; an ending looks back as well, as at how long a "
        "settlement has held and how far fighting has fallen, so layers and endings need not agree.",
        alt="Stacked area of states through time. In the last month: "
        + ", ".join(f"{s['label']} {in_words(n)} in 100" for s, n in zip(series, counts[-1], strict=True))
        + ".",
        rows=rows,
        build=lambda look: states_spec(look, series, rows[-len(series) :]),
        table=Table(
            ("month", *(state["label"] for state in series)),
            [[month_words(m), *map(in_words, row)] for m, row in zip(months, counts, strict=True)],
            "Futures in 100.",
        ),
    )


def state_colour_names(series: Sequence[Mapping[str, Any]]) -> list[str]:
    """Endings, and the ways to them, have the colour of their outcome class; other states take the next free one."""
    free = iter(palette.state_colours(len(series)))
    classes = [STATE_CLASSES.get(state["state"], state["state"]) for state in series]
    return [name if name in palette.CLASS_ORDER else next(free) for name in classes]


def states_spec(look: Look, series: Sequence[Mapping[str, Any]], last: Sequence[Row]) -> Spec:
    """Stacked area with its layers named at the right end; on a phone the legend in the page names them."""
    height = 280 if look.narrow else 360
    names = [state["state"] for state in series]
    time = years(look)
    vertical = {
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "axis": unit_above("futures in 100", values=[0, 25, 50, 75, 100], grid=False),
    }
    shades = [look.colours[name] for name in state_colour_names(series)]
    layers: list[Spec] = [{
        "mark": {"type": "area", "opacity": 1, "stroke": look.colours["paper"], "strokeWidth": 0.75},
        "encoding": {
            "x": time, "y": {"field": "a", **vertical}, "y2": {"field": "b"},
            "fill": {"field": "state", "type": "nominal", "legend": None, "scale": {"domain": names, "range": shades}},
            "tooltip": [{"field": "label", "type": "nominal", "title": "state"}],
        },
    }]  # fmt: skip
    if not look.narrow:
        gap = 100 * 15 / height
        places = spread_labels([(row["a"] + row["b"]) / 2 for row in last], gap, gap / 2, 100 - gap / 2)
        values = [
            {"t": row["t"], "y": y, "word": f"{row['n'] or '<1'}  {row['label']}"}
            for row, y in zip(last, places, strict=True)
        ]
        layers.append({
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 8, "baseline": "middle", "limit": 240},
            "encoding": {"x": time, "y": {"field": "y", **vertical}, "text": {"field": "word", "type": "nominal"}},
        })  # fmt: skip
    return framed("states", look, height, {"layer": layers})
