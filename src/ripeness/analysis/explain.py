"""Why a war is settled or not: the ledger over many worlds, and what each step is worth in one solved game.

The closed-form ledger is cheap enough for hundreds of worlds, so it carries the uncertainty of the numbers. The game
is solved once, at the medians, and says what each open step is worth to those who decide on it, what talks are for,
and how often everything comes up. Both speak of the start, or of a later situation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ripeness.analysis import words
from ripeness.analysis.centre import medians, middle_world
from ripeness.analysis.reading import Reading, game_dict, read_game
from ripeness.analysis.situation import Situation, carried, situation
from ripeness.scenario.analyst import prior_words

if TYPE_CHECKING:
    import numpy as np

    from ripeness.scenario.war import Scenario
    from ripeness.strategy.ledger import Ledger

SCHEMA_VERSION = 1
INTERVAL = (0.05, 0.5, 0.95)
SPEEDS = (1.0, 2.0, 3.0)  # factors on the tempo of diplomacy, which is itself a guess
SOON = 1.0  # years within which the speed limit is shown


@dataclass(frozen=True)
class Spread:
    """A number at the medians of all parameters, and its 5, 50 and 95 % points over worlds."""

    value: float
    low: float
    median: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """``value, low, median, high``."""
        return {"value": self.value, "low": self.low, "median": self.median, "high": self.high}


@dataclass(frozen=True)
class Term:
    """One term of the ledger."""

    term: str
    label: str
    adds_to: tuple[str, ...]  # of range, commitment, sequencing
    spread: Spread


@dataclass(frozen=True)
class Slack:
    """One of the three slacks whose smallest is the closed-form margin."""

    slack: str
    label: str
    spread: Spread
    binds: float  # share of worlds in which it is the smallest
    wedge: str  # its most negative term at the medians; "" where none is negative


@dataclass(frozen=True)
class Threshold:
    """Common belief in the patron's resolve that a settlement needs."""

    spread: Spread  # kept within [0, 1]
    any_will_do: float  # share of worlds
    none_suffices: float


@dataclass(frozen=True)
class Footprint:
    """Largest posture the patron can sustain for ever, by type."""

    resolute: int
    irresolute: int
    resolute_shares: tuple[float, ...]  # of worlds by posture 0-3
    irresolute_shares: tuple[float, ...]


@dataclass(frozen=True)
class Explanation:
    """Why the war is settled or not in one situation."""

    scenario: str
    title: str
    scenario_hash: str
    situation: Situation
    seed: int
    worlds: int
    attempts: int  # joint draws it took to find them: types of patron that would not differ are drawn again
    prior_set: str
    prior: str  # the same in words, with whose estimates
    has_troops: bool
    labels: dict[str, str]
    posture_labels: tuple[str, ...]
    terms: tuple[Term, ...]
    slacks: tuple[Slack, ...]
    least: Spread  # lowest share the insurgents would sign, closed form
    most: Spread  # highest share the government would give
    margin: Spread  # closed form; the ripeness margin is that of the solved game
    probability_positive: float  # of the closed-form margin, over worlds
    binding: str  # at the medians
    waits: float  # share of worlds in which the insurgents gain more by settling with the patron first
    threshold: Threshold | None  # none where no troops are there to leave
    footprint: Footprint | None
    speed_limits: tuple[tuple[float, Spread], ...]  # by factor on the tempo of diplomacy
    game: Reading | None

    @property
    def date(self) -> str:
        """The day that is spoken of: the information date, or a month."""
        return self.situation.date

    @property
    def width(self) -> Spread:
        """B_0, width of the range of terms both would sign."""
        return self.slacks[0].spread

    def as_dict(self) -> dict[str, Any]:
        """The fields of ``explain --json``; every term says which of the slacks it adds to."""
        return {
            "schema_version": SCHEMA_VERSION,
            "scenario": self.scenario,
            "scenario_hash": self.scenario_hash,
            "date": self.date,
            "situation": self.situation.as_dict(),
            "seed": self.seed,
            "worlds": self.worlds,
            "attempts": self.attempts,
            "prior_set": self.prior_set,
            "ledger": [
                {"term": t.term, "label": t.label, **t.spread.as_dict(), "adds_to": list(t.adds_to)} for t in self.terms
            ],
            "width": self.width.as_dict(),
            "range": {"least": self.least.as_dict(), "most": self.most.as_dict()},
            "slacks": [
                {"slack": s.slack, "label": s.label, **s.spread.as_dict(), "binds": s.binds, "wedge": s.wedge}
                for s in self.slacks
            ],
            "closed_form": {
                **self.margin.as_dict(),
                "probability_positive": self.probability_positive,
                "binding": self.binding,
            },
            "sequencing": {"patron_first": self.waits},
            "belief_threshold": None
            if self.threshold is None
            else {
                **self.threshold.spread.as_dict(),
                "any_will_do": self.threshold.any_will_do,
                "none_suffices": self.threshold.none_suffices,
            },
            "footprint": None
            if self.footprint is None
            else {
                "resolute": {"value": self.footprint.resolute, "shares": list(self.footprint.resolute_shares)},
                "irresolute": {"value": self.footprint.irresolute, "shares": list(self.footprint.irresolute_shares)},
            },
            "speed_limit": [{"years": SOON, "tempo": tempo, **s.as_dict()} for tempo, s in self.speed_limits],
            **(game_dict(self.game, self.labels) if self.game else {"steps": [], "hazards": []}),
        }


