"""Control by district, events of UCDP and ACLED, national series: files of others that become rows of a history."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ripeness.analysis.importing.folder import Report, own_folder, put, read_table, table, with_source
from ripeness.analysis.importing.names import alike, plain_name, province_of
from ripeness.analysis.outlines import SHAPES
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario
from ripeness.scenario.problems import Problems
from ripeness.scenario.tables import INSTRUMENTS, Observation, read_history

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

HISTORY = Observation._fields[:9]
CONTROL = ("district", "class", "instrument", "period", "published")
GED = ("id", "year", "type_of_violence", "country", "latitude", "longitude", "date_start", "best")
GED_COLUMNS = 49
ACLED = ("event_id_cnty", "event_date", "event_type", "country", "latitude", "longitude", "fatalities")
STATE_BASED = "1"
GED_NOTE = "Uppsala events, best estimate, summed by month; CC BY 4.0, cite Sundberg and Melander 2013."
ACLED_NOTE = "Reported deaths of battles and remote violence, summed by month; cite Raleigh et al. 2010."
CONTROL_NOTE = "Counted by class; the map stands in control.csv."
FIGHTING = {"battles", "explosions/remote violence"}
# What others call the three classes.
CLASSES = {
    "government": "government", "gov": "government", "goa": "government", "government control": "government",
    "government influence": "government", "contested": "contested", "neutral": "contested",
    "insurgent": "insurgent", "taliban": "insurgent", "insurgent control": "insurgent",
    "insurgent activity": "insurgent", "insurgent influence": "insurgent", "control": "insurgent",
}  # fmt: skip
STATUS = ("status", "control", "class", "lwj_2019_03")
DISTRICT = ("id", "adm2_pcode", "district", "adm2_name", "name")
SPELT = ("district", "adm2_name", "name")
PROVINCE = ("province", "adm1_name")


def control(file: str | Path, into: str | Path, published: date, period: date, instrument: str = "press") -> Report:
    """Control by district, counted by class into the series of an instrument, and kept as the map of a nowcast.

    Parameters
    ----------
    file : CSV with a district (id or name, with its province) and a status column.
    published, period : day the map was published, day it is about.
    instrument : first part of the series' name: ``command`` or ``press``.

    Raises
    ------
    SettingsError
        If the file lacks a column, or the instrument is neither.
    """
    if instrument not in INSTRUMENTS:
        raise SettingsError(f"'{instrument}' is no instrument", f"Give --instrument {' or '.join(INSTRUMENTS)}.")
    folder = own_folder(into)
    war, report = load_scenario(folder), Report("control", Path(file).name)
    rows = read_table(file, (), "a table of control by district")
    header = set(rows[0][1]) if rows else set()
    status = next((name for name in STATUS if name in header), None)
    keys = [name for name in DISTRICT if name in header]
    if status is None or not keys:
        wanted = f"one of {', '.join(DISTRICT)} and one of {', '.join(STATUS)}"
        raise SettingsError(f"{Path(file).name} has no column of districts or of status", f"Wanted: {wanted}.")
    place = next((name for name in PROVINCE if name in header), None)
    found: dict[int, str] = {}
    for line, row in rows:
        word = row.get(status, "").strip().lower()
        if word not in CLASSES:
            report.refused.append(f"line {line}: status '{word}' is not government, contested or insurgent")
            continue
        district = _district(war, row, keys, row.get(place, "") if place else "")
        if district is None:
            report.unmatched.append(f"line {line}: {', '.join(row[key] for key in keys)}")
        elif district in found:
            report.refused.append(f"line {line}: district {district} stands twice")
        else:
            found[district] = CLASSES[word]
    report.matched = len(found)
    counts = {name: sum(held == name for held in found.values()) for name in ("government", "contested", "insurgent")}
    source = f"imported-control-{period:%Y-%m}"
    seen = [
        (f"{instrument}.{name}", period, count, f"districts of {len(found)}", published, "imported map", source,
         "m", "seen")
        for name, count in counts.items()
    ]  # fmt: skip
    _write(
        folder,
        report,
        f"imported-control-{period}",
        seen,
        source,
        CONTROL_NOTE,
        {"control.csv": table(CONTROL, [(d, c, instrument, period, published) for d, c in sorted(found.items())])},
    )
    return report


def ged(file: str | Path, into: str | Path, published: date, country: str | None = None) -> Report:
    """State-based deaths of UCDP GED by month, best estimate.

    Parameters
    ----------
    published : day on which this version of the data came out; a file is one vintage.
    country : as the file writes it; the scenario's own unless given.
    """
    folder = own_folder(into)
    name, report = country or _country(folder), Report("ged", Path(file).name)
    rows = read_table(file, GED, "a UCDP GED event file")
    width = len(rows[0][1]) if rows else GED_COLUMNS
    if width != GED_COLUMNS:
        report.notes.append(f"{width} columns, the official file has {GED_COLUMNS}")
    months: dict[tuple[int, int], float] = defaultdict(float)
    for line, row in rows:
        if row["country"].strip().lower() != name.lower():
            report.unmatched.append(f"line {line}: country {row['country']}")
        elif row["type_of_violence"].strip() != STATE_BASED:
            report.unmatched.append(f"line {line}: type of violence {row['type_of_violence']}, not state-based")
        else:
            _add(report, months, line, row["date_start"], row["best"])
    _months(folder, report, months, published, "deaths.state_based_month", f"imported-ged-{published}",
            GED_NOTE)  # fmt: skip
    return report


def acled(file: str | Path, into: str | Path, published: date, country: str | None = None) -> Report:
    """Deaths that ACLED reports from battles and remote violence by month.

    The rows of an export are its licence holder's and are not copied; sums by month are.
    """
    folder = own_folder(into)
    name, report = country or _country(folder), Report("acled", Path(file).name)
    months: dict[tuple[int, int], float] = defaultdict(float)
    for line, row in read_table(file, ACLED, "an ACLED export"):
        if row["country"].strip().lower() != name.lower():
            report.unmatched.append(f"line {line}: country {row['country']}")
        elif row["event_type"].strip().lower() not in FIGHTING:
            report.unmatched.append(f"line {line}: {row['event_type']} is no fighting")
        else:
            _add(report, months, line, row["event_date"], row["fatalities"])
    _months(folder, report, months, published, "deaths.reported_month", f"imported-acled-{published}",
            ACLED_NOTE)  # fmt: skip
    return report


def series(file: str | Path, into: str | Path, published: date | None = None) -> Report:
    """National series: rows of a history as they stand, or the short form with one day of publication.

    The short form has ``series, period, value, unit`` and, if wanted, ``evidence, source``; a year stands for its last
    day, and what is marked ``memory`` stays recalled.
    """
    folder, report = own_folder(into), Report("series", Path(file).name)
    rows = read_table(file, ("series", "period", "value", "unit"), "a table of series")
    if rows and set(HISTORY) <= set(rows[0][1]):
        problems = Problems()
        held = read_history(Path(file).read_bytes(), Path(file).name, problems)
        report.refused += [f"line {p.line}: {p.key} {p.message}" for p in problems.all()]
        known = {*load_scenario(folder).sources, "assumption"}
        report.unmatched += [
            f"line {r.line}: source '{r.source}' is not in sources.yaml" for r in held if r.source not in known
        ]
        kept = [tuple(r)[:9] for r in held if r.source in known]
        report.matched = len(kept)
        if kept:
            put(folder, {_file(Path(file).stem): table(HISTORY, kept)}, report)
        return report
    if published is None:
        raise SettingsError(f"{Path(file).name} says of no row when it was published", "Give --published YYYY-MM-DD.")
    source, kept = f"imported-{_slug(Path(file).stem)}", []
    taken: set[tuple[str, date, str]] = set()
    for line, row in rows:
        period, value = _period(row["period"]), _number(row["value"])
        name = _slug(row["series"])
        if period is None or value is None or not row["unit"].strip():
            report.refused.append(
                f"line {line}: period '{row['period']}', value '{row['value']}', unit '{row['unit']}'"
            )
        elif (name, period, row["unit"]) in taken:
            report.refused.append(f"line {line}: {name} of {period} stands twice")
        elif published < period:
            report.refused.append(f"line {line}: {name} of {period} is later than its publication")
        else:
            taken.add((name, period, row["unit"]))
            word = row.get("evidence", "seen").strip() or "seen"
            evidence = "recalled" if word == "memory" else word
            whence = row.get("source", "").strip() or "imported"
            kept.append((name, period, f"{value:g}", row["unit"], published, whence, source, "m", evidence))
    report.matched = len(kept)
    _write(folder, report, Path(file).stem, kept, source, "A table of the user's own.")
    return report


def _add(report: Report, months: dict[tuple[int, int], float], line: int, day: str, deaths: str) -> None:
    when, count = _period(day), _number(deaths)
    if when is None or count is None or count < 0:
        report.refused.append(f"line {line}: date '{day}', deaths '{deaths}'")
        return
    months[when.year, when.month] += count
    report.matched += 1


def _months(
    folder: Path, report: Report, months: dict[tuple[int, int], float], published: date, name: str, source: str,
    note: str,
) -> None:  # fmt: skip
    """Months between the first and the last, those without an event as 0."""
    seen: list[Any] = []
    if months:
        first, last = min(months), max(months)
        for whole in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
            year, month = whole // 12, whole % 12 + 1
            end = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
            day = date.fromordinal(end)
            if day > published:
                report.notes.append(f"{day:%Y-%m} ends after the day of publication and is left out")
                continue
            seen.append((name, day, f"{months.get((year, month), 0.0):g}", "deaths in a month", published,
                         "events summed by month", source, "h", "seen"))  # fmt: skip
    _write(folder, report, source, seen, source, note)


def _write(
    folder: Path, report: Report, stem: str, rows: Iterable[Any], source: str, note: str,
    beside: Mapping[str, bytes] | None = None,
) -> None:  # fmt: skip
    kept = list(rows)
    if not kept or not report.matched:
        report.notes.append("no row could be used, and nothing was written")
        return
    files = {
        "sources.yaml": with_source(folder, source, f"Imported from {report.file}", note),
        _file(stem): table(HISTORY, kept),
        **(beside or {}),
    }
    put(folder, files, report)


def _file(stem: str) -> str:
    """A file of its own, so that no shipped one is ever overwritten."""
    return f"history/imported-{_slug(stem).removeprefix('imported-')}.csv"


def _district(war: Scenario, row: Mapping[str, str], keys: list[str], province: str) -> int | None:
    """A district by its own id, by name in its province, or by a code whose name agrees; None where nothing fits.

    The digits of a code are an id only in a folder whose boundaries were imported, and only under a like name: another
    map's number 106 is another place.
    """
    names = {d.id: plain_name(d.name) for d in war.districts}
    if "id" in keys and row["id"].strip().isdigit():
        return int(row["id"]) if int(row["id"]) in names else None
    wanted = [plain_name(row[key]) for key in keys if key in SPELT]
    digits = re.sub(r"\D", "", row.get("adm2_pcode", ""))
    coded = int(digits) if digits and int(digits) in names and (war.folder / SHAPES).is_file() else None
    if coded is not None and (not wanted or any(alike(name, names[coded]) for name in wanted)):
        return coded
    within = province_of(war, province) if province else None
    if province and within is None:
        return None
    own = {d.id: names[d.id] for d in war.districts if within in {None, d.province}}
    fits = [id_ for id_, name in own.items() if name in wanted]
    if not fits and within is not None:
        fits = [id_ for id_, name in own.items() if any(alike(name, other) for other in wanted)]
    return fits[0] if len(fits) == 1 else None


def _country(folder: Path) -> str:
    return load_scenario(folder).labels["country"]


def _period(text: str) -> date | None:
    """A day; a year stands for its last day, a month for its last day."""
    raw = text.strip().split(" ")[0]
    if re.fullmatch(r"\d{4}", raw):
        return date(int(raw), 12, 31)
    if re.fullmatch(r"\d{4}-\d{2}", raw) and 1 <= int(raw[5:]) <= 12:
        year, month = int(raw[:4]), int(raw[5:])
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    for form in (raw, text.strip()):
        try:
            return date.fromisoformat(form)
        except ValueError:
            continue
    try:
        return datetime.strptime(text.strip(), "%d %B %Y").date()
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text.strip()).strip("-.") or "imported"
