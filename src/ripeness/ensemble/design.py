"""What is run: worlds, the futures in them, the arms, all of it keyed so that nothing moves anything else.

A world is one draw of every uncertain number; a future is one run of chance. They are separate axes: future ``i``
lives in world ``i mod worlds``, its chance is keyed by (seed, i), a world's draw by (seed, world, attempt) and the
name of the parameter. A new parameter therefore moves no other's draw, and more futures leave the first ones alone.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ripeness.ensemble.priors import LEANS, leaning
from ripeness.ensemble.priors import PRIOR_SETS as _LEANINGS
from ripeness.errors import SettingsError

if TYPE_CHECKING:
    from ripeness.scenario.estimate import Estimate
    from ripeness.scenario.war import Scenario

PRIOR_SETS = tuple(_LEANINGS)
STARTS = ("as-of", "nowcast")
DRAWS = ("posterior", "prior")
ARMS = ("reference", "base_rate", "exclusive", "linkage", "players")
AUDIT = "audit"  # the reference solved on the production grid, for the first worlds only
SHARES = {"reference": 1.0, "base_rate": 1 / 4, "exclusive": 1 / 8, "linkage": 1 / 8, "players": 1 / 8, AUDIT: 1.0}
LEAST = 64  # futures of a world that every arm runs, where there are as many
MOST_FUTURES, MOST_WORLDS, MOST_ATTEMPTS = 10**8, 10**5, 50

# Where parameters are drawn: beside futures (small numbers) and worlds (``streams.WORLD_AXIS``).
PARAMETER_AXIS = 3 << 61
ATTEMPT_SHIFT = 40


@dataclass(frozen=True)
class Plan:
    """The settings of a run.

    Parameters
    ----------
    scenario : name of a built-in scenario, or path of a folder.
    seed : of every draw; 0 or above.
    worlds, futures : how many parameter draws, how many futures in all.
    prior_set : "reference", "sceptical" or "favourable".
    as_of : another information date, YYYY-MM-DD; the scenario's own where empty.
    start : "as-of": the first map is drawn from what was known; "nowcast": from an imported map.
    settings : ``KEY=VALUE`` patches of the scenario, in order.
    packages : names of the scenario's packages, applied on top of the settings.
    arms : which of ``ARMS`` to run.
    kept, told : futures a world that keep paths and maps, and event logs.
    audit : worlds whose reference is solved again on the production grid.
    draws : "posterior": calibrated parameters come from the draws beside the scenario, where it has some; "prior": all
        parameters come from their priors.
    """

    scenario: str = "afghanistan-2018"
    seed: int = 1
    worlds: int = 64
    futures: int = 100_000
    prior_set: str = "reference"
    start: str = "as-of"
    settings: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    arms: tuple[str, ...] = ARMS
    kept: int = 4
    told: int = 2
    audit: int = 1
    draws: str = "posterior"
    as_of: str = ""

    def __post_init__(self) -> None:
        _within("futures", self.futures, 1, MOST_FUTURES)
        _within("worlds", self.worlds, 1, MOST_WORLDS)
        _within("seed", self.seed, 0, 2**63 - 1)
        for name in ("kept", "told", "audit"):
            _within(name, getattr(self, name), 0, MOST_FUTURES)
        _one_of("prior set", self.prior_set, PRIOR_SETS)
        _one_of("start", self.start, STARTS)
        _one_of("source of draws", self.draws, DRAWS)
        for arm in self.arms:
            _one_of("arm", arm, ARMS)
        if "reference" not in self.arms:
            raise SettingsError("the reference arm is left out", "Every other arm is read against it: put it first.")

    @property
    def filled_worlds(self) -> int:
        """Worlds that have a future to run."""
        return min(self.worlds, self.futures)

    def arms_of(self, world: int) -> tuple[str, ...]:
        """Arms that a world runs, in order."""
        return (*self.arms, AUDIT) if world < self.audit else self.arms

    def count(self, world: int, arm: str = "reference") -> int:
        """How many of a world's futures, the first ones, an arm runs."""
        whole = len(range(world, self.futures, self.worlds))
        return min(whole, max(-int(-whole * SHARES[arm] // 1), LEAST))

    def total(self, arm: str) -> int:
        """How many futures an arm runs in all worlds."""
        return sum(self.count(w, arm) for w in range(self.filled_worlds) if arm in self.arms_of(w))


@dataclass(frozen=True)
class World:
    """One draw of every parameter."""

    index: int
    values: dict[str, float]
    key: tuple[int, int]  # of what the engine draws once a world
    attempts: int  # joint draws it took, this one included
    before: dict[str, float] | None = None  # the values without the packages that are pulled
    drawn: tuple[int, str] = (1, "reference")  # seed and prior set
    kernels: Mapping[bytes, dict[str, float]] = field(default_factory=dict)  # by state of the ground, ``perceived``


def draw_world(scenario: Scenario, seed: int, world: int, prior_set: str = "reference") -> World:
    """A world of a scenario; with packages pulled, the same world as without them.

    Parameters
    ----------
    world : its number; any world can be drawn without the ones before it.
    prior_set : see ``ensemble.priors``.

    Raises
    ------
    SettingsError
        If the scenario asks for two types of patron that would act differently and no draw has them.

    References
    ----------
    Model 9.11: a joint draw is kept iff, by the exact rungs of 0.2, the resolute type sustains a residual force and
    the irresolute does not sustain the main force.
    """
    from ripeness.engine import streams

    plain = scenario.before or scenario
    for attempt in range(MOST_ATTEMPTS):
        before = draw_values(plain, seed, world, attempt, prior_set)
        if is_kept(plain, before):
            key = streams.key(seed, streams.WORLD_AXIS + world)
            if plain is scenario:
                return World(world, before, key, attempt + 1, drawn=(seed, prior_set))
            values = draw_values(scenario, seed, world, attempt, prior_set)
            return World(world, values, key, attempt + 1, before, (seed, prior_set))
    raise SettingsError(
        f"world {world}: in {MOST_ATTEMPTS} draws a resolute and an irresolute patron would never act differently",
        "Move patron.cost_resolute and patron.cost_irresolute apart, or set structure.separate_types=false.",
    )


def draw_values(
    scenario: Scenario, seed: int, world: int, attempt: int = 0, prior_set: str = "reference",
    names: Collection[str] | None = None,
) -> dict[str, float]:  # fmt: skip
    """One joint draw of a scenario's parameters, of all or of some, whether it is kept or not.

    A module that was calibrated gives one row of its draws, picked by its own name; modules are independent of each
    other. What leans in a prior set leans among its draws; what was set by hand comes from what it was set to.
    """
    from ripeness.engine import streams
    from ripeness.numerics.scalar import hashed1, uniform1

    key = streams.key(seed, PARAMETER_AXIS + (attempt << ATTEMPT_SHIFT) + world)

    def uniform(name: str) -> float:
        return float(uniform1(hashed1(zlib.crc32(name.encode()), *key)))

    picked = {m: int(uniform(f"posterior of {m}") * len(draws.rows)) for m, draws in scenario.posteriors.items()}
    calibrated = {name: draws for draws in scenario.posteriors.values() for name in draws.names}

    def value(name: str, estimate: Estimate) -> float:
        draws = calibrated.get(name)
        if draws is None:
            return float(estimate.quantile(leaning(name, uniform(name), prior_set)))
        row = picked[draws.module]
        place = draws.place(name, row) if name in LEANS else 0.0
        lean = leaning(name, place, prior_set) if name in LEANS else place
        return draws.value(name, row, estimate) if lean == place else draws.quantile(name, lean, estimate)

    return {
        name: value(name, estimate) for name, estimate in scenario.parameters.items() if names is None or name in names
    }


def drawn_from(scenario: Scenario, draws: str) -> Scenario:
    """The scenario with its calibrated draws, or as its priors alone have it, under a hash of its own."""
    if draws == "posterior" or not scenario.posteriors:
        return scenario
    return replace(
        scenario,
        posteriors={},
        before=None if scenario.before is None else drawn_from(scenario.before, draws),
        eras=tuple((month, drawn_from(era, draws)) for month, era in scenario.eras),
        views=tuple((month, drawn_from(view, draws)) for month, view in scenario.views),
        hash=hashlib.sha256(f"{scenario.hash}\0priors".encode()).hexdigest(),
    )


def is_kept(scenario: Scenario, values: Mapping[str, float]) -> bool:
    """Whether a joint draw counts: where a scenario asks for it, its two types of patron act differently (9.11)."""
    if not (scenario.has_patron and scenario.structure.get("separate_types", False)):
        return True
    from ripeness.strategy.ledger import types_differ

    start = scenario.start
    return bool(types_differ(values, (start["posture"], start["commitment"], start["talks"])))


def _within(name: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise SettingsError(f"{name}: {value} is not a whole number from {low:,} to {high:,}", f"Give --{name} in it.")


def _one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise SettingsError(f"unknown {what} '{value}'", f"Known: {', '.join(known)}.")
