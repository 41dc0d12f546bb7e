"""The bargaining-range ledger: why terms that suit both sides may not be there, in closed form.

Insurgents and government divide 1. Each compares a share with what fighting on is worth to it, and that depends on
whether the patron will stay and on what is left of the state if it does not. The range of terms both could sign is a
sum of named parts: what peace saves, less the wedges. A deal that lets the patron leave must also survive its
exit, and it must beat waiting for that exit; the smallest of the three slacks is the ripeness margin.

Plain arithmetic on numbers or on (world,) arrays; nothing is solved and nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ripeness.strategy import events as ev
from ripeness.strategy.aftermath import recognised_rule
from ripeness.strategy.game import posture_levels, staying_costs, war_costs
from ripeness.strategy.terms import bargaining_weight

Number = Any  # a float or a (world,) array of them

# What adds up to what. Costs are the base; the rest opens or closes.
SUMS: dict[str, tuple[str, ...]] = {
    "range": ("costs", "rents", "indivisibility", "optimism"),
    "commitment": ("costs", "rents", "indivisibility", "commitment", "guarantee"),
    "sequencing": ("surplus", "side_deal"),
}
TERMS = tuple(dict.fromkeys(term for parts in SUMS.values() for term in parts))
RUNGS = ("none", "money", "residual", "main")
LEAVING = (ev.REDUCE, ev.TIMELINE, ev.ACCORD, ev.EXECUTION)
WITH_TROOPS = 2  # lowest posture that has troops to take home


class Stakes(NamedTuple):
    """What the two sides have at stake; shares and costs in units of permanent sole rule."""

    share_stay: Number  # p1: the insurgents' long-run share if the patron stays
    share_left: Number  # p0: the same once it has left
    share_left_seen: Number  # p0~: the insurgents' own estimate of it
    cost_insurgent: Number  # c_T
    cost_government: Number  # c_G
    belief_insurgent: Number  # mu_T: probability that the patron is resolute, as the insurgents see it
    belief_government: Number  # mu_G
    exit_hazard: Number  # h, per year: exit of an irresolute patron; infinite where its troops have left
    discount: Number  # rho, per year
    office_rents: Number  # R_G: lost by signing
    indivisibility: Number  # iota: what the insurgents lose on issues that cannot be divided
    renege_cost: Number  # K: punishment of whoever breaks a settlement
    bargaining_weight: Number  # beta_T: the insurgents' share of a surplus


class Ledger(NamedTuple):
    """The three slacks as sums of named terms; ``SUMS`` says which term belongs where."""

    least: Number  # x_Tmin, lowest share the insurgents would sign
    most: Number  # x_Gmax, highest share the government would give
    terms: dict[str, Number]
    settling_now: Number  # to the insurgents, terms at the bargaining weight
    waiting: Number  # to the insurgents: the patron first, the government later
    belief_threshold: Number  # mu*: a common belief above it opens the range; -inf any belief does, inf none

    def total(self, part: str) -> Number:
        """A slack: ``range`` (B_0), ``commitment`` (second term of B_1) or ``sequencing``."""
        return sum(self.terms[term] for term in SUMS[part])

    @property
    def width(self) -> Number:
        """B_0: width of the range of a deal that leaves the patron where it is."""
        return self.total("range")

    @property
    def lasting_width(self) -> Number:
        """B_1: width of the range of a deal that includes the patron's withdrawal."""
        return np.minimum(self.width, self.total("commitment"))

    @property
    def margin(self) -> Number:
        """The ripeness margin: the smallest of the three slacks."""
        return np.minimum(self.lasting_width, self.total("sequencing"))

    @property
    def binding(self) -> Number:
        """Which slack is the smallest: ``range``, ``commitment`` or ``sequencing``; the first of equals."""
        slacks = np.stack(np.broadcast_arrays(*(self.total(part) for part in SUMS)))
        names = np.array(tuple(SUMS))[np.argmin(slacks, axis=0)]
        return str(names) if names.ndim == 0 else names


def ledger(stakes: Stakes) -> Ledger:
    """The range of terms, its durability and the temptation to wait, each as a sum of named terms.

    Parameters
    ----------
    stakes : numbers or (world,) arrays.

    Returns
    -------
    Ledger, in shares of sole rule. Wedges are negative where they close, ``guarantee`` and ``surplus`` positive.

    References
    ----------
    Model 0.2; Fearon 1995 (range, optimism); Powell 2006 (commitment: a shift must not exceed what peace saves
    plus enforcement). V17, V19, V20.
    """
    s = stakes
    with np.errstate(divide="ignore"):
        leaves = 1.0 / (1.0 + np.divide(s.discount, s.exit_hazard))  # phi = h/(rho + h)
        until_exit = np.divide(1.0, (1.0 - s.belief_insurgent) * s.exit_hazard)  # D, years
    discounted = np.exp(-s.discount * until_exit)
    gain_seen = s.share_left_seen - s.share_stay
    gain_feared = s.share_left - s.share_stay
    expected = (1.0 - s.belief_insurgent) * leaves * gain_seen
    feared = (1.0 - s.belief_government) * leaves * gain_feared
    war_insurgent = s.share_stay + expected - s.cost_insurgent
    war_government = 1.0 - s.share_stay - feared - s.cost_government
    terms = {
        "costs": s.cost_insurgent + s.cost_government,
        "rents": -s.office_rents,
        "indivisibility": -s.indivisibility,
        "optimism": -(expected - feared),
        "commitment": -(gain_seen - feared),
        "guarantee": s.renege_cost,
        "side_deal": expected - discounted * gain_seen,
    }
    width = sum(terms[term] for term in SUMS["range"])
    terms["surplus"] = s.bargaining_weight * np.maximum(width, 0.0)
    return Ledger(
        least=war_insurgent + s.indivisibility,
        most=1.0 - war_government - s.office_rents,
        terms={term: terms[term] for term in TERMS},
        settling_now=war_insurgent + terms["surplus"],
        waiting=s.share_stay - s.cost_insurgent + discounted * gain_seen,
        belief_threshold=_threshold(
            s.cost_insurgent + s.cost_government - s.office_rents - s.indivisibility,
            leaves * (s.share_left_seen - s.share_left),
        ),
    )


