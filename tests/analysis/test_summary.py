"""A summary holds what every face needs, adds up, and says of each number what it is about."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ripeness.analysis import endings, fans, guesses, maps, paragraph, summary
from ripeness.analysis.explain import explain
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, DISPLAY, NOT_BUILT
from ripeness.ensemble.design import Plan, World
from ripeness.ensemble.outcomes import classify, rules
from ripeness.ensemble.runner import run
from ripeness.scenario.load import load_scenario
from ripeness.views.charts import charts
from ripeness.views.report import render_report

sys.path.insert(0, str(Path(__file__).parents[1] / "views"))
from example_summary import example_summary


@pytest.fixture(scope="module")
def small_run(tmp_path_factory):
    """Four worlds of the flagship with sixteen futures each, all arms."""
    plan = Plan(worlds=4, futures=64, kept=4, told=2, audit=0)
    return run(plan, tmp_path_factory.mktemp("run") / "small")


@pytest.fixture(scope="module")
def whole(small_run):
    """Its summary; the grid over guesses looks at one world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guesses, "WORLDS", 1)
        return summary.summarise(small_run)


def missing_keys(example: Any, found: Any, path: str = "") -> list[str]:
    """Paths of the example that the summary lacks; lists are compared by their first entry."""
    if isinstance(example, dict) and path != ".labels":
        if not isinstance(found, dict):
            return [path]
        gaps = []
        for key, value in example.items():
            place = f"{path}.{key}"
            gaps += missing_keys(value, found[key], place) if key in found else [place]
        return gaps
    if isinstance(example, list) and example and isinstance(example[0], dict):
        return missing_keys(example[0], found[0], f"{path}[]") if found else [path]
    return []


def test_a_summary_has_every_key_of_the_example(whole):
    gaps = missing_keys(example_summary(), whole)
    assert gaps == [".ledger.footprint.label"]  # there a sentence, `text`, stands in for label and number


def test_the_report_takes_it_without_a_missing_section(whole, tmp_path):
    assert charts(whole).missing == {}
    page = render_report(whole, tmp_path / "report.html").read_text(encoding="utf-8")
    assert whole["sentence"].split(".")[0] in page.replace("&#39;", "'")


def test_a_summary_is_plain_json(whole):
    assert json.loads(json.dumps(whole, allow_nan=False))["meta"]["worlds"] == 4


def test_classes_add_up_to_one_and_subclasses_to_their_class(whole):
    rows = whole["outcomes"]
    assert [row["class"] for row in rows] == list(DISPLAY)
    for key in ("share", "base_rate"):
        assert sum(row[key] for row in rows) == pytest.approx(1.0)
    for row in rows:
        if row["subclasses"]:
            assert sum(part["share"] for part in row["subclasses"]) == pytest.approx(row["share"])
        assert row["run_noise"][0] <= row["share"] <= row["run_noise"][1]
        assert row["structure"][0] <= row["share"] <= row["structure"][1]


def test_the_base_rate_is_the_run_without_reasons(small_run, whole):
    code = classify(small_run.records("base_rate"), rules(small_run.scenario)).code
    world = small_run.world_of("base_rate")
    for row in whole["outcomes"]:
        happened = code == CLASSES.index(row["class"])
        by_world = [happened[world == w].mean() for w in np.unique(small_run.world_of())]
        assert row["base_rate"] == pytest.approx(np.mean(by_world))


def test_flags_that_are_not_built_say_so_and_hold_no_number(whole):
    for flag in whole["flags"]:
        assert flag["built"] == (flag["flag"] not in NOT_BUILT)
        assert (flag["share"] is None) == (not flag["built"])


def test_states_fill_every_month_and_the_fallen_stay_fallen(small_run, whole):
    shares = np.array([series["share"] for series in whole["states"]["series"]])
    assert shares.shape == (7, 73)
    assert shares.sum(axis=0) == pytest.approx(np.ones(73), abs=1e-4)
    fallen = shares[[series["state"] for series in whole["states"]["series"]].index("taken")]
    assert (np.diff(fallen) >= 0).all()
    assert fallen[-1] == pytest.approx((small_run.records()[:, rec.COLLAPSE_MONTH] >= 0).mean(), abs=1e-4)


