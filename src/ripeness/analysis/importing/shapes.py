"""Polygons of a GeoJSON file with plain arithmetic: area, centre, what lies inside, who shares a border."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ripeness.errors import SettingsError

Ring = list[tuple[float, float]]
KM_PER_DEGREE = 111.195
DIGITS = 4  # of a degree, 11 m: vertices nearer than this are one
LARGEST = 200_000_000  # bytes


class Shape(NamedTuple):
    """A feature: its properties, its outer rings, its holes."""

    properties: Mapping[str, Any]
    outer: list[Ring]
    holes: list[Ring]

    @property
    def area(self) -> float:
        """Square kilometres."""
        return sum(map(_area, self.outer)) - sum(map(_area, self.holes))

    @property
    def centre(self) -> tuple[float, float]:
        """Centroid of the largest ring, degrees; a point of the ring's middle where it lies outside."""
        ring = max(self.outer, key=_area)
        total = lon = lat = 0.0
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            cross = x0 * y1 - x1 * y0
            total += cross
            lon += (x0 + x1) * cross
            lat += (y0 + y1) * cross
        if abs(total) < 1e-12:
            return ring[0]
        return lon / (3.0 * total), lat / (3.0 * total)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies inside."""
        return any(_inside(r, lon, lat) for r in self.outer) and not any(_inside(r, lon, lat) for r in self.holes)


def read_shapes(file: str | Path) -> list[Shape]:
    """Polygons of a GeoJSON file.

    Raises
    ------
    SettingsError
        If it is no collection of polygons.
    """
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST:
            raise SettingsError(f"{path.name} is larger than {LARGEST // 1_000_000} MB", "Simplify it first.")
        content = json.loads(path.read_text(encoding="utf-8"))
        return [_shape(feature) for feature in content["features"]]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SettingsError(f"{path.name} is no GeoJSON of polygons: {error}", "Give boundaries as GeoJSON.") from error


def borders(shapes: list[Shape]) -> Iterator[tuple[int, int]]:
    """Pairs that share a border: at least two vertices. A common corner alone is none."""
    at: dict[tuple[float, float], set[int]] = defaultdict(set)
    for i, shape in enumerate(shapes):
        for ring in (*shape.outer, *shape.holes):
            for lon, lat in ring:
                at[round(lon, DIGITS), round(lat, DIGITS)].add(i)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for held in at.values():
        for a in held:
            for b in held:
                if a < b:
                    shared[a, b] += 1
    return (pair for pair in sorted(shared) if shared[pair] >= 2)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two points a country apart."""
    middle = math.radians((a[1] + b[1]) / 2.0)
    return KM_PER_DEGREE * math.hypot((a[0] - b[0]) * math.cos(middle), a[1] - b[1])


def _shape(feature: Mapping[str, Any]) -> Shape:
    geometry = feature["geometry"]
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"a {geometry['type']} among the polygons")
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [[[(float(p[0]), float(p[1])) for p in ring] for ring in part] for part in parts]
    if not rings or not all(part and len(part[0]) >= 4 for part in rings):
        raise ValueError("a polygon of fewer than four points")
    return Shape(feature.get("properties") or {}, [part[0] for part in rings], [r for part in rings for r in part[1:]])


def _area(ring: Ring) -> float:
    if len(ring) < 3:
        return 0.0
    middle = math.radians(sum(y for _, y in ring) / len(ring))
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))
    return abs(twice) / 2.0 * KM_PER_DEGREE**2 * math.cos(middle)


def _inside(ring: Ring, lon: float, lat: float) -> bool:
    found = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
            found = not found
    return found
