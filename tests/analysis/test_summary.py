"""A summary holds what every face needs, adds up, and says of each number what it is about."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import ripeness
from ripeness.analysis import argument, endings, fans, guesses, maps, paragraph, summary
from ripeness.analysis.explain import explain
from ripeness.analysis.rounding import in_100, in_words
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, DISPLAY, NOT_BUILT
from ripeness.ensemble.design import Plan, World
from ripeness.ensemble.outcomes import classify, rules
from ripeness.ensemble.runner import run
from ripeness.scenario.load import load_scenario
from ripeness.views.charts import charts
from ripeness.views.charts_base import small_number
from ripeness.views.headline import ripeness_lines
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
    # There a sentence, `text`, stands in for label and number; levers are put in only where they are asked for.
    assert sorted(gaps) == [".ledger.footprint.label", ".levers"]


def test_the_report_takes_it_without_a_missing_section(whole, tmp_path):
    assert charts(whole).missing == {"levers": "levers.changes"}
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
    parts += [one for group in whole["country"]["groups"] for one in group["series"]]
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


def test_paragraph_key_lines_and_the_first_month_of_the_fan_speak_of_one_ripeness(whole):
    ripeness = whole["ripeness"]
    assert ripeness["margin_median"] == ripeness["median"][0]
    assert ripeness["probability_positive"] == ripeness["positive"][0]
    often = in_words(in_100(ripeness["positive"][0]))
    assert f"at the start in {often} of 100 futures" in whole["sentence"]
    chance, margin = ripeness_lines(whole)
    assert (chance["value"], chance["unit"]) == (often, "in 100 futures")
    assert margin["value"] == small_number(ripeness["median"][0])
    assert charts(whole).figures["ripeness_chance"][0].rows[0]["n"] == in_100(ripeness["positive"][0])


def test_the_closed_form_s_margin_has_a_name_of_its_own(whole):
    closed = whole["ledger"]["closed_form_margin"]
    assert closed["low"] <= closed["high"] and "margin" not in whole["ledger"]


def test_a_signed_settlement_is_not_called_what_the_ending_is_called(whole):
    label = next(series["label"] for series in whole["states"]["series"] if series["state"] == "settled")
    ending = next(row["label"] for row in whole["outcomes"] if row["class"] == "O2")
    assert label == "Political settlement signed" != ending and "in force" not in label


def texts(part: Any) -> list[str]:
    """Every text of a summary."""
    if isinstance(part, dict):
        return [text for value in part.values() for text in texts(value)]
    if isinstance(part, list):
        return [text for value in part for text in texts(value)]
    return [part] if isinstance(part, str) else []


def test_no_text_claims_none_or_all_of_a_hundred(whole, small_run):
    assert len(texts(whole)) > 500
    assert [text for text in texts(whole) if re.search(r"\b(0|100) (of|in|chances in) 100\b", text)] == []
    found = explain(small_run.scenario, worlds=4, solve=False)
    for share, words in ((0.0, "fewer than 1"), (1.0, "more than 99")):
        threshold = replace(found.threshold, any_will_do=share, none_suffices=share)
        ledger = argument.ledger(replace(found, threshold=threshold, waits=share))
        assert f"in {words} of 100 worlds" in ledger["sequencing"]["text"]
        assert share == 0.0 or f"In {words} of 100 worlds" in ledger["belief_threshold"]["text"]


def test_the_paragraph_names_the_ending_inside_a_sentence(whole):
    scenario = load_scenario("afghanistan-2018")
    found = explain(scenario, worlds=4, solve=False)
    for code, words in (("O2", "negotiated settlement in force"), ("O1", "Taliban takeover"), ("O3", "partition")):
        ends = [{**row, "share": float(row["class"] == code)} for row in whole["outcomes"]]
        said = paragraph.sentence(scenario, found, whole["ripeness"], ends, whole["flags"])
        assert f"the most frequent ending is {words}" in said


def test_fans_that_agree_by_construction_say_so(whole, small_run):
    notes = {row["instrument"]: row["note"] for row in whole["control"]["instruments"]}
    assert "fitted to the last count" in notes["command"] and "is a guess" in notes["press"]
    fitted = small_run.scenario.parameters["measurement.press_cut_low"]
    known = {f"measurement.press_cut_{end}": replace(fitted, source="lwj2018nov") for end in ("low", "high")}
    told = fans.instrument_notes(replace(small_run.scenario, parameters={**small_run.scenario.parameters, **known}))
    assert told["press"] == ""
    figures = charts(whole).figures["control"]
    assert sum("is a guess" in figure.caption for figure in figures) == 2


def test_the_map_says_that_a_drawn_start_tells_little_of_a_single_district(whole, small_run):
    assert "little about who held this one" in whole["districts"]["note"]
    assert "little about who held this one" in charts(whole).figures["map"][0].caption
    imported = SimpleNamespace(
        plan=SimpleNamespace(start="nowcast"), scenario=small_run.scenario, maps=small_run.maps
    )  # fmt: skip
    assert "imported" not in maps.districts(imported)["note"]


def test_a_run_shows_itself_in_a_notebook_that_asks_for_it(small_run):
    seen = {}
    formatter = SimpleNamespace(for_type_by_name=lambda module, name, show: seen.update({(module, name): show}))
    ripeness.load_ipython_extension(
        SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter}))
    )
    (where, show), *rest = seen.items()
    assert where == (type(small_run).__module__, type(small_run).__name__) and not rest
    assert show(small_run) == ripeness.show(small_run)._repr_html_()
    assert "<svg" in show(small_run) and "not a prediction" in show(small_run)


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


def test_every_quantity_of_the_state_stands_in_one_group(whole):
    names = [name for name, _, _ in rec.QUANTITIES]
    shown = [one["name"] for group in whole["country"]["groups"] for one in group["series"]]
    assert sorted(shown) == sorted(names[names.index("legitimacy") :])
    assert [f"country_{group['group']}" for group in whole["country"]["groups"]] == [
        name for name in charts(whole).figures if name.startswith("country_")
    ]


def test_what_is_relative_to_the_start_begins_near_one_and_says_so(whole):
    for group in whole["country"]["groups"]:
        for one in group["series"]:
            if one["relative"]:
                assert one["median"][0] == pytest.approx(1.0, abs=0.1) and one["unit"] == "times the start"
        assert ("relative to the start" in group["text"]) == any(one["relative"] for one in group["series"])


def test_fans_of_the_state_are_about_governments_that_stand(whole, small_run):
    standing = small_run.states()[:, : rec.COLLAPSED].sum(axis=1)
    counted = small_run.histogram()[:, fans.PLACE["surrendered"]].sum(axis=1)
    assert (standing == counted).all() and standing[-1] < standing[0]
    assert "still stands that month" in whole["country"]["note"]


def test_a_province_counts_its_people_and_a_fallen_government_holds_none(small_run, whole):
    scenario, held = small_run.scenario, small_run.maps
    told = {place["name"]: place for place in whole["provinces"]["provinces"]}
    assert len(told) == len(scenario.provinces) and whole["provinces"]["futures"] == len(held)
    for province in scenario.provinces:
        mine = [(i, d.population) for i, d in enumerate(scenario.districts) if d.province == province.id]
        shares = [
            [sum(0 if future[q, i] == 255 else future[q, i] / 2 * people for i, people in mine) for q in (0, -1)]
            for future in held
        ]
        middle = np.median(np.array(shares), axis=0) / sum(people for _, people in mine)
        place = told[province.name]
        assert [place["median"][0], place["median"][-1]] == pytest.approx(middle, abs=0.51)
        assert all(a <= b <= c for a, b, c in zip(place["band90"][0], place["median"], place["band90"][1], strict=True))
        fallen = 100 * (held[:, -1] == 255).all(axis=1).mean()
        assert place["lost"][-1] >= fallen - 0.51
