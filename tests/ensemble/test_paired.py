"""Packages side by side share worlds and futures; what moves nothing changes nothing, and a refusal counts twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ripeness.analysis.compare import metrics, rows
from ripeness.engine import record as rec
from ripeness.engine.loop import simulate
from ripeness.engine.pack import pack
from ripeness.engine.streams import keys
from ripeness.ensemble import paired as side_by_side
from ripeness.ensemble.design import Plan, draw_world
from ripeness.ensemble.paired import REFERENCE, paired
from ripeness.ensemble.runner import run
from ripeness.ensemble.world import as_tables, fitted, solved
from ripeness.errors import ScenarioError, SettingsError, SolverError
from ripeness.scenario.load import load_scenario
from ripeness.scenario.skeleton import new_scenario
from ripeness.strategy import events as ev
from ripeness.strategy.events import CELL

PACKAGES = """\
packages:
  nothing: {label: Nothing, patches: [], pulls: []}
  neutral: {label: Where things are, pulls: [{lever: L02, to: 1}, {lever: L03, to: 1}]}
  no-air: {label: No aircraft, pulls: [{lever: L02, to: 0}]}
  guarantee: {label: A guarantor, pulls: [{lever: L01, to: 0.3}]}
  timeline: {label: A date, pulls: [{lever: L04, to: 1, starts: LATER}]}
  sudden: {label: A date that nobody knew, pulls: [{lever: L04, to: 1, starts: LATER, announced: never}]}
  at-once: {label: A date on the first day, pulls: [{lever: L04, to: 1}]}
  law: {label: No accord and no step back, pulls: [{lever: L05, to: 1}]}
"""
MORE = """\
  L02: {name: air, label: Air, target: technology, acts_on: [dial.air], unit: index, low: 0, high: 2,
    controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{quantity: dial.air, slope: 1}]}
  L03: {name: rents, label: Rents, target: payoff, acts_on: [payoff.office_rents], unit: factor, low: 0, high: 1,
    controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{quantity: payoff.office_rents, slope: 1, factor: true}]}
  L04: {name: timeline, label: Timeline, target: feasible, acts_on: [ordered.commitment], unit: kind, low: 1, high: 2,
    controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{quantity: ordered.commitment, slope: 1}]}
  L05: {name: law, label: Law, target: feasible, acts_on: [feasible.reduce, feasible.accord], unit: law, low: 0,
    high: 1, controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{quantity: feasible.reduce, offset: 1, slope: -1}, {quantity: feasible.accord, offset: 1, slope: -1}]}

"""
LATE = 6  # months from the start


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    """The small war of `ripeness new` with levers; a patient patron, so that every game here has a solution."""
    war = new_scenario(tmp_path_factory.mktemp("wars"), "war")
    text = (war / "levers.yaml").read_text(encoding="utf-8")
    first = load_scenario(war).first_month
    year, month = divmod(first.year * 12 + first.month - 1 + LATE, 12)
    packages = PACKAGES.replace("LATER", f"{year}-{month + 1:02d}")
    (war / "levers.yaml").write_text(text[: text.index("# A package")] + MORE + packages, encoding="utf-8")
    return Plan(str(war), worlds=4, futures=120, settings=("choice.precision_patron=4",), arms=("reference",), audit=0)


@pytest.fixture(scope="module")
def found(plan):
    return paired(plan, ["nothing", "neutral", "no-air", "guarantee", "timeline"], jobs=2)


@pytest.fixture(scope="module")
def arms(plan):
    """One world's reference, dated package and surprise: (war, tables, opening, keys) each."""
    opening, made = None, {}
    for name in ("reference", "timeline", "sudden", "at-once", "law"):
        scenario = load_scenario(plan.scenario, plan.settings, [name] if name != "reference" else [])
        world = fitted(scenario, draw_world(scenario, 1, 0), 0.1)
        phases = scenario.structure["accord_phases"]
        held = as_tables(scenario, solved(scenario, world, "reference", phases))
        opening = opening or held
        made[name] = pack(scenario, world.values, world.key, phases), held, opening, keys(1, np.arange(100))
    return made


