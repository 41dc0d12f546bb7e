"""Why the war is not settled: what is reported agrees with the game and the ledger it is read from."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from ripeness.analysis import words
from ripeness.analysis.explain import Explanation, explain
from ripeness.analysis.options import Place, bargaining_range, consents, steps, tempos
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev
from ripeness.strategy.game import HALVES, build
from ripeness.strategy.grid import COARSE
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.ledger import SUMS
from ripeness.strategy.solver import solve
from ripeness.views.explain_text import explain_text

START = (3, 0, 1)


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("afghanistan-2018")


@pytest.fixture(scope="module")
def explained(scenario) -> Explanation:
    return explain(scenario, worlds=30)


@pytest.fixture(scope="module")
def solved(scenario):
    values = {name: estimate.value for name, estimate in scenario.parameters.items()}
    game, base = build(values, [2.1], start=START), build(values, [2.1], base_rate=True, start=START)
    solution = solve(game, COARSE, horizon=0.25, keep_values=True, channels=True)
    grid = solution.grid
    place = Place(*START, float(grid.x_nodes[3]), float(grid.mu_nodes[2]))
    return game, solution, base, solve(base, COARSE, horizon=0.25), place


def test_the_terms_at_the_medians_add_up_to_the_slack_they_are_listed_under(explained):
    for slack in explained.slacks:
        total = sum(term.spread.value for term in explained.terms if slack.slack in term.adds_to)
        assert total == pytest.approx(slack.spread.value, abs=1e-12)
    assert explained.margin.value == min(slack.spread.value for slack in explained.slacks)
    assert sum(slack.binds for slack in explained.slacks) == pytest.approx(1.0)


def test_the_hazards_are_what_the_gains_beside_them_would_bring_about(solved):
    game, solution, _, _, place = solved
    grid, row = solution.grid, {"insurgent": 0, "government": 1, "patron_irresolute": 2, "patron_resolute": 2}
    cell, (ix, im) = ev.CELL[START[:2]], (3, 2)
    for step, cohesion in [(step, y) for y in (0, 1) for step in steps(solution, game, replace(place, cohesion=y))]:
        event = ev.NAMES.index(step.event)
        if step.event == "reform" and cohesion == 1:
            continue  # nothing is left to reform
        bias = game.bias_joint if len(consents(event)) - (event < ev.PATRON_EVENTS) > 1 else game.bias_single
        accepts = {party: acceptance(gain, bias, game.precision[row[party]]) for party, gain in step.gains.items()}
        if event < ev.PATRON_EVENTS:
            shared = accepts.get("insurgent", 1.0)
            expected = [game.nu[event] * shared * accepts[f"patron_{kind}"] for kind in ("irresolute", "resolute")]
            stored = solution.patron[:, 0].reshape(2, 8, grid.phases, grid.x, 2, grid.mu, 8)
            found = np.exp(stored[:, cell, START[2], ix, cohesion, im, event].astype(float))
        else:
            expected = game.nu[event] * np.prod(list(accepts.values()))
            stored = solution.common[0].reshape(8, grid.phases, grid.x, 2, grid.mu, 16)
            found = np.exp(stored[cell, START[2], ix, cohesion, im, event - ev.PATRON_EVENTS].astype(float))
        assert found == pytest.approx(expected, rel=1e-3)


def test_the_channels_add_up_to_the_insurgents_gain(solved):
    game, solution, _, _, place = solved
    listed = [step for step in steps(solution, game, place) if step.channels]
    assert {step.event for step in listed} == {"accord", "close_insurgent", "intra"}
    for step in listed:
        assert sum(step.channels.values()) == pytest.approx(step.gains["insurgent"], abs=1e-3)


def test_the_base_rates_are_the_reference_hazards(solved):
    game, solution, base, base_solution, place = solved
    for tempo in tempos(solution, game, base_solution, base, place):
        event = ev.NAMES.index(tempo.event)
        if event < ev.DECIDED:
            assert tempo.base_rate == pytest.approx(game.reference[event], rel=1e-6)
            assert tempo.per_year != pytest.approx(tempo.base_rate, rel=1e-9)
    assert {HALVES[ev.CLOSE_PATRON], HALVES[ev.CLOSE_INSURGENT]} == {"close"}


def test_the_range_has_the_width_that_the_solution_stores(solved):
    from ripeness.strategy.outlook import at

    game, solution, _, _, place = solved
    found = bargaining_range(solution, game, place)
    width = at(solution, solution.common[0, :, 14], START, place.log_odds, place.belief)
    assert found.width == pytest.approx(width, abs=1e-5)
    assert found.least < found.terms < found.most
    assert found.margin <= found.width + 1e-6


def test_the_same_seed_explains_the_same_and_another_the_same_medians(scenario, explained):
    again, other = (explain(scenario, seed=seed, worlds=30, solve=False) for seed in (1, 2))
    assert again.as_dict()["ledger"] == explained.as_dict()["ledger"]
    assert [t.spread.value for t in other.terms] == [t.spread.value for t in explained.terms]
    assert other.margin.median != explained.margin.median
    assert again.game is None


def test_the_insurgents_ask_for_more_where_state_and_patron_are_thought_weaker(scenario):
    sceptical, favourable = (
        explain(scenario, worlds=30, prior_set=prior_set, solve=False) for prior_set in ("sceptical", "favourable")
    )
    assert sceptical.least.value > favourable.least.value
    assert sceptical.least.median > favourable.least.median


def test_machine_output_has_the_agreed_fields_and_no_number_that_is_none(explained):
    fields = explained.as_dict()
    assert {"date", "ledger", "width", "steps", "hazards", "seed", "prior_set", "scenario_hash"} <= set(fields)
    json.dumps(fields, allow_nan=False)
    assert set(fields["ledger"][0]) >= {"term", "label", "value", "low", "high"}
    assert set(fields["steps"][0]) >= {"event", "party", "gain", "channels"}
    assert set(fields["hazards"][0]) >= {"event", "per_year", "base_rate"}
    assert [row["term"] for row in fields["ledger"]] == list(dict.fromkeys(t for parts in SUMS.values() for t in parts))


def test_the_text_speaks_of_taliban_kabul_and_washington(scenario, explained):
    text = explain_text(explained, scenario)
    for name in ("the Taliban", "Kabul", "Washington", "Closed-form margin", "ripeness margin", "not a prediction"):
        assert name in " ".join(text.split())
    for code in ("insurgent_", "patron_", "x_T", "B_0", "V_T", " T ", " G "):
        assert code not in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_every_event_and_term_has_words(scenario):
    assert set(words.ACTS) == set(ev.NAMES)
    assert set(words.TERMS) == {term for parts in SUMS.values() for term in parts}
    assert all("{" not in words.act(event, scenario.labels) for event in ev.NAMES)


def test_a_war_without_foreign_troops_is_explained_without_their_leaving(scenario):
    alone = replace(scenario, start={**scenario.start, "posture": 0, "talks": 0}, actors=())
    found = explain(alone, worlds=5, solve=False)
    assert found.footprint is None and found.threshold is None
    text = explain_text(found, alone)
    assert "would sustain" not in text and "for Washington to leave" not in text


def test_no_worlds_is_no_explanation(scenario):
    with pytest.raises(SettingsError):
        explain(scenario, worlds=0)
