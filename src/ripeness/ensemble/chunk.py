"""One finished world as one file: written whole, its fingerprint beside it, checked whenever it is read.

The fingerprint stands in a file of its own in the format of ``sha256sum``, so that anybody can check a folder.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ripeness.ensemble.files import fingerprint, write_atomic
from ripeness.errors import StoreError

if TYPE_CHECKING:
    import numpy as np

    from ripeness.engine.war import Results
    from ripeness.ensemble.design import World

SOLVER = ("residual", "contraction", "several", "doubt", "outflow", "separation", "odd_gains")
FOLDER = "chunks"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Arm(NamedTuple):
    """What one arm leaves behind in one world."""

    results: Results
    solver: np.ndarray  # float64 (check,), names in ``SOLVER``; NaN where nothing was solved
    reason: str = ""  # why the arm did not run; empty if it did


class Chunk(NamedTuple):
    """One world of a run."""

    world: World
    arms: dict[str, Arm]


def chunk_path(folder: Path, world: int) -> Path:
    """The file of a world."""
    return folder / FOLDER / f"world-{world:03d}.npz"


def write_chunk(folder: Path, chunk: Chunk) -> str:
    """Write a world; returns its fingerprint."""
    import numpy as np

    world = chunk.world
    arrays: dict[str, np.ndarray] = {
        "world": np.array([world.index, *world.key, world.attempts], dtype=np.int64),
        "names": np.array(list(world.values)),
        "values": np.array(list(world.values.values())),
        "arms": np.array(list(chunk.arms)),
    }
    for name, arm in chunk.arms.items():
        arrays |= {f"{name}.{field}": _small(value) for field, value in arm.results._asdict().items()}
        arrays |= {f"{name}.solver": arm.solver, f"{name}.reason": np.array(arm.reason)}
    content = packed(arrays)
    path, digest = chunk_path(folder, world.index), fingerprint(content)
    write_atomic(path, content)
    write_atomic(_beside(path), f"{digest}  {path.name}\n".encode())
    return digest


def read_arrays(folder: Path, world: int, names: Iterable[str]) -> dict[str, np.ndarray]:
    """Some arrays of a world, named ``arm.field`` as in ``engine.war.Results``, or ``arm.solver``, ``arm.reason``.

    Raises
    ------
    StoreError
        If the file is missing or is not what was written.
    """
    import numpy as np

    with np.load(io.BytesIO(_verified(folder, world)), allow_pickle=False) as held:
        return {name: held[name] for name in names}


def read_world(folder: Path, world: int) -> World:
    """The draw of a world."""
    from ripeness.ensemble.design import World

    held = read_arrays(folder, world, ("world", "names", "values"))
    index, key0, key1, attempts = (int(n) for n in held["world"])
    values = dict(zip(held["names"].tolist(), held["values"].tolist(), strict=True))
    return World(index, values, (key0, key1), attempts)


def is_whole(folder: Path, world: int) -> bool:
    """Whether a world is there and is what was written."""
    try:
        _verified(folder, world)
    except StoreError:
        return False
    return True


def recorded_fingerprint(folder: Path, world: int) -> str:
    """The fingerprint that was written with a world, empty if there is none."""
    try:
        return _beside(chunk_path(folder, world)).read_text(encoding="utf-8").partition(" ")[0]
    except (OSError, UnicodeDecodeError):
        return ""


def packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Arrays as one compressed file, the same bytes for the same arrays."""
    import numpy as np

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
            archive.writestr(entry, member.getbuffer(), zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()


def _small(array: np.ndarray) -> np.ndarray:
    """Counts in 32 bits where they fit."""
    import numpy as np

    if array.dtype == np.int64 and (array.size == 0 or np.abs(array).max() <= np.iinfo(np.int32).max):
        return array.astype(np.int32)
    return array


def _verified(folder: Path, world: int) -> bytes:
    path = chunk_path(folder, world)
    try:
        content = path.read_bytes()
    except OSError:
        raise StoreError(f"{path} is not there", f"Compute it: ripeness runs resume {folder}") from None
    if fingerprint(content) != recorded_fingerprint(folder, world):
        raise StoreError(
            f"{path} is damaged: it is not what was written", f"Compute it again: ripeness runs resume {folder}"
        )
    return content


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")
