"""The argument as a map: claims as nodes, what rests on what as lines, verdicts as colour and letter.

Premises stand left of what rests on them. Every node is a link that the keyboard reaches in reading order; a claim
without ties stands in the rows below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ripeness.views.audit_words import VERDICTS

WIDE, HIGH, COLUMN, ROW = 64, 23, 112, 29
MARGIN = 12
PER_ROW = 14


def argument_map(claims: Sequence[Mapping[str, Any]]) -> str:
    """An SVG element.

    Parameters
    ----------
    claims : with ``claim, paragraph, text, verdict, rests_on``, in the order of the argument.
    """
    known = {one["claim"]: one for one in claims}
    rests = {id_: [p for p in one["rests_on"] if p in known] for id_, one in known.items()}
    tied = set(rests) & {p for parts in rests.values() for p in parts} | {id_ for id_, parts in rests.items() if parts}
    depth = _depths(rests)
    columns: dict[int, list[str]] = {}
    for id_ in known:
        if id_ in tied:
            columns.setdefault(depth[id_], []).append(id_)
    tallest = max((len(ids) for ids in columns.values()), default=0)
    place = {
        id_: (MARGIN + column * COLUMN, MARGIN + (row + 0.5) * tallest / len(ids) * ROW)
        for column, ids in sorted(columns.items())
        for row, id_ in enumerate(_ordered(ids, rests, columns.get(column - 1, [])))
    }
    loose = [id_ for id_ in known if id_ not in tied]
    below = 2 * MARGIN + tallest * ROW + (ROW if tallest else 0)
    for i, id_ in enumerate(loose):
        place[id_] = (MARGIN + i % PER_ROW * (WIDE + 8), below + i // PER_ROW * ROW)
    width = max(x for x, _ in place.values()) + WIDE + MARGIN
    height = max(y for _, y in place.values()) + HIGH + MARGIN
    lines = [_tie(place[p], place[id_], p, id_) for id_, parts in rests.items() for p in parts]
    nodes = [_node(known[id_], place[id_], rests[id_]) for id_ in known]
    label = "Map of the argument: claims, what they rest on, and the verdict on each"
    return (
        f'<svg class="map" viewBox="0 0 {width:.0f} {height:.0f}" role="group" aria-label="{label}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(lines)}{"".join(nodes)}</svg>'
    )


def _depths(rests: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Length of the longest chain of premises below each claim; a circle is cut where it closes."""
    found: dict[str, int] = {}

    def depth(id_: str, above: frozenset[str]) -> int:
        if id_ in found:
            return found[id_]
        below = [depth(p, above | {id_}) + 1 for p in rests[id_] if p not in above | {id_}]
        found[id_] = max(below, default=0)
        return found[id_]

    for id_ in rests:
        depth(id_, frozenset())
    return found


def _ordered(ids: Sequence[str], rests: Mapping[str, Sequence[str]], before: Sequence[str]) -> list[str]:
    """Nodes of a column near their premises, so that few lines cross."""
    place = {id_: i for i, id_ in enumerate(before)}

    def middle(id_: str) -> float:
        known = [place[p] for p in rests[id_] if p in place]
        return sum(known) / len(known) if known else float(ids.index(id_))

    return sorted(ids, key=middle)


def _tie(start: tuple[float, float], end: tuple[float, float], premise: str, claim: str) -> str:
    x1, y1, x2, y2 = start[0] + WIDE, start[1] + HIGH / 2, end[0], end[1] + HIGH / 2
    bend = max((x2 - x1) / 2, 20)
    return (
        f'<path class="tie" d="M{x1:.1f},{y1:.1f}C{x1 + bend:.1f},{y1:.1f} {x2 - bend:.1f},{y2:.1f} {x2:.1f},{y2:.1f}">'
        f"<title>{premise} carries {claim}</title></path>"
    )


def _node(claim: Mapping[str, Any], at: tuple[float, float], rests: Sequence[str]) -> str:
    letter, colour = VERDICTS[claim["verdict"]]
    on = f"; rests on {', '.join(rests)}" if rests else ""
    text = escape(f"{claim['claim']}, paragraph {claim['paragraph']}: {claim['text']} Verdict: {claim['verdict']}{on}")
    x, y = at
    return (
        f'<a class="node" href="#{claim["claim"]}" aria-label="{text}"><title>{text}</title>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDE}" height="{HIGH}" rx="4" style="stroke:var(--{colour})"/>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="16" height="{HIGH}" rx="4" style="fill:var(--{colour})"/>'
        f'<text class="letter" x="{x + 8:.1f}" y="{y + 16:.1f}">{letter}</text>'
        f'<text x="{x + 20:.1f}" y="{y + 16:.1f}">{claim["claim"]}</text></a>'
    )
