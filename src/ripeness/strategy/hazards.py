"""From gains to hazards: opportunity times acceptances (model 3.3)."""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.strategy.vectors import exp, maximum, minimum

SUREST = 45.0  # log-odds beyond which an acceptance is not told from 0 or 1; keeps log hazards finite


@part
def acceptance(gain: Any, bias: float, precision: float) -> Any:
    """Probability that a party seizes an opportunity that is worth ``gain`` to it.

    Lies in (0, 1) and never falls in the gain; ``precision`` = 0 leaves the reference rate sigma(bias). An eager
    party cannot buy off an unwilling one: the hazard is opportunity x product of acceptances.

    Parameters
    ----------
    gain : (...,) value after the event, lump included, less value before.
    bias : log-odds of acceptance at zero gain.  precision : log-odds per unit of gain (lambda).

    References
    ----------
    Model 3.3; rational inattention with a reference measure (Matejka and McKay 2015; Steiner, Stewart and
    Matejka 2017).
    """
    return 1.0 / (1.0 + exp(minimum(maximum((bias + precision * gain) * -1.0, -SUREST), SUREST)))
