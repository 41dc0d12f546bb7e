"""`offer`: a draft accord in eight fields: who gains, who blocks, the smallest change that opens the range."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.analysis.prior import settled
from ripeness.errors import SettingsError
from ripeness.scenario.folder import scenario_names
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width


def offer(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="An offer's file, or the name of one the scenario knows; lists those."),
    ] = None,
    scenario: options.ScenarioName = "afghanistan-2018",
    worlds: Annotated[
        int, typer.Option("--worlds", help="Draws of the uncertain numbers to look at too.", metavar="N")
    ] = 0,
    seed: options.Seed = 1,
    prior: options.Prior = "reference",
    settings: options.Settings = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Weigh a draft accord.

    Gain of each party from signing, who blocks and by which wedge, the smallest change after which nobody loses.
    """
    if file is None:
        _list(scenario, json)
        return
    if file in scenario_names() or (Path(file) / "scenario.yaml").is_file():
        raise SettingsError(
            f"'{file}' is a scenario, and the offer comes first",
            f"Write: ripeness offer OFFER {file}; an OFFER is a file, or a name in the scenario's offers.yaml.",
        )
    prior, own = settled(scenario, prior, settings)
    from ripeness.analysis import face
    from ripeness.views.cli.simulate import announce_compiling

    announce_compiling(quiet)
    found = face.offer(file, scenario, settings=own, worlds=worlds, seed=seed, prior_set=prior)
    if json:
        from ripeness.scenario.analyst import analyst_of

        war = found.scenario
        about = envelope(scenario=war.name, scenario_hash=war.hash, seed=seed, start="as-of", prior_set=prior)
        about["analyst"] = analyst_of(war)
        say_json(about | {"file": file} | found.as_dict())
        return
    from ripeness.views.offer_text import offer_text

    say(offer_text(found, width()))


def _list(scenario: str, json: bool) -> None:
    from ripeness.scenario.load import load_scenario
    from ripeness.views.offer_text import library_text

    war = load_scenario(scenario)
    known = war.offers.offers if war.offers is not None else {}
    if json:
        offers = [{"name": name, **entry.model_dump()} for name, entry in known.items()]
        say_json(envelope(scenario=war.name, scenario_hash=war.hash, offers=offers))
        return
    say(library_text(war))
    note(f"next: ripeness offer {next(iter(known), 'FILE')} {scenario}")
