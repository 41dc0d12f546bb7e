"""What the parties of a war reckon with: one schedule of games for every month in which they learn something.

A schedule holds what is known to come. Its eras begin where rules or payoffs change and where levers change the ground,
each with the kernel of its own ground; nature's other numbers are those of the world throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ripeness.ensemble.design import draw_values

if TYPE_CHECKING:
    import numpy as np

    from ripeness.ensemble.design import World
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.eras import Schedule
    from ripeness.strategy.game import Game

MOST_GROUNDS = 4  # states of the ground a schedule tells apart
BURDEN = ("patron.deaths_per_million", "patron.war_cost_share")


def schedules(
    scenario: Scenario, world: World, rules: str | None = None, base_rate: bool = False, end: float = 30.0
) -> Iterator[tuple[int, Schedule]]:
    """Schedules of a world with the month from which each is believed, the first from month 0.

    Parameters
    ----------
    world : from ``world.fitted``.
    rules : phases that allow a separate accord, where they are not the scenario's own.
    base_rate : all choices at their reference hazards.
    end : years from the start at which the solution ends.

    References
    ----------
    Model 3.4 (perceived games), 6.2.
    """
    for month, view in scenario.seen:
        yield month, _schedule(scenario, view, world, rules, base_rate, end)


def perceived(scenario: Scenario) -> list[dict[str, str]]:
    """Which scenario the parties have in mind, and from which month on: shows when expectations change.

    References
    ----------
    Model 6.2.
    """
    first = scenario.first_month.year * 12 + scenario.first_month.month - 1
    return [
        {"from": f"{(first + month) // 12}-{(first + month) % 12 + 1:02d}", "hash": view.hash}
        for month, view in scenario.seen
    ]


def foreseen(scenario: Scenario, values: Mapping[str, float], end: float, base_rate: bool = False) -> Schedule:
    """What the parties reckon with on the first day, at given numbers: eras and orders, one ground throughout.

    A number that an era changes moves as the middle of its estimate does.
    """
    from ripeness.engine.calendar import orders_of, turnover_years
    from ripeness.strategy.eras import schedule

    _, view = scenario.seen[0]
    turnover, games = turnover_years(scenario, end), []
    for month, era in [(0, view), *view.eras]:
        changed = dict(values)
        for name, own in era.parameters.items():
            usual = scenario.parameters[name]
            if own != usual:
                changed[name] = values[name] * own.value / usual.value if own.value and usual.value else own.value
        games.append((month / 12.0, _game(era, changed, turnover, None, base_rate)))
    return schedule(games, orders_of(view).values())


def grounds(view: Scenario) -> list[tuple[int, np.ndarray]]:
    """States of the ground that levers make, by the month each begins: (month, column of the policy).

    Of more than ``MOST_GROUNDS`` only the first, the last and those between in even steps are told apart.
    """
    import numpy as np

    from ripeness.engine.pack import policy_of
    from ripeness.engine.trials import column_of

    policy = policy_of(view)
    columns = [column_of(policy, m) for m in range(view.months)]
    changes = [m for m in range(1, view.months) if not np.array_equal(columns[m], columns[m - 1])]
    if len(changes) >= MOST_GROUNDS:
        changes = [changes[i] for i in np.linspace(0, len(changes) - 1, MOST_GROUNDS - 1).round().astype(int)]
    starts = [0, *changes]
    ends = [*changes, view.months]
    middles = [first if last - first == 1 else (first + last) // 2 for first, last in zip(starts, ends, strict=True)]
    middles[-1] = view.months - 1
    return [(first, columns[middle]) for first, middle in zip(starts, middles, strict=True)]


def _schedule(
    scenario: Scenario, view: Scenario, world: World, rules: str | None, base_rate: bool, end: float
) -> Schedule:
    from ripeness.engine.calendar import orders_of, turnover_years
    from ripeness.strategy.eras import schedule

    ground, eras = grounds(view), [(0, view), *view.eras]
    turnover = turnover_years(scenario, end)
    games: list[tuple[float, Game]] = []
    for month in sorted({m for m, _ in ground} | {m for m, _ in eras}):
        era = _latest(eras, month)
        values = {
            **world.values,
            **world.kernels.get(_latest(ground, month).tobytes(), {}),
            **moved(scenario, era, world),
        }
        games.append((month / 12.0, _game(era, values, turnover, rules, base_rate)))
    return schedule(games, orders_of(view).values())


def moved(scenario: Scenario, era: Scenario, world: World) -> dict[str, float]:
    """The world's draw of the parameters that are others in an era than on the ground of the scenario."""
    seed, prior_set = world.drawn
    names = {name for name, own in era.parameters.items() if own != scenario.parameters[name]}
    return draw_values(era, seed, world.index, world.attempts - 1, prior_set, names) if names else {}


def _game(
    era: Scenario, values: Mapping[str, float], turnover: Sequence[float], rules: str | None, base_rate: bool
) -> Game:
    from ripeness.strategy.conduct import conducted
    from ripeness.strategy.game import build

    burden = era.conduct.get("cost.burden", 1.0)
    built = build(
        {**values, **{name: values[name] * burden for name in BURDEN}},
        turnover=turnover,
        base_rate=base_rate,
        accord_phases=rules or era.structure["accord_phases"],
        start=(era.start["posture"], era.start["commitment"], era.start["talks"]),
    )
    return conducted(built, era.conduct) if era.conduct else built


def _latest(dated: Sequence[tuple[int, Any]], month: int) -> Any:
    return next(what for since, what in reversed(dated) if since <= month)
