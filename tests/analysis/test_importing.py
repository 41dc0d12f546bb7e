"""Data of others go into a scenario of one's own, every row with what became of it, or nothing changes at all."""

from __future__ import annotations

import csv
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from ripeness.analysis.importing import observed
from ripeness.analysis.importing.boundaries import boundaries
from ripeness.analysis.importing.shapes import borders, read_shapes
from ripeness.errors import ScenarioError, SettingsError
from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.import_text import import_text

OUT = date(2030, 1, 1)
SHARED = Path(os.environ.get("RIPENESS_SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared/data")
needs_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the outside data are not on this machine (RIPENESS_SHARED_DATA)"
)


@pytest.fixture
def war(tmp_path) -> Path:
    return new_scenario(tmp_path, "small-war")


@pytest.fixture
def copy(tmp_path) -> Path:
    return Path(shutil.copytree(LIBRARY / "afghanistan-2018", tmp_path / "own"))


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def squares(war: Path, path: Path, province=lambda p: p.name) -> Path:
    """Two squares side by side for each province of a scenario, at the places of its capitals."""
    features = []
    held = load_scenario(war)
    for i, p in enumerate(held.provinces):
        seat = next(d for d in held.districts if d.province == p.id and d.capital)
        for j in range(2):
            west, south = seat.lon - 0.01 + j * 0.02, seat.lat - 0.01
            ring = [
                [west, south],
                [west + 0.02, south],
                [west + 0.02, south + 0.02],
                [west, south + 0.02],
                [west, south],
            ]
            features.append({
                "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {
                    "ADM2_EN": f"{p.name} {j}", "ADM2_PCODE": f"XX{i + 1:02d}{j + 1:02d}", "ADM1_EN": province(p),
                },
            })  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


# --- boundaries


def test_polygons_become_districts_and_the_scenario_still_holds_together(war, tmp_path):
    before = load_scenario(war)
    report = boundaries(squares(war, tmp_path / "adm2.geojson"), war)
    after = load_scenario(war)
    assert not check_scenario(war)
    assert report.matched == len(after.districts) == 2 * len(before.provinces)
    assert [d.id for d in after.districts][:3] == [101, 102, 201]
    assert sum(d.population for d in after.districts) == pytest.approx(
        sum(p.population for p in before.provinces), rel=0.01
    )
    assert not any(d.approximate for d in after.districts)
    assert {(a, b) for a, b, _ in after.edges} >= {(101, 102), (201, 202)}
    assert "tiles.csv" not in {p.name for p in war.iterdir()}


def test_a_capital_stays_where_it_was(war, tmp_path):
    before = {d.province: (d.lon, d.lat) for d in load_scenario(war).districts if d.capital}
    boundaries(squares(war, tmp_path / "adm2.geojson"), war)
    for d in load_scenario(war).districts:
        if d.capital:
            assert abs(d.lon - before[d.province][0]) < 0.05 and abs(d.lat - before[d.province][1]) < 0.05


def test_a_province_spelled_otherwise_is_known_by_the_towns_in_it(war, tmp_path):
    report = boundaries(squares(war, tmp_path / "adm2.geojson", lambda p: f"Qx{p.id[::-1]}zz"), war)
    assert report.matched and any("whose towns lie in it" in note for note in report.notes)


def test_a_province_without_a_district_changes_nothing(war, tmp_path):
    path = squares(war, tmp_path / "adm2.geojson")
    content = json.loads(path.read_text())
    content["features"] = content["features"][2:]
    path.write_text(json.dumps(content))
    before = files(war)
    with pytest.raises(SettingsError, match="has no district in"):
        boundaries(path, war)
    assert files(war) == before


@pytest.mark.parametrize(
    "text", ["", "{}", '{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}', "[1"]
)
def test_a_file_without_polygons_is_refused(war, tmp_path, text):
    path = tmp_path / "adm2.geojson"
    path.write_text(text)
    with pytest.raises(SettingsError, match="no GeoJSON of polygons"):
        boundaries(path, war)


