"""New observations against a stored forecast: how surprising each is, and what they move, without a new fit.

Stored futures are weighed by how near they come to what was seen, and everything else is read under these weights. A
few observations that most futures missed leave few of them to speak: then the weights say so and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import words
from ripeness.analysis.backtest.forecast import (
    FALLEN,
    PLACE,
    event_months,
    forecast,
    index,
    postures,
    troops,
)  # fmt: skip
from ripeness.analysis.backtest.outcome import in_unit
from ripeness.analysis.backtest.score import LEVELS, scaled
from ripeness.analysis.scoring import proper
from ripeness.errors import SettingsError
from ripeness.scenario.observables import RECORDED, Observable
from ripeness.scenario.observations import why_not
from ripeness.scenario.problems import Problems
from ripeness.scenario.tables import read_history

if TYPE_CHECKING:
    from datetime import date

    from ripeness.ensemble.store import Run
    from ripeness.scenario.tables import Observation

FEW, SHARE = 30.0, 0.02  # effective futures, and their part of all, below which the weights have collapsed
BELIEFS = {"belief": "belief that the patron stays", "insurgents_belief": "the insurgents' belief of it"}
MOST_PARAMETERS = 8
MOVED = ("beliefs", "wedges", "claims", "parameters")


@dataclass(frozen=True)
class Seen:
    """One new observation beside its forecast."""

    row: Observation
    quantity: str
    label: str
    percentile: float | None  # of the outcome in the forecast; an event's by the month it came
    band90: tuple[float, float] | None  # in the unit of the observation's forecast
    value: float | None
    outside: bool
    unit: str = "count"  # or month, share


@dataclass(frozen=True)
class Shift:
    """A number before and after the new observations."""

    name: str
    label: str
    before: float
    after: float


@dataclass(frozen=True)
class Watch:
    """What new observations say about a stored forecast."""

    run: Run
    seen: tuple[Seen, ...]
    unmatched: dict[str, str]  # place of a row -> why it is held against nothing
    futures: int
    effective: float
    collapsed: bool
    beliefs: tuple[Shift, ...]
    wedges: tuple[Shift, ...]
    claims: tuple[Shift, ...]
    parameters: tuple[Shift, ...]  # before 0, after in standard deviations of the draws

    def as_dict(self) -> dict[str, Any]:
        """The object of ``watch --json``, without what every object carries."""
        return {
            "observations": [
                {
                    "series": s.row.series, "period": s.row.period, "published": s.row.published, "value": s.value,
                    "quantity": s.quantity, "label": s.label, "percentile": s.percentile, "band90": s.band90,
                    "outside": s.outside, "source": s.row.source,
                }
                for s in self.seen
            ],
            "unmatched": self.unmatched, "futures": self.futures, "effective": self.effective,
            "collapsed": self.collapsed,
            **{name: [s.__dict__ for s in getattr(self, name)] for name in MOVED},
        }  # fmt: skip


def watch(run: Run, file: str | Path) -> Watch:
    """Hold new observations against a stored run.

    Parameters
    ----------
    file : CSV with the columns of a scenario's history.

    Raises
    ------
    SettingsError
        If no row says anything about a quantity of the scenario's table of observables.
    ScenarioError
        With every row that cannot be read.

    References
    ----------
    Importance sampling from the forecast: Gordon, Salmond and Smith 1993; effective number Kong 1992; the kernel
    that compares a future with a reading is as wide as the smoothing of its own sample (Silverman 1986).
    """
    path = Path(file)
    problems = Problems()
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}", "Give a CSV file of observations.") from error
    rows = read_history(text, path.name, problems)
    problems.raise_if_any()
    used: list[tuple[Observation, Observable]] = []
    unmatched: dict[str, str] = {}
    for row in rows:
        entry = _observable(run, row)
        reason = why_not(row) or ("" if entry else "no observable of the scenario looks at this series")
        if row.published <= run.scenario.information_date:
            reason = f"known since {row.published}, before the information date"
        if reason or entry is None:
            unmatched[f"{row.file}:{row.line} {row.series}"] = reason
        else:
            used.append((row, entry))
    if not used:
        said = "; ".join(f"{place}: {reason}" for place, reason in list(unmatched.items())[:5]) or "it holds no row"
        raise SettingsError(f"{path} says nothing about this run: {said}", "Series are named in observables.yaml.")
    ids = _futures(run, [entry for _, entry in used])
    weight = np.ones(len(ids))
    for row, entry in used:
        weight = weight * _weights(run, ids, row, entry)
    total = weight.sum()
    effective = float(total**2 / np.sum(weight**2)) if total > 0 else 0.0
    collapsed = effective < max(FEW, SHARE * len(ids))
    share = weight / total if total > 0 else np.full(len(ids), 1.0 / len(ids))
    last = max(_month(run, row.period) for row, _ in used)
    return Watch(
        run, tuple(_seen(run, row, entry) for row, entry in used), unmatched, len(ids), effective, collapsed,
        _beliefs(run, ids, share, last), _wedges(run, ids, share), _claims(run, ids, share),
        _parameters(run, ids, share),
    )  # fmt: skip


def _observable(run: Run, row: Observation) -> Observable | None:
    """The first observable that looks at a series, moved to the row's own date."""
    for entry in run.scenario.observables.scored.values():
        if entry.outcome is None or row.series not in entry.outcome.series or entry.kind in {"class", "terms"}:
            continue
        month = _first_of(row.period)
        if entry.kind == "total":
            assert entry.since is not None and entry.until is not None
            length = index(run.scenario, entry.until) - index(run.scenario, entry.since)
            first = _shifted(month, -length)
            inside = run.scenario.first_month <= first and month <= run.scenario.last_month
            return entry.model_copy(update={"since": first, "until": month}) if inside else None
        if entry.kind == "reading":
            nearest = min(max(_month(run, row.period), 0), run.scenario.months - 1)
            return entry.model_copy(update={"at": _shifted(run.scenario.first_month, nearest)})
        return entry.model_copy(update={"kind": "month", "by": None, "since": None})
    return None


