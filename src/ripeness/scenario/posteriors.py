"""Joint draws of calibrated parameters, a file a module, and whether they still belong to the war they stand beside.

A file of ``posterior/`` has a header of ``# key: value`` lines that says what made it, then a table with one column a
parameter and one draw a row. It is set aside, with a reason, where it was made at another information date or from
another prior than the war has now.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ripeness.scenario.estimate import Estimate
from ripeness.scenario.names import NAMES
from ripeness.scenario.problems import Problems

FOLDER = "posterior"
MOST_ROWS = 10_000
LEAST = 1e-9


@dataclass(frozen=True)
class Draws:
    """Equally likely joint draws of a module's parameters.

    Parameters
    ----------
    module : its name.
    names : parameters, one a column.
    rows : (draw, parameter) values.
    estimates : the priors they were made from, by name.
    header : what made them: command, seed, evidence, diagnostics.
    """

    module: str
    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    header: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str, row: int, estimate: Estimate) -> float:
        """A parameter in a row, as an estimate that may have been moved since the fit would have it.

        A lever that moves a parameter keeps the draw's place in the distribution.
        """
        return self._moved(name, self.rows[row][self.names.index(name)], estimate)

    def place(self, name: str, row: int) -> float:
        """Share of the draws that lie below a row's, half of itself counted."""
        column = self.column(name)
        return (bisect_left(column, self.rows[row][self.names.index(name)]) + 0.5) / len(column)

    def quantile(self, name: str, u: float, estimate: Estimate) -> float:
        """The value with a share ``u`` of the draws below it, between draws by straight lines, moved the same way."""
        column = self.column(name)
        at = min(max(u * len(column) - 0.5, 0.0), len(column) - 1.0)
        below = min(int(at), len(column) - 2) if len(column) > 1 else 0
        above = min(below + 1, len(column) - 1)
        value = column[below] + (at - below) * (column[above] - column[below])
        return self._moved(name, value, estimate)

    def points(self, name: str) -> tuple[float, float, float]:
        """5, 50 and 95 % points of a parameter's draws."""
        prior = self.estimates[name]
        return self.quantile(name, 0.05, prior), self.quantile(name, 0.5, prior), self.quantile(name, 0.95, prior)

    def column(self, name: str) -> list[float]:
        """All draws of a parameter, sorted."""
        at = self.names.index(name)
        return sorted(row[at] for row in self.rows)

    def _moved(self, name: str, value: float, estimate: Estimate) -> float:
        prior = self.estimates[name]
        if estimate is prior or _same(estimate, prior):
            return value
        return float(estimate.quantile(min(max(prior.below(value), LEAST), 1.0 - LEAST)))

    def without(self, names: Collection[str]) -> Draws:
        """The same draws with some columns left out."""
        kept = [i for i, name in enumerate(self.names) if name not in names]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return replace(self, names=tuple(self.names[i] for i in kept), rows=rows)


def read_posterior(
    content: bytes, file: str, parameters: Mapping[str, Estimate], information_date: date, problems: Problems
) -> Draws | str | None:
    """The draws of a file; why they are set aside; or None, with the faults among the problems.

    Parameters
    ----------
    file : its name in messages.
    parameters : of the war, as its files have them.
    """
    lines = content.decode("utf-8", "replace").splitlines()
    header = dict(_pair(line) for line in lines if line.startswith("#"))
    first = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    table = list(csv.reader(io.StringIO("\n".join(lines[first:]))))
    if len(table) < 2 or len(table) > MOST_ROWS or "module" not in header:
        remedy = "Write it again with `ripeness calibrate`."
        problems.add(file, 1, "", "holds no draws of a module", "", remedy)
        return None
    names = tuple(table[0])
    rows: list[tuple[float, ...]] = []
    for name in names:
        if name not in NAMES:
            problems.add(file, first + 1, name, f"unknown parameter '{name}'", name)
    for number, cells in enumerate(table[1:], first + 2):
        row = _numbers(cells)
        fault = len(row) != len(names) or not all(
            NAMES[name].bounds[0] <= x <= NAMES[name].bounds[1]
            for name, x in zip(names, row, strict=False)
            if name in NAMES
        )
        if fault:
            problems.add(file, number, "", "is not a draw of these parameters", ",".join(cells)[:80])
            return None
        rows.append(row)
    if any(name not in NAMES for name in names):
        return None
    module = header["module"]
    if header.get("information_date") != information_date.isoformat():
        return f"{file} was made at {header.get('information_date', 'no known date')}, not at {information_date}"
    changed = [name for name in names if header.get(f"prior.{name}") != prior_hash(parameters[name])]
    if changed:
        return f"{file} was made from another prior of {', '.join(changed)}"
    return Draws(module, names, tuple(rows), {name: parameters[name] for name in names}, header)


def written(
    module: str, names: Sequence[str], rows: Sequence[Sequence[float]], parameters: Mapping[str, Estimate],
    information_date: date, made_by: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """The file of a module's draws, six significant digits a number."""
    head: dict[str, Any] = {"module": module, "information_date": information_date.isoformat(), **made_by}
    head |= {f"prior.{name}": prior_hash(parameters[name]) for name in names}
    lines = [f"# {key}: {value}" for key, value in head.items()]
    lines.append(",".join(names))
    lines += [",".join(f"{x:.6g}" for x in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def prior_hash(estimate: Estimate) -> str:
    """Fingerprint of a distribution."""
    return hashlib.sha256(repr(_shape(estimate)).encode()).hexdigest()[:12]


def _shape(estimate: Estimate) -> tuple[Any, ...]:
    return estimate.kind, tuple(map(float, estimate.args)), estimate.min, estimate.max


def _same(one: Estimate, other: Estimate) -> bool:
    return _shape(one) == _shape(other)


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.lstrip("# ").partition(":")
    return key.strip(), value.strip()


def _numbers(cells: Sequence[str]) -> tuple[float, ...]:
    try:
        found = tuple(float(cell) for cell in cells)
    except ValueError:
        return ()
    return found if all(map(math.isfinite, found)) else ()
