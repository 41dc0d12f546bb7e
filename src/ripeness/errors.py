"""Every error raised on purpose: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

SETTINGS = "settings"  # where a message places what was typed and no file says
ASKED = "what was asked for"  # whose problems those are


class RipenessError(Exception):
    """A refusal with a remedy; bugs keep their traceback instead.

    Parameters
    ----------
    message : what is wrong, naming the place.
    remedy : what the reader can do about it.
    kind : short machine-readable name, shown in ``--json``.
    """

    kind = "error"

    def __init__(self, message: str, remedy: str = "", kind: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        if kind is not None:
            self.kind = kind

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


@dataclass(frozen=True)
class Problem:
    """One fault of a scenario file."""

    file: str
    line: int
    key: str
    value: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"
        return f"{text}\n  {self.remedy}" if self.remedy else text

    def as_dict(self) -> dict[str, object]:
        """The fields of ``check --json``."""
        return asdict(self)


class ScenarioError(RipenessError):
    """A scenario that cannot be used; carries every problem found, not the first."""

    kind = "scenario"

    def __init__(self, problems: Sequence[Problem], subject: str = "") -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        typed = {problem.file for problem in self.problems} == {SETTINGS}
        subject = subject or (ASKED if typed else "the scenario")
        head = f"{count} problem{'s' if count != 1 else ''} in {subject}"
        super().__init__("\n".join([head, *map(str, self.problems)]))


class SettingsError(RipenessError):
    """A run setting outside what can be done."""

    kind = "settings"


class QuestionError(RipenessError):
    """A question that is not understood; ``at`` is the place in its text."""

    kind = "question"

    def __init__(self, message: str, remedy: str = "", at: int = 0) -> None:
        super().__init__(message, remedy)
        self.at = at


class EvidenceError(RipenessError):
    """An observation used for what it must not be used for."""

    kind = "evidence"


class CalibrationError(RipenessError):
    """Draws that may not be used, or cannot be made."""

    kind = "calibration"


class StoreError(RipenessError):
    """A run folder that cannot be read or written."""

    kind = "store"


class SolverError(RipenessError):
    """A game whose solution cannot be trusted."""

    kind = "solver"
