"""M4, massing: how large the insurgents' formations are, and what that lets them take and costs them.

A formation grows until the next fighter adds less than air support takes away. Small formations storm posts;
only large ones take towns, and those bleed under aircraft. Sizes are fighters; air is the index that is 1 at the
start. Scalars, lanes or arrays.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, maximum, minimum, sigmoid

LEAST_AIR = 0.02  # an air index of zero would let a formation grow without limit
SOFTNESS = 3.0  # fighters over which storming a post becomes possible


@part
def formation_size(air: Any, size_at_one: float, habit: float, smallest: float, largest: float) -> Any:
    """Formation that serves the insurgents best under the present air support.

    Parameters
    ----------
    air : (...,) index, 1 at the start.  size_at_one : fighters at air 1.
    habit : fighters (g_f), how soon benefits of size fall off.  smallest, largest : fighters.

    References
    ----------
    Model M4: n* = clip(b/(a_f a) - g, n_min, n_max) with b/a_f = size_at_one + g; V12. Claims A24, A90.
    """
    return clip((size_at_one + habit) / maximum(air, LEAST_AIR) - habit, smallest, largest)


@part
def critical_air(size_at_one: float, habit: float, town: float) -> float:
    """Air support above which no formation is large enough to take a town (``town`` fighters).

    References
    ----------
    Model M4: a_crit = b/(a_f (n_city + g)); V12.
    """
    return (size_at_one + habit) / (town + habit)


@part
def exposure(size: Any, air: Any, base: float, exposed: float) -> Any:
    """Share of a formation that aimed fire can find: min(1, i_0 + a n/n_exp).

    References
    ----------
    Model M4; 0 is Deitchman's guerrilla, 1 Lanchester's square law.
    """
    return minimum(size * air * (1.0 / exposed) + base, 1.0)


@part
def ground_fire(change: Any, base: float) -> Any:
    """Factor on insurgents lost to fire from the ground as they come to be seen better or worse, 1 at the start.

    Parameters
    ----------
    change : (...,) change of the share of a formation that aimed fire finds: night sights lower it, intelligence
        raises it.  base : that share at the start (i_0 > 0).

    References
    ----------
    Model M4, i_0, and M2, b_0: losses to aimed fire in proportion to what it finds. Essay paragraph 8, claim A31.
    """
    return clip(change + base, 0.0, 1.0) * (1.0 / base)


@part
def bleeding(size: Any, size_start: float, exposed: float) -> Any:
    """Insurgent losses for a formation relative to those of the start: g(n), 1 at the start.

    References
    ----------
    Model M2: g(n) = [n/(n + n_exp)] / [n_0/(n_0 + n_exp)]. Claim A90.
    """
    return size / (size + exposed) * ((size_start + exposed) / size_start)


@part
def storms(size: Any, needed: float) -> Any:
    """How far formations suffice to storm a post, 0-1, smooth around the size that is needed.

    References
    ----------
    Model M5, 9.7: logistic around n_post.
    """
    return sigmoid((size - needed) * (1.0 / SOFTNESS))


@part
def engagement(
    regulars: Any, guerrillas: Any, exposed_share: Any, guerrilla_fire: float, aimed_fire: float, area_fire: float
) -> Any:
    """Loss rates (regulars, guerrillas) of an engagement, per unit of time.

    Parameters
    ----------
    regulars, guerrillas : (...,) numbers.  exposed_share : (...,) 0-1 from :func:`exposure`.
    guerrilla_fire : regulars lost per guerrilla.  aimed_fire : guerrillas lost per regular who sees them.
    area_fire : guerrillas lost per regular and hidden guerrilla.

    References
    ----------
    Deitchman 1962; model M4: dG/dt = -alpha n, dn/dt = -[beta_u G n (1 - i) + beta_a G i]; V09-V11.
    """
    hidden = regulars * guerrillas * (1.0 - exposed_share) * area_fire
    return guerrillas * guerrilla_fire, hidden + regulars * exposed_share * aimed_fire
