"""The picture on a claim's card: the first number in every world, with the line where the rule turns."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ripeness.views.audit_words import amount, span

WIDTH, HEIGHT, LEFT, BASE = 420, 76, 12, 46
DOT = 4.0
LANES = 5  # dots at one place are spread over so many heights


def strip(test: Mapping[str, Any]) -> str:
    """An SVG element: a dot a world, the mean, its 90 % interval of chance, zero, and the rule's limits."""
    points = test["points"]
    ends = [*points, *test["limits"], *(test["run_noise"] or ())]
    zero = test["against"] is not None
    rest = 1.0 if test["compare"] == "ratio" else 0.0
    ends += [rest] if zero else []
    low, high = min(ends), max(ends)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    low, high = low - room, high + room

    def x(value: float) -> float:
        return LEFT + (value - low) / (high - low) * (WIDTH - 2 * LEFT)

    parts = [f'<line class="axis" x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{BASE}" y2="{BASE}"/>']
    if zero:
        parts.append(f'<line class="zero" x1="{x(rest):.1f}" x2="{x(rest):.1f}" y1="8" y2="{BASE}"/>')
    parts += [
        f'<line class="limit" x1="{x(limit):.1f}" x2="{x(limit):.1f}" y1="8" y2="{BASE + 4}"/>'
        f'<text class="small" x="{x(limit):.1f}" y="{BASE + 16}">{escape(amount(limit, test, signed=True))}</text>'
        for limit in test["limits"]
    ]
    for i, point in enumerate(sorted(points)):
        parts.append(f'<circle class="world" cx="{x(point):.1f}" cy="{BASE - 7 - i % LANES * 6.5:.1f}" r="{DOT}"/>')
    if test["run_noise"] is not None:
        first, last = (x(end) for end in test["run_noise"])
        parts.append(f'<line class="noise" x1="{first:.1f}" x2="{last:.1f}" y1="{BASE}" y2="{BASE}"/>')
    parts.append(f'<rect class="mean" x="{x(test["value"]) - 1.5:.1f}" y="{BASE - 6}" width="3" height="12"/>')
    said = f"{test['text']}: {amount(test['value'], test, signed=True)}"
    if test["low"] is not None:
        said += f", in 90 of 100 worlds {span(test['low'], test['high'], test)}"
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
