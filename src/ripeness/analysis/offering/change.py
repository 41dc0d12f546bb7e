"""The smallest change of a text after which nobody loses by signing it: one field first, then two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby
from typing import TYPE_CHECKING, NamedTuple

from ripeness.analysis.offering.gains import Desk, Gains
from ripeness.analysis.offering.signing import Text, reckoned
from ripeness.errors import SolverError
from ripeness.scenario.offers import FIELDS, POWER_SHARE

if TYPE_CHECKING:
    from ripeness.scenario.offers import Offers

MOST_GAMES = 24  # solved for one search; what would take more is not looked at


class Change(NamedTuple):
    """Another text and what it takes to get there."""

    text: Text
    fields: tuple[str, ...]
    steps: int


class Found(NamedTuple):
    """What a search found."""

    change: Change | None  # the best one looked at; None where no other text could be weighed
    gains: Gains | None
    opens: bool  # whether nobody loses after it
    looked_at: int
    left_out: int  # texts that were not weighed: too many games, or none to be trusted


def smallest(desk: Desk, text: Text) -> Found:
    """The change of fewest steps after which nobody loses; the one that comes nearest where there is none.

    A step is the next wording of a field, or the next step of the power share. Of equally many steps those in one
    field come before those in two, then the one with the largest smallest gain.
    """
    scenario = desk.scenario
    assert scenario.offers is not None
    ways = sorted(changes(scenario.offers, text), key=lambda way: (way.steps, len(way.fields)))
    games = {reckoned(scenario, text)}
    best: tuple[float, Change, Gains] | None = None
    looked, left = 0, 0
    for _, group in groupby(ways, key=lambda way: (way.steps, len(way.fields))):
        batch = []
        for way in group:
            game = reckoned(scenario, way.text)
            if game in games or len(games) < MOST_GAMES:
                games.add(game)
                batch.append((game, way))
            else:
                left += 1
        desk.prepare((game, ()) for game, _ in batch)
        for _, way in batch:
            try:
                gains = desk.gains(way.text)
            except SolverError:
                left += 1
                continue
            looked += 1
            least = float(gains.gains.min())
            if best is None or least > best[0] + 1e-9:
                best = least, way, gains
        if best is not None and best[0] >= 0.0:
            return Found(best[1], best[2], True, looked, left)
    return Found(best[1] if best else None, best[2] if best else None, False, looked, left)


def changes(offers: Offers, text: Text) -> Iterator[Change]:
    """Every text that differs in one field or in two."""
    moves = {name: list(_moves(offers, text, name)) for name in (*FIELDS, POWER_SHARE)}
    for name, options in moves.items():
        for value, steps in options:
            yield Change(_with(text, {name: value}), (name,), steps)
    for one, other in combinations(moves, 2):
        for first, steps in moves[one]:
            for second, more in moves[other]:
                yield Change(_with(text, {one: first, other: second}), (one, other), steps + more)


def _moves(offers: Offers, text: Text, name: str) -> Iterator[tuple[str | float, int]]:
    """Other values of a field, and how many steps away each is."""
    if name == POWER_SHARE:
        ladder = offers.fields.power_share
        if text.share is not None:
            most = round((ladder.high - ladder.low) / ladder.step)
            for steps in range(1, most + 1):
                for value in (text.share - steps * ladder.step, text.share + steps * ladder.step):
                    if ladder.low - 1e-9 <= value <= ladder.high + 1e-9:
                        yield round(value, 6), steps
        return
    values = list(getattr(offers.fields, name).values)
    here = values.index(text.wordings[FIELDS.index(name)])
    for place, value in enumerate(values):
        if place != here:
            yield value, abs(place - here)


def _with(text: Text, changed: dict[str, str | float]) -> Text:
    said = tuple(str(changed.get(name, value)) for name, value in zip(FIELDS, text.wordings, strict=True))
    share = changed.get(POWER_SHARE, text.share)
    return Text(said, None if share is None else float(share))
