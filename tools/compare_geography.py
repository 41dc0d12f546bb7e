"""How well the built map fits boundary tables the user has at hand; printed, never written to the project.

Reads a folder with `afg_adm2.geojson`, `afg_districts.csv` and `afg_district_adjacency.csv` and reports
whether units lie in their province, which pairs of provinces touch, how many neighbours a unit has, Moran's I
of control in March 2019 on both graphs, and how far populations are off.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from pathlib import Path
from statistics import median

CONTROL = {"government": 1.0, "contested": 0.0, "taliban": -1.0}
PROVINCE_SPELLING = {
    "Maidan Wardak": "wardak",
    "Panjsher": "panjshir",
    "Paktya": "paktia",
    "Hilmand": "helmand",
    "Jawzjan": "jowzjan",
    "Hirat": "herat",
    "Sar-e-Pul": "sar-e-pul",
}


def report(folder: Path, units: Sequence, edges: Mapping[tuple[int, int], int]) -> None:
    """Print how `units` (province, lon, lat, population) and `edges` compare with the tables in `folder`."""
    features = json.loads((folder / "afg_adm2.geojson").read_text(encoding="utf-8"))["features"]
    districts = {r["adm2_pcode"]: r for r in _rows(folder / "afg_districts.csv")}
    province_of = {code: _slug(row["adm1_name"]) for code, row in districts.items()}
    borders = _rows(folder / "afg_district_adjacency.csv")
    true_edges = [(row["adm2_pcode_a"], row["adm2_pcode_b"]) for row in borders]

    place = [district_at(unit.lon, unit.lat, features) for unit in units]
    for label, chosen in (("towns", False), ("approximate", True)):
        inside = [
            (where is not None, where is not None and province_of[where] == unit.province)
            for unit, where in zip(units, place, strict=True)
            if unit.approximate == chosen
        ]
        share = sum(right for _, right in inside) / len(inside)
        print(f"{label}: {len(inside)} units, {share:.1%} inside their province, "
              f"{sum(not any_ for any_, _ in inside)} outside the country")  # fmt: skip
    held = Counter(code for code in place if code)
    print(f"true districts with 0, 1, 2+ units: {len(districts) - len(held)}, "
          f"{sum(n == 1 for n in held.values())}, {sum(n > 1 for n in held.values())}")  # fmt: skip

    ours = pairs((units[a].province, units[b].province) for a, b in edges)
    truth = pairs((province_of[a], province_of[b]) for a, b in true_edges)
    print(f"pairs of provinces that touch: {len(ours)} here, {len(truth)} true, "
          f"{len(ours & truth)} in both")  # fmt: skip
    print(f"mean degree {2 * len(edges) / len(units):.2f}, true {2 * len(true_edges) / len(districts):.2f}")

    here = {i: CONTROL[districts[code]["lwj_2019_03"]] for i, code in enumerate(place) if code}
    there = {code: CONTROL[row["lwj_2019_03"]] for code, row in districts.items()}
    print(f"Moran's I of control: {morans_i(here, edges):.2f} here, {morans_i(there, true_edges):.2f} true")

    error = population_error(units, place, districts)
    print(f"median error of population, factor of two: capitals {error[True]:.2f}, others {error[False]:.2f}")


def district_at(lon: float, lat: float, features: Iterable[Mapping]) -> str | None:
    """Code of the district polygon that holds the point."""
    for feature in features:
        geometry = feature["geometry"]
        coordinates = geometry["coordinates"]
        polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
        if any(contains(rings, lon, lat) for rings in polygons):
            return feature["properties"]["adm2_pcode"]
    return None


def contains(rings: Iterable[Sequence[Sequence[float]]], x: float, y: float) -> bool:
    """Even-odd rule; holes are rings too."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in itertools.pairwise([*ring, ring[0]]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def pairs(edges: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    return {frozenset(edge) for edge in edges if edge[0] != edge[1]}


def morans_i(value: Mapping, edges: Iterable[tuple]) -> float:
    """Moran's I of `value` over the edges both ends of which have one."""
    mean = sum(value.values()) / len(value)
    product = [(value[a] - mean) * (value[b] - mean) for a, b in edges if a in value and b in value]
    variance = sum((v - mean) ** 2 for v in value.values()) / len(value)
    return sum(product) / len(product) / variance


def population_error(units: Sequence, place: Sequence[str | None], districts: Mapping) -> dict[bool, float]:
    """Median |log2| of a unit's population over its true district's, of capitals and of the others."""
    errors: dict[bool, list[float]] = {True: [], False: []}
    for unit, code in zip(units, place, strict=True):
        if code:
            errors[unit.capital].append(abs(log2(unit.population / float(districts[code]["pop_2018"]))))
    return {capital: median(values) for capital, values in errors.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _slug(name: str) -> str:
    return PROVINCE_SPELLING.get(name, name.lower())
