"""Two views are told apart by what they differ in, and by nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.analysis import face
from ripeness.analysis.disagree import MOST_GROUPS, grouped
from ripeness.analysis.settles import weight
from ripeness.errors import SettingsError
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.disagree_text import disagreement_text

VIEW = """\
name: {name}
title: View {name}
reason: For the test.
estimates:
  payoff.renege_cost: {{value: {cost}, unit: share of sole rule}}
  government.cohesion: {{value: {cohesion}, unit: index}}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("views")
    war = new_scenario(folder, "war")
    for name, cost, cohesion in (("a", 0.02, 0.3), ("b", 0.4, 0.7)):
        (folder / f"{name}.yaml").write_text(VIEW.format(name=name, cost=cost, cohesion=cohesion), encoding="utf-8")
    pair = [str(folder / f"{name}.yaml") for name in "ab"]
    return face.disagree(str(war), *pair, worlds=2, futures=32, jobs=2)


def test_only_what_the_files_name_differs(found):
    assert {name for name, _, _ in found.estimates} == {"payoff.renege_cost", "government.cohesion"}


def test_what_the_estimates_carry_adds_up_to_the_difference(found):
    for row in found.metrics:
        assert sum(one.adds[row.name] for one in found.carried) == pytest.approx(row.difference, abs=1e-9)


def test_every_future_ends_somehow_under_either_view(found):
    for side in ("first", "second"):
        assert sum(getattr(row, side) for row in found.outcomes) == pytest.approx(1.0)


def test_the_page_names_both_views_and_warns_of_few_futures(found):
    text = disagreement_text(found)
    assert "A: View a" in text and "B: View b" in text
    assert "Only 32 futures" in text


def test_two_views_that_agree_are_refused(tmp_path):
    war = new_scenario(tmp_path, "war")
    with pytest.raises(SettingsError, match="same estimates"):
        face.disagree(str(war), "reference", "reference")


def test_readings_that_agree_are_worth_nothing_and_readings_apart_everything():
    same = np.array([50, 30, 20])
    assert weight(same, same) == pytest.approx(0.5)
    assert weight(np.array([1000, 0]), np.array([0, 1000])) > 0.99


def test_many_estimates_are_taken_by_mechanism_and_each_once():
    names = [f"{mechanism}.{i}" for mechanism in "abcdefg" for i in range(3)]
    groups = grouped(names)
    assert len(groups) == MOST_GROUPS
    assert sorted(name for factor in groups.values() for name in factor.holds) == sorted(names)
