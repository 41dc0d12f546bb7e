"""How the blocs of the insurgents would vote on the steps that are open to them, and who is out-voted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ripeness.analysis.options import Step

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.game import Game


@dataclass(frozen=True)
class Bloc:
    """A bloc and its vote on one step."""

    name: str
    weight: float  # share of the vote
    gain: float  # what the step is worth to it, in shares of sole rule
    for_it: float  # probability that it votes for the step when the occasion comes
    outvoted: float  # probability that it was against the step, where the step is carried
    overruled: float  # probability that it was for the step, where the step is not carried


@dataclass(frozen=True)
class Ballot:
    """One step put to the vote."""

    event: str
    carried: float  # probability that the insurgents consent when the occasion comes
    blocs: tuple[Bloc, ...]


def ballots(scenario: Scenario, game: Game, steps: Iterable[Step]) -> tuple[Ballot, ...]:
    """The vote on every step that needs the insurgents' consent; none where one leader decides.

    Parameters
    ----------
    steps : from ``options.steps``.

    References
    ----------
    Model 3.7.
    """
    import numpy as np

    from ripeness.strategy import events as ev
    from ripeness.strategy.layout import CHANNELS, seats
    from ripeness.strategy.votes import vote

    if seats(game) == 0:
        return ()
    found = []
    for step in steps:
        if step.channels is not None:
            gain = game.bloc_channels @ np.array([step.channels[channel] for channel in CHANNELS])
            once = vote(game, ev.NAMES.index(step.event), gain)
            blocs = tuple(
                Bloc(bloc.name, *(float(part[i]) for part in (game.bloc_weights, *once[:2], *once[3:])))
                for i, bloc in enumerate(scenario.blocs)
            )
            found.append(Ballot(step.event, once.carried, blocs))
    return tuple(found)
