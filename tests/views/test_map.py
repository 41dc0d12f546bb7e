"""The map of any country: a tall one fits a screen, and where units are provinces the lines part regions."""

from __future__ import annotations

import pytest

from ripeness.views.charts_base import Look
from ripeness.views.charts_map import TALLEST, map_spec, unit_rows


def country(rows: int, columns: int, units_a_province: int = 1) -> list[dict]:
    return [
        {"id": i, "name": f"Unit {i}", "province": f"Province {i // units_a_province}", "region": f"Region {row // 5}",
         "approximate": False, "row": row, "col": col, "lon": float(col), "lat": -float(row)}
        for i, (row, col) in enumerate((r, c) for r in range(rows) for c in range(columns))
    ]  # fmt: skip


def lines(units: list[dict]) -> list[dict]:
    layers = map_spec(Look(), units, "tiles")["layer"]
    return next(layer["data"]["values"] for layer in layers if layer["mark"].get("strokeCap") == "round")


@pytest.mark.parametrize("geography", ["tiles", "places"])
def test_a_tall_country_leaves_room_at_its_sides_on_a_wide_page(geography):
    units = country(15, 4)
    wide, phone = (map_spec(look, units, geography) for look in (Look(), Look(340, narrow=True)))
    assert wide["usermeta"]["aspect"] == pytest.approx(TALLEST, abs=1e-3)
    assert phone["usermeta"]["aspect"] > 2


def test_a_broad_country_is_drawn_as_before():
    assert map_spec(Look(), country(5, 9), "tiles")["usermeta"]["aspect"] == pytest.approx(5 / 9, abs=1e-3)


def test_lines_part_provinces_and_where_each_unit_is_one_regions():
    assert {line["y1"] for line in lines(country(15, 4))} == {5, 10}
    assert len(lines(country(15, 4, units_a_province=4))) == 14 * 4


def outlined(rows: int, columns: int) -> list[dict]:
    return [
        {**unit, "outline": [[[x, y], [x, y + 1], [x + 1, y + 1], [x + 1, y], [x, y]]]}
        for unit in country(rows, columns)
        for x, y in [(unit["lon"], unit["lat"])]
    ]


def test_true_places_are_polygons_where_boundaries_are_known_and_marks_where_one_is_not():
    units = outlined(5, 9)
    assert [layer["mark"]["type"] for layer in map_spec(Look(), units, "places")["layer"]] == ["geoshape"]
    del units[0]["outline"]
    assert "geoshape" not in {layer["mark"].get("type") for layer in map_spec(Look(), units, "places")["layer"][:2]}


def test_polygons_fill_the_picture_in_proportion():
    units = outlined(5, 9)
    spec = map_spec(Look(), units, "places")
    projection = spec["layer"][0]["projection"]
    corners = [p for row in unit_rows(units) for ring in row["shape"]["coordinates"] for p in ring[0]]
    across = [projection["translate"][0] + projection["scale"] * x for x, _ in corners]
    down = [projection["translate"][1] - projection["scale"] * y for _, y in corners]
    assert (min(across), max(across)) == pytest.approx((0, spec["width"]), abs=1)
    assert (min(down), max(down)) == pytest.approx((0, spec["height"]), abs=1)
