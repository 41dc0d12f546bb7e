"""What a finished run leaves in its folder for readers: summary, report, labelled results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run


SUMMARY = "summary.json"


class Outputs(NamedTuple):
    """The summary of a run and where its files stand."""

    summary: dict[str, Any]
    report: Path
    results: Path


def write_outputs(run: Run) -> Outputs:
    """Write ``summary.json``, ``report.html`` and ``results.zarr``, each whole or not at all.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    from ripeness.analysis.summary import summarise
    from ripeness.ensemble.files import refusing, write_atomic
    from ripeness.views.report import render_report

    summary = summarise(run)
    with refusing(run.folder):
        write_atomic(run.folder / SUMMARY, (json.dumps(summary, ensure_ascii=False) + "\n").encode())
        report = render_report(summary, run.folder / "report.html")
        results = run.export()
    return Outputs(summary, report, results)


def stored_summary(run: Run) -> dict[str, Any]:
    """The summary that was written when the run ended, or a new one where there is none."""
    try:
        return json.loads((run.folder / SUMMARY).read_bytes())
    except (OSError, ValueError):
        from ripeness.analysis.summary import summarise

        return summarise(run)