def test_a_common_corner_is_no_border(tmp_path):
    def square(x, y):
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    path = tmp_path / "three.geojson"
    path.write_text(json.dumps({"features": [square(0, 0), square(1, 0), square(1, 1)]}))
    shapes = read_shapes(path)
    assert list(borders(shapes)) == [(0, 1), (1, 2)]
    assert shapes[0].holds(0.5, 0.5) and not shapes[0].holds(1.5, 0.5)
    assert shapes[0].centre == pytest.approx((0.5, 0.5)) and shapes[0].area == pytest.approx(111.195**2, rel=1e-3)


def test_a_built_in_scenario_is_left_alone(tmp_path):
    with pytest.raises(SettingsError, match="built in and stays"):
        boundaries(tmp_path / "any.geojson", LIBRARY / "afghanistan-2018")


# --- control, events, series


def test_control_by_district_becomes_counts_by_class(copy, tmp_path):
    held = load_scenario(copy)
    names = {p.id: p.name for p in held.provinces}
    path = tmp_path / "control.csv"
    lines = [
        f"{d.name},{names[d.province]},{'Taliban' if i % 4 == 0 else 'government'}"
        for i, d in enumerate(held.districts[:40])
    ]
    path.write_text(
        "\n".join(["district,province,status", *lines, "Nowhere,Kabul,contested", "Kabul,Kabul,unclear"]) + "\n"
    )
    report = observed.control(path, copy, date(2019, 3, 31), date(2019, 3, 15))
    assert report.matched + len(report.unmatched) + len(report.refused) == 42
    assert any("Nowhere" in row for row in report.unmatched) and any("unclear" in row for row in report.refused)
    seen = {s.series: s for s in load_scenario(copy).history if s.instrument == "imported map"}
    assert sum(s.value for s in seen.values()) == report.matched
    assert seen["press.insurgent"].unit == f"districts of {report.matched}"


def ged_row(**changed):
    row = {
        "id": "1", "year": "2018", "type_of_violence": "1", "country": "Afghanistan", "latitude": "34.5",
        "longitude": "69.2",
        "date_start": "2018-01-05 00:00:00.000", "best": "7",
    }  # fmt: skip
    return row | changed


def write(path: Path, rows, columns: int = 0):
    header = [*rows[0], *(f"other_{i}" for i in range(columns - len(rows[0])))]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_events_of_uppsala_are_summed_by_month_and_every_row_is_accounted_for(copy, tmp_path):
    rows = [
        ged_row(), ged_row(best="3"), ged_row(date_start="2018-03-02"), ged_row(type_of_violence="3"),
        ged_row(country="Pakistan"), ged_row(best="many"), ged_row(date_start="in spring"),
    ]  # fmt: skip
    report = observed.ged(write(tmp_path / "ged.csv", rows, 49), copy, date(2019, 6, 30))
    assert (report.matched, len(report.unmatched), len(report.refused)) == (3, 2, 2) and not report.notes
    seen = {s.period: s.value for s in load_scenario(copy).history if s.series == "deaths.state_based_month"}
    assert seen == {date(2018, 1, 31): 10.0, date(2018, 2, 28): 0.0, date(2018, 3, 31): 7.0}
    assert "3 matched, 2 unmatched, 2 refused" in import_text(report)


def test_a_file_with_another_number_of_columns_is_read_and_said_to_differ(copy, tmp_path):
    report = observed.ged(write(tmp_path / "ged.csv", [ged_row()]), copy, date(2019, 6, 30))
    assert any("the official file has 49" in note for note in report.notes)


def test_an_export_of_acled_counts_fighting_only(copy, tmp_path):
    base = {
        "event_id_cnty": "AFG1", "event_date": "03 May 2018", "event_type": "Battles", "country": "Afghanistan",
        "latitude": "34", "longitude": "69", "fatalities": "4",
    }  # fmt: skip
    rows = [
        base,
        base | {"event_type": "Explosions/Remote violence"},
        base | {"event_type": "Protests"},
        base | {"country": "Iran"},
    ]
    report = observed.acled(write(tmp_path / "acled.csv", rows, 31), copy, date(2019, 1, 31))
    assert (report.matched, len(report.unmatched)) == (2, 2)
    (seen,) = [s for s in load_scenario(copy).history if s.series == "deaths.reported_month"]
    assert seen.value == 8.0 and seen.period == date(2018, 5, 31)


