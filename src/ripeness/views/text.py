"""Faces for the terminal: problems of a scenario, its parameters, the way of one number, who stands where.

Every function returns text or a rich renderable; nothing is printed and nothing is computed here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ripeness.analysis.words import ACTS
from ripeness.errors import Problem
from ripeness.scenario.quantities import QUANTITIES

if TYPE_CHECKING:
    from ripeness.scenario.catalogue import Listing, Trace
    from ripeness.scenario.schema import Effect, Pull
    from ripeness.scenario.war import Move, Scenario

# What a relation reads like between two names.
VERBS: dict[str, str] = {
    "orders": "orders",
    "pays": "pays",
    "courts": "courts",
    "hosts": "hosts",
    "mediates": "mediates with",
    "fights": "fights",
    "backs": "backs",
    "talks_to": "talks to",
    "informs": "informs",
}
STATUS_KEY = "E estimable from data, W weakly, P driven by its prior, F fixed by convention; * this war's own"


def problems_text(problems: Sequence[Problem], name: str = "") -> str:
    """All problems of a scenario, file by file, each with its remedy; one line if there are none."""
    subject = f"{name}: " if name else ""
    if not problems:
        return f"{subject}no problems"
    count = len(problems)
    head = f"{subject}{count} problem{'s' if count != 1 else ''}"
    return "\n".join([head, *map(str, problems)])


def parameters_table(listings: Sequence[Listing], title: str = "") -> Any:
    """The table of `show`: name, prior, median and 90 % range, unit, status, source.

    Returns
    -------
    rich.table.Table
    """
    from rich.table import Table

    table = Table(title=title or None, caption=STATUS_KEY, header_style="bold", pad_edge=False, box=None)
    table.add_column("parameter", no_wrap=True)
    table.add_column("value", justify="right")
    table.add_column("range", justify="right")
    table.add_column("prior", overflow="fold")
    table.add_column("unit", overflow="fold")
    table.add_column("", justify="center")
    table.add_column("source", overflow="fold")
    before = ""
    for row in listings:
        mechanism = row.name.partition(".")[0]
        if before and mechanism != before:
            table.add_section()
        before = mechanism
        span = "" if row.low == row.high else f"{_short(row.low)} to {_short(row.high)}"
        name = f"{row.name}{' *' if row.is_own else ''}"
        table.add_row(name, _short(row.value), span, row.prior, row.unit, row.status, row.source)
    return table


def parameters_text(listings: Sequence[Listing]) -> str:
    """The same as tab-separated lines, for pipes."""
    head = "\t".join(("parameter", "value", "low", "high", "prior", "unit", "status", "source", "place", "posterior"))
    rows = []
    for row in listings:
        numbers = (f"{number:.6g}" for number in (row.value, row.low, row.high))
        fitted = "" if row.posterior is None else "{1:.4g} [{0:.4g}, {2:.4g}]".format(*row.posterior)
        rows.append("\t".join((row.name, *numbers, row.prior, row.unit, row.status, row.source, row.place, fitted)))
    return "\n".join([head, *rows])


def trace_text(trace: Trace) -> str:
    """The way of one number: what it means, where it stands, what it overrides, who cites it, who reads it."""
    from ripeness.scenario.catalogue import place, status_word

    estimate = trace.estimate
    lines = [
        f"{trace.name}: {trace.meaning}",
        f"  value      {_short(estimate.value)} {estimate.unit}, {_short(estimate.low)} to {_short(estimate.high)}",
        f"  prior      {estimate.described()}  ({estimate.symbol}, {estimate.status} {status_word(estimate.status)})",
        f"  written in {place(estimate)}" + (f", as of {estimate.as_of}" if estimate.as_of else ""),
    ]
    if trace.overridden is not None:
        lines.append(f"  overrides  {trace.overridden.described()} of {place(trace.overridden)}")
    source = f"  source     {estimate.source}"
    if trace.source is not None:
        source += f": {trace.source.title} ({trace.source.kind.replace('_', ' ')}, {trace.source.confidence})"
    lines.append(source)
    lines += [f"  {word:<10} {text}" for word, text in (("reason", estimate.reason), ("note", estimate.note)) if text]
    lines += [f"  moved      {move}" for move in trace.moves]
    lines += [f"  claim      {id_} {text}" for id_, text in trace.claims]
    lines += [f"  lever      {id_} {label}" for id_, label in trace.levers]
    lines += [f"  package    {name} sets it to {to}" for name, to in trace.packages]
    lines += [f"  read by    {r.file}:{r.line} {r.function}".rstrip() for r in trace.readers]
    if not trace.readers:
        lines.append("  read by    nothing: no code reads this number yet")
    return "\n".join(lines)


def actors_text(scenario: Scenario) -> str:
    """Who takes part, and who orders, pays, courts, hosts, mediates, backs and fights whom, with the claims."""
    names = {actor.id: actor.name for actor in scenario.actors}
    out: dict[str, list[str]] = {actor.id: [] for actor in scenario.actors}
    for edge in scenario.relations:
        cited = f"  [{', '.join(edge.claims)}]" if edge.claims else f"  ({edge.source})"
        out[edge.origin].append(f"{VERBS[edge.kind]} {names[edge.to]}{cited}")
    inside: dict[str | None, list[str]] = {}
    for actor in scenario.actors:
        inside.setdefault(actor.of, []).append(actor.id)
    described = {actor.id: _described(actor) for actor in scenario.actors}
    lines: list[str] = []

    def write(id_: str, depth: int) -> None:
        pad = "  " * depth
        lines.append(f"{pad}{names[id_]}{described[id_]}")
        lines.extend(f"{pad}    {edge}" for edge in sorted(out[id_]))
        for child in inside.get(id_, ()):
            write(child, depth + 1)

    for id_ in inside.get(None, ()):
        if lines:
            lines.append("")
        write(id_, 0)
    return "\n".join(lines) if lines else "no actors are written down"


def levers_text(scenario: Scenario) -> str:
    """What could be done: each lever with its range, who controls it, and what it acts on; then the packages."""
    lines = []
    for id_, lever in scenario.levers.items():
        lines.append(f"{id_} {lever.label} ({', '.join(lever.target)})")
        lines.append(f"    {lever.low:g} to {lever.high:g} {lever.unit}; {lever.controlled_by}")
        lines.append(f"    acts on {', '.join(lever.acts_on)}")
        lines += [f"    {effect_text(effect)}" for effect in lever.effects] or ["    not built yet"]
        lines.append(f"    {lever.observed}")
    for name, package in scenario.packages.items():
        lines.append(f"package {name}: {package.label}")
        lines += [f"    {patch.set} = {patch.to}" for patch in package.patches]
        lines += [f"    {scenario.levers[pull.lever].label}: {pull_text(pull)}" for pull in package.pulls]
    return "\n".join(lines) if lines else "no levers are written down"


def effect_text(effect: Effect) -> str:
    """What a lever does to a quantity, as a formula."""
    size = abs(effect.slope)
    moved = "setting" if size == 1.0 else f"{size:g} x setting"
    if effect.inverse:
        moved = f"{size:g} / setting"
    sign = "-" if effect.slope < 0 else "+"
    value = f"{effect.offset:g} {sign} {moved}" if effect.offset else f"{sign.strip('+')}{moved}"
    if not effect.slope:
        value = f"{effect.offset:g}"
    own = f"its own draw x {f'({value})' if effect.offset else value}" if effect.factor else value
    late = f", {effect.after_months} months later" if effect.after_months else ""
    return f"{effect.quantity} = {own}{late}{', whatever the dates' if effect.undated else ''}"


def pull_text(pull: Pull) -> str:
    """Setting and dates of a lever that is pulled."""
    since = f" from {pull.starts:%Y-%m}" if pull.starts else ""
    until = f" to {pull.ends:%Y-%m}" if pull.ends else ""
    known = f", announced {pull.announced:%Y-%m}" if isinstance(pull.announced, date) else ""
    known = ", unannounced" if pull.announced == "never" else known
    return f"{pull.lever} at {pull.to:g}{'' if pull.path == 'step' else f', a {pull.path}'}{since}{until}{known}"


def as_of_text(scenario: Scenario) -> str:
    """What a start on another day took from the history, and what it could not."""
    own = [move for move in scenario.moves if move.by == f"as of {scenario.information_date}"]
    if not own:
        return ""
    taken = [f"  {move.key}: {move.before} -> {move.after}" for move in own]
    kept = f"kept from {own[0].before}: {', '.join(scenario.kept)}"
    head = f"as of {scenario.information_date}, taken from what was published by then:"
    return "\n".join([head, *taken, *textwrap.wrap(kept, 110, subsequent_indent="  ")])


def moves_text(scenario: Scenario) -> str:
    """What patches moved, from what to what."""
    return "\n".join(f"{move.key}: {move.before} -> {move.after} ({move.by})" for move in scenario.moves)


def _described(actor: Any) -> str:
    notes = [] if actor.kind in {"organ", "office"} else [actor.kind]
    if actor.region:
        notes.append(actor.region)
    if actor.weight is not None:
        notes.append(f"weight {actor.weight:g}")
    notes += [f"{power} {share:g}" for power, share in actor.powers.items()]
    text = f" ({', '.join(notes)})" if notes else ""
    return f"{text}: {actor.stance}" if actor.stance else text


def _short(x: float) -> str:
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


def move_words(move: Move, labels: Mapping[str, str]) -> str:
    """What a package moves, in plain words where its key has a meaning of its own."""
    kind, _, name = move.key.partition(".")
    to, _, since = move.after.partition(" ")
    if kind in {"feasible", "held"} and {move.before, to} <= {"0", "1"}:
        act = ACTS.get(name, name.replace("_", " ")).format_map(dict(labels))
        when = "while a settlement holds, to " if kind == "held" else "to "
        return f"{when}{act}: {'allowed again' if to == '1' else 'not allowed'} {since}".rstrip()
    quantity = QUANTITIES.get(move.key)
    called = move.key if quantity is None else quantity.meaning.replace("`", "")
    return f"{called}: {move.before} to {move.after}"
