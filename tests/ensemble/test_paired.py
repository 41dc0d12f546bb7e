"""Packages side by side share worlds and futures; what moves nothing changes nothing, and a refusal counts twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ripeness.analysis.compare import metrics, rows
from ripeness.engine import record as rec
from ripeness.ensemble import paired as side_by_side
from ripeness.ensemble.design import Plan, draw_world
from ripeness.ensemble.paired import REFERENCE, paired
from ripeness.ensemble.runner import run
from ripeness.errors import ScenarioError, SettingsError, SolverError
from ripeness.scenario.skeleton import new_scenario

PACKAGES = """\
packages:
  nothing: {label: Nothing, patches: [], pulls: []}
  neutral: {label: Where things are, pulls: [{lever: L02, to: 1}, {lever: L03, to: 1}]}
  no-air: {label: No aircraft, pulls: [{lever: L02, to: 0}]}
  guarantee: {label: A guarantor, pulls: [{lever: L01, to: 0.3}]}
"""
MORE = """\
  L02: {name: air, label: Air, target: technology, acts_on: [dial.air], unit: index, low: 0, high: 2,
    controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{quantity: dial.air, slope: 1}]}
  L03: {name: rents, label: Rents, target: payoff, acts_on: [payoff.office_rents], unit: factor, low: 0, high: 1,
    controlled_by: patron, lead_time_months: 1, observed: Seen., source: example,
    effects: [{quantity: payoff.office_rents, slope: 1, factor: true}]}

"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    """The small war of `ripeness new` with levers; a patient patron, so that every game here has a solution."""
    war = new_scenario(tmp_path_factory.mktemp("wars"), "war")
    text = (war / "levers.yaml").read_text(encoding="utf-8")
    (war / "levers.yaml").write_text(text[: text.index("# A package")] + MORE + PACKAGES, encoding="utf-8")
    return Plan(str(war), worlds=4, futures=120, settings=("choice.precision_patron=4",), arms=("reference",), audit=0)


@pytest.fixture(scope="module")
def found(plan):
    return paired(plan, ["nothing", "neutral", "no-air", "guarantee"], jobs=2)


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
    effects = {row.metric: row.effect for row in rows(found, "guarantee")}
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