def test_series_in_short_form_need_a_day_of_publication_and_memory_stays_memory(copy, tmp_path):
    path = tmp_path / "national.csv"
    path.write_text(
        "series,period,value,unit,evidence,source\n"
        "losses,2017,100,deaths a year,seen,a page\nlosses,2016,90,deaths a year,memory,\n"
        "losses,2014-2016,1,deaths,seen,\n"
    )
    with pytest.raises(SettingsError, match="when it was published"):
        observed.series(path, copy)
    report = observed.series(path, copy, date(2018, 6, 30))
    assert report.matched == 2 and len(report.refused) == 1
    seen = {s.period.year: s.evidence for s in load_scenario(copy).history if s.series == "losses"}
    assert seen == {2017: "seen", 2016: "recalled"}


def test_rows_of_a_history_pass_as_they_stand_and_unknown_sources_are_unmatched(copy, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text(
        "series,period,value,unit,published,instrument,source,confidence,evidence\n"
        "talks.round,2019-05-01,1,event,2019-05-02,press,derived,m,seen\n"
        "talks.round,2019-06-01,1,event,2019-06-02,press,nobody,m,seen\n"
        "talks.round,2019-07-01,1,event,2019-06-02,press,derived,m,seen\n"
    )
    before = (copy / "history/talks.csv").read_bytes()
    report = observed.series(path, copy)
    assert (report.matched, len(report.unmatched), len(report.refused)) == (1, 1, 1)
    assert (copy / "history/talks.csv").read_bytes() == before and report.written == ["history/imported-talks.csv"]


@pytest.mark.parametrize(
    ("read", "what"),
    [
        (observed.ged, "a UCDP GED event file"),
        (observed.acled, "an ACLED export"),
        (observed.series, "a table of series"),
    ],
)
def test_a_file_of_another_format_is_refused_by_name(copy, tmp_path, read, what):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(SettingsError, match=f"is not {what}: it lacks"):
        read(path, copy, OUT)


def test_an_import_that_would_break_the_scenario_changes_nothing(copy, tmp_path):
    observed.ged(write(tmp_path / "ged.csv", [ged_row()], 49), copy, date(2019, 6, 30))
    (copy / "sources.yaml").write_text("broken: [", encoding="utf-8")
    before = files(copy)
    with pytest.raises(ScenarioError):
        observed.ged(tmp_path / "ged.csv", copy, date(2019, 6, 30))
    assert files(copy) == before


# --- the outside data, where they are


@needs_data
def test_the_true_districts_take_the_place_of_the_approximate_ones(copy):
    report = boundaries(SHARED / "afg_adm2.geojson", copy)
    held = load_scenario(copy)
    assert report.matched == len(held.districts) == 398
    with (SHARED / "afg_district_adjacency.csv").open(encoding="utf-8") as stream:
        true = {tuple(sorted((int(r["adm2_pcode_a"][2:]), int(r["adm2_pcode_b"][2:])))) for r in csv.DictReader(stream)}
    mine = {(edge.a, edge.b) for edge in held.edges}
    assert len(true & mine) >= 0.99 * len(true) and len(mine - true) <= 0.05 * len(mine)
    told = observed.control(SHARED / "afg_districts.csv", copy, date(2019, 3, 31), date(2019, 3, 15))
    assert told.matched == 398 and len(told.unmatched) == 1


def test_an_imported_map_is_the_first_map_of_a_nowcast_and_leaves_other_runs_as_they_were(copy, tmp_path):
    with pytest.raises(SettingsError, match="imported district map"):
        load_scenario(copy, start="nowcast")
    held = load_scenario(copy)
    path = tmp_path / "control.csv"
    path.write_text("\n".join(["id,status", *(f"{d.id},contested" for d in held.districts[:50])]) + "\n")
    observed.control(path, copy, date(2019, 3, 31), date(2019, 3, 15))
    after, nowcast = load_scenario(copy), load_scenario(copy, start="nowcast")
    assert {row.level for row in after.control} == {1} and len(after.control) == 50
    assert not after.nowcast and nowcast.nowcast
    assert nowcast.hash != after.hash


def test_a_map_of_an_unknown_instrument_is_refused(copy, tmp_path):
    path = tmp_path / "control.csv"
    path.write_text("id,status\n101,contested\n")
    with pytest.raises(SettingsError, match="no instrument"):
        observed.control(path, copy, date(2019, 3, 31), date(2019, 3, 15), "rumour")
