"""Questions read: text in, a tree of ``scenario.language`` out; nothing in it is executed.

One method a rule of the grammar, no more than a few steps ahead. What is not understood is shown at its place.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Literal, NoReturn

from ripeness.errors import QuestionError
from ripeness.scenario.language import (
    HOWS,
    SIGNS,
    Claim,
    Final,
    Happens,
    How,
    Joined,
    Not,
    Order,
    Question,
    Reading,
    Sign,
    Token,
    When,
    Within,
    tokens,
    wrong,
)  # fmt: skip
from ripeness.scenario.vocabulary import NOT_KEPT, Thing, Vocabulary, words

LONGEST, DEEPEST = 2000, 40  # letters; parentheses and negations inside one another
MOST_MONTHS = 10_000
DATED = ("before", "after", "by", "since", "in", "at")
JOINING = ("and", "or", "not", "given", "within")
KEYWORDS = (*DATED, *JOINING, "ever", "always", "mean", "sum", "min", "max", "months", "below", "above")


def parse(text: str, known: Vocabulary) -> Question:
    """The tree of a question.

    Parameters
    ----------
    text : the question.  known : the things and months of the war.

    Raises
    ------
    QuestionError
        With the place of what is not understood, and the nearest name that would be right.
    """
    if len(text) > LONGEST:
        raise QuestionError(f"a question of more than {LONGEST:,} letters", "Ask it in parts.")
    return _Parser(text, known).question()


class _Parser:
    def __init__(self, text: str, known: Vocabulary) -> None:
        self.text, self.known = text, known
        self.tokens, self.place, self.depth = tokens(text), 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def question(self) -> Question:
        if self.now.kind == "end":
            raise QuestionError("an empty question", "For example: collapse before 2021-09-01 given exit")
        claim = self.claim()
        condition, empty = None, False
        if self.word("given"):
            self.place += 1
            empty = self.now.kind == "end"
            condition = None if empty else self.claim()
        if self.now.kind != "end":
            self.fail_here("is not understood here", KEYWORDS)
        return Question(" ".join(self.text.split()), claim, condition, empty)

    def claim(self) -> Claim:
        return self.joined("or", lambda: self.joined("and", self.one))

    def joined(self, how: Literal["and", "or"], part: Callable[[], Claim]) -> Claim:
        parts = [part()]
        while self.word(how):
            self.place += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(how, tuple(parts))

    def one(self) -> Claim:
        self.depth += 1
        if self.depth > DEEPEST:
            raise wrong(self.text, self.now.at, f"more than {DEEPEST} claims inside one another", "Ask it in parts.")
        found = self.inner()
        self.depth -= 1
        return found

    def inner(self) -> Claim:
        if self.now.text == "(":
            opened = self.now.at
            self.place += 1
            claim = self.claim()
            if self.now.text != ")":
                raise wrong(self.text, opened, "this parenthesis is never closed", "Add a ')'.")
            self.place += 1
            return claim
        thing = self.thing()
        if thing is not None:
            return self.about(thing)
        if self.word("not") or self.word("never"):
            self.place += 1
            return Not(self.one())
        how = HOWS.get(self.now.text.lower())
        if how is None:
            self.fail_name()
        self.place += 1
        thing = self.thing()
        if thing is None:
            self.fail_name()
        if thing.kind != "series":
            raise self.before(f"{thing.code or thing.name} is no series", f"'{how}' goes with {self.listed('series')}.")
        return self.reading(thing, how)

    def about(self, thing: Thing) -> Claim:
        if thing.kind == "series":
            how = HOWS.get(self.now.text.lower())
            self.place += how is not None
            return self.reading(thing, how)
        if thing.kind == "number":
            return Final(thing, *self.compared(thing))
        if not (self.word(*DATED) or self.word("within")):
            if self.now.kind == "sign":
                what = f"'{thing.code or thing.name}' is no number: it happens or not"
                raise wrong(self.text, self.now.at, what, f"Numbers are {self.listed('series', 'number')}.")
            return Happens(thing)
        if thing.kind == "ending":
            what = f"'{thing.code}' has no date: it says how a future ends or what happened on its way"
            raise wrong(self.text, self.now.at, what, f"Dates have {self.listed('event')}.")
        return self.dated(thing)

    def dated(self, thing: Thing) -> Claim:
        at, relation = self.now, self.now.text.lower()
        self.place += 1
        if relation == "within":
            return self.within(thing)
        if relation in ("before", "after") and (other := self.thing()) is not None:
            return Order(thing, relation, self.event(other))  # type: ignore[arg-type]
        first, last, said = self.months(relation, at)
        return When(thing, first, last, said)

    def within(self, thing: Thing) -> Within:
        token = self.now
        count = self.number("months")
        if not count < MOST_MONTHS or count != round(count):
            what = f"months are whole, and fewer than {MOST_MONTHS:,}"
            raise wrong(self.text, token.at, what, "For example: within 12 months of exit")
        unit = self.now.text.lower()
        if self.now.kind != "word" or unit.rstrip("s") not in ("month", "year"):
            self.fail_here("is not understood here: months or years?", ("months", "years"))
        self.place += 1
        relation = self.now.text.lower()
        if relation not in ("of", "after", "before"):
            self.fail_here("is not understood here: of, after or before an event?", ("of", "after", "before"))
        self.place += 1
        other = self.thing()
        if other is None:
            self.fail_name("event")
        months = int(count) * (12 if unit.startswith("year") else 1)
        return Within(thing, months, relation, self.event(other))  # type: ignore[arg-type]

    def event(self, thing: Thing) -> Thing:
        if thing.kind != "event":
            raise self.before(f"'{thing.code or thing.name}' has no date", f"Dates have {self.listed('event')}.")
        return thing

    def reading(self, thing: Thing, how: How | None) -> Reading:
        start = self.now
        first, last, said = 0, self.known.months - 1, ""
        if self.word(*DATED):
            at, relation = self.now, self.now.text.lower()
            self.place += 1
            first, last, said = self.months(relation, at)
        elif how not in ("ever", "always"):
            name = thing.name
            what = f"when? '{name}' changes from month to month"
            remedy = f"Say {name} at 2019-06, {name} in 2020, {name} by 2020-12, or ever {name}."
            raise wrong(self.text, start.at, what, remedy)
        chosen = how or ("sum" if thing.adds_up and last > first else "mean")
        if chosen == "sum" and not thing.adds_up:
            raise self.before(f"months of '{thing.name}' do not add up", "Ask for mean, min, max, ever or always.")
        sign, value = self.compared(thing)
        return Reading(thing, chosen, first, last, said, sign, value)

    def compared(self, thing: Thing) -> tuple[Sign, float]:
        token = self.now
        sign = SIGNS.get(token.text.lower())
        if sign is None:
            self.fail_here(f"is not understood here: '{thing.name}' is compared with a number", SIGNS)
        if sign == "=" and not thing.whole:
            raise wrong(self.text, token.at, f"'{thing.name}' is no count and equals no number", "Use <, <=, > or >=.")
        self.place += 1
        at = self.now.at
        value = self.number("a number")
        if thing.kind == "series" and not thing.low <= value <= thing.high:
            what = f"{thing.name} lies between {thing.low:g} and {thing.high:g}"
            raise wrong(self.text, at, what, "A share of 55 % is written 0.55 or 55%.")
        return sign, value

    def number(self, what: str) -> float:
        if self.now.kind != "number":
            self.fail_here(f"is not understood here: {what} wanted", ())
        text = self.now.text
        self.place += 1
        value = float(text.rstrip("% ").replace(",", ""))
        return value / 100.0 if text.endswith("%") else value

    # --- dates

    def months(self, relation: str, at: Token) -> tuple[int, int, str]:
        """First and last month that a date or a period means, and how it was put."""
        known = self.known
        start, end = self.date()
        said = f"{relation} {self.tokens[self.place - 1].text}"
        if relation == "in" and self.now.text in ("..", "to"):
            self.place += 1
            _, end = self.date()
            said += f"..{self.tokens[self.place - 1].text}"
        if relation == "at" and start[0] != end[0]:
            raise wrong(self.text, at.at, "a year is no month", "Write at YYYY-MM, or in YYYY.")
        first, last = {
            "before": (0, start[0] - 1),
            "by": (0, end[0] if end[1] else end[0] - 1),
            "since": (start[0] if start[1] else start[0] + 1, known.months - 1),
            "after": (end[0] + 1, known.months - 1),
        }.get(relation, (start[0], end[0]))
        if first > last or first < 0 or last > known.months - 1:
            span = f"{self.spelled(0)} to {self.spelled(known.months - 1)}"
            raise wrong(self.text, at.at, f"'{said}' lies outside the months of this war", f"It runs from {span}.")
        return first, last, said

    def date(self) -> tuple[tuple[int, bool], tuple[int, bool]]:
        """Its first and its last month, and whether the date begins with the one and ends with the other."""
        token = self.now
        if token.kind == "number" and re.fullmatch(r"\d{4}", token.text.strip()):
            self.place += 1
            year = int(token.text)
            return (self.index(year, 1), True), (self.index(year, 12), True)
        if token.kind != "date":
            self.fail_here("is not understood here: a date wanted, written YYYY, YYYY-MM or YYYY-MM-DD", ())
        self.place += 1
        year, month, *day = (int(part) for part in token.text.split("-"))
        if not 1 <= month <= 12 or (day and not 1 <= day[0] <= calendar.monthrange(max(year, 1), month)[1]):
            raise wrong(self.text, token.at, f"'{token.text}' is no date", "Write YYYY, YYYY-MM or YYYY-MM-DD.")
        index = self.index(year, month)
        begins = not day or day[0] == 1
        ends = not day or day[0] == calendar.monthrange(year, month)[1]
        return (index, begins), (index, ends)

    def index(self, year: int, month: int) -> int:
        return (year - self.known.first_year) * 12 + month - self.known.first_month

    def spelled(self, index: int) -> str:
        whole = self.known.first_year * 12 + self.known.first_month - 1 + index
        return f"{whole // 12}-{whole % 12 + 1:02d}"

    # --- names and failures

    def word(self, *options: str) -> bool:
        return self.now.kind == "word" and self.now.text.lower() in options

    def thing(self) -> Thing | None:
        """The thing with the longest name that starts here; None, and nothing is read, where there is none."""
        if self.now.kind == "name":
            found = self.known.known.get(words(self.now.text))
            self.place += found is not None
            return found
        best: Thing | None = None
        spoken: tuple[str, ...] = ()
        length = 0
        for count, token in enumerate(self.tokens[self.place : self.place + self.known.longest], start=1):
            if token.kind not in ("word", "name"):
                break
            spoken += words(token.text)
            if (found := self.known.known.get(spoken)) is not None:
                best, length = found, count
        self.place += length
        return best

    def listed(self, *kinds: str) -> str:
        return ", ".join(t.code or t.name for t in self.known.things if t.kind in kinds)

    def fail_name(self, kind: str = "") -> NoReturn:
        token = self.now
        if token.kind == "end":
            raise wrong(self.text, token.at, "something is missing at the end", f"For example {self.listed('event')}.")
        name = token.text.rstrip(",")
        if (near := NOT_KEPT.get(name.lower())) is not None:
            raise wrong(self.text, token.at, f"no future keeps '{name}' month by month", near)
        things = [t for t in self.known.things if not kind or t.kind == kind]
        names = {" ".join(words(n)): n for t in things for n in (t.code or t.name, *t.others)}
        close = get_close_matches(" ".join(words(name)), [*names, *(() if kind else JOINING)], n=1, cutoff=0.6)
        if close:
            remedy = f"Did you mean '{names.get(close[0], close[0])}'?"
        else:
            remedy = (
                f"Events: {self.listed('event')}. Series: {self.listed('series')}. Numbers: {self.listed('number')}. "
            )
            remedy += "Endings and flags: O1 to O7, 1a to 7b, F1 to F14."
        raise wrong(self.text, token.at, f"'{name}' is nothing that can be asked about", remedy)

    def fail_here(self, what: str, options: Iterable[str]) -> NoReturn:
        token = self.now
        if token.kind == "end":
            raise wrong(self.text, token.at, f"the end {what}".replace("is not understood here", "comes too early"))
        close = get_close_matches(token.text.lower(), list(options), n=1, cutoff=0.6)
        remedy = f"Did you mean '{close[0]}'?" if close else ""
        raise wrong(self.text, token.at, f"'{token.text}' {what}", remedy)

    def before(self, what: str, remedy: str) -> QuestionError:
        """An error about the piece just read."""
        return wrong(self.text, self.tokens[max(self.place - 1, 0)].at, what, remedy)
