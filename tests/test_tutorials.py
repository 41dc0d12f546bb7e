"""A reader who follows a tutorial gets what it shows."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import build_tutorials  # noqa: E402


def stable(text: str) -> list[str]:
    """Lines with the numbers taken out: those move with the model, what is said of them does not."""
    return [" ".join(re.sub(r"[-+−]?[\d.,]*\d", "0", line).split()) for line in text.splitlines()]


@pytest.mark.parametrize("path", build_tutorials.TUTORIALS, ids=lambda path: path.stem)
def test_every_command_of_a_tutorial_runs_and_prints_what_stands_below_it(path, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", build_tutorials.COLUMNS)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    outputs = build_tutorials.run_page(path.read_text(encoding="utf-8"), tmp_path)
    assert outputs, "a tutorial without output"
    for one in outputs:
        shown, printed = stable(one.shown), stable(one.printed)
        assert shown[:1] == printed[:1] and len(shown) == len(printed), (
            f"{path.name}: what stands below `{one.command}` is not what it prints: python tools/build_tutorials.py"
        )


def test_a_page_is_read_block_by_block():
    page = (
        "<!-- file: a.txt -->\n```text\nx\n```\n\n```sh\nripeness check a\n```\n\n<!-- output: 3 -->\n```text\ny\n```\n"
    )
    assert [(b.kind, b.about, b.text) for b in build_tutorials.blocks(page)] == [
        ("file", "a.txt", "x\n"), ("sh", "", "ripeness check a\n"), ("output", "3", "y\n"),
    ]  # fmt: skip
