"""The drawing library a page carries within itself: bundled once for each version, kept in the user's cache."""

from __future__ import annotations

import os
import tempfile
from importlib.metadata import version
from pathlib import Path

VEGA_LITE = "6.4"


def library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that loads nothing from anywhere.

    Bundling takes seconds, so the result is kept; where nothing can be written, it is made anew each time.
    """
    kept = cache_folder() / f"vega-{version('vl-convert-python')}.js"
    try:
        return kept.read_text(encoding="utf-8")
    except OSError:
        pass
    import vl_convert

    code = vl_convert.javascript_bundle(snippet=None)  # type: ignore[arg-type]
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, code)
    except OSError:
        pass
    return code


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by others."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def cache_folder() -> Path:
    """Where this user's caches stand."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(os.environ.get("RIPENESS_CACHE") or os.path.join(root, "ripeness"))
