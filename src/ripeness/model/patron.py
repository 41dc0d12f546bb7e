"""M7, the patron's politics: what the war costs at home, and how long a posture can be borne.

Deaths are per month and million inhabitants, cost is percent of GDP, support and salience are shares. The
public channel bites only where the war is salient; a leader's own taste for leaving is a separate cost
(``cost_resolute``, ``cost_irresolute``), because an exit can be a choice and not a necessity.
"""

from __future__ import annotations

from math import sqrt as root
from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import exp, log, sigmoid


@part
def salience(deaths: Any, cost: Any, deaths_scale: float, cost_scale: float) -> Any:
    """Share of the public for whom the war is an issue: 1 - exp(-(D/D_0 + C/C_0)).

    References
    ----------
    Model M7; anchors Vietnam 1968 (D about 7, C 2.3) and Afghanistan 2018 (D about .004, C .2).
    """
    return 1.0 - exp(-(deaths * (1.0 / deaths_scale) + cost * (1.0 / cost_scale)))


@part
def burden(support: Any, deaths: Any, cost: Any, relative_level: Any, deaths_scale: float, cost_scale: float) -> Any:
    """Political burden K_P of a posture, share 0-1.

    Parameters
    ----------
    support : (...,) share of the public that backs the commitment.
    deaths, cost : measured at the present posture.
    relative_level : level of the posture asked about over the present one; deaths and cost scale with it.

    References
    ----------
    Model M7: K_P(r) = (1 - S_P)(1 - exp(-(D/D_0 + C/C_0) lev(r)/lev(now))).
    """
    return (1.0 - support) * salience(deaths * relative_level, cost * relative_level, deaths_scale, cost_scale)


@part
def support_step(
    support: Any, deaths_before: Any, deaths_now: Any, control_change: Any, cue: Any, shock: Any,
    by_casualties: float, by_success: float, by_cue: float, noise: float, years: float,
) -> Any:  # fmt: skip
    """Public support after a month.

    Parameters
    ----------
    support : (...,) share.  deaths_before, deaths_now : cumulative patron deaths of the war.
    control_change : (...,) change of national log-odds.  cue : (...,) elite cue in [-1, 1], change from start.
    shock : (...,) standard normal.  by_casualties : logit per e-fold of cumulative deaths.
    noise : logit per sqrt-year.

    References
    ----------
    Model M7; Mueller 1973 (15 points a tenfold rise), Gelpi, Feaver and Reifler 2005 on success.
    """
    logit_now = log(support / (1.0 - support))
    worn = (log(deaths_now + 1.0) - log(deaths_before + 1.0)) * by_casualties
    moved = logit_now - worn + control_change * by_success + cue * (by_cue * years) + shock * (noise * root(years))
    return sigmoid(moved)


@part
def staying_cost(type_cost: float, by_burden: float, burden_share: Any, level: Any) -> Any:
    """Flow cost of a posture, per year, blame for a collapse = 1.

    References
    ----------
    Model M7: (k0_theta + k1 K_P) lev.
    """
    return (burden_share * by_burden + type_cost) * level
