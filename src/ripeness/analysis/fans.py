"""What moves through time, as medians and bands over futures: margin, beliefs, control in both readings, deaths.

Counts come from the monthly histograms. Which futures a fan is about stands in its ``note``: the margin is measured
while there is something left to settle, beliefs and deaths while the government stands; in readings of control a
fallen government counts as holding nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import dates
from ripeness.engine import record as rec
from ripeness.ensemble.quantiles import quantiles

if TYPE_CHECKING:
    from datetime import date

    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
PLACE = {name: i for i, (name, _, _) in enumerate(rec.QUANTITIES)}
INSTRUMENTS = ("command", "press")
SIDES = ("government", "insurgent")
CONTEXT_MONTHS = 24  # published readings shown before the first month
STANDING = "Over the futures in which {government} still stands that month."


def ripeness(run: Run) -> dict[str, Any]:
    """The ripeness margin through time, and how often it is positive.

    It is the margin of the solved game, over all worlds and what is not seen within them, as every face says it:
    ``margin_median`` and ``probability_positive`` are the median and the share above zero of the first month. The
    closed form of the ledger does not look ahead, and its margin is another number.
    """
    place = PLACE["margin"]
    counts = run.histogram()[:, place]
    alive = counts.sum(axis=1)
    above = counts[:, rec.BINS // 2 :].sum(axis=1)
    through_time = fan(quantiles(run.histogram(), LEVELS)[:, place])
    positive = rounded(np.divide(above, alive, out=np.full(len(alive), np.nan), where=alive > 0))
    return {
        "margin_median": through_time["median"][0],
        "probability_positive": positive[0],
        "months": dates.months(run.scenario),
        **through_time,
        "positive": positive,
        "note": "Over the futures that are neither settled nor lost that month.",
    }


def beliefs(run: Run) -> dict[str, Any]:
    """What each side believes of the patron's staying, through time."""
    words, table = run.scenario.labels, quantiles(run.histogram(), LEVELS)
    government, insurgents, patron = words["government"], words["insurgents"], words["patron"]
    rows = (
        ("government", "belief", f"Chance that {patron} stays, as {government} and the public see it"),
        ("insurgent", "insurgents_belief", f"Chance that {patron} stays, as {insurgents} see it"),
    )
    return {
        "months": dates.months(run.scenario),
        "series": [{"name": name, "label": label, **fan(table[:, PLACE[key]])} for name, key, label in rows],
        "note": STANDING.format(**words),
    }


def control(run: Run) -> dict[str, Any]:
    """Both sides' share of districts as each instrument reads it, against what it published."""
    words, scenario = run.scenario.labels, run.scenario
    counts, notes = run.histogram().copy(), instrument_notes(scenario)
    fallen = run.states()[:, rec.COLLAPSED]
    for instrument in INSTRUMENTS:
        counts[:, PLACE[f"{instrument}_government"], 0] += fallen
        counts[:, PLACE[f"{instrument}_insurgent"], -1] += fallen
    table = quantiles(counts, LEVELS)
    return {
        "months": dates.months(scenario),
        "instruments": [
            {"instrument": instrument, "label": words[instrument], "note": notes[instrument],
             **{side: fan(table[:, PLACE[f"{instrument}_{side}"]]) for side in SIDES}}
            for instrument in INSTRUMENTS
        ],
        "published": published_control(scenario),
        "note": f"Over all futures; once {words['government']} has fallen it holds no {words['unit']}.",
    }  # fmt: skip


def instrument_notes(scenario: Scenario) -> dict[str, str]:
    """Where agreement of a fan with what was published proves nothing: what was fitted to it, what was guessed."""
    words, parameters = scenario.labels, scenario.parameters
    fitted = "territory.start_inner_government" in parameters
    cuts = [parameters[name] for name in ("measurement.press_cut_low", "measurement.press_cut_high")]
    guessed = any(cut.source == "assumption" for cut in cuts)
    return {
        "command": f"The first map is fitted to the last count of {words['command']} that was known, so that the fan "
        "begins there is no finding." if fitted else "",
        "press": f"Where {words['press']} draws its lines between held and contested {words['units']} is a guess until "
        "the model of territory is fitted to its readings: its fan shows that guess, and meeting the circles proves "
        "nothing."
        if guessed else "",
    }  # fmt: skip


