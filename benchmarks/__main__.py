"""How fast the simulation is: ``python -m benchmarks [--quick] [--json]``.

Every ratio is taken within one run and on processor time, because what else a machine does changes the clock on the
wall and not the ratio. The reference of the loop is the same text run by NumPy, lanes as arrays: the oracle of the
tests. Figures go to ``benchmarks/latest.json``.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ripeness.engine import calendar, loop, pack, streams, trials
from ripeness.scenario.load import load_scenario
from ripeness.strategy import game, grid, solver

LATEST = Path(__file__).with_name("latest.json")


def main() -> None:
    """Measure, print the table, write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repeats and futures")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    rows = measured(given.quick)
    LATEST.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(rows) if given.json else table(rows))


def measured(quick: bool) -> list[dict[str, Any]]:
    """All figures: name, value, unit, ratio, reference."""
    war = load_scenario("afghanistan-2018")
    values = {name: estimate.value for name, estimate in war.parameters.items()}
    turnover = calendar.turnover_years(war, grid.PRODUCTION.end)
    start = (war.start["posture"], war.start["commitment"], war.start["talks"])
    played = game.build(values, turnover, start=start)
    rows: list[dict[str, Any]] = []

    def add(name: str, value: float, unit: str, ratio: float | None = None, reference: str = "") -> None:
        rows.append({"name": name, "value": round(value, 4), "unit": unit, "ratio": ratio, "reference": reference})

    solution = solver.solve(played, grid.COARSE)
    repeats = 2 if quick else 5
    for nodes in (grid.COARSE, grid.PRODUCTION):
        seconds = best(lambda nodes=nodes: solver.solve(played, nodes), repeats)
        add(f"solve, {nodes.name} grid", seconds, "CPU s")
    world = pack.pack(war, values, streams.key(1, streams.WORLD_AXIS))
    tables = pack.tables(solution, war.months)
    add("kernel fitted to trials", best(lambda: trials.fit_kernel(world, values, 1), repeats), "CPU s")
    futures = 512 if quick else 2048
    keys = streams.keys(1, np.arange(futures))
    loop.simulate(world, tables, keys[:64])
    compiled = futures / best(lambda: loop.simulate(world, tables, keys), repeats)
    short = world._replace(months=2)
    few = streams.keys(1, np.arange(64))
    plain = 64 / best(lambda: loop.simulate(short, tables, few, interpreted=True), 1)
    same = 64 / best(lambda: loop.simulate(short, tables, few), repeats)
    add("whole model, 407 districts, 73 months", compiled, "futures a CPU-second")
    add("the same text in NumPy, 2 months", plain, "futures a CPU-second", round(same / plain, 1), "compiled, 2 months")
    for months in (12, 36, 73):
        cut = world._replace(months=months)
        add(
            f"growth: {months} months",
            best(lambda cut=cut: loop.simulate(cut, tables, keys), 1),
            f"CPU s, {futures} futures",
        )
    for arguments in (["--help"], ["check", "afghanistan-2018"], ["show", "afghanistan-2018"]):
        add(f"ripeness {arguments[0]}, warm", process(arguments, repeats + 1), "CPU s")
    add("peak memory of this process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, "MB")
    return rows


def best(work: Callable[[], object], repeats: int) -> float:
    """Least processor time of a piece of work, seconds."""
    found = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def process(arguments: list[str], repeats: int) -> float:
    """Least processor time of a command as a whole process, seconds."""
    found = []
    command = [sys.executable, "-c", "from ripeness.views.cli import main; main()", *arguments]
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def table(rows: list[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    lines = ["| what | value | unit | ratio | against |", "|---|---|---|---|---|"]
    for row in rows:
        ratio = "" if row["ratio"] is None else row["ratio"]
        lines.append(f"| {row['name']} | {row['value']:g} | {row['unit']} | {ratio} | {row['reference']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
