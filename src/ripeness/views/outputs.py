"""What a finished run leaves in its folder for readers: summary, report, labelled results."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ripeness

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run

SUMMARY, REPORT, RESULTS = "summary.json", "report.html", "results.zarr"
FIGURES = "figures"
SOURCES = frozenset({".py", ".j2", ".js", ".css"})


class Outputs(NamedTuple):
    """The summary of a run and where its files stand."""

    summary: dict[str, Any]
    report: Path
    results: Path


def kept_outputs(run: Run) -> Outputs | None:
    """What stands in the folder, if all of it is there and this code made it from these results."""
    report, results = run.folder / REPORT, run.folder / RESULTS
    try:
        summary = json.loads((run.folder / SUMMARY).read_bytes())
        made_by = summary["meta"]["made_by"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    whole = report.is_file() and results.is_dir()
    return Outputs(summary, report, results) if whole and made_by == origin(run) else None


def write_outputs(run: Run) -> Outputs:
    """Write ``report.html``, ``results.zarr`` and ``summary.json``, each whole or not at all.

    The summary is written last and says what all three were made by.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    from ripeness.analysis.summary import summarise
    from ripeness.ensemble.files import refusing, write_atomic
    from ripeness.views.report import render_report

    summary = summarise(run)
    summary["meta"]["made_by"] = origin(run)
    with refusing(run.folder):
        report = render_report(summary, run.folder / REPORT)
        results = run.export()
        write_atomic(run.folder / SUMMARY, (json.dumps(summary, ensure_ascii=False) + "\n").encode())
    return Outputs(summary, report, results)


def stored_summary(run: Run) -> dict[str, Any]:
    """The summary that was written when the run ended, or a new one where there is none."""
    try:
        return json.loads((run.folder / SUMMARY).read_bytes())
    except (OSError, ValueError):
        from ripeness.analysis.summary import summarise

        return summarise(run)


def origin(run: Run) -> dict[str, str]:
    """Fingerprints of the results of a run and of the code that reads them."""
    return {"results": run.hash[:16], "code": code_hash()}


@cache
def code_hash() -> str:
    """Fingerprint of everything that turns results into words and pictures."""
    digest = hashlib.sha256()
    package = Path(ripeness.__file__).parent
    for folder in ("ensemble", "analysis", "views"):
        for path in sorted((package / folder).rglob("*")):
            if path.suffix in SOURCES:
                digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
