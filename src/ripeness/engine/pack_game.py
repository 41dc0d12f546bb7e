"""The game as the loop reads it: where it starts, its rules month by month, orders, and solved games as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine.calendar import orders_of, turnover_years
from ripeness.engine.war import Politics, Tables
from ripeness.errors import SolverError
from ripeness.strategy.conduct import barred
from ripeness.strategy.eras import obeyed
from ripeness.strategy.events import CELLS, EXECUTION, Transitions, transition_table

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.solver import Solution


def politics_of(scenario: Scenario, values: Mapping[str, float], accord_phases: str) -> Politics:
    turnover = np.zeros(scenario.months, dtype=np.int64)
    for years in turnover_years(scenario, scenario.months / 12.0):
        m = round(years * 12)
        if m < scenario.months:
            turnover[m] = 1
    eras = [(0, scenario), *scenario.eras]
    tables = [_rules(scenario, era, values, accord_phases) for _, era in eras]
    rule = np.searchsorted([month for month, _ in eras], np.arange(scenario.months), side="right") - 1
    execution = [pace * table.feasible[EXECUTION] for table, pace in tables]
    order = np.full(scenario.months, -1, dtype=np.int64)
    led = [(np.zeros((len(CELLS), 5), dtype=np.int64), np.full((len(CELLS), 5), -1))]
    for month, given in orders_of(scenario).items():
        order[month] = len(led)
        led.append(obeyed(given, tables[rule[month]][0]))
    return Politics(
        turnover=turnover,
        rule=rule.astype(np.int64),
        next_cell=np.stack([np.where(table.feasible, table.next_cell, -1) for table, _ in tables]).astype(np.int64),
        next_talks=np.stack([table.next_phase for table, _ in tables]).astype(np.int64),
        order=order,
        order_cell=np.stack([cell for cell, _ in led]).astype(np.int64),
        order_event=np.stack([event for _, event in led]).astype(np.int64),
        cell_posture=np.array([r for r, _ in CELLS], dtype=np.int64),
        cell_commitment=np.array([k for _, k in CELLS], dtype=np.int64),
        posture=scenario.start["posture"],
        commitment=scenario.start["commitment"],
        talks=scenario.start["talks"],
        execution=np.stack(execution).astype(float),
        cohesion_decay=values["hazard.decay"],
        redraw_rate=values["patron.redraw_rate"],
        turnover_redraw=values["patron.turnover_redraw"],
        resolute_share=values["patron.resolute_share"],
        resolve_start=values["information.resolve_start"],
        resolve_offset=values["information.resolve_offset"],
    )


def _rules(
    scenario: Scenario, era: Scenario, values: Mapping[str, float], accord_phases: str
) -> tuple[Transitions, float]:
    """Transition table of an era, and the pace of a dated withdrawal; rules asked for stand above those of the era."""
    own = accord_phases == scenario.structure["accord_phases"]
    condition = era.parameters["choice.condition_phase"]
    moved = condition != scenario.parameters["choice.condition_phase"]
    table = transition_table(
        condition_phase=round(condition.value if moved else values["choice.condition_phase"]),
        accord_phases=era.structure["accord_phases"] if own else accord_phases,
    )
    pace = era.conduct.get("ordered.pace", values["hazard.execution"])
    return table._replace(feasible=table.feasible & ~barred(era.conduct)), pace


def tables(solution: Solution, months: int) -> Tables:
    """A solved game in the loop's layout, with the two stored dates around the middle of every month."""
    return stitched([(0, solution)], months)


def stitched(solutions: Sequence[tuple[int, Solution]], months: int) -> Tables:
    """Solved games one after the other, each from the month in which it begins to be believed.

    Parameters
    ----------
    solutions : (month, solution) in order of time, the first from month 0; all on as many nodes.

    Raises
    ------
    SolverError
        Where a solution holds what is no number.
    """
    middle = (np.arange(months) + 0.5) / 12.0
    game = np.searchsorted([month for month, _ in solutions], np.arange(months), side="right") - 1
    low, fraction = np.zeros(months, dtype=np.int64), np.zeros(months)
    parts: list[np.ndarray] = []
    before = 0
    for number, (_, solution) in enumerate(solutions):
        own, times = game == number, np.asarray(solution.times)
        first = np.clip(np.searchsorted(times, middle[own], side="right") - 1, 0, len(times) - 2)
        span = times[first + 1] - times[first]
        fraction[own] = np.where(span > 0, (middle[own] - times[first]) / np.where(span > 0, span, 1.0), 0.0)
        used = slice(first.min(), first.max() + 2) if own.any() else slice(0, 0)
        low[own] = first - used.start + before
        nodes = [solution.patron[0, used], solution.patron[1, used], solution.common[used]]
        parts.append(np.concatenate(nodes, axis=-1).reshape(-1, 8))
        before += used.stop - used.start
    whole = np.ascontiguousarray(np.concatenate(parts), dtype=np.float32)
    if not np.isfinite(whole).all():
        raise SolverError("the solved game holds values that are no numbers", "Draw the world again.")
    _, solution = solutions[0]
    return Tables(
        nodes=whole,
        x_nodes=np.stack([np.asarray(found.x_nodes, dtype=float) for _, found in solutions]),
        mu_nodes=np.asarray(solution.mu_nodes, dtype=float),
        chi_knots=np.asarray(solution.chi_knots, dtype=float),
        per_date=int(solution.common.shape[1]),
        low=low,
        high=low + 1,
        fraction=np.clip(fraction, 0.0, 1.0),
        game=game.astype(np.int64),
    )
