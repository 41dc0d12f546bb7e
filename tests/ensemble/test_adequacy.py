"""The three checks of the players' picture say no where the picture is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.engine import record as rec
from ripeness.ensemble.adequacy import adequacy, calibration, foresight
from ripeness.ensemble.outcomes import Rules

RULES = Rules(73)


def moments(now: np.ndarray, before: np.ndarray, foreseen: np.ndarray) -> np.ndarray:
    miss = now - before - foreseen
    parts = [
        len(now),
        now.sum() * 1e6,
        (now**2).sum() * 1e6,
        miss.sum() * 1e6,
        (miss**2).sum() * 1e6,
        (now - before).sum() * 1e6,
    ]
    return np.array([[0] * 6, [0] * 6, [0] * 6, parts], dtype=np.int64)


def records(luck: np.random.Generator, worlds: int, futures: int, scale: float, slope: float = 1.0):
    """Futures whose collapse follows the hazard that their record holds, up to a scale and a slope."""
    world = np.arange(worlds * futures) % worlds
    level = np.exp(luck.normal(-1.5, 0.8, worlds))
    believed, true = level[world], scale * level[world] ** slope
    time = luck.exponential(1.0, len(world)) / true
    record = np.full((len(world), len(rec.COLUMNS)), -1.0)
    record[:, rec.COLLAPSE_MONTH] = np.where(time < 1.0, 72 * time, -1)
    record[:, rec.HAZARD_SUM] = believed * np.minimum(time, 1.0)
    return record, world


def test_a_picture_that_foresees_control_passes_and_blind_luck_does_not():
    luck = np.random.default_rng(1)
    before = luck.normal(0.0, 0.5, 20_000)
    good = moments(before + 0.02 + luck.normal(0.0, 0.05, 20_000), before, np.full(20_000, 0.02))
    blind = moments(luck.normal(0.0, 0.5, 20_000), before, np.zeros(20_000))
    fit, by_posture, drift = foresight(good)
    assert fit == pytest.approx(1 - 0.05**2 / 0.2529, abs=0.002)
    assert set(by_posture) == {"main"} and drift["main"] == pytest.approx(0.0, abs=0.02)
    assert foresight(blind)[0] < 0.0


def test_the_error_of_the_drift_is_told_a_year():
    before = np.linspace(-1, 1, 1000)
    assert foresight(moments(before - 0.01, before, np.full(1000, 0.01)))[2]["main"] == pytest.approx(-0.24)


def test_collapses_that_follow_the_hazard_have_slope_one():
    slope, ratio = calibration(*records(np.random.default_rng(2), 40, 800, scale=1.0))
    assert slope == pytest.approx(1.0, abs=0.08)
    assert ratio == pytest.approx(1.0, abs=0.05)


def test_a_hazard_that_is_believed_too_steep_has_a_slope_below_one():
    slope, _ = calibration(*records(np.random.default_rng(3), 40, 800, scale=0.3, slope=0.4))
    assert slope < 0.6


def test_no_collapse_no_slope():
    record, world = records(np.random.default_rng(4), 4, 10, scale=1e-9)
    assert calibration(record, world) == (None, None)


def test_frequencies_that_differ_by_more_than_three_in_a_hundred_fail():
    luck = np.random.default_rng(5)
    record, world = records(luck, 20, 500, scale=1.0)
    same, other = record.copy(), record.copy()
    other[: len(other) // 10, rec.ACCORD_MONTH] = 5
    transitions = np.zeros((4, 6), dtype=np.int64)
    assert adequacy(transitions, record, world, RULES, (same, world)).c == 0.0
    seen = adequacy(transitions, record, world, RULES, (other, world))
    assert seen.c == pytest.approx(0.1)
    assert seen.passed == {"a": None, "b": True, "c": False}
    assert "failed: c" in seen.text and "separate accord" in seen.text
    assert adequacy(transitions, record, world, RULES).c is None
