"""M6, targeted killing of officials, clerics, elders and politicians, as rates and shares only.

An event shakes a region for three months, takes cohesion from the government and weakens the region's fundamental
for years. The usual rate moves nothing: it is part of the start. No person is simulated, only a weight.
"""

from __future__ import annotations

from math import expm1
from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import exp, log

PULSE_MONTHS = 3
FORGETTING = 0.5  # per year, how fast a loss fades from a region's fundamental


@part
def event_probability(effort: Any, rate: float, years: float) -> Any:
    """Probability of a nationally important killing within ``years``.

    Parameters
    ----------
    effort : (...,) insurgent effort on elites, 1 at the start, season included.  rate : per year.

    References
    ----------
    Model M6: h_e = h_e0 omega_e eff; essay paragraphs 2 and 8, claims A29 and A30.
    """
    return 1.0 - exp(effort * (-rate * years))


@part
def weight(u: Any) -> Any:
    """Importance of who was lost: exponential with mean 1, from a uniform.

    References
    ----------
    Model M6.
    """
    return -log(u)


@part
def recent_losses(losses: Any, lost_now: Any, years: float) -> Any:
    """Recent losses of a region: they fade at a rate of .5 a year and take up what is lost now.

    References
    ----------
    Model M6: Kill_g decays at .5 a year.
    """
    return losses * exp(lost_now * 0.0 - FORGETTING * years) + lost_now


def stationary_losses(rate: float, share: float) -> float:
    """Recent losses of a region at the usual rate.

    References
    ----------
    Model M6: h_e0 share_g / .5.
    """
    return rate * share / FORGETTING


def usual_events(rate: float, years: float) -> float:
    """Killings a year at the usual rate, when a step of ``years`` holds at most one.

    References
    ----------
    Model M6, Poisson hazard h_e0 in steps.
    """
    return -expm1(-rate * years) / years


def usual_pulse(rate: float, share: Any, years: float) -> Any:
    """Share of time in which a region is shaken by a killing at the usual rate: the mean of J.

    Parameters
    ----------
    share : (region,) population share.  years : length of a step.

    References
    ----------
    Model M6: J_g = 1 for three months; about h_e0 share_g / 4 where killings are rare.
    """
    return 1.0 - (1.0 + expm1(-rate * years) * share) ** PULSE_MONTHS
