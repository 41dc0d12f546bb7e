"""Fill the table of levers in docs/levers.md from the flagship's levers.yaml.

`python tools/build_levers.py` rewrites what stands between the two markers; `--check` only says whether the table is
current (exit code 1 when it is not).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from ripeness.scenario.load import load_scenario
from ripeness.scenario.schema import Lever
from ripeness.views.text import effect_text

PAGE = Path(__file__).resolve().parents[1] / "docs/levers.md"
SCENARIO = "afghanistan-2018"
BEGIN, END = "<!-- levers:begin -->", "<!-- levers:end -->"


def status(lever: Lever) -> str:
    """How much of what a lever would move it moves."""
    if not lever.effects:
        return "not built"
    return "built" if {effect.quantity for effect in lever.effects} == set(lever.acts_on) else "in part"


def table() -> str:
    """A count by status and the table in Markdown."""
    levers = load_scenario(SCENARIO).levers
    counts = Counter(map(status, levers.values()))
    lines = [
        ", ".join(f"{count} {word}" for word, count in counts.most_common()) + ".",
        "",
        "| id | lever | setting | what it does | status | what is missing or assumed |",
        "|---|---|---|---|---|---|",
    ]
    for id_, lever in levers.items():
        does = "; ".join(f"`{effect_text(effect)}`" for effect in lever.effects) or "nothing"
        guesses = [f"`{effect.quantity}`: {effect.note}" for effect in lever.effects if effect.note]
        setting = f"{lever.low:g} to {lever.high:g} {lever.unit}"
        cells = (id_, lever.label, setting, does, status(lever), " ".join([lever.note or "", *guesses]).strip())
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines)


def filled(page: str) -> str:
    """The page with its table replaced."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say whether the table is current")
    arguments = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    current = filled(page)
    if arguments.check and current != page:
        print("docs/levers.md is out of date: run python tools/build_levers.py", file=sys.stderr)
        return 1
    if not arguments.check:
        PAGE.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
