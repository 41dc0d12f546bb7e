"""A new scenario to start from: a small invented war, commented, complete enough to be checked and run.

The files stand in ``skeletons``: those of every war, and those that differ with and without a patron.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from ripeness.errors import SettingsError
from ripeness.scenario.folder import HERE, scenario_names

SKELETONS = HERE / "skeletons"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def new_scenario(path: str | Path, name: str, patron: bool = True) -> Path:
    """Write a skeleton into a folder of its own, whole or not at all.

    Parameters
    ----------
    path : folder in which the scenario's folder is made.
    name : the scenario's name, which becomes its folder's.
    patron : whether an outside power's support is part of the war.

    Returns
    -------
    The scenario's folder.

    Raises
    ------
    SettingsError
        If the name will not do, something stands there already, or nothing can be written there.
    """
    if not NAME.fullmatch(name):
        raise SettingsError(
            f"'{name[:80]}' is no name for a scenario",
            "Use letters, digits, '-', '_' and '.', beginning with a letter or digit; --dir says where it goes.",
        )
    if name in scenario_names():
        raise SettingsError(f"a built-in scenario is called '{name}'", "Choose another name.")
    folder = Path(path) / name
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise SettingsError(f"{folder} is there already", "Choose another name; nothing is ever overwritten.")
    part = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{name}."))
        for kind in ("every-war", "with-patron" if patron else "without-patron"):
            for source in sorted((SKELETONS / kind).iterdir()):
                text = source.read_text(encoding="utf-8").replace("{{name}}", name)
                (part / source.name).write_text(text, encoding="utf-8")
        part.chmod(0o755)
        os.replace(part, folder)
    except OSError as error:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
        raise SettingsError(
            f"{folder} cannot be written: {error.strerror or error}", "Give another folder with --dir."
        ) from error
    return folder
