"""What every figure shares: its parts, its look, and the fan of bands through time.

Specifications are plain dictionaries in Vega-Lite's grammar: importing Altair takes half a second, which a lever move
does not have. `altair.Chart.from_dict(spec)` accepts each of them, and a test holds them against Vega-Lite's schema.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ripeness.views import palette
from ripeness.views.charts_labels import spread_labels

Spec = dict[str, Any]
Row = dict[str, Any]

FLUSH = {"left": 0, "right": 0, "top": 4, "bottom": 4}  # padding of a figure without words at its sides
FONT = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif'
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Missing(Exception):
    """The summary does not hold what a figure needs; `key` says what."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Look:
    """Where a figure will stand: its width in pixels, whether that is a phone's, whether its own key must be in it."""

    width: int = 820
    narrow: bool = False
    labelled: bool = True
    colours: Mapping[str, str] = field(default_factory=palette.css_references)


class Table(NamedTuple):
    """The twin of a figure: the same numbers as text."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


class Figure(NamedTuple):
    """One picture with all that must stand beside it."""

    name: str
    title: str
    caption: str  # says what the marks hold, and stands before the picture
    reading: str  # how to read it
    alt: str  # what a screen reader says in place of the picture
    rows: list[Row]
    build: Callable[[Look], Spec]
    table: Table


def finite(value: Any) -> Any:
    """The same summary with None for every number that is none: a page says "not known" and never "NaN"."""
    if isinstance(value, Mapping):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def need_outcomes(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The outcome classes with their shares; `Missing` where a share is not a number or none is positive."""
    outcomes: list[Mapping[str, Any]] = need(summary, "outcomes")
    shares = [outcome.get("share") for outcome in outcomes]
    known = [share for share in shares if share is not None and share >= 0]
    if len(known) < len(shares) or not sum(known):
        raise Missing("outcomes.share")
    return outcomes


