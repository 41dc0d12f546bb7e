"""experiments.yaml: how a claim is put to the test, as data: arms, measures, and the rule fixed before the result.

An arm is the war with something done in it, or another world. A test measures one number in an arm, alone or against
another arm, and says from where on it confirms the claim and from where on it refutes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator

from ripeness.errors import RipenessError
from ripeness.scenario.forms import Id, Ids, Model, Number, Text, Whole, Words
from ripeness.scenario.measures import MARKS, MEASURES, WORDS
from ripeness.scenario.names import NAMES
from ripeness.scenario.problems import did_you_mean
from ripeness.scenario.pulls import Fault, scaled
from ripeness.scenario.quantities import QUANTITIES
from ripeness.scenario.schema import Effect, Lever, Package, Patch, Pull, Start

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

REFERENCE = "reference"
_OWN = "the arm"
_SETTINGS = ("at", "event", "party", "type", "by", "month", "of", "region", "channel", "term", "name", "posture",
             "within", "value", "believer", "air")  # fmt: skip


class Arm(Model):
    """What differs from the reference."""

    label: Text
    packages: Ids = ()
    pulls: tuple[Pull, ...] = ()
    set: dict[Id, Any] = Field(default_factory=dict)
    times: dict[Id, Number] = Field(default_factory=dict)
    another_world: Annotated[bool, Strict()] = False  # set and times describe the world and not what is done in it
    scenario: Id | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing differs."""
        return not (self.packages or self.pulls or self.set or self.times or self.scenario)


