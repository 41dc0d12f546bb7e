"""What every page is made of: template, style, drawing library, and figures in both widths with their data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ripeness.views import palette
from ripeness.views.charts_base import Figure, Look, Row
from ripeness.views.charts_outcomes import NARROWEST
from ripeness.views.headline import NOT_A_PREDICTION
from ripeness.views.vega import library, write_whole

TEMPLATES = Path(__file__).parent / "templates"
WIDE, NARROW = 820, 340


def write_page(html: str, path: str | Path) -> Path:
    """Write a page whole or not at all; its folder must exist.

    Returns
    -------
    The path written.
    """
    target = Path(path)
    write_whole(target, html)
    return target


def page_html(template: str, data: Any, **words: Any) -> str:
    """A page as text, with all it needs within itself.

    Parameters
    ----------
    template : name of one that extends ``base.html.j2``.
    data : what ``report.js`` draws, from `page_data` and more.
    words : what the template says; ``facts`` is what every export carries.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return environment.get_template(template).render(
        **{"disclaimer": NOT_A_PREDICTION} | words,
        style=style(), data=inline_json(data), vega=inline_script(library()), script=script,
    )  # fmt: skip


def page_data(groups: Iterable[Sequence[Figure]], elsewhere: Sequence[str] = ()) -> dict[str, Any]:
    """Specifications in both widths and their data, each set once.

    Parameters
    ----------
    groups : figures by kind; several of one kind share one key, which the page shows above them.
    elsewhere : names of figures whose rows the page makes itself.
    """
    wide, narrow = Look(WIDE), Look(NARROW, narrow=True)
    figures = {}
    for group in groups:
        labelled = len(group) == 1
        for figure in group:
            looks = {"wide": replace(wide, labelled=labelled), "narrow": replace(narrow, labelled=labelled)}
            rows = [] if figure.name in elsewhere else figure.rows
            figures[figure.name] = {
                "specs": {size: figure.build(look) for size, look in looks.items()}, "data": columns(rows),
            }  # fmt: skip
    return {"figures": figures, "narrow_below": NARROWEST}


def columns(rows: Sequence[Row]) -> dict[str, Any]:
    """Rows without repeating their keys."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return {"keys": keys, "rows": [[row.get(key) for key in keys] for row in rows]}


def inline_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def inline_script(code: str) -> str:
    """Code that cannot end the script element it stands in."""
    if "</script" in code.lower() or "<!--" in code:
        code = code.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    return code


def style() -> str:
    """The page's own rules with the colours of both themes."""
    text = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return text.replace("/*light*/", palette.css_block("light")).replace("/*dark*/", palette.css_block("dark"))
