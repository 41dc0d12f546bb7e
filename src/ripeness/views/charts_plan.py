"""Plans of actors in the report: one table a plan, how many futures were left after each link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ripeness.analysis.rounding import between, in_100, in_cell


def plan_tables(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each plan with its links as cells of a table; none where the war has no plans."""
    return [
        {
            "label": plan["label"],
            "aim": plan["aim"],
            "links": [
                {
                    "text": link["text"],
                    "given": in_cell(in_100(link["given"])),
                    "chance": between(link["chance"]) if link["chance"] else "–",
                    "parameters": between(link["parameters"]) if link["parameters"] else "–",
                    "so_far": in_cell(in_100(link["so_far"])),
                }
                for link in plan["links"]
            ],
        }
        for plan in summary.get("plans") or []
    ]
