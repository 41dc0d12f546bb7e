"""M8, the client government: slow legitimacy, fast cohesion, reform that costs first, elections that may divide.

Cohesion is how far the elites hold together, legitimacy how far the public stands behind the state; both are indices
0-1 that move in logits. Every driver is a difference from its start. Reform takes cohesion at once and gives
legitimacy half a year later.
"""

from __future__ import annotations

from math import expm1, sqrt
from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, minimum, sigmoid
from ripeness.numerics.lanes import select
from ripeness.numerics.scalar import exp1

REFORM_MONTHS = 12
REFORM_LAG = 6  # months until a reform is felt by the public
OVERSIGHT_CEILING = 0.9
RAID_MONTHS = 3  # how long a symbolic raid is felt (9.7)
ELECTION_DIVIDEND = 0.1  # logit of legitimacy after an undisputed vote
LOW, HIGH = 0.35, 0.65  # cohesion below and above which the game knows only "low" and "high"


@part
def legitimacy_target(
    start: Any, control_change: Any, reformed: Any, delivered: Any, resented: Any, by_security: float, by_reform: float
) -> Any:
    """Where legitimacy is drawn to, logit.

    Parameters
    ----------
    start : logit.  control_change : (...,) log-odds since the start (security, the endogenous delivery score).
    reformed : (...,) 1 from six months after a reform begins until six months after it ends.
    delivered : (...,) from :func:`delivery`, logit.
    resented : (...,) logit taken by the insurgents' propaganda.

    References
    ----------
    Model M8, 9.4, 9.6; essay paragraphs 19, 20 and 27, claims A83, A84, A111.
    """
    return start + control_change * by_security + reformed * by_reform + delivered - resented


@part
def delivery(
    freedom: Any, economy: Any, relations: Any, by_freedom: float, by_economy: float, by_relations: float
) -> Any:
    """What three of the four delivery scores add to legitimacy, logit; the fourth, security, is endogenous.

    Parameters
    ----------
    freedom, economy, relations : (...,) changes of the scores since the start, -1 to 1: dated series of the scenario
        and reforms.  by_freedom, by_economy, by_relations : weights, logit per unit.

    References
    ----------
    Model 9.4: ell_bar is the weighted sum of four delivery scores; essay paragraph 20, claims A83 and A84.
    """
    return freedom * by_freedom + economy * by_economy + relations * by_relations


@part
def cohesion_target(
    start: Any, expected_change: Any, control_change: Any, legitimacy_change: Any, reforming: Any, excluded: Any,
    by_expectation: float, by_control: float, by_legitimacy: float, reform_cost: float, exclusion_cost: float,
) -> Any:  # fmt: skip
    """Where elite cohesion is drawn to, logit.

    Parameters
    ----------
    start : logit, the usual rate of killings made good.  expected_change : (...,) expected posture less its start.
    control_change, legitimacy_change : (...,) log-odds and logit less their start.
    reforming : (...,) 1 during the twelve months of a reform.
    excluded : (...,) 1 while patron and insurgents talk without the government, less its start.

    References
    ----------
    Model M8; essay paragraphs 14 and 19, claims A53, A73, A75.
    """
    lifted = expected_change * by_expectation + control_change * by_control + legitimacy_change * by_legitimacy
    return start + lifted - reforming * reform_cost - excluded * exclusion_cost


@part
def reverting_step(value: Any, target: Any, shock: Any, speed: float, scale: float, years: float) -> Any:
    """A mean-reverting logit after ``years``, exact for a constant target.

    Parameters
    ----------
    shock : (...,) standard normal.  speed : per year.  scale : from :func:`shock_scale`.

    References
    ----------
    Model M8, Ornstein-Uhlenbeck.
    """
    return target + (value - target) * exp1(-speed * years) + shock * scale


def shock_scale(speed: float, volatility: float, years: float) -> float:
    """Standard deviation of an exact step of ``years``; volatility in logit per sqrt-year.

    References
    ----------
    V02: s^2 (1 - exp(-2 k t))/(2 k).
    """
    return volatility * sqrt(-expm1(-2.0 * speed * years) / (2.0 * speed))


@part
def oversight_step(oversight: Any, reforming: Any, growth: float, years: float) -> Any:
    """Control over militias after ``years``: reform builds it, up to .9.

    References
    ----------
    Model M8: q_A + v_q Ref_t; claim A91.
    """
    return minimum(oversight + reforming * (growth * years), select(oversight > OVERSIGHT_CEILING, oversight, 0.9))


@part
def dispute_probability(
    cohesion_change: Any, legitimacy_change: Any, base: float, by_cohesion: float, by_legitimacy: float
) -> Any:
    """Probability that an election ends in a dispute.

    Parameters
    ----------
    cohesion_change, legitimacy_change : (...,) logits less their start.  base : logit at the start.

    References
    ----------
    Model M8; Afghan votes of 2009, 2014, 2018; essay paragraph 19, claim A77.
    """
    return sigmoid(base - cohesion_change * by_cohesion - legitimacy_change * by_legitimacy)


@part
def high_cohesion_weight(cohesion: Any) -> Any:
    """Weight of the game's "high" cohesion, 0-1, between the two values it knows.

    References
    ----------
    Model 3.10: w_y = clip((y - .35)/.30, 0, 1).
    """
    return clip((cohesion - LOW) * (1.0 / (HIGH - LOW)), 0.0, 1.0)


@part
def force_quality(legitimacy: Any, start: Any, response: float) -> Any:
    """Log of the factor on government force that legitimacy brings, 0 at the start.

    Parameters
    ----------
    legitimacy, start : (...,) log of the index.  response : g_F >= 0.

    References
    ----------
    Model 9.4: (ell/ell_0)^g_F, officers chosen by merit and not by favour; essay paragraph 18, claim A67.
    """
    return (legitimacy - start) * response
