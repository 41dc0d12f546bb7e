"""An ablation is a comparison with the whole war: same worlds, same futures, the headlines and nothing else."""

from __future__ import annotations

import json

import pytest

from ripeness.analysis.ablate import HEADLINES, ablate
from ripeness.ensemble.design import Plan
from ripeness.errors import SettingsError
from ripeness.scenario.modules import WITHOUT
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.ablation_text import ablation_text


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    """The small war of `ripeness new`; a patient patron, so that every game here has a solution."""
    war = new_scenario(tmp_path_factory.mktemp("wars"), "war")
    return Plan(str(war), worlds=4, futures=80, settings=("choice.precision_patron=4",))


@pytest.fixture(scope="module")
def found(plan):
    return ablate(plan, ["posts", "diffusion", "challenge"], jobs=2)


def test_every_module_is_read_against_the_same_whole_war(found):
    assert list(found.modules) == ["posts", "diffusion", "challenge"]
    for metric in HEADLINES:
        rows = [row for row in found.rows if row.metric == metric]
        assert [row.package for row in rows] == list(found.modules)
        assert len({row.effect.reference for row in rows}) == 1
        assert all(row.effect.worlds == 4 for row in rows)


def test_what_was_set_is_said(found):
    assert {move.key for move in found.modules["posts"]} == set(WITHOUT["posts"])
    told = json.loads(json.dumps(found.as_dict()))
    assert {effect["module"] for effect in told["effects"]} == set(found.modules)
    assert {effect["metric"] for effect in told["effects"]} == set(HEADLINES)


def test_leaving_out_something_that_matters_changes_something(found):
    moved = {row.package for row in found.rows if row.effect.effect != 0.0}
    assert moved == set(found.modules)


@pytest.mark.parametrize("width", [100, 60])
def test_the_table_names_every_module_and_headline_and_fits(found, width):
    text = ablation_text(found, width)
    assert max(map(len, text.splitlines())) <= width
    for name in found.modules:
        assert name in text
    if width == 100:
        assert all(name in text for name in HEADLINES)


def test_a_module_nobody_knows_is_refused_before_anything_runs(plan):
    with pytest.raises(SettingsError, match="roadz"):
        ablate(plan, ["roadz"])
