"""A draft accord weighed, for the terminal: what it says, who gains, who blocks and why, what would open the range."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.views.headline import NOT_A_PREDICTION

if TYPE_CHECKING:
    from ripeness.analysis.offering.weighing import PartyGain, Remedy, Weighing
    from ripeness.scenario.war import Scenario

WIDTH_OF_GAIN = 9


def offer_text(found: Weighing, width: int = 100) -> str:
    """The terminal's page of an offer."""
    parts = [
        "\n".join(textwrap.wrap(f"{found.offer.label}, weighed in: {found.scenario.title}", width)),
        _entries(found, width),
        "\n".join(textwrap.wrap(f"Signing leads to: {found.leads_to}. {_share(found)}".rstrip(), width)),
        _gains(found, width),
        "\n".join(line for text in _verdict(found) for line in textwrap.wrap(text, width)),
        _remedy(found.remedy, found.scenario, width) if found.remedy else "",
        _idle(found, width),
    ]
    notes = [_published(found), KEY.format(**found.scenario.labels), _worlds(found), NOT_A_PREDICTION]
    parts += ["\n".join(textwrap.wrap(note, width)) for note in notes if note]
    return "\n\n".join(part for part in parts if part)


KEY = (
    "Gains are what signing is worth over going on, on the first day: for {insurgents} and {government} in hundredths "
    "of permanent sole rule, for {patron} in hundredths of the blame for a collapse. A gain of one party cannot be set "
    "against another's."
)
HEADS = ("The ", "A ", "An ", "All ", "Signed ", "In ", "One ", "None", "Observers ", "States ")  # no names


def library_text(scenario: Scenario) -> str:
    """The offers a scenario knows."""
    if scenario.offers is None or not scenario.offers.offers:
        return "no offers"
    names = scenario.offers.offers
    room = max(map(len, names)) + 2
    return "\n".join(f"{name:<{room}}{offer.label}" for name, offer in names.items())


def _entries(found: Weighing, width: int) -> str:
    room = max(len(label) for _, label, _ in found.fields) + 2
    lines = []
    for _, label, said in found.fields:
        if room + 24 > width:
            lines += textwrap.wrap(f"{label}: {said}", width, subsequent_indent="    ")
            continue
        first, *rest = textwrap.wrap(said, width - room)
        lines += [f"{label:<{room}}{first}", *(" " * room + line for line in rest)]
    return "\n".join(lines)


def _share(found: Weighing) -> str:
    if found.share is None:
        return "Nothing is settled, so no share of power comes into force."
    percent = f"{100.0 * found.share:.0f} in 100 of power for {found.scenario.labels['insurgents']}"
    return f"Left open, the share is taken where both sides would agree: {percent}." if found.share_is_open else ""


def _gains(found: Weighing, width: int) -> str:
    blocs = [(f"  of them, the {name}", gain) for name, gain in found.blocs.items()]
    rows: list[tuple[str, float, str]] = []
    for one in found.gains:
        told = [] if one.signs else ["not asked"]
        if one.gains_in is not None:
            held = found.worlds - found.refused
            told.append(f"gains in {round(one.gains_in * held)} of {held} worlds")
        rows.append((one.label, one.gain, ", ".join(told)))
        if one.party == "insurgent":
            rows += [(label, gain, "") for label, gain in blocs]
    room = min(max(len(label) for label, _, _ in rows) + 2, width - WIDTH_OF_GAIN - 2)
    lines = [f"{'gain from signing':<{room}}{'in 100':>{WIDTH_OF_GAIN}}"]
    for label, gain, note in rows:
        lines.append(f"{label[: room - 1]:<{room}}{signed(gain):>{WIDTH_OF_GAIN}}" + (f"  {note}" if note else ""))
    return "\n".join(lines)


def _verdict(found: Weighing) -> list[str]:
    if not any(one.gain < 0.0 for one in found.gains):
        lines = ["Nobody loses by signing."]
        if found.between is not None:
            lines.append(_interval(found))
        return lines
    lines = []
    if found.blocks:
        lines.append(f"Who would block: {_names(found.blocks)}.")
    if found.unasked:
        lines.append(f"Loses and is not asked: {_names(found.unasked)}.")
    labels = {one.party: one.label for one in found.gains}
    for wedge in found.wedges:
        end = "it would gain" if wedge.turns else "it would still lose"
        lines.append(
            f"What weighs most on {_inside(labels[wedge.party])}: {wedge.label}. Were that gone, {end} "
            f"({signed(wedge.gain)})."
        )
    explained = {wedge.party for wedge in found.wedges}
    for one in (*found.blocks, *found.unasked):
        if one.party not in explained:
            lines.append(f"No wedge of the range, taken away, would lessen the loss of {_inside(one.label)}.")
    if found.share is not None:
        lines.append(_interval(found))
    return lines


def _interval(found: Weighing) -> str:
    if found.between is None:
        return "No share of power would suit all under this text."
    low, high = (100.0 * end for end in found.between)
    who = found.scenario.labels["insurgents"]
    return f"Shares of power for {who} that suit all under this text: {low:.0f} to {high:.0f} in 100."


def _remedy(found: Remedy, scenario: Scenario, width: int) -> str:
    steps = f"{found.steps} step{'' if found.steps == 1 else 's'}"
    head = (
        f"Smallest change after which nobody loses ({steps}):"
        if found.opens
        else f"No change of one or two fields makes everybody gain. The nearest ({steps}):"
    )
    lines = textwrap.wrap(head, width)
    for field, before, after in found.changes:
        said = f"{field}: {_inside(after)}; it was: {_inside(before)}"
        lines += textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="    ")
    then = ", ".join(f"{one.label} {signed(one.gain)}" for one in found.gains)
    if found.share is not None:
        then += f", at {100.0 * found.share:.0f} in 100 of power for {scenario.labels['insurgents']}"
    lines += textwrap.wrap(f"Then: {then}.", width, initial_indent="  ", subsequent_indent="    ")
    looked = f"{found.looked_at:,} other texts were weighed"
    if found.left_out:
        looked += f"; {found.left_out:,} as near were not, each taking a game of its own"
    return "\n".join([*lines, *textwrap.wrap(f"{looked}.", width, initial_indent="  ")])


def _idle(found: Weighing, width: int) -> str:
    if not found.idle:
        return ""
    lines = ["Parts of the text that move nothing here:"]
    for field, why in found.idle:
        lines += textwrap.wrap(f"{field}: {why}", width, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def _published(found: Weighing) -> str:
    day = found.offer.published
    if day is None or day <= found.scenario.information_date:
        return ""
    return f"Published {day:%Y-%m-%d}, after the information date: read as if it lay on the table then."


def _worlds(found: Weighing) -> str:
    if not found.worlds:
        return f"Every number stands at its median (prior {found.prior_set}); --worlds says how often each would gain."
    text = (
        f"Gains at the medians (prior {found.prior_set}); how often each gains in {found.worlds} draws of the numbers."
    )
    return f"{text} {found.refused} of those had no solution to be trusted." if found.refused else text


def _names(parties: Sequence[PartyGain]) -> str:
    return "; ".join(_inside(one.label) for one in parties)


def _inside(label: str) -> str:
    """A label inside a sentence."""
    return label[0].lower() + label[1:] if label.startswith(HEADS) else label


def signed(gain: float) -> str:
    """A gain in hundredths with its sign; what rounds to nothing has none."""
    text = f"{abs(100.0 * gain):.1f}"
    return text if text == "0.0" else f"{'-' if gain < 0 else '+'}{text}"
