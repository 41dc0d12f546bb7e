"""The page on how a scenario is written says what the loader accepts, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ripeness.scenario import folder, tables, yaml_safe
from ripeness.scenario.load import REQUIRED, SUBJECTS, TABLES
from ripeness.scenario.names import MECHANISMS
from ripeness.scenario.problems import Problems
from ripeness.scenario.schema import DISTRIBUTIONS, Actors, Entry, Levers
from ripeness.strategy.layout import CHANNELS

PAGE = (Path(__file__).resolve().parents[2] / "docs/scenario-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def data(block: str):
    problems = Problems()
    document = yaml_safe.read_yaml(block.encode(), "page", problems)
    assert document is not None and not problems.found
    return document.data


def test_the_estimate_on_the_page_is_one():
    (entry,) = data(BLOCKS[0]).values()
    assert Entry.model_validate(entry).distribution() == ("triangular", (0.17, 0.20, 0.22))


def test_the_lever_and_the_package_on_the_page_are_such():
    content = Levers.model_validate(data(BLOCKS[2]))
    assert content.packages["guarantee"].pulls[0].to == 0.3
    assert content.levers["L01"].effects[0].at(0.3) == 0.3


def test_the_bloc_on_the_page_is_one():
    (bloc,) = Actors.model_validate(data(BLOCKS[1])).actors
    assert set(bloc.leaning) == set(CHANNELS) and bloc.weight == 0.6


def test_the_page_lists_every_file_the_loader_knows_and_no_other():
    rows = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`([a-z_]+\.(?:yaml|csv))`", rows))
    assert named == {f"{name}.yaml" for name in (*SUBJECTS, *MECHANISMS)} | set(TABLES)
    assert all(f"`{name}`" in PAGE for name in REQUIRED)


@pytest.mark.parametrize("form", DISTRIBUTIONS)
def test_the_page_lists_every_form_of_a_number(form):
    assert re.search(rf"^\| `{form}\b", PAGE, re.MULTILINE)


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("provinces.csv", lambda text, problems: tables.read_provinces(text, "", problems)),
        ("districts.csv", lambda text, problems: tables.read_districts(text, "", problems)),
        ("edges.csv", lambda text, problems: tables.read_edges(text, "", set(), problems)),
        ("highways.csv", lambda text, problems: tables.read_highways(text, "", set(), problems)),
        ("tiles.csv", lambda text, problems: tables.read_tiles(text, "", set(), problems)),
        ("history/*.csv", lambda text, problems: tables.read_history(text, "", problems)),
    ],
)
def test_the_columns_on_the_page_are_those_the_loader_wants(file, read):
    columns = re.search(rf"\| `{re.escape(file)}` \| `([a-z_, ]+)`", PAGE)
    assert columns is not None
    problems = Problems()
    read((columns[1].replace(" ", "") + "\n").encode(), problems)
    assert not problems.found


def test_the_limits_on_the_page_are_those_of_the_loader():
    assert f"more than {yaml_safe.DEEPEST} levels" in PAGE
    assert f"above {yaml_safe.LARGEST // 1_000_000} MB" in PAGE
    assert f"above {folder.LARGEST_TABLE // 1_000_000} MB or {tables.MOST_ROWS:,} rows" in PAGE
