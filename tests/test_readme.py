"""The README promises only what is there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import build_readme  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]

needs_systems = pytest.mark.skipif(not build_readme.SYSTEMS.exists(), reason="systems.yaml is not written yet")


@needs_systems
def test_the_table_of_systems_is_current():
    assert build_readme.filled(README, build_readme.load_systems()) == README


@needs_systems
def test_every_system_of_the_essay_has_one_row():
    numbers = [system["number"] for system in build_readme.load_systems()]
    assert numbers == list(range(1, len(numbers) + 1))


@needs_systems
def test_a_working_system_names_a_file_that_exists():
    for system in build_readme.load_systems():
        if system["status"] == "working":
            named = build_readme.files(system)
            assert named, f"system {system['number']} works nowhere"
            missing = [path for path in named if not (ROOT / path).exists()]
            assert not missing, f"system {system['number']}: {missing}"


def test_the_markers_of_the_table_stand_once_and_in_order():
    assert README.count(build_readme.BEGIN) == README.count(build_readme.END) == 1
    assert README.index(build_readme.BEGIN) < README.index(build_readme.END)


def test_the_readme_opens_with_the_two_commands():
    opening = README[:700]
    assert "make run" in opening and "make test" in opening


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http:", "https:", "mailto:", "#")):
            assert (page.parent / target.split("#")[0]).exists(), f"{page.name}: {target}"
