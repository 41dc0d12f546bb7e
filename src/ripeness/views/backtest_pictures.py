"""Small pictures of forecasts with what happened marked in them, as SVG that stands in the page itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ripeness.analysis.dates import in_words
from ripeness.views.backtest_words import CLASS_WORDS, forecast_words, happened_words, in_100, value_words

WIDTH, HEIGHT, FOOT, EDGE = 640, 72, 18, 8
TRACK = 30
TEXT = 'font-size="12" fill="var(--muted)"'


def picture(entry: Mapping[str, Any], first_month: str) -> str:
    """The picture of one observable; empty where there is no forecast, or one of several readings at once.

    Parameters
    ----------
    entry : one of ``observables`` of the object of ``backtest --json``.
    first_month : "2018-12", of the war.
    """
    made = entry["forecast"]
    if made is None or "means" in made:
        return ""
    words = f"{entry['label']}: forecast {forecast_words(entry)}, happened {happened_words(entry)}"
    if "probability" in made:
        return _svg(_event(entry, made), TRACK + FOOT, words)
    if "classes" in made:
        return _svg(_classes(entry, made), len(made["classes"]) * 22, words)
    return _svg(_months(entry, made, first_month) if "never" in made else _bars(entry, made), HEIGHT + FOOT, words)


def reliability(rows: Sequence[Mapping[str, Any]], words: str) -> str:
    """Where outcomes fell in their forecasts, and how often what was given a chance happened, for one domain."""
    at = [row["scores"]["percentile"] for row in rows if row["scores"] and row["scores"]["percentile"] is not None]
    events = [(row["forecast"]["probability"], row["happened"]) for row in rows
              if row["kind"] == "event" and row["scores"] and row["forecast"]]  # fmt: skip
    parts, y = [], 26
    if at:
        parts.append(_text(EDGE, 12, "Where outcomes fell: 0 below, 100 above every future"))
        parts += [_axis(y), *(_dot(_x(p), y, "var(--fan)") for p in at)]
        y += 52
    if events:
        parts.append(_text(EDGE, y - 14, "Events by the chance given to them; filled ones happened"))
        parts.append(_axis(y))
        parts += [_dot(_x(p), y, "var(--point)" if came else "var(--paper)", "var(--point)") for p, came in events]
        y += 52
    return _svg(parts, y - 24, words) if parts else ""


def _event(entry: Mapping[str, Any], made: Mapping[str, Any]) -> list[str]:
    y = TRACK / 2 + 2
    parts = [_axis(y)]
    for name, other in entry["baseline_forecasts"].items():
        if "probability" in other:
            parts.append(_tick(_x(other["probability"]), y, f"{name}: {in_100(other['probability'])}"))
    parts.append(_dot(_x(made["probability"]), y, "var(--fan)"))
    if entry["happened"] is not None:
        parts.append(_diamond(_x(1.0 if entry["happened"] else 0.0), y))
    return [*parts, _text(EDGE, y + 26, "0 in 100"), _text(WIDTH - EDGE, y + 26, "100 in 100", "end")]


def _classes(entry: Mapping[str, Any], made: Mapping[str, Any]) -> list[str]:
    parts, room = [], 170
    for i, (name, share) in enumerate(made["classes"].items()):
        y, came = i * 22, name == entry["happened"]
        fill = "var(--point)" if came else "var(--band50)"
        parts.append(_text(0, y + 15, CLASS_WORDS.get(name, name)))
        parts.append(_bar(room, y + 3, max(share * (WIDTH - room - 70), 1.0), 14, fill))
        told = in_100(share) + (", happened" if came else "")
        parts.append(_text(room + share * (WIDTH - room - 150) + 8, y + 15, told))
    return parts


def _bars(entry: Mapping[str, Any], made: Mapping[str, Any]) -> list[str]:
    edges, bars = made["edges"], made["bars"]
    low, high, top = edges[0], edges[-1], max(bars) or 1.0

    def x(value: float) -> float:
        return EDGE + (min(max(value, low), high) - low) / (high - low) * (WIDTH - 2 * EDGE)

    def scale(value: float) -> float:
        return math.log1p(value) if entry["scale"] == "log" else value

    wide = (WIDTH - 2 * EDGE) / len(bars)
    parts = [_column(EDGE + i * wide, share / top, wide) for i, share in enumerate(bars) if share > 0]
    parts.append(_bar(EDGE, HEIGHT, WIDTH - 2 * EDGE, 1, "var(--base)"))
    for name, other in entry["baseline_forecasts"].items():
        if "quantiles" in other:
            middle = other["quantiles"]["0.5"]
            parts.append(_tick(x(scale(middle)), HEIGHT, f"{name}: {value_words(entry, middle)}"))
    if entry["happened"] is not None:
        parts.append(_line(x(scale(entry["happened"]))))
        parts.append(_diamond(x(scale(entry["happened"])), 7))
    for place, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        value = low + place * (high - low)
        shown = math.expm1(value) if entry["scale"] == "log" else value
        parts.append(_text(EDGE + place * (WIDTH - 2 * EDGE), HEIGHT + 15, value_words(entry, _round(shown)), anchor))
    return parts


def _months(entry: Mapping[str, Any], made: Mapping[str, Any], first_month: str) -> list[str]:
    shares = made["share_by_month"]
    gap, n = 24, len(shares) - 1
    wide = (WIDTH - 2 * EDGE - gap - 40) / n
    top = max(shares[:-1]) or 1.0
    parts = [_column(EDGE + i * wide, share / top, wide) for i, share in enumerate(shares[:-1]) if share > 0]
    parts.append(_bar(EDGE, HEIGHT, n * wide, 1, "var(--base)"))
    year, month = map(int, first_month.split("-"))
    if entry["happened"]:
        then = [int(part) for part in entry["happened"].split("-")]
        place = EDGE + ((then[0] - year) * 12 + then[1] - month + 0.5) * wide
        parts += [_line(place), _diamond(place, 7)]
    last = year * 12 + month - 1 + n - 1
    ends = (in_words(first_month), in_words(f"{last // 12}-{last % 12 + 1:02d}"))
    parts += [_text(EDGE, HEIGHT + 15, ends[0]), _text(EDGE + n * wide, HEIGHT + 15, ends[1], "end")]
    parts.append(_text(WIDTH - EDGE, HEIGHT - 6, f"never {100 * shares[-1]:.0f}", "end"))
    return parts


def _round(value: float) -> float:
    """Two figures are enough for the end of an axis."""
    if abs(value) < 100:
        return value
    digits = 1 - math.floor(math.log10(abs(value)))
    return round(value, digits)


def _x(share: float) -> float:
    return EDGE + share * (WIDTH - 2 * EDGE)


def _svg(parts: Sequence[str], height: float, words: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="100%" role="img" aria-label="{escape(words, quote=True)}" '
        f'style="display:block;max-width:{WIDTH}px;font-family:var(--sans)">{"".join(parts)}</svg>'
    )


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _column(x: float, part: float, wide: float) -> str:
    """One bar of a histogram, the tallest with part 1."""
    tall = part * (HEIGHT - 14)
    return _bar(x, HEIGHT - tall, max(wide - 1, 1), tall, "var(--band50)")


def _axis(y: float) -> str:
    return _bar(EDGE, y, WIDTH - 2 * EDGE, 1, "var(--base)")


def _dot(x: float, y: float, fill: str, line: str = "none") -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{line}" stroke-width="2" fill-opacity=".85"/>'
    )


def _diamond(x: float, y: float) -> str:
    points = f"{x:.1f},{y - 6:.1f} {x + 6:.1f},{y:.1f} {x:.1f},{y + 6:.1f} {x - 6:.1f},{y:.1f}"
    return f'<polygon points="{points}" fill="var(--paper)" stroke="var(--point)" stroke-width="2"/>'


def _line(x: float) -> str:
    return _bar(x - 0.75, 7, 1.5, HEIGHT - 7, "var(--point)")


def _tick(x: float, y: float, words: str) -> str:
    place = f'x="{x - 1:.1f}" y="{y - 8:.1f}" width="2" height="8"'
    return f'<rect {place} fill="var(--muted)"><title>{escape(words)}</title></rect>'


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {TEXT}>{escape(words)}</text>'
