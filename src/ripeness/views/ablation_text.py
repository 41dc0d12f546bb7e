"""The ablation table, for the terminal: a module a row, a headline a column."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ripeness.analysis.ablate import HEADLINES
from ripeness.scenario.analyst import prior_words
from ripeness.views.compare_text import narrow, refusals
from ripeness.views.headline import NOT_A_PREDICTION, few_futures

if TYPE_CHECKING:
    from ripeness.analysis.ablate import Ablation
    from ripeness.analysis.compare import Row

NAME, ROOM = 14, 14
THOUSAND, HUNDRED = 1e-3, 100.0


def ablation_text(found: Ablation, width: int = 100) -> str:
    """The terminal's page of an ablation.

    Parameters
    ----------
    width : columns to fill; a terminal too narrow for the table gets lines.
    """
    plan = found.plan
    head = (
        f"{found.scenario.title}, without one mechanism at a time: {plan.futures:,} futures in {plan.filled_worlds} "
        f"worlds, seed {plan.seed}, prior {prior_words(found.scenario, plan.prior_set)}; all on the same worlds and "
        "futures"
    )
    cells = {(row.package, row.metric): row for row in found.rows}
    headlines = [name for name in HEADLINES if any(row.metric == name for row in found.rows)]
    if width >= NAME + ROOM * len(headlines):
        body = _table(found, cells, headlines)
    else:
        body = [line for module in found.modules for line in _lines(found, module, width)]
    key = (
        "Without the mechanism less with it, futures in 100, deaths in thousands. First line: the effect and the 90 % "
        "half-width that chance leaves. Second line: 5 and 95 % points over draws of the uncertain numbers, chance "
        "taken out; a dash where the worlds cannot tell."
    )
    opening = ["\n".join(textwrap.wrap(text, width)) for text in (head, few_futures(plan.futures)) if text]
    parts = [*opening, "\n".join(body)]
    if found.refused:
        parts.append("\n".join(refusals(found.refused, width)))
    parts += ["\n".join(textwrap.wrap(key, width)), "\n".join(textwrap.wrap(NOT_A_PREDICTION, width))]
    return "\n\n".join(parts)


def _table(found: Ablation, cells: dict[tuple[str, str], Row], headlines: list[str]) -> list[str]:
    lines = [" " * NAME + "".join(f"{name:>{ROOM}}" for name in headlines)]
    for name in ("with all", *found.modules):
        first, second = f"{name:<{NAME}}", " " * NAME
        for headline in headlines:
            row = next((cells[m, headline] for m in ([name] if name in found.modules else found.modules)
                        if (m, headline) in cells), None)  # fmt: skip
            above, below = ("–", "") if row is None else _whole(row) if name == "with all" else _cell(row)
            first, second = first + f"{above:>{ROOM}}", second + f"{below:>{ROOM}}"
        lines += [first, second] if second.strip() else [first]
    return lines


def _whole(row: Row) -> tuple[str, str]:
    return f"{row.effect.reference * _scale(row):,.1f}", ""


def _cell(row: Row) -> tuple[str, str]:
    seen, scale = row.effect, _scale(row)
    half = "" if seen.run_noise is None else f" ±{scale * (seen.run_noise[1] - seen.run_noise[0]) / 2:.1f}"
    over = "–" if seen.low is None or seen.high is None else f"{scale * seen.low:+.1f}, {scale * seen.high:+.1f}"
    return f"{scale * seen.effect:+.1f}{half}", over


def _scale(row: Row) -> float:
    return HUNDRED if row.unit == "share" else THOUSAND


def _lines(found: Ablation, module: str, width: int) -> list[str]:
    rows = [row for row in found.rows if row.package == module]
    lines = [line for row in rows for line in narrow(row, width)]
    return [f"without {module}", *(lines or ["  no world could be solved both with and without it"])]
