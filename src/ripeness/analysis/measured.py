"""What an experiment measures, read from what an arm left in a world: one function a measure, by its word.

Words, units and settings stand in ``scenario.measures``. A measure of a future gives one number a future, NaN where
the future has none; a measure of a world gives one number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis import metrics
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, FLAGS
from ripeness.ensemble.flags import by
from ripeness.ensemble.outcomes import Outcomes, Rules, classify, collapsed, months_from_exit
from ripeness.scenario.measures import CHANNELS, MARKS, PARTIES, TYPES
from ripeness.strategy import events as ev

if TYPE_CHECKING:
    from ripeness.ensemble.evidence import Evidence
    from ripeness.scenario.experiments import Measured
    from ripeness.scenario.war import Scenario

COLUMN = {
    "settlement": rec.FIRST_SIGN, "held_settlement": rec.FIRST_SETTLED_SIGN, "accord": rec.ACCORD_MONTH,
    "intra": rec.INTRA_MONTH, "ceasefire": rec.CEASEFIRE_MONTH, "order": rec.ORDER_MONTH, "exit": rec.FIRST_EXIT,
    "cut": rec.CUT_MONTH, "capital_lost": rec.FIRST_CAPITAL_LOST, "collapse": rec.COLLAPSE_MONTH,
}  # fmt: skip
NEVER = 10**6
IMPOSSIBLE = -59.0  # log hazard of what cannot happen
LOWEST = 1e-4  # share of control that has log-odds


class World(NamedTuple):
    """One arm in one world, with what is needed to read it."""

    scenario: Scenario
    values: Mapping[str, float]
    seen: Evidence
    row: np.ndarray
    ends: Outcomes
    law: Rules


Read = Callable[[World, Mapping[str, Any]], np.ndarray]


def world_of(scenario: Scenario, values: Mapping[str, float], seen: Evidence, law: Rules) -> World:
    """Put together what the readings need."""
    row = np.asarray(seen.record, dtype=float)
    return World(scenario, values, seen, row, classify(row, law), law)


def measured(world: World, what: Measured) -> np.ndarray:
    """A measure in one world, (future,) or (1,)."""
    return np.atleast_1d(np.asarray(READS[what.measure](world, what.settings), dtype=float))


# --- of a future


def _ended(name: str) -> Read:
    return lambda w, s: w.ends.code == CLASSES.index(name)


def _month_of_takeover(w: World) -> np.ndarray:
    taken = w.ends.code == CLASSES.index("O1")
    handed = w.row[:, rec.HANDOVER_MONTH]
    month = np.where(handed >= 0, handed, w.row[:, rec.COLLAPSE_MONTH])
    return np.where(taken, month, -1.0)


def _month(w: World, event: str) -> np.ndarray:
    """Month of an event, -1 where it does not happen."""
    return _month_of_takeover(w) if event == "takeover" else w.row[:, COLUMN[event]]


def _takeover(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return by(_month_of_takeover(w), s.get("by", NEVER))


def _takeover_before_exit(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return (w.ends.code == CLASSES.index("O1")) & collapsed(w.row) & np.isnan(months_from_exit(w.row))


def _takeover_after_exit(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return np.where(w.row[:, rec.EXIT_MONTH] >= 0, w.ends.code == CLASSES.index("O1"), np.nan)


def _responsible_exit(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return w.ends.flags[:, FLAGS.index("F10")] & by(w.row[:, rec.FIRST_EXIT], s.get("by", NEVER))


def _settled_after(w: World, s: Mapping[str, Any]) -> np.ndarray:
    first, signed = _month(w, s["event"]), w.row[:, rec.FIRST_SIGN]
    soon = (signed >= first) & (signed <= first + s["within"])
    return np.where(first >= 0, soon, np.nan)


def _month_of(w: World, s: Mapping[str, Any]) -> np.ndarray:
    month = _month(w, s["event"])
    return np.where(month >= 0, month, w.law.months)


def _survival_after_exit(w: World, s: Mapping[str, Any]) -> np.ndarray:
    left, fell = w.row[:, rec.EXIT_MONTH], w.row[:, rec.COLLAPSE_MONTH]
    return np.where(left >= 0, np.where(fell >= 0, fell, w.law.months) - left, np.nan)


def _deaths_a_year(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return w.row[:, rec.DEATHS_TOTAL] / np.maximum(w.row[:, rec.MONTHS_RUN], 1.0) * 12.0


def _level(w: World, s: Mapping[str, Any]) -> np.ndarray:
    name = "control_share" if s["of"] == "control_log_odds" else s["of"]
    place = next(i for i, (known, _, _) in enumerate(rec.QUANTITIES) if known == name)
    level = w.seen.levels[:, MARKS.index(s["month"]), place].astype(float)
    if s["of"] != "control_log_odds":
        return level
    share = np.clip(level, LOWEST, 1.0 - LOWEST)
    return np.asarray(np.log(share / (1.0 - share)))


def _exceeds(w: World, s: Mapping[str, Any]) -> np.ndarray:
    level = _level(w, s)
    return np.where(np.isnan(level), np.nan, level > s["value"])


def _districts(w: World, s: Mapping[str, Any]) -> np.ndarray:
    held = w.seen.districts[:, MARKS.index(s["month"])].astype(float)
    return held[:, w.scenario.regions.index(s["region"])] if "region" in s else held.sum(axis=1)


def _region_lost(w: World, s: Mapping[str, Any]) -> np.ndarray:
    regions = {p.id: p.region for p in w.scenario.provinces}
    count = sum(regions[d.province] == s["region"] for d in w.scenario.districts)
    held = _districts(w, s)
    return np.where(np.isnan(held), 1.0, held > count / 2.0)  # a state that has fallen holds no region


# --- of a world


def _at(w: World, s: Mapping[str, Any]) -> tuple[int, int]:
    """Cell and talks of a state; the start unless another is given."""
    if "at" in s:
        return ev.CELL[(s["at"].posture, s["at"].commitment)], s["at"].talks
    start = w.scenario.start
    return ev.CELL[(start["posture"], start["commitment"])], start["talks"]


def _common(slot: int) -> Read:
    return lambda w, s: w.seen.common[_at(w, s)][slot]


def _end(which: int) -> Read:
    return lambda w, s: w.seen.ends[which][_at(w, s)]


def _hazard(w: World, s: Mapping[str, Any]) -> np.ndarray:
    event, at = ev.NAMES.index(s["event"]), _at(w, s)
    if event >= ev.PATRON_EVENTS:
        return _rate(w.seen.common[at][event - ev.PATRON_EVENTS])
    irresolute, resolute = (_rate(w.seen.patron[theta][at][event]) for theta in (0, 1))
    if "type" in s:
        return (irresolute, resolute)[TYPES.index(s["type"])]
    belief = w.values["information.resolve_start"]
    return belief * resolute + (1.0 - belief) * irresolute


def _rate(logged: Any) -> np.ndarray:
    return np.where(np.asarray(logged) < IMPOSSIBLE, 0.0, np.exp(logged))


def _acceptance(w: World, s: Mapping[str, Any]) -> np.ndarray:
    chances = w.seen.opportunity[ev.NAMES.index(s["event"])]
    return _hazard(w, s) / chances if chances > 0.0 else np.array(np.nan)


def _value(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return w.seen.values[PARTIES.index(s["party"])][_at(w, s)]


def _gain(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return w.seen.gains[ev.NAMES.index(s["event"]), PARTIES.index(s["party"])][_at(w, s)]


def _part(parts: np.ndarray, channels: Any) -> np.ndarray:
    """Share of some channels in the positive parts; 0 where nothing is positive."""
    positive = np.maximum(parts, 0.0)
    wanted = sum(positive[CHANNELS.index(name)] for name in channels)
    return np.asarray(wanted / positive.sum() if positive.sum() > 0.0 else 0.0)


def _channel_share(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return _part(w.seen.channels[(slice(None), *_at(w, s))], s["channel"])


def _gain_channel_share(w: World, s: Mapping[str, Any]) -> np.ndarray:
    return _part(w.seen.gain_channels[(ev.NAMES.index(s["event"]), slice(None), *_at(w, s))], s["channel"])


def _ledger(w: World, s: Mapping[str, Any]) -> np.ndarray:
    from ripeness.strategy.ledger import ledger, stakes

    found = ledger(stakes(w.values, _start(w)))
    return np.asarray(found.belief_threshold if s["term"] == "threshold" else found.total(s["term"]))


def _start(w: World) -> tuple[int, int, int]:
    start = w.scenario.start
    return start["posture"], start["commitment"], start["talks"]


def _staying_cost(w: World, s: Mapping[str, Any]) -> np.ndarray:
    from ripeness.strategy.game import staying_costs

    return staying_costs(w.values, w.scenario.start["posture"])[TYPES.index(s["type"])][s["posture"]]


def _preference_share(w: World, s: Mapping[str, Any]) -> np.ndarray:
    from ripeness.strategy.game import staying_costs

    posture, kind = w.scenario.start["posture"], TYPES.index(s["type"])
    whole = staying_costs(w.values, posture)[kind][posture]
    own = staying_costs({**w.values, "patron.cost_burden": 0.0}, posture)[kind][posture]
    return np.asarray(own / whole if whole > 0.0 else np.nan)


def _sustained_posture(w: World, s: Mapping[str, Any]) -> np.ndarray:
    from ripeness.strategy.ledger import sustained_postures

    return np.asarray(sustained_postures(w.values, _start(w))[1 - TYPES.index(s["type"])])


def _massing(w: World, *names: str) -> list[float]:
    return [w.values[f"massing.{name}"] for name in names]


def _town_losses(w: World, s: Mapping[str, Any]) -> np.ndarray:
    from ripeness.model.massing import bleeding

    return np.asarray(bleeding(*_massing(w, "town", "size", "exposed")))


def _town_formation(w: World, s: Mapping[str, Any]) -> np.ndarray:
    from ripeness.model.massing import formation_size

    size, habit, smallest, largest, town = _massing(w, "size", "habit", "smallest", "largest", "town")
    return np.asarray(formation_size(s["air"], size, habit, smallest, largest) / town)


READS: dict[str, Read] = {
    "settlement": _ended("O2"),
    "durable_settlement": lambda w, s: metrics.durable(w.row),
    "takeover": _takeover,
    "takeover_unsettled": lambda w, s: _takeover(w, s) & (w.row[:, rec.FIRST_SETTLED_SIGN] < 0),
    "takeover_before_exit": _takeover_before_exit,
    "takeover_after_exit": _takeover_after_exit,
    "survival": _ended("O7"),
    "collapse": lambda w, s: by(w.row[:, rec.COLLAPSE_MONTH], s.get("by", NEVER)),
    "missed_bargain": lambda w, s: w.ends.flags[:, FLAGS.index("F11")],
    "responsible_exit": _responsible_exit,
    "region_defects": lambda w, s: w.row[:, rec.REGIONS_LEFT] > 0,
    "happens": lambda w, s: by(_month(w, s["event"]), s.get("by", NEVER)),
    "settled_after": _settled_after,
    "month_of": _month_of,
    "survival_after_exit": _survival_after_exit,
    "terms": lambda w, s: metrics.terms_in_force(w.row),
    "deaths": lambda w, s: w.row[:, rec.DEATHS_TOTAL],
    "deaths_a_year": _deaths_a_year,
    "patron_deaths": lambda w, s: w.row[:, rec.DEATHS_PATRON],
    "patron_cost": lambda w, s: w.row[:, rec.COST],
    "level": _level,
    "exceeds": _exceeds,
    "districts": _districts,
    "region_lost": _region_lost,
    "range": _common(14),
    "margin": _common(15),
    "lowest_share": _end(0),
    "highest_share": _end(1),
    "hazard": _hazard,
    "acceptance": _acceptance,
    "value": _value,
    "gain": _gain,
    "expected_posture": lambda w, s: w.seen.values[4][_at(w, s)],
    "channel_share": _channel_share,
    "gain_channel_share": _gain_channel_share,
    "expected_exit": lambda w, s: w.seen.expected_exit[("public", "insurgent").index(s["believer"])],
    "ledger": _ledger,
    "parameter": lambda w, s: np.asarray(w.values[s["name"]]),
    "staying_cost": _staying_cost,
    "preference_share": _preference_share,
    "sustained_posture": _sustained_posture,
    "town_losses": _town_losses,
    "town_formation": _town_formation,
}
