"""`run`: simulate a scenario, print how its futures end, leave a folder with the report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ripeness.analysis.prior import settled
from ripeness.views.cli import options
from ripeness.views.cli.output import coloured, note, say, say_json, width

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run

INTERRUPTED = 130
Progress = Callable[[int, int, int], None]


def run(
    scenario: options.ScenarioName,
    seed: options.Seed = 1,
    futures: options.Futures = 100_000,
    worlds: options.Worlds = 64,
    jobs: options.Jobs = None,
    out: options.Out = None,
    start: options.Start = "as-of",
    as_of: options.AsOf = None,
    prior: options.Prior = "reference",
    draws: options.Draws = "posterior",
    settings: options.Settings = None,
    package: options.Packages = None,
    without: options.Without = None,
    ascii: options.Ascii = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Simulate a war and write its report.

    Prints how the futures end, with uncertainty and base rate; a run that was cut short goes on where it was.
    """
    prior, own = settled(scenario, prior, settings)
    from ripeness.ensemble.design import Plan
    from ripeness.ensemble.runner import default_folder
    from ripeness.ensemble.runner import run as simulate
    from ripeness.scenario.modules import patches_without
    from ripeness.views.text import as_of_text

    left_out = (f"{patch.set}={patch.to}" for patch in patches_without(options.named(without)))
    plan = Plan(
        scenario=scenario, seed=seed, worlds=worlds, futures=futures, prior_set=prior, draws=draws, start=start,
        settings=(*own, *left_out), packages=tuple(package or ()),
        as_of=as_of or "",
    )  # fmt: skip
    folder = out or default_folder(plan)
    announce_compiling(quiet)
    with kept_if_cut(folder), bar(quiet or no_progress) as progress:
        done = simulate(plan, folder, jobs, progress)
    note(as_of_text(done.scenario), quiet or not as_of)
    finish(done, json, ascii, quiet)


def finish(run: Run, json: bool, ascii: bool, quiet: bool) -> None:
    """Write what belongs to a finished run, unless it is there, and print it."""
    from ripeness.views.outputs import kept_outputs, write_outputs

    for reason in run.manifest.get("set_aside", ()):
        note(f"ripeness: calibrated draws are not used: {reason}", quiet)

    with kept_if_cut(run.folder):
        outputs = kept_outputs(run)
        if outputs is None:
            note("writing the report", quiet or not sys.stderr.isatty())
            outputs = write_outputs(run)
    if json:
        from ripeness.analysis.summary import json_output

        say_json(json_output(run, outputs.summary))
        return
    from ripeness.views.outcomes import outcomes_text

    say(outcomes_text(outputs.summary, width(), ascii=ascii, colour=coloured(sys.stdout)))
    note(f"\nreport: {outputs.report}", quiet)
    note(f"next: ripeness explain {run.plan.scenario}, or one future as a story: ripeness tell {run.folder}", quiet)


@contextmanager
def kept_if_cut(folder: Path) -> Iterator[None]:
    """Say how to go on if a person stops the run."""
    try:
        yield
    except KeyboardInterrupt:
        if (folder / "manifest.json").is_file():
            note(f"\nripeness: stopped. Finished worlds are kept; go on with: ripeness runs resume {folder}")
        else:
            note("\nripeness: stopped before anything was written")
        raise typer.Exit(INTERRUPTED) from None


def announce_compiling(quiet: bool) -> None:
    """Say why the first run on a machine takes longer to begin."""
    import numba

    import ripeness.numerics.compiled  # noqa: F401 - says where compiled kernels are kept

    if not Path(numba.config.CACHE_DIR).is_dir():
        note("The first run compiles the engine; that takes about a minute.", quiet)


@contextmanager
def bar(hidden: bool) -> Iterator[Progress | None]:
    """A progress bar of worlds on standard error, where a person looks at it."""
    if hidden or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("worlds"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("worlds", total=None)
        yield lambda done, total, world: shown.update(task, completed=done, total=total)
