"""M5, posts and roads: isolated outposts, and how safely one reaches a province by road.

A road is as safe as its worst stretches: where the insurgents hold a district they put up check posts. A post that
cannot be reached is stormed or given up. Stocks are 1 at the start, access is a probability.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import exp, log, maximum, minimum, sigmoid
from ripeness.numerics.lanes import select

STRETCH = 33.0  # kilometres, the median step of the highway lists: access must not depend on how finely they are drawn


@part
def check_post(control_here: Any, control_there: Any, log_effort: Any, base: float, by_control: float) -> Any:
    """Probability that a stretch of road holds an insurgent check post.

    Parameters
    ----------
    control_here, control_there : (...,) government control of its two ends, 0-1.
    log_effort : (...,) log of insurgent effort on the roads, 0 at the start.

    References
    ----------
    Model M5: sigma(b_0r - b_1r min(c_i, c_j)); essay paragraph 7, claim A26.
    """
    return sigmoid(log_effort + base - minimum(control_here, control_there) * by_control)


@part
def log_passage(post: Any, kilometres: float) -> Any:
    """Log of the chance to pass a stretch: (km/33) log(1 - p).

    References
    ----------
    Model M5: A_p is the product over the route of (1 - p)^(km/33).
    """
    return log(maximum(1.0 - post, 1e-6)) * (kilometres * (1.0 / STRETCH))


@part
def storm_rate(stormed: Any, access: Any, effort: Any, rate: float) -> Any:
    """Posts stormed, per year and post.

    Parameters
    ----------
    stormed : (...,) 0-1 from ``massing.storms``.  access : (...,) 0-1.  effort : (...,) on posts, 1 at the start.
    rate : per year.

    References
    ----------
    Model M5, h_st; essay paragraph 8, claim A27.
    """
    return stormed * (1.0 - access) * effort * rate


@part
def abandon_rate(
    pay_change: Any, cohesion_change: Any, access: Any, rate: float, by_pay: float, by_cohesion: float
) -> Any:
    """Posts given up without a fight, per year and post.

    References
    ----------
    Model M5, h_ab = h_2 exp(-b_pay dpay - b_y dy)(1 - A); claim A28.
    """
    return exp(pay_change * (-by_pay) - cohesion_change * by_cohesion) * (1.0 - access) * rate


@part
def stock_step(stock: Any, births: Any, losses: Any, years: float) -> Any:
    """A stock after ``years`` of births (a year) and losses (a share a year), exact for constant rates.

    Written as what is added, so that a stock whose births replace its losses does not move by a rounding, and one
    that loses nothing gains every birth.

    References
    ----------
    Model M5: dO = [b - h O] dt, stock + (b - h stock)(1 - e^(-h t))/h.
    """
    spent = losses * years
    series = 1.0 - spent * (0.5 - spent * (1.0 / 6.0 - spent * (1.0 / 24.0 - spent * (1.0 / 120.0))))
    lasting = select(spent < 0.1, series, (1.0 - exp(-spent)) / maximum(spent, 0.1))
    return stock + (births - losses * stock) * lasting * years
