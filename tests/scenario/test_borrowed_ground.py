"""A war may stand on another's ground, and a scenario for validation alone has every number with its source."""

from __future__ import annotations

import pytest

from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.skeleton import new_scenario

WAR = "afghanistan-1988"


@pytest.fixture
def folder(tmp_path):
    path = new_scenario(tmp_path, "small-war")
    for table in ("districts.csv", "provinces.csv", "edges.csv", "highways.csv", "tiles.csv"):
        (path / table).unlink(missing_ok=True)
    return path


def borrow(folder, name):
    head = folder / "scenario.yaml"
    head.write_text(head.read_text(encoding="utf-8") + f"\ngeography: {name}\n", encoding="utf-8")
    return folder


def test_the_scenario_has_no_problem_and_no_table_of_its_own():
    assert not check_scenario(WAR)
    assert not list((LIBRARY / WAR).glob("*.csv"))


def test_its_ground_is_the_other_wars():
    mine, other = load_scenario(WAR), load_scenario("afghanistan-2018")
    assert (mine.districts, mine.edges, mine.tiles) == (other.districts, other.edges, other.tiles)
    assert mine.hash != other.hash


def test_nothing_in_it_is_fitted_or_later_than_its_day():
    war = load_scenario(WAR)
    assert not war.history and not war.observables.observables
    own = [e for name, e in war.parameters.items() if e.as_of is not None]
    assert own and all(e.as_of <= war.information_date or e.as_of.year <= 1988 for e in own)
    assert all(e.reason for e in own if e.source == "assumption")


def test_its_packages_differ_in_aid_alone():
    aid, none = (load_scenario(WAR, packages=[name]) for name in ("aid-goes-on", "no-aid"))
    assert [order[:2] for order in aid.orders] == [order[:2] for order in none.orders] == [(12, "posture")]
    assert [order[2] for order in (*aid.orders, *none.orders)] == [1, 0]
    assert aid.dials == none.dials


def test_a_ground_that_is_none_is_refused_with_those_there_are(folder):
    (problem,) = [p for p in check_scenario(borrow(folder, "afghanistan-2081")) if p.key == "geography"]
    assert "afghanistan-2018" in problem.remedy


def test_a_folder_without_any_ground_says_which_tables_are_missing(folder):
    assert {"districts.csv", "provinces.csv", "edges.csv"} <= {p.file for p in check_scenario(folder)}


def test_two_grounds_at_once_are_refused(tmp_path):
    path = borrow(new_scenario(tmp_path, "small-war"), "afghanistan-2018")
    assert any("is there although" in p.message for p in check_scenario(path))
