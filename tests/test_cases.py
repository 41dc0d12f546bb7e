"""Worked examples of the literature as data (`tests/cases/*.yaml`), run against the project's own code.

``PROJECT`` computes with what the product ships. ``CONVENTIONS`` holds the few textbook formulas the product has no
use for (those that other tests need too in ``textbook``); a case of theirs fixes a convention (who keeps x, when a cost
is paid, who moves at a tie) and tests no code of ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML
from scipy.optimize import brentq, minimize, minimize_scalar, root
from scipy.stats import norm

from ripeness.model.information import belief_after_step, quiet_belief
from ripeness.model.massing import critical_air, engagement, formation_size
from ripeness.model.militias import threshold_oversight
from ripeness.model.powerbrokers import folds, unit_threshold
from ripeness.strategy.blocs import coalitions, collective, power
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.ledger import Stakes, ledger, sustained_postures
from ripeness.strategy.speed_limit import hypoexponential, speed_limit
from ripeness.strategy.terms import bargaining_weight, nash_terms
from textbook import fought_out, global_game, joiners, public_cutoff, public_threshold, share_of_joiners

FOLDER = Path(__file__).parent / "cases"
BIAS = -1.5  # acceptance without a gain, one consent
PLAIN = Stakes(
    share_stay=0.5, share_left=0.5, share_left_seen=0.5, cost_insurgent=0.0, cost_government=0.0, belief_insurgent=1.0,
    belief_government=1.0, exit_hazard=0.4, discount=0.06, office_rents=0.0, indivisibility=0.0, renege_cost=0.0,
    bargaining_weight=0.5,
)  # fmt: skip


def cases() -> list[dict[str, Any]]:
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in YAML(typ="safe").load(path)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_a_worked_example_comes_out(case):
    compute = {**PROJECT, **CONVENTIONS}[case["quantity"]]
    found = np.atleast_1d(np.asarray(compute(**case["given"]), dtype=float))
    expected = np.atleast_1d(np.asarray(case["expect"], dtype=float))
    if "tolerance" in case:
        assert found == pytest.approx(expected, rel=0.0, abs=case["tolerance"])
    else:
        assert found == pytest.approx(expected, rel=1e-6)


def test_every_case_has_a_name_of_its_own_a_source_and_a_quantity():
    names = [case["name"] for case in cases()]
    assert len(set(names)) == len(names)
    assert all(case["source"].strip() for case in cases())
    assert {case["quantity"] for case in cases()} == set(PROJECT) | set(CONVENTIONS)


def range_of_terms(share: float, cost_insurgent: float, cost_government: float) -> tuple[float, float]:
    found = ledger(
        PLAIN._replace(
            share_stay=share, share_left=share, share_left_seen=share,
            cost_insurgent=cost_insurgent, cost_government=cost_government,
        )
    )  # fmt: skip
    return found.least, found.most


def worked_ledger(**given: float) -> tuple[float, float]:
    found = ledger(Stakes(**given, bargaining_weight=0.6))
    return found.width, found.total("commitment")


def largest_enforceable_shift(cost_insurgent: float, cost_government: float, renege_cost: float) -> float:
    def slack(shift: float) -> float:
        costs = {"cost_insurgent": cost_insurgent, "cost_government": cost_government, "renege_cost": renege_cost}
        left = 0.3 + shift
        return ledger(PLAIN._replace(share_stay=0.3, share_left=left, share_left_seen=left, **costs)).total(
            "commitment"
        )

    return brentq(slack, 0.0, 0.7, xtol=1e-13)


def nash_share(insurgent: float, government: float, weight: float) -> float:
    knots = np.linspace(0.05, 0.95, 7)
    return float(nash_terms(knots - insurgent, 1.0 - knots - government, knots, weight))


def nash_share_of_a_root(knots: int) -> float:
    shares = np.linspace(0.05, 0.95, knots)
    return float(nash_terms(np.sqrt(shares), 1.0 - shares, shares, 0.5))


def attrition(prize: float, cost: float, discount: float, opportunity: float, precision: float) -> float:
    """Hazard of quitting that is its own best reply: quitting gains the value of holding on, with its sign turned."""

    def gap(hazard: float) -> float:
        holding_on = (hazard * prize - cost) / (discount + 2.0 * hazard)
        return hazard - opportunity * acceptance(-holding_on, BIAS, precision)

    return brentq(gap, 1e-6, 1.0, xtol=1e-12)


def attrition_length(prizes: list[float], cost: float) -> tuple[float, float, float, float]:
    """Hazards of the two sides near the limit, mean and median length of the war."""
    opportunity, precision, discount = 1e4, 1e4, 0.05
    prize = np.array(prizes)

    def gaps(logs: np.ndarray) -> np.ndarray:
        hazard = np.exp(logs)
        holding_on = (hazard[::-1] * prize - cost) / (discount + hazard.sum())
        return logs - np.log(opportunity * acceptance(-holding_on, BIAS, precision))

    found = root(gaps, np.log(cost / prize[::-1]))
    assert found.success
    hazards = np.exp(found.x)
    return *hazards, 1.0 / hazards.sum(), math.log(2.0) / hazards.sum()


def cost_just_kept(discount: float, memory: float, collapse: float, level_residual: float, level_money: float) -> float:
    """Flow cost of a residual force at which the irresolute type turns from keeping to leaving it."""

    def kept(cost: float) -> int:
        values = {
            "patron.level_money": level_money, "patron.level_residual": level_residual, "patron.cost_irresolute": cost,
            "patron.cost_resolute": 0.0, "patron.cost_burden": 0.0, "patron.support": 0.5,
            "patron.deaths_per_million": 1.0, "patron.salience_deaths": 1.0, "patron.war_cost_share": 1.0,
            "patron.salience_cost": 1.0, "payoff.discount_patron": discount, "payoff.blame_memory": memory,
            "payoff.blame": 1.0, "kernel.collapse_money": math.log(collapse), "kernel.collapse_none": math.log(0.7),
        }  # fmt: skip
        return sustained_postures(values, (3, 0, 1))[1]

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if kept(middle) >= 2 else (low, middle)
    return low * level_residual


def belief_after_quiet(belief: float, hazard: float, years: float) -> float:
    return quiet_belief(belief, hazard, 0.0, 0.5, years)


def belief_after_battles(belief: float, strong: float, weak: float, won: int, lost: int) -> float:
    return belief_after_step(belief, won * math.log(strong / weak) + lost * math.log((1 - strong) / (1 - weak)))


def doubts_after_quiet_periods(doubt: float, low: float, high: float, periods: int) -> list[float]:
    found, belief = [], 1.0 - doubt
    for _ in range(periods):
        belief = belief_after_step(belief, math.log((1.0 - high) / (1.0 - low)))
        found.append(1.0 - belief)
    return found


def hazards_expected(doubt: float, low: float, high: float, periods: int) -> list[float]:
    doubts = [doubt, *doubts_after_quiet_periods(doubt, low, high, periods)]
    return [d * low + (1.0 - d) * high for d in doubts]


def competing_risks(hazards: list[float], time: float) -> list[float]:
    """One stage that any of the risks ends; who ended it, in proportion."""
    ended = hypoexponential([sum(hazards)], time)
    return [h / sum(hazards) * ended for h in hazards] + [1.0 - ended]


def settlement_by_april(tempo: float) -> float:
    values = {"hazard.intra": 0.15, "hazard.settle": 0.10, "hazard.bias_joint": -0.5, "hazard.bias_single": -1.5}
    return speed_limit(values, (3, 0, 1), 0.41, tempo)


def staged(rates: list[float], years: float, tempos: list[float]) -> list[float]:
    return [hypoexponential(np.array(rates) * tempo, years) for tempo in tempos]


def battle(regulars: float, guerrillas: float, exposed: float, **rates: float) -> tuple[float, float, float]:
    return fought_out(lambda x, y: engagement(x, y, exposed, **rates), regulars, guerrillas)


def every_fold(pull: float, noise: float) -> list[float]:
    found = folds(pull, noise)
    assert found is not None
    return [*found[0], *found[1]]


def consent(weights: list[float], quorum: float, chances: list[float]) -> float:
    return collective(*chances, 0.0, coalitions(np.array(weights, dtype=float), quorum))


PROJECT: dict[str, Callable[..., Any]] = {
    "battle": battle,
    "survivors": lambda **given: battle(**given)[:2],
    "formation": lambda air, **given: formation_size(np.array([air], np.float32), **given),
    "critical_air": critical_air,
    "threshold_oversight": threshold_oversight,
    "unit_threshold": unit_threshold,
    "folds": every_fold,
    "has_folds": lambda pull, noises: [float(folds(pull, noise) is not None) for noise in noises],
    "shapley_shubik": lambda **given: power(**given).shapley_shubik,
    "swings": lambda **given: power(**given).swings,
    "banzhaf": lambda **given: power(**given).banzhaf,
    "consent": consent,
    "range_of_terms": range_of_terms,
    "worked_ledger": worked_ledger,
    "belief_threshold": lambda **given: ledger(Stakes(**given, bargaining_weight=0.6)).belief_threshold,
    "largest_enforceable_shift": largest_enforceable_shift,
    "bargaining_weight": bargaining_weight,
    "nash_share": nash_share,
    "nash_share_of_a_root": nash_share_of_a_root,
    "attrition": attrition,
    "attrition_length": attrition_length,
    "cost_just_kept": cost_just_kept,
    "belief_after_quiet": belief_after_quiet,
    "belief_after_battles": belief_after_battles,
    "doubts_after_quiet_periods": doubts_after_quiet_periods,
    "hazards_expected": hazards_expected,
    "competing_risks": competing_risks,
    "speed_limit": settlement_by_april,
    "staged": staged,
}


def take_it_or_leave_it(share: float, own_cost: float, highest_cost: float) -> tuple[float, float, float]:
    """A demands x of 1, B fights if its cost, uniform up to ``highest_cost``, is below x - share."""

    def risk(x: float) -> float:
        return min(max((x - share) / highest_cost, 0.0), 1.0)

    def payoff(x: float) -> float:
        return x * (1.0 - risk(x)) + risk(x) * (share - own_cost)

    best = minimize_scalar(lambda x: -payoff(x), bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-10}).x
    return best - share, risk(best), payoff(best)


def preventive_war(patience: float, now: float, later: float, cost: float) -> tuple[float, float, float]:
    """The declining side's value of fighting now and of giving way, and the later power at which they are equal."""
    fight = (1.0 - now) / (1.0 - patience) - cost
    give_way = 1.0 + patience * ((1.0 - later) / (1.0 - patience) - cost)
    return fight, give_way, (now + cost * (1.0 - patience) ** 2) / patience


