"""Draft accords: eight fields of a text, what each wording means in the game of a war, and offers known from elsewhere.

``offers.yaml`` holds the wordings of every field in order, from the one furthest to the government's side of the table
to the one furthest to the insurgents', and a library of offers. A wording pulls levers, or says where signing leads: to
which posture and commitment of the patron, to which phase of talks, or to a settlement in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Strict, ValidationError

from ripeness.errors import ScenarioError, SettingsError
from ripeness.scenario.folder import LARGEST_TABLE
from ripeness.scenario.forms import Cited, Day, Id, Ids, Model, Share, Text, allowed_keys
from ripeness.scenario.problems import Problems, did_you_mean, from_pydantic
from ripeness.scenario.pulls import Fault, package_faults
from ripeness.scenario.schema import Package, Pull
from ripeness.scenario.yaml_safe import read_yaml

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

Party = Literal["insurgent", "government", "patron"]
FIELDS = ("withdrawal", "ceasefire", "havens", "guarantor", "prisoners", "recognition", "linkage")
POWER_SHARE, OPEN = "power_share", "open"


class Wording(Model):
    """One way to word a field, and what it does."""

    label: Text
    pulls: tuple[Pull, ...] = ()
    posture: Annotated[int, Strict(), Field(ge=0, le=3)] | None = None  # the patron's, once signed
    commitment: Annotated[int, Strict(), Field(ge=0, le=2)] | None = None
    talks: Annotated[int, Strict(), Field(ge=0, le=3)] | None = None  # phase, where nothing is settled
    settles: Annotated[bool, Strict()] = False
    signed_by: Annotated[tuple[Party, ...], Field(min_length=1)] | None = None
    note: Text | None = None


class Worded(Model):
    """A field of an offer."""

    label: Text
    values: Annotated[dict[Id, Wording], Field(min_length=1)]


class PowerShare(Model):
    """The field that is a number: the insurgents' share of power."""

    label: Text
    low: Share = 0.05
    high: Share = 0.95
    step: Annotated[float, Strict(), Field(gt=0.0, le=0.5)] = 0.05


class OfferFields(Model):
    """The eight fields."""

    withdrawal: Worded
    ceasefire: Worded
    havens: Worded
    guarantor: Worded
    power_share: PowerShare
    prisoners: Worded
    recognition: Worded
    linkage: Worded


class Offer(Cited):
    """A draft accord."""

    label: Text
    withdrawal: Id
    ceasefire: Id
    havens: Id
    guarantor: Id
    power_share: Share | Literal["open"]
    prisoners: Id
    recognition: Id
    linkage: Id
    published: Day | None = None

    @property
    def wordings(self) -> dict[str, str]:
        """Value of each worded field."""
        return {name: str(getattr(self, name)) for name in FIELDS}


class Offers(Model):
    """offers.yaml."""

    fields: OfferFields
    offers: dict[Id, Offer] = Field(default_factory=dict)


def find_offer(scenario: Scenario, name_or_path: str | Path) -> Offer:
    """An offer of the scenario's library by its name, otherwise one written in a file.

    Raises
    ------
    SettingsError
        If the scenario has no ``offers.yaml``, or there is no such offer.
    ScenarioError
        With every problem of the file.
    """
    offers = scenario.offers
    if offers is None:
        raise SettingsError(
            f"{scenario.name} says nothing of what an accord would mean", "Write its offers.yaml; see docs/offers.md."
        )
    if str(name_or_path) in offers.offers:
        return offers.offers[str(name_or_path)]
    path = Path(name_or_path)
    if not path.is_file():
        remedy = did_you_mean(name_or_path, offers.offers, "offers") + " Or give the path of a file."
        raise SettingsError(f"no such offer: {str(name_or_path)[:200]}", remedy.strip())
    return _read(scenario, offers, path)


def offers_faults(scenario: Scenario, offers: Offers) -> Iterator[Fault]:
    """What is wrong with the fields and the library of a scenario."""
    for name in FIELDS:
        for key, wording in getattr(offers.fields, name).values.items():
            for fault in _wording_faults(scenario, name, wording):
                yield fault._replace(place=("fields", name, "values", key, *fault.place))
    if offers.fields.power_share.low >= offers.fields.power_share.high:
        share = offers.fields.power_share
        message = f"low {share.low:g} is not below high {share.high:g}"
        yield Fault(("fields", POWER_SHARE, "low"), message, share.low, "Swap them.")
    for key, offer in offers.offers.items():
        for fault in offer_faults(scenario, offers, offer):
            yield fault._replace(place=("offers", key, *fault.place))


