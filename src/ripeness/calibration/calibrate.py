"""Fit the modules of a war one by one, each finished one an atomic file beside the scenario that later runs draw from.

A module whose file was made from the same settings, evidence and code is kept and not fitted again, so a calibration
that was cut short goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ripeness.calibration.evidence import fingerprint
from ripeness.calibration.identification import Learned, learned, read_learned
from ripeness.calibration.modules import MODULES, sampler
from ripeness.calibration.posterior import Posterior
from ripeness.ensemble.files import make_folder, write_atomic
from ripeness.errors import CalibrationError, EvidenceError, SettingsError
from ripeness.scenario.folder import scenario_names
from ripeness.scenario.load import find_scenario, load_scenario
from ripeness.scenario.posteriors import FOLDER, written
from ripeness.scenario.war import Scenario

DRAWS, QUICK_DRAWS = 256, 64
PLACE = Path("calibration")


@dataclass(frozen=True)
class Outcome:
    """What became of a module: its file and what it learnt, or why it was not fitted."""

    module: str
    file: Path | None = None
    lines: tuple[Learned, ...] = ()
    checks: dict[str, Any] | None = None
    kept: bool = False
    why_not: str = ""
    posterior: Posterior | None = None


@dataclass(frozen=True)
class Calibration:
    """All modules of a war, and the scenario folder that now holds their draws."""

    scenario: Scenario
    folder: Path
    outcomes: tuple[Outcome, ...]


def calibrate(
    name_or_path: str | Path, *, only: Sequence[str] = (), seed: int = 1, data: Path | None = None,
    out: Path | None = None, quick: bool = False, install: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Calibration:  # fmt: skip
    """Calibrate a war.

    Parameters
    ----------
    name_or_path : a built-in scenario, or a folder.
    only : modules; all unless given.
    data : folder with files that are not shipped.
    out : scenario folder that takes the draws. A scenario that is a folder takes them itself; of a built-in one a copy
        is made, below ``calibration/`` unless given, which runs as any folder does.
    quick : short chains and few draws, to try it.
    install : write beside the built-in scenario itself.
    progress : told module and share done.

    Raises
    ------
    ScenarioError, SettingsError, StoreError
    """
    for name in only:
        if name not in MODULES:
            raise SettingsError(f"unknown module '{name}'", f"Known: {', '.join(MODULES)}.")
    if data is not None and not data.is_dir():
        raise SettingsError(f"{data} is not a folder", "Give the folder that holds the data files.")
    scenario = load_scenario(name_or_path)
    folder = _place(name_or_path, scenario, out, install)
    outcomes = []
    for module in only or MODULES:
        outcomes.append(_one(scenario, folder, module, seed, data, quick, progress))
    return Calibration(scenario, folder, tuple(outcomes))


def _one(
    scenario: Scenario, folder: Path, module: str, seed: int, data: Path | None, quick: bool,
    progress: Callable[[str, float], None] | None,
) -> Outcome:  # fmt: skip
    path = folder / FOLDER / f"{module}.csv"
    key = _key(scenario, module, seed, data, quick)
    header = _header(path)
    if header.get("key") == key:
        return Outcome(module, path, read_learned(header), json.loads(header["diagnostics"]), kept=True)
    try:
        posterior = sampler(module, data)(
            scenario, seed=seed, draws=QUICK_DRAWS if quick else DRAWS, quick=quick,
            progress=None if progress is None else lambda share: progress(module, share),
        )  # fmt: skip
    except (EvidenceError, CalibrationError) as error:
        return Outcome(module, why_not=f"{error.message}. {error.remedy}".strip())
    if why_not := _unusable(posterior):
        return Outcome(module, why_not=why_not, posterior=posterior)
    lines = learned(posterior)
    checks = {k: v for k, v in posterior.diagnostics.items() if k not in ("by_parameter", "unknowns")}
    checks = {"rows": posterior.made_by.get("rows"), **checks}
    command = f"ripeness calibrate {scenario.name} --only {module} --seed {seed}" + (" --quick" if quick else "")
    command += " --data DIR" if data is not None else ""
    made_by = {
        "command": command, "key": key, **{k: _plain(v) for k, v in posterior.made_by.items()},
        "diagnostics": json.dumps(checks), **{f"learned.{line.name}": line.as_json() for line in lines},
    }  # fmt: skip
    make_folder(path.parent)
    rows = [[float(x) for x in row] for row in posterior.draws]
    write_atomic(
        path,
        written(module, posterior.names, rows, scenario.parameters, scenario.information_date, made_by),
    )
    return Outcome(module, path, lines, checks, posterior=posterior)


def _unusable(posterior: Posterior) -> str:
    """Why draws are not written down; empty if they are."""
    found = posterior.diagnostics
    learnt = str(found.get("learnt", ""))
    if learnt.startswith("nothing"):
        return f"{posterior.module}: {learnt[:1].upper()}{learnt[1:]}. Its parameters keep their priors."
    if found.get("usable", True):
        return ""
    numbers = ", ".join(f"{k.replace('_', ' ')} {found[k]:.3g}" for k in ("ess", "ancestors", "memory") if k in found)
    return (
        f"{posterior.module}: the draws do not agree well enough to be used ({numbers}), so its parameters keep their "
        "priors. Run it without --quick, or with another --seed."
    )


def _place(name_or_path: str | Path, scenario: Scenario, out: Path | None, install: bool) -> Path:
    source = find_scenario(name_or_path)
    if install or (out is None and str(name_or_path) not in scenario_names()):
        return source
    folder = out or PLACE / scenario.name
    if not (folder / "scenario.yaml").is_file():
        if folder.exists() and any(folder.iterdir()):
            raise SettingsError(f"{folder} holds other files", "Give an empty folder with --out.")
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _key(scenario: Scenario, module: str, seed: int, data: Path | None, quick: bool) -> str:
    """Hash of what a module's draws depend on: evidence, priors, settings, the sources of the fit."""
    rows = fingerprint(row for row in scenario.history if row.published <= scenario.information_date)
    priors = [(n, e.kind, e.args, e.min, e.max) for n, e in sorted(scenario.parameters.items())]
    here = Path(__file__).parent
    code = b"\0".join((here / f"{name}.py").read_bytes() for name in MODULES[module].files)
    more = [p.name + str(p.stat().st_size) for p in sorted(data.iterdir()) if p.is_file()] if data else []
    parts = (module, seed, quick, rows, priors, more, scenario.information_date, hashlib.sha256(code).hexdigest())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _header(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.lstrip("# ").partition(":") for line in lines if line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value
