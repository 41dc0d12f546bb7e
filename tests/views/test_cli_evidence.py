"""`backtest`, `watch` and `data import` refuse with one JSON object, a reason, and exit code 2."""

from __future__ import annotations

import json
import shutil

import pytest

from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.cli import main


def refusal(capsys, *words):
    assert main([*map(str, words), "--json"]) == 2
    out, err = capsys.readouterr()
    assert not err
    return json.loads(out)["error"]


def test_a_war_without_observables_cannot_be_scored(tmp_path, capsys):
    found = refusal(capsys, "backtest", new_scenario(tmp_path, "small-war"), "--worlds", 1, "--futures", 4)
    assert "nothing to be held against" in found["message"] and "observables.yaml" in found["remedy"]


def test_what_is_no_run_cannot_be_watched(tmp_path, capsys):
    assert "holds no run" in refusal(capsys, "watch", tmp_path, tmp_path / "new.csv")["message"]


@pytest.mark.parametrize("kind", ["ged", "acled", "control"])
def test_data_without_a_day_of_publication_are_refused(tmp_path, capsys, kind):
    (tmp_path / "file.csv").write_text("a\n1\n")
    found = refusal(capsys, "data", "import", kind, tmp_path / "file.csv", "--into", tmp_path)
    assert "--published" in found["message"] + found["remedy"]


def test_an_import_says_of_every_row_what_became_of_it(tmp_path, capsys):
    own = shutil.copytree(LIBRARY / "afghanistan-2018", tmp_path / "own")
    path = tmp_path / "national.csv"
    path.write_text("series,period,value,unit\nlosses,2017,100,deaths a year\nlosses,spring,1,deaths a year\n")
    words = ["data", "import", "series", str(path), "--into", str(own), "--published", "2018-06-30"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["matched"], found["unmatched"]["count"], found["refused"]["count"]) == (1, 0, 1)
    assert found["written"] == ["sources.yaml", "history/imported-national.csv"]
    assert main(words) == 0
    assert "1 matched, 0 unmatched, 1 refused" in capsys.readouterr().out
