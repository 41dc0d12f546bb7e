"""What a calibration found, as text: a table of modules, and one of what each parameter learnt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.calibration.calibrate import Calibration
    from ripeness.calibration.identification import Learned

STATUS_WORDS = {"E": "estimated", "W": "weakly estimated", "P": "the prior drives it"}


def calibration_text(found: Calibration) -> str:
    """Modules with their diagnostics, then what could not be fitted and why."""
    rows: list[tuple[str, ...]] = [("module", "parameters", "rows", "R-hat", "ESS", "seconds", "")]
    for outcome in found.outcomes:
        checks = outcome.checks
        if checks is not None:
            told = (
                len(outcome.lines),
                checks.get("rows"),
                checks.get("r_hat"),
                checks.get("ess"),
                checks.get("seconds"),
            )
            cells = ["-" if x is None else str(x) for x in told]
            rows.append((outcome.module, *cells, "kept" if outcome.kept else "fitted"))
        else:
            rows.append((outcome.module, "-", "-", "-", "-", "-", "not fitted"))
    lines = [*_columns(rows)]
    lines += [f"\n{outcome.why_not}" for outcome in found.outcomes if outcome.why_not]
    return "\n".join(lines)


def identification_text(lines: Iterable[Learned]) -> str:
    """Prior and posterior side by side: 5, 50 and 95 % points."""
    rows = [("parameter", "prior 5 / 50 / 95 %", "posterior 5 / 50 / 95 %", "sd ratio", "gain", "status")]
    rows += [
        (line.name, _range(line.prior), _range(line.posterior), f"{line.ratio:.2f}", f"{line.gain:.2f}", line.status)
        for line in lines
    ]
    return "\n".join(_columns(rows))


def _range(points: Sequence[float]) -> str:
    return " / ".join(f"{x:.3g}" for x in points)


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
