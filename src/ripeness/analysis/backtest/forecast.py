"""What a run forecasts of an observable, from as many futures as it keeps for that: all records, some paths and logs.

An arm that does not keep what an observable needs has no forecast of it, and says so with None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES
from ripeness.ensemble.outcomes import classify, rules
from ripeness.ensemble.quantiles import bin_edges
from ripeness.scenario.observables import RECORDED, STATES, Observable
from ripeness.strategy.events import NAMES as EVENTS

if TYPE_CHECKING:
    from datetime import date

    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

PLACE = {name: i for i, (name, _, _) in enumerate(rec.QUANTITIES)}
COLUMN = {
    "settlement": rec.FIRST_SIGN, "accord": rec.ACCORD_MONTH, "intra": rec.INTRA_MONTH,
    "ceasefire": rec.CEASEFIRE_MONTH, "exit": rec.FIRST_EXIT, "order": rec.ORDER_MONTH, "cut": rec.CUT_MONTH,
    "collapse": rec.COLLAPSE_MONTH, "capital_lost": rec.FIRST_CAPITAL_LOST,
}  # fmt: skip
# What a reading says once the government has fallen; others are read while it stands.
FALLEN = {
    "command_government": 0.0, "press_government": 0.0, "control_share": 0.0, "command_insurgent": 1.0,
    "press_insurgent": 1.0, "capitals_fallen": 1.0, "centres_fallen": 1.0,
}  # fmt: skip
TALKS, COMMITMENTS = 5, 3
SETTLED = 4
PATHS = frozenset({"reference"})  # arms that keep paths and logs
REDUCED = frozenset({"players"})  # arms without ground under them


@dataclass(frozen=True)
class Forecast:
    """A distribution over what an observable can be; which field is filled depends on its kind.

    Attributes
    ----------
    count : futures it is made from.
    probability : of an event.
    months : (count,) month of an event in each future, -1 for never within the horizon.
    classes : share of each class.
    values, weights : (n,) a weighted sample of a reading, a total or a share, in the outcome's unit.
    draws : (count, member) of several readings together.
    """

    count: int
    probability: float | None = None
    months: np.ndarray | None = None
    classes: dict[str, float] | None = None
    values: np.ndarray | None = None
    weights: np.ndarray | None = None
    draws: np.ndarray | None = None


def forecast(run: Run, observable: Observable, arm: str = "reference") -> Forecast | None:
    """The distribution of an observable over the futures of an arm; None where the arm does not tell.

    References
    ----------
    Model 5.4; the start of a back-test is ``as-of``.
    """
    scenario = run.scenario
    if observable.kind in {"event", "month"}:
        if observable.kind == "event":
            happened = event_happens(run, observable, arm)
            return None if happened is None else Forecast(len(happened), probability=float(happened.mean()))
        months = event_months(run, observable.of, arm)
        return None if months is None else Forecast(len(months), months=months)
    if observable.kind == "class":
        return _classes(run, observable, arm)
    if observable.kind == "reading":
        assert observable.at is not None
        found = _reading(run, observable.of[0], index(scenario, observable.at), arm)
        return None if found is None else Forecast(int(found[1].sum()), values=found[0], weights=found[1])
    if observable.kind == "terms":
        row = run.records(arm)
        shares = row[:, rec.CHI_END][row[:, rec.CHI_END] >= 0.0].astype(float)
        return Forecast(len(shares), values=shares, weights=np.ones(len(shares))) if len(shares) else None
    if arm not in PATHS:
        return None
    if observable.kind == "total":
        assert observable.since is not None and observable.until is not None
        totals = death_totals(run, index(scenario, observable.since), index(scenario, observable.until))
        totals = totals[np.isfinite(totals)]
        return Forecast(len(totals), values=totals, weights=np.ones(len(totals))) if len(totals) else None
    return _joint(run, [scenario.observables.observables[name] for name in observable.of])


def index(scenario: Scenario, day: date) -> int:
    """Number of the month that a day lies in, the first month being 0."""
    return (day.year - scenario.first_month.year) * 12 + day.month - scenario.first_month.month


def event_months(run: Run, names: tuple[str, ...], arm: str = "reference") -> np.ndarray | None:
    """First month in which any of these events happens in each future, -1 for never; None where the arm keeps none."""
    never = 1 << 20
    if all(name in RECORDED for name in names):
        row = run.records(arm)
        if not len(row):
            return None
        first = np.full(len(row), never)
        for name in names:
            found = row[:, COLUMN[name]].astype(int)
            if name == "capital_lost":  # a government that falls loses its capitals in that month at the latest
                fallen = row[:, rec.COLLAPSE_MONTH].astype(int)
                found = np.where((found < 0) & (fallen >= 0), fallen, found)
            first = np.minimum(first, np.where(found < 0, never, found))
    else:
        if arm not in PATHS or not len(run.logs):
            return None
        kinds, months = run.logs[:, :, 1], run.logs[:, :, 0]
        hit = np.isin(kinds, [EVENTS.index(name) for name in names if name not in RECORDED])
        first = np.where(hit, months, never).min(axis=1).astype(int)
        row = _records_of(run, run.told)
        for name in set(names) & set(RECORDED):
            found = row[:, COLUMN[name]].astype(int)
            first = np.minimum(first, np.where(found < 0, never, found))
    return np.where(first >= never, -1, first)


def event_happens(run: Run, observable: Observable, arm: str = "reference") -> np.ndarray | None:
    """Whether an event happens in its window, bool (future,)."""
    assert observable.by is not None
    last = index(run.scenario, observable.by)
    begin = 0 if observable.since is None else index(run.scenario, observable.since)
    if begin and not all(name in RECORDED for name in observable.of):
        if arm not in PATHS or not len(run.logs):
            return None
        hit = np.isin(run.logs[:, :, 1], [EVENTS.index(name) for name in observable.of])
        return np.asarray((hit & (run.logs[:, :, 0] >= begin) & (run.logs[:, :, 0] <= last)).any(axis=1))
    months = event_months(run, observable.of, arm)
    return None if months is None else (months >= begin) & (months <= last)


def death_totals(run: Run, first: int, last: int) -> np.ndarray:
    """Battle deaths over months of the kept futures, NaN where the government fell before the end."""
    logs = run.paths[:, first : last + 1, PLACE["log10_deaths"]].astype(float)
    return np.asarray((10.0**logs - 1.0).sum(axis=1))


def troops(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Troops at each posture in each world, (world, 4), and the worlds' numbers; none below a residual force."""
    numbers = np.array(run.worlds_of())
    table = np.zeros((len(numbers), 4))
    for i, w in enumerate(numbers):
        values = run.worlds[w].values
        table[i, 3] = values.get("patron.troops", 0.0)
        table[i, 2] = table[i, 3] * values.get("patron.level_residual", 0.0)
    return table, numbers


