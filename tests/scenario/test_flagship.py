"""The argument, sources and history of `afghanistan-2018` are complete, and every number has a source.

The folder is read as plain YAML and CSV, so that a fault of the data is not mistaken for one of the loader.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ripeness.scenario.quantities import QUANTITIES

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "src/ripeness/scenario"
FOLDER = SCENARIOS / "library/afghanistan-2018"
OUTSIDE_DATA = ROOT.parent / "shared" / "data"
INFORMATION_DATE = dt.date(2018, 12, 3)
MECHANISMS = (
    *("territory", "measurement", "violence", "forces", "patron", "information"),
    *("government", "region", "payoff", "hazard", "choice", "kernel"),
)
HEADER = ["series", "period", "value", "unit", "published", "instrument", "source", "confidence", "evidence"]
DISTRIBUTIONS = ("value", "lognormal", "normal", "beta", "gamma")


@cache
def read(name: str) -> Any:
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return YAML(typ="safe").load(file)


@cache
def estimates() -> dict[str, dict[str, Any]]:
    present = [m for m in MECHANISMS if (FOLDER / f"{m}.yaml").exists()]
    return {f"{mechanism}.{key}": entry for mechanism in present for key, entry in read(mechanism).items()}


@cache
def parameters() -> set[str]:
    found = set(estimates())
    for file in (SCENARIOS / "priors").glob("*.yaml"):
        with file.open(encoding="utf-8") as text:
            found |= {f"{file.stem}.{key}" for key in YAML(typ="safe").load(text)}
    return found


@cache
def history() -> list[dict[str, str]]:
    rows = []
    for file in sorted((FOLDER / "history").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            assert reader.fieldnames == HEADER, file.name
            rows += list(reader)
    return rows


def recalled(row: dict[str, str]) -> bool:
    return row["evidence"].startswith("recalled")


def sourced(entry: dict[str, Any]) -> bool:
    if entry.get("source") == "assumption":
        return bool(str(entry.get("reason", "")).strip())
    return entry.get("source") in read("sources")


def can_be_tested(claim: dict[str, Any]) -> bool:
    return any(claim["test"].get(kind) for kind in ("experiments", "data", "forecast"))


# --- the argument


def test_the_essay_makes_114_claims_in_28_paragraphs():
    claims = read("claims")
    assert list(claims) == [f"A{number}" for number in range(1, 115)]
    paragraphs = [claim["paragraph"] for claim in claims.values()]
    assert paragraphs == sorted(paragraphs)
    assert paragraphs[0] == 1 and paragraphs[-1] == 28
    assert not {13, 16, 21} & set(paragraphs), "pull quotes and a caption make no claims"


@pytest.mark.parametrize("claim", [f"A{number}" for number in range(1, 115)])
def test_every_claim_resolves_to_a_test_or_says_why_not(claim: str):
    test = read("claims")[claim]["test"]
    assert set(test) <= {"experiments", "data", "forecast", "none"}
    # either a test or a reason, never both
    assert can_be_tested(read("claims")[claim]) != bool(test.get("none"))
    for experiment in test.get("experiments", []):
        assert experiment in read("experiments")
    series = {row["series"] for row in history()}
    for check in test.get("data", []):
        assert check["check"]
        assert ("series" in check) != ("parameter" in check)
        assert check.get("series") in series or check.get("parameter") in parameters(), check
    for score in test.get("forecast", []):
        assert re.fullmatch(r"obs-\d\d[bc]?", score["observable"])
        assert score["text"]


def test_at_least_80_claims_can_be_tested():
    assert sum(can_be_tested(claim) for claim in read("claims").values()) >= 80


def test_the_claims_that_cannot_be_tested_are_few_and_known():
    left_out = [key for key, claim in read("claims").items() if not can_be_tested(claim)]
    assert left_out == ["A82", "A92", "A114"]


def test_claims_are_paraphrased_and_short():
    for key, claim in read("claims").items():
        assert len(claim["text"]) <= 200, key
        assert not re.search('["“”„«»]', claim["text"]), key


def test_there_are_59_experiments_and_each_serves_a_claim():
    experiments = read("experiments")
    assert list(experiments) == [f"C{number:02d}" for number in range(1, 60)]
    used = {e for claim in read("claims").values() for e in claim["test"].get("experiments", [])}
    assert used == set(experiments)
    for key, experiment in experiments.items():
        assert experiment["type"] in {"forecast", "causal", "prescription", "descriptive"}, key
        for field in ("title", "metric", "confirm", "refute", "needs"):
            assert experiment[field], (key, field)
        assert experiment.get("tests") or experiment.get("awaits"), key


def test_at_least_40_experiments_are_written_as_tests():
    assert sum("tests" in experiment for experiment in read("experiments").values()) >= 40


def test_the_70_systems_of_the_essay_have_a_place_and_a_state():
    systems = read("systems")["systems"]
    assert [system["number"] for system in systems] == list(range(1, 71))
    assert {system["status"] for system in systems} <= {"working", "data", "next"}
    for system in systems:
        assert system["system"] and system["where"] and system["paragraphs"], system["number"]


def test_a_system_that_works_or_stands_in_data_points_to_a_file_that_exists():
    missing = {
        (system["number"], system["mechanism"])
        for system in read("systems")["systems"]
        if system["status"] != "next" and not (ROOT / "src/ripeness" / system["mechanism"]).is_file()
    }
    assert not missing


# --- what could be done


def test_28_levers_never_touch_a_hazard_or_a_probability():
    levers = read("levers")["levers"]
    assert list(levers) == [f"L{number:02d}" for number in range(1, 29)]
    for key, lever in levers.items():
        targets = [lever["target"]] if isinstance(lever["target"], str) else lever["target"]
        assert set(targets) <= {"technology", "payoff", "information", "opportunity", "feasible"}, key
        assert lever["low"] < lever["high"], key
        assert sourced(lever) and lever["observed"] and lever["unit"], key
        for name in lever["acts_on"]:
            assert not name.startswith("hazard.") and "probability" not in name, (key, name)


def test_a_lever_names_parameters_and_declared_quantities():
    for key, lever in read("levers")["levers"].items():
        assert set(lever["acts_on"]) <= parameters() | set(QUANTITIES), key


def test_a_lever_that_does_nothing_yet_says_so():
    for key, lever in read("levers")["levers"].items():
        assert lever["effects"] or lever["note"].startswith("Not built yet"), key


def test_packages_pull_levers_that_exist_and_patch_parameters_that_exist():
    content = read("levers")
    for key, package in content["packages"].items():
        assert package["label"] and (package.get("pulls") or package.get("patches")), key
        assert {pull["lever"] for pull in package.get("pulls", ())} <= set(content["levers"]), key
        for patch in package.get("patches", ()):
            assert patch["set"] in parameters() and not patch["set"].startswith("hazard."), (key, patch)


# --- who takes part


def test_actors_are_unique_and_relations_join_them():
    actors = read("actors")["actors"]
    names = [actor["id"] for actor in actors]
    assert len(names) == len(set(names))
    assert {a["kind"] for a in actors if "of" not in a} >= {"insurgent", "government", "patron", "power"}
    for actor in actors:
        assert actor.get("of") is None or actor["of"] in names, actor["id"]
    kinds = {"orders", "pays", "courts", "hosts", "mediates", "fights", "backs", "talks_to", "informs"}
    for relation in read("actors")["relations"]:
        assert relation["from"] in names and relation["to"] in names and relation["kind"] in kinds, relation


def test_sixteen_offices_of_strongmen_stand_two_in_a_region_and_weigh_the_same():
    offices = [a for a in read("actors")["actors"] if "alignment" in a]
    assert len(offices) == 16
    assert {a["weight"] for a in offices} == {1 / 16} and {a["alignment"] for a in offices} == {1.0}
    with (FOLDER / "provinces.csv").open(encoding="utf-8", newline="") as file:
        region = {row["id"]: row["region"] for row in csv.DictReader(file)}
    held: dict[str, int] = {}
    for office in offices:
        assert region[office["province"]] == office["region"], office["id"]
        held[office["region"]] = held.get(office["region"], 0) + 1
    assert set(held) == set(region.values()) and set(held.values()) == {2}


def test_the_blocs_share_the_leadership_and_powers_share_each_lever_of_the_region():
    actors = read("actors")["actors"]
    blocs = [a["weight"] for a in actors if a.get("of") == "taliban" and "weight" in a]
    assert sorted(blocs) == [0.15, 0.30, 0.55]
    for lever in ("sanctuary", "materiel", "recognition", "havens"):
        shares = [a["powers"][lever] for a in actors if lever in a.get("powers", {})]
        assert min(shares) > 0 and 0 < sum(shares) <= 1 + 1e-9, lever


def test_claims_named_by_actors_and_dates_exist():
    calendar = read("calendar")
    entries = read("actors")["actors"] + read("actors")["relations"]
    entries += [entry for key in ("elections", "reviews", "seasons", "events") for entry in calendar[key]]
    for entry in entries:
        assert set(entry.get("claims", [])) <= set(read("claims")), entry


# --- where the numbers come from


def test_every_number_has_a_source_or_says_that_it_is_an_assumption_and_why():
    for name, estimate in estimates().items():
        assert sourced(estimate), name
        assert sum(kind in estimate for kind in DISTRIBUTIONS) == 1, name
        assert estimate["unit"] and estimate["symbol"] and estimate["as_of"], name
        assert estimate["status"] in {"E", "W", "P", "F"}, name
    calendar = read("calendar")
    for entry in read("actors")["actors"] + read("actors")["relations"]:
        assert sourced(entry), entry
    for key in ("turnover", "elections", "reviews", "seasons", "events"):
        assert all(sourced(entry) for entry in calendar[key]), key


def test_start_values_lie_inside_their_range_and_before_the_information_date():
    for name, estimate in estimates().items():
        if "low" in estimate:
            assert estimate["low"] <= estimate["value"] <= estimate["high"], name
        # a planning year is dated by its last day
        assert estimate["as_of"] <= dt.date(2018, 12, 31), name


def test_every_source_says_how_it_was_read_and_how_far_it_is_trusted():
    for key, source in read("sources").items():
        assert source["title"] and source["address"], key
        assert source["kind"] in {"looked_up", "recalled", "essay", "derived", "law"}, key
        assert source["confidence"] in {"h", "m", "l"}, key


def test_no_event_of_the_calendar_is_later_than_the_information_date():
    assert all(event["date"] <= INFORMATION_DATE for event in read("calendar")["events"])
    assert all(entry["date"] > INFORMATION_DATE for entry in read("calendar")["turnover"])


# --- history


def test_history_rows_are_numbers_with_a_source():
    for row in history():
        assert float(row["value"]) >= 0, row
        assert row["source"] in read("sources"), row
        assert row["confidence"] in {"h", "m", "l"}, row
        assert re.fullmatch(r"(seen|partly_seen|recalled)(; lag)?", row["evidence"]), row
        assert row["unit"] and row["instrument"], row


def test_nothing_is_published_before_its_period_ends():
    for row in history():
        assert dt.date.fromisoformat(row["published"]) >= dt.date.fromisoformat(row["period"]), row


def test_no_series_has_two_values_for_one_period_and_instrument():
    keys = [(r["series"], r["period"], r["unit"], r["instrument"]) for r in history()]
    assert len(keys) == len(set(keys))


def test_memory_is_never_passed_off_as_reading():
    for row in history():
        source = read("sources")[row["source"]]
        if source["kind"] == "recalled":
            assert recalled(row), row
        if recalled(row):
            assert source["kind"] == "recalled", row
            assert row["confidence"] != "h" or source["confidence"] == "h", row


def test_the_gate_admits_july_2018_and_shuts_out_october_2018():
    known = [r for r in history() if dt.date.fromisoformat(r["published"]) <= INFORMATION_DATE]
    readings = {r["period"]: float(r["value"]) for r in known if r["series"] == "command.government"}
    assert max(readings) == "2018-07-31"
    assert readings["2018-07-31"] == estimates()["territory.start_inner_government"]["value"]
    later = [r for r in history() if r not in known]
    assert any(r["series"] == "command.government" and r["period"] == "2018-10-22" for r in later)
    assert not any(r["series"] == "deaths.state_based" and r["period"] > "2017-12-31" for r in known)


def test_the_classes_of_a_complete_reading_add_up():
    by_date: dict[tuple[str, str], dict[str, float]] = {}
    for row in history():
        group, _, name = row["series"].partition(".")
        if group == "command" and name in {"government", "contested", "insurgent"}:
            by_date.setdefault((group, row["period"]), {})[name] = float(row["value"])
    for (_, period), classes in by_date.items():
        if len(classes) == 3:
            # the source of May 2016 counts 408
            assert sum(classes.values()) == (408 if period == "2016-05-28" else 407), period


def test_the_start_counts_are_those_of_the_last_admissible_reading():
    total = estimates()["territory.start_inner_government"]["value"]
    total += estimates()["territory.start_inner_insurgent"]["value"]
    contested = [r for r in history() if r["series"] == "command.contested" and r["period"] == "2018-07-31"]
    assert total + float(contested[0]["value"]) == 407


def test_deaths_known_by_the_date_add_up_to_the_start_value():
    rows = [r for r in history() if r["series"] == "patron.deaths" and r["period"] <= "2018-12-31"]
    start = estimates()["patron.cumulative_deaths"]["value"]
    assert 0 <= sum(float(r["value"]) for r in rows) - start <= 2


def test_no_line_of_the_history_is_a_line_of_the_outside_data():
    if not OUTSIDE_DATA.is_dir():
        pytest.skip("the outside data are not on this machine, so copying cannot be looked for")
    texts = [file.read_text(encoding="utf-8") for file in (FOLDER / "history").glob("*.csv")]
    own = {line for text in texts for line in text.splitlines()}
    for file in OUTSIDE_DATA.glob("*.csv"):
        assert not own & set(file.read_text(encoding="utf-8").splitlines()), file.name


# --- the loader


def test_the_loader_takes_the_folder():
    load = pytest.importorskip("ripeness.scenario.load", reason="the loader is not installed")
    scenario = load.load_scenario("afghanistan-2018")
    assert scenario.information_date == INFORMATION_DATE
    assert scenario.months == 73
    assert scenario.labels["office"] == "the Doha office"
    assert len(scenario.claims) == 114
    assert len(scenario.levers) == 28
    assert len(scenario.history) == len(history())
    assert set(estimates()) <= set(scenario.parameters)
