"""The folder that data are read into: what was made of every row, and files that change together or not at all."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ripeness.ensemble.files import make_folder, write_atomic
from ripeness.errors import ScenarioError, SettingsError
from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.load import check_scenario, find_scenario

LISTED = 200  # rows named in a report; the rest are counted


@dataclass
class Report:
    """What became of the rows of a file."""

    kind: str
    file: str
    matched: int = 0
    unmatched: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The object of ``data import --json``, without what every object carries."""
        return {
            "kind": self.kind, "file": self.file, "matched": self.matched,
            "unmatched": {"count": len(self.unmatched), "rows": self.unmatched[:LISTED]},
            "refused": {"count": len(self.refused), "rows": self.refused[:LISTED]},
            "written": self.written, "notes": self.notes,
        }  # fmt: skip


def own_folder(into: str | Path) -> Path:
    """A scenario folder of the user's own.

    Raises
    ------
    SettingsError
        For a built-in scenario: copy it first.
    ScenarioError
        If there is none, or it has problems already.
    """
    path = find_scenario(Path(into))
    if path.resolve().is_relative_to(LIBRARY.resolve()):
        raise SettingsError(f"{path.name} is built in and stays as it is", "Copy its folder, and give the copy.")
    if problems := check_scenario(path):
        raise ScenarioError(problems)
    return path


def put(folder: Path, files: Mapping[str, bytes | None], report: Report) -> None:
    """Change files of a scenario, None to remove one, if the scenario still holds together afterwards.

    Raises
    ------
    ScenarioError
        With what would be wrong; nothing has changed then.
    """
    with tempfile.TemporaryDirectory() as place:
        trial = Path(shutil.copytree(folder, Path(place) / folder.name))
        for name, content in files.items():
            target = trial / name
            target.parent.mkdir(exist_ok=True)
            if content is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(content)
        if problems := check_scenario(trial):
            raise ScenarioError(problems)
    for name, content in files.items():
        make_folder((folder / name).parent)
        if content is not None:
            write_atomic(folder / name, content)
            report.written.append(name)
        elif (folder / name).is_file():
            (folder / name).unlink()
            report.notes.append(f"{name} did not fit any more and was removed")


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as the bytes of a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def read_table(file: str | Path, needed: Sequence[str], what: str) -> list[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their line, named by the header in small letters.

    Raises
    ------
    SettingsError
        If it cannot be read or lacks columns of the official format.
    """
    path = Path(file)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = [name.strip().lower() for name in next(reader, [])]
            missing = [name for name in needed if name not in header]
            if missing:
                have = ", ".join(header[:8]) + (", ..." if len(header) > 8 else "")
                raise SettingsError(
                    f"{path.name} is not {what}: it lacks {', '.join(missing)}", f"Its columns are: {have or 'none'}."
                )
            return [(reader.line_num, dict(zip(header, row, strict=False))) for row in reader if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 table"
        raise SettingsError(f"{path} cannot be read: {why}", f"Give {what} as UTF-8 text.") from error


def with_source(folder: Path, name: str, title: str, note: str) -> bytes:
    """``sources.yaml`` with one entry more, unless it is there."""
    path = folder / "sources.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if f"\n{name}:" in f"\n{text}":
        return text.encode()
    entry = (
        f"\n{name}:\n  title: {_quoted(title)}\n  kind: looked_up\n  confidence: m\n  note: {_quoted(note)}\n"
    )  # fmt: skip
    return (text.rstrip("\n") + "\n" + entry).encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
