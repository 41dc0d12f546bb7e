"""Why the war goes on: the ledger as a waterfall, tempos against their base rate, the grid over two guesses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.rounding import in_100, in_cell, in_words
from ripeness.views import palette
from ripeness.views.charts_base import (
    Figure,
    Look,
    Missing,
    Row,
    Spec,
    Table,
    framed,
    need,
    number,
    rounded,
    unit_above,
)
from ripeness.views.charts_labels import with_halo

ONE_LINE = 50  # letters that fit beside a picture; the table names the actor all the same
SLOWEST, FASTEST = 1e-3, 100.0  # events a year; slower and faster ones stand at the edge


def ledger(summary: Mapping[str, Any]) -> Figure:
    """The width of the range of terms as a sum: savings first, then what closes and what opens it.

    Values are signed and add up; where medians over worlds do not, a bar says by how much.
    """
    terms = need(summary, "ledger.terms")
    width = summary["ledger"].get("width") or {}
    if any(term.get("value") is None for term in terms):
        raise Missing("ledger.terms.value")
    rows, total = [], 0.0
    for term in terms:
        rows.append(waterfall_row(term, total, term.get("kind", "wedge")))
        total += term["value"]
    if width.get("value") is not None:
        rest = width["value"] - total
        if abs(rest) > 5e-3:
            rows.append(waterfall_row({"label": "Medians do not add up exactly", "value": rest}, total, "rest"))
        rows.append(waterfall_row({**width, "label": "Width of the range"}, 0.0, "total"))
    for i, row in enumerate(rows):
        row["i"] = i
    return Figure(
        name="ledger",
        title="What opens and what closes the range of terms",
        caption="Each bar adds to or takes from the width of the range both sides could sign, in shares of the whole "
        "prize. The thin line at its end holds 90 of 100 worlds.",
        reading="Start at the top with what peace would save. Each bar below begins where the one above ended. If the "
        "last bar lies right of zero, some terms suit both sides; if left, none do. A policy helps by shrinking a bar "
        "that points left.",
        alt="Waterfall: " + "; ".join(f"{r['label']} {number(r['value'])}" for r in rows) + ".",
        rows=rows,
        build=lambda look: ledger_spec(look, rows),
        table=Table(
            ("term", "adds", "90 in 100 worlds, from", "to"),
            [[r["label"], signed(r["value"]), number(r.get("low")), number(r.get("high"))] for r in rows],
        ),
    )


def waterfall_row(term: Mapping[str, Any], start: float, kind: str) -> Row:
    """One bar: where it begins and ends, and the interval around its end."""
    value = term["value"]
    group = kind if kind in ("total", "base", "rest") else ("opens" if value >= 0 else "closes")
    row: Row = {"label": term["label"], "value": rounded(value), "from": rounded(start), "to": rounded(start + value),
                "group": group, "word": number(value) if kind == "total" else signed(value)}  # fmt: skip
    if term.get("low") is not None and term.get("high") is not None:
        row |= {"low": rounded(term["low"]), "high": rounded(term["high"]),
                "end_low": rounded(start + term["low"]), "end_high": rounded(start + term["high"])}  # fmt: skip
    return row


def signed(value: float) -> str:
    """A term with its sign."""
    return ("+" if value > 0 else "") + number(value)


def ledger_spec(look: Look, rows: Sequence[Row], name: str = "ledger", unit: str = "share of the prize") -> Spec:
    """Horizontal waterfall; on a phone the words stand above the bars."""
    colour = look.colours
    step = 46 if look.narrow else 36
    height = step * len(rows)
    reach = [v for r in rows for v in (r["from"], r["to"], r.get("end_low"), r.get("end_high")) if v is not None]
    room = max(reach) - min(reach) or 1
    domain = [min(reach) - 0.06 * room, max(reach) + 0.15 * room]  # the values stand at the right
    across = {
        "type": "quantitative", "scale": {"domain": domain, "nice": False},
        "axis": {"title": unit, "tickCount": 5 if look.narrow else 8, "gridOpacity": 0.7},
    }  # fmt: skip
    names = [row["label"] for row in rows]
    down = row_axis(look, names)
    middle = 10 if look.narrow else 0  # the bar leaves room for the words above it
    groups = ["base", "opens", "closes", "rest", "total"]
    fills = [colour[name] for name in ("base", "opens", "closes", "rule", "total")]
    half = 8
    band = {**down, "bandPosition": 0.5}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "height": 2 * half, "yOffset": middle, "cornerRadius": 1},
            "encoding": {
                "y": down,
                "x": {"field": "from", **across},
                "x2": {"field": "to"},
                "color": {
                    "field": "group",
                    "type": "nominal",
                    "legend": None,
                    "scale": {"domain": groups, "range": fills},
                },
                "tooltip": [
                    {"field": "label", "type": "nominal", "title": "term"},
                    {"field": "word", "type": "nominal", "title": "adds"},
                ],
            },
        },
        {
            "transform": [{"filter": "isValid(datum.end_low)"}],
            "mark": {
                "type": "rule",
                "color": colour["ink"],
                "strokeWidth": 1.25,
                "yOffset": middle,
                "y2Offset": middle,
            },
            "encoding": {"y": band, "x": {"field": "end_low", **across}, "x2": {"field": "end_high"}},
        },
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "color": colour["zero"], "strokeWidth": 1},
            "encoding": {"x": {"field": "zero", **across}},
        },
    ]
    words = {"type": "text", "align": "right", "dx": -2, "fontWeight": 600, "color": colour["ink"]}
    if look.narrow:
        layers += words_above(look, down, room=60)
        layers.append({
            "mark": {**words, "yOffset": -14},
            "encoding": {"y": band, "x": {"value": {"expr": "width"}}, "text": {"field": "word", "type": "nominal"}},
        })  # fmt: skip
    else:
        layers.append({
            "mark": words,
            "encoding": {"y": band, "x": {"value": {"expr": "width"}}, "text": {"field": "word", "type": "nominal"}},
        })  # fmt: skip
    return framed(name, look, height, {"layer": layers})


def row_axis(look: Look, names: Sequence[str]) -> Spec:
    """One row a name; the names as axis labels, or none on a phone."""
    axis = (
        None
        if look.narrow
        else {"title": None, "labelLimit": 320, "labelColor": look.colours["ink"], "labelPadding": 12}
    )
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis, "scale": {"domain": list(names)}}


def words_above(look: Look, down: Spec, field: str = "label", room: int = 10) -> list[Spec]:
    """Names of rows above their marks, for a phone; `room` pixels stay free at their right."""
    mark = {"type": "text", "align": "left", "yOffset": -14, "fontSize": 12, "limit": look.width - room}
    place = {"y": {**down, "bandPosition": 0.5}, "x": {"value": 0}, "text": {"field": field, "type": "nominal"}}
    return with_halo(mark, place, look.colours["paper"], look.colours["ink"])


def hazards(summary: Mapping[str, Any]) -> Figure:
    """Tempo of each act at the start, with and without the actor's reasons."""
    events = [event for event in need(summary, "hazards") if event.get("per_year") is not None]
    if not events:
        raise Missing("hazards.per_year")
    labels = summary.get("labels") or {}
    rows = []
    for event in sorted(events, key=lambda e: -e["per_year"]):
        rows.append(
            {
                "label": event["label"],
                "actor": actor_words(event.get("actor", ""), labels),
                "rate": rounded(event["per_year"]),
                "x": on_axis(event["per_year"]),
                "base": on_axis(event.get("base_rate")),
                "reference": rounded(event.get("base_rate")),
                "low": on_axis(event.get("low")),
                "high": on_axis(event.get("high")),
                "name": event["event"],
            }
        )
    for row in rows:
        words = f"{row['label']} ({row['actor']})" if row["actor"] else row["label"]
        row["words"] = words if len(words) <= ONE_LINE else row["label"]
    return Figure(
        name="hazards",
        title="What could happen next, and how soon",
        caption="The filled dot is the tempo of each act at the start, the line holds 90 of 100 worlds, the hollow "
        "diamond is the base rate. Each step along the axis is ten times as often.",
        reading="A dot right of its diamond: the actor has reasons to act sooner than usual. Left: reasons to wait. "
        "Once in a year does not mean next December; it means about an even chance within eight months.",
        alt="Tempo a year against its base rate: "
        + "; ".join(f"{r['label']} {tempo(r['rate'])} against {tempo(r['reference'])}" for r in rows)
        + ".",
        rows=rows,
        build=lambda look: hazards_spec(look, rows),
        table=Table(
            ("act", "who", "a year", "base rate", "90 in 100 worlds, from", "to"),
            [
                [r["label"], r["actor"], tempo(r["rate"]), tempo(r["reference"]), tempo(r["low"]), tempo(r["high"])]
                for r in rows
            ],
        ),
    )


