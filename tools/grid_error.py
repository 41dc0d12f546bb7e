"""How exact the solved game is, and what it says beside what a coarser version of it once said.

    python tools/grid_error.py [--worlds 6]     both grids against grids of twice the resolution
    python tools/grid_error.py --table          the cases of the specification's table, side by side
    python tools/grid_error.py --trust 100      worlds: solved, refused, how far values are in doubt

The first and the last draw worlds as a run does, kernel fitted to their ground; the last also draws of the priors as
they are.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from ripeness.engine.calendar import turnover_years
from ripeness.ensemble.design import draw_values, draw_world
from ripeness.ensemble.world import with_kernel
from ripeness.errors import SolverError
from ripeness.scenario.load import load_scenario
from ripeness.strategy import channels, outlook
from ripeness.strategy import events as ev
from ripeness.strategy.game import Game, build
from ripeness.strategy.grid import COARSE, PRODUCTION
from ripeness.strategy.solver import Solution, solve
from ripeness.strategy.terms import range_ends

SEED, END = 1, 60.0
LEAVING = (ev.REDUCE, ev.TIMELINE, ev.ACCORD)
FIGURES = ("V T", "V G", "V I", "V R", "settled", "collapse", "accord", "intra", "exit", "leave/y", "intra/y", "width")


def main() -> None:
    """Print the table that is asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scenario", default="afghanistan-2018")
    options.add_argument("--worlds", type=int, default=6)
    options.add_argument("--table", action="store_true")
    options.add_argument("--trust", type=int, metavar="DRAWS")
    chosen = options.parse_args()
    scenario = load_scenario(chosen.scenario)
    if chosen.table:
        cases(scenario)
    elif chosen.trust:
        trust(scenario, chosen.trust)
    else:
        errors(scenario, chosen.worlds)


def game_of(scenario: Any, values: dict[str, float], **settings: Any) -> Game:
    """The scenario's game; ``start`` and the rules may be set otherwise."""
    start = tuple(scenario.start[name] for name in ("posture", "commitment", "talks"))
    return build(values, turnover_years(scenario, END), **{"start": start} | settings)


def central(scenario: Any) -> dict[str, float]:
    return {name: float(estimate.value) for name, estimate in scenario.parameters.items()}


def world(scenario: Any, index: int) -> dict[str, float]:
    """A world's parameters, its kernel fitted to its ground."""
    return with_kernel(scenario, draw_world(scenario, SEED, index))


# ---- error of the grids ---------------------------------------------------------------------------------------


def errors(scenario: Any, worlds: int) -> None:
    """Differences from the production grid of twice the resolution, in the medians and in drawn worlds."""
    drawn = ((f"world {w}", world(scenario, w)) for w in range(worlds))
    print("| world | grid | " + " | ".join(FIGURES) + " | CPU s |\n" + "|---" * (len(FIGURES) + 3) + "|")
    for name, values in (("medians", central(scenario)), *drawn):
        game = game_of(scenario, values)
        best = None
        for grid in (PRODUCTION.doubled(), COARSE, COARSE.doubled(), PRODUCTION):
            began = time.process_time()
            try:
                solution = solve(game, grid, keep_values=True)
            except SolverError:
                print(f"| {name} | {grid.name} | refused" + " |" * (len(FIGURES) + 1), flush=True)
                break
            spent, figure = time.process_time() - began, np.array(list(figures(solution, game)))
            shown = figure if best is None else figure - best
            cells = " | ".join(f"{x:.3f}" if best is None else f"{x:+.3f}" for x in shown)
            best = figure if best is None else best
            print(f"| {name} | {grid.name} | {cells} | {spent:.1f} |", flush=True)


def figures(solution: Solution, game: Game) -> Iterator[float]:
    """What is compared: values at the start, chances within six years, two tempos, the width of the range."""

    def here(by_node: np.ndarray) -> float:
        return outlook.at(solution, by_node, game.start, game.start_log_odds, game.start_belief)

    for party in range(4):
        yield here(solution.values[party, 0])
    yield here(outlook.chance(solution, game, 6.0, phases=(4,), at_end=True))
    yield here(outlook.chance(solution, game, 6.0, events=(ev.COLLAPSE,)))
    yield here(outlook.chance(solution, game, 6.0, events=(ev.ACCORD,)))
    yield here(outlook.chance(solution, game, 6.0, events=(ev.INTRA,)))
    yield here(outlook.chance(solution, game, 6.0, postures=(0, 1)))
    yield sum(here(outlook.hazards(solution, game, 0, 0.0, event)) for event in LEAVING)
    yield here(outlook.hazards(solution, game, 0, 0.0, ev.INTRA))
    yield here(solution.common[0, :, 14])


