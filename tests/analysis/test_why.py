"""Situations, the ledger of the solved game, levers and plans: they agree with the game and the futures they read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from ripeness.analysis.centre import medians
from ripeness.analysis.leverage import OFF_THE_GROUND, _fitted, _kept, _pulls, _with, leverage
from ripeness.analysis.links import GAME, RECORD
from ripeness.analysis.plan import _counted, chain, expected, plan_of
from ripeness.analysis.reading import range_now
from ripeness.analysis.situation import Situation, carried, game_at, month_of, situation
from ripeness.analysis.waterfall import distinct, waterfall, widths
from ripeness.engine import record as rec
from ripeness.ensemble.design import Plan
from ripeness.ensemble.runner import run as simulate
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario
from ripeness.scenario.plans import HAPPENINGS
from ripeness.scenario.skeleton import new_scenario
from ripeness.strategy.game import WEDGES, national_log_odds
from ripeness.strategy.grid import COARSE


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


@pytest.fixture(scope="module")
def middle(war):
    return medians(war, "reference")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small war with a lever and a plan, and a run of it."""
    folder = new_scenario(tmp_path_factory.mktemp("wars"), "war")
    insurgent = next(actor.id for actor in load_scenario(folder).actors if actor.kind == "insurgent")
    (folder / "plans.yaml").write_text(
        f"{insurgent}:\n  aim: Rule\n  links: [patron_leaves, capital_lost, insurgents_rule]\n"
        "  source: assumption\n  reason: An example.\n"
    )
    run = simulate(
        Plan(str(folder), futures=240, worlds=2, arms=("reference",)), tmp_path_factory.mktemp("run") / "r", 1
    )
    return run.scenario, run, insurgent


# --- situations


def test_the_first_day_is_the_start_whatever_a_run_says(small):
    scenario, run, _ = small
    first = f"{scenario.first_month:%Y-%m}"
    assert situation(scenario) == situation(scenario, first) == situation(scenario, first, run)
    assert situation(scenario).state == tuple(scenario.start[key] for key in ("posture", "commitment", "talks"))


def test_a_later_day_without_a_run_is_the_start_with_less_time_to_the_turnovers(war, middle):
    found = situation(war, "2019-06")
    assert (found.source, found.month, found.state) == ("carried", 6, situation(war).state)
    now, place = game_at(war, middle, situation(war), COARSE.end)
    then, later = game_at(war, middle, found, COARSE.end)
    assert place == later
    before, after = now.first.turnover, then.first.turnover
    assert after[: len(before)] == pytest.approx(before[: len(after)] - 0.5)


def test_a_run_says_where_most_of_its_futures_stand(small):
    scenario, run, _ = small
    found = situation(scenario, f"{scenario.first_month.year + 1}-{scenario.first_month.month:02d}", run)
    counts = run.states()[11]
    going = [counts[s] for s in range(60) if s % 5 < 4]
    assert found.month == 12 and found.futures == counts.sum()
    assert found.share * sum(going) == pytest.approx(max(going))
    assert 0.0 < found.control < 1.0 and 0.0 < found.belief < 1.0
    assert found.fallen == pytest.approx(counts[60] / counts.sum())


def test_what_a_situation_knows_of_control_is_what_the_game_starts_from(middle):
    found = Situation(6, "2019-06", "run", 3, 0, 1, control=0.55, belief=0.3, cohesion=0.6)
    here = carried(middle, found)
    odds = national_log_odds(here["territory.start_mean"], here["territory.cross_section_sd"])
    assert odds == pytest.approx(np.log(0.55 / 0.45))
    assert (here["information.resolve_start"], here["government.cohesion"]) == (0.3, 0.6)


@pytest.mark.parametrize("text", ["2019", "June 2019", "2019-13", "2017-12", "2031-01", "2019-x"])
def test_a_month_that_is_none_of_the_war_is_refused(war, text):
    with pytest.raises(SettingsError) as refused:
        month_of(war, text)
    assert "2018-12" in refused.value.remedy


def test_a_run_of_another_war_is_refused(war, small):
    with pytest.raises(SettingsError, match="another war"):
        situation(war, "2019-06", small[1])


# --- the ledger of the solved game


@pytest.fixture(scope="module")
def fallen(war, middle):
    return waterfall(war, middle, situation(war), jobs=2)


def test_wedges_add_up_from_the_range_without_any_to_the_range_there_is(war, middle, fallen):
    total = fallen.base.value + sum(piece.value for piece in fallen.pieces)
    assert total == pytest.approx(fallen.width.value, abs=1e-9)
    assert fallen.width.value == pytest.approx(
        range_now(*game_at(war, middle, situation(war), COARSE.end))[0], abs=1e-9
    )
    assert {piece.wedge for piece in fallen.pieces} == set(WEDGES)
    assert fallen.largest.value == min(piece.value for piece in fallen.pieces)
    assert fallen.base.low is None and fallen.worlds == 0


