"""Files that are whole or not there, and a folder that one run at a time may write."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from ripeness.errors import StoreError

LOCK = ".lock"
UNFINISHED = ".part"  # ending of a file that is being written


def write_atomic(path: Path, content: bytes) -> None:
    """Put a file in place at once: whoever reads it finds the old one or the new one, whatever happens.

    Raises
    ------
    StoreError
        Disk full, or a folder that cannot be written.
    """
    part = path.with_name(path.name + UNFINISHED)
    with refusing(path.parent):
        try:
            with open(part, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        _sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Create a folder with those above it; one that is there already is fine."""
    with refusing(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for writing; the hold ends with the process, however it ends.

    Raises
    ------
    StoreError
        If another run holds it.
    """
    with refusing(folder):
        stream = (folder / LOCK).open("a+", encoding="utf-8")
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read().strip() or "another run"
            raise StoreError(
                f"{folder} is being written by {holder}",
                "Wait until it has ended, or give another folder with --out.",
            ) from None
        with refusing(folder):
            stream.truncate(0)
            stream.write(f"process {os.getpid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
            stream.flush()
        yield


@contextlib.contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a StoreError with a remedy."""
    try:
        yield
    except OSError as error:
        raise _refusal(folder, error) from error


def fingerprint(content: bytes) -> str:
    """SHA-256 in hex digits."""
    return hashlib.sha256(content).hexdigest()


def _refusal(folder: Path, error: OSError) -> StoreError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreError(
            f"no space is left for {folder}",
            f"Free some, then go on with: ripeness runs resume {folder}",
        )
    if error.errno in {errno.EEXIST, errno.ENOTDIR}:
        return StoreError(f"{folder} is no folder: a file stands in its way", "Give another place with --out.")
    return StoreError(f"{folder} cannot be written: {error.strerror or error}", "Give another place with --out.")


def _sync_folder(folder: Path) -> None:
    """Make a renaming last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