def told(arm):
    war, held, opening, chance = arm
    return simulate(war, held, chance, opening=opening, kept=len(chance), told=len(chance))


def expected_at_start(arm, month: int) -> float:
    """Expected posture at the state of the first day, as the tables of an arm have it in a month, on average."""
    war, held, _, _ = arm
    nodes = held.nodes.reshape(-1, held.per_date, 4, 8)
    cell = CELL[war.politics.posture, war.politics.commitment]
    block = nodes[held.low[month]].reshape(8, 4 + len(held.chi_knots), -1, 4, 8)[cell, war.politics.talks]
    return float(block[:, 3, 5].mean())


def test_a_surprise_is_the_reference_bit_for_bit_until_its_month(arms):
    one, other = told(arms["reference"]), told(arms["sudden"])
    assert one.path[:, :LATE].tobytes() == other.path[:, :LATE].tobytes()
    assert (one.path[:, LATE:] != other.path[:, LATE:]).any()


def test_a_date_that_is_known_is_expected_before_it_comes(arms):
    for month in range(LATE):
        assert expected_at_start(arms["timeline"], month) < expected_at_start(arms["reference"], month) - 1e-4
        assert expected_at_start(arms["sudden"], month) == expected_at_start(arms["reference"], month)
    falls = [expected_at_start(arms["reference"], m) - expected_at_start(arms["timeline"], m) for m in range(LATE)]
    assert falls == sorted(falls)


def test_an_order_is_carried_out_in_its_month_wherever_it_applies_and_shows_no_hazard(arms):
    """Where troops stand and no date is set; belief is what it was, for both types obey."""
    for name in ("timeline", "sudden"):
        found = told(arms[name])
        for log in found.log:
            lines = log[np.isfinite(log[:, 1])]
            ordered = lines[~lines[:, rec.LOG_HAZARDS :].any(axis=1)]
            stance = lines[lines[:, 0] < LATE][-1, 3:5] if (lines[:, 0] < LATE).any() else [3, 0]
            over = (lines[:, 1] == ev.COLLAPSE).any() and lines[-1, 0] < LATE
            applies = stance[0] >= 2 and stance[1] != 1 and not over
            assert len(ordered) == int(applies)
            assert (ordered[:, :2] == [LATE, ev.TIMELINE]).all() and (ordered[:, 4] == 1).all()


def test_a_change_of_expectations_on_the_first_day_moves_the_cascade_and_not_its_rest(arms):
    """The information date knows nothing of it: garrisons begin where they begin in the reference (M11)."""
    surrendered = next(i for i, (name, _, _) in enumerate(rec.QUANTITIES) if name == "surrendered")
    one, other = told(arms["reference"]), told(arms["at-once"])
    given_up = other.path[:, 0, surrendered] - one.path[:, 0, surrendered]
    assert given_up.mean() > 0 and (given_up > 0).mean() > 0.9


def test_a_law_holds_for_those_who_choose_as_if_there_were_none(arms):
    war, _, opening, chance = arms["law"]
    free = told(arms["reference"]).events
    bound, frozen = told(arms["law"]).events, told((war, arms["reference"][1], opening, chance)).events
    for event in (ev.REDUCE, ev.ACCORD):
        assert free[:, event].sum() > 0 == bound[:, event].sum() == frozen[:, event].sum()
    assert frozen[:, ev.TIMELINE].sum() > 0


def test_parts_of_an_effect_are_told_where_they_are_something(found):
    parts = {arm: {row.part for row in rows(found, arm)} for arm in ("nothing", "guarantee", "timeline")}
    assert parts["timeline"] == {"whole", "anticipation", "response"}
    assert parts["guarantee"] == parts["nothing"] == {"whole", "response"}
    for row in rows(found, "nothing"):
        assert row.effect.effect == 0.0
    # What is done to payoffs alone acts through choice alone.
    whole, response = ({row.metric: row.effect for row in rows(found, "guarantee") if row.part == part}
                       for part in ("whole", "response"))  # fmt: skip
    assert all(whole[name] == response[name] for name in whole)