def actor_words(actor: str, labels: Mapping[str, str]) -> str:
    """ "insurgent+government" in the war's own names."""
    return " and ".join(labels.get(part, part) for part in actor.split("+") if part and part != "nature")


def on_axis(rate: float | None) -> float | None:
    """A rate the log axis holds."""
    return None if rate is None else rounded(min(max(rate, SLOWEST), FASTEST))


def tempo(rate: float | None) -> str:
    """Times a year in two digits."""
    if rate is None:
        return "–"
    if rate < SLOWEST:
        return f"under {SLOWEST:g}"
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.2g}"


def hazards_spec(look: Look, rows: Sequence[Row]) -> Spec:
    """Dot plot on a log axis."""
    colour = look.colours
    step = 46 if look.narrow else 30
    highest = max(v for r in rows for v in (r["x"], r["base"], r["high"]) if v is not None)
    top = 1.0 if highest <= 1 else 10.0 if highest <= 10 else FASTEST
    ticks = [t for t in (SLOWEST, 0.01, 0.1, 1.0, 10.0, FASTEST) if t <= top]
    lowest = min(v for r in rows for v in (r["x"], r["base"], r["low"]) if v is not None)
    start = max(t for t in ticks if t <= lowest * 1.001)
    waits = {
        "0.001": "1,000 years",
        "0.01": "100 years",
        "0.1": "10 years",
        "1": "1 year",
        "10": "5 weeks",
        "100": "4 days",
    }
    across = {
        "type": "quantitative", "scale": {"type": "log", "domain": [start, top], "nice": False},
        "axis": {"title": "average wait", "values": [t for t in ticks if t >= start],
                 "gridOpacity": 0.7, "labelExpr": f"({json.dumps(waits)})[toString(datum.value)]", "labelFlush": True,
                 "labelOverlap": "greedy"},
    }  # fmt: skip
    down = {**row_axis(look, [row["words"] for row in rows]), "field": "words"}
    middle = 10 if look.narrow else 0
    tooltip = [
        {"field": "label", "type": "nominal", "title": "act"},
        {"field": "actor", "type": "nominal", "title": "who"},
        {"field": "rate", "type": "quantitative", "title": "a year"},
        {"field": "reference", "type": "quantitative", "title": "base rate"},
    ]
    layers: list[Spec] = [
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {
                "type": "rule",
                "strokeWidth": 5,
                "color": colour["band90"],
                "yOffset": middle,
                "strokeCap": "round",
            },
            "encoding": {"y": down, "x": {"field": "low", **across}, "x2": {"field": "high"}},
        },
        {
            "transform": [{"filter": "isValid(datum.base)"}],
            "mark": {
                "type": "point",
                "shape": "diamond",
                "size": 150,
                "strokeWidth": 1.75,
                "fill": colour["paper"],
                "stroke": colour["point"],
                "opacity": 1,
                "yOffset": middle,
            },
            "encoding": {"y": down, "x": {"field": "base", **across}, "tooltip": tooltip},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 90,
                "color": colour["fan"],
                "opacity": 1,
                "yOffset": middle,
            },
            "encoding": {"y": down, "x": {"field": "x", **across}, "tooltip": tooltip},
        },
    ]
    if look.narrow:
        layers += words_above(look, down, "words")
    return framed("hazards", look, step * len(rows), {"layer": layers})


