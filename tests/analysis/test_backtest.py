"""A back-test reads forecasts off a run, looks up what happened afterwards, and says how both compare."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import ripeness
from ripeness.analysis.backtest import baselines, ledger
from ripeness.analysis.backtest.forecast import death_totals, event_months, forecast, index, postures, troops
from ripeness.analysis.backtest.outcome import happened, in_unit
from ripeness.analysis.backtest.plain import as_dict, ledger_rows
from ripeness.analysis.backtest.published import beside
from ripeness.analysis.backtest.run import backtest, frozen_plan, plans
from ripeness.engine import record as rec
from ripeness.ensemble.design import Plan
from ripeness.ensemble.runner import run
from ripeness.errors import SettingsError, StoreError
from ripeness.scenario.load import load_scenario
from ripeness.scenario.observables import Observable
from ripeness.scenario.skeleton import new_scenario
from ripeness.scenario.tables import Observation


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


def row(found, id_):
    return next(row for row in found.rows if row.id == id_)


# --- forecasts


def test_the_probability_of_an_event_is_the_share_of_records_that_have_it_by_then(found):
    months = found.run.records()[:, rec.COLLAPSE_MONTH]
    last = index(found.scenario, date(2021, 12, 1))
    made = row(found, "obs-28c").forecast
    assert made.probability == pytest.approx(np.mean((months >= 0) & (months <= last)))
    assert made.count == len(months)


def test_a_government_that_falls_has_lost_a_capital(found):
    lost, fallen = (event_months(found.run, (name,)) for name in ("capital_lost", "collapse"))
    assert (lost[fallen >= 0] >= 0).all() and (lost[fallen >= 0] <= fallen[fallen >= 0]).all()


def test_postures_of_logs_end_where_the_records_end(found):
    stored = found.run
    rows = stored.records()[np.searchsorted(stored.futures(), stored.told)]
    ends = np.where(rows[:, rec.COLLAPSE_MONTH] >= 0, -1, rows[:, rec.R_END])
    assert (postures(stored)[:, -1] == ends).all()


def test_troops_of_all_futures_and_of_the_logged_ones_agree_where_all_are_logged(found):
    stored = found.run
    assert len(stored.told) == len(stored.futures())
    entry = found.scenario.observables.observables["obs-14"]
    made, month = forecast(stored, entry), index(found.scenario, entry.at)
    table, numbers = troops(stored)
    world = np.searchsorted(numbers, stored.told % stored.plan.worlds)
    stance = postures(stored)[:, month]
    told = np.where(stance < 0, 0.0, table[world, np.maximum(stance, 0)])
    assert np.average(made.values, weights=made.weights) == pytest.approx(told.mean())


def test_deaths_of_a_year_are_the_sum_of_its_quarters(found):
    year = death_totals(found.run, 1, 12)
    quarters = sum(death_totals(found.run, first, first + 2) for first in (1, 4, 7, 10))
    whole = np.isfinite(year)
    assert whole.any() and quarters[whole] == pytest.approx(year[whole], rel=1e-6)


def test_a_fallen_government_is_read_as_holding_nothing(found):
    entry = found.scenario.observables.observables["obs-20"]
    made = forecast(found.run, replace_at(entry, date(2024, 12, 1)))
    fallen = found.run.states()[-1, rec.COLLAPSED]
    assert fallen > 0 and made.weights[made.values == 1.0].sum() >= fallen
    assert made.weights.sum() == len(found.run.futures())


def replace_at(entry: Observable, day: date) -> Observable:
    return entry.model_copy(update={"at": day})


def test_terms_are_those_of_the_futures_that_settled(found):
    entry = Observable.model_validate({
        "domain": "talks", "label": "terms", "kind": "terms", "of": "insurgent_share", "mechanisms": ["payoff"],
        "outcome": {"series": "talks.settlement", "period": date(2021, 8, 15)},
    })  # fmt: skip
    shares = found.run.records()[:, rec.CHI_END]
    made = forecast(found.run, entry)
    held = shares[shares >= 0]
    assert (made is None and not len(held)) or made.values == pytest.approx(held)


# --- outcomes


def test_a_count_out_of_many_and_a_percentage_are_shares():
    seen = Observation(
        "s", date(2020, 1, 1), 33.0, "district centres of 421", date(2020, 1, 2), "", "", "h", "seen", "", 1
    )
    assert in_unit(seen) == pytest.approx(33 / 421)
    assert in_unit(seen._replace(unit="percent of districts")) == pytest.approx(0.33)
    assert in_unit(seen._replace(unit="deaths a year")) == 33.0


def test_outcomes_of_the_flagship_are_what_its_history_says(war):
    table = war.observables.observables
    assert happened(war, table["obs-06"]).month == index(war, date(2020, 2, 1))
    assert [happened(war, table[name]).happened for name in ("obs-06a", "obs-06b", "obs-06c")] == [False, True, True]
    assert happened(war, table["obs-03"]).happened is False
    assert happened(war, table["obs-28"]).month == index(war, date(2021, 8, 1))
    assert happened(war, table["obs-42"]).means == "fallen"
    assert happened(war, table["obs-20"]).value == pytest.approx(73 / 407)


def test_what_is_only_remembered_is_refused_and_the_reason_said(war):
    remembered = tuple(s._replace(evidence="recalled") if s.series == "talks.accord" else s for s in war.history)
    truth = happened(replace(war, history=remembered), war.observables.observables["obs-06"])
    assert truth.refused == "the outcome is recalled from memory" and truth.month is None


def test_silence_is_not_an_outcome(war):
    """That nobody wrote of an event does not say that it did not happen."""
    table, silent = war.observables.observables, tuple(s for s in war.history if s.series != "talks.settlement")
    assert happened(replace(war, history=silent), table["obs-03"]).refused == "no row says what happened"
    early = tuple(
        s._replace(period=date(2019, 2, 1), published=date(2019, 2, 1)) if s.series == "talks.settlement" else s
        for s in war.history
    )
    assert "nothing is known after" in happened(replace(war, history=early), table["obs-03"]).refused


# --- baselines


def test_baselines_see_nothing_that_was_published_later(war):
    """Removing every outcome changes no baseline."""
    blind = replace(war, history=war.known())
    for name, make in baselines.OWN.items():
        for id_, entry in war.observables.scored.items():
            ours, theirs = make(war, entry), make(blind, entry)
            assert (ours is None) == (theirs is None), (name, id_)
            for field in ("values", "months"):
                if ours is not None and getattr(ours, field) is not None:
                    assert np.array_equal(getattr(ours, field), getattr(theirs, field)), (name, id_)


def test_persistence_is_the_last_reading_that_was_known(war):
    entry = war.observables.observables["obs-00"]
    assert baselines.persistence(war, entry).values == pytest.approx([226 / 407])
    assert baselines.persistence(war, war.observables.observables["obs-28c"]).probability == baselines.SURPRISE


def test_a_drift_widens_with_time_and_a_trend_continues_a_line(war):
    near, far = (
        replace_at(war.observables.observables["obs-00"], date(year, 6, 1)) for year in (2019, 2023)
    )  # fmt: skip
    spread = [np.ptp(np.quantile(baselines.drift(war, entry).values, (0.05, 0.95))) for entry in (near, far)]
    assert spread[1] > 1.5 * spread[0]
    middle = [np.median(baselines.trend(war, entry).values) for entry in (near, far)]
    assert middle[1] < middle[0]


def test_the_seasonal_mean_is_made_of_the_same_quarter(war):
    entry = war.observables.observables["obs-29q2"]
    spring = [s.value for s in war.known() if s.series == entry.history and s.period.month == 6][-5:]
    assert baselines.seasonal(war, entry).values == pytest.approx(spring)


def test_without_strategy_nobody_decides_anything(found):
    still = frozen_plan(found.run.plan)
    assert all(f"hazard.{name}=1e-09" in still.settings for name in ("open", "accord", "reduce", "settle"))
    made = forecast(run(still, found.run.folder / "no-strategy"), found.scenario.observables.observables["obs-06c"])
    assert made.probability == 0.0


# --- the whole


def test_every_observable_is_scored_or_refused(found):
    assert {row.id for row in found.rows} == set(found.scenario.observables.scored)
    for seen in found.rows:
        assert (seen.scored is None) == bool(seen.outcome.refused or seen.forecast is None), seen.id


def test_skill_is_told_by_domain_and_rule_and_never_as_one_number(found):
    assert {(s.domain, s.rule) for s in found.skills} >= {
        ("territory", "CRPS"),
        ("talks", "Brier"),
        ("collapse", "log"),
    }
    assert "all" not in {s.domain for s in found.skills}
    named = {s.baseline for s in found.skills}
    assert named == {"persistence", "drift", "trend", "seasonal", "base_rate", "players", "frozen"}


def test_skill_is_what_the_scores_of_its_rows_say(found):
    held = next(s for s in found.skills if (s.domain, s.rule, s.baseline) == ("violence", "CRPS", "seasonal"))
    rows = [r for r in found.rows if r.observable.domain == "violence" and "seasonal" in r.base]
    own, base = (sum(x) for x in zip(*((r.scored.main, r.base["seasonal"].main) for r in rows), strict=True))
    assert held.skill.skill == pytest.approx(1 - own / base)


def test_what_was_given_little_is_a_failure_with_mechanisms_to_answer_for_it(found):
    chances = [seen.scored.chance for seen in found.failures]
    assert chances == sorted(chances) and all(chance < 0.1 for chance in chances)
    assert all(seen.observable.mechanisms for seen in found.failures)


def test_coverage_counts_the_outcomes_inside_intervals(found):
    rows = [r.scored for r in found.rows if r.observable.kind in {"reading", "total"} and r.scored]
    held = next(c for c in found.coverage if c.domain == "all")
    assert (held.count, held.inside90) == (len(rows), sum(r.inside90 for r in rows))
    assert held.inside50 <= held.inside90


def test_a_published_forecast_is_scored_on_the_same_bins_given_what_it_knew(found):
    told = next(made for made in found.published if made.observable == "obs-28" and len(made.bins) == 5)
    assert sum(told.shares) == pytest.approx(1.0) and told.theirs["log"] == pytest.approx(2.72, abs=0.01)
    months = event_months(found.run, ("collapse",))
    july = index(found.scenario, date(2021, 7, 1))
    standing = months[(months < 0) | (months > july)]
    assert told.futures == len(standing) and told.shares[0] == pytest.approx(np.mean(standing == july + 1))


def test_a_forecast_remembered_is_refused(found):
    made = next(p for p in found.scenario.observables.published.values() if p.evidence == "recalled")
    truth = happened(found.scenario, found.scenario.observables.observables[made.observable])
    assert beside(found.run, made, truth).refused == "the forecast is recalled from memory"


def test_the_object_for_machines_is_plain_json(found):
    from ripeness.views.cli.output import plain

    held = plain(as_dict(found))
    assert json.loads(json.dumps(held, allow_nan=False)) == held
    assert held["table_hash"] == found.scenario.observables.hash and "plain" in held["estimator"]


def test_a_war_without_a_table_says_so_before_anything_is_run(tmp_path):
    folder = new_scenario(tmp_path, "small-war")
    with pytest.raises(SettingsError, match="nothing to be held against"):
        ripeness.backtest(folder, out=tmp_path / "run", worlds=1, futures=4)
    assert not (tmp_path / "run").exists()


def test_the_arms_of_a_back_test_keep_what_sums_and_paths_need():
    own, still = plans(Plan(worlds=2, futures=20))
    assert own.kept == own.told >= 20 and still.arms == ("reference",) and own.arms[0] == "reference"


def test_a_run_can_be_scored_without_the_no_strategy_baseline(found):
    assert "frozen" not in {s.baseline for s in backtest(found.run).skills}


# --- the ledger


def test_a_ledger_is_only_added_to_and_takes_a_scoring_once(found, tmp_path):
    path, lines = tmp_path / "scores.csv", ledger_rows(found, "2026-01-01T00:00:00Z")
    assert ledger.append(path, lines)
    before = path.read_bytes()
    assert not ledger.append(path, ledger_rows(found, "2026-02-02T00:00:00Z"))
    assert path.read_bytes() == before
    assert ledger.append(path, [{**line, "seed": 99} for line in lines])
    assert path.read_bytes().startswith(before) and len(ledger.read(path)) == 2 * len(lines)


def test_a_file_that_is_no_ledger_is_left_alone(found, tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(StoreError, match="is no ledger"):
        ledger.append(path, ledger_rows(found, "2026"))
    assert path.read_text() == "a,b\n1,2\n"
