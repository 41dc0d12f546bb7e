"""The solved game read in one situation: what each step is worth to whom, how often it comes up, what talks are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ripeness.analysis import words
from ripeness.analysis.council import Ballot, ballots
from ripeness.analysis.options import (
    MARGIN_SLOT,
    WIDTH_SLOT,
    Place,
    Range,
    Step,
    Tempo,
    bargaining_range,
    read,
    steps,
    tempos,
)
from ripeness.analysis.situation import Situation, game_at

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.channels import Purpose
    from ripeness.strategy.eras import Schedule
    from ripeness.strategy.game import Game

FIRST_QUARTER = 0.25
SOLVED_YEARS = 2.25  # stored dates: two years of chances and the quarter around their end


@dataclass(frozen=True)
class Reading:
    """The game of one world, solved once."""

    steps: tuple[Step, ...]
    tempos: tuple[Tempo, ...]
    purposes: tuple[Purpose, ...]  # of opening talks with the patron, and with the government
    range: Range
    residual: float
    separation: float  # how much readier the irresolute type is to leave; below 2 beliefs hardly matter
    ballots: tuple[Ballot, ...] = ()  # how the insurgents' blocs would vote, where they are several


def read_game(scenario: Scenario, values: Mapping[str, float], found: Situation) -> Reading:
    """The game of one world solved once on the production grid, and read on a situation's day.

    References
    ----------
    Model 3.4; base rates from the same world with lambda = 0, on the coarse grid.
    """
    from ripeness.engine import solved
    from ripeness.strategy import events as ev
    from ripeness.strategy.channels import chance_of_settlement, purpose
    from ripeness.strategy.grid import COARSE, PRODUCTION

    left, place = game_at(scenario, values, found, PRODUCTION.end)
    without_choice, _ = game_at(scenario, values, found, PRODUCTION.end, base_rate=True)
    game, base_game = left.first, without_choice.first
    solution = solved.solution(left, PRODUCTION, horizon=SOLVED_YEARS, keep_values=True, channels=True)
    base = solved.solution(base_game, COARSE, horizon=FIRST_QUARTER)
    talks = [(ev.INTRA, place.state)] if place.talks <= 1 else []
    if talks and scenario.has_patron:
        talks.insert(0, (ev.OPEN, (place.posture, place.commitment, 0)))
    settled = chance_of_settlement(solution, left) if talks else None
    open_to_them = steps(solution, game, place)
    return Reading(
        steps=open_to_them,
        tempos=tempos(solution, game, base, base_game, place),
        purposes=tuple(
            purpose(solution, game, event, state, place.log_odds, place.belief, settled) for event, state in talks
        ),
        range=bargaining_range(solution, game, place),
        residual=solution.residual,
        separation=solution.separation,
        ballots=ballots(scenario, game, open_to_them),
    )


def range_now(game: Game | Schedule, place: Place) -> tuple[float, float]:
    """Width of the range and ripeness margin at a place, quickly: on the coarse grid.

    Raises
    ------
    SolverError
        If the game has no solution to be trusted.
    """
    from ripeness.engine import solved
    from ripeness.strategy.grid import COARSE

    solution = solved.solution(game, COARSE, horizon=FIRST_QUARTER)
    width, margin = (read(solution, solution.common[0, :, slot], place) for slot in (WIDTH_SLOT, MARGIN_SLOT))
    return width, margin


def game_dict(game: Reading, labels: Mapping[str, str]) -> dict[str, Any]:
    """Steps, hazards, purposes and range as plain values."""
    return {
        "steps": [
            {
                "event": step.event,
                "label": words.act(step.event, labels),
                "party": party,
                "gain": gain,
                "channels": step.channels if party == "insurgent" else None,
            }
            for step in game.steps
            for party, gain in step.gains.items()
        ],
        "hazards": [
            {
                "event": tempo.event,
                "label": words.act(tempo.event, labels),
                "actor": tempo.actor,
                "per_year": tempo.per_year,
                "base_rate": tempo.base_rate,
            }
            for tempo in game.tempos
        ],
        "talks": [
            {
                "event": talk.event,
                "verdict": talk.verdict,
                "settlement_share": talk.settlement_share,
                "chance_with": talk.chance_with,
                "chance_without": talk.chance_without,
                "gain": talk.gain,
                "channels": talk.by_channel,
            }
            for talk in game.purposes
        ],
        "votes": [
            {"event": ballot.event, "carried": ballot.carried, "blocs": [asdict(bloc) for bloc in ballot.blocs]}
            for ballot in game.ballots
        ],
        "game_range": {
            "least": game.range.least,
            "most": game.range.most,
            "width": game.range.width,
            "terms": game.range.terms,
            "margin": game.range.margin,
            "binding": game.range.binding,
        },
        "solver": {"grid": "production", "residual": game.residual, "separation": game.separation},
    }
