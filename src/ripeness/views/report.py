"""One self-contained page: what the run found, how sure it is, and what that rests on. Works with the network off."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ripeness.analysis.rounding import in_100, in_cell
from ripeness.views import charts_map, palette
from ripeness.views.charts import Charts, charts
from ripeness.views.charts_base import Figure, Look, Missing, finite, month_words, number
from ripeness.views.charts_country import captions
from ripeness.views.charts_outcomes import state_colour_names
from ripeness.views.charts_province import chooser
from ripeness.views.charts_strategy import actor_words
from ripeness.views.charts_time import control_notes
from ripeness.views.headline import INTERVALS, NOT_A_PREDICTION, headline, key_lines, outcome_rows
from ripeness.views.outcomes import prior_of
from ripeness.views.page import NARROW, WIDE, columns, page_data, page_html, write_page

FEW_WORLDS = 20
TIMING = {"wall_seconds": "seconds by the clock", "cpu_seconds": "seconds of processor", "jobs": "threads"}
SECTIONS = (
    ("endings", "Endings"), ("ripe", "Is it ripe?"), ("parties", "The parties"), ("ground", "The ground"),
    ("provinces", "Provinces"), ("country", "The country"), ("told", "Futures told"), ("rests", "What it rests on"),
    ("source", "Source"),
)  # fmt: skip
# The checks of model 3.10: what each asks, and what it must reach.
CHECKS = {
    "a": ("The parties foresee how the front moves from month to month, share of variance", "0.9 or more"),
    "b": ("Collapses come as often as the parties reckon, slope", "0.8 to 1.25"),
    "c": ("The war and the parties' picture of it end alike, largest difference of a share", "0.03 or less"),
}
STATUS_WORDS = {"E": "evidence", "W": "weak evidence", "P": "prior", "F": "fitted"}


def render_report(summary: Mapping[str, Any], path: str | Path) -> Path:
    """Write the report of a run as one HTML file, whole or not at all.

    Parameters
    ----------
    summary : as the analysis writes it; a part that is missing is named in its section.
    path : file to write; its folder must exist.

    Returns
    -------
    The path written.
    """
    return write_page(report_html(summary), path)


def report_html(summary: Mapping[str, Any]) -> str:
    """The page as text."""
    summary = finite(summary)
    drawn = charts(summary)
    return page_html(
        "report.html.j2",
        report_data(summary, drawn),
        **front(summary),
        charts=drawn,
        legend=state_legend(summary, drawn),
        readings=ledger_readings(summary),
        certainty=certainty_legend(),
        control_notes=control_notes(summary),
        country=captions(summary),
        country_note=(summary.get("country") or {}).get("note") or "",
        months=[month_words(m) for m in (summary.get("districts") or {}).get("months") or []],
        stories=stories(summary),
        places=[place["name"] for place in (summary.get("provinces") or {}).get("provinces") or []],
        reference_margin=reference_margin(summary),
        flags=flags(summary),
        guesses=guesses(summary),
        adequacy=adequacy(summary),
        cautions=cautions(summary),
        sections=SECTIONS,
        facts=provenance(summary.get("meta") or {}),
        version=(summary.get("meta") or {}).get("version") or "",
    )


def front(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Title, first paragraph, headline and the table of endings."""
    meta = summary.get("meta") or {}
    try:
        rows, said = outcome_rows(summary), headline(summary)
    except Missing:
        rows, said = [], ""
    return {
        "title": meta.get("title") or meta.get("scenario") or "A war",
        "known": month_words(meta["information_date"]) if meta.get("information_date") else "",
        "until": month_words(meta["horizon"]) if meta.get("horizon") else "",
        "disclaimer": meta.get("disclaimer") or NOT_A_PREDICTION,
        "sentence": summary.get("sentence") or "",
        "headline": said, "key_lines": key_lines(summary), "outcomes": rows, "intervals": INTERVALS,
        "labels": summary.get("labels") or {}, "meta": meta,
    }  # fmt: skip


def state_legend(summary: Mapping[str, Any], drawn: Charts) -> list[tuple[str, str]]:
    """Colour name and label of each state, in the order of the stack from top to bottom."""
    if "states" not in drawn.figures:
        return []
    series = summary["states"]["series"]
    return [(c, s["label"]) for c, s in zip(state_colour_names(series), series, strict=True)][::-1]


