"""What it takes before the first future: the game solved, the players' kernel fitted to trials."""

from __future__ import annotations

from benchmarks.clock import spent
from benchmarks.table import Row
from benchmarks.wars import FLAGSHIP, flagship, flagship_game
from ripeness.engine import trials
from ripeness.scenario.load import load_scenario
from ripeness.strategy import grid, solver


def rows(quick: bool) -> list[Row]:
    """Seconds of processor time."""
    seconds, game = 0.3 if quick else 2.0, flagship_game()
    out = []
    for nodes in (grid.COARSE, grid.PRODUCTION):
        solver.solve(game, nodes)
        time = spent(lambda nodes=nodes: solver.solve(game, nodes), seconds, 2).cpu
        out.append(Row(f"solve, {nodes.name} grid ({nodes.nodes:,} nodes)", time, "CPU seconds"))
    values = {name: float(estimate.value) for name, estimate in load_scenario(FLAGSHIP).parameters.items()}
    fit = spent(lambda: trials.fit_kernel(flagship().war, values, 1), seconds, 2).cpu
    out.append(Row("the players' kernel fitted to trials", fit, "CPU seconds"))
    return out