def test_a_wedge_that_is_not_there_gets_nothing(war, middle):
    sober = {**middle, "information.resolve_offset": 0.0, "information.viability_offset": 0.0}
    found = widths(war, sober, situation(war), jobs=2)
    for some in found:
        assert found[some] == pytest.approx(found[some - {"optimism"}], abs=1e-12)


def test_what_breaking_costs_is_nothing_where_nobody_can(war, middle):
    from ripeness.strategy.game import without

    game, place = game_at(war, middle, situation(war), COARSE.end)
    one, other = (
        range_now(game.changed(partial(without, wedges=off)), place)[0]
        for off in (("commitment",), ("commitment", "guarantee"))
    )
    assert one == pytest.approx(other, abs=1e-9)
    assert distinct(frozenset(("commitment", "guarantee"))) == {"commitment"}


# --- levers


def test_what_leaves_the_ground_alone_leaves_the_fitted_kernel_as_it_was(war):
    from ripeness.analysis.centre import middle_world

    plain = middle_world(war, "reference")
    seen = set()
    for pull, package in _pulls(war):
        moved = _with(war, package)
        keys = {move.key for move in moved.moves}
        if keys and all(key.startswith(OFF_THE_GROUND) for key in keys) and not keys <= seen:
            seen |= keys
            assert _fitted(moved, plain, "reference") == _kept(moved, plain, "reference"), pull.label
    assert len(seen) >= 4


def test_a_guarantor_lifts_the_margin_and_levers_are_told_apart(war):
    few = replace(
        war, levers={id_: war.levers[id_] for id_ in ("L08", "L10")}, packages={"guarantee": war.packages["guarantee"]}
    )
    power = leverage(few, situation(few))
    by_id = {pull.id: pull.change for pull in power.pulled}
    assert set(by_id) == {"L08", "L10", "guarantee"}
    assert by_id["L10"].margin > 0.0 and by_id["guarantee"].wedges["guarantee"] > 0.0
    assert [p.change.margin for p in power.pulled] == sorted((p.change.margin for p in power.pulled), reverse=True)
    assert power.largest == min(power.now.wedges, key=power.now.wedges.get)


# --- plans


def test_every_happening_is_read_from_records_and_what_the_game_lacks_is_named():
    assert set(RECORD) == set(HAPPENINGS)
    assert set(HAPPENINGS) - set(GAME) == {"settlement_holds", "centres_fall", "capital_lost", "government_stands"}


def test_in_futures_each_link_is_counted_among_those_that_came_so_far(small):
    scenario, run, insurgent = small
    links = _counted(run, scenario.plans[insurgent])
    assert links[0].of == len(run.records())
    assert [after.of for after in links[1:]] == [before.happened for before in links[:-1]]
    assert links[0].happened == (run.records()[:, rec.FIRST_EXIT] >= 0).sum()
    assert np.prod([link.given for link in links if link.given is not None]) == pytest.approx(links[-1].so_far)


def test_the_wrong_order_does_not_count(small):
    from types import SimpleNamespace

    scenario, run, insurgent = small
    row = np.zeros((2, len(rec.COLUMNS)), dtype=np.float32)
    row[:, rec.FIRST_EXIT], row[:, rec.INTRA_MONTH] = (10, 10), (3, 12)
    stand_in = SimpleNamespace(records=lambda: row, world_of=lambda: np.zeros(2, dtype=int), plan=run.plan)
    plan = scenario.plans[insurgent]
    links = [plan.links[0].model_copy(update={"happens": name}) for name in ("patron_leaves", "intra_talks")]
    assert _counted(stand_in, plan.model_copy(update={"links": tuple(links)}))[1].happened == 1


def test_insurgents_without_illusions_expect_what_everybody_does(war, middle):
    sober = {**middle, "information.resolve_offset": 0.0, "information.viability_offset": 0.0}
    found = expected(war, plan_of(war, "taliban"), "insurgent", sober)
    assert found["the Taliban"] == pytest.approx(found[""], nan_ok=True)
    proud = expected(war, plan_of(war, "taliban"), "insurgent", middle)
    assert proud["the Taliban"][-1] > proud[""][-1]


def test_a_patron_that_wants_out_expects_to_leave_sooner_and_everybody_lies_between(war, middle):
    plan = plan_of(war, "washington")
    short = plan.model_copy(update={"links": (plan.links[3], plan.links[4])})
    found = expected(war, short, "patron", middle)
    out, stay = found["Washington if it wants out"][0], found["Washington if it means to stay"][0]
    assert out > found[""][0] > stay


def test_an_actor_without_a_plan_is_named_and_the_nearest_offered(war, small):
    with pytest.raises(SettingsError) as refused:
        chain(war, "talibann")
    assert "Did you mean 'taliban'?" in refused.value.remedy
    with pytest.raises(SettingsError, match="another war"):
        chain(war, "taliban", small[1])


def test_the_flagship_has_a_plan_of_each_side_and_cites_its_claims(war):
    assert set(war.plans) == {"taliban", "kabul", "washington"}
    assert all(plan.claims and set(plan.claims) <= set(war.claims) for plan in war.plans.values())
