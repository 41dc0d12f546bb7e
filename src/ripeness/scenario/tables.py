"""The CSV files of a scenario: districts, provinces, ties, roads, squares of the tile map, and dated observations.

Every row that cannot be read is reported with its line; none is dropped in silence.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ripeness.scenario.problems import Problems, did_you_mean

MOST_ROWS = 100_000


class Province(NamedTuple):
    """A province; the districts it has are counted against ``districts``."""

    id: str
    name: str
    region: str
    population: float
    districts: int
    capital: str
    regional_capital: bool
    national_capital: bool
    border: bool
    source: str
    line: int


class District(NamedTuple):
    """A unit of territory; ``id`` is a stable number that addresses its random draws."""

    id: int
    name: str
    province: str
    lon: float
    lat: float
    population: float
    capital: bool
    road: bool
    approximate: bool
    geonameid: str
    line: int


class Edge(NamedTuple):
    """A tie of two districts."""

    a: int
    b: int
    weight: float


class Stop(NamedTuple):
    """A district on a highway, in the order of the road."""

    route: str
    seq: int
    district: int
    name: str


class Observation(NamedTuple):
    """A dated reading with the day on which it was published."""

    series: str
    period: date
    value: float
    unit: str
    published: date
    instrument: str
    source: str
    confidence: str
    evidence: str
    file: str
    line: int


class Row:
    """One line of a table; asking for a value that is not there or not right notes a problem."""

    def __init__(self, cells: dict[str, str], file: str, line: int, problems: Problems) -> None:
        self.cells, self.file, self.line, self.problems = cells, file, line, problems
        self.faults = 0

    def fault(self, column: str, message: str, remedy: str = "") -> None:
        """Note a problem of this row."""
        self.faults += 1
        self.problems.add(self.file, self.line, column, message, self.cells.get(column, ""), remedy)

    def text(self, column: str, optional: bool = False) -> str:
        """A cell as text."""
        value = self.cells.get(column, "").strip()
        if not value and not optional:
            self.fault(column, "is empty")
        return value

    def number(self, column: str, low: float = -math.inf, high: float = math.inf) -> float:
        """A cell as a finite number within a range."""
        raw = self.cells.get(column, "").strip()
        try:
            value = float(raw)
        except ValueError:
            self.fault(column, f"'{raw}' is not a number", "Write digits, with a point for fractions.")
            return math.nan
        if not math.isfinite(value):
            self.fault(column, f"'{raw}' is not a finite number")
        elif not low <= value <= high:
            what = "must not be negative" if low == 0 and value < 0 else f"lies outside {low:g} to {high:g}"
            self.fault(
                column,
                f"{raw} {what}",
                f"Allowed: {low:g} to {high:g}." if high < math.inf else f"Give {low:g} or more.",
            )
        return value

    def whole(self, column: str, low: int = 0) -> int:
        """A cell as a whole number, not below ``low``."""
        raw = self.cells.get(column, "").strip()
        if not re.fullmatch(r"[-+]?\d{1,15}", raw):
            self.fault(column, f"'{raw}' is not a whole number")
            return -1
        value = int(raw)
        if value < low:
            self.fault(column, f"{value} must not be below {low}")
        return value

    def yes(self, column: str) -> bool:
        """A cell that says 1 or 0."""
        raw = self.cells.get(column, "").strip()
        if raw not in {"0", "1"}:
            self.fault(column, f"'{raw}' is neither 0 nor 1")
        return raw == "1"

    def day(self, column: str) -> date:
        """A cell as a date."""
        raw = self.cells.get(column, "").strip()
        try:
            value = date.fromisoformat(raw)
        except ValueError:
            self.fault(column, f"'{raw}' is not a date", "Write dates as YYYY-MM-DD.")
            return date.min
        if not 1800 <= value.year <= 2100:
            self.fault(column, f"{raw} lies outside 1800 to 2100")
        return value


def rows(text: bytes, file: str, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
    """The rows of a table whose header has exactly these columns (any order; those with `?` may be missing)."""
    needed = [column for column in columns if not column.endswith("?")]
    known = [column.rstrip("?") for column in columns]
    try:
        reader = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        if not header:
            problems.add(file, 1, "", "is empty", "", f"The first line names the columns: {','.join(known)}.")
            return
        for column in needed:
            if column not in header:
                remedy = f"Columns: {','.join(known)}."
                problems.add(file, 1, column, f"column '{column}' is missing", ",".join(header), remedy)
        for column in header:
            if column not in known:
                remedy = did_you_mean(column, known, "columns")
                problems.add(file, 1, column, f"unknown column '{column}'", column, remedy)
        if len(set(header)) != len(header):
            problems.add(file, 1, "", "names a column twice", ",".join(header))
        if not set(needed) <= set(header):
            return
        for count, cells in enumerate(reader):
            if not cells:
                continue
            if count >= MOST_ROWS:
                problems.add(file, reader.line_num, "", f"has more than {MOST_ROWS} rows")
                return
            if len(cells) != len(header):
                message = f"has {len(cells)} cells, the header {len(header)}"
                problems.add(file, reader.line_num, "", message, "", "Quote cells that hold a comma.")
                continue
            yield Row(dict(zip(header, cells, strict=True)), file, reader.line_num, problems)
    except UnicodeDecodeError:
        problems.add(file, 0, "", "is not UTF-8 text", "", "Save the file as UTF-8.")
    except csv.Error as error:
        problems.add(file, 0, "", f"is not a valid CSV table: {error}")


def read_provinces(text: bytes, file: str, problems: Problems) -> tuple[Province, ...]:
    """provinces.csv."""
    columns = (
        *("id", "name", "region", "population", "districts", "capital"),
        *("regional_capital", "national_capital", "border", "source"),
    )
    found: dict[str, Province] = {}
    for row in rows(text, file, columns, problems):
        province = Province(
            id=row.text("id"), name=row.text("name"), region=row.text("region"),
            population=row.number("population", 0), districts=row.whole("districts", 1),
            capital=row.text("capital"), regional_capital=row.yes("regional_capital"),
            national_capital=row.yes("national_capital"), border=row.yes("border"),
            source=row.text("source"), line=row.line,
        )  # fmt: skip
        if province.id in found:
            first = found[province.id].line
            row.fault("id", f"province '{province.id}' stands twice", f"The first is on line {first}.")
        elif not row.faults:
            found[province.id] = province
    return tuple(found.values())


def read_districts(text: bytes, file: str, problems: Problems) -> tuple[District, ...]:
    """districts.csv, ordered by id."""
    columns = (
        *("id", "name", "province", "lon", "lat", "population", "capital", "road", "approximate"),
        "geonameid?",
    )
    found: dict[int, District] = {}
    for row in rows(text, file, columns, problems):
        district = District(
            id=row.whole("id", 1), name=row.text("name"), province=row.text("province"),
            lon=row.number("lon", -180, 180), lat=row.number("lat", -90, 90),
            population=row.number("population", 0), capital=row.yes("capital"), road=row.yes("road"),
            approximate=row.yes("approximate"), geonameid=row.text("geonameid", optional=True), line=row.line,
        )  # fmt: skip
        if district.id in found:
            first = found[district.id].line
            row.fault("id", f"district {district.id} stands twice", f"The first is on line {first}.")
        elif not row.faults:
            found[district.id] = district
    return tuple(found[key] for key in sorted(found))


def read_edges(text: bytes, file: str, districts: set[int], problems: Problems) -> tuple[Edge, ...]:
    """edges.csv: each pair of neighbours once."""
    found: dict[tuple[int, int], int] = {}
    edges: list[Edge] = []
    for row in rows(text, file, ("a", "b", "weight"), problems):
        a, b, weight = row.whole("a", 1), row.whole("b", 1), row.number("weight", 0)
        for column, end in (("a", a), ("b", b)):
            if end > 0 and end not in districts:
                row.fault(column, f"district {end} is not in districts.csv", "Take an id from there.")
        if a == b:
            row.fault("b", f"district {a} is tied to itself")
        if weight == 0:
            row.fault("weight", "a tie of weight 0 is none", "Leave the row out.")
        pair = (min(a, b), max(a, b))
        if pair in found:
            row.fault("a", f"the tie of {a} and {b} stands twice", f"The first is on line {found[pair]}.")
        if not row.faults:
            found[pair] = row.line
            edges.append(Edge(a, b, weight))
    return tuple(edges)


def read_highways(text: bytes, file: str, districts: set[int], problems: Problems) -> tuple[Stop, ...]:
    """highways.csv: the districts along each road, in order."""
    found: dict[tuple[str, int], Stop] = {}
    for row in rows(text, file, ("route", "seq", "district", "name"), problems):
        stop = Stop(row.text("route"), row.whole("seq"), row.whole("district", 1), row.text("name"))
        if stop.district > 0 and stop.district not in districts:
            row.fault("district", f"district {stop.district} is not in districts.csv", "Take an id from there.")
        if (stop.route, stop.seq) in found:
            row.fault("seq", f"stop {stop.seq} of '{stop.route}' stands twice")
        if not row.faults:
            found[stop.route, stop.seq] = stop
    return tuple(found[key] for key in sorted(found))


def read_tiles(text: bytes, file: str, districts: set[int], problems: Problems) -> dict[int, tuple[int, int]]:
    """tiles.csv: row and column of each district on a map of equal squares."""
    taken: dict[tuple[int, int], int] = {}
    tiles: dict[int, tuple[int, int]] = {}
    line = 1
    for row in rows(text, file, ("id", "row", "col"), problems):
        unit, place, line = row.whole("id", 1), (row.whole("row"), row.whole("col")), row.line
        if unit > 0 and unit not in districts:
            row.fault("id", f"district {unit} is not in districts.csv", "Take an id from there.")
        if place in taken:
            row.fault("row", f"districts {taken[place]} and {unit} stand on the same square")
        if unit in tiles:
            row.fault("id", f"district {unit} stands twice")
        if not row.faults:
            taken[place], tiles[unit] = unit, place
    if tiles and (missing := sorted(districts - set(tiles))):
        some = ", ".join(map(str, missing[:8]))
        problems.add(file, line, "", f"has no square for {len(missing)} districts: {some}")
    return tiles


class Seen(NamedTuple):
    """Control of one district on an imported map."""

    district: int
    level: int  # 0 insurgent, 1 contested, 2 government
    instrument: str
    period: date
    published: date


LEVELS = ("insurgent", "contested", "government")
INSTRUMENTS = ("command", "press")


def read_control(text: bytes, file: str, districts: set[int], problems: Problems) -> tuple[Seen, ...]:
    """control.csv: one map of control by district, as one instrument read it on one day."""
    held: dict[int, Seen] = {}
    for row in rows(text, file, ("district", "class", "instrument", "period", "published"), problems):
        unit, word, instrument = row.whole("district", 1), row.text("class"), row.text("instrument")
        if unit not in districts:
            row.fault("district", f"district {unit} is not in districts.csv", "Import the map again.")
        elif unit in held:
            row.fault("district", f"district {unit} stands twice")
        if word not in LEVELS:
            row.fault("class", f"'{word}' is not one of {', '.join(LEVELS)}")
        if instrument not in INSTRUMENTS:
            row.fault("instrument", f"'{instrument}' is not one of {', '.join(INSTRUMENTS)}")
        seen = (instrument, row.day("period"), row.day("published"))
        if held and next(iter(held.values()))[2:] != seen:
            row.fault("instrument", "is another map than the rows above", "One map a scenario.")
        if not row.faults:
            held[unit] = Seen(unit, LEVELS.index(word), *seen)
    return tuple(held.values())


def read_history(text: bytes, file: str, problems: Problems) -> list[Observation]:
    """history/*.csv: one reading a row."""
    columns = Observation._fields[:9]
    found: dict[tuple[str, date, str, str], int] = {}
    observations = []
    for row in rows(text, file, columns, problems):
        seen = Observation(
            series=row.text("series"), period=row.day("period"), value=row.number("value", low=0.0),
            unit=row.text("unit"), published=row.day("published"), instrument=row.text("instrument"),
            source=row.text("source"), confidence=row.text("confidence"), evidence=row.text("evidence"),
            file=file, line=row.line,
        )  # fmt: skip
        if seen.confidence not in {"h", "m", "l"}:
            row.fault("confidence", f"'{seen.confidence}' is not one of h, m, l")
        if not re.fullmatch(r"(seen|partly_seen|recalled)(; lag)?", seen.evidence):
            remedy = "Write seen, partly_seen or recalled, with `; lag` where the day of publication is a guess."
            row.fault("evidence", f"'{seen.evidence}' is not known", remedy)
        if date.min < seen.published < seen.period:
            row.fault("published", f"published {seen.published}, before its period ends on {seen.period}")
        key = (seen.series, seen.period, seen.unit, seen.instrument)
        if key in found:
            row.fault("series", f"{seen.series} of {seen.period} stands twice", f"Also on line {found[key]}.")
        if not row.faults:
            found[key] = row.line
            observations.append(seen)
    return observations