def need(summary: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path of the summary; `Missing` where it is absent, null or empty."""
    value: Any = summary
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
        if value is None or value == [] or value == {}:
            raise Missing(path)
    return value


def framed(figure_name: str, look: Look, height: int, body: Spec) -> Spec:
    """A specification with its frame: size, fonts, colours, and room for every word."""
    colour = look.colours
    size = 11 if look.narrow else 12
    axis = {
        "labelColor": colour["muted"], "titleColor": colour["muted"], "domainColor": colour["rule"],
        "tickColor": colour["rule"], "gridColor": colour["rule"], "labelFontSize": size, "titleFontSize": size,
        "titleFontWeight": "normal", "labelFont": FONT, "titleFont": FONT, "domain": False, "ticks": False,
        "labelPadding": 6, "titlePadding": 10,
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": look.width, "height": height, "background": "transparent", "padding": 4,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"name": figure_name},
        **body,
        "config": {
            "aria": False, "font": FONT, "view": {"stroke": None}, "axis": axis,
            "text": {"font": FONT, "fontSize": size, "color": colour["ink"]},
        },
    }  # fmt: skip


def years(look: Look) -> Spec:
    """The time axis of every figure: years, every second one on a phone."""
    every = {"interval": "year", "step": 2 if look.narrow else 1}
    return {
        "field": "t", "type": "temporal", "scale": {"type": "utc"},
        "axis": {"format": "%Y", "title": None, "grid": False, "labelPadding": 10, "tickCount": every},
    }  # fmt: skip


def unit_above(unit: str, **more: Any) -> Spec:
    """A vertical axis whose unit stands level above it."""
    return {"title": unit, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -14,
            "gridOpacity": 0.7, **more}  # fmt: skip


def month_day(month: str) -> str:
    """ "2018-12" as the first day of the month; a full date as it is."""
    return f"{month}-01" if len(month) == 7 else month[:10]


def month_words(month: str) -> str:
    """ "2018-12" as "December 2018"; with a day, "3 December 2018"."""
    parts = month.split("-")
    words = f"{MONTH_NAMES[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2][:2])} {words}" if len(parts) > 2 else words


def number(value: float | None, digits: int = 2) -> str:
    """A number for a table: fixed digits, a true minus sign, a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    return "0" + text[2:] if text.startswith("-0") and not float(text) else text.replace("-", "−")


def small_number(value: float) -> str:
    """Two digits, or a third where two would say nought."""
    return number(value, 3 if 0 < abs(value) < 0.0095 else 2)


def rounded(value: float | None, digits: int = 4) -> float | None:
    """Enough digits for a picture, few enough for a small page."""
    return None if value is None else float(f"{value:.{digits}g}")


def borders(at: Mapping[tuple[int, int], Any]) -> list[Row]:
    """Edges between neighbouring cells (row, column) of different groups."""
    lines = []
    for (row, column), group in at.items():
        if at.get((row, column + 1), group) != group:
            lines.append({"x1": column + 1, "x2": column + 1, "y1": row, "y2": row + 1})
        if at.get((row + 1, column), group) != group:
            lines.append({"x1": column, "x2": column + 1, "y1": row + 1, "y2": row + 1})
    return lines


def fan_rows(months: Sequence[str], bands: Mapping[str, Any], scale: float = 1.0) -> list[Row]:
    """Rows t, m, a50, b50, a90, b90 of one fan; values times `scale`."""
    middle, half, most = need(bands, "median"), need(bands, "band50"), need(bands, "band90")
    columns = zip(months, middle, half[0], half[1], most[0], most[1], strict=False)
    return [
        {"t": month_day(month), **{key: scaled(v, scale) for key, v in zip(FAN_KEYS, values, strict=True)}}
        for month, *values in columns
    ]


def scaled(value: float | None, scale: float) -> float | None:
    """The value in the figure's unit."""
    return None if value is None else rounded(value * scale)


FAN_KEYS = ("m", "a50", "b50", "a90", "b90")


def fan_domain(rows: Sequence[Row], low: float | None = None, high: float | None = None) -> tuple[float, float]:
    """Range of the vertical axis: all bands and points with a little room, unless given."""
    keys = ("a90", "b90", "v")
    values = [row[key] for row in rows for key in keys if row.get(key) is not None]
    if not values:
        raise Missing("values of a fan")
    bottom, top = min(values), max(values)
    room = 0.06 * (top - bottom or 1.0)
    return (bottom - room if low is None else low, top + room if high is None else high)


def fan(
    name: str, look: Look, rows: Sequence[Row], unit: str, domain: tuple[float, float],
    height: int = 300, zero: float | None = None, axis_format: str = "",
) -> Spec:  # fmt: skip
    """Two bands and a median through time, labelled at their right end; published points over them.

    Parameters
    ----------
    rows : as `fan_rows` gives them; rows with ``v`` and ``after`` are published points, hollow where `after`.
    unit : title of the vertical axis.
    domain : its range.
    zero : where to draw the line that parts yes from no, if anywhere.

    References
    ----------
    Two labelled bands instead of many, and the words at the line: Bank of England fan charts and their critics.
    """
    colour = look.colours
    height = min(height, 240) if look.narrow else height
    time = years(look)
    vertical = {
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "axis": unit_above(unit, tickCount=5, **({"format": axis_format} if axis_format else {})),
    }
    bands = [row for row in rows if all(row.get(key) is not None for key in FAN_KEYS)]
    is_band, is_point = {"filter": "isValid(datum.m)"}, {"filter": "isValid(datum.v)"}
    layers: list[Spec] = [
        band(is_band, "a90", "b90", colour["band90"], time, vertical),
        band(is_band, "a50", "b50", colour["band50"], time, vertical),
    ]
    if zero is not None:
        layers.append({
            "data": {"values": [{"zero": zero}]},
            "mark": {"type": "rule", "color": colour["zero"], "strokeWidth": 1.25},
            "encoding": {"y": {"field": "zero", **vertical}},
        })  # fmt: skip
    layers.append({
        "transform": [is_band],
        "mark": {"type": "line", "color": colour["fan"], "strokeWidth": 2},
        "encoding": {"x": time, "y": {"field": "m", **vertical}},
    })  # fmt: skip
    if any(row.get("v") is not None for row in rows):
        layers.append({
            "transform": [is_point],
            "mark": {"type": "point", "size": 34, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {
                "x": time, "y": {"field": "v", **vertical}, "stroke": {"value": colour["point"]},
                "fill": {"condition": {"test": "datum.after", "value": colour["paper"]}, "value": colour["point"]},
                "tooltip": [{"field": "t", "type": "temporal", "title": "for", "format": "%d %B %Y"},
                            {"field": "v", "type": "quantitative", "title": "published"},
                            {"field": "p", "type": "nominal", "title": "published on"}],
            },
        })  # fmt: skip
    if look.labelled and bands:
        layers.append(band_labels(bands[-1], look, time, vertical, domain, height))
    layers.append(pointer(is_band, time, colour))
    return framed(name, look, height, {"layer": layers})


def band(keep: Spec, low: str, high: str, fill: str, time: Spec, vertical: Spec) -> Spec:
    """One band of a fan."""
    return {
        "transform": [keep],
        "mark": {"type": "area", "color": fill, "opacity": 1},
        "encoding": {"x": time, "y": {"field": low, **vertical}, "y2": {"field": high}},
    }


def band_labels(last: Row, look: Look, time: Spec, vertical: Spec, domain: tuple[float, float], height: int) -> Spec:
    """The words at the right end of a fan."""
    words = ("median", "50 in 100", "90 in 100")
    gap = 14 * (domain[1] - domain[0]) / height
    places = spread_labels([last["m"], (last["b50"] + last["m"]) / 2 + gap, last["b90"]], gap, *domain)
    values = [{"t": last["t"], "y": place, "word": word} for place, word in zip(places, words, strict=True)]
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "dx": 7, "baseline": "middle", "color": look.colours["muted"]},
        "encoding": {"x": time, "y": {"field": "y", **vertical}, "text": {"field": "word", "type": "nominal"}},
    }


def pointer(keep: Spec, time: Spec, colour: Mapping[str, str]) -> Spec:
    """Invisible columns that answer a pointer with the month's numbers."""
    titles = {"m": "median", "a50": "50 in 100, from", "b50": "to", "a90": "90 in 100, from", "b90": "to "}
    return {
        "transform": [keep],
        "mark": {"type": "rule", "strokeWidth": 9, "opacity": 0, "color": colour["ink"]},
        "encoding": {
            "x": time,
            "tooltip": [
                {"field": "t", "type": "temporal", "title": "month", "format": "%B %Y"},
                *({"field": key, "type": "quantitative", "title": title} for key, title in titles.items()),
            ],
        },
    }


def fan_table(months: Sequence[str], bands: Mapping[str, Any], digits: int = 2, scale: float = 1.0) -> Table:
    """Every month of a fan as text."""
    rows = fan_rows(months, bands, scale)
    return Table(
        ("month", "median", "50 in 100, from", "to", "90 in 100, from", "to"),
        [[month_words(row["t"][:7]), *(number(row[key], digits) for key in FAN_KEYS)] for row in rows],
    )
