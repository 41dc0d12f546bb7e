"""Fill docs/audit.md: the measures from the program, the verdicts from `ripeness audit SCENARIO --json > FILE`.

python tools/build_audit.py             fill in the measures
python tools/build_audit.py FILE        fill in the verdicts too
python tools/build_audit.py --check     say whether the measures are current
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ripeness.scenario.measures import MEASURES
from ripeness.views.audit_words import amount, chance

PAGE = Path(__file__).resolve().parents[1] / "docs/audit.md"


def filled(page: str, audit: Mapping[str, Any] | None = None) -> str:
    """The page with its tables."""
    page = between(page, "measures", measures())
    return page if audit is None else between(page, "verdicts", verdicts(audit))


def between(page: str, name: str, text: str) -> str:
    """The page with what stands between two marks replaced."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    return re.sub(pattern, lambda marks: f"{marks[1]}{text}\n{marks[2]}", page, flags=re.DOTALL)


def measures() -> str:
    """What can be measured."""
    lines = ["| measure | settings | what it is |", "|---|---|---|"]
    for name, entry in MEASURES.items():
        settings = ", ".join([f"`{key}`" for key in entry.needs] + [f"({key})" for key in entry.may])
        lines.append(f"| `{name}` | {settings} | {entry.meaning} |")
    return "\n".join(lines)


def verdicts(audit: Mapping[str, Any]) -> str:
    """One line an experiment, with the run it comes from."""
    plan = f"--worlds {audit['worlds']} --futures {audit['futures']} --seed {audit['seed']}"
    counts = ", ".join(f"{count} {verdict}" for verdict, count in audit["counts"].items())
    lines = [
        f"From `ripeness audit {audit['scenario']} {plan} --json`, version {audit['version']}: {counts}; "
        f"{audit['claims_covered']} of {audit['claims_known']} claims have a verdict or a data check.",
        "",
        audit["summary"],
        "",
        "| experiment | claim in short | number that decides | confirm, refute, no effect | worlds | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for one in audit["experiments"]:
        if one["verdict"] == "not run":
            lines.append(f"| {one['experiment']} | {one['title']} | | | | not run: {one['why']} |")
            continue
        first, odds = one["tests"][one["deciding"]], one["probability"]
        marks = "".join(f", {mark}" for mark in one["marks"] if mark != "rests on priors")
        lines.append(
            f"| {one['experiment']} | {one['title']} | {amount(first['value'], first, signed=True)} | "
            f"{chance(odds['confirm'])}, {chance(odds['refute'])}, {chance(odds['negligible'])} | {one['worlds']} | "
            f"{one['verdict']}{marks} |"
        )
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Fill the page, or with ``--check`` say whether it is current."""
    page = PAGE.read_text(encoding="utf-8")
    if words == ["--check"]:
        if filled(page) != page:
            print("docs/audit.md is out of date: run python tools/build_audit.py", file=sys.stderr)
            return 1
        return 0
    audit = json.loads(Path(words[0]).read_text(encoding="utf-8")) if words else None
    PAGE.write_text(filled(page, audit), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
