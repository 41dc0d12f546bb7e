"""What an experiment may measure: one word each, with what it means and which settings it takes.

The words stand here so that a file can be checked before anything is computed; how each is read from a run is
``analysis.metrics``. A measure is of a future (a share where it is 0 or 1) or of a world (read from the solved game
or the numbers themselves).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal["share", "number", "deaths", "months", "years", "part", "per year", "districts"]
EVENTS = (
    "settlement", "held_settlement", "accord", "intra", "ceasefire", "order", "exit", "cut", "capital_lost", "collapse",
    "takeover",
)  # fmt: skip
DECISIONS = (
    "reduce", "increase", "timeline", "cut", "conditional", "cancel", "close_patron", "accord", "open",
    "close_insurgent", "intra", "ceasefire", "settle", "walk_insurgent", "walk_government", "renege_insurgent",
    "renege_government", "reform",
)  # fmt: skip
PARTIES = ("insurgent", "government", "patron_irresolute", "patron_resolute")
TYPES = ("irresolute", "resolute")
CHANNELS = ("war", "legitimacy", "settlement", "victory", "renege")
MARKS = (1, 12, 24, 36, 60)  # months from the start at which levels and districts are kept
LEVELS = (
    "command_government", "command_insurgent", "press_government", "press_insurgent", "log10_deaths", "belief",
    "insurgents_belief", "margin", "control_share", "control_log_odds", "support", "weariness", "strength",
    "legitimacy", "cohesion", "surrendered", "capitals_fallen", "centres_fallen", "militia", "posts", "access",
    "local_accords", "sanctuary", "recognition", "effort_militias", "effort_posts", "effort_roads", "effort_elites",
    "effort_towns", "effort_strongmen",
)  # fmt: skip
WORDS: dict[str, tuple[str, ...]] = {
    "event": tuple(dict.fromkeys(EVENTS + DECISIONS)), "party": PARTIES, "type": TYPES, "channel": CHANNELS,
    "of": LEVELS, "believer": ("public", "insurgent"), "term": ("range", "commitment", "sequencing", "threshold"),
}  # fmt: skip


class Measure(NamedTuple):
    """One thing that can be measured."""

    unit: Unit
    meaning: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    of_world: bool = False
    deep: bool = False  # needs the insurgents' value by channel, and chances of the solved game


def _world(unit: Unit, meaning: str, *needs: str, may: tuple[str, ...] = ("at",), deep: bool = False) -> Measure:
    return Measure(unit, meaning, needs, may, of_world=True, deep=deep)


MEASURES: dict[str, Measure] = {
    "settlement": Measure("share", "futures that end with a settlement in force"),
    "durable_settlement": Measure("share", "futures with a settlement in force for three years at the end"),
    "takeover": Measure("share", "futures that end in a takeover", may=("by",)),
    "takeover_unsettled": Measure("share", "futures with a takeover and no settlement ever in force"),
    "takeover_before_exit": Measure("share", "futures with a takeover while the patron's troops are there"),
    "takeover_after_exit": Measure("share", "takeovers among futures in which the last troops leave"),
    "survival": Measure("share", "futures in which the government survives without the patron"),
    "collapse": Measure("share", "futures in which the government falls", may=("by",)),
    "missed_bargain": Measure("share", "futures whose range stays open a year and nothing is signed"),
    "responsible_exit": Measure("share", "futures with an exit after which the state stands three years", may=("by",)),
    "region_defects": Measure("share", "futures in which a region has left the government at the end"),
    "happens": Measure("share", "futures in which an event happens", ("event",), ("by",)),
    "settled_after": Measure("share", "futures signed within so many months, among those with the event",
                             ("event", "within")),
    "month_of": Measure("months", "month of an event, the horizon where it does not come", ("event",)),
    "survival_after_exit": Measure("months", "months from the exit to the fall or the horizon"),
    "terms": Measure("part", "insurgents' share in settlements in force"),
    "deaths": Measure("deaths", "deaths while the government stands"),
    "deaths_a_year": Measure("deaths", "deaths a year while the government stands"),
    "patron_deaths": Measure("deaths", "deaths of the patron's own"),
    "patron_cost": Measure("years", "cost to the patron, years of the main force"),
    "level": Measure("number", "a level at a month, where the government stands", ("of", "month")),
    "exceeds": Measure("share", "futures in which a level is above a value", ("of", "month", "value")),
    "districts": Measure("districts", "districts the insurgents hold at a month", ("month",), ("region",)),
    "region_lost": Measure("share", "futures in which the insurgents hold most districts of a region",
                           ("month", "region")),
    "range": _world("part", "width of the range of terms", may=("at",)),
    "margin": _world("part", "ripeness margin", may=("at",)),
    "lowest_share": _world("part", "lowest share the insurgents would sign"),
    "highest_share": _world("part", "highest share the government would give"),
    "hazard": _world("per year", "how often an event comes up", "event", may=("at", "type")),
    "acceptance": _world("share", "share of opportunities that are taken", "event", may=("at", "type")),
    "value": _world("part", "what the war is worth to a party", "party"),
    "gain": _world("part", "what an event is worth to a party", "event", "party"),
    "expected_posture": _world("number", "posture level the insurgents' public expects"),
    "channel_share": _world("share", "part of the insurgents' value that comes through a channel", "channel",
                            deep=True),
    "gain_channel_share": _world("share", "part of what speaks for an event that comes through a channel",
                                 "event", "channel", deep=True),
    "expected_exit": _world("share", "probability of an exit as somebody believes it", "believer", "by", may=(),
                            deep=True),
    "ledger": _world("part", "a slack of the closed-form ledger", "term", may=()),
    "parameter": _world("number", "the world's own number", "name", may=()),
    "staying_cost": _world("number", "cost a year of keeping a posture, in blame", "posture", "type", may=()),
    "preference_share": _world("share", "part of the cost of staying that no public burden adds", "type", may=()),
    "sustained_posture": _world("number", "highest posture a type would keep for ever", "type", may=()),
    "town_losses": _world("number", "losses of the formation that takes a town, 1 for the one of the start", may=()),
    "town_formation": _world("number", "formation chosen over the one that takes a town", "air", may=()),
}  # fmt: skip
