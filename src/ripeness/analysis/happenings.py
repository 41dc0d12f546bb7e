"""What an event of the game is in the words of the war: who acts, what happens, what comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ripeness.analysis import words
from ripeness.analysis.words import capital
from ripeness.engine import record as rec
from ripeness.strategy import events as ev

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario


class Moment(NamedTuple):
    """An event with the stance (posture, commitment, talks) before and after it."""

    month: int
    event: int
    before: tuple[int, int, int]
    after: tuple[int, int, int]
    terms: float  # insurgents' share, once signed
    share: float  # of the people under the government


# Keys are events; {posture} is the patron's posture after the event, {terms} the insurgents' share in hundredths.
TEXTS: dict[int, str] = {
    ev.REDUCE: "{patron} cuts its effort; what remains: {posture}.",
    ev.INCREASE: "{patron} raises its effort again: {posture}.",
    ev.TIMELINE: "{patron} names a date for leaving; from now on everybody counts months.",
    ev.CUT: "{patron} ends money and materiel; {government} is on its own.",
    ev.CONDITIONAL: "{patron} offers to leave once {government} and {insurgents} have agreed.",
    ev.CANCEL: "{patron} takes back what it had announced and stays: {posture}.",
    ev.CLOSE_PATRON: "{patron} breaks off the talks with {office}.",
    ev.ACCORD: "{envoy} and {office} sign a separate accord with a date for leaving; {seat}",
    ev.OPEN: "{office} takes up talks with {envoy} again.",
    ev.CLOSE_INSURGENT: "{leadership} breaks off the talks with {patron}.",
    ev.INTRA: "{insurgents} and {government} sit down at one table{date}.",
    ev.CEASEFIRE: "{insurgents} and {government} agree on a ceasefire while they talk.",
    ev.SETTLE: "{insurgents} and {government} sign a {settlement} that gives {insurgents} {terms} hundredths of power"
    "{date}.",
    ev.WALK_INSURGENT: "{insurgents} walk out of the talks with {government}{broken}.",
    ev.WALK_GOVERNMENT: "{government} walks out of the talks with {insurgents}{broken}.",
    ev.RENEGE_INSURGENT: "{insurgents} break the settlement and go back to war.",
    ev.RENEGE_GOVERNMENT: "{government} breaks the settlement and the war is back.",
    ev.REFORM: "{government} reforms itself and its {strongmen} close ranks.",
    ev.EXECUTION: "The next part of {patron}'s force goes home; what remains: {posture}.",
    ev.DECAY: "The ranks of {government} come apart again.",
    ev.COLLAPSE: "{government} falls. {held}",
    ev.TURNOVER: "Unseen by the others, the mood in {patron} turns about staying or leaving.",
}
SEATS = {1: "{government} is not at the table.", 2: "{government}'s own talks go on beside it.",
         3: "{government}'s own talks and the ceasefire go on beside it."}  # fmt: skip


# Titles where no patron takes part.
ALONE = {"O1": "It falls", "O2": "One table", "O7": "Neither side breaks through"}


def happening(scenario: Scenario, moment: Moment, record: np.ndarray) -> tuple[str, str]:
    """Who acted and what happened, as a name and a sentence."""
    names = scenario.labels
    posture, commitment, talks = moment.before
    gone, bound = moment.after[0] <= 1, moment.after[1] == 1
    if not scenario.has_patron:
        date = ""
    elif gone:
        date = ", with the troops gone"
    else:
        date = ", with a date for the troops to leave" if bound else ", with no date named for leaving"
    text = TEXTS[moment.event].format(
        **names,
        posture=scenario.posture_labels[moment.after[0]],
        terms=round(100 * moment.terms),
        date=date,
        seat=SEATS.get(talks, SEATS[1]).format(**names),
        broken="; the ceasefire is over" if talks == 3 else "",
        held=fall(scenario, record) if moment.event == ev.COLLAPSE else "",
    )
    if posture >= 2 and gone and moment.event in (ev.REDUCE, ev.EXECUTION):
        text += " The last troops leave."
    if commitment == 2 and bound and moment.event in (ev.INTRA, ev.CEASEFIRE, ev.SETTLE):
        text += f" With that the offer of {names['patron']} becomes a date."
    actor = "patron" if moment.event in (ev.EXECUTION, ev.TURNOVER) else ev.ACTORS[moment.event]
    who = words.party("government" if actor == "nature" else actor, names)
    return capital(who), capital(text)


def fall(scenario: Scenario, record: np.ndarray) -> str:
    """What the fall left behind."""
    names = scenario.labels
    city = "the city" if names["national_capital"] == names["government"] else names["national_capital"]
    return f"{capital(names['insurgents'])} enter {city}." if record[rec.CAPITAL] == 1 else f"No side holds {city}."


def title(scenario: Scenario, code: str, sub: str, moments: Sequence[Moment]) -> str:
    """A few words for a story: the turn that its ending is remembered by."""
    names = scenario.labels
    seen = [moment.event for moment in moments]
    first = {event: seen.index(event) for event in set(seen)}
    accord, intra = first.get(ev.ACCORD), first.get(ev.INTRA)
    accord_first = accord is not None and (intra is None or accord < intra)
    if not scenario.has_patron and code in ALONE:
        return ALONE[code]
    if code == "O1":
        if sub == "1a":
            return f"It falls under {names['patron']}'s eyes"
        if sub == "1e":
            return "Handed over on paper"
        return "The accord came first" if accord_first else "They left, and it fell"
    if code == "O2":
        return "Signed after the accord" if accord_first else "One table before a date"
    if code == "O7":
        return f"{names['government']} stands alone" if sub == "7b" else "Money was enough"
    if code == "O6":
        return "Nobody moves" if len(seen) <= 3 else "Much moved, little changed"
    return {"O3": "A line across the country", "O4": "Nobody's state", "O5": "The war runs dry"}[code]
