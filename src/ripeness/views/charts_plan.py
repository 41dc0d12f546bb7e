"""Plans of actors as chains: how many futures came to each link, and how many of those went on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.rounding import between, in_100, in_cell
from ripeness.views.charts_base import Figure, Look, Row, Spec, Table, framed, need
from ripeness.views.charts_dots import LINE_HEIGHT, names_above, wrapped
from ripeness.views.charts_labels import with_halo

LETTERS = 48


def plans(summary: Mapping[str, Any]) -> list[Figure]:
    """One chain an actor."""
    return [chain(plan, i) for i, plan in enumerate(need(summary, "plans"))]


def chain(plan: Mapping[str, Any], index: int) -> Figure:
    """The links from top to bottom: a light bar for the futures that came so far, a dark one for those that went on."""
    name, rows, before = f"plan_{index}", [], 1.0
    for i, link in enumerate(plan["links"]):
        rows.append({
            "i": i, "label": link["text"], "before": in_hundred(before), "after": in_hundred(link["so_far"]),
            "word": said(link, i),
        })  # fmt: skip
        before = link["so_far"] or 0.0
    label = f"{plan['label'][:1].upper()}{plan['label'][1:]}"
    return Figure(
        name=name,
        title=f"{label}: {plan['aim']}",
        caption="Light: of 100 futures, those in which every link before had come. Dark: those in which this one came "
        "too.",
        reading="",
        alt=f"Plan of {plan['label']}: " + "; ".join(f"{row['label']}, {row['word']}" for row in rows) + ".",
        rows=rows,
        build=lambda look: chain_spec(name, look, rows),
        table=Table(
            ("link", "once the others came", "chance", "numbers", "of all futures"),
            [
                [
                    link["text"], in_cell(in_100(link["given"])), between(link["chance"]) if link["chance"] else "–",
                    between(link["parameters"]) if link["parameters"] else "–", in_cell(in_100(link["so_far"])),
                ]
                for link in plan["links"]
            ],
            "In futures of 100. Chance would narrow with more futures; numbers would not.",
        ),
    )  # fmt: skip


def said(link: Mapping[str, Any], i: int) -> str:
    """What the two bars hold, in words."""
    if link["given"] is None:
        return "no future came so far"
    part = f"{in_cell(in_100(link['given']))} in 100"
    return f"{part} futures" if i == 0 else f"{part} of those that came so far"


def in_hundred(share: float | None) -> float:
    """A length on the axis."""
    return round(100.0 * (share or 0.0), 1)


def chain_spec(name: str, look: Look, rows: Sequence[Row]) -> Spec:
    """Bars below the words of their link, in either width."""
    colour = look.colours
    lines = [wrapped(row["label"], LETTERS if look.narrow else 2 * LETTERS) for row in rows]
    tall = LINE_HEIGHT * max(len(words) for words in lines)
    step = tall + 68
    down = {
        "field": "i", "type": "ordinal", "axis": None,
        "scale": {"type": "band", "domain": [row["i"] for row in rows], "paddingInner": 0, "paddingOuter": 0},
    }  # fmt: skip
    across = {
        "type": "quantitative", "scale": {"domain": [0, 100], "nice": False},
        "axis": {"title": "of 100 futures", "tickCount": 5, "gridOpacity": 0.7},
    }  # fmt: skip
    bar = {"type": "bar", "height": 16, "yOffset": tall / 2 - 10, "cornerRadius": 1}
    text = {"type": "text", "align": "left", "baseline": "top"}
    at = {"y": down, "x": {"value": 0}}
    layers: list[Spec] = [
        {"mark": {**bar, "color": colour["band90"]}, "encoding": {"y": down, "x": {"field": "before", **across}}},
        {"mark": {**bar, "color": colour["fan"]}, "encoding": {"y": down, "x": {"field": "after", **across}}},
    ]
    layers += names_above(look, lines, down, step)
    below = {**at, "text": {"field": "word", "type": "nominal"}}
    layers += with_halo({**text, "yOffset": step / 2 - 28}, below, colour["paper"], colour["muted"])
    return framed(name, look, step * len(rows), {"layer": layers})
