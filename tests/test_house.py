"""House rules: quick to start, no trace of the machine it was written on, files short enough to read."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ripeness.scenario.folder import scenario_names
from ripeness.scenario.load import load_scenario

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ripeness"
SLOW_IMPORTS = {"numpy", "numba", "scipy", "pandas", "xarray", "altair"}
LINES = 450
PARTIES = ("insurgent", "government", "patron", "country", "neighbour")
LONGER: dict[str, str] = {
    "engine/war.py": "one list of all arrays the loop reads and writes",
}
CODE = {".py", ".html", ".css", ".sh", ""}
DATA = {".toml", ".yaml", ".yml", ".cff", ".cfg", ".csv", ".json", ".md", ".txt"}
# Written in pieces, so that this file does not name what it forbids.
MACHINE_PATHS = re.compile("(?<![\\w.])/" + "(?:work|tmp|home|root|Users|mnt)" + "/[A-Za-z0-9._]")
REGISTRY_HOSTS = re.compile(
    "py" + "pi\\.org|python" + "hosted|--(?:extra-)?index" + "-url|arti" + "factory|nex" + "us\\."
)


def own_words(path: Path) -> list[str]:
    """Names and texts in the code of a file; docstrings may name the wars an anchor was read from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spoken = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []
    for node in ast.walk(tree):
        found += [getattr(node, key) for key in ("id", "attr", "name", "arg") if isinstance(getattr(node, key, 0), str)]
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            found.append(node.value)
    return found


def test_nothing_that_computes_a_war_names_one():
    words = set()
    for name in scenario_names():
        war = load_scenario(name)
        words |= {name.split("-")[0], *(war.labels[key].lower() for key in PARTIES)}
        words |= {place.id.lower() for place in war.provinces}
    assert {"taliban", "kabul", "helmand"} <= words
    for folder in ("model", "strategy", "engine", "numerics"):
        for path in sorted((SOURCE / folder).glob("*.py")):
            text = " ".join(own_words(path)).lower()
            assert not [word for word in words if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text)], path.name


@pytest.mark.parametrize("words", ["--help", "run --help", "check afghanistan-2018", "show afghanistan-2018"])
def test_help_check_and_show_start_without_the_heavy_libraries(words, tmp_path):
    code = f"import sys; from ripeness.views.cli import main; sys.exit(main({words.split()}))"
    command = [sys.executable, "-X", "importtime", "-c", code]
    kept = {**os.environ, "RIPENESS_CACHE": str(tmp_path)}
    for _ in range(1 if "--help" in words else 2):  # the first check of a scenario may be slow, the next are looked up
        done = subprocess.run(command, capture_output=True, text=True, env=kept)
        assert done.returncode == 0, done.stderr[-2000:]
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "typer" in loaded and not loaded & SLOW_IMPORTS


def test_importing_the_package_loads_none_of_the_heavy_libraries():
    code = "import sys, ripeness; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & SLOW_IMPORTS


def test_no_file_names_a_path_of_somebodys_machine():
    assert not offenders(MACHINE_PATHS)


def test_no_file_names_a_package_registry():
    assert not offenders(REGISTRY_HOSTS)


def test_a_source_file_is_short_enough_to_read():
    too_long = {}
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > LINES and name not in LONGER:
            too_long[name] = count
    assert not too_long
    assert all((SOURCE / name).exists() and reason for name, reason in LONGER.items())


def test_every_module_says_what_it_is_about():
    silent = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if (text := path.read_text(encoding="utf-8").lstrip()) and not text.startswith(('"""', 'r"""'))
    ]
    assert not silent


@pytest.mark.parametrize("script", [".ci/run", "Makefile"])
def test_the_build_files_are_there(script):
    assert (ROOT / script).is_file()
    if script.startswith("."):
        assert os.access(ROOT / script, os.X_OK)


def offenders(pattern: re.Pattern[str]) -> list[str]:
    """`file:line` of every match in the project's own text files."""
    found = []
    for path in project_files():
        if path.suffix in CODE | DATA and path.stat().st_size < 5_000_000:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [
                f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
                for match in pattern.finditer(text)
            ]
    return found


def project_files() -> list[Path]:
    """Files under version control or about to be; every file where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        hidden = {".git", ".venv", "__pycache__", "site", "runs"}
        paths = [path for path in ROOT.rglob("*") if not hidden & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]
