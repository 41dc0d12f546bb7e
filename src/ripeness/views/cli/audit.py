"""`audit`: a verdict on every claim of a scenario's argument, by experiments on the same futures."""

from __future__ import annotations

from typing import Annotated

import typer

from ripeness.analysis.prior import settled
from ripeness.scenario.analyst import analyst_of
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width
from ripeness.views.cli.simulate import announce_compiling, bar, kept_if_cut

FEW = 3  # experiments that are printed with all their numbers


def audit(
    scenario: options.ScenarioName,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Experiments to run, joined by commas; may be repeated.", metavar="C43"),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="200 worlds, and other rules and guesses on the first of them.")
    ] = False,
    others: Annotated[
        bool, typer.Option("--others", help="Other rules and guesses too, on the first eight worlds.")
    ] = False,
    seed: options.Seed = 1,
    futures: Annotated[
        int | None, typer.Option("--futures", "-n", help="Futures in all; 200 a world by default.", metavar="N")
    ] = None,
    worlds: Annotated[
        int | None, typer.Option("--worlds", help="Worlds; 12 by default, 200 with --full.", metavar="N")
    ] = None,
    jobs: options.Jobs = None,
    out: options.Out = None,
    prior: options.Prior = "reference",
    settings: options.Settings = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Put the argument of a scenario on trial.

    A verdict on each claim, with what it rests on; writes audit.html. An audit that was cut short goes on where it was.
    """
    prior, own = settled(scenario, prior, settings)
    from ripeness.analysis import face
    from ripeness.analysis.audit.cards import as_dict
    from ripeness.ensemble.files import make_folder
    from ripeness.views.audit_page import render_audit
    from ripeness.views.audit_text import audit_text

    wanted = tuple(name.strip() for part in only or () for name in part.split(",") if name.strip())
    announce_compiling(quiet)
    with bar(quiet or no_progress) as progress:
        found = face.audit(
            scenario, only=wanted, full=full, others=others, worlds=worlds, futures=futures, out=out, jobs=jobs,
            progress=progress, seed=seed, prior_set=prior, settings=own,
        )  # fmt: skip
    about = envelope(
        scenario=found.scenario.name, scenario_hash=found.scenario.hash, seed=seed, futures=found.plan.futures,
        start=found.plan.start, prior_set=prior, run_dir=found.folder,
        analyst=analyst_of(found.scenario),
    )  # fmt: skip
    result = {**about, **as_dict(found)}
    page = found.folder / "audit.html"
    make_folder(found.folder)  # nothing has been run where every claim awaits its experiment
    with kept_if_cut(found.folder):
        render_audit(result, page)
    if json:
        say_json(result)
        return
    say(audit_text(result, width(), cards=0 < len(wanted) <= FEW))
    note(f"\naudit: {page}", quiet)
