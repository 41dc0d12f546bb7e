"""M2, violence: how many die in a month, and on which side.

Contested places are the deadliest (Kalyvas 2006); the season, the size of the insurgency and a slow national
level scale them; a ceasefire takes most of it away. One national count is drawn, overdispersed around its
mean; the split over sides is by expected shares. All counts are deaths per month.
"""

from __future__ import annotations

from math import sqrt as root
from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, exp, log, maximum
from ripeness.numerics.lanes import floor, select, sqrt


@part
def contestedness(control: Any) -> Any:
    """4 c (1 - c): 1 where a district is evenly contested, 0 where one side holds it whole.

    References
    ----------
    Model M2; Kalyvas 2006.
    """
    return control * (1.0 - control) * 4.0


@part
def expected_deaths(level: Any, strength: Any, effort: Any, contested: Any, base: Any, calm: Any) -> Any:
    """Mean state-based deaths of a month.

    Parameters
    ----------
    level : (...,) deaths per month and unit of contestedness.
    strength : (...,) fighters relative to the start.
    effort : (...,) seasonal effort with arithmetic mean 1.
    contested : (...,) sum over districts of province weight x contestedness.
    base : float, contestedness-free part, summed over provinces.
    calm : (...,) factor of a ceasefire or settlement, 1 in war.

    References
    ----------
    Model M2, lam_pt summed over provinces.
    """
    return level * strength * effort * (contested + base) * calm


@part
def negative_binomial(mean: Any, size: float, mixing: Any, counting: Any) -> Any:
    """An overdispersed count from two standard normals.

    Parameters
    ----------
    mean : (...,) > 0.  size : float > 0, variance = mean + mean^2/size.
    mixing, counting : (...,) standard normals: the gamma factor (Wilson-Hilferty) and the Poisson part.

    Returns
    -------
    (...,) whole counts >= 0 as floats. Meant for means in the hundreds and more.

    References
    ----------
    Model M2; Wilson and Hilferty 1931. Mean and variance are test V08.
    """
    inner = mixing * (1.0 / (3.0 * root(size))) + (1.0 - 1.0 / (9.0 * size))
    inner = maximum(inner, 0.0)
    rate = mean * (inner * inner * inner)
    return maximum(floor(rate + sqrt(maximum(rate, 0.0)) * counting + 0.5), 0.0)


@part
def poisson(mean: Any, u: Any, z: Any) -> Any:
    """A Poisson count: exact inversion of ``u`` up to mean 4, beyond it a rounded normal in ``z``.

    Parameters
    ----------
    mean : (...,) >= 0.  u : (...,) uniform.  z : (...,) the same draw as a standard normal.

    References
    ----------
    Model M2, patron deaths; inversion cut at 20 terms (missing mass below 1e-8 at mean 4).
    """
    small = clip(mean, 1e-4, 4.0)
    term = exp(-small)
    total = term
    count = select(u > total, 1.0, 0.0)
    for n in range(1, 20):
        term = term * small * (1.0 / n)
        total = total + term
        count = count + select(u > total, 1.0, 0.0)
    large = maximum(floor(mean + sqrt(mean) * z + 0.5), 0.0)
    return select(mean > 4.0, large, select(mean < 1e-4, 0.0, count))


@part
def insurgent_ratio(air: Any, massing: Any, base: float, air_part: float) -> Any:
    """Insurgent deaths per government death, expected; air support raises it.

    Parameters
    ----------
    air : (...,) air support index.  massing : (...,) formation-size factor, 1 at the start.

    References
    ----------
    Model M2: b_0 + b_A a g(n_f). Anchored on forces killed 2015-18 and civilians 2018 (facts B7, B19).
    """
    return base + air * massing * air_part


@part
def insurgent_share(ratio: Any, civilian: float) -> Any:
    """Share of all deaths that are the insurgents' own, expected.

    Parameters
    ----------
    ratio : (...,) insurgent deaths per government death.  civilian : civilian deaths per government death.

    References
    ----------
    Model M2: D_T : D_G : D_C = (b_0 + b_A a g) : 1 : b_C.
    """
    return ratio / (ratio + (1.0 + civilian))


@part
def level_step(log_level: Any, log_start: Any, shock: Any, decay: float, innovation: float) -> Any:
    """A month of the slow national level of violence, an autoregression towards its start value (logs).

    References
    ----------
    Model M2: half-life 5 years; deaths rose 2.1 times from 2013 to 2015.
    """
    return log_start + (log_level - log_start) * decay + shock * innovation


@part
def log_effort(season: Any, restraint: Any) -> Any:
    """Log of insurgent effort: the season's swing plus the log of the restraint a timeline brings.

    References
    ----------
    Model M1 and M2; Fetzer et al. 2021 for the lull between announcement and departure.
    """
    return season + log(restraint)
