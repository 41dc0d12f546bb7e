"""How kernels are compiled, and where the compiled code is kept.

Numba's cache sees edits in a function's own file only, not in the files it calls. The cache therefore lives
in a folder named by a hash of every source that can end up in a kernel: an edit anywhere opens a new folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

from ripeness.numerics import linking
from ripeness.numerics.packs import Pack

PACKAGE = Path(__file__).resolve().parent.parent
KERNEL_FOLDERS = ("numerics", "model", "strategy", "engine")

F = TypeVar("F", bound=Callable[..., Any])


@cache
def kernel_hash() -> str:
    """Hash of all sources a kernel can be built from, with the compiler's version (12 hex digits)."""
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for folder in KERNEL_FOLDERS:
        for path in sorted((PACKAGE / folder).glob("*.py")):
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _cache_folder() -> Path:
    customary = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "ripeness")
    root = os.environ.get("RIPENESS_CACHE") or os.environ.get("NUMBA_CACHE_DIR") or customary
    return Path(root) / "kernels" / kernel_hash()


numba.config.CACHE_DIR = str(_cache_folder())


class Kernel:
    """A compiled function; named tuples of arrays among its arguments are handed over as packs."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.py_func = function
        self.compiled = linking.compiled(function)

    def __call__(self, *args: Any) -> Any:
        return self.compiled(*[Pack(a) if isinstance(a, tuple) else a for a in args])


def kernel(function: Callable[..., Any]) -> Kernel:
    """Compile a whole kernel: strict IEEE arithmetic, no interpreter lock, no allocation, kept on disk."""
    return Kernel(function)


def plain(kernel: Kernel) -> Callable[..., Any]:
    """The plain Python text of a compiled kernel."""
    return kernel.py_func


def part(function: F) -> F:
    """A function that kernels may call and that stays plain Python for everybody else."""
    return linking.known(function)


def inlined(function: F) -> F:
    """A part that is copied into its caller, for what runs every month in every lane."""
    return linking.known(function, forceinline=True)
