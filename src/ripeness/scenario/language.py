"""The language of questions: its pieces, and the tree that a question becomes.

    question  = claim [ "given" [claim] ]
    claim     = every { "or" every }
    every     = one { "and" one }
    one       = "not" one | "(" claim ")" | happening | reading | final
    happening = ENDING
              | EVENT [ before|after|by|since DATE | in PERIOD | before|after EVENT
                      | within N months [of|after|before] EVENT ]
    reading   = [HOW] SERIES ( at MONTH | in PERIOD | by|before|since|after DATE ) SIGN NUMBER
              | ever|always SERIES SIGN NUMBER
    final     = NUMBER_NAME SIGN NUMBER

A date is YYYY, YYYY-MM or YYYY-MM-DD, a period one of them or two joined by ``..``; HOW is mean, sum, min, max,
ever or always. Things go by any name of ``scenario.vocabulary``, names of several words included.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ripeness.errors import QuestionError
from ripeness.scenario.vocabulary import Thing

How = Literal["mean", "sum", "min", "max", "ever", "always"]
Sign = Literal["<", "<=", ">", ">=", "="]


class Happens(NamedTuple):
    """An ending, a flag, or an event at any time."""

    thing: Thing


class When(NamedTuple):
    """An event in one of some months, both included."""

    thing: Thing
    first: int
    last: int
    words: str  # how the question put it: "by 2020-12"


class Order(NamedTuple):
    """An event before or after another."""

    thing: Thing
    relation: Literal["before", "after"]
    other: Thing


class Within(NamedTuple):
    """An event at most some months from another."""

    thing: Thing
    months: int
    relation: Literal["of", "before", "after"]
    other: Thing


class Reading(NamedTuple):
    """A series at a month or over a period, compared with a number."""

    thing: Thing
    how: How
    first: int
    last: int
    words: str
    sign: Sign
    value: float


class Final(NamedTuple):
    """A number kept once a future, compared with another."""

    thing: Thing
    sign: Sign
    value: float


class Not(NamedTuple):
    """The contrary."""

    part: Claim


class Joined(NamedTuple):
    """All of several claims, or any of them."""

    how: Literal["and", "or"]
    parts: tuple[Claim, ...]


Claim = Happens | When | Order | Within | Reading | Final | Not | Joined


class Question(NamedTuple):
    """What is asked, and given what."""

    text: str
    claim: Claim
    condition: Claim | None
    empty_condition: bool = False  # `given` with nothing behind it


class Token(NamedTuple):
    """A piece of the text."""

    kind: Literal["word", "name", "date", "number", "sign", "mark", "end"]
    text: str
    at: int


_TOKENS = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>\d{4}-\d\d(-\d\d)?(?![\w-]))
    |(?P<code>\d[a-eA-E]\b)
    |(?P<number>(\d{1,3}(,\d{3})+|\d+)(\.(?!\.)\d*)?([eE][+-]?\d+)?\s?%?|\.\d+\s?%?)
    |(?P<sign><=|>=|==|≤|≥|<|>|=)
    |(?P<mark>\.\.|[()])
    |(?P<quoted>"[^"]*"|`[^`]*`)
    |(?P<word>[^\W\d_]([\w'’-]|\.(?=\w))*,?)""",
    re.VERBOSE,
)
SIGNS: dict[str, Sign] = {
    "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=", "=": "=", "==": "=",
    "below": "<", "under": "<", "above": ">", "over": ">",
}  # fmt: skip
HOWS: dict[str, How] = {
    "mean": "mean", "average": "mean", "sum": "sum", "total": "sum", "min": "min", "lowest": "min",
    "max": "max", "highest": "max", "ever": "ever", "always": "always",
}  # fmt: skip


def tokens(text: str) -> list[Token]:
    """The pieces of a text, the end included."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            raise wrong(text, at, f"'{text[at]}' means nothing here", "Use words, dates, numbers, < <= > >= = ( ).")
        kind = str(match.lastgroup)
        piece = match.group()
        if kind == "quoted":
            found.append(Token("name", piece[1:-1], at))
        elif kind == "code":
            found.append(Token("word", piece, at))
        elif kind != "space":
            found.append(Token(kind, piece, at))  # type: ignore[arg-type]
        at = match.end()
    return [*found, Token("end", "", len(text))]


def wrong(text: str, at: int, what: str, remedy: str = "") -> QuestionError:
    """An error that shows the place."""
    line = text.replace("\n", " ").replace("\t", " ")
    start = max(at - 60, 0)
    shown = ("..." if start else "") + line[start : at + 40]
    caret = " " * (at - start + (3 if start else 0)) + "^"
    return QuestionError(f"{what}\n  {shown}\n  {caret}", remedy, at)
