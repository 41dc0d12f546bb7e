"""Solved games, kept under a hash of all they were solved from: in this process, and on disk for the next one.

Only games on a fine grid are kept; a coarse one is solved faster than it is worth. What is kept is what ``solve``
returned, bit for bit; a file that cannot be read is solved again and written anew. ``RIPENESS_SOLUTIONS=off``
keeps nothing on disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
import zlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from ripeness.numerics.compiled import kernel_hash
from ripeness.scenario.kept import cache_folder
from ripeness.strategy.eras import Schedule
from ripeness.strategy.game import Game
from ripeness.strategy.grid import PRODUCTION, Grid
from ripeness.strategy.solver import Solution, fitted, solve

WORTH_KEEPING = 15_000  # nodes
MOST_IN_PROCESS = 4
MOST_BYTES = 512 * 2**20
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)

_recent: OrderedDict[str, Solution] = OrderedDict()
_lock = Lock()


def solution(
    game: Game | Schedule,
    grid: Grid = PRODUCTION,
    horizon: float = 6.1,
    keep_values: bool = False,
    channels: bool = False,
) -> Solution:
    """The solution of a game, looked up where this very game was solved before by this very code.

    Parameters
    ----------
    As ``strategy.solver.solve``, whose errors it passes on and does not keep.

    Returns
    -------
    Solution. Its arrays are read-only, being shared by all who ask.
    """
    if grid.nodes < WORTH_KEEPING:
        return solve(game, grid, horizon, keep_values, channels)
    name = _name(game, grid, horizon, keep_values, channels)
    with _lock:
        if name in _recent:
            _recent.move_to_end(name)
            return _recent[name]
    found = _read(name, fitted(game, grid))
    if found is None:
        found = solve(game, grid, horizon, keep_values, channels)
        _write(name, found)
    for part in found:
        if isinstance(part, np.ndarray):
            part.flags.writeable = False
    with _lock:
        _recent[name] = found
        while len(_recent) > MOST_IN_PROCESS:
            _recent.popitem(last=False)
    return found


def forget() -> None:
    """Forget what this process holds; files stay."""
    with _lock:
        _recent.clear()


def _name(game: Game | Schedule, grid: Grid, horizon: float, keep_values: bool, channels: bool) -> str:
    """Hash of the game's numbers, the grid, what is asked for and the sources that solve it."""
    digest = hashlib.sha256(f"{kernel_hash()} {grid!r} {horizon!r} {keep_values} {channels}".encode())
    digest.update(numbers(game))
    return digest.hexdigest()[:32]


def numbers(game: Game | Schedule) -> bytes:
    """Everything that a game, or a schedule of games, says, as bytes of one length."""
    digest = hashlib.sha256()
    if isinstance(game, Schedule):
        digest.update(repr((game.starts, game.orders)).encode())
        for era in game.games:
            digest.update(numbers(era))
        return digest.digest()
    for field, value in zip(game._fields, game, strict=True):
        digest.update(f"\n{field} ".encode())
        if isinstance(value, np.ndarray):
            digest.update(f"{value.dtype.str} {value.shape} ".encode() + value.tobytes())
        else:
            digest.update(repr(value).encode())
    return digest.digest()


def _folder() -> Path | None:
    return None if os.environ.get("RIPENESS_SOLUTIONS") == "off" else cache_folder() / "solutions"


def _read(name: str, grid: Grid) -> Solution | None:
    folder = _folder()
    if folder is None:
        return None
    path = folder / f"{name}.npz"
    try:
        with np.load(path, allow_pickle=False) as held:  # the archive checks a sum of every part it reads
            parts: dict[str, Any] = {field: held[field] for field in Solution._fields if field != "grid"}
        os.utime(path)
    except UNREADABLE:
        return None
    parts = {field: value if value.ndim else float(value) for field, value in parts.items()}
    return Solution(grid=grid, **parts)


def _write(name: str, found: Solution) -> None:
    """Keep a solution; a disk that is full or not ours costs the next solve, nothing else."""
    folder = _folder()
    if folder is None:
        return
    parts: dict[str, Any] = {field: v for field, v in found._asdict().items() if field != "grid"}
    draft = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".draft", delete=False) as file:
            draft = file.name
            np.savez(file, **parts)
        os.replace(draft, folder / f"{name}.npz")
        _bound(folder)
    except OSError:
        if draft is not None:
            with contextlib.suppress(OSError):
                os.unlink(draft)


def _bound(folder: Path) -> None:
    """Remove what was used longest ago until the rest fits."""
    files = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in files:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)
