"""A war begun on another day knows what was published by then, and says what it had to keep."""

from __future__ import annotations

from datetime import date

import pytest

from ripeness.errors import SettingsError
from ripeness.scenario.as_of import covered
from ripeness.scenario.load import load_scenario
from ripeness.scenario.observations import for_likelihood, is_evidence

WAR = "afghanistan-2018"
DAYS = ("2016-08-01", "2017-06-30", "2018-06-01", "2019-10-01", "2020-02-28")


@pytest.fixture(scope="module")
def own():
    return load_scenario(WAR)


def test_the_scenarios_own_day_changes_nothing(own):
    assert load_scenario(WAR, as_of=own.information_date).hash == own.hash


@pytest.mark.parametrize("day", DAYS)
def test_nothing_published_later_sets_the_start(own, day):
    war = load_scenario(WAR, as_of=day)
    taken = [name for name, e in war.parameters.items() if e.as_of != own.parameters[name].as_of]
    assert taken
    for name in taken:
        assert war.parameters[name].as_of <= date.fromisoformat(day)
    assert all(row.published <= date.fromisoformat(day) for row in for_likelihood(war))


@pytest.mark.parametrize("day", DAYS)
def test_the_first_map_meets_the_last_reading_published(day):
    war = load_scenario(WAR, as_of=day)
    reading = [r for r in for_likelihood(war) if r.series == "command.government"]
    pairs = {r.period for r in for_likelihood(war) if r.series == "command.insurgent"}
    last = max((r for r in reading if r.period in pairs), key=lambda r: r.period)
    assert war.parameters["territory.start_inner_government"].value == last.value


@pytest.mark.parametrize("day", DAYS)
def test_months_calendar_and_horizon_move_along(own, day):
    war = load_scenario(WAR, as_of=day)
    assert (war.months, war.first_month) == (own.months, date.fromisoformat(day).replace(day=1))
    assert (war.horizon.year, war.horizon.month) == (war.last_month.year, war.last_month.month)
    assert all(event.date <= war.information_date for event in war.calendar.events)
    assert all(entry.date >= war.first_month for entry in war.calendar.elections)


def test_terms_of_office_run_back_too():
    assert load_scenario(WAR, as_of="2016-08-01").calendar.turnover_dates[0] == date(2017, 1, 20)


@pytest.mark.parametrize("day", DAYS)
def test_every_dated_number_is_taken_or_kept_and_never_both(own, day):
    war = load_scenario(WAR, as_of=day)
    moved = {move.key for move in war.moves}
    dated = {name for name, e in own.parameters.items() if e.as_of is not None}
    assert not moved & set(war.kept)
    assert dated <= moved | set(war.kept)


def test_talks_follow_the_last_thing_heard_of_them():
    assert load_scenario(WAR, as_of="2017-06-30").start["talks"] == 0
    assert load_scenario(WAR, as_of="2018-10-31").start["talks"] == 1
    assert load_scenario(WAR, as_of="2019-10-05").start["talks"] == 0


@pytest.mark.parametrize(("name", "day"), [(WAR, "2014-01-01"), (WAR, "2021-05-01"), ("vietnam-1969", "1975-01-01")])
def test_a_day_outside_the_history_is_refused_with_the_range(name, day):
    first, last = covered(load_scenario(name))
    with pytest.raises(SettingsError) as caught:
        load_scenario(name, as_of=day)
    assert str(first) in caught.value.message
    assert str(last) in caught.value.message


def test_a_word_that_is_no_day_is_refused():
    with pytest.raises(SettingsError, match="is no day"):
        load_scenario(WAR, as_of="yesterday")


def test_a_memory_sets_no_number(own):
    war = load_scenario("vietnam-1969", as_of="1971-06-30")
    memory = {(r.source, r.period) for r in war.history if not is_evidence(r)}
    original = load_scenario("vietnam-1969").parameters
    for name, estimate in war.parameters.items():
        if estimate.as_of != original[name].as_of:
            assert (estimate.source, estimate.as_of) not in memory
