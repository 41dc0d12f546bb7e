"""The colours of every figure: by class, by certainty, by theme; never red against green, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# The fixed order of bar, dots and tables, and the colours that stay apart under protan, deutan and tritan vision.
CLASS_ORDER = ("O2", "O7", "O5", "O6", "O3", "O1", "O4")
CLASSES_LIGHT = dict(
    zip(
        CLASS_ORDER,
        ("#0e473d", "#3768d8", "#9ae4fe", "#9ca7ae", "#f5c742", "#c64e30", "#170f32"),
        strict=True,
    )
)
# Found by the same search against a dark page: 3:1 or more against it, 11 apart in OKLab under all four visions.
CLASSES_DARK = dict(
    zip(
        CLASS_ORDER,
        ("#127262", "#407fff", "#8ff8ff", "#9484a5", "#ffce4e", "#fd8043", "#b6a3dc"),
        strict=True,
    )
)

# Black, not the near-black of the text: on a middle grey only one of these two reaches 4.5:1.
WHITE, DARK = "#ffffff", "#000000"
# Colours a value may take when its 90 % range is narrow, wider, wide; beyond that only grey.
CERTAINTY_STEPS = (11, 5, 3, 1)
CERTAINTY_LIMITS = (25.0, 50.0, 75.0)  # points of width at which a step is lost
HEAT_STEPS = 9


def colours(theme: str = "light") -> dict[str, str]:
    """All named colours of a theme as ``#rrggbb``; ``theme`` is "light" or "dark"."""
    dark = theme == "dark"
    named = dict(_DARK if dark else _LIGHT)
    for name, fill in (CLASSES_DARK if dark else CLASSES_LIGHT).items():
        named[name] = fill
        named[f"{name}-ink"] = ink(fill)
    ends = ("#c98a45", "#4b5157", "#6aa5ee") if dark else ("#8a5414", "#ece7db", "#1b4f93")
    grey = "#5d6267" if dark else "#c4c3bd"
    for level, steps in enumerate(CERTAINTY_STEPS):
        for step in range(steps):
            place = step / (steps - 1) if steps > 1 else 0.5
            pure = _diverging(ends, place)
            named[f"v{level}-{step}"] = grey if steps == 1 else mix(pure, grey, 0.22 * level)
    low, high = ("#23282d", "#8fb8ea") if dark else ("#f4f1ea", "#1d4278")
    for step in range(HEAT_STEPS):
        fill = mix(low, high, step / (HEAT_STEPS - 1))
        named[f"h{step}"] = fill
        named[f"h{step}-ink"] = ink(fill)
    return named


def css_references() -> dict[str, str]:
    """The same names as CSS variables, so that one figure follows the reader's light or dark setting."""
    return {name: f"var(--{name})" for name in colours()}


def css_block(theme: str) -> str:
    """Declarations ``--name: #rrggbb;`` of a theme."""
    return " ".join(f"--{name}: {value};" for name, value in colours(theme).items())


def certainty_class(value: float, width: float) -> str:
    """Name of the colour of a value of 0-100 whose 90 % range is `width` points wide.

    References
    ----------
    Correll, Moritz and Heer (2018), Value-suppressing uncertainty palettes.
    """
    level = sum(width >= limit for limit in CERTAINTY_LIMITS)
    steps = CERTAINTY_STEPS[level]
    return f"v{level}-{min(int(max(value, 0.0) / 100.0 * steps), steps - 1)}"


def ink(fill: str) -> str:
    """White or dark, whichever is easier to read on `fill`."""
    return WHITE if contrast(WHITE, fill) >= contrast(DARK, fill) else DARK


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1-21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` of `other` in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def state_colours(count: int) -> list[str]:
    """Names of colours for `count` states that no outcome class stands for."""
    return [_STATES[i % len(_STATES)] for i in range(count)]


# Found by search: 9 or more from each other and from every outcome class under all four visions, so that a colour
# means one ending on the whole page.
_STATES = ("s0", "s1", "s2", "s3", "s4")
_LIGHT: Mapping[str, str] = {
    "paper": "#fdfcf9", "panel": "#f5f3ed", "ink": "#1b1e22", "muted": "#595f66", "rule": "#dcd8cf",
    "accent": "#1f4e86", "fan": "#1f4e86", "band50": "#8fabcf", "band90": "#d3dfee", "zero": "#1b1e22",
    "point": "#a8430f", "opens": "#2c6cb0", "closes": "#b5842a", "base": "#8a9097", "total": "#1b1e22",
    "s0": "#b9cead", "s1": "#bf915e", "s2": "#8780b3", "s3": "#786574", "s4": "#594777",
}  # fmt: skip
_DARK: Mapping[str, str] = {
    "paper": "#14171a", "panel": "#1c2024", "ink": "#ebe8e2", "muted": "#a9aeb4", "rule": "#343a40",
    "accent": "#9cc3f2", "fan": "#b5d2f6", "band50": "#4a74a6", "band90": "#293d54", "zero": "#ebe8e2",
    "point": "#ffa65c", "opens": "#6ba6ec", "closes": "#d9a84a", "base": "#7c838a", "total": "#ebe8e2",
    "s0": "#9fd1cd", "s1": "#683d17", "s2": "#454173", "s3": "#74b995", "s4": "#d6edb5",
}  # fmt: skip


def _diverging(ends: Sequence[str], place: float) -> str:
    low, middle, high = ends
    return mix(low, middle, place * 2) if place < 0.5 else mix(middle, high, place * 2 - 1)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _parts(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
