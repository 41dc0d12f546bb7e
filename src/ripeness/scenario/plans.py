"""An actor's theory of victory as a scenario writes it: a chain of things that are to happen one after the other."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from ripeness.scenario.forms import Cited, Model, Text

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
