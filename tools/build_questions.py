"""Write the names that can be asked about into docs/questions.md, from the vocabulary itself."""

from __future__ import annotations

import re
from pathlib import Path

from ripeness.scenario.labels import NEUTRAL
from ripeness.scenario.vocabulary import EVENTS, NUMBERS, SERIES, Vocabulary, vocabulary

PAGE = Path(__file__).resolve().parents[1] / "docs" / "questions.md"
BEGIN, END = "<!-- names:begin -->", "<!-- names:end -->"


def neutral() -> Vocabulary:
    """The words of a war that has no names of its own."""
    derived = {
        "insurgents": "the insurgents", "insurgents_adjective": "insurgent", "government": "the government",
        "patron": "the patron", "accord": "separate accord", "intra_talks": "talks between the two sides",
        "command": "the military assessment", "press": "the press assessment",
    }  # fmt: skip
    return vocabulary({**NEUTRAL, **derived}, True, (2020, 1), 72)


def filled(page: str) -> str:
    """The page with its tables of names."""
    known = neutral()
    tables = []
    for title, kind, count in (("event", "event", EVENTS), ("series", "series", SERIES), ("number", "number", NUMBERS)):
        rows = [thing for thing in known.things if thing.kind == kind]
        assert len(rows) == len(count)
        lines = [f"| {title} | is | also called |", "|---|---|---|"]
        for thing in rows:
            unit = "" if thing.unit in ("", "deaths") else f" ({thing.unit})"
            others = ", ".join(f"`{name}`" for name in dict.fromkeys(thing.others) if name != thing.name)
            lines.append(f"| `{thing.name}` | {thing.phrase}{unit} | {others} |")
        tables.append("\n".join(lines))
    body = "\n\n".join(tables)
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{body}\n{END}", page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
