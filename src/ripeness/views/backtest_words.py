"""The words of a back-test that terminal and page share: what was forecast, what happened, what a score means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOMAIN_WORDS = {
    "territory": "Who holds the ground", "violence": "Violence", "patron": "The patron", "talks": "Talks",
    "collapse": "The regime", "all": "All",
}  # fmt: skip
CLASS_WORDS = {
    "fallen": "fallen", "settled": "settled", "with_patron": "stands, troops there", "alone": "stands alone",
}  # fmt: skip
NONE = "–"
WORST = -9.995  # a skill below this is no measure of anything


def forecast_words(entry: Mapping[str, Any]) -> str:
    """A forecast on one line: a probability, or the median with 90 of 100 futures around it."""
    made = entry["forecast"]
    return NONE if made is None else short_words(entry, made)


def short_words(entry: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """The same for any forecast of an observable, a baseline's too."""
    if "probability" in made:
        return in_100(made["probability"])
    if "classes" in made:
        name, share = max(made["classes"].items(), key=lambda pair: pair[1])
        return f"{in_100(share)} {CLASS_WORDS.get(name, name)}"
    if "means" in made:
        return "means " + ", ".join(f"{value:,.0f}" for value in made["means"])
    low, middle, high = (made["quantiles"][level] for level in ("0.05", "0.5", "0.95"))
    if "never" in made:
        if low is None:
            return "not within the horizon"
        return f"{middle or 'later'} ({low or 'later'} to {high or 'later'})"
    if low == high:
        return value_words(entry, middle)
    return f"{value_words(entry, middle)} ({value_words(entry, low)} to {value_words(entry, high)})"


def happened_words(entry: Mapping[str, Any]) -> str:
    """What happened on one line."""
    if entry["refused"]:
        return "refused"
    found = entry["happened"]
    if entry["kind"] == "event":
        return "yes" if found else "no"
    if entry["kind"] == "month":
        return found or "not yet"
    if entry["kind"] == "class":
        return CLASS_WORDS.get(found, found)
    if entry["kind"] == "joint":
        return "six readings" if len(found) == 6 else f"{len(found)} readings"
    return value_words(entry, found)


def value_words(entry: Mapping[str, Any], value: float) -> str:
    """A value in the observable's unit."""
    return f"{100 * value:.0f} %" if entry["unit"] == "share" else f"{value:,.0f}"


def in_100(share: float) -> str:
    """A probability in futures of 100; rounding never says never."""
    if 0.0 < share < 0.01:
        return "under 1 in 100"
    return "over 99 in 100" if 0.99 < share < 1.0 else f"{100 * share:.0f} in 100"


def chance_words(chance: float | None) -> str:
    """The chance given to what happened."""
    return NONE if chance is None else f"{chance:.2f}" if chance >= 0.005 else "< .01"


def number(value: float | None, digits: int = 3) -> str:
    """A score; a dash where there is none."""
    return NONE if value is None else f"{value:.{digits}f}"


def skill_words(value: float | None) -> str:
    """A skill with its sign."""
    if value is None:
        return NONE
    return "< -10" if value < WORST else f"{value:+.2f}"
