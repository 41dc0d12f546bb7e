"""`backtest`: hold a forecast against what happened, and write down how it did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.analysis.prior import settled
from ripeness.views.cli import options
from ripeness.views.cli.output import about, note, say, say_json, width
from ripeness.views.cli.simulate import announce_compiling, bar


def backtest(
    scenario: options.ScenarioName,
    run: Annotated[
        Path | None, typer.Option("--run", help="Score this stored run in place of a fresh one.", metavar="RUN")
    ] = None,
    seed: options.Seed = 1,
    futures: options.Futures = 20_000,
    worlds: options.Worlds = 32,
    jobs: options.Jobs = None,
    out: options.Out = None,
    as_of: options.AsOf = None,
    prior: options.Prior = "reference",
    draws: options.Draws = "posterior",
    settings: options.Settings = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="A ledger of scores to add this one to.", metavar="FILE")
    ] = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Score the forecast against what happened.

    By proper scores and beside baselines that need no model; writes a page into the run's folder.
    """
    prior, own = settled(scenario, prior, settings)
    from ripeness.analysis import face_evidence
    from ripeness.views.backtest_page import write_backtest

    announce_compiling(quiet)
    with bar(quiet or no_progress) as progress:
        found = face_evidence.backtest(
            scenario, run=run, out=out, jobs=jobs, progress=progress, seed=seed, futures=futures, worlds=worlds,
            prior_set=prior, draws=draws, settings=own, as_of=as_of or "",
        )  # fmt: skip
    content = about(found.run)
    written = write_backtest(found, content, ledger)
    if json:
        say_json(written.content)
        return
    from ripeness.views.backtest_text import backtest_text

    say(backtest_text(written.content, width()))
    note(f"\npage: {written.page}", quiet)
    if ledger is not None:
        state = "added to" if written.added else "was already in"
        note(f"this scoring {state} {ledger}", quiet)
