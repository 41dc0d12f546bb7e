"""Leaving mechanisms out: what to set so that one of them moves nothing, for ablations and lean runs.

Every driver is a difference from its start, so a mechanism is off when what it multiplies is zero; nothing is
replaced by a stand-in.
"""

from __future__ import annotations

from collections.abc import Iterable

from ripeness.errors import SettingsError

WITHOUT: dict[str, dict[str, float]] = {
    "militias": {"territory.militia_benefit": 0.0, "territory.militia_predation": 0.0, "militias.surrendered": 0.0},
    "posts": {"territory.outpost_benefit": 0.0},
    "roads": {"roads.check_base": -30.0},
    "elites": {"elites.cohesion_loss": 0.0, "elites.control_loss": 0.0, "elites.cascade_loss": 0.0},
    "local-peace": {"peace.accord_rate": 0.0},
    "effort": {"effort.precision": 0.0},
    "perception": {"perception.credence": 0.0, "perception.resentment": 0.0},
    "raids": {"government.raid_rate": 0.0},
    "legitimacy": {"government.force_legitimacy": 0.0, "cascade.legitimacy": 0.0},
    "diffusion": {"territory.diffusion": 0.0},
}


def without(modules: Iterable[str]) -> list[tuple[str, float]]:
    """Patches that switch modules off.

    Raises
    ------
    SettingsError
        If a module is not known.
    """
    patches: list[tuple[str, float]] = []
    for module in modules:
        if module not in WITHOUT:
            raise SettingsError(f"unknown module '{module}'", f"Known modules: {', '.join(WITHOUT)}.")
        patches += WITHOUT[module].items()
    return patches