def grid(summary: Mapping[str, Any]) -> list[Figure]:
    """One heat map a headline over the two most influential guesses."""
    mu_0, delta_mu = need(summary, "grid.mu_0"), need(summary, "grid.delta_mu")
    return [heat_map(mu_0, delta_mu, metric, i) for i, metric in enumerate(need(summary, "grid.metrics"))]


def heat_map(mu_0: Sequence[float], delta_mu: Sequence[float], metric: Mapping[str, Any], index: int) -> Figure:
    """Futures in 100 for each pair of guesses; ``share[i][j]`` belongs to ``mu_0[i]`` and ``delta_mu[j]``."""
    name = f"grid_{index}"
    cells = [(m, d, metric["share"][i][j]) for i, m in enumerate(mu_0) for j, d in enumerate(delta_mu)]
    known = [share for *_, share in cells if share is not None]
    if not known:
        raise Missing("grid.metrics.share")
    top = max(known) or 1
    rows = []
    for m, d, share in cells:
        if share is not None:
            level = min(int(share / top * palette.HEAT_STEPS), palette.HEAT_STEPS - 1)
            rows.append({"mu": number(m), "delta": signed(d), "count": in_cell(in_100(share)), "shade": f"h{level}"})
    base = metric.get("base_rate")
    return Figure(
        name=name,
        title=metric["label"],
        caption="Each number is futures in 100 under that pair of guesses"
        + (f"; the base rate is {in_words(in_100(base))}." if base is not None else "."),
        reading="",
        alt=f"{metric['label']} in 100 futures over two guesses, from "
        f"{in_words(in_100(min(known)))} to {in_words(in_100(max(known)))}.",
        rows=rows,
        build=lambda look: heat_spec(name, look, [number(m) for m in mu_0], [signed(d) for d in delta_mu]),
        table=Table(
            ("belief at the start", *(f"gap {signed(d)}" for d in delta_mu)),
            [
                [number(m), *(in_cell(in_100(metric["share"][i][j])) for j in range(len(delta_mu)))]
                for i, m in enumerate(mu_0)
            ],
        ),
    )


