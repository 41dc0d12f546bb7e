"""M5, militias: local men who guard rural places, targeted by the insurgents and lost in three ways.

Militias under oversight add force, those without prey on the people they guard. What the insurgents count as progress
is militiamen killed, surrendered or pushed into towns. The stock is 1 at the start.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import maximum


@part
def loss_rate(effort: Any, oversight: Any, rate: float) -> Any:
    """Share of the militias lost a year.

    Parameters
    ----------
    effort : (...,) insurgent effort on militias, 1 at the start, season included.
    oversight : (...,) 0-1, militias under control lose half as many.  rate : per year.

    References
    ----------
    Model M5: h_M omega_M eff (1 - q_A/2); essay paragraph 6, claims A22 and A23.
    """
    return effort * (1.0 - oversight * 0.5) * rate


@part
def excess_exits(stock: Any, losses: Any, losses_start: Any, years: float) -> Any:
    """Militiamen who left beyond what is usual for as many in the season, as a share of the stock at the start.

    Parameters
    ----------
    losses, losses_start : (...,) share lost a year, now and by the usual effort and oversight.

    References
    ----------
    Model 9.7, militia exits; the usual ones are replaced (start rule).
    """
    return maximum(losses - losses_start, 0.0) * stock * years


def threshold_oversight(predation: float, decisiveness: float, benefit: float, other_force: float) -> float:
    """Oversight above which more militia means more control, for a small militia.

    Parameters
    ----------
    predation : gamma_A.  decisiveness : m_d.  benefit : eta_M.  other_force : g_i + eta_O O A.

    References
    ----------
    Model M1 and V06: q* = gamma_A/(gamma_A + m_d eta_M/g). Claim A91.
    """
    return predation / (predation + decisiveness * benefit / other_force)
