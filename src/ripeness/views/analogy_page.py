"""The page of an analogy: waterfalls and pairs of every outcome, in one file that works with the network off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ripeness
from ripeness.analysis.analogy import SENTENCE
from ripeness.views import charts_analogy
from ripeness.views.analogy_text import key_words, refusals
from ripeness.views.page import page_data, page_html, write_page

if TYPE_CHECKING:
    from ripeness.analysis.analogy import Analogy, Table


def render_analogy(found: Analogy, path: str | Path) -> Path:
    """Write the page, whole or not at all.

    Returns
    -------
    The path written.
    """
    return write_page(analogy_html(found), path)


def analogy_html(found: Analogy) -> str:
    """The page as text."""
    outcomes: dict[str, list[Table]] = {}
    for table in found.tables:
        outcomes.setdefault(table.label, []).append(table)
    drawn: dict[str, dict[str, Any]] = {
        label: {
            "waterfall": [charts_analogy.waterfall(found, table) for table in tables],
            "heat": [charts_analogy.heat(found, table) for table in tables],
            "said": [said(found, table) for table in tables],
        }
        for label, tables in outcomes.items()
    }
    figures = [figure for parts in drawn.values() for kind in ("waterfall", "heat") for figure in parts[kind]]
    return page_html(
        "analogy.html.j2", page_data([figure] for figure in figures),
        first=found.first, second=found.second, drawn=drawn, sentence=SENTENCE, key=key_words(),
        refusals=refusals(found, 10_000) if found.refused else [], facts=facts(found), version=ripeness.__version__,
    )  # fmt: skip


def said(found: Analogy, table: Table) -> str:
    """The figure in a sentence, with the order range of its largest part."""
    largest = max(table.parts, key=lambda part: abs(part.shapley))
    low, high = sorted((largest.first_in, largest.last_in))
    return (
        f"On the ground of {found.title(table.ground)}: {100 * table.start:.0f} in 100 futures with the numbers of "
        f"{found.first.title}, {100 * table.end:.0f} with those of {found.second.title}. The largest part is "
        f"{largest.label[:1].lower()}{largest.label[1:]}: {100 * largest.shapley:+.0f} on average over orders, "
        f"{100 * low:+.0f} to {100 * high:+.0f} between first in and last in."
    ).replace("-", "−")


def facts(found: Analogy) -> list[tuple[str, str]]:
    """What every export carries."""
    plan = found.plan
    return [
        ("First war", f"{found.first.name}, {found.first.hash[:12]}"),
        ("Second war", f"{found.second.name}, {found.second.hash[:12]}"),
        ("Information dates", f"{found.first.information_date} and {found.second.information_date}"),
        ("Months", str(found.months)), ("Worlds", f"{found.worlds} of {plan.filled_worlds}"),
        ("Futures of a combination", f"{plan.futures:,}"), ("Games solved", f"{found.solves:,}"),
        ("Seed", str(plan.seed)), ("Priors", plan.prior_set), ("Version", ripeness.__version__),
    ]  # fmt: skip
