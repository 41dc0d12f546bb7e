"""Every number of a scenario and the way of one: where it is written, what it overrides, who cites and who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ripeness.errors import Problem, ScenarioError
from ripeness.scenario.names import NAMES
from ripeness.scenario.problems import did_you_mean

if TYPE_CHECKING:
    import ast

    from ripeness.scenario.argument import Source
    from ripeness.scenario.estimate import Estimate
    from ripeness.scenario.war import Scenario

PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Listing:
    """One line of the table of parameters; ``posterior`` holds 5, 50 and 95 % points where it is calibrated."""

    name: str
    symbol: str
    meaning: str
    unit: str
    prior: str
    value: float
    low: float
    high: float
    status: str
    source: str
    place: str
    is_own: bool
    posterior: tuple[float, float, float] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain types, for machine output."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Reader:
    """A place in the code that reads a parameter."""

    file: str
    line: int
    function: str


@dataclass(frozen=True)
class Trace:
    """The way of one number from its source to the code that reads it."""

    name: str
    meaning: str
    estimate: Estimate
    overridden: Estimate | None
    source: Source | None
    claims: tuple[tuple[str, str], ...]
    levers: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    moves: tuple[str, ...]
    readers: tuple[Reader, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain types, for machine output."""
        estimate = self.estimate
        return {
            "name": self.name,
            "meaning": self.meaning,
            "unit": estimate.unit,
            "symbol": estimate.symbol,
            "prior": estimate.described(),
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "status": estimate.status,
            "place": place(estimate),
            "as_of": estimate.as_of.isoformat() if estimate.as_of else None,
            "source": {"id": estimate.source, **(self.source.model_dump() if self.source else {})},
            "reason": estimate.reason or None,
            "note": estimate.note or None,
            "overridden": None
            if self.overridden is None
            else {"prior": self.overridden.described(), "place": place(self.overridden)},
            "claims": [{"id": id_, "text": text} for id_, text in self.claims],
            "levers": [{"id": id_, "label": label} for id_, label in self.levers],
            "packages": [{"name": name, "to": to} for name, to in self.packages],
            "moves": list(self.moves),
            "readers": [dict(reader.__dict__) for reader in self.readers],
        }


def listings(scenario: Scenario) -> tuple[Listing, ...]:
    """Every parameter of a scenario in the order of the model."""
    found = []
    calibrated = {name: draws for draws in scenario.posteriors.values() for name in draws.names}
    for name, entry in NAMES.items():
        if name in scenario.parameters:
            estimate = scenario.parameters[name]
            found.append(
                Listing(
                    name=name, symbol=estimate.symbol or entry.symbol, meaning=entry.meaning, unit=estimate.unit,
                    prior=estimate.described(), value=estimate.value, low=estimate.low, high=estimate.high,
                    status=estimate.status, source=estimate.source, place=place(estimate),
                    is_own=not estimate.file.startswith("priors/"),
                    posterior=calibrated[name].points(name) if name in calibrated else None,
                )
            )  # fmt: skip
    return tuple(found)


def trace(scenario: Scenario, name: str) -> Trace:
    """The way of one number.

    Raises
    ------
    ScenarioError
        If no parameter has this name.
    """
    from ripeness.scenario.timed import settings_of

    if name not in scenario.parameters:
        remedy = did_you_mean(name, scenario.parameters, "parameters")
        raise ScenarioError([Problem(scenario.name, 0, name, name, "unknown parameter", remedy)])
    estimate = scenario.parameters[name]
    cited = _claims(scenario, name, estimate)
    return Trace(
        name=name,
        meaning=NAMES[name].meaning,
        estimate=estimate,
        overridden=scenario.shared.get(name),
        source=scenario.sources.get(estimate.source),
        claims=tuple((id_, scenario.claims[id_].text) for id_ in cited),
        levers=tuple((id_, lever.label) for id_, lever in scenario.levers.items() if name in lever.acts_on),
        packages=tuple(
            (package, str(to))
            for package, body in scenario.packages.items()
            for to in settings_of(scenario, body, name)
        ),
        moves=tuple(f"{m.before} -> {m.after} ({m.by})" for m in scenario.moves if m.key == name),
        readers=readers(name),
    )


def place(estimate: Estimate) -> str:
    """`file:line` of an estimate."""
    return f"{estimate.file}:{estimate.line}" if estimate.line else estimate.file


def status_word(letter: str) -> str:
    """E, W, P or F in words."""
    from ripeness.scenario.estimate import STATUSES

    return STATUSES.get(letter, letter)


def readers(name: str) -> tuple[Reader, ...]:
    """Places of the package that read a parameter, patterns such as `kernel.drift_{posture}` included."""
    return tuple(reader for pattern, reader in _reads() if pattern.fullmatch(name))


def _claims(scenario: Scenario, name: str, estimate: Estimate) -> list[str]:
    """Claims that are checked against the parameter, or that its text names by paragraph or id."""
    words = f"{estimate.note} {estimate.reason}"
    ids = set(re.findall(r"\bA\d+\b", words))
    paragraphs = {
        int(number)
        for group in re.findall(r"[Pp]aragraphs? (\d+(?:(?:,| and|, and) \d+)*)", words)
        for number in re.findall(r"\d+", group)
    }
    return [
        id_
        for id_, claim in scenario.claims.items()
        if id_ in ids or claim.paragraph in paragraphs or any(check.parameter == name for check in claim.test.data)
    ]


@lru_cache(maxsize=1)
def _reads() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Every text of the code that looks like a parameter's name, with its place."""
    import ast

    heads = "|".join(sorted({entry.mechanism for entry in NAMES.values()}))
    looks = re.compile(rf"({heads})\.")
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] in {"scenario", "views"}:
            continue
        for text, line, function in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            if looks.match(text) and len(text) < 80:
                pattern = "[a-z_]+".join(map(re.escape, text.split("{}")))
                found.append((re.compile(pattern), Reader(inside.as_posix(), line, function)))
    return tuple(found)


def _texts(node: ast.AST, function: str = "") -> Iterator[tuple[str, int, str]]:
    """Texts below a node with line and enclosing function; a gap of an f-string is `{}`."""
    import ast

    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else function
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value, child.lineno, function
        elif isinstance(child, ast.JoinedStr):
            parts = [str(v.value) if isinstance(v, ast.Constant) else "{}" for v in child.values]
            yield "".join(parts), child.lineno, function
        else:
            yield from _texts(child, inside)
