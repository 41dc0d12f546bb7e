"""Whom mediators reach: the share of those who can block a settlement that is talked to on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

LEAST, MOST = 0.5, 1.5  # factor on how often talks can come up when nobody is reached, and when everybody is


def coverage(scenario: Scenario, day: date) -> float | None:
    """Share of the veto players with whom a mediator is in contact on a day, himself or through one of their organs.

    Returns
    -------
    float, 0-1; None where the scenario names no veto player or no mediator.

    References
    ----------
    Model 9.7; Tsebelis 2002 on veto players; essay paragraphs 1 and 14, claims A2 and A52.
    """
    known = {actor.id: actor for actor in scenario.actors}
    vetoes = [actor.id for actor in scenario.actors if actor.veto]
    mediators = {actor.id for actor in scenario.actors if actor.kind == "mediator"}
    if not vetoes or not mediators:
        return None
    reached = set()
    for tie in scenario.relations:
        begun = tie.since is None or tie.since <= day
        if tie.kind == "talks_to" and tie.origin in mediators and begun and (tie.until is None or day < tie.until):
            reached |= {tie.to, known[tie.to].of}
    return sum(veto in reached for veto in vetoes) / len(vetoes)


def contact_factor(scenario: Scenario, day: date) -> float:
    """Factor on how often talks can come up on a day; 1 where nothing is known of contacts.

    References
    ----------
    Model 9.7: nu_open and nu_intra scale with the coverage of veto players, between .5 and 1.5 of the reference.
    """
    covered = coverage(scenario, day)
    return 1.0 if covered is None else LEAST + (MOST - LEAST) * covered
