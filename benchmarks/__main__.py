"""``python -m benchmarks [--quick] [--json | --markdown] [--only QUESTION ...]``.

Prints a table of figures, one question after the other, and writes them to ``benchmarks/latest.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks import table
from benchmarks.clock import machine
from benchmarks.table import Row

LATEST = Path(__file__).with_name("latest.json")
QUESTIONS = ("engines", "blocks", "growth", "solving", "memory", "starts")


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast the simulation is.")
    parser.add_argument("--quick", action="store_true", help="fewer futures and repeats: a minute, rough figures")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the figures as JSON")
    form.add_argument("--markdown", action="store_true", help="print the table of the documentation")
    parser.add_argument("--only", nargs="+", choices=QUESTIONS, default=QUESTIONS, metavar="QUESTION",
                        help=f"some of: {', '.join(QUESTIONS)}")  # fmt: skip
    given = parser.parse_args()
    rows = measured(tuple(given.only), given.quick)
    table.keep(rows, LATEST)
    if given.json:
        print(json.dumps([row._asdict() for row in rows]))
    else:
        print(f"{machine()}\n")
        print(table.markdown(rows) if given.markdown else table.text(rows))


def measured(questions: tuple[str, ...], quick: bool) -> list[Row]:
    """The figures of some questions."""
    found: list[Row] = []
    for question in questions:
        ask: Callable[[bool], list[Row]] = import_module(f"benchmarks.{question}").rows
        begun = time.perf_counter()
        found += ask(quick)
        print(f"{question}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
