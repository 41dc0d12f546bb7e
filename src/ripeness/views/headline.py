"""The first words of a report: how a hundred futures end, said with the numbers of the bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.rounding import between, counts_in_100, in_100, in_cell, in_words
from ripeness.analysis.words import mid_sentence
from ripeness.views.charts_base import Missing, month_words, need_outcomes, small_number

FEW_FUTURES = 200
NOT_A_PREDICTION = "A tool for comparing assumptions and policies, not a prediction."
INTERVALS = (
    ("run_noise", "Chance", "Would another seed give the same number?"),
    ("parameters", "Numbers", "Do we know the numbers that went in?"),
    ("structure", "Rules", "Would other rules of the game change it?"),
)


def headline(summary: Mapping[str, Any]) -> str:
    """All endings in one sentence, the most frequent first, each beside its base rate.

    Raises
    ------
    Missing
        If the summary holds no outcomes.
    """
    rows = outcome_rows(summary)
    ordered = sorted(rows, key=lambda row: -row["count"])
    parts = [
        f"{row['words']} {mid_sentence(row['label'])} ({'' if i else 'base rate '}{row['base_words']})"
        for i, row in enumerate(ordered)
        if row["count"]
    ]
    rest = [mid_sentence(row["label"]) for row in ordered if not row["count"]]
    text = f"Of 100 futures: {'; '.join(parts)}."
    if rest:
        text += f" Fewer than 1 each: {joined(rest)}." if len(rest) > 1 else f" Fewer than 1: {rest[0]}."
    return text


def outcome_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a class for the table under the bar: counts, their words and the three intervals, kept apart."""
    outcomes = need_outcomes(summary)
    counts = counts_in_100(outcomes)
    rows = []
    for outcome in outcomes:
        mine = counts[outcome["class"]]
        rows.append(
            {
                "class": outcome["class"],
                "label": outcome["label"],
                "count": mine["count"],
                "words": in_words(mine["count"]),
                "cell": in_cell(mine["count"]),
                "base": mine["base_rate"],
                "base_words": in_words(mine["base_rate"]),
                "base_cell": in_cell(mine["base_rate"]),
                "intervals": [interval(outcome.get(key), name) for key, name, _ in INTERVALS],
                "subclasses": [
                    {
                        "label": part["label"],
                        "words": in_words(mine["subclasses"][part["class"]]),
                        "cell": in_cell(mine["subclasses"][part["class"]]),
                    }
                    for part in outcome.get("subclasses") or []
                    if len(outcome["subclasses"]) > 1
                ],
            }
        )
    return rows


def interval(pair: Sequence[float] | None, name: str) -> dict[str, Any]:
    """Words of an interval and the place of its bar, in % of its track."""
    if not pair or pair[0] is None or pair[1] is None:
        return {"name": name, "words": "not known", "left": None, "width": None}
    low, high = 100 * max(pair[0], 0.0), 100 * min(pair[1], 1.0)
    return {"name": name, "words": between(pair), "left": round(low, 2), "width": round(max(high - low, 0.8), 2)}


def key_lines(summary: Mapping[str, Any]) -> list[dict[str, str]]:
    """The three lines a minister reads: settlement, ripeness, the most frequent ending."""
    lines = []
    meta = summary.get("meta") or {}
    until = f" on {month_words(meta['horizon'])}" if meta.get("horizon") else ""
    try:
        rows = outcome_rows(summary)
    except Missing:
        rows = []
    for row in rows:
        if row["class"] == "O2":
            lines.append(ending_line(row, f"{row['label']}{until}"))
    lines += ripeness_lines(summary)
    largest = max(rows, key=lambda row: row["count"], default=None)
    if largest and largest["class"] != "O2":
        lines.append(ending_line(largest, f"{largest['label']}{until}, the most frequent ending"))
    return lines


def ripeness_lines(summary: Mapping[str, Any]) -> list[dict[str, str]]:
    """How often the war is ripe in the first month, and by what margin."""
    ripeness, lines = summary.get("ripeness") or {}, []
    if ripeness.get("probability_positive") is not None:
        words = in_words(in_100(ripeness["probability_positive"]))
        text = "The war is ripe at the start: some settlement beats fighting on for both sides"
        lines.append(line(words, "in 100 futures", text))
    if ripeness.get("margin_median") is not None:
        text = "Ripeness margin at the start, the median; above zero is ripe"
        lines.append(line(small_number(ripeness["margin_median"]), "of the prize", text))
    return lines


def ending_line(row: Mapping[str, Any], text: str) -> dict[str, str]:
    """How often one ending comes, beside its base rate and its range over what is not known."""
    doubt = row["intervals"][1]
    spread = f"{doubt['words']} as the unknowns vary" if doubt["left"] is not None else ""
    return line(row["words"], "in 100 futures", text, f"Base rate {row['base_words']}", spread)


def line(value: str, unit: str, text: str, base: str = "", spread: str = "") -> dict[str, str]:
    """One line with its number in front."""
    return {"value": value, "unit": unit, "text": text, "base": base, "spread": spread}


def joined(parts: Sequence[str], word: str = "and") -> str:
    """ "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}" if parts else ""


def few_futures(futures: int) -> str:
    """A warning where chance alone moves the shares a lot; empty where there are enough futures."""
    if futures >= FEW_FUTURES:
        return ""
    return f"Only {futures:,} futures: chance alone moves a share by several in 100. Give more with --futures."
