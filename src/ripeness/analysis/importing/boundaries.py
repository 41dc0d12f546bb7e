"""True districts in place of a scenario's approximate ones: polygons become units, neighbours, people and roads.

Provinces stay the scenario's, with their people. A province's people are shared among its new districts by a population
column where the file has one, otherwise: the capital's district keeps what the capital had, the others share by area.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ripeness.analysis.importing.folder import Report, own_folder, put, table
from ripeness.analysis.importing.names import plain_name, province_of
from ripeness.analysis.importing.shapes import Shape, borders, kilometres, read_shapes
from ripeness.analysis.outlines import SHAPES
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

# What OCHA, geoBoundaries and others call these columns, in small letters.
NAME = ("adm2_en", "adm2_name", "shapename", "name_2", "district", "name")
CODE = ("adm2_pcode", "shapeid", "gid_2", "code", "id")
PROVINCE = ("adm1_en", "adm1_name", "name_1", "province")
PEOPLE = ("population", "pop", "pop_2018", "pop_2019", "t_tl")
FAR = 60.0  # km; a town farther from every polygon belongs to none


def boundaries(file: str | Path, into: str | Path, provinces: str | Path | None = None) -> Report:
    """Replace the districts of a scenario by those of a boundary file.

    Parameters
    ----------
    file : GeoJSON of districts, as OCHA or geoBoundaries publish it.
    provinces : GeoJSON of provinces, where the districts do not name theirs.

    Raises
    ------
    ScenarioError
        If the result would not hold together, for instance where a province is left without a district.
    """
    folder, report = own_folder(into), Report("boundaries", Path(file).name)
    war, shapes = load_scenario(folder), read_shapes(file)
    above = read_shapes(provinces) if provinces is not None else []
    by_name = _provinces(war, shapes, report)
    kept: list[tuple[Shape, str, str]] = []
    for i, shape in enumerate(shapes):
        name = _property(shape, NAME)
        province = _province(war, shape, above, by_name)
        if not name:
            report.refused.append(f"feature {i}: no name among {', '.join(sorted(shape.properties)[:6])}")
        elif province is None:
            report.unmatched.append(f"feature {i}: {name}, province '{_property(shape, PROVINCE)}'")
        else:
            kept.append((shape, name, province))
    report.matched = len(kept)
    empty = [p.name for p in war.provinces if p.id not in {province for _, _, province in kept}]
    if empty:
        raise SettingsError(
            f"{report.file} has no district in {', '.join(empty[:5])}", "Spell its provinces as provinces.csv does."
        )
    numbers = _numbers([shape for shape, _, _ in kept])
    order = sorted(range(len(kept)), key=lambda i: numbers[i])
    kept, numbers = [kept[i] for i in order], [numbers[i] for i in order]
    moved = {old.id: _holder(kept, (old.lon, old.lat)) for old in war.districts}
    files: dict[str, bytes | None] = {"tiles.csv": None, "control.csv": None}  # both are of the districts that were
    capitals = _capitals(war, kept, moved)
    people = _people(war, kept, capitals, report)
    roads = _roads(war, moved, numbers)
    on_road = {row[2] for row in roads}
    files["districts.csv"] = table(
        ("id", "name", "province", "lon", "lat", "population", "capital", "road", "approximate"),
        [
            (numbers[i], name, province, f"{shape.centre[0]:.5f}", f"{shape.centre[1]:.5f}", round(people[i]),
             int(i in capitals.values()), int(numbers[i] in on_road), 0)
            for i, (shape, name, province) in enumerate(kept)
        ],
    )  # fmt: skip
    files["provinces.csv"] = _counted(folder, Counter(province for _, _, province in kept))
    files["edges.csv"] = table(("a", "b", "weight"), _edges(kept, numbers, roads, report))
    if war.highways:
        files["highways.csv"] = table(("route", "seq", "district", "name"), roads)
    files[SHAPES] = _geojson(kept, numbers)
    lost = sum(place is None for place in moved.values())
    if lost:
        report.notes.append(f"{lost} of {len(moved)} former units lie in no polygon; roads pass them by")
    put(folder, files, report)
    return report


def _provinces(war: Scenario, shapes: list[Shape], report: Report) -> dict[str, str]:
    """The scenario's province of each province name of the file: by spelling, else by whose towns lie in it."""
    found: dict[str, str] = {}
    groups: dict[str, list[Shape]] = defaultdict(list)
    for shape in shapes:
        groups[_property(shape, PROVINCE)].append(shape)
    for name, inside in groups.items():
        if not name:
            continue
        known = province_of(war, name)
        if known is None:
            votes = Counter(d.province for d in war.districts if any(s.holds(d.lon, d.lat) for s in inside))
            known = votes.most_common(1)[0][0] if votes else None
            report.notes.append(f"province {name} is read as {known}, whose towns lie in it")
        if known is not None:
            found[plain_name(name)] = known
    return found


def _property(shape: Shape, names: tuple[str, ...]) -> str:
    held = {str(key).lower(): value for key, value in shape.properties.items()}
    return next((str(held[name]).strip() for name in names if held.get(name) not in (None, "")), "")


def _province(war: Scenario, shape: Shape, above: list[Shape], by_name: dict[str, str]) -> str | None:
    """By name; by the province polygon its centre lies in; by the nearest unit that was known there."""
    named = _property(shape, PROVINCE)
    if named:
        return by_name.get(plain_name(named))
    for province in above:
        if province.holds(*shape.centre):
            called = _property(province, ("adm1_en", "adm1_name", "shapename", "name"))
            return province_of(war, called)
    near = min(war.districts, key=lambda d: kilometres(shape.centre, (d.lon, d.lat)))
    return near.province if kilometres(shape.centre, (near.lon, near.lat)) <= FAR else None


