"""What a check found is looked up while the files are the same, and looked for again once they are not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ripeness.errors import ScenarioError
from ripeness.scenario import kept
from ripeness.scenario.catalogue import listings
from ripeness.scenario.load import load_scenario
from ripeness.scenario.skeleton import new_scenario


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("RIPENESS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "scenarios"


@pytest.fixture
def war(tmp_path: Path) -> Path:
    return new_scenario(tmp_path, "war")


def checks(monkeypatch) -> list[Path]:
    """Folders that are really checked from now on."""
    done: list[Path] = []
    check = kept._check
    monkeypatch.setattr(kept, "_check", lambda folder, name: (done.append(folder), check(folder, name))[1])
    return done


def test_what_is_looked_up_is_what_was_found(cache, war, monkeypatch):
    first = kept.checked(war)
    done = checks(monkeypatch)
    assert kept.checked(war) == first and not done
    scenario = load_scenario(war)
    assert (first.name, first.title, first.hash) == (scenario.name, scenario.title, scenario.hash)
    assert first.listings == listings(scenario) and first.problems == ()


@pytest.mark.parametrize("change", ["value", "new file", "file gone"])
def test_any_change_of_the_folder_is_seen(cache, war, monkeypatch, change):
    before = kept.checked(war)
    if change == "value":
        path = war / "region.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("value: 4.0", "value: 5.0"), encoding="utf-8")
    elif change == "new file":
        (war / "stray.yaml").write_text("a: 1\n", encoding="utf-8")
    else:
        (war / "payoff.yaml").unlink()
    assert kept.checked(war) != before


def test_a_change_that_keeps_size_and_time_is_seen(cache, war):
    kept.checked(war)
    path = war / "region.yaml"
    stat = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("value: 4.0", "value: 5.0"), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    row = next(row for row in kept.checked(war).listings if row.name == "region.population")
    assert row.value == 5.0


def test_problems_are_kept_with_their_lines(cache, war, monkeypatch):
    path = war / "payoff.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: P", "status: Q"), encoding="utf-8")
    first = kept.checked(war)
    done = checks(monkeypatch)
    assert kept.checked(war) == first and not done
    assert first.problems[0].line > 0 and not first.listings


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 1}', "null"])
def test_a_damaged_entry_is_no_answer(cache, war, monkeypatch, content):
    first = kept.checked(war)
    (entry,) = cache.iterdir()
    entry.write_text(content, encoding="utf-8")
    assert kept.checked(war) == first
    assert json.loads(entry.read_text(encoding="utf-8"))["name"] == "war"


def test_a_cache_that_cannot_be_written_is_done_without(war, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("RIPENESS_CACHE", str(blocked))
    assert kept.checked(war).problems == ()


def test_a_folder_with_a_link_is_looked_at_afresh(cache, war, tmp_path):
    outside = tmp_path / "outside.yaml"
    (war / "payoff.yaml").rename(outside)
    (war / "payoff.yaml").symlink_to(outside)
    assert any("leads out" in problem.message for problem in kept.checked(war).problems)
    assert not cache.exists()


def test_the_cache_does_not_grow_for_ever(cache, war, monkeypatch):
    monkeypatch.setattr(kept, "MOST_ENTRIES", 2)
    for number in range(4):
        (war / "note.txt").write_text(str(number), encoding="utf-8")
        kept.checked(war)
    assert len(list(cache.iterdir())) == 2


def test_no_scenario_is_no_answer(cache):
    with pytest.raises(ScenarioError):
        kept.checked("nowhere")