class Measured(Model):
    """A measure with its settings."""

    measure: Id
    at: Start | None = None
    event: Id | None = None
    party: Id | None = None
    type: Id | None = None
    by: Whole | None = None
    month: Whole | None = None
    of: Id | None = None
    region: Text | None = None
    channel: Ids = ()
    term: Id | None = None
    name: Id | None = None
    posture: Whole | None = None
    within: Whole | None = None
    value: Number | None = None
    believer: Id | None = None
    air: Number | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that are given, by name."""
        return {key: value for key in _SETTINGS if (value := getattr(self, key)) not in (None, ())}

    @property
    def key(self) -> str:
        """One text for the same measure with the same settings."""
        return self.model_dump_json(include={"measure", *_SETTINGS}, exclude_none=True)


class Limits(Model):
    """One or both ends of a range; ``up`` and ``down`` count from no difference."""

    above: Number | None = None
    below: Number | None = None


class Beside(Model):
    """What a number is set against; what is not given is as on the other side."""

    arm: Id | None = None
    measure: Id | None = None
    at: Start | None = None
    event: Id | None = None
    by: Whole | None = None
    month: Whole | None = None
    air: Number | None = None


class Contrast(Model):
    """Two arms whose difference in the same measure is taken off."""

    arm: Id
    against: Id


def _beside(value: Any) -> Any:
    return {"arm": value} if isinstance(value, str) else value


class Trial(Measured):
    """One test: a number, what it is set against, and its limits."""

    arm: Id = REFERENCE
    against: Annotated[Beside, BeforeValidator(_beside)] | None = None
    beyond: Contrast | None = None
    compare: Literal["difference", "ratio", "relative"] = "difference"
    up: Number | None = None
    down: Number | None = None
    above: Number | None = None
    below: Number | None = None
    refute: Limits | None = None
    over: Literal["worlds", "mean"] = "worlds"
    group: Id | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _one_direction(self) -> Trial:
        if self.up is not None and self.down is not None:
            raise ValueError("both up and down | A claim says one direction.")
        directed = self.up if self.up is not None else self.down
        if directed is not None and self.against is None:
            raise ValueError("a direction without `against:` | Say what the number is set against.")
        if directed is not None and (directed <= 0 if self.compare != "ratio" else directed <= 1):
            raise ValueError("the margin must be positive, of a ratio above 1 | The direction is the key's own.")
        if self.compare != "difference" and self.against is None:
            raise ValueError(f"a {self.compare} without `against:` | Say what the number is set against.")
        return self

    @property
    def is_rule(self) -> bool:
        """Whether it decides; otherwise it is shown beside."""
        return any(end is not None for end in (self.up, self.down, self.above, self.below))

    @property
    def other(self) -> tuple[str, Measured] | None:
        """Arm and measure on the other side."""
        if self.against is None:
            return None
        given = {k: v for k, v in self.against if k != "arm" and v is not None}
        own = {key: getattr(self, key) for key in ("measure", *_SETTINGS)}
        if "measure" in given:
            takes = MEASURES.get(given["measure"])
            allowed = set(takes.needs + takes.may) if takes else set()
            own = {k: v for k, v in own.items() if k in allowed or k == "measure"}
        return self.against.arm or self.arm, Measured(**{**own, **given})

    @property
    def readings(self) -> tuple[tuple[str, Measured], ...]:
        """Every arm it reads, with what."""
        own = Measured(**{key: getattr(self, key) for key in ("measure", *_SETTINGS)})
        found = [(self.arm, own)]
        if self.other is not None:
            found.append(self.other)
        if self.beyond is not None:
            found += [(self.beyond.arm, own), (self.beyond.against, own)]
        return tuple(found)


class Experiment(Model):
    """How a claim is put to the test: in words, and as tests; without tests, why it cannot run yet."""

    title: Text
    type: Literal["descriptive", "causal", "forecast", "prescription"]
    arms: dict[Id, Arm] = Field(default_factory=dict)
    metric: Text
    confirm: Text
    refute: Text
    tests: tuple[Trial, ...] = ()
    any: Annotated[bool, Strict()] = False  # one test that confirms is enough
    otherwise: Annotated[bool, Strict()] = False  # what does not confirm refutes
    pillar: Text | None = None  # what of the whole argument hangs on it, as a clause
    needs: Words = ()
    awaits: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _a_test_or_a_reason(self) -> Experiment:
        if not self.tests and not self.awaits:
            raise ValueError(
                "neither tests nor what it waits for | Add `tests:`, or say under `awaits:` what is missing."
            )
        if self.tests and not any(test.is_rule for test in self.tests):
            raise ValueError("no test decides | Give one of them up, down, above or below.")
        return self

    def arm(self, name: str) -> Arm:
        """An arm by name; the reference needs no entry."""
        return self.arms.get(name) or Arm(label=REFERENCE)

    @property
    def used(self) -> tuple[str, ...]:
        """Arms that a test reads."""
        return tuple(dict.fromkeys(name for test in self.tests for name, _ in test.readings))


def arm_scenario(war: Scenario, arm: Arm, load: Any = None) -> Scenario:
    """The scenario of an arm.

    Parameters
    ----------
    war : the reference, with the settings of the run.
    load : ``name -> Scenario`` for arms of another war.

    Raises
    ------
    ScenarioError
        Where the arm names what is not there or not built.
    """
    from ripeness.scenario.patches import patched

    if arm.scenario is not None and load is not None:
        war = load(arm.scenario)
    if arm.another_world:
        war = patched(war, [*_patches(war, arm)])
        arm = arm.model_copy(update={"set": {}, "times": {}})
    if not (arm.packages or arm.pulls or arm.set or arm.times):
        return war
    levers, pulls = dict(war.levers), list(arm.pulls)
    for name, to in arm.set.items():
        if name in QUANTITIES and not name.startswith("structure."):
            key = f"set-{name}"
            levers[key] = _lever(key, name)
            pulls.append(Pull.model_validate({"lever": key, **(to if isinstance(to, Mapping) else {"to": float(to)})}))
    package = Package(label=arm.label, patches=tuple(_patches(war, arm)), pulls=tuple(pulls))
    acted = replace(war, levers=levers, packages={**war.packages, _OWN: package})
    return patched(acted, (), [*arm.packages, _OWN])


def waiting(war: Scenario, experiment: Experiment, scenarios: tuple[str, ...]) -> str:
    """Why an experiment cannot run; empty if it can."""
    if not experiment.tests:
        return experiment.awaits or ""
    missing = [text for name in experiment.used for text in _missing(war, experiment.arm(name), scenarios)]
    if missing:
        return experiment.awaits or "; ".join(missing)
    return ""


def experiment_faults(war: Scenario, experiment: Experiment, scenarios: tuple[str, ...]) -> Iterator[Fault]:
    """What is wrong with an experiment: arms, measures and settings that nobody knows."""
    for name, arm in experiment.arms.items():
        yield from _arm_faults(war, ("arms", name), arm, scenarios, bool(experiment.awaits))
    for i, test in enumerate(experiment.tests):
        known = {REFERENCE, *experiment.arms}
        arms: list[tuple[str, str | None]] = [("arm", test.arm)]
        arms += [("against", test.against.arm)] if test.against else []
        if test.beyond is not None:
            arms += [("beyond", test.beyond.arm), ("beyond", test.beyond.against)]
        for key, named in arms:
            if named is not None and named not in known:
                remedy = did_you_mean(named, known, "arms")
                yield Fault(("tests", i, key), f"unknown arm '{named}'", named, remedy)
        for where, (_, measured) in zip(("measure", "against"), test.readings[:2], strict=False):
            yield from _measure_faults(war, ("tests", i), where, measured)


def _arm_faults(
    war: Scenario, place: tuple[str | int, ...], arm: Arm, scenarios: tuple[str, ...], waits: bool
) -> Iterator[Fault]:
    for i, name in enumerate(arm.packages):
        if name not in war.packages and not waits:
            yield Fault((*place, "packages", i), f"unknown package '{name}'", name,
                        did_you_mean(name, war.packages, "packages"))  # fmt: skip
    if arm.scenario is not None and arm.scenario not in scenarios and not waits:
        yield Fault((*place, "scenario"), f"unknown scenario '{arm.scenario}'", arm.scenario,
                    did_you_mean(arm.scenario, scenarios, "scenarios"))  # fmt: skip
    for key in ("set", "times"):
        for name in getattr(arm, key):
            known = [*NAMES, *(QUANTITIES if key == "set" else ())]
            if name not in known and not name.startswith("structure.") and not waits:
                message = f"unknown parameter '{name}'"
                yield Fault((*place, key, name), message, name, did_you_mean(name, known, "parameters"))
    for i, pull in enumerate(arm.pulls):
        if pull.lever not in war.levers:
            yield Fault((*place, "pulls", i, "lever"), f"unknown lever '{pull.lever}'", pull.lever,
                        did_you_mean(pull.lever, war.levers, "levers"))  # fmt: skip


def _measure_faults(war: Scenario, place: tuple[str | int, ...], where: str, measured: Measured) -> Iterator[Fault]:
    entry = MEASURES.get(measured.measure)
    if entry is None:
        remedy = did_you_mean(measured.measure, MEASURES, "measures")
        yield Fault((*place, where), f"unknown measure '{measured.measure}'", measured.measure, remedy)
        return
    given = measured.settings
    for key in entry.needs:
        if key not in given:
            yield Fault((*place, where), f"'{measured.measure}' needs `{key}:`", measured.measure, f"Add `{key}:`.")
    for key in given:
        if key not in entry.needs + entry.may:
            takes = ", ".join(entry.needs + entry.may) or "none"
            yield Fault((*place, key), f"'{measured.measure}' takes no `{key}:`", key, f"Settings it takes: {takes}.")
    for key, words in WORDS.items():
        values = given.get(key, ())
        for word in (values,) if isinstance(values, str) else values:
            if word not in words:
                yield Fault((*place, key), f"unknown {key} '{word}'", word, did_you_mean(word, words, "words"))
    if "region" in given and war.regions and given["region"] not in war.regions:
        remedy = did_you_mean(given["region"], war.regions, "regions")
        yield Fault((*place, "region"), f"unknown region '{given['region']}'", given["region"], remedy)
    if "month" in given and given["month"] not in MARKS:
        marks = ", ".join(map(str, MARKS))
        yield Fault((*place, "month"), f"nothing is kept of month {given['month']}", given["month"], f"Kept: {marks}.")
    if "name" in given and given["name"] not in NAMES:
        remedy = did_you_mean(given["name"], NAMES, "parameters")
        yield Fault((*place, "name"), f"unknown parameter '{given['name']}'", given["name"], remedy)


def _missing(war: Scenario, arm: Arm, scenarios: tuple[str, ...]) -> Iterator[str]:
    """What an arm asks for that is not there."""
    yield from (f"package {name}" for name in arm.packages if name not in war.packages)
    if arm.scenario is not None and arm.scenario not in scenarios:
        yield f"scenario {arm.scenario}"
    for name in (*arm.set, *arm.times):
        if name not in war.parameters and name not in QUANTITIES and not name.startswith("structure."):
            yield f"a model that reads {name}"
    for pull in arm.pulls:
        if pull.lever in war.levers and not war.levers[pull.lever].effects:
            yield f"lever {pull.lever}"
    if not arm.scenario:
        try:
            arm_scenario(war, arm)
        except (RipenessError, KeyError) as error:
            yield str(error)


def _patches(war: Scenario, arm: Arm) -> Iterator[Patch]:
    for name, to in arm.set.items():
        if name not in QUANTITIES or name.startswith("structure."):
            yield Patch(set=name, to=to)
    for name, factor in arm.times.items():
        yield Patch(set=name, to=scaled(war.parameters[name], factor))


def _lever(key: str, quantity: str) -> Lever:
    return Lever(
        name=key, label=key, target=("technology",), acts_on=(quantity,), unit="-", low=-1e6, high=1e6,
        controlled_by="the experiment", lead_time_months=0, observed="-", source="assumption", reason="An experiment.",
        effects=(Effect(quantity=quantity, slope=1.0),),
    )  # fmt: skip
