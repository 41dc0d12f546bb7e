"""The list of commands."""

from __future__ import annotations

from typing import Annotated

import typer

import ripeness
from ripeness.views.cli import (
    ablate,
    analogy,
    ask,
    audit,
    backtest,
    calibrate,
    compare,
    data,
    disagree,
    explain,
    offer,
    questions,
    runs,
    scenarios,
    simulate,
    watch,
)

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
app.command("ablate")(ablate.ablate)
app.command("analogy")(analogy.analogy)
app.command("disagree")(disagree.disagree)
app.command("backtest")(backtest.backtest)
app.command("calibrate")(calibrate.calibrate)
app.command("watch")(watch.watch)
app.command("audit")(audit.audit)
app.command("explain")(explain.explain)
app.command("tell")(questions.tell)
app.command("ask")(ask.ask)
app.command("offer")(offer.offer)
app.command("show")(scenarios.show)
app.command("check")(scenarios.check)
app.command("new")(scenarios.new)
app.add_typer(runs.app, name="runs")
app.add_typer(data.app, name="data")
NAMES = (
    *("run", "compare", "ablate", "analogy", "disagree", "audit", "calibrate", "backtest", "watch", "explain"),
    *("tell", "ask", "offer", "show", "check", "new", "runs", "data"),
)


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
