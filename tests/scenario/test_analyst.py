"""An analyst's file changes the numbers it names, with everybody's luck, and is refused whole where it is wrong."""

from __future__ import annotations

import pytest

from ripeness.ensemble.design import Plan, draw_world
from ripeness.ensemble.store import plan_entry
from ripeness.errors import ScenarioError
from ripeness.scenario.analyst import analyst_of, read_analyst
from ripeness.scenario.load import load_scenario
from ripeness.scenario.skeleton import new_scenario

VIEW = """\
name: mine
title: A view of my own
reason: For the test.
estimates:
  payoff.renege_cost: {lognormal: [0.2, 0.3], unit: share of sole rule}
  government.cohesion: {value: 0.4, low: 0.3, high: 0.5, unit: index, reason: Another one.}
"""


@pytest.fixture(scope="module")
def war(tmp_path_factory):
    return load_scenario(new_scenario(tmp_path_factory.mktemp("wars"), "war"))


@pytest.fixture
def view(tmp_path, war):
    def read(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return read_analyst(path, war)

    return read


def test_everything_but_the_named_numbers_stays(war, view):
    other = load_scenario(war.folder, view(VIEW).settings)
    moved = {name for name in war.parameters if war.parameters[name] != other.parameters[name]}
    assert moved == {"payoff.renege_cost", "government.cohesion"}
    assert other.parameters["payoff.renege_cost"].described() == "LN(0.2, 0.3)"
    assert other.parameters["government.cohesion"].reason == "Another one."


def test_the_worlds_of_two_views_are_pairs(war, view):
    other = load_scenario(war.folder, view(VIEW).settings)
    for number in range(4):
        own, theirs = (draw_world(one, 1, number).values for one in (war, other))
        assert {n for n in own if own[n] != theirs[n]} <= {"payoff.renege_cost", "government.cohesion"}
        low, high = (one.parameters["government.cohesion"] for one in (war, other))
        for u in (0.2, 0.8):  # the same uniform, put through another distribution
            assert low.quantile(u) != high.quantile(u)


def test_a_setting_typed_beside_it_has_the_last_word(war, view):
    settings = (*view(VIEW).settings, "payoff.renege_cost=0.5")
    assert load_scenario(war.folder, settings).parameters["payoff.renege_cost"].value == 0.5


def test_a_scenario_names_the_view_whose_estimates_it_has(war, view):
    held = view(VIEW)
    other = load_scenario(war.folder, held.settings)
    assert analyst_of(war) is None
    assert analyst_of(other) == {"title": "A view of my own", "hash": held.hash[:12]}


def test_a_plan_remembers_the_estimates_and_not_the_file(war, view):
    kept = plan_entry(Plan(scenario=str(war.folder), settings=view(VIEW).settings))
    assert load_scenario(war.folder, kept["settings"]).hash == load_scenario(war.folder, view(VIEW).settings).hash


def test_all_problems_come_at_once_each_with_its_line_and_remedy(view):
    with pytest.raises(ScenarioError) as caught:
        view("""\
name: mine
titel: A view
estimates:
  payoff.renege_costs: {value: 0.1, unit: share of sole rule, reason: r}
  government.cohesion: {value: 1.4, unit: index, reason: r}
  government.legitimacy: {value: 0.4, unit: dollars, reason: r}
  payoff.renege_cost: {value: 0.1, unit: share of sole rule}
  patron.cost_burden: {value: 0.1, unit: blame per year, source: nobody}
""")
    assert "problems in the prior file" in caught.value.message
    found = {(p.line, p.key.removeprefix("estimates.")): (p.message, p.remedy) for p in caught.value.problems}
    assert "Did you mean 'title'?" in found[2, "titel"][1]
    assert "Did you mean 'payoff.renege_cost'?" in found[4, "payoff.renege_costs"][1]
    assert found[5, "government.cohesion"] == ("1.4 lies outside 0 to 1", "Allowed: 0 to 1.")
    assert found[6, "government.legitimacy.unit"][0] == "'dollars' is not the scenario's unit"
    assert found[7, "payoff.renege_cost"][0] == "an assumption without its reason"
    assert found[8, "patron.cost_burden.source"][0] == "unknown source 'nobody'"


@pytest.mark.parametrize("text", ["", "- 1\n", "name: mine\ntitle: t\nestimates: {}\n", "name: [\n"])
def test_a_file_that_says_nothing_is_refused(view, text):
    with pytest.raises(ScenarioError):
        view(text)


def test_a_file_that_is_not_there_is_refused(tmp_path, war):
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_analyst(tmp_path / "none.yaml", war)
