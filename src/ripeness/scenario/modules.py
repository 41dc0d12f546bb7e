"""Leaving mechanisms out: what to set so that one of them moves nothing, for ablations and lean runs.

Every driver is a difference from its start, so a mechanism is off when what it multiplies is zero; nothing is
replaced by a stand-in. Rows that only record the mechanism's own state may still move.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ripeness.errors import SettingsError
from ripeness.scenario.problems import did_you_mean
from ripeness.scenario.schema import Patch

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

WITHOUT: dict[str, dict[str, float | bool]] = {
    "blocs": {"structure.blocs": False},
    "militias": {"territory.militia_benefit": 0.0, "territory.militia_predation": 0.0, "militias.surrendered": 0.0},
    "posts": {"territory.outpost_benefit": 0.0},
    "roads": {"roads.check_base": -30.0, "roads.check_control": 0.0},
    "elites": {"elites.cohesion_loss": 0.0, "elites.control_loss": 0.0, "elites.cascade_loss": 0.0},
    "local-peace": {"peace.accord_rate": 0.0},
    "effort": {"effort.precision": 0.0},
    "perception": {"perception.credence": 0.0, "perception.resentment": 0.0},
    "raids": {"government.raid_rate": 0.0},
    "legitimacy": {
        "government.force_legitimacy": 0.0, "government.legitimacy_cohesion": 0.0,
        "government.dispute_legitimacy": 0.0, "cascade.legitimacy": 0.0, "peace.legitimacy": 0.0,
    },
    "diffusion": {"territory.diffusion": 0.0},
    "weariness": {"forces.weariness_cost": 0.0, "peace.weariness": 0.0},
    "restraint": {"violence.restraint_effort": 1.0, "violence.restraint_patron_deaths": 1.0},
    "challenge": {"aftermath.challenge": 0.0},
    "splinters": {"aftermath.splinter": 0.0},
}  # fmt: skip


def patches_without(modules: Iterable[str]) -> tuple[Patch, ...]:
    """Patches that switch modules off.

    Raises
    ------
    SettingsError
        If a module is not known.
    """
    found = []
    for module in modules:
        if module not in WITHOUT:
            remedy = f"{did_you_mean(module, WITHOUT, 'modules')} They are: {', '.join(WITHOUT)}."
            raise SettingsError(f"unknown module '{module}'", remedy)
        found += [Patch(set=key, to=value) for key, value in WITHOUT[module].items()]
    return tuple(found)


def ablated(scenario: Scenario, module: str) -> Scenario:
    """The same war in the same worlds without a module: draws, anchor and luck stay those of the whole."""
    from ripeness.scenario.patches import patched

    return replace(patched(scenario, patches_without([module])), before=scenario.before or scenario)
