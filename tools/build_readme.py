"""Fill the README's table of systems from the flagship's systems.yaml.

`python tools/build_readme.py` rewrites what stands between the two markers; `--check` only says whether the
table is current (exit code 1 when it is not).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
SYSTEMS = ROOT / "src/ripeness/scenario/library/afghanistan-2018/systems.yaml"
BEGIN, END = "<!-- systems:begin -->", "<!-- systems:end -->"


def load_systems(path: Path = SYSTEMS) -> list[dict[str, Any]]:
    """The systems of the essay: number, paragraphs, system, where, mechanism (its file), status."""
    document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return document["systems"] if isinstance(document, Mapping) else document


def table(systems: Iterable[Mapping[str, Any]]) -> str:
    """A count by status and the table in Markdown."""
    systems = list(systems)
    counts = Counter(str(system["status"]) for system in systems)
    summary = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    lines = [
        f"{len(systems)} systems: {summary}.",
        "",
        "| # | ¶ | system | in the model | file | status |",
        "|---|---|---|---|---|---|",
    ]
    for system in systems:
        cells = (
            system["number"],
            system["paragraphs"],
            system["system"],
            system["where"],
            ", ".join(_link(path, system["status"]) for path in files(system)),
            system["status"],
        )
        plain = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
        lines.append(f"| {' | '.join(plain)} |")
    return "\n".join(lines)


def files(system: Mapping[str, Any]) -> list[str]:
    """Where a system lives, as paths from the project's root; the data may leave out `src/ripeness/`."""
    named = system.get("file") or system.get("mechanism") or []
    paths = [named] if isinstance(named, str) else list(named)
    return [path if path.startswith(("src/", "tools/", "docs/")) else f"src/ripeness/{path}" for path in paths]


def filled(readme: str, systems: Iterable[Mapping[str, Any]]) -> str:
    """The README with its table replaced."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table(systems)}\n{END}{after}"


def _link(path: str, status: str) -> str:
    short = path.removeprefix("src/ripeness/")
    return f"`{short}`" if status == "next" else f"[`{short}`]({path})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say whether the table is current")
    arguments = parser.parse_args()
    if not SYSTEMS.exists():
        print(f"{SYSTEMS.relative_to(ROOT)} is not there: nothing to fill in", file=sys.stderr)
        return 0
    old = README.read_text(encoding="utf-8")
    new = filled(old, load_systems())
    if arguments.check:
        if new != old:
            print("README.md is out of date: run python tools/build_readme.py", file=sys.stderr)
        return int(new != old)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
