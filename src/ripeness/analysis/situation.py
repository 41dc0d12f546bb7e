"""Where a war stands on a day: at its start, at a later date if nothing but time had passed, or as a run's futures do.

Everything that can be asked of the first day can be asked of a later one: the game that is left from then on is
the same game with fewer days to the turnovers, begun where the war then stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ripeness.analysis import dates
from ripeness.errors import SettingsError

if TYPE_CHECKING:
    from ripeness.analysis.options import Place
    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.eras import Schedule

SETTLED = 4


@dataclass(frozen=True)
class Situation:
    """A state of the war on the first day of a month; what is None is as it was at the start."""

    month: int  # from the first
    date: str
    source: Literal["start", "carried", "run"]
    posture: int
    commitment: int
    talks: int
    control: float | None = None  # share of the people under the government, mean over futures not ended
    belief: float | None = None  # public belief that the patron is resolute, the same mean
    cohesion: float | None = None  # index 0-1, the same mean
    share: float | None = None  # of the futures neither ended nor settled, those that stand in this state
    fallen: float | None = None  # of all futures
    settled: float | None = None
    futures: int | None = None

    @property
    def state(self) -> tuple[int, int, int]:
        """Posture, commitment, talks."""
        return self.posture, self.commitment, self.talks

    @property
    def years(self) -> float:
        """From the start of the war."""
        return self.month / 12.0

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(self.__dict__)


def situation(scenario: Scenario, date: str | None = None, run: Run | None = None) -> Situation:
    """Where a war stands.

    Parameters
    ----------
    date : a month as YYYY-MM; its first day is meant. The information date if it is left out.
    run : a stored run of this scenario, whose futures say where the war then stands: the most common posture,
        commitment and talks among those neither fallen nor settled, and their mean control and belief.

    Raises
    ------
    SettingsError
        If there is no such month in the war, the run is one of another war, or no future of it is left.
    """
    start = (scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"])
    month = 0 if date is None else month_of(scenario, date)
    if run is not None and run.scenario.hash != scenario.hash:
        raise SettingsError(
            f"{run.folder} is a run of another war or of other numbers: {run.manifest['scenario']}",
            "Give the scenario, --set and --package as they were for that run.",
        )
    if month == 0:
        return Situation(0, scenario.information_date.isoformat(), "start", *start)
    if run is None:
        return Situation(month, dates.month(scenario, month), "carried", *start)
    return _most_common(scenario, run, month)


def month_of(scenario: Scenario, text: str) -> int:
    """Months from the first to a month written YYYY-MM (a day may follow)."""
    first, last = dates.month(scenario, 0), dates.month(scenario, scenario.months - 1)
    parts = text.split("-")
    if not (2 <= len(parts) <= 3 and all(part.isdigit() for part in parts) and 1 <= int(parts[1]) <= 12):
        raise SettingsError(f"'{text}' is not a month", f"Write it as YYYY-MM, from {first} to {last}.")
    month = (int(parts[0]) - scenario.first_month.year) * 12 + int(parts[1]) - scenario.first_month.month
    if not 0 <= month < scenario.months:
        raise SettingsError(f"{text} lies outside the war", f"Give a month from {first} to {last}.")
    return month


def carried(values: Mapping[str, Any], found: Situation) -> dict[str, Any]:
    """A world's parameters with control, belief and cohesion as they stand in a situation.

    Parameters
    ----------
    values : parameters by name, numbers or (world,) arrays.

    References
    ----------
    V04: the national log-odds are those of the mean district, shrunk by the spread of the districts.
    """
    import numpy as np

    moved = dict(values)
    if found.control is not None:
        spread = values["territory.cross_section_sd"]
        log_odds = np.log(found.control / (1.0 - found.control))
        moved["territory.start_mean"] = log_odds * np.sqrt(1.0 + np.pi * np.square(spread) / 8.0)
    if found.belief is not None:
        moved["information.resolve_start"] = found.belief + 0.0 * values["information.resolve_start"]
    if found.cohesion is not None:
        moved["government.cohesion"] = found.cohesion + 0.0 * values["government.cohesion"]
    return moved


def game_at(
    scenario: Scenario, values: Mapping[str, float], found: Situation, until: float, base_rate: bool = False
) -> tuple[Schedule, Place]:
    """What is left of the game in a situation, with what is known to change, and the place in it.

    Parameters
    ----------
    values : of one world, as at its start.
    until : years from the situation's day up to which turnovers are known.
    """
    from ripeness.analysis.options import Place
    from ripeness.ensemble.perceived import foreseen
    from ripeness.strategy.eras import later
    from ripeness.strategy.game import start_cohesion

    here = carried(values, found)
    # Costs of staying are measured at the posture of the start, wherever the war stands now.
    left = later(foreseen(scenario, here, until + found.years, base_rate, found.month), found.years, found.state)
    return left, Place(*found.state, left.first.start_log_odds, left.first.start_belief, start_cohesion(here))


def _most_common(scenario: Scenario, run: Run, month: int) -> Situation:
    import numpy as np

    from ripeness.engine.record import COLLAPSED

    counts = run.states()[month - 1]
    talks = np.arange(COLLAPSED) % 5
    going = np.where(talks < SETTLED, counts[:COLLAPSED], 0)
    if not going.sum():
        raise SettingsError(
            f"in {dates.month(scenario, month)} no future of {run.folder} is still at war", "Ask for an earlier month."
        )
    state, total, mean = int(np.argmax(going)), float(counts.sum()), _means(run, month - 1)
    return Situation(
        month=month, date=dates.month(scenario, month), source="run",
        posture=state // 15, commitment=state // 5 % 3, talks=state % 5,
        control=mean["control_share"], belief=mean["belief"], cohesion=mean["cohesion"],
        share=float(going[state] / going.sum()), fallen=float(counts[COLLAPSED] / total),
        settled=float(counts[:COLLAPSED][talks == SETTLED].sum() / total), futures=int(total),
    )  # fmt: skip


def _means(run: Run, month: int) -> dict[str, float]:
    """Means of the monthly quantities over futures not ended, from their histograms."""
    from ripeness.engine.record import QUANTITIES
    from ripeness.ensemble.quantiles import bin_edges

    edges, counts = bin_edges(), run.histogram()[month].astype(float)
    middles = (edges[:, 1:] + edges[:, :-1]) / 2.0
    mean = (middles * counts).sum(axis=1) / counts.sum(axis=1)
    return {name: float(value) for (name, _, _), value in zip(QUANTITIES, mean, strict=True)}
