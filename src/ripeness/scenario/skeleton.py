"""A new scenario to start from: a small invented war, commented, complete enough to be checked and run.

The files stand in ``skeletons``: those of every war, and those that differ with and without a patron. Or it is a
built-in war again, for another argument about it: then what belongs to the first argument is left behind.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ripeness.errors import SettingsError
from ripeness.scenario.folder import HERE, LIBRARY, scenario_names
from ripeness.scenario.problems import did_you_mean

SKELETONS = HERE / "skeletons"
ARGUMENT = ("claims.yaml", "experiments.yaml", "systems.yaml")  # what belongs to one argument about a war
CITED = re.compile(r",\s*claims: \[[^\]]*\]|^\s*claims: \[[^\]]*\]\s*\n", re.MULTILINE)
NAMED = re.compile(r"^name: .*$", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def new_scenario(
    path: str | Path, name: str, patron: bool = True, like: str = "", argument: Mapping[str, str] | None = None
) -> Path:
    """Write a skeleton into a folder of its own, whole or not at all.

    Parameters
    ----------
    path : folder in which the scenario's folder is made.
    name : the scenario's name, which becomes its folder's.
    patron : whether an outside power's support is part of the war.
    like : a built-in scenario to begin with in place of the invented war.
    argument : contents of claims.yaml and experiments.yaml, in place of those that are there.

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
    if like and like not in scenario_names():
        raise SettingsError(f"no built-in scenario '{like}'", did_you_mean(like, scenario_names(), "scenarios"))
    folder = Path(path) / name
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise SettingsError(f"{folder} is there already", "Choose another name; nothing is ever overwritten.")
    part = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{name}."))
        for file, text in _files(name, patron, like, argument).items():
            (part / file).parent.mkdir(exist_ok=True)
            (part / file).write_text(text, encoding="utf-8")
        part.chmod(0o755)
        os.replace(part, folder)
    except OSError as error:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
        raise SettingsError(
            f"{folder} cannot be written: {error.strerror or error}", "Give another folder with --dir."
        ) from error
    return folder


def _files(name: str, patron: bool, like: str, argument: Mapping[str, str] | None) -> dict[str, str]:
    """Contents by file."""
    roots = [SKELETONS / kind for kind in ("every-war", "with-patron" if patron else "without-patron")]
    found: dict[str, str] = {}
    for root in [LIBRARY / like] if like else roots:
        for source in sorted(root.rglob("*")):
            if source.is_file():
                found[source.relative_to(root).as_posix()] = source.read_text(encoding="utf-8")
    if like:
        found["scenario.yaml"] = NAMED.sub(f'name: "{name}"', found["scenario.yaml"], count=1)
    if argument is not None:
        kept = {file: text for file, text in found.items() if file not in ARGUMENT}
        found = {file: CITED.sub("", text) if file.endswith(".yaml") else text for file, text in kept.items()}
        found |= argument
    return {file: text.replace("{{name}}", name) for file, text in found.items()}
