"""Forecasts that need no model of the war: what was last seen, where it was heading, what the same season brought.

They see the rows a likelihood may see and nothing else. Where a baseline has nothing to say about an observable it is
left out of that comparison, never given a bad score.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ripeness.analysis.backtest.forecast import Forecast
from ripeness.analysis.backtest.outcome import in_unit
from ripeness.ensemble.classes import CLASSES
from ripeness.scenario.observables import STATES, Observable
from ripeness.scenario.observations import for_likelihood

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

SURPRISE = 0.01  # what persistence leaves for all that it does not expect, so that its log score stays finite
LEAST_ROWS, YEARS = 3, 5
POINTS = 400
EDGE = 0.5 / 400  # half a unit of a few hundred: shares of 0 and 1 have no log-odds


def persistence(scenario: Scenario, observable: Observable) -> Forecast | None:
    """Everything stays as it was last seen; what had not happened does not happen."""
    kind = observable.kind
    if kind == "event":
        return Forecast(1, probability=SURPRISE)
    if kind == "month":
        never = round(scenario.months * (1.0 - SURPRISE) / SURPRISE)
        return Forecast(1, months=np.concatenate([np.full(never, -1), np.arange(scenario.months)]))
    if kind == "class":
        names = STATES if observable.of == ("state",) else CLASSES
        stays = scenario.start["posture"] >= 2
        kept = ("with_patron" if stays else "alone") if names is STATES else ("O6" if stays else "O7")
        rest = SURPRISE / (len(names) - 1)
        return Forecast(1, classes={name: 1.0 - SURPRISE if name == kept else rest for name in names})
    seen = _known(scenario, observable)
    return None if seen is None else Forecast(1, values=seen[1][-1:], weights=np.ones(1))


def drift(scenario: Scenario, observable: Observable) -> Forecast | None:
    """A random walk with drift from the last reading, in log-odds of shares and logs of the rest.

    References
    ----------
    Harvey 1989; the drift's own error is added to the walk's.
    """
    seen = _known(scenario, observable)
    if seen is None or len(seen[0]) < LEAST_ROWS:
        return None
    times, values = seen[0], _out(seen[1], _is_share(observable))
    steps, spans = np.diff(values), np.diff(times)
    length = times[-1] - times[0]
    slope = (values[-1] - values[0]) / length
    variance = float(np.mean((steps - slope * spans) ** 2 / spans))
    ahead = _when(observable) - times[-1]
    mean, sd = values[-1] + slope * ahead, np.sqrt(variance * ahead * (1.0 + ahead / length))
    return _sample(mean + sd * _normal_points(), _is_share(observable))


def trend(scenario: Scenario, observable: Observable) -> Forecast | None:
    """A straight line through all readings, in log-odds of shares (a logistic curve) and logs of the rest.

    References
    ----------
    Ordinary least squares with its interval for a new reading.
    """
    from scipy.stats import t as student

    seen = _known(scenario, observable)
    if seen is None or len(seen[0]) < LEAST_ROWS + 1:
        return None
    times, values = seen[0], _out(seen[1], _is_share(observable))
    middle, n = times.mean(), len(times)
    around = np.sum((times - middle) ** 2)
    slope = np.sum((times - middle) * (values - values.mean())) / around
    left = values - values.mean() - slope * (times - middle)
    sd = np.sqrt(np.sum(left**2) / (n - 2))
    when = _when(observable)
    scale = sd * np.sqrt(1.0 + 1.0 / n + (when - middle) ** 2 / around)
    levels = (np.arange(POINTS) + 0.5) / POINTS
    return _sample(values.mean() + slope * (when - middle) + scale * student.ppf(levels, n - 2), _is_share(observable))


def seasonal(scenario: Scenario, observable: Observable) -> Forecast | None:
    """The same season of the last five years, each year alike; for totals only."""
    seen = _known(scenario, observable) if observable.kind == "total" else None
    if seen is None or observable.until is None:
        return None
    season = observable.until.month
    same = [v for t, v, m in zip(*seen, strict=True) if m == season][-YEARS:]
    return Forecast(len(same), values=np.array(same), weights=np.ones(len(same))) if same else None


OWN: dict[str, Callable[[Scenario, Observable], Forecast | None]] = {
    "persistence": persistence, "drift": drift, "trend": trend, "seasonal": seasonal,
}  # fmt: skip


def _known(scenario: Scenario, observable: Observable) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Years, values in the outcome's unit and calendar months of what was known; None where nothing was."""
    if observable.kind not in {"reading", "total"}:
        return None
    rows = [seen for seen in for_likelihood(scenario) if seen.series == observable.history]
    if not rows:
        return None
    rows.sort(key=lambda seen: seen.period)
    times = np.array([_years(s.period.year, s.period.month, s.period.day) for s in rows])
    return times, np.array([in_unit(s) for s in rows]), np.array([s.period.month for s in rows])


def _when(observable: Observable) -> float:
    day = observable.at or observable.until
    assert day is not None
    return _years(day.year, day.month, 30)


def _years(year: int, month: int, day: int) -> float:
    return year + (month - 1) / 12.0 + day / 365.0


def _is_share(observable: Observable) -> bool:
    return observable.kind == "reading" and observable.of[0] != "troops"


def _out(values: np.ndarray, share: bool) -> np.ndarray:
    if not share:
        return np.asarray(np.log1p(values))
    held = np.clip(values, EDGE, 1.0 - EDGE)
    return np.asarray(np.log(held / (1.0 - held)))


def _sample(values: np.ndarray, share: bool) -> Forecast:
    back = 1.0 / (1.0 + np.exp(-values)) if share else np.maximum(np.expm1(np.minimum(values, 30.0)), 0.0)
    return Forecast(len(back), values=back, weights=np.ones(len(back)))


def _normal_points() -> np.ndarray:
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(POINTS) + 0.5) / POINTS))
