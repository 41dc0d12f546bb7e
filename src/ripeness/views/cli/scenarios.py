"""`check`, `show` and `new`: what a scenario says, whether it holds together, and a first one to write on."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ripeness.errors import ScenarioError, SettingsError
from ripeness.scenario.kept import Checked, checked
from ripeness.views import text
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

FOUND = 1


class What(StrEnum):
    """What `show` can list."""

    parameters = "parameters"
    actors = "actors"
    levers = "levers"


def check(scenario: options.ScenarioName, json: options.Json = False) -> int:
    """Find every problem of a scenario.

    Each with file, line and remedy; exit code 1 if there are any.
    """
    found = checked(scenario)
    if json:
        problems = [problem.as_dict() for problem in found.problems]
        say_json(_about(found, ok=not problems, problems=problems))
    else:
        say(text.problems_text(found.problems, found.name))
    return FOUND if found.problems else 0


def show(
    scenario: options.ScenarioName,
    what: Annotated[What, typer.Argument(help="parameters, actors or levers.", metavar="[WHAT]")] = What.parameters,
    trace: Annotated[
        str | None, typer.Option("--trace", help="The way of one number, from its source to the code.", metavar="NAME")
    ] = None,
    levers: Annotated[bool, typer.Option("--levers", help="What could be done, and the packages.")] = False,
    settings: options.Settings = None,
    package: options.Packages = None,
    json: options.Json = False,
) -> None:
    """List the parameters of a scenario.

    Every parameter with prior, unit, source and status; or the way of one number, the actors, the levers.
    """
    if trace is None and not levers and what is What.parameters and not settings and not package:
        _show_table(_loadable(scenario), json)
        return
    from ripeness.scenario.catalogue import listings
    from ripeness.scenario.catalogue import trace as way_of
    from ripeness.scenario.load import load_scenario

    war = load_scenario(scenario, settings or (), package or ())
    if trace is not None:
        way = way_of(war, trace)
        _either(json, war, {"trace": way.as_dict()}, text.trace_text(way))
    elif levers or what is What.levers:
        _either(json, war, _levers(war), text.levers_text(war))
    elif what is What.actors:
        _either(json, war, _actors(war), text.actors_text(war))
    else:
        _show_table(Checked(war.name, war.title, war.hash, (), listings(war)), json)
        note(text.moves_text(war))


def new(
    name: Annotated[str, typer.Argument(help="The scenario's name, and its folder's.")],
    dir: Annotated[Path, typer.Option("--dir", help="Where its folder is made.", metavar="DIR")] = Path("."),
    without_patron: Annotated[bool, typer.Option("--without-patron", help="A war without an outside patron.")] = False,
    from_argument: Annotated[
        Path | None,
        typer.Option("--from-argument", help="A plain list of claims, one a line, to begin with.", metavar="FILE"),
    ] = None,
    like: Annotated[
        str, typer.Option("--like", help="A built-in war to copy in place of the invented one.", metavar="SCENARIO")
    ] = "",
    json: options.Json = False,
) -> None:
    """Write a small scenario to begin with.

    It is commented, passes `check` and runs. Nothing is ever overwritten.
    """
    from ripeness.scenario.from_argument import argument_files, read_list
    from ripeness.scenario.skeleton import new_scenario

    if like and without_patron:
        raise SettingsError("a copied war has the patron it has", "Leave out --without-patron or --like.")
    claims = read_list(from_argument) if from_argument is not None else ()
    argument = argument_files(claims) if claims else None
    folder = new_scenario(dir, name, patron=not without_patron, like=like, argument=argument)
    if json:
        files = sorted(path.name for path in folder.iterdir())
        say_json(envelope(scenario=name, folder=folder, files=files, claims=len(claims)))
        return
    say(str(folder))
    if claims:
        note(
            f"{len(claims)} claims in claims.yaml, each with an experiment in experiments.yaml that awaits its tests. "
            f"Next: write one, then ripeness check {folder}, then ripeness audit {folder}"
        )
        return
    if like:
        note(f"{like} again, to be changed. Next: ripeness check {folder}, then ripeness run {folder}")
        return
    note(f"Every number in it is invented. Next: ripeness check {folder}, then ripeness run {folder}")


def _loadable(scenario: str) -> Checked:
    found = checked(scenario)
    if found.problems:
        raise ScenarioError(found.problems)
    return found


def _show_table(found: Checked, json: bool) -> None:
    if json:
        say_json(_about(found, title=found.title, parameters=[row.as_dict() for row in found.listings]))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console(width=width()).print(text.parameters_table(found.listings, found.title))
    else:
        say(text.parameters_text(found.listings))


def _about(found: Checked, **fields: Any) -> dict[str, Any]:
    return envelope(scenario=found.name, scenario_hash=found.hash or None, **fields)


def _either(json: bool, war: Scenario, fields: dict[str, Any], words: str) -> None:
    if json:
        say_json(envelope(scenario=war.name, scenario_hash=war.hash, **fields))
    else:
        say(words)


def _actors(war: Scenario) -> dict[str, Any]:
    return {
        "actors": [actor.model_dump() for actor in war.actors],
        "relations": [relation.model_dump(by_alias=True) for relation in war.relations],
    }


def _levers(war: Scenario) -> dict[str, Any]:
    return {
        "levers": [{"id": id_, **lever.model_dump()} for id_, lever in war.levers.items()],
        "packages": [{"name": name, **package.model_dump()} for name, package in war.packages.items()],
    }
