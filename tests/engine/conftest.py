"""The small war, its world and its solved game, made once."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import small_war

from ripeness.engine import ground, month, state, streams
from ripeness.engine import record as rec
from ripeness.engine.loop import simulate


@pytest.fixture(scope="session")
def war():
    """One world of the small war, at central values."""
    return small_war.world(small_war.scenario())


@pytest.fixture(scope="session")
def tables():
    """The small war's solved game."""
    return small_war.solved()


@pytest.fixture(scope="session")
def keys():
    """Keys of 96 futures."""
    return streams.keys(7, np.arange(96))


@pytest.fixture
def median_luck(monkeypatch):
    """Every normal draw at its median, in plain Python: counting deaths is a draw no parameter switches off."""

    def nothing(width, field, purpose, unit):
        return np.zeros(field.words.shape[1], dtype=np.float32)

    for module in (ground, month, state):
        monkeypatch.setattr(module, "shock", nothing)


@pytest.fixture
def watched(monkeypatch, keys):
    """Run four futures in plain Python and see every row of the national state: name -> (month, future)."""
    remember = month.remember

    def run(war, tables):
        seen = []

        def looking(width, field, memory):
            remember(width, field, memory)
            seen.append(field.rows[: len(rec.STATE), :4].astype(float))

        monkeypatch.setattr(month, "remember", looking)
        simulate(war, tables, keys[:4], width=16, interpreted=True)
        return dict(zip(rec.STATE, np.stack(seen, axis=1), strict=True))

    return run
