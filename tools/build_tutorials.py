"""Run the tutorials as a reader would, and put what each command printed below it.

A page's blocks are taken in order: one after `<!-- file: PATH -->` is written to that file, `sh` is run line by line in
an empty folder, and one after `<!-- output -->` (or `<!-- output: N -->`, its first N lines) holds what the
commands before it printed. `python tools/build_tutorials.py` rewrites the outputs; the tests run the same and compare.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TUTORIALS = sorted((ROOT / "docs/tutorials").glob("*.md"))
BLOCK = re.compile(r"(?:<!-- (file|output)(?:: ([^ ]+))? -->\n)?```(\w+)\n(.*?)```\n", re.DOTALL)
COLUMNS = "100"


class Block(NamedTuple):
    """One fenced block of a page."""

    kind: str  # file, output or sh
    about: str  # path of a file, lines of an output
    text: str
    place: tuple[int, int]  # of its text in the page


class Printed(NamedTuple):
    """An output block beside what was printed."""

    command: str
    shown: str
    printed: str
    place: tuple[int, int]


def blocks(page: str) -> Iterator[Block]:
    """Blocks that something is done with, in order."""
    for found in BLOCK.finditer(page):
        kind = found[1] or found[3]
        if kind in {"file", "output", "sh"}:
            yield Block(kind, found[2] or "", found[4], found.span(4))


def run_page(page: str, folder: Path) -> list[Printed]:
    """Do what a page says in a folder.

    Raises
    ------
    AssertionError
        If a command fails.
    """
    done, printed, command = [], "", ""
    for block in blocks(page):
        if block.kind == "file":
            (folder / block.about).write_text(block.text, encoding="utf-8")
        elif block.kind == "sh":
            printed = ""
            for command in block.text.strip().splitlines():
                printed += run_command(command, folder)
        else:
            lines = [line.rstrip() for line in printed.splitlines()]
            text = "\n".join(lines[: int(block.about)] if block.about else lines).rstrip() + "\n"
            done.append(Printed(command, block.text, text, block.place))
    return done


def run_command(command: str, folder: Path) -> str:
    """Standard output of one command, run in a folder."""
    from ripeness.views.cli import main

    program, *arguments = shlex.split(command)
    assert program == "ripeness", command
    out, err, before = io.StringIO(), io.StringIO(), Path.cwd()
    try:
        os.chdir(folder)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
    finally:
        os.chdir(before)
    assert code == 0, f"{command}: exit code {code}\n{out.getvalue()}\n{err.getvalue()}"
    return out.getvalue()


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ["COLUMNS"] = COLUMNS
    for path in TUTORIALS:
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            for one in reversed(run_page(page, Path(folder))):
                first, last = one.place
                page = page[:first] + one.printed + page[last:]
        path.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
