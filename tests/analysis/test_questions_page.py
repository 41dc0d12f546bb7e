"""The page on questions: every example on it is asked, and its list of names is the program's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import futures_at_random

import build_questions
from ripeness.analysis.asking.answers import ask
from ripeness.scenario import yaml_safe
from ripeness.scenario.parsing import parse
from ripeness.scenario.problems import Problems
from ripeness.scenario.questions import Asked, words_of

PAGE = build_questions.PAGE.read_text(encoding="utf-8")
GENERAL, OWN = (
    re.findall(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)[0].splitlines() for name in ("ask", "ask-afghanistan-2018")
)
RUN = futures_at_random.RandomRun()


def test_the_names_on_the_page_are_those_of_the_program():
    assert build_questions.filled(PAGE) == PAGE


@pytest.mark.parametrize("text", [*GENERAL, *OWN])
def test_an_example_on_the_page_is_answered(text):
    answer = ask(RUN, text)
    assert answer.words and answer.count <= answer.of <= answer.futures and (answer.share is None) == (answer.of == 0)


@pytest.mark.parametrize("text", GENERAL)
def test_a_general_example_can_be_asked_of_any_war(text):
    assert parse(text, words_of(RUN.scenario)._replace(known=build_questions.neutral().known)).claim


def test_the_question_of_a_scenario_on_the_page_is_one():
    block = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    document = yaml_safe.read_yaml(block.encode(), "page", Problems())
    (entry,) = document.data.values()
    assert ask(RUN, Asked.model_validate(entry).text).share is not None
