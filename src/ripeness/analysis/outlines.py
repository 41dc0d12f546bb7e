"""Outlines of imported districts, drawn with few points and no gaps: a border is thinned once, for both its sides."""

from __future__ import annotations

import itertools
import json
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ripeness.scenario.war import Scenario

Point = tuple[float, float]
Ring = list[Point]
SHAPES = "shapes.geojson"
DIGITS = 3  # of a degree, 110 m
DETAIL = 400.0  # a point is left out if it moves the line by less than this part of the country's extent


def outlines(scenario: Scenario) -> dict[int, list[Ring]]:
    """Closed rings of every district, degrees; empty where no boundaries were imported."""
    path = scenario.folder / SHAPES
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    held = {
        int(feature["properties"]["id"]): [
            [(round(p[0], DIGITS), round(p[1], DIGITS)) for p in part[0]] for part in feature["geometry"]["coordinates"]
        ]
        for feature in content["features"]
    }
    return thinned({d.id: held[d.id] for d in scenario.districts if d.id in held})


def thinned(shapes: Mapping[int, Sequence[Ring]]) -> dict[int, list[Ring]]:
    """The same shapes with fewer points; of each shape at least its largest ring stays.

    References
    ----------
    Douglas and Peucker 1973, between points at which the set of neighbours changes.
    """
    opened = {id_: [_opened(ring) for ring in rings] for id_, rings in shapes.items()}
    points = [point for rings in opened.values() for ring in rings for point in ring]
    if not points:
        return {}
    extent = max(max(x) - min(x) for x in zip(*points, strict=True))
    tolerance = extent / DETAIL
    owners: dict[Point, set[int]] = defaultdict(set)
    for id_, rings in opened.items():
        for ring in rings:
            for point in ring:
                owners[point].add(id_)
    found: dict[int, list[Ring]] = {}
    for id_, rings in opened.items():
        made = [_thin(ring, owners, tolerance) for ring in rings if len(ring) >= 3]
        made.sort(key=_area, reverse=True)
        found[id_] = [ring for i, ring in enumerate(made) if len(ring) >= 4 and (i == 0 or _area(ring) > tolerance**2)]
    return found


def _opened(ring: Ring) -> Ring:
    """Points without the closing one and without repetitions."""
    kept = [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _thin(ring: Ring, owners: Mapping[Point, set[int]], tolerance: float) -> Ring:
    n = len(ring)
    fixed = [
        i for i, point in enumerate(ring)
        if not owners[point] <= (owners[ring[i - 1]] & owners[ring[(i + 1) % n]])
    ]  # fmt: skip
    if len(fixed) < 2:
        first = fixed[0] if fixed else min(range(n), key=lambda i: ring[i])
        far = max(range(n), key=lambda i: (math.dist(ring[i], ring[first]), ring[i]))
        fixed = sorted({first, far})
    kept: Ring = []
    for start, end in zip(fixed, [*fixed[1:], fixed[0] + n], strict=True):
        arc = [ring[i % n] for i in range(start, end + 1)]
        backward = arc[-1] < arc[0]
        line = _line(arc[::-1] if backward else arc, tolerance)
        kept += (line[::-1] if backward else line)[:-1]
    if len(kept) < 3:  # a sliver thinner than the tolerance keeps the point that makes it an area
        kept = ring[:: max(1, n // 3)][:3]
    return [*kept, kept[0]]


def _line(arc: Ring, tolerance: float) -> Ring:
    """A line without the points nearer to it than the tolerance, both ends kept."""
    keep, stack = {0, len(arc) - 1}, [(0, len(arc) - 1)]
    while stack:
        low, high = stack.pop()
        if high - low < 2:
            continue
        far, off = max(((i, _off(arc[i], arc[low], arc[high])) for i in range(low + 1, high)), key=lambda x: x[1])
        if off > tolerance:
            keep.add(far)
            stack += [(low, far), (far, high)]
    return [arc[i] for i in sorted(keep)]


def _off(point: Point, a: Point, b: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, a, b
    length = math.dist(a, b)
    if length == 0.0:
        return math.dist(point, a)
    along = min(max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length**2, 0.0), 1.0)
    return math.dist(point, (x0 + along * (x1 - x0), y0 + along * (y1 - y0)))


def _area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))) / 2.0


def with_outline(unit: dict[str, Any], rings: Sequence[Ring] | None) -> dict[str, Any]:
    """A unit of the summary with its rings, where there are any."""
    return unit | {"outline": [[list(point) for point in ring] for ring in rings]} if rings else unit
