"""What each of several changes adds to a number, averaged over the orders in which they could be made (Shapley 1953).

A game here is a value for every subset of the changes. Shares add up to the whole difference whatever the
interactions are; how far first-in and last-in lie apart says how much the order matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import NamedTuple

import numpy as np

Subset = frozenset[str]
Values = Mapping[Subset, float | np.ndarray]


class Attribution(NamedTuple):
    """What one change adds; numbers, or arrays of the shape of the values."""

    shapley: float | np.ndarray
    first_in: float | np.ndarray  # alone, before any other
    last_in: float | np.ndarray  # after all others


def subsets(players: Sequence[str]) -> Iterator[Subset]:
    """Every subset, the empty one first, small ones before large ones."""
    return (frozenset(some) for size in range(len(players) + 1) for some in combinations(players, size))


def attributions(players: Sequence[str], value: Values) -> dict[str, Attribution]:
    """What each player adds.

    Parameters
    ----------
    players : names.
    value : number, or array, for each subset of ``subsets(players)``.

    Returns
    -------
    One entry a player; the ``shapley`` parts add up to value(all) - value(none).

    References
    ----------
    Shapley 1953; Model 4.1: sum over S without i of |S|! (n - |S| - 1)! / n! [v(S and i) - v(S)].
    """
    n, everyone = len(players), frozenset(players)
    found = {}
    for player in players:
        own = frozenset((player,))
        shares = [
            factorial(len(some)) * factorial(n - len(some) - 1) / factorial(n) * (value[some | own] - value[some])
            for some in subsets([other for other in players if other != player])
        ]
        found[player] = Attribution(
            sum(shares), value[own] - value[frozenset()], value[everyone] - value[everyone - own]
        )
    return found


def interactions(players: Sequence[str], value: Values) -> dict[tuple[str, str], float | np.ndarray]:
    """How much more a pair adds together than apart, averaged over orders; below 0 where they replace each other.

    References
    ----------
    Grabisch and Roubens 1999, the pairwise Shapley interaction index.
    """
    n, found = len(players), {}
    for a, b in combinations(players, 2):
        others = [other for other in players if other not in (a, b)]
        shares = []
        for some in subsets(others):
            both, with_a, with_b = (value[some | extra] for extra in (frozenset((a, b)), {a}, {b}))
            weight = factorial(len(some)) * factorial(n - len(some) - 2) / factorial(n - 1)
            shares.append(weight * (both - with_a - with_b + value[some]))
        found[a, b] = sum(shares)
    return found