def _month(run: Run, day: date) -> int:
    """The month whose end lies nearest to a day."""
    return index(run.scenario, day) - (1 if day.day <= 15 else 0)


def _first_of(day: date) -> date:
    return day.replace(day=1)


def _shifted(month: date, by: int) -> date:
    whole = month.year * 12 + month.month - 1 + by
    return month.replace(year=whole // 12, month=whole % 12 + 1)


def _futures(run: Run, entries: list[Observable]) -> np.ndarray:
    """Futures that hold all that the observations ask for: every record, or those with a path, or with a log too."""
    ids = run.futures()
    if any(entry.kind == "total" or (entry.kind == "reading" and entry.of != ("troops",)) for entry in entries):
        ids = np.intersect1d(ids, run.kept)
    logged = [e for e in entries if e.of == ("troops",) or (e.kind == "month" and not set(e.of) <= set(RECORDED))]
    return np.intersect1d(ids, run.told) if logged else ids


def _weights(run: Run, ids: np.ndarray, row: Observation, entry: Observable) -> np.ndarray:
    """How near each future comes to what was seen, 0-1."""
    if entry.kind == "month":
        months = _months(run, ids, entry)
        came = index(run.scenario, row.period)
        if row.value <= (entry.outcome.reaching if entry.outcome else 0.0):
            return np.asarray(((months < 0) | (months > came)).astype(float))
        happens = months >= 0
        width = _width(months[happens].astype(float)) if happens.any() else 1.0
        return np.where(happens, np.exp(-0.5 * ((months - came) / max(width, 0.5)) ** 2), 0.0)
    values = scaled(entry, _values(run, ids, entry))
    seen = float(scaled(entry, np.array([in_unit(row)]))[0])
    known = np.isfinite(values)
    width = _width(values[known]) if known.any() else 1.0
    return np.where(known, np.exp(-0.5 * ((np.where(known, values, 0.0) - seen) / max(width, 1e-6)) ** 2), 0.0)


def _width(values: np.ndarray) -> float:
    """Width of the kernel that smooths a sample, by the rule of thumb for what may have more than one hump."""
    low, high = np.quantile(values, (0.25, 0.75))
    spread = min(float(values.std()), (high - low) / 1.34) or float(values.std())
    return float(0.9 * spread * len(values) ** -0.2)


def _months(run: Run, ids: np.ndarray, entry: Observable) -> np.ndarray:
    months = event_months(run, entry.of)
    assert months is not None
    held = run.futures() if set(entry.of) <= set(RECORDED) else run.told
    return months[_places(held, ids)]


def _values(run: Run, ids: np.ndarray, entry: Observable) -> np.ndarray:
    """The observed quantity in each future, NaN where it has none."""
    if entry.kind == "total":
        assert entry.since is not None and entry.until is not None
        rows = run.paths[_places(run.kept, ids)]
        span = slice(index(run.scenario, entry.since), index(run.scenario, entry.until) + 1)
        return np.asarray((10.0 ** rows[:, span, PLACE["log10_deaths"]].astype(float) - 1.0).sum(axis=1))
    assert entry.at is not None
    month = index(run.scenario, entry.at)
    if entry.of == ("troops",):
        levels, numbers = troops(run)
        stance = postures(run)[_places(run.told, ids), month]
        here = levels[np.searchsorted(numbers, ids % run.plan.worlds), np.maximum(stance, 0)]
        return np.where(stance < 0, 0.0, here)
    value = run.paths[_places(run.kept, ids), month, PLACE[entry.of[0]]].astype(float)
    return np.where(np.isnan(value), FALLEN.get(entry.of[0], np.nan), value)


def _places(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    order = np.argsort(ids)
    return np.asarray(order[np.searchsorted(ids[order], wanted)])


def _seen(run: Run, row: Observation, entry: Observable) -> Seen:
    made = forecast(run, entry)
    if made is None:
        return Seen(row, ", ".join(entry.of), entry.label, None, None, row.value, False)
    if made.months is not None:
        horizon = run.scenario.months
        months = np.where(made.months < 0, horizon, made.months).astype(float)
        came = float(index(run.scenario, row.period))
        at = proper.percentile(months, came)
        if row.value <= (entry.outcome.reaching if entry.outcome else 0.0):  # how many had had it by then
            at = float(np.mean(months <= came))
            return Seen(row, ", ".join(entry.of), entry.label, at, None, 0.0, at > 0.95)
        low, high = np.quantile(months, (0.05, 0.95), method="inverted_cdf")
        band, outside = (float(low), float(high)), not low <= came <= high
        return Seen(row, ", ".join(entry.of), entry.label, at, band, came, outside, "month")
    assert made.values is not None
    value = in_unit(row)
    at = proper.percentile(made.values, value, made.weights)
    q = proper.weighted_quantiles(made.values, LEVELS, made.weights)
    unit = "share" if entry.kind == "reading" and entry.of != ("troops",) else "count"
    band, outside = (float(q[0]), float(q[4])), not q[0] <= value <= q[4]
    return Seen(row, ", ".join(entry.of), entry.label, at, band, value, outside, unit)


def _beliefs(run: Run, ids: np.ndarray, share: np.ndarray, month: int) -> tuple[Shift, ...]:
    """Beliefs at the last observed month, over the kept futures among these that still stand."""
    both = np.isin(ids, run.kept)
    if not both.any() or share[both].sum() <= 0:
        return ()
    rows = run.paths[_places(run.kept, ids[both]), min(month, run.scenario.months - 1)].astype(float)
    found = []
    for name, label in BELIEFS.items():
        value = rows[:, PLACE[name]]
        held = np.isfinite(value)
        if held.any() and share[both][held].sum() > 0:
            after = float(np.average(value[held], weights=share[both][held]))
            found.append(Shift(name, label, float(value[held].mean()), after))
    return tuple(found)


def _by_world(run: Run, ids: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of worlds before and after."""
    count = run.plan.filled_worlds
    world = ids % run.plan.worlds
    before = np.bincount(world, minlength=count) / len(ids)
    return before, np.bincount(world, weights=share, minlength=count)


def _wedges(run: Run, ids: np.ndarray, share: np.ndarray) -> tuple[Shift, ...]:
    """Terms of the ledger over worlds; what a world's numbers alone make of them."""
    from ripeness.strategy.ledger import ledger, stakes

    scenario = run.scenario
    start = (scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"])
    values = {name: np.array([world.values[name] for world in run.worlds]) for name in scenario.parameters}
    before, after = _by_world(run, ids, share)
    found = ledger(stakes(values, start))
    over = {name: np.broadcast_to(term, len(before)) for name, term in found.terms.items()}
    shifts = [Shift(n, words.term(n, scenario.labels), float(before @ t), float(after @ t)) for n, t in over.items()]
    margin = np.broadcast_to(found.margin, len(before))
    return (*shifts, Shift("margin", "smallest of the three slacks", float(before @ margin), float(after @ margin)))


def _claims(run: Run, ids: np.ndarray, share: np.ndarray) -> tuple[Shift, ...]:
    """Chances of the events that claims are held against."""
    table, found = run.scenario.observables.scored, []
    for claim, held in run.scenario.claims.items():
        for test in held.test.forecast:
            entry = table.get(test.observable)
            if entry is None or entry.kind != "event" or not set(entry.of) <= set(RECORDED):
                continue
            assert entry.by is not None
            months = _months(run, ids, entry)
            begin = index(run.scenario, entry.since) if entry.since else 0
            came = (months >= begin) & (months <= index(run.scenario, entry.by))
            found.append(Shift(claim, entry.label, float(came.mean()), float(share @ came)))
    return tuple(found)


def _parameters(run: Run, ids: np.ndarray, share: np.ndarray) -> tuple[Shift, ...]:
    """The draws that the weights move most, in standard deviations."""
    before, after = _by_world(run, ids, share)
    found = []
    for name in run.scenario.parameters:
        values = np.array([world.values[name] for world in run.worlds])
        middle = float(before @ values)
        sd = float(np.sqrt(before @ (values - middle) ** 2))
        if sd > 1e-9 * abs(middle):  # a number that is fixed still has rounding to vary
            found.append(Shift(name, name, 0.0, (float(after @ values) - middle) / sd))
    found.sort(key=lambda shift: -abs(shift.after))
    return tuple(found[:MOST_PARAMETERS])
