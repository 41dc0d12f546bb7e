"""`disagree`: two analysts of one war side by side, and what would settle it between them."""

from __future__ import annotations

from typing import Annotated

import typer

from ripeness.errors import SettingsError
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width
from ripeness.views.cli.simulate import announce_compiling, bar


def disagree(
    scenario: options.ScenarioName,
    prior: Annotated[
        list[str] | None,
        typer.Option("--prior", help="A view: a file of estimates, or a prior set; give two.", metavar="FILE"),
    ] = None,
    seed: options.Seed = 1,
    futures: options.Futures = 1600,
    worlds: options.Worlds = 8,
    jobs: options.Jobs = None,
    settings: options.Settings = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Hold two analysts of a war beside each other.

    Where they differ on the same futures, which of their estimates carry it, and which evidence would settle it; with
    one --prior, the other view is the scenario's own.
    """
    from ripeness.analysis import face

    views = list(prior or ())
    if not 1 <= len(views) <= 2:
        raise SettingsError(f"{len(views)} views", "Give --prior A --prior B, or one that is held beside the scenario.")
    announce_compiling(quiet)
    with bar(quiet or no_progress) as progress:
        found = face.disagree(
            scenario, *(views if len(views) == 2 else ["reference", *views]), settings=settings or (), jobs=jobs,
            progress=progress, seed=seed, futures=futures, worlds=worlds,
        )  # fmt: skip
    if json:
        war = found.first.scenario
        about = envelope(scenario=war.name, scenario_hash=war.hash, seed=seed, futures=futures, start="as-of")
        say_json(about | found.as_dict())
        return
    from ripeness.views.disagree_text import disagreement_text

    say(disagreement_text(found, width()))
    note(f"next: ripeness run {scenario} --prior {views[-1]}", quiet)