def offer_faults(scenario: Scenario, offers: Offers, offer: Offer) -> Iterator[Fault]:
    """What is wrong with one offer."""
    for name, value in offer.wordings.items():
        known = getattr(offers.fields, name).values
        if value not in known:
            yield Fault((name,), f"'{value}' is no wording of {name}", value, did_you_mean(value, known, "wordings"))
    share = offers.fields.power_share
    if offer.power_share != OPEN and not share.low <= float(offer.power_share) <= share.high:
        message = f"{offer.power_share:g} lies outside {share.low:g} to {share.high:g}"
        yield Fault((POWER_SHARE,), message, offer.power_share, "It is the insurgents' share, or `open`.")
    known_sources = {*scenario.sources, "assumption"}
    if offer.source not in known_sources:
        remedy = did_you_mean(offer.source, known_sources, "sources")
        yield Fault(("source",), f"unknown source '{offer.source}'", offer.source, remedy)
    yield from _claims(scenario, offer.claims)


def _wording_faults(scenario: Scenario, field: str, wording: Wording) -> Iterator[Fault]:
    for i, pull in enumerate(wording.pulls):
        lever = scenario.levers.get(pull.lever)
        if lever is None:
            remedy = did_you_mean(pull.lever, scenario.levers, "levers")
            yield Fault(("pulls", i, "lever"), f"unknown lever '{pull.lever}'", pull.lever, remedy)
        elif not lever.low <= pull.to <= lever.high:
            message = f"{pull.to:g} lies outside {lever.low:g} to {lever.high:g}, {lever.unit}"
            yield Fault(("pulls", i, "to"), message, pull.to, f"Pull {pull.lever} within its range.")
        elif lever.effects:
            alone = Package(label=wording.label, pulls=(pull,))
            for fault in package_faults(scenario, alone):
                yield fault._replace(place=("pulls", i, *fault.place[2:]))
    if wording.commitment and (wording.posture or 0) < 2:
        message = "a commitment to leave needs troops"
        yield Fault(("commitment",), message, wording.commitment, "Give a posture of 2 or 3 beside it.")
    where = {"posture": "withdrawal", "commitment": "withdrawal", "signed_by": "linkage"}
    for key, home in where.items():
        if getattr(wording, key) is not None and field != home:
            yield Fault((key,), f"'{key}' belongs to {home}", getattr(wording, key), f"Move it to a wording of {home}.")
    if field == "linkage" and wording.signed_by is None:
        yield Fault(("signed_by",), "is missing", "", "Say whose signatures the text needs.")
    if field != "linkage" and wording.settles:
        yield Fault(("settles",), "'settles' belongs to linkage", "true", "Move it to a wording of linkage.")


def _claims(scenario: Scenario, claims: Ids) -> Iterator[Fault]:
    for i, id_ in enumerate(claims):
        if id_ not in scenario.claims:
            yield Fault(("claims", i), f"unknown claim '{id_}'", id_, did_you_mean(id_, scenario.claims, "claims"))


def _read(scenario: Scenario, offers: Offers, path: Path) -> Offer:
    """An offer from a file of the user's, with every problem of it at once."""
    problems = Problems()
    if path.stat().st_size > LARGEST_TABLE:
        problems.add(path.name, 0, "", f"is larger than {LARGEST_TABLE // 1_000_000} MB", "", "An offer is a page.")
        problems.raise_if_any()
    document = read_yaml(path.read_bytes(), path.name, problems)
    problems.raise_if_any()
    assert document is not None
    data: object = document.data
    if isinstance(data, Mapping) and "source" not in data:
        data = {"source": "assumption", "reason": "A draft of the user's.", **data}
    try:
        offer = Offer.model_validate(data)
    except ValidationError as error:
        from_pydantic(error.errors(include_url=False), problems, path.name, document.line,
                      lambda inner: allowed_keys(Offer, inner))  # fmt: skip
        raise ScenarioError(problems.all()) from None
    for place, message, value, remedy in offer_faults(scenario, offers, offer):
        problems.add(path.name, document.line(place), place, message, value, remedy)
    problems.raise_if_any()
    return offer