def ledger_readings(summary: Mapping[str, Any]) -> list[str]:
    """What the ledger says beside its width, one sentence each."""
    ledger, said = summary.get("ledger") or {}, []
    for key in ("width", "commitment", "belief_threshold", "sequencing", "footprint"):
        part = ledger.get(key)
        if isinstance(part, str):
            said.append(part)
        elif isinstance(part, Mapping) and part.get("text"):
            said.append(str(part["text"]))
        elif isinstance(part, Mapping) and part.get("value") is not None:
            label = part.get("label") or (
                "Width of the range" if key == "width" else key.replace("_", " ").capitalize()
            )
            said.append(f"{label}: {value_words(part['value'])}" + range_words(part) + ".")
    return said


def value_words(value: Any) -> str:
    """A value of any kind as text."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "not known"}[value]
    if isinstance(value, int):
        return str(value)
    return number(value) if isinstance(value, float) else str(value)


def range_words(part: Mapping[str, Any]) -> str:
    """The range behind a value, where there is one."""
    if not known_range(part):
        return ""
    return f" ({value_words(part['low'])} to {value_words(part['high'])} in 90 of 100 worlds)"


def known_range(part: Mapping[str, Any]) -> bool:
    """Whether both ends of a range are there."""
    return part.get("low") is not None and part.get("high") is not None


def certainty_legend() -> list[tuple[str, list[str]]]:
    """Rows of the map's legend: words for the width, names of the colours left."""
    edges = [f"under {palette.CERTAINTY_LIMITS[0]:.0f}"]
    pairs = zip(palette.CERTAINTY_LIMITS, palette.CERTAINTY_LIMITS[1:], strict=False)
    edges += [f"{low:.0f} to {high:.0f}" for low, high in pairs]
    edges.append(f"{palette.CERTAINTY_LIMITS[-1]:.0f} or more")
    return [
        (words, [f"v{level}-{step}" for step in range(steps)])
        for level, (words, steps) in enumerate(zip(edges, palette.CERTAINTY_STEPS, strict=True))
    ]


def reference_margin(summary: Mapping[str, Any]) -> str:
    """Where things stand at the middle world, before any lever."""
    now = (summary.get("levers") or {}).get("now") or {}
    if now.get("margin") is None or now.get("width") is None:
        return ""
    return f"Without any of them the margin is {number(now['margin'])} and the range {number(now['width'])} wide."


