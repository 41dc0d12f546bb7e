"""An actor's theory of victory as a scenario writes it: a chain of things that are to happen one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from ripeness.scenario.forms import Cited, Model, Text
from ripeness.scenario.problems import Place, did_you_mean

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

Happening = Literal[
    "patron_leaves", "money_cut", "accord", "intra_talks", "truce", "settlement", "settlement_holds", "centres_fall",
    "capital_lost", "government_falls", "insurgents_rule", "government_stands",
]  # fmt: skip
# What each is called where a plan has no words of its own; filled from the war's labels.
HAPPENINGS: dict[str, str] = {
    "patron_leaves": "{patron}'s troops leave",
    "money_cut": "{patron} cuts off its money too",
    "accord": "{patron} and {insurgents} sign an accord of their own",
    "intra_talks": "{government} and {insurgents} sit down together",
    "truce": "a ceasefire is agreed",
    "settlement": "a {settlement} is signed",
    "settlement_holds": "it holds: six months of calm",
    "centres_fall": "half of the {unit} centres are lost",
    "capital_lost": "a provincial capital is lost",
    "government_falls": "{government} falls",
    "insurgents_rule": "{insurgents} rule the capital",
    "government_stands": "{government} still stands at the end",
}
LAST = ("government_stands",)  # nothing can come after these
OF_A_PATRON = ("patron_leaves", "money_cut", "accord")
PLANNERS = ("insurgent", "government", "patron")

assert set(HAPPENINGS) == set(get_args(Happening))


class Link(Model):
    """One link of a chain; ``text`` says it in the plan's own words."""

    happens: Happening
    text: Text | None = None


class Plan(Cited):
    """How an actor means to get what it wants."""

    aim: Text
    links: Annotated[
        tuple[Annotated[Link, BeforeValidator(lambda v: {"happens": v} if isinstance(v, str) else v)], ...],
        Field(max_length=8),
    ]

    @model_validator(mode="after")
    def _more_than_one_link(self) -> Plan:
        if len(self.links) < 2:
            raise ValueError(f"a chain of {len(self.links)} | Name two links or more under `links:`.")
        return self


def plan_faults(war: Scenario) -> Iterator[tuple[Place, str, str, str]]:
    """What does not hold between the plans and the rest of their war: place, message, value, remedy."""
    able = {actor.id: actor.kind for actor in war.actors if actor.kind in PLANNERS}
    for id_, plan in war.plans.items():
        if id_ not in able:
            known = any(actor.id == id_ for actor in war.actors)
            message = f"'{id_}' does not decide in the game" if known else f"unknown actor '{id_}'"
            yield (id_,), message, id_, did_you_mean(id_, able, "actors with a plan")
        for i, link in enumerate(plan.links):
            place = (id_, "links", i)
            if link.happens in OF_A_PATRON and not war.has_patron:
                yield place, f"'{link.happens}' needs a patron, and this war has none", link.happens, ""
            if link.happens in LAST and i + 1 < len(plan.links):
                message = f"nothing comes after '{link.happens}', which is read at the end of the war"
                yield place, message, link.happens, "Put it last."
            if link.happens in [other.happens for other in plan.links[:i]]:
                message = f"'{link.happens}' stands twice in one chain"
                yield place, message, link.happens, "Leave out one of the two."
