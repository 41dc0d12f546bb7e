"""`tell`: one future as a dated story."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.errors import StoreError
from ripeness.views.cli import options
from ripeness.views.cli.output import about, say, say_json, width

RUNS = Path("runs")


def tell(
    run: Annotated[Path | None, typer.Argument(metavar="[RUN]", help="A run's folder; the newest by default.")] = None,
    future: Annotated[int | None, typer.Option("--future", help="Which future; typical ones by default.")] = None,
    root: options.Root = RUNS,
    json: options.Json = False,
) -> None:
    """Tell one future as a dated story.

    Who decided what, which options were weighed, what changed hands.
    """
    from ripeness.analysis.story import tell as told
    from ripeness.ensemble.store import open_run

    stored = open_run(run or _newest(root))
    stories = told(stored, future)
    if json:
        say_json(about(stored) | {"stories": stories})
        return
    from ripeness.views.stories import stories_text

    say(stories_text(stories, width()))


def _newest(root: Path) -> Path:
    from ripeness.ensemble.store import list_runs

    complete = [entry for entry in list_runs(root) if entry.get("complete")]
    if not complete:
        raise StoreError(f"no finished run in {root}", "Make one with: ripeness run SCENARIO, or name its folder.")
    return Path(max(complete, key=lambda entry: entry["created"] or "")["folder"])
