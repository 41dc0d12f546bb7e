"""`data import`: read data of others into a scenario folder of one's own."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ripeness.errors import SettingsError
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read boundaries, control, events, series in.")
Day = Annotated[datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Day the file came out.")]


class Kind(StrEnum):
    """What can be read in."""

    boundaries = "boundaries"
    control = "control"
    ged = "ged"
    acled = "acled"
    series = "series"


@app.callback()
def common() -> None:
    """Read boundaries, control, events and series of others into a scenario of one's own."""


@app.command("import")
def import_(
    kind: Annotated[Kind, typer.Argument(help="boundaries, control, ged, acled or series.", metavar="KIND")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file in the official format.")],
    into: Annotated[Path, typer.Option("--into", help="The scenario folder, not a built-in one.", metavar="DIR")],
    published: Day = None,
    period: Annotated[
        datetime | None, typer.Option("--period", formats=["%Y-%m-%d"], help="Day a map of control is about.")
    ] = None,
    instrument: Annotated[
        str, typer.Option("--instrument", help="Whose reading a map of control is.", metavar="NAME")
    ] = "press",
    country: Annotated[str | None, typer.Option("--country", help="As the file writes it.", metavar="NAME")] = None,
    provinces: Annotated[
        Path | None, typer.Option("--provinces", help="Province polygons, for boundaries.", metavar="FILE")
    ] = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Read a file into a scenario folder.

    Says of every row whether it was matched, unmatched or refused; changes nothing if the scenario would break.
    """
    from ripeness.analysis.importing import observed
    from ripeness.analysis.importing.boundaries import boundaries

    if kind is Kind.boundaries:
        report = boundaries(file, into, provinces)
    elif kind is Kind.control:
        report = observed.control(file, into, _day(published, "published"), _day(period, "period"), instrument)
    elif kind is Kind.ged:
        report = observed.ged(file, into, _day(published, "published"), country)
    elif kind is Kind.acled:
        report = observed.acled(file, into, _day(published, "published"), country)
    else:
        report = observed.series(file, into, published.date() if published else None)
    if json:
        say_json(envelope(scenario=into.name, folder=into, **report.as_dict()))
        return
    from ripeness.views.import_text import import_text

    say(import_text(report))
    note(f"next: ripeness check {into}", quiet)


def _day(value: datetime | None, name: str) -> date:
    if value is None:
        raise SettingsError(f"without --{name} nobody can say what was known when", f"Give --{name} YYYY-MM-DD.")
    return value.date()
