"""The small war, its world and its solved game, made once."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import small_war

from ripeness.engine import streams


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
