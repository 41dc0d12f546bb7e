"""One province at a time: people under the government as a fan, and how often its capital's land is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ripeness.views.charts_base import (
    Figure,
    Look,
    Row,
    Spec,
    Table,
    fan,
    fan_rows,
    framed,
    month_day,
    month_words,
    need,
    number,
    unit_above,
    years,
)

HEIGHT = 220
YEARLY = 4  # quarters between the columns of a table


def provinces(summary: Mapping[str, Any]) -> list[Figure]:
    """Both pictures of the first province; the page puts in the others' rows."""
    places, months = need(summary, "provinces.provinces"), need(summary, "provinces.months")
    first, labels = places[0], summary.get("labels") or {}
    lost = f"Futures in which {labels.get('insurgents') or 'insurgents'} hold the land around the capital"
    return [
        Figure(
            name="province_control",
            title="People under the government",
            caption=note(summary),
            reading="",
            alt=f"Fan of the people of {first['name']} under the government, in 100: median {first['median'][0]} at "
            f"the start, {first['median'][-1]} at the end.",
            rows=control_rows(months, first),
            build=lambda look: named(
                fan("province_control", replace(look, labelled=False), control_rows(months, first),
                    "% of people", (0.0, 100.0), HEIGHT), look),
            table=table(places, months, lambda p, i: f"{p['median'][i]} ({p['band90'][0][i]} to {p['band90'][1][i]})",
                        "Median, and in brackets the band that holds 90 of 100 futures."),
        ),
        Figure(
            name="province_capital",
            title=lost,
            caption=note(summary),
            reading="",
            alt=f"Line of the futures of 100 in which the land around {first['capital']} is lost: "
            f"{first['lost'][0]} at the start, {first['lost'][-1]} at the end.",
            rows=capital_rows(months, first),
            build=capital_spec,
            table=table(places, months, lambda p, i: str(p["lost"][i]), "In 100 futures."),
        ),
    ]  # fmt: skip


def note(summary: Mapping[str, Any]) -> str:
    """What the pictures are over."""
    return str(summary["provinces"].get("note") or "")


def control_rows(months: Sequence[str], place: Mapping[str, Any]) -> list[Row]:
    """The fan of one province; its first row carries its name."""
    rows = fan_rows(months, place)
    return [{**row, "name": place["name"] if i == 0 else None} for i, row in enumerate(rows)]


def capital_rows(months: Sequence[str], place: Mapping[str, Any]) -> list[Row]:
    """The line of one capital; its first row carries its name."""
    return [
        {"t": month_day(month), "v": lost, "name": place["capital"] if i == 0 else None}
        for i, (month, lost) in enumerate(zip(months, place["lost"], strict=True))
    ]


def named(spec: Spec, look: Look) -> Spec:
    """The name of the place in the picture's corner, from its rows: a picture that changes says of what it is."""
    spec["layer"].append({
        "transform": [{"filter": "isValid(datum.name)"}],
        "mark": {"type": "text", "align": "right", "baseline": "bottom", "fontWeight": 600, "dy": -6,
                 "color": look.colours["ink"]},
        "encoding": {"x": {"value": {"expr": "width"}}, "y": {"value": 0},
                     "text": {"field": "name", "type": "nominal"}},
    })  # fmt: skip
    return spec


def capital_spec(look: Look) -> Spec:
    """A line of shares of futures."""
    colour, time = look.colours, years(look)
    up = {
        "field": "v", "type": "quantitative", "scale": {"domain": [0, 100], "nice": False},
        "axis": unit_above("futures of 100", tickCount=5),
    }  # fmt: skip
    tooltip = [
        {"field": "t", "type": "temporal", "title": "month", "format": "%B %Y"},
        {"field": "v", "type": "quantitative", "title": "futures of 100"},
    ]
    layers: list[Spec] = [
        {"mark": {"type": "line", "color": colour["fan"], "strokeWidth": 2}, "encoding": {"x": time, "y": up}},
        {"mark": {"type": "rule", "strokeWidth": 9, "opacity": 0, "color": colour["ink"]},
         "encoding": {"x": time, "tooltip": tooltip}},
    ]  # fmt: skip
    height = min(HEIGHT, 240) if look.narrow else HEIGHT
    return named(framed("province_capital", look, height, {"layer": layers}), look)


def table(places: Sequence[Mapping[str, Any]], months: Sequence[str], cell: Any, about: str) -> Table:
    """Every province at the first month of each year."""
    shown = list(range(0, len(months), YEARLY))
    return Table(
        ("province", "people", *(month_words(months[i]) for i in shown)),
        [[p["name"], number(p["people"], 0), *(cell(p, i) for i in shown)] for p in places],
        about,
    )


def chooser(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the page's script needs to show another province, each list set once."""
    held = summary.get("provinces") or {}
    if not held.get("provinces"):
        return None
    keys = ("name", "capital", "median", "band50", "band90", "lost")
    labels = summary.get("labels") or {}
    return {
        "months": [month_day(month) for month in held["months"]],
        "people": [unit["population"] for unit in (summary.get("districts") or {}).get("units") or []],
        "until": month_words(held["months"][-1]),
        "insurgents": labels.get("insurgents") or "insurgents",
        "places": [{key: place[key] for key in keys} for place in held["provinces"]],
    }  # fmt: skip
