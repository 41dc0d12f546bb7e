"""What can be asked of a war: endings, events with a date, series and final numbers, under every name they go by.

A thing has one name of the program and any number of others, the war's own among them: ``accord`` is also what the
war calls its accord. ``phrase`` is what it reads like in a sentence: a clause for what happens or not, a noun for
what is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Kind = Literal["ending", "event", "series", "number"]


class Thing(NamedTuple):
    """One thing that can be asked about."""

    name: str
    kind: Kind
    phrase: str
    others: tuple[str, ...] = ()
    code: str = ""  # of an ending: class, sub-class or flag
    unit: str = ""
    low: float = 0.0  # of a series: lowest and highest value it can have
    high: float = 1.0
    adds_up: bool = False  # of a series: months can be added
    whole: bool = False  # of a number: a count


class Vocabulary(NamedTuple):
    """The things of one war, and its months."""

    things: tuple[Thing, ...]
    known: Mapping[tuple[str, ...], Thing]  # by the words of every name, lower case
    longest: int  # words of the longest name
    first_year: int
    first_month: int
    months: int

    @property
    def names(self) -> tuple[str, ...]:
        """One name of each thing, for lists and "did you mean"."""
        return tuple(dict.fromkeys(thing.code or thing.name for thing in self.things))


# Code, clause, other names. Classes without parts (3 and 4) have no sub-class to ask for.
CLASSES = (
    ("O1", "the war ends in {insurgents_adjective} rule", ()),
    ("O2", "the war ends in a settlement in force", ("settled", "negotiated settlement", "settlement in force",
                                                   "negotiated settlement in force")),
    ("O3", "the war ends in partition", ("partition",)),
    ("O4", "the state falls apart", ("fragmentation",)),
    ("O5", "the insurgency ends as marginal", ("marginal", "insurgency marginal")),
    ("O6", "the war goes on with {patron}'s troops", ("stalemate", "stalemate with {patron}")),
    ("O7", "{government} survives without {patron}'s troops", ("survival", "{government} survives",
                                                                "{government} survives without {patron}",
                                                                "{government} holds, war goes on")),
)  # fmt: skip
SUBCLASSES = (
    ("1a", "{insurgents} take over with {patron} still there", ()),
    ("1b", "{insurgents} take over within six months of {patron}'s leaving", ()),
    ("1c", "{insurgents} take over six months to three years after {patron} has left", ("decent interval",)),
    ("1d", "{insurgents} take over more than three years after {patron} has left", ()),
    ("1e", "the capital is handed over by signed terms in the end", ()),
    ("2a", "a settlement is in force with {patron}'s troops", ()),
    ("2b", "a settlement is in force without foreign troops", ()),
    ("5a", "{insurgents} are beaten", ("{insurgents_adjective} defeat",)),
    ("5b", "the insurgency goes on at low activity", ("low activity",)),
    ("6a", "the war goes on with {patron}'s troops and improves for {government}", ()),
    ("6b", "the war goes on with {patron}'s troops and no trend", ()),
    ("6c", "the war goes on with {patron}'s troops and erodes {government}", ()),
    ("7a", "{government} survives without {patron}'s troops but with its money", ()),
    ("7b", "{government} survives alone", ()),
)
FLAGS = (
    ("F1", "a settlement is signed early on and then holds", ()),
    ("F2", "{patron} and {insurgents} sign a separate accord", ()),
    ("F3", "{intra_talks} open", ()),
    ("F4", "{patron} orders a withdrawal within two years", ()),
    ("F5", "{patron}'s withdrawal is complete within two years", ()),
    ("F6", "there is a national ceasefire of seven days or more", ()),
    ("F7", "local peace covers a fifth of the contested {units} for half a year", ("local peace",)),
    ("F8", "a provincial capital is lost", ()),
    ("F9", "war comes back after a settlement that held", ("relapse",)),
    ("F10", "{government} stands three years after {patron}'s last troops leave", ("responsible exit",)),
    ("F11", "the range stays open for a year and nothing is signed", ("missed bargain",)),
    ("F12", "talks with {patron} serve as cover for half a year", ("talks as cover",)),
    ("F13", "{insurgents_adjective} rule is contested within three years", ("contested rule",)),
    ("F14", "a splinter of {insurgents} fights on", ("splinter",)),
)
# What happens in a month: name, clause, other names, whether it takes a patron.
EVENTS = (
    ("collapse", "{government} falls", ("fall", "falls", "{government} falls", "{government} collapses",
                                        "fall of {government}", "collapse of {government}"), False),
    ("takeover", "{insurgents} take over", ("{insurgents_adjective} takeover", "{insurgents} take over"), False),
    ("settlement", "a {settlement} is signed", ("signing", "signature", "{settlement}", "{settlement} signed"), False),
    ("lasting_settlement", "a {settlement} is signed that then holds", ("settlement that holds",), False),
    ("accord", "{patron} and {insurgents} sign a separate accord", ("{accord}", "separate accord"), True),
    ("talks", "{intra_talks} open", ("intra talks", "{intra_talks}"), False),
    ("ceasefire", "a national ceasefire is agreed", ("cease-fire", "national ceasefire"), False),
    ("withdrawal_order", "{patron} orders a withdrawal", ("withdrawal ordered", "timeline"), True),
    ("exit", "{patron}'s last troops leave", ("withdrawal", "withdrawal complete", "{patron}'s exit",
                                              "{patron} leaves"), True),
    ("lasting_exit", "{patron}'s last troops leave and none come back", ("exit for good",), True),
    ("aid_cut", "{patron} cuts off money and materiel", ("cut", "end of aid"), True),
    ("capital_lost", "a first provincial capital is lost", ("provincial capital lost",), False),
    ("handover", "the capital is handed over by signed terms", ("capital handed over",), False),
)  # fmt: skip
# Kept month by month: name, noun, unit, low, high, other names. Names are those of ``engine.record.QUANTITIES`` but
# for control and deaths.
SERIES = (
    (
        "command_government",
        "districts under {government} as {command} counts them",
        "share",
        0,
        1,
        ("command", "{command}"),
    ),
    ("command_insurgent", "districts under {insurgents} as {command} counts them", "share", 0, 1, ()),
    ("command_held", "districts firmly under {government} as {command} counts them", "share", 0, 1, ()),
    ("command_lost", "districts firmly under {insurgents} as {command} counts them", "share", 0, 1, ()),
    ("press_government", "districts under {government} as {press} counts them", "share", 0, 1, ("press", "{press}")),
    ("press_insurgent", "districts under {insurgents} as {press} counts them", "share", 0, 1, ()),
    ("deaths", "deaths", "a month", 0, float("inf"), ("deaths per month", "deaths a month")),
    ("belief", "the public's belief that {patron} means to stay", "probability", 0, 1, ("resolve",)),
    ("insurgents_belief", "{insurgents}' belief that {patron} means to stay", "probability", 0, 1, ()),
    (
        "margin",
        "the ripeness margin",
        "share of sole rule",
        -float("inf"),
        float("inf"),
        ("ripeness", "ripeness margin"),
    ),
    ("control", "people under {government}", "share", 0, 1, ("control_share", "population control")),
    ("support", "support for the war in {patron}'s public", "share", 0, 1, ("public support",)),
    ("weariness", "weariness of {insurgents}", "share", 0, 1, ()),
    ("strength", "fighting strength of {insurgents}", "times the start's", 0, float("inf"), ()),
    ("legitimacy", "legitimacy of {government}", "index", 0, 1, ()),
    ("cohesion", "cohesion of {government}", "index", 0, 1, ()),
    ("surrendered", "garrisons and {strongmen} that gave up", "share", 0, 1, ()),
    ("capitals_fallen", "provincial capitals fallen", "share", 0, 1, ()),
    ("centres_fallen", "district centres fallen", "share", 0, 1, ()),
    ("militia", "{militia}", "times the start's", 0, float("inf"), ("militias", "{militia}")),
    ("posts", "{outposts}", "times the start's", 0, float("inf"), ("outposts", "{outposts}")),
    ("access", "roads one can travel", "probability", 0, 1, ("roads",)),
    ("local_accords", "districts under local accords", "share", 0, 1, ("local accords",)),
    ("sanctuary", "sanctuary across the border", "index", 0, 1, ()),
    ("recognition", "recognition of {insurgents}", "index", 0, 1, ()),
    ("effort_militias", "effort of {insurgents} against militias", "times the start's", 0, float("inf"), ()),
    ("effort_posts", "effort of {insurgents} against posts", "times the start's", 0, float("inf"), ()),
    ("effort_roads", "effort of {insurgents} on the roads", "times the start's", 0, float("inf"), ()),
    ("effort_elites", "effort of {insurgents} against officials", "times the start's", 0, float("inf"), ()),
    ("effort_towns", "effort of {insurgents} against towns", "times the start's", 0, float("inf"), ()),
    ("effort_strongmen", "effort of {insurgents} against {strongmen}", "times the start's", 0, float("inf"), ()),
)
# Kept once a future: name, noun, unit, whether it is a count, other names.
NUMBERS = (
    ("total_deaths", "deaths in the whole war", "deaths", False, ("all deaths",)),
    ("last_year_deaths", "deaths of the last year", "deaths", False, ()),
    ("patron_deaths", "deaths of {patron}'s soldiers", "deaths", False, ()),
    ("terms", "the share of power {insurgents} hold by signed terms at the end", "share", False, ("power share",)),
    ("cost", "what the war costs {patron}", "years of the main force", False, ()),
    ("reneges", "settlements broken", "times", True, ("broken settlements",)),
    ("open_months", "months in a row with an open range and nothing signed", "months", True, ()),
    ("disputes", "disputed elections", "elections", True, ("disputed elections",)),
    ("killings", "months with a killing of national weight", "months", True, ()),
    ("final_control", "people under {government} at the end", "share", False, ("control at the end",)),
    ("final_cohesion", "cohesion of {government} at the end", "index", False, ()),
    ("final_legitimacy", "legitimacy of {government} at the end", "index", False, ()),
    ("final_posture", "{patron}'s posture at the end, from 0 nothing to 3 the main force", "rung", True, ()),
)
# What people ask for and no future keeps, with what is near.
NOT_KEPT = {
    "posture": "It is kept at the end only, as final_posture; exit, withdrawal_order and aid_cut have dates.",
    "troops": "Troops are not kept month by month; exit and withdrawal_order have dates, final_posture the end.",
    "width": "The width of the range is kept through margin and open_months.",
    "aid": "Aid is not kept month by month; aid_cut has a date.",
}


def vocabulary(labels: Mapping[str, str], has_patron: bool, first: tuple[int, int], months: int) -> Vocabulary:
    """The words of a war.

    Parameters
    ----------
    labels : of the scenario.  has_patron : events of a patron are left out where there is none.
    first : year and month of the first month.  months : how many there are.
    """
    things = (*_endings(labels), *_events(labels, has_patron), *_measured(labels))
    known: dict[tuple[str, ...], Thing] = {}
    for thing in things:  # its own name first: no other thing's synonym may take it
        known[words(thing.code or thing.name)] = thing
    for thing in things:
        for name in thing.others:
            known.setdefault(words(name), thing)
    return Vocabulary(things, known, max(map(len, known)), *first, months)


def words(name: str) -> tuple[str, ...]:
    """A name as it is compared: lower case, without hyphens, underscores and commas."""
    return tuple(re.sub(r"[-_,\s]+", " ", name.lower()).split())


def _endings(labels: Mapping[str, str]) -> Iterable[Thing]:
    for table in (CLASSES, SUBCLASSES, FLAGS):
        for code, phrase, others in table:
            yield Thing(code.lower(), "ending", phrase.format(**labels), _filled(others, labels), code)


def _events(labels: Mapping[str, str], has_patron: bool) -> Iterable[Thing]:
    for name, phrase, others, of_patron in EVENTS:
        if has_patron or not of_patron:
            yield Thing(name, "event", phrase.format(**labels), _filled(others, labels))


def _measured(labels: Mapping[str, str]) -> Iterable[Thing]:
    for name, phrase, unit, low, high, others in SERIES:
        yield Thing(
            name, "series", phrase.format(**labels), _filled(others, labels),
            unit=unit, low=low, high=high, adds_up=name == "deaths",
        )  # fmt: skip
    for name, phrase, unit, whole, others in NUMBERS:
        yield Thing(name, "number", phrase.format(**labels), _filled(others, labels), unit=unit, whole=whole)


def _filled(names: Iterable[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name.format(**labels) for name in names)
