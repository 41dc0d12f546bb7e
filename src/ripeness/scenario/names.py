"""The parameters a war is described by: one spelled-out name each, with symbol, unit, range and meaning.

The one list of names is ``names.txt`` beside this file. A scenario must give every name a value (from the priors
all wars share or from its own folder) and may use no other. Ranges say what a number can be at all; what it is likely
to be is the business of its estimate.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple


class Name(NamedTuple):
    """One parameter of the model."""

    name: str
    symbol: str
    unit: str
    range: str
    meaning: str

    @property
    def mechanism(self) -> str:
        """File of the scenario that holds it, without `.yaml`."""
        return self.name.partition(".")[0]

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value the quantity can have at all."""
        return RANGES[self.range]


INFINITY = math.inf
RANGES: dict[str, tuple[float, float]] = {
    "real": (-INFINITY, INFINITY),
    "0+": (0.0, INFINITY),
    "share": (0.0, 1.0),
    "probability": (0.0, 1.0),
    "percent": (0.0, 100.0),
    "index": (0.0, 2.0),
    "phase": (2.0, 4.0),
    "hazard": (0.0, INFINITY),
    "log hazard": (-INFINITY, INFINITY),
}
# What a lever may never name: it acts on causes, and these are results.
RESULTS = frozenset({"probability", "hazard", "log hazard"})


def _read(table: str) -> dict[str, Name]:
    names: dict[str, Name] = {}
    mechanism = ""
    for line in table.strip().splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            mechanism = line.strip("[]")
            continue
        short, symbol, unit, span, meaning = (cell.strip() for cell in line.split(" | "))
        names[f"{mechanism}.{short}"] = Name(f"{mechanism}.{short}", symbol, unit, span, meaning)
    return names


NAMES: dict[str, Name] = _read(Path(__file__).with_name("names.txt").read_text(encoding="utf-8"))
MECHANISMS: tuple[str, ...] = tuple(dict.fromkeys(entry.mechanism for entry in NAMES.values()))
# A war whose first map was never counted by class starts from its mean and spread alone.
OPTIONAL = frozenset({"territory.start_inner_government", "territory.start_inner_insurgent"})


def natural_range(name: str) -> tuple[float, float]:
    """Lowest and highest value a parameter can have at all."""
    return NAMES[name].bounds


def is_result(name: str) -> bool:
    """Whether a name is a probability or a hazard, which no lever may set."""
    entry = NAMES.get(name)
    if entry is not None:
        return entry.range in RESULTS or entry.mechanism == "hazard"
    words = set(name.replace(".", " ").replace("_", " ").split())
    return bool(words & {"hazard", "hazards", "probability", "probabilities", "chance", "likelihood", "odds"})
