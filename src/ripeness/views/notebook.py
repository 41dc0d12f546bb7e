"""A run at the end of a notebook cell: its headline and its bar, as text and one picture inside the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from ripeness.views import palette
from ripeness.views.charts_base import Missing, finite
from ripeness.views.charts_outcomes import outcome_bar
from ripeness.views.figures import standalone
from ripeness.views.headline import NOT_A_PREDICTION, headline
from ripeness.views.vega import VEGA_LITE

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run

WIDTH = 720


@dataclass(frozen=True)
class Shown:
    """A summary that shows itself in a notebook.

    Parameters
    ----------
    summary : as for the report.
    """

    summary: Mapping[str, Any]

    def __repr__(self) -> str:
        return words(self.summary)[1]

    def _repr_html_(self) -> str:
        """One block of HTML without scripts, classes or anything to load."""
        title, said, disclaimer = (escape(text) for text in words(self.summary))
        colour = palette.colours()
        style = f"max-width:{WIDTH}px;padding:12px 16px;background:{colour['paper']};color:{colour['ink']}"
        return (
            f'<div style="{style}"><p style="margin:0 0 4px"><strong>{title}</strong></p>'
            f'<p style="margin:0 0 12px">{said}</p>{bar(self.summary)}'
            f'<p style="margin:8px 0 0;color:{colour["muted"]}">{disclaimer}</p></div>'
        )


def show(run: Run) -> Shown:
    """A run for the end of a notebook cell: how its futures end.

    Parameters
    ----------
    run : as ``ripeness.run`` and ``ripeness.open_run`` return it.
    """
    from ripeness.analysis.endings import outcomes

    return Shown({"meta": run.manifest, "outcomes": outcomes(run)})


def load_ipython_extension(ipython: Any) -> None:
    """``%load_ext ripeness``: from then on a run at the end of a cell shows itself."""
    html = ipython.display_formatter.formatters["text/html"]
    html.for_type_by_name("ripeness.ensemble.store", "Run", lambda run: show(run)._repr_html_())


def words(summary: Mapping[str, Any]) -> tuple[str, str, str]:
    """Title, headline and the line every export carries."""
    meta = summary.get("meta") or {}
    try:
        said = headline(finite(summary))
    except Missing as reason:
        said = f"Not in this run: {reason.key}."
    title = str(meta.get("title") or meta.get("scenario") or "A war")
    return title, said, str(meta.get("disclaimer") or NOT_A_PREDICTION)


def bar(summary: Mapping[str, Any]) -> str:
    """The outcome bar as SVG, or nothing where the run has no outcomes."""
    import vl_convert

    try:
        figure = outcome_bar(finite(summary))
    except Missing:
        return ""
    picture = vl_convert.vegalite_to_svg(standalone(figure, WIDTH - 32), vl_version=VEGA_LITE)
    return f'<div role="img" aria-label="{escape(figure.alt, quote=True)}">{picture}</div>'
