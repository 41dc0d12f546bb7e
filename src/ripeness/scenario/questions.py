"""Questions a scenario asks of its runs: ``questions.yaml``, and the words of a war to read them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ripeness.errors import QuestionError
from ripeness.scenario.forms import Id, Model, Text
from ripeness.scenario.language import Question
from ripeness.scenario.parsing import parse
from ripeness.scenario.pulls import Fault
from ripeness.scenario.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario


class Asked(Model):
    """A question with a name."""

    label: Text
    text: Text
    note: Text | None = None


def words_of(scenario: Scenario) -> Vocabulary:
    """What can be asked of a war, under its own names."""
    first = scenario.first_month
    return vocabulary(scenario.labels, scenario.has_patron, (first.year, first.month), scenario.months)


def question(scenario: Scenario, text: str) -> Question:
    """A question about a war.

    Raises
    ------
    QuestionError
    """
    return parse(text, words_of(scenario))


def question_faults(scenario: Scenario, asked: Mapping[Id, Asked]) -> Iterator[Fault]:
    """What is wrong with the questions of a scenario."""
    known = words_of(scenario) if asked else None
    for id_, entry in asked.items():
        assert known is not None
        try:
            parse(entry.text, known)
        except QuestionError as error:
            yield Fault((id_, "text"), error.message, entry.text, error.remedy)