# ---- the specification's table --------------------------------------------------------------------------------

# What the specification gives (section 3.9, second table), case by case; None where it gives no number.
STATED: dict[str, tuple[dict[str, float], dict[str, Any], tuple[float | None, ...]]] = {
    "lambda = 0": ({}, {"base_rate": True}, (0.001, 0.15, 0.25, 0.16, 0.48, 0.07)),
    "base": ({}, {}, (0.005, 0.52, 0.46, 0.31, 0.47, 0.29)),
    "exclusive tracks": ({}, {"accord_phases": "exclusive"}, (0.001, 0.54, 0.27, 0.35, 0.54, 0.21)),
    "linkage": ({}, {"accord_phases": "linkage"}, (0.003, 0.09, 0.32, 0.13, 0.34, 0.24)),
    "no accord": ({"hazard.accord": 0.0}, {}, (0.005, 0.0, 0.56, 0.12, 0.30, 0.31)),
    "timeline at start": ({}, {"start": (3, 1, 1)}, (0.006, 0.02, 0.39, 0.75, 0.68, 0.22)),
    "k0_I .05": ({"patron.cost_irresolute": 0.05}, {}, (0.006, 0.50, 0.48, 0.28, 0.44, 0.32)),
    "c_T .45": ({"payoff.war_cost_insurgent": 0.45}, {}, (0.006, 0.50, 0.50, 0.29, 0.44, 0.32)),
    "no offsets": (
        {"information.resolve_offset": 0.0, "information.viability_offset": 0.0},
        {},
        (0.006, 0.50, 0.50, 0.29, 0.44, 0.32),
    ),
    "k0_I .05, c_T .45, K_r .3, R_G .05": (
        {"patron.cost_irresolute": 0.05, "payoff.war_cost_insurgent": 0.45, "payoff.renege_cost": 0.3,
         "payoff.office_rents": 0.05},
        {},
        (0.011, 0.38, 0.60, 0.21, 0.30, 0.47),
    ),
}  # fmt: skip
# There an accord was worth the same to both types, the resolute type cost twice as much to keep, and a formal round of
# talks came up at the mean of its prior; belief .40. Its settlement paid the patron the same whatever the terms.
AS_THEN = {
    "payoff.accord_resolute": 0.15,
    "patron.cost_resolute": 0.02,
    "information.resolve_start": 0.40,
    "hazard.intra": 0.15,
}
COLUMNS = ("settled by Apr 2019", "accord 2 y", "intra 2 y", "exit by end 2020", "collapse 6 y", "settled 6 y")


def cases(scenario: Any) -> None:
    """Every case as the specification states it, with that table's patron, and as the scenario has it now."""
    print("| case | source | " + " | ".join(COLUMNS) + " |\n" + "|---" * (len(COLUMNS) + 2) + "|")
    solved = {}
    for name, (patch, settings, stated) in STATED.items():
        rows = {"stated": stated}
        for source, more in (("its patron", AS_THEN), ("now", {})):
            game = game_of(scenario, central(scenario) | more | patch, **settings)
            solution = solve(game, PRODUCTION, keep_values=True, channels=True)
            rows[source] = tuple(outcomes(solution, game))
            solved[name, source] = solution, game
        for source, row in rows.items():
            print(f"| {name} | {source} | " + " | ".join(f"{x:.3f}" for x in row) + " |", flush=True)
    print()
    for (name, source), (solution, game) in solved.items():
        if name in ("base", "exclusive tracks"):
            remarks(f"{name}, {source}", solution, game)


def low(solution: Solution, by_node: np.ndarray, state: tuple[int, int, int], log_odds: float, belief: float) -> float:
    """A value at low cohesion, at which that table starts."""
    grid = solution.grid
    both = by_node.reshape(8, grid.phases, grid.x, 2, grid.mu)[..., [0, 0], :]
    return outlook.at(solution, both.ravel(), state, log_odds, belief)


