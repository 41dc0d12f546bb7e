"""The page of a comparison: what packages change, sorted, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ripeness
from ripeness.scenario.analyst import prior_words
from ripeness.views import charts_compare
from ripeness.views.compare_text import label, refusals
from ripeness.views.page import page_data, page_html, write_page

if TYPE_CHECKING:
    from datetime import date

    from ripeness.analysis.compare import Comparison
    from ripeness.scenario.schema import Pull
    from ripeness.scenario.war import Scenario

COLUMNS = ("number", "reference", "with it", "change", "chance", "over worlds", "sign")
FEW_WORLDS = 20
TOGETHER = "+"


def render_comparison(found: Comparison, path: str | Path) -> Path:
    """Write the page, whole or not at all.

    Returns
    -------
    The path written.
    """
    return write_page(comparison_html(found), path)


def comparison_html(found: Comparison) -> str:
    """The page as text."""
    effects, parts = charts_compare.effects(found), charts_compare.parts(found)
    sections = [("changes", "What changes"), ("packages", "What each package does"), ("source", "Source")]
    if parts:
        sections.insert(1, ("expected", "Its being expected"))
    return page_html(
        "compare.html.j2", page_data([figure] for figure in (*effects, *parts)),
        title=found.scenario.title, lead=lead(found), sections=sections, cautions=cautions(found), effects=effects,
        parts=parts, packages=[package(found, name) for name in found.packages], columns=COLUMNS, facts=facts(found),
        version=ripeness.__version__,
    )  # fmt: skip


def lead(found: Comparison) -> str:
    """What moves the two main endings most, where chance does not explain it."""
    said = []
    for metric in charts_compare.HEADLINES[:2]:
        rows = [row for row in found.rows if row.metric == metric and row.part == "whole"]
        firm = [row for row in rows if charts_compare.sure(row)]
        if not rows:
            continue
        if not firm:
            said.append(f"{rows[0].label}: no package changes it by more than chance may.")
            continue
        most = max(firm, key=lambda row: abs(row.effect.effect))
        seen = most.effect
        said.append(
            f"{most.label}: {100 * seen.reference:.0f} in 100 futures as it stands; "
            f"“{found.packages[most.package]}” changes it most, to {100 * seen.value:.0f}."
        )
    return " ".join(said)


def cautions(found: Comparison) -> list[str]:
    """What a reader must know before the numbers."""
    worlds, said = found.plan.filled_worlds, []
    if worlds < FEW_WORLDS:
        few = "only one world was" if worlds == 1 else f"only {worlds} worlds were"
        said.append(f"Read with care: {few} drawn, and ranges over what nobody knows are rough or missing.")
    if found.refused:
        said.append(refusals(found.refused, 10_000)[0] + ".")
    return said


def package(found: Comparison, name: str) -> dict[str, Any]:
    """One package in words: what is pulled, when, and who knows; then all its numbers."""
    scenario = found.scenario
    members = [scenario.packages[part] for part in name.split(TOGETHER)]
    own = [row for row in found.rows if row.package == name and row.part == "whole"]
    return {
        "label": found.packages[name],
        "notes": [one.note for one in members if one.note],
        "pulls": [pull_words(scenario, pull) for one in members for pull in one.pulls]
        + [f"{patch.set} is set to {patch.to}." for one in members for patch in one.patches],
        "rows": [[label(row), *charts_compare.in_page(row)] for row in own],
        "moves": found.moves[name],
    }


def pull_words(scenario: Scenario, pull: Pull) -> str:
    """A pull as a sentence."""
    lever = scenario.levers[pull.lever]
    names = {actor.id: actor.name for actor in scenario.actors}
    by = f", by {' and '.join(names.get(one, one) for one in pull.by)}" if pull.by else ""
    return f"{lever.label}{by}: set to {pull.to:,g} ({lever.unit}){''.join(when(pull))}."


def when(pull: Pull) -> Iterator[str]:
    """When it is done and when it is known."""
    if pull.path == "ramp":
        yield f", rising from {month(pull.starts)} to {month(pull.ends)}"
    elif pull.path == "pulse":
        yield f", from {month(pull.starts)} to {month(pull.ends)}"
    else:
        yield f", from {month(pull.starts)} on"
    if pull.announced == "never":
        yield "; nobody is told"
    elif pull.announced is not None:
        yield f"; announced in {month(pull.announced)}"
    elif pull.starts is not None:
        yield "; known from the first day"


def month(day: date | str | None) -> str:
    """A month in words."""
    return "the first day" if day is None or isinstance(day, str) else f"{day:%B %Y}"


def facts(found: Comparison) -> list[tuple[str, str]]:
    """What every export carries."""
    plan, scenario = found.plan, found.scenario
    left_out = {one.world for one in found.refused}
    return [
        ("Scenario", scenario.name), ("Scenario hash", scenario.hash[:12]), ("Version", ripeness.__version__),
        ("Seed", str(plan.seed)), ("Futures of a package", f"{plan.futures:,} in {plan.filled_worlds:,} worlds"),
        ("Worlds left out of some comparison", str(len(left_out))), ("Start", plan.start),
        ("Priors", prior_words(found.scenario, plan.prior_set)),
        ("Settings", ", ".join(map(str, plan.settings)) or "none"),
        ("Information date", f"{scenario.information_date}"), ("Packages", ", ".join(found.packages)),
    ]  # fmt: skip