def test_every_state_of_the_loop_has_a_place():
    names = {endings.state_of(state) for state in range(rec.STATES)}
    assert names == {"main", "residual", "leaving", "alone", "talks", "settled", "taken"}
    assert endings.state_of((3 * 3 + 1) * 5 + 1) == "leaving"
    assert endings.state_of((1 * 3 + 0) * 5 + 4) == "settled"


def test_bands_hold_each_other(whole):
    parts = [whole["ripeness"], whole["violence"]["deaths"], *whole["beliefs"]["series"]]
    parts += [i[side] for i in whole["control"]["instruments"] for side in ("government", "insurgent")]
    for part in parts:
        for low, inner, middle, upper, high in zip(
            part["band90"][0], part["band50"][0], part["median"], part["band50"][1], part["band90"][1], strict=True
        ):
            if middle is not None:
                assert low <= inner <= middle <= upper <= high


def test_a_fallen_government_counts_as_holding_nothing(small_run):
    fallen = small_run.states()[:, rec.COLLAPSED]
    command = fans.control(small_run)["instruments"][0]
    assert fallen[-1] / small_run.states()[-1].sum() > 0.06  # otherwise the outer band would not show it
    assert command["government"]["band90"][0][-1] < 0.005
    assert command["insurgent"]["band90"][1][-1] > 0.995
    held = np.where(small_run.maps == maps.FALLEN, 0, small_run.maps)
    median = np.rint(np.median(held, axis=0) / 2).astype(int)
    assert np.abs(np.array(maps.districts(small_run)["median"]) - median).max() <= 1


def test_readings_published_later_are_marked(whole):
    scenario = load_scenario("afghanistan-2018")
    seen = whole["control"]["published"]
    assert {point["instrument"] for point in seen} == {"command", "press"}
    for point in seen:
        assert point["after"] == (point["published"] > scenario.information_date.isoformat())
        assert 0.0 < (point["government"] or point["insurgent"]) < 1.0
    assert any(point["after"] for point in seen) and not all(point["after"] for point in seen)
    year = next(point for point in whole["violence"]["published"] if point["date"].startswith("2019"))
    assert year["value"] == pytest.approx(29_940 / 12, abs=1) and year["after"]


def test_units_of_readings_are_understood():
    assert fans.share_of_districts("districts of 407", 229.0) == pytest.approx(229 / 407)
    assert fans.share_of_districts("percent of districts", 56.3) == pytest.approx(0.563)
    assert fans.share_of_districts("percent of population", 65.0) is None


def test_deaths_fall_on_three_sides(whole):
    assert sum(part["share"] for part in whole["violence"]["components"]) == pytest.approx(1.0)


def test_the_terms_of_the_ledger_add_up_to_the_width(whole):
    ledger = whole["ledger"]
    assert sum(term["value"] for term in ledger["terms"]) == pytest.approx(ledger["width"]["value"])
    assert ledger["terms"][0]["kind"] == "base"


def test_hazards_stand_beside_their_base_rate(whole):
    rates = {row["event"]: row for row in whole["hazards"]}
    assert rates["accord"]["base_rate"] == pytest.approx(0.12, rel=1e-3)
    assert rates["reduce"]["base_rate"] == pytest.approx(0.2, rel=1e-3)
    assert all(row["per_year"] > 0 and row["low"] <= row["high"] for row in whole["hazards"])


def test_the_first_paragraph_speaks_the_words_of_the_war(whole):
    text = whole["sentence"]
    for name in ("the Taliban", "Kabul", "Washington", "the Doha office"):
        assert name.lower() in text.lower()
    assert not set(re.findall(r"\w+", text)) & {"T", "G", "P", "mu", "chi", "insurgent", "patron"}


def test_the_first_paragraph_follows_the_guesses(whole):
    ends, flags = whole["outcomes"], whole["flags"]

    def told(offset: float) -> str:
        scenario = load_scenario("afghanistan-2018", [f"information.resolve_offset={offset}"])
        return paragraph.sentence(scenario, explain(scenario, worlds=8, solve=False), whole["ripeness"], ends, flags)

    assert "counts on more staying power" in told(0.8)
    assert "counts on less staying power" in told(-0.8)
    assert "alike" in told(0.0)