def stakes(values: Mapping[str, Number], start: tuple[int, int, int]) -> Stakes:
    """The stakes on the first day, read from a war's parameters.

    Parameters
    ----------
    values : parameters by name, numbers or (world,) arrays.
    start : posture, commitment, talks. Where the troops have left already, or never came, both sides know it: the
        exit hazard is infinite and nobody's belief in the patron matters.

    References
    ----------
    Model 9.2, last paragraph.
    """
    v = values
    posture, commitment, _ = start
    level = posture_levels(v)
    gone = min(posture, WITH_TROOPS - 1)
    collapse = np.exp(v[f"kernel.collapse_{RUNGS[gone]}"])
    held = 1.0 - _sigmoid(v["territory.start_mean"])
    victory = recognised_rule(v)
    rho = v["payoff.discount_insurgent"]
    resolve = v["information.resolve_start"]
    has_troops = posture >= WITH_TROOPS
    return Stakes(
        share_stay=held,
        share_left=_share_after(held, collapse, victory, rho),
        share_left_seen=_share_after(
            held, collapse * np.exp(v["information.viability_offset"] * (1.0 - level[gone])), victory, rho
        ),
        cost_insurgent=war_costs(v)[posture],
        cost_government=v["payoff.war_cost_government"],
        belief_insurgent=_sigmoid(_logit(resolve) - v["information.resolve_offset"]) if has_troops else 0.0,
        belief_government=resolve if has_troops else 0.0,
        exit_hazard=_exit_hazard(v, posture, commitment) if has_troops else np.inf,
        discount=rho,
        office_rents=(1.0 - v["payoff.settled_rents"]) * v["payoff.office_rents"]
        + v["payoff.aid_rents"] * np.sqrt(level[posture]),
        indivisibility=v["payoff.indivisibility"] + (v["payoff.foreign_troops"] if has_troops else 0.0),
        renege_cost=v["payoff.renege_cost"],
        bargaining_weight=bargaining_weight(rho, v["payoff.discount_government"]),
    )


def sustained_postures(values: Mapping[str, Number], start: tuple[int, int, int]) -> tuple[Number, Number]:
    """Highest posture each type of patron would keep for ever, resolute first.

    Parameters
    ----------
    values : parameters by name, numbers or (world,) arrays.

    Returns
    -------
    Two numbers or (world,) arrays, 0 to 3.

    Notes
    -----
    A posture with troops is kept iff its cost for ever is no more than leaving for money only: the blame for a
    collapse while it is remembered, and the cost of the money until then. Money is kept iff it costs no more
    than the collapse it delays.

    References
    ----------
    Model 0.2, exact rungs; V36.
    """
    v = values
    cost = staying_costs(v, start[0])
    fades = v["payoff.discount_patron"] + 1.0 / v["payoff.blame_memory"]
    with_money, alone = np.exp(v["kernel.collapse_money"]), np.exp(v["kernel.collapse_none"])
    blame = v["payoff.blame"]
    highest = []
    for own in (cost[1], cost[0]):
        leaving = v["payoff.discount_patron"] * (with_money * blame + own[1]) / (with_money + fades)
        cutting = fades * blame * (alone - with_money) / (alone + fades)
        rung = np.select([own[3] <= leaving, own[2] <= leaving, own[1] <= cutting], [3, 2, 1], 0)
        highest.append(int(rung) if rung.ndim == 0 else rung)
    return highest[0], highest[1]


def types_differ(values: Mapping[str, Number], start: tuple[int, int, int]) -> Any:
    """Whether the two types of patron would do different things, so that its resolve is a question at all.

    The resolute type sustains a residual force, the irresolute one does not sustain the main force. True where
    no troops are left to take home.

    Returns
    -------
    bool, or (world,) bool.

    References
    ----------
    Model 9.11.
    """
    resolute, irresolute = sustained_postures(values, start)
    if start[0] < WITH_TROOPS:
        return np.ones(np.shape(resolute), dtype=bool) if np.ndim(resolute) else True
    return (resolute >= 2) & (irresolute < 3)


def _exit_hazard(values: Mapping[str, Number], posture: int, commitment: int) -> Number:
    """Reference hazard of the steps out that the posture and commitment allow, per year."""
    feasible = ev.transition_table().feasible[:, ev.CELL[(posture, commitment)]]
    return sum(values[f"hazard.{ev.NAMES[e]}"] for e in LEAVING if feasible[e].any())


def _share_after(held: Number, collapse: Number, victory: Number, discount: Number) -> Number:
    """Long-run share: what is held until the state collapses, victory from then on."""
    return (discount * held + collapse * victory) / (discount + collapse)


def _threshold(surplus: Number, bias: Number) -> Number:
    """Common belief at which ``surplus`` = (1 - belief) ``bias``; without a bias any belief does or none."""
    either = np.where(np.greater(surplus, 0.0), -np.inf, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        threshold = np.where(np.greater(bias, 0.0), 1.0 - np.divide(surplus, bias), either)
    return float(threshold) if threshold.ndim == 0 else threshold


def _sigmoid(x: Number) -> Number:
    return 1.0 / (1.0 + np.exp(-x))


def _logit(p: Number) -> Number:
    return np.log(p / (1.0 - p))
