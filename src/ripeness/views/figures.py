"""Figures as PNG files, for slides and papers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ripeness.views import palette
from ripeness.views.charts import charts
from ripeness.views.charts_base import Figure, Look, Spec
from ripeness.views.vega import VEGA_LITE


def export_figures(summary: Mapping[str, Any], folder: str | Path, width: int = 820, scale: float = 2.0) -> list[Path]:
    """Write each figure as ``NAME.png`` on white, in the light colours.

    Parameters
    ----------
    summary : as for the report.
    folder : made if it is not there.
    width : pixels before `scale`.
    scale : pixels of the file for each pixel of the figure.

    Returns
    -------
    Paths in the order of the report; figures the run cannot fill are left out.
    """
    import vl_convert

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for figure in charts(summary).each():
        picture = vl_convert.vegalite_to_png(standalone(figure, width), vl_version=VEGA_LITE, scale=scale)
        path = target / f"{figure.name}.png"
        path.write_bytes(picture)
        written.append(path)
    return written


def standalone(figure: Figure, width: int = 820, theme: str = "light") -> Spec:
    """A specification that carries its data, its title and real colours: any Vega-Lite reader draws it."""
    colours = palette.colours(theme)
    spec = figure.build(Look(width, narrow=width < 590, colours=colours))
    title = {"text": figure.title, "anchor": "start", "fontSize": 16, "color": colours["ink"], "offset": 18}
    return {
        **spec,
        "data": {"name": figure.name, "values": figure.rows},
        "title": title,
        "background": colours["paper"],
    }
