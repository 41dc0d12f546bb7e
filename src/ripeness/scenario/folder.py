"""Where a scenario stands: only plain files inside its folder are read, none large, none reached by link or path."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from ripeness.errors import ASKED, Problem, ScenarioError
from ripeness.scenario.problems import Problems, did_you_mean

HERE = Path(__file__).parent
LIBRARY = HERE / "library"
LARGEST_TABLE = 8_000_000  # bytes
MOST_FILES = 300


def scenario_names() -> tuple[str, ...]:
    """Names of the built-in scenarios."""
    return tuple(sorted(path.name for path in LIBRARY.iterdir() if (path / "scenario.yaml").is_file()))


def find_scenario(name_or_path: str | Path) -> Path:
    """The folder of a scenario: a built-in one by its name, otherwise a path.

    Raises
    ------
    ScenarioError
        If there is neither.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in scenario_names():
        return LIBRARY / text
    path = Path(name_or_path)
    with contextlib.suppress(OSError):  # a name no file can have
        if path.name == "scenario.yaml" and path.is_file():
            path = path.parent
        if text.strip() and path.is_dir():
            return path
    remedy = did_you_mean(text, scenario_names(), "scenarios") + " Or give the path of a folder."
    raise ScenarioError([Problem(text[:200], 0, "", text[:60], "no such scenario", remedy.strip())], ASKED)


class Folder:
    """The files of one folder that may be read, and a fingerprint of what was read.

    Parameters
    ----------
    path : the folder.
    shown : what stands before a file's name in messages.
    """

    def __init__(self, path: Path, shown: str = "") -> None:
        self.path = path
        self.shown = shown
        self._root = path.resolve()
        self._read: dict[str, bytes] = {}

    def names(self, pattern: str = "*") -> list[str]:
        """Names of the plain files that match, in order; hidden ones are left out."""
        found = sorted(p for p in self.path.glob(pattern) if p.is_file() and not p.name.startswith("."))
        return [p.relative_to(self.path).as_posix() for p in found[:MOST_FILES]]

    def has(self, name: str) -> bool:
        """Whether a file of this name stands in the folder."""
        return (self.path / name).is_file()

    def label(self, name: str) -> str:
        """The file's name in messages."""
        return f"{self.shown}{name}"

    def read(self, name: str, problems: Problems, required_by: tuple[str, int, str] | None = None) -> bytes | None:
        """Bytes of a file, or None with the reason among the problems.

        Parameters
        ----------
        name : path relative to the folder.
        required_by : file, line and key that name this one, if another file does.
        """
        file, line, key = required_by or (self.label(name), 0, "")
        path = self.path / name
        if not self._inside(path):
            problems.add(file, line, key, "leads out of the scenario's folder", name, "Copy the file into the folder.")
            return None
        if not path.is_file():
            remedy = did_you_mean(name, self.names("*" + Path(name).suffix), "files")
            problems.add(file, line, key, f"file '{name}' is not there" if key else "is not there", name, remedy)
            return None
        if path.stat().st_size > LARGEST_TABLE:
            problems.add(self.label(name), 0, "", f"is larger than {LARGEST_TABLE // 1_000_000} MB", "", "Split it.")
            return None
        content = path.read_bytes()
        self._read[name] = content
        return content

    def reckon(self, name: str, content: bytes) -> None:
        """Let other bytes stand for a file in the fingerprint; none at all for a file that does not count."""
        self._read[name] = content
        if not content:
            del self._read[name]

    def fingerprint(self, apart: tuple[str, ...] = ()) -> str:
        """SHA-256 of the names and contents read so far, in the order of the names, some files left apart."""
        digest = hashlib.sha256()
        for name in sorted(set(self._read).difference(apart)):
            digest.update(f"{name}\0{len(self._read[name])}\0".encode())
            digest.update(self._read[name])
        return digest.hexdigest()

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError, ValueError):
            return False
