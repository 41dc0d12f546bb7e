"""`watch`: new observations against a stored forecast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.views.cli import options
from ripeness.views.cli.output import about, note, say, say_json, width


def watch(
    run: options.RunFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="New observations, a CSV like a scenario's history.")],
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Hold new observations against a stored forecast.

    How surprising each is, and what they move: stored futures are weighed, nothing is fitted again.
    """
    from ripeness.analysis import face_evidence

    found = face_evidence.watch(run, file)
    if json:
        say_json(about(found.run) | found.as_dict())
        return
    from ripeness.views.watch_text import watch_text

    say(watch_text(found, width()))
    if found.collapsed:
        note("ripeness: the weights have collapsed; see above", quiet)
