"""Sorted dots against nought: what each of many things changes, with chance and worlds as two kinds of line."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from ripeness.views.charts_base import Look, Row, Spec, framed
from ripeness.views.charts_labels import with_halo

LETTERS, LINES = 42, 3  # a name takes this many lines of so many letters beside its dot, or above it on a phone
LINE_HEIGHT = 15
LANE_HEIGHT = 15


class Lane(NamedTuple):
    """One kind of dot of every row."""

    key: str
    shape: str
    colour: str


EFFECT = (Lane("whole", "circle", "fan"),)


def dot_spec(name: str, look: Look, rows: Sequence[Row], unit: str, lanes: Sequence[Lane] = EFFECT) -> Spec:
    """A row a name, a dot a lane; on a phone the names stand above their dots.

    Parameters
    ----------
    rows : ``i`` place from the top, ``label``, ``lane``, ``x``; where known ``from, to`` of chance, ``low, high`` over
        worlds; ``sure`` is false for a hollow dot; ``word`` stands at the right edge.
    unit : under the axis.
    """
    colour, names = look.colours, labels(rows)
    lines = [wrapped(label) for label in names]
    tall = max(len(one) for one in lines) * LINE_HEIGHT
    dots = LANE_HEIGHT * len(lanes)
    step = tall + dots + 16 if look.narrow else max(tall, dots) + (26 if len(lanes) > 1 else 12)
    across = {
        "type": "quantitative", "scale": {"domain": domain(rows), "nice": False},
        "axis": {"title": unit, "tickCount": 5 if look.narrow else 8, "gridOpacity": 0.7},
    }  # fmt: skip
    shown = f"({json.dumps(lines)})[datum.value]"
    axis = None if look.narrow else {
        "title": None, "labelExpr": shown, "labelLimit": 340, "labelColor": colour["ink"], "labelPadding": 12,
        "labelLineHeight": LINE_HEIGHT, "labelOffset": centred(lines),
    }  # fmt: skip
    places = list(range(len(names)))
    down = {
        "field": "i", "type": "ordinal", "axis": axis,
        "scale": {"type": "band", "domain": places, "paddingInner": 0, "paddingOuter": 0},
    }  # fmt: skip
    layers: list[Spec] = [{
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": colour["zero"], "strokeWidth": 1},
        "encoding": {"x": {"field": "zero", **across}},
    }]  # fmt: skip
    middle = (tall + 6) / 2 if look.narrow else 0  # the dots leave room for the words above them
    for place, lane in enumerate(lanes):
        offset = middle + LANE_HEIGHT * (place - (len(lanes) - 1) / 2)
        layers += lane_layers(lane, look, across, down, offset, set().union(*rows))
    if len(lanes) == 1:
        layers.append({
            "mark": {"type": "text", "align": "right", "dx": -2, "fontWeight": 600, "color": colour["ink"],
                     "yOffset": tall - 4 - step / 2 if look.narrow else 0, "baseline": "middle"},
            "encoding": {"y": down, "x": {"value": {"expr": "width"}}, "text": {"field": "word", "type": "nominal"}},
        })  # fmt: skip
    if look.narrow:
        layers += names_above(look, lines, down, step)
    return framed(name, look, step * len(names), {"layer": layers})


def lane_layers(lane: Lane, look: Look, across: Spec, down: Spec, offset: float, known: set[str]) -> list[Spec]:
    """Worlds as a broad light band, chance as a thin dark line, where known; the effect as a dot, hollow if unsure."""
    colour = look.colours
    mine = {"filter": f"datum.lane === {json.dumps(lane.key)}"}
    at = {"yOffset": offset, "y2Offset": offset}
    tooltip = [
        {"field": key, "type": "nominal", "title": title}
        for key, title in (("label", "what"), ("word", "change"), ("chance", "chance"), ("worlds", "over worlds"))
        if key in known
    ]
    layers: list[Spec] = [
        {
            "transform": [mine, {"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "color": colour["band90"], "strokeWidth": 9, **at},
            "encoding": {"y": down, "x": {"field": "low", **across}, "x2": {"field": "high"}},
        },
        {
            "transform": [mine, {"filter": "isValid(datum.from) && isValid(datum.to)"}],
            "mark": {"type": "rule", "color": colour["ink"], "strokeWidth": 1.5, **at},
            "encoding": {"y": down, "x": {"field": "from", **across}, "x2": {"field": "to"}},
        },
        {
            "transform": [mine],
            "mark": {"type": "point", "shape": lane.shape, "size": 80, "strokeWidth": 2, "opacity": 1,
                     "yOffset": offset},
            "encoding": {
                "y": down, "x": {"field": "x", **across}, "stroke": {"value": colour[lane.colour]},
                "fill": {"condition": {"test": "datum.sure === false", "value": colour["paper"]},
                         "value": colour[lane.colour]},
                "tooltip": tooltip,
            },
        },
    ]  # fmt: skip
    shown = ({"low", "high"} <= known, {"from", "to"} <= known, True)
    return [layer for layer, there in zip(layers, shown, strict=True) if there]


def centred(lines: Sequence[Sequence[str]]) -> Spec:
    """Names beside their dots: of several lines the middle one stands level with them."""
    return {
        "value": 0,
        "condition": [
            {"test": f"{json.dumps([len(words) for words in lines])}[datum.value] === {count}",
             "value": -LINE_HEIGHT * (count - 1) / 2}
            for count in range(2, LINES + 1)
        ],
    }  # fmt: skip


def names_above(look: Look, lines: Sequence[Sequence[str]], down: Spec, step: int) -> list[Spec]:
    """Names above their marks: each ends on the same line of its row, however many lines it takes."""
    most, layers = max(len(words) for words in lines), []
    place = {"y": down, "x": {"value": 0}, "text": {"field": "words", "type": "nominal"}}
    for count in sorted({len(words) for words in lines}):
        mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 12, "lineHeight": LINE_HEIGHT,
                "lineBreak": "\n", "yOffset": 3 - step / 2 + LINE_HEIGHT * (most - count)}  # fmt: skip
        values = [{"i": i, "words": "\n".join(words)} for i, words in enumerate(lines) if len(words) == count]
        both = with_halo(mark, place, look.colours["paper"], look.colours["ink"])
        layers += [{**layer, "data": {"values": values}} for layer in both]
    return layers


def labels(rows: Sequence[Row]) -> list[str]:
    """Names of the rows from the top down."""
    by_place = {row["i"]: row["label"] for row in rows}
    return [by_place[i] for i in range(len(by_place))]


def wrapped(label: str, letters: int = LETTERS) -> list[str]:
    """A name on few short lines."""
    return textwrap.wrap(label, letters, max_lines=LINES, placeholder=" …") or [""]


def domain(rows: Sequence[Row]) -> list[float]:
    """Room for every mark and nought, and at the right for the numbers."""
    keys = ("x", "low", "high", "from", "to")
    reach = [0.0, *(row[key] for row in rows for key in keys if row.get(key) is not None)]
    room = max(reach) - min(reach) or 1.0
    return [min(reach) - 0.06 * room, max(reach) + 0.2 * room]
