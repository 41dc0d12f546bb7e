"""One scored run for all tests of what follows from it."""

from __future__ import annotations

import pytest

import ripeness


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """Three worlds of the flagship with forty futures each, scored."""
    folder = tmp_path_factory.mktemp("backtest") / "run"
    return ripeness.backtest("afghanistan-2018", out=folder, worlds=3, futures=120, jobs=2)
