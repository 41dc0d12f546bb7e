"""M3, the insurgency's strength, morale and weariness of war.

Strength is in thousand fighters, losses are a share of strength per year, morale is a z-score with 0 at the
start, weariness a share. Every driver enters as a difference from its start value, so a war in which nothing
changes stays where it is.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, exp, maximum
from ripeness.numerics.scalar import exp1


@part
def loss_rate(insurgent_deaths: Any, strength: Any) -> Any:
    """Losses as a share of strength per year.

    Parameters
    ----------
    insurgent_deaths : (...,) per month (a three-month mean in the loop).  strength : (...,) thousand fighters.

    References
    ----------
    Model M3: del = 12 D_T / 1000 / L.
    """
    return insurgent_deaths * 0.012 / strength


@part
def strength_step(
    strength: Any, losses: Any, morale: Any, sanctuary_change: Any, start: float, losses_start: float,
    recruitment: float, by_sanctuary: float, by_morale: float, years: float,
) -> Any:  # fmt: skip
    """Strength after ``years`` of recruitment and losses, exact for constant drivers.

    Parameters
    ----------
    strength, start : thousand fighters.  losses, losses_start : share per year.
    morale : z-score.  sanctuary_change : index minus its start.
    recruitment : per year.  by_sanctuary, by_morale : response of the recruitment target.

    Returns
    -------
    (...,) thousand fighters; ``start`` is a fixed point when nothing has changed.

    References
    ----------
    Model M3; strength held or grew through 10-15 thousand deaths a year (facts B9).
    """
    pull = maximum(1.0 + sanctuary_change * by_sanctuary + morale * by_morale, 0.1)
    target = pull * (recruitment * start * (1.0 + losses_start / recruitment)) / (recruitment + losses)
    return target + (strength - target) * exp((losses + recruitment) * (-years))


@part
def success(control_year_ago: Any, control_now: Any, propaganda: Any, by_propaganda: float) -> Any:
    """Perceived success of the past year: log-odds the government lost, as its own side hears of it.

    References
    ----------
    Model M3; essay paragraph 9 on propaganda for the insurgents' own ranks.
    """
    return maximum(control_year_ago - control_now, 0.0) * (1.0 + (propaganda - 1.0) * by_propaganda)


@part
def morale_step(
    morale: Any, success_change: Any, losses_change: Any, decay: float, by_success: float, by_losses: float,
    years: float,
) -> Any:  # fmt: skip
    """Morale after ``years``: lifted by success, worn by losses, forgetting both (exact step).

    References
    ----------
    Model M3.
    """
    target = (success_change * by_success - losses_change * by_losses) / decay
    return target + (morale - target) * exp1(-decay * years)


@part
def weariness_step(
    weariness: Any, losses: Any, success_change: Any, truce_weeks: Any, start: float, losses_start: float,
    decay: float, by_success: float, by_contact: float, years: float,
) -> Any:  # fmt: skip
    """War-weariness after ``years``, within [0, 1].

    Losses feed it, success drains it, and a truce in which fighters meet townspeople raises it at once.

    References
    ----------
    Model M3; the Eid truce of June 2018 (facts B16, essay paragraph 27).
    """
    target = (losses * (decay * start / losses_start) - success_change * by_success) / decay
    decayed = target + (weariness - target) * exp1(-decay * years)
    decayed = clip(decayed, 0.0, 1.0)
    return clip(decayed + truce_weeks * by_contact * (1.0 - decayed), 0.0, 1.0)


@part
def war_cost_factor(weariness: Any, response: float) -> Any:
    """Multiplier of the insurgents' cost of fighting: 1 + chi_phi phi_w.

    References
    ----------
    Model M3 and 3.2.
    """
    return 1.0 + weariness * response
