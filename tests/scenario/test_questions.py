"""Questions of a scenario: checked when it is loaded, and no part of the war they are asked of."""

from __future__ import annotations

from pathlib import Path

import pytest

from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.skeleton import new_scenario


@pytest.fixture
def war(tmp_path) -> Path:
    return new_scenario(tmp_path, "war")


def test_a_question_that_is_not_understood_is_a_problem_with_file_line_and_key(war):
    text = "fine: {label: Fine, text: collapse given exit}\n\nnot-so:\n  label: Not so\n  text: colapse given exit\n"
    (war / "questions.yaml").write_text(text, encoding="utf-8")
    (problem,) = check_scenario(war)
    assert (problem.file, problem.line, problem.key) == ("questions.yaml", 5, "not-so.text")
    assert "colapse" in problem.message and "Did you mean 'collapse'?" in problem.remedy


def test_a_misspelt_key_of_a_question_is_refused(war):
    (war / "questions.yaml").write_text("one: {label: One, txt: collapse}\n", encoding="utf-8")
    assert any("txt" in problem.message and problem.line == 1 for problem in check_scenario(war))


def test_another_question_leaves_the_wars_fingerprint_as_it_is(war):
    before = load_scenario(war).hash
    (war / "questions.yaml").write_text("one: {label: One, text: collapse}\n", encoding="utf-8")
    after = load_scenario(war)
    assert after.hash == before and list(after.questions) == ["one"]


def test_without_a_patron_nothing_of_a_patron_can_be_asked(tmp_path):
    alone = new_scenario(tmp_path, "alone", patron=False)
    (alone / "questions.yaml").write_text(
        "one: {label: One, text: collapse}\ntwo: {label: Two, text: collapse given accord}\n", encoding="utf-8"
    )
    (problem,) = check_scenario(alone)
    assert problem.key == "two.text"
