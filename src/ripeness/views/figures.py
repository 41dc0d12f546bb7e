"""Figures as PNG files, for slides and papers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ripeness.views import palette
from ripeness.views.charts import charts
from ripeness.views.charts_base import FONT, Figure, Look, Spec
from ripeness.views.headline import NOT_A_PREDICTION
from ripeness.views.vega import VEGA_LITE

# Without a browser a minus sign missing from one font turns the whole label into another's letters.
FILE_FONT = '"DejaVu Sans", "Noto Sans", sans-serif'


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
    written, lines = [], source_lines(summary.get("meta") or {})
    for figure in charts(summary).each():
        spec = standalone(figure, width, lines=lines)
        picture = vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale)
        path = target / f"{figure.name}.png"
        path.write_bytes(picture)
        written.append(path)
    return written


def source_lines(meta: Mapping[str, Any]) -> list[str]:
    """What every export carries, on two lines small enough to stand under a title."""
    solver, found = meta.get("solver") or {}, (meta.get("adequacy") or {}).get("passed") or {}
    failed = [key for key, good in found.items() if good is False]
    parts = [
        f"{meta.get('scenario') or 'scenario not recorded'} ({str(meta.get('scenario_hash') or 'no hash')[:12]})",
        f"version {meta.get('version') or 'not recorded'}", f"seed {meta.get('seed', 'not recorded')}",
        f"{meta['futures']:,} futures" if meta.get("futures") else "futures not recorded",
        f"start {meta.get('start') or 'not recorded'}", f"priors {meta.get('prior_set') or 'not recorded'}",
        f"residual {solver['residual']:.1e}" if solver.get("residual") is not None else "residual not recorded",
        f"checks failed: {', '.join(failed)}" if failed else "checks hold" if found else "checks not made",
    ]  # fmt: skip
    return [str(meta.get("disclaimer") or NOT_A_PREDICTION), "; ".join(parts)]


def standalone(figure: Figure, width: int = 820, theme: str = "light", lines: Sequence[str] = ()) -> Spec:
    """A specification that carries its data, its title and real colours: any Vega-Lite reader draws it."""
    colours = palette.colours(theme)
    spec = figure.build(Look(width, narrow=width < 590, colours=colours))
    spec = json.loads(json.dumps(spec).replace(json.dumps(FONT), json.dumps(FILE_FONT)))
    title = {
        "text": figure.title, "subtitle": list(lines), "anchor": "start", "fontSize": 16, "color": colours["ink"],
        "subtitleFontSize": 10, "subtitleColor": colours["muted"], "subtitlePadding": 5, "offset": 18,
        "limit": width - 24,
    }  # fmt: skip
    return {
        **spec,
        "data": {"name": figure.name, "values": figure.rows},
        "title": title,
        "padding": 12,
        "background": colours["paper"],
    }
