"""What a finished run leaves in its folder for readers: summary, report, labelled results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ripeness

if TYPE_CHECKING:
    from ripeness.analysis.leverage import Leverage
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
    from ripeness.ensemble.files import refusing
    from ripeness.views.report import render_report

    summary = summarise(run)
    summary["meta"]["made_by"] = origin(run)
    with refusing(run.folder):
        report = render_report(summary, run.folder / REPORT)
        results = run.export()
        _write_summary(run, summary)
    return Outputs(summary, report, results)


def add_levers(run: Run, power: Leverage) -> Path:
    """Put what each lever does into the summary and the report of a run, which are written first where missing.

    Parameters
    ----------
    power : of the run's war at its start.

    Returns
    -------
    The report.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    from ripeness.ensemble.files import refusing
    from ripeness.views.report import render_report

    outputs = kept_outputs(run) or write_outputs(run)
    names = {actor.id: actor.name for actor in run.scenario.actors}
    levers = power.as_dict()
    levers["changes"] = [
        {**one, "by": names.get(one["by"], one["by"].replace("-", " "))} for one in levers["changes"]
    ]  # fmt: skip
    summary = outputs.summary | {"levers": levers}
    with refusing(run.folder):
        report = render_report(summary, outputs.report)
        _write_summary(run, summary)
    return report


def stored_summary(run: Run) -> dict[str, Any]:
    """The summary that was written when the run ended, or a new one where there is none."""
    try:
        return json.loads((run.folder / SUMMARY).read_bytes())
    except (OSError, ValueError):
        from ripeness.analysis.summary import summarise

        return summarise(run)


def _write_summary(run: Run, summary: Mapping[str, Any]) -> None:
    from ripeness.ensemble.files import write_atomic

    write_atomic(run.folder / SUMMARY, (json.dumps(summary, ensure_ascii=False) + "\n").encode())


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
