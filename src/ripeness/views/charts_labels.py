"""Words at their marks: stairs of labels over the parts of a bar, places along an axis, halos to read them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

EM = 0.62  # width of a letter in parts of its size; the widest of the fonts a page may fall back to


class Label(NamedTuple):
    """Where the words of one part stand: how many steps above the bar, and on which side of their line."""

    level: int
    align: str


def text_width(text: str, size: float) -> float:
    """Pixels a line of text may take; rather too many than too few."""
    return EM * size * len(text)


def stairs(middles: Sequence[float], widths: Sequence[float], total: float) -> list[Label] | None:
    """Labels over the parts of a bar, each on its own line down to its part, no line through another's words.

    Parameters
    ----------
    middles : (part,) pixels from the left, ascending: where a part's line stands.
    widths : (part,) pixels of its words.
    total : pixels of the bar.

    Returns
    -------
    (part,) labels with as few steps as possible, or None where the words do not fit.
    """
    count = len(middles)
    best: list[Label] | None = None
    for split in range(count, -1, -1):
        spans = [(x, x + w) if i < split else (x - w, x) for i, (x, w) in enumerate(zip(middles, widths, strict=True))]
        if any(low < 0 or high > total for low, high in spans):
            continue
        levels = step_up(middles, spans)
        if levels is not None and (best is None or max(levels) < max(label.level for label in best)):
            best = [Label(level, "left" if i < split else "right") for i, level in enumerate(levels)]
    return best


def step_up(middles: Sequence[float], spans: Sequence[tuple[float, float]]) -> list[int] | None:
    """Lowest levels at which words stand above every line they cross; None if two cross each other's."""
    count = len(middles)
    below = [{j for j in range(count) if i != j and spans[i][0] < middles[j] < spans[i][1]} for i in range(count)]
    levels: dict[int, int] = {}
    while len(levels) < count:
        ready = [i for i in range(count) if i not in levels and below[i] <= levels.keys()]
        if not ready:
            return None
        for i in ready:
            taken = {levels[j] for j in levels if overlap(spans[i], spans[j])}
            level = max((levels[j] + 1 for j in below[i]), default=0)
            while level in taken:
                level += 1
            levels[i] = level
    return [levels[i] for i in range(count)]


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two stretches share more than an end."""
    return one[0] < other[1] and other[0] < one[1]


def spread_labels(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The same places, moved as little as needed to stand `gap` apart, inside [low, high] where there is room."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [0.0] * len(places)
    floor = low
    for i in order:
        moved[i] = floor = max(places[i], floor)
        floor += gap
    ceiling = high
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return moved


def with_halo(mark: Mapping[str, Any], encoding: Mapping[str, Any], paper: str, ink: str) -> list[dict[str, Any]]:
    """Two layers of one text, the first a halo in the colour of the page."""
    return [
        {"mark": {**mark, "stroke": paper, "strokeWidth": 3.5, "strokeJoin": "round"}, "encoding": encoding},
        {"mark": {**mark, "color": ink}, "encoding": encoding},
    ]
