"""One observable scored: every rule that fits its kind, how surprising the outcome was, whether intervals held it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.analysis.backtest.forecast import Forecast
from ripeness.analysis.backtest.outcome import Happened
from ripeness.analysis.scoring import proper
from ripeness.scenario.observables import Observable

# The rule that skill is measured by; others are printed beside it.
RULES = {
    "event": "Brier", "month": "survival log", "class": "log", "reading": "CRPS", "total": "CRPS", "terms": "CRPS",
    "joint": "energy",
}  # fmt: skip
CONTINUOUS = ("reading", "total", "terms")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


class Scored(NamedTuple):
    """Scores of one forecast of one observable."""

    main: float  # by the rule of its kind
    others: dict[str, float]
    chance: float | None  # given to what happened: its probability, or the share of the distribution as far out
    inside50: bool | None
    inside90: bool | None
    percentile: float | None


def score(observable: Observable, forecast: Forecast, outcome: Happened, horizon: int) -> Scored:
    """Scores of a forecast.

    Parameters
    ----------
    horizon : months of a future; an event that never comes is read as coming then.

    References
    ----------
    Model 5.4, the rules.
    """
    if observable.kind == "event":
        assert forecast.probability is not None and outcome.happened is not None
        p, truth = forecast.probability, outcome.happened
        given = p if truth else 1.0 - p
        return Scored(proper.brier(p, truth), {"log": proper.log_score(given)}, given, None, None, None)
    if observable.kind == "class":
        assert forecast.classes is not None
        names, shares = list(forecast.classes), np.array(list(forecast.classes.values()))
        place = names.index(outcome.means)
        # One more future, spread evenly, keeps a class that no future ended in from being impossible.
        given = float((shares[place] * forecast.count + 1.0 / len(names)) / (forecast.count + 1.0))
        return Scored(proper.log_score(given), {"Brier": proper.class_brier(shares, place)}, given, None, None, None)
    if observable.kind == "month":
        assert forecast.months is not None
        months = np.where(forecast.months < 0, horizon, forecast.months).astype(float)
        came = horizon if outcome.month is None else min(outcome.month, horizon)
        main = proper.survival_log_score(forecast.months, outcome.month, horizon)
        at = proper.percentile(months, float(came))
        return Scored(main, {"CRPS": proper.crps(months, float(came))}, _tails(at), None, None, at)
    assert forecast.values is not None and outcome.value is not None
    values, y = scaled(observable, forecast.values), float(scaled(observable, np.array([outcome.value]))[0])
    at = proper.percentile(values, y, forecast.weights)
    q = proper.weighted_quantiles(values, LEVELS, forecast.weights)
    point = len(values) == 1
    main = proper.crps(values, y, forecast.weights)
    if point:
        return Scored(main, {}, None, None, None, at)
    return Scored(main, {}, _tails(at), bool(q[1] <= y <= q[3]), bool(q[0] <= y <= q[4]), at)


def score_joint(observable: Observable, forecast: Forecast, outcomes: list[Happened]) -> Scored:
    """Energy score of readings taken together."""
    assert forecast.draws is not None
    truth = np.array([[happened.value for happened in outcomes]], dtype=float)
    draws = scaled(observable, forecast.draws)
    return Scored(proper.energy_score(draws, scaled(observable, truth)[0]), {}, None, None, None, None)


def scaled(observable: Observable, values: np.ndarray) -> np.ndarray:
    """Values on the scale they are scored on: logs of one more, where the table says so."""
    return np.asarray(np.log1p(values)) if observable.scale == "log" else np.asarray(values, dtype=float)


def _tails(at: float) -> float:
    return 2.0 * min(at, 1.0 - at)