def heat_spec(name: str, look: Look, mu: Sequence[str], delta: Sequence[str]) -> Spec:
    """Cells with their number; darker is more."""
    colour = look.colours
    shades = [f"h{i}" for i in range(palette.HEAT_STEPS)]
    kind = {"field": "shade", "type": "nominal", "legend": None}
    place = {
        "x": {"field": "delta", "type": "ordinal", "sort": list(delta),
              "axis": {"title": "gap between what the two sides believe", "labelAngle": 0}},
        "y": {"field": "mu", "type": "ordinal", "sort": list(reversed(mu)),
              "axis": unit_above("belief at the start", titlePadding=0)},
    }  # fmt: skip
    return framed(name, look, 38 * len(mu), {"layer": [
        {"mark": {"type": "rect", "stroke": colour["paper"], "strokeWidth": 2},
         "encoding": {**place, "color": {**kind, "scale": {"domain": shades, "range": [colour[s] for s in shades]}}}},
        {"mark": {"type": "text", "fontSize": 14},
         "encoding": {**place, "text": {"field": "count", "type": "nominal"},
                      "color": {**kind, "scale": {"domain": shades, "range": [colour[f"{s}-ink"] for s in shades]}}}},
    ], "resolve": {"scale": {"color": "independent"}}})  # fmt: skip
