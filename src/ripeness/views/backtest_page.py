"""What a back-test leaves in its run's folder: a page, the same as JSON, the scores as CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.analysis.backtest.ledger import append
from ripeness.analysis.backtest.plain import as_dict, by_domain, ledger_rows
from ripeness.ensemble.files import refusing, write_atomic
from ripeness.views import backtest_words as words
from ripeness.views.backtest_pictures import picture, reliability
from ripeness.views.cli.output import plain
from ripeness.views.headline import NOT_A_PREDICTION

if TYPE_CHECKING:
    from ripeness.analysis.backtest.run import Backtest

PAGE, CONTENT, SCORES = "backtest.html", "backtest.json", "scores.csv"


class Written(NamedTuple):
    """The object of ``--json``, the page, and whether the ledger took the scoring."""

    content: dict[str, Any]
    page: Path
    added: bool


def write_backtest(found: Backtest, about: Mapping[str, Any], ledger: Path | None = None) -> Written:
    """Write page, JSON and scores, each whole or not at all.

    Parameters
    ----------
    about : version and settings, as every object of machine output carries them.
    ledger : a ledger of scores to add this one to; the run's own is written in any case.
    """
    folder = found.run.folder
    title = {"title": found.scenario.title, "first_month": f"{found.scenario.first_month:%Y-%m}"}
    content: dict[str, Any] = plain({**about, **title, **as_dict(found)})
    rows = ledger_rows(found, str(found.run.manifest["created"]))
    with refusing(folder):
        write_atomic(
            folder / CONTENT, (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
        )
        write_atomic(folder / PAGE, page_html(content).encode())
        append(folder / SCORES, rows)
        added = ledger is not None and append(ledger, rows)
    return Written(content, folder / PAGE, added)


def page_html(content: Mapping[str, Any]) -> str:
    """The page as text; it loads nothing from anywhere and needs no script."""
    import jinja2

    from ripeness.views.page import TEMPLATES, style
    from ripeness.views.report import provenance

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    groups = by_domain(content, "observables")
    names = [name for name in content["baselines"] if any(s["baseline"] == name for s in content["skill"])]
    cells = {(s["domain"], s["rule"], s["baseline"]): s for s in content["skill"]}
    pairs = list(dict.fromkeys((s["domain"], s["rule"]) for s in content["skill"]))
    return environment.get_template("backtest.html.j2").render(
        content=content, words=words, disclaimer=NOT_A_PREDICTION, style=style(),
        domains=[
            {"id": domain, "label": words.DOMAIN_WORDS[domain], "rows": rows,
             "reliability": reliability(rows, f"Reliability: {words.DOMAIN_WORDS[domain]}")}
            for domain, rows in groups.items()
        ],
        pictures={row["id"]: picture(row, content["first_month"]) for row in content["observables"]},
        baselines=names,
        skills=[
            {"label": f"{words.DOMAIN_WORDS[d]}, {r}", "cells": [cells.get((d, r, name)) for name in names]}
            for d, r in pairs
        ],
        provenance=[pair for pair in provenance(content) if pair[1] != "not recorded"],
    )  # fmt: skip
