"""What would widen the range: every lever and every package of a war pulled alone, and what it does to the wedges.

One coarse solution each, at the medians. A lever that changes the ground has its kernel fitted again, so that the
parties know what it does; one that moves payoffs, beliefs or rules leaves the ground as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.analysis import words
from ripeness.analysis.centre import medians, middle_world
from ripeness.analysis.reading import range_now
from ripeness.analysis.situation import Situation, carried, game_at
from ripeness.errors import SolverError

if TYPE_CHECKING:
    from ripeness.scenario.schema import Package
    from ripeness.scenario.war import Scenario

# Groups of parameters that trials on the ground do not read: what they move leaves the fitted kernel as it is.
OFF_THE_GROUND = ("payoff.", "information.", "choice.", "hazard.", "structure.")
ALONE = "one lever alone"


class Reach(NamedTuple):
    """Where a settlement stands: in the solved game, and in the closed form."""

    width: float
    margin: float
    threshold: float | None  # common belief in the patron a settlement needs, within [0, 1]; none without its troops
    wedges: dict[str, float]  # the closed form's terms

    def less(self, other: Reach) -> Reach:
        """The difference."""
        return Reach(
            self.width - other.width, self.margin - other.margin,
            None if self.threshold is None or other.threshold is None else self.threshold - other.threshold,
            {name: value - other.wedges[name] for name, value in self.wedges.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Pulled:
    """A lever at the end of its range that does most for the margin, or a package, and what it changes."""

    kind: str  # lever or package
    id: str
    label: str
    by: str  # who can pull it; "" for a package
    to: float | None
    unit: str
    ground: bool  # whether it changes the ground, so that the kernel is fitted again
    change: Reach

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            **{key: getattr(self, key) for key in ("kind", "id", "label", "by", "to", "unit", "ground")},
            **self.change._asdict(),
        }


@dataclass(frozen=True)
class Leverage:
    """Where a settlement stands, what stands most in its way, and what each lever and package does about it."""

    now: Reach
    largest: str  # the term of the closed form that takes most from the range; "" where none does
    largest_label: str
    pulled: tuple[Pulled, ...]  # the greatest gain in margin first
    refused: tuple[str, ...]  # what had no solution to be trusted

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "now": self.now._asdict(), "largest_wedge": self.largest,
            "changes": [pull.as_dict() for pull in self.pulled], "refused": list(self.refused),
        }  # fmt: skip


def leverage(scenario: Scenario, found: Situation, prior_set: str = "reference", jobs: int = 1) -> Leverage:
    """What each lever and package does to the range in a situation, pulled from the first day.

    Parameters
    ----------
    found : control and belief are taken from there and are the same with and without a lever: what a lever would
        have changed on the way to a later date is not counted.
    jobs : threads over levers.

    Raises
    ------
    SolverError
        If the war without any lever has no solution to be trusted.

    References
    ----------
    Model 0.2 and 3.10; 6.1 for the levers. Levers stand at an end of their range, which is the most a user may set.
    """
    plain = middle_world(scenario, prior_set, jobs=jobs)
    now = _reach(scenario, plain, found, prior_set)
    tried = list(_pulls(scenario))

    def pull(one: tuple[Pulled, Package]) -> Pulled | None:
        moved = _with(scenario, one[1])
        if len(moved.moves) == len(scenario.moves):
            return replace(one[0], change=now.less(now))  # this end of its range is how things stand
        new = moved.moves[len(scenario.moves) :]
        ground = any(not move.key.startswith(OFF_THE_GROUND) for move in new)
        try:
            values = _fitted(moved, plain, prior_set) if ground else _kept(moved, plain, prior_set)
            after = _reach(moved, values, found, prior_set)
        except SolverError:
            return None
        return replace(one[0], ground=ground, change=after.less(now))

    with ThreadPoolExecutor(max(jobs, 1)) as pool:
        changes = list(pool.map(pull, tried))
    best: dict[str, Pulled] = {}
    for change in changes:
        if change is not None and (change.id not in best or change.change.margin > best[change.id].change.margin):
            best[change.id] = change
    refused = tuple(dict.fromkeys(one.label for (one, _), change in zip(tried, changes, strict=True) if change is None))
    worst = min(now.wedges, key=lambda name: now.wedges[name])
    worst = worst if now.wedges[worst] < 0.0 else ""
    return Leverage(
        now, worst, words.term(worst, scenario.labels) if worst else "",
        tuple(sorted(best.values(), key=lambda one: -one.change.margin)), refused,
    )  # fmt: skip


def _pulls(scenario: Scenario) -> Iterator[tuple[Pulled, Package]]:
    """Every lever that acts, at either end of its range, then every package."""
    from ripeness.scenario.schema import Package, Pull

    nothing = Reach(0.0, 0.0, None, {})
    for id_, lever in scenario.levers.items():
        for end in (lever.high, lever.low) if lever.effects else ():
            about = Pulled("lever", id_, lever.label, lever.controlled_by, end, lever.unit, False, nothing)
            yield about, Package(label=ALONE, pulls=(Pull(lever=id_, to=end),))
    for id_, package in scenario.packages.items():
        yield Pulled("package", id_, package.label, "", None, "", False, nothing), package


def _with(scenario: Scenario, package: Package) -> Scenario:
    """The same war with one package pulled; worlds keep the anchor of the war without any."""
    from ripeness.scenario.patches import patched

    moved = patched(replace(scenario, packages={ALONE: package}), (), (ALONE,))
    return replace(moved, before=scenario.before or scenario)


def _fitted(moved: Scenario, plain: dict[str, float], prior_set: str) -> dict[str, float]:
    """The middle world with a package pulled, its kernel fitted to the ground as it then is."""
    return middle_world(moved, prior_set, base=plain["cascade.base"])


def _kept(moved: Scenario, plain: dict[str, float], prior_set: str) -> dict[str, float]:
    """The same where the ground is as it was: the kernel is the one that is there."""
    kept = {name: value for name, value in plain.items() if name.startswith("kernel.") or name == "cascade.base"}
    return {**medians(moved, prior_set), **kept}


def _reach(scenario: Scenario, values: dict[str, float], found: Situation, prior_set: str) -> Reach:
    """In the solved game with the world's own kernel; in the closed form with the prior one, as everywhere."""
    import numpy as np

    from ripeness.strategy.grid import COARSE
    from ripeness.strategy.ledger import WITH_TROOPS, ledger, stakes

    game, place = game_at(scenario, values, found, COARSE.end)
    closed = ledger(stakes(carried(medians(scenario, prior_set), found), found.state))
    threshold = float(np.clip(closed.belief_threshold, 0.0, 1.0)) if found.posture >= WITH_TROOPS else None
    return Reach(*range_now(game, place), threshold, {name: float(value) for name, value in closed.terms.items()})
