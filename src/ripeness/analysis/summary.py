"""A run as one plain summary: what the report, the terminal and machine output read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ripeness.analysis import argument, country, endings, fans, guesses, maps, paragraph, plan, provinces, story
from ripeness.ensemble.adequacy import Adequacy, adequacy

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run

SCHEMA_VERSION = 1
STORIES = 3


def summarise(run: Run) -> dict[str, Any]:
    """Everything a face shows of a run, in plain types.

    Parameters
    ----------
    run : a finished run.

    Returns
    -------
    Keys ``meta, labels, sentence, outcomes, flags, ripeness, states, hazards, ledger, beliefs, control, districts,
    provinces, violence, country, stories, plans, levers, grid, guesses, adequacy``. A number that the run cannot give
    is None, never a guess. ``levers`` is None: it costs more than all the rest and is put in where it is asked for, by
    ``views.outputs.add_levers``.
    """
    ends, on_the_way = endings.outcomes(run), endings.flags(run)
    found, checks, ripeness = argument.explained(run), checked(run), fans.ripeness(run)
    return {
        "meta": meta(run, checks),
        "labels": dict(run.scenario.labels),
        "sentence": paragraph.sentence(run.scenario, found, ripeness, ends, on_the_way),
        "outcomes": ends,
        "flags": on_the_way,
        "ripeness": ripeness,
        "states": endings.states(run),
        "hazards": argument.hazards(run),
        "ledger": argument.ledger(found),
        "beliefs": fans.beliefs(run),
        "control": fans.control(run),
        "districts": maps.districts(run),
        "provinces": provinces.provinces(run),
        "violence": fans.violence(run),
        "country": country.country(run),
        "stories": story.tell(run, count=STORIES),
        "plans": plan.plans(run),
        "levers": None,
        "grid": guesses.grid(run, ends),
        "guesses": guesses.ranked(run),
        "adequacy": checks.as_dict(),
    }


def json_output(run: Run, summary: dict[str, Any] | None = None) -> dict[str, Any]:
    """The object of ``run --json``.

    Parameters
    ----------
    summary : of the run, if it is at hand; otherwise only what is needed is computed.

    References
    ----------
    Fields may be added; none changes its meaning without a new ``schema_version``.
    """
    held = summary or {
        "outcomes": endings.outcomes(run), "flags": endings.flags(run), "ripeness": fans.ripeness(run),
        "adequacy": checked(run).as_dict(),
    }  # fmt: skip
    manifest = run.manifest
    shown = ("class", "label", "share", "run_noise", "parameters", "structure", "base_rate", "subclasses")
    return {
        "schema_version": SCHEMA_VERSION,
        **{
            key: manifest[key]
            for key in ("version", "scenario", "scenario_hash", "seed", "futures", "start", "prior_set")
        },
        "run_dir": str(run.folder),
        "analyst": manifest.get("analyst"),
        "worlds": manifest["worlds"],
        "outcomes": [{key: row[key] for key in shown} for row in held["outcomes"]],
        "flags": held["flags"],
        "ripeness": {key: held["ripeness"][key] for key in ("margin_median", "probability_positive")},
        "adequacy": held["adequacy"],
        "timing": manifest.get("timing", {}),
        "solver": manifest.get("solver", {}),
        "collapse": manifest["collapse"],
        "failed": manifest.get("failed", []),
        "disclaimer": manifest["disclaimer"],
    }


def checked(run: Run) -> Adequacy:
    """Whether the players' picture of the war and the war agree."""
    players = (run.records("players"), run.world_of("players")) if endings.has(run, "players") else None
    return adequacy(run.transitions(), run.records(), run.world_of(), endings.law(run), players)


def meta(run: Run, checks: Adequacy) -> dict[str, Any]:
    """What every export carries."""
    manifest = run.manifest
    plain = (
        "version", "scenario", "title", "scenario_hash", "information_date", "horizon", "seed", "futures", "worlds",
        "start", "prior_set", "collapse", "disclaimer",
    )  # fmt: skip
    solver, failed = manifest.get("solver", {}), len(endings.failed(run))
    told = {key: checks.as_dict()[key] for key in ("a", "b", "c", "passed", "text")}
    if failed:
        told["text"] += (
            f" {failed} of {run.plan.filled_worlds} worlds had no solution to be trusted and "
            f"{'is' if failed == 1 else 'are'} in no number."
        )
    return {
        "schema_version": SCHEMA_VERSION,
        **{key: manifest[key] for key in plain},
        "analyst": manifest.get("analyst"),
        "solver": {key: solver[key] for key in ("residual", "separation", "grid") if key in solver},
        "adequacy": told,
        "timing": dict(manifest.get("timing", {})),
        **({"kept": manifest["kept"]} if manifest.get("kept") else {}),
        "failed_worlds": failed,
    }
