"""Two wars exchange their factors: shares add up, what is the same adds nothing, and nobody's luck is moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from ripeness.analysis.analogy import METRICS, SENTENCE, analogy, interval
from ripeness.engine.calendar import turnover_years
from ripeness.engine.pack import pack
from ripeness.engine.trials import fit_kernel
from ripeness.ensemble import exchange
from ripeness.ensemble.design import Plan, draw_world
from ripeness.ensemble.exchange import FIRST, SECOND, coalitions, draw_both, ground_key, mixed, shortened
from ripeness.ensemble.world import anchor
from ripeness.errors import ScenarioError, SettingsError
from ripeness.scenario.factors import common, with_turnover_of
from ripeness.scenario.load import load_scenario
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.analogy_page import analogy_html
from ripeness.views.analogy_text import analogy_text

FACTORS = """\
burden: {label: Burden, holds: [patron.deaths_per_million, patron.war_cost_share, patron.support]}
ground: {label: Ground, holds: [region.materiel, government.pay, calendar.turnover]}
linkage: {label: Linkage, holds: [hazard.accord, structure.accord_phases]}
"""
OTHER = (
    *("patron.deaths_per_million=4", "patron.war_cost_share=2", "region.materiel=0.9", "government.pay=0.7"),
    "choice.precision_patron=4",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    war = new_scenario(tmp_path_factory.mktemp("wars"), "war")
    (war / "factors.yaml").write_text(FACTORS, encoding="utf-8")
    return war


@pytest.fixture(scope="module")
def wars(folder):
    # patient patrons, so that every game here has a solution
    return load_scenario(folder, ["choice.precision_patron=4"]), load_scenario(folder, OTHER)


@pytest.fixture(scope="module")
def plan():
    return Plan("war", worlds=2, futures=80)


@pytest.fixture(scope="module")
def found(wars, plan):
    return analogy(*wars, plan, jobs=2)


def test_the_parts_add_up_to_the_whole_difference(found):
    assert len(found.tables) == 2 * len(METRICS) and not found.refused
    for table in found.tables:
        assert sum(part.shapley for part in table.parts) == pytest.approx(table.difference, abs=1e-9)
        assert abs(table.residual) < 1e-9


def test_a_group_that_is_the_same_in_both_wars_adds_nothing(found):
    for table in found.tables:
        linkage = table.parts[2]
        assert linkage.same and (linkage.shapley, linkage.first_in, linkage.last_in) == (0.0, 0.0, 0.0)
        assert [part.same for part in table.parts] == [False, False, True]
        assert {value for value in table.together[2] if value is not None} == {0.0}


def test_something_differs_so_that_the_other_tests_can_fail(found):
    assert any(abs(part.shapley) > 0.01 for table in found.tables for part in table.parts)


def test_pairs_are_symmetric_and_nobody_pairs_with_itself(found):
    for table in found.tables:
        for i, row in enumerate(table.together):
            assert row[i] is None
            assert [other[i] for other in table.together] == list(row)


def test_shares_are_given_only_of_a_difference_that_is_one(found):
    for table in found.tables:
        given = [part.share for part in table.parts]
        assert all((share is None) == (abs(table.difference) < 0.10) for share in given)


def test_each_coalition_that_is_all_the_same_is_computed_once(found):
    # of 3 groups one is the same in both wars: 4 different coalitions on 2 grounds in 2 worlds
    assert found.solves == 4 * 2 * 2


def test_nothing_exchanged_is_the_war_itself(wars, plan, found):
    first = shortened(wars[0], found.months)
    world = draw_world(first, plan.seed, 0)
    world = replace(world, values={**world.values, "cascade.base": anchor(first, world)})
    fitted = exchange._fitted(first, world, {})
    record = exchange._records(first, plan, fitted, "any")
    again = exchange.exchanged(*wars, plan, lambda rows: rows.mean(axis=0))
    assert np.array_equal(again.values[FIRST][frozenset()][0], record.mean(axis=0))


def test_everything_exchanged_leaves_only_the_ground(wars):
    first, second = ({"a": x, "b": x} for x in (1.0, 2.0))
    groups = {"g": wars[0].factors["burden"].model_copy(update={"holds": ("a",)})}
    assert mixed(first, first, second, groups, frozenset(("g",))) == {"a": 2.0, "b": 1.0}
    assert mixed(second, first, second, groups, frozenset()) == {"a": 1.0, "b": 2.0}


def test_results_do_not_depend_on_the_number_of_threads(wars, plan, found):
    assert [table.parts for table in analogy(*wars, plan, jobs=1).tables] == [table.parts for table in found.tables]


def test_both_wars_draw_with_the_same_luck(wars, plan):
    _, one, other = draw_both(*wars, plan, 1)
    differing = {name for name in one if one[name] != other[name]}
    assert differing == {setting.partition("=")[0] for setting in OTHER[:4]}


def test_the_ground_knows_nothing_of_what_is_decided_over_it(wars, plan):
    war = wars[0]
    world = draw_world(war, 1, 0)
    moved = {
        name: value * 1.5
        for name, value in world.values.items()
        if name.partition(".")[0] in exchange.NOT_GROUND | {"violence"}
        and name not in exchange.GROUND_AFTER_ALL
        and (not name.startswith("violence.") or name in exchange.NO_GROUND)
        and name not in {"choice.condition_phase", "patron.support", "information.resolve_start"}
    }
    changed = {**world.values, **moved}
    assert len(moved) > 40 and ground_key(changed) == ground_key(world.values)
    kernels = [
        fit_kernel(pack(war, values, world.key), values, 7, points=60).values for values in (world.values, changed)
    ]
    assert kernels[0] == kernels[1]


def test_the_ground_knows_its_arms(wars):
    values = draw_world(wars[0], 1, 0).values
    assert ground_key({**values, "region.materiel": 0.95}) != ground_key(values)
    assert ground_key({**values, "patron.level_residual": 0.3}) != ground_key(values)


def test_there_are_as_many_coalitions_as_sets(wars):
    assert len(set(coalitions("abcdef"))) == 64 and coalitions("ab")[0] == frozenset()


def test_turnovers_come_as_many_months_after_the_start_as_in_the_other_war():
    first, second = load_scenario("afghanistan-2018"), load_scenario("vietnam-1969")
    moved = replace(first, calendar=with_turnover_of(first, second))
    assert turnover_years(moved, 10.0) == turnover_years(second, 10.0)
    assert moved.calendar.turnover_dates[0] == dt.date(2022, 7, 1)


def test_the_shipped_wars_declare_the_same_groups():
    first, second = load_scenario("afghanistan-2018"), load_scenario("vietnam-1969")
    assert list(common(first, second)) == ["burden", "capability", "viability", "base", "exit", "linkage"]


def test_wars_with_different_groups_are_refused(wars):
    without = replace(wars[1], factors={key: value for key, value in wars[1].factors.items() if key != "linkage"})
    with pytest.raises(SettingsError, match="different groups: linkage"):
        common(wars[0], without)
    other = {**wars[1].factors, "burden": wars[1].factors["burden"].model_copy(update={"holds": ("patron.support",)})}
    with pytest.raises(SettingsError, match="group 'burden' holds different things"):
        common(wars[0], replace(wars[1], factors=other))
    with pytest.raises(SettingsError, match="declares no groups"):
        common(replace(wars[0], factors={}), wars[1])


def test_a_name_that_is_none_or_stands_twice_is_named_with_its_line(folder, tmp_path):
    war = new_scenario(tmp_path, "wrong")
    text = "a: {label: A, holds: [patron.suport]}\nb: {label: B, holds: [region.materiel]}\nc:\n  label: C\n  holds:\n"
    (war / "factors.yaml").write_text(text + "    - region.materiel\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(war)
    message = str(refused.value)
    assert "unknown name 'patron.suport'" in message and "patron.support" in message
    assert "'region.materiel' stands in group 'b' already" in message and "factors.yaml:6" in message


def test_one_world_gives_no_interval():
    assert interval(np.array([0.3])) == (None, None)
    low, high = interval(np.array([0.1, 0.2, 0.3]))
    assert low is not None and high is not None and 0.1 <= low < high <= 0.3


def test_a_world_without_a_solution_is_left_out_whole_and_named(wars, plan, monkeypatch):
    from ripeness.errors import SolverError

    solved = exchange.solved

    def sometimes(scenario, world, arm, rules):
        if world.index == 1:
            raise SolverError("no fixed point", "")
        return solved(scenario, world, arm, rules)

    monkeypatch.setattr(exchange, "solved", sometimes)
    found = analogy(*wars, plan)
    assert found.worlds == 1 and [world for world, _ in found.refused] == [1]
    assert "no group exchanged" in found.refused[0][1]
    assert "world 1" in analogy_text(found)


def test_every_face_says_that_it_is_no_cause(found):
    plain = " ".join(analogy_text(found).split())
    assert SENTENCE in plain
    assert found.as_dict()["sentence"] == SENTENCE
    page = analogy_html(found)
    assert SENTENCE in page and "NaN" not in page.split('id="data"')[1].split("</script>")[0]
    assert 'src="http' not in page and page.count('class="plot"') == 4 * len(METRICS)


def test_a_narrow_terminal_gets_lines_of_its_width(found):
    assert max(map(len, analogy_text(found, 60).splitlines())) <= 60 + len("prediction.")


def test_the_second_ground_is_the_second_war(found, wars):
    assert {table.ground for table in found.tables} == {FIRST, SECOND}
    assert found.title(FIRST) == wars[0].title
