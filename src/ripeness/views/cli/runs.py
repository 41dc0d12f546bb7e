"""`runs`: what stands in the folder of runs; look at one, draw its figures, end one that was cut short, remove one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ripeness.views.cli import options, simulate
from ripeness.views.cli.output import about, coloured, envelope, note, say, say_json, width

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, show, draw, resume, remove stored runs.")
RUNS = Path("runs")


@app.command("list")
def list_(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The folder that holds the runs, or one run.")
    ] = None,
    root: options.Root = RUNS,
    json: options.Json = False,
) -> None:
    """List the runs and audits of a folder.

    Runs that were given another folder with --out stand there and nowhere else: name the folder that holds them.
    """
    from ripeness.ensemble.store import MANIFEST, list_runs

    root = folder or root
    alone = (root / MANIFEST).is_file()
    found = [one for one in list_runs(root.parent if alone else root) if not alone or Path(one["folder"]) == root]
    audits = sorted(root.glob("*/audit.html"))
    if json:
        say_json(envelope(root=root, runs=found, audits=audits))
        return
    if found or audits:
        say("\n".join([*map(_line, found), *(f"{page.parent}  audit  {page}" for page in audits)]))
    else:
        note(f"no runs in {root}; begin one with: ripeness run SCENARIO")
    note("what was written elsewhere with --out: ripeness runs list DIR")


@app.command()
def show(run: options.RunFolder, json: options.Json = False, ascii: options.Ascii = False) -> None:
    """Print the outcome table of a run."""
    from ripeness.ensemble.store import open_run

    stored = open_run(run)
    if json:
        from ripeness.analysis.summary import json_output

        say_json(json_output(stored) | {"plan": stored.manifest["plan"], "created": stored.manifest["created"]})
        return
    from ripeness.views.outcomes import outcomes_text
    from ripeness.views.outputs import stored_summary

    say(outcomes_text(stored_summary(stored), width(), ascii=ascii, colour=coloured(sys.stdout)))


@app.command()
def figures(
    run: options.RunFolder,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Where they go; the run's own folder by default.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Write every figure of a run as a picture.

    One PNG file each, with what every export carries under its title.
    """
    from ripeness.ensemble.files import refusing
    from ripeness.ensemble.store import open_run
    from ripeness.views.figures import export_figures
    from ripeness.views.outputs import FIGURES, stored_summary

    stored, target = open_run(run), folder or run / FIGURES
    with refusing(target):
        written = export_figures(stored_summary(stored), target)
    if json:
        say_json(about(stored) | {"figures": written})
        return
    say("\n".join(map(str, written)))


@app.command()
def resume(
    run: options.RunFolder,
    jobs: options.Jobs = None,
    ascii: options.Ascii = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """End a run that was cut short.

    A damaged one too; the result is the one it would have had.
    """
    from ripeness.ensemble.runner import resume as go_on

    simulate.announce_compiling(quiet)
    with simulate.kept_if_cut(run), simulate.bar(quiet or no_progress) as progress:
        done = go_on(run, jobs, progress)
    simulate.finish(done, json, ascii, quiet)


@app.command()
def remove(run: options.RunFolder, json: options.Json = False) -> None:
    """Remove a run; other files stay."""
    from ripeness.ensemble.store import remove_run

    left = remove_run(run)
    if json:
        say_json(envelope(run_dir=run, removed=True, left=left))
        return
    note(f"removed {run}" + (f"; left there: {', '.join(left)}" if left else ""))


def _line(entry: dict[str, Any]) -> str:
    if "problem" in entry:
        return f"{entry['folder']}  {entry['problem']}"
    state = "complete" if entry["complete"] else f"{entry['done']} of {entry['worlds']} worlds"
    return (
        f"{entry['folder']}  {entry['scenario']}  seed {entry['seed']}  {entry['futures']:,} futures"
        f"  {entry['prior_set']}  {entry['created'] or ''}  {state}"
    )
