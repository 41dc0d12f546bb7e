"""M9, local peace: districts in which both sides have stopped fighting by an accord of their own.

Accords come where men are tired of the war, the government is respected and neither side rules; they break
when the insurgents' leaders order it. Control of such a district stands still.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import exp, sigmoid
from ripeness.numerics.lanes import select

USUAL_CONTEST = 0.9  # 4c(1-c) of a typical district at the start


@part
def accord_rate(
    weariness_change: Any, legitimacy_change: Any, contested: Any, programme: Any, rate: Any,
    by_weariness: float, by_legitimacy: float, by_contest: float,
) -> Any:  # fmt: skip
    """Rate at which a district without an accord finds one, per year.

    Parameters
    ----------
    weariness_change, legitimacy_change : (...,) shares less their start.  contested : (...,) 4c(1-c).
    programme : (...,) log-odds that a programme adds.  rate : per year, twice the usual rate.

    References
    ----------
    Model M9: a_lp sigma(b_phi dphi + b_l dell + b_c (4c(1-c) - .9) + lever); essay paragraph 27, claim A110.
    """
    pull = weariness_change * by_weariness + legitimacy_change * by_legitimacy + programme
    return sigmoid(pull + (contested - USUAL_CONTEST) * by_contest) * rate


@part
def breakdown_rate(ordered: Any, rate: Any, by_order: float) -> Any:
    """Rate at which an accord breaks, per year; ``ordered`` is 1 when the leaders want fighting.

    References
    ----------
    Model M9: b_lp (1 + b_o order).
    """
    return (ordered * by_order + 1.0) * rate


@part
def accord_step(accord: Any, found: Any, broken: Any, u: Any, years: float) -> Any:
    """Accord (0 or 1) after ``years``, from one uniform; exact for constant rates.

    References
    ----------
    Two-state chain; V42: coverage a/(a+b), relaxation at a+b.
    """
    total = found + broken
    moved = (1.0 - exp(total * (-years))) / total
    keeps = select(u < 1.0 - broken * moved, 1.0, 0.0)
    finds = select(u < found * moved, 1.0, 0.0)
    return select(accord > 0.5, keeps, finds)
