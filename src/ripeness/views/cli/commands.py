"""The list of commands."""

from __future__ import annotations

from typing import Annotated

import typer

import ripeness
from ripeness.views.cli import audit, compare, questions, runs, scenarios, simulate

app = typer.Typer(
    name="ripeness",
    help="Is this war ripe for a settlement, and what would make it so?",
    epilog="Exit codes: 0 done, 1 a check found something, 2 misuse or bad input, 130 interrupted.",
    no_args_is_help=True,
    rich_markup_mode=None,  # rich help takes longer to load than everything else together
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(simulate.run)
app.command("compare")(compare.compare)
app.command("audit")(audit.audit)
app.command("explain")(questions.explain)
app.command("tell")(questions.tell)
app.command("show")(scenarios.show)
app.command("check")(scenarios.check)
app.command("new")(scenarios.new)
app.add_typer(runs.app, name="runs")
NAMES = ("run", "compare", "audit", "explain", "tell", "show", "check", "new", "runs")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ripeness {ripeness.__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Is this war ripe for a settlement, and what would make it so?"""
