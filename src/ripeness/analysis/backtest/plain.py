"""A back-test as plain values: what machines read, what the page draws, what the ledger keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ripeness.analysis import dates
from ripeness.analysis.backtest.forecast import Forecast
from ripeness.analysis.backtest.run import BASELINES, FAILED, Backtest, Row
from ripeness.analysis.backtest.score import LEVELS, RULES, Scored, scaled
from ripeness.analysis.scoring import proper
from ripeness.scenario.observables import Observable

BARS = 48  # of a drawn distribution
COLUMNS = (
    "version", "created", "scenario", "scenario_hash", "kernel_hash", "table_hash", "seed", "worlds", "futures",
    "prior_set", "start", "domain", "rule", "baseline", "observables", "blocks", "mean_score", "mean_base", "skill",
    "low", "high",
)  # fmt: skip


def as_dict(found: Backtest) -> dict[str, Any]:
    """All of a back-test as JSON knows it."""
    held = found.run.manifest
    return {
        "table_hash": found.table_hash,
        "information_date": found.scenario.information_date.isoformat(),
        "estimator": f"CRPS and energy score in the {proper.ESTIMATOR} form",
        "worlds": found.run.plan.filled_worlds,
        "kernel_hash": held["kernel_hash"],
        "input_hash": held["input_hash"],
        "adequacy": held.get("adequacy"),
        "baselines": BASELINES,
        "observables": [observable(found, row) for row in found.rows],
        "left_out": [
            {"id": id_, "label": found.scenario.observables.observables[id_].label,
             "domain": found.scenario.observables.observables[id_].domain, "reason": reason}
            for id_, reason in found.left_out.items()
        ],
        "skill": [
            {"domain": s.domain, "rule": s.rule, "baseline": s.baseline, **s.skill._asdict()} for s in found.skills
        ],
        "leads": [lead.__dict__ for lead in found.leads],
        "coverage": [c.__dict__ for c in found.coverage],
        "failures": [
            {"id": row.id, "label": row.observable.label, "domain": row.observable.domain,
             "chance": row.scored.chance if row.scored else None, "mechanisms": list(row.observable.mechanisms)}
            for row in found.failures
        ],
        "failed_below": FAILED,
        "published": [{**made.__dict__} for made in found.published],
    }  # fmt: skip


def observable(found: Backtest, row: Row) -> dict[str, Any]:
    """One observable with its forecast, its outcome and all scores."""
    entry = row.observable
    return {
        "id": row.id, "label": entry.label, "domain": entry.domain, "kind": entry.kind, "rule": RULES[entry.kind or ""],
        "months_ahead": row.lead, "unit": _unit(entry), "scale": entry.scale,
        "mechanisms": list(entry.mechanisms), "note": entry.note or "",
        "forecast": None if row.forecast is None else _forecast(found, entry, row.forecast),
        "happened": _happened(found, row),
        "sources": [_source(found, seen) for seen in row.outcome.rows],
        "refused": row.outcome.refused,
        "scores": None if row.scored is None else _scores(row.scored),
        "baselines": {name: _scores(scored) for name, scored in row.base.items()},
        "baseline_forecasts": {name: _short(found, entry, made) for name, made in row.baselines.items()},
        "failed": row.failed,
    }  # fmt: skip


def ledger_rows(found: Backtest, created: str) -> list[dict[str, Any]]:
    """What the ledger keeps: one line a domain, rule and baseline."""
    held, plan = found.run.manifest, found.run.plan
    about = {
        "version": held["version"], "created": created, "scenario": found.scenario.name,
        "scenario_hash": found.scenario.hash[:12], "kernel_hash": str(held["kernel_hash"])[:12],
        "table_hash": found.table_hash[:12], "seed": plan.seed, "worlds": plan.filled_worlds, "futures": plan.futures,
        "prior_set": plan.prior_set, "start": plan.start,
    }  # fmt: skip
    lines = []
    for s in found.skills:
        both = [
            (row.scored.main, row.base[s.baseline].main)
            for row in found.rows
            if row.scored is not None and s.baseline in row.base and row.observable.domain == s.domain
            and RULES[row.observable.kind or ""] == s.rule
        ]  # fmt: skip
        own, other = np.mean(both, axis=0)
        lines.append({
            **about, "domain": s.domain, "rule": s.rule, "baseline": s.baseline, "observables": s.skill.observables,
            "blocks": s.skill.blocks, "mean_score": _digits(own), "mean_base": _digits(other),
            "skill": _digits(s.skill.skill), "low": _digits(s.skill.low), "high": _digits(s.skill.high),
        })  # fmt: skip
    return lines


def _scores(scored: Scored) -> dict[str, Any]:
    return {
        "main": _finite(scored.main), **{name: _finite(value) for name, value in scored.others.items()},
        "chance": scored.chance, "inside50": scored.inside50, "inside90": scored.inside90,
        "percentile": scored.percentile,
    }  # fmt: skip


def _forecast(found: Backtest, entry: Observable, made: Forecast) -> dict[str, Any]:
    """The distribution in few enough numbers to draw."""
    fields: dict[str, Any] = {"futures": made.count, **_short(found, entry, made)}
    if made.months is not None:
        horizon = found.scenario.months
        count = np.bincount(np.where(made.months < 0, horizon, made.months), minlength=horizon + 1)
        fields["share_by_month"] = (count / count.sum()).round(5).tolist()
    if made.values is not None:
        values = scaled(entry, made.values)
        truth = scaled(entry, np.array([_value(found, entry)]))[0] if entry.outcome else np.nan
        ends = np.append(proper.weighted_quantiles(values, (0.005, 0.995), made.weights), truth)
        low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
        pad = (high - low or 1.0) * 0.05
        low, high = (0.0, 1.0) if _unit(entry) == "share" else (max(low - pad, 0.0), high + pad)
        count_, edges = np.histogram(np.clip(values, low, high), BARS, (low, high), weights=made.weights)
        fields |= {"edges": edges.round(5).tolist(), "bars": (count_ / count_.sum()).round(5).tolist()}
    return fields


def _value(found: Backtest, entry: Observable) -> float:
    row = next(row for row in found.rows if row.observable is entry)
    return np.nan if row.outcome.value is None else row.outcome.value


def _short(found: Backtest, entry: Observable, made: Forecast) -> dict[str, Any]:
    if made.probability is not None:
        return {"probability": made.probability}
    if made.classes is not None:
        return {"classes": made.classes}
    if made.months is not None:
        never = float(np.mean(made.months < 0))
        months = np.where(made.months < 0, found.scenario.months, made.months)
        quantiles = np.quantile(months, LEVELS, method="inverted_cdf").astype(int)
        words = [None if m >= found.scenario.months else dates.month(found.scenario, int(m)) for m in quantiles]
        return {"never": never, "quantiles": dict(zip(map(str, LEVELS), words, strict=True))}
    if made.values is not None:
        q = proper.weighted_quantiles(made.values, LEVELS, made.weights)
        return {"quantiles": dict(zip(map(str, LEVELS), q.round(5).tolist(), strict=True))}
    assert made.draws is not None
    return {"means": made.draws.mean(axis=0).round(3).tolist()}


def _happened(found: Backtest, row: Row) -> Any:
    outcome, kind = row.outcome, row.observable.kind
    if outcome.refused:
        return None
    if kind == "event":
        return outcome.happened
    if kind == "month":
        return None if outcome.month is None else dates.month(found.scenario, outcome.month)
    if kind == "class":
        return outcome.means
    return [seen.value for seen in outcome.rows] if kind == "joint" else outcome.value


def _source(found: Backtest, seen: Any) -> dict[str, Any]:
    source = found.scenario.sources.get(seen.source)
    return {
        "series": seen.series, "period": seen.period.isoformat(), "value": seen.value, "unit": seen.unit,
        "published": seen.published.isoformat(), "source": seen.source,
        "title": source.title if source else seen.source, "evidence": seen.evidence,
    }  # fmt: skip


def _unit(entry: Observable) -> str:
    if entry.kind == "total":
        return "deaths"
    if entry.kind == "reading":
        return "troops" if entry.of[0] == "troops" else "share"
    return {"event": "probability", "month": "month", "class": "class", "terms": "share"}.get(entry.kind or "", "")


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _digits(value: float | None) -> str:
    return "" if value is None or not np.isfinite(value) else f"{value:.4f}"


def by_domain(content: Mapping[str, Any], key: str) -> dict[str, list[Any]]:
    """A list of the object grouped by domain, in order."""
    groups: dict[str, list[Any]] = {}
    for entry in content[key]:
        groups.setdefault(entry["domain"], []).append(entry)
    return groups
