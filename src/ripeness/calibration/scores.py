"""Parameters of several wars as one list of normal scores: shared where the wars share a prior, apart where not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario


class Coordinate(NamedTuple):
    """One uncertain number and the wars it belongs to."""

    name: str
    wars: tuple[str, ...]


def medians(scenario: Scenario) -> dict[str, float]:
    """Every parameter at its central value."""
    return {name: estimate.value for name, estimate in scenario.parameters.items()}


def coordinates(wars: Sequence[Scenario], names: Collection[str], apart: Collection[str] = ()) -> list[Coordinate]:
    """What has to be drawn so that every war has a value for each of the names.

    Parameters
    ----------
    names : parameters in play; fixed ones are left out.
    apart : names that every war draws for itself even where the priors agree.
    """
    found: list[Coordinate] = []
    for name in sorted(names):
        groups: dict[Any, list[str]] = {}
        for war in wars:
            estimate = war.parameters[name]
            if not estimate.is_fixed:
                prior = (estimate.kind, estimate.args, estimate.min, estimate.max)
                groups.setdefault((prior, war.name if name in apart else ""), []).append(war.name)
        found += [Coordinate(name, tuple(members)) for members in groups.values()]
    return found


def values(war: Scenario, drawn: Sequence[Coordinate], scores: np.ndarray) -> dict[str, float]:
    """A war's parameters at some normal scores, the rest at central values."""
    from scipy.special import ndtr

    found = medians(war)
    for coordinate, z in zip(drawn, scores, strict=True):
        if war.name in coordinate.wars:
            found[coordinate.name] = float(war.parameters[coordinate.name].quantile(float(ndtr(z))))
    return found
