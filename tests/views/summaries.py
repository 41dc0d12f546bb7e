"""Summaries for tests of the faces: a short one, and hard ones that a real run may come close to."""

from __future__ import annotations

import copy
import math
from typing import Any

from example_summary import example_summary

HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>\"'`${7*7}{{7*7}}\u2028&amp;"
LONG = "A name so long that nobody would choose it and some ministry did all the same, in three official languages"


def short_summary(months: int = 7, units: int = 12) -> dict[str, Any]:
    """The example cut to few months and units: the same keys, quick to draw."""
    summary = example_summary()
    for part in ("ripeness", "states", "beliefs", "control", "violence", "country"):
        summary[part] = cut(summary[part], months)
    for place in summary["provinces"]["provinces"]:
        place |= {key: place[key][:3] for key in ("median", "lost")}
        place |= {key: [end[:3] for end in place[key]] for key in ("band50", "band90")}
    summary["provinces"]["months"] = summary["provinces"]["months"][:3]
    places = summary["districts"]
    places["months"] = places["months"][:months]
    places["units"] = places["units"][:units]
    for key in ("median", "width90"):
        places[key] = [row[:units] for row in places[key][:months]]
    return summary


def cut(value: Any, months: int) -> Any:
    """Monthly series cut short; everything else as it is."""
    if isinstance(value, dict):
        return {key: cut(part, months) for key, part in value.items()}
    if isinstance(value, list):
        return value[:months] if len(value) == 73 else [cut(part, months) for part in value]
    return value


def hostile_summary() -> dict[str, Any]:
    """Every label, name and sentence tries to break out of the page."""
    codes = {"class", "kind", "event", "group", "state", "date", "published", "months", "information_date", "horizon"}

    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: poison(part, k) for k, part in value.items()}
        if isinstance(value, list):
            return [poison(part, key) for part in value]
        return f"{value}{HOSTILE}" if isinstance(value, str) and key not in codes else value

    summary = poison(short_summary())
    control = summary["control"]
    first = control["instruments"][0]["instrument"]
    for row in (*control["instruments"], *control["published"]):
        if row["instrument"] == first:
            row["instrument"] = f"../../../escape{HOSTILE}"
    return summary


def hard_summary() -> dict[str, Any]:
    """Numbers at their edges: a certain ending, empty shares, holes, long names, flat and huge series."""
    summary = copy.deepcopy(example_summary())
    for i, outcome in enumerate(summary["outcomes"]):
        outcome |= {
            "share": [0.0, 0.0, 0.0004, 0.0, 0.0, 0.9996, 0.0][i], "base_rate": None,
            "label": f"{outcome['label']}: {LONG}" if i in (2, 5) else outcome["label"],
            "run_noise": [0.0, math.nan], "parameters": None, "structure": [0.0, 1.0],
        }  # fmt: skip
    margin = summary["ripeness"]
    for band in (margin["median"], *margin["band50"], *margin["band90"]):
        band[:] = [-1.0] * 36 + [math.nan] * 37
    margin |= {"margin_median": -1.0, "probability_positive": 0.0, "positive": [0.0] * 73}
    deaths = summary["violence"]["deaths"]
    for band in (deaths["median"], *deaths["band50"], *deaths["band90"]):
        band[:] = [1_234_567.8 * value for value in band]
    for series in summary["beliefs"]["series"]:
        series["label"] = f"{series['label']}: {LONG}"
        series["median"][:] = [0.0] * 73
        for band in (*series["band50"], *series["band90"]):
            band[:] = [0.0] * 73
    for state in summary["states"]["series"]:
        certain = state["state"] == "taken"
        state["label"] = f"{state['label']}: {LONG}"
        state["share"] = [float(certain)] * 73
    for i, event in enumerate(summary["hazards"]):
        event |= {"label": f"{event['label']}: {LONG}", "per_year": [1e-9, 5e4, math.nan, 0.0][i % 4], "low": None}
    for term in summary["ledger"]["terms"]:
        term["label"] = f"{term['label']}: {LONG}"
    summary["control"]["published"] = []
    summary["guesses"][0] |= {"parameter": "a_mechanism." + "a_very_long_parameter_name_" * 4, "why": LONG * 3}
    for flag in summary["flags"]:
        flag["share"] = 0.0 if flag["built"] else None
    summary["grid"]["metrics"][0]["share"] = [[math.nan] * 5] * 6
    summary["meta"]["title"] = LONG
    return summary
