"""Outlines of districts have few points and leave neither gap nor overlap at a border."""

from __future__ import annotations

import itertools
import json
import math
import os
import random
import shutil
from pathlib import Path

import pytest

from ripeness.analysis.importing.boundaries import boundaries
from ripeness.analysis.maps import units
from ripeness.analysis.outlines import outlines, thinned
from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.load import load_scenario

SHARED = Path(os.environ.get("RIPENESS_SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared/data")


def wavy(count: int, seed: int) -> list[tuple[float, float]]:
    """A crooked line from (1, 0) to (1, 1)."""
    luck = random.Random(seed)
    inner = [(round(1 + luck.uniform(-0.02, 0.02), 3), round((i + 1) / (count + 1), 3)) for i in range(count)]
    return [(1.0, 0.0), *inner, (1.0, 1.0)]


def edges(rings) -> set[tuple]:
    return {(min(a, b), max(a, b)) for ring in rings for a, b in itertools.pairwise(ring)}


def area(rings) -> float:
    return sum(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(r))) / 2 for r in rings)


@pytest.mark.parametrize("seed", range(5))
def test_both_sides_of_a_border_keep_the_same_points(seed):
    line = wavy(300, seed)
    west = [(0.0, 0.0), *line, (0.0, 1.0), (0.0, 0.0)]
    east = [(2.0, 0.0), (2.0, 1.0), *line[::-1], (2.0, 0.0)]
    held = thinned({1: [west], 2: [east]})
    shared = edges(held[1]) & edges(held[2])
    assert 1 <= len(shared) < 300
    assert area(held[1]) + area(held[2]) == pytest.approx(2.0)


def test_a_straight_side_keeps_its_ends_alone():
    side = [(i / 100, 0.0) for i in range(101)]
    ring = [*side, (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    assert len(thinned({1: [ring]})[1][0]) == 5


def test_a_shape_smaller_than_the_detail_still_has_an_area():
    big = [(0.0, 0.0), (0.0, 50.0), (50.0, 50.0), (50.0, 0.0), (0.0, 0.0)]
    speck = [(60.0, 0.0), (60.0, 0.01), (60.01, 0.01), (60.01, 0.0), (60.0, 0.0)]
    assert area(thinned({1: [big], 2: [speck]})[2]) > 0


def test_a_scenario_without_boundaries_has_no_outlines():
    war = load_scenario("vietnam-1969")
    assert outlines(war) == {}
    assert not any("outline" in unit for unit in units(war))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the outside data are not on this machine (RIPENESS_SHARED_DATA)")
def test_true_districts_are_drawn_with_few_points_and_the_land_they_had(tmp_path):
    copy = Path(shutil.copytree(LIBRARY / "afghanistan-2018", tmp_path / "own"))
    boundaries(SHARED / "afg_adm2.geojson", copy)
    held = units(load_scenario(copy))
    assert all(unit["outline"] for unit in held)
    assert len(json.dumps([unit["outline"] for unit in held])) < 400_000
    whole = json.loads((copy / "shapes.geojson").read_text(encoding="utf-8"))
    true = {f["properties"]["id"]: area([p[0] for p in f["geometry"]["coordinates"]]) for f in whole["features"]}
    drawn = {unit["id"]: area([[tuple(p) for p in ring] for ring in unit["outline"]]) for unit in held}
    assert sum(drawn.values()) == pytest.approx(sum(true.values()), rel=0.01)
    assert math.dist(list(drawn.values()), [true[i] for i in drawn]) < 0.05 * sum(true.values())
