"""The pages of `explain` on one question each: the ledger of the solved game, the levers, an actor's plan."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.analysis import words
from ripeness.analysis.rounding import between, in_100, in_cell, in_words
from ripeness.views.explain_text import signed
from ripeness.views.headline import NOT_A_PREDICTION, joined
from ripeness.views.situation_text import situation_line

if TYPE_CHECKING:
    from ripeness.analysis.leverage import Leverage, Pulled
    from ripeness.analysis.plan import Chain, Counted, Seen
    from ripeness.analysis.situation import Situation
    from ripeness.analysis.waterfall import Piece, Waterfall
    from ripeness.scenario.war import Scenario

BAR = 26  # columns of the waterfall
FELT = 0.01  # of the prize: less is not told apart from the chance of the trials
ROOMY = 84  # columns from which a page has its wide form
Cells = Sequence[tuple[str, int]]  # text and columns, right-aligned; left-aligned where these are negative


def ledger_page(scenario: Scenario, found: Situation, fall: Waterfall, width: int = 100) -> str:
    """The width of the range as a waterfall."""
    steps: list[tuple[Piece, float]] = [(fall.base, 0.0)]
    for piece in fall.pieces:
        before, start = steps[-1]
        steps.append((piece, start + before.value))
    steps.append((fall.width, 0.0))
    ends = [0.0] + [start + piece.value for piece, start in steps]
    wide, spread = width >= ROOMY, fall.base.low is not None
    heads: list[tuple[str, int]] = [("adds", 8)]
    heads += [("90 of 100 worlds", 18)] if spread else []
    heads += [("if alone", 10), ("on top", 8), ("", BAR + 2)] if wide else []
    lines = _row("", heads, width)
    for piece, start in steps:
        whole = piece in (fall.base, fall.width)
        cells: list[tuple[str, int]] = [(signed(piece.value), 8)]
        cells += [(f"{signed(piece.low or 0.0)} to {signed(piece.high or 0.0)}", 18)] if spread else []
        if wide:
            cells += [("", 18)] if whole else [(signed(piece.alone), 10), (signed(piece.on_top), 8)]
            cells.append((_bar(start, start + piece.value, min(ends), max(ends)), BAR + 2))
        lines += _row(f"{'=' if piece is fall.width else ' '} {piece.label}", cells, width)
    title = f"{scenario.title}: what opens the range of terms, and what closes it"
    return _page(
        title, situation_line(scenario, found), _ledger_words(scenario, fall), lines, _ledger_notes(fall), width
    )


def levers_page(scenario: Scenario, found: Situation, power: Leverage, width: int = 100) -> str:
    """What each lever and package does to the margin and the range."""
    felt = [pull for pull in power.pulled if max(abs(pull.change.margin), abs(pull.change.width)) >= FELT]
    silent, moved = len(power.pulled) - len(felt), 34 if width >= ROOMY else 0
    lines = _row("", [("margin", 8), ("width", 8), ("moves", -moved)][: 3 if moved else 2], width)
    for pull in felt:
        cells: list[tuple[str, int]] = [(signed(pull.change.margin), 8), (signed(pull.change.width), 8)]
        cells += [(_moved(pull, scenario), -moved)] if moved else []
        lines += _row(pull.label + _setting(pull), cells, width)
    notes = (
        "Each alone, from the first day, at the end of its range that does most for the margin; packages as they "
        "stand. At the medians, on the coarse grid; the parties learn what is done to the ground. Moves: the largest "
        "terms of the closed form. "
        + (f"{silent} more move neither margin nor width by {FELT:g}. " if silent else "")
        + (f"Left out, having no solution to be trusted: {joined(list(power.refused))}. " if power.refused else "")
        + f"What they do to the endings, with uncertainty: ripeness compare {scenario.name} --package NAME. "
        + NOT_A_PREDICTION
    )
    title = f"{scenario.title}: what would widen the range"
    return _page(title, situation_line(scenario, found), _lever_words(scenario, power), lines, notes, width)


def plan_page(scenario: Scenario, plan: Chain, width: int = 100) -> str:
    """A chain of conditional chances, one link a line."""
    columns = plan_columns(plan)
    sizes = [max(len(line) for line in textwrap.wrap(head, 13)) + 3 for head, _ in columns]
    heads = [textwrap.wrap(head, 13) for head, _ in columns] + ([["in stored", "futures"]] if plan.futures else [])
    sizes += [28] if plan.futures else []
    tall = max(map(len, heads))
    lines = []
    for i in range(tall):
        cells = [(([""] * (tall - len(head)) + head)[i], size) for head, size in zip(heads, sizes, strict=True)]
        lines += _row("in 100, once the links before it have come" if i == tall - 1 else "", cells, width)
    for i, text in enumerate(plan.texts):
        said = [in_cell(in_100(seen.given[i])) for _, seen in columns]
        said += [_counted(plan.futures[i])] if plan.futures else []
        lines += _row(f"{i + 1} {text}", list(zip(said, sizes, strict=True)), width)
    said = [in_cell(in_100(_last(seen))) for _, seen in columns]
    said += [in_cell(in_100(plan.futures[-1].so_far))] if plan.futures else []
    lines += _row("= all of it, in this order", list(zip(said, sizes, strict=True)), width)
    aim = f"What {plan.label} would have: {words.mid_sentence(plan.aim)}."
    aim += f" Claims {', '.join(plan.claims)}." if plan.claims else ""
    title = f"{scenario.title}: a plan and its chances"
    return _page(title, aim, _plan_words(scenario, plan), lines, _plan_notes(scenario, plan), width)


def plan_columns(plan: Chain) -> list[tuple[str, Seen]]:
    """Whose expectations stand beside one another: the actor's own where they differ, then everybody's."""
    own = [seen for seen in plan.believed if seen.so_far != plan.public.so_far]
    heads = [f"seen by {seen.label}" if len(own) == 1 else seen.label for seen in own]
    return [*zip(heads, own, strict=True), ("seen by everybody", plan.public)]


def _ledger_words(scenario: Scenario, fall: Waterfall) -> str:
    labels = scenario.labels
    now = fall.width.value
    state = f"it is {now:.2f} wide" if now > 0.0 else f"it falls short by {-now:.2f}, and no terms suit both"
    text = (
        f"With every wedge switched off the range of terms that suit both would be {fall.base.value:.2f} of the prize "
        f"wide, which is what peace would save them. As things stand {state}. "
    )
    if fall.largest is not None:
        text += (
            f"What closes most of it: {words.phrase(words.WEDGES, fall.largest.wedge, labels)} "
            f"({signed(fall.largest.value)}). "
        )
    opens = [piece for piece in fall.pieces if piece.value >= FELT]
    if opens:
        named = joined([f"{words.phrase(words.WEDGES, p.wedge, labels)} ({signed(p.value)})" for p in opens])
        text += f"What opens it: {named}. "
    if any(piece.wedge == "commitment" for piece in opens):
        text += (
            "What can be broken is easier to sign and harder to keep: width is about signing, and the ripeness margin "
            "asks for keeping too. "
        )
    one, other, extra = fall.together
    if abs(extra) >= FELT:
        pair = joined([words.phrase(words.WEDGES, wedge, labels) for wedge in (one, other)])
        more = "more" if extra < 0 else "less"
        text += f"Two that close {more} together than apart: {pair} ({signed(-abs(extra) if extra < 0 else extra)})."
    return text


def _ledger_notes(fall: Waterfall) -> str:
    spread = (
        f"The ranges are over {fall.worlds} drawn worlds."
        if fall.base.low is not None
        else "At the medians alone: --worlds 8 adds how it varies over draws of what nobody knows, and takes longer."
    )
    return (
        "Adds: the mean over all orders in which the wedges could come (Shapley), so that the column adds up. If "
        "alone: with no other wedge there. On top: with all the others there already. Every subset is solved, on the "
        "coarse grid. "
        f"{spread} {NOT_A_PREDICTION}"
    )


def _lever_words(scenario: Scenario, power: Leverage) -> str:
    now, labels = power.now, scenario.labels
    text = f"The ripeness margin is {signed(now.margin)} and the range {signed(now.width)} of the prize wide. "
    if power.largest:
        text += (
            f"What takes most in the closed form: {words.phrase(words.TERMS, power.largest, labels)} "
            f"({signed(now.wedges[power.largest])}). "
        )
    if now.threshold is not None and 0.0 < now.threshold < 1.0:
        text += f"A settlement needs a common belief of {now.threshold:.2f} that {labels['patron']} will stay. "
    best = [pull for pull in power.pulled if pull.change.margin >= FELT and now.margin + pull.change.margin > 0.0]
    if now.margin > 0.0:
        return text + "It is ripe by the medians without any of these."
    if not best:
        return text + "None of these makes it ripe alone."
    return text + f"Enough to make it ripe alone: {joined([_quoted(pull) for pull in best])}."


def _plan_words(scenario: Scenario, plan: Chain) -> str:
    own, public = _last(plan.believed[0]), _last(plan.public)
    everybody = in_words(in_100(public))
    if len(plan.believed) > 1:
        each = joined([f"{in_words(in_100(_last(seen)))} in 100 for {seen.label}" for seen in plan.believed])
        text = f"The whole chain is worth {each}, and {everybody} to those who do not know which it is."
    elif plan.believed[0].so_far != plan.public.so_far:
        text = (
            f"In the eyes of {plan.label} the whole chain has {in_words(in_100(own))} chances in 100; by what "
            f"everybody believes it has {everybody}."
        )
    else:
        text = f"In the game the whole chain has {everybody} chances in 100; {plan.label} sees what everybody sees."
    if plan.futures:
        weakest = min(
            (i for i, link in enumerate(plan.futures) if link.given is not None),
            key=lambda i: plan.futures[i].given or 0.0,
        )
        text += (
            f" It came about in {in_words(in_100(plan.futures[-1].so_far))} of 100 stored futures; what failed it most "
            f"often was link {weakest + 1}."
        )
    return text


def _plan_notes(scenario: Scenario, plan: Chain) -> str:
    where = f"the first {plan.worlds} worlds of the run" if plan.worlds else "the medians"
    text = f"Chances by {scenario.last_month:%B %Y}, in this order. The game is solved at {where}"
    if any(value is None for value in plan.public.given):
        text += "; what it does not tell apart is a dash and comes with the next link"
    text += ". "
    if len(plan.believed) > 1:
        text += f"{words.capital(scenario.labels['patron'])} is taken to keep the mind it has. "
    if plan.futures:
        text += "After each share of stored futures: how many of how many, and the 90 % interval of chance. "
    else:
        text += "Stored futures are counted with --run DIR. "
    return text + NOT_A_PREDICTION


def _counted(link: Counted) -> str:
    if link.given is None:
        return "–"
    return f"{in_cell(in_100(link.given))}  {link.happened:,}/{link.of:,}  {between(link.chance)}"


def _last(seen: Seen) -> float | None:
    return next((value for value in reversed(seen.so_far) if value is not None), None)


def _setting(pull: Pulled) -> str:
    return "" if pull.to is None else f", at {pull.to:g}"


def _quoted(pull: Pulled) -> str:
    return f"“{pull.label}{_setting(pull)}”"


def _moved(pull: Pulled, scenario: Scenario) -> str:
    """The terms of the closed form that a lever moves, the most first; what moves none acts on the ground."""
    terms = sorted(pull.change.wedges.items(), key=lambda term: -abs(term[1]))
    shown = [(name, change) for name, change in terms if abs(change) >= FELT and name not in ("surplus", "costs")][:2]
    if not shown:
        return "the ground" if pull.ground else "the rules of the game"
    return "; ".join(f"{words.phrase(words.TERMS, name, scenario.labels)} {signed(change)}" for name, change in shown)


def _bar(start: float, end: float, low: float, high: float) -> str:
    """A bar of a waterfall between two numbers on a common scale."""
    a, b = (round((edge - low) / ((high - low) or 1.0) * BAR) for edge in sorted((start, end)))
    return (" " * a + ("█" if end >= start else "▒") * max(b - a, 1)).ljust(BAR)[:BAR]


def _row(text: str, cells: Cells, width: int) -> list[str]:
    """A line of a table; text and cells that are too long go on below."""
    room = max(width - sum(abs(size) for _, size in cells), 18)
    left = textwrap.wrap(text, room - 1, subsequent_indent="    ") or [""]
    columns = [(textwrap.wrap(cell, abs(size) - 2) or [""], size) for cell, size in cells]
    tall = max(len(left), *(len(cell) for cell, _ in columns))
    return [
        (f"{left[i] if i < len(left) else '':{room}}"
         + "".join(_aligned(cell[i] if i < len(cell) else "", size) for cell, size in columns)).rstrip()
        for i in range(tall)
    ]  # fmt: skip


def _aligned(text: str, size: int) -> str:
    return f"{text:>{size}}" if size >= 0 else f"  {text}".ljust(-size)


def _page(title: str, when: str, say: str, table: Sequence[str], notes: str, width: int) -> str:
    head = "\n".join(textwrap.wrap(title, width) + textwrap.wrap(when, width))
    said, noted = ("\n".join(textwrap.wrap(text, width)) for text in (say, notes))
    return "\n\n".join([head, said, "\n".join(table), noted])
