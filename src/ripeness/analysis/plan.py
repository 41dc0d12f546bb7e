"""An actor's theory of victory as a chain of conditional chances: as the actor sees it, as all see it, as futures went.

What an actor expects is read from the solved game with its own beliefs put in: insurgents think the patron less
resolute and the state less viable than everybody else, a patron knows whether it means to stay. The game has no
garrisons and no provincial capitals; links about them are read from stored futures alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis import links, words
from ripeness.analysis.centre import middle_world
from ripeness.analysis.options import read
from ripeness.analysis.situation import game_at, situation
from ripeness.engine import solved
from ripeness.ensemble.shares import parameters, run_noise, tally
from ripeness.errors import SettingsError, SolverError
from ripeness.strategy import events as ev
from ripeness.strategy.grid import COARSE
from ripeness.strategy.outlook import PUBLIC, Eyes, Link, in_order, insurgents_eyes

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.plans import Plan
    from ripeness.scenario.war import Scenario

WORLDS = 4  # of a run, whose games are solved for the actor's expectation
CERTAIN = 60.0  # log-odds of a patron that knows its own mind


class Seen(NamedTuple):
    """Chances in the game with somebody's beliefs, means over worlds; None where the game does not tell a link."""

    label: str
    given: tuple[float | None, ...]  # of each link once the links before it have happened
    so_far: tuple[float | None, ...]  # of the chain up to it


class Counted(NamedTuple):
    """One link in stored futures."""

    given: float | None  # share of those in which the links before it happened; None where there are none
    happened: int
    of: int
    chance: tuple[float, float] | None  # 90 % interval of chance
    parameters: tuple[float, float] | None  # 5 and 95 % points over worlds
    so_far: float  # of all futures


@dataclass(frozen=True)
class Chain:
    """A plan with its chances."""

    actor: str
    label: str
    aim: str
    claims: tuple[str, ...]
    links: tuple[str, ...]  # names of what is to happen
    texts: tuple[str, ...]
    believed: tuple[Seen, ...]  # as the actor sees it; a patron by what it means to do
    public: Seen  # the same game with what everybody believes
    futures: tuple[Counted, ...]  # empty without a run
    worlds: int  # behind believed and public; 0 at the medians

    def as_dict(self) -> dict[str, Any]:
        """Plain values, one entry a link."""
        return {
            "actor": self.actor, "label": self.label, "aim": self.aim, "claims": list(self.claims),
            "worlds": self.worlds,
            "links": [
                {
                    "happens": name, "text": text,
                    "believed": [{"by": seen.label, "given": seen.given[i], "so_far": seen.so_far[i]}
                                 for seen in self.believed],
                    "public": {"given": self.public.given[i], "so_far": self.public.so_far[i]},
                    "futures": self.futures[i]._asdict() if self.futures else None,
                }
                for i, (name, text) in enumerate(zip(self.links, self.texts, strict=True))
            ],
        }  # fmt: skip


def chain(scenario: Scenario, actor: str, run: Run | None = None, prior_set: str = "reference", jobs: int = 1) -> Chain:
    """The plan of an actor with its chances from the first day to the last.

    Parameters
    ----------
    actor : one that has a plan in the scenario.
    run : a stored run of this scenario: its futures are counted, and the game is solved in its first worlds. Without
        one the game is solved at the medians.
    jobs : threads over worlds.

    Raises
    ------
    SettingsError
        If the scenario has no plan of that actor, or the run is one of another war.
    SolverError
        If no world has a solution to be trusted.

    References
    ----------
    Model 9.9. Every chance is that the links happen in this order by the end of the war.
    """
    plan = plan_of(scenario, actor)
    situation(scenario, None, run)  # refuses a run of another war
    kind = next(one.kind for one in scenario.actors if one.id == actor)
    if run is None:
        worlds: Sequence[Mapping[str, float]] = [middle_world(scenario, prior_set, jobs=jobs)]
    else:
        failed = {failure.world for failure in run.failures if failure.arm == "reference"}
        worlds = [world.values for world in run.worlds if world.index not in failed][:WORLDS]
    believed, public = _seen(scenario, plan, kind, worlds, jobs)
    labels = scenario.labels
    return Chain(
        actor=actor, label=words.party(kind, labels), aim=plan.aim, claims=plan.claims,
        links=tuple(link.happens for link in plan.links), texts=texts(plan, labels),
        believed=believed, public=public, futures=() if run is None else _counted(run, plan),
        worlds=0 if run is None else len(worlds),
    )  # fmt: skip


def plans(run: Run) -> list[dict[str, Any]]:
    """Every plan of a run's war as its futures had it: ``actor, label, aim, claims, links``."""
    scenario = run.scenario
    kinds = {one.id: one.kind for one in scenario.actors}
    return [
        {
            "actor": actor, "label": words.party(kinds[actor], scenario.labels), "aim": plan.aim,
            "claims": list(plan.claims),
            "links": [
                {"happens": link.happens, "text": text, **found._asdict()}
                for link, text, found in zip(
                    plan.links, texts(plan, scenario.labels), _counted(run, plan), strict=True
                )
            ],
        }
        for actor, plan in scenario.plans.items()
    ]  # fmt: skip


