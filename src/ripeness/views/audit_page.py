"""The audit as one self-contained page: the paragraph, one table, the map, and a card for every experiment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ripeness.views.argument_map import argument_map
from ripeness.views.audit_picture import strip
from ripeness.views.audit_words import MEANING, VERDICTS, amount, chance, level, noise, span
from ripeness.views.charts_base import finite
from ripeness.views.headline import NOT_A_PREDICTION
from ripeness.views.page import TEMPLATES, style
from ripeness.views.vega import write_whole

AGREEMENT = {
    "priors": "the sceptical and the favourable priors", "precision": "precision of choice halved and doubled",
    "structure": "other rules for a separate accord",
}  # fmt: skip


def render_audit(audit: Mapping[str, Any], path: str | Path) -> Path:
    """Write the page of an audit, whole or not at all.

    Parameters
    ----------
    audit : as ``analysis.audit.cards.as_dict`` gives it, with the fields of the envelope.
    """
    target = Path(path)
    write_whole(target, audit_html(audit))
    return target


def audit_html(audit: Mapping[str, Any]) -> str:
    """The page as text."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    audit = finite(audit)
    cards = {
        one["experiment"]: {
            **one,
            "picture": Markup(strip(one["tests"][one["deciding"]])) if one["tests"] else "",
            "rows": [_row(test) for test in one["tests"]],
            "agrees": [(AGREEMENT[kind], same) for kind, same in one["agreement"].items()],
        }
        for one in audit["experiments"]
    }
    return environment.get_template("audit.html.j2").render(
        audit=audit, cards=cards, verdicts=VERDICTS, meaning=MEANING, chance=chance,
        map=Markup(argument_map(audit["claims"])),
        counts=[(v, audit["counts"][v]) for v in VERDICTS if audit["counts"].get(v)],
        disclaimer=NOT_A_PREDICTION, style=style() + (TEMPLATES / "audit.css").read_text(encoding="utf-8"),
    )  # fmt: skip


def _row(test: Mapping[str, Any]) -> dict[str, str]:
    return {
        "text": test["text"], "rule": test["condition"], "value": amount(test["value"], test, signed=True),
        "arm": level(test["arm"], test), "against": level(test["against"], test),
        "worlds": span(test["low"], test["high"], test),
        "chance": noise(test), "sign": chance(test["sign"]),
    }  # fmt: skip
