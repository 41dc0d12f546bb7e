"""9.5, chosen effort: where the insurgents put their strength, and how the government splits its own.

Each use of effort has a worth: what it does to control or to the cascade, less what it costs. Shares follow a
softmax around the shares of the start, so a lever that protects one target moves effort elsewhere and does not
make it vanish.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import exp

USES = ("militias", "posts", "roads", "elites", "towns", "strongmen")


@part
def tilt(worth_change: Any, precision: float) -> Any:
    """Unnormalised weight of a use relative to its share at the start.

    Parameters
    ----------
    worth_change : (...,) worth less its value at the start.  precision : lambda_e >= 0; 0 leaves shares fixed.

    References
    ----------
    Model 9.5.
    """
    return exp(worth_change * precision)


@part
def relative(weight: Any, total: Any) -> Any:
    """Effort on a use relative to the start: 1 when nothing has changed.

    Parameters
    ----------
    weight : (...,) from :func:`tilt`.  total : (...,) sum over uses of start share x weight.

    References
    ----------
    Model 9.5: softmax(log share_start + lambda_e worth), divided by share_start.
    """
    return weight / total


@part
def militia_worth(
    oversight: Any, stock: Any, force: Any, losses: Any, decisiveness: float, benefit: float, predation: float
) -> Any:
    """Control gained by a year's usual effort against militias, log-odds.

    References
    ----------
    Model M1 and M5; negative where militias do the government more harm than good (claim A91).
    """
    lost = oversight * benefit / force * decisiveness - (1.0 - oversight) * predation
    return lost * stock * losses


@part
def post_worth(
    posts: Any, access: Any, stormed: Any, force: Any, decisiveness: float, benefit: float, rate: float
) -> Any:
    """Control gained by a year's usual effort against posts, log-odds.

    References
    ----------
    Model M1 and M5.
    """
    return posts * access * stormed * (1.0 - access) / force * (decisiveness * benefit * rate)


@part
def road_worth(posts: Any, access: Any, force: Any, decisiveness: float, benefit: float) -> Any:
    """Control gained by a unit of log effort on the roads, log-odds; exact for a single stretch of 33 km.

    References
    ----------
    Model M1 and M5; essay paragraph 7, claim A25.
    """
    return posts * access * (1.0 - access) / force * (decisiveness * benefit)


@part
def town_worth(size: Any, town: float, bleeding: Any) -> Any:
    """Worth of massing against towns: within reach only for large formations, at the price of their losses.

    References
    ----------
    Model M4; essay paragraph 7, claim A24.
    """
    reach = size * (1.0 / town)
    return reach / (reach + 1.0) - bleeding * 0.1


@part
def strongman_worth(slope: Any, surrendered: Any) -> Any:
    """Worth of courting strongmen: how steeply the cascade answers, times who is still there to be won.

    References
    ----------
    Model M11; essay paragraph 12, claim A44.
    """
    return slope * (1.0 - surrendered)
