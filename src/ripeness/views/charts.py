"""All figures of a summary, by section; what a run does not hold is named instead of drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ripeness.views import (
    charts_country,
    charts_levers,
    charts_map,
    charts_outcomes,
    charts_plan,
    charts_province,
    charts_strategy,
    charts_time,
)
from ripeness.views.charts_base import Figure, Missing, finite

Builder = Callable[[Mapping[str, Any]], Figure | list[Figure]]

BUILDERS: dict[str, Builder] = {
    "outcome_bar": charts_outcomes.outcome_bar,
    "outcome_dots": charts_outcomes.outcome_dots,
    "states": charts_outcomes.states_by_month,
    "ripeness": charts_time.ripeness_margin,
    "ripeness_chance": charts_time.ripeness_chance,
    "ledger": charts_strategy.ledger,
    "levers": charts_levers.levers,
    "hazards": charts_strategy.hazards,
    "beliefs": charts_time.beliefs,
    "plans": charts_plan.plans,
    "control": charts_time.control,
    "map": charts_map.district_map,
    "violence": charts_time.violence,
    "provinces": charts_province.provinces,
    **charts_country.builders(),
    "grid": charts_strategy.grid,
}


@dataclass(frozen=True)
class Charts:
    """Figures by the name of their builder, and the keys that were missing for the others."""

    figures: dict[str, list[Figure]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def each(self) -> list[Figure]:
        """All figures in the order of the report."""
        return [figure for group in self.figures.values() for figure in group]


def charts(summary: Mapping[str, Any]) -> Charts:
    """Every figure the summary can fill.

    Parameters
    ----------
    summary : as the analysis writes it; any key may be missing.

    Returns
    -------
    Charts; ``missing`` maps the name of each figure left out to the key it wanted.
    """
    summary, done = finite(summary), Charts()
    for name, builder in BUILDERS.items():
        try:
            made = builder(summary)
        except Missing as reason:
            done.missing[name] = reason.key
        else:
            done.figures[name] = made if isinstance(made, list) else [made]
    return done
