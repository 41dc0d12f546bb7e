"""The game's numbers: who wants what, what they think of each other, what nature does.

Built from a world's parameters by name. Rates are per year; payoffs of insurgents and government are in units
of permanent sole rule, the patron's in units of the blame for a collapse.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ripeness.errors import SettingsError
from ripeness.strategy import events as ev

EXPECTATION_YEARS = 0.5  # tau_e of model 3.4
CONSENTS = {ev.ACCORD: 2, ev.INTRA: 2, ev.CEASEFIRE: 2, ev.SETTLE: 2}
HALVES = {ev.CLOSE_PATRON: "close", ev.CLOSE_INSURGENT: "close", ev.WALK_INSURGENT: "walk",
          ev.WALK_GOVERNMENT: "walk", ev.RENEGE_INSURGENT: "renege", ev.RENEGE_GOVERNMENT: "renege"}  # fmt: skip


class Game(NamedTuple):
    """One perceived game."""

    nu: np.ndarray  # (18,) opportunity rates
    reference: np.ndarray  # (18,) reference hazards, what lambda = 0 gives
    lumps: np.ndarray  # (18,) what levers make a move of the patron pay it at once
    barred: np.ndarray  # bool (22, 8, 5) moves that may not be made, by cell and talks
    bias_single: float
    bias_joint: float
    precision: np.ndarray  # (3,) insurgent, government, patron
    discount: np.ndarray  # (3,) same order
    blame_memory: float
    level: np.ndarray  # (4,) by posture
    war_benefits: float
    war_cost_insurgent: np.ndarray  # (4,) by posture, weariness included
    war_cost_government: float
    office_rents: float
    aid_rents: float
    settled_rents: float  # share of the rents of office that a settlement leaves
    settled_aid: float  # the same of the rents of aid
    indivisibility: float
    foreign_troops: float
    legitimacy_flow: float
    renege_cost: float
    staying_cost: np.ndarray  # (2, 4) irresolute, resolute by posture
    settlement_value: float
    terms_reference: float
    accord_value: np.ndarray  # (2,)
    escalation_cost: float
    renounce_cost: float
    reform_cost: float
    blame: float
    victory: float  # 1 - iso (1 - rec)
    belief_offset: float
    viability_offset: float
    execution: float
    decay: float
    redraw_rate: float
    resolute_share: float
    turnover_redraw: float
    turnover: np.ndarray  # years
    drift: np.ndarray  # (4,) log-odds per year by posture
    drift_cohesion: float
    drift_control: float  # what control adds to its own drift, per year
    volatility: np.ndarray  # (4,) at war, by posture
    volatility_calm: np.ndarray  # (3,) factors: war, ceasefire, settled
    log_collapse: np.ndarray  # (4,) at x = .5, cohesion neutral, e = lev
    collapse_control: float
    collapse_cohesion: float
    collapse_expectation: float
    collapse_cap: float
    collapse_calm: np.ndarray  # (3,) factors: war, ceasefire, settled
    condition_phase: int
    accord_phases: str
    start: tuple[int, int, int]  # posture, commitment, talks
    start_log_odds: float
    start_belief: float


def build(
    values: Mapping[str, float],
    turnover: Sequence[float] = (),
    base_rate: bool = False,
    accord_phases: str = "any",
    start: tuple[int, int, int] = (3, 0, 1),
) -> Game:
    """The game of one world.

    Parameters
    ----------
    values : parameters by name.
    turnover : years from the start at which a patron's leader takes office, up to the end of the solution.
    base_rate : all choices at their reference hazards (lambda = 0).
    accord_phases : structural switch N_deal: "any", "exclusive", "linkage".
    start : posture, commitment, talks on the first day.

    References
    ----------
    Model 3.2-3.3, 9.3, 9.11; kernel of 3.3 and Appendix B.
    """
    v = values
    reference, nu = _opportunities(v)
    lam = [0.0 if base_rate else v[f"choice.precision_{who}"] for who in ("insurgent", "government", "patron")]
    return Game(
        nu=nu,
        reference=reference,
        lumps=np.zeros(ev.DECIDED),
        barred=np.zeros((ev.EVENTS, len(ev.CELLS), 5), dtype=bool),
        bias_single=v["hazard.bias_single"],
        bias_joint=v["hazard.bias_joint"],
        precision=np.array(lam),
        discount=np.array([v[f"payoff.discount_{who}"] for who in ("insurgent", "government", "patron")]),
        blame_memory=v["payoff.blame_memory"],
        level=posture_levels(v),
        war_benefits=v["payoff.war_benefits"],
        war_cost_insurgent=war_costs(v),
        war_cost_government=v["payoff.war_cost_government"],
        office_rents=v["payoff.office_rents"],
        aid_rents=v["payoff.aid_rents"],
        settled_rents=v["payoff.settled_rents"],
        settled_aid=0.0,
        indivisibility=v["payoff.indivisibility"],
        foreign_troops=v["payoff.foreign_troops"],
        legitimacy_flow=v["payoff.legitimacy_flow"] * (1.0 - v["region.recognition"]),
        renege_cost=v["payoff.renege_cost"],
        staying_cost=staying_costs(v, start[0]),
        settlement_value=v["payoff.settlement_value"],
        terms_reference=v["payoff.terms_reference"],
        accord_value=np.array([v["payoff.accord_irresolute"], v["payoff.accord_resolute"]]),
        escalation_cost=v["payoff.cost_escalate"],
        renounce_cost=v["payoff.cost_renounce"],
        reform_cost=v["payoff.reform_cost"],
        blame=v["payoff.blame"],
        victory=1.0 - v["payoff.isolation"] * (1.0 - v["region.recognition"]),
        belief_offset=v["information.resolve_offset"],
        viability_offset=v["information.viability_offset"],
        execution=v["hazard.execution"],
        decay=v["hazard.decay"],
        redraw_rate=v["patron.redraw_rate"],
        resolute_share=v["patron.resolute_share"],
        turnover_redraw=v["patron.turnover_redraw"],
        turnover=np.array(sorted(turnover), dtype=float),
        drift=np.array([v[f"kernel.drift_{r}"] for r in ("none", "money", "residual", "main")]),
        drift_cohesion=v["kernel.drift_cohesion"],
        drift_control=v["kernel.drift_control"],
        volatility=np.array([v[f"kernel.volatility_{r}"] for r in ("none", "money", "residual", "main")]),
        volatility_calm=np.array([1.0, v["kernel.ceasefire_volatility"], v["kernel.settled_volatility"]]),
        log_collapse=np.array([v[f"kernel.collapse_{r}"] for r in ("none", "money", "residual", "main")]),
        collapse_control=v["kernel.collapse_control"],
        collapse_cohesion=v["kernel.collapse_cohesion"],
        collapse_expectation=v["kernel.collapse_expectation"],
        collapse_cap=v["kernel.collapse_cap"],
        collapse_calm=np.array([1.0, v["kernel.collapse_ceasefire"], v["kernel.collapse_settled"]]),
        condition_phase=round(v["choice.condition_phase"]),
        accord_phases=accord_phases,
        start=start,
        start_log_odds=national_log_odds(v["territory.start_mean"], v["territory.cross_section_sd"]),
        start_belief=v["information.resolve_start"],
    )


def start_cohesion(values: Mapping[str, float]) -> float:
    """Weight of the game's "high" cohesion on the first day.

    References
    ----------
    Model 3.10: w_y = clip((y - .35)/.30, 0, 1).
    """
    return min(max((values["government.cohesion"] - 0.35) / 0.30, 0.0), 1.0)


def national_log_odds(mean: float, spread: float) -> float:
    """Log-odds of the population's share under the government, districts being normal (mean, spread) in logit.

    References
    ----------
    V04: sigma(m / sqrt(1 + pi s^2 / 8)) to .005 for s <= 1.
    """
    return mean / math.sqrt(1.0 + math.pi * spread**2 / 8.0)


WEDGES = ("rents", "indivisibility", "optimism", "commitment", "guarantee", "side_deal")


def without(game: Game, wedges: Iterable[str]) -> Game:
    """The same game with some wedges of the bargaining range switched off.

    Parameters
    ----------
    wedges : names from ``WEDGES``. Rents: nothing is lost by signing. Indivisibility: neither the constitution
        nor foreign troops hurt. Optimism: the insurgents see what everybody sees. Commitment: nobody can renege.
        Guarantee: reneging costs nothing. Side deal: no accord without the government at the table.

    References
    ----------
    Model 0.2 (full game): costs are the base and are never switched off.
    """
    for wedge in wedges:
        if wedge == "rents":
            game = game._replace(settled_rents=1.0, settled_aid=1.0)
        elif wedge == "indivisibility":
            game = game._replace(indivisibility=0.0, foreign_troops=0.0)
        elif wedge == "optimism":
            game = game._replace(belief_offset=0.0, viability_offset=0.0)
        elif wedge == "commitment":
            game = closed(game, (ev.RENEGE_INSURGENT, ev.RENEGE_GOVERNMENT))
        elif wedge == "guarantee":
            game = game._replace(renege_cost=0.0)
        elif wedge == "side_deal":
            game = game._replace(accord_phases="linkage")
        else:
            raise SettingsError(f"unknown wedge '{wedge}'", f"Known wedges: {', '.join(WEDGES)}.")
    return game


def closed(game: Game, events: Iterable[int]) -> Game:
    """The same game in which some events have no opportunity."""
    nu, reference = game.nu.copy(), game.reference.copy()
    for event in events:
        nu[event] = reference[event] = 0.0
    return game._replace(nu=nu, reference=reference)


def posture_levels(values: Mapping[str, Any]) -> np.ndarray:
    """Posture level by rung, (4,) or (4, world): nothing, money and materiel, residual force, main force."""
    return np.stack(np.broadcast_arrays(0.0, values["patron.level_money"], values["patron.level_residual"], 1.0))


def war_costs(values: Mapping[str, Any]) -> np.ndarray:
    """Cost of the war to the insurgents by posture, weariness included, (4,) or (4, world).

    References
    ----------
    Model 3.2: c_T(r) = .10 + (c - .10) sqrt(lev), times 1 + chi_phi phi_w.
    """
    v = _aligned(values, _FIGHTING)
    weariness = 1.0 + v["forces.weariness_cost"] * v["forces.weariness"]
    return np.asarray((0.10 + (v["payoff.war_cost_insurgent"] - 0.10) * np.sqrt(posture_levels(v))) * weariness)


def staying_costs(values: Mapping[str, Any], posture: int) -> np.ndarray:
    """Flow cost of each posture to each type, (2, 4) or (2, 4, world): (k0_theta + k1 K_P(r)) lev(r).

    References
    ----------
    Model M7; deaths and cost measured at ``posture`` scale with the level.
    """
    v = _aligned(values, _STAYING)
    level = posture_levels(v)
    here = np.where(level[posture] > 0.0, level[posture], 1.0)
    issue = v["patron.deaths_per_million"] / v["patron.salience_deaths"]
    issue = issue + v["patron.war_cost_share"] / v["patron.salience_cost"]
    burden = (1.0 - v["patron.support"]) * -np.expm1(-issue * level / here)
    own = np.stack([v["patron.cost_irresolute"], v["patron.cost_resolute"]])
    return np.asarray((own[:, None] + v["patron.cost_burden"] * burden[None, :]) * level)


_LEVELS = ("patron.level_money", "patron.level_residual")
_FIGHTING = ("payoff.war_cost_insurgent", "forces.weariness_cost", "forces.weariness", *_LEVELS)
_STAYING = (
    *("patron.deaths_per_million", "patron.salience_deaths", "patron.war_cost_share", "patron.salience_cost"),
    *("patron.support", "patron.cost_irresolute", "patron.cost_resolute", "patron.cost_burden", *_LEVELS),
)


def _aligned(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Some parameters as arrays of one shape: () for one world, (world,) where any of them is drawn."""
    return dict(zip(names, np.broadcast_arrays(*(values[name] for name in names)), strict=True))


def _opportunities(v: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray]:
    single = 1.0 / (1.0 + math.exp(-v["hazard.bias_single"]))
    joint = 1.0 / (1.0 + math.exp(-v["hazard.bias_joint"]))
    reference = np.zeros(ev.DECIDED)
    nu = np.zeros(ev.DECIDED)
    for e in range(ev.DECIDED):
        reference[e] = v[f"hazard.{HALVES[e]}"] / 2.0 if e in HALVES else v[f"hazard.{ev.NAMES[e]}"]
        nu[e] = reference[e] / (joint**2 if e in CONSENTS else single)
    return reference, nu
