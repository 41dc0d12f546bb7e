"""The game that a war's parties play in one of its worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ripeness.engine.calendar import turnover_years
from ripeness.strategy.game import Game, build
from ripeness.strategy.layout import CHANNELS

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario


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
    start = scenario.start
    return build(
        values,
        turnover=turnover_years(scenario, end),
        base_rate=base_rate,
        accord_phases=rules or scenario.structure["accord_phases"],
        start=(start["posture"], start["commitment"], start["talks"]),
        leanings=leanings(scenario),
    )


def leanings(scenario: Scenario) -> tuple[tuple[float, ...], ...]:
    """What each bloc that votes makes of a gain through each channel; none where one leader decides."""
    blocs = scenario.blocs if scenario.structure["blocs"] else ()
    given = [{str(channel): weight for channel, weight in bloc.leaning.items()} for bloc in blocs]
    return tuple(tuple(leaning.get(channel, 1.0) for channel in CHANNELS) for leaning in given)