def explain(
    scenario: Scenario,
    *,
    seed: int = 1,
    worlds: int = 200,
    prior_set: str = "reference",
    solve: bool = True,
    found: Situation | None = None,
    jobs: int = 1,
) -> Explanation:
    """Why the war is settled or not.

    Parameters
    ----------
    scenario : a war before anyone acts.
    seed : of the draws of the parameters; the same worlds as a run with that seed.
    worlds : how many joint draws, at least 1.
    prior_set : "reference", "sceptical" or "favourable".
    solve : solve the game at the medians too, its kernel fitted to the ground; without it only the closed form, which
        stays with the prior of what follows an exit, is reported.
    found : from ``situation``; the start if it is left out. What it knows of control and belief holds in all worlds.

    Raises
    ------
    SettingsError
        If a setting is out of range.

    References
    ----------
    Model 0.2 and 9.2 (ledger), 3.3, 3.6 and 3.8 (game), 3.11 (speed limit).
    """
    import numpy as np

    from ripeness.engine.played import leanings
    from ripeness.ensemble.design import Plan, draw_world
    from ripeness.strategy.ledger import SUMS, WITH_TROOPS, ledger, stakes

    Plan(seed=seed, worlds=worlds, prior_set=prior_set)  # refuses bad settings
    here = found or situation(scenario)
    plain = medians(scenario, prior_set)
    drawn = [draw_world(scenario, seed, world, prior_set) for world in range(worlds)]
    centre = carried(plain, here)
    values = carried({name: np.array([world.values[name] for world in drawn]) for name in plain}, here)
    middle, spread = ledger(stakes(centre, here.state)), ledger(stakes(values, here.state))
    has_troops = here.posture >= WITH_TROOPS
    binding = np.broadcast_to(spread.binding, worlds)
    return Explanation(
        scenario=scenario.name, title=scenario.title, scenario_hash=scenario.hash,
        situation=here, seed=seed, worlds=worlds,
        attempts=sum(world.attempts for world in drawn), prior_set=prior_set,
        prior=prior_words(scenario, prior_set),
        has_troops=has_troops, labels=dict(scenario.labels), posture_labels=tuple(scenario.posture_labels),
        terms=tuple(
            Term(
                term=name, label=words.term(name, scenario.labels),
                adds_to=tuple(part for part in SUMS if name in SUMS[part]),
                spread=_spread(middle.terms[name], spread.terms[name]),
            )
            for name in middle.terms
        ),
        slacks=tuple(
            Slack(
                slack=part, label=words.slack(part, scenario.labels, has_troops),
                spread=_spread(middle.total(part), spread.total(part)),
                binds=float(np.mean(binding == part)), wedge=_worst(middle, part),
            )
            for part in SUMS
        ),
        least=_spread(middle.least, spread.least),
        most=_spread(middle.most, spread.most),
        margin=_spread(middle.margin, spread.margin),
        probability_positive=float(np.mean(spread.margin > 0.0)),
        binding=middle.binding,
        waits=float(np.mean(spread.total("sequencing") < 0.0)),
        threshold=_belief_threshold(middle, spread) if has_troops else None,
        footprint=_footprint(centre, values, _start(scenario)) if has_troops else None,
        speed_limits=_speed_limits(centre, values, here.state, len(leanings(scenario))),
        game=read_game(scenario, middle_world(scenario, prior_set, jobs=jobs), here) if solve else None,
    )  # fmt: skip


def _start(scenario: Scenario) -> tuple[int, int, int]:
    return scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"]


def _spread(value: Any, over_worlds: Any) -> Spread:
    """A number at the medians with its quantiles over worlds."""
    import numpy as np

    low, median, high = np.quantile(np.atleast_1d(over_worlds), INTERVAL)
    return Spread(float(value), float(low), float(median), float(high))


def _worst(middle: Ledger, part: str) -> str:
    """The term that takes most from a slack."""
    from ripeness.strategy.ledger import SUMS

    name = min(SUMS[part], key=lambda term: float(middle.terms[term]))
    return name if middle.terms[name] < 0.0 else ""


def _belief_threshold(middle: Ledger, spread: Ledger) -> Threshold:
    import numpy as np

    over = np.atleast_1d(spread.belief_threshold)
    return Threshold(
        spread=_spread(np.clip(middle.belief_threshold, 0.0, 1.0), np.clip(over, 0.0, 1.0)),
        any_will_do=float(np.mean(over <= 0.0)),
        none_suffices=float(np.mean(over >= 1.0)),
    )


def _footprint(centre: dict[str, float], values: dict[str, np.ndarray], start: tuple[int, int, int]) -> Footprint:
    import numpy as np

    from ripeness.strategy.ledger import sustained_postures

    resolute, irresolute = sustained_postures(centre, start)
    shares = [tuple(float(np.mean(rungs == rung)) for rung in range(4)) for rungs in sustained_postures(values, start)]
    return Footprint(int(resolute), int(irresolute), *shares)


def _speed_limits(
    centre: dict[str, float], values: dict[str, np.ndarray], start: tuple[int, int, int], blocs: int
) -> tuple[tuple[float, Spread], ...]:
    from ripeness.strategy.speed_limit import speed_limit

    def limit(of: dict[str, Any], tempo: float) -> Any:
        return speed_limit(of, start, SOON, tempo, blocs)

    return tuple((tempo, _spread(limit(centre, tempo), limit(values, tempo))) for tempo in SPEEDS)