def outcomes(solution: Solution, game: Game) -> Iterator[float]:
    """The six columns."""
    asked: tuple[tuple[float, dict[str, Any]], ...] = (
        (0.41, {"phases": (4,)}), (2.0, {"events": (ev.ACCORD,)}), (2.0, {"events": (ev.INTRA,)}),
        (2.08, {"postures": (0, 1)}), (6.0, {"events": (ev.COLLAPSE,)}), (6.0, {"phases": (4,), "at_end": True}),
    )  # fmt: skip
    for years, what in asked:
        chances = outlook.chance(solution, game, years, **what)
        yield low(solution, chances, game.start, game.start_log_odds, game.start_belief)


def remarks(title: str, solution: Solution, game: Game) -> None:
    """What else the specification states: tempos of leaving by type, ranges by posture, what talks are worth."""
    x, mu = game.start_log_odds, game.start_belief
    by_type = [
        sum(low(solution, np.exp(solution.patron[t, 0, :, e]), game.start, x, mu) for e in LEAVING) for t in (1, 0)
    ]
    print(f"{title}: leave at {by_type[0]:.2f} (resolute) and {by_type[1]:.2f} (irresolute) a year, "
          f"separation {solution.separation:.2f}")  # fmt: skip
    for state in ((3, 0, 1), (2, 0, 1), (1, 0, 1), (3, 1, 1), (0, 0, 1)):
        least, most = ends(solution, state, x, mu)
        print(f"    range at r, k, n = {state}: [{least:.2f}, {most:.2f}]")
    for belief in (0.10, 0.95):
        least, most = ends(solution, game.start, x, belief)
        print(f"    range at belief {belief:.2f}: [{least:.2f}, {most:.2f}]")
    for event, state in ((ev.OPEN, (3, 0, 0)), (ev.INTRA, (3, 0, 1))):
        parts = [low(solution, part, state, x, mu) for part in channels.gains(solution, game, event)]
        told = ", ".join(f"{name} {part:+.3f}" for name, part in zip(channels.CHANNELS, parts, strict=True))
        print(f"    gain of {ev.NAMES[event]}: {sum(parts):+.3f} ({told})")


def ends(solution: Solution, state: tuple[int, int, int], x: float, mu: float) -> tuple[float, float]:
    """Lowest and highest share that both would sign."""
    grid, (r, k, _) = solution.grid, state
    values = solution.values[:2, 0].reshape(2, 8, grid.phases, grid.x, 2, grid.mu)
    gains = []
    for party in range(2):
        settled = values[party, ev.CELL[r, 1 if k == 2 else k], 4:, :, 0]
        there = [np.interp(x, grid.x_nodes, [np.interp(mu, grid.mu_nodes, row) for row in knot]) for knot in settled]
        gains.append(np.array(there) - low(solution, values[party].ravel(), state, x, mu))
    least, most, _ = range_ends(gains[0], gains[1], grid.chi_knots)
    return float(least), float(most)


# ---- trust ----------------------------------------------------------------------------------------------------


def trust(scenario: Any, draws: int) -> None:
    """Solve draws of the priors on the coarse grid and say how that went."""
    for title, draw in (
        ("any draw of the priors", lambda i: draw_values(scenario, SEED, i, 0, "reference")),
        ("worlds as a run draws them", lambda i: world(scenario, i)),
    ):
        refused, solved = [], []
        for i in range(draws):
            game = game_of(scenario, draw(i))
            try:
                solution = solve(game, COARSE, horizon=6.1, keep_values=True)
            except SolverError:
                refused.append(i)
                continue
            finite = all(np.isfinite(a).all() for a in (solution.common, solution.patron, solution.values))
            checks = (solution.outflow, solution.contraction, solution.several, solution.doubt, solution.odd_gains)
            solved.append((float(finite), *checks, solution.separation))
        table = np.array(solved)
        print(f"{title}: {draws} drawn, {len(refused)} refused {refused}, all finite: {bool(table[:, 0].all())}")
        print("| | 5 % | median | 95 % | most |\n|---|---|---|---|---|")
        names = ("step x hazard out", "slope of the posterior map", "several posteriors", "doubt", "odd gains",
                 "type separation")  # fmt: skip
        for name, column in zip(names, table.T[1:], strict=True):
            print(f"| {name} | " + " | ".join(f"{q:.3g}" for q in np.quantile(column, (0.05, 0.5, 0.95, 1.0))) + " |")
        print(f"posteriors that are not single: {np.mean(table[:, 3] > 0):.1%} of the solved; "
              f"type separation below 2: {np.mean(table[:, 6] < 2):.1%}\n", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
