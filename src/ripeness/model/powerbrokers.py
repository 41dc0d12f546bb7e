"""M11, the cascade: garrisons and strongmen who hold only as long as they expect others to hold.

In each region a share has given up. Who still holds compares what the region can expect (its fundamental: troops,
expected troops, control, cohesion, pay) with how many have already gone. What they expect of the *future* counts,
so an announcement matters before a soldier moves. The step is weekly and does not run backward but for a slow
return.
"""

from __future__ import annotations

from math import exp as real_exp
from math import log as real_log
from math import sqrt
from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, maximum, sigmoid
from ripeness.numerics.scalar import exp1

WEEKS = 4  # steps of equal length in a month


@part
def fundamental(
    level: Any, expected: Any, control: Any, cohesion: Any, pay: Any, legitimacy: Any, losses_change: Any,
    base: float, by_level: float, by_expectation: float, by_control: float, by_cohesion: float, by_pay: float,
    by_legitimacy: float, by_losses: float,
) -> Any:  # fmt: skip
    """How large a surrendered share a region can bear.

    Parameters
    ----------
    level, expected : (...,) posture level now and expected, 0-1.  control : (...,) perceived log-odds of the region.
    cohesion, pay, legitimacy : (...,) 0-1.  losses_change : (...,) recent killings less their usual level.

    References
    ----------
    Model M11, 9.4 and 9.6; essay paragraphs 3, 12 and 24, claims A9, A45, A93.
    """
    held = level * by_level + expected * by_expectation + control * by_control + pay * by_pay
    held = held + (cohesion - 0.5) * by_cohesion + (legitimacy - 0.5) * by_legitimacy
    return held + base - losses_change * by_losses


@part
def unit_threshold(offer: Any, holding: Any, fear: Any) -> Any:
    """Threshold of a unit with diffuse beliefs: theta* = (L + d)/(B + L).

    Parameters
    ----------
    offer : (...,) d, what surrender is worth.  holding : (...,) B, the reward of holding.
    fear : (...,) L, the price of falling.

    References
    ----------
    Morris and Shin 2003; V38. Neutral at 1/2. Essay paragraph 12, claim A44.
    """
    return (fear + offer) / (holding + fear)


@part
def leaving_share(speed: float, years: float, tempo: float) -> float:
    """Of those who would rather give up, the share that does within ``years`` (a week).

    Parameters
    ----------
    speed : per year of war.  tempo : of the fighting, 1 at war: who is not pressed has no occasion to surrender.

    References
    ----------
    Model M11, 1 - e^{-k D}; decision 0012 for the tempo.
    """
    return 1.0 - exp1(-speed * years * tempo)


@part
def surrender_step(
    surrendered: Any, nation: Any, fundamental: Any, threshold: Any, leaving: Any,
    within: float, between: float, noise: float, returning: float, years: float,
) -> Any:  # fmt: skip
    """Surrendered share of a region after ``years`` (a week).

    Parameters
    ----------
    surrendered, nation : (...,) shares of the region and of the whole country before the step.
    fundamental, threshold : (...,) from the functions above.
    leaving : (...,) from :func:`leaving_share`.
    within, between : J_l and J_n, pull of what others in the region and elsewhere do.  noise : s_z.
    returning : per year.

    References
    ----------
    Model M11: z + (1 - e^{-k D}) [F((J_l z + J_n zbar + theta* - 1/2 - theta)/s) - z]_+ - eps D z; V40.
    """
    pull = surrendered * within + nation * between + (threshold - 0.5) - fundamental
    reply = sigmoid(pull * (1.0 / noise))
    rise = maximum(reply - surrendered, 0.0) * leaving
    return clip(surrendered + rise - surrendered * (returning * years), 0.0, 1.0)


def folds(pull: float, noise: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Shares and fundamentals at which a nation of equal regions runs away and comes back; None without a fold.

    Returns
    -------
    ((z-, z+), (theta-, theta+)).

    References
    ----------
    Model M11: z = (1 -+ sqrt(1 - 4 s/J))/2, theta = J z - s logit z; V40.
    """
    if pull <= 4.0 * noise:
        return None
    root = sqrt(1.0 - 4.0 * noise / pull)
    low, high = (1.0 - root) / 2.0, (1.0 + root) / 2.0
    return (low, high), (pull * low - noise * _logit(low), pull * high - noise * _logit(high))


def resting_share(fundamental: float, pull: float, noise: float, threshold: float = 0.5) -> float:
    """Lowest share at which nobody more gives up: the lower fixed point.

    References
    ----------
    Model M11: z_g(0).
    """
    z = 0.0
    for _ in range(100_000):
        after = 1.0 / (1.0 + real_exp(-(pull * z + threshold - 0.5 - fundamental) / noise))
        if abs(after - z) < 1e-13:
            break
        z = after
    return z


def _logit(p: float) -> float:
    return real_log(p / (1.0 - p))