def test_a_package_that_moves_nothing_changes_nothing_in_any_future(found):
    for arm in ("nothing", "neutral"):
        for w, reference in found.seen[REFERENCE].items():
            assert found.seen[arm][w].record.tobytes() == reference.record.tobytes()
            assert found.seen[arm][w].width == reference.width
        assert all(row.effect.effect == 0.0 for row in rows(found, arm))


def test_the_reference_is_what_a_run_gives(plan, found, tmp_path):
    stored = run(plan, tmp_path / "run", jobs=2)
    for w, seen in found.seen[REFERENCE].items():
        assert (stored.records()[stored.world_of() == w] == seen.record).all()


def test_a_run_with_a_package_is_the_same_arm(plan, found, tmp_path):
    stored = run(replace(plan, packages=("no-air",)), tmp_path / "run", jobs=2)
    for w, seen in found.seen["no-air"].items():
        assert (stored.records()[stored.world_of() == w] == seen.record).all()


def test_arms_share_worlds_and_first_days(found):
    starts = [rec.THETA, rec.MU_START, rec.XBAR_START]
    for w in found.common("no-air"):
        one, other = found.seen[REFERENCE][w].record, found.seen["no-air"][w].record
        assert (one[:, starts] == other[:, starts]).all() and (one != other).any()
    for arm in found.scenarios:
        assert draw_world(found.scenarios[arm], 1, 2).attempts == draw_world(found.scenarios[REFERENCE], 1, 2).attempts


def test_any_number_of_jobs_gives_the_same_bits(plan, found):
    again = paired(plan, ["guarantee"], jobs=1)
    for w, seen in again.seen["guarantee"].items():
        assert seen.record.tobytes() == found.seen["guarantee"][w].record.tobytes()


def test_common_random_numbers_reduce_the_variance(found):
    gains = [row.effect.variance_reduction for row in rows(found, "guarantee") if row.effect.variance_reduction]
    assert np.median(gains) > 1.5


def test_a_punishment_that_both_foresee_makes_the_first_day_riper(found):
    effects = {row.metric: row.effect for row in rows(found, "guarantee") if row.part == "whole"}
    assert effects["margin"].effect > 0 and effects["margin"].run_noise[0] > 0


def test_every_metric_has_a_name_of_its_own(found):
    named = metrics(found.scenarios[REFERENCE])
    assert len({m.name for m in named}) == len({m.label for m in named}) == len(named)


def test_a_world_that_one_arm_cannot_solve_is_left_out_of_both_sides(plan, monkeypatch):
    solved = side_by_side.solved

    def refusing(scenario, world, arm, rules):
        if world.index == 1 and scenario.before is not None:
            raise SolverError("no solution here")
        return solved(scenario, world, arm, rules)

    monkeypatch.setattr(side_by_side, "solved", refusing)
    part = paired(plan, ["guarantee"], jobs=2)
    assert part.refused == (("guarantee", 1, "no solution here"),)
    assert part.common("guarantee") == [0, 2, 3] and 1 in part.seen[REFERENCE]
    assert {row.effect.worlds for row in rows(part, "guarantee")} <= {1, 2, 3}


@pytest.mark.parametrize(
    ("packages", "error", "message"),
    [
        ([], SettingsError, "no package to compare"),
        (["guarantee", "guarantee"], SettingsError, "stands twice"),
        (["guarante"], ScenarioError, "Did you mean 'guarantee'?"),
        (["no-air+neutral"], ScenarioError, "dial.air: package no-air sets it to"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_runs(plan, packages, error, message):
    with pytest.raises(error) as caught:
        paired(plan, packages)
    assert message in str(caught.value)
