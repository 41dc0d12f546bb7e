"""What holds the state together, as small fans of one look: one figure a group, one key for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ripeness.views.charts_base import (
    Figure,
    Look,
    Missing,
    Row,
    Spec,
    fan,
    fan_domain,
    fan_rows,
    fan_table,
    need,
    number,
    years,
)

GROUPS = ("government", "garrisons", "countryside", "counts", "effort", "neighbours")
HEIGHT, LOW_HEIGHT = 170, 150
CEILING = 3.0  # multiples of the start are counted up to here


def builders() -> dict[str, Callable[[Mapping[str, Any]], list[Figure]]]:
    """One builder a group, by the name of its figure."""
    return {f"country_{group}": of_group(group) for group in GROUPS}


def of_group(name: str) -> Callable[[Mapping[str, Any]], list[Figure]]:
    """The builder of one group's fans."""

    def build(summary: Mapping[str, Any]) -> list[Figure]:
        months, groups = need(summary, "country.months"), need(summary, "country.groups")
        group = next((group for group in groups if group.get("group") == name and group.get("series")), None)
        if group is None:
            raise Missing("country.groups")
        top = ceiling([one for one in group["series"] if one.get("relative")])
        note = str(summary["country"].get("note") or "")
        return [
            series(months, one, f"country_{name}_{i}", f"{group.get('text') or ''} {note}".strip(), top)
            for i, one in enumerate(group["series"])
        ]

    return build


def series(months: Sequence[str], one: Mapping[str, Any], name: str, caption: str, top: float) -> Figure:
    """One quantity's fan; multiples of the start share one axis with a line at 1."""
    relative = bool(one.get("relative"))
    scale, digits = (1.0, 2) if relative else (100.0, 0)
    rows = fan_rows(months, one, scale)
    known = [row for row in rows if row["m"] is not None]
    if not known:
        raise Missing("country.groups")
    unit = one.get("unit") or ""
    # Indices and shares are all out of 100: the same height means the same in every picture of the section.
    domain = (0.0, top) if relative else (0.0, 100.0)
    first, last = (f"{number(row['m'], digits)}" for row in (known[0], known[-1]))
    return Figure(
        name=name,
        title=one["label"],
        caption=caption,
        reading="",
        alt=f"Fan of {one['label']}, {unit}: median {first} at the start, {last} at the end.",
        rows=rows,
        build=lambda look: with_end(
            fan(name, look, rows, unit, domain, LOW_HEIGHT if look.narrow else HEIGHT, 1.0 if relative else None),
            look, known[-1], last,
        ),
        table=fan_table(months, one, digits, scale)._replace(note=f"Unit: {unit}."),
    )  # fmt: skip


def ceiling(multiples: Sequence[Mapping[str, Any]]) -> float:
    """The top of the axis that all multiples of a group share."""
    values: list[Row] = [
        {"v": value} for one in multiples for value in need(one, "band90")[1] if value is not None
    ]  # fmt: skip
    return max(2.0, min(fan_domain(values, 0.0)[1], CEILING)) if values else 2.0


def with_end(spec: Spec, look: Look, last: Row, words: str) -> Spec:
    """The median's last value at its end, where the bands have no words of their own."""
    if look.labelled:
        return spec
    layers = spec["layer"]
    vertical = layers[0]["encoding"]["y"]
    layers.append({
        "data": {"values": [{"t": last["t"], "m": last["m"], "word": words}]},
        "mark": {"type": "text", "align": "left", "dx": 5, "baseline": "middle", "color": look.colours["ink"]},
        "encoding": {"x": years(look), "y": {**vertical, "field": "m"}, "text": {"field": "word", "type": "nominal"}},
    })  # fmt: skip
    return spec


def captions(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Label and text of each group of the section in order, for groups that the summary holds."""
    held = {group.get("group"): group for group in (summary.get("country") or {}).get("groups") or []}
    return [
        {"figure": f"country_{name}", "label": held.get(name, {}).get("label") or name.capitalize(),
         "text": held.get(name, {}).get("text") or ""}
        for name in GROUPS
    ]  # fmt: skip