def postures(run: Run) -> np.ndarray:
    """Posture at the end of each month of the told futures, int (told, month); -1 once the government has fallen."""
    scenario = run.scenario
    path = np.full((len(run.told), scenario.months), scenario.start["posture"], dtype=int)
    for i, log in enumerate(run.logs):
        for line in log[(log[:, 1] >= 0) & np.isfinite(log[:, 1])]:
            month = int(line[0])
            path[i, month:] = -1 if EVENTS[int(line[1])] == "collapse" else int(line[3])
    return path


def _reading(run: Run, name: str, month: int, arm: str) -> tuple[np.ndarray, np.ndarray] | None:
    """A weighted sample of a monthly reading."""
    if not len(run.futures(arm)) or (arm in REDUCED and name != "troops"):
        return None
    states = run.states_by_world(arm)[:, month]
    fallen = float(states[:, rec.COLLAPSED].sum())
    if name == "troops":
        by_posture = states[:, : rec.COLLAPSED].reshape(len(states), 4, COMMITMENTS * TALKS).sum(axis=2)
        values = np.append(troops(run)[0].ravel(), 0.0)
        weights = np.append(by_posture.ravel().astype(float), fallen)
    else:
        edges = bin_edges()[PLACE[name]]
        values = (edges[1:] + edges[:-1]) / 2.0
        weights = run.histogram(arm)[month, PLACE[name]].astype(float)
        if name in {"capitals_fallen", "centres_fallen"}:
            values = np.concatenate([[0.0], values[1:]])  # most futures hold all of them, and 0 lies in the first bin
        if name in FALLEN:
            values, weights = np.append(values, FALLEN[name]), np.append(weights, fallen)
    held = weights > 0
    return (values[held], weights[held]) if held.any() else None


def _classes(run: Run, observable: Observable, arm: str) -> Forecast | None:
    if not len(run.futures(arm)):
        return None
    if observable.of == ("ending",):
        code = classify(run.records(arm), rules(run.scenario)).code
        share = np.bincount(code, minlength=len(CLASSES)) / len(code)
        return Forecast(len(code), classes=dict(zip(CLASSES, share.tolist(), strict=True)))
    assert observable.at is not None
    states = run.states(arm)[index(run.scenario, observable.at)].astype(float)
    grid = states[: rec.COLLAPSED].reshape(4, COMMITMENTS, TALKS).sum(axis=1)
    settled, open_ = grid[:, SETTLED].sum(), grid[:, :SETTLED]
    found = (states[rec.COLLAPSED], settled, open_[2:].sum(), open_[:2].sum())
    whole = states.sum()
    return Forecast(int(whole), classes={name: float(n / whole) for name, n in zip(STATES, found, strict=True)})


def _joint(run: Run, members: list[Observable]) -> Forecast | None:
    """Several readings of the same futures, from those that keep both path and log."""
    both = np.intersect1d(run.kept, run.told)
    if not len(both):
        return None
    scenario, columns = run.scenario, []
    world, kept, told = both % run.plan.worlds, _places(run.kept, both), _places(run.told, both)
    levels, numbers = troops(run)
    path = postures(run)[told] if any(m.of == ("troops",) for m in members) else None
    for member in members:
        assert member.at is not None
        month = index(scenario, member.at)
        if member.of == ("troops",):
            assert path is not None
            stance = path[:, month]
            columns.append(np.where(stance < 0, 0.0, levels[np.searchsorted(numbers, world), np.maximum(stance, 0)]))
        else:
            value = run.paths[kept, month, PLACE[member.of[0]]].astype(float)
            columns.append(np.where(np.isnan(value), FALLEN.get(member.of[0], np.nan), value))
    draws = np.column_stack(columns)
    draws = draws[np.isfinite(draws).all(axis=1)]
    return Forecast(len(draws), draws=draws) if len(draws) else None


def _places(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where futures stand in a list of numbers that is in no order."""
    order = np.argsort(ids)
    return np.asarray(order[np.searchsorted(ids[order], wanted)])


def _records_of(run: Run, ids: np.ndarray) -> np.ndarray:
    """Records of some futures that ran, in their order."""
    return run.records()[np.searchsorted(run.futures(), ids)]
