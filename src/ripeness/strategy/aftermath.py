"""What victory is worth to those who may have to defend it: sole rule, less isolation, less a challenge (9.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

USUAL_BREADTH = 0.5  # of the victors whose wars are the anchor of ``aftermath.challenge``


def challenge_rate(values: Mapping[str, Any]) -> Any:
    """Rate a year at which victorious insurgents meet a new war.

    The anchor counts victors of every kind; one whose base is narrower than half the country meets a war so much the
    sooner, one whom everybody backs meets none.

    References
    ----------
    Model 9.7: challenge hazard h_res by breadth of base; essay paragraph 20, claim A81.
    """
    return values["aftermath.challenge"] * (1.0 - values["aftermath.breadth"]) / (1.0 - USUAL_BREADTH)


def recognised_rule(values: Mapping[str, Any]) -> Any:
    """What sole rule that nobody challenges is worth: recognition it lacks is taken off.

    References
    ----------
    Model M10: 1 - iso (1 - rec).
    """
    return 1.0 - values["payoff.isolation"] * (1.0 - values["region.recognition"])


def victory_value(values: Mapping[str, Any]) -> Any:
    """What sole rule is worth to the insurgents, in units of sole rule that is recognised and never contested.

    References
    ----------
    Model 9.7: times rho/(rho + h), h the rate of challenges that end the victor's rule (decision 0013).
    """
    patience = values["payoff.discount_insurgent"]
    loss = challenge_rate(values) * values["aftermath.overthrown"]
    return recognised_rule(values) * patience / (patience + loss)