def _numbers(shapes: list[Shape]) -> list[int]:
    """A stable number of each district: the digits of its code, or its place by code and name."""
    digits = [re.sub(r"\D", "", _property(shape, CODE)) for shape in shapes]
    if all(d and int(d) > 0 and len(d) <= 9 for d in digits) and len({int(d) for d in digits}) == len(digits):
        return [int(d) for d in digits]
    order = sorted(range(len(shapes)), key=lambda i: (_property(shapes[i], CODE), _property(shapes[i], NAME)))
    return [order.index(i) + 1 for i in range(len(shapes))]


def _holder(kept: list[tuple[Shape, str, str]], point: tuple[float, float]) -> int | None:
    """The polygon a point lies in, or the nearest one."""
    inside = next((i for i, (shape, _, _) in enumerate(kept) if shape.holds(*point)), None)
    if inside is not None:
        return inside
    near = min(range(len(kept)), key=lambda i: kilometres(kept[i][0].centre, point))
    return near if kilometres(kept[near][0].centre, point) <= FAR else None


def _capitals(war: Scenario, kept: list[tuple[Shape, str, str]], moved: dict[int, int | None]) -> dict[str, int]:
    """The district that holds each province's capital; the largest of its own where the capital lies elsewhere."""
    found = {}
    for old in war.districts:
        if old.capital:
            place = moved[old.id]
            own = [i for i, (_, _, province) in enumerate(kept) if province == old.province]
            if place is None or place not in own:
                place = min(own, key=lambda i: kilometres(kept[i][0].centre, (old.lon, old.lat)))
            found[old.province] = place
    return found


def _people(war: Scenario, kept: list[tuple[Shape, str, str]], capitals: dict[str, int], report: Report) -> list[float]:
    """People of each district; a province's add up to what it had."""
    given = [_number(_property(shape, PEOPLE)) for shape, _, _ in kept]
    known = all(value is not None for value in given) and bool(given)
    report.notes.append("people by the file's own column" if known else "people by area, the capital's as it was")
    people = [0.0] * len(kept)
    seat = {d.province: d.population for d in war.districts if d.capital}
    for province in war.provinces:
        own = [i for i, (_, _, name) in enumerate(kept) if name == province.id]
        if known:
            share = {i: given[i] or 0.0 for i in own}
            total = sum(share.values()) or 1.0
            for i in own:
                people[i] = province.population * share[i] / total
            continue
        capital = capitals[province.id]
        rest = [i for i in own if i != capital]
        people[capital] = province.population if not rest else min(seat[province.id], province.population)
        area = sum(kept[i][0].area for i in rest) or 1.0
        for i in rest:
            people[i] = (province.population - people[capital]) * kept[i][0].area / area
    return people


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _roads(war: Scenario, moved: dict[int, int | None], numbers: list[int]) -> list[tuple[str, int, int, str]]:
    """The roads through the new districts; a stop in the district of the one before is left out."""
    rows: list[tuple[str, int, int, str]] = []
    for stop in war.highways:
        place = moved[stop.district]
        if place is None:
            continue
        here = [row for row in rows if row[0] == stop.route]
        if not here or here[-1][2] != numbers[place]:
            rows.append((stop.route, len(here), numbers[place], stop.name))
    return rows


def _edges(
    kept: list[tuple[Shape, str, str]], numbers: list[int], roads: list[tuple[str, int, int, str]], report: Report
) -> list[tuple[int, int, int]]:
    """Borders, roads, and the shortest ties that keep the whole together."""
    weight: dict[tuple[int, int], int] = defaultdict(int)
    for a, b in borders([shape for shape, _, _ in kept]):
        weight[min(numbers[a], numbers[b]), max(numbers[a], numbers[b])] += 1
    for before, after in itertools.pairwise(roads):
        if before[0] == after[0]:
            weight[min(before[2], after[2]), max(before[2], after[2])] += 1
    centre = {number: shape.centre for number, (shape, _, _) in zip(numbers, kept, strict=True)}
    group = {number: number for number in numbers}

    def root(n: int) -> int:
        while group[n] != n:
            n = group[n]
        return n

    for a, b in weight:
        group[root(a)] = root(b)
    added = 0
    while len({root(n) for n in numbers}) > 1:
        first = root(numbers[0])
        inside, outside = [n for n in numbers if root(n) == first], [n for n in numbers if root(n) != first]
        a, b = min(((a, b) for a in inside for b in outside), key=lambda p: kilometres(centre[p[0]], centre[p[1]]))
        weight[min(a, b), max(a, b)] += 1
        group[root(a)] = root(b)
        added += 1
    if added:
        report.notes.append(f"{added} ties were added where polygons touch no other")
    return [(a, b, min(w, 2)) for (a, b), w in sorted(weight.items())]


def _counted(folder: Path, counts: Counter[str]) -> bytes:
    """provinces.csv with the new numbers of districts."""
    text = (folder / "provinces.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    header = list(rows[0])
    return table(header, [[counts[r["id"]] if c == "districts" else r[c] for c in header] for r in rows])


def _geojson(kept: list[tuple[Shape, str, str]], numbers: list[int]) -> bytes:
    """The polygons under the districts' numbers."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature", "properties": {"id": number, "name": name, "province": province},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in shape.outer]},
        }
        for number, (shape, name, province) in zip(numbers, kept, strict=True)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()
