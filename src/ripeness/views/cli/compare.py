"""`compare`: what packages of levers would change, on the same worlds and futures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.analysis.prior import settled
from ripeness.scenario.analyst import analyst_of
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width
from ripeness.views.cli.simulate import announce_compiling, bar


def compare(
    scenario: options.ScenarioName,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package", help="A package to compare, or several pulled together: A+B; may be repeated.", metavar="NAME"
        ),
    ] = None,
    seed: options.Seed = 1,
    futures: options.Futures = 3200,
    worlds: options.Worlds = 16,
    jobs: options.Jobs = None,
    start: options.Start = "as-of",
    prior: options.Prior = "reference",
    draws: options.Draws = "posterior",
    settings: options.Settings = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.", metavar="FILE")] = Path("compare.html"),
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Compare packages of levers on the same futures.

    Effects on outcomes, terms, deaths, cost and the range of terms, each with chance and parameters apart.
    """
    prior, own = settled(scenario, prior, settings)
    from ripeness.analysis import face

    announce_compiling(quiet)
    with bar(quiet or no_progress) as progress:
        found = face.compare(
            scenario, package or (), jobs=jobs, progress=progress, seed=seed, futures=futures, worlds=worlds,
            start=start, prior_set=prior, draws=draws, settings=own,
        )  # fmt: skip
    from ripeness.ensemble.files import refusing
    from ripeness.views.compare_page import render_comparison

    with refusing(out):
        page = render_comparison(found, out)
    if json:
        about = envelope(
            scenario=found.scenario.name, scenario_hash=found.scenario.hash, seed=seed, futures=futures, start=start,
            prior_set=prior, analyst=analyst_of(found.scenario),
        )  # fmt: skip
        say_json(about | found.as_dict() | {"page": page})
        return
    from ripeness.views.compare_text import comparison_text

    say(comparison_text(found, width()))
    note(f"page: {page}", quiet)
    note(f"next: ripeness run {scenario} --package {next(iter(found.packages))}", quiet)
