"""Scenario and world to arrays: the one place where what is known meets what is computed.

A world's parameters arrive as a dictionary by name; geography and calendar come from the scenario. Nothing here
decides anything: it selects, converts units, and derives the constants that the start rule demands (births
equal losses, effort has mean one, every driver is a difference from its start).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine import record
from ripeness.engine.calendar import month_index
from ripeness.engine.pack_game import politics_of, stitched, tables
from ripeness.engine.pack_map import countryside_of, ground_of, origin_of, peace_of
from ripeness.engine.pack_people import (
    cascade_of,
    effort_of,
    ends_of,
    neighbours_of,
    society_of,
    state_of,
)
from ripeness.engine.war import Stage, War
from ripeness.strategy.game import posture_levels

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

__all__ = ["pack", "policy_of", "stage_of", "stitched", "tables"]

RUNGS = ("none", "money", "residual", "main")


def pack(
    scenario: Scenario, values: Mapping[str, float], world_key: tuple[int, int], accord_phases: str = "any"
) -> War:
    """One world of a scenario as the arrays of ``engine.war``.

    Parameters
    ----------
    values : every parameter of the scenario by name, this world's draw.
    world_key : key words of the world, for what is drawn once a world (reading offsets, province violence).
    accord_phases : "any", "exclusive" or "linkage": from which phases a separate accord may be signed.
    """
    stage = stage_of(scenario, values)
    ground, mean_degree = ground_of(scenario, values, world_key, stage)
    return War(
        ground=ground,
        peace=peace_of(values),
        countryside=countryside_of(scenario, values, stage),
        effort=effort_of(scenario, values),
        state=state_of(values),
        neighbours=neighbours_of(values),
        cascade=cascade_of(scenario, values),
        origin=origin_of(scenario, values, mean_degree, ground),
        society=society_of(scenario, values, stage),
        stage=stage,
        politics=politics_of(scenario, values, accord_phases, stage.policy[record.STATEMENT]),
        ends=ends_of(scenario),
        months=scenario.months,
    )


def stage_of(scenario: Scenario, values: Mapping[str, float]) -> Stage:
    posture, commitment = scenario.start["posture"], scenario.start["commitment"]
    months = np.arange(scenario.months)
    phase = (scenario.first_month.month - 1 + months + 0.5) / 12.0
    season = values["territory.season_amplitude"] * np.cos(2 * np.pi * (phase - values["territory.season_peak"]))
    pay = np.array([values["territory.pay_none"], 1.0, 1.0, 1.0]) * values["government.pay"]
    advice = np.array([values[f"territory.advisory_{r}"] for r in ("none", "money", "residual")] + [1.0])
    advice[:3] = np.minimum(advice[:3] * values["territory.advisory_scale"], 1.0)
    effort, deaths = values["violence.restraint_effort"], values["violence.restraint_patron_deaths"]
    bound = commitment == 1
    air = _postures(values, "air", 1.0)
    return Stage(
        season=season,
        policy=policy_of(scenario),
        air=air / air[posture] if air[posture] > 0 else air,
        pay=pay,
        advice=advice,
        level=posture_levels(values),
        kernel_drift=np.array([values[f"kernel.drift_{r}"] for r in RUNGS]),
        restraint_effort=1.0 if bound else effort,
        restraint_deaths=1.0 if bound else deaths,
        restraint_effort_free=1.0 / effort if bound else 1.0,
        restraint_deaths_free=1.0 / deaths if bound else 1.0,
        ceasefire_factor=values["violence.ceasefire_factor"],
        settlement_factor=values["violence.settlement_factor"],
        kernel_cohesion=values["kernel.drift_cohesion"],
        kernel_volatility=np.array([values[f"kernel.volatility_{r}"] for r in RUNGS]),
        kernel_control=values["kernel.drift_control"],
        kernel_ceasefire=values["kernel.ceasefire_volatility"],
        talking_start=1.0 if scenario.start["talks"] >= 1 else 0.0,
        excluded_start=1.0 if scenario.start["talks"] == 1 else 0.0,
        kernel_settled=values["kernel.settled_volatility"],
    )


def policy_of(scenario: Scenario) -> np.ndarray:
    """What policy sets each month, (policy, month): the calendar's dates, and the levers pulled.

    A dial whose neutral value is 1 multiplies, one whose neutral value is 0 adds: so a truce that is agreed comes on
    top of those in the calendar.
    """
    table = np.repeat(np.array(list(record.POLICIES.values()))[:, None], scenario.months, axis=1)
    for vote in scenario.calendar.elections:
        m = month_index(scenario, vote.date.year, vote.date.month)
        if 0 <= m < scenario.months:
            table[record.ELECTION, m] = 1.0
    for truce in scenario.calendar.truces:
        m = month_index(scenario, truce.date.year, truce.date.month)
        if 0 <= m < scenario.months:
            table[record.TRUCE_WEEKS, m] += truce.days / 7.0
    for change in sorted(scenario.calendar.delivery, key=lambda change: change.date):
        m = max(month_index(scenario, change.date.year, change.date.month), 0)
        table[record.FREEDOM, m:] = change.freedom
        table[record.ECONOMY, m:] = change.economy
        table[record.RELATIONS, m:] = change.relations
    for venue in scenario.calendar.venues:
        m = month_index(scenario, venue.date.year, venue.date.month)
        if 0 <= m < scenario.months:
            table[record.VENUE, m] += 1.0
    for row, (name, neutral) in enumerate(record.POLICIES.items()):
        if name in scenario.dials:
            pulled = np.array(scenario.dials[name])
            table[row] = table[row] * pulled if neutral == 1.0 else table[row] + pulled
    return table


def _postures(values: Mapping[str, float], name: str, start: float) -> np.ndarray:
    """Values by posture 0-3, given as factors of the start value, the main force being 1."""
    return np.array([values[f"territory.{name}_{rung}"] for rung in ("none", "money", "residual")] + [1.0]) * start
