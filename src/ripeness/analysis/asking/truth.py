"""Whether a claim is true of each future: yes, no, or not to be told from what the future recorded.

What a future did not record (a reading after the government's fall, the range once a settlement is signed, terms where
none were signed) is unknown, and so is what depends on it: a sum is known to pass a bound once its recorded months
pass it. Claims join as in Kleene's logic of three values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, FLAGS, NOT_BUILT, SUBCLASSES
from ripeness.ensemble.flags import capital_lost
from ripeness.scenario import language as lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ripeness.ensemble.outcomes import Outcomes
    from ripeness.scenario.language import Claim, Reading

# Month of each event; a negative month is never.
MONTH_OF = {
    "collapse": rec.COLLAPSE_MONTH, "settlement": rec.FIRST_SIGN, "lasting_settlement": rec.FIRST_SETTLED_SIGN,
    "accord": rec.ACCORD_MONTH, "talks": rec.INTRA_MONTH, "ceasefire": rec.CEASEFIRE_MONTH,
    "withdrawal_order": rec.ORDER_MONTH, "exit": rec.FIRST_EXIT, "lasting_exit": rec.EXIT_MONTH,
    "aid_cut": rec.CUT_MONTH, "handover": rec.HANDOVER_MONTH,
}  # fmt: skip
NUMBER_OF = {
    "total_deaths": rec.DEATHS_TOTAL, "last_year_deaths": rec.DEATHS_LAST12, "patron_deaths": rec.DEATHS_PATRON,
    "terms": rec.CHI_END, "cost": rec.COST, "reneges": rec.RENEGES, "open_months": rec.OPEN_MONTHS,
    "disputes": rec.DISPUTES_TOTAL, "killings": rec.KILLINGS_TOTAL, "final_control": rec.INSURGENT_POPULATION,
    "final_cohesion": rec.COHESION_END, "final_legitimacy": rec.LEGITIMACY_END, "final_posture": rec.R_END,
}  # fmt: skip
SPOKEN = {"log10_deaths": "deaths", "control_share": "control"}  # series that people call otherwise than the record
SERIES = {SPOKEN.get(name, name): i for i, (name, _, _) in enumerate(rec.QUANTITIES)}
NEVER = np.inf


class Truth(NamedTuple):
    """True, false, or neither where it cannot be told; bool (future,) each."""

    yes: Any
    no: Any


class Futures(NamedTuple):
    """What is known of some futures."""

    record: np.ndarray  # (future, column)
    ends: Outcomes
    path: np.ndarray | None = None  # (future, month, quantity), NaN where nothing was recorded


def truth(claim: Claim, futures: Futures) -> Truth:
    """Whether a claim is true of each future."""
    if isinstance(claim, lang.Not):
        inner = truth(claim.part, futures)
        return Truth(inner.no, inner.yes)
    if isinstance(claim, lang.Joined):
        parts = [truth(part, futures) for part in claim.parts]
        yes, no = np.stack([p.yes for p in parts]), np.stack([p.no for p in parts])
        if claim.how == "and":
            return Truth(yes.all(axis=0), no.any(axis=0))
        return Truth(yes.any(axis=0), no.all(axis=0))
    if isinstance(claim, lang.Reading):
        return _read(claim, futures)
    if isinstance(claim, lang.Final):
        value = final(claim.thing.name, futures)
        meets = compared(value, claim.sign, claim.value)
        known = ~np.isnan(value)
        return Truth(meets & known, ~meets & known)
    yes = _happens(claim, futures)
    known = not unbuilt(claim)
    return Truth(yes & known, ~yes & known)


def months(name: str, futures: Futures) -> np.ndarray:
    """Month of an event, float (future,), infinity where it never comes."""
    row = futures.record
    if name == "takeover":
        fell = _from(row[:, rec.COLLAPSE_MONTH])
        signed = _from(row[:, rec.HANDOVER_MONTH])
        return np.where(futures.ends.code == CLASSES.index("O1"), np.minimum(fell, signed), NEVER)
    if name == "capital_lost":
        first = _from(row[:, rec.FIRST_CAPITAL_LOST])
        # One lost in the month that ended the war, which is cut short before it is noted.
        last = np.minimum(_from(row[:, rec.COLLAPSE_MONTH]), _from(row[:, rec.HANDOVER_MONTH]))
        last = np.where(np.isinf(last), row[:, rec.MONTHS_RUN], last)
        return np.where(np.isinf(first) & capital_lost(row), last, first)
    return _from(row[:, MONTH_OF[name]])


def final(name: str, futures: Futures) -> np.ndarray:
    """A number kept once a future, NaN where it means nothing."""
    value = futures.record[:, NUMBER_OF[name]].astype(float)
    if name == "terms":
        return np.where(value < 0.0, np.nan, value)
    return 1.0 - value if name == "final_control" else value


def leaves(claim: Claim | None) -> Iterator[Claim]:
    """The claims that a claim is joined from."""
    if isinstance(claim, lang.Not):
        yield from leaves(claim.part)
    elif isinstance(claim, lang.Joined):
        for part in claim.parts:
            yield from leaves(part)
    elif claim is not None:
        yield claim


def unbuilt(claim: Claim) -> str:
    """Code of a flag whose mechanism does not run yet; empty for any other claim."""
    return claim.thing.code if isinstance(claim, lang.Happens) and claim.thing.code in NOT_BUILT else ""


def compared(value: np.ndarray, sign: str, bound: float) -> np.ndarray:
    """Whether values meet a comparison."""
    result: np.ndarray = {
        "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal,
    }[sign](value, bound)  # fmt: skip
    return result


def _from(column: np.ndarray) -> np.ndarray:
    return np.where(column < 0, NEVER, column.astype(float))


def _happens(claim: Claim, futures: Futures) -> np.ndarray:
    assert isinstance(claim, lang.Happens | lang.When | lang.Order | lang.Within)
    if isinstance(claim, lang.Happens) and claim.thing.kind == "ending":
        return _ended(claim.thing.code, futures.ends)
    month = months(claim.thing.name, futures)
    if isinstance(claim, lang.Happens):
        return np.isfinite(month)
    if isinstance(claim, lang.When):
        return (month >= claim.first) & (month <= claim.last)
    other = months(claim.other.name, futures)
    if isinstance(claim, lang.Order):
        return np.isfinite(month) & ((month < other) if claim.relation == "before" else (month > other))
    both = np.isfinite(month) & np.isfinite(other)
    apart = np.where(both, np.where(both, month, 0.0) - np.where(both, other, 0.0), NEVER)
    if claim.relation == "of":
        return both & (np.abs(apart) <= claim.months)
    apart = apart if claim.relation == "after" else -apart
    return both & (apart >= 0) & (apart <= claim.months)


def _ended(code: str, ends: Outcomes) -> np.ndarray:
    if code in CLASSES:
        return np.asarray(ends.code == CLASSES.index(code))
    if code in FLAGS:
        return np.asarray(ends.flags[:, FLAGS.index(code)])
    return np.asarray(ends.sub == SUBCLASSES.index(code))


def _read(claim: Reading, futures: Futures) -> Truth:
    """The comparison at the lowest and at the highest that unrecorded months could have been."""
    assert futures.path is not None
    values = futures.path[:, claim.first : claim.last + 1, SERIES[claim.thing.name]].astype(float)
    if claim.thing.name == "deaths":
        values = 10.0**values - 1.0
    known = ~np.isnan(values)
    if claim.how in ("ever", "always"):
        meets = compared(values, claim.sign, claim.value)  # never met by NaN
        fails = known & ~meets
        if claim.how == "ever":
            return Truth(meets.any(axis=1), fails.all(axis=1))
        return Truth(meets.all(axis=1), fails.any(axis=1))
    fold: Any = {"mean": np.mean, "sum": np.sum, "min": np.min, "max": np.max}[claim.how]
    ends = [fold(np.where(known, values, end), axis=1) for end in (claim.thing.low, claim.thing.high)]
    low, high = (compared(end, claim.sign, claim.value) for end in ends)
    some = known.any(axis=1)  # bounds alone tell nothing
    return Truth(low & high & some, ~low & ~high & some)