def stories(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Told futures, with the options of each step as shares of the fastest."""
    told = []
    for story in summary.get("stories") or []:
        steps = []
        for step in story.get("steps") or []:
            options = step.get("options") or []
            top = max((option["per_year"] for option in options), default=0) or 1
            weighed = [
                {**option, "bar": round(100 * option["per_year"] / top, 1), "rate": pace(option["per_year"])}
                for option in options
            ]
            actor = actor_words(step.get("actor") or "", summary.get("labels") or {})
            steps.append({
                "date": month_words(step["date"]), "actor": actor, "text": step.get("text") or "", "options": weighed,
            })  # fmt: skip
        label = story.get("label") or ""
        told.append({
            "title": story.get("title") or label, "label": label, "class": story.get("class") or "O6",
            "future": story.get("future", "–"), "world": story.get("world", "–"), "steps": steps,
        })  # fmt: skip
    return told


def pace(rate: float) -> str:
    """Times a year beside a bar that shows the rest."""
    return "under 0.01" if rate < 0.01 else number(rate)


def flags(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Events on the way, in futures of 100; one not built says so."""
    return [
        {
            "label": flag.get("label") or flag["flag"], "words": per_100(flag.get("share")),
            "base": per_100(flag.get("base_rate")), "built": flag.get("built", True),
        }
        for flag in summary.get("flags") or []
    ]  # fmt: skip


def per_100(share: float | None) -> str:
    """A share that belongs to no bar, in whole futures of 100."""
    return in_cell(in_100(share))


def guesses(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The assumptions that drive the result."""
    return [
        {
            "parameter": guess["parameter"], "value": value_words(guess.get("value")), "why": guess.get("why") or "",
            "range": f"{value_words(guess['low'])} to {value_words(guess['high'])}" if known_range(guess) else "",
            "status": STATUS_WORDS.get(guess.get("status") or "", guess.get("status") or "not recorded"),
        }
        for guess in summary.get("guesses") or []
    ]  # fmt: skip


def adequacy(summary: Mapping[str, Any]) -> list[dict[str, str]]:
    """The checks of the machine itself, with what each found and whether that is enough."""
    found = (summary.get("meta") or {}).get("adequacy") or {}
    passed = found.get("passed") or {}
    words = {True: "holds", False: "fails", None: "not made"}
    return [
        {"label": label, "value": number(found[key], 3), "wanted": wanted, "verdict": words[passed.get(key)]}
        for key, (label, wanted) in CHECKS.items()
        if key in found
    ]


def cautions(summary: Mapping[str, Any]) -> list[str]:
    """What a reader must know before the numbers: checks that fail, worlds left out, worlds too few."""
    meta = summary.get("meta") or {}
    found, said = meta.get("adequacy") or {}, []
    if any(good is False for good in (found.get("passed") or {}).values()):
        said.append(str(found.get("text") or "One of the checks of the machine itself fails."))
    worlds, failed = meta.get("worlds") or 0, meta.get("failed_worlds") or 0
    if failed and not any(f"{failed} of {worlds} worlds" in text for text in said):
        said.append(
            f"{failed} of {worlds} worlds failed and {'is' if failed == 1 else 'are'} left out of every number."
        )
    if 0 < worlds - failed < FEW_WORLDS:
        said.append(f"Only {worlds - failed} worlds were drawn: ranges over what nobody knows are rough.")
    return said


def provenance(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What every export carries, name and value."""
    solver, futures, worlds = meta.get("solver") or {}, meta.get("futures"), meta.get("worlds")
    count = f"{futures:,} in {worlds:,} worlds" if futures and worlds else str(futures or "")
    if meta.get("failed_worlds"):
        count += f", {meta['failed_worlds']} of them failed"
    spent = meta.get("timing") or {}
    timing = {TIMING[key]: spent[key] for key in TIMING if key in spent}
    items = [
        ("Scenario", meta.get("scenario")),
        ("Scenario hash", meta.get("scenario_hash")),
        ("Version", meta.get("version")),
        ("Seed", meta.get("seed")),
        ("Futures", count),
        ("Start", meta.get("start")),
        ("Priors", prior_of(meta) if meta.get("prior_set") else None),
        ("Collapse", meta.get("collapse")),
        ("Information date", meta.get("information_date")),
        ("Horizon", meta.get("horizon")),
        ("Solver", flat(solver)),
        ("Timing", flat(timing)),
        ("Schema", meta.get("schema_version")),
    ]
    if meta.get("kept"):
        items.append(("Kept from the scenario's own day", ", ".join(meta["kept"])))
    return [(name, str(value) if value not in (None, "") else "not recorded") for name, value in items]


def flat(values: Any) -> str:
    """A small mapping on one line."""
    if not isinstance(values, Mapping):
        return str(values)
    return ", ".join(
        f"{str(key).replace('_', ' ')} {f'{value:.3g}' if isinstance(value, float) else flat(value)}"
        for key, value in values.items()
    )


def report_data(summary: Mapping[str, Any], drawn: Charts) -> dict[str, Any]:
    """What the page draws, and what its controls choose from."""
    wide, narrow = Look(WIDE), Look(NARROW, narrow=True)
    page = page_data(drawn.figures.values(), elsewhere=("map",))
    if "provinces" in drawn.figures:
        page["provinces"] = chooser(summary)
    if "map" in drawn.figures:
        units, months, median, width = charts_map.district_parts(summary)
        page["map"] = {
            "places": {
                "wide": charts_map.map_spec(wide, units, "places"),
                "narrow": charts_map.map_spec(narrow, units, "places"),
            },
            "units": columns(charts_map.unit_rows(units)),
            "months": [month_words(m) for m in months],
            "median": [[round(v) for v in row] for row in median],
            "width": [[round(v) for v in row] for row in width],
            "steps": palette.CERTAINTY_STEPS, "limits": palette.CERTAINTY_LIMITS,
            "who": (summary.get("labels") or {}).get("government", "the government"),
            "word": (summary.get("labels") or {}).get("units", "units"),
        }  # fmt: skip
    return page


__all__ = ["Figure", "render_report", "report_html"]
