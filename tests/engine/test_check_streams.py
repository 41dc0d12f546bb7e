"""The script that tests the random words passes the project's and refuses worse ones."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "check_streams.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("check_streams", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def counter(seed, count):
    """A counter: as even as can be, and not random."""
    yield np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)


def sticky(seed, count):
    """Good words, each tenth of which is its neighbour's."""
    words = np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)
    words[1::10] = words[::10][: words[1::10].size]
    yield words


@pytest.mark.parametrize("order", ["model order", "across futures", "clocks of events"])
def test_the_loops_words_pass(tool, order):
    found = tool.examine(lambda: tool.ORDERS[order](2, 1 << 17))
    assert min(found.values()) > tool.FAILS


@pytest.mark.parametrize("worse", [counter, sticky])
def test_worse_words_are_refused(tool, worse):
    found = tool.examine(lambda: worse(2, 1 << 17))
    assert min(found.values()) < tool.FAILS
