"""Competing risks, exact for any step; what an event changes; beliefs while nothing happens."""

from __future__ import annotations

import numpy as np
import pytest
import small_war
from scipy import stats

from ripeness.engine import record as rec
from ripeness.engine import streams
from ripeness.engine.loop import PLAYERS, simulate
from ripeness.strategy import events as ev

FUTURES = 6000


@pytest.fixture(scope="module")
def keys():
    return streams.keys(11, np.arange(FUTURES))


def first_event(results):
    """Type and time of the first event of every told future; -1 where there is none."""
    kind = np.where(np.isnan(results.log[:, 0, 1]), -1, results.log[:, 0, 1]).astype(int)
    return kind, results.log[:, 0, 2]


@pytest.mark.parametrize("rates", [{ev.CLOSE_PATRON: 0.6, ev.INTRA: 0.4, ev.COLLAPSE: 0.3},
                                   {ev.CLOSE_PATRON: 9.0, ev.INTRA: 6.0, ev.COLLAPSE: 4.5}])  # fmt: skip
def test_which_event_comes_first_and_when_is_exact_for_any_step(war, tables, keys, rates):
    """V15: Pr(i first by t) = h_i / H (1 - exp(-H t)), also where many events fit into one month."""
    alone = war._replace(politics=war.politics._replace(redraw_rate=0.0, cohesion_decay=0.0))
    results = simulate(alone, small_war.constant(tables, rates), keys, told=FUTURES, mode=PLAYERS)
    kind, time = first_event(results)
    total, years = sum(rates.values()), war.months / 12
    for event, rate in rates.items():
        for until in (0.02, 0.1, 0.5, years):
            true = rate / total * -np.expm1(-total * until)
            seen = np.mean((kind == event) & (time <= until + 1e-6))
            assert seen == pytest.approx(true, abs=4 * np.sqrt(true * (1 - true) / FUTURES) + 1e-9)
    happened = time[kind >= 0]
    assert stats.kstest(happened, lambda t: np.expm1(-total * t) / np.expm1(-total * years)).pvalue > 1e-4


def test_collapse_comes_at_its_rate_in_the_players_picture_and_ends_a_future(war, tables, keys):
    results = simulate(war, small_war.constant(tables, {ev.COLLAPSE: 0.8}), keys, told=FUTURES, mode=PLAYERS)
    month = results.record[:, rec.COLLAPSE_MONTH]
    true = -np.expm1(-0.8 * war.months / 12)
    assert np.mean(month >= 0) == pytest.approx(true, abs=4 * np.sqrt(true * (1 - true) / FUTURES))
    ended = month >= 0
    assert (results.record[ended, rec.MONTHS_RUN] == month[ended] + 1).all()
    by_month = np.bincount(month[ended].astype(int), minlength=war.months)
    assert results.states[:, rec.COLLAPSED].tolist() == np.cumsum(by_month).tolist()
    assert results.events[:, ev.COLLAPSE].sum() == ended.sum()
    assert (results.states.sum(axis=1) == FUTURES).all()


def test_no_month_holds_more_than_six_events_and_none_is_lost(war, tables, keys):
    busy = {ev.CLOSE_PATRON: 200.0, ev.OPEN: 200.0}
    war = war._replace(months=18)  # a log holds 128 lines
    results = simulate(war, small_war.constant(tables, busy), keys[:200], told=200, mode=PLAYERS)
    months = results.log[:, :, 0]
    for future in months:
        counted = np.bincount(future[~np.isnan(future)].astype(int))
        assert counted.max() == 6
    happened = results.log[:, :, 1]
    talks = results.log[:, :, 5]
    assert set(np.unique(talks[happened == ev.OPEN])) == {1.0}
    assert set(np.unique(talks[happened == ev.CLOSE_PATRON])) == {0.0}


def test_the_type_is_drawn_with_the_public_belief_and_redrawn_at_its_rate(war, tables, keys):
    results = simulate(war, small_war.silent(tables), keys, mode=PLAYERS)
    share = results.record[:, rec.THETA].mean()
    assert share == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / FUTURES))
    fast = war._replace(politics=war.politics._replace(redraw_rate=1.5))
    told = simulate(fast, small_war.silent(tables), keys, told=FUTURES, mode=PLAYERS)
    kind, time = first_event(told)
    for theta, leaving in ((1, 1 - war.politics.resolute_share), (0, war.politics.resolute_share)):
        group = told.record[:, rec.THETA] == theta
        until = 0.4  # before the inauguration
        true = -np.expm1(-1.5 * leaving * until)
        changed = np.mean((kind[group] == ev.TURNOVER) & (time[group] <= until))
        decayed = war.politics.cohesion_decay * 0.5 * until  # half of the futures begin with high cohesion
        assert changed == pytest.approx(true, abs=4 * np.sqrt(true * (1 - true) / group.sum()) + decayed)


