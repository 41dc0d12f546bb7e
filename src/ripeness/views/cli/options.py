"""Options that several commands share, each with one meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.scenario.folder import scenario_names


def _scenarios(incomplete: str) -> list[str]:
    return [name for name in scenario_names() if name.startswith(incomplete)]


ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A built-in scenario, or the path of a folder.", autocompletion=_scenarios),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Seed = Annotated[int, typer.Option("--seed", help="Of every draw.", metavar="N")]
Futures = Annotated[
    int, typer.Option("--futures", "-n", help="Simulated histories, spread over the worlds.", metavar="N")
]
Worlds = Annotated[int, typer.Option("--worlds", help="Draws of the uncertain numbers.", metavar="N")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Threads; every core by default.", metavar="N")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="The run's folder; by default below runs/.", metavar="DIR")
]
Start = Annotated[str, typer.Option("--start", help="The first map: as-of or nowcast.", metavar="START")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Another information date; the history sets the start.", metavar="YYYY-MM-DD"),
]
Prior = Annotated[
    str,
    typer.Option("--prior", help="reference, sceptical, favourable, or a file of your own estimates.", metavar="SET"),
]
Draws = Annotated[
    str,
    typer.Option("--draws", help="Calibrated numbers from their posterior, or all from the prior.", metavar="SOURCE"),
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Set a number of the scenario; may be repeated.", metavar="KEY=VALUE")
]
Packages = Annotated[
    list[str] | None, typer.Option("--package", help="Pull a package of levers; may be repeated.", metavar="NAME")
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", help="Leave out mechanisms: A,B; may be repeated.", metavar="MODULES"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="The result and nothing else.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="No progress bar.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="Plain ASCII, no blocks.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
Root = Annotated[Path, typer.Option("--root", help="The folder that holds the runs.", metavar="DIR")]


def named(lists: list[str] | None) -> tuple[str, ...]:
    """Names out of comma-separated lists."""
    return tuple(name for some in lists or () for name in some.split(",") if name)
