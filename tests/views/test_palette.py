"""Colours that stay apart for every eye, and words that can be read on them."""

from __future__ import annotations

import itertools

import pytest

from ripeness.views import palette

THEMES = ("light", "dark")
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    # Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
STATES = ("s0", "s1", "s2", "s3", "s4")


@pytest.mark.parametrize("theme", THEMES)
def test_ink_on_every_fill_is_readable(theme):
    named = palette.colours(theme)
    fills = [*palette.CLASS_ORDER, *(f"h{step}" for step in range(palette.HEAT_STEPS))]
    assert min(palette.contrast(named[name], named[f"{name}-ink"]) for name in fills) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("word", ["ink", "muted", "accent"])
def test_words_on_the_page_are_readable(theme, word):
    named = palette.colours(theme)
    assert palette.contrast(named[word], named["paper"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", ["fan", "point", "opens", "closes", "base", "zero"])
def test_marks_on_the_page_are_seen(theme, mark):
    named = palette.colours(theme)
    assert palette.contrast(named[mark], named["paper"]) >= 3.0


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("theme", "least"), [("light", 13.9), ("dark", 11.0)])
def test_outcome_classes_stay_apart_for_every_eye(theme, least, vision):
    named = palette.colours(theme)
    assert closest([named[name] for name in palette.CLASS_ORDER], VISIONS[vision]) >= least


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_states_borrow_no_colour_from_an_outcome_class(theme, vision):
    named = palette.colours(theme)
    assert closest([named[name] for name in (*palette.CLASS_ORDER, *STATES)], VISIONS[vision]) >= 9.0


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_what_opens_and_what_closes_the_range_differ_for_every_eye(theme, vision):
    named = palette.colours(theme)
    assert closest([named["opens"], named["closes"], named["base"]], VISIONS[vision]) >= 9.0
    assert distance(named["v0-0"], named["v0-10"], VISIONS[vision]) >= 19.0


@pytest.mark.parametrize("width", [0, 24.9, 25, 49.9, 50, 74.9, 75, 100])
def test_a_wider_range_leaves_fewer_colours(width):
    steps = {palette.certainty_class(value / 10, width) for value in range(1001)}
    assert len(steps) == palette.CERTAINTY_STEPS[sum(width >= limit for limit in palette.CERTAINTY_LIMITS)]
    assert steps <= palette.colours().keys()


def test_both_themes_name_the_same_colours():
    assert palette.colours("light").keys() == palette.colours("dark").keys() == palette.css_references().keys()


def test_contrast_is_that_of_the_guidelines():
    assert palette.contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def closest(colours, vision):
    """Smallest distance between any two."""
    return min(distance(one, other, vision) for one, other in itertools.combinations(colours, 2))


def distance(one, other, vision):
    """100 times the distance in OKLab as somebody with this vision sees it."""
    pairs = zip(oklab(one, vision), oklab(other, vision), strict=True)
    return 100 * sum((a - b) ** 2 for a, b in pairs) ** 0.5


def oklab(colour, vision):
    """Ottosson (2020)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    seen = [min(max(dot(row, light), 0.0), 1.0) for row in vision]
    cones = [
        dot(row, seen) ** (1 / 3)
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    ]
    return [
        dot(row, cones)
        for row in (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        )
    ]


def dot(row, values):
    return sum(a * b for a, b in zip(row, values, strict=True))
