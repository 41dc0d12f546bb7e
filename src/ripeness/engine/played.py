"""The game that the parties of a scenario play: a world's numbers, the calendar, contacts and the shelter left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine.calendar import turnover_years
from ripeness.model.region import sanctuary_step, shelter_cost
from ripeness.scenario.contacts import contact_factor
from ripeness.strategy.game import Game, build
from ripeness.strategy.layout import CHANNELS

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

MONTH_YEARS = 1.0 / 12.0


def played(
    scenario: Scenario, values: Mapping[str, float], end: float, base_rate: bool = False, rules: str | None = None
) -> Game:
    """The game of a world.

    Parameters
    ----------
    values : every parameter by name, this world's draw.  end : years up to which leaders take office.
    base_rate : all choices at their reference hazards.
    rules : phases that allow a separate accord; the scenario's own where none are given.
    """
    return build(
        values,
        turnover=turnover_years(scenario, end),
        base_rate=base_rate,
        accord_phases=rules or scenario.structure["accord_phases"],
        start=(scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"]),
        contacts=contact_factor(scenario, scenario.information_date),
        leanings=leanings(scenario),
        fighting=float(shelter_cost(expected_shelter(scenario, values), values["region.sanctuary_cost"])),
    )


def leanings(scenario: Scenario) -> tuple[tuple[float, ...], ...]:
    """What each bloc that votes makes of a gain through each channel; none where one leader decides."""
    blocs = scenario.blocs if scenario.structure["blocs"] else ()
    given = [{str(channel): weight for channel, weight in bloc.leaning.items()} for bloc in blocs]
    return tuple(tuple(leaning.get(channel, 1.0) for channel in CHANNELS) for leaning in given)


def expected_shelter(scenario: Scenario, values: Mapping[str, float]) -> float:
    """How far sanctuary will stand from its start: mean over the months ahead, the near ones counting more.

    One number for all dates: what changes later is known to the players as its mean.

    References
    ----------
    Model M10 and 9.7; 3.10, slow variables enter the game as expected paths.
    """
    aimed = scenario.dials.get("sanctuary")
    if aimed is None:
        return 0.0
    start, speed = values["region.sanctuary"], values["region.sanctuary_speed"]
    now, path = start, np.zeros(len(aimed))
    for month, change in enumerate(aimed):
        now = float(sanctuary_step(now, min(max(start + change, 0.0), 1.0), speed, MONTH_YEARS))
        path[month] = now - start
    weight = np.exp(-values["payoff.discount_insurgent"] * MONTH_YEARS * np.arange(len(path)))
    return float((path * weight).sum() / weight.sum())
