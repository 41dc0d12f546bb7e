"""What each mechanism is good for: the war without it, on the same worlds and futures (model 9.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ripeness.analysis.compare import Row, rows
from ripeness.ensemble.paired import REFERENCE, Progress, Refused, side_by_side

if TYPE_CHECKING:
    from ripeness.ensemble.design import Plan
    from ripeness.scenario.war import Move, Scenario

HEADLINES = ("takeover", "settlement", "collapse", "accord", "exit", "deaths")


@dataclass(frozen=True)
class Ablation:
    """What an ablation found; a row's package is the module that was left out."""

    scenario: Scenario
    plan: Plan
    modules: dict[str, tuple[Move, ...]]  # what was set to leave each of them out
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]

    def as_dict(self) -> dict[str, Any]:
        """The object of ``ablate --json``, without what every object carries."""
        effects = []
        for row in self.rows:
            fields = row.as_dict()
            effects.append({"module": fields.pop("package"), **fields})
        return {
            "worlds": self.plan.filled_worlds,
            "modules": [{"name": name, "moves": [m.__dict__ for m in moves]} for name, moves in self.modules.items()],
            "effects": effects,
            "failed": [found._asdict() for found in self.refused],
        }


def ablate(plan: Plan, modules: Sequence[str] = (), jobs: int = 1, progress: Progress | None = None) -> Ablation:
    """The war without each module in turn, against the whole.

    Parameters
    ----------
    plan : worlds, futures, seed, prior set, settings and packages of all arms.
    modules : names from ``scenario.modules.WITHOUT``, all of them by default.

    Returns
    -------
    Ablation. Effects are the war without the module less the whole war.

    Raises
    ------
    ScenarioError, SettingsError

    References
    ----------
    Model 9.1.
    """
    from ripeness.ensemble.design import drawn_from
    from ripeness.scenario.load import load_scenario
    from ripeness.scenario.modules import WITHOUT, ablated

    whole = drawn_from(
        load_scenario(plan.scenario, plan.settings, plan.packages, as_of=plan.as_of, start=plan.start), plan.draws
    )
    wanted = tuple(dict.fromkeys(modules or WITHOUT))
    arms = {REFERENCE: whole} | {name: ablated(whole, name) for name in wanted}
    found = side_by_side(plan, arms, jobs, progress)
    return Ablation(
        scenario=whole,
        plan=plan,
        modules={name: arms[name].moves[len(whole.moves) :] for name in wanted},
        rows=tuple(
            row for name in wanted for row in rows(found, name) if row.metric in HEADLINES and row.part == "whole"
        ),
        refused=found.refused,
    )
