"""Module E: how ready the parties are to talk, sign, leave and fight on, from dated moves of past and present.

A draw of the parameters is judged by the hazards of the game solved under it: moves that it makes likely on the days
on which they were made, and unlikely in between, speak for it. Wars are pooled through the priors they share. What a
day's public did not know of control and cohesion is held at the start's values; the patron's type is integrated out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ripeness.calibration.moves import Moves
    from ripeness.calibration.posterior import Posterior
    from ripeness.calibration.scores import Coordinate
    from ripeness.scenario.war import Scenario

NAME = "strategic"
# What dated moves can tell of: rates that were lived through, choice, and what the prototype of Model 5.2 saw move. All
# else stays at central values, so that what says nothing of itself is neither moved nor asked to explain.
ACTIVE = (
    *("hazard.open", "hazard.close", "hazard.intra", "hazard.walk", "hazard.accord", "hazard.timeline"),
    *("hazard.conditional", "hazard.cancel", "hazard.reduce", "hazard.increase", "hazard.execution"),
    *("choice.precision_insurgent", "choice.precision_government", "choice.precision_patron"),
    *("payoff.accord_irresolute", "payoff.office_rents", "payoff.war_cost_insurgent"),
    *("information.resolve_offset", "information.viability_offset"),
)
OWN = ("information.resolve_start",)  # another quantity on the first day of a window than on the war's start
WARS = ("afghanistan-2018", "vietnam-1969")
DRAWS, QUICK_DRAWS = 300, 64
MOVES, QUICK_MOVES = 3, 1
FEWEST, FORGOTTEN = 20, 0.3  # ancestors, or correlation with them, at which draws may be used
TOLD = 0.2  # correlation below which nothing is said to move a parameter
# A grid coarser than a world's: log likelihoods move by less than .1 against the coarse grid solved to 30 years.
END, AFTER, KNOTS = 14.0, 4.0, 4  # years to the end of the solution, least years after the window, knots of the terms
STEP = 1.0 / 12.0  # years, of the integral over a history

History = tuple["Scenario", "Moves"]


class Problem(NamedTuple):
    """What is drawn, and from which histories it learns."""

    scenario: Scenario
    histories: tuple[History, ...]
    drawn: tuple[Coordinate, ...]


def sample(
    scenario: Scenario,
    *,
    seed: int,
    draws: int | None = None,
    known: Sequence[History] | None = None,
    quick: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Posterior:
    """Draws of the strategic parameters given the moves that were public on the information date.

    Parameters
    ----------
    draws : particles.
    known : wars with their moves; those of the built-in wars unless given.
    quick : fewer particles and proposals.

    Returns
    -------
    Posterior. Where no move is admitted, the prior with ``diagnostics["learnt"]`` saying so.

    References
    ----------
    Model 5.1 module E, 3.3-3.4; V46.
    """
    from ripeness.calibration.posterior import Posterior
    from ripeness.calibration.tempering import tempered

    histories = tuple(admitted(scenario) if known is None else known)
    problem = posed(scenario, histories)
    rng = np.random.default_rng([seed, zlib.crc32(NAME.encode())])
    count = draws or (QUICK_DRAWS if quick else DRAWS)
    first = np.array([prior_draw(problem, rng) for _ in range(count)])
    own = [i for i, c in enumerate(problem.drawn) if c.name in ACTIVE and scenario.name in c.wars]
    names = tuple(problem.drawn[i].name for i in own)
    made_by = {"command": f"ripeness calibrate {scenario.name} --only {NAME}", "seed": seed, **described(histories)}
    if not any(_scored(history) for _, history in histories):
        prior = natural(scenario, names, first[:, own])
        told = {"learnt": "nothing: no dated move was public on the information date"}
        return Posterior(NAME, names, prior, prior, diagnostics=told, made_by=made_by)
    kinds: list[np.ndarray] = []

    def scored(z: np.ndarray) -> float:
        parts = log_likelihood(problem, z)
        if len(kinds) < count:
            kinds.append(parts)
        return float(parts.sum()) if np.isfinite(parts).all() else -np.inf

    found = tempered(first, scored, rng, QUICK_MOVES if quick else MOVES, progress)
    if not np.isfinite(found.first_log_likelihood).any():
        raise _impossible()
    diagnostics = {
        "ess": found.ess,
        "importance_ess": found.importance_ess,
        "powers": list(found.powers),
        "acceptance": list(found.acceptance),
        "ancestors": found.ancestors,
        "memory": found.memory,
        "usable": bool(found.ancestors >= FEWEST or found.memory < FORGOTTEN),
        "log_evidence": found.log_evidence,
        "unsolved": int(np.sum(~np.isfinite(found.first_log_likelihood))),
        "method": "tempered sequential Monte Carlo",
    }
    moved = moved_by(names, first[:, own], np.array(kinds))
    return Posterior(
        NAME, names, natural(scenario, names, found.particles[:, own]), natural(scenario, names, first[:, own]),
        diagnostics=diagnostics, moved_by=moved, made_by=made_by,
    )  # fmt: skip


def admitted(scenario: Scenario) -> list[History]:
    """Wars whose moves were public on a scenario's information date, the scenario itself first."""
    from ripeness.calibration.moves import moves
    from ripeness.scenario.load import load_scenario

    others = [load_scenario(name) for name in WARS if name != scenario.name]
    found = [(war, moves(war, scenario.information_date)) for war in (scenario, *others)]
    return [(war, history) for war, history in found if history is not None]


