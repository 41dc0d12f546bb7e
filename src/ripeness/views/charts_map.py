"""The districts: equal tiles or true places, coloured by control and greyed by doubt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

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
    month_words,
    need,
    number,
)
from ripeness.views.charts_labels import with_halo

COLOUR_NAMES = tuple(f"v{level}-{step}" for level, steps in enumerate(palette.CERTAINTY_STEPS) for step in range(steps))
TILE = 0.92  # share of its cell a tile fills
TALLEST = 1.15  # height over width of a map on a wide page; a taller country leaves room at its sides


def district_map(summary: Mapping[str, Any], month: int = 0, geography: str = "tiles") -> Figure:
    """The map of one month.

    Parameters
    ----------
    month : index into ``districts.months``.
    geography : "tiles", every unit the same size, or "places", each at its coordinates, as a polygon where known.
    """
    units, months, median, width = district_parts(summary)
    rows = [
        {**row, "value": m, "width": w, "c": palette.certainty_class(m, w)}
        for row, m, w in zip(unit_rows(units), median[month], width[month], strict=True)
    ]
    labels = summary.get("labels") or {}
    who, word = labels.get("government", "the government"), labels.get("units", "units")
    note = summary["districts"].get("note") or ""
    guessed = sum(bool(unit.get("approximate")) for unit in units)
    unknown = sum(w >= palette.CERTAINTY_LIMITS[-1] for w in width[-1])
    return Figure(
        name="map",
        title=f"Control of the {word}",
        caption=f"Colour is {who}'s control of each {labels.get('unit', 'unit')}: the median over futures. The wider "
        "the range that holds 90 of 100 futures, the fewer colours are used, until only grey is left."
        + (f" {guessed} of {len(units)} are drawn round: their place is approximate." if guessed else "")
        + (f" {note[:1].upper()}{note[1:]}" if note else ""),
        reading="Every tile has the same size, so a capital weighs no more than a mountain valley. A grey tile is not "
        f"contested, it is unknown: by {month_words(months[-1])} the futures disagree too much to say anything of "
        f"{unknown} of {len(units)} {word}.",
        alt=map_alt(rows, who, word, month_words(months[month])),
        rows=rows,
        build=lambda look: map_spec(look, units, geography),
        table=map_table(units, months, median, width),
    )


def district_parts(summary: Mapping[str, Any]) -> tuple[list[Row], list[str], list[list[float]], list[list[float]]]:
    """Units, months, medians and widths, or `Missing` where they do not fit together."""
    units, months = need(summary, "districts.units"), need(summary, "districts.months")
    median, width = need(summary, "districts.median"), need(summary, "districts.width90")
    if not len(months) == len(median) == len(width) or any(len(row) != len(units) for row in (*median, *width)):
        raise Missing("districts.median")
    return units, months, median, width


def unit_rows(units: Sequence[Mapping[str, Any]]) -> list[Row]:
    """What the map draws of every unit whatever the month."""
    stretch = _stretch(units)
    return [_unit_row(unit, stretch) for unit in units]


def _stretch(units: Sequence[Mapping[str, Any]]) -> float:
    """How much shorter a degree east is than a degree north, in the middle of the country."""
    north = [unit["lat"] for unit in units]
    return math.cos(math.radians((max(north) + min(north)) / 2))


def _unit_row(unit: Mapping[str, Any], stretch: float) -> Row:
    row = {
        "id": unit["id"], "name": unit["name"], "province": unit["province"], "round": bool(unit.get("approximate")),
        "col": unit["col"], "row": unit["row"], "lon": round(unit["lon"], 3), "lat": round(unit["lat"], 3),
    }  # fmt: skip
    if unit.get("outline"):
        rings = [[[round(lon * stretch, 3), lat] for lon, lat in ring] for ring in unit["outline"]]
        row["shape"] = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    return row


def map_alt(rows: Sequence[Row], who: str, word: str, month: str) -> str:
    """The map in one sentence."""
    firm = [row for row in rows if not row["c"].startswith("v3")]
    held = sum(row["value"] >= 50 for row in firm)
    return (
        f"{month}: of {len(rows)} {word}, the median gives {who} the upper hand in {held} and not in "
        f"{len(firm) - held}; {len(rows) - len(firm)} are too uncertain to say."
    )


def map_spec(look: Look, units: Sequence[Mapping[str, Any]], geography: str) -> Spec:
    """Squares for known places, round marks for approximate ones, lines between provinces or, of these, regions."""
    fill = {
        "field": "c", "type": "nominal", "legend": None,
        "scale": {"domain": list(COLOUR_NAMES), "range": [look.colours[name] for name in COLOUR_NAMES]},
    }  # fmt: skip
    tooltip = [
        {"field": "name", "type": "nominal", "title": "place"},
        {"field": "province", "type": "nominal", "title": "province"},
        {"field": "value", "type": "quantitative", "title": "control, median %"},
        {"field": "width", "type": "quantitative", "title": "90 in 100 futures, points wide"},
    ]
    if geography == "tiles":
        layers, aspect = tile_layers(look, units, fill, tooltip)
    elif all(unit.get("outline") for unit in units):
        layers, aspect = outline_layers(look, units, fill, tooltip)
    else:
        layers, aspect = place_layers(look, units, fill, tooltip)
    spec = framed("map", look, round(look.width * aspect), {"layer": layers, "padding": FLUSH})
    return {**spec, "usermeta": {"aspect": round(aspect, 4)}}


def tile_layers(
    look: Look, units: Sequence[Mapping[str, Any]], fill: Spec, tooltip: list[Spec]
) -> tuple[list[Spec], float]:
    """One square a unit on a grid that keeps neighbours together."""
    left, right = min(u["col"] for u in units), max(u["col"] for u in units) + 1
    top, bottom = min(u["row"] for u in units), max(u["row"] for u in units) + 1
    left, right = widened(look, left, right, bottom - top)
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [left, right], "nice": False, "zero": False}}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [bottom, top], "nice": False, "zero": False}}
    cell = look.width / (right - left)
    gap = (1 - TILE) / 2
    parts = "province" if len({u["province"] for u in units}) < len(units) else "region"

    def tiles(keep: str, corner: float) -> Spec:
        return {
            "transform": [
                {"filter": keep},
                {"calculate": f"datum.col + {gap}", "as": "x1"},
                {"calculate": f"datum.col + {1 - gap}", "as": "x2"},
                {"calculate": f"datum.row + {gap}", "as": "y1"},
                {"calculate": f"datum.row + {1 - gap}", "as": "y2"},
            ],
            "mark": {"type": "rect", "cornerRadius": corner},
            "encoding": {
                "x": {"field": "x1", **x},
                "x2": {"field": "x2"},
                "y": {"field": "y1", **y},
                "y2": {"field": "y2"},
                "fill": fill,
                "tooltip": tooltip,
            },
        }

    layers: list[Spec] = [
        tiles("!datum.round", 1),
        tiles("datum.round", cell / 2),
        {
            "data": {"values": borders({(u["row"], u["col"]): u[parts] for u in units})},
            "mark": {
                "type": "rule",
                "color": look.colours["ink"],
                "strokeWidth": 0.8 if look.narrow else 1.1,
                "strokeCap": "round",
            },
            "encoding": {
                "x": {"field": "x1", **x},
                "x2": {"field": "x2"},
                "y": {"field": "y1", **y},
                "y2": {"field": "y2"},
            },
        },
    ]
    if not look.narrow:
        layers.append(province_names(look, units, ("col", x, 0.5), ("row", y, 0.5)))
    return layers, (bottom - top) / (right - left)


def place_layers(
    look: Look, units: Sequence[Mapping[str, Any]], fill: Spec, tooltip: list[Spec]
) -> tuple[list[Spec], float]:
    """One mark a unit at its longitude and latitude, shapes kept at the middle latitude."""
    lon, lat = [u["lon"] for u in units], [u["lat"] for u in units]
    edge = 0.04 * (max(lon) - min(lon) or 1)
    stretch = math.cos(math.radians((max(lat) + min(lat)) / 2))
    tall = max(lat) - min(lat) + 2 * edge
    left, right = widened(look, min(lon) - edge, max(lon) + edge, tall / stretch)
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [left, right], "nice": False, "zero": False}}
    y = {"type": "quantitative", "axis": None,
         "scale": {"domain": [min(lat) - edge, max(lat) + edge], "nice": False, "zero": False}}  # fmt: skip
    aspect = tall / ((right - left) * stretch)

    def marks(keep: str, shape: str, size: float) -> Spec:
        return {
            "transform": [{"filter": keep}],
            "mark": {"type": "point", "shape": shape, "filled": True, "opacity": 1, "size": size,
                     "stroke": look.colours["paper"], "strokeWidth": 0.6},
            "encoding": {"x": {"field": "lon", **x}, "y": {"field": "lat", **y}, "fill": fill, "tooltip": tooltip},
        }  # fmt: skip

    size = 36.0 if look.narrow else 130.0
    layers = [marks("!datum.round", "square", size), marks("datum.round", "circle", size)]
    if not look.narrow:
        layers.append(province_names(look, units, ("lon", x, 0.0), ("lat", y, 0.0)))
    return layers, aspect


def outline_layers(
    look: Look, units: Sequence[Mapping[str, Any]], fill: Spec, tooltip: list[Spec]
) -> tuple[list[Spec], float]:
    """The polygons of imported boundaries, degrees east kept in proportion at the middle latitude."""
    points = [point for unit in units for ring in unit["outline"] for point in ring]
    (left, right), (low, high) = ((min(x), max(x)) for x in zip(*points, strict=True))
    stretch = _stretch(units)
    ends = widened(look, left * stretch, right * stretch, high - low)
    scale = look.width / (ends[1] - ends[0])
    projection = {
        "type": "identity", "reflectY": True, "scale": scale, "translate": [-ends[0] * scale, high * scale],
    }  # fmt: skip
    return [{
        "projection": projection,
        "mark": {"type": "geoshape", "stroke": look.colours["paper"], "strokeWidth": 0.5},
        "encoding": {"shape": {"field": "shape", "type": "geojson"}, "fill": fill, "tooltip": tooltip},
    }], (high - low) / (ends[1] - ends[0])  # fmt: skip


def widened(look: Look, left: float, right: float, height: float) -> tuple[float, float]:
    """Ends of the horizontal axis that keep a tall country on a wide page from filling more than the screen."""
    room = 0.0 if look.narrow else max(height / TALLEST - (right - left), 0.0)
    return left - room / 2, right + room / 2


def province_names(
    look: Look, units: Sequence[Mapping[str, Any]], across: tuple[str, Spec, float], down: tuple[str, Spec, float]
) -> Spec:
    """Each province's name at the middle of its units, with a halo in the colour of the page."""
    values = []
    for province, group in groupby(sorted(units, key=lambda u: u["province"]), key=lambda u: u["province"]):
        mine = list(group)
        values.append({
            "name": province,
            "x": round(sum(u[across[0]] for u in mine) / len(mine) + across[2], 3),
            "y": round(sum(u[down[0]] for u in mine) / len(mine) + down[2], 3),
        })  # fmt: skip
    place = {
        "x": {"field": "x", **across[1]},
        "y": {"field": "y", **down[1]},
        "text": {"field": "name", "type": "nominal"},
    }
    words = {"type": "text", "fontSize": 11, "fontWeight": 600}
    return {"data": {"values": values}, "layer": with_halo(words, place, look.colours["paper"], look.colours["ink"])}


def map_table(
    units: Sequence[Mapping[str, Any]], months: Sequence[str], median: Sequence[Sequence[float]],
    width: Sequence[Sequence[float]],
) -> Table:  # fmt: skip
    """Every unit at five dates: median control and the width of its 90 % range."""
    dates = sorted({round(i * (len(months) - 1) / 4) for i in range(5)})
    rows = [
        [unit["name"] + (" (approximate)" if unit.get("approximate") else ""), unit["province"],
         *(f"{number(median[t][i], 0)} ({number(width[t][i], 0)} wide)" for t in dates)]
        for i, unit in enumerate(units)
    ]  # fmt: skip
    return Table(
        ("place", "province", *(month_words(months[t]) for t in dates)),
        rows,
        "Control in %; in brackets the width of the range of 90 in 100 futures, in points.",
    )