def plan_of(scenario: Scenario, actor: str) -> Plan:
    """The plan of an actor.

    Raises
    ------
    SettingsError
        If there is none.
    """
    from ripeness.scenario.problems import did_you_mean

    if actor.lower() in scenario.plans:
        return scenario.plans[actor.lower()]
    if not scenario.plans:
        raise SettingsError(f"{scenario.name} has no plans", "Write plans.yaml: one chain of links an actor.")
    raise SettingsError(f"no plan of an actor '{actor}'", did_you_mean(actor, scenario.plans, "plans"))


def texts(plan: Plan, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The links in words."""
    from ripeness.scenario.plans import HAPPENINGS

    return tuple(words.capital(link.text or words.phrase(HAPPENINGS, link.happens, labels)) for link in plan.links)


def eyes_of(kind: str, game: Any, labels: Mapping[str, str]) -> dict[str, Eyes]:
    """Whose expectations count for an actor, by their label: its own, or those of both types of a patron."""
    if kind == "patron":
        return {
            words.party("patron_irresolute", labels): Eyes(-CERTAIN),
            words.party("patron_resolute", labels): Eyes(CERTAIN),
        }
    return {words.party(kind, labels): insurgents_eyes(game) if kind == "insurgent" else PUBLIC}


def expected(scenario: Scenario, plan: Plan, kind: str, values: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Chances of a plan in the game of one world, by whose eyes ("" for everybody's): (link,) so far, NaN unknown."""
    years = scenario.months / 12.0
    game, place = game_at(scenario, values, situation(scenario), COARSE.end)
    solution = solved.solution(game, COARSE, horizon=years)
    told = [(i, links.GAME[link.happens]) for i, link in enumerate(plan.links) if link.happens in links.GAME]
    stands = plan.links[-1].happens == "government_stands"
    asked = [link for _, link in told] + ([Link(events=(ev.COLLAPSE,))] if stands else [])
    views = {**eyes_of(kind, game.first, scenario.labels), "": PUBLIC}
    passed = in_order(solution, game, years, asked, tuple(views.values()))
    found = {}
    for label, by_link in zip(views, passed, strict=True):
        chances = [read(solution, by_node, place) for by_node in by_link]
        row = np.full(len(plan.links), np.nan)
        for (i, _), value in zip(told, chances, strict=False):
            row[i] = value
        if stands:
            before = chances[-2] if len(chances) > 1 else 1.0
            row[-1] = before - chances[-1]
        found[label] = row
    return found


def _seen(
    scenario: Scenario, plan: Plan, kind: str, worlds: Sequence[Mapping[str, float]], jobs: int
) -> tuple[tuple[Seen, ...], Seen]:
    def one(values: Mapping[str, float]) -> dict[str, np.ndarray] | SolverError:
        try:
            return expected(scenario, plan, kind, values)
        except SolverError as error:
            return error

    with ThreadPoolExecutor(max(jobs, 1)) as pool:
        answers = list(pool.map(one, worlds))
    found = [answer for answer in answers if not isinstance(answer, SolverError)]
    if not found:
        raise next(answer for answer in answers if isinstance(answer, SolverError))
    seen = {}
    for label in found[0]:
        so_far = np.mean([answer[label] for answer in found], axis=0)
        known, given = 1.0, []
        for value in so_far:
            given.append(None if np.isnan(value) or known <= 0.0 else float(value / known))
            known = known if np.isnan(value) else float(value)
        seen[label] = Seen(label, tuple(given), tuple(None if np.isnan(v) else float(v) for v in so_far))
    public = seen.pop("")
    return tuple(seen.values()), public


def _counted(run: Run, plan: Plan) -> tuple[Counted, ...]:
    """Links in the futures of a run, each among those in which the links before it happened."""
    row, world = np.asarray(run.records(), dtype=float), run.world_of()
    count, total = run.plan.filled_worlds, len(row)
    so_far, latest = np.ones(total, dtype=bool), np.full(total, -1.0)
    rows = []
    for link in plan.links:
        happened, month = links.RECORD[link.happens](row)
        before = so_far
        so_far = before & happened & ~(month < latest)
        latest = np.fmax(latest, np.where(so_far, month, np.nan))
        of, seen = int(before.sum()), int(so_far.sum())
        hits, tries = tally(so_far[before], world[before], count)
        chance = run_noise(hits, tries) if of else None
        several = tries >= 2
        spread = parameters(hits[several], tries[several]) if several.any() else None
        rows.append(Counted(seen / of if of else None, seen, of, chance, spread, seen / max(total, 1)))
    return tuple(rows)
