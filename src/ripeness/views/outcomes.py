"""How the futures of a run end, for the terminal: sentence, bar of blocks, table, flags, ripeness margin.

Every number comes from the summary through the one rounding function; nothing is computed here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.analysis.rounding import apportion, in_100, in_words
from ripeness.views.headline import INTERVALS, NOT_A_PREDICTION, few_futures, outcome_rows, ripeness_lines
from ripeness.views.palette import CLASSES_DARK

BLOCKS = ("█", "▓", "▒", "░")  # neighbours in the bar differ without colour
LETTERS = "#=+-"
CELL = 10  # columns of a number of the table


def outcomes_text(summary: Mapping[str, Any], width: int = 100, *, ascii: bool = False, colour: bool = False) -> str:
    """The terminal's page of a run.

    Parameters
    ----------
    summary : as ``analysis.summary.summarise`` gives it.
    width : columns to fill, 40 or more.
    ascii : letters in place of blocks.
    colour : paint the bar in the colours of the report.
    """
    meta = summary["meta"]
    rows = outcome_rows(summary)
    left = meta.get("failed_worlds") or 0
    worlds = f"{meta['worlds']} worlds{f' ({left} without a solution, left out)' if left else ''}"
    head = (
        f"{meta['title']}: {meta['futures']:,} futures in {worlds}, seed {meta['seed']}, "
        f"start {meta['start']}, prior {prior_of(meta)}"
    )
    parts = [
        "\n".join(textwrap.wrap(head, width)),
        "\n".join(textwrap.wrap(few_futures(meta["futures"]), width)),
        "\n".join(textwrap.wrap(str(summary.get("sentence") or ""), width)),
        bar(rows, width, ascii=ascii, colour=colour),
        table(rows, width, ascii=ascii, colour=colour),
        flags(summary.get("flags") or (), width),
        "\n".join(_key_line(line, width) for line in ripeness_lines(summary)),
        "\n".join(textwrap.wrap(f"Model checks: {_checks(meta)}", width)) if _checks(meta) else "",
        "\n".join(textwrap.wrap(NOT_A_PREDICTION, width)),
    ]
    text = "\n\n".join(part for part in parts if part)
    return text.replace("≤", "<=").replace("–", "-").encode("ascii", "replace").decode() if ascii else text


def prior_of(meta: Mapping[str, Any]) -> str:
    """What the worlds are drawn from, and by whom."""
    own = meta.get("analyst")
    return str(meta["prior_set"]) + (f", with the estimates of {own['title']} ({own['hash']})" if own else "")


def bar(rows: Sequence[Mapping[str, Any]], width: int, *, ascii: bool = False, colour: bool = False) -> str:
    """One bar of blocks over 100 futures, and under every part that has room how many of them end so."""
    lengths = apportion([row["count"] for row in rows], width)
    marks, counts = [], []
    for place, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        marks.append(_painted(_mark(place, ascii, colour) * length, row["class"], colour))
        label = f"{row['class']} {row['words']}"
        short = row["words"]
        counts.append(f"{label if len(label) < length else short if len(short) < length else '':<{length}}")
    return f"{''.join(marks)}\n{''.join(counts).rstrip()}"


def table(rows: Sequence[Mapping[str, Any]], width: int, *, ascii: bool = False, colour: bool = False) -> str:
    """Class, share in 100 futures, the three intervals apart, base rate; sub-classes that happened below."""
    names = [name for _, name, _ in INTERVALS]
    columns = ("in 100", *names, "base rate")
    numbers = [max(CELL, len(name) + 2) for name in columns]
    room = width - sum(numbers)
    if room < 24:  # too narrow for a table: a few lines a class
        return "\n".join(_narrow(row, place, ascii, colour, width) for place, row in enumerate(rows))
    head = " " * room + "".join(f"{name:>{n}}" for name, n in zip(columns, numbers, strict=True))
    lines = [head]
    for place, row in enumerate(rows):
        cells = (_few(row["words"]), *(_few(part["words"]) for part in row["intervals"]), _few(row["base_words"]))
        written = "".join(f"{cell:>{n}}" for cell, n in zip(cells, numbers, strict=True))
        name = f"{_painted(_mark(place, ascii, colour) * 2, row['class'], colour)} "
        first, *rest = textwrap.wrap(f"{row['class']} {row['label']}", room - 4)
        lines.append(f"{name}{first:<{room - 3}}{written}")
        lines += [f"      {line}" for line in rest]
        for part in row["subclasses"]:
            if part["words"] != in_words(0):
                first, *rest = textwrap.wrap(part["label"], room - 8)
                lines.append(f"      {first:<{room - 6}}{_few(part['words']):>{numbers[0]}}")
                lines += [f"        {line}" for line in rest]
    return "\n".join(lines)


def flags(found: Sequence[Mapping[str, Any]], width: int) -> str:
    """What happened on the way, in 100 futures, beside its base rate; flags that are not built are left out."""
    rows = [flag for flag in found if flag.get("built", True) and flag.get("share") is not None]
    if not rows:
        return ""
    room = max(width - 2 * CELL, 20)
    lines = [f"{'on the way':<{room}}{'in 100':>{CELL}}{'base rate':>{CELL}}"]
    for flag in rows:
        first, *rest = textwrap.wrap(f"{flag['flag']:<4}{flag['label']}", room - 1, subsequent_indent="    ")
        lines.append(f"{first:<{room}}{_of_100(flag['share']):>{CELL}}{_of_100(flag.get('base_rate')):>{CELL}}")
        lines += rest
    return "\n".join(lines)


def _narrow(row: Mapping[str, Any], place: int, ascii: bool, colour: bool, width: int) -> str:
    spans = ", ".join(f"{part['name'].lower()} {part['words']}" for part in row["intervals"])
    head = textwrap.wrap(f"{row['class']} {row['label']}", width - 3)
    body = textwrap.wrap(f"{row['words']} in 100, base rate {row['base_words']}; {spans}", width - 3)
    mark = _painted(_mark(place, ascii, colour) * 2, row["class"], colour)
    return "\n".join([f"{mark} {head[0]}", *(f"   {line}" for line in (*head[1:], *body))])


def _key_line(line: Mapping[str, str], width: int) -> str:
    return "\n".join(textwrap.wrap(f"{line['text']}: {line['value']} {line['unit']}", width, subsequent_indent="  "))


def _checks(meta: Mapping[str, Any]) -> str:
    adequacy = meta.get("adequacy") or {}
    return str(adequacy.get("text") or adequacy.get("verdict") or "")


def _mark(place: int, ascii: bool, colour: bool) -> str:
    if ascii:
        return LETTERS[place % len(LETTERS)]
    return BLOCKS[0] if colour else BLOCKS[place % len(BLOCKS)]


def _painted(text: str, kind: str, colour: bool) -> str:
    fill = CLASSES_DARK.get(kind)  # the set for dark pages: the other has a colour no dark terminal shows
    if not colour or not fill or not text:
        return text
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return f"\033[38;2;{red};{green};{blue}m{text}\033[0m"


def _of_100(share: float | None) -> str:
    return _few(in_words(in_100(share)))


def _few(words: str) -> str:
    """Words of a count short enough for a column."""
    for long, short in (
        ("fewer than ", "<"),
        ("more than ", ">"),
        ("under ", "<"),
        ("over ", ">"),
        ("at most ", "≤"),
        ("not known", "?"),
    ):
        words = words.replace(long, short)
    return words