def first_mover_share(first: float, second: float) -> float:
    """Alternating offers with discount factors of the first and the second mover."""
    return (1.0 - second) / (1.0 - first * second)


def gap_to_the_limit(insurgent: float, government: float, delay: float) -> float:
    offers = first_mover_share(math.exp(-insurgent * delay), math.exp(-government * delay))
    return offers - bargaining_weight(insurgent, government)


def issues_won(weights_insurgent: list[float], weights_government: list[float]) -> np.ndarray:
    """Shares of the issues that maximise the Nash product of two linear utilities."""
    mine, theirs = np.array(weights_insurgent), np.array(weights_government)
    best = minimize(
        lambda x: -math.log(mine @ x) - math.log(theirs @ (1.0 - x)), np.full(len(mine), 0.5),
        bounds=[(0.0, 1.0)] * len(mine), method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    return best.x


def daily_probability(probability: float, days: float) -> float:
    return 1.0 - (1.0 - probability) ** (1.0 / days)


def crowd(thresholds: list[int], then: int, people: int) -> int:
    """Thresholds listed, the rest in steps of one from ``then``."""
    return joiners([*thresholds, *range(then, then + people - len(thresholds))])


CONVENTIONS: dict[str, Callable[..., Any]] = {
    "global_game": lambda spread, **given: global_game(lambda x: float(norm.cdf(x / spread)), **given),
    "public_threshold": public_threshold,
    "public_cutoff": public_cutoff,
    "joiners": crowd,
    "share_of_joiners": lambda mean, sds: [share_of_joiners(mean, sd) for sd in sds],
    "take_it_or_leave_it": take_it_or_leave_it,
    "preventive_war": preventive_war,
    "first_mover_share": first_mover_share,
    "gap_to_the_limit": gap_to_the_limit,
    "issues_won": issues_won,
    "daily_probability": daily_probability,
    "probability_over": lambda probability, days, over: 1.0 - (1.0 - daily_probability(probability, days)) ** over,
}
