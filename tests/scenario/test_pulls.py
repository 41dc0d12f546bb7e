"""Levers do what their effects say, in the months of the pull; what cannot be done is refused with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ripeness.ensemble.design import draw_world
from ripeness.errors import ScenarioError
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.patches import new_estimate
from ripeness.scenario.pulls import scaled
from ripeness.scenario.skeleton import new_scenario

LEVERS = """\
levers:
  L01: {{name: air, label: Air, target: technology, acts_on: [ACTS], unit: index,
    low: 0, high: 2, controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{effect}]}}
  L02: {{name: pledge, label: Pledge, target: payoff, acts_on: [lump.reduce], unit: blame, low: 0, high: 1,
    controlled_by: patron, lead_time_months: 1, observed: Seen., source: example}}
packages:
  one: {{label: One, pulls: [{pull}]}}
"""
AIR, RENTS = "{quantity: dial.air, slope: 1}", "{quantity: payoff.office_rents, slope: 1, factor: true}"
GROUND, POSTURE = "{quantity: patron.level_residual, slope: 0.3}", "{quantity: ordered.posture, slope: 1}"


@pytest.fixture
def war(tmp_path) -> Path:
    return new_scenario(tmp_path, "war")


def write(war: Path, effect: str = AIR, pull: str = "{lever: L01, to: 0.5}") -> Path:
    acts = ", ".join(("dial.air", "payoff.office_rents", "patron.level_residual", "ordered.posture"))
    text = LEVERS.replace("ACTS", acts).format(effect=effect, pull=pull)
    (war / "levers.yaml").write_text(text, encoding="utf-8")
    return war


def dial(war: Path, pull: str, effect: str = AIR) -> list[float]:
    return list(load_scenario(write(war, effect, pull), packages=["one"]).dials["air"])


def months(war: Path, number: int) -> str:
    first = load_scenario(war).first_month
    year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
    return f"{year}-{month + 1:02d}"


def test_a_step_lasts_and_is_neutral_before_it_starts(war):
    seen = dial(war, f"{{lever: L01, to: 0.5, starts: {months(war, 3)}}}")
    assert seen[:3] == [1.0] * 3 and set(seen[3:]) == {0.5}


def test_a_ramp_reaches_its_value_in_its_last_month_and_stays(war):
    seen = dial(war, f"{{lever: L01, to: 0, path: ramp, starts: {months(war, 2)}, ends: {months(war, 5)}}}")
    assert seen[:7] == pytest.approx([1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0])


def test_a_pulse_ends_and_may_be_felt_later(war):
    pull = f"{{lever: L01, to: 2, path: pulse, starts: {months(war, 1)}, ends: {months(war, 2)}}}"
    assert dial(war, pull)[:5] == [1.0, 2.0, 2.0, 1.0, 1.0]
    late = "{quantity: dial.air, slope: 1, after_months: 2}"
    assert dial(war, pull, late)[:6] == [1.0, 1.0, 1.0, 2.0, 2.0, 1.0]


def test_of_two_pulls_of_a_dial_the_later_written_wins_where_it_acts(war):
    seen = dial(war, f"{{lever: L01, to: 0.5}}, {{lever: L01, to: 2, starts: {months(war, 2)}}}")
    assert seen[:4] == [0.5, 0.5, 2.0, 2.0]


def test_a_factor_multiplies_every_worlds_own_draw(war):
    scenario = load_scenario(write(war, RENTS), packages=["one"])
    for number in range(5):
        world = draw_world(scenario, 1, number)
        assert world.before == draw_world(scenario.before, 1, number).values
        assert world.values["payoff.office_rents"] == pytest.approx(0.5 * world.before["payoff.office_rents"])
        moved = {name for name in world.values if world.values[name] != world.before[name]}
        assert moved == {"payoff.office_rents"}


def test_a_package_acts_in_the_world_that_was_set(war):
    scenario = load_scenario(write(war, RENTS), ["payoff.office_rents=0.4"], ["one"])
    assert scenario.parameters["payoff.office_rents"].value == pytest.approx(0.2)
    assert scenario.before.parameters["payoff.office_rents"].value == 0.4


def test_a_package_pulled_to_where_things_are_leaves_the_parameters_alone(war):
    scenario = load_scenario(write(war, RENTS, "{lever: L01, to: 1}"), packages=["one"])
    assert draw_world(scenario, 3, 0).values == draw_world(scenario, 3, 0).before


def test_every_estimate_of_the_flagship_is_multiplied_in_all_its_quantiles_or_refuses():
    for estimate in load_scenario("afghanistan-2018").parameters.values():
        if estimate.kind == "beta":
            with pytest.raises(ValueError, match="cannot be multiplied"):
                scaled(estimate, 0.5)
            continue
        halved = new_estimate(replace(estimate, name="information.resolve_offset"), scaled(estimate, 0.5), "a test")
        for u in (0.05, 0.5, 0.9):
            assert halved.quantile(u) == pytest.approx(0.5 * estimate.quantile(u)), estimate.name


@pytest.mark.parametrize(
    ("effect", "key", "message"),
    [
        ("{quantity: hazard.settle, slope: 1}", "quantity", "is a probability or a hazard"),
        ("{quantity: patron.turnover_redraw, slope: 0.1}", "quantity", "is a probability or a hazard"),
        ("{quantity: dial.airs, slope: 1}", "quantity", "Did you mean 'dial.air'?"),
        ("{quantity: lump.settle, slope: 1}", "quantity", "unknown quantity 'lump.settle'"),
        ("{quantity: opportunity.execution, slope: 1}", "quantity", "unknown quantity 'opportunity.execution'"),
        ("{quantity: dial.air, slope: 1, inverse: true}", "inverse", "the lever may be set to 0"),
        ("{quantity: dial.pay, slope: 1}", "quantity", "not among what the lever acts on"),
        ("{quantity: dial.air, slope: 1, factor: true}", "factor", "only a parameter has a draw"),
        ("{quantity: dial.air, slope: -1}", "slope", "outside 0 to inf"),
        (
            "{quantity: payoff.office_rents, slope: 1, undated: true, after_months: 3}",
            "after_months",
            "cannot come later",
        ),
        ("{quantity: payoff.office_rents, slope: -1, factor: true}", "factor", "cannot be multiplied"),
        ("{quantity: dial.air}", "slope", "is missing"),
    ],
)
def test_an_effect_that_cannot_be_is_refused_with_its_place(war, effect, key, message):
    (problem,) = check_scenario(write(war, effect, ""))
    assert problem.file == "levers.yaml" and problem.line > 1
    assert problem.key == f"levers.L01.effects[0].{key}"
    assert message in str(problem) and problem.remedy


@pytest.mark.parametrize(
    ("effect", "pull", "key", "message"),
    [
        (AIR, "{lever: L01, to: 3}", "to", "3 lies outside 0 to 2"),
        (AIR, "{lever: L03, to: 1}", "lever", "Known levers: L01, L02"),
        (AIR, "{lever: L02, to: 1}", "lever", "L02 is not built yet"),
        (AIR, "{lever: L01, to: 1, starts: 1950-01}", "starts", "1950-01 lies outside"),
        (GROUND, "{lever: L01, to: 1, starts: MONTH}", "starts", "acts from the first day"),
        (GROUND, "{lever: L01, to: 1, path: ramp, ends: MONTH}", "path", "acts from the first day"),
        (GROUND, "{lever: L01, to: 1, announced: never}", "announced", "acts from the first day"),
        (GROUND, "{lever: L01, to: 1}, {lever: L01, to: 2}", "lever", "moves patron.level_residual already"),
        (AIR, "{lever: L01, to: 1, starts: MONTH, announced: LATER}", "announced", "after it has begun"),
        (AIR, "{lever: L01, to: 1, announced: 1950-01}", "announced", "1950-01 lies outside"),
        (POSTURE, "{lever: L01, to: 0.5, starts: MONTH}", "to", "one thing or another"),
        (POSTURE, "{lever: L01, to: 1, path: ramp, ends: MONTH}", "path", "cannot rise little by little"),
    ],
)
def test_a_pull_that_cannot_be_is_refused_with_its_place(war, effect, pull, key, message):
    pull = pull.replace("MONTH", months(war, 4)).replace("LATER", months(war, 5))
    (problem,) = check_scenario(write(war, effect, pull))
    assert problem.file == "levers.yaml" and problem.line > 1
    assert problem.key.startswith("packages.one.pulls[") and problem.key.endswith(f"].{key}")
    assert message in str(problem) and problem.remedy


@pytest.mark.parametrize(
    ("pull", "message"),
    [
        ("{lever: L01, to: 1, ends: 2001-01}", "a step has no end"),
        ("{lever: L01, to: 1, path: pulse}", "a pulse without its end"),
        ("{lever: L01, to: 1, path: ramp, starts: 2001-03, ends: 2001-01}", "before it starts"),
    ],
)
def test_dates_follow_the_path(war, pull, message):
    (problem,) = check_scenario(write(war, AIR, pull))
    assert problem.key == "packages.one.pulls[0]" and message in str(problem) and problem.remedy


def test_two_packages_that_turn_one_dial_alike_are_no_race(war):
    write(war)
    assert load_scenario(war, packages=["one", "one"]).dials == load_scenario(war, packages=["one"]).dials


def test_two_packages_that_turn_one_dial_differently_are_an_error_not_a_race(war):
    write(war)
    text = (war / "levers.yaml").read_text(encoding="utf-8")
    (war / "levers.yaml").write_text(text + "  two: {label: Two, pulls: [{lever: L01, to: 2}]}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"dial\.air: package one sets it to .*, package two to"):
        load_scenario(war, packages=["one", "two"])
