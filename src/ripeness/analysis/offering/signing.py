"""Where signing a text leads: posture, commitment, talks or a settlement, whose signatures; which parts do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ripeness.scenario.offers import FIELDS, OPEN, Offer, Offers, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ripeness.scenario.schema import Pull
    from ripeness.scenario.war import Scenario

CEASEFIRE_PHASE = 3
STRUCTURE = "structure."
MOVES = ("opportunity.", "feasible.", "held.", "lump.", "ordered.")  # what a lever does to moves of the game


class Text(NamedTuple):
    """A draft as values of its fields; ``share`` is the insurgents' share of power, None where it is left open."""

    wordings: tuple[str, ...]  # in the order of ``FIELDS``
    share: float | None


class Signed(NamedTuple):
    """The state of the game once a text is signed."""

    posture: int
    commitment: int
    talks: int  # 4 is a settlement in force
    signed_by: tuple[str, ...]


def text_of(offer: Offer) -> Text:
    """The values of an offer."""
    share = None if offer.power_share == OPEN else float(offer.power_share)
    return Text(tuple(offer.wordings.values()), share)


def wordings(offers: Offers, text: Text) -> dict[str, Wording]:
    """What each field says."""
    return {name: getattr(offers.fields, name).values[key] for name, key in zip(FIELDS, text.wordings, strict=True)}


def signed(offers: Offers, text: Text, start: Mapping[str, int], condition_phase: int) -> Signed:
    """Where signing leads.

    A ceasefire takes both who fight; a condition that signing itself fulfils starts the withdrawal it was set for.
    """
    said = wordings(offers, text)
    linkage, withdrawal = said["linkage"], said["withdrawal"]
    by = linkage.signed_by or ()
    posture = start["posture"] if withdrawal.posture is None else min(withdrawal.posture, start["posture"])
    commitment = 0 if posture < 2 else (withdrawal.commitment or 0)
    talks = start["talks"] if linkage.talks is None else linkage.talks
    if said["ceasefire"].talks is not None and {"insurgent", "government"} <= set(by):
        talks = max(talks, said["ceasefire"].talks)
    talks = 4 if linkage.settles else talks
    if commitment == 2 and talks >= condition_phase:
        commitment = 1
    return Signed(posture, commitment, talks, by)


def reckoned(scenario: Scenario, text: Text) -> tuple[Pull, ...]:
    """Pulls that move what the parties reckon with: payoffs, beliefs, the rules of accords; in the order of fields."""
    assert scenario.offers is not None
    return tuple(
        pull for said in wordings(scenario.offers, text).values() for pull in said.pulls if _in_game(scenario, pull)
    )


def idle(scenario: Scenario, text: Text, state: Signed) -> list[tuple[str, str]]:
    """Parts of a text that do nothing in this reckoning: (field, why)."""
    assert scenario.offers is not None
    said, found = wordings(scenario.offers, text), []
    for name, wording in said.items():
        for pull in wording.pulls:
            lever = scenario.levers[pull.lever]
            if _in_game(scenario, pull):
                continue
            what = f"{lever.name.replace('_', ' ')} ({pull.lever})"
            why = "moves nothing that this reckoning reads" if lever.effects else "is not built yet"
            found.append((name, f"{what} {why}{_rest(wording)}"))
    if said["ceasefire"].talks is not None and state.talks == 4:
        found.append(("ceasefire", "a settlement in force brings its own ceasefire"))
    elif said["ceasefire"].talks is not None and state.talks != CEASEFIRE_PHASE:
        found.append(("ceasefire", "it would take the signatures of both who fight"))
    if text.share is not None and state.talks != 4:
        found.append(("power_share", "the text settles nothing, so no share of power comes into force"))
    return found


def _rest(wording: Wording) -> str:
    """What of a wording does count."""
    places = (wording.posture, wording.commitment, wording.talks)
    return "" if all(place is None for place in places) else "; only where signing leads counts"


def _in_game(scenario: Scenario, pull: Pull) -> bool:
    """Whether a pull moves a parameter, a rule or a move that the game is built from."""
    moved = (effect.quantity for effect in scenario.levers[pull.lever].effects)
    return any(name in scenario.parameters or name.startswith((STRUCTURE, *MOVES)) for name in moved)
