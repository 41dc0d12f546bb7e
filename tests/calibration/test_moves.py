"""Dated moves come from rows that were read, were public in time, and lead to where the war starts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ripeness.calibration.moves import moves, refused
from ripeness.calibration.public_view import Known
from ripeness.errors import EvidenceError
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev


@pytest.fixture(scope="module")
def afghanistan():
    return load_scenario("afghanistan-2018")


@pytest.fixture(scope="module")
def vietnam():
    return load_scenario("vietnam-1969")


def followed(history):
    """The state after each move, and whether each was possible."""
    table = ev.transition_table()
    posture, commitment, talks = history.start
    state = Known(ev.CELL[posture, commitment], talks, 0.5)
    for _, event, given in history.events:
        if not given:
            assert table.feasible[event, state.cell, state.talks], ev.NAMES[event]
            state = Known(
                int(table.next_cell[event, state.cell, state.talks]),
                int(table.next_phase[event, state.cell, state.talks]),
                0.5,
            )
    return (*ev.CELLS[state.cell], state.talks)


def test_ten_years_of_moves_lead_to_the_first_day_of_the_war(afghanistan):
    start = afghanistan.start
    found = followed(moves(afghanistan, afghanistan.information_date))
    assert found == (start["posture"], start["commitment"], start["talks"])


def test_the_moves_of_the_older_war_lead_out_of_it(vietnam):
    assert followed(moves(vietnam, date(2018, 12, 3)))[:2] == (1, 0)


def test_no_move_is_known_before_it_was_published(afghanistan, vietnam):
    for war in (afghanistan, vietnam):
        whole = moves(war, date(2018, 12, 3))
        for row in whole.rows:
            assert row.published <= date(2018, 12, 3)
            assert not row.evidence.startswith("recalled")
    early = moves(vietnam, vietnam.information_date)
    assert [event for _, event, given in early.events if not given] == [ev.OPEN]
    assert early.end < 1.5
    assert moves(afghanistan, date(1969, 6, 8)) is None


def test_recalled_rows_are_counted_among_the_refused(afghanistan):
    out = refused(afghanistan, afghanistan.information_date)
    assert any(row.evidence.startswith("recalled") for row in out)
    assert not set(out) & set(moves(afghanistan, afghanistan.information_date).rows)


def test_a_move_that_the_game_does_not_know_is_refused(afghanistan):
    rows = tuple(
        row._replace(series="game.coup") if row.series == "game.increase" else row for row in afghanistan.history
    )
    with pytest.raises(EvidenceError, match=r"game\.coup"):
        moves(replace(afghanistan, history=rows), afghanistan.information_date)


def test_a_window_without_a_start_is_refused(afghanistan):
    rows = tuple(row for row in afghanistan.history if row.series != "game.start.talks")
    with pytest.raises(EvidenceError, match="one start day"):
        moves(replace(afghanistan, history=rows), afghanistan.information_date)
