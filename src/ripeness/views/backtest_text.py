"""A back-test for the terminal: every observable, skill by domain, coverage, what failed, others' forecasts."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.backtest.plain import by_domain
from ripeness.views.backtest_words import (
    DOMAIN_WORDS,
    NONE,
    chance_words,
    forecast_words,
    happened_words,
    number,
    skill_words,
)  # fmt: skip
from ripeness.views.headline import NOT_A_PREDICTION

NARROW = 90
SHORT = {"persistence": "persist.", "base_rate": "ref. class"}
ROOM = 36  # of a label before the columns of skill
KEY = (
    "Chance: what the forecast gave to what happened, a probability or the share of futures as far out on either side. "
    "Skill: 1 - score / score of the baseline; below 0 the baseline was better. CRPS and energy score in the plain "
    "form, of logs for deaths and troops."
)


def backtest_text(found: Mapping[str, Any], width: int = 100) -> str:
    """The terminal's page of a back-test.

    Parameters
    ----------
    found : the object of ``backtest --json``.
    width : columns to fill.
    """
    head = (
        f"{found['title']}: the forecast of {found['information_date']} and what happened. "
        f"{found['futures']:,} futures in {found['worlds']} worlds, seed {found['seed']}, prior {found['prior_set']}, "
        f"start {found['start']}; table of "
        f"observables {found['table_hash'][:12]}, fixed before any outcome was looked at"
    )
    parts = ["\n".join(textwrap.wrap(head, width))]
    for domain, rows in by_domain(found, "observables").items():
        parts.append("\n".join([DOMAIN_WORDS[domain], *_observables(rows, width)]))
    parts += [
        _skills(found, width),
        _leads(found, width),
        _coverage(found, width),
        _failures(found, width),
        _published(found, width),
    ]
    if found["left_out"]:
        text = f"Not scored, for the reason the table gives: {', '.join(e['id'] for e in found['left_out'])}"
        parts.append("\n".join(textwrap.wrap(text, width)))
    parts += ["\n".join(textwrap.wrap(KEY, width)), "\n".join(textwrap.wrap(NOT_A_PREDICTION, width))]
    return "\n\n".join(part for part in parts if part)


def _observables(rows: Sequence[Mapping[str, Any]], width: int) -> list[str]:
    if width < NARROW:
        return [line for row in rows for line in _narrow(row, width)]
    room = width - 60
    lines = [f"  {'':<{room - 2}}{'forecast':<27}{'happened':>12}{'chance':>8}{'score':>13}"]
    for row in rows:
        first, *rest = textwrap.wrap(row["label"], room - 4) or [""]
        score = NONE if row["scores"] is None else f"{number(row['scores']['main'])} {_short(row['rule'])}"
        chance = NONE if row["scores"] is None else chance_words(row["scores"]["chance"])
        mark = "!" if row["failed"] else " "
        cast = textwrap.wrap(forecast_words(row), 26) or [""]
        lines.append(f"{mark} {first:<{room - 2}}{cast[0]:<27}{happened_words(row):>12}{chance:>8}{score:>13}")
        for i in range(max(len(rest), len(cast) - 1)):
            left, right = rest[i] if i < len(rest) else "", cast[i + 1] if i + 1 < len(cast) else ""
            lines.append(f"    {left:<{room - 4}}{right}".rstrip())
        if row["refused"]:
            lines.append(f"    refused: {row['refused']}")
    return lines


def _narrow(row: Mapping[str, Any], width: int) -> list[str]:
    score = NONE if row["scores"] is None else f"{number(row['scores']['main'])} {row['rule']}"
    text = f"{row['label']}: forecast {forecast_words(row)}; happened {happened_words(row)}; score {score}"
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")


def _short(rule: str) -> str:
    return {"survival log": "log s.", "energy": "ES"}.get(rule, rule)


def _skills(found: Mapping[str, Any], width: int) -> str:
    """Domain and rule down, baselines across."""
    names = [name for name in found["baselines"] if any(s["baseline"] == name for s in found["skill"])]
    cells = {(s["domain"], s["rule"], s["baseline"]): s for s in found["skill"]}
    if not names:
        return ""
    pairs = list(dict.fromkeys((s["domain"], s["rule"]) for s in found["skill"]))
    column = min(12, (width - ROOM) // len(names))
    if column < 9:
        lines = ["Skill against each baseline"]
        for domain, rule in pairs:
            held = [(found["baselines"][name], cells.get((domain, rule, name))) for name in names]
            told = ", ".join(f"{name} {skill_words(s['skill'])}" for name, s in held if s)
            lines += _wrapped(f"{DOMAIN_WORDS[domain]}, {rule}: {told}", width)
        return "\n".join(lines)
    words = [textwrap.wrap(SHORT.get(name, found["baselines"][name]), column - 1) for name in names]
    lines = ["Skill against each baseline"]
    for i in range(max(map(len, words))):
        lines.append(" " * ROOM + "".join(f"{word[i] if i < len(word) else '':>{column}}" for word in words))
    for domain, rule in pairs:
        here = [cells.get((domain, rule, name)) for name in names]
        count = max(s["observables"] for s in here if s)
        label = f"{DOMAIN_WORDS[domain]}, {rule}, {count}"
        row = "".join(f"{NONE if s is None else skill_words(s['skill']):>{column}}" for s in here)
        lines.append(f"  {label:<{ROOM - 2}}{row}")
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """A line, or what it takes, without the blanks of its columns."""
    return textwrap.wrap(" ".join(text.split()), width, initial_indent="  ", subsequent_indent="    ")


def _leads(found: Mapping[str, Any], width: int) -> str:
    lines = ["Mean score by months ahead, with the reference class's and persistence's where they have one"]
    for lead in found["leads"]:
        label = f"{DOMAIN_WORDS[lead['domain']]}, {lead['rule']}"
        base = "".join(f"{number(lead['base'].get(name)):>10}" for name in ("base_rate", "persistence"))
        lines.append(f"  {label:<34}{lead['months']:>9}{lead['count']:>4}{number(lead['own']):>10}{base}")
    return _fitted(lines, width)


def _fitted(lines: list[str], width: int) -> str:
    """A headed table, wrapped where the terminal is too narrow; nothing where it has no row."""
    fit = [part for line in lines for part in ([line] if len(line) <= width else _wrapped(line, width))]
    return "\n".join(fit) if len(lines) > 1 else ""


def _coverage(found: Mapping[str, Any], width: int) -> str:
    lines = ["Intervals of continuous observables that held the outcome"]
    for entry in found["coverage"]:
        n = entry["count"]
        held = f"{entry['inside50']} of {n} in 50 %, {entry['inside90']} of {n} in 90 %"
        lines.append(f"  {DOMAIN_WORDS[entry['domain']]:<34}{held}")
    return _fitted(lines, width)


def _failures(found: Mapping[str, Any], width: int) -> str:
    if not found["failures"]:
        said = f"Nothing that happened was given less than {100 * found['failed_below']:.0f} in 100."
        return "\n".join(textwrap.wrap(said, width))
    head = f"Failed: what happened was given less than {100 * found['failed_below']:.0f} in 100"
    lines = textwrap.wrap(head, width)
    for entry in found["failures"]:
        text = f"{entry['label']}: {chance_words(entry['chance'])}; answerable: {', '.join(entry['mechanisms'])}"
        lines += textwrap.wrap(text, width, initial_indent="! ", subsequent_indent="    ")
    return "\n".join(lines)


def _published(found: Mapping[str, Any], width: int) -> str:
    if not found["published"]:
        return ""
    head = "Forecasts that others published, and ours, which knew nothing after the information date"
    lines = textwrap.wrap(head, width)
    for made in found["published"]:
        if made["refused"]:
            text = f"{made['label']} ({made['made']}): refused, {made['refused']}"
        else:
            scores = "; ".join(
                f"{rule}: {_or_infinite(made['theirs'][rule])} theirs, {_or_infinite(made['ours'][rule])} ours, "
                f"{number(made['uniform'][rule])} of who knows nothing"
                for rule in made["theirs"]
            )
            text = f"{made['label']} ({made['made']}): {scores}"
        lines += textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def _or_infinite(value: float | None) -> str:
    return "infinite" if value is None else number(value)
