"""What checking a scenario found, kept between processes under the content of its files.

Reading, validating and cross-checking a war takes longer than printing what came of it. An entry of the cache is plain
JSON that nothing is executed from; its name is a hash of every file of the scenario, of the shared priors and of
the code that read them, so an entry can be missing or unreadable but not out of date.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ripeness.errors import Problem, ScenarioError
from ripeness.scenario.catalogue import Listing, listings
from ripeness.scenario.folder import HERE, LARGEST_TABLE, MOST_FILES, find_scenario

MOST_ENTRIES = 40


@dataclass(frozen=True)
class Checked:
    """Problems of a scenario; its title, hash and table of parameters if it can be loaded."""

    name: str
    title: str
    hash: str
    problems: tuple[Problem, ...]
    listings: tuple[Listing, ...]


def checked(name_or_path: str | Path) -> Checked:
    """Check a scenario, or look up what the last check of the same files found.

    Raises
    ------
    ScenarioError
        If there is no such scenario.
    """
    folder = find_scenario(name_or_path)
    entry = _entry(folder)
    if entry is not None and (known := _read(entry)) is not None:
        return known
    found = _check(folder, str(name_or_path))
    if entry is not None:
        _write(entry, found)
    return found


def cache_folder() -> Path:
    """Where this user's caches stand: RIPENESS_CACHE, or the customary place."""
    customary = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(os.environ.get("RIPENESS_CACHE") or os.path.join(customary, "ripeness"))


def _check(folder: Path, name: str) -> Checked:
    from ripeness.scenario.load import load_scenario

    try:
        war = load_scenario(folder)
    except ScenarioError as error:
        return Checked(name, "", "", error.problems, ())
    return Checked(war.name, war.title, war.hash, (), listings(war))


def _entry(folder: Path) -> Path | None:
    """The file of the cache that belongs to a folder's content; None where that has to be looked at afresh."""
    digest = hashlib.sha256()
    try:
        for root, pattern in ((HERE, "*.py"), (HERE / "priors", "**/*.yaml")):
            for path in sorted(root.glob(pattern)):
                _feed(digest, path.name, path.read_bytes())
        for count, entry in enumerate(_files(folder)):
            if count > MOST_FILES or entry.is_symlink() or entry.stat().st_size > LARGEST_TABLE:
                return None
            path = Path(entry.path)
            _feed(digest, path.relative_to(folder).as_posix(), path.read_bytes())
    except OSError:
        return None
    return cache_folder() / "scenarios" / f"{digest.hexdigest()}.json"


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            yield entry


def _feed(digest: Any, name: str, content: bytes) -> None:
    digest.update(f"{name}\0{len(content)}\0".encode())
    digest.update(content)


def _read(entry: Path) -> Checked | None:
    try:
        body = json.loads(entry.read_bytes())
        return Checked(
            name=str(body["name"]), title=str(body["title"]), hash=str(body["hash"]),
            problems=tuple(Problem(**problem) for problem in body["problems"]),
            listings=tuple(Listing(*row) for row in body["listings"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(entry: Path, found: Checked) -> None:
    """Put an entry into the cache, whole or not at all; a cache that cannot be written is no reason to fail."""
    body = {
        "name": found.name, "title": found.title, "hash": found.hash,
        "problems": [problem.as_dict() for problem in found.problems],
        "listings": [list(row.as_dict().values()) for row in found.listings],
    }  # fmt: skip
    import tempfile

    part = ""
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=entry.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(body, file)
        os.replace(part, entry)
        by_age = sorted(entry.parent.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in by_age[MOST_ENTRIES:]:
            old.unlink(missing_ok=True)
    except OSError:
        if part:
            Path(part).unlink(missing_ok=True)
