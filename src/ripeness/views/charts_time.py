"""What moves through time: the ripeness margin, beliefs, control in both readings, deaths; all as fans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.rounding import in_100, in_words
from ripeness.views.charts_base import (
    Figure,
    Look,
    Missing,
    Row,
    Spec,
    Table,
    fan,
    fan_domain,
    fan_rows,
    fan_table,
    framed,
    month_day,
    month_words,
    need,
    number,
    rounded,
    unit_above,
    years,
)

BANDS = "The dark band holds 50 of 100 futures, the light band 90; the line is the median. Ten of 100 lie outside."


def ripeness_margin(summary: Mapping[str, Any]) -> Figure:
    """The width of the range of terms, net of what reneging would gain, through time."""
    months, margin = need(summary, "ripeness.months"), need(summary, "ripeness")
    rows = fan_rows(months, margin)
    first, last = rows[0]["m"], rows[-1]["m"]
    return Figure(
        name="ripeness",
        title="The ripeness margin",
        caption=BANDS + " Above zero, some settlement beats fighting on for both sides and would be kept.",
        reading="One unit is the whole prize, everything the two sides fight over. At 0.05 a twentieth of it is left "
        "after every wedge. A margin above zero is not a forecast: somebody still has to open talks and sign.",
        alt=f"Fan of the ripeness margin: median {number(first)} at the start, {number(last)} at the end.",
        rows=rows,
        build=lambda look: fan("ripeness", look, rows, "share of the prize", padded_to(rows, 0.0), 320, zero=0.0),
        table=fan_table(months, margin, 3),
    )


def ripeness_chance(summary: Mapping[str, Any]) -> Figure:
    """Futures in 100 whose margin is above zero, by month."""
    months, positive = need(summary, "ripeness.months"), need(summary, "ripeness.positive")
    rows: list[Row] = [
        {"t": month_day(m), "m": rounded(100 * p), "n": in_100(p)}
        for m, p in zip(months, positive, strict=False)
        if p is not None
    ]
    if not rows:
        raise Missing("ripeness.positive")
    return Figure(
        name="ripeness_chance",
        title="Futures in which the war is ripe",
        caption="The height is the number of futures in 100 whose margin is above zero in that month.",
        reading="This counts futures, where the picture above measures the room. Both can fall together or apart.",
        alt=f"Area from {in_words(rows[0]['n'])} in 100 at the start to {in_words(rows[-1]['n'])} at the end.",
        rows=rows,
        build=chance_spec,
        table=Table(("month", "in 100 futures"), [[month_words(r["t"][:7]), in_words(r["n"])] for r in rows]),
    )


def chance_spec(look: Look) -> Spec:
    """A low area from 0 to 100."""
    time = years(look)
    vertical = {
        "field": "m",
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "axis": unit_above("futures in 100", values=[0, 50, 100]),
    }
    colour = look.colours
    return framed("ripeness_chance", look, 130, {"layer": [{
        "mark": {"type": "area", "color": colour["band50"], "line": {"color": colour["fan"], "strokeWidth": 2}},
        "encoding": {"x": time, "y": vertical,
                     "tooltip": [{"field": "t", "type": "temporal", "title": "month", "format": "%B %Y"},
                                 {"field": "n", "type": "quantitative", "title": "in 100 futures"}]},
    }]})  # fmt: skip


def beliefs(summary: Mapping[str, Any]) -> list[Figure]:
    """One small fan a side, all on the same axis."""
    months, series = need(summary, "beliefs.months"), need(summary, "beliefs.series")
    return [belief(months, one, i) for i, one in enumerate(series)]


def belief(months: Sequence[str], one: Mapping[str, Any], index: int) -> Figure:
    """What one side believes, in chances out of 100."""
    rows = fan_rows(months, one, 100.0)
    name = f"belief_{index}"
    return Figure(
        name=name,
        title=one["label"],
        caption=BANDS,
        reading="",
        alt=f"{one['label']}: median {number(rows[0]['m'], 0)} in 100 at the start, "
        f"{number(rows[-1]['m'], 0)} at the end.",
        rows=rows,
        build=lambda look: fan(name, look, rows, "chances in 100", (0, 100), 220),
        table=fan_table(months, one, 0, 100.0),
    )


def control(summary: Mapping[str, Any]) -> list[Figure]:
    """Government and insurgent control as each instrument reads it, against what it published."""
    months, instruments = need(summary, "control.months"), need(summary, "control.instruments")
    published = summary["control"].get("published") or []
    labels = summary.get("labels") or {}
    units = labels.get("units", "units")
    figures: list[Figure] = []
    for side in ("government", "insurgent"):
        who = labels.get(side, side)
        for instrument in instruments:
            if instrument.get(side):
                mine = [p for p in published if p["instrument"] == instrument["instrument"]]
                figures.append(control_of(months, instrument, side, who, mine, f"control_{len(figures)}", units))
    if not figures:
        raise Missing("control.instruments")
    return figures


def control_of(
    months: Sequence[str], instrument: Mapping[str, Any], side: str, who: str,
    published: Sequence[Mapping[str, Any]], name: str, units: str,
) -> Figure:  # fmt: skip
    """One side's share in one instrument's reading."""
    rows = fan_rows(months, instrument[side], 100.0)
    points = [
        {
            "t": month_day(p["date"]),
            "v": rounded(100 * p[side]),
            "after": bool(p.get("after")),
            "p": p.get("published", ""),
        }
        for p in published
        if p.get(side) is not None
    ]
    table = fan_table(months, instrument[side], 0, 100.0)
    return Figure(
        name=name,
        title=f"{who}, as {instrument['label']} counts",
        caption=f"{BANDS} Circles are published figures: filled if known at the information date, hollow if later. "
        f"{instrument.get('note') or ''}".rstrip(),
        reading="",
        alt=f"Fan of {who} control as {instrument['label']} counts: median {number(rows[0]['m'], 0)} % at the start, "
        f"{number(rows[-1]['m'], 0)} % at the end; {len(points)} published figures.",
        rows=rows + points,
        build=lambda look: fan(name, look, rows + points, f"% of {units}", (0, 100), 240),
        table=table._replace(note=published_words(points, 1)),
    )


def control_notes(summary: Mapping[str, Any]) -> str:
    """What the fans of control must not be taken for, one sentence an instrument."""
    instruments = (summary.get("control") or {}).get("instruments") or []
    return " ".join(str(one["note"]) for one in instruments if one.get("note"))


def violence(summary: Mapping[str, Any]) -> Figure:
    """Battle deaths a month against the published series."""
    months, deaths = need(summary, "violence.months"), need(summary, "violence.deaths")
    rows = fan_rows(months, deaths)
    date = (summary.get("meta") or {}).get("information_date", "9999")
    points = [
        {"t": month_day(p["date"]), "v": rounded(p["value"]), "p": p.get("published", ""),
         "after": bool(p.get("after", p.get("published", p["date"]) > date))}
        for p in summary["violence"].get("published") or []
    ]  # fmt: skip
    parts = [
        f"{c.get('label', c.get('component'))} {number(100 * c['share'], 0)} %"
        for c in summary["violence"].get("components") or []
        if c.get("share") is not None
    ]
    everything = rows + points
    top = fan_domain(everything, 0.0)[1]
    return Figure(
        name="violence",
        title="Deaths in battle, month by month",
        caption=BANDS + " Circles are published counts: filled if known at the information date, hollow if later.",
        reading="The swing within a year is the fighting season. Counts of deaths are late, partial and disputed; the "
        "fan is of deaths as the published series would count them."
        + (f" Of the model's deaths: {', '.join(parts)}." if parts else ""),
        alt=f"Fan of monthly deaths: median {number(rows[0]['m'], 0)} at the start, "
        f"{number(rows[-1]['m'], 0)} at the end.",
        rows=everything,
        build=lambda look: fan("violence", look, everything, "deaths a month", (0.0, top), 300, axis_format=",d"),
        table=fan_table(months, deaths, 0)._replace(note=published_words(points, 0)),
    )


def published_words(points: Sequence[Row], digits: int) -> str:
    """The circles of a figure as text."""
    said = "; ".join(
        f"{month_words(p['t'][:7])} {number(p['v'], digits)}{' (published later)' if p['after'] else ''}"
        for p in points
    )
    return f"Published: {said}." if said else ""


def padded_to(rows: Sequence[Row], value: float) -> tuple[float, float]:
    """The rows' range, stretched to hold `value` with room on both sides."""
    low, high = fan_domain([*rows, {"v": value}])
    return low, high
