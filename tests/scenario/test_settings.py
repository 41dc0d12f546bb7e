"""What a person writes after ``--set``: a number, a word, or a distribution, read as plain data."""

from __future__ import annotations

import pytest

from ripeness.errors import ScenarioError
from ripeness.scenario.load import load_scenario

COST = "payoff.war_cost_insurgent"


@pytest.mark.parametrize(
    ("written", "described"),
    [
        ("0.4", "0.4"),
        ("{lognormal: [0.4, 0.2]}", "LN(0.4, 0.2)"),
        (' {"lognormal": [0.4, 0.2]} ', "LN(0.4, 0.2)"),
        ("{value: 0.4, low: 0.2, high: 0.5}", "0.4 [0.2, 0.5]"),
        ("{normal: [0.4, 0.2], min: 0}", "N(0.4, 0.2) ≥ 0"),
    ],
)
def test_a_setting_is_a_number_or_a_distribution(written, described):
    war = load_scenario("afghanistan-2018", [f"{COST}={written}"])
    assert [(move.key, move.after) for move in war.moves] == [(COST, described)]
    assert war.parameters[COST].described() == described


def test_worlds_are_drawn_from_the_distribution_that_was_set():
    war = load_scenario("afghanistan-2018", [f"{COST}={{lognormal: [0.4, 0.2]}}"])
    assert war.parameters[COST].quantile(0.5) == pytest.approx(0.4)
    assert war.hash != load_scenario("afghanistan-2018", [f"{COST}={{lognormal: [0.4, 0.3]}}"]).hash


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{lognormal: [0.4", "is not a number"),
        ("{lognormal: &a [0.4, 0.2]}", "is not a number"),
        ("{lognormal: !!python/tuple [0.4, 0.2]}", "is not a number"),
        ("{lognomal: [0.4, 0.2]}", "Did you mean 'lognormal'?"),
        ("{lognormal: [0.4, -0.2]}", "must be positive"),
        ("{normal: [0.4, 0.2]}", "can leave 0"),
        ("{}", "no value"),
    ],
)
def test_a_setting_that_says_nothing_is_refused_with_a_remedy(written, message):
    with pytest.raises(ScenarioError, match=r"Give|Did you mean|Use|Cut") as caught:
        load_scenario("afghanistan-2018", [f"{COST}={written}"])
    assert message in str(caught.value) and COST in str(caught.value)
