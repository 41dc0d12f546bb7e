"""What text and page of an audit share: verdicts as words, marks and colours, numbers as a reader meets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A letter beside every colour, so that colour never speaks alone; names of colours of ``views.palette``.
VERDICTS: dict[str, tuple[str, str]] = {
    "supported": ("S", "opens"),
    "contradicted": ("C", "closes"),
    "negligible": ("N", "s2"),
    "undetermined": ("U", "base"),
    "mixed": ("M", "s3"),
    "data agree": ("D", "band50"),
    "data disagree": ("X", "point"),
    "not run": ("–", "rule"),
    "not testable": ("/", "rule"),
}
MEANING = {
    "supported": "the claim's condition holds in 80 of 100 draws of the uncertain numbers or more",
    "contradicted": "what refutes it holds as often",
    "negligible": "what it says moves by less than its margin",
    "undetermined": "worlds disagree, or are too few",
    "mixed": "its experiments do not agree",
    "data agree": "no experiment yet; the figure is what sources say",
    "data disagree": "no experiment yet; sources say otherwise",
    "not run": "what tests it is not built yet, or was left out",
    "not testable": "nothing in numbers could decide it",
}
SHARES = frozenset({"share"})


def amount(value: float | None, test: Mapping[str, Any], signed: bool = False) -> str:
    """A number of a test with its unit."""
    if value is None:
        return "–"
    sign = "+" if signed and value > 0 and test["compare"] == "difference" and test["against"] is not None else ""
    if test["compare"] == "ratio":
        return f"× {value:.2f}"
    if test["compare"] == "relative":
        return f"{100 * value:+.1f} %"
    if test["unit"] in SHARES:
        return f"{sign}{100 * value:.1f} in 100"
    if test["unit"] in {"deaths", "districts", "months"}:
        return f"{sign}{value:,.1f} {test['unit']}"
    return f"{sign}{value:.3f}"


def level(value: float | None, test: Mapping[str, Any]) -> str:
    """A number of one arm."""
    return amount(value, {**test, "compare": "difference", "against": None})


def noise(test: Mapping[str, Any]) -> str:
    """What chance leaves open of a number."""
    low, high = test["run_noise"] or (None, None)
    return span(low, high, test)


def span(low: float | None, high: float | None, test: Mapping[str, Any]) -> str:
    """Two ends of a range."""
    if low is None or high is None:
        return "–"
    return f"{amount(low, test, signed=True)} to {amount(high, test, signed=True)}"


def chance(share: float | None) -> str:
    """A probability in whole draws of 100."""
    return "–" if share is None or share != share else f"{100 * share:.0f}"
