"""An audit for the terminal: the paragraph, one line an experiment, what could not run, what is covered."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from ripeness.views.audit_words import MEANING, VERDICTS, amount, chance, level, noise, span
from ripeness.views.headline import NOT_A_PREDICTION


def audit_text(audit: Mapping[str, Any], width: int = 100, cards: bool = False) -> str:
    """The terminal's page of an audit.

    Parameters
    ----------
    audit : as ``analysis.audit.cards.as_dict`` gives it.
    cards : with the numbers of every test; for a few experiments.
    """
    head = (
        f"{audit['title']}: {audit['experiments_run']} of {audit['experiments_known']} experiments run in "
        f"{audit['worlds']} worlds; {audit['claims_covered']} of {audit['claims_known']} claims have a verdict or a "
        "data check"
    )
    parts = ["\n".join(textwrap.wrap(head, width)), "\n".join(textwrap.wrap(audit["summary"], width))]
    ran = [one for one in audit["experiments"] if one["verdict"] != "not run"]
    if cards:
        parts += [_card(one, width) for one in ran]
    else:
        parts.append("\n".join(_line(one, width) for one in ran))
    waiting = [one for one in audit["experiments"] if one["verdict"] == "not run"]
    if waiting:
        lines = [line for one in waiting for line in textwrap.wrap(
            f"{one['experiment']}  {one['title']}: {one['why']}", width - 2, initial_indent="  ",
            subsequent_indent="       ")]  # fmt: skip
        parts.append("\n".join([f"Not run ({len(waiting)}):", *lines]))
    shown = [verdict for verdict in VERDICTS if any(one["verdict"] == verdict for one in audit["experiments"])]
    key = "; ".join(f"{verdict}: {MEANING[verdict]}" for verdict in shown)
    parts += ["\n".join(textwrap.wrap(key[:1].upper() + key[1:] + ".", width))]
    parts += ["\n".join(textwrap.wrap(NOT_A_PREDICTION, width))]
    return "\n\n".join(parts)


def _line(one: Mapping[str, Any], width: int) -> str:
    first = one["tests"][one["deciding"]] if one["tests"] else None
    value = amount(first["value"], first, signed=True) if first else ""
    marks = f" ({', '.join(m for m in one['marks'] if m != 'rests on priors')})".replace(" ()", "")
    room = max(width - 40, 20)
    title = textwrap.shorten(one["title"], room, placeholder="…")
    return f"{one['experiment']}  {one['verdict']:<13}{value:>16}  {title}{marks}"


def _card(one: Mapping[str, Any], width: int) -> str:
    lines = textwrap.wrap(f"{one['experiment']}  {one['title']}: {one['verdict'].upper()}", width)
    if one["marks"]:
        lines.append("  " + ", ".join(one["marks"]))
    odds = one["probability"]
    lines.append(
        f"  confirms in {chance(odds['confirm'])}, refutes in {chance(odds['refute'])}, no effect in "
        f"{chance(odds['negligible'])} of 100 draws; worlds: {one['worlds']}"
    )
    for test in one["tests"]:
        lines += textwrap.wrap(f"{test['text']}; {test['condition']}", width - 4, initial_indent="  ",
                               subsequent_indent="    ")  # fmt: skip
        against = "" if test["against"] is None else f" ({level(test['against'], test)} to {level(test['arm'], test)})"
        text = f"{amount(test['value'], test, signed=True)}{against}"
        if test["low"] is not None:
            text += f"; over worlds {span(test['low'], test['high'], test)}"
        if test["run_noise"] is not None:
            text += f"; chance {noise(test)}"
        lines += textwrap.wrap(text, width - 6, initial_indent="    ", subsequent_indent="      ")
    for name, other in one["variants"].items():
        lines.append(f"  {name}: {other['verdict']}")
    lines += textwrap.wrap(one["would_change"], width - 2, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)
