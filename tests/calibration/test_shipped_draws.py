"""Draws beside a scenario: which row a world takes, what wins over them, and when they are set aside."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ripeness.ensemble.design import draw_values, drawn_from
from ripeness.errors import ScenarioError
from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.load import load_scenario
from ripeness.scenario.posteriors import Draws, written

NAME = "afghanistan-2018"
GAP = "territory.posterior_gap"


@cache
def war():
    return load_scenario(NAME)


def test_a_world_takes_one_row_of_every_module():
    for world in range(12):
        values = draw_values(war(), 1, world)
        for draws in war().posteriors.values():
            assert tuple(values[name] for name in draws.names) in draws.rows


def test_what_is_not_calibrated_is_drawn_as_if_nothing_were():
    calibrated = {name for draws in war().posteriors.values() for name in draws.names}
    with_draws, without = draw_values(war(), 7, 3), draw_values(drawn_from(war(), "prior"), 7, 3)
    assert {name for name in without if with_draws[name] != without[name]} == calibrated
    assert drawn_from(war(), "prior").hash != war().hash


def test_a_module_more_moves_no_other_number():
    more = Draws("another", ("payoff.blame",), ((1.5,), (2.5,)), {"payoff.blame": war().parameters["payoff.blame"]})
    one, two = (
        draw_values(war(), 1, 5),
        draw_values(replace(war(), posteriors={**war().posteriors, "another": more}), 1, 5),
    )
    assert {name for name in one if one[name] != two[name]} == {"payoff.blame"}


def test_what_somebody_sets_wins_over_the_draws_of_that_number_alone():
    moved = load_scenario(NAME, ["territory.mean_reversion=0.5"])
    plain, own = draw_values(war(), 1, 4), draw_values(moved, 1, 4)
    assert own["territory.mean_reversion"] == 0.5
    assert {name for name in plain if plain[name] != own[name]} == {"territory.mean_reversion"}


def test_a_draw_keeps_its_place_where_a_lever_moves_the_distribution():
    name = "violence.dispersion"
    old = war().parameters[name]
    wider = replace(old, args=(old.args[0] * 2.0, old.args[1]))
    lever = replace(war(), parameters={**war().parameters, name: wider})
    for world in range(6):
        assert draw_values(lever, 1, world)[name] == pytest.approx(2.0 * draw_values(war(), 1, world)[name], rel=1e-9)


def test_draws_lean_with_a_prior_set_where_their_parameter_does():
    for world in range(8):
        low, middle, high = (draw_values(war(), 1, world, 0, s)[GAP] for s in ("favourable", "reference", "sceptical"))
        assert low <= middle <= high and low < high


def test_a_distribution_function_undoes_its_quantile():
    for name in ("territory.mean_reversion", GAP, "territory.common_share", "territory.season_peak", "payoff.blame"):
        estimate = war().parameters[name]
        if not estimate.is_fixed:
            u = np.linspace(0.02, 0.98, 9)
            np.testing.assert_allclose([estimate.below(float(estimate.quantile(float(x)))) for x in u], u, atol=1e-9)


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "war"
    shutil.copytree(LIBRARY / NAME, copy)
    return copy


def test_draws_made_from_another_prior_are_set_aside_with_a_reason(folder):
    path = folder / "territory.yaml"
    path.write_text(path.read_text().replace("low: -0.15", "low: -0.25", 1))
    changed = load_scenario(folder)
    assert "territory" not in changed.posteriors and "violence" in changed.posteriors
    assert any(GAP in note for note in changed.set_aside)


def test_draws_of_another_information_date_are_set_aside(folder):
    path = folder / "posterior/violence.csv"
    path.write_text(path.read_text().replace("information_date: 2018-12-03", "information_date: 2017-12-03"))
    changed = load_scenario(folder)
    assert "violence" not in changed.posteriors
    assert any("2017-12-03" in note for note in changed.set_aside)


def test_a_file_that_holds_something_else_is_a_problem_of_the_scenario(folder):
    path: Path = folder / "posterior/patron.csv"
    path.write_text(path.read_text() + "much,more\n")
    with pytest.raises(ScenarioError, match=r"patron\.csv"):
        load_scenario(folder)


def test_a_file_of_draws_says_again_what_was_written(folder):
    draws = war().posteriors["patron"]
    made = written("patron", draws.names, draws.rows, war().parameters, war().information_date, {"seed": 3})
    (folder / "posterior/patron.csv").write_bytes(made)
    again = load_scenario(folder).posteriors["patron"]
    assert again.rows == draws.rows and again.header["seed"] == "3"