def test_events_follow_the_transition_table(war, tables, keys):
    """V53 in the loop: every told event leads where the table says."""
    results = simulate(war, tables, keys[:400], told=400)
    table = ev.transition_table()
    start = (war.politics.posture, war.politics.commitment, war.politics.talks)
    seen = 0
    for log in results.log:
        r, k, n = start
        for line in log[~np.isnan(log[:, 1])]:
            event = int(line[1])
            cell = ev.CELL[r, k]
            assert table.feasible[event, cell, n]
            r, k = ev.CELLS[table.next_cell[event, cell, n]]
            n = int(table.next_phase[event, cell, n])
            assert (int(line[3]), int(line[4]), int(line[5])) == (r, k, n)
            seen += 1
    assert seen > 400


def test_times_of_events_never_run_backward_and_beliefs_stay_within_bounds(war, tables, keys):
    results = simulate(war, tables, keys[:400], kept=400, told=400)
    for log in results.log:
        lines = log[~np.isnan(log[:, 1])]
        assert (np.diff(lines[:, 2]) >= -1e-6).all()
        assert np.array_equal(np.minimum(np.floor(lines[:, 2] * 12 + 1e-4), lines[:, 0]), lines[:, 0])
        assert ((lines[:, 7] >= 0.02 - 1e-6) & (lines[:, 7] <= 0.98 + 1e-6)).all()
    names = [name for name, _, _ in rec.QUANTITIES]
    for name, low, high in (("belief", 0.02, 0.98), ("weariness", 0, 1), ("support", 0, 1), ("control_share", 0, 1)):
        kept = results.path[:, :, names.index(name)]
        kept = kept[np.isfinite(kept)]
        assert kept.min() >= low - 1e-6 and kept.max() <= high + 1e-6
    assert results.path[:, :, names.index("strength")][np.isfinite(results.path[:, :, 0])].min() > 0


def test_quiet_months_raise_the_belief_that_the_patron_will_stay(tables, keys):
    """C1: while nothing happens and the irresolute would rather leave, staying is evidence."""
    war = small_war.world(small_war.scenario(), small_war.STEADY)
    results = simulate(war, tables, keys, kept=FUTURES, told=FUTURES)
    belief = results.path[:, :, [n for n, _, _ in rec.QUANTITIES].index("belief")].astype(float)
    first = np.where(np.isnan(results.log[:, 0, 0]), 99, results.log[:, 0, 0])
    quiet = first >= 5  # five whole months before any event, and before the inauguration of the seventh
    assert quiet.sum() > 50
    assert (np.diff(belief[quiet, :5], axis=1) >= -1e-9).all()
    assert (belief[quiet, 0] >= 0.4).all()


def test_a_new_leader_may_be_of_another_type(war, tables, keys):
    inaugural = int(np.flatnonzero(war.politics.turnover)[0])
    assert inaugural == 6
    silent = small_war.silent(tables)
    sure = war._replace(politics=war.politics._replace(turnover_redraw=1.0, resolute_share=0.7, redraw_rate=0.0))
    results = simulate(sure, silent, keys[:64], kept=64, mode=PLAYERS)
    belief = results.path[:, :, [n for n, _, _ in rec.QUANTITIES].index("belief")]
    assert np.allclose(belief[:, inaugural - 1], 0.4, atol=1e-6)
    assert np.allclose(belief[:, inaugural], 0.7, atol=1e-6)


def test_hazards_are_read_between_the_nodes_linearly_in_the_log(war, tables):
    """3.10: at a node the stored hazard, half way the geometric mean."""
    from ripeness.engine.decisions import EIGHT, read_hazards
    from ripeness.engine.loop import NO_TRIAL, WAR, enter, start_maps
    from ripeness.engine.war import lanes

    flat = small_war.silent(tables)
    nodes = flat.nodes.reshape(-1, 32).copy()
    beliefs = len(tables.mu_nodes)
    x = np.arange(len(nodes)) // (2 * beliefs) % tables.x_nodes.shape[1]
    nodes[:, 8 + 8 + 2] = -2.0 + 0.5 * x  # the first shared slots are events 8..: this is slot 2, event 10
    sloped = flat._replace(nodes=np.ascontiguousarray(nodes.reshape(-1, 8)))
    state = lanes(war, 16)
    keys = streams.keys(1, np.arange(1))
    with np.errstate(over="ignore"):
        enter(war, state, 0, 0, keys, start_maps(war, keys, 16), NO_TRIAL, WAR)
    step = tables.x_nodes[0, 1] - tables.x_nodes[0, 0]
    for place in (0.0, 1.0, 2.5, 4.25):
        state.field.rows[rec.LOG_ODDS, 0] = tables.x_nodes[0, 0] + place * step
        read_hazards(EIGHT, sloped, state.field, state.mind, 0)
        assert state.mind.rate[10] == pytest.approx(np.exp(-2.0 + 0.5 * place), rel=1e-5)
    for beyond, node in ((-9.0, 0), (9.0, tables.x_nodes.shape[1] - 1)):
        state.field.rows[rec.LOG_ODDS, 0] = beyond
        read_hazards(EIGHT, sloped, state.field, state.mind, 0)
        assert state.mind.rate[10] == pytest.approx(np.exp(-2.0 + 0.5 * node), rel=1e-5)
