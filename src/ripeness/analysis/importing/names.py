"""Names of places as they can be compared: small letters without accents, blanks or the words for a district."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

LEFT_OUT = re.compile(r"\b(district|province|wuleswali|markaz|center|centre|city)\b")
ALIKE = 0.8  # of letters in the same order, for transcriptions that differ


def plain_name(name: str) -> str:
    """A name without what spellings differ in most."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", LEFT_OUT.sub("", letters))


def alike(a: str, b: str) -> bool:
    """Whether two plain names may be one in two transcriptions."""
    return bool(a and b) and SequenceMatcher(None, a, b).ratio() >= ALIKE


def province_of(war: Scenario, name: str) -> str | None:
    """The scenario's province of a name, spelled alike if need be; None where none or several are."""
    wanted = plain_name(name)
    for province in war.provinces:
        if wanted in {plain_name(province.name), plain_name(province.id)}:
            return province.id
    near = [p.id for p in war.provinces if alike(wanted, plain_name(p.name)) or plain_name(p.name) in wanted]
    return near[0] if len(near) == 1 else None