def posed(scenario: Scenario, histories: Sequence[History]) -> Problem:
    """The uncertain numbers that some histories are asked about."""
    from ripeness.calibration.scores import coordinates

    wars = {war.name: war for war in (scenario, *(war for war, _ in histories))}
    return Problem(scenario, tuple(histories), tuple(coordinates(list(wars.values()), (*ACTIVE, *OWN), OWN)))


def prior_draw(problem: Problem, rng: np.random.Generator) -> np.ndarray:
    """Scores of one joint draw of the prior that the scenario keeps."""
    from ripeness.ensemble.design import MOST_ATTEMPTS
    from ripeness.errors import SettingsError

    for _ in range(MOST_ATTEMPTS):
        z = rng.standard_normal(len(problem.drawn))
        if _kept(problem, z):
            return np.asarray(z)
    raise SettingsError(
        f"{problem.scenario.name}: in {MOST_ATTEMPTS} draws the two types of patron never act differently",
        "Move patron.cost_resolute and patron.cost_irresolute apart, or set structure.separate_types=false.",
    )


def log_likelihood(problem: Problem, z: np.ndarray) -> np.ndarray:
    """Log likelihood of all histories by kind of event, (19,); -inf where the prior or the solver refuses the draw."""
    from ripeness.calibration.event_history import log_likelihood as of_history
    from ripeness.calibration.public_view import SCORED
    from ripeness.errors import SolverError

    if not _kept(problem, z):
        return np.full(SCORED, -np.inf)
    total = np.zeros(SCORED)
    for war, history in problem.histories:
        try:
            view, state = seen(problem, war, history, z)
        except SolverError:
            return np.full(SCORED, -np.inf)
        total += of_history(view, state, history.events, history.end, STEP)
    return total


def seen(problem: Problem, war: Scenario, history: Moves, z: np.ndarray) -> tuple[Any, Any]:
    """What the public of a war sees under a draw, and what it knows on the first day of the window."""
    from ripeness.calibration.public_view import Known, PublicView
    from ripeness.calibration.scores import values
    from ripeness.engine.played import played
    from ripeness.strategy import events as ev
    from ripeness.strategy.game import start_cohesion
    from ripeness.strategy.grid import COARSE
    from ripeness.strategy.solver import solve

    own = values(war, problem.drawn, z)
    leaders = np.array([years for years in history.leaders if years <= max(END, history.end + AFTER)])
    game = played(war, own, END)._replace(turnover=leaders)
    grid = COARSE._replace(end=max(END, history.end + AFTER), chi=KNOTS)
    solution = solve(game, grid, horizon=history.end + 0.25)
    view = PublicView(solution, game, game.start_log_odds, start_cohesion(own))
    posture, commitment, talks = history.start
    return view, Known(ev.CELL[posture, commitment], talks, min(max(game.start_belief, 0.02), 0.98))


def natural(scenario: Scenario, names: Sequence[str], scores: np.ndarray) -> np.ndarray:
    """Normal scores as values of parameters, (draw, parameter)."""
    from scipy.special import ndtr

    columns = [scenario.parameters[name].quantile(ndtr(scores[:, i])) for i, name in enumerate(names)]
    return np.stack(columns, axis=1) if columns else np.zeros((len(scores), 0))


def moved_by(names: Sequence[str], scores: np.ndarray, kinds: np.ndarray) -> dict[str, str]:
    """Kind of event whose part of the log likelihood goes most with a parameter over the prior's draws."""
    from ripeness.calibration.public_view import SCORED
    from ripeness.strategy.events import NAMES

    sound = np.isfinite(kinds).all(axis=1)
    found: dict[str, str] = {}
    for i, name in enumerate(names):
        best, which = TOLD, ""
        for event in range(SCORED):
            part = kinds[sound, event]
            if part.size > 2 and part.std() > 1e-9:
                strength = abs(float(np.corrcoef(scores[sound, i], part)[0, 1]))
                if strength > best:
                    best, which = strength, NAMES[event]
        if which:
            found[name] = f"{which} (correlation {best:.2f})"
    return found


def described(histories: Sequence[History]) -> dict[str, Any]:
    """Which rows were used, how many, and their hash."""
    import hashlib

    used: dict[str, Any] = {"rows": {}, "hashes": {}}
    for war, history in histories:
        text = "\n".join(f"{row.series},{row.period},{row.value},{row.published},{row.source}" for row in history.rows)
        used["rows"][war.name] = len(history.rows)
        used["hashes"][war.name] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return used


def _scored(history: Moves) -> int:
    return sum(not event.given for event in history.events)


def _kept(problem: Problem, z: np.ndarray) -> bool:
    from ripeness.calibration.scores import values
    from ripeness.ensemble.design import is_kept

    return is_kept(problem.scenario, values(problem.scenario, problem.drawn, z))


def _impossible() -> Exception:
    from ripeness.errors import EvidenceError

    return EvidenceError(
        "the dated moves cannot happen in this game under any draw", "Check the order of the rows game.* of the war."
    )
