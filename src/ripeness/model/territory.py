"""M1, the territorial contest: each district's log-odds of government control chases a target.

Control is a ratio contest: its log-odds are the log of the force ratio (Hirshleifer 1989). What force there
is sets the *target* of a district; the district itself reverts to the target, leans on its neighbours and is
shaken by shocks that a region shares. All quantities are log-odds (logit) unless said.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import log, maximum
from ripeness.numerics.lanes import sqrt
from ripeness.numerics.scalar import exp1, log1


@part
def government_force(
    pay: Any, air: Any, advice: Any, regulars: Any, militia: Any, oversight: Any, posts: Any, access: Any,
    air_multiplier: float, militia_benefit: float, outpost_benefit: float,
) -> Any:  # fmt: skip
    """Government force F^G in a district, start-of-war regulars = 1.

    Parameters
    ----------
    pay : (...,) share 0-1, reliability of pay and supply.
    air : (...,) index, 1 = air support at the start.
    advice : (...,) multiplier, quality of advice at the present posture.
    regulars, militia, posts : (...,) stocks, 1 = start.
    oversight, access : (...,) shares 0-1, militia oversight and route security.
    air_multiplier, militia_benefit, outpost_benefit : floats >= 0.

    References
    ----------
    Model M1; contest success function after Hirshleifer 1989.
    """
    on_the_ground = regulars + militia_benefit * oversight * militia + outpost_benefit * posts * access
    return sqrt(pay) * (1.0 + air * air_multiplier) * advice * on_the_ground


@part
def insurgent_force(strength: Any, log_effort: Any, materiel: Any, morale: Any, materiel_multiplier: float) -> Any:
    """Log of insurgent force F^T, start-of-war strength = 1.

    Parameters
    ----------
    strength : (...,) fighters relative to the start.
    log_effort : (...,) log of seasonal and chosen effort, mean 0 over a year.
    materiel : (...,) index 0-1.
    morale : (...,) z-score, 0 at the start; force falls by a quarter a unit, never below a quarter.
    materiel_multiplier : float >= 0.

    References
    ----------
    Model M1.
    """
    return log(strength * (1.0 + materiel * materiel_multiplier) * maximum(1.0 + morale * 0.25, 0.25)) + log_effort


@part
def target_shift(
    log_government: Any, log_insurgent: Any, log_government_start: Any, log_insurgent_start: Any,
    air_change: Any, decisiveness: float, air_backlash: float,
) -> Any:  # fmt: skip
    """How far every district's target has moved since the start, log-odds.

    Parameters
    ----------
    log_government, log_insurgent : (...,) log forces now; the ``_start`` pair with season 1.
    air_change : (...,) air support index minus its start value.
    decisiveness : float > 0, exponent of the force ratio.
    air_backlash : float, resentment per unit of air support (Dell and Querubin 2018).

    References
    ----------
    Model M1: xi_t - xi_0 = m log(F^G/F^T ratio to start) - beta_bk (a - a_0).
    """
    ratio = (log_government - log_government_start) - (log_insurgent - log_insurgent_start)
    return ratio * decisiveness - air_change * air_backlash


@part
def predation(oversight: Any, militia: Any, oversight_start: Any, militia_start: Any, militia_predation: float) -> Any:
    """Control lost to militias that prey on those they guard, log-odds relative to the start.

    Parameters
    ----------
    oversight, oversight_start : shares 0-1.  militia, militia_start : stocks, 1 = start.
    militia_predation : float >= 0, log-odds per unit of unsupervised militia.

    References
    ----------
    Model M1, gamma_A term; essay paragraphs 6 and 23.
    """
    return ((1.0 - oversight) * militia - (1.0 - oversight_start) * militia_start) * militia_predation


@part
def lean(deviation: Any, neighbours: Any, degree: Any, step: float) -> Any:
    """Half a month's pull of a district towards its neighbours.

    Parameters
    ----------
    deviation : (...,) log-odds minus target.
    neighbours : (...,) weighted sum of the neighbours' deviations.
    degree : (...,) sum of the weights.
    step : float, diffusion rate x half a month / mean degree of the graph.

    Returns
    -------
    (...,) deviation after the half pass; a deviation that all share is left alone.

    References
    ----------
    Model M1, split step on the graph Laplacian (D - W)/mean(D); Zhukov 2012 on roads.
    """
    return deviation - (deviation * degree - neighbours) * step


@part
def revert(
    deviation: Any, own_shock: Any, shared_shock: Any, decay: float, own_scale: float, shared_scale: float
) -> Any:
    """A month of mean reversion with an exact Ornstein-Uhlenbeck shock.

    Parameters
    ----------
    deviation : (...,) log-odds minus target.
    own_shock, shared_shock : (...,) standard normals of the district and of its region.
    decay : exp(-kappa months/12).
    own_scale, shared_scale : floats from :func:`shock_scales`.

    References
    ----------
    Model M1; exact for any step length.
    """
    return deviation * decay + own_shock * own_scale + shared_shock * shared_scale


@part
def slowed_decay(decay: float, tempo: float) -> float:
    """Share of a deviation that outlasts a month in which the war runs at ``tempo``; ``decay`` itself at 1.

    References
    ----------
    Model M1 on the clock of the fighting, decision 0012: exp(-kappa tempo t).
    """
    return decay if tempo >= 1.0 else exp1(log1(decay) * tempo)


@part
def slowed_shocks(decay: float, kept: float, tempo: float) -> float:
    """Factor on a month's shocks when the war runs at ``tempo``; 1 at 1.

    Parameters
    ----------
    decay : share that outlasts a month of war.  kept : from :func:`slowed_decay`.

    References
    ----------
    Model M1 on the clock of the fighting: variance (1 - kept^2) / (1 - decay^2); tempo where nothing reverts.
    """
    if tempo >= 1.0:
        return 1.0
    usual = 1.0 - decay * decay
    left = (1.0 - kept * kept) / usual if usual > 1e-9 else tempo
    return exp1(0.5 * log1(left))


def shock_scales(
    mean_reversion: float, volatility: float, common_share: float, years: float
) -> tuple[float, float, float]:
    """Decay and shock sizes of one exact step of ``years``.

    Parameters
    ----------
    mean_reversion : per year >= 0.  volatility : log-odds per sqrt-year.  common_share : share of variance 0-1.

    Returns
    -------
    (decay, own_scale, shared_scale) as floats.

    References
    ----------
    Model M1: variance s^2 (1 - exp(-2 kappa t))/(2 kappa), s^2 t for kappa = 0.
    """
    from math import exp, expm1, sqrt

    if mean_reversion > 0:
        variance = -(volatility**2) * expm1(-2 * mean_reversion * years) / (2 * mean_reversion)
    else:
        variance = volatility**2 * years
    scale = sqrt(variance)
    return exp(-mean_reversion * years), scale * sqrt(1 - common_share), scale * sqrt(common_share)
