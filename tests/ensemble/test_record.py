"""What the loop writes down agrees with the log of the same future: the record is what endings are read from."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.engine import calendar, loop, pack, streams
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES
from ripeness.ensemble.outcomes import classify, rules
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev
from ripeness.strategy import game, solver
from ripeness.strategy.grid import COARSE

FUTURES = 400


@pytest.fixture(scope="module")
def told():
    """One world of the flagship, every future with its log; reneging is seen in a few hundred futures."""
    return tell({"hazard.renege": 1.0})


def tell(changed):
    """A world at the medians but for what is changed."""
    scenario = load_scenario("afghanistan-2018")
    values = {name: estimate.value for name, estimate in scenario.parameters.items()}
    values["aftermath.challenge"] = 0.0  # a victory worth breaking a settlement for, and terms worth a capital
    values |= changed
    start = tuple(scenario.start[key] for key in ("posture", "commitment", "talks"))
    solution = solver.solve(game.build(values, calendar.turnover_years(scenario, COARSE.end), start=start), COARSE)
    war = pack.pack(scenario, values, streams.key(1, streams.WORLD_AXIS))
    keys = streams.keys(1, np.arange(FUTURES))
    results = loop.simulate(war, pack.tables(solution, scenario.months), keys, told=FUTURES, kept=FUTURES)
    return scenario, results


def lines(results, future: int) -> list[tuple[int, int, int, int]]:
    """(month, event, posture after, talks after) of a told future."""
    log = results.log[future]
    return [tuple(int(v) for v in line[[0, 1, 3, 5]]) for line in log[~np.isnan(log[:, 1])]]


def test_first_times_are_those_of_the_log(told):
    _, results = told
    for future in range(FUTURES):
        at = dict(zip(rec.COLUMNS, results.record[future], strict=True))
        log = lines(results, future)
        for column, event in (("accord_month", ev.ACCORD), ("intra_month", ev.INTRA), ("first_sign_month", ev.SETTLE),
                              ("collapse_month", ev.COLLAPSE), ("cut_month", ev.CUT)):  # fmt: skip
            assert at[column] == next((m for m, e, *_ in log if e == event), -1), column


def test_the_exit_is_the_first_month_of_the_last_spell_without_troops(told):
    scenario, results = told
    for future in range(FUTURES):
        at = dict(zip(rec.COLUMNS, results.record[future], strict=True))
        posture = np.full(int(at["months_run"]), scenario.start["posture"])
        for month, _, after, _ in lines(results, future):
            posture[month:] = after
        gone = posture <= 1
        if not gone[-1]:
            assert at["exit_month"] == -1
        else:
            back = np.flatnonzero(~gone)
            assert at["exit_month"] == (back[-1] + 1 if len(back) else 0)
        assert at["first_exit_month"] == (int(np.argmax(gone)) if gone.any() else -1)


def test_a_relapse_needs_a_settlement_that_held(told):
    _, results = told
    record = results.record
    held = record[:, rec.FIRST_SETTLED_SIGN] >= 0
    assert held.any() and (record[:, rec.RELAPSES] > 0).any()
    assert (record[:, rec.RELAPSES] <= record[:, rec.RENEGES]).all()
    assert held[record[:, rec.RELAPSES] > 0].all()
    assert (record[held, rec.FIRST_SETTLED_SIGN] >= record[held, rec.FIRST_SIGN]).all()


def test_a_capital_handed_over_stays_handed_over():
    _, results = tell({})
    record = results.record
    handed = record[:, rec.HANDOVER_MONTH] >= 0
    assert handed.any()
    assert (record[handed, rec.CAPITAL] == 1).all()
    assert (record[handed, rec.HANDOVER_MONTH] >= record[handed, rec.FIRST_SIGN] + 5).all()


def test_the_margin_is_measured_only_while_there_is_a_range(told):
    _, results = told
    margin = rec.QUANTITIES.index(next(q for q in rec.QUANTITIES if q[0] == "margin"))
    share = rec.QUANTITIES.index(next(q for q in rec.QUANTITIES if q[0] == "control_share"))
    alive = results.states[:, : rec.COLLAPSED].sum(axis=1)
    settled = results.states[:, 4 : rec.COLLAPSED : 5].sum(axis=1)
    assert (results.histogram[:, share].sum(axis=1) == alive).all()
    assert (results.histogram[:, margin].sum(axis=1) == alive - settled).all()


def test_simulated_futures_fill_the_classes_and_end_at_most_once(told):
    scenario, results = told
    found = classify(results.record, rules(scenario))
    shares = np.bincount(found.code, minlength=len(CLASSES)) / FUTURES
    assert shares.sum() == pytest.approx(1.0)
    assert (shares > 0).sum() >= 4
    fallen = results.record[:, rec.COLLAPSE_MONTH] >= 0
    assert np.isin(found.code[fallen], [CLASSES.index("O1"), CLASSES.index("O4")]).all()


def test_deaths_of_a_settlement_are_weighed_against_the_war_and_not_against_its_ceasefire(told):
    _, results = told
    record = results.record
    signed = (record[:, rec.N_END] == 4) & (record[:, rec.FIRST_SIGN] >= 0) & (record[:, rec.RENEGES] == 0)
    walks, checked = (ev.WALK_INSURGENT, ev.WALK_GOVERNMENT), 0
    for future in np.flatnonzero(signed):
        agreed = int(record[future, rec.FIRST_SIGN])
        for month, event, *_ in lines(results, future):
            if event == ev.CEASEFIRE:
                agreed = min(month, agreed)
            elif event in walks:
                agreed = int(record[future, rec.FIRST_SIGN])
        if agreed >= 12:
            deaths = 10.0 ** results.path[future, agreed - 12 : agreed, rec_deaths()] - 1.0
            assert record[future, rec.DEATHS_BEFORE] == pytest.approx(deaths.mean(), rel=1e-3)
            checked += 1
    assert checked > 3


def rec_deaths() -> int:
    return [name for name, *_ in rec.QUANTITIES].index("log10_deaths")
