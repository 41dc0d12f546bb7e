"""M10, the region: sanctuary across the border, and how far the insurgents are recognised abroad."""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip
from ripeness.numerics.scalar import exp1


@part
def sanctuary_step(sanctuary: Any, target: Any, speed: float, years: float) -> Any:
    """Sanctuary after ``years`` on its way to ``target`` (index 0-1), exact.

    References
    ----------
    Model M10: ds = kap_s (s_bar - s) dt; facts B21.
    """
    return clip(target + (sanctuary - target) * exp1(-speed * years), 0.0, 1.0)


@part
def recognition_step(
    recognition: Any, talking: Any, assured: Any, start: float, by_talks: float, by_assurance: float,
    speed: float, years: float,
) -> Any:  # fmt: skip
    """Recognition after ``years``, index 0-1.

    Parameters
    ----------
    talking : (...,) 1 while talks run, less its start value.  assured : (...,) haven assurances given, 0-1.
    start : index.  by_talks, by_assurance : per year.  speed : per year, back to the start.

    References
    ----------
    Model M10; essay paragraph 12, claims A46 and A48.
    """
    level = start + (talking * by_talks + assured * by_assurance) * (1.0 / speed)
    return clip(level + (recognition - level) * exp1(-speed * years), 0.0, 1.0)


@part
def shelter_cost(sanctuary_change: Any, response: float) -> Any:
    """Factor on the insurgents' cost of war as sanctuary moves from its start.

    References
    ----------
    Model 9.7: c_T rises when s falls.
    """
    return 1.0 - sanctuary_change * response
