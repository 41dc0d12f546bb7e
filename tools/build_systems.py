"""Write docs/systems.md: every system of the essay, the mechanism that holds it, what tests it, and the verdict.

And the table of docs/honesty.md: how many numbers rest on what. `python tools/build_systems.py` rewrites both,
`--check` only says whether they are current (exit code 1 when not). Verdicts are read from the table that
tools/build_audit.py leaves in docs/audit.md.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "src")]

from build_readme import files, load_systems  # noqa: E402

HONESTY, BEGIN, END = ROOT / "docs/honesty.md", "<!-- status -->", "<!-- /status -->"
PAGE, AUDIT = ROOT / "docs/systems.md", ROOT / "docs/audit.md"
SCENARIO = "afghanistan-2018"
STATUS = {
    "working": "runs by default", "data": "in the scenario's files only", "next": "not built yet",
    "left_out": "left out",
}  # fmt: skip
HEAD = """\
# The essay as a system

Every actor, institution, process and comparison of the analysis behind `afghanistan-2018`: which mechanism holds it, in
which file, which claims it is held against, and what the [trial of the argument](audit.md) found. This page is written
by `tools/build_systems.py` from `systems.yaml`, `claims.yaml`, `experiments.yaml` and the verdicts in that trial.

A verdict is one of an experiment on futures of this model; it stands on priors, see
[what the intervals mean](uncertainty.md).
"""
COLUMNS = ("#", "¶", "system", "in the model", "file", "claims", "experiments and verdicts")


def page() -> str:
    """The whole page."""
    from ripeness.scenario.load import load_scenario

    war, found = load_scenario(SCENARIO), verdicts()
    systems = load_systems()
    counts = Counter(str(system["status"]) for system in systems)
    lines = [HEAD, f"{len(systems)} systems: {', '.join(f'{n} {STATUS[s]}' for s, n in counts.most_common())}.", ""]
    lines += [
        "| # | ¶ | system | in the model | file | claims | experiments and verdicts |",
        "|---|---|---|---|---|---|---|",
    ]
    for system in systems:
        claims = claims_of(war, system)
        cells = (
            str(system["number"]), str(system["paragraphs"]), system["system"], system["where"],
            ", ".join(f"`{path.removeprefix('src/ripeness/')}`" for path in files(system)) or STATUS[system["status"]],
            ", ".join(claims) or "–", tested(war, system, claims, found) or "–",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def honesty() -> str:
    """The honesty page with its table filled."""
    from ripeness.scenario.estimate import STATUSES
    from ripeness.scenario.folder import scenario_names
    from ripeness.scenario.load import load_scenario

    lines = [f"| scenario | {' | '.join(f'{k} {word}' for k, word in STATUSES.items())} | all | assumptions |"]
    lines.append("|---" * (len(STATUSES) + 3) + "|")
    for name in scenario_names():
        held = load_scenario(name).parameters.values()
        counts = Counter(estimate.status for estimate in held)
        guessed = sum(estimate.source == "assumption" for estimate in held)
        lines.append(f"| `{name}` | {' | '.join(str(counts[k]) for k in STATUSES)} | {len(held)} | {guessed} |")
    before, rest = HONESTY.read_text(encoding="utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n{chr(10).join(lines)}\n{END}{rest.split(END)[1]}"


def verdicts() -> dict[str, str]:
    """Verdict of each experiment, from the table in docs/audit.md."""
    rows = re.findall(r"^\| (C\d+) \|.*\| ([^|]+) \|$", AUDIT.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: verdict.strip() for name, verdict in rows}


def claims_of(war: Any, system: dict[str, Any]) -> list[str]:
    """Claims that the system names, and those that an experiment it names tests."""
    where = str(system["where"])
    named = [name for name in re.findall(r"\bA\d+\b", where) if name in war.claims]
    tests = set(re.findall(r"\bC\d\d\b", where))
    named += [name for name, claim in war.claims.items() if tests & set(claim.test.experiments)]
    return list(dict.fromkeys(named))


def tested(war: Any, system: dict[str, Any], claims: list[str], found: dict[str, str]) -> str:
    """Experiments that the system or one of its claims names, each with its verdict."""
    named = re.findall(r"\bC\d\d\b", str(system["where"]))
    named += [test for claim in claims for test in war.claims[claim].test.experiments]
    known = [name for name in dict.fromkeys(named) if name in war.experiments]
    return "; ".join(f"{name} {found.get(name, 'not run')}" for name in known)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say whether the page is current")
    arguments = parser.parse_args()
    pages = {PAGE: page(), HONESTY: honesty()}
    for path, text in pages.items():
        if arguments.check:
            current = path.exists() and path.read_text(encoding="utf-8") == text
            print(f"{path.name} is {'current' if current else 'not current: python tools/build_systems.py'}")
            if not current:
                return 1
        else:
            path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
