"""The ledger of scores: one line a domain, rule and baseline of every version scored, never changed, only added to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ripeness.analysis.backtest.plain import COLUMNS
from ripeness.ensemble.files import write_atomic
from ripeness.errors import StoreError

ABOUT = COLUMNS[: COLUMNS.index("domain")]
SAME = tuple(name for name in ABOUT if name != "created")  # what makes two scorings one


def append(path: Path, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Add a scoring to a ledger.

    Returns
    -------
    False where the same version, inputs and table had been scored already: it is scored once.

    Raises
    ------
    StoreError
        If the file is something else, or cannot be written.
    """
    old, held = "", read(path) if path.is_file() else []
    if path.is_file():
        old = path.read_text(encoding="utf-8")
    done = {_key(row) for row in held}
    if not lines or _key(lines[0]) in done:
        return False
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    if not old:
        writer.writeheader()
    writer.writerows(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, (old + text.getvalue()).encode())
    return True


def read(path: Path) -> list[dict[str, str]]:
    """Lines of a ledger in the order of their adding.

    Raises
    ------
    StoreError
        If the file is no ledger.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise StoreError(f"{path} is no ledger of scores", "Give another file with --ledger.")
            return [dict(row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StoreError(f"{path} cannot be read: {error}", "Give another file with --ledger.") from error


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in SAME)
