"""Shares become whole futures in a hundred once, here; bar, dots, sentence, table and JSON all read the result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any


def apportion(shares: Sequence[float], total: int = 100) -> list[int]:
    """Whole numbers that add up to `total` and follow the shares: the method of largest remainders.

    Parameters
    ----------
    shares : (class,) float >= 0, any positive sum; they are normalised.
    total : int >= 0, what the result adds up to.

    Returns
    -------
    (class,) int. A larger share never gets a smaller number, and none is off by one or more.
    Ties go to the earlier class.

    Raises
    ------
    ValueError
        If a share is negative or not finite, or if none is positive.

    References
    ----------
    Hamilton's method of apportionment; Balinski and Young (1982), Fair Representation.
    """
    if any(not math.isfinite(share) or share < 0 for share in shares):
        raise ValueError("shares must be finite and not negative")
    exact = [Fraction(share) for share in shares]
    whole = sum(exact, Fraction(0))
    if not whole:
        raise ValueError("at least one share must be positive")
    quotas = [share * total / whole for share in exact]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(exact)), key=lambda i: (counts[i] - quotas[i], -exact[i], i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def counts_in_100(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Counts in 100 futures of each outcome class, of its base rate and of its sub-classes.

    Parameters
    ----------
    outcomes : the ``outcomes`` of a summary, in their fixed order.

    Returns
    -------
    class -> {"count", "base_rate", "subclasses": {sub-class -> count}}; the counts add up to 100, those of
    sub-classes to the count of their class. ``base_rate`` is None where the run holds none.
    """
    counts = apportion([row["share"] for row in outcomes])
    references = [row.get("base_rate") for row in outcomes]
    known = [float(value) for value in references if value is not None]
    complete = len(known) == len(references) and sum(known) > 0
    base: Sequence[int | None] = apportion(known) if complete else [None] * len(references)
    table = {}
    for row, count, reference in zip(outcomes, counts, base, strict=True):
        parts = row.get("subclasses") or []
        shares = [part["share"] for part in parts]
        split = apportion(shares, count) if sum(shares) > 0 else [0] * len(parts)
        table[row["class"]] = {
            "count": count,
            "base_rate": reference,
            "subclasses": {part["class"]: number for part, number in zip(parts, split, strict=True)},
        }
    return table


def in_100(share: float | None) -> int | None:
    """A share that belongs to no whole, as a number of 100: the same rounding as `apportion`, against its rest."""
    if share is None or not math.isfinite(share):
        return None
    inside = min(max(share, 0.0), 1.0)
    return apportion([inside, 1.0 - inside])[0]


def in_words(count: int | None) -> str:
    """The count as a reader meets it: never "0" and never "100", because no model knows either."""
    if count is None:
        return "not known"
    if count < 1:
        return "fewer than 1"
    if count > 99:
        return "more than 99"
    return str(count)


def of_100(share: float | None, what: str) -> str:
    """A share inside a sentence: "fewer than 1 of 100 worlds"."""
    return f"{in_words(in_100(share))} of 100 {what}"


def in_cell(count: int | None) -> str:
    """The same for a cell of a table: "<1", "57", ">99", a dash where it is not known."""
    return {"not known": "–", "fewer than 1": "<1", "more than 99": ">99"}.get(in_words(count), str(count))


def between(interval: Sequence[float] | None) -> str:
    """An interval of shares in whole futures of 100, widened outward so that it never claims too much."""
    if not interval or interval[0] is None or interval[1] is None:
        return "not known"
    # A thousandth of slack keeps .05 * 100 = 5.000000000000001 from becoming 6.
    low, high = math.floor(interval[0] * 100 + 1e-3), math.ceil(interval[1] * 100 - 1e-3)
    if high < 1:
        return "under 1"
    if low > 99:
        return "over 99"
    if low < 1 and high == 1:
        return "at most 1"
    if low == 99 and high > 99:
        return "at least 99"
    first = "under 1" if low < 1 else str(low)
    last = "over 99" if high > 99 else str(high)
    return first if low == high else f"{first} to {last}"
