"""What became of the rows of an imported file, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.analysis.importing.folder import Report

SHOWN = 12


def import_text(report: Report) -> str:
    """Counts first, then the rows that were not used, then what was written."""
    counts = f"{report.matched} matched, {len(report.unmatched)} unmatched, {len(report.refused)} refused"
    lines = [f"{report.kind} from {report.file}: {counts}"]
    for name, rows in (("unmatched", report.unmatched), ("refused", report.refused)):
        lines += [f"  {name}: {row}" for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(f"  {name}: and {len(rows) - SHOWN} more; --json lists them")
    lines += [f"  {note}" for note in report.notes]
    lines.append(f"written: {', '.join(report.written) or 'nothing'}")
    return "\n".join(lines)
