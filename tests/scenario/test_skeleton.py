"""A new scenario passes every check and runs, with a patron and without, and never overwrites anything."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.errors import SettingsError
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.skeleton import new_scenario


@pytest.mark.parametrize("patron", [True, False], ids=["patron", "alone"])
@pytest.mark.parametrize("name", ["my-war", "1", "true", "1.5", "null"])
def test_a_skeleton_has_no_problems_whatever_its_name(tmp_path, name, patron):
    folder = new_scenario(tmp_path, name, patron=patron)
    assert check_scenario(folder) == ()
    scenario = load_scenario(folder)
    assert scenario.name == name and scenario.has_patron == patron
    assert len(scenario.districts) == 12 and len(scenario.provinces) == 3 and len(scenario.regions) == 2


def test_every_file_of_a_skeleton_explains_itself(tmp_path):
    for path in new_scenario(tmp_path, "war").glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


@pytest.mark.parametrize("patron", [True, False], ids=["patron", "alone"])
def test_a_skeleton_runs(tmp_path, patron):
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import run

    folder = new_scenario(tmp_path, "war", patron=patron)
    plan = Plan(scenario=str(folder), worlds=1, futures=16, arms=("reference", "base_rate"), audit=0)
    done = run(plan, tmp_path / "run", jobs=1)
    assert done.records().shape[0] == 16 and np.isfinite(done.records()).all()
    assert not done.failures


def test_its_package_can_be_pulled(tmp_path):
    scenario = load_scenario(new_scenario(tmp_path, "war"), packages=["guarantee"])
    assert scenario.parameters["payoff.renege_cost"].value == 0.3


def test_nothing_is_overwritten(tmp_path):
    folder = new_scenario(tmp_path, "war")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(SettingsError, match="is there already"):
        new_scenario(tmp_path, "war", patron=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match="is there already"):
        new_scenario(tmp_path, "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", "-x", "a b", "ä", "x" * 81, "afghanistan-2018"])
def test_a_name_that_will_not_do_is_refused_and_nothing_written(tmp_path, name):
    with pytest.raises(SettingsError):
        new_scenario(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_refused_and_nothing_left(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        new_scenario(tmp_path / "file", "war")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
