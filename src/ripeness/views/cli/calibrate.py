"""`calibrate`: fit what can be fitted to what was published before the information date."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json

FOUND = 1


def calibrate(
    scenario: options.ScenarioName,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Modules: A,B; may be repeated.", metavar="MODULE")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="A folder with data that is not shipped.", metavar="DIR")
    ] = None,
    seed: options.Seed = 1,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The scenario folder that takes the draws.", metavar="DIR")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Short chains and few draws, to try it.")] = False,
    install: Annotated[bool, typer.Option("--install", help="Write beside the built-in scenario itself.")] = False,
    table: Annotated[bool, typer.Option("--table", help="What each parameter learnt.")] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Fit a war's parameters to what was published before its information date.

    Module by module; writes draws that runs of the folder use. A finished module is kept and not fitted again.
    """
    from ripeness.analysis import face_evidence

    def tell(module: str, share: float) -> None:
        print(f"\r{module}: {share:.0%} ", end="", file=sys.stderr, flush=True)

    shown = tell if sys.stderr.isatty() and not quiet else None
    found = face_evidence.calibrate(
        scenario, only=options.named(only), data=data, seed=seed, out=out, quick=quick, install=install, progress=shown
    )
    if shown:
        note("")
    done = [outcome for outcome in found.outcomes if outcome.file is not None]
    if json:
        modules = [
            {
                "module": o.module, "file": o.file, "kept": o.kept, "why_not": o.why_not, "diagnostics": o.checks,
                "parameters": [{**asdict(line), "status": line.status} for line in o.lines],
            }
            for o in found.outcomes
        ]  # fmt: skip
        say_json(
            envelope(
                scenario=found.scenario.name, scenario_hash=found.scenario.hash, seed=seed, modules=modules,
                folder=found.folder,
            )
        )  # fmt: skip
        return 0 if done else FOUND
    from ripeness.views.calibration_text import calibration_text, identification_text

    say(calibration_text(found))
    if table and done:
        say("\n" + identification_text(line for outcome in done for line in outcome.lines))
    if done:
        note(f"\ndraws: {done[0].file.parent if done[0].file else ''}\nnext: ripeness run {found.folder}", quiet)
    return 0 if done else FOUND
