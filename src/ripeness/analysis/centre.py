"""The world in the middle: every parameter at its median, and the ground as its parties would come to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

TRIALS = 1  # seed of the middle world's own chance: the same whatever the worlds beside it are drawn from


def medians(scenario: Scenario, prior_set: str) -> dict[str, float]:
    """The world in which every parameter stands at the median of its draws, or of its prior."""
    from ripeness.ensemble.priors import leaning

    calibrated = {name: draws for draws in scenario.posteriors.values() for name in draws.names}
    found = {}
    for name, estimate in scenario.parameters.items():
        middle = leaning(name, 0.5, prior_set)
        draws = calibrated.get(name)
        found[name] = float(estimate.quantile(middle)) if draws is None else draws.quantile(name, middle, estimate)
    return found


def middle_world(scenario: Scenario, prior_set: str, base: float | None = None, jobs: int = 1) -> dict[str, float]:
    """The same world with the kernel fitted to trials on its ground, as a run fits it in every world.

    Parameters
    ----------
    base : of the cascade, where the middle world of the same war without a lever has been anchored already.

    References
    ----------
    Model 3.10: technology first, then values, then behaviour.
    """
    from ripeness.engine import streams
    from ripeness.ensemble.design import MOST_WORLDS, World
    from ripeness.ensemble.world import with_kernel

    before = None if scenario.before is None else medians(scenario.before, prior_set)
    key = streams.key(TRIALS, streams.WORLD_AXIS + MOST_WORLDS)
    return with_kernel(scenario, World(MOST_WORLDS, medians(scenario, prior_set), key, 1, before), base, jobs)
