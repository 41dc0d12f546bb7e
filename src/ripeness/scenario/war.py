"""A scenario once it is loaded: the world before anyone acts, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from ripeness.scenario.argument import Claim, Source, System
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.experiments import Experiment
from ripeness.scenario.factors import Factor
from ripeness.scenario.observables import Observables
from ripeness.scenario.offers import Offers
from ripeness.scenario.plans import Plan
from ripeness.scenario.posteriors import Draws
from ripeness.scenario.questions import Asked
from ripeness.scenario.schema import Actor, Calendar, Lever, OutOfScope, Package, Relation
from ripeness.scenario.tables import District, Edge, Observation, Province, Seen, Stop


@dataclass(frozen=True)
class Move:
    """A key that a patch moved, from what to what."""

    key: str
    before: str
    after: str
    by: str


@dataclass(frozen=True)
class Scenario:
    """What is known about a war at its information date.

    ``parameters`` holds every name of ``names.NAMES``; ``shared`` the priors of all wars under the names that
    this war overrides; ``moves`` what the patches changed, in order. Where packages are pulled, ``dials`` holds what
    they set month by month (``quantities.DIALS``), ``conduct`` what they say about the moves of the game on the first
    day, ``eras`` the same war from each month in which rules or payoffs change, ``orders`` (month, posture or
    commitment, which) the moves that are ordered; ``views`` what the parties know of all that from each month in which
    they learn of it, empty where they know it from the first day; ``before`` the same war without the packages. In a
    war begun on another day, ``kept`` names what stays as it stood on its own (``scenario.as_of``).
    ``control`` is an imported map, to which the first map of every future is held in a ``nowcast``.
    ``posteriors`` holds draws of calibrated parameters by module, ``set_aside`` why others that lie there do not count.
    """

    name: str
    title: str
    question: str
    information_date: date
    first_month: date
    last_month: date
    horizon: date
    labels: Mapping[str, str]
    start: Mapping[str, int]
    measures: Mapping[str, float]
    structure: Mapping[str, Any]
    posture_labels: tuple[str, ...]
    commitment_labels: tuple[str, ...]
    talks_labels: tuple[str, ...]
    parameters: Mapping[str, Estimate]
    shared: Mapping[str, Estimate]
    regions: tuple[str, ...]
    provinces: tuple[Province, ...]
    districts: tuple[District, ...]
    edges: tuple[Edge, ...]
    highways: tuple[Stop, ...]
    tiles: Mapping[int, tuple[int, int]]
    calendar: Calendar
    actors: tuple[Actor, ...]
    relations: tuple[Relation, ...]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    experiments: Mapping[str, Experiment]
    levers: Mapping[str, Lever]
    packages: Mapping[str, Package]
    plans: Mapping[str, Plan]
    systems: tuple[System, ...]
    questions: Mapping[str, Asked]
    offers: Offers | None
    factors: Mapping[str, Factor]
    observables: Observables
    history: tuple[Observation, ...]
    out_of_scope: tuple[OutOfScope, ...]
    folder: Path
    hash: str
    moves: tuple[Move, ...] = field(default=())
    dials: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    conduct: Mapping[str, float] = field(default_factory=dict)
    orders: tuple[tuple[int, Literal["posture", "commitment"], int], ...] = ()
    eras: tuple[tuple[int, Scenario], ...] = ()
    views: tuple[tuple[int, Scenario], ...] = ()
    before: Scenario | None = None
    posteriors: Mapping[str, Draws] = field(default_factory=dict)
    set_aside: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    control: tuple[Seen, ...] = ()
    nowcast: bool = False

    @property
    def months(self) -> int:
        """Number of monthly steps, first and last month included."""
        first, last = self.first_month, self.last_month
        return (last.year - first.year) * 12 + last.month - first.month + 1

    @property
    def has_patron(self) -> bool:
        """Whether an outside power's main support is part of this war."""
        return not self.actors or any(actor.kind == "patron" for actor in self.actors)

    @property
    def blocs(self) -> tuple[Actor, ...]:
        """Parts of the insurgents that vote, in the order of their weights; one or none is a single leader."""
        side = {actor.id for actor in self.actors if actor.kind == "insurgent"}
        return tuple(actor for actor in self.actors if actor.of in side and actor.weight is not None)

    @property
    def seen(self) -> tuple[tuple[int, Scenario], ...]:
        """What the parties reckon with, from which month on."""
        return self.views or ((0, self),)

    def known(self, by: date | None = None) -> tuple[Observation, ...]:
        """Observations published by a date, the information date unless another is given."""
        gate = by or self.information_date
        return tuple(seen for seen in self.history if seen.published <= gate)
