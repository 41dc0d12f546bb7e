"""Streams: one JSON object or text on standard output, notes and refusals on standard error, colour where wanted."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import ripeness

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run

SCHEMA_VERSION = 1
# What every object carries; null where it means nothing for the command.
COMMON = ("scenario", "scenario_hash", "seed", "futures", "start", "prior_set", "run_dir")
NARROWEST, WIDEST = 40, 120


def envelope(**fields: Any) -> dict[str, Any]:
    """An object of machine output: version and run settings first, then what the command adds."""
    common = {key: fields.pop(key, None) for key in COMMON}
    return {"schema_version": SCHEMA_VERSION, "version": ripeness.__version__, **common, **fields}


def about(run: Run) -> dict[str, Any]:
    """The same for an answer about a stored run."""
    plan, manifest = run.plan, run.manifest
    return envelope(
        scenario=manifest["scenario"], scenario_hash=manifest["scenario_hash"], seed=plan.seed, futures=plan.futures,
        start=plan.start, prior_set=plan.prior_set, run_dir=run.folder, draws=manifest.get("draws_of", "prior"),
    )  # fmt: skip


def say(text: str) -> None:
    """A result."""
    print(text)


def say_json(fields: Mapping[str, Any]) -> None:
    """A result for machines: one object, numbers that JSON knows."""
    print(json.dumps(plain(fields), indent=2, ensure_ascii=False, allow_nan=False))


def note(text: str, quiet: bool = False) -> None:
    """What is not a result."""
    if not quiet:
        print(text, file=sys.stderr)


def refuse(kind: str, message: str, remedy: str, as_json: bool, **more: Any) -> None:
    """Why nothing was done, and what would help."""
    if as_json:
        say_json(envelope(error={"kind": kind, "message": message, "remedy": remedy, **more}))
    else:
        print(f"ripeness: {message}" + (f"\n  {remedy}" if remedy else ""), file=sys.stderr)


def plain(value: Any) -> Any:
    """A value in JSON's own types; a number that is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if hasattr(value, "tolist"):  # NumPy's arrays and scalars
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def width() -> int:
    """Columns to fill."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)


def coloured(stream: TextIO) -> bool:
    """Whether a stream takes colour: FORCE_COLOR and NO_COLOR decide, then whether a terminal reads it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
