"""The documentation shows commands that exist, pages that are current, and a map of itself that is whole."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
import typer

from ripeness.views.cli import commands, main

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import build_systems  # noqa: E402

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PLACEHOLDER = re.compile(r"\b[A-Z][A-Z]+\b|\.\.\.|…|\||\[")
CHEAP = {"show", "check"}


def shown(page: Path) -> list[list[str]]:
    """Command lines in code blocks, and those in running text; not those with a placeholder or of an option alone."""
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```(?:sh|console|bash)?\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    lines = [line.strip().removeprefix("$ ") for line in blocks.splitlines()]
    inline = re.findall(r"`(ripeness [^`\n]+)`", text)
    lines += [line for line in inline if line.split()[1].startswith("-") or line.split()[1] in commands.NAMES]
    found = []
    for line in lines:
        if line.startswith("ripeness ") and not PLACEHOLDER.search(line) and not line.endswith("--prior"):
            found.append(shlex.split(line.split(" # ")[0].split("  #")[0].split(" > ")[0])[1:])
    return found


LINES = sorted({(page.relative_to(ROOT).as_posix(), shlex.join(line)) for page in PAGES for line in shown(page)})


def test_there_are_command_lines_to_look_at():
    assert len(LINES) > 30


@pytest.mark.parametrize(("page", "line"), LINES, ids=[f"{page}: {line}" for page, line in LINES])
def test_every_command_shown_can_be_typed(page, line):
    given = shlex.split(line)
    if set(given) & {"--help", "-h", "--version"} or len(given) == 1:
        assert given[0] in commands.NAMES or given[0].startswith("-")
        return
    command = typer.main.get_command(commands.app)
    context = command.make_context("ripeness", list(given), resilient_parsing=False)
    while hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
    assert context is not None


@pytest.mark.parametrize(
    "line", sorted({line for _, line in LINES if line.split()[0] in CHEAP and "afghanistan" in line}), ids=str
)
def test_cheap_commands_run(line, capsys):
    assert main(shlex.split(line)) == 0
    assert capsys.readouterr().out


def test_the_page_of_systems_and_the_count_of_guesses_are_current():
    assert build_systems.PAGE.read_text(encoding="utf-8") == build_systems.page()
    assert build_systems.HONESTY.read_text(encoding="utf-8") == build_systems.honesty()


def test_every_page_stands_in_the_navigation():
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:")[2]
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages == set(re.findall(r"[\w/.-]+\.md", nav))
