"""Write the tables of docs/backtest.md from a scored run: python tools/build_backtest.py RUN.

RUN is the folder of a run that `ripeness backtest` has scored.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ripeness.analysis.backtest.plain import by_domain
from ripeness.views.backtest_words import (
    DOMAIN_WORDS,
    NONE,
    chance_words,
    forecast_words,
    happened_words,
    number,
    skill_words,
)

PAGE = Path(__file__).resolve().parents[1] / "docs/backtest.md"
BEGIN, END = "<!-- begin -->", "<!-- end -->"


def tables(found: Mapping[str, Any]) -> str:
    """Everything between the marks."""
    parts = [
        f"`{found['scenario']}`, {found['futures']:,} futures in {found['worlds']} worlds, seed {found['seed']}, prior "
        f"{found['prior_set']}, start {found['start']}, version {found['version']}; scenario "
        f"`{found['scenario_hash'][:12]}`, table of observables `{found['table_hash'][:12]}`.",
        _skill(found), _coverage(found), _failures(found),
    ]  # fmt: skip
    for domain, rows in by_domain(found, "observables").items():
        parts.append(_observables(DOMAIN_WORDS[domain], rows))
    parts += [_published(found), _left_out(found)]
    return "\n\n".join(parts)


def _skill(found: Mapping[str, Any]) -> str:
    names = [name for name in found["baselines"] if any(s["baseline"] == name for s in found["skill"])]
    cells = {(s["domain"], s["rule"], s["baseline"]): s for s in found["skill"]}
    lines = [_row(["skill against", "observables, blocks", *(found["baselines"][name] for name in names)])]
    lines.append("|" + "---|" * (len(names) + 2))
    for domain, rule in dict.fromkeys((s["domain"], s["rule"]) for s in found["skill"]):
        here = [cells.get((domain, rule, name)) for name in names]
        most = max((s for s in here if s), key=lambda s: s["observables"])
        told = [NONE if s is None else skill_words(s["skill"]) + _interval(s) for s in here]
        count = f"{most['observables']}, {most['blocks']}"
        lines.append(_row([f"{DOMAIN_WORDS[domain]}, {rule}", count, *told]))
    return "\n".join(lines)


def _interval(held: Mapping[str, Any]) -> str:
    if held["low"] is None:
        return ""
    return f" ({skill_words(held['low'])} to {skill_words(held['high'])})"


def _coverage(found: Mapping[str, Any]) -> str:
    lines = ["| continuous observables | number | inside 50 % | inside 90 % |", "|---|---|---|---|"]
    for entry in found["coverage"]:
        cells = [DOMAIN_WORDS[entry["domain"]], entry["count"], entry["inside50"], entry["inside90"]]
        lines.append(_row(cells))
    return "\n".join(lines)


def _failures(found: Mapping[str, Any]) -> str:
    lines = ["| failed: given less than 10 in 100 | chance given | answerable |", "|---|---|---|"]
    lines += [_row([e["label"], chance_words(e["chance"]), ", ".join(e["mechanisms"])]) for e in found["failures"]]
    return "\n".join(lines)


def _observables(domain: str, rows: list[Any]) -> str:
    lines = [f"### {domain}", "", "| observable | forecast | happened | chance | score | rule | baselines |"]
    lines.append("|---|---|---|---|---|---|---|")
    for row in rows:
        scores = row["scores"] or {"main": None, "chance": None}
        others = ", ".join(f"{name} {number(held['main'])}" for name, held in row["baselines"].items())
        told = [row["label"], forecast_words(row), happened_words(row), chance_words(scores["chance"])]
        lines.append(_row([*told, number(scores["main"]), row["rule"], others]))
    return "\n".join(lines)


def _published(found: Mapping[str, Any]) -> str:
    lines = ["### Others' forecasts", "", "| forecast | made | rule | theirs | this one | equal shares |"]
    lines.append("|---|---|---|---|---|---|")
    for made in found["published"]:
        if made["refused"]:
            lines.append(_row([made["label"], made["made"], made["refused"], NONE, NONE, NONE]))
        for rule in made["theirs"]:
            told = ["infinite" if made[side][rule] is None else number(made[side][rule]) for side in ("theirs", "ours")]
            lines.append(_row([made["label"], made["made"], rule, *told, number(made["uniform"][rule])]))
    said = (
        "Theirs were made later and knew more; this one is read among the futures in which it had not happened by then."
    )
    return "\n".join([*lines, "", said])


def _left_out(found: Mapping[str, Any]) -> str:
    lines = ["### Not scored", "", "| observable | why |", "|---|---|"]
    lines += [_row([e["label"], e["reason"]]) for e in found["left_out"]]
    lines += [_row([e["label"], e["refused"]]) for e in found["observables"] if e["refused"]]
    return "\n".join(lines)


def _row(cells: list[Any]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def filled(page: str, found: Mapping[str, Any]) -> str:
    """The page with its tables replaced."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{tables(found)}\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a run that ripeness backtest has scored")
    found = json.loads((parser.parse_args().run / "backtest.json").read_text(encoding="utf-8"))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