def violence(run: Run) -> dict[str, Any]:
    """Battle deaths a month against the published series, and the sides they fall on."""
    words, scenario = run.scenario.labels, run.scenario
    deaths = 10.0 ** quantiles(run.histogram(), LEVELS)[:, PLACE["log10_deaths"]] - 1.0
    return {
        "months": dates.months(scenario),
        "deaths": fan(deaths, 1),
        "published": published_deaths(scenario),
        "components": [
            {"component": side, "label": label, "share": part}
            for side, label, part in zip(
                ("insurgent", "government", "civilian"),
                (words["insurgents_adjective"], "Government forces", "Civilians"),
                sides_of_deaths({name: estimate.value for name, estimate in scenario.parameters.items()}),
                strict=True,
            )
        ],
        "note": STANDING.format(**words),
    }


def sides_of_deaths(values: Mapping[str, float]) -> tuple[float, float, float]:
    """Expected shares of deaths at the start: insurgents, government forces, civilians.

    References
    ----------
    Model M2: D_T : D_G : D_C = (b_0 + b_A) : 1 : b_C.
    """
    insurgent = values["violence.loss_ratio_base"] + values["violence.loss_ratio_air"]
    civilian = values["violence.loss_ratio_civilian"]
    whole = insurgent + 1.0 + civilian
    return insurgent / whole, 1.0 / whole, civilian / whole


def published_control(scenario: Scenario) -> list[dict[str, Any]]:
    """Published shares of districts by instrument and date; ``after`` marks what the information date did not know."""
    found: dict[tuple[str, date], dict[str, Any]] = {}
    for seen in scenario.history:
        instrument, _, what = seen.series.partition(".")
        side, share = what.removeprefix("share_"), share_of_districts(seen.unit, seen.value)
        if instrument not in INSTRUMENTS or side not in SIDES or share is None or not in_view(scenario, seen.period):
            continue
        entry = found.setdefault((instrument, seen.period), {
            "instrument": instrument, "date": seen.period.isoformat(), "published": seen.published.isoformat(),
            "government": None, "insurgent": None, "after": False,
        })  # fmt: skip
        if entry[side] is None or "districts of" in seen.unit:
            entry[side] = round(share, 4)
        entry["published"] = max(entry["published"], seen.published.isoformat())
        entry["after"] = entry["after"] or seen.published > scenario.information_date
    return [found[key] for key in sorted(found)]


def share_of_districts(unit: str, value: float) -> float | None:
    """A reading in "districts of 407" or "percent of districts" as a share."""
    counted = re.fullmatch(r"\w+ of (\d+)", unit)
    if counted:
        return value / int(counted[1])
    return value / 100.0 if unit == "percent of districts" else None


def published_deaths(scenario: Scenario) -> list[dict[str, Any]]:
    """Published yearly deaths of the war as a month's mean, set in the middle of their year."""
    rows = []
    for seen in scenario.history:
        if seen.series == "deaths.state_based" and seen.unit == "deaths a year" and in_view(scenario, seen.period):
            rows.append({
                "date": f"{seen.period.year}-07-01", "value": round(seen.value / 12.0, 1),
                "published": seen.published.isoformat(), "after": seen.published > scenario.information_date,
            })  # fmt: skip
    return rows


def in_view(scenario: Scenario, day: date) -> bool:
    """Whether a reading lies inside the picture: from two years before the first month to the last."""
    first = (day.year - scenario.first_month.year) * 12 + day.month - scenario.first_month.month
    return -CONTEXT_MONTHS <= first < scenario.months


def fan(table: np.ndarray, digits: int = 4) -> dict[str, Any]:
    """Median and two bands from (month, level); None where no future is left."""
    column = [rounded(table[:, i], digits) for i in range(len(LEVELS))]
    return {"median": column[2], "band50": [column[1], column[3]], "band90": [column[0], column[4]]}


def rounded(values: np.ndarray, digits: int = 4) -> list[float | None]:
    """A plain list with few enough digits for a small page."""
    return [None if value != value else round(float(value), digits) for value in values]
