"""M12, information: how the public belief that the patron is resolute moves.

Staying is evidence of resolve, and so is every step taken or not taken. Beliefs move by Bayes' rule on the
hazards that the two types would have; the insurgents add a constant offset of their own. Scalars or arrays.
"""

from __future__ import annotations

from ripeness.numerics.compiled import part
from ripeness.numerics.scalar import exp1, logit1, sigmoid1

LOWEST, HIGHEST = 0.02, 0.98


@part
def bounded(belief: float) -> float:
    """A belief kept within [.02, .98].

    References
    ----------
    Model M12.
    """
    if belief < LOWEST:
        return LOWEST
    if belief > HIGHEST:
        return HIGHEST
    return belief


@part
def quiet_belief(belief: float, hazard_gap: float, redraw_rate: float, resolute_share: float, years: float) -> float:
    """Belief after ``years`` without a step of the patron.

    Parameters
    ----------
    belief : probability that the patron is resolute.
    hazard_gap : per year, total hazard of the irresolute type minus that of the resolute one.
    redraw_rate, resolute_share : per year and probability; slow replacement of the leadership.

    References
    ----------
    Model M12: d logit mu = (H_I - H_R) dt; C1 of the external cases (quiet periods raise the belief).
    """
    filtered = sigmoid1(logit1(belief) + hazard_gap * years)
    return bounded(resolute_share + (filtered - resolute_share) * exp1(-redraw_rate * years))


@part
def belief_after_step(belief: float, log_hazard_ratio: float) -> float:
    """Belief after a step that the two types take at different rates.

    Parameters
    ----------
    log_hazard_ratio : log of the resolute type's hazard over that of the irresolute type.

    References
    ----------
    Model M12: logit mu+ = logit mu + log(H_R/H_I).
    """
    return bounded(sigmoid1(logit1(belief) + log_hazard_ratio))


@part
def belief_after_signal(belief: float, signal: float, informativeness: float) -> float:
    """Belief after a public statement: logit mu += d' v, v ~ N(+-d'/2, 1) by type.

    References
    ----------
    Model M12.
    """
    return bounded(sigmoid1(logit1(belief) + informativeness * signal))


@part
def belief_after_turnover(belief: float, redraw: float, resolute_share: float) -> float:
    """Belief on the day a new leader takes office, the type being redrawn with probability ``redraw``.

    References
    ----------
    Model M7 and M12.
    """
    return bounded(redraw * resolute_share + (1.0 - redraw) * belief)


@part
def insurgents_belief(belief: float, offset: float) -> float:
    """What the insurgents act on: sigma(logit mu - delta_mu); positive offsets underrate staying power.

    References
    ----------
    Model M12; essay paragraphs 3, 15 and 26.
    """
    return sigmoid1(logit1(belief) - offset)
