"""`explain`: why a war is settled or not, on any day of it, and one question closer up where that is asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ripeness.analysis.prior import settled
from ripeness.views.cli import options
from ripeness.views.cli.output import coloured, envelope, note, say, say_json, width


def explain(
    scenario: options.ScenarioName,
    date: Annotated[
        str | None, typer.Option("--date", help="Speak of the first day of that month.", metavar="YYYY-MM")
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option("--run", help="A stored run: its futures say where the war then stands.", metavar="DIR"),
    ] = None,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="What opens and closes the range in the solved game, as a waterfall.")
    ] = False,
    levers: Annotated[bool, typer.Option("--levers", help="What each lever and package does to the range.")] = False,
    plan: Annotated[
        str | None, typer.Option("--plan", help="An actor's way to win as a chain of chances.", metavar="ACTOR")
    ] = None,
    seed: options.Seed = 1,
    worlds: Annotated[
        int | None,
        typer.Option("--worlds", help="Draws of the uncertain numbers: 200; none for --ledger.", metavar="N"),
    ] = None,
    jobs: options.Jobs = None,
    as_of: options.AsOf = None,
    prior: options.Prior = "reference",
    settings: options.Settings = None,
    package: options.Packages = None,
    json: options.Json = False,
) -> None:
    """Say why a war is settled or not.

    The bargaining range as a ledger of named terms, what each open step is worth, what is likely to come up next; with
    --ledger, --levers or --plan that question alone.
    """
    prior, own = settled(scenario, prior, settings)
    from ripeness.analysis import face
    from ripeness.ensemble.store import open_run
    from ripeness.scenario.analyst import analyst_of
    from ripeness.views.text import as_of_text

    war = face.load(scenario, own, package or (), as_of)
    if as_of:
        note(as_of_text(war))
    stored = None if run is None else open_run(run)
    where: dict[str, Any] = {"date": date, "run": stored}
    about = envelope(
        scenario=war.name, scenario_hash=war.hash, seed=seed, start="as-of", prior_set=prior,
        futures=None if stored is None else stored.plan.futures, run_dir=run, analyst=analyst_of(war),
    )  # fmt: skip
    if as_of:
        about["as_of"] = {"moves": [move.__dict__ for move in war.moves], "kept": war.kept}
    if not (ledger or levers or plan):
        why = face.explain(
            war, seed=seed, worlds=200 if worlds is None else worlds, prior_set=prior, jobs=jobs, **where
        )
        if json:
            say_json(about | why.as_dict())
            return
        _whole(why, war)
        note(f"next: ripeness explain {scenario} --ledger")
        return
    from ripeness.analysis.situation import situation
    from ripeness.views import why_text
    from ripeness.views.outputs import add_levers

    found = situation(war, date, stored)
    fields, pages = {"date": found.date, "situation": found.as_dict()}, []
    if plan:
        chain = face.plan(war, plan, prior_set=prior, jobs=jobs, **where)
        fields["plan"] = chain.as_dict()
        pages.append(why_text.plan_page(war, chain, width()))
    if ledger:
        fall = face.waterfall(war, seed=seed, worlds=worlds or 0, prior_set=prior, jobs=jobs, **where)
        fields["waterfall"] = fall.as_dict()
        pages.append(why_text.ledger_page(war, found, fall, width()))
    if levers:
        note("every lever at both ends, and every package: a minute or so")
        power = face.leverage(war, prior_set=prior, jobs=jobs, **where)
        fields["levers"] = power.as_dict()
        pages.append(why_text.levers_page(war, found, power, width()))
        if stored is not None and date is None and prior == stored.plan.prior_set:
            note(f"report, now with what each lever does: {add_levers(stored, power)}")
    if json:
        say_json(about | fields)
        return
    say("\n\n".join(pages))


def _whole(why: Any, war: Any) -> None:
    """The page on everything, in colour where that is wanted."""
    from ripeness.views.explain_text import explain_text, explain_view

    if coloured(sys.stdout):
        from rich.console import Console

        Console(width=width()).print(explain_view(why, war))
    else:
        say(explain_text(why, war, width()))