def test_machine_output_has_the_fields_it_promises(small_run, whole):
    out = summary.json_output(small_run, whole)
    for key in ("schema_version", "version", "scenario", "scenario_hash", "seed", "futures", "start", "prior_set",
                "run_dir", "outcomes", "flags", "ripeness", "adequacy", "timing"):  # fmt: skip
        assert key in out
    assert out["outcomes"] == summary.json_output(small_run)["outcomes"]
    assert set(out["ripeness"]) == {"margin_median", "probability_positive"}


def test_the_grid_at_a_world_s_own_guesses_is_the_run(small_run):
    world = next(w for w in small_run.worlds if w.index not in endings.failed(small_run))
    start, offset = world.values[guesses.RESOLVE], world.values[guesses.OFFSET]
    counts = guesses.row(small_run, world, offset, [start])[0]
    own = endings.ended(small_run, "reference").code[small_run.world_of() == world.index]
    expected = [int((own == CLASSES.index(name)).sum()) for name in guesses.HEADLINES]
    assert counts == [*expected, len(own)]


def test_the_grid_is_five_by_five_and_says_how_sure_it_is(whole):
    grid = whole["grid"]
    assert len(grid["mu_0"]) == len(grid["delta_mu"]) == 5
    assert [metric["metric"] for metric in grid["metrics"]] == ["O2", "O1"]
    assert all(np.shape(metric["share"]) == (5, 5) for metric in grid["metrics"])
    assert grid["noise"] == pytest.approx(0.5 / np.sqrt(grid["futures"]), abs=1e-3)


def test_cells_are_centred_on_the_run_and_keep_their_order():
    cells = np.array([0.0, 0.3, 0.6, 0.9, 1.0])
    moved = guesses.centred(cells, 0.6, 0.4)
    assert moved[[0, 2, 4]] == pytest.approx([0.0, 0.4, 1.0])
    assert (np.diff(moved) > 0).all()
    assert (guesses.centred(cells, 0.0, 0.4) == cells).all()


def test_the_paragraph_and_the_headline_speak_of_one_ripeness(whole):
    ripe = round(100 * whole["ripeness"]["probability_positive"])
    words = "fewer than 1" if ripe < 1 else "more than 99" if ripe > 99 else str(ripe)
    assert f"at the start in {words} of 100 worlds" in whole["sentence"]


def test_too_few_worlds_say_nothing_about_what_drives_the_result(whole):
    assert [guess["parameter"] for guess in whole["guesses"]] == [guesses.RESOLVE, guesses.OFFSET]
    assert all("few worlds" in guess["why"] and guess["correlation"] is None for guess in whole["guesses"])


def test_the_guess_that_drives_the_result_comes_first():
    scenario = load_scenario("afghanistan-2018")
    luck = np.random.default_rng(1)
    worlds, futures = 40, 50
    draws = [{n: float(e.quantile(luck.random())) for n, e in scenario.parameters.items()} for _ in range(worlds)]
    driver = np.array([draw["payoff.office_rents"] for draw in draws])
    falls = np.argsort(np.argsort(driver)) / worlds
    record = np.full((worlds * futures, len(rec.COLUMNS)), -1.0)
    world = np.arange(worlds * futures) % worlds
    down = luck.random(worlds * futures) < falls[world]
    record[down, rec.COLLAPSE_MONTH], record[down, rec.COLLAPSE_R], record[down, rec.CAPITAL] = 30, 3, 1
    record[~down, rec.R_END] = 3
    stand_in = SimpleNamespace(
        scenario=scenario, plan=Plan(worlds=worlds, futures=worlds * futures), failures=(),
        worlds=[World(i, draw, (0, 0), 1) for i, draw in enumerate(draws)],
        records=lambda arm="reference": record, world_of=lambda arm="reference": world,
    )  # fmt: skip
    found = guesses.ranked(stand_in)
    assert found[0]["parameter"] == "payoff.office_rents"
    assert found[0]["correlation"]["O1"] > 0.9
    assert "It matters." in found[0]["why"]
    assert "Not told from chance." in next(g for g in found if g["parameter"] == guesses.OFFSET)["why"]
