"""A told future is the future of the run: dated, in the war's words, and the same whenever it is told."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from ripeness.analysis import garrisons, ground, story
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES
from ripeness.ensemble.design import Plan
from ripeness.ensemble.replay import replay, stored
from ripeness.ensemble.runner import run
from ripeness.errors import SettingsError
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev


@pytest.fixture(scope="module")
def small_run(tmp_path_factory):
    """Three worlds of the flagship, the reference arm only."""
    plan = Plan(worlds=3, futures=90, kept=6, told=6, audit=0, arms=("reference",))
    return run(plan, tmp_path_factory.mktemp("run") / "small")


@pytest.fixture(scope="module")
def alive(small_run) -> np.ndarray:
    """Futures that ran."""
    return small_run.futures()


def test_a_future_that_was_not_kept_is_the_same_when_run_again(small_run, alive):
    later = [*[int(f) for f in alive if f not in small_run.told][:3], int(alive[-1])]
    for future in later:
        assert stored(small_run, future) is None
        again = replay(small_run, future)
        assert (again.record == small_run.records()[np.searchsorted(alive, future)]).all()


def test_a_future_that_was_kept_is_told_alike_from_the_store_and_anew(small_run, alive):
    future = int(small_run.told[1])
    kept, again = stored(small_run, future), replay(small_run, future)
    assert (kept.record == again.record).all() and (kept.map == again.map).all()
    assert np.array_equal(kept.log, again.log, equal_nan=True)
    assert np.array_equal(kept.path, again.path, equal_nan=True)
    assert story.tell(small_run, future) == [story.story(small_run, again)]


@pytest.mark.parametrize("future", [-1, 90, 10**9, True, 1.5])
def test_a_future_that_is_none_is_refused(small_run, future):
    with pytest.raises(SettingsError, match="future"):
        story.tell(small_run, future)


def test_stories_stand_for_the_most_frequent_endings(small_run):
    told = story.tell(small_run, count=3)
    assert len({one["class"] for one in told}) == 3
    classes = [CLASSES.index(one["class"]) for one in told]
    assert classes[0] == np.bincount(story.endings.ended(small_run, "reference").code).argmax()


def test_steps_are_dated_in_order_and_end_with_the_ending(small_run):
    for one in story.tell(small_run, count=6):
        months = [step["month"] for step in one["steps"]]
        assert months == sorted(months)
        assert one["steps"][-1]["text"].startswith(one["label"])
        for step in one["steps"]:
            assert re.fullmatch(r"20[12]\d-[01]\d", step["date"])
            assert not set(re.findall(r"\w+", step["text"])) & {"T", "G", "P", "insurgent", "patron", "government"}
            assert "{" not in step["text"] and step["text"].endswith(".")


def test_what_was_weighed_holds_what_was_chosen_and_its_pace(small_run):
    seen = 0
    for one in story.tell(small_run, count=6):
        for step in one["steps"]:
            if step["options"]:
                chosen = [option["chosen"] for option in step["options"]] + [True]  # several told together: one by one
                assert chosen[0] and not any(one and after for one, after in pairwise(chosen))
                assert all(option["per_year"] > 0 for option in step["options"])
                seen += 1
    assert seen > 5


def test_every_event_of_the_log_that_somebody_decided_is_told(small_run):
    future = int(small_run.told[0])
    told = stored(small_run, future)
    lines = [line for line in told.log if line[1] == line[1]]
    text = " ".join(step["text"] for step in story.tell(small_run, future)[0]["steps"])
    for moment in story.moments_of(small_run.scenario, lines):
        said = story.happening(small_run.scenario, moment, told.record)[1]
        assert (said in text) == (moment.event not in story.SILENT)


def test_a_story_is_short_whatever_happens(small_run):
    for one in story.tell(small_run, count=6):
        assert len(one["steps"]) <= story.LONGEST


def step(month: int, actor: str) -> dict:
    """A step of a long future."""
    options = [{"label": f"act {month}", "per_year": 1.0, "chosen": True}]
    options += [{"label": f"else {i}", "per_year": 0.5, "chosen": False} for i in range(3)]
    return {"date": f"20{19 + month // 12}-{month % 12 + 1:02d}", "month": month, "actor": actor,
            "text": f"What {actor} does in {month}.", "options": options}  # fmt: skip


def test_a_long_future_is_told_in_few_steps_and_none_of_its_decisions_is_lost():
    actors = ["Washington", "The Taliban", "Kabul", "Kabul"]
    steps = [step(month, actors[month % 4]) for month in range(30)]
    told = story.shortened(steps)
    assert len(told) == story.LONGEST and told[-1] == steps[-1]
    text = " ".join(one["text"] for one in told)
    for one in steps:
        assert one["text"] in text
        assert any(one["options"][0] in many["options"] for many in told)
    assert [one["month"] for one in told] == sorted(one["month"] for one in told)
    assert "January 2020: What Washington does in 12." in text or any(one["date"] == "2020-01" for one in told)
    assert story.shortened(steps[:10]) == steps[:10]


def test_a_capital_falls_below_a_fifth_and_is_back_above_a_half():
    scenario = load_scenario("afghanistan-2018")
    first = next(i for i, d in enumerate(scenario.districts) if d.capital)
    held = np.full((8, len(scenario.districts)), 150, dtype=np.uint8)
    held[:, first] = [150, 30, 60, 30, 120, 39, ground.FALLEN, ground.FALLEN]
    changes = ground.capitals(scenario, held)
    assert [(change.month, change.is_lost) for change in changes] == [(3, True), (12, False), (15, True)]
    name = scenario.districts[first].name
    fall, back, again = ground.ground(scenario, held, decided=[4, 13])
    assert f"{name} falls to the Taliban" in fall["text"] and (fall["month"], fall["actor"]) == (3, "The Taliban")
    assert f"{name} is back under Kabul" in back["text"] and (back["month"], back["actor"]) == (12, "Kabul")
    assert f"{name} falls to the Taliban" in again["text"]


def test_capitals_that_change_hands_between_two_decisions_are_told_in_one_sentence():
    scenario = load_scenario("afghanistan-2018")
    first, second, third = [i for i, d in enumerate(scenario.districts) if d.capital][:3]
    held = np.full((8, len(scenario.districts)), 150, dtype=np.uint8)
    held[:, first] = [150, 30, 30, 30, 30, 30, 30, 30]
    held[:, second] = [150, 150, 30, 150, 150, 150, 150, 150]
    held[:, third] = [150, 150, 150, 30, 60, 60, 20, 150]
    names = [scenario.districts[i].name for i in (first, second, third)]
    (told,) = ground.ground(scenario, held[:4])
    assert (told["date"], told["month"]) == ("2019-03", 3)
    assert told["text"] == (
        f"By September 2019 the land around {names[0]} and {names[2]} falls to the Taliban; the land around {names[1]} "
        "changes hands and back; "
        "2 districts go over in that time and 0 come back."
    )
    assert len(ground.ground(scenario, held, decided=[4, 8, 20])) == 3
    assert len(ground.ground(scenario, held, decided=[4, 8, 20], most=1)) == 1


def test_a_capital_that_is_fought_over_again_is_not_told_as_held():
    scenario = load_scenario("afghanistan-2018")
    first, second = [i for i, d in enumerate(scenario.districts) if d.capital][:2]
    held = np.full((4, len(scenario.districts)), 150, dtype=np.uint8)
    held[:, first], held[:, second] = [150, 30, 70, 70], [150, 150, 150, 30]
    (told,) = ground.ground(scenario, held)
    names = [scenario.districts[i].name for i in (first, second)]
    assert (
        f"around {names[1]} falls to the Taliban; the land around {names[0]} falls and is fought over again"
        in told["text"]
    )


def test_of_many_capitals_a_few_are_named():
    assert ground.listed(["a"]) == "a" and ground.listed(["a", "b", "c"]) == "a, b and c"
    assert ground.listed(list("abcdefgh")) == "a, b, c, d, e and 3 more"


def test_an_offer_that_becomes_a_date_is_told_and_so_are_the_last_troops():
    scenario = load_scenario("afghanistan-2018")
    record = np.zeros(len(rec.COLUMNS))
    trigger = story.Moment(5, ev.SETTLE, (3, 2, 2), (3, 1, 4), 0.44, 0.6)
    assert "44 hundredths" in story.happening(scenario, trigger, record)[1]
    assert "becomes a date" in story.happening(scenario, trigger, record)[1]
    last = story.Moment(9, ev.EXECUTION, (2, 1, 1), (1, 0, 1), 0.5, 0.6)
    who, text = story.happening(scenario, last, record)
    assert who == "Washington" and "The last troops leave." in text


def path_of(months: int, **columns: float | list[float]) -> np.ndarray:
    """A kept path, nought where nothing is said."""
    path = np.zeros((months, len(rec.QUANTITIES)), dtype=np.float32)
    for name, values in columns.items():
        path[:, garrisons.PLACE[name]] = values
    return path


def test_the_first_capitals_lost_are_told_once_with_the_garrisons_that_gave_up():
    scenario = load_scenario("afghanistan-2018")
    path = path_of(6, capitals_fallen=[0, 0, 3 / 34, 0, 8 / 34, np.nan], surrendered=[0.1, 0.2, 0.3, 0.3, 0.6, np.nan])
    (told,) = garrisons.first_capitals(scenario, path)
    assert (told["month"], told["date"], told["actor"]) == (2, "2019-02", "The Taliban")
    assert told["text"] == (
        "3 of 34 provincial capitals are lost to the Taliban; 30 of 100 garrisons and strongmen have given up by then."
    )
    assert garrisons.first_capitals(scenario, path_of(6)) == []


def test_a_fall_is_told_by_what_was_lost_and_how_fast_garrisons_gave_up():
    scenario = load_scenario("afghanistan-2018")
    record = np.zeros(len(rec.COLUMNS))
    record[[rec.COLLAPSE_MONTH, rec.CAPITALS_INSURGENT, rec.CENTRES_FALLEN_END]] = 20, 17 / 34, 0.7
    told = garrisons.how_it_fell(scenario, record, path_of(73, surrendered=[0.01 * i for i in range(73)]))
    assert told == (
        " By then 17 of 34 provincial capitals and 70 of 100 district centres were lost. The month before, 19 of 100 "
        "garrisons and strongmen had given up, 7 a year earlier."
    )
    record[rec.COLLAPSE_MONTH] = -1
    assert garrisons.how_it_fell(scenario, record, path_of(73)) == ""


def test_the_last_step_of_a_fallen_future_says_how_it_fell(small_run):
    told = [one for one in story.tell(small_run, count=6) if one["class"] == "O1" and one["subclass"] != "1e"]
    assert told
    for one in told:
        assert "provincial capitals and" in one["steps"][-1]["text"]


def test_disputed_elections_are_told_only_where_the_record_has_some(small_run):
    future = int(small_run.told[0])
    kept = stored(small_run, future)
    for count, words in ((0, ""), (1, " An election was disputed."), (2, " 2 elections were disputed.")):
        record = kept.record.copy()
        record[rec.DISPUTES_TOTAL] = count
        text = story.ending(small_run.scenario, kept._replace(record=record), "Stalemate", "")["text"]
        assert ("disputed" in text) == bool(words) and words in text


@pytest.mark.parametrize("event", range(ev.EVENTS))
def test_every_event_has_its_words(event):
    scenario = load_scenario("afghanistan-2018")
    moment = story.Moment(1, event, (3, 0, 1), (3, 0, 1), 0.5, 0.6)
    who, text = story.happening(scenario, moment, np.zeros(len(rec.COLUMNS)))
    assert who and text.endswith(".") and "{" not in text
