"""`analogy`: one war with another's factors, exchanged group by group."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width
from ripeness.views.cli.simulate import announce_compiling, bar


def analogy(
    scenario: options.ScenarioName,
    second: Annotated[str, typer.Argument(metavar="SECOND", help="The war whose numbers are put in.")],
    seed: options.Seed = 1,
    futures: options.Futures = 400,
    worlds: options.Worlds = 8,
    jobs: options.Jobs = None,
    prior: options.Prior = "reference",
    draws: options.Draws = "posterior",
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.", metavar="FILE")] = Path("analogy.html"),
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Compare two wars: how much of the difference each group of factors carries.

    An average over the orders of exchange with first-in and last-in values, on the ground of both; no cause.
    """
    from ripeness.analysis import face

    announce_compiling(quiet)
    with bar(quiet or no_progress) as progress:
        found = face.analogy(
            scenario, second, jobs=jobs, progress=progress, seed=seed, futures=futures, worlds=worlds, prior_set=prior,
            draws=draws,
        )  # fmt: skip
    from ripeness.views.analogy_page import render_analogy

    page = render_analogy(found, out)
    if json:
        about = envelope(
            scenario=found.first.name, scenario_hash=found.first.hash, seed=seed, futures=futures, start="as-of",
            prior_set=prior,
        )  # fmt: skip
        say_json(about | found.as_dict() | {"page": page})
        return
    from ripeness.views.analogy_text import analogy_text

    say(analogy_text(found, width()))
    note(f"page: {page}", quiet)
