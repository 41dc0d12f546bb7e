"""Levers in time: what policy sets each month, and what the players know of it when (model 3.5, 6.2).

A pull is known from the month it is announced and works from the month it starts. What the players know at a date is
a *perceived game*: they foresee everything announced and nothing else, so an announcement moves them before
anything has happened. Each distinct announcement gives one game more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ripeness.engine import record
from ripeness.errors import SettingsError
from ripeness.strategy import events as ev

MOST_GAMES = 8
PHASES = ("any", "exclusive", "linkage")
BOTH = {"close": ("close_patron", "close_insurgent"), "walk": ("walk_insurgent", "walk_government"),
        "renege": ("renege_insurgent", "renege_government")}  # fmt: skip


class Setting(NamedTuple):
    """One quantity or parameter on its way through time."""

    quantity: str
    by_month: np.ndarray  # float64 (month,), its value; NaN where the lever does not act
    announced: int  # month from which the players know


@dataclass(frozen=True)
class Rules:
    """What differs from the world's own game between two dates."""

    values: Mapping[str, float] = field(default_factory=dict)  # parameters
    opportunity: Mapping[int, float] = field(default_factory=dict)  # event -> factor
    barred: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()  # barred while a settlement is in force
    lumps: Mapping[int, float] = field(default_factory=dict)  # event -> payoff of its mover
    accord_phases: str | None = None


class Order(NamedTuple):
    """A posture or commitment that is ordered in a month, -1 for none."""

    month: int
    posture: int
    commitment: int


class Perceived(NamedTuple):
    """What the players foresee from a month on."""

    month: int
    eras: tuple[tuple[int, Rules], ...]  # month from which rules hold, ascending, the first 0
    orders: tuple[Order, ...]


class Timeline(NamedTuple):
    """All levers of an arm."""

    policy: np.ndarray  # float64 (policy, month)
    games: tuple[Perceived, ...]
    orders: tuple[Order, ...]


def timeline(settings: Sequence[Setting], base: np.ndarray) -> Timeline:
    """The levers of an arm in time.

    Parameters
    ----------
    settings : every quantity that is moved.  base : (policy, month) without levers.

    Raises
    ------
    SettingsError : for more than eight distinct announcements.
    """
    policy = base.copy()
    names = list(record.POLICIES)
    for setting in settings:
        kind, _, name = setting.quantity.partition(".")
        if kind == "dial":
            acts = np.isfinite(setting.by_month)
            policy[names.index(name), acts] = setting.by_month[acts]
    known = sorted({0, *(s.announced for s in settings if not s.quantity.startswith("dial."))})
    if len(known) > MOST_GAMES:
        raise SettingsError(
            f"{len(known)} different announcement dates, at most {MOST_GAMES}", "Announce levers together."
        )
    games = tuple(_perceived(month, [s for s in settings if s.announced <= month]) for month in known)
    return Timeline(policy, games, _orders(settings))


def _perceived(month: int, known: Sequence[Setting]) -> Perceived:
    months = base_months(known)
    eras: list[tuple[int, Rules]] = []
    for m in range(months):
        rules = _rules(known, m)
        if not eras or rules != eras[-1][1]:
            eras.append((m, rules))
    return Perceived(month, tuple(eras or [(0, Rules())]), _orders(known))


def base_months(settings: Sequence[Setting]) -> int:
    """Length of the settings' tables."""
    return len(settings[0].by_month) if settings else 1


def _rules(settings: Sequence[Setting], m: int) -> Rules:
    values: dict[str, float] = {}
    opportunity: dict[int, float] = {}
    lumps: dict[int, float] = {}
    barred: set[int] = set()
    held: set[int] = set()
    phases: str | None = None
    for setting in settings:
        x = float(setting.by_month[min(m, len(setting.by_month) - 1)])
        kind, _, name = setting.quantity.partition(".")
        if not np.isfinite(x) or kind in {"dial", "ordered"}:
            continue
        if kind == "opportunity":
            opportunity |= {e: x for e in _events(name)}
        elif kind == "lump":
            lumps |= {e: x for e in _events(name)}
        elif kind == "feasible" and x < 0.5:
            barred |= set(_events(name))
        elif kind == "held" and x < 0.5:
            held |= set(_events(name))
        elif setting.quantity == "structure.accord_phases":
            phases = PHASES[round(x)]
        elif kind not in {"feasible", "held"}:
            values[setting.quantity] = x
    return Rules(values, opportunity, frozenset(barred), frozenset(held), lumps, phases)


def _orders(settings: Sequence[Setting]) -> tuple[Order, ...]:
    found: dict[int, list[int]] = {}
    for setting in settings:
        if setting.quantity in {"ordered.posture", "ordered.commitment"}:
            before = np.nan
            for m, x in enumerate(setting.by_month):
                if np.isfinite(x) and x >= 0 and x != before:
                    order = found.setdefault(m, [-1, -1])
                    order[0 if setting.quantity == "ordered.posture" else 1] = round(float(x))
                before = x
    return tuple(Order(m, r, k) for m, (r, k) in sorted(found.items()))


def _events(move: str) -> tuple[int, ...]:
    return tuple(ev.NAMES.index(name) for name in BOTH.get(move, (move,)))
